/** From rows as a map reads them to what the ordering may see. Who complained, and about whom, is left behind here. */
import type { MappedEntry } from '../mapping/mapped.ts';
import type { Finding } from '../vocabulary.ts';
import type { FindingClass, OrderingEvent } from './events.ts';

const upheld: ReadonlySet<Finding> = new Set([
  'upheld',
  'proven',
  'written-warning',
  'dismissed',
  'barred',
  'convicted',
]);
const unfinished: ReadonlySet<Finding> = new Set(['none', 'open', 'not-recorded']);

/** What a finding counts as here. */
export function classOfFinding(finding: Finding): FindingClass {
  if (finding === 'eliminated') return 'eliminated';
  if (upheld.has(finding)) return 'upheld';
  return unfinished.has(finding) ? 'none' : 'decided';
}

/** A period stands for its middle: its first day would make every vague date look old. */
const middle = (from: number | null, to: number | null): number | null =>
  from === null ? null : Math.floor((from + (to ?? from)) / 2);

/** One event for each person whom the row accuses. Steps and amendments accuse nobody; a row about nobody known gives none. */
export function eventsOfEntry(entry: MappedEntry): OrderingEvent[] {
  if (entry.entryKind !== 'matter') return [];
  const accused = entry.others.filter((other) => other.role === 'subject').map((other) => other.person);
  const people = [entry.person, ...accused].flatMap((person) => (person === null ? [] : [person.id]));
  const later = entry.laterFinding;
  return [...new Set(people)].map((person) => ({
    person,
    matter: entry.matter,
    known: entry.knownOn,
    happened: middle(entry.happenedFrom, entry.happenedTo),
    type: entry.type,
    source: entry.source,
    finding: classOfFinding(later ? later.finding : entry.finding),
    findingKnown: later ? later.knownOn : entry.knownOn,
    unit: entry.unit,
  }));
}
