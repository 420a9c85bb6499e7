/** Statements that connections keep: planned once, and given up when a newer release has changed what they read. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../tests/database.ts';
import { openAdmin } from './database.ts';
import { mustTransact, query, sql } from './transaction.ts';

let ground: TestGround;
before(async () => {
  ground = await testGround();
});
after(() => ground.close());

const asAdmin = async (words: string): Promise<void> => {
  const admin = await openAdmin(ground.server);
  await admin.query(words);
  await admin.end();
};
const within = <T>(words: ReturnType<typeof sql<T>>): Promise<T[]> =>
  mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, (tx) => query(tx, words));
const kept = () =>
  within(sql<{ n: number }>`select count(*)::int as n from pg_prepared_statements where statement like '%kept_here%'`);

test('a statement that comes again is kept by the connection, with other values each time', async () => {
  await asAdmin(
    'create table kept_here (a int); grant select on kept_here to candour_clerks; insert into kept_here values (1), (2)',
  );
  for (const wanted of [1, 2, 1, 2])
    assert.deepEqual(await within(sql`select * from kept_here where a = ${wanted}`), [{ a: wanted }]);
  assert.ok((await kept())[0]!.n >= 1);
});

test('a table that gains a column costs one refused statement a connection, and no more', async () => {
  const all = sql<{ a: number }>`select * from kept_here order by a`;
  for (let turn = 0; turn < 4; turn += 1) assert.equal((await within(all)).length, 2);
  await asAdmin('alter table kept_here add column b int default 7');
  await assert.rejects(within(all), { code: '0A000' });
  assert.deepEqual(await within(all), [
    { a: 1, b: 7 },
    { a: 2, b: 7 },
  ]);
});
