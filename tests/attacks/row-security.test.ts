/** Many people on few connections: nobody sees what is another's, and nothing of one act is left for the next. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { createDice } from '../../src/engines/statistics/random.ts';
import { openAdmin, openPool } from '../../src/platform/database.ts';
import { refuse } from '../../src/platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, query, sql, type Tx } from '../../src/platform/transaction.ts';
import { insertAssignment } from '../../src/rooms/access/index.ts';
import { insertSubjects } from '../../src/rooms/people/index.ts';
import { type TestGround, testGround } from '../database.ts';

const seed = 20_261_123;
const users = 20;
const connections = 5;
const transactions = 5000;
const rowsEach = 3;
const clerk = { actor: null, face: 'clerk' } as const;

let ground: TestGround;
let pool: pg.Pool;
let shared: Ground;
let persons: string[];

before(async () => {
  ground = await testGround({ today: '2026-03-06', seed: 'row-security' });
  pool = openPool(ground.server, 'staff', connections);
  shared = { ...ground, pool: () => pool };
  persons = await mustTransact(ground, 'clerks', clerk, async (tx) => {
    const made = await insertSubjects(
      tx,
      Array.from({ length: users * 2 }, () => ({ kind: 'person' as const, source: 'hr' })),
    );
    for (let user = 0; user < users; user += 1)
      for (let n = 0; n < rowsEach; n += 1)
        await insertAssignment(tx, {
          person: made[user] as string,
          subject: made[users + user] as string,
          purpose: 'case',
          validFrom: '2026-01-01',
        });
    return made;
  });
});
after(async () => {
  await pool?.end();
  await ground?.close();
});

const ownersSeen = async (tx: Tx): Promise<string[]> =>
  (await query(tx, sql<{ person: string }>`select person from access.assignment`)).map((row) => row.person);

const ends = ['done', 'refused', 'broken'] as const;

/** One act of one user that reads everything it can, and ends in one of three ways. */
async function readAs(user: string, end: (typeof ends)[number]): Promise<string[]> {
  let seen: string[] = [];
  const done = inTransaction(shared, 'staff', { actor: user, face: 'staff' }, async (tx) => {
    seen = await ownersSeen(tx);
    if (end === 'broken') await query(tx, sql`select 1 / 0`);
    return end === 'refused' ? refuse('test', 'Rolled back.') : null;
  });
  if (end === 'broken') await assert.rejects(done, /division by zero/);
  else await done;
  return seen;
}

test(`${transactions} interleaved reads of ${users} people over ${connections} connections: 0 cross-reads (seed ${seed})`, async (t) => {
  const dice = createDice(seed);
  let left = transactions;
  let crossed = 0;
  let short = 0;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const user = persons[dice.below(users)] as string;
      const seen = await readAs(user, dice.below(10) < 8 ? 'done' : (ends[1 + dice.below(2)] as (typeof ends)[number]));
      crossed += seen.filter((owner) => owner !== user).length;
      if (seen.length !== rowsEach) short += 1;
    }
  };
  // More workers than connections, so that every connection goes from hand to hand.
  await Promise.all(Array.from({ length: connections * 3 }, work));
  t.diagnostic(
    `${transactions} transactions, ${pool.totalCount} connections, ${crossed} cross-reads, ${short} with missing rows`,
  );
  assert.ok(pool.totalCount <= connections);
  assert.equal(crossed, 0);
  assert.equal(short, 0, 'a reader who sees nothing proves nothing');
});

test('no setting outlives its transaction, on any connection', async () => {
  const held = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
  for (const client of held) {
    const { rows } = await client.query<Record<string, string | null>>(
      `select nullif(current_setting('app.actor', true), '') as actor, nullif(current_setting('app.today', true), '') as today,
        nullif(current_setting('app.face', true), '') as face, (select count(*) from access.assignment) as rows`,
    );
    assert.deepEqual(rows, [{ actor: null, today: null, face: null, rows: 0 }]);
    client.release();
  }
});

test('control: a setting made for the session is seen by the next in line, so the test can fail', async () => {
  const leaky = await pool.connect();
  await leaky.query(`select set_config('app.actor', $1, false)`, [persons[0]]);
  const { rows } = await leaky.query<{ person: string }>('select person from access.assignment');
  await leaky.query(`reset all`);
  leaky.release(true);
  assert.equal(rows.length, rowsEach, 'the leak must show rows to whoever comes next');
});

test('row security is on and forced on every table of every room', async (t) => {
  const admin = await openAdmin(ground.server);
  const { rows } = await admin.query<{ name: string; on: boolean; policies: number }>(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity and c.relforcerowsecurity as on,
        (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')
      order by 1`,
  );
  const open = await admin.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relkind = 'v' and c.relnamespace::regnamespace::text !~ '^(pg_|information_schema|graphile)'
      and not coalesce('security_invoker=true' = any (c.reloptions), false)`,
  );
  await admin.end();
  t.diagnostic(`${rows.length} tables`);
  assert.ok(rows.length >= 29);
  assert.deepEqual(
    rows.filter((row) => !row.on || row.policies === 0).map((row) => row.name),
    [],
  );
  assert.deepEqual(open.rows, [], 'a view reads as its owner unless it says security_invoker');
});
