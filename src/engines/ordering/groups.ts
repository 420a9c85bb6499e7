/** Whether the ordering falls harder on one group: who is flagged, who is flagged wrongly, and what was foretold. */
import { type Interval, wilsonInterval } from '../statistics/intervals.ts';
import type { Ordering } from '../statistics/ranking.ts';
import type { EventTable } from './events.ts';

/** A way of dividing the cohort: a label for each person, null where nothing is known. */
export interface Division {
  readonly by: string;
  readonly labels: readonly (string | null)[];
}

export interface GroupFigures {
  readonly by: string;
  readonly group: string;
  readonly people: number;
  readonly positives: number;
  readonly base: number;
  /** Share of the group that is flagged. */
  readonly flagged: number;
  readonly flaggedInterval: Interval;
  /** Share flagged of those to whom nothing then happened. */
  readonly flaggedWrongly: number;
  readonly flaggedWronglyInterval: Interval;
  /** Share flagged of those to whom it did. */
  readonly recall: number;
  readonly recallInterval: Interval;
  /** Mean chance stated, and the share that came true, among those for whom a chance was stated. */
  readonly expected: number;
  readonly observed: number;
}

const smallest = 50;
const restLabel = 'groups under 50 people';
const unknownLabel = 'not known';

/** How far each person is inside the first `limit`: 1, 0, or the expected share of a tie that straddles it. */
export function flagShares(ordering: Ordering, limit: number): Float64Array {
  const { order, starts } = ordering;
  const flags = new Float64Array(order.length);
  for (let g = 0; g + 1 < starts.length; g++) {
    const n = starts[g + 1]! - starts[g]!;
    const share = Math.min(1, Math.max(0, (limit - starts[g]!) / n));
    for (let i = starts[g]!; i < starts[g + 1]!; i++) flags[order[i]!] = share;
  }
  return flags;
}

interface Sums {
  people: number;
  positives: number;
  flagged: number;
  hits: number;
  stated: number;
  expected: number;
  observed: number;
}

function figuresOf(by: string, group: string, sums: Sums): GroupFigures {
  const negatives = sums.people - sums.positives;
  const share = (k: number, n: number): number => (n === 0 ? Number.NaN : k / n);
  return {
    by,
    group,
    people: sums.people,
    positives: sums.positives,
    base: share(sums.positives, sums.people),
    flagged: share(sums.flagged, sums.people),
    flaggedInterval: wilsonInterval(sums.flagged, sums.people),
    flaggedWrongly: share(sums.flagged - sums.hits, negatives),
    flaggedWronglyInterval: wilsonInterval(sums.flagged - sums.hits, negatives),
    recall: share(sums.hits, sums.positives),
    recallInterval: wilsonInterval(sums.hits, sums.positives),
    expected: share(sums.expected, sums.stated),
    observed: share(sums.observed, sums.stated),
  };
}

export interface GroupRequest {
  readonly positive: Uint8Array;
  readonly chances: Float64Array;
  readonly flags: Float64Array;
  readonly divisions: readonly Division[];
}

function sumsOf(request: GroupRequest, people: readonly number[]): Sums {
  const sums: Sums = { people: people.length, positives: 0, flagged: 0, hits: 0, stated: 0, expected: 0, observed: 0 };
  for (const i of people) {
    sums.positives += request.positive[i]!;
    sums.flagged += request.flags[i]!;
    sums.hits += request.flags[i]! * request.positive[i]!;
    if (Number.isNaN(request.chances[i]!)) continue;
    sums.stated++;
    sums.expected += request.chances[i]!;
    sums.observed += request.positive[i]!;
  }
  return sums;
}

function divide(request: GroupRequest, { by, labels }: Division): GroupFigures[] {
  const members = new Map<string, number[]>();
  labels.forEach((label, i) => {
    const key = label ?? unknownLabel;
    const own = members.get(key);
    if (own) own.push(i);
    else members.set(key, [i]);
  });
  return [...members]
    .map(([group, people]) => figuresOf(by, group, sumsOf(request, people)))
    .sort((a, b) => b.people - a.people);
}

/** Figures by group, largest group first; groups under fifty people are put together. */
export function groupFigures(request: GroupRequest): GroupFigures[] {
  return request.divisions.flatMap((division) => divide(request, folded(division)));
}

/** Small groups under one label. */
function folded({ by, labels }: Division): Division {
  const sizes = new Map<string | null, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return { by, labels: labels.map((label) => (label !== null && sizes.get(label)! < smallest ? restLabel : label)) };
}

const yearDays = 365.25;

function yearsLabel(days: number): string {
  const years = days / yearDays;
  return years < 2 ? 'under 2 years' : years < 5 ? '2 to 5 years' : years < 10 ? '5 to 10 years' : '10 years or more';
}

function commonest(codes: Iterable<number>): number {
  const counts = new Map<number, number>();
  for (const code of codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? -1;
}

/** Divisions that the dated events themselves allow; −1 in `people` is somebody of whom nothing was known. */
export function divisionsOf(table: EventTable, people: ArrayLike<number>): Division[] {
  const slice = (column: Int32Array, p: number): Int32Array => column.subarray(table.start[p]!, table.start[p + 1]!);
  const label = (of: (p: number) => string | null): (string | null)[] =>
    Array.from(people, (p) => (p < 0 ? null : of(p)));
  const word = (words: readonly string[], code: number): string | null => (code < 0 ? null : words[code]!);
  const lastUnit = (p: number): number => slice(table.unit, p).findLast((unit) => unit >= 0) ?? -1;
  return [
    ...(table.units.length > 0 ? [{ by: 'unit', labels: label((p) => word(table.units, lastUnit(p))) }] : []),
    { by: 'commonest type', labels: label((p) => word(table.types, commonest(slice(table.type, p)))) },
    ...(table.sources.length > 1
      ? [{ by: 'commonest source', labels: label((p) => word(table.sources, commonest(slice(table.source, p)))) }]
      : []),
    { by: 'known for', labels: label((p) => yearsLabel(table.at - slice(table.known, p)[0]!)) },
  ];
}
