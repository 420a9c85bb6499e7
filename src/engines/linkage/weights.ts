/**
 * The Fellegi-Sunter sum: log2 of how much likelier a step is among records of one person (m) than among records of two
 * (u), adjusted at full agreement for how common the very value is, added over the slots.
 */
import type { Slot } from './comparer.ts';
import { type HomeShares, homeStep } from './household.ts';
import { exact, nameLevel } from './levels.ts';

export const levelsKept = 8;
const log2 = Math.log2;

/** Learnt shares of each step, by slot. */
export interface Shares {
  readonly m: readonly Float64Array[];
  readonly u: readonly Float64Array[];
}

/** Weight of each slot and step, and how far each value moves it. */
export interface Weights {
  readonly steps: Float64Array;
  /** Addition to the weight of full agreement, by slot and code. */
  readonly rare: readonly Float32Array[];
  /** Highest weight of a slot but for full agreement, which depends on the value. */
  readonly bestInexact: Float64Array;
  /** Log2 odds that a pair drawn at random is of one person. */
  readonly prior: number;
  /** The same sums for two people of one home; null where the columns cannot tell a home. */
  readonly home: HomeWeights | null;
}

export interface HomeWeights {
  readonly steps: Float64Array;
  readonly whole: readonly (Float32Array | null)[];
  /** Log2 odds that a pair drawn at random is of one home. */
  readonly prior: number;
}

const isSwap = (slot: Slot, step: number): boolean =>
  (slot.as === 'name' || slot.as === 'surname') && step === nameLevel.swapped;

/** Chance that somebody else has the value too, by code; the average is the slot's own u. */
export type ValueChances = readonly Float64Array[];

function eachOf(values: Float64Array, weigh: (value: number) => number): Float32Array {
  const weighed = new Float32Array(values.length);
  for (let code = 0; code < weighed.length; code++) weighed[code] = weigh(values[code]!);
  return weighed;
}

export interface Priors {
  readonly person: number;
  readonly home: number | null;
}

function homeWeights(
  slots: readonly Slot[],
  { shares, home }: Beliefs,
  chances: ValueChances,
  prior: number,
): HomeWeights {
  const steps = new Float64Array(slots.length * levelsKept);
  const whole = slots.map((slot, at) => {
    if (home[at] === 0) return null;
    for (let step = 1; step < slot.levels.words.length; step++)
      steps[at * levelsKept + step] = log2(homeStep(shares, home, at, step) / shares.u[at]![step]!);
    const common = home[at]! * shares.m[at]![exact]!;
    const rest = 1 - home[at]!;
    return eachOf(chances[at]!, (chance) => log2(common / chance + rest));
  });
  return { steps, whole, prior };
}

/** What was learnt of the columns. */
export interface Beliefs {
  readonly shares: Shares;
  readonly home: HomeShares;
}

export function makeWeights(slots: readonly Slot[], beliefs: Beliefs, chances: ValueChances, priors: Priors): Weights {
  const { shares } = beliefs;
  const steps = new Float64Array(slots.length * levelsKept);
  const bestInexact = new Float64Array(slots.length).fill(Number.NEGATIVE_INFINITY);
  const rare = slots.map((slot, at) => {
    const [m, u] = [shares.m[at]!, shares.u[at]!];
    for (let step = 1; step < slot.levels.words.length; step++) {
      // The surname's half of a swap says nothing that the given name's half has not said.
      const weight = isSwap(slot, step) && slot.as === 'surname' ? 0 : log2(m[step]! / u[step]!);
      steps[at * levelsKept + step] = weight;
      if (step !== exact) bestInexact[at] = Math.max(bestInexact[at]!, weight);
    }
    bestInexact[at] = Math.max(0, bestInexact[at]!);
    return eachOf(chances[at]!, (chance) => log2(u[exact]! / chance));
  });
  const home = priors.home === null ? null : homeWeights(slots, beliefs, chances, priors.home);
  return { steps, rare, bestInexact, prior: priors.person, home };
}

/** Bits that the chance of one home takes away: nothing for most pairs, much for two of a family. */
export const homeCost = (homeOdds: number): number =>
  homeOdds > 50 ? homeOdds : homeOdds < -30 ? 0 : log2(1 + 2 ** homeOdds);

export const chanceOf = (log2odds: number): number => 1 / (1 + 2 ** -log2odds);
export const log2oddsOf = (chance: number): number => log2(chance / (1 - chance));

/** What one slot says of a pair that stands on a step. */
export function slotWeight(weights: Weights, slots: readonly Slot[], at: number, step: number, row: number): number {
  const base = weights.steps[at * levelsKept + step]!;
  if (step !== exact) return base;
  return base + (weights.rare[at]![slots[at]!.codes[row]!] ?? 0);
}
