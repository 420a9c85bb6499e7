/** The command at the shell: shapes of the contract, refusals, gzip, two files, and the judge. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type InventedFile, inventFile, inventTwoFiles } from './invented.ts';
import { fieldsOf } from './linking.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-link-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const cli = new URL('../../src/cli.ts', import.meta.url).pathname;
const run = (...args: string[]) => spawnSync(process.execPath, ['--no-warnings', cli, ...args], { encoding: 'utf8' });
const json = (...args: string[]) =>
  JSON.parse(execFileSync(process.execPath, ['--no-warnings', cli, ...args, '--json'], { encoding: 'utf8' }));

const text = (file: InventedFile, names: readonly string[], header = file.header): string =>
  [['key', ...header].join(', '), ...file.rows.map((row, at) => [names[at]!, ...row].join(', '))].join('\n');

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const sheetOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));

test('candour link: one gzipped file to pairs, a model card and a judgement', () => {
  const file = inventFile({ seed: 'command', people: 200, most: 4, trouble: 1.5 }, 'plain');
  const names = file.rows.map((_, at) => `r${at}`);
  const input = put('one.csv.gz', gzipSync(text(file, names)));
  const map = put(
    'one.json',
    JSON.stringify({ kind: 'records', id: 'key', compare: fieldsOf(file.header), block: 'auto' }),
  );
  const out = join(folder, 'one.pairs.csv');
  const result = json('link', input, '--map', map, '--out', out);
  assert.equal(result.leftRows, file.rows.length);
  assert.equal(result.rightRows, 0);
  assert.ok(result.pairsScored > 0 && result.seconds >= 0 && result.links > 0);
  assert.equal(result.parameters.labelsUsed, false);
  const [header, ...pairs] = sheetOf(out);
  assert.deepEqual(header!.slice(0, 8), [
    'left',
    'right',
    'probability',
    'weight',
    'given_name',
    'surname',
    'born',
    'postcode',
  ]);
  assert.equal(pairs.length, result.pairs);
  assert.equal(pairs.filter((pair) => Number(pair[2]) >= 0.5).length, result.links);
  assert.ok(
    pairs.every((pair) => pair.length === header!.length && names.includes(pair[0]!) && names.includes(pair[1]!)),
  );
  assert.equal(statSync(out).mode & 0o077, 0, 'only its owner may read who was paired');
  const card = JSON.parse(readFileSync(join(folder, 'one.pairs.model.json'), 'utf8'));
  for (const key of ['seed', 'columns', 'blocking', 'learntFrom', 'leftRows', 'links', 'map'])
    assert.ok(key in card, key);
  const weight = (pair: string[]) => pair.slice(4, 9).reduce((sum, bits) => sum + Number(bits), 0);
  const prior = Math.log2(card.chanceOfRandomPair / (1 - card.chanceOfRandomPair));
  for (const pair of pairs) assert.ok(Math.abs(prior + weight(pair) - Number(pair[3])) < 0.01, 'the bits add up');

  const truth = put(
    'truth.csv',
    [
      'id,person,group',
      ...names.map((name, at) => `${name},${file.person[at]},${file.person[at]! % 2 ? 'odd' : 'even'}`),
    ].join('\n'),
  );
  const judged = json('link', 'score', out, '--truth', truth);
  assert.equal(judged.at, 0.5);
  assert.ok(judged.bestF1 >= judged.f1 && judged.bestF1 > 0.95 && judged.bestF1 <= 1);
  const groups = judged.groups as { truePairs: number; recall: { value: number; of: number } }[];
  assert.equal(groups.length, 2);
  assert.equal(
    groups.reduce((sum, one) => sum + one.truePairs, 0),
    judged.truePairs,
  );
  const found = groups.reduce((sum, { recall }) => sum + recall.value * recall.of, 0);
  assert.ok(Math.abs(found / judged.truePairs - judged.recall) < 1e-9, 'the groups add up to the whole');
  const strict = json('link', 'score', out, '--truth', truth, '--at', '0.999');
  assert.ok(strict.recall <= judged.recall && strict.at === 0.999);
});

test('candour link: two files whose columns have other names, judged by pairs', () => {
  const { left, right } = inventTwoFiles({ seed: 'two', people: 400, most: 1, trouble: 1 }, 'plain');
  const one = put(
    'left.csv',
    text(
      left,
      left.rows.map((_, at) => `L${at}`),
    ),
  );
  const other = put(
    'right.csv',
    text(
      right,
      right.rows.map((_, at) => `R${at}`),
      ['given_name', 'last_name', 'dob', 'postcode'],
    ).replace('key', 'no'),
  );
  const map = put(
    'two.json',
    JSON.stringify({
      kind: 'records',
      id: 'key',
      compare: fieldsOf(left.header),
      right: { id: 'no', columns: { surname: 'last_name', born: 'dob' } },
      block: ['surname', ['given_name', 'born'], 'postcode'],
    }),
  );
  const out = join(folder, 'two.csv');
  const result = json('link', one, other, '--map', map, '--out', out);
  assert.equal(result.rightRows, right.rows.length);
  const [, ...pairs] = sheetOf(out);
  assert.ok(pairs.length > 0 && pairs.every(([a, b]) => a!.startsWith('L') && b!.startsWith('R')));
  const places = new Map(right.person.map((person, at) => [person, at]));
  const truth = left.person.flatMap((person, at) => (places.has(person) ? [`L${at},R${places.get(person)}`] : []));
  const judged = json('link', 'score', out, '--truth', put('pairs-truth.csv', ['left,right', ...truth].join('\n')));
  assert.equal(judged.truePairs, truth.length);
  assert.ok(judged.bestF1 > 0.95);
});

test('candour link: refusals are one plain line, and wrong use ends with 2', () => {
  const input = put('small.csv', 'key,surname\n1,lee\n2,lee');
  const out = join(folder, 'never.csv');
  const map = put(
    'wrong.json',
    JSON.stringify({ kind: 'records', id: 'key', compare: [{ column: 'born', as: 'date' }] }),
  );
  const missing = run('link', input, '--map', map, '--out', out);
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /no column "born"/);
  assert.equal(run('link', input, '--out', out).status, 2);
  assert.equal(run('link', 'score', input).status, 2);
  const empty = put('empty.csv', 'key,born\n');
  assert.match(run('link', empty, '--map', map, '--out', out).stderr, /nothing to compare/);
});

test('candour link: files too small or too bare to learn from are linked without a stumble', () => {
  const map = put(
    'bare.json',
    JSON.stringify({ kind: 'records', id: 'key', compare: [{ column: 'surname', as: 'surname' }] }),
  );
  for (const [at, rows] of [
    ['1,lee', '2,lee'],
    ['1,lee', '2,'],
    ['1,', '2,'],
    ['1,lee', '2,zwart', '3,oakley'],
  ].entries()) {
    const input = put(`bare${at}.csv`, ['key,surname', ...rows].join('\n'));
    const result = json('link', input, '--map', map, '--out', join(folder, `bare${at}.out.csv`));
    assert.equal(result.leftRows, rows.length);
    assert.ok(Number.isInteger(result.links));
  }
});
