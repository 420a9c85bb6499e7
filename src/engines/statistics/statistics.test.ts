import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bootstrapPeople, pairedInterval, percentileInterval } from './bootstrap.ts';
import { brierScore, calibrationDeciles, calibrationSlope } from './calibration.ts';
import { gammaQuantile, gammaShareBelow, logGamma } from './gamma.ts';
import { exactPoissonInterval, quantileOfSorted, wilsonInterval } from './intervals.ts';
import { createDice } from './random.ts';
import { orderByScore, rankFigures } from './ranking.ts';
import { fitRegression, linearPredictor } from './regression.ts';

const near = (actual: number, expected: number, within = 1e-4): void =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);
const seed = 20_120_101;

test('Wilson and exact Poisson limits meet the published vectors', () => {
  const [low, high] = wilsonInterval(7, 20);
  near(low, 0.1812);
  near(high, 0.5671);
  assert.equal(wilsonInterval(0, 15)[0], 0);
  near(wilsonInterval(0, 15)[1], 0.2039);
  near(exactPoissonInterval(3)[0], 0.6187);
  near(exactPoissonInterval(3)[1], 8.7673);
  assert.equal(exactPoissonInterval(0)[0], 0);
  near(exactPoissonInterval(0)[1], 3.6889);
  near(exactPoissonInterval(14)[0] / 8.2, 0.9334);
  near(exactPoissonInterval(14)[1] / 8.2, 2.8646);
});

test('log-gamma and the gamma quantile agree with known values and with each other', () => {
  near(logGamma(0.5), Math.log(Math.sqrt(Math.PI)), 1e-12);
  near(logGamma(11), Math.log(3_628_800), 1e-10);
  fc.assert(
    fc.property(
      fc.double({ min: 0.2, max: 200, noNaN: true }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (a, q) => {
        near(gammaShareBelow(a, gammaQuantile(a, q)), q, 1e-8);
      },
    ),
    { seed, numRuns: 100 },
  );
});

test('an interval contains its estimate', () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(400), (a, b) => {
      const [k, n] = [Math.min(a, b), Math.max(a, b, 1)];
      const [low, high] = wilsonInterval(k, n);
      assert.ok(low <= k / n && k / n <= high && low >= 0 && high <= 1);
      const [from, to] = exactPoissonInterval(k);
      assert.ok(from <= k && k <= to);
    }),
    { seed },
  );
});

test('ties count by their expected share: worked by hand', () => {
  // Scores 3 | 2 2 2 2 | 1; positives: one of the four with 2, and the one with 1.
  const ordering = orderByScore([3, 2, 2, 2, 2, 1]);
  const positive = Uint8Array.from([0, 1, 0, 0, 0, 1]);
  const figures = rankFigures(ordering, positive, [0.5, 5 / 6, 1]);
  // Three flagged: the negative with 3, then two of the four tied, who hold one positive: 2 × 1/4 = 0.5 hits.
  assert.deepEqual(figures.flagged, [3, 5, 6]);
  assert.deepEqual(figures.hits, [0.5, 1, 2]);
  assert.deepEqual(figures.recall, [0.25, 0.5, 1]);
  near(figures.precision[0]!, 0.5 / 3, 1e-12);
  // Pairs: the tied positive wins 0 and ties 3 of 4 negatives; the last wins none. 1.5 of 8.
  near(figures.auc, 1.5 / 8, 1e-12);
});

test('a rule that says the same of everyone is chance, whatever the outcome', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 4, maxLength: 60 }), (outcome) => {
      const positive = Uint8Array.from(outcome, (o) => (o ? 1 : 0));
      fc.pre(positive.includes(1) && positive.includes(0));
      const figures = rankFigures(orderByScore(new Float64Array(positive.length)), positive, [0.05, 0.2]);
      near(figures.auc, 0.5, 1e-12);
      figures.recall.forEach((recall, j) => {
        near(recall, figures.flagged[j]! / positive.length, 1e-12);
      });
    }),
    { seed },
  );
});

test('AUC is the share of pairs in the right order, and not ordered means last', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.boolean()), { minLength: 3, maxLength: 40 }), (rows) => {
      const up = rows.filter(([, o]) => o).map(([s]) => s);
      const down = rows.filter(([, o]) => !o).map(([s]) => s);
      fc.pre(up.length > 0 && down.length > 0);
      const wins = up.flatMap((a) => down.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
      const expected = wins.reduce<number>((a, b) => a + b, 0) / wins.length;
      const positive = Uint8Array.from(rows, ([, o]) => (o ? 1 : 0));
      near(rankFigures(orderByScore(rows.map(([s]) => s)), positive, [0.1]).auc, expected, 1e-12);
    }),
    { seed },
  );
  assert.deepEqual([...orderByScore([Number.NaN, -5, 2]).order], [2, 1, 0]);
});

test('weights stand for repeated people', () => {
  const scores = [5, 4, 4, 2, 1];
  const positive = Uint8Array.from([1, 0, 1, 0, 1]);
  const weights = Uint16Array.from([2, 0, 1, 3, 1]);
  const repeated = [...weights].flatMap((w, i) => Array.from({ length: w }, () => i));
  const direct = rankFigures(
    orderByScore(repeated.map((i) => scores[i]!)),
    Uint8Array.from(repeated, (i) => positive[i]!),
    [0.3],
  );
  assert.deepEqual(rankFigures(orderByScore(scores), positive, [0.3], weights), direct);
});

test('the dice are repeatable and fair enough', () => {
  const [a, b] = [createDice(seed), createDice(seed)];
  assert.deepEqual(Array.from({ length: 20 }, a.next), Array.from({ length: 20 }, b.next));
  assert.notEqual(createDice(seed).next(), createDice(seed + 1).next());
  const counts = Array.from({ length: 10 }, () => 0);
  const dice = createDice(seed);
  for (let i = 0; i < 100_000; i++) counts[dice.below(10)]!++;
  for (const n of counts) assert.ok(Math.abs(n - 10_000) < 400, `${counts}`);
});

test('the bootstrap interval of a share is near Wilson, and a paired difference with itself is nothing', () => {
  const positive = Uint8Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const [draws] = bootstrapPeople({ people: 400, draws: 2000, seed }, (w) => [
    positive.reduce((sum, p, i) => sum + p * w[i]!, 0) / 400,
  ]);
  const [low, high] = percentileInterval(draws!);
  const [from, to] = wilsonInterval(100, 400);
  near(low, from, 0.01);
  near(high, to, 0.01);
  assert.deepEqual(pairedInterval(draws!, draws!), [0, 0]);
  near(quantileOfSorted([1, 2, 3, 4], 0.5), 2.5);
});

test('Poisson and logistic regression find the weights that made the numbers', () => {
  const dice = createDice(seed);
  const rows = 20_000;
  const x = Float64Array.from({ length: rows * 3 }, (_, i) => (i % 3 === 2 ? 7 : dice.normal()));
  const exposure = Float64Array.from({ length: rows }, () => Math.log(0.5 + dice.next()));
  const eta = (i: number): number => -1 + 0.6 * x[i * 3]! - 0.3 * x[i * 3 + 1]!;
  const poisson = (mean: number): number => {
    let [k, p] = [0, dice.next()];
    while (p > Math.exp(-mean)) [k, p] = [k + 1, p * dice.next()];
    return k;
  };
  const design = { x, rows, columns: 3 };
  const counts = Float64Array.from({ length: rows }, (_, i) => poisson(Math.exp(eta(i) + exposure[i]!)));
  const fit = fitRegression({ family: 'poisson', design, y: counts, offset: exposure, penalty: 0 });
  near(fit.weights[0]!, 0.6, 0.03);
  near(fit.weights[1]!, -0.3, 0.03);
  assert.equal(fit.weights[2], 0, 'a constant column says nothing');
  near(fit.intercept, -1, 0.03);
  const yes = Float64Array.from({ length: rows }, (_, i) => (dice.next() < 1 / (1 + Math.exp(-eta(i))) ? 1 : 0));
  const logistic = fitRegression({ family: 'logistic', design, y: yes, penalty: 0 });
  near(logistic.weights[0]!, 0.6, 0.06);
  near(
    linearPredictor(logistic, design)[0]!,
    logistic.intercept + logistic.weights[0]! * x[0]! + logistic.weights[1]! * x[1]!,
    1e-9,
  );
  const ridged = fitRegression({ family: 'logistic', design, y: yes, penalty: 1e7 });
  near(ridged.weights[0]!, 0, 0.01);
  const again = fitRegression({ family: 'poisson', design, y: counts, offset: exposure, penalty: 0, start: fit });
  near(again.weights[0]!, fit.weights[0]!, 1e-5);
});

test('calibration: true chances have slope 1, doubled log-odds have one half', () => {
  const dice = createDice(seed);
  const logits = Float64Array.from({ length: 40_000 }, () => -2 + dice.normal());
  const chances = logits.map((l) => 1 / (1 + Math.exp(-l)));
  const positive = Uint8Array.from(chances, (p) => (dice.next() < p ? 1 : 0));
  near(calibrationSlope(chances, positive).slope, 1, 0.05);
  near(
    calibrationSlope(
      logits.map((l) => 1 / (1 + Math.exp(-2 * l))),
      positive,
    ).slope,
    0.5,
    0.03,
  );
  const rows = calibrationDeciles(chances, positive);
  assert.equal(rows.length, 10);
  assert.equal(
    rows.reduce((sum, row) => sum + row.people, 0),
    40_000,
  );
  for (const row of rows) near(row.expected, row.observed, 0.03);
  assert.ok(rows[0]!.expected > rows[9]!.expected);
  near(brierScore([1, 0.5], Uint8Array.from([1, 0])), 0.125, 1e-12);
});
