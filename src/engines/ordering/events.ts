/**
 * What the ordering may see: events as compact columns, in an order that does not depend on the order of the file.
 * Anything known on or after the day asked about is dropped here, before a single sum is made, so that nothing later
 * can reach a vocabulary, a mean or a weight. There is no column for age, sex, ethnicity or who complained.
 */
import type { Day } from '../history.ts';

/** One entry about one person, as a source gives it. `matter` null stands for a matter of its own. */
export interface OrderingEvent {
  readonly person: string;
  readonly matter: string | null;
  /** The day from which the service can be held to have known. */
  readonly known: Day;
  readonly happened: Day | null;
  readonly type: string;
  readonly source: string;
  readonly finding: FindingClass;
  /** The day the finding was known; null when nobody can say, and then the finding is never used. */
  readonly findingKnown: Day | null;
  /** Only a unit that the entry itself carries, and so dates. */
  readonly unit: string | null;
}

/** What is left of a finding here: nothing, decided the other way, upheld, or shown not to have happened. */
export type FindingClass = 'none' | 'decided' | 'upheld' | 'eliminated';
const findingClasses: readonly FindingClass[] = ['none', 'decided', 'upheld', 'eliminated'];
export const upheldCode = 2;
export const eliminatedCode = 3;

/** Later than any day: never known. */
export const never = 0x7fffffff;

/** Columns sorted by person, then day known; `start[p]` to `start[p + 1]` are the events of person p. */
export interface EventTable {
  readonly at: Day;
  readonly persons: readonly string[];
  readonly types: readonly string[];
  readonly sources: readonly string[];
  readonly units: readonly string[];
  readonly matters: number;
  readonly start: Int32Array;
  readonly known: Int32Array;
  readonly happened: Int32Array;
  readonly matter: Int32Array;
  readonly type: Int32Array;
  readonly source: Int32Array;
  readonly unit: Int32Array;
  readonly finding: Uint8Array;
  readonly findingKnown: Int32Array;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareEvents(a: OrderingEvent, b: OrderingEvent): number {
  return (
    compareText(a.person, b.person) ||
    a.known - b.known ||
    (a.happened ?? a.known) - (b.happened ?? b.known) ||
    compareText(a.matter ?? '', b.matter ?? '') ||
    compareText(a.type, b.type) ||
    compareText(a.source, b.source) ||
    compareText(a.unit ?? '', b.unit ?? '') ||
    compareText(a.finding, b.finding) ||
    (a.findingKnown ?? never) - (b.findingKnown ?? never)
  );
}

/** A code for each word, in alphabetical order, so that codes do not depend on who came first. */
function dictionary(words: Iterable<string>): {
  readonly words: readonly string[];
  readonly codeOf: Map<string, number>;
} {
  const sorted = [...new Set(words)].sort(compareText);
  return { words: sorted, codeOf: new Map(sorted.map((word, i) => [word, i])) };
}

/** As the service could have seen it on the morning of `at`. */
function blindAfter(events: Iterable<OrderingEvent>, at: Day): OrderingEvent[] {
  const seen: OrderingEvent[] = [];
  for (const event of events) {
    if (event.known >= at) continue;
    const known = event.finding !== 'none' && event.findingKnown !== null && event.findingKnown < at;
    seen.push(known ? event : { ...event, finding: 'none', findingKnown: null });
  }
  return seen.sort(compareEvents);
}

/** The table of everything known before `at`, and nothing else. */
export function eventsKnownBefore(events: Iterable<OrderingEvent>, at: Day): EventTable {
  const seen = blindAfter(events, at);
  const persons = dictionary(seen.map((e) => e.person));
  const types = dictionary(seen.map((e) => e.type));
  const sources = dictionary(seen.map((e) => e.source));
  const units = dictionary(seen.flatMap((e) => (e.unit === null ? [] : [e.unit])));
  const matters = new Map<string, number>();
  const matterOf = (event: OrderingEvent, i: number): number => {
    const key = event.matter === null ? `\u0000${i}` : event.matter;
    const code = matters.get(key) ?? matters.size;
    matters.set(key, code);
    return code;
  };
  const start = new Int32Array(persons.words.length + 1);
  for (const event of seen) start[persons.codeOf.get(event.person)! + 1]!++;
  for (let p = 0; p < persons.words.length; p++) start[p + 1]! += start[p]!;
  const column = (of: (event: OrderingEvent, i: number) => number): Int32Array => Int32Array.from(seen, of);
  return {
    at,
    persons: persons.words,
    types: types.words,
    sources: sources.words,
    units: units.words,
    start,
    known: column((e) => e.known),
    // Said to have happened after it was known: a slip in the file. It cannot be later than the day it was known.
    happened: column((e) => Math.min(e.happened ?? e.known, e.known)),
    matter: column(matterOf),
    matters: matters.size,
    type: column((e) => types.codeOf.get(e.type)!),
    source: column((e) => sources.codeOf.get(e.source)!),
    unit: column((e) => (e.unit === null ? -1 : units.codeOf.get(e.unit)!)),
    finding: Uint8Array.from(seen, (e) => findingClasses.indexOf(e.finding)),
    findingKnown: column((e) => e.findingKnown ?? never),
  };
}
