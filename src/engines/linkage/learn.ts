/**
 * Learning without labels. u comes from pairs drawn at random, each counted by the chance that it is not of one person; m
 * by expectation-maximisation within several blocking rules, each of which says nothing about the columns it blocks on
 * (Winkler 2000; Linacre and others 2022). Typical shares stand in where a file says too little.
 */
import { createDice } from '../statistics/random.ts';
import { allPairs, type Blocks, eachPair, type Sides } from './blocks.ts';
import { type Slot, type Workbench, writeSteps } from './comparer.ts';
import { firstHomeShares, type HomeShares, homeStep, isCommon } from './household.ts';
import { nameLevel } from './levels.ts';
import type { Shares } from './weights.ts';

/** Steps of many pairs, one row of `slots` numbers a pair. */
export interface PairSteps {
  readonly count: number;
  readonly steps: Uint8Array;
}

const randomPairs = 300_000;
const pairsARule = 40_000;
/** Pairs that the typical shares weigh. */
const typicalWeight = 8;

/** Steps of pairs drawn at random, or of all pairs where they are few. */
export function drawSteps(bench: Workbench, sides: Sides, seed: number): PairSteps {
  const width = bench.slots.length;
  const all = allPairs(sides);
  const count = Math.min(all, randomPairs);
  const steps = new Uint8Array(count * width);
  const write = (at: number, i: number, j: number) => writeSteps(bench, i, j, steps, at * width);
  const { rows, leftRows } = sides;
  if (all <= randomPairs) {
    let at = 0;
    for (let i = 0; i < leftRows; i++)
      for (let j = leftRows === rows ? i + 1 : leftRows; j < rows; j++) write(at++, i, j);
    return { count, steps };
  }
  const dice = createDice(seed);
  for (let at = 0; at < count; at++) {
    const i = dice.below(leftRows);
    let j = leftRows === rows ? dice.below(rows - 1) : leftRows + dice.below(rows - leftRows);
    if (leftRows === rows && j >= i) j++;
    write(at, i, j);
  }
  return { count, steps };
}

/** Steps of pairs of one rule, of every so-maniest row where there are many. */
export function ruleSteps(bench: Workbench, blocks: Blocks, sides: Sides): PairSteps {
  const width = bench.slots.length;
  const step = Math.max(1, Math.ceil(blocks.pairs / pairsARule));
  const steps = new Uint8Array(Math.min(blocks.pairs, pairsARule * 2) * width);
  let at = 0;
  eachPair(
    [blocks],
    sides,
    (i, partners, count) => {
      for (let p = 0; p < count && at + width <= steps.length; p++, at += width)
        writeSteps(bench, i, partners[p]!, steps, at);
    },
    { step },
  );
  return { count: at / width, steps };
}

/** Equal patterns of steps once, with how often each came. */
export interface Patterns {
  readonly width: number;
  readonly steps: readonly Uint8Array[];
  readonly counts: Float64Array;
  readonly pairs: number;
}

/** Steps of one pair as one number: three bits a slot. */
function keyOf(steps: Uint8Array, from: number, to: number): number {
  let key = 0;
  for (let at = from; at < to; at++) key = key * 8 + steps[at]!;
  return key;
}

const slotsInKey = 17;

export function patternsOf({ count, steps }: PairSteps, width: number): Patterns {
  const known = new Map<number | string, number>();
  const found: Uint8Array[] = [];
  const counts: number[] = [];
  for (let at = 0; at < count; at++) {
    const from = at * width;
    const key = width <= slotsInKey ? keyOf(steps, from, from + width) : steps.subarray(from, from + width).join('');
    const met = known.get(key);
    if (met === undefined) {
      known.set(key, found.length);
      found.push(steps.subarray(from, from + width));
      counts.push(1);
    } else counts[met]!++;
  }
  return { width, steps: found, counts: Float64Array.from(counts), pairs: count };
}

/** What is learnt together: how columns err, and what a home has in common. */
interface Beliefs {
  readonly shares: Shares;
  readonly home: HomeShares;
}

/** Log likelihood ratios of a pattern against strangers, over the slots asked about: one person, and one home. */
function ratiosOf(pattern: Uint8Array, { shares, home }: Beliefs, asked: readonly number[]): [number, number] {
  let [person, household] = [0, 0];
  for (const slot of asked) {
    const step = pattern[slot]!;
    if (step === 0) continue;
    // The surname's half of a swap says nothing that the given name's half, just before it, has not said.
    if (step === nameLevel.swapped && slot > 0 && pattern[slot - 1] === nameLevel.swapped) continue;
    const u = shares.u[slot]![step]!;
    person += Math.log(shares.m[slot]![step]! / u);
    if (home[slot]! > 0) household += Math.log(homeStep(shares, home, slot, step) / u);
  }
  return [person, household];
}

/** Chances that a pattern is of one person, and of one home, given how common each is. */
function chancesOf(ratios: readonly [number, number], person: number, home: number): [number, number] {
  const rest = Math.max(1e-12, 1 - person - home);
  const a = Math.log(person / rest) + ratios[0];
  const b = home > 0 ? Math.log(home / rest) + ratios[1] : Number.NEGATIVE_INFINITY;
  const most = Math.max(0, a, b);
  const [ea, eb, e0] = [Math.exp(a - most), Math.exp(b - most), Math.exp(-most)];
  return [ea / (ea + eb + e0), eb / (ea + eb + e0)];
}

/** Shares of the non-blank steps, weighted, with typical shares as so many further pairs. */
function sharesFrom(slots: readonly Slot[], sums: readonly Float64Array[], prior: Prior): Float64Array[] {
  return slots.map((slot, at) => {
    const seen = sums[at]!;
    let all = 0;
    for (let step = 1; step < seen.length; step++) all += seen[step]!;
    return seen.map((sum, step) =>
      step === 0 ? 0 : (sum + prior.weight * prior.of(slot, step)) / (all + prior.weight),
    );
  });
}

interface Prior {
  readonly weight: number;
  readonly of: (slot: Slot, step: number) => number;
}
const typical: Prior = { weight: typicalWeight, of: (slot, step) => slot.levels.m[step]! };
const even: Prior = { weight: 0.4, of: (slot) => 1 / (slot.levels.words.length - 1) };

const emptySums = (slots: readonly Slot[]): Float64Array[] =>
  slots.map((slot) => new Float64Array(slot.levels.words.length));

function addSteps(sums: readonly Float64Array[], pattern: Uint8Array, weight: number): void {
  for (let slot = 0; slot < pattern.length; slot++) sums[slot]![pattern[slot]!]! += weight;
}

/** u from random pairs, each counted by the chance that it is of two strangers. */
function learnU(slots: readonly Slot[], random: Patterns, beliefs: Beliefs | null, common: Common): Float64Array[] {
  const sums = emptySums(slots);
  const asked = slots.map((_, at) => at);
  for (const [at, pattern] of random.steps.entries()) {
    const [person, home] =
      beliefs === null ? [0, 0] : chancesOf(ratiosOf(pattern, beliefs, asked), common.person, common.home);
    addSteps(sums, pattern, random.counts[at]! * (1 - person - home));
  }
  const u = sharesFrom(slots, sums, even);
  setSwap(slots, u);
  return u;
}

/**
 * Two strangers whose names are each other's swapped: the chance of one such meeting, twice. Too rare to be counted, and
 * what is counted among random pairs are people whose fields were swapped.
 */
function chanceOfSwap(slots: readonly Slot[]): number {
  const given = slots.find((slot) => slot.as === 'name');
  const family = slots.find((slot) => slot.as === 'surname');
  if (!given || !family) return 1e-6;
  const [all, most] = [given.codes.length, Math.min(given.counts.length, family.counts.length)];
  let cross = 0;
  for (let code = 0; code < most; code++) cross += (given.counts[code]! / all) * (family.counts[code]! / all);
  return Math.max(1e-8, cross * cross);
}

function setSwap(slots: readonly Slot[], u: readonly Float64Array[]): void {
  const chance = chanceOfSwap(slots);
  for (const [at, slot] of slots.entries())
    if (slot.as === 'name' || slot.as === 'surname') u[at]![nameLevel.swapped] = chance;
}

/** How common one person, and one home, are among all pairs. */
interface Common {
  readonly person: number;
  readonly home: number;
}

export interface Training {
  readonly rule: string;
  readonly columns: readonly string[];
  readonly patterns: Patterns;
  /** Pairs that the rule gives; the patterns may be of a sample. */
  readonly pairs: number;
}

interface Trained {
  readonly sums: readonly Float64Array[];
  /** By slot: pairs of one home that say something in it, and those of them that have it in common. */
  readonly homes: readonly (readonly [number, number])[];
  readonly asked: readonly number[];
  readonly person: number;
  readonly home: number;
  readonly pairs: number;
}

interface Turn {
  readonly sums: Float64Array[];
  readonly homes: [number, number][];
  readonly person: number;
  readonly home: number;
}

/** One turn of expectation-maximisation over the patterns of a rule. */
function takeTurn(
  slots: readonly Slot[],
  patterns: Patterns,
  beliefs: Beliefs,
  asked: readonly number[],
  at: Common,
): Turn {
  const sums = emptySums(slots);
  const homes = slots.map((): [number, number] => [0, 0]);
  let [person, home] = [0, 0];
  for (const [index, pattern] of patterns.steps.entries()) {
    const times = patterns.counts[index]!;
    const [one, other] = chancesOf(ratiosOf(pattern, beliefs, asked), at.person, at.home);
    person += one * times;
    home += other * times;
    addSteps(sums, pattern, one * times);
    for (const slot of asked) {
      const step = pattern[slot]!;
      if (step === 0 || beliefs.home[slot] === 0) continue;
      homes[slot]![0] += other * times;
      homes[slot]![1] += other * times * isCommon(beliefs.shares, beliefs.home, slot, step);
    }
  }
  const all = Math.max(1, patterns.pairs);
  return { sums, homes, person: person / all, home: home / all };
}

/**
 * With one column to look at, a rule that gives many strangers and a column that errs much look the same; with two, nearly.
 * There the typical shares weigh as much as so many times the pairs found.
 */
const steadied: readonly number[] = [0, 2, 0.1];

/** Expectation-maximisation within one rule; u stands still. */
function train(slots: readonly Slot[], training: Training, start: Beliefs): Trained {
  const asked = slots.flatMap((slot, at) => (training.columns.includes(slot.column) ? [] : [at]));
  let beliefs = start;
  let common: Common = { person: 0.2, home: start.home.some((share) => share > 0) ? 0.1 : 0 };
  let turn = takeTurn(slots, training.patterns, beliefs, asked, common);
  for (let nth = 0; nth < 40; nth++) {
    const trust = turn.person * training.patterns.pairs * (steadied[asked.length] ?? 0);
    const m = sharesFrom(slots, turn.sums, { weight: typicalWeight + trust, of: typical.of });
    const shares = { m: m.map((one, at) => (asked.includes(at) ? one : start.shares.m[at]!)), u: start.shares.u };
    beliefs = { shares, home: start.home };
    const hold = (share: number) => Math.min(0.999, Math.max(1e-6, share));
    const next = {
      person: hold(turn.person),
      home: common.home > 0 ? hold(Math.min(turn.home, 0.999 - turn.person)) : 0,
    };
    const moved = Math.abs(Math.log(next.person / common.person));
    common = next;
    turn = takeTurn(slots, training.patterns, beliefs, asked, common);
    if (nth > 5 && moved < 1e-4) break;
  }
  return { ...turn, asked, pairs: training.pairs };
}

export interface Learnt {
  readonly shares: Shares;
  readonly home: HomeShares;
  /** Log2 odds that a random pair is of one person, as far as the rules tell. */
  readonly prior: number;
  /** The same for two people of one home; null where the columns cannot tell. */
  readonly homePrior: number | null;
  readonly rules: readonly {
    readonly rule: string;
    readonly pairs: number;
    readonly share: number;
    readonly homes: number;
  }[];
}

/** Rules in which fewer than this share seem to be of one person teach nothing. */
const leastShare = 0.003;
/** Pairs of one home that the beginning weighs. */
const homeWeight = 10;

/** Adds up what the rules say of each slot, each rule by the pairs it holds. */
function combine(
  slots: readonly Slot[],
  trained: readonly Trained[],
  begin: HomeShares,
): Omit<Beliefs, 'shares'> & { m: Float64Array[] } {
  const sums = emptySums(slots);
  const homes = slots.map((): [number, number] => [0, 0]);
  for (const one of trained) {
    const worth = one.asked.length === 1 ? 0.05 : 1;
    for (const slot of one.asked) {
      homes[slot]![0] += one.homes[slot]![0];
      homes[slot]![1] += one.homes[slot]![1];
      if (one.person >= leastShare)
        for (const [step, sum] of one.sums[slot]!.entries()) sums[slot]![step]! += sum * worth;
    }
  }
  const home = begin.map((share, at) =>
    share === 0 ? 0 : Math.min(0.98, (homes[at]![1] + homeWeight * share) / (homes[at]![0] + homeWeight)),
  );
  return { m: sharesFrom(slots, sums, typical), home };
}

const mostOf = (trained: readonly Trained[], of: 'person' | 'home'): number =>
  Math.max(1, ...trained.map((one) => (one[of] < leastShare || one.asked.length === 0 ? 0 : one[of] * one.pairs)));

/** m, u, what a home shares, and how common both are, from the data alone. */
export function learn(slots: readonly Slot[], random: Patterns, trainings: readonly Training[], pairs: number): Learnt {
  const begin = firstHomeShares(slots);
  const canTell = begin.some((share) => share > 0);
  const m0 = slots.map((slot) => Float64Array.from(slot.levels.m));
  let beliefs: Beliefs = { shares: { m: m0, u: learnU(slots, random, null, { person: 0, home: 0 }) }, home: begin };
  let trained: Trained[] = [];
  let common: Common = { person: 0, home: 0 };
  for (let turn = 0; turn < 4; turn++) {
    trained = trainings.map((training) => train(slots, training, beliefs));
    common = {
      person: mostOf(trained, 'person') / pairs,
      home: canTell ? mostOf(trained, 'home') / pairs : 0,
    };
    const { m, home } = combine(slots, trained, begin);
    const held = { shares: { m, u: beliefs.shares.u }, home };
    beliefs = { shares: { m, u: learnU(slots, random, held, common) }, home };
  }
  const rules = trainings.map((training, at) => ({
    rule: training.rule,
    pairs: training.pairs,
    share: trained[at]!.person,
    homes: trained[at]!.home,
  }));
  const oddsOf = (share: number) => Math.log2(share / (1 - share));
  return { ...beliefs, prior: oddsOf(common.person), homePrior: canTell ? oddsOf(common.home) : null, rules };
}
