/**
 * The public files, parameters learnt without labels, F1 of pairs after joining. The cheapest dishonest way is to read the
 * references, in which these files give the truth away; `honesty.test.ts` catches it. The next cheapest is to tune to these
 * four files; `held-out.test.ts` measures on files that were invented by other means.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { type Judgement, judgePairs } from '../../src/engines/linkage/judge.ts';
import { linkRecords } from '../../src/engines/linkage/link.ts';
import type { Comparison } from '../../src/engines/mapping/map.ts';
import { openCsv } from '../../src/platform/csv-rows.ts';
import { pairsOf } from './linking.ts';

const publicFile = (name: string): string =>
  new URL(`../../../shared/data/linkage/${name}.csv.gz`, import.meta.url).pathname;
const skip = (name: string) =>
  existsSync(publicFile(name)) ? false : `SKIPPED: the public file ${publicFile(name)} is not here`;

interface Field {
  readonly column: string;
  readonly as: Comparison;
  readonly format?: string;
}
const febrl: readonly Field[] = [
  { column: 'given_name', as: 'name' },
  { column: 'surname', as: 'surname' },
  { column: 'date_of_birth', as: 'date', format: 'yyyyMMdd' },
  { column: 'postcode', as: 'code' },
  { column: 'soc_sec_id', as: 'identifier' },
  { column: 'address_1', as: 'text' },
  { column: 'suburb', as: 'text' },
  { column: 'state', as: 'category' },
];
const thousand: readonly Field[] = [
  { column: 'first_name', as: 'name' },
  { column: 'surname', as: 'surname' },
  { column: 'dob', as: 'date' },
  { column: 'city', as: 'text' },
  { column: 'email', as: 'identifier' },
];

async function judgeFile(name: string, fields: readonly Field[], personOf: (cell: (n: string) => string) => string) {
  const file = await openCsv(publicFile(name));
  assert.ok(file.ok);
  const rows: (readonly string[])[] = [];
  for await (const batch of file.batches) for (const row of batch.rows) rows.push(row.values);
  const cellOf = (row: readonly string[]) => (column: string) => row[file.header.indexOf(column)]?.trim() ?? '';
  const people = rows.map((row) => personOf(cellOf(row)));
  const linked = linkRecords({ fields, left: fields.map(({ column }) => rows.map((row) => cellOf(row)(column))) });
  const sizes = new Map<string, number>();
  for (const person of people) sizes.set(person, (sizes.get(person) ?? 0) + 1);
  const all = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const pairs = pairsOf(linked).map((one) => ({ ...one, isTrue: people[one.left] === people[one.right] }));
  return judgePairs(pairs, all);
}

const said = (judged: Judgement): string =>
  `best F1 ${judged.bestF1.toFixed(4)} at ${judged.bestAt.toFixed(3)}; at one half precision ${judged.precision.toFixed(4)}, ` +
  `recall ${judged.recall.toFixed(4)}; recall at precision 0.99 ${judged.recallAtPrecision99.toFixed(4)}; ${judged.truePairs} true pairs`;

const person = (cell: (name: string) => string): string => cell('rec_id').split('-')[1]!;

for (const [name, least] of [
  ['febrl_dataset1', 0.99],
  ['febrl_dataset2', 0.98],
  ['febrl_dataset3', 0.97],
] as const)
  test(`linkage: ${name}, best F1 at least ${least}`, { skip: skip(name) }, async (t) => {
    const judged = await judgeFile(name, febrl, person);
    t.diagnostic(said(judged));
    assert.ok(judged.bestF1 >= least, said(judged));
  });

test('linkage: the 1,000-person file, best F1 at least 0.95', { skip: skip('splink_fake_1000') }, async (t) => {
  const judged = await judgeFile('splink_fake_1000', thousand, (cell) => cell('cluster'));
  t.diagnostic(said(judged));
  assert.ok(judged.bestF1 >= 0.95, said(judged));
});
