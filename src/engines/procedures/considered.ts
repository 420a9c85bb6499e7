/** What every refusal of an event looks at. */
import { dayToIso, isoToDay } from '../history.ts';
import { addMonths } from '../patterns/windows.ts';
import type { Asking, CaseEvent, CaseState, Decider, IsoDay, ProcedureDefinition, Refused } from './types.ts';
import { refused } from './version-for.ts';

export interface Considered {
  readonly definition: ProcedureDefinition;
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
  readonly asking: Asking;
}

/** A day of the calendar in the years that cases are of. Beyond them no holidays are known, so no day could be counted. */
export function isRealDay(day: IsoDay): boolean {
  try {
    isoToDay(day);
    return day >= '1990-01-01' && day < '2151-01-01';
  } catch {
    return false;
  }
}

/** Ten years on: nothing is paused or extended further by one decision. */
export const farthest = (day: IsoDay): IsoDay => dayToIso(addMonths(isoToDay(day), 120));

/** Whoever decides, and why: without both nothing is paused, extended, corrected or bound anew. */
export function refuseUnreasoned(
  { decider, reason }: { readonly decider: Decider; readonly reason: string },
  what: string,
): Refused | null {
  if (decider.person.trim() === '') return refused('decider-missing', `${what} needs somebody who decides it.`);
  if (reason.trim() === '') return refused('reason-missing', `${what} needs its reason in writing.`);
  return null;
}
