/**
 * Files that nobody tuned to: invented by `invented.ts`, which shares no code with the engine. Each is linked with what its
 * headers say and nothing else. The cheapest dishonest way is to make the errors that the engine looks for; so the errors
 * here are keyboard slips, respellings from a list of its own, moves, marriages, gaps, and homes full of namesakes. Another is
 * to pick a lucky seed: seeds are printed, and each floor stands well under what several seeds gave.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Judgement } from '../../src/engines/linkage/judge.ts';
import { inventFile, inventTwoFiles, type Recipe } from './invented.ts';
import { judgeInvented, linkInvented } from './linking.ts';

const said = (recipe: Recipe, judged: Judgement): string =>
  `seed ${recipe.seed}: best F1 ${judged.bestF1.toFixed(4)} at ${judged.bestAt.toFixed(3)}, at one half precision ` +
  `${judged.precision.toFixed(4)} and recall ${judged.recall.toFixed(4)}, recall at precision 0.99 ${judged.recallAtPrecision99.toFixed(4)}`;

for (const [layout, recipe, least] of [
  ['full', { seed: 'held-1', people: 900, most: 4, trouble: 2, twins: 0.02 }, 0.98],
  ['plain', { seed: 'held-2', people: 1200, most: 5, trouble: 2.5, twins: 0.01 }, 0.94],
  ['namesOnly', { seed: 'held-3', people: 1200, most: 4, trouble: 1.5 }, 0.84],
] as const)
  test(`linkage held out: one file, ${layout}`, (t) => {
    const file = inventFile(recipe, layout);
    const judged = judgeInvented(linkInvented(file), file);
    t.diagnostic(said(recipe, judged));
    assert.ok(judged.bestF1 >= least && judged.f1 >= least - 0.02, said(recipe, judged));
  });

for (const [layout, recipe, least] of [
  ['plain', { seed: 'held-4', people: 2500, most: 1, trouble: 2, twins: 0.01 }, 0.93],
  ['namesOnly', { seed: 'held-5', people: 2000, most: 1, trouble: 1.5 }, 0.8],
] as const)
  test(`linkage held out: two files, ${layout}`, (t) => {
    const { left, right } = inventTwoFiles(recipe, layout);
    const judged = judgeInvented(linkInvented(left, right), left, right);
    t.diagnostic(said(recipe, judged));
    assert.ok(judged.bestF1 >= least && judged.f1 >= least - 0.02, said(recipe, judged));
  });
