/** Who is accountable: one at every moment, offers that change nothing, walls before access, races between two windows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CaseWorld, caseWorld, theirWords } from '../../../tests/case-world.ts';
import type { Someone } from '../../../tests/staff-world.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { query, sql } from '../../platform/transaction.ts';
import { findAssignment } from '../access/index.ts';
import { readCase } from './actions/case-file.ts';
import { answerOffer, offerCase, takeCase } from './actions/own-case.ts';
import { ownerOf } from './rules/owner.ts';

let world: CaseWorld;
before(async () => {
  world = await caseWorld();
});
after(() => world.close());

const file = async (id: string) => (await world.must(world.head, (tx) => readCase(tx, id)))!;
const offer = (from: Someone, id: string, to: Someone, reasons = 'They know the place and have room for it') =>
  world.act(from, (tx, viewer) => offerCase(tx, viewer, { case: id, number: to.number, reasons }));
const answer = (who: Someone, id: string, is: 'accept' | 'send-back', reasons = '') =>
  world.act(who, (tx, viewer) => answerOffer(tx, viewer, { case: id, answer: is, reasons, hasRead: true }));
const purpose = async (who: Someone, subject: string) =>
  (await world.must(who, (tx) => findAssignment(tx, who.id, [subject])))?.purpose ?? null;

test('CASE-01.2 CASE-16.3 an owner is owed within 24 hours, and a transfer takes effect only when the receiver accepts', async () => {
  const opened = await world.open(world.handler, { owner: 'later' });
  let now = await file(opened.id);
  assert.equal(now.ownership.person, world.handler.id, 'held by whoever opened it until somebody is named');
  assert.equal(now.ownership.isNamed, false);
  const owed = now.owed.find((row) => row.code === 'name-owner')!;
  assert.equal(owed.due, '2026-03-07');
  assert.match((await world.browser('Hal Stead').get('/')).text, /One accountable owner/);

  assert.deepEqual(await offer(world.handler, opened.id, world.third), { kind: 'done' });
  now = await file(opened.id);
  assert.equal(now.ownership.person, world.handler.id, 'an offer changes nothing');
  assert.equal(await purpose(world.third, world.officer.id), null, 'and gives nothing to read');

  assert.ok(isRefusal(await answer(world.third, opened.id, 'send-back')), 'a send-back needs its reason');
  await answer(world.third, opened.id, 'send-back', 'I am away from tomorrow for three weeks');
  now = await file(opened.id);
  assert.equal(now.ownership.person, world.handler.id);
  assert.deepEqual(
    now.ownership.sentBack.map((line) => line.reasons),
    ['I am away from tomorrow for three weeks'],
  );

  await offer(world.handler, opened.id, world.third);
  assert.deepEqual(await answer(world.third, opened.id, 'accept'), { kind: 'done' });
  now = await file(opened.id);
  assert.equal(now.ownership.person, world.third.id);
  assert.equal(now.ownership.sentBack.length, 1, 'the send-back stays counted');
  assert.match((await purpose(world.third, world.officer.id)) ?? '', /^Case C-/);
  assert.equal(now.state.clocks.find((clock) => clock.code === 'name-owner')?.state, 'done');
});

test('CASE-01.6 at the second change of owner somebody is asked why, and the account goes with it', async () => {
  const opened = await world.open(world.handler);
  await offer(world.handler, opened.id, world.second);
  const page = await world.browser('Sefa Lund').get(`/cases/${opened.id}/owner`);
  for (const words of ['you people never learn', 'he would not say']) assert.match(page.text, new RegExp(words));
  const unread = await world.act(world.second, (tx, viewer) =>
    answerOffer(tx, viewer, { case: opened.id, answer: 'accept', reasons: '', hasRead: false }),
  );
  assert.ok(isRefusal(unread) && /nobody asks them to say it again/.test(unread.words));
  await answer(world.second, opened.id, 'accept');
  assert.equal((await file(opened.id)).owed.filter((row) => row.code === 'owner-changed-again').length, 0);
  await offer(world.second, opened.id, world.third);
  await answer(world.third, opened.id, 'accept');
  const now = await file(opened.id);
  assert.equal(now.ownership.changes, 2);
  assert.equal(now.owed.filter((row) => row.code === 'owner-changed-again').length, 1);
  assert.match((await world.browser('Hal Stead').get('/')).text, /Ask why a case has changed hands twice/);
  const offers = now.lines.filter((line) => line.kind === 'offered');
  assert.ok(offers.every((line) => line.account?.allegations.length === 1));
  assert.equal(now.allegations[0]!.words, theirWords, 'what was told is what the third owner reads');
});

test('the owner gets a purpose from the case and loses it when somebody else accepts', async () => {
  const opened = await world.open(world.handler);
  const subject = await world.clerk((tx) =>
    query(
      tx,
      sql<{ n: number }>`select count(*)::int as n from cases.task where case_id = ${opened.id} and ends is null`,
    ),
  );
  assert.equal(subject[0]!.n, 2, 'the case and the record of the officer');
  await offer(world.handler, opened.id, world.second);
  await answer(world.second, opened.id, 'accept');
  const left = await world.clerk((tx) =>
    query(
      tx,
      sql<{
        person: string;
      }>`select distinct a.person from access.assignment a where a.purpose = ${`Case ${opened.reference}`} and a.ends is null
        and not exists (select 1 from access.assignment e where e.ends = a.id)`,
    ),
  );
  assert.deepEqual(
    left.map((row) => row.person),
    [world.second.id],
  );
});

test('CASE-07.1 a tie, a shared unit or the line blocks an owner before access is given, and the attempt is kept', async () => {
  const unit = await world.unit('The same team');
  const officer = await world.person('Una Team', { unit });
  const mate = await world.person('Mo Mate', { roles: ['investigator'], unit });
  const boss = await world.person('Bo Boss', { roles: ['investigator'] });
  const under = await world.person('Una Under', { under: boss });
  for (const [who, subject] of [
    [world.friend, world.officer],
    [mate, officer],
    [boss, under],
  ] as const) {
    const opened = await world.open(world.handler, { subjects: [{ who: 'number', number: subject.number }] });
    const offered = await offer(world.handler, opened.id, who);
    assert.ok(!isRefusal(offered) && offered.kind === 'blocked', `${who.number} is offered it`);
    const taken = await world.act(who, (tx, viewer) => takeCase(tx, viewer, opened.id));
    assert.ok(isRefusal(taken), 'and finds nothing to take');
    const [kept] = await world.clerk((tx) =>
      query(
        tx,
        sql<{
          detail: { person: string };
        }>`select detail from access.read_log where event = 'ASSIGNMENT_BLOCKED' and subject = ${opened.id}`,
      ),
    );
    assert.equal(kept?.detail.person, who.id);
    const given = await world.clerk((tx) =>
      query(tx, sql<{ n: number }>`select count(*)::int as n from access.assignment where person = ${who.id}`),
    );
    assert.equal(given[0]!.n, 0);
  }
});

test('the database itself gives no task in a case to somebody tied to anybody in it', async () => {
  const opened = await world.open(world.handler);
  await assert.rejects(
    world.must(world.head, (tx) =>
      tx.client.query(
        `insert into access.assignment (id, person, subject, purpose, valid_from, recorded_at, recorded_by, salt)
         values (gen_random_uuid(), $1, $2, 'by hand', $3, $4, $5, '\\x00')`,
        [world.friend.id, opened.id, tx.today, tx.at.toISOString(), world.head.id],
      ),
    ),
    /row-level security/,
  );
});

test('two windows: an offer accepted twice is accepted once, and the database says so without the lock', async () => {
  const opened = await world.open(world.handler);
  await offer(world.handler, opened.id, world.second);
  const both = await Promise.all([
    answer(world.second, opened.id, 'accept'),
    answer(world.second, opened.id, 'accept'),
  ]);
  assert.equal(both.filter((each) => !isRefusal(each)).length, 1);
  assert.equal((await file(opened.id)).ownership.changes, 1);
  const given = (await file(opened.id)).lines.find((line) => line.kind === 'accepted')!;
  await assert.rejects(
    world.must(world.head, (tx) =>
      tx.client.query(
        `insert into cases.ownership (id, case_id, kind, person, offer, on_day, ordinal, recorded_at, recorded_by, salt)
         values (gen_random_uuid(), $1, 'accepted', $2, $3, $4, 1, $5, $6, '\\x00')`,
        [opened.id, world.head.id, given.offer, tx.today, tx.at.toISOString(), world.head.id],
      ),
    ),
    /ownership_one_answer/,
  );
});

test('at every moment of every order of events there is one owner', () => {
  const line = (
    id: string,
    kind: 'holds' | 'named' | 'offered' | 'accepted' | 'sent-back',
    person: string,
    offer: string | null = null,
  ) => ({
    id,
    kind,
    person,
    role: null,
    offer,
    on_day: '2026-03-06',
    recorded_at: new Date('2026-03-06T09:00:00Z'),
  });
  const lines = [
    line('1', 'holds', 'a'),
    line('2', 'offered', 'b'),
    line('3', 'sent-back', 'b', '2'),
    line('4', 'named', 'a'),
    line('5', 'offered', 'c'),
    line('6', 'accepted', 'c', '5'),
  ];
  const owners = lines.map((_, index) => ownerOf(lines.slice(0, index + 1)).person);
  assert.deepEqual(owners, ['a', 'a', 'a', 'a', 'a', 'c']);
  assert.throws(() => ownerOf([]), RangeError);
});
