/** Why two records are thought to be one person: what each comparison adds, in order, from the prior to the sum. */

import { blank, exact } from './levels.ts';
import type { Linked } from './link.ts';
import { chanceOf, homeCost, slotWeight } from './weights.ts';

export interface WaterfallStep {
  readonly column: string;
  readonly left: string;
  readonly right: string;
  /** How far they agree, in words. */
  readonly agreement: string;
  /** Bits for (above nought) or against. */
  readonly weight: number;
  /** Of full agreement: about one in so many other people has this value too. */
  readonly oneIn: number | null;
}

export interface Waterfall {
  /** Bits at which two records drawn at random begin. */
  readonly prior: number;
  readonly steps: readonly WaterfallStep[];
  /** Bits against: that they may be two people of one home. 0 for most pairs. */
  readonly household: number;
  /** Prior, steps and household together. */
  readonly weight: number;
  readonly probability: number;
  /** Set where a rule holds the pair back, whatever the sum. */
  readonly heldBack: 'twins' | null;
}

/** The waterfall in numbers only. */
export interface PairBits {
  /** Bits by slot. */
  readonly slots: Float64Array;
  readonly household: number;
  readonly weight: number;
  readonly odds: number;
  readonly heldBack: 'twins' | null;
}

/** What each slot adds for two rows, numbered as in `linked`. */
export function bitsOf({ scorer, slots, weights }: Linked, i: number, j: number): PairBits {
  const odds = scorer.oddsOf(i, j);
  const bits = new Float64Array(slots.length);
  const household = weights.home === null ? 0 : -homeCost(scorer.homeOddsOf(i));
  let weight = weights.prior + household;
  for (let at = 0; at < slots.length; at++) {
    const step = scorer.steps[at]!;
    if (step !== blank) bits[at] = slotWeight(weights, slots, at, step, i);
    weight += bits[at]!;
  }
  return { slots: bits, household, weight, odds, heldBack: odds < weight - 1e-6 ? 'twins' : null };
}

/** The waterfall of two rows, numbered as in `linked`. */
export function waterfall(linked: Linked, i: number, j: number): Waterfall {
  const { scorer, slots, weights, chances } = linked;
  const bits = bitsOf(linked, i, j);
  const steps = slots.map((slot, at): WaterfallStep => {
    const step = scorer.steps[at]!;
    const [a, b] = [slot.codes[i]!, slot.codes[j]!];
    return {
      column: slot.column,
      left: slot.words[a] ?? '',
      right: slot.words[b] ?? '',
      agreement: slot.levels.words[step]!,
      weight: bits.slots[at]!,
      oneIn: step === exact ? 1 / chances[at]![a]! : null,
    };
  });
  const { household, weight, odds, heldBack } = bits;
  return { prior: weights.prior, steps, household, weight, probability: chanceOf(odds), heldBack };
}
