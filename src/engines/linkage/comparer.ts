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
  /** Writes one step a slot into `out` from `at`. */
  readonly compare: (i: number, j: number, out: Uint8Array, at: number) => void;
}

const bits = 16;

/** Remembers the last answers by pair of codes: names repeat, so most pairs of them have been met. */
export function remember(level: (a: number, b: number) => number): (a: number, b: number) => number {
  const keysA = new Int32Array(1 << bits).fill(-1);
  const keysB = new Int32Array(1 << bits);
  const answers = new Uint8Array(1 << bits);
  return (a, b) => {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const at = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - bits);
    if (keysA[at] === low && keysB[at] === high) return answers[at]!;
    const answer = level(a, b);
    keysA[at] = low;
    keysB[at] = high;
    answers[at] = answer;
    return answer;
  };
}
