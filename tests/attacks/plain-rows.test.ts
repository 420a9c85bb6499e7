/**
 * The quick reading of rows that `verify` begins with. The cheapest dishonest speed: a text that leaves something of the
 * row out, so that a change goes unseen. Here rows that differ in one small thing must never come to one text, and what
 * the quick reading accepts must be what the plain reading commits to.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { openAdmin } from '../../src/platform/database.ts';
import { eachPlainRow } from '../../src/platform/ledger/plain-rows.ts';
import { commitmentOf, eachRow, shapesOf } from '../../src/platform/ledger/stored-rows.ts';
import { table } from '../../src/platform/transaction.ts';
import { allTables, buildWorld, type World } from './world.ts';

let world: World;
let admin: pg.Client;
before(async () => {
  world = await buildWorld('plain-rows');
  admin = await openAdmin(world.ground.server);
  await admin.query(`set bytea_output = 'hex'`);
});
after(async () => {
  await admin?.end();
  await world?.ground.close();
});

/** What both readings of a table come to, by row. */
async function bothReadings(
  name: string,
  shape: Awaited<ReturnType<typeof shapesOf>> extends Map<string, infer S> ? S : never,
) {
  const quick = new Map<string, string | null>();
  await eachPlainRow(admin, shape, (id, commitment) => {
    quick.set(id.toString('hex'), commitment?.toString('hex') ?? null);
  });
  const plain = new Map<string, string | null>();
  await eachRow(admin, shape, (row) => {
    plain.set(row.id.toString('hex'), commitmentOf(shape, row)?.toString('hex') ?? null);
  });
  assert.deepEqual([...quick.keys()].sort(), [...plain.keys()].sort(), name);
  return { quick, plain };
}

test('REC-10.1 the quick reading comes to the commitment of nearly every row of every table', async () => {
  const shapes = await shapesOf(admin, allTables);
  let [rows, decided] = [0, 0];
  for (const [name, shape] of shapes) {
    const { quick, plain } = await bothReadings(name, shape);
    for (const [id, commitment] of plain) {
      rows += 1;
      if (quick.get(id) === commitment) decided += 1;
    }
  }
  assert.ok(rows > 100, `${rows} rows`);
  assert.ok(decided / rows > 0.8, `${decided} of ${rows} decided quickly`);
});

/** Values of one column that are not one and the same: a reading that takes two for one would not see the change. */
const alike: Readonly<Record<string, readonly string[]>> = {
  at: [
    `'2026-03-06T09:00:00.001Z'`,
    `'2026-03-06T09:00:00.001001Z'`,
    `'2026-03-06T09:00:00.001Z BC'`,
    `'12026-03-06T09:00:00.001Z'`,
    `'infinity'`,
    `'-infinity'`,
    'null',
  ],
  day: [`'0044-03-15'`, `'0044-03-15 BC'`, `'infinity'`, `'-infinity'`, 'null'],
  words: [`''`, `' '`, `'null'`, `'a"b'`, `'a\\"b'`, `E'a\\nb'`, `E'a\\\\nb'`, `'é'`, `E'e\\u0301'`, 'null'],
  json: [
    `'{"a": "x\\", "}'`,
    `'{"a": "x\\","}'`,
    `'{"a": "b c"}'`,
    `'{"a": "bc"}'`,
    `'{"a": [1, 2]}'`,
    `'{"a": [12]}'`,
    `'{"a": "1"}'`,
    `'{"a": 1}'`,
    `'{"a": 1.0}'`,
    `'{}'`,
    `'[]'`,
    `'"\\\\"'`,
    'null',
  ],
  list: [`'{}'`, `'{""}'`, `'{a,b}'`, `'{"a,b"}'`, `'{NULL}'`, `'{"NULL"}'`, 'null'],
  number: ['0', '-1', '1', '10', '1.00000000000000000001', `'NaN'`, 'null'],
  whole: ['0', '9007199254740993', '9007199254740992', 'null'],
  flag: ['true', 'false', 'null'],
  other: [`'"other"'`, `',"words":"x'`, 'null'],
};

test('REC-10.1 rows that differ in one small thing never come to one quick text', async () => {
  await admin.query(`create table public.small_things (id uuid primary key, salt bytea, at timestamptz, day date, words text,
    json jsonb, list text[], number numeric, whole bigint, flag boolean, "other ""name" text)`);
  const columns = Object.keys(alike).map((column) => (column === 'other' ? '"other ""name"' : column));
  let count = 0;
  for (const [at, values] of Object.values(alike).entries())
    for (const value of values) {
      count += 1;
      const row = columns.map((_, place) => (place === at ? value : 'null')).join(', ');
      if (value === 'null' && at > 0) continue; // the row of nulls is there once
      await admin.query(
        `insert into public.small_things (id, salt, ${columns.join(', ')})
          select ('00000000-0000-4000-8000-' || lpad('${count}', 12, '0'))::uuid, '\\x${'07'.repeat(16)}', ${row}`,
      );
    }
  const [shape] = (
    await shapesOf(admin, [table('public.small_things', { timestamps: ['at'], json: ['json'] })])
  ).values();
  assert.ok(shape);
  // Every row under one id, or the ids alone would tell them apart.
  const oneId = { ...shape, columns: shape.columns.filter((column) => column !== 'id') };
  const { quick } = await bothReadings('small_things', oneId);
  const texts = [...quick.values()].filter((each) => each !== null);
  assert.ok(texts.length > 35, `${texts.length} texts`);
  assert.equal(new Set(texts).size, texts.length);
  const whole = await bothReadings('small_things', shape);
  const accepted = [...whole.quick].filter(
    ([id, commitment]) => commitment !== null && whole.plain.get(id) === commitment,
  );
  assert.ok(accepted.length > 25, `${accepted.length} accepted`);
  await admin.query('drop table public.small_things');
});
