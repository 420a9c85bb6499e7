/**
 * From columns to what compares them. Nothing about a row but its compared values gets in: no reference, no place in the
 * file. Rows are put in an order that depends on what they hold, so that shuffling a file changes nothing.
 */
import { type CodedColumn, type Compared, codeColumn, countColumn } from './coded-column.ts';
import { compareName, compareNamePair, NameFacts } from './compare-names.ts';
import { compareValue } from './compare-values.ts';
import type { Comparer } from './comparer.ts';
import { splitFullNames } from './full-names.ts';
import { WordStore } from './word-store.ts';

/** Compared values by column: one list a compared column, one value a row. */
export type Columns = readonly (readonly string[])[];

export interface Table {
  readonly rows: number;
  /** Rows of the left file come first; for one file, all. */
  readonly leftRows: number;
  /** For each file, the place in it of each row here. Rows stand in an order that depends on what they hold. */
  readonly order: readonly Int32Array[];
  readonly columns: readonly CodedColumn[];
  readonly names: NameFacts;
}

/** Two 32-bit hashes of a text (FNV-1a over its characters, and a rotated one). */
function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

interface Hashes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

function hashValues(words: readonly string[]): Hashes {
  const [high, low] = [new Uint32Array(words.length), new Uint32Array(words.length)];
  for (let code = 0; code < words.length; code++) {
    high[code] = hashText(words[code]!, 0x811c9dc5);
    low[code] = hashText(words[code]!, 0x1b873593);
  }
  return { high, low };
}

/** Of a whole column, whatever the order of its rows. */
function sumOf(column: CodedColumn, { high }: Hashes): number {
  let sum = 0;
  for (let code = 0; code < column.counts.length; code++)
    sum = (sum + Math.imul(high[code]!, column.counts[code]!)) >>> 0;
  return sum;
}

/** Columns in an order that depends on what they hold, so that another order of columns changes nothing. */
function inContentOrder(columns: readonly CodedColumn[], hashes: ReadonlyMap<WordStore, Hashes>): CodedColumn[] {
  return columns
    .map((column, at) => ({ column, at, sum: sumOf(column, hashes.get(column.store)!) }))
    .sort((a, b) => (a.column.as < b.column.as ? -1 : a.column.as > b.column.as ? 1 : a.sum - b.sum || a.at - b.at))
    .map(({ column }) => column);
}

/** Rows from `from` to before `to` by a hash of what they hold. */
function rowOrder(
  columns: readonly CodedColumn[],
  hashes: ReadonlyMap<WordStore, Hashes>,
  from: number,
  to: number,
): Int32Array {
  const [highs, lows] = [new Int32Array(to - from), new Int32Array(to - from)];
  for (const { codes, store } of columns) {
    const { high, low } = hashes.get(store)!;
    for (let row = from; row < to; row++) {
      const code = codes[row]!;
      const h = code < 0 ? 1 : high[code]!;
      const l = code < 0 ? 2 : low[code]!;
      const at = row - from;
      const before = highs[at]!;
      highs[at] = Math.imul(before ^ h, 0x85ebca6b) + l;
      lows[at] = Math.imul(lows[at]! ^ l, 0xc2b2ae35) + h;
    }
  }
  return argSort(highs, lows);
}

/** Places in ascending order of a 48-bit key, equal keys as they stood: three passes over 16 bits each. */
function argSort(high: Int32Array, low: Int32Array): Int32Array {
  const size = high.length;
  let order = new Int32Array(size);
  for (let at = 0; at < size; at++) order[at] = at;
  let next = new Int32Array(size);
  const digitOf = [
    (at: number) => low[at]! & 0xffff,
    (at: number) => low[at]! >>> 16,
    (at: number) => high[at]! & 0xffff,
  ];
  for (const digit of digitOf) {
    const starts = new Int32Array(0x10001);
    for (let at = 0; at < size; at++) starts[digit(at) + 1]!++;
    for (let value = 0; value < 0x10000; value++) starts[value + 1]! += starts[value]!;
    for (let nth = 0; nth < size; nth++) {
      const at = order[nth]!;
      next[starts[digit(at)]!++] = at;
    }
    [order, next] = [next, order];
  }
  return order;
}

const isName = (as: string): boolean => as === 'name' || as === 'surname';

function codeFields(fields: readonly Compared[], sides: readonly Columns[], store: WordStore): CodedColumn[] {
  return fields.flatMap((field, at) => {
    const values = sides.map((side) => side[at]!);
    if (field.as === 'fullname') return splitFullNames(field, values, store);
    return [codeColumn(field, values, isName(field.as) ? store : undefined)];
  });
}

/** Whether the second of two columns of names says nothing that the first does not: they hold the same in nearly every row. */
function isRepeat(one: CodedColumn, other: CodedColumn): boolean {
  if (one.store !== other.store || one.as !== other.as) return false;
  let [both, same] = [0, 0];
  for (let row = 0; row < one.codes.length; row++) {
    if (one.codes[row]! < 0 || other.codes[row]! < 0) continue;
    both++;
    if (one.codes[row] === other.codes[row]) same++;
  }
  return both > one.codes.length / 4 && same > both * 0.8;
}

/** A whole name beside its parts would count the same evidence twice: the parts that stand for themselves stay. */
function withoutRepeats(columns: readonly CodedColumn[], fields: readonly Compared[]): CodedColumn[] {
  const isPart = (column: CodedColumn) => !fields.some((field) => field.column === column.column);
  const kept: CodedColumn[] = [];
  for (const column of columns.toSorted((a, b) => Number(isPart(a)) - Number(isPart(b)) || b.present - a.present))
    if (!kept.some((other) => isRepeat(other, column))) kept.push(column);
  return columns.filter((column) => kept.includes(column));
}

/** Codes every column; a full name becomes a given name, a surname and what stands between. */
export function codeTable(fields: readonly Compared[], sides: readonly Columns[]): Table {
  const store = new WordStore();
  const read = withoutRepeats(
    codeFields(fields, sides, store).filter((one) => one.present > 0),
    fields,
  );
  const hashes = new Map<WordStore, Hashes>();
  for (const column of read) if (!hashes.has(column.store)) hashes.set(column.store, hashValues(column.store.words));
  const columns = inContentOrder(read, hashes);
  const leftRows = sides[0]?.[0]?.length ?? 0;
  const rows = sides.reduce((sum, side) => sum + (side[0]?.length ?? 0), 0);
  const order = [rowOrder(columns, hashes, 0, leftRows)];
  if (sides.length > 1) order.push(rowOrder(columns, hashes, leftRows, rows));
  const placed = columns.map((column) => {
    const codes = new Int32Array(rows);
    for (const [side, places] of order.entries()) {
      const from = side === 0 ? 0 : leftRows;
      for (let at = 0; at < places.length; at++) codes[from + at] = column.codes[from + places[at]!]!;
    }
    return countColumn({ ...column, codes });
  });
  return { rows, leftRows, order, columns: placed, names: new NameFacts(store) };
}

/** The given name and the surname that may have been swapped: of several columns of names the fullest. */
export function namePairOf(table: Table): { given: CodedColumn; family: CodedColumn } | null {
  const fullest = (as: string) =>
    table.columns
      .filter((column) => column.as === as)
      .reduce<CodedColumn | null>((best, one) => (best === null || one.present > best.present ? one : best), null);
  const [given, family] = [fullest('name'), fullest('surname')];
  return given && family ? { given, family } : null;
}

/** Compares a given name with the surname as a pair; every other column by itself. */
export function comparersOf(table: Table): Comparer[] {
  const pair = namePairOf(table);
  const single = table.columns
    .filter((column) => column !== pair?.given && column !== pair?.family)
    .map((column) => (isName(column.as) ? compareName(column, table.names) : compareValue(column)));
  return pair ? [compareNamePair(pair.given, pair.family, table.names), ...single] : single;
}
