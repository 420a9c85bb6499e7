/** What must hold inside the engine, on small worlds that can be reckoned by hand or by brute force. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dice } from '../../demo/generate/dice.ts';
import { codeTable, comparersOf } from '../../src/engines/linkage/assemble.ts';
import { eachPair, joinKeys, layBlocks } from '../../src/engines/linkage/blocks.ts';
import { joinPairs } from '../../src/engines/linkage/clusters.ts';
import { setUp } from '../../src/engines/linkage/comparer.ts';
import { exclude } from '../../src/engines/linkage/exclusive.ts';
import { waterfall } from '../../src/engines/linkage/explain.ts';
import { judgePairs, thresholdFor } from '../../src/engines/linkage/judge.ts';
import { linkRecords } from '../../src/engines/linkage/link.ts';
import { modelCardOf } from '../../src/engines/linkage/model-card.ts';
import { createScorer, type ScoredPairs } from '../../src/engines/linkage/score-pairs.ts';
import { inventFile, inventTwoFiles } from './invented.ts';
import { columnsOf, fieldsOf, linkInvented, pairsOf, placeOf } from './linking.ts';

const file = inventFile({ seed: 'engine', people: 250, most: 4, trouble: 2, twins: 0.03 }, 'full');

test('linkage: the exact cut-off loses no pair and changes no weight', () => {
  const linked = linkInvented(file);
  const bench = setUp(comparersOf(linked.table), linked.table.rows);
  const scorer = createScorer(bench, linked.weights, null);
  const everything = [layBlocks({ words: '', columns: [], keys: [] }, linked.sides, Number.POSITIVE_INFINITY)];
  const found = scorer.all(everything, linked.sides, -5);
  const kept = new Map<string, number>();
  for (let at = 0; at < found.count; at++) kept.set(`${found.left[at]} ${found.right[at]}`, found.odds[at]!);
  let above = 0;
  for (let i = 0; i < linked.table.rows; i++)
    for (let j = i + 1; j < linked.table.rows; j++) {
      const odds = scorer.oddsOf(i, j);
      if (odds < -5) assert.ok(!kept.has(`${i} ${j}`));
      else {
        above++;
        assert.equal(kept.get(`${i} ${j}`), Math.fround(odds));
        assert.ok(Math.abs(scorer.oddsOf(j, i) - odds) < 1e-9, 'both ways round');
      }
    }
  assert.equal(found.count, above);
  assert.ok(above > 200);
});

test('linkage: blocks give each pair once, those of one file, between two and within each', () => {
  const dice = new Dice('blocks');
  const rows = 60;
  const key = (of: number) => Int32Array.from({ length: rows }, () => dice.int(-1, of));
  const [a, b, c] = [key(8), key(5), key(20)] as const;
  const asKey = (keys: Int32Array) => ({ column: '', words: '', keysOf: () => keys, present: 1, survives: 0 });
  const rules = [[a], [b, c], [c]].map((keys) => ({ words: '', columns: [], keys: keys.map(asKey) }));
  const meets = (i: number, j: number) =>
    [[a], [b, c], [c]].some((keys) => keys.every((one) => one[i]! >= 0 && one[i] === one[j]));
  for (const leftRows of [rows, 25])
    for (const among of ['between', 'left', 'right'] as const) {
      if (leftRows === rows && among !== 'between') continue;
      const sides = { rows, leftRows };
      const layers = rules.map((rule) => layBlocks(rule, sides, Number.POSITIVE_INFINITY));
      const seen: string[] = [];
      eachPair(
        layers,
        sides,
        (row, partners, count) => seen.push(...Array.from(partners.subarray(0, count), (other) => `${row} ${other}`)),
        { among },
      );
      const isIn = (i: number, j: number) =>
        leftRows === rows ||
        (i < leftRows ? 'left' : 'right') + (j < leftRows ? 'left' : 'right') ===
          { between: 'leftright', left: 'leftleft', right: 'rightright' }[among];
      const expected: string[] = [];
      for (let i = 0; i < rows; i++)
        for (let j = i + 1; j < rows; j++) if (isIn(i, j) && meets(i, j)) expected.push(`${i} ${j}`);
      assert.equal(new Set(seen).size, seen.length, 'once each');
      if (among === 'between') assert.deepEqual(seen.sort(), expected.sort());
      else assert.ok(seen.every((pair) => expected.includes(pair)));
    }
  const joined = joinKeys(a, b);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++)
      if (joined[i]! >= 0 && joined[j]! >= 0) assert.equal(joined[i] === joined[j], a[i] === a[j] && b[i] === b[j]);
});

const pairs = (list: readonly (readonly [number, number, number])[]): ScoredPairs => ({
  count: list.length,
  left: Int32Array.from(list, (one) => one[0]),
  right: Int32Array.from(list, (one) => one[1]),
  odds: Float32Array.from(list, (one) => one[2]),
  steps: new Uint8Array(0),
  width: 0,
  seen: list.length,
});

test('linkage: one strong pair does not chain two people into one, and what ties a pair indirectly counts', () => {
  const options = { rows: 8, prior: -10, floor: -8, highest: 12, lowest: -12, oddsOf: () => -12 };
  // Two firm groups of three, one strong pair between them.
  const chained = joinPairs(
    pairs([
      [0, 1, 9],
      [0, 2, 9],
      [1, 2, 9],
      [3, 4, 9],
      [3, 5, 9],
      [4, 5, 9],
      [2, 3, 9],
    ]),
    options,
  ); // prettier-ignore
  const found = Array.from({ length: chained.count }, (_, at) => `${chained.left[at]} ${chained.right[at]}`).sort();
  assert.deepEqual(found, ['0 1', '0 2', '1 2', '3 4', '3 5', '4 5']);
  // Two rows that hardly resemble each other, each like a third.
  const tied = joinPairs(
    pairs([
      [0, 1, 9],
      [1, 2, 9],
      [0, 2, -2],
    ]),
    options,
  ); // prettier-ignore
  assert.equal(tied.count, 3);
  assert.ok(tied.odds.subarray(0, 3).every((odds) => odds > 0));
});

test('linkage: where a file holds nobody twice, two likely partners take from each other', () => {
  const free = { left: true, right: true };
  const held = exclude(
    pairs([
      [0, 5, 10],
      [1, 5, 10],
      [2, 6, 10],
    ]),
    free,
    -8,
  ); // prettier-ignore
  assert.deepEqual(
    Array.from(held.odds.subarray(0, 3), (odds) => Math.round(odds) + 0),
    [0, 0, 10],
  );
  const two = inventTwoFiles({ seed: 'once', people: 900, most: 1, trouble: 1.5 }, 'plain');
  assert.deepEqual(linkInvented(two.left, two.right).free, free);
  const many = inventFile({ seed: 'many', people: 500, most: 5, trouble: 1.5 }, 'plain');
  const half = many.rows.length >> 1;
  const [left, right] = [many.rows.slice(0, half), many.rows.slice(half)];
  const linked = linkRecords({
    fields: fieldsOf(many.header),
    left: columnsOf({ header: many.header, rows: left }),
    right: columnsOf({ header: many.header, rows: right }),
  });
  assert.deepEqual(linked.free, { left: false, right: false });
});

test('linkage: twins and namesakes of one home stay below the line, and the pair says why', () => {
  const file = inventFile({ seed: 'twins', people: 400, most: 3, trouble: 1 }, 'plain');
  const [base] = file.rows;
  const born = '1981-04-12';
  const rows = [...file.rows, ['Olga', base![1]!, born, base![3]!], ['Bernard', base![1]!, born, base![3]!]];
  const linked = linkRecords({ fields: fieldsOf(file.header), left: columnsOf({ header: file.header, rows }) });
  const [olga, bernard] = [rows.length - 2, rows.length - 1];
  const rowOf = (place: number) =>
    Array.from({ length: rows.length }, (_, row) => row).find((row) => placeOf(linked, row) === place)!;
  const why = waterfall(linked, rowOf(olga), rowOf(bernard));
  assert.equal(why.heldBack, 'twins');
  assert.ok(why.weight > 0, 'the sum alone would have joined them');
  const pair = pairsOf(linked).find((one) => one.left === olga && one.right === bernard);
  assert.ok(!pair || pair.probability <= 0.25, `twins at ${pair?.probability}`);
});

test('linkage: a waterfall adds up, from the prior to the weight, and a household counts against', () => {
  const linked = linkInvented(file);
  let households = 0;
  for (let at = 0; at < linked.joined.count; at++) {
    const why = waterfall(linked, linked.joined.left[at]!, linked.joined.right[at]!);
    const sum = why.steps.reduce((all, step) => all + step.weight, why.prior + why.household);
    assert.ok(Math.abs(sum - why.weight) < 1e-9);
    assert.ok(why.household <= 0);
    if (why.household < -1) households++;
  }
  assert.ok(households > 0, 'some pair might have been a family');
  const card = modelCardOf(linked);
  for (const column of card.columns)
    assert.ok(Math.abs(column.steps.reduce((sum, step) => sum + step.m, 0) - 1) < 1e-4, column.column);
});

test('linkage: the same seed gives the same bytes, and what is learnt hardly depends on it', () => {
  const columns = columnsOf(file);
  const run = (seed: number) => pairsOf(linkRecords({ fields: fieldsOf(file.header), left: columns, seed }));
  assert.deepEqual(run(5), run(5));
  const firm = (seed: number) => run(seed).filter((pair) => pair.probability > 0.5).length;
  assert.ok(Math.abs(firm(5) - firm(6)) <= 0.03 * firm(5));
});

test('linkage: a judgement by hand', () => {
  const judged = judgePairs(
    [0.9, 0.8, 0.8, 0.4].map((probability, at) => ({ probability, isTrue: at !== 2 })),
    4,
  );
  assert.deepEqual([judged.precision, judged.recall, judged.f1], [2 / 3, 0.5, 4 / 7]);
  assert.deepEqual([judged.bestF1, judged.bestAt], [0.75, 0.4]);
  assert.equal(judged.recallAtPrecision99, 0.25);
  assert.equal(
    thresholdFor(
      [
        { probability: 0.9, isTrue: true },
        { probability: 0.2, isTrue: false },
      ],
      0.99,
    ),
    0.9,
  );
});

test('linkage: a table knows neither references nor the order of rows', () => {
  const columns = columnsOf(file);
  const back = codeTable(fieldsOf(file.header), [columns.map((values) => values.toReversed())]);
  const forth = codeTable(fieldsOf(file.header), [columns]);
  const rowText = (table: typeof back, row: number) =>
    table.columns.map((column) => column.store.words[column.codes[row]!] ?? '').join('|');
  for (let row = 0; row < forth.rows; row++) assert.equal(rowText(back, row), rowText(forth, row));
});

test('linkage: a whole name beside its parts does not count the same evidence twice', () => {
  const columns = columnsOf(file);
  const whole = columns[0]!.map((given, row) => `${given} ${columns[1]![row]}`.trim());
  const fields = fieldsOf(file.header);
  const twice = linkRecords({ fields: [...fields, { column: 'whole', as: 'fullname' }], left: [...columns, whole] });
  assert.deepEqual(twice.slots.map((slot) => slot.column).sort(), [...file.header].sort());
});
