/**
 * Blocking rules from the data. Invented true pairs, in which each column errs as columns of its kind do, are drawn; the
 * rules are taken that find most of those still missed for the fewest comparisons. No label and no real pair is looked at.
 */
import type { Comparison } from '../mapping/map.ts';
import type { Dice } from '../statistics/random.ts';
import { namePairOf, type Table } from './assemble.ts';
import { type BlockKey, eitherOrderKey, offeredKeys } from './block-keys.ts';
import { allPairs, type BlockRule, joinKeys, type Sides } from './blocks.ts';

/** How often a column of each kind is the same in two records of one person, as far as blocking is concerned. */
const intact: Readonly<Record<Comparison, number>> = {
  name: 0.78,
  surname: 0.8,
  fullname: 0.7,
  date: 0.82,
  year: 0.88,
  code: 0.82,
  identifier: 0.83,
  text: 0.7,
  category: 0.93,
  number: 0.85,
};

const draws = 1500;
const sampleRows = 20_000;
/** Found again by another rule counts this much of what was left: a pair found once may err where the model does not. */
const again = 0.35;

interface Offer {
  readonly rule: BlockRule;
  /** Pairs that the rule is expected to give. */
  readonly cost: number;
  readonly finds: Uint8Array;
}

export interface Budget {
  /** Pairs to compare, about. */
  readonly pairs: number;
  /** Pairs that one block may give. */
  readonly block: number;
}

/** What is worth comparing for so many rows: everything while that is cheap, then so many pairs a row. */
export function usualBudget(sides: Sides): Budget {
  const pairs = Math.min(40_000_000, Math.max(4_000_000, sides.rows * 60));
  return { pairs, block: Math.max(1_000, pairs * 0.015) };
}

/** Which keys of the invented pairs agree: columns err by themselves, keys of one column together. */
function drawAgreements(table: Table, keys: readonly BlockKey[], dice: Dice): Uint8Array[] {
  const kindOf = new Map(table.columns.map((column) => [column.column, column.as]));
  const found = keys.map(() => new Uint8Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    const isIntact = new Map<string, boolean>();
    const isPresent = new Map<string, boolean>();
    for (const [at, key] of keys.entries()) {
      let whole = isIntact.get(key.column);
      if (whole === undefined) {
        whole = dice.next() < intact[kindOf.get(key.column) ?? 'text'];
        isIntact.set(key.column, whole);
        isPresent.set(key.column, dice.next() < key.present ** 1.5);
      }
      const agrees = isPresent.get(key.column) && (whole || dice.next() < key.survives);
      if (agrees) found[at]![draw] = 1;
    }
  }
  return found;
}

/** What a key would cost, and the share of its rows left in blocks small enough; from a sample where rows are many. */
function priceOf(keys: Int32Array, sides: Sides, most: number): { cost: number; kept: number } {
  const scale = sides.rows / Math.max(1, keys.length);
  const leftShare = sides.leftRows / Math.max(1, sides.rows);
  const crossShare = sides.leftRows === sides.rows ? 1 : 2 * leftShare * (1 - leftShare);
  const largest = Math.sqrt(2 * most);
  let highest = -1;
  for (let at = 0; at < keys.length; at++) if (keys[at]! > highest) highest = keys[at]!;
  const sizes = new Int32Array(highest + 1);
  let [all, kept, cost] = [0, 0, 0];
  for (let at = 0; at < keys.length; at++)
    if (keys[at]! >= 0) {
      sizes[keys[at]!]!++;
      all++;
    }
  for (let key = 0; key <= highest; key++) {
    const size = sizes[key]!;
    const gives = ((size * (size - 1)) / 2) * scale * scale * crossShare;
    if (gives <= most) cost += gives;
    if (size === 1 || size * scale <= largest) kept += size;
  }
  return { cost, kept: all === 0 ? 0 : kept / all };
}

/** Rows to try keys on: all, or some thousands of them evenly. */
function sampledRows(rows: number): Int32Array | undefined {
  if (rows <= sampleRows) return undefined;
  return Int32Array.from({ length: sampleRows }, (_, at) => Math.floor((at * rows) / sampleRows));
}

/** The same keys as small numbers. */
const numbered = (keys: Int32Array): Int32Array => joinKeys(keys, keys);

function offersOf(table: Table, sides: Sides, dice: Dice, budget: Budget): Offer[] {
  const keys = table.columns.filter((column) => column.as !== 'number').flatMap(offeredKeys);
  const rows = sampledRows(sides.rows);
  const small = keys.map((key) => numbered(key.keysOf(rows)));
  const agree = drawAgreements(table, keys, dice);
  const offers: Offer[] = [];
  const offer = (at: readonly number[], joined: Int32Array) => {
    const { cost, kept } = priceOf(joined, sides, budget.block);
    if (cost > budget.pairs) return;
    const finds = new Uint8Array(draws);
    for (let draw = 0; draw < draws; draw++)
      finds[draw] = at.every((key) => agree[key]![draw] === 1) && dice.next() < kept ? 1 : 0;
    const chosen = at.map((key) => keys[key]!);
    offers.push({
      rule: {
        words: chosen.map((key) => key.words).join(' + '),
        columns: chosen.map((key) => key.column),
        keys: chosen,
      },
      cost,
      finds,
    });
  };
  for (let a = 0; a < keys.length; a++) {
    offer([a], small[a]!);
    for (let b = a + 1; b < keys.length; b++)
      if (keys[b]!.column !== keys[a]!.column) offer([a, b], joinKeys(small[a]!, small[b]!));
  }
  return offers;
}

export interface ChosenBlocks {
  readonly rules: readonly BlockRule[];
  /** Whether every row is simply compared with every other. */
  readonly isEverything: boolean;
  /** Share of the invented true pairs that the rules would find. */
  readonly expected: number;
}

/** People whose given name and surname stand in each other's place. */
function swapRule(table: Table): BlockRule | null {
  const pair = namePairOf(table);
  if (!pair) return null;
  const { given, family } = pair;
  const key = eitherOrderKey(given, family);
  return { words: key.words, columns: [given.column, family.column], keys: [key] };
}

const everything: BlockRule = { words: 'every pair', columns: [], keys: [] };

/** Rules worth having, best first. They serve for learning even where every pair is compared. */
export function chooseBlocks(table: Table, sides: Sides, dice: Dice, budget = usualBudget(sides)): ChosenBlocks {
  const offers = offersOf(table, sides, dice, budget);
  const left = new Float64Array(draws).fill(1);
  const chosen: BlockRule[] = [];
  let spent = 0;
  while (chosen.length < 16) {
    let best: Offer | undefined;
    let bestWorth = 0;
    for (const offer of offers) {
      if (spent + offer.cost > budget.pairs || chosen.includes(offer.rule)) continue;
      let gain = 0;
      for (let draw = 0; draw < draws; draw++) gain += left[draw]! * offer.finds[draw]!;
      const worth = gain / (offer.cost + sides.rows);
      if (gain > draws * 0.002 && worth > bestWorth) {
        bestWorth = worth;
        best = offer;
      }
    }
    if (!best) break;
    chosen.push(best.rule);
    spent += best.cost;
    for (let draw = 0; draw < draws; draw++) if (best.finds[draw] === 1) left[draw]! *= again;
  }
  const swapped = swapRule(table);
  if (swapped) chosen.push(swapped);
  const found = left.reduce((sum, share) => sum + (share < 1 ? 1 : 0), 0);
  const isEverything = allPairs(sides) <= budget.pairs;
  return { rules: chosen, isEverything, expected: isEverything ? 1 : found / draws };
}

/** Every row with every other. */
export const everyPair = everything;

/** Rules that the map gives outright: sets of columns. */
export function statedBlocks(table: Table, sets: readonly (string | readonly string[])[]): BlockRule[] {
  return sets.map((one) => {
    const set = typeof one === 'string' ? [one] : one;
    const keys = set.flatMap((name) =>
      table.columns
        .filter(
          (one) => one.column === name || (one.column.startsWith(`${name} (`) && !one.column.endsWith('(other names)')),
        )
        .map((column) => offeredKeys(column)[0]!),
    );
    return { words: set.join(' + '), columns: keys.map((key) => key.column), keys };
  });
}
