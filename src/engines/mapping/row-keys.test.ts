import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IdentityTable } from './identity-table.ts';
import { type ImportMap, parseMap } from './map.ts';
import { rowReader } from './read-rows.ts';
import { rowKeys } from './row-keys.ts';

function mapOf(extra: object = {}): ImportMap {
  const read = parseMap({ kind: 'entries', source: 'hr', type: 'other', knownOn: { column: 'day' }, ...extra });
  if (!read.ok) throw new Error(read.problems.join());
  return read.map;
}
const header = ['day', 'what', 'who'];
const keysOf = (rows: readonly string[][], extra: object = {}, names = header) => {
  const keys = rowKeys(mapOf(extra), names);
  return rows.map((row) => {
    const found = keys.next(row);
    return found.verdict === 'clash' ? found.reason : `${found.verdict} ${found.key}`;
  });
};

test('without a key, equal rows of one file are all kept, and are the same rows next time', () => {
  const rows = [
    ['2020-01-01', 'a', 'x'],
    ['2020-01-01', 'a', 'x'],
    ['2020-01-01', 'b', 'x'],
    ['2020-01-01', ' a', 'x '],
  ];
  const keys = keysOf(rows);
  assert.equal(new Set(keys).size, 4);
  assert.ok(keys.every((key) => /^new [0-9a-f]{32}$/.test(key)));
  assert.deepEqual(keysOf(rows), keys);
});

test('identity rests on neither the order of columns nor blank columns, but on the register and kind', () => {
  const [key] = keysOf([['2020-01-01', 'a', 'x']]);
  assert.equal(keysOf([['x', '', '2020-01-01', 'a']], {}, ['who', 'new', 'day', 'what'])[0], key);
  assert.notEqual(keysOf([['2020-01-01', 'a', 'x']], { source: 'vetting' })[0], key);
  assert.notEqual(keysOf([['2020-01-01', 'a', 'x']], { origin: 'other' })[0], key);
  assert.equal(keysOf([['2020-01-01', 'a', 'x']], { type: 'bullying' })[0], key);
  // Text moved over a border between columns is another row.
  assert.notEqual(keysOf([['2020-01-01', 'ax', '']])[0], keysOf([['2020-01-01', 'a', 'x']])[0]);
});

test('with a key, an equal second row is a duplicate and a different one is refused', () => {
  const rows = [
    ['2020-01-01', 'a', 'x'],
    ['2020-01-01', 'a', 'x'],
    ['2020-01-02', 'a', 'x'],
  ];
  const [first, second, third] = keysOf(rows, { key: ['what', 'who'] });
  assert.match(first as string, /^new /);
  assert.equal(second, (first as string).replace('new', 'duplicate'));
  assert.equal(third, 'Two rows have the key a, x and differ.');
});

test('a refused row takes no key from a good one after it', () => {
  const reader = rowReader(mapOf({ key: ['what'] }), header, null);
  assert.ok(reader.ok);
  assert.deepEqual(
    [
      ['bad', 'a', 'x'],
      ['2020-01-01', 'a', 'x'],
      ['2020-01-01', 'a', 'y'],
    ].map((row) => reader.read(row).verdict),
    ['rejected', 'accepted', 'rejected'],
  );
});

test('the identity table counts as a Map does', () => {
  const pair = fc.tuple(fc.nat(40), fc.nat(40));
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 400 }), (pairs) => {
      const table = new IdentityTable(4);
      const counts = new Map<string, number>();
      for (const [high, low] of pairs) {
        const name = `${high}/${low}`;
        assert.equal(table.see(high, low, low, high), counts.get(name) ?? 0);
        assert.ok(table.notes(high, low, low, high));
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      assert.equal(table.size, counts.size);
    }),
  );
});

test('rows in any order have the same set of keys', () => {
  const cell = fc.constantFrom('', 'a', 'b', '1:a');
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), (rows) => {
      const there = keysOf(rows).sort();
      const back = keysOf([...rows].reverse()).sort();
      assert.deepEqual(there, back);
      assert.equal(new Set(there).size, rows.length);
    }),
  );
});

test('a row of a known key that its source has changed is told by its content', () => {
  const read = (row: string[]) => rowKeys(mapOf({ key: ['who'] }), header).next(row);
  const [before, after] = [read(['2020-01-01', 'open', 'x']), read(['2020-01-01', 'closed', 'x'])];
  assert.ok(before.verdict === 'new' && after.verdict === 'new');
  assert.equal(before.key, after.key);
  assert.notEqual(before.content, after.content);
});
