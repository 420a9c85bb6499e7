import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../../tests/database.ts';
import { mustTransact } from '../../platform/transaction.ts';
import { insertSubjects } from '../people/index.ts';
import { historyForFinders, post, streamHistories } from './index.ts';

let ground: TestGround;
before(async () => {
  ground = await testGround();
});
after(() => ground.close());

const clerk = { actor: null, face: 'clerk' } as const;

test('an entry is posted, folded and streamed the same', async () => {
  const [one, streamed] = await mustTransact(ground, 'clerks', clerk, async (tx) => {
    const [person] = await insertSubjects(tx, [{ kind: 'person', source: 'hr' }]);
    const entry = await post(tx, {
      kind: 'matter',
      source: 'public-complaint',
      type: 'incivility',
      step: 'raise',
      knownOn: '2024-02-03',
      happenedFrom: '2024-01-01',
      happenedTo: '2024-12-31',
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: person! }],
      features: ['woman'],
      values: { calls: 2 },
    });
    await post(tx, {
      kind: 'amendment',
      source: 'public-complaint',
      type: 'decision-step',
      step: 'decide',
      knownOn: '2025-02-03',
      basis: 'record',
      finding: 'no-action',
      parties: [{ role: 'subject', subject: person! }],
      actsOn: [entry],
    });
    const history = await historyForFinders(tx, { subject: person!, asAt: '2026-03-06' });
    const all = [];
    for await (const each of streamHistories(tx, '2026-03-06')) all.push(each);
    return [history, all] as const;
  });
  assert.equal(one.entries.length, 1);
  assert.equal(one.entries[0]!.finding, 'no-action');
  assert.deepEqual(streamed, [one]);
});
