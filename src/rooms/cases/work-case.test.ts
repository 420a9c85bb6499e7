/** A complaint worked to its end: moves, clocks, decisions, letters, closing; what is refused and in which words. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { complaint } from '../../../tests/access/world.ts';
import { asTold, type CaseWorld, caseWorld, theirWords } from '../../../tests/case-world.ts';
import type { Someone } from '../../../tests/staff-world.ts';
import { isRefusal, type Refusal } from '../../platform/refusal.ts';
import { query, sql } from '../../platform/transaction.ts';
import { historyOf, ledgerOf, post } from '../record/index.ts';
import { type CaseFile, readCase } from './actions/case-file.ts';
import { changeClock } from './actions/change-clock.ts';
import { type DecideAllegation, decideAllegation } from './actions/decide-allegation.ts';
import { answerMove, makeMove } from './actions/make-move.ts';
import { nameCause } from './actions/name-cause.ts';
import { sendOutcome, sendUpdate, tellSubject } from './actions/send-letter.ts';
import { settleCase } from './actions/settle-case.ts';
import { rulebook } from './procedures/rulebook.ts';
import { counted } from './rules/counted.ts';

let world: CaseWorld;
before(async () => {
  world = await caseWorld();
});
after(() => world.close());
beforeEach(() => world.ground.clock.setDay('2026-03-06'));

const file = async (id: string): Promise<CaseFile> => (await world.must(world.head, (tx) => readCase(tx, id)))!;
const move = (
  who: Someone,
  id: string,
  name: string,
  more: { reasons?: string; stated?: Record<string, string> } = {},
) =>
  world.act(who, (tx, viewer) =>
    makeMove(tx, viewer, {
      case: id,
      move: name,
      reasons: more.reasons ?? 'The officer and the complainant were both heard, and the recording was watched.',
      stated: more.stated ?? {},
      criteria: [],
    }),
  );
const whole: Omit<DecideAllegation, 'case' | 'allegation'> = {
  result: 'resolved',
  standard: 'respect',
  actions: ['apology'],
  evidence: 'Body-worn video of 1 March, 14:02 to 14:09, and both accounts.',
  reasons: 'The recording shows the words as she gave them. The officer has apologised to her for them.',
  service: '',
  pattern: 'Two earlier complaints of the same manner; his supervisor takes them up with him.',
};
const decide = async (id: string, more: Partial<DecideAllegation> = {}, who: Someone = world.handler) => {
  const { allegations } = await file(id);
  return world.act(who, (tx, viewer) =>
    decideAllegation(tx, viewer, { ...whole, case: id, allegation: allegations[0]!.id, ...more }),
  );
};
const sending = { method: 'telephone', identifiers: ['name', 'reference'], servedOn: null };
const outcome = (id: string, more: object = {}, who: Someone = world.handler) =>
  world.act(who, (tx, viewer) =>
    sendOutcome(tx, viewer, {
      ...sending,
      case: id,
      next: 'Nothing more follows; his sergeant has spoken with him.',
      ...more,
    }),
  );
const words = (refused: unknown): string => {
  assert.ok(isRefusal(refused), 'it was not refused');
  return (refused as Refusal).words;
};

test('REC-06.1 what is resolved in a case stands in the ledger of low-level outcomes, with its day to follow up, whoever owns the case', async () => {
  const officer = await world.person('Lena Ledger');
  const opened = await world.open(world.handler, { subjects: [{ who: 'number', number: officer.number }] });
  const decided = await decide(opened.id, { pattern: '' });
  assert.ok(!isRefusal(decided), JSON.stringify(decided));
  const ledger = async () => (await world.clerk((tx) => ledgerOf(tx, officer.id))).lines;
  const [line, ...more] = await ledger();
  assert.equal(more.length, 0);
  assert.equal(line?.logged?.finding, 'local-resolution');
  const followUps = await world.clerk((tx) =>
    query(
      tx,
      sql<{
        due: string;
      }>`select ladder -> 0 ->> 'due' as due from duties.duty where about = ${officer.id} and kind = 'follow-up:outcome'`,
    ),
  );
  assert.deepEqual(followUps, [{ due: '2026-04-03' }]);
  await decide(opened.id, {
    pattern: '',
    reasons: 'Both accounts were read again, and what he said to her stands as it was.',
  });
  assert.equal((await ledger()).length, 1, 'the same result again is not a second outcome');
});

test('CASE-01.5 closing is refused while an allegation lacks a decision, reasons or its notice, or a cause has no owner', async () => {
  const opened = await world.open(world.handler);
  const { id } = opened;
  assert.match(words(await move(world.handler, id, 'decide')), /Decide every allegation/);
  assert.match(words(await decide(id, { reasons: '' })), /Say in a sentence or two/);
  await decide(id);
  assert.equal(await move(world.handler, id, 'decide'), 'done');
  assert.match(words(await move(world.handler, id, 'close')), /Tell the complainant/);
  assert.ok(
    !isRefusal(
      await world.act(world.handler, (tx, viewer) =>
        nameCause(tx, viewer, {
          case: id,
          cause: '',
          words: 'Nobody reviews the recordings of this team.',
          number: '',
        }),
      ),
    ),
  );
  await world.must(world.handler, (tx, viewer) =>
    sendOutcome(tx, viewer, { ...sending, case: id, next: 'Nothing more follows from this now.' }),
  );
  assert.match(words(await move(world.handler, id, 'close')), /systemic cause an owner/);
  const [cause] = (await file(id)).causes;
  await world.must(world.handler, (tx, viewer) =>
    nameCause(tx, viewer, { case: id, cause: cause!.id, words: '', number: world.head.number }),
  );
  // Deciding it anew makes the letter that went an answer to something else: another has to go.
  await decide(id, { result: 'not-resolved' });
  assert.match(words(await move(world.handler, id, 'close')), /Tell the complainant/);
  assert.ok(!isRefusal(await outcome(id)));
  assert.equal(await move(world.handler, id, 'close'), 'done');
  const closed = await file(id);
  assert.equal(closed.state.isEnded, true);
  assert.equal(closed.causes[0]!.owner, world.head.id, 'the cause keeps its owner');
  const left = await world.clerk((tx) =>
    query(
      tx,
      sql<{
        n: number;
      }>`select count(*)::int as n from cases.task t where t.case_id = ${id} and t.ends is null and not exists (select 1 from cases.task e where e.ends = t.id)`,
    ),
  );
  assert.equal(left[0]!.n, 0, 'the owner has no task in it any more');
});

test('P-24 banter, shortage, long service or a withdrawal alone never close anything', async () => {
  const { id } = await world.open(world.handler);
  for (const reasons of [
    'It was only banter between colleagues in the office.',
    'We are short of staff and too busy with this workload.',
    'He has long service and an unblemished record here.',
    'The complainant has withdrawn her support for it.',
    'It was lawful, and she was with him in the office.',
  ])
    assert.match(words(await decide(id, { reasons })), /alone is not a reason/, reasons);
});

test('CASE-08.1 every allegation stands in the complainant’s words, and no final letter goes before each has its answer', async () => {
  const { id } = await world.open(world.handler, {
    allegations: [
      { words: theirWords, category: 'incivility', features: [], about: 0, from: null, to: null },
      {
        words: 'And nobody rang me back for a week.',
        category: 'mishandled-report',
        features: [],
        about: 0,
        from: null,
        to: null,
      },
    ],
  });
  await decide(id);
  const page = await world.browser('Hana Reid').get(`/cases/${id}/outcome`);
  assert.match(page.text, /Allegation 2 has no answer yet/);
  assert.match(words(await outcome(id)), /Allegation 2 has no answer yet/);
  const [, second] = (await file(id)).allegations;
  await decide(id, { allegation: second!.id });
  assert.ok(!isRefusal(await outcome(id)));
  const [letter] = (await file(id)).letters;
  const text = JSON.stringify(letter!.content);
  for (const said of [
    'you people never learn',
    'nobody rang me back',
    'Body-worn video',
    'The recording shows',
    'Nothing more follows',
    'ask us to record it',
    'Hana Reid',
    'Sefa Lund',
  ])
    assert.match(text, new RegExp(said));
  assert.doesNotMatch(
    text,
    /Two earlier complaints/,
    'what is noted of earlier matters is not told to the complainant',
  );
});

test('CASE-08.3 earlier matters of every result stand beside the allegation, and a note on them is required', async () => {
  const officer = await world.person('Earl Ear');
  for (const finding of ['no-action', 'withdrawn', 'not-upheld', 'upheld'] as const)
    await world.clerk((tx) => post(tx, complaint(officer.id, '2024-05-01', { finding })));
  const { id } = await world.open(world.handler, { subjects: [{ who: 'number', number: officer.number }] });
  for (const path of [`/cases/${id}`, `/cases/${id}/allegations/${(await file(id)).allegations[0]!.id}`]) {
    const { text } = await world.browser('Hana Reid').get(path);
    for (const result of ['No action', 'Withdrawn', 'Not upheld', 'Upheld'])
      assert.match(text, new RegExp(`finding--\\w+">${result}<`), `${path}: ${result}`);
  }
  assert.match(words(await decide(id, { pattern: '' })), /4 incivility\). Say what they mean/);
  await decide(id);
  const { decision } = (await file(id)).allegations[0]!;
  assert.equal(decision!.earlier.length, 4);
  assert.ok(decision!.snapshot, 'what was seen is kept');
  const colleague = await world.browser('Sefa Lund').get(`/cases/${id}`);
  assert.match(colleague.text, /shown to whoever owns the case/);
  assert.doesNotMatch(colleague.text, />Not upheld</, 'another assessor has no purpose to read them');
});

test('what is kept more closely than a case is neither cited nor counted in it, whoever decides', async () => {
  const officer = await world.person('Cleo Close');
  for (const visibility of ['guarded', 'restricted'] as const)
    await world.clerk((tx) => post(tx, complaint(officer.id, '2024-05-01', { visibility })));
  const { id } = await world.open(world.head, {
    subjects: [{ who: 'number', number: officer.number }],
    deputy: world.second.number,
  });
  assert.ok(!isRefusal(await decide(id, {}, world.head)));
  const { decision } = (await file(id)).allegations[0]!;
  assert.equal(decision!.earlier.length, 1, 'the head of standards may read both, and readers of the case only one');
});

test('CASE-08.4 what anybody did and what the service lacked are answered apart in one letter', async () => {
  const { id } = await world.open(world.handler);
  await decide(id, { service: 'Four officers were on duty where nine are planned.' });
  await outcome(id);
  const [letter] = (await file(id)).letters;
  const [part] = letter!.content.words.parts;
  assert.ok(part!.paragraphs.some((each) => each.startsWith('Why we decided this: The recording shows')));
  assert.ok(
    part!.paragraphs.some(
      (each) =>
        each ===
        'What our service lacked, apart from what anybody did: Four officers were on duty where nine are planned.',
    ),
  );
});

test('CASE-06.3 a pause or an extension without decider, reason and end is refused; the database refuses it too', async () => {
  const { id } = await world.open(world.handler);
  await decide(id);
  await move(world.handler, id, 'decide');
  const given = {
    case: id,
    change: 'extend',
    clock: 'outcome-notice',
    ground: '',
    until: '2026-04-01',
    reason: 'The complainant is abroad until the end of March.',
  };
  assert.match(
    words(await world.act(world.handler, (tx, viewer) => changeClock(tx, viewer, { ...given, reason: '' }))),
    /reason/,
  );
  assert.match(
    words(await world.act(world.handler, (tx, viewer) => changeClock(tx, viewer, { ...given, until: '' }))),
    /day on which it ends/,
  );
  for (const lacking of ['decided_by', 'until', 'reasons'])
    await assert.rejects(
      world.must(world.handler, (tx) => {
        const row: Record<string, unknown> = {
          decided_by: world.handler.id,
          until: '2026-04-01',
          reasons: 'Words that are long enough.',
          [lacking]: null,
        };
        return tx.client.query(
          `insert into cases.event (id, case_id, ordinal, kind, code, on_day, until, detail, reasons, decided_by, recorded_at, recorded_by, salt)
           values (gen_random_uuid(), $1, 99, 'pause', 'x', $2, $3, '{}', $4, $5, $6, $7, '\\x00')`,
          [id, tx.today, row.until, row.reasons, row.decided_by, tx.at.toISOString(), world.handler.id],
        );
      }),
      /check constraint/,
      lacking,
    );
});

test('CASE-06.1 every clock is dated data with its start, length, grounds and deciders, and a case shows the version applied', async () => {
  for (const definition of rulebook) {
    assert.match(definition.from, /^\d{4}-\d\d-\d\d$/);
    for (const clock of definition.clocks) {
      assert.ok(clock.starts.length > 0 && clock.length.amount > 0 && clock.source !== '', clock.code);
      assert.ok(['working-days', 'days', 'weeks', 'months'].includes(clock.length.unit));
      for (const ground of clock.pauses) assert.ok(ground.by.length > 0 && ground.source !== '', ground.code);
      if (clock.extension) assert.ok(clock.extension.by.length > 0);
    }
  }
  for (const [receivedOn, version] of [
    ['2025-05-27', 1],
    ['2025-05-28', 2],
  ] as const) {
    const { id } = await world.open(world.handler, { receivedOn, criteria: ['asked'] });
    const { text } = await world.browser('Hana Reid').get(`/cases/${id}`);
    const shown = [...text.matchAll(/data-label="Rule">Version (\d)</g)].map((match) => Number(match[1]));
    assert.ok(shown.length > 0);
    assert.ok(
      shown.every((each) => each === version),
      `received on ${receivedOn}`,
    );
  }
});

test('CASE-06.3 paused days are counted apart and the day due moves by them; a review is never paused', async () => {
  const { id } = await world.open(world.handler, { criteria: ['asked'] });
  const stated = { 'referral-tested': 'No criterion for referral is met here.' };
  assert.equal(await move(world.head, id, 'handle-otherwise', { stated }), 'done');
  const pause = (clock: string, who: Someone = world.head) =>
    world.act(who, (tx, viewer) =>
      changeClock(tx, viewer, {
        case: id,
        change: 'pause',
        clock,
        ground: 'misdirected',
        until: '2026-03-15',
        reason: 'Her application went to the wrong body and was passed on.',
      }),
    );
  assert.match(words(await pause('complainant-update')), /is a review: it goes on whatever is paused/);
  await decide(id, { result: 'acceptable' });
  assert.equal(await move(world.handler, id, 'decide-otherwise'), 'done');
  await outcome(id);
  assert.equal(await move(world.handler, id, 'open-time-for-review'), 'done');
  const clock = async () => (await file(id)).state.clocks.find((each) => each.code === 'review-application')!;
  assert.equal((await clock()).open?.due, '2026-04-03');
  assert.match(words(await pause('review-application', world.handler)), /decided by/);
  assert.ok(!isRefusal(await pause('review-application')));
  const paused = (await clock()).open!;
  assert.deepEqual([paused.due, paused.dueAtFirst], ['2026-04-12', '2026-04-03']);
  world.ground.clock.setDay('2026-03-20');
  assert.equal((await clock()).open!.pausedDays, 9);
  assert.match((await world.browser('Hana Reid').get(`/cases/${id}`)).text, /9 days paused, counted apart/);
  assert.match(words(await move(world.handler, id, 'close')), /may still ask for a review/);
  world.ground.clock.setDay('2026-04-13');
  assert.equal(await move(world.handler, id, 'close'), 'done');
});

test('CASE-01.1 each allegation has its own category, subject, standard, decision, reasons and dates', async () => {
  const other = await world.person('Oda Other');
  const { id } = await world.open(world.handler, {
    subjects: [
      { who: 'number', number: world.officer.number },
      { who: 'number', number: other.number },
    ],
    allegations: [
      asTold,
      {
        words: 'The other one wrote nothing down at all.',
        category: 'mishandled-report',
        features: [],
        about: 1,
        from: '2026-02-01',
        to: '2026-02-28',
      },
    ],
  });
  const [first, second] = (await file(id)).allegations;
  await decide(id, { allegation: first!.id });
  assert.match(words(await decide(id, { allegation: second!.id, standard: '' })), /which standard/);
  await decide(id, {
    allegation: second!.id,
    standard: 'duties',
    result: 'not-resolved',
    actions: ['learning'],
    reasons: 'His book for that day has no entry, and he says that he forgot to make one.',
  });
  const now = (await file(id)).allegations;
  const seen = now.map((each) => [
    each.category,
    each.about.person,
    each.decision!.standard,
    each.decision!.result,
    each.happened_from,
    each.decision!.on_day,
  ]);
  assert.deepEqual(seen, [
    ['incivility', world.officer.id, 'respect', 'resolved', '2026-03-01', '2026-03-06'],
    ['mishandled-report', other.id, 'duties', 'not-resolved', '2026-02-01', '2026-03-06'],
  ]);
  assert.equal(new Set(now.map((each) => each.decision!.reasons)).size, 2);
});

test('what is due, done and late stands on the page with its rule, and what is late leaves the unit', async () => {
  const { id } = await world.open(world.handler);
  world.ground.clock.setDay('2026-04-04');
  const page = (await world.browser('Hana Reid').get(`/cases/${id}`)).text;
  assert.match(page, /Day 30 of 120/);
  assert.match(page, /Late: update to the complainant, 1 day past Friday 3 April 2026/);
  assert.match(page, /Police \(Complaints and Misconduct\) Regulations 2020 \(SI 2020\/2\), reg 34/);
  for (const name of ['Hana Reid', 'Hal Stead'])
    assert.match((await world.browser(name).get('/')).text, /Update to the complainant/, name);
  world.ground.clock.setDay('2026-04-11');
  assert.match(
    (await world.browser('Olu Verrier').get('/')).text,
    /Update to the complainant/,
    'then outside the chain',
  );
});

test('updates are due by the rule table, and a missed one is a breach that the complainant, the manager and the overseer see', async () => {
  const { id } = await world.open(world.handler);
  const clockOf = async () => (await file(id)).state.clocks.find((clock) => clock.code === 'complainant-update')!;
  assert.equal((await clockOf()).open?.due, '2026-04-03');
  world.ground.clock.setDay('2026-04-10');
  assert.match((await world.browser('Olu Verrier').get('/cases')).text, /updates not sent when due/);
  const letter = await world.must(world.handler, (tx, viewer) =>
    sendUpdate(tx, viewer, {
      ...sending,
      case: id,
      done: 'We have watched the recording of the stop.',
      next: 'We speak with the officer next week.',
    }),
  );
  const sent = (await file(id)).letters.find((each) => each.id === letter)!;
  assert.match(JSON.stringify(sent.content), /You hear from us again by Friday 8 May 2026/);
  assert.match(JSON.stringify(sent.content), /We had to update you by Friday 3 April 2026 and did not/);
  const clock = await clockOf();
  assert.equal(clock.periods[0]!.overdueDays, 7);
  assert.equal(clock.open?.due, '2026-05-08', 'four weeks from the update that went');
  const counted = /stat__value">(\d+)<span class="stat__note">unit: updates/.exec(
    (await world.browser('Hal Stead').get('/cases')).text,
  );
  assert.ok(Number(counted?.[1]) >= 1, 'the breach stays counted after the late update went');
});

test('SPEAK-06.3 the officer is told nothing before the complainant, but for a lawful exception on record', async () => {
  const { id } = await world.open(world.handler);
  await decide(id);
  await move(world.handler, id, 'decide');
  const party = (await file(id)).parties.find((each) => each.role === 'subject')!.id;
  const tell = (more: { ground?: string; reason?: string } = {}) =>
    world.act(world.handler, (tx, viewer) =>
      tellSubject(tx, viewer, { ...sending, case: id, party, ground: more.ground ?? '', reason: more.reason ?? '' }),
    );
  assert.match(words(await tell()), /goes first/);
  assert.match(words(await tell({ ground: 'risk-of-harm' })), /who authorised it and the reason/);
  assert.match(
    words(await tell({ ground: 'could-not-be-reached', reason: 'She did not answer the telephone today.' })),
    /does not hold yet/,
  );
  await outcome(id);
  assert.ok(!isRefusal(await tell()));
  const letters = (await file(id)).letters;
  assert.deepEqual(letters.map((each) => each.kind).sort(), ['outcome', 'subject-outcome']);
  assert.doesNotMatch(
    JSON.stringify(letters.find((each) => each.kind === 'subject-outcome')!.content),
    /Plain|never learn/,
  );
});

test('SPEAK-06.4 no outcome goes without a result and reasons for each allegation, next steps and the way to challenge it', async () => {
  const { id } = await world.open(world.handler, { criteria: ['asked'] });
  assert.match(words(await outcome(id)), /no answer yet/);
  await decide(id, { result: 'acceptable' });
  assert.match(words(await outcome(id, { next: '' })), /what happens next/);
  assert.match(words(await outcome(id, { identifiers: ['name'] })), /two things/);
  await outcome(id, { method: 'post' });
  const now = await file(id);
  const text = JSON.stringify(now.letters[0]!.content);
  assert.match(text, /The service was acceptable|the service was acceptable/);
  assert.match(text, /the local policing body/);
  // Posted on Friday 6 March: received on Tuesday 10 March, and 28 days from the day after.
  assert.match(text, /by Tuesday 7 April 2026/);
  assert.equal(now.rows.find((row) => row.kind === 'notice')?.served_on, '2026-03-10');
});

test('CASE-08.6 the rules of the day of receipt hold, and the case says which', async () => {
  const old = await world.open(world.handler, { receivedOn: '2025-05-27', criteria: ['asked'] });
  const recent = await world.open(world.handler, { receivedOn: '2025-05-28', criteria: ['asked'] });
  assert.deepEqual(
    [(await file(old.id)).opened.regime, (await file(recent.id)).opened.regime],
    ['complaint-schedule-3 1', 'complaint-schedule-3 2'],
  );
  assert.match(
    (await world.browser('Hana Reid').get(`/cases/${old.id}`)).text,
    /version 1: in force when it was received/,
  );
  for (const { id } of [old, recent]) {
    await move(world.head, id, 'handle-otherwise', {
      stated: { 'referral-tested': 'No criterion for referral is met here.' },
    });
    await decide(id, { result: id === old.id ? 'not-acceptable' : 'acceptable' });
    await move(world.handler, id, 'decide-otherwise');
    await outcome(id);
    await move(world.handler, id, 'open-time-for-review');
  }
  world.ground.clock.setDay('2026-05-06');
  for (const { id } of [old, recent]) assert.equal(await move(world.handler, id, 'close'), 'done');
  const { text } = await world.browser('Hana Reid').get('/cases?whose=closed');
  const row = (version: number) =>
    text.split(`Public complaint under Schedule 3, version ${version}`)[1]!.split('</tr>')[0]!;
  assert.match(row(1), /The service was not acceptable: 1/);
  assert.doesNotMatch(row(1), /The service was acceptable/);
  assert.match(row(2), /The service was acceptable: \d/);
});

test('P-20 a case of a serious kind is not ended by one person: somebody outside agrees, or nothing happens', async () => {
  const force = {
    words: 'He hit me with his elbow in the van.',
    category: 'excessive-force' as const,
    features: [],
    about: 0,
    from: null,
    to: null,
  };
  const { id } = await world.open(world.head, { allegations: [force], deputy: world.second.number });
  assert.match(
    words(
      await move(world.head, id, 'handle-otherwise', {
        stated: { 'referral-tested': 'No criterion for referral is met here.' },
      }),
    ),
    /has to be investigated/,
  );
  assert.equal(
    await move(world.head, id, 'investigate', {
      stated: { 'referral-tested': 'No criterion for referral is met here.' },
    }),
    'done',
  );
  assert.equal(
    await move(world.head, id, 'report', { stated: { 'report-complete': 'Every step of the plan is done.' } }),
    'done',
  );
  await decide(id, { result: 'not-acceptable', actions: ['learning'] }, world.head);
  assert.equal(await move(world.head, id, 'decide'), 'waits');
  assert.equal((await file(id)).state.stage, 'determination', 'nothing of it has happened');
  const asked = await world.clerk((tx) =>
    query(
      tx,
      sql<{ ladder: { person: string }[] }>`select ladder from duties.duty where kind = 'case:agree' and about = ${id}`,
    ),
  );
  const second = [world.handler, world.second].find((each) => each.id === asked[0]!.ladder[0]!.person)!;
  const seen = await world.browser(second === world.handler ? 'Hana Reid' : 'Sefa Lund').get(`/cases/${id}/agree`);
  assert.equal(seen.status, 200);
  assert.equal((await world.browser('Fay Friend').get(`/cases/${id}/agree`)).status, 404);
  const answered = await world.act(second, (tx, viewer) =>
    answerMove(tx, viewer, {
      case: id,
      answer: 'agree',
      reasons: 'The recording bears out what is decided.',
      isAsked: async () => true,
    }),
  );
  assert.ok(!isRefusal(answered), isRefusal(answered) ? answered.words : '');
  const now = await file(id);
  assert.equal(now.state.stage, 'decided');
  const made = now.rows.findLast((row) => row.kind === 'move')!;
  assert.deepEqual([made.decided_by, made.second_person], [world.head.id, second.id]);
});

test('P-26 a complaint settled on the first call is closed in one act; what has to be recorded is not', async () => {
  const settle = (more: object = {}) =>
    world.act(world.handler, (tx, viewer) =>
      settleCase(tx, viewer, {
        ...world.given(),
        standard: 'respect',
        done: 'I rang the officer’s sergeant, who had heard it too.',
        reasons: 'The sergeant has spoken to him and he rang her to say sorry.',
        next: 'Nothing more follows from this.',
        pattern: 'Nothing that he was told before was like this.',
        identifiers: ['name', 'address'],
        isContent: true,
        ...more,
      }),
    );
  assert.match(words(await settle({ criteria: ['asked'] })), /has to be recorded/);
  assert.match(words(await settle({ isContent: false })), /open a case/);
  const id = await settle();
  assert.ok(!isRefusal(id));
  const now = await file(id as string);
  assert.equal(now.state.isEnded, true);
  assert.equal(now.letters.length, 1);
  const { history } = await world.must(world.head, (tx) =>
    historyOf(tx, { subject: world.officer.id, asAt: tx.today }),
  );
  const entry = history.entries.find((each) => each.id === now.allegations[0]!.entry)!;
  assert.equal(entry.finding, 'local-resolution', 'it is on the record with its result');
});

test('two windows: a decision while closing, and two moves at once, leave one outcome', async () => {
  const { id } = await world.open(world.handler);
  await decide(id);
  const both = await Promise.all([move(world.handler, id, 'decide'), move(world.handler, id, 'decide')]);
  assert.equal(both.filter((each) => each === 'done').length, 1);
  await outcome(id);
  const [closed, decided] = await Promise.all([
    move(world.handler, id, 'close'),
    decide(id, { result: 'not-resolved' }),
  ]);
  const now = await file(id);
  assert.notEqual(isRefusal(closed), isRefusal(decided), 'one of them came first and shut the other out');
  assert.equal(now.state.isEnded, !isRefusal(closed));
});

test('CASE-01.4 every total on the queue and on a case names its unit, and a total without one is refused', async () => {
  assert.throws(() => counted(3, 'thing' as 'case'), RangeError);
  const { id } = await world.open(world.handler);
  const queue = (await world.browser('Hana Reid').get('/cases')).text;
  const stats = [...queue.matchAll(/<dd class="stat__value">([\s\S]*?)<\/dd>/g)].map((match) => match[1]!);
  assert.ok(stats.length >= 4);
  for (const stat of stats) assert.match(stat, /unit: (cases|allegations|updates)/);
  const captions = [...queue.matchAll(/<caption[^>]*>([^<]*)</g)].map((match) => match[1]!);
  assert.ok(captions.length > 0);
  for (const caption of captions) assert.match(caption, /: \d+ cases?$/);
  assert.match((await world.browser('Hana Reid').get(`/cases/${id}`)).text, /1 allegation in 1 case, about 1 person/);
});

test('CASE-01.3 one page shows stage, owner, clocks, history, both parties and next action to everybody allowed to see the case', async () => {
  const { id, reference } = await world.open(world.handler);
  for (const name of ['Hana Reid', 'Sefa Lund', 'Hal Stead', 'Olu Verrier']) {
    const { status, text } = await world.browser(name).get(`/cases/${id}`);
    assert.equal(status, 200, name);
    for (const shown of [
      reference,
      'Being handled',
      'Hana Reid, since',
      'Day 1 of 120',
      'Next: update to the complainant, Friday 3 April 2026',
      'Cora Plain',
      'Owen Marsh',
      'Decide allegation 1',
      'Everything that was done',
      'Rude words only',
    ])
      assert.ok(text.includes(shown), `${name} sees ${shown}`);
  }
  for (const name of ['Fay Friend', 'Tariq Boone'])
    assert.equal((await world.browser(name).get(`/cases/${id}`)).status, 404, name);
  assert.equal((await world.browser('Owen Marsh').get(`/cases/${id}`)).status, 403, 'his role includes no case');
});
