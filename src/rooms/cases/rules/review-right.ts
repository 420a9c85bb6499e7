/**
 * Which body reviews an outcome, and by when it has to be asked.
 * Source: Police Reform Act 2002 sch. 3 paras 25, 30; SI 2020/2 reg. 29 (28 days, the first being the day after).
 */
import { addLength } from '../../../engines/procedures/calendar.ts';
import { reviewBody } from '../procedures/review-body.ts';

export interface ReviewRight {
  /** Null where the law gives no review. */
  readonly body: string | null;
  /** The last day, or null. */
  readonly until: string | null;
  readonly how: string;
}

const reviewTime = { amount: 28, unit: 'days' } as const;
/** The right that goes with an outcome told on a day. */
export function reviewRight(given: {
  readonly isRecorded: boolean;
  readonly criteria: readonly string[];
  readonly toldOn: string;
}): ReviewRight {
  if (!given.isRecorded)
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
    until: addLength(given.toldOn, reviewTime, 'england-wales'),
    how: 'It asks whether the outcome was reasonable and proportionate. Write to it with the number of this case and why you disagree.',
  };
}
