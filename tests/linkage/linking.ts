/** Invented and public files put through the engine, and judged. */
import { type Judgement, judgePairs } from '../../src/engines/linkage/judge.ts';
import { type Linked, linkRecords } from '../../src/engines/linkage/link.ts';
import { chanceOf } from '../../src/engines/linkage/weights.ts';
import type { Comparison } from '../../src/engines/mapping/map.ts';
import type { InventedFile } from './invented.ts';

const kinds: Readonly<Record<string, Comparison>> = {
  given_name: 'name',
  surname: 'surname',
  born: 'date',
  street: 'text',
  town: 'text',
  postcode: 'code',
  warrant: 'code',
  mail: 'identifier',
  name: 'fullname',
};

export const fieldsOf = (header: readonly string[]) =>
  header.map((column) => ({ column, as: kinds[column] ?? 'text' }));
export const columnsOf = (file: Pick<InventedFile, 'header' | 'rows'>): string[][] =>
  file.header.map((_, at) => file.rows.map((row) => row[at]!));

/** A row by its place in the files, the right file counted on after the left. */
export function placeOf(linked: Linked, row: number): number {
  const { leftRows } = linked.table;
  return row < leftRows ? linked.table.order[0]![row]! : leftRows + linked.table.order[1]![row - leftRows]!;
}

export interface PlacedPair {
  readonly left: number;
  readonly right: number;
  readonly probability: number;
}

/** Pairs by place, across files where there are two. */
export function pairsOf(linked: Linked): PlacedPair[] {
  const { joined, table } = linked;
  const isTwo = linked.table.order.length === 2;
  const pairs: PlacedPair[] = [];
  for (let at = 0; at < joined.count; at++) {
    const [i, j] = [joined.left[at]!, joined.right[at]!];
    if (isTwo && i < table.leftRows === j < table.leftRows) continue;
    const [a, b] = [placeOf(linked, i), placeOf(linked, j)];
    pairs.push({ left: Math.min(a, b), right: Math.max(a, b), probability: chanceOf(joined.odds[at]!) });
  }
  return pairs;
}

/** Pairs of one person that there are: within one file, or between two. */
function truePairs(left: readonly number[], right: readonly number[] | null): number {
  const sizes = new Map<number, number>();
  for (const person of left) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  if (right) return right.reduce((sum, person) => sum + (sizes.get(person) ?? 0), 0);
  return [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
}

export function judgeInvented(linked: Linked, left: InventedFile, right: InventedFile | null = null): Judgement {
  const people = [...left.person, ...(right?.person ?? [])];
  const judged = pairsOf(linked).map(({ left: a, right: b, probability }) => ({
    probability,
    isTrue: people[a] === people[b],
  }));
  return judgePairs(judged, truePairs(left.person, right?.person ?? null));
}

/** Links invented files with what their headers say, and nothing else. */
export function linkInvented(left: InventedFile, right: InventedFile | null = null): Linked {
  return linkRecords({
    fields: fieldsOf(left.header),
    left: columnsOf(left),
    ...(right && { right: columnsOf(right) }),
  });
}
