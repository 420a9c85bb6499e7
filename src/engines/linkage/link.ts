/**
 * Records to people, from the data alone: choose blocks, learn, score, join, then weigh again by how many people rather
 * than rows have each value, and join again. The same rows in another order, under other references or other headers,
 * give the same pairs.
 */
import { createDice } from '../statistics/random.ts';
import { type Columns, codeTable, comparersOf, type Table } from './assemble.ts';
import { allPairs, type BlockRule, type Blocks, layBlocks, type Sides } from './blocks.ts';
import { type Budget, chooseBlocks, everyPair, statedBlocks, usualBudget } from './choose-blocks.ts';
import { type JoinedPairs, joinPairs } from './clusters.ts';
import type { Compared } from './coded-column.ts';
import { type Slot, setUp, type Workbench } from './comparer.ts';
import { betweenFiles, exclude, type HoldsNobodyTwice, whoHoldsNobodyTwice } from './exclusive.ts';
import { groupsAt } from './groups.ts';
import { drawSteps, type Learnt, learn, patternsOf, ruleSteps } from './learn.ts';
import { createScorer, type ScoredPairs, type Scorer } from './score-pairs.ts';
import { twinsRule } from './twins.ts';
import { chancesByPeople, chancesByRows } from './value-chances.ts';
import { chanceOf, makeWeights, type ValueChances, type Weights } from './weights.ts';

export interface LinkRequest {
  readonly fields: readonly Compared[];
  /** One list of values a field. No reference of a row is asked for, so none can be used. */
  readonly left: Columns;
  /** A second file; without it the first is searched for duplicates. */
  readonly right?: Columns | undefined;
  /** With two files: look for duplicates within each as well. */
  readonly within?: boolean | undefined;
  readonly block?: 'auto' | readonly (string | readonly string[])[] | undefined;
  readonly seed?: number | undefined;
  readonly budget?: Budget | undefined;
  readonly onStage?: ((words: string) => void) | undefined;
}

/** What came of it. Rows are numbered in an order of content; `table.order` leads back to the files. */
export interface Linked {
  readonly table: Table;
  readonly sides: Sides;
  readonly slots: readonly Slot[];
  readonly learnt: Learnt;
  readonly weights: Weights;
  readonly chances: ValueChances;
  readonly scorer: Scorer;
  readonly joined: JoinedPairs;
  readonly pairsScored: number;
  readonly blocks: readonly Blocks[];
  /** Share of true pairs that chosen blocks are expected to bring together; null for stated ones. */
  readonly expected: number | null;
  readonly seed: number;
  readonly free: HoldsNobodyTwice | null;
}

/** Log2 odds below which a pair is not given: one chance in about 250. */
const floor = -8;
/** Room for what a second look may add. */
const margin = 4;
const highest = 12;
const lowest = -12;

/** The prior at which the chances add up to as many pairs as it says there are. */
function settlePrior(pairs: ScoredPairs, prior: number, all: number): number {
  let settled = prior;
  for (let turn = 0; turn < 20; turn++) {
    const moved = settled - prior;
    let sum = 0;
    for (let at = 0; at < pairs.count; at++) sum += chanceOf(pairs.odds[at]! + moved);
    const held = Math.min(Math.max(sum, 1), all * 0.999);
    const next = Math.log2(held / (all - held));
    const isStill = Math.abs(next - settled) < 1e-3;
    settled = next;
    if (isStill) break;
  }
  return settled;
}

interface Bench extends Workbench {
  readonly sides: Sides;
  readonly learnt: Learnt;
  /** Which of two files hold nobody twice; null where there is one, or duplicates are looked for. */
  readonly free: HoldsNobodyTwice | null;
}

interface Scored {
  readonly weights: Weights;
  readonly scorer: Scorer;
  readonly joined: JoinedPairs;
}

/** Settles the prior, and joins under it. The odds of `pairs` are those of `before`. */
function joinUnder(bench: Bench, pairs: ScoredPairs, chances: ValueChances, before: number): Scored {
  const { slots, sides, learnt } = bench;
  const prior = settlePrior(pairs, before, allPairs(sides));
  for (let at = 0; at < pairs.count; at++) pairs.odds[at]! += prior - before;
  const weights = makeWeights(slots, learnt, chances, { person: prior, home: learnt.homePrior });
  const scorer = createScorer(bench, weights, twinsRule(slots));
  return { weights, scorer, joined: join(bench, pairs, weights, scorer) };
}

/** Groups of rows; or, between two files, pairs that leave nobody with two partners where a file holds nobody twice. */
function join(bench: Bench, pairs: ScoredPairs, { prior }: Weights, { oddsOf }: Scorer): JoinedPairs {
  const { sides, free } = bench;
  if (free?.left && free.right) return exclude(pairs, free, floor);
  const joined = joinPairs(pairs, { rows: sides.rows, prior, floor, highest, lowest, oddsOf });
  return free === null ? joined : exclude(betweenFiles(joined, sides.leftRows), free, floor);
}

function rescore(bench: Bench, pairs: ScoredPairs, chances: ValueChances, prior: number): void {
  const weights = makeWeights(bench.slots, bench.learnt, chances, { person: prior, home: bench.learnt.homePrior });
  const scorer = createScorer(bench, weights, twinsRule(bench.slots));
  for (let at = 0; at < pairs.count; at++) pairs.odds[at] = scorer.oddsOf(pairs.left[at]!, pairs.right[at]!);
}

interface Prepared extends Omit<Bench, 'free'> {
  readonly table: Table;
  readonly blocks: readonly Blocks[];
  readonly expected: number | null;
  readonly seed: number;
}

/** Everything before the first pair is scored for good. */
function prepare(request: LinkRequest): Prepared {
  const seed = request.seed ?? 1;
  const say = request.onStage ?? (() => {});
  const files = request.right ? [request.left, request.right] : [request.left];
  say('reading values');
  const table = codeTable(request.fields, files);
  const sides: Sides = { rows: table.rows, leftRows: request.within ? table.rows : table.leftRows };
  const bench = setUp(comparersOf(table), table.rows);
  const { slots } = bench;
  say('choosing blocks');
  const budget = request.budget ?? usualBudget(sides);
  const stated = Array.isArray(request.block) ? statedBlocks(table, request.block) : null;
  // A rule teaches nothing about its own columns: where the stated ones leave a column out, chosen ones teach instead.
  const canTeach =
    stated !== null && slots.every((slot) => stated.some(({ columns }) => !columns.includes(slot.column)));
  const chosen = canTeach ? null : chooseBlocks(table, sides, createDice(seed), budget);
  const lay = (rules: readonly BlockRule[]) => rules.map((rule) => layBlocks(rule, sides, budget.block));
  const laid = lay(chosen?.rules ?? stated ?? []);
  say('learning');
  const width = slots.length;
  const random = patternsOf(drawSteps(bench, sides, seed), width);
  const trainings = laid.map((blocks) => ({
    rule: blocks.rule.words,
    columns: blocks.rule.columns,
    pairs: blocks.pairs,
    patterns: patternsOf(ruleSteps(bench, blocks, sides), width),
  }));
  const learnt = learn(slots, random, trainings, allPairs(sides));
  const isAll = stated === null && chosen?.isEverything === true;
  const own = stated !== null && chosen !== null ? lay(stated) : laid;
  const blocks = isAll ? [layBlocks(everyPair, sides, Number.POSITIVE_INFINITY)] : own;
  return { ...bench, table, sides, learnt, blocks, expected: stated ? null : (chosen?.expected ?? null), seed };
}

/** Links two files, or finds the duplicates of one. */
export function linkRecords(request: LinkRequest): Linked {
  const say = request.onStage ?? (() => {});
  const prepared = prepare(request);
  const { slots, sides, learnt, blocks } = prepared;
  const byRows = chancesByRows(slots, sides.rows, learnt.shares);
  const first = makeWeights(slots, learnt, byRows, { person: learnt.prior, home: learnt.homePrior });
  say('comparing');
  const scorer = createScorer(prepared, first, twinsRule(slots));
  const pairs = scorer.all(blocks, sides, floor - margin);
  const between = () => pairs.odds.subarray(0, pairs.count).reduce((sum, odds) => sum + chanceOf(odds), 0);
  const isAcross = sides.leftRows < sides.rows;
  const free = isAcross ? whoHoldsNobodyTwice(scorer, first, blocks, sides, between()) : null;
  const bench = { ...prepared, free };
  say('joining');
  const once = joinUnder(bench, pairs, byRows, learnt.prior);
  const chances = chancesByPeople(slots, groupsAt(once.joined, sides.rows, 0), learnt.shares);
  rescore(bench, pairs, chances, once.weights.prior);
  say('joining again');
  const again = joinUnder(bench, pairs, chances, once.weights.prior);
  return { ...bench, ...again, chances, pairsScored: pairs.seen };
}
