/**
 * Which body reviews an outcome, and by when it has to be asked.
 * Source: Police Reform Act 2002 sch. 3 paras 25, 30; the time is the definition's.
 */
import type { ProcedureDefinition } from '../../../engines/procedures/types.ts';
import { lastDayForReview, reviewBody } from '../procedures/review-body.ts';

export interface ReviewRight {
  /** Null where the law gives no review. */
  readonly body: string | null;
  /** The last day, or null. */
  readonly until: string | null;
  readonly how: string;
}

/** The right that goes with an outcome told on a day, by the version of the rules that the case is under. */
export function reviewRight(given: {
  readonly definition: ProcedureDefinition;
  readonly criteria: readonly string[];
  readonly toldOn: string;
}): ReviewRight {
  const until = lastDayForReview(given.definition, given.toldOn);
  if (until === null)
    return {
      body: null,
      until: null,
      how: 'This was handled outside Schedule 3 of the Police Reform Act 2002, which gives no right to a review. If you are not satisfied you can ask us to record it: tell your contact.',
    };
  const { body } = reviewBody({
    authorityIsPolicingBody: false,
    seniorOfficer: false,
    couldBeCrimeOrDiscipline: given.criteria.includes('conduct'),
    couldEngageArticle2Or3: given.criteria.includes('rights'),
    wasOrMustBeReferred: given.criteria.includes('referral'),
  });
  return {
    body: body === 'independent-investigator' ? 'the Independent Office for Police Conduct' : 'the local policing body',
    until,
    how: 'It asks whether the outcome was reasonable and proportionate. Write to it with the number of this case and why you disagree.',
  };
}
