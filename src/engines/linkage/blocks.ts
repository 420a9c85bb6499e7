/**
 * Which rows are compared at all. A block holds the rows that agree on every key of a rule; a block too large to be worth
 * comparing is left out and counted, so that nobody takes silence for an answer.
 */
import type { BlockKey } from './block-keys.ts';

/** Rows that agree on all keys are compared; no keys means every row with every other. */
export interface BlockRule {
  readonly words: string;
  readonly columns: readonly string[];
  readonly keys: readonly BlockKey[];
}

export interface LeftOut {
  readonly blocks: number;
  readonly rows: number;
  readonly pairs: number;
}

export interface Blocks {
  readonly rule: BlockRule;
  /** Block of each row, −1 for none. */
  readonly block: Int32Array;
  /** Rows by block, in ascending order within each: for two files those of the left stand first. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
  readonly pairs: number;
  readonly leftOut: LeftOut;
}

/** Which rows belong to which side. */
export interface Sides {
  readonly rows: number;
  /** Rows below this are of the left file. Equal to `rows` where there is one file. */
  readonly leftRows: number;
}

export const allPairs = ({ rows, leftRows }: Sides): number =>
  leftRows === rows ? (rows * (rows - 1)) / 2 : leftRows * (rows - leftRows);

/** One number for each distinct pair of numbers; −1 where either is missing. */
export function joinKeys(a: Int32Array, b: Int32Array): Int32Array {
  let size = 1 << 10;
  while (size < a.length * 2) size *= 2;
  const [tableA, tableB] = [new Int32Array(size).fill(-1), new Int32Array(size)];
  const ids = new Int32Array(size);
  const joined = new Int32Array(a.length);
  let next = 0;
  for (let row = 0; row < a.length; row++) {
    const [x, y] = [a[row]!, b[row]!];
    if (x < 0 || y < 0) {
      joined[row] = -1;
      continue;
    }
    let at = (Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b)) & (size - 1);
    at = (at ^ (at >>> 9)) & (size - 1);
    while (tableA[at] !== -1 && (tableA[at] !== x || tableB[at] !== y)) at = (at + 1) & (size - 1);
    if (tableA[at] === -1) {
      tableA[at] = x;
      tableB[at] = y;
      ids[at] = next++;
    }
    joined[row] = ids[at]!;
  }
  return joined;
}

/** Key of a whole rule for each row. */
export function ruleKey(rule: BlockRule, rows: number): Int32Array {
  const [first, ...rest] = rule.keys;
  if (!first) return new Int32Array(rows);
  return rest.reduce((joined, key) => joinKeys(joined, key.keysOf()), first.keysOf());
}

/** Lays out the blocks of a rule; those that would give more than `mostPairs` pairs are left out. */
export function layBlocks(rule: BlockRule, sides: Sides, mostPairs: number): Blocks {
  const { rows, leftRows } = sides;
  const isOne = leftRows === rows;
  const block = ruleKey(rule, rows).slice();
  const count = block.reduce((most, key) => Math.max(most, key + 1), 0);
  const sizes = new Int32Array(count);
  const lefts = new Int32Array(count);
  for (let row = 0; row < rows; row++) {
    const key = block[row]!;
    if (key < 0) continue;
    sizes[key]!++;
    if (row < leftRows) lefts[key]!++;
  }
  const leftOut = { blocks: 0, rows: 0, pairs: 0 };
  const starts = new Int32Array(count + 1);
  let pairs = 0;
  for (let key = 0; key < count; key++) {
    const [size, left] = [sizes[key]!, lefts[key]!];
    const gives = isOne ? (size * (size - 1)) / 2 : left * (size - left);
    const isOut = gives > mostPairs && rule.keys.length > 0;
    if (isOut) {
      leftOut.blocks++;
      leftOut.rows += size;
      leftOut.pairs += gives;
    } else pairs += gives;
    const isKept = gives > 0 && !isOut;
    if (!isKept) sizes[key] = 0;
    starts[key + 1] = starts[key]! + (isKept ? size : 0);
  }
  const members = new Int32Array(starts[count] ?? 0);
  const fill = starts.slice();
  for (let row = 0; row < rows; row++) {
    const key = block[row]!;
    if (key < 0 || sizes[key] === 0) {
      block[row] = -1;
      continue;
    }
    members[fill[key]!] = row;
    fill[key]!++;
  }
  return { rule, block, starts, members, pairs, leftOut };
}

/** Partners of one row. The list is used again for the next row. */
export type VisitPartners = (row: number, partners: Int32Array, count: number) => void;

/** Blocks of each row under every rule, side by side in memory. */
function keysByRow(layers: readonly Blocks[], rows: number): Int32Array {
  const width = layers.length;
  const keys = new Int32Array(rows * width);
  for (const [layer, { block }] of layers.entries())
    for (let row = 0; row < rows; row++) keys[row * width + layer] = block[row]!;
  return keys;
}

/** Whether an earlier rule brought the two together already. */
function hasMet(keys: Int32Array, a: number, b: number, layers: number): boolean {
  for (let layer = 0; layer < layers; layer++) {
    const key = keys[a + layer]!;
    if (key >= 0 && key === keys[b + layer]!) return true;
  }
  return false;
}

/** Which pairs of a block: of one file, between two, or within one of two. */
export type Among = 'between' | 'left' | 'right';

/** Rows of one block that are taken first, and those that they are compared with. */
function spanOf(members: Int32Array, start: number, end: number, { leftRows, rows }: Sides, among: Among) {
  if (leftRows === rows) return { from: start, to: end, until: end, isWithin: true };
  let right = start;
  while (right < end && members[right]! < leftRows) right++;
  if (among === 'left') return { from: start, to: right, until: right, isWithin: true };
  if (among === 'right') return { from: right, to: end, until: end, isWithin: true };
  return { from: start, to: right, until: end, isWithin: false };
}

/**
 * Every pair of some blocks once, block by block, so that the rows at hand stay in the processor's memory. A pair belongs to
 * the first rule that brings it together.
 */
export function eachPair(layers: readonly Blocks[], sides: Sides, visit: VisitPartners, walk: Walk = {}): void {
  const { step = 1, among = 'between' } = walk;
  const width = layers.length;
  const keys = keysByRow(layers, sides.rows);
  const partners = new Int32Array(sides.rows);
  let turn = 0;
  for (const [layer, { starts, members }] of layers.entries())
    for (let key = 0; key + 1 < starts.length; key++) {
      if (starts[key] === starts[key + 1]) continue;
      const { from, to, until, isWithin } = spanOf(members, starts[key]!, starts[key + 1]!, sides, among);
      for (let at = from; at < to; at++) {
        if (step > 1 && turn++ % step !== 0) continue;
        const row = members[at]!;
        let count = 0;
        for (let other = isWithin ? at + 1 : to; other < until; other++) {
          const partner = members[other]!;
          if (layer === 0 || !hasMet(keys, row * width, partner * width, layer)) partners[count++] = partner;
        }
        if (count > 0) visit(row, partners, count);
      }
    }
}

/** How to go through the blocks. */
export interface Walk {
  /** Above 1: only every so-maniest row. */
  readonly step?: number;
  readonly among?: Among;
}
