/**
 * A force of ten people, in one team under one line: everybody is tied to everybody. Each flow that takes two people, or
 * somebody outside the chain, is walked to its end, or to the person outside who must act next; none may end nowhere.
 *
 * The cheapest way to a hollow pass would be a force whose people are not tied, or a flow that is refused and called done: so
 * the ties are counted first, every flow ends in what it was for, and a control takes the outside away.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fit } from '../src/main.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import { inTransaction, type Tx } from '../src/platform/transaction.ts';
import { grantRole, insertGrant } from '../src/rooms/access/index.ts';
import { handOverMovers, listOpenDuties } from '../src/rooms/duties/index.ts';
import { unreachableDuties } from '../src/rooms/duties/store/outside.ts';
import { answerLive, proposeLive } from '../src/rooms/patterns/actions/propose-live.ts';
import { sweep } from '../src/rooms/patterns/index.ts';
import { changeLine, checkConflict, insertIdentifiers } from '../src/rooms/people/index.ts';
import { historyForFinders, mergeRecords, type NewEntry, post } from '../src/rooms/record/index.ts';
import { type Someone, type StaffWorld, staffWorld } from './staff-world.ts';

let world: StaffWorld;
const ten: Someone[] = [];
let head: Someone;
let other: Someone;
let inside: Someone;
let subject: Someone;
let colleague: Someone;
/** From outside: an assessor lent by another force, an independent investigator, the overseer, the local policing body. */
let lent: Someone;
let investigator: Someone;
let overseer: Someone;

const names = [
  'Chief Small',
  'Head Small',
  'Sergeant Small',
  'Second Sergeant',
  'Inside Assessor',
  'Vetting Small',
  'Reviewer Small',
  'Subject Small',
  'Colleague Small',
  'Admin Small',
];
const rolesOf: Readonly<Record<string, readonly string[]>> = {
  'Chief Small': ['commander'],
  'Head Small': ['head-of-standards'],
  'Sergeant Small': ['supervisor'],
  'Second Sergeant': ['supervisor'],
  'Inside Assessor': ['assessor'],
  'Vetting Small': ['vetting-officer'],
  'Reviewer Small': ['reviewer'],
  'Admin Small': ['administrator'],
};

before(async () => {
  world = await staffWorld();
  fit(world.ground);
  const team = await world.unit('The whole service');
  for (const name of names) {
    const above = name === 'Chief Small' ? undefined : /Subject|Colleague/.test(name) ? ten[2] : ten[0];
    ten.push(await world.person(name, { roles: rolesOf[name] ?? [], unit: team, ...(above ? { under: above } : {}) }));
  }
  const who = (name: string) => ten[names.indexOf(name)]!;
  head = who('Head Small');
  other = who('Second Sergeant');
  inside = who('Inside Assessor');
  subject = who('Subject Small');
  colleague = who('Colleague Small');
  lent = await world.person('Lent Assessor', { roles: ['assessor'] });
  investigator = await world.person('Outside Investigator', { roles: ['independent-investigator'] });
  overseer = await world.person('Over Seer', { roles: ['overseer'] });
  await world.person('Policing Body', { roles: ['local-policing-body'] });
  await world.assign(lent, subject);
});
after(() => world.close());

const matterOf = (more: Partial<NewEntry> = {}): NewEntry => ({
  kind: 'matter',
  source: 'crime-report',
  type: 'violence',
  step: 'raise',
  knownOn: '2026-01-10',
  happenedFrom: '2026-01-09',
  basis: 'account',
  finding: 'open',
  parties: [{ role: 'subject', subject: subject.id }],
  summary: 'Said to have struck somebody outside a club.',
  ...more,
});
const postMatter = (more: Partial<NewEntry> = {}) => world.clerk((tx) => post(tx, matterOf(more)));
const dutiesOf = (kind: string) =>
  world.clerk(async (tx) => (await listOpenDuties(tx)).filter((duty) => duty.kind === kind));
const findingOf = (entry: string) =>
  world.clerk(
    async (tx) =>
      (await historyForFinders(tx, { subject: subject.id, asAt: tx.today })).entries.find((each) => each.id === entry)
        ?.finding,
  );
const outcome = () => ({
  number: subject.number,
  class: 'discrimination-race',
  said: '',
  precision: 'day',
  'happened-day': '2',
  'happened-month': '3',
  'happened-year': '2026',
  'known-day': '3',
  'known-month': '3',
  'known-year': '2026',
  outcome: 'words-of-advice',
  reason: 'Said it once to a colleague, admitted it at once, and has said sorry in writing.',
  action: 'Agreed to speak with the group about it; I listen each week.',
  'followUp-day': '3',
  'followUp-month': '4',
  'followUp-year': '2026',
  tell: 'now',
});
const reason = 'I read the whole file and the footage, and decide so on both.';

test('everybody in the force is tied to everybody: nobody inside may decide about anybody', async () => {
  let pairs = 0;
  for (const one of ten)
    for (const two of ten)
      if (one !== two) pairs += (await world.clerk((tx) => checkConflict(tx, one.id, [two.id]))).length;
  assert.equal(pairs, 90);
});

test('eliminations: the overseer is asked, passes it on, and the local policing body names who decides', async (t) => {
  const entry = await postMatter();
  const at = `/people/${subject.id}/entries/${entry}`;
  const put = {
    evidence: 'Club footage shows another man, who has been charged.',
    reason: 'He was across the city that night.',
  };
  assert.equal(
    (await world.browser('Inside Assessor').post(`${at}/elimination`, put)).status,
    404,
    'inside, it is not there',
  );
  assert.equal((await world.browser('Lent Assessor').post(`${at}/elimination`, put)).to, `${at}?done=proposed`);
  const [first] = await dutiesOf('review:second-reviewer');
  assert.equal(first!.ladder[0]!.person, overseer.id);
  // The overseer cannot: everybody else here is tied, so the question goes outside.
  assert.equal((await world.browser('Over Seer').post(`/agreements/${first!.id}`, { answer: 'pass' })).to, '/');
  assert.equal(
    (await world.browser('Over Seer').post(`/agreements/${first!.id}`, { answer: 'agree', reason })).status,
    422,
    'passed on is passed on',
  );
  const [asks] = await dutiesOf('outside:name-somebody');
  const body = world.browser('Policing Body');
  assert.match((await body.get('/')).text, new RegExp(`/outside/${asks!.id}`));
  const page = await body.get(`/outside/${asks!.id}`);
  assert.match(page.text, /independent investigator or an assessor from another force/);
  assert.doesNotMatch(page.text, /Subject Small/, 'whoever names reads nothing of it');
  const name = (number: string) =>
    body.post(`/outside/${asks!.id}`, { number, reason: 'They come from another force and know nobody here.' });
  for (const wrong of [inside, colleague, lent]) assert.match((await name(wrong.number)).text, /may not decide it/);
  assert.equal((await name(investigator.number)).to, '/');
  const [given] = await dutiesOf('review:second-reviewer');
  assert.equal(given!.ladder[0]!.person, investigator.id);
  const agreed = await world
    .browser('Outside Investigator')
    .post(`/agreements/${given!.id}`, { answer: 'agree', reason });
  assert.equal(agreed.to, `/agreements/${given!.id}`, agreed.text);
  assert.equal(await findingOf(entry), 'eliminated');
  t.diagnostic('eliminations: complete, by the independent investigator whom the local policing body named');
});

test('tray placements: the overseer agrees to whom a serious allegation is about', async (t) => {
  const entry = await postMatter({ parties: [], unknown: [{ role: 'subject', given: 'Subject', family: 'Small' }] });
  const lender = world.browser('Lent Assessor');
  const item = /\/tray\/([0-9a-f-]{36})/.exec((await lender.get('/tray')).text)?.[1] ?? '';
  const sent = await lender.post(`/tray/${item}`, {
    person: 'number',
    number: subject.number,
    reason: 'Their number stands in the custody log.',
  });
  assert.equal(sent.to, `/tray/${item}?done=proposed`, sent.text);
  const [duty] = await dutiesOf('review:second-reviewer');
  await world.browser('Over Seer').post(`/agreements/${duty!.id}`, { answer: 'agree', reason });
  assert.equal(await findingOf(entry), 'open');
  t.diagnostic('tray placements: complete, by the overseer');
});

test('merges: inside nobody may, and the words say who outside; an outside pair does', async (t) => {
  const twin = await world.person('Subject Twin', { unit: await world.unit('Another office') });
  const merge = (by: Someone, second: Someone) =>
    inTransaction(world.ground, 'staff', { actor: by.id, face: 'staff' }, (tx) =>
      mergeRecords(tx, {
        person: twin.id,
        into: subject.id,
        rationale: 'The same warrant number on two files',
        secondPerson: second.id,
      }),
    );
  const wrong = await merge(lent, head);
  assert.ok(isRefusal(wrong));
  assert.match(wrong.words, /from another force/);
  assert.equal(typeof (await merge(lent, investigator)), 'string');
  t.diagnostic('merges: complete, by the lent assessor with the independent investigator');
});

test('a live sweep: put forward by the head of standards, confirmed by the overseer', async (t) => {
  await sweep(world.ground, { asAt: world.ground.clock.today(), stage: 'shadow' });
  const assessment = {
    dpia: 'DPIA 7',
    equality: 'EqIA 3',
    legalBasis: 'DPA 2018 s.35',
    publishedRecord: 'register 12',
  };
  const boss = await world.viewer(head);
  const duty = await world.as(head, (tx) => proposeLive(tx, boss, { assessment, capacityHours: 40 }));
  assert.equal(typeof duty, 'string');
  const swept = await answerLive(world.ground, await world.viewer(overseer), {
    duty: duty as string,
    confirms: true,
    reason,
  });
  assert.ok(swept && !isRefusal(swept));
  t.diagnostic('live sweep: complete, by the overseer');
});

test('overrides: a walled assessor is let through by the overseer, and by somebody named where the overseer cannot', async (t) => {
  const ask = (number: string) =>
    world.browser('Inside Assessor').post('/overrides', {
      act: 'ask',
      number,
      reach: 'record',
      purpose: 'nobody',
      reason: 'I hold the file and nobody else here can hand it over.',
      'until-day': '20',
      'until-month': '3',
      'until-year': '2026',
    });
  const answer = (name: string, duty: string, given: string) =>
    world.browser(name).post(`/overrides/answer/${duty}`, {
      answer: given,
      reason,
      'until-day': '20',
      'until-month': '3',
      'until-year': '2026',
    });
  assert.equal((await ask(subject.number)).to, '/overrides?done=asked');
  const [first] = await dutiesOf('wall:override');
  assert.equal(first!.ladder[0]!.person, overseer.id, 'past the head of standards, who is tied');
  assert.equal((await answer('Over Seer', first!.id, 'record')).to, `/overrides/answer/${first!.id}`);
  assert.equal((await world.browser('Inside Assessor').get(`/people/${subject.id}`)).status, 200);
  assert.equal((await ask(colleague.number)).to, '/overrides?done=asked');
  const [second] = await dutiesOf('wall:override');
  assert.equal((await answer('Over Seer', second!.id, 'pass')).to, '/');
  const [third] = await dutiesOf('wall:override');
  assert.equal(third!.ladder[0]!.person, investigator.id);
  assert.equal((await answer('Outside Investigator', third!.id, 'record')).to, `/overrides/answer/${third!.id}`);
  assert.equal((await world.browser('Inside Assessor').get(`/people/${colleague.id}`)).status, 200);
  t.diagnostic('overrides: complete, by the overseer and by the independent investigator');
});

test('low-level outcomes: logged in the line, and how grave it is goes past everybody tied to somebody outside', async (t) => {
  const logged = await world.browser('Sergeant Small').post('/outcomes/new', outcome());
  assert.equal(logged.to, '/outcomes/new?done=logged', logged.text.slice(0, 3000));
  const [severity] = await dutiesOf('review:severity');
  assert.equal(severity!.ladder[0]!.role, 'assessor');
  assert.match((await world.browser('Lent Assessor').get('/')).text, /Review how grave/);
  assert.doesNotMatch((await world.browser('Inside Assessor').get('/')).text, /Review how grave/);
  const done = await world
    .browser('Lent Assessor')
    .post(`/duties/${severity!.id}/answer`, { outcome: 'graver', reason });
  assert.equal(done.to, `/duties/${severity!.id}`, done.text);
  t.diagnostic('low-level outcomes: complete, the severity by the lent assessor');
});

test('handover: a move by the personnel feed is accepted by the new supervisor', async (t) => {
  assert.ok(world.ground.beforeCommit.includes(handOverMovers));
  await world.clerk((tx) => changeLine(tx, { person: subject.id, supervisor: other.id, from: tx.today, source: 'hr' }));
  const [duty] = await dutiesOf('clock:handover-accept');
  assert.equal(duty!.ladder[0]!.person, other.id);
  const accepted = await world.browser('Second Sergeant').post(`/handover/${duty!.id}`, {
    words: 'I will follow up what was agreed and watch for more.',
    'review-day': '5',
    'review-month': '6',
    'review-year': '2026',
  });
  assert.equal(accepted.to, `/handover/${duty!.id}`, accepted.text);
  t.diagnostic('handover: complete, in the line');
});

test('signals: every reviewer is tied, so the question is asked of somebody who is not', async (t) => {
  for (const [knownOn, source] of [
    ['2025-10-01', 'public-complaint'],
    ['2025-12-01', 'internal-report'],
    ['2026-02-01', 'crime-report'],
  ] as const)
    await postMatter({ parties: [{ role: 'subject', subject: colleague.id }], knownOn, happenedFrom: knownOn, source });
  const raised = (await world.clerk((tx) => listOpenDuties(tx))).filter(
    (duty) => duty.kind.startsWith('signal:') && duty.about === colleague.id,
  );
  assert.ok(raised.length > 0);
  assert.ok(raised.every((duty) => duty.ladder[0]!.role === 'overseer' || duty.ladder[0]!.person === overseer.id));
  t.diagnostic(`signals: ${raised.length} raised, asked of the overseer`);
});

test('a role takes two people beside whoever is given it: ten are enough', async (t) => {
  const given = await world.clerk(async (tx: Tx) =>
    grantRole(
      { ...tx, act: { actor: ten[9]!.id, face: 'staff' } },
      { person: colleague.id, role: 'analyst', reason: 'Counts the outcomes each quarter', secondPerson: ten[0]!.id },
    ),
  );
  assert.equal(typeof given, 'string');
  t.diagnostic('roles: complete, by the administrator and the chief');
});

test('nothing is left that nobody can see', async (t) => {
  await world.clerk((tx) =>
    insertIdentifiers(tx, [{ subject: subject.id, scheme: 'collar', value: 'X1', source: 'hr' }]),
  );
  const left = await world.clerk((tx) => unreachableDuties(tx));
  t.diagnostic(`${left} duties that nobody can see`);
  assert.equal(left, 0);
});

test('control: without anybody outside, the same request is refused with whom to turn to, and never waits for nobody', async () => {
  const alone = await staffWorld();
  try {
    const team = await alone.unit('The whole service');
    const one = await alone.person('One Alone', { roles: ['assessor'], unit: team });
    const two = await alone.person('Two Alone', { roles: ['head-of-standards'], unit: team });
    const sent = () =>
      alone.browser('One Alone').post('/overrides', {
        act: 'ask',
        number: two.number,
        reach: 'record',
        purpose: 'nobody',
        reason: 'Nobody else here can do this work.',
        'until-day': '20',
        'until-month': '3',
        'until-year': '2026',
      });
    const refused = await sent();
    assert.equal(refused.status, 422);
    assert.match(refused.text, /local policing body/);
    assert.equal((await alone.clerk((tx) => listOpenDuties(tx))).length, 0);
    // With an account for the body outside, the same request has somewhere to go.
    const body = await alone.person('Body Outside');
    await alone.clerk((tx) =>
      insertGrant(tx, {
        person: body.id,
        role: 'local-policing-body',
        validFrom: '2026-01-01',
        reason: 'for the test',
      }),
    );
    assert.equal((await sent()).to, '/overrides?done=asked');
    assert.equal(one.id.length, 36);
  } finally {
    await alone.close();
  }
});
