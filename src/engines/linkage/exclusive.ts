/**
 * Two files, and a file that holds nobody twice: a record there has at most one partner in the other, so that of two
 * likely partners each takes from the other. Whether a file holds nobody twice is told from the file itself: where there are
 * no duplicates, the chance of one settles at nothing.
 */
import { type Blocks, eachPair, type Sides } from './blocks.ts';
import type { JoinedPairs } from './clusters.ts';
import type { ScoredPairs, Scorer } from './score-pairs.ts';
import { chanceOf, type Weights } from './weights.ts';

/** Which of two files hold nobody twice. */
export interface HoldsNobodyTwice {
  readonly left: boolean;
  readonly right: boolean;
}

const pairsLookedAt = 400_000;
/** Bits of evidence under which a pair is not worth counting. */
const worthCounting = 6;
/** Duplicates, as a share of the pairs between the files, up to which a file is taken to have none. */
const few = 0.02;

/** Pairs of one person within one file, as many as the chances add up to once they settle. */
function repeatsWithin(
  scorer: Scorer,
  weights: Weights,
  blocks: readonly Blocks[],
  sides: Sides,
  among: 'left' | 'right',
): number {
  const rows = among === 'left' ? sides.leftRows : sides.rows - sides.leftRows;
  const step = Math.max(1, Math.ceil(blocks.reduce((sum, one) => sum + one.pairs, 0) / pairsLookedAt));
  const evidence: number[] = [];
  eachPair(
    blocks,
    sides,
    (row, partners, count) => {
      for (let at = 0; at < count; at++) {
        const bits = scorer.oddsOf(row, partners[at]!) - weights.prior;
        if (bits > worthCounting) evidence.push(bits);
      }
    },
    { step, among },
  );
  const all = Math.max(1, (rows * (rows - 1)) / 2 / step);
  let prior = weights.prior;
  let found = 0;
  for (let turn = 0; turn < 200; turn++) {
    found = evidence.reduce((sum, bits) => sum + chanceOf(bits + prior), 0);
    if (found < 0.01) return 0;
    prior = Math.log2(found / Math.max(1, all - found));
  }
  return found * step;
}

export function whoHoldsNobodyTwice(
  scorer: Scorer,
  weights: Weights,
  blocks: readonly Blocks[],
  sides: Sides,
  between: number,
): HoldsNobodyTwice {
  const isFree = (among: 'left' | 'right') => repeatsWithin(scorer, weights, blocks, sides, among) <= few * between;
  return { left: isFree('left'), right: isFree('right') };
}

const most = 40;

/** Odds of each row's partners added up. */
function sumsBy(rows: Int32Array, odds: Float32Array, count: number): Map<number, number> {
  const sums = new Map<number, number>();
  for (let at = 0; at < count; at++) {
    const row = rows[at]!;
    sums.set(row, (sums.get(row) ?? 0) + 2 ** Math.min(most, odds[at]!));
  }
  return sums;
}

/** Each pair's odds against all that would exclude it. */
export function exclude(pairs: ScoredPairs | JoinedPairs, free: HoldsNobodyTwice, floor: number): JoinedPairs {
  const { left, right, odds, count } = pairs;
  // Where the left file holds nobody twice, a row of the right has one partner in it at most.
  const byRight = free.left ? sumsBy(right, odds, count) : null;
  const byLeft = free.right ? sumsBy(left, odds, count) : null;
  const held: JoinedPairs = {
    count: 0,
    left: new Int32Array(count),
    right: new Int32Array(count),
    odds: new Float32Array(count),
  };
  for (let at = 0; at < count; at++) {
    const own = 2 ** Math.min(most, odds[at]!);
    const others =
      Math.max(0, (byRight?.get(right[at]!) ?? own) - own) + Math.max(0, (byLeft?.get(left[at]!) ?? own) - own);
    const kept = odds[at]! - Math.log2(1 + others);
    if (kept < floor) continue;
    held.left[held.count] = left[at]!;
    held.right[held.count] = right[at]!;
    held.odds[held.count++] = kept;
  }
  return held;
}

/** Pairs between two files only; what was joined within one is left out. */
export function betweenFiles(joined: JoinedPairs, leftRows: number): JoinedPairs {
  const held: JoinedPairs = {
    ...joined,
    count: 0,
    left: joined.left.slice(),
    right: joined.right.slice(),
    odds: joined.odds.slice(),
  };
  for (let at = 0; at < joined.count; at++) {
    if (joined.left[at]! >= leftRows || joined.right[at]! < leftRows) continue;
    held.left[held.count] = joined.left[at]!;
    held.right[held.count] = joined.right[at]!;
    held.odds[held.count++] = joined.odds[at]!;
  }
  return held;
}
