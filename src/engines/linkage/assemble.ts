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

const hashValues = (words: readonly string[]): Hashes => ({
  high: Uint32Array.from(words, (word) => hashText(word, 0x811c9dc5)),
  low: Uint32Array.from(words, (word) => hashText(word, 0x1b873593)),
});

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
      const [h, l] = code < 0 ? [1, 2] : [high[code]!, low[code]!];
      const at = row - from;
      const before = highs[at]!;
      highs[at] = Math.imul(before ^ h, 0x85ebca6b) + l;
      lows[at] = Math.imul(lows[at]! ^ l, 0xc2b2ae35) + h;
    }
  }
  const keys = new Float64Array(to - from);
  for (let at = 0; at < keys.length; at++) keys[at] = (highs[at]! & 0x1fffff) * 4294967296 + (lows[at]! >>> 0);
  return argSort(keys);
}

function argSort(keys: Float64Array): Int32Array {
  const sorted = keys.slice().sort();
  const place = new Map<number, number>();
  for (let at = sorted.length - 1; at >= 0; at--) place.set(sorted[at]!, at);
  const order = new Int32Array(keys.length);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    const at = place.get(key)!;
    order[at] = row;
    place.set(key, at + 1);
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

/** Codes every column; a full name becomes a given name, a surname and what stands between. */
export function codeTable(fields: readonly Compared[], sides: readonly Columns[]): Table {
  const store = new WordStore();
  const read = codeFields(fields, sides, store).filter((one) => one.present > 0);
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

/** Compares a given name with the surname beside it as a pair; every other column by itself. */
export function comparersOf(table: Table): Comparer[] {
  const taken = new Set<CodedColumn>();
  const comparers: Comparer[] = [];
  const surnames = table.columns.filter((column) => column.as === 'surname');
  for (const column of table.columns) {
    if (column.as !== 'name') continue;
    const family = surnames.find((other) => !taken.has(other));
    if (!family) continue;
    taken.add(column).add(family);
    comparers.push(compareNamePair(column, family, table.names));
  }
  for (const column of table.columns)
    if (!taken.has(column)) comparers.push(isName(column.as) ? compareName(column, table.names) : compareValue(column));
  return comparers;
}
