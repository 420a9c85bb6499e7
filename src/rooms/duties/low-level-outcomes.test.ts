/** The ledger of low-level outcomes, through the browser and a real database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { inTransaction } from '../../platform/transaction.ts';
import { listReads } from '../access/index.ts';
import { changeLine, changePost, insertCharacteristics } from '../people/index.ts';
import { historyForFinders, outcomeLines, post, whyMayNotClose } from '../record/index.ts';
import { handOverMovers, listOpenDuties, logOutcome, openHandovers, recordMove } from './index.ts';

let world: StaffWorld;
let rowan: Someone;
let sam: Someone;
let kit: Someone;
let asha: Someone;
let noor: Someone;
let head: Someone;
let teamB: string;
const touched: string[] = [];

before(async () => {
  world = await staffWorld();
  const teamA = await world.unit('Response A');
  teamB = await world.unit('Response B');
  sam = await world.person('Sam Pell', { roles: ['supervisor'], unit: teamA });
  rowan = await world.person('Rowan Ashdown', { unit: teamA, under: sam });
  kit = await world.person('Kit Marsh', { unit: teamA, under: sam });
  noor = await world.person('Noor Vane', { roles: ['supervisor'], unit: teamB });
  asha = await world.person('Asha Bell', { roles: ['assessor'] });
  head = await world.person('Hal Orme', { roles: ['head-of-standards'] });
  world.ground.beforeCommit.push(async (tx) => {
    touched.push(...tx.touched);
  });
});
after(() => world.close());

const form = (person: Someone, more: Readonly<Record<string, string>> = {}) => ({
  number: person.number,
  class: 'incivility',
  said: '',
  precision: 'day',
  'happened-day': '2',
  'happened-month': '3',
  'happened-year': '2026',
  'known-day': '3',
  'known-month': '3',
  'known-year': '2026',
  outcome: 'words-of-advice',
  reason: 'Swore at a caller twice, admitted it at once, and has said sorry to her in writing.',
  action: 'Agreed to hand over difficult calls early; I listen to three of them each week.',
  'followUp-day': '3',
  'followUp-month': '4',
  'followUp-year': '2026',
  tell: 'now',
  ...more,
});

const linesOf = (person: Someone) =>
  world.clerk(async (tx) => outcomeLines(await historyForFinders(tx, { subject: person.id, asAt: tx.today })));
const dutiesAbout = (person: Someone, kind: string) =>
  world.clerk(async (tx) =>
    (await listOpenDuties(tx)).filter((duty) => duty.about === person.id && duty.kind === kind),
  );

test('REC-06.1 a supervisor logs an outcome for their own line, which they may not read, and owes its follow-up', async () => {
  const browser = world.browser('Sam Pell');
  assert.match((await browser.get('/outcomes/new')).text, /Log a low-level outcome/);
  const sent = await browser.post('/outcomes/new', form(rowan));
  assert.equal(sent.to, '/outcomes/new?done=logged', sent.text);
  const [line] = await linesOf(rowan);
  assert.equal(line?.matter.type, 'incivility');
  assert.equal(line?.matter.finding, 'words-of-advice');
  assert.equal(line?.logged?.finding, 'words-of-advice');
  const [followUp] = await dutiesAbout(rowan, 'follow-up:outcome');
  assert.deepEqual([followUp?.ladder[0]?.person, followUp?.ladder[0]?.due], [sam.id, '2026-04-03']);
  // Walled from the record of their own line: an ordinary 404.
  assert.equal((await browser.get(`/people/${rowan.id}/outcomes`)).status, 404);
});

test('REC-06.1 a manager cannot log for themselves, for somebody outside their line, or find out who is there', async () => {
  const browser = world.browser('Sam Pell');
  const outside = await browser.post('/outcomes/new', form(noor));
  const nobody = await browser.post('/outcomes/new', form({ id: '', number: '999999' }));
  const self = await browser.post('/outcomes/new', form(sam));
  for (const each of [outside, nobody, self]) {
    assert.equal(each.status, 422);
    assert.match(each.text, /Nobody in your line has this number/);
  }
});

test('P-24 banter, unaware, word against word and lawful alone close nothing; a note, a briefing or attendance is no outcome', async () => {
  const browser = world.browser('Sam Pell');
  const before = (await linesOf(rowan)).length;
  for (const reason of [
    'It was just banter between colleagues.',
    'He was unaware and did not mean it.',
    'It is one word against another.',
    'What was said and done was lawful.',
  ]) {
    const refused = await browser.post('/outcomes/new', form(rowan, { reason }));
    assert.equal(refused.status, 422, reason);
    assert.match(refused.text, /alone is not a reason/);
    assert.ok(refused.text.includes(reason), 'what was typed is kept');
  }
  for (const action of [
    'Officer attended the briefing.',
    'A note was made and an email sent.',
    'Attendance at a team talk.',
  ])
    assert.match((await browser.post('/outcomes/new', form(rowan, { action }))).text, /alone is not an outcome/);
  assert.equal((await linesOf(rowan)).length, before);
});

test('REC-06.1 a concern cannot end at low level before its outcome is in the ledger', async () => {
  const concern = await world.clerk((tx) =>
    post(tx, {
      kind: 'matter',
      source: 'internal-report',
      type: 'bullying',
      step: 'raise',
      knownOn: '2026-03-01',
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: kit.id }],
      summary: 'Set tasks meant to humiliate, in front of the team.',
    }),
  );
  await world.assign(asha, kit);
  const browser = world.browser('Asha Bell');
  const at = `/people/${kit.id}/entries/${concern}`;
  const change = {
    finding: 'reflective-practice',
    'known-day': '6',
    'known-month': '3',
    'known-year': '2026',
    reason: 'Settled after talking.',
  };
  const refused = await browser.post(`${at}/finding`, change);
  assert.equal(refused.status, 422);
  assert.match(refused.text, /Log the low-level outcome first/);
  const mayClose = () =>
    world.as(asha, async (tx) => (await whyMayNotClose(tx, concern, 'reflective-practice')) === null);
  assert.equal(await mayClose(), false);
  const { number: _number, ...rest } = form(kit, { class: 'bullying', outcome: 'reflective-practice' });
  const opened = await browser.get(`/outcomes/new?person=${kit.id}&entry=${concern}`);
  assert.match(opened.text, /Kit Marsh/);
  const sent = await browser.post('/outcomes/new', { ...rest, person: kit.id, entry: concern });
  assert.equal(sent.to, '/outcomes/new?done=logged', sent.text);
  const [line] = await linesOf(kit);
  assert.equal(line?.matter.id, concern, 'it ends the concern that is there, and is no second matter');
  assert.equal(await mayClose(), true);
});

test('REC-06.2 outcomes are summed across teams, years and moves, and each reaches the pattern rules in its own commit', async () => {
  world.ground.clock.setDay('2026-03-20');
  touched.length = 0;
  const viewer = await world.viewer(sam);
  await world.as(sam, (tx) =>
    logOutcome(tx, viewer, {
      person: rowan.id,
      outcome: 'management-action',
      class: 'driving',
      happened: { from: '2026-03-19', to: '2026-03-19' },
      knownOn: '2026-03-20',
      reason: 'Drove a marked car too fast for the call, seen by me, and agreed that he had.',
      action: 'Two assessed drives with the school before he takes a car alone again.',
      followUp: '2026-04-20',
    }),
  );
  assert.ok(touched.includes(rowan.id), 'the hook that reads the rules again was told of the person');
  await world.assign(asha, rowan);
  const shown = await world.browser('Asha Bell').get(`/people/${rowan.id}/outcomes`);
  assert.equal(shown.status, 200);
  assert.match(shown.text, /By team at the time/);
  assert.match(shown.text, /Response A/);
  assert.match(shown.text, /matters ended at low level/);
});

test('REC-06.3 a sexual, domestic-abuse or discrimination matter that ends at this level, or a second like one, raises a severity review', async () => {
  const before = (await dutiesAbout(rowan, 'review:severity')).length;
  assert.equal(before, 0, 'incivility and driving are neither grave nor alike');
  const browser = world.browser('Sam Pell');
  await browser.post('/outcomes/new', form(rowan, { class: 'incivility', said: 'discrimination-race' }));
  const [grave] = await dutiesAbout(rowan, 'review:severity');
  assert.match(grave?.title ?? '', /discrimination matter ended at low level/);
  assert.deepEqual(
    grave?.ladder.map((rung) => rung.role),
    ['assessor', 'head-of-standards', 'overseer'],
  );
  await browser.post('/outcomes/new', form(rowan, { class: 'driving' }));
  const reviews = await dutiesAbout(rowan, 'review:severity');
  assert.match(reviews.at(-1)?.title ?? '', /second low-level outcome of this kind \(driving\)/);
  // Answered by an assessor outside the line, with the whole page frozen.
  const asAssessor = world.browser('Asha Bell');
  assert.match((await asAssessor.get(`/duties/${grave!.id}/answer`)).text, /Read the whole record first/);
  const answered = await asAssessor.post(`/duties/${grave!.id}/answer`, {
    outcome: 'graver',
    reason: 'The words were about race and it is the second time; it goes to formal assessment.',
  });
  assert.equal(answered.to, `/duties/${grave!.id}`, answered.text);
  assert.equal((await world.browser('Sam Pell').get(`/duties/${grave!.id}/answer`)).status, 404);
});

test('REC-06.6 the subject sees and comments on each entry; the comment stands on the timeline and changes no finding', async () => {
  const mine = world.browser('Rowan Ashdown');
  const list = await mine.get('/me/outcomes');
  assert.match(list.text, /Low-level outcomes about you/);
  const href = /href="(\/me\/outcomes\/[0-9a-f-]{36})"/.exec(list.text)?.[1];
  assert.ok(href);
  assert.match((await mine.get(href)).text, /Why it ended so/);
  assert.equal((await mine.post(href, { comment: 'short' })).status, 422);
  const before = await linesOf(rowan);
  const said = await mine.post(href, { comment: 'I had asked for help with these calls twice before.' });
  assert.equal(said.to, `${href}?done=commented`, said.text);
  assert.match((await mine.get(href)).text, /asked for help with these calls twice/);
  const after = await linesOf(rowan);
  assert.deepEqual(
    after.map(({ matter }) => [matter.finding, matter.amendedBy.length]),
    before.map(({ matter }) => [matter.finding, matter.amendedBy.length]),
  );
  const page = await world.browser('Asha Bell').get(`/people/${rowan.id}`);
  assert.match(page.text, /Comment by the person it is about/);
  // Nobody else's: not even by its address.
  assert.equal((await world.browser('Kit Marsh').get(href)).status, 404);
  assert.doesNotMatch((await world.browser('Noor Vane').get('/me/outcomes')).text, /Incivility/);
});

test('REC-06.6 a recorded lawful reason delays it until its day, and without one nothing does', async () => {
  const viewer = await world.viewer(sam);
  const given = {
    person: kit.id,
    outcome: 'words-of-advice',
    class: 'neglect-of-investigation',
    happened: { from: '2026-03-01', to: '2026-03-01' },
    knownOn: '2026-03-05',
    reason: 'Left three statements untaken for a month, and has now taken all of them.',
    action: 'A weekly list of what is outstanding, which I sign.',
    followUp: '2026-04-20',
  } as const;
  const bare = await inTransaction(world.ground, 'staff', { actor: sam.id, face: 'staff' }, (tx) =>
    logOutcome(tx, viewer, { ...given, delay: { reason: '', until: '2026-04-01' } }),
  );
  assert.ok(isRefusal(bare));
  await world.as(sam, (tx) =>
    logOutcome(tx, viewer, {
      ...given,
      delay: { reason: 'It would warn a suspect in a live investigation.', until: '2026-04-01' },
    }),
  );
  const mine = world.browser('Kit Marsh');
  assert.doesNotMatch((await mine.get('/me/outcomes')).text, /Neglect of investigation/);
  world.ground.clock.setDay('2026-04-01');
  assert.match((await mine.get('/me/outcomes')).text, /Neglect of investigation/);
  assert.doesNotMatch((await mine.get('/me/outcomes')).text, /warn a suspect/);
});

test('REC-06.4 the ledger goes with a mover, and the move is incomplete until the new supervisor accepts it with a review at three months', async () => {
  const moved = await world.as(head, (tx) =>
    recordMove(tx, { person: rowan.id, unit: teamB, rank: 'Constable', from: tx.today, supervisor: noor.id }),
  );
  assert.equal((await world.clerk((tx) => openHandovers(tx, rowan.id))).length, 1);
  const browser = world.browser('Noor Vane');
  assert.match((await browser.get('/')).text, new RegExp(`/handover/${moved.handover}`));
  const shown = await browser.get(`/handover/${moved.handover}`);
  assert.equal(shown.status, 200);
  assert.match(shown.text, /move is incomplete/);
  assert.match(shown.text, /Swore at a caller twice/);
  const reads = await world.clerk((tx) => listReads(tx, [rowan.id]));
  assert.ok(
    reads.some((read) => read.event === 'HANDOVER_LEDGER_READ' && read.actor === noor.id),
    'reading it is logged',
  );
  // Nobody else: not the old supervisor, not a colleague.
  for (const name of ['Sam Pell', 'Kit Marsh'])
    assert.equal((await world.browser(name).get(`/handover/${moved.handover}`)).status, 404, name);
  const words = 'I keep the follow-up of his calls and of the drives.';
  const soon = await browser.post(`/handover/${moved.handover}`, {
    words,
    'review-day': '10',
    'review-month': '4',
    'review-year': '2026',
  });
  assert.equal(soon.status, 422);
  assert.match(soon.text, /about three months/);
  assert.ok(soon.text.includes(words));
  const done = await browser.post(`/handover/${moved.handover}`, {
    words,
    'review-day': '1',
    'review-month': '7',
    'review-year': '2026',
  });
  assert.equal(done.to, `/handover/${moved.handover}`, done.text);
  assert.equal((await world.clerk((tx) => openHandovers(tx, rowan.id))).length, 0);
  const [review] = await dutiesAbout(rowan, 'follow-up:handover');
  assert.deepEqual([review?.ladder[0]?.person, review?.ladder[0]?.due], [noor.id, '2026-07-01']);
  // After the move, the sum still has both teams.
  assert.match((await world.browser('Asha Bell').get(`/people/${rowan.id}/outcomes`)).text, /Response A/);
});

test('REC-06.4 a move that comes by any other page or feed is handed over in the same commit, once', async () => {
  world.ground.beforeCommit.push(handOverMovers);
  await world.as(head, async (tx) => {
    await changePost(tx, { person: kit.id, unit: teamB, from: tx.today, source: 'hr' });
    await changeLine(tx, { person: kit.id, supervisor: noor.id, from: tx.today, source: 'hr' });
  });
  const [handover, ...more] = await world.clerk((tx) => openHandovers(tx, kit.id));
  assert.equal(handover?.ladder[0]?.person, noor.id);
  assert.equal(more.length, 0);
  await world.as(head, (tx) => recordMove(tx, { person: kit.id, unit: teamB, from: '2026-04-02', supervisor: sam.id }));
  const open = await world.clerk((tx) => openHandovers(tx, kit.id));
  assert.deepEqual(
    open.map((duty) => duty.ladder[0]?.person),
    [noor.id, sam.id],
  );
  world.ground.beforeCommit.pop();
});

test('REC-06.5 formal against informal by manager and by subject group, with counts, small ones not shown', async () => {
  await world.clerk((tx) =>
    insertCharacteristics(tx, [
      { person: rowan.id, characteristic: 'sex', basis: 'self', status: 'given', value: 'man', source: 'self' },
    ]),
  );
  const viewer = await world.viewer(noor);
  for (const [index, kind] of (
    ['driving', 'incivility', 'other', 'dishonesty', 'bullying', 'neglect-of-investigation'] as const
  ).entries())
    await world.as(noor, (tx) =>
      logOutcome(tx, viewer, {
        person: rowan.id,
        outcome: 'local-resolution',
        class: kind,
        happened: { from: null, to: null },
        knownOn: '2026-03-30',
        reason: `Case ${index}: the caller and he talked it through with me, and she asks for no more.`,
        action: 'He rings her after each visit this month; she tells me if he does not.',
        followUp: '2026-05-01',
      }),
    );
  const browser = world.browser('Hal Orme');
  const page = await browser.get('/registers/outcomes?group=sex');
  assert.equal(page.status, 200);
  assert.match(page.text, /Unit of count: matters/);
  const row = (name: string) => page.text.slice(page.text.indexOf(name)).slice(0, 700);
  assert.match(row('Noor Vane'), />6</);
  assert.match(row('Sam Pell'), /not shown|>5</);
  // One person in the group: no count of theirs leaves the database.
  assert.match(row('>man<'), /not shown/);
  const csv = await browser.get('/registers/outcomes.csv?group=sex');
  assert.match(csv.text, /manager,Noor Vane,0,6,0\.00/);
  assert.match(csv.text, /sex,man,not shown,not shown,not shown/);
  assert.equal((await world.browser('Noor Vane').get('/registers/outcomes')).status, 403);
});
