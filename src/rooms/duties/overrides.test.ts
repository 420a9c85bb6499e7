/**
 * Being let through a wall: asked, answered by somebody outside both chains, read under, and over by itself. Every promise is
 * tried at the browser and, where it is the last wall, at the database.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { inTransaction, query, sql, type Tx } from '../../platform/transaction.ts';
import { insertCovertReader, insertOverride, listOverrides } from '../access/index.ts';
import { insertIdentityDecisions, insertTies } from '../people/index.ts';
import { type NewEntry, post } from '../record/index.ts';
import { listOpenDuties } from './index.ts';

const list = '5f0c2b1e-8a54-4d0e-9a3b-2f5f4f5d9a10';
const none = '00000000-0000-4000-8000-000000000000';
const untilDay = { 'until-day': '20', 'until-month': '3', 'until-year': '2026' };

let world: StaffWorld;
let subject: Someone;
let asker: Someone;
let head: Someone;
let overseer: Someone;
let friend: Someone;
let matter: string;
let other: string;

const matterOf = (person: string, knownOn: string, more: Partial<NewEntry> = {}): NewEntry => ({
  kind: 'matter',
  source: 'crime-report',
  type: 'violence',
  step: 'raise',
  knownOn,
  happenedFrom: knownOn,
  basis: 'account',
  finding: 'open',
  parties: [{ role: 'subject', subject: person }],
  summary: 'Said to have struck somebody outside a club.',
  ...more,
});

before(async () => {
  world = await staffWorld();
  subject = await world.person('Robin Clay');
  asker = await world.person('Asha Bell', { roles: ['assessor'] });
  head = await world.person('Tess Wray', { roles: ['head-of-standards'] });
  overseer = await world.person('Ola Finch', { roles: ['overseer'] });
  friend = await world.person('Bo Irwin', { roles: ['assessor'] });
  await world.clerk((tx) =>
    insertTies(tx, [
      { person: asker.id, counterpart: subject.id, kind: 'friend', declared: true, source: 'declaration' },
      // The head of standards is stopped by the same wall; the other assessor is tied to whoever asks.
      { person: head.id, counterpart: subject.id, kind: 'family', declared: true, source: 'declaration' },
      { person: friend.id, counterpart: asker.id, kind: 'friend', declared: true, source: 'declaration' },
    ]),
  );
  matter = await world.clerk((tx) => post(tx, matterOf(subject.id, '2026-01-10')));
  other = await world.clerk((tx) => post(tx, matterOf(subject.id, '2026-02-10', { type: 'incivility' })));
  await world.clerk((tx) => insertCovertReader(tx, { list, person: asker.id, validFrom: '2026-01-01' }));
  await world.clerk((tx) =>
    post(
      tx,
      matterOf(subject.id, '2026-02-20', {
        visibility: 'covert',
        covertList: list,
        summary: 'COVERT-CANARY held apart',
      }),
    ),
  );
});
after(() => world.close());

const ask = (number: string, more: Readonly<Record<string, string>> = {}) =>
  world.browser('Asha Bell').post('/overrides', {
    act: 'ask',
    number,
    reach: 'record',
    purpose: 'handing',
    reason: 'I assessed this before the tie was known and must hand it over.',
    ...untilDay,
    ...more,
  });
const asked = async () =>
  (await world.clerk((tx) => listOpenDuties(tx))).filter((duty) => duty.kind === 'wall:override');
const answer = (name: string, duty: string, more: Readonly<Record<string, string>> = {}) =>
  world.browser(name).post(`/overrides/answer/${duty}`, {
    answer: 'record',
    reason: 'I read the handover and the work cannot be done without it.',
    ...untilDay,
    ...more,
  });
const seenBy = (someone: Someone) =>
  world.as(someone, async (tx) =>
    (await query(tx, sql<{ id: string }>`select id from record.entry`)).map((row) => row.id),
  );

test('P-21 asking: a form is no way to find out who is there, and says what is missing', async () => {
  for (const number of [overseer.number, '999999', asker.number]) {
    const sent = await ask(number);
    assert.equal(sent.status, 422);
    assert.match(sent.text, /No wall keeps you from anybody with this number/, number);
  }
  const alerts = await world.clerk(async (tx) =>
    (await listOpenDuties(tx)).filter((duty) => duty.kind === 'alert:self-look-up' && duty.about === asker.id),
  );
  assert.equal(alerts.length, 2, 'asking for one’s own record is told to two people in different chains');
  assert.match((await ask(subject.number, { reason: 'need it' })).text, /Say why in a sentence/);
  assert.match((await ask(subject.number, { 'until-month': '4', 'until-day': '4' })).text, /28 days at most/);
  assert.match((await ask(subject.number, { 'until-month': '2' })).text, /has passed/);
  assert.match((await ask(subject.number, { purpose: 'curious' })).text, /Say what you need it for/);
  assert.equal((await asked()).length, 0, 'nothing was asked of anybody');
});

test('P-20 P-21 whom the wall also stops, and whoever asks, cannot open it; somebody outside both chains is chosen', async () => {
  assert.equal((await ask(subject.number)).to, '/overrides?done=asked');
  const [duty] = await asked();
  assert.deepEqual(
    duty!.ladder.map((rung) => rung.person),
    [overseer.id],
    'the tied head of standards is passed over',
  );
  assert.match((await ask(subject.number)).text, /asked for this already/);
  assert.match((await world.browser('Asha Bell').get('/overrides')).text, /waiting/);
  assert.match(
    (await world.browser('Asha Bell').get(`/overrides/answer/${duty!.id}`)).text,
    /Waiting for a second person/,
  );
  for (const name of ['Tess Wray', 'Bo Irwin', 'Robin Clay'])
    assert.equal((await world.browser(name).get(`/overrides/answer/${duty!.id}`)).status, 404, name);
  // The one who asks owes no answer: the form refuses, and so does the database.
  assert.equal((await answer('Asha Bell', duty!.id)).status, 422);
  for (const someone of [asker, head, friend])
    await assert.rejects(
      world.as(someone, (tx) =>
        insertOverride(tx, {
          person: asker.id,
          subject: subject.id,
          purpose: 'risk',
          reason: 'I say so and nobody else was asked.',
          validFrom: tx.today,
          validTo: tx.today,
        }),
      ),
      /row-level security|violates check/,
    );
  assert.equal((await world.browser('Asha Bell').get(`/people/${subject.id}`)).status, 404);
});

test('P-21 an override opens reading and no more, every read is written down under it, and covert stays as if not there', async () => {
  const [duty] = await asked();
  const page = await world.browser('Ola Finch').get(`/overrides/answer/${duty!.id}`);
  assert.match(page.text, /Shall they be let through/);
  assert.match((await answer('Ola Finch', duty!.id, { answer: '' })).text, /Say whether/);
  assert.match((await answer('Ola Finch', duty!.id, { 'until-day': '21' })).text, /Not for longer/);
  assert.equal((await answer('Ola Finch', duty!.id)).to, `/overrides/answer/${duty!.id}`);
  const reader = world.browser('Asha Bell');
  const timeline = await reader.get(`/people/${subject.id}`);
  assert.equal(timeline.status, 200);
  assert.match(timeline.text, /struck somebody outside a club/);
  assert.match(timeline.text, /let through a wall, to read, until Friday 20 March 2026/);
  assert.doesNotMatch(timeline.text, /Add an entry/);
  assert.doesNotMatch(timeline.text, /COVERT-CANARY/, 'the wall around a covert matter stays, on its list or not');
  assert.equal((await reader.get(`/people/${subject.id}/entries/${matter}`)).status, 200);
  // Deciding is not reading.
  for (const path of [
    `/people/${subject.id}/entries/${matter}/finding`,
    `/people/${subject.id}/identity`,
    `/people/${subject.id}/entries/new`,
  ]) {
    assert.equal((await reader.get(path)).status, 403, path);
    assert.equal(
      (await reader.post(path, { finding: 'upheld', reason: 'It is plain to see what happened.' })).status,
      403,
      path,
    );
  }
  assert.equal(
    (await reader.post(`/people/${subject.id}/reason`, { reason: 'other', words: 'I want to go on reading it' }))
      .status,
    403,
  );
  const reads = await world.clerk((tx) =>
    query(
      tx,
      sql<{
        purpose: string;
        n: number;
      }>`select purpose, count(*)::int as n from access.read_log where actor = ${asker.id} and subject = ${subject.id} and outcome = 'shown' group by 1`,
    ),
  );
  assert.equal(reads.length, 1);
  assert.match(reads[0]!.purpose, /^Override until 2026-03-20: I assessed this before/);
  const looked = await world
    .browser('Ola Finch')
    .post(`/people/${subject.id}/reason`, { reason: 'supervision', words: 'I look at who read it this week' });
  assert.equal(looked.status, 303);
  const who = (await world.browser('Ola Finch').get(`/people/${subject.id}/reads`)).text;
  assert.match(who, /Let through the wall around this record[\s\S]*Asha Bell[\s\S]*Ola Finch[\s\S]*Open until/);
  const week = (await world.browser('Ola Finch').get('/digest')).text;
  assert.match(week, /Overrides given<[\s\S]*?>1</);
  assert.match(week, /Asha Bell/);
  const walled = (await world.browser('Tess Wray').get('/digest')).text;
  assert.match(walled, /Overrides given<[\s\S]*?>1</, 'a walled watcher sees the count');
  assert.doesNotMatch(walled, /Robin Clay/, 'and no name');
});

test('P-21 an override never opens one’s own record, under whichever number', async () => {
  const twin = await world.person('Asha Twin');
  await world.clerk((tx) =>
    insertTies(tx, [{ person: asker.id, counterpart: twin.id, kind: 'friend', declared: true, source: 'declaration' }]),
  );
  const own = await world.clerk((tx) => post(tx, matterOf(twin.id, '2026-02-01', { summary: 'OWN-CANARY' })));
  await world.clerk((tx) =>
    insertOverride(tx, {
      person: asker.id,
      subject: twin.id,
      purpose: 'risk',
      reason: 'Let through while they were two people',
      validFrom: tx.today,
      validTo: '2026-03-20',
      decidedBy: overseer.id,
    }),
  );
  assert.ok((await seenBy(asker)).includes(own));
  await world.clerk((tx) =>
    insertIdentityDecisions(tx, [
      {
        kind: 'merge',
        person: twin.id,
        intoPerson: asker.id,
        knownOn: tx.today,
        rationale: 'The same warrant number on two files',
        source: 'test',
      },
    ]),
  );
  assert.ok(!(await seenBy(asker)).includes(own), 'found to be the same person, it shuts');
  assert.equal((await world.browser('Asha Bell').get(`/people/${twin.id}`)).status, 404);
});

test('P-21 one matter: the rest of the record stays shut, and so does a matter that somebody else’s wall covers', async () => {
  const [standing] = await world.as(overseer, (tx) =>
    listOverrides(tx).then((all) => all.filter((each) => each.subject === subject.id)),
  );
  const ended = await world.browser('Ola Finch').post('/overrides', {
    act: 'end',
    override: standing!.id,
    'end-reason': 'The handover is done and nothing more is needed.',
  });
  assert.equal(ended.to, '/overrides?done=ended', ended.text);
  assert.equal(
    (await world.browser('Asha Bell').get(`/people/${subject.id}`)).status,
    404,
    'ended early, it shuts at once',
  );
  assert.equal((await ask(subject.number, { reach: 'matter', matter: '' })).status, 422);
  assert.equal(
    (await ask(subject.number, { reach: 'matter', matter: 'The one outside the club in January' })).to,
    '/overrides?done=asked',
  );
  const [duty] = await asked();
  assert.match((await answer('Ola Finch', duty!.id)).text, /asked for one matter only/);
  assert.match((await answer('Ola Finch', duty!.id, { answer: 'matter', entry: none })).text, /Choose the matter/);
  assert.equal(
    (await answer('Ola Finch', duty!.id, { answer: 'matter', entry: matter })).to,
    `/overrides/answer/${duty!.id}`,
  );
  const reader = world.browser('Asha Bell');
  assert.equal((await reader.get(`/people/${subject.id}/entries/${matter}`)).status, 200);
  for (const path of [`/people/${subject.id}`, `/people/${subject.id}/entries/${other}`])
    assert.equal((await reader.get(path)).status, 404, path);
  const seen = await seenBy(asker);
  assert.ok(seen.includes(matter) && !seen.includes(other));
});

test('P-21 an override ends by itself: the day after, it is the ordinary page that is not there', async () => {
  const reader = world.browser('Asha Bell');
  const nowhere = await reader.get(`/people/${none}`);
  world.ground.clock.setDay('2026-03-20');
  assert.equal((await reader.get(`/people/${subject.id}/entries/${matter}`)).status, 200, 'the last day still counts');
  world.ground.clock.setDay('2026-03-21');
  const after = await reader.get(`/people/${subject.id}/entries/${matter}`);
  assert.equal(after.status, 404);
  const plain = (text: string) => text.replace(/[A-Za-z0-9_-]{40,}/g, '');
  assert.equal(plain(after.text), plain(nowhere.text), 'byte for byte what an unknown address gives');
  assert.ok(!(await seenBy(asker)).includes(matter));
  world.ground.clock.setDay('2026-03-06');
});

test('control: without the wall’s own rule the database would let a walled person through themselves', async () => {
  const open = (tx: Tx) =>
    insertOverride(tx, {
      person: asker.id,
      subject: subject.id,
      purpose: 'risk',
      reason: 'Nobody stands in my way here.',
      validFrom: tx.today,
      validTo: tx.today,
      decidedBy: friend.id,
    });
  // The clerks' login has no such rule, and the row is taken: what stops staff is the policy and not chance.
  const byClerk = await inTransaction(world.ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    await open(tx);
    return { refused: true as const, code: 'control', words: 'rolled back' };
  });
  assert.equal((byClerk as { code: string }).code, 'control');
  await assert.rejects(world.as(friend, open), /row-level security/);
});
