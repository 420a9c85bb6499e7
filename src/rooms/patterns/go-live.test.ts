/** A live sweep is put forward by one person and confirmed by another, each themselves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addPeople,
  appoint,
  asClerk,
  asViewer,
  patternsWorld,
  postOne,
  type World,
} from '../../../tests/patterns-world.ts';
import { isRefusal } from '../../platform/refusal.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { answerLive, lastProposal, proposeLive } from './actions/propose-live.ts';
import { listSweeps, sweep } from './index.ts';
import { everyFiring } from './store.ts';

let world: World;
let head: Viewer;
let overseer: Viewer;
const given = {
  assessment: { dpia: 'DPIA 7', equality: 'EqIA 3', legalBasis: 'DPA 2018 s.35', publishedRecord: 'register 12' },
  capacityHours: 10,
};
const reason = 'I read both assessments and the counts of the shadow run.';

before(async () => {
  world = await patternsWorld();
  const [about, first, second] = await addPeople(world, ['An One', 'Bo Head', 'Cy Overseer']);
  head = await appoint(world, first!, 'head-of-standards');
  overseer = await appoint(world, second!, 'overseer');
  const silent = { ...world, beforeCommit: [] };
  await postOne(silent, { about: about!, knownOn: '2024-02-01' });
  await postOne(silent, { about: about!, knownOn: '2025-01-10', source: 'internal-report' });
});
after(() => world.close());

const codeOf = (done: unknown): string => (isRefusal(done) ? done.code : 'done');
const propose = () => asViewer(world, head, (tx) => proposeLive(tx, head, given));

test('P-27 nothing is put forward before a shadow run of the rules', async () => {
  assert.equal(codeOf(await propose()), 'shadow-first');
});

test('P-20 whoever put it forward cannot confirm it, and nothing runs until somebody else has', async () => {
  await sweep(world, { asAt: world.clock.today(), stage: 'shadow' });
  const duty = await propose();
  assert.ok(typeof duty === 'string');
  assert.equal(codeOf(await propose()), 'proposed-already');
  assert.equal(codeOf(await answerLive(world, head, { duty, confirms: true, reason })), 'no-such-proposal');
  const both: Viewer = { ...head, roles: [...head.roles, 'overseer'] };
  assert.equal(codeOf(await answerLive(world, both, { duty, confirms: true, reason })), 'same-person');
  assert.equal(codeOf(await answerLive(world, overseer, { duty, confirms: true, reason: 'fine' })), 'reason-needed');
  assert.deepEqual(await asClerk(world, (tx) => everyFiring(tx)), []);

  const swept = await answerLive(world, overseer, { duty, confirms: true, reason });
  assert.ok(swept !== null && !isRefusal(swept) && swept.written.new > 0);
  const [live] = (await asClerk(world, (tx) => listSweeps(tx))).filter((each) => each.stage === 'live');
  assert.deepEqual([live?.approved_by, live?.second_person], [head.person, overseer.person]);
  assert.equal(codeOf(await answerLive(world, overseer, { duty, confirms: true, reason })), 'answered-already');
});

test('P-20 one that is refused runs nothing, and another can be put forward', async () => {
  const before = (await asClerk(world, (tx) => listSweeps(tx))).length;
  const duty = await propose();
  assert.ok(typeof duty === 'string');
  assert.equal(await answerLive(world, overseer, { duty, confirms: false, reason }), null);
  assert.equal((await asClerk(world, (tx) => listSweeps(tx))).length, before);
  assert.equal(
    ((await asViewer(world, overseer, (tx) => lastProposal(tx))) as { isAnswered: boolean }).isAnswered,
    true,
  );
});
