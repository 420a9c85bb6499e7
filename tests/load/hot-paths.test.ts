/**
 * What keeps pages quick at a million entries: walls are worked out once for a page, not once for each row, and people are
 * found by an index, to the same people. Counts of calls, never seconds.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { createDice } from '../../src/engines/statistics/random.ts';
import { openAdmin } from '../../src/platform/database.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import type { Viewer } from '../../src/platform/viewer.ts';
import { listQueue } from '../../src/rooms/patterns/index.ts';
import {
  findPeople,
  insertLines,
  insertPosts,
  insertSubjects,
  insertUnits,
  tiesOf,
} from '../../src/rooms/people/index.ts';
import { addPeople, appoint, asClerk, asViewer, patternsWorld, postOne, type World } from '../patterns-world.ts';

let world: World;
let reviewer: Viewer;
let admin: pg.Client;

before(async () => {
  world = await patternsWorld();
  admin = await openAdmin(world.server);
  await admin.query(`alter database ${world.server.database} set track_functions = 'all'`);
  const [id] = await addPeople(world, ['Rae Reader']);
  reviewer = await appoint(world, id!, 'reviewer');
});
after(async () => {
  await admin?.end();
  await world?.close();
});

/** How often the wall was worked out for this page, and how many questions it showed. */
async function queueCalls(): Promise<{ calls: number; shown: number }> {
  let calls = 0;
  const queue = await asViewer(world, reviewer, async (tx) => {
    const count = async () =>
      Number(
        (
          await tx.client.query(
            `select coalesce(sum(calls), 0) as n from pg_stat_xact_user_functions where funcname = 'ties_of'`,
          )
        ).rows[0].n,
      );
    const before = await count();
    const listed = await listQueue(tx, reviewer);
    calls = (await count()) - before;
    return listed;
  });
  assert.ok(!isRefusal(queue));
  return { calls, shown: queue.length };
}

test('LOAD the queue works its walls out as often for thirty questions as for three', async () => {
  const ask = async (many: number) => {
    const people = await addPeople(
      world,
      Array.from({ length: many }, (_, index) => `Sam Subject${index}`),
    );
    for (const about of people)
      for (const source of ['public-complaint', 'internal-report'] as const) await postOne(world, { about, source });
  };
  await ask(3);
  const few = await queueCalls();
  await ask(27);
  const many = await queueCalls();
  assert.ok(few.shown >= 3 && many.shown >= 30, `${few.shown} and ${many.shown} questions`);
  assert.ok(few.calls > 0, 'the wall is worked out at all');
  assert.equal(many.calls, few.calls);
});

test('LOAD finding by the index finds whom reading every name finds (seed 7)', async () => {
  const dice = createDice(7);
  const parts = [
    'O’Hara',
    "O'Neill",
    'van',
    'Ölmez',
    'Olsen',
    'O_k',
    'O%p',
    'Zoë',
    'zoe',
    'Li',
    'Lin',
    'LIND',
    'Éva',
    'Eva',
  ];
  const pick = () => parts[dice.below(parts.length)]!;
  const names = Array.from({ length: 120 }, () => `${pick()} ${pick()}`);
  const ids = await addPeople(world, names);
  const lower = names.map((name) => name.toLowerCase().split(' '));
  for (let turn = 0; turn < 80; turn += 1) {
    const words = Array.from({ length: 1 + dice.below(2) }, () => pick().slice(0, 1 + dice.below(4)));
    const text = words.join(' ');
    const starts = text.trim().toLowerCase().split(/\s+/);
    const wanted = ids.filter((_, index) =>
      starts.every((start) => lower[index]!.some((part) => part.startsWith(start))),
    );
    const found = await asClerk(world, (tx) => findPeople(tx, text, [], 500));
    const among = found.map((person) => person.id as string).filter((id) => ids.includes(id));
    assert.deepEqual(among.sort(), [...wanted].sort(), text);
  }
});

test('LOAD whom somebody is tied to is read without reading everybody', async () => {
  const people = await addPeople(
    world,
    Array.from({ length: 3000 }, (_, index) => `Pat Person${index}`),
  );
  await asClerk(world, async (tx) => {
    const units = await insertSubjects(
      tx,
      Array.from({ length: 300 }, () => ({ kind: 'unit' as const, source: 'hr' })),
    );
    const since = { validFrom: '2015-01-01', source: 'hr' };
    await insertUnits(
      tx,
      units.map((unit, index) => ({ unit, name: `Team ${index}`, kind: 'team', ...since })),
    );
    await insertPosts(
      tx,
      people.map((person, index) => ({ person, unit: units[index % 300]!, rank: 'constable', ...since })),
    );
    // Ten in a team, the first of whom leads the other nine.
    await insertLines(
      tx,
      people.slice(300).map((person, index) => ({ person, supervisor: people[index % 300]!, ...since })),
    );
  });
  await admin.query('analyze');
  const { read, ties } = await asClerk(world, async (tx) => {
    const count = async () =>
      Number(
        (
          await tx.client.query(`select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0) as n
            from pg_stat_xact_all_tables where schemaname = 'people' and relname in ('post', 'line', 'tie')`)
        ).rows[0].n,
      );
    const before = await count();
    const found = await tiesOf(tx, people[2999]!, tx.today);
    return { read: (await count()) - before, ties: found.length };
  });
  assert.ok(ties >= 10, `${ties} ties`);
  assert.ok(read > 0 && read < 300, `${read} rows read of some six thousand`);
});
