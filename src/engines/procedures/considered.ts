/** What every refusal of an event looks at. */
import { isoToDay } from '../history.ts';
import type { Asking, CaseEvent, CaseState, Decider, IsoDay, ProcedureDefinition, Refused } from './types.ts';
import { refused } from './version-for.ts';

export interface Considered {
  readonly definition: ProcedureDefinition;
  readonly state: CaseState;
  readonly events: readonly CaseEvent[];
  readonly asking: Asking;
}

export function isRealDay(day: IsoDay): boolean {
  try {
    isoToDay(day);
    return true;
  } catch {
    return false;
  }
}

/** Whoever decides, and why: without both nothing is paused, extended, corrected or bound anew. */
export function refuseUnreasoned(
  { decider, reason }: { readonly decider: Decider; readonly reason: string },
  what: string,
): Refused | null {
  if (decider.person.trim() === '') return refused('decider-missing', `${what} needs somebody who decides it.`);
  if (reason.trim() === '') return refused('reason-missing', `${what} needs its reason in writing.`);
  return null;
}
