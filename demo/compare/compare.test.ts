/**
 * The cheapest dishonest closeness: compare what was meant and not what was written; leave out what is far off. Here the
 * figures move with the files, and every published entry is either counted or named.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { generate } from '../generate/generate.ts';
import { type Compared, compare, differenceOf } from './compare.ts';
import published from './published.json' with { type: 'json' };

const scratch = mkdtempSync(join(tmpdir(), 'candour-compare-'));
const out = join(scratch, 'service');
let made: Compared;
before(async () => {
  await generate({ people: 1500, years: 8, seed: 'compare', out });
  made = await compare(out, { write: false });
});
after(() => rmSync(scratch, { recursive: true, force: true }));

const value = (compared: Compared, id: string, text: RegExp): number =>
  compared.figures.find((figure) => figure.id === id && text.test(figure.text))!.here;

test('every published entry is counted or named, once, here and in the page', () => {
  const counted = new Set(made.figures.map(({ id }) => id));
  const named = made.unsaid.map(({ id }) => id);
  assert.deepEqual([...counted, ...named].sort(), published.map(({ id }) => id).sort());
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/invented-service.md'), 'utf8');
  const rows = [...page.matchAll(/^\|(CAL-[a-z0-9]+-\d\d)\|/gm)].map(([, id]) => id);
  assert.deepEqual([...new Set(rows)], [...new Set(made.figures.map(({ id }) => id))]);
  for (const { name } of made.unsaid) assert.ok(page.includes(name), name);
});

test('what is counted agrees with what the generator tallied as it wrote', () => {
  const { figures } = JSON.parse(readFileSync(join(out, 'truth/calibration.json'), 'utf8')) as {
    figures: { id: string; text: string; here: number }[];
  };
  const tallied = (text: string): number => figures.find((figure) => figure.text === text)!.here;
  const pairs: [number, number][] = [
    [
      value(made, 'CAL-misconduct-03', /involvements for each person/),
      tallied('misconduct involvements for each person in the system'),
    ],
    [value(made, 'CAL-misconduct-03', /allegations for each/), tallied('allegations for each case')],
    [value(made, 'CAL-complaint-04', /allegations for each/), tallied('complaint allegations for each case')],
    [value(made, 'CAL-complaint-05', /under 100/), tallied('complaints finalised under 100 days')],
    [
      value(made, 'CAL-misconduct-06', /mean days/),
      tallied('mean days to finalise a case, cases old enough to have ended'),
    ],
    [value(made, 'CAL-complaint-06', /without action/), tallied('complaints ended with no action')],
  ];
  for (const [here, there] of pairs) assert.ok(Math.abs(here - there) < 0.002, `${here} and ${there}`);
});

test('the figures are of the files: a file that is changed changes them', async () => {
  const copy = join(scratch, 'copy');
  cpSync(out, copy, { recursive: true });
  const file = join(copy, 'characteristics.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(',sex,male,', ',sex,female,'));
  const changed = await compare(copy, { write: false });
  assert.ok(value(changed, 'CAL-sex-05', /women/) > value(made, 'CAL-sex-05', /women/) + 30);
});

test('within a range nothing is off; beyond its ends what lies beyond is', () => {
  assert.equal(differenceOf({ target: [55, 60], here: 57 }), 0);
  assert.equal(differenceOf({ target: [55, 60], here: 62 }), 2);
  assert.equal(differenceOf({ target: [55, 60], here: 50 }), -5);
  assert.equal(differenceOf({ target: 33, here: 30 }), -3);
});
