/** Sizing, shadow, live; what was passed over; the nightly run. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addPeople,
  answer,
  appoint,
  asClerk,
  asViewer,
  patternsWorld,
  postOne,
  type World,
} from '../../../tests/patterns-world.ts';
import { addDays } from '../../platform/clock.ts';
import { isRefusal } from '../../platform/refusal.ts';
import type { Ground } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { listOpenDuties } from '../duties/index.ts';
import {
  listSweeps,
  replay,
  type SweepRequest,
  type Swept,
  screen,
  screenForCommand,
  sweep,
  sweepNightly,
  tick,
} from './index.ts';
import { baselinesBefore, everyFiring, everyStandingFiring } from './store.ts';

let world: World;
/** The same service with nobody in the commit: how a bulk import arrives. */
let silent: Ground;
let reviewer: Viewer;
let people: string[];
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;
const assessment = { dpia: 'DPIA 7', equality: 'EqIA 3', legalBasis: 'DPA 2018 s.35', publishedRecord: 'register 12' };

before(async () => {
  world = await patternsWorld();
  silent = { ...world, beforeCommit: [] };
  people = await addPeople(world, ['An One', 'Bo Two', 'Cy Three', 'Di Four', 'Rae Reader']);
  reviewer = await appoint(world, people[4]!, 'reviewer');
  for (const [index, about] of people.slice(0, 4).entries()) {
    await postOne(silent, { about, knownOn: '2024-02-01' });
    if (index < 3) await postOne(silent, { about, knownOn: addDays('2025-01-10', index), source: 'internal-report' });
  }
});
after(() => world.close());

const today = () => world.clock.today();
const run = async (request: Partial<SweepRequest> & Pick<SweepRequest, 'stage'>): Promise<Swept> => {
  const done = await sweep(world, { asAt: today(), ...request });
  assert.ok(!isRefusal(done), JSON.stringify(done));
  return done;
};
const live = () =>
  run({
    stage: 'live',
    assessment,
    approvedBy: world.administrators[0],
    secondPerson: world.administrators[1],
    capacityHours: 10,
  });
const code = (size: Swept, of: string) => size.sizing.byCode.find((each) => each.code === of)!;

test('P-27 sizing says how many people, hours and false flags against capacity, and names nobody', async () => {
  const done = await run({ stage: 'sizing', capacityHours: 1 });
  assert.equal(done.sizing.people, 4);
  assert.equal(done.sizing.entries, 7);
  assert.equal(done.sizing.peopleToRead, 3);
  assert.equal(code(done, 'signal:repeat').holds, 3);
  assert.equal(code(done, 'signal:repeat').hours, 1.5);
  assert.ok(done.sizing.load! >= 1.5);
  assert.equal(done.sizing.falseFlags.likely, null);
  assert.ok(done.sizing.falseFlags.atWorst >= 3);
  const [row] = await asClerk(world, (tx) => listSweeps(tx));
  assert.equal(row?.stage, 'sizing');
  assert.ok(!uuid.test(JSON.stringify(row?.counts)), 'no id of anybody in what is stored');
});

test('P-27 live is refused before a shadow run of the same rules', async () => {
  const refused = await sweep(world, {
    asAt: today(),
    stage: 'live',
    assessment,
    approvedBy: world.administrators[0],
    secondPerson: world.administrators[1],
  });
  assert.ok(isRefusal(refused) && refused.code === 'shadow-first');
});

test('P-27 shadow counts differences and stores nothing about anybody', async () => {
  const done = await run({ stage: 'shadow' });
  assert.deepEqual(code(done, 'signal:repeat').diff, { new: 3, renewed: 0, stands: 0, gone: 0 });
  await asClerk(world, async (tx) => {
    assert.deepEqual(await everyFiring(tx), []);
    assert.deepEqual(await listOpenDuties(tx), []);
    for (const row of await listSweeps(tx)) assert.ok(!uuid.test(JSON.stringify(row.counts)));
  });
});

test('P-27 live is refused without each part of its assessment and two people', async () => {
  const people = { approvedBy: world.administrators[0], secondPerson: world.administrators[1] };
  const none = await sweep(world, { asAt: today(), stage: 'live', ...people });
  assert.ok(isRefusal(none) && none.code === 'assessment-needed');
  const alone = await sweep(world, { asAt: today(), stage: 'live', assessment, approvedBy: people.approvedBy });
  assert.ok(isRefusal(alone) && alone.code === 'two-people-needed');
  const past = await sweep(world, { asAt: '2026-01-01', stage: 'live', assessment, ...people });
  assert.ok(isRefusal(past) && past.code === 'not-today');
  assert.deepEqual(await asClerk(world, (tx) => everyFiring(tx)), []);
});

test('SIG-01.6 the rule replayed over the past lists who crossed it and was passed over', async () => {
  await postOne(silent, {
    about: people[1]!,
    kind: 'step',
    type: 'severity-step',
    step: 'assess',
    source: 'conduct-system',
    knownOn: '2025-01-25',
  });
  await postOne(silent, {
    about: people[2]!,
    kind: 'step',
    type: 'severity-step',
    step: 'assess',
    source: 'conduct-system',
    knownOn: '2025-06-01',
  });
  const over = await asClerk(world, (tx) => replay(tx, 'repeat@1', '2020-01-01', today()));
  assert.deepEqual(
    over.map((row) => [row.subject, row.since, row.firstActOn]),
    [
      [people[0], '2025-01-10', null],
      [people[2], '2025-01-12', '2025-06-01'],
    ],
  );
  assert.equal(over[0]?.cites.length, 2);
  const early = await asClerk(world, (tx) => replay(tx, 'repeat', '2020-01-01', '2025-02-05'));
  assert.deepEqual(early, [], 'too soon to say that nobody acted');
  const later = await asClerk(world, (tx) => replay(tx, 'repeat', '2025-02-01', today()));
  assert.deepEqual(later, [], 'nobody crossed it then');
});

test('P-27 live asks about what is new, sets dated peer rates, and a second run writes nothing', async () => {
  const first = await live();
  assert.equal(first.written.new, (await asClerk(world, (tx) => everyStandingFiring(tx))).length);
  assert.ok(first.written.new >= 3);
  const [firing] = await asClerk(world, (tx) => everyStandingFiring(tx));
  assert.deepEqual([firing?.mode, firing?.sweep], ['sweep', first.sweep]);
  const peers = await asClerk(world, (tx) => baselinesBefore(tx, addDays(tx.today, 1)));
  assert.equal(peers.shareWithTwoOrMore, 0.75);
  assert.equal(
    (await asClerk(world, (tx) => baselinesBefore(tx, tx.today))).shareWithTwoOrMore,
    null,
    'before its day',
  );
  const again = await live();
  assert.deepEqual(again.written, { new: 0, renewed: 0, stands: 0, gone: 0 });
});

test('peer rates that move are no news of anybody', async () => {
  world.clock.setDay(addDays(today(), 1));
  const done = await live();
  assert.deepEqual(done.written, { new: 0, renewed: 0, stands: 0, gone: 0 });
  assert.equal(code(done, 'signal:repeat').diff.stands, 3);
});

test('a live run writes what changed since, and only that', async () => {
  await postOne(silent, { about: people[3]!, source: 'crime-report' });
  await postOne(silent, { about: people[0]!, source: 'crime-report' });
  const before = (await asClerk(world, (tx) => everyFiring(tx))).length;
  const done = await live();
  assert.ok(done.written.new >= 1 && done.written.renewed >= 1);
  const after = await asClerk(world, (tx) => everyFiring(tx));
  const touched = new Set(after.slice(before).map((row) => row.subject));
  assert.deepEqual([...touched].sort(), [people[0], people[3]].sort());
});

test('P-27 answers change the false flags to expect, with their range', async () => {
  const queue = (await asClerk(world, (tx) => everyStandingFiring(tx))).filter((row) => row.code === 'signal:repeat');
  const given = [];
  for (const [index, row] of queue.entries())
    given.push(await answer(world, reviewer, row.id, index === 0 ? 'agree' : 'dismiss'));
  assert.ok(
    given.every((one) => !isRefusal(one)),
    JSON.stringify(given),
  );
  const found = await asClerk(world, (tx) => screen(tx, { asAt: tx.today }));
  const repeat = found.sizing.byCode.find((size) => size.code === 'signal:repeat')!;
  assert.equal(repeat.measured.agreed, 1);
  assert.equal(repeat.measured.dismissed, queue.length - 1);
  assert.equal(repeat.falseFlags.likely, Math.round(repeat.toRead * (1 - 1 / queue.length)));
  assert.ok(
    repeat.falseFlags.atBest < repeat.falseFlags.likely! && repeat.falseFlags.likely! <= repeat.falseFlags.atWorst,
  );
});

test('the nightly run stays in shadow until two people approved these rules, then follows their approval', async () => {
  const fresh = await patternsWorld({ seed: 'nightly' });
  const [about] = await addPeople(fresh, ['An Officer']);
  for (const source of ['public-complaint', 'crime-report'] as const)
    await postOne({ ...fresh, beforeCommit: [] }, { about: about!, source });
  const first = await sweepNightly(fresh, fresh.clock.today());
  assert.ok(!isRefusal(first) && first.stage === 'shadow');
  assert.deepEqual(await asClerk(fresh, (tx) => everyFiring(tx)), []);
  const until = addDays(fresh.clock.today(), 30);
  const [approvedBy, secondPerson] = fresh.administrators;
  const done = await sweep(fresh, {
    asAt: fresh.clock.today(),
    stage: 'live',
    assessment: { ...assessment, until },
    approvedBy,
    secondPerson,
  });
  assert.ok(!isRefusal(done));
  const next = await sweepNightly(fresh, fresh.clock.today());
  assert.ok(!isRefusal(next) && next.stage === 'live');
  fresh.clock.setDay(addDays(until, 1));
  const lapsed = await sweepNightly(fresh, fresh.clock.today());
  assert.ok(!isRefusal(lapsed) && lapsed.stage === 'shadow', 'the assessment lapsed');
  await tick(fresh);
  await fresh.close();
});

test('a screen as at an earlier day knows nothing later, and says the sizing before any name', async () => {
  const said: string[] = [];
  const early = await screenForCommand(world, { asAt: '2025-01-10', say: (line) => said.push(line) });
  assert.deepEqual(
    early.signals.filter((signal) => signal.code === 'signal:repeat').map((signal) => [signal.person, signal.since]),
    [[people[0], '2025-01-10']],
  );
  assert.ok(said.length > 3 && !uuid.test(said.join(' ')));
  const top = await screenForCommand(world, { top: 1, say: () => {} });
  assert.equal(top.signals.length, 1);
});

test('a run over everyone is refused to a reader, who sees only part of the record', async () => {
  const refused = await asViewer(world, reviewer, (tx) => screen(tx, { asAt: tx.today }));
  assert.ok(isRefusal(refused) && refused.code === 'clerks-only');
});
