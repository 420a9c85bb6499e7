/**
 * The cheapest dishonest ways to a high figure, and what catches each:
 *  - read the shape of the references (rec-12-org and rec-12-dup-0 are one person): the engine is given no references, and
 *    the command gives the same pairs when every reference is replaced by another;
 *  - lean on the order of the file, where duplicates stand together or the original first: rows shuffled, same pairs;
 *  - know a file by its headers: headers renamed and columns in another order, same pairs;
 *  - learn from the truth beside the file: no argument could carry it; a column with the truth that the map does not name
 *    changes nothing.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Dice } from '../../demo/generate/dice.ts';
import { linkRecords } from '../../src/engines/linkage/link.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { linkFiles } from '../../src/rooms/record/index.ts';
import { type InventedFile, inventFile } from './invented.ts';
import { columnsOf, fieldsOf, linkInvented, pairsOf } from './linking.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-linkage-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const file = inventFile({ seed: 'honesty', people: 350, most: 4, trouble: 2, twins: 0.02 }, 'plain');

/** Pairs as text, whatever the order of rows, with the probability to nine places. */
const asText = (pairs: readonly { left: string; right: string; probability: number }[]): string[] =>
  pairs.map(({ left, right, probability }) => `${[left, right].sort().join(' ')} ${probability.toFixed(9)}`).sort();

function pairsByName(one: InventedFile, names: readonly string[]): string[] {
  const pairs = pairsOf(linkInvented(one));
  return asText(pairs.map((pair) => ({ ...pair, left: names[pair.left]!, right: names[pair.right]! })));
}

test('linkage: rows in another order give the same pairs with the same probabilities', () => {
  const places = new Dice('shuffle').shuffle(file.rows.map((_, at) => at));
  const shuffled = { ...file, rows: places.map((at) => file.rows[at]!), person: places.map((at) => file.person[at]!) };
  // Rows that hold the same stand for one another: they are named by what they hold.
  const named = (one: InventedFile) => one.rows.map((row) => row.join('|'));
  const before = pairsByName(file, named(file));
  assert.ok(before.length > 300);
  assert.deepEqual(pairsByName(shuffled, named(shuffled)), before);
});

test('linkage: other headers and columns in another order give the same pairs', () => {
  const order = [2, 0, 3, 1];
  const fields = fieldsOf(file.header);
  const columns = columnsOf(file);
  const before = pairsOf(linkRecords({ fields, left: columns }));
  const after = pairsOf(
    linkRecords({
      fields: order.map((at) => ({ ...fields[at]!, column: `column ${at}` })),
      left: order.map((at) => columns[at]!),
    }),
  );
  const key = (pairs: typeof before) =>
    pairs.map((one) => `${one.left} ${one.right} ${one.probability.toFixed(6)}`).sort();
  assert.deepEqual(key(after), key(before));
});

async function linkText(name: string, header: string, lines: readonly string[]): Promise<string[][]> {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, [header, ...lines].join('\n'));
  const map = {
    kind: 'records',
    id: 'ref',
    compare: fieldsOf(file.header),
  };
  const result = await linkFiles({ left: path, map, out: join(folder, `${name}.pairs.csv`) });
  assert.ok(!isRefusal(result));
  const [, ...pairs] = readFileSync(join(folder, `${name}.pairs.csv`), 'utf8')
    .trim()
    .split('\n');
  return pairs.map((line) => line.split(','));
}

test('linkage: references of any shape, and the truth in a column that the map does not name, change nothing', async () => {
  const nth = new Map<number, number>();
  const telling = file.person.map((person) => {
    const before = nth.get(person) ?? 0;
    nth.set(person, before + 1);
    return before === 0 ? `rec-${person}-org` : `rec-${person}-dup-${before - 1}`;
  });
  const dice = new Dice('references');
  const blind = new Dice('numbers').shuffle(file.rows.map((_, at) => at)).map((at) => `${dice.int(100, 999)}-${at}`);
  const lines = (names: readonly string[], truth: (at: number) => number) =>
    file.rows.map((row, at) => [names[at]!, ...row, truth(at)].join(','));
  const header = ['ref', ...file.header, 'cluster'].join(',');
  const seen = await linkText(
    'telling',
    header,
    lines(telling, (at) => file.person[at]!),
  );
  const unseen = await linkText(
    'blind',
    header,
    lines(blind, () => dice.int(1, 9)),
  );
  const places = (names: readonly string[]) => new Map(names.map((name, at) => [name, at]));
  const byPlace = (pairs: string[][], place: Map<string, number>) =>
    pairs.map(([left, right, ...rest]) => [place.get(left!), place.get(right!), ...rest].join(' '));
  assert.ok(seen.length > 300);
  assert.deepEqual(byPlace(unseen, places(blind)), byPlace(seen, places(telling)));
});
