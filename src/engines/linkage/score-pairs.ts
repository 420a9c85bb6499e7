/**
 * Scores pairs. The slots that can say most come first, and a pair that cannot reach the floor any more is left: the bound
 * is exact, so nothing that belongs in the result is lost. What must stay true: a pair's weight does not depend on which
 * other pairs are scored, nor on the order of its two rows.
 */
import { type Blocks, eachPair, type Sides } from './blocks.ts';
import type { Comparer, Workbench } from './comparer.ts';
import { blank, exact } from './levels.ts';
import { homeCost, levelsKept, type Weights } from './weights.ts';

/** Pairs that came above the floor. */
export interface ScoredPairs {
  count: number;
  left: Int32Array;
  right: Int32Array;
  /** Log2 odds that they are of one person, the prior included. */
  odds: Float32Array;
  /** Step of each slot, `width` numbers a pair. */
  steps: Uint8Array;
  readonly width: number;
  /** Pairs looked at. */
  seen: number;
}

function grow(pairs: ScoredPairs): void {
  const size = Math.max(1024, pairs.left.length * 2);
  const [left, right] = [new Int32Array(size), new Int32Array(size)];
  const [odds, steps] = [new Float32Array(size), new Uint8Array(size * pairs.width)];
  left.set(pairs.left);
  right.set(pairs.right);
  odds.set(pairs.odds);
  steps.set(pairs.steps);
  Object.assign(pairs, { left, right, odds, steps });
}

const emptyPairs = (width: number): ScoredPairs => ({
  count: 0,
  left: new Int32Array(0),
  right: new Int32Array(0),
  odds: new Float32Array(0),
  steps: new Uint8Array(0),
  width,
  seen: 0,
});

/** What a kind of evidence forbids, as a cap on the odds whatever the sum says; null where it does not apply. */
export type Cap = (steps: Uint8Array, at: number) => number | null;

export interface Scorer {
  /** Log2 odds of one pair; the steps are left in `steps`. */
  readonly oddsOf: (i: number, j: number) => number;
  readonly steps: Uint8Array;
  /** Log2 odds that the pair just scored is of two people of one home. */
  readonly homeOddsOf: (i: number) => number;
  readonly all: (layers: readonly Blocks[], sides: Sides, floor: number) => ScoredPairs;
}

interface Part {
  readonly comparer: Comparer;
  readonly slots: number;
  /** Where its notes begin. */
  readonly offset: number;
  /** First slot in the order of the slots. */
  readonly at: number;
  readonly best: number;
}

/** Comparers with the strongest first. */
function partsOf({ comparers, offsets }: Workbench, weights: Weights): Part[] {
  let at = 0;
  const parts = comparers.map((comparer, nth) => {
    const from = at;
    at += comparer.slots.length;
    let best = 0;
    for (let slot = from; slot < at; slot++) best += weights.steps[slot * levelsKept + exact]!;
    return { comparer, slots: comparer.slots.length, offset: offsets[nth]!, at: from, best };
  });
  return parts.sort((a, b) => b.best - a.best || a.at - b.at);
}

export function createScorer(bench: Workbench, weights: Weights, cap: Cap | null): Scorer {
  const { slots, notes, stride } = bench;
  const parts = partsOf(bench, weights);
  const width = slots.length;
  const steps = new Uint8Array(width);
  const { steps: table, rare, bestInexact, prior, home } = weights;
  const codes = slots.map((slot) => slot.codes);
  /** Most that the parts from here on can still add, for the row at hand. */
  const rest = new Float64Array(parts.length + 1);

  const setRow = (i: number): void => {
    for (let p = parts.length - 1; p >= 0; p--) {
      const part = parts[p]!;
      let most = 0;
      for (let slot = part.at; slot < part.at + part.slots; slot++) {
        const code = codes[slot]![i]!;
        if (code < 0) continue;
        const whole = table[slot * levelsKept + exact]! + rare[slot]![code]!;
        most += Math.max(whole, bestInexact[slot]!);
      }
      rest[p] = rest[p + 1]! + most;
    }
  };
  const shared = home === null ? [] : slots.flatMap((_, slot) => (home.whole[slot] === null ? [] : [slot]));
  /** Log2 odds that the pair whose steps were just found is of two people of one home. */
  const homeOddsOf = (i: number): number => {
    if (home === null) return Number.NEGATIVE_INFINITY;
    let sum = home.prior;
    for (const slot of shared) {
      const step = steps[slot]!;
      if (step === exact) sum += home.whole[slot]![codes[slot]![i]!]!;
      else if (step !== blank) sum += home.steps[slot * levelsKept + step]!;
    }
    return sum;
  };
  const score = (i: number, j: number, floor: number): number => {
    let sum = prior;
    for (let p = 0; p < parts.length; p++) {
      if (sum + rest[p]! < floor) return Number.NEGATIVE_INFINITY;
      const part = parts[p]!;
      const { at } = part;
      part.comparer.compare(notes, i * stride + part.offset, j * stride + part.offset, steps, at);
      const end = at + part.slots;
      for (let slot = at; slot < end; slot++) {
        const step = steps[slot]!;
        if (step === blank) continue;
        sum += table[slot * levelsKept + step]!;
        if (step === exact) sum += rare[slot]![codes[slot]![i]!]!;
      }
    }
    if (home !== null) sum -= homeCost(homeOddsOf(i));
    const most = cap === null ? null : cap(steps, 0);
    return most === null ? sum : Math.min(sum, most);
  };

  return {
    steps,
    homeOddsOf,
    oddsOf: (i, j) => {
      setRow(i);
      return score(i, j, Number.NEGATIVE_INFINITY);
    },
    all: (layers, sides, floor) => {
      const found = emptyPairs(width);
      eachPair(layers, sides, (i, partners, count) => {
        setRow(i);
        found.seen += count;
        for (let p = 0; p < count; p++) {
          const j = partners[p]!;
          const odds = score(i, j, floor);
          if (odds < floor) continue;
          if (found.count === found.left.length) grow(found);
          const at = found.count++;
          found.left[at] = i;
          found.right[at] = j;
          found.odds[at] = odds;
          found.steps.set(steps, at * width);
        }
      });
      return found;
    },
  };
}
