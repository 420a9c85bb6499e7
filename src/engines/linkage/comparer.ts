/** What compares two rows in one respect, or in several that belong together, and says how far they agree. */
import type { LevelSet } from './levels.ts';

/** One respect in which rows are compared; weights are learnt for each of its steps. */
export interface Slot {
  /** Header of the column, as the person at the shell knows it. */
  readonly column: string;
  readonly as: string;
  readonly levels: LevelSet;
  /** Code of each row's value, for how common it is. */
  readonly codes: Int32Array;
  readonly counts: Int32Array;
  readonly words: readonly string[];
}

export interface Comparer {
  readonly slots: readonly Slot[];
  /** Whole numbers that it notes of each row, so that most pairs are settled without looking anything up. */
  readonly noted: number;
  readonly note: (row: number, notes: Int32Array, at: number) => void;
  /** Writes one step a slot into `out` from `to`, for the rows whose notes begin at `a` and `b`. */
  readonly compare: Compare;
}

type Compare = (notes: Int32Array, a: number, b: number, out: Uint8Array, to: number) => void;

/** All comparers of a run and what they noted, a row's notes side by side in memory. */
export interface Workbench {
  readonly comparers: readonly Comparer[];
  readonly slots: readonly Slot[];
  readonly notes: Int32Array;
  readonly stride: number;
  /** Where each comparer's notes begin within a row's. */
  readonly offsets: readonly number[];
}

export function setUp(comparers: readonly Comparer[], rows: number): Workbench {
  const offsets: number[] = [];
  let stride = 0;
  for (const comparer of comparers) {
    offsets.push(stride);
    stride += comparer.noted;
  }
  const notes = new Int32Array(rows * stride);
  for (const [nth, comparer] of comparers.entries())
    for (let row = 0; row < rows; row++) comparer.note(row, notes, row * stride + offsets[nth]!);
  return { comparers, slots: comparers.flatMap((comparer) => comparer.slots), notes, stride, offsets };
}

/** Writes the steps of one pair, all slots in order. */
export function writeSteps(
  { comparers, notes, stride, offsets }: Workbench,
  i: number,
  j: number,
  out: Uint8Array,
  to: number,
): void {
  let at = to;
  for (let nth = 0; nth < comparers.length; nth++) {
    const comparer = comparers[nth]!;
    comparer.compare(notes, i * stride + offsets[nth]!, j * stride + offsets[nth]!, out, at);
    at += comparer.slots.length;
  }
}

const bits = 16;

/** Remembers the last answers by pair of codes: names repeat, so most pairs of them have been met. */
export function remember(level: (a: number, b: number) => number): (a: number, b: number) => number {
  const keys = new Int32Array(2 << bits).fill(-1);
  const answers = new Uint8Array(1 << bits);
  return (a, b) => {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const at = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - bits);
    if (keys[at * 2] === low && keys[at * 2 + 1] === high) return answers[at]!;
    const answer = level(a, b);
    keys[at * 2] = low;
    keys[at * 2 + 1] = high;
    answers[at] = answer;
    return answer;
  };
}
