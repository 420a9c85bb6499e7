/** A history as it could be read on an earlier day: later entries left out, later amendments taken back. */
import type { Day, History, HistoryEntry } from '../history.ts';
import type { Finding, MatterType, StepType } from '../vocabulary.ts';

/**
 * The history as known on `day`. A later finding, withdrawal or relabel is undone from the words it replaced; a later
 * correction cannot be, since only the record holds what it corrected.
 */
export function asAt(history: History, day: Day): History {
  const known = history.entries.filter((entry) => entry.knownOn <= day);
  return {
    subject: history.subject,
    asAt: Math.min(day, history.asAt),
    entries: known.map((entry) => readOn(entry, day)),
  };
}

function readOn(entry: HistoryEntry, day: Day): HistoryEntry {
  const later = entry.amendedBy.filter((amendment) => amendment.knownOn > day);
  if (later.length === 0) return entry;
  const amendedBy = entry.amendedBy.filter((amendment) => amendment.knownOn <= day);
  const relabel = later.find((amendment) => amendment.step === 'relabel');
  const finding = later.find((amendment) => amendment.step === 'finding' || amendment.step === 'withdrawal');
  const kept = amendedBy.findLast((amendment) => amendment.step === 'finding' || amendment.step === 'withdrawal');
  return {
    ...entry,
    amendedBy,
    type: relabel === undefined ? entry.type : (relabel.before as MatterType | StepType),
    finding: finding === undefined ? entry.finding : (finding.before as Finding),
    findingOn: finding === undefined ? entry.findingOn : (kept?.knownOn ?? null),
  };
}
