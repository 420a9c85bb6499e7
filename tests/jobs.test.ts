/** Jobs: a face may wake a task by name and key inside its own transaction, and nothing else; a clerk then does it once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runOnce } from 'graphile-worker';
import { type TestGround, testGround } from './database.ts';

let ground: TestGround;
before(async () => {
  ground = await testGround();
});
after(() => ground.close());

const quiet = { noHandleSignals: true } as const;

test('a face wakes a task by name and key; twice is once; the clerk gets the key and no words', async () => {
  for (const _ of [1, 2]) await ground.pool('staff').query(`select graphile_worker.wake('look', 'one')`);
  const seen: unknown[] = [];
  await runOnce({
    ...quiet,
    pgPool: ground.pool('clerks'),
    taskList: { look: async (payload) => void seen.push(payload) },
  });
  assert.deepEqual(seen, [{ key: 'one' }]);
});

test('a task that was woken in a transaction that is rolled back is never done', async () => {
  const client = await ground.pool('staff').connect();
  await client.query('begin');
  await client.query(`select graphile_worker.wake('look', 'two')`);
  await client.query('rollback');
  client.release();
  const seen: unknown[] = [];
  await runOnce({
    ...quiet,
    pgPool: ground.pool('clerks'),
    taskList: { look: async (payload) => void seen.push(payload) },
  });
  assert.deepEqual(seen, []);
});

test('a face reads no job and adds none by another way', async () => {
  for (const login of ['staff', 'public', 'reporter'] as const) {
    await assert.rejects(ground.pool(login).query(`select graphile_worker.add_job('look', '{}')`), /permission denied/);
    await assert.rejects(ground.pool(login).query('select * from graphile_worker.jobs'), /permission denied/);
  }
});
