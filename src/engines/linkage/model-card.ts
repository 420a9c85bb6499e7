/** What was learnt and how, in full, so that another can read why a pair was joined and make the same run again. */
import { allPairs } from './blocks.ts';
import { exact } from './levels.ts';
import type { Linked } from './link.ts';
import { twinsAtMost } from './twins.ts';
import { chanceOf, levelsKept } from './weights.ts';

export const engine = 'candour-linkage-1';

const round = (value: number): number => Number(value.toPrecision(6));

/** One compared column: how often each step is met among records of one person (m) and of two (u), and its weight in bits. */
function columnsOf({ slots, learnt, weights }: Linked) {
  return slots.map((slot, at) => ({
    column: slot.column,
    as: slot.as,
    steps: slot.levels.words.slice(1).map((agreement, index) => ({
      agreement,
      m: round(learnt.shares.m[at]![index + 1]!),
      u: round(learnt.shares.u[at]![index + 1]!),
      weight: round(weights.steps[at * levelsKept + index + 1]!),
      ...(index + 1 === exact && { adjusted: 'for how many other people have the value' }),
    })),
  }));
}

function blockingOf({ blocks, expected, sides, pairsScored }: Linked) {
  return {
    rules: blocks.map(({ rule, pairs, leftOut }) => ({ rule: rule.words, pairs, leftOut })),
    expectedShareOfTruePairs: expected === null ? null : round(expected),
    pairsPossible: allPairs(sides),
    pairsScored,
  };
}

export type ModelCard = ReturnType<typeof modelCardOf>;

/** The model card of a run. */
export function modelCardOf(linked: Linked) {
  return {
    engine,
    method: 'Fellegi-Sunter; u from random pairs, m by expectation-maximisation within blocks; average linkage',
    seed: linked.seed,
    chanceOfRandomPair: round(chanceOf(linked.weights.prior)),
    columns: columnsOf(linked),
    learntFrom: linked.learnt.rules.map(({ rule, pairs, share }) => ({ rule, pairs, shareOfOnePerson: round(share) })),
    blocking: blockingOf(linked),
    ...(linked.free && { holdsNobodyTwice: linked.free }),
    twinsRule: { probabilityAtMost: twinsAtMost },
    labelsUsed: false,
  };
}
