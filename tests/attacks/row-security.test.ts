/** Nothing of one act is left for the next on its connection. Many people at once: bench/trust/trials/interleave.ts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { openAdmin, openPool } from '../../src/platform/database.ts';
import { mustTransact } from '../../src/platform/transaction.ts';
import { insertAssignment } from '../../src/rooms/access/index.ts';
import { insertSubjects } from '../../src/rooms/people/index.ts';
import { type TestGround, testGround } from '../database.ts';

const users = 20;
const connections = 5;
const rowsEach = 3;
const clerk = { actor: null, face: 'clerk' } as const;

let ground: TestGround;
let pool: pg.Pool;
let persons: string[];

before(async () => {
  ground = await testGround({ today: '2026-03-06', seed: 'row-security' });
  pool = openPool(ground.server, 'staff', connections);
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

test('no setting outlives its transaction, on any connection', async () => {
  const shared = { ...ground, pool: () => pool };
  const seen = await Promise.all(
    persons.slice(0, users).map((actor) =>
      mustTransact(shared, 'staff', { actor, face: 'staff' }, async (tx) => {
        const { rows } = await tx.client.query<{ person: string }>('select person from access.assignment');
        return rows.every((row) => row.person === actor) && rows.length === rowsEach;
      }),
    ),
  );
  assert.ok(seen.every(Boolean), 'everybody sees their own rows and no others');
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
