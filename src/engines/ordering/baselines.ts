/** The simple rules that a model must beat, computed on the same table and so on the same day's knowledge. */
import { type EventTable, never, upheldCode } from './events.ts';

export const baselineNames = [
  'count2y',
  'count5y',
  'sustainedOnly',
  'threshold3in12',
  'allegations5y',
  'exposure',
] as const;
export type BaselineName = (typeof baselineNames)[number];

/** What each rule is, in words that go out with its figures. */
export const baselineWords: Record<BaselineName, string> = {
  count2y: 'matters of the last two years',
  count5y: 'matters of the last five years',
  sustainedOnly: 'matters upheld, in findings known before the date',
  threshold3in12: 'three matters or more in the last twelve months, or not',
  allegations5y: 'allegations of the last five years',
  exposure: 'time known alone, the newest known first',
};

const days = { one: 365, two: 731, five: 1827 } as const;

function countOf(table: EventTable, person: number): Record<BaselineName, number> {
  const seen = { one: new Set<number>(), two: new Set<number>(), five: new Set<number>(), upheld: new Set<number>() };
  let allegations = 0;
  let first = table.at;
  for (let e = table.start[person]!; e < table.start[person + 1]!; e++) {
    const matter = table.matter[e]!;
    const age = table.at - table.happened[e]!;
    first = Math.min(first, table.known[e]!);
    if (age <= days.one) seen.one.add(matter);
    if (age <= days.two) seen.two.add(matter);
    if (age <= days.five) {
      seen.five.add(matter);
      allegations++;
    }
    if (table.finding[e] === upheldCode && table.findingKnown[e] !== never) seen.upheld.add(matter);
  }
  return {
    count2y: seen.two.size,
    count5y: seen.five.size,
    sustainedOnly: seen.upheld.size,
    threshold3in12: seen.one.size >= 3 ? 1 : 0,
    allegations5y: allegations,
    exposure: first - table.at,
  };
}

/** A score per person of the table, for each rule. */
export function baselineScores(table: EventTable): Record<BaselineName, Float64Array> {
  const scores = Object.fromEntries(
    baselineNames.map((name) => [name, new Float64Array(table.persons.length)]),
  ) as Record<BaselineName, Float64Array>;
  for (let p = 0; p < table.persons.length; p++) {
    const counts = countOf(table, p);
    for (const name of baselineNames) scores[name][p] = counts[name];
  }
  return scores;
}
