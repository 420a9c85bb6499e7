/** Whether anybody decided anything about a person in the days after a threshold was crossed (SIG-01.6). */
import type { Day, HistoryEntry } from '../../../engines/history.ts';
import type { StepType } from '../../../engines/vocabulary.ts';

/** Days after a threshold in which a decision is looked for. */
export const actWithinDays = 30;

/** Steps by which a service decides about a person. A move is not one: it ends nothing (P-15). */
const decidingTypes: ReadonlySet<string> = new Set<StepType>([
  'decision-step',
  'severity-step',
  'restriction-step',
  'vetting-step',
  'authority-step',
]);

/** The first decision about the subject from the day on; null where the record holds none. */
export function firstDecisionFrom(entries: readonly HistoryEntry[], since: Day): Day | null {
  let first: Day | null = null;
  for (const entry of entries) {
    if (entry.kind !== 'step' || !decidingTypes.has(entry.type) || !entry.roles.includes('subject')) continue;
    // Answers to signals are read from the answers themselves: one that was not reached decided nothing.
    if (entry.source === 'performance-data' || entry.knownOn < since) continue;
    if (first === null || entry.knownOn < first) first = entry.knownOn;
  }
  return first;
}
