/** Who reviews the outcome of a recorded complaint: criteria of the Police Reform Act 2002, Schedule 3, and SI 2020/2. */
import { addLength } from '../../../engines/procedures/calendar.ts';
import type { IsoDay, ProcedureDefinition } from '../../../engines/procedures/types.ts';

export interface ReviewFacts {
  /** The appropriate authority is the local policing body itself. */
  readonly authorityIsPolicingBody: boolean;
  readonly seniorOfficer: boolean;
  /** If proved it could be a crime or bring disciplinary proceedings. */
  readonly couldBeCrimeOrDiscipline: boolean;
  readonly couldEngageArticle2Or3: boolean;
  readonly wasOrMustBeReferred: boolean;
}

export interface ReviewBody {
  readonly body: 'independent-investigator' | 'local-policing-body';
  readonly because: string;
  /** The independent investigator may direct; the local policing body recommends. */
  readonly power: 'directs' | 'recommends';
}

const grounds: readonly (readonly [keyof ReviewFacts, string])[] = [
  ['authorityIsPolicingBody', 'the local policing body is the appropriate authority'],
  ['seniorOfficer', 'it concerns a senior officer'],
  ['couldBeCrimeOrDiscipline', 'the conduct, if proved, could be a crime or bring disciplinary proceedings'],
  ['couldEngageArticle2Or3', 'it could engage Article 2 or 3'],
  ['wasOrMustBeReferred', 'it was or must be referred'],
];

/** The body, with the first ground that decides it. */
export function reviewBody(facts: ReviewFacts): ReviewBody {
  const ground = grounds.find(([fact]) => facts[fact]);
  if (ground) return { body: 'independent-investigator', because: ground[1], power: 'directs' };
  return {
    body: 'local-policing-body',
    because: 'none of the grounds for the independent investigator holds',
    power: 'recommends',
  };
}

/** The last day to ask for a review once the outcome was served, by the definition; null where it gives no review. */
export function lastDayForReview({ clocks, nation }: ProcedureDefinition, servedOn: IsoDay): IsoDay | null {
  const clock = clocks.find(({ code }) => code === 'review-application');
  return clock ? addLength(servedOn, clock.length, nation, clock.counting) : null;
}
