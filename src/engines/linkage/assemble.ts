/**
 * From columns to what compares them. Nothing about a row but its compared values gets in: no reference, no place in the
 * file. Rows are put in an order that depends on what they hold, so that shuffling a file changes nothing.
 */
import { type CodedColumn, type Compared, codeColumn, countColumn } from './coded-column.ts';
import { compareName, compareNamePair, NameFacts } from './compare-names.ts';
import { compareValue } from './compare-values.ts';
import type { Comparer, Slot } from './comparer.ts';
import { splitFullNames } from './full-names.ts';
import { WordStore } from './word-store.ts';

/** Compared values by column: one list a compared column, one value a row. */
export type Columns = readonly (readonly string[])[];

export interface Table {
  readonly rows: number;
  /** Rows of the left file come first; for one file, all. */
  readonly leftRows: number;
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
  /** Of the whole column, whatever the order of its rows. */
  readonly sum: number;
  readonly distinct: number;
}

function hashColumn(values: readonly string[]): Hashes {
  const [high, low] = [new Uint32Array(values.length), new Uint32Array(values.length)];
  const places = new Map<string, number>();
  let sum = 0;
  for (const [row, value] of values.entries()) {
    const met = places.get(value);
    if (met === undefined) {
      places.set(value, row);
      high[row] = hashText(value, 0x811c9dc5);
      low[row] = hashText(value, 0x1b873593);
    } else {
      high[row] = high[met]!;
      low[row] = low[met]!;
    }
    sum = (sum + high[row]!) >>> 0;
  }
  return { high, low, sum, distinct: places.size };
}

/** Orders that are functions of what the files hold: of the columns, and of the rows of each file. */
export interface ContentOrder {
  readonly fields: readonly number[];
  readonly rows: readonly Int32Array[];
}

/** Columns by what they hold, then rows by a hash of their values in that order. */
export function contentOrder(fields: readonly Compared[], sides: readonly Columns[]): ContentOrder {
  const hashed = sides.map((columns) => columns.map(hashColumn));
  const total = (at: number, of: 'sum' | 'distinct') => hashed.reduce((sum, side) => sum + side[at]![of], 0);
  const inOrder = fields
    .map((field, at) => ({ at, as: field.as, distinct: total(at, 'distinct'), sum: total(at, 'sum') }))
    .sort((a, b) => (a.as < b.as ? -1 : a.as > b.as ? 1 : a.distinct - b.distinct || a.sum - b.sum || a.at - b.at))
    .map(({ at }) => at);
  const rows = hashed.map((side) => {
    const count = side[0]?.high.length ?? 0;
    const keys = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      let [high, low] = [0, 0];
      for (const at of inOrder) {
        high = Math.imul(high ^ side[at]!.high[row]!, 0x85ebca6b) + side[at]!.low[row]!;
        low = Math.imul(low ^ side[at]!.low[row]!, 0xc2b2ae35) + side[at]!.high[row]!;
      }
      keys[row] = (high & 0x1fffff) * 4294967296 + (low >>> 0);
    }
    return argSort(keys);
  });
  return { fields: inOrder, rows };
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

/** Codes every column; a full name becomes a given name, a surname and what stands between. */
export function codeTable(fields: readonly Compared[], sides: readonly Columns[]): Table {
  const store = new WordStore();
  const columns: CodedColumn[] = [];
  for (const [at, field] of fields.entries()) {
    const values = sides.map((side) => side[at]!);
    if (field.as === 'fullname') columns.push(...splitFullNames(field, values, store));
    else columns.push(codeColumn(field, values, isName(field.as) ? store : undefined));
  }
  const leftRows = sides[0]?.[0]?.length ?? 0;
  const rows = sides.reduce((sum, side) => sum + (side[0]?.length ?? 0), 0);
  return {
    rows,
    leftRows,
    columns: columns.filter((one) => one.present > 0).map(countColumn),
    names: new NameFacts(store),
  };
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

export const slotsOf = (comparers: readonly Comparer[]): Slot[] => comparers.flatMap((comparer) => comparer.slots);
