/** Raised in the commit, put before a named human, climbing when silent, answered with reasons. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  addPeople,
  answer,
  appoint,
  asClerk,
  asViewer,
  goodReason,
  patternsWorld,
  postOne,
  type World,
} from '../../../tests/patterns-world.ts';
import { addDays } from '../../platform/clock.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { type Ground, mustTransact } from '../../platform/transaction.ts';
import type { Viewer } from '../../platform/viewer.ts';
import { listAnswers, listOpenDuties, standingOf } from '../duties/index.ts';
import { insertIdentityDecisions, insertPosts, insertSubjects, insertTies } from '../people/index.ts';
import { findEntry, findSnapshot, historyForFinders, listEntries, post, recordFinding } from '../record/index.ts';
import { answerSignal, assignReviewer, getSignal, listQueue, openSignalsAbout, signalFacts } from './index.ts';
import { everyFiring, everyStandingFiring, type FiringRow, firingOfEntry, firingsForFinders } from './store.ts';

let world: World;
let reviewer: Viewer;
let other: Viewer;
let head: Viewer;
let overseer: Viewer;

before(async () => {
  world = await patternsWorld();
  const ids = await addPeople(world, ['Rae Reader', 'Oli Other', 'Hal Head', 'Ova Seer']);
  reviewer = await appoint(world, ids[0]!, 'reviewer');
  other = await appoint(world, ids[1]!, 'reviewer');
  head = await appoint(world, ids[2]!, 'head-of-standards');
  overseer = await appoint(world, ids[3]!, 'overseer');
});
after(() => world.close());

let count = 0;
/** Somebody whom nothing is known about yet. */
async function somebody(): Promise<string> {
  count += 1;
  const [id] = await addPeople(world, [`Sam Subject${count}`]);
  return id!;
}
/** The latest firing of a code about a person. */
const firingOf = async (subject: string, code = 'signal:repeat'): Promise<FiringRow | undefined> =>
  (await asClerk(world, (tx) => firingsForFinders(tx, [subject], null))).find((row) => row.code === code);

/** A repeat: an incivility twice, from two sources. */
async function repeated(): Promise<{ person: string; entries: string[]; firing: FiringRow }> {
  const person = await somebody();
  const entries = [
    await postOne(world, { about: person, source: 'public-complaint' }),
    await postOne(world, { about: person, source: 'internal-report' }),
  ];
  return { person, entries, firing: (await firingOf(person))! };
}

const eliminate = (entry: string) =>
  mustTransact(world, 'clerks', { actor: world.administrators[0], face: 'clerk' }, (tx) =>
    recordFinding(tx, {
      entry,
      knownOn: tx.today,
      reason: 'the force number was mistyped',
      finding: 'eliminated',
      evidence: 'the duty roster shows that it was another officer',
      secondPerson: world.administrators[1],
    }),
  );

test('SIG-01.1 the flag stands in the very commit of the event that raises it, from any source', async () => {
  for (const source of ['internal-report', 'crime-report', 'grievance', 'other-force-record', 'tribunal'] as const) {
    const person = await somebody();
    await postOne(world, { about: person });
    assert.equal(await firingOf(person), undefined);
    await asClerk(world, async (tx) => {
      const isClaim = source === 'grievance' || source === 'tribunal';
      await post(tx, {
        kind: 'matter',
        source,
        type: 'bullying',
        step: 'raise',
        knownOn: tx.today,
        basis: 'account',
        parties: [
          { role: 'subject', subject: person },
          ...(isClaim ? [{ role: 'reporter' as const, subject: world.administrators[0] }] : []),
        ],
      });
      assert.equal((await firingsForFinders(tx, [person], null)).length, 0, 'before the commit there is none');
    });
    const firing = await firingOf(person);
    assert.equal(firing?.diff, 'new', source);
    const [entry, matter] = await asClerk(world, (tx) => listEntries(tx, [firing!.entry, firing!.cites[1]!]));
    assert.deepEqual(entry?.recorded_at, matter?.recorded_at, 'one instant, one commit');
  }
});

test('SIG-01.1 control: where the flag cannot be raised, the event is not there either', async () => {
  const broken: Ground = { ...world, beforeCommit: [...world.beforeCommit, () => Promise.reject(new Error('broken'))] };
  const person = await somebody();
  await assert.rejects(postOne(broken, { about: person }), /broken/);
  const history = await asClerk(world, (tx) => historyForFinders(tx, { subject: person, asAt: tx.today }));
  assert.equal(history.entries.length, 0);
});

test('SIG-01.1 an entry posted by a signed-in person raises it too, and the signal does not bear their name', async () => {
  const person = await somebody();
  await postOne(world, { about: person });
  const [writer] = await addPeople(world, ['Ivy Assessor']);
  const assessor = await appoint(world, writer!, 'assessor');
  const posted = await asViewer(world, assessor, (tx) =>
    post(tx, {
      kind: 'matter',
      source: 'internal-report',
      type: 'bullying',
      step: 'raise',
      knownOn: tx.today,
      basis: 'account',
      parties: [{ role: 'subject', subject: person }],
    }),
  );
  assert.ok(typeof posted === 'string');
  const firing = await firingOf(person);
  const entry = await asClerk(world, (tx) => findEntry(tx, firing!.entry));
  assert.equal(entry?.kind, 'signal');
  assert.equal(entry?.posted_by, null, 'P-02: whoever posted the entry behind it may be the reporter');
});

test('SIG-01.3 a flag shows events, dates, rule version, a plain sentence and the first day it would have fired', async () => {
  const person = await somebody();
  await postOne(world, { about: person, knownOn: '2020-01-05' });
  const second = await postOne(world, {
    about: person,
    knownOn: '2020-06-07',
    source: 'crime-report',
    type: 'violence',
  });
  await postOne(world, { about: person, source: 'internal-report' });
  const firing = (await firingOf(person))!;
  assert.equal(firing.since, '2020-06-07');
  assert.equal(firing.fired_on, world.clock.today());
  assert.equal(firing.rule, 'repeat@1');
  assert.equal(firing.cites.length, 3);
  assert.ok(firing.why.length > 20);
  const view = await asViewer(world, reviewer, (tx) => getSignal(tx, reviewer, firing.id));
  assert.ok(view && !isRefusal(view));
  assert.deepEqual(
    view.cited.map(({ entry }) => entry.basis),
    ['account', 'account', 'account'],
  );
  assert.equal(view.cited[1]?.entry.id, second);
  assert.ok(view.firing.innocent.length > 0);
  assert.equal(view.detector?.version, 1);
  assert.ok((view.detector?.knownWeaknesses.length ?? 0) > 0);
  assert.equal(view.falseFlags.likely, null, 'nobody has answered one yet: unknown, not zero');
  assert.equal(view.mayAnswer, true);
});

test('SIG-01.2 repeats, rising gravity and the same kind of victim are flagged across sources, and findings weigh', async () => {
  const person = await somebody();
  const soft = { about: person, type: 'incivility', features: ['woman'] } as const;
  const first = await postOne(world, { ...soft, knownOn: '2024-01-10' });
  await postOne(world, {
    about: person,
    type: 'sexual-harassment',
    features: ['woman'],
    source: 'internal-report',
    knownOn: '2025-03-04',
    parties: [
      { role: 'subject', subject: person },
      { role: 'affected', subject: await somebody() },
    ],
  });
  const third = await postOne(world, {
    about: person,
    type: 'sexual-misconduct',
    features: ['woman'],
    source: 'crime-report',
    parties: [
      { role: 'subject', subject: person },
      { role: 'affected', subject: await somebody() },
    ],
  });
  const codes = async () =>
    (await asClerk(world, (tx) => firingsForFinders(tx, [person], null)))
      .filter((row) => row.diff !== 'gone')
      .map((row) => row.code)
      .sort();
  assert.deepEqual(await codes(), ['signal:escalation', 'signal:repeat', 'signal:same-victim-type']);
  const actor = { actor: world.administrators[0], face: 'clerk' } as const;
  const find = (entry: string, finding: 'proven' | 'not-proven') =>
    mustTransact(world, 'clerks', actor, (tx) =>
      recordFinding(tx, { entry, finding, knownOn: tx.today, reason: 'decided in this test' }),
    );
  const score = async () => (await firingOf(person))!.score;
  const untested = await score();
  await find(third, 'proven');
  const proven = await score();
  await find(third, 'not-proven');
  const unproven = await score();
  assert.ok(proven > untested && untested > unproven, `${proven} > ${untested} > ${unproven}`);
  await eliminate(third);
  assert.ok((await score()) < unproven);
  await eliminate(first);
  assert.deepEqual(await codes(), [], 'one matter left is no pattern');
});

test('the signal is kept as closely as what it cites, and asked of somebody who may read it', async () => {
  const person = await somebody();
  await postOne(world, { about: person, visibility: 'open' });
  await postOne(world, { about: person, visibility: 'open', source: 'internal-report' });
  assert.equal((await firingOf(person))?.visibility, 'guarded');
  const before = await firingOf(person);
  await postOne(world, { about: person, visibility: 'restricted', source: 'vetting', type: 'dishonesty' });
  const firing = (await firingOf(person))!;
  assert.equal(firing.visibility, 'restricted');
  assert.notEqual(firing.duty, before?.duty);
  const seen = (viewer: Viewer) => asViewer(world, viewer, (tx) => listQueue(tx, viewer));
  const of = (list: Awaited<ReturnType<typeof seen>>) =>
    (list as { subject: string }[]).filter((item) => item.subject === person);
  assert.equal(of(await seen(reviewer)).length, 0, 'neither the new question nor the one it replaced');
  assert.ok(of(await seen(head)).length >= 1);
  const duties = await asClerk(world, (tx) => listOpenDuties(tx));
  const repeat = duties.filter((duty) => duty.about === person && duty.kind === 'signal:repeat');
  assert.equal(repeat.length, 1, 'one question, one duty');
  assert.equal(standingOf(repeat[0]!.ladder, world.clock.today()).current.role, 'head-of-standards');
});

test('P-27 a signal adds no matter, changes no standing, and is cited by no signal', async () => {
  const { person, firing } = await repeated();
  await answer(world, reviewer, firing.id, 'agree');
  await postOne(world, { about: person, source: 'vetting' });
  const history = await asClerk(world, (tx) => historyForFinders(tx, { subject: person, asAt: tx.today }));
  assert.ok(history.entries.every((entry) => entry.kind !== 'signal'));
  const renewed = (await firingOf(person))!;
  assert.equal(renewed.cites.length, 3, 'the answer, though on the timeline, is no matter');
  const types = new Set(history.entries.map((entry) => entry.type));
  for (const type of ['restriction-step', 'authority-step', 'posting-step', 'vetting-step'])
    assert.ok(!types.has(type as never));
});

test('P-09 an item proved wrong counts for nothing: the flag is gone, and the question says so', async () => {
  const { person, entries, firing } = await repeated();
  await eliminate(entries[1]!);
  const gone = (await firingOf(person))!;
  assert.equal(gone.diff, 'gone');
  assert.equal(gone.supersedes, firing.id);
  assert.equal(gone.duty, firing.duty);
  const open = await asViewer(world, reviewer, (tx) => openSignalsAbout(tx, [person]));
  assert.ok(!isRefusal(open));
  assert.deepEqual(
    open.map((item) => [item.code, item.isGone]),
    [['signal:repeat', true]],
  );
  // A later matter makes two again: it is raised without the eliminated one, and the open question goes on.
  await postOne(world, { about: person, source: 'crime-report' });
  const again = (await firingOf(person))!;
  assert.equal(again.diff, 'new');
  assert.ok(!again.cites.includes(entries[1]!));
  assert.ok(again.set_aside.some((aside) => aside.entry === entries[1]));
  assert.equal(again.duty, firing.duty);
});

test('a new entry renews an open question and does not reset its day; only what changed is written', async () => {
  const { person, firing } = await repeated();
  const rows = async () =>
    (await asClerk(world, (tx) => everyFiring(tx))).filter((row) => row.subject === person).length;
  const before = await rows();
  await postOne(world, { about: person, source: 'training', type: 'training-step', kind: 'step', step: 'train' });
  assert.equal(await rows(), before, 'a training record is no news');
  world.clock.setDay(addDays(world.clock.today(), 3));
  const third = await postOne(world, { about: person, source: 'crime-report' });
  const renewed = (await firingOf(person))!;
  assert.equal(renewed.diff, 'renewed');
  assert.deepEqual(renewed.detail.asked.fresh, [third]);
  assert.equal(renewed.duty, firing.duty);
  assert.equal(renewed.since, firing.since);
});

test('SIG-01.4 a dismissed question is asked again only when a fresh entry arrives', async () => {
  const { person, entries, firing } = await repeated();
  const dismissed = await answer(world, reviewer, firing.id, 'dismiss');
  assert.ok(!isRefusal(dismissed), JSON.stringify(dismissed));
  const openAbout = async () =>
    (await asClerk(world, (tx) => listOpenDuties(tx))).filter((duty) => duty.about === person).length;
  assert.equal(await openAbout(), 0);
  const actor = { actor: world.administrators[0], face: 'clerk' } as const;
  const find = (entry: string, finding: 'upheld' | 'open') =>
    mustTransact(world, 'clerks', actor, (tx) =>
      recordFinding(tx, { entry, finding, knownOn: tx.today, reason: 'decided in this test' }),
    );
  await find(entries[0]!, 'upheld');
  assert.equal((await firingOf(person))?.diff, 'renewed', 'the weight moved and is shown');
  assert.equal(await openAbout(), 0, 'and nobody is asked again');
  await eliminate(entries[1]!);
  await find(entries[1]!, 'open');
  assert.equal((await firingOf(person))?.diff, 'new');
  assert.equal(await openAbout(), 0, 'back as it was when it was answered');
  await postOne(world, { about: person, source: 'crime-report' });
  assert.equal(await openAbout(), 1);
});

test('SIG-01.4 P-18 an answer needs a holder, a cause for each factor and a reason, and freezes what was seen', async () => {
  const { person, firing } = await repeated();
  const say = (viewer: Viewer, reason: string, factor = 'whole') =>
    asViewer(world, viewer, (tx) =>
      answerSignal(tx, viewer, {
        firing: firing.id,
        outcome: 'dismiss',
        factors: [{ factor, cause: 'one-event' }],
        reason,
        snapshot: { scrolled: 'to the end' },
      }),
    );
  const code = (given: unknown) => (given as { code?: string }).code;
  assert.equal(code(await say(head, goodReason)), 'not-yours', 'it has not climbed yet');
  assert.equal(code(await say(reviewer, 'short')), 'reason-needed');
  assert.equal(code(await say(reviewer, 'It was just banter between colleagues')), 'reason-not-enough');
  assert.equal(code(await say(reviewer, goodReason, 'one of two')), 'each-entry-needed');
  assert.equal(code(await say(reviewer, goodReason)), undefined);
  const view = await asViewer(world, reviewer, (tx) => getSignal(tx, reviewer, firing.id));
  assert.ok(view && !isRefusal(view));
  assert.equal(view.isOpen, false);
  assert.equal(code(await say(other, goodReason)), 'answered-already');
  const [given] = view.answers;
  assert.ok(given?.snapshot);
  const snapshot = await asViewer(world, reviewer, (tx) => findSnapshot(tx, given.snapshot!));
  assert.ok(snapshot && !isRefusal(snapshot));
  const content = snapshot.content as { cited: unknown[]; why: string; page: unknown };
  assert.equal(content.cited.length, 2);
  assert.equal(content.why, firing.why);
  assert.deepEqual(content.page, { scrolled: 'to the end' });
  assert.deepEqual(snapshot.rules, [{ rule: 'repeat@1', effectiveFrom: view.detector?.effectiveFrom }]);
  const history = await asClerk(world, (tx) => historyForFinders(tx, { subject: person, asAt: tx.today }));
  const decision = history.entries.find((entry) => entry.type === 'decision-step');
  assert.deepEqual(decision?.actsOn, [firing.entry]);
  assert.equal(decision?.visibility, firing.visibility);
});

test('P-18 nobody answers what they have not seen: a question that changed is refused', async () => {
  const { person, firing } = await repeated();
  await postOne(world, { about: person, source: 'crime-report' });
  const late = await answer(world, reviewer, firing.id, 'dismiss');
  assert.ok(isRefusal(late) && late.code === 'signal-changed');
});

test('P-24 banter alone does not dismiss a signal', async () => {
  const { firing } = await repeated();
  const given = await asViewer(world, reviewer, (tx) =>
    answerSignal(tx, reviewer, {
      firing: firing.id,
      outcome: 'dismiss',
      factors: [{ factor: 'whole', cause: 'work-explains' }],
      reason: 'It was just banter, nothing more.',
    }),
  );
  assert.ok(isRefusal(given) && given.code === 'reason-not-enough');
});

test('SIG-01.4 P-22 silence climbs out of the unit, and the queue shows the latest first', async () => {
  const { person, firing } = await repeated();
  const start = world.clock.today();
  const mine = async (viewer: Viewer) => {
    const queue = await asViewer(world, viewer, (tx) => listQueue(tx, viewer));
    assert.ok(!isRefusal(queue));
    return queue.find((item) => item.subject === person)!;
  };
  assert.equal((await mine(head)).isMine, false);
  world.clock.setDay(addDays(start, 15));
  const late = await mine(head);
  assert.deepEqual([late.isOverdue, late.daysLate, late.climbed], [true, 1, 1]);
  assert.deepEqual(late.holders, [{ role: 'reviewer' }, { role: 'head-of-standards' }]);
  world.clock.setDay(addDays(start, 23));
  const outside = await mine(overseer);
  assert.equal(outside.holders.at(-1)?.role, 'overseer');
  const queue = await asViewer(world, overseer, (tx) => listQueue(tx, overseer));
  assert.ok(!isRefusal(queue));
  for (let index = 1; index < queue.length; index += 1) assert.ok(queue[index - 1]!.daysLate >= queue[index]!.daysLate);
  const given = await answer(world, overseer, firing.id, 'agree');
  assert.ok(!isRefusal(given), 'the overseer may answer now');
});

test('P-22 what was not reached is recorded as such, closes nothing, and goes to the next', async () => {
  const { person, firing } = await repeated();
  const given = await answer(world, reviewer, firing.id, 'not-reached');
  assert.ok(!isRefusal(given) && given.passedOn);
  const now = (await firingOf(person))!;
  assert.equal(now.duty, given.passedOn);
  const [duty] = (await asClerk(world, (tx) => listOpenDuties(tx))).filter((each) => each.about === person);
  assert.equal(duty?.id, given.passedOn);
  assert.equal(standingOf(duty!.ladder, world.clock.today()).current.role, 'head-of-standards');
  const [noted] = await asClerk(world, (tx) => listAnswers(tx, [firing.duty!]));
  assert.equal(noted?.outcome, 'not-reached');
  const view = await asViewer(world, head, (tx) => getSignal(tx, head, now.id));
  assert.ok(view && !isRefusal(view));
  assert.ok(view.measured.notReached >= 1);
  assert.equal(view.measured.asked, view.measured.agreed + view.measured.dismissed + view.measured.notReached);
});

test('P-21 a named human who is clear is asked; where nobody is, it goes outside at once', async () => {
  const person = await somebody();
  const tie = (one: string) =>
    asClerk(world, (tx) =>
      insertTies(tx, [{ person, counterpart: one, kind: 'friend', declared: false, source: 'hr' }]),
    );
  await tie(reviewer.person);
  const assigned = await asClerk(world, (tx) => assignReviewer(tx, person));
  assert.deepEqual(assigned, { reviewer: other.person, nobodyIsClear: false });
  await tie(other.person);
  await postOne(world, { about: person });
  await postOne(world, { about: person, source: 'internal-report' });
  const firing = (await firingOf(person))!;
  assert.equal(firing.detail.asked.reviewer, null);
  const seen = await asViewer(world, overseer, (tx) => listQueue(tx, overseer));
  assert.ok(!isRefusal(seen));
  assert.equal(seen.find((item) => item.subject === person)?.isMine, true);
  for (const tied of [reviewer, other]) {
    const queue = await asViewer(world, tied, (tx) => listQueue(tx, tied));
    assert.ok(!isRefusal(queue));
    assert.ok(queue.every((item) => item.subject !== person));
    assert.equal(await asViewer(world, tied, (tx) => getSignal(tx, tied, firing.id)), null);
    const refused = await answer(world, tied, firing.id, 'dismiss');
    assert.ok(isRefusal(refused) && refused.code === 'no-such-signal', 'the wall looks like an absence');
  }
});

test('P-21 the same work goes to the reviewer with the fewest open questions', async () => {
  const load = new Map<string, number>();
  const names: (string | null)[] = [];
  const person = await somebody();
  for (let index = 0; index < 6; index += 1)
    names.push((await asClerk(world, (tx) => assignReviewer(tx, person, load))).reviewer);
  assert.equal(names.filter((name) => name === reviewer.person).length, 3);
  assert.equal(names.filter((name) => name === other.person).length, 3);
});

test('P-21 a tie to one record of a person is a tie to the person, though records were joined since', async () => {
  const [one, two] = [await somebody(), await somebody()];
  const unit = await asClerk(world, async (tx) => (await insertSubjects(tx, [{ kind: 'unit', source: 'hr' }]))[0]!);
  await asClerk(world, (tx) =>
    insertPosts(tx, [
      { person: one, unit, validFrom: '2025-09-01', source: 'hr' },
      { person: other.person, unit, validFrom: '2025-09-01', source: 'hr' },
    ]),
  );
  await postOne(world, { about: two });
  await postOne(world, { about: two, source: 'internal-report' });
  const merge = { kind: 'merge', person: one, intoPerson: two, knownOn: world.clock.today() } as const;
  await asClerk(world, async (tx) => {
    await insertIdentityDecisions(tx, [{ ...merge, rationale: 'one person in this test', source: 'hr' }]);
    tx.touched.add(one).add(two);
  });
  const firing = (await firingOf(two))!;
  assert.ok(await asViewer(world, reviewer, (tx) => getSignal(tx, reviewer, firing.id)));
  assert.equal(await asViewer(world, other, (tx) => getSignal(tx, other, firing.id)), null);
});

test('records that are joined ask one question, under the person they are shown under; unjoined, two again', async () => {
  const [one, two] = [await somebody(), await somebody()];
  for (const about of [one, two]) {
    await postOne(world, { about });
    await postOne(world, { about, source: 'internal-report' });
  }
  const today = world.clock.today();
  const decide = (decision: { kind: 'merge' | 'unmerge'; undoes?: string }) =>
    asClerk(world, async (tx) => {
      const [id] = await insertIdentityDecisions(tx, [
        {
          ...decision,
          person: one,
          intoPerson: two,
          knownOn: today,
          rationale: 'one person in this test',
          source: 'hr',
        },
      ]);
      tx.touched.add(one).add(two);
      return id!;
    });
  const merge = await decide({ kind: 'merge' });
  assert.equal((await firingOf(two))?.cites.length, 4);
  assert.equal((await firingOf(one))?.diff, 'gone');
  await decide({ kind: 'unmerge', undoes: merge });
  assert.equal((await firingOf(two))?.cites.length, 2);
  assert.equal((await firingOf(one))?.diff, 'new');
});

test('SIG-01.5 open flags are shown to whoever stands before a step, and stay until a human answers', async () => {
  const { person, firing } = await repeated();
  const [officer] = await addPeople(world, ['Val Vetting']);
  const vetting = await appoint(world, officer!, 'vetting-officer');
  const shown = () => asViewer(world, vetting, (tx) => openSignalsAbout(tx, [person]));
  const open = await shown();
  assert.ok(!isRefusal(open));
  assert.equal(open[0]?.firing, firing.id);
  assert.ok(open[0]!.due > world.clock.today());
  const duties = (await asClerk(world, (tx) => listOpenDuties(tx))).filter((duty) => duty.about === person);
  assert.deepEqual(
    duties.map((duty) => duty.kind),
    ['signal:repeat'],
    'rooms below read the duty: its kind is the code',
  );
  await answer(world, reviewer, firing.id, 'agree');
  assert.deepEqual(await shown(), []);
});

test('the entry by which somebody was asked leads to the question as it stands now', async () => {
  const { person, entries, firing } = await repeated();
  await postOne(world, { about: person, source: 'crime-report' });
  const renewed = (await firingOf(person))!;
  const now = () => asViewer(world, reviewer, (tx) => firingOfEntry(tx, firing.entry));
  assert.equal(await now(), renewed.id);
  await eliminate(entries[0]!);
  await eliminate(entries[1]!);
  const gone = (await firingOf(person))!;
  assert.equal(gone.diff, 'gone');
  assert.equal(await now(), gone.id);
  const view = await asViewer(world, reviewer, (tx) => getSignal(tx, reviewer, gone.id));
  assert.ok(view && !isRefusal(view));
  assert.equal(view.mayAnswer, true, 'a question that was asked is owed an answer');
  assert.ok(!isRefusal(await answer(world, reviewer, gone.id, 'dismiss')));
});

test('entries posted at the same moment make one question, never two', async () => {
  const person = await somebody();
  await Promise.all(
    (['public-complaint', 'internal-report', 'crime-report', 'vetting', 'anonymous-report'] as const).map((source) =>
      postOne(world, { about: person, source }),
    ),
  );
  const standing = (await asClerk(world, (tx) => everyStandingFiring(tx))).filter((row) => row.subject === person);
  assert.equal(new Set(standing.map((row) => row.code)).size, standing.length);
  assert.equal(standing.find((row) => row.code === 'signal:repeat')?.cites.length, 5);
  const duties = (await asClerk(world, (tx) => listOpenDuties(tx))).filter((duty) => duty.about === person);
  assert.equal(duties.filter((duty) => duty.kind === 'signal:repeat').length, 1);
});

test('links ask nobody: a firing and an entry, no duty', async () => {
  const person = await somebody();
  await postOne(world, {
    about: person,
    source: 'other-force-record',
    features: ['no-receipt'],
    type: 'domestic-abuse',
  });
  const link = (await firingOf(person, 'link:other-force'))!;
  assert.equal(link.duty, null);
  assert.ok(JSON.stringify(link.detail).includes('absent'), 'the missing receipt is in the detail');
});

test('facts carry no identity and count questions, not firings', async () => {
  const [facts, firings] = await asClerk(
    world,
    async (tx) => [await signalFacts(tx), await everyStandingFiring(tx)] as const,
  );
  assert.ok(facts.length > 5 && facts.length < firings.length * 3);
  assert.ok(!/[0-9a-f]{8}-[0-9a-f]{4}-/.test(JSON.stringify(facts)));
  assert.ok(facts.some((fact) => fact.outcome === 'not-reached'));
  assert.ok(facts.every((fact) => (fact.outcome === null) === (fact.daysToAnswer === null)));
});
