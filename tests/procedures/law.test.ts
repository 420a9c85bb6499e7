/** Deadlines of the first rulebook, worked by hand: which version holds, when what is owed is due, who owes it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stateOf } from '../../src/engines/procedures/state-of.ts';
import type { CaseEvent, ClockState } from '../../src/engines/procedures/types.ts';
import { versionFor, withConfirmed } from '../../src/engines/procedures/version-for.ts';
import {
  type ReferralFacts,
  referralCriteria,
  referralCriteriaList,
} from '../../src/rooms/cases/procedures/referral.ts';
import { lastDayForReview, type ReviewFacts, reviewBody } from '../../src/rooms/cases/procedures/review-body.ts';
import { rulebook } from '../../src/rooms/cases/procedures/rulebook.ts';
import { fact, moved, opened, paused, sent } from './invented.ts';
import { secondCount } from './second-count.ts';
import { lengthOf } from './worked-days.ts';

/** Opens a case under the version that its binding day chooses. */
function bound(code: string, bindingOn: string, openedOn = bindingOn): CaseEvent {
  const version = versionFor(rulebook, code, bindingOn);
  assert.ok(version, `${code} on ${bindingOn}`);
  return opened(openedOn, bindingOn, code, version.version);
}
const at = (events: readonly CaseEvent[], today: string) => {
  const state = stateOf(rulebook, events, today);
  assert.deepEqual(state.problems, []);
  return state;
};
function clockAt(events: readonly CaseEvent[], code: string, today = '2028-12-31'): ClockState {
  const clock = at(events, today).clocks.findLast((each) => each.code === code);
  assert.ok(clock, `${code} was started`);
  return clock;
}

const complaint = (on: string) => bound('complaint-schedule-3', on);
const toInvestigation = (on: string) => [moved(on, 'record'), moved(on, 'investigate')];
const toDecision = (on: string) => [moved(on, 'record'), moved(on, 'no-further-action')];
const conduct = (on: string) => bound('officer-conduct', on);
const suspension = (on: string) => bound('suspension', on);

/** Title with the working, events, clock, due, and how the second count reaches it: start and length. */
type LawRow = readonly [working: string, events: readonly CaseEvent[], clock: string, due: string, second: string];

const rows: readonly LawRow[] = [
  [
    'outcome within five working days: decided Thu 2 April, over Easter, Mon 13',
    [complaint('2026-03-02'), ...toDecision('2026-04-02')],
    'outcome-notice',
    '2026-04-13',
    '2026-04-02 5 wd',
  ],
  [
    'outcome decided Wed 23 December: 24, 29, 30, 31, Mon 4 January',
    [complaint('2026-12-01'), ...toDecision('2026-12-23')],
    'outcome-notice',
    '2027-01-04',
    '2026-12-23 5 wd',
  ],
  [
    'outcome decided Fri 1 May: Mon 4 off; 5-8, Mon 11',
    [complaint('2026-03-02'), ...toDecision('2026-05-01')],
    'outcome-notice',
    '2026-05-11',
    '2026-05-01 5 wd',
  ],
  [
    'update within four weeks of Wed 4 March: 1 April',
    [complaint('2026-03-02'), ...toInvestigation('2026-03-04')],
    'complainant-update',
    '2026-04-01',
    '2026-03-04 4 w',
  ],
  [
    'update sent early on 20 March: four weeks from then, 17 April',
    [complaint('2026-03-02'), ...toInvestigation('2026-03-04'), sent('2026-03-20', 'progress-update')],
    'complainant-update',
    '2026-04-17',
    '2026-03-20 4 w',
  ],
  [
    'update over the year end: 5 December to 2 January',
    [complaint('2025-12-01'), ...toInvestigation('2025-12-05')],
    'complainant-update',
    '2026-01-02',
    '2025-12-05 4 w',
  ],
  [
    'update is due through a pause of everything',
    [
      complaint('2026-03-02'),
      ...toInvestigation('2026-03-04'),
      paused('2026-03-10', '2026-03-31', { ground: 'misdirected' }),
    ],
    'complainant-update',
    '2026-04-01',
    '2026-03-04 4 w',
  ],
  [
    'review: outcome given by hand 2 March, 28 days from the day after: 30 March',
    [complaint('2026-02-02'), ...toDecision('2026-03-02'), sent('2026-03-02', 'outcome-to-complainant')],
    'review-application',
    '2026-03-30',
    '2026-03-02 28 d',
  ],
  [
    'review: posted Thu 2 April, served Wed 8, 28 days: 6 May',
    [
      complaint('2026-02-02'),
      ...toDecision('2026-04-01'),
      sent('2026-04-02', 'outcome-to-complainant', { method: 'post' }),
    ],
    'review-application',
    '2026-05-06',
    '2026-04-08 28 d',
  ],
  [
    'review: e-mailed 24 December at 17:00, served Tue 29, 28 days: 26 January',
    [
      complaint('2026-11-02'),
      ...toDecision('2026-12-23'),
      sent('2026-12-24', 'outcome-to-complainant', { method: 'e-mail', sentTime: '17:00' }),
    ],
    'review-application',
    '2027-01-26',
    '2026-12-29 28 d',
  ],
  [
    'review: served 2 March, sent astray 16 to 25 March: ten days more, 9 April',
    [
      complaint('2026-02-02'),
      ...toDecision('2026-03-02'),
      sent('2026-03-02', 'outcome-to-complainant'),
      paused('2026-03-16', '2026-03-25', { ground: 'misdirected', clocks: ['review-application'] }),
    ],
    'review-application',
    '2026-04-09',
    '2026-03-30 10 d',
  ],
  [
    'review, received 27 May 2025 (version 1): e-mail counts when proved, 2 June; 30 June',
    [
      complaint('2025-05-27'),
      ...toDecision('2025-05-30'),
      sent('2025-05-30', 'outcome-to-complainant', { method: 'e-mail', servedOn: '2025-06-02' }),
    ],
    'review-application',
    '2025-06-30',
    '2025-06-02 28 d',
  ],
  [
    'logged by the next working day: received Thu 2 April, Tue 7',
    [complaint('2026-04-02')],
    'log',
    '2026-04-07',
    '2026-04-02 1 wd',
  ],
  [
    'logged by the next working day: received on Christmas Eve, Tue 29',
    [bound('complaint-outside-schedule-3', '2026-12-24')],
    'log',
    '2026-12-29',
    '2026-12-24 1 wd',
  ],
  [
    'counted from receipt though opened later: received Fri 1 May, Tue 5',
    [bound('complaint-outside-schedule-3', '2026-05-01', '2026-05-06')],
    'log',
    '2026-05-05',
    '2026-05-01 1 wd',
  ],
  [
    'an owner by the end of the next day: New Year too',
    [complaint('2026-12-31')],
    'name-owner',
    '2027-01-01',
    '2026-12-31 1 d',
  ],
  [
    'referral by the end of the day after it became clear: Good Friday 3, Sat 4',
    [complaint('2026-03-02'), fact('2026-04-03', 'referral-first-clear')],
    'referral',
    '2026-04-04',
    '2026-04-03 1 d',
  ],
  [
    'long case: received 29 February 2024, report at 12 months: 28 February',
    [complaint('2024-02-29'), ...toInvestigation('2024-03-04')],
    'long-running-report',
    '2025-02-28',
    '2024-02-29 12 m',
  ],
  [
    'then at 18 months of the first day: 29 August',
    [complaint('2024-02-29'), ...toInvestigation('2024-03-04'), sent('2025-02-20', 'long-running-report')],
    'long-running-report',
    '2025-08-29',
    '2024-02-29 18 m',
  ],
  [
    'then at 24 months, however late the last was: 28 February',
    [
      complaint('2024-02-29'),
      ...toInvestigation('2024-03-04'),
      sent('2025-02-20', 'long-running-report'),
      sent('2025-10-01', 'long-running-report'),
    ],
    'long-running-report',
    '2026-02-28',
    '2024-02-29 24 m',
  ],
  [
    'conduct that came to attention on 31 August: 31 August; the second on 28 February',
    [conduct('2025-08-31'), moved('2025-09-10', 'investigate'), sent('2026-08-31', 'long-running-report')],
    'long-running-report',
    '2027-02-28',
    '2025-08-31 18 m',
  ],
  [
    'severity in five working days: opened Mon 21 December: 22, 23, 24, 29, 30',
    [conduct('2026-12-21')],
    'severity-assessment',
    '2026-12-30',
    '2026-12-21 5 wd',
  ],
  [
    'checks for a gross matter the same day, Christmas too',
    [conduct('2026-12-21'), fact('2026-12-25', 'assessed-gross')],
    'checks-same-day',
    '2026-12-25',
    '2026-12-25* 1 d',
  ],
  [
    'representations, version 2: e-mailed Wed 4 June at 15:00, served then; 5, 6, 9-13, 16, 17, 18',
    [
      conduct('2025-05-28'),
      moved('2025-06-03', 'investigate'),
      sent('2025-06-04', 'notice-of-investigation', { method: 'e-mail', sentTime: '15:00' }),
    ],
    'representations',
    '2025-06-18',
    '2025-06-04 10 wd',
  ],
  [
    'representations, version 1: posted Wed 21 May, served Fri 23; Mon 26 off; 27-30, 2-6, 9 June',
    [
      conduct('2025-05-12'),
      moved('2025-05-20', 'investigate'),
      sent('2025-05-21', 'notice-of-investigation', { method: 'post' }),
    ],
    'representations',
    '2025-06-09',
    '2025-05-23 10 wd',
  ],
  [
    'another day for the interview: Thu 21 May; 22, Mon 25 off, 26-29',
    [conduct('2026-05-05'), fact('2026-05-21', 'interview-day-given')],
    'interview-other-date',
    '2026-05-29',
    '2026-05-21 5 wd',
  ],
  [
    'the officer’s response: by hand Wed 1 April; 2, 7-10, 13-17, 20-24',
    [conduct('2026-01-05'), ...meetingReferred('2026-03-30'), sent('2026-04-01', 'referral-notice')],
    'officer-response',
    '2026-04-24',
    '2026-04-01 15 wd',
  ],
  [
    'the officer’s response: posted Wed 1 April, served Tue 7; 8-10, 13-17, 20-24, 27, 28',
    [
      conduct('2026-01-05'),
      ...meetingReferred('2026-03-30'),
      sent('2026-04-01', 'referral-notice', { method: 'post' }),
    ],
    'officer-response',
    '2026-04-28',
    '2026-04-07 15 wd',
  ],
  [
    'witness lists: response Thu 30 April; 1 May, Mon 4 off, 5, 6',
    [conduct('2026-01-05'), fact('2026-04-30', 'response-received')],
    'witness-lists',
    '2026-05-06',
    '2026-04-30 3 wd',
  ],
  [
    'meeting: served Mon 30 November; December 1-4, 7-11, 14-18, 21-24, 29, 30',
    [conduct('2026-01-05'), ...meetingReferred('2026-11-27'), sent('2026-11-30', 'referral-notice')],
    'meeting',
    '2026-12-30',
    '2026-11-30 20 wd',
  ],
  [
    'meeting paused for a criminal case 7 to 11 December: 31, then January 4-7',
    [
      conduct('2026-01-05'),
      ...meetingReferred('2026-11-27'),
      sent('2026-11-30', 'referral-notice'),
      paused('2026-12-07', '2026-12-11', { ground: 'criminal-proceedings' }),
    ],
    'meeting',
    '2027-01-07',
    '2026-12-30 5 wd',
  ],
  [
    'appeal: served Fri 18 December; 21-24, 29, 30, 31',
    [conduct('2026-01-05'), ...meetingDecided('2026-12-17'), sent('2026-12-18', 'meeting-outcome')],
    'meeting-appeal',
    '2026-12-31',
    '2026-12-18 7 wd',
  ],
  [
    'the reporter told: decided Fri 27 March; 30, 31, 1, 2, Tue 7',
    [conduct('2026-01-05'), moved('2026-03-27', 'assess-no-action')],
    'reporter-outcome',
    '2026-04-07',
    '2026-03-27 5 wd',
  ],
  [
    'suspension, matter arose 12 July 2026: every four weeks; 14 July, 11 August',
    [suspension('2026-07-12'), moved('2026-07-14', 'suspend')],
    'suspension-review',
    '2026-08-11',
    '2026-07-14 4 w',
  ],
  [
    'suspension, matter arose 13 July 2026: within twelve weeks; 14 July, 6 October',
    [suspension('2026-07-13'), moved('2026-07-14', 'suspend')],
    'suspension-review',
    '2026-10-06',
    '2026-07-14 12 w',
  ],
  [
    'version 1, reviewed early on 25 March: 22 April',
    [suspension('2026-02-20'), moved('2026-03-02', 'suspend'), moved('2026-03-25', 'keep-suspended')],
    'suspension-review',
    '2026-04-22',
    '2026-03-25 4 w',
  ],
  [
    'version 2, reviewed on 30 September: October 31, November 30, 23 December',
    [suspension('2026-07-13'), moved('2026-07-14', 'suspend'), moved('2026-09-30', 'keep-suspended')],
    'suspension-review',
    '2026-12-23',
    '2026-09-30 12 w',
  ],
  [
    'version 2, softened to limits on 3 August: twelve weeks from then, 26 October',
    [suspension('2026-07-13'), moved('2026-07-14', 'suspend'), moved('2026-08-03', 'soften')],
    'restriction-review',
    '2026-10-26',
    '2026-08-03 12 w',
  ],
  [
    'three working days to decide: Fri 17 July; 20, 21, 22',
    [suspension('2026-07-13'), fact('2026-07-17', 'criminal-and-gross')],
    'decide-measure',
    '2026-07-22',
    '2026-07-17 3 wd',
  ],
  [
    'three working days to decide: Thu 27 August; 28, Mon 31 off, 1, 2 September',
    [suspension('2026-07-13'), fact('2026-08-27', 'criminal-and-gross')],
    'decide-measure',
    '2026-09-02',
    '2026-08-27 3 wd',
  ],
  [
    'three working days to decide: Wed 23 December; 24, 29, 30',
    [suspension('2026-12-22'), fact('2026-12-23', 'criminal-and-gross')],
    'decide-measure',
    '2026-12-30',
    '2026-12-23 3 wd',
  ],
  [
    'reply to a request to reopen: Mon 3 August; 4-7, 10-14, 17-21, 24-28, 31 off, 1 September',
    [bound('reopening', '2026-08-03')],
    'reopening-reply',
    '2026-09-01',
    '2026-08-03 20 wd',
  ],
  [
    'reply, waiting for the asker 10 to 14 August: five more, 2-4, 7, 8 September',
    [bound('reopening', '2026-08-03'), paused('2026-08-10', '2026-08-14', { ground: 'more-asked-of-asker' })],
    'reopening-reply',
    '2026-09-08',
    '2026-09-01 5 wd',
  ],
];

function meetingReferred(on: string): CaseEvent[] {
  return ['investigate', 'report', 'to-meeting'].map((move) => moved(on, move));
}
function meetingDecided(on: string): CaseEvent[] {
  return [...meetingReferred(on), moved(on, 'hold-meeting'), moved(on, 'decide-meeting')];
}

describe(`the rulebook's deadlines worked by hand: ${rows.length}`, () => {
  for (const [working, events, code, due, second] of rows) {
    test(`${code}: ${working}`, () => {
      const lastDay = events
        .map(({ on }) => on)
        .sort()
        .at(-1)!;
      const clock = clockAt(events, code, lastDay);
      assert.equal(clock.periods.at(-1)!.due, due);
      const [start = '', amount, unit] = second.split(' ');
      const reckoning = {
        start: start.replace('*', ''),
        length: lengthOf(`${amount} ${unit}`),
        fromTheDay: start.endsWith('*'),
      };
      assert.equal(secondCount(reckoning), due, 'the second count');
      assert.equal(clock.version, versionFor(rulebook, clock.procedure, at(events, lastDay).bindingOn)!.version);
    });
  }
});

test('the day the law names binds the version: 27 and 28 May 2025, 12 and 13 July 2026', () => {
  const versions = (code: string, ...days: string[]) =>
    days.map((day) => versionFor(rulebook, code, day)?.version ?? null);
  assert.deepEqual(versions('officer-conduct', '2020-01-31', '2020-02-01', '2025-05-27', '2025-05-28'), [
    null,
    1,
    1,
    2,
  ]);
  assert.deepEqual(versions('complaint-schedule-3', '2020-01-31', '2025-05-27', '2025-05-28', '2026-11-22'), [
    null,
    1,
    2,
    2,
  ]);
  assert.deepEqual(versions('suspension', '2026-07-12', '2026-07-13'), [1, 2]);
  assert.equal(versionFor(rulebook, 'unheard-of', '2026-07-13'), null);
  const opening = at([bound('suspension', '2026-07-12', '2026-08-03'), moved('2026-08-04', 'suspend')], '2026-08-04');
  assert.equal(opening.version, 1, 'a matter that arose before stays under the old rule when it is opened later');
});

test('what is unconfirmed is shown with its dates and is off until somebody confirms it', () => {
  const events = [
    conduct('2025-05-28'),
    moved('2025-06-03', 'investigate'),
    sent('2025-06-04', 'notice-of-investigation'),
  ];
  const off = clockAt(events, 'representations', '2025-12-01');
  assert.deepEqual([off.state, off.isOn, off.open?.due, off.climbsTo], ['off', false, '2025-06-18', null]);
  const confirmation = { code: 'officer-conduct', version: 2, clock: 'representations', on: '2026-01-01' };
  const confirmed = (today: string) => rulebook.map((each) => withConfirmed(each, [confirmation], today));
  const stateWith = (today: string) =>
    stateOf(confirmed(today), events, '2025-06-10').clocks.find(({ code }) => code === 'representations');
  assert.equal(stateWith('2025-12-31')?.state, 'off');
  assert.equal(stateWith('2026-01-01')?.state, 'running');
});

test('a right that has passed is nobody’s fault; a missed update is overdue and climbs', () => {
  const told = [complaint('2026-02-02'), ...toDecision('2026-03-02'), sent('2026-03-02', 'outcome-to-complainant')];
  assert.deepEqual(
    [
      clockAt(told, 'review-application', '2026-03-31').state,
      clockAt(told, 'review-application', '2026-03-31').climbsTo,
    ],
    ['passed', null],
  );
  const silent = clockAt(
    [complaint('2026-03-02'), ...toInvestigation('2026-03-04')],
    'complainant-update',
    '2026-04-11',
  );
  assert.deepEqual([silent.state, silent.open?.overdueDays, silent.climbsTo], ['overdue', 10, 'head-of-standards']);
});

test('when the independent investigator owns the matter, what is owed is owed by it or to it', () => {
  const events = [
    complaint('2026-03-02'),
    moved('2026-03-03', 'record'),
    fact('2026-03-03', 'referral-first-clear'),
    moved('2026-03-04', 'refer'),
    sent('2026-03-04', 'referral-form'),
    fact('2026-03-10', 'mode-independent'),
    moved('2026-03-10', 'take-up-after-referral'),
  ];
  const state = at(events, '2026-03-11');
  assert.equal(state.mode, 'independent');
  const owed = (code: string) =>
    state.clocks.filter((each) => each.code === code).map(({ owner, owedTo }) => [owner, owedTo])[0];
  assert.deepEqual(owed('complainant-update'), ['independent-investigator', 'complainant']);
  assert.deepEqual(owed('long-running-report'), ['independent-investigator', 'local-policing-body']);
  const decided = at([...events, moved('2026-04-01', 'report'), moved('2026-04-02', 'decide')], '2026-04-02');
  assert.deepEqual(
    decided.clocks.filter(({ code }) => code === 'outcome-notice').map(({ owner, owedTo }) => [owner, owedTo]),
    [['handler', 'independent-investigator']],
  );
  const referral = state.clocks.find(({ code }) => code === 'referral')!;
  assert.equal(referral.periods[0]?.doneOn, '2026-03-04');
});

test('what the service owes in a conduct matter is owed to whoever owns or directs it; rights stay with whose they are', () => {
  const events = [
    conduct('2026-03-02'),
    moved('2026-03-04', 'investigate'),
    sent('2026-03-05', 'notice-of-investigation'),
    fact('2026-03-10', 'assessed-gross'),
  ];
  const owedTo = (more: readonly CaseEvent[]) =>
    at([...events, ...more], '2026-03-12').clocks.map(({ code, owedTo: to }) => [code, to]);
  const ours = [
    ['name-owner', 'reporter'],
    ['severity-assessment', 'reporter'],
    ['reporter-update', 'reporter'],
    ['long-running-report', 'local-policing-body'],
    ['representations', 'officer'],
    ['checks-same-day', 'chief-officer'],
  ];
  const kept = ['reporter-update', 'long-running-report', 'representations'];
  const theirs = ours.map(([code, to]) => [code, kept.includes(code!) ? to : 'independent-investigator']);
  const byCode = (rows: (string | undefined)[][]) => rows.map((row) => row.join(' to ')).sort();
  assert.deepEqual(byCode(owedTo([])), byCode(ours));
  for (const mode of ['mode-directed', 'mode-independent'])
    assert.deepEqual(byCode(owedTo([fact('2026-03-11', mode)])), byCode(theirs), mode);
  const returned = [fact('2026-03-11', 'mode-independent'), fact('2026-03-12', 'mode-local')];
  assert.deepEqual(byCode(owedTo(returned)), byCode(ours), 'and back when it is returned');
});

const noReferral = Object.fromEntries(
  referralCriteriaList.map(({ fact: name }) => [name, false]),
) as unknown as ReferralFacts;

test('referral: each criterion alone decides the kind, and the strongest of several wins', () => {
  assert.equal(referralCriteria(noReferral).kind, null);
  for (const { fact: name, kind, words } of referralCriteriaList) {
    const answer = referralCriteria({ ...noReferral, [name]: true });
    assert.deepEqual([answer.kind, answer.met.map((each) => each.words)], [kind, [words]]);
  }
  assert.equal(referralCriteria({ ...noReferral, grave: true, seriousAssault: true }).kind, 'mandatory');
  assert.equal(referralCriteria({ ...noReferral, calledIn: true, seriousAssault: true }).kind, 'called-in');
});

test('review: every ground sends it to the independent investigator, none of them to the local policing body', () => {
  const none: ReviewFacts = {
    authorityIsPolicingBody: false,
    seniorOfficer: false,
    couldBeCrimeOrDiscipline: false,
    couldEngageArticle2Or3: false,
    wasOrMustBeReferred: false,
  };
  assert.deepEqual([reviewBody(none).body, reviewBody(none).power], ['local-policing-body', 'recommends']);
  for (const name of Object.keys(none)) {
    const answer = reviewBody({ ...none, [name]: true });
    assert.deepEqual([answer.body, answer.power], ['independent-investigator', 'directs'], name);
  }
});

test('the last day to ask for a review is the definition’s, and where it gives none there is none', () => {
  const last = (code: string) => lastDayForReview(versionFor(rulebook, code, '2026-03-02')!, '2026-03-02');
  assert.equal(last('complaint-schedule-3'), '2026-03-30');
  assert.equal(last('complaint-outside-schedule-3'), null);
});
