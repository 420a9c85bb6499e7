/** Small invented histories: what each detector must see, and above all what it must not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayToIso, type History, isoToDay } from '../../src/engines/history.ts';
import { asAt } from '../../src/engines/patterns/as-at.ts';
import { mattersOf } from '../../src/engines/patterns/matters.ts';
import { samePersonJoin } from '../../src/engines/patterns/same-person.ts';
import { addMonths, checkDated } from '../../src/engines/patterns/windows.ts';
import type { Detection, Detector } from '../../src/engines/signals.ts';
import { escalation } from '../../src/rooms/patterns/detectors/escalation.ts';
import { otherForce } from '../../src/rooms/patterns/detectors/other-force.ts';
import { repeat } from '../../src/rooms/patterns/detectors/repeat.ts';
import { sameVictimType } from '../../src/rooms/patterns/detectors/same-victim-type.ts';
import { gravity, repeatThresholds, risingThresholds, weights } from '../../src/rooms/patterns/detectors/thresholds.ts';
import { historyOf, type Told } from './invented-history.ts';

const see = (detector: Detector, history: History): Detection | null =>
  detector.detect(history, { asAt: null, shareWithTwoOrMore: null });
const cites = (detector: Detector, told: readonly Told[], subject = 's'): string =>
  see(detector, historyOf(told, subject))?.cites.join(' ') ?? 'nothing';
const met = (told: readonly Told[]): string[] =>
  (see(repeat, historyOf(told))!.detail.met as { threshold: string }[]).map(({ threshold }) => threshold);

const complaint = (id: string, on: string, more: Partial<Told> = {}): Told => ({
  id,
  type: 'incivility',
  source: 'public-complaint',
  on,
  ...more,
});

test('repeat: two matters from any sources at any distance, however they ended', () => {
  const told: Told[] = [
    complaint('a', '2001-05-01', { finding: 'withdrawn' }),
    { id: 'b', type: 'violence', source: 'crime-report', on: '2019-02-01', finding: 'no-action' },
  ];
  assert.equal(cites(repeat, told), 'a b');
  assert.equal(dayToIso(see(repeat, historyOf(told))!.since), '2019-02-01');
});

test('repeat: one matter is none', () => {
  assert.equal(cites(repeat, [complaint('a', '2020-01-01')]), 'nothing');
  assert.equal(cites(repeat, []), 'nothing');
});

test('repeat: a matter before joining counts', () => {
  assert.equal(
    cites(repeat, [complaint('a', '2000-01-01', { features: ['before-joining'] }), complaint('b', '2003-01-01')]),
    'a b',
  );
});

test('repeat: eliminated counts nowhere and is set aside with its reason', () => {
  const told = [complaint('a', '2020-01-01'), complaint('b', '2020-02-01', { finding: 'eliminated' })];
  assert.equal(cites(repeat, told), 'nothing');
  const three = see(repeat, historyOf([...told, complaint('c', '2020-03-01')]))!;
  assert.deepEqual(three.cites, ['a', 'c']);
  assert.match(three.setAside[0]!.reason, /^Eliminated/);
});

test('repeat: eliminated later takes the matter out, and the earlier day still reads as it did', () => {
  const history = historyOf([
    complaint('a', '2020-01-01'),
    complaint('b', '2020-02-01', { eliminatedOn: '2021-06-01' }),
  ]);
  assert.equal(see(repeat, history), null);
  assert.deepEqual(see(repeat, asAt(history, isoToDay('2021-05-31')))!.cites, ['a', 'b']);
  assert.equal(see(repeat, asAt(history, isoToDay('2021-06-01'))), null);
});

test('repeat: a decision that eliminates a matter takes it out, unless a later one restores it', () => {
  const told: Told[] = [
    complaint('a', '2020-01-01'),
    complaint('b', '2020-02-01'),
    {
      id: 'c',
      type: 'decision-step',
      source: 'conduct-system',
      step: 'decide',
      on: '2020-03-01',
      of: ['b'],
      finding: 'eliminated',
    },
  ];
  assert.equal(cites(repeat, told), 'nothing');
  const restored: Told = {
    id: 'd',
    type: 'decision-step',
    source: 'conduct-system',
    step: 'review',
    on: '2021-03-01',
    of: ['b'],
    finding: 'upheld',
  };
  assert.equal(cites(repeat, [...told, restored]), 'a b');
});

test('repeat: further word of an eliminated matter falls with it', () => {
  const told = [
    complaint('a', '2020-01-01', { finding: 'eliminated' }),
    complaint('b', '2020-02-01', { of: ['a'] }),
    complaint('c', '2020-03-01'),
  ];
  assert.equal(cites(repeat, told), 'nothing');
});

test('repeat: only the subject of a matter, never who reports, is harmed, acts or is named', () => {
  const told: Told[] = [
    { id: 'a', type: 'bullying', subject: 'x', reporter: 's' },
    { id: 'b', type: 'violence', subject: 'x', affected: ['s'] },
    { id: 'c', type: 'bullying', subject: 'x', about: ['s'] },
    { id: 'd', type: 'mishandled-report', subject: 'case', actor: 's' },
    { id: 'e', type: 'neglect-of-investigation', subject: 's', affected: ['s'], actor: 'force' },
    { id: 'f', type: 'neglect-of-investigation', subject: 's', affected: ['s'], actor: 'force' },
  ];
  assert.equal(cites(repeat, told), 'nothing');
  assert.equal(samePersonJoin(historyOf(told)), null);
});

test('repeat: one matter decided three times is one', () => {
  const decision = (id: string, of: string, finding: Told['finding']): Told => ({
    id,
    type: 'decision-step',
    source: 'conduct-system',
    step: 'decide',
    of: [of],
    finding: finding ?? 'none',
  });
  const told = [
    complaint('a', '2020-01-01'),
    decision('b', 'a', 'not-upheld'),
    decision('c', 'a', 'upheld'),
    decision('d', 'c', 'reflective-practice'),
  ];
  assert.equal(cites(repeat, told), 'nothing');
  assert.equal(mattersOf(historyOf(told)).matters.length, 1);
});

test('repeat: outcomes of something never seen are one matter, and a severity step on three reports melts none', () => {
  const outcome = (id: string): Told => ({
    id,
    type: 'decision-step',
    source: 'conduct-system',
    step: 'decide',
    on: '2020-01-01',
    finding: 'words-of-advice',
  });
  assert.equal(cites(repeat, [outcome('a'), outcome('b')]), 'nothing');
  const told = [
    complaint('a', '2020-01-01'),
    complaint('b', '2020-02-01', { type: 'bullying' }),
    complaint('c', '2020-03-01', { type: 'violence' }),
  ];
  const whole: Told = {
    id: 'd',
    type: 'severity-step',
    source: 'conduct-system',
    step: 'assess',
    on: '2020-04-01',
    of: ['a', 'b', 'c'],
  };
  assert.equal(cites(repeat, [...told, whole]), 'a b c');
  assert.equal(mattersOf(historyOf([...told, whole])).matters.length, 3);
});

test('repeat: outcomes under two numbers tell of two matters', () => {
  const sentBack = (id: string, matter: string): Told => ({
    id,
    type: 'severity-step',
    source: 'conduct-system',
    step: 'send-back',
    matter,
  });
  assert.equal(cites(repeat, [sentBack('a', 'm1'), sentBack('b', 'm2')]), 'a b');
  assert.equal(cites(repeat, [sentBack('a', 'm1'), sentBack('b', 'm1')]), 'nothing');
});

test('repeat: a complaint with five allegations under one number is one matter', () => {
  const types = ['incivility', 'excessive-force', 'discrimination-race', 'stop-search-conduct', 'dishonesty'] as const;
  const told = types.map((type, index) => complaint(`a${index}`, '2020-01-01', { type, matter: 'm', reporter: 'r' }));
  assert.equal(cites(repeat, told), 'nothing');
  assert.equal(cites(repeat, [...told, complaint('b', '2020-06-01', { reporter: 'q' })]), 'a0 a1 a2 a3 a4 b');
});

test('repeat: two reports by two people on two days are two, though one file holds them', () => {
  const told = [
    complaint('a', '2020-01-01', { matter: 'm', reporter: 'r' }),
    complaint('b', '2021-01-01', { matter: 'm', reporter: 'q' }),
  ];
  assert.equal(cites(repeat, told), 'a b');
});

test('repeat: two complaints on one day are two', () => {
  assert.equal(
    cites(repeat, [complaint('a', '2020-01-01', { reporter: 'r' }), complaint('b', '2020-01-01', { reporter: 'q' })]),
    'a b',
  );
});

test('repeat: a full report of what was told before is the same matter; a repeat of it is another', () => {
  const first: Told = { id: 'a', type: 'sexual-harassment', reporter: 'r', affected: ['r'], finding: 'not-recorded' };
  const full: Told = {
    id: 'b',
    type: 'sexual-harassment',
    source: 'conduct-system',
    reporter: 'r',
    affected: ['r'],
    of: ['a'],
    features: ['same-victim'],
  };
  assert.equal(cites(repeat, [first, full]), 'nothing');
  assert.equal(cites(repeat, [first, { ...full, features: ['same-victim', 'repeat-of-earlier'] }]), 'a b');
});

test('repeat: what the subject does in answer to a report is a matter of its own', () => {
  const told: Told[] = [
    { id: 'a', type: 'bullying', reporter: 'r', affected: ['r'], matter: 'm' },
    { id: 'b', type: 'retaliation', step: 'change', actor: 's', affected: ['r'], of: ['a'], matter: 'm' },
  ];
  assert.equal(cites(repeat, told), 'a b');
});

test('repeat: training failures, workload, surveys, postings and refused courses are no conduct', () => {
  const types = [
    'training-step',
    'workforce-count',
    'survey-result',
    'posting-step',
    'authority-step',
    'welfare-step',
    'vetting-step',
    'probation-step',
    'access-step',
  ] as const;
  const told = types.flatMap((type, index): Told[] => [
    { id: `a${index}`, type, source: 'hr', finding: 'refused' },
    { id: `b${index}`, type, source: 'training' },
  ]);
  assert.equal(cites(repeat, told), 'nothing');
});

test('repeat: a move without the record stands beside two matters and never makes them', () => {
  const cloud: Told = { id: 'a', type: 'posting-step', source: 'hr', step: 'move', missing: ['record'] };
  assert.equal(cites(repeat, [cloud, { id: 'b', type: 'bullying' }]), 'nothing');
  assert.equal(cites(repeat, [cloud, { id: 'b', type: 'bullying' }, { id: 'c', type: 'incivility' }]), 'a b c');
});

test('repeat: an arrest opens a matter; a charge and a verdict on it are stages', () => {
  const told: Told[] = [
    { id: 'a', type: 'arrest', step: 'arrest', source: 'crime-report', on: '2020-01-01' },
    {
      id: 'b',
      type: 'charge',
      step: 'charge',
      source: 'crime-report',
      on: '2020-02-01',
      of: ['a'],
      finding: 'charged',
    },
    { id: 'c', type: 'court-result', step: 'convict', source: 'court', on: '2020-09-01', finding: 'convicted' },
  ];
  assert.equal(cites(repeat, told), 'nothing');
  assert.equal(mattersOf(historyOf(told)).matters[0]!.finding, 'charged');
  const again: Told = {
    id: 'd',
    type: 'arrest',
    step: 'arrest',
    source: 'crime-report',
    on: '2020-03-01',
    of: ['a'],
    features: ['repeat-of-earlier'],
  };
  assert.equal(cites(repeat, [...told, again]), 'a d');
});

test('repeat: an arrest on a report of one’s own is set aside', () => {
  const told: Told[] = [
    { id: 'a', type: 'violence', subject: 'x', reporter: 's', affected: ['s'] },
    { id: 'b', type: 'arrest', step: 'arrest', source: 'crime-report', of: ['a'] },
    { id: 'c', type: 'severity-step', step: 'start', source: 'conduct-system', of: ['a'] },
    { id: 'd', type: 'incivility', source: 'public-complaint' },
  ];
  assert.equal(cites(repeat, told), 'nothing');
});

test('repeat: three complaints in exactly 24 months meet the window, one day more does not', () => {
  const three = (last: string) => [complaint('a', '2020-03-15'), complaint('b', '2021-01-01'), complaint('c', last)];
  const name = '3 public complaints in 24 months';
  assert.ok(met(three('2022-03-15')).includes(name));
  assert.ok(!met(three('2022-03-16')).includes(name));
});

test('repeat: a year is read the possible way, made-up days meet no window', () => {
  const name = '3 public complaints in 24 months';
  const year = (id: string, of: number): Told => complaint(id, `${of}-01-01`, { to: `${of}-12-31` });
  assert.ok(met([year('a', 2004), year('b', 2005), year('c', 2006)]).includes(name));
  assert.ok(!met([year('a', 2004), year('b', 2005), year('c', 2007)]).includes(name));
  assert.ok(
    !met([
      complaint('a', '2004-01-01', { madeUp: true }),
      complaint('b', '2004-02-01'),
      complaint('c', '2004-03-01'),
    ]).includes(name),
  );
});

test('repeat: a record that itself says several calls is several; allegations and head counts are not', () => {
  const call = (values: Record<string, number>): Told[] => [
    { id: 'a', type: 'domestic-abuse', source: 'crime-report', values },
  ];
  assert.equal(cites(repeat, call({ calls_at_least: 2 })), 'a');
  assert.equal(cites(repeat, call({ calls_at_least: 1 })), 'nothing');
  assert.equal(
    cites(
      repeat,
      call({ recorded_interviews: 2, months_since_report: 9, officers_facing_allegations: 4, reports_percent: 50 }),
    ),
    'nothing',
  );
});

test('repeat: a grievance counts against the one it names and not against the one who raised it', () => {
  const against = (id: string): Told => ({
    id,
    type: 'grievance-step',
    step: 'raise',
    source: 'grievance',
    reporter: `r${id}`,
  });
  assert.equal(cites(repeat, [against('a'), against('b')]), 'a b');
  const own = (id: string): Told => ({ id, type: 'grievance-step', step: 'raise', source: 'grievance', reporter: 's' });
  assert.equal(cites(repeat, [own('a'), own('b')]), 'nothing');
});

test('repeat: a store that loses things twice repeats for its unit; conduct of people in the unit does not', () => {
  const loss = (id: string, of: string[]): Told => ({
    id,
    type: 'evidence-mishandling',
    step: 'lose',
    source: 'property-store',
    subject: `thing-${id}`,
    unit: 's',
    of,
    features: of.length > 0 ? ['repeat-of-earlier'] : [],
  });
  assert.equal(cites(repeat, [loss('a', []), loss('b', ['a'])]), 'a b');
  assert.equal(
    cites(repeat, [
      { id: 'a', type: 'bullying', subject: 'x', unit: 's' },
      { id: 'b', type: 'violence', subject: 'y', unit: 's' },
    ]),
    'nothing',
  );
});

test('counter-allegation: what is raised against someone after that person reported waits for an independent reading', () => {
  const told: Told[] = [
    { id: 'a', type: 'bullying', on: '2019-01-01' },
    { id: 'b', type: 'sexual-harassment', subject: 'x', reporter: 's', on: '2020-01-01' },
    { id: 'c', type: 'dishonesty', reporter: 'x', on: '2020-02-01' },
  ];
  assert.equal(cites(repeat, told), 'nothing');
  const reading = (more: Partial<Told>): Told => ({
    id: 'd',
    type: 'severity-step',
    step: 'review',
    source: 'conduct-system',
    on: '2020-03-01',
    of: ['b', 'c'],
    ...more,
  });
  assert.equal(cites(repeat, [...told, reading({ actor: 'x' })]), 'nothing');
  assert.equal(cites(repeat, [...told, reading({ actor: 'z', features: ['friend-of-subject'] })]), 'nothing');
  assert.equal(cites(repeat, [...told, reading({ actor: 'z', of: ['c'] })]), 'nothing');
  assert.equal(cites(repeat, [...told, reading({ actor: 'z' })]), 'a c');
});

test('counter-allegation: raised before the report, or by someone else, it counts', () => {
  const own: Told = { id: 'b', type: 'sexual-harassment', subject: 'x', reporter: 's', on: '2020-01-01' };
  const first: Told = { id: 'a', type: 'bullying', on: '2019-01-01' };
  assert.equal(cites(repeat, [first, { id: 'c', type: 'dishonesty', reporter: 'x', on: '2019-06-01' }, own]), 'a c');
  assert.equal(cites(repeat, [first, own, { id: 'c', type: 'dishonesty', reporter: 'z', on: '2020-06-01' }]), 'a c');
});

test('counter-allegation: reporting back does not shield the one who was reported first', () => {
  const told: Told[] = [
    { id: 'a', type: 'domestic-abuse', reporter: 'x', affected: ['x'], on: '2020-01-01' },
    { id: 'b', type: 'violence', subject: 'x', reporter: 's', affected: ['s'], on: '2020-01-05' },
    { id: 'c', type: 'stalking-harassment', reporter: 'x', affected: ['x'], on: '2020-02-01' },
  ];
  assert.equal(cites(repeat, told), 'a c');
  assert.equal(cites(repeat, told, 'x'), 'nothing');
});

test('same victim type: by a feature that two matters share, by the relationship, and by the person', () => {
  const matter = (id: string, more: Partial<Told>): Told => ({ id, type: 'violence', ...more });
  assert.equal(
    cites(sameVictimType, [matter('a', { features: ['partner'] }), matter('b', { features: ['former-partner'] })]),
    'a b',
  );
  assert.equal(
    cites(sameVictimType, [matter('a', { features: ['detainee'] }), matter('b', { type: 'custody-care' })]),
    'a b',
  );
  assert.equal(
    cites(sameVictimType, [
      matter('a', { affected: ['v'] }),
      matter('b', { affected: ['v', 'w'], type: 'incivility' }),
    ]),
    'a b',
  );
  assert.equal(
    cites(sameVictimType, [matter('a', { features: ['child'] }), matter('b', { features: ['detainee'] })]),
    'nothing',
  );
});

test('same victim type: one matter with two victims shares nothing, nor does an eliminated one', () => {
  assert.equal(
    cites(sameVictimType, [{ id: 'a', type: 'violence', affected: ['v', 'w'], features: ['woman'] }]),
    'nothing',
  );
  const two: Told[] = [
    { id: 'a', type: 'violence', affected: ['v'], features: ['woman'] },
    { id: 'b', type: 'violence', affected: ['v'], features: ['woman'], finding: 'eliminated' },
  ];
  assert.equal(cites(sameVictimType, two), 'nothing');
});

test('same victim type: a feature that could be the subject’s own is not read as a victim’s where nobody is affected', () => {
  const told: Told[] = [
    { id: 'a', type: 'driving', features: ['woman', 'probationer'] },
    { id: 'b', type: 'substance-misuse', features: ['woman', 'probationer'] },
  ];
  assert.equal(cites(sameVictimType, told), 'nothing');
});

test('escalation: graver after milder rises, milder after graver does not', () => {
  const mild: Told = { id: 'a', type: 'incivility', on: '2020-01-01' };
  const grave: Told = { id: 'b', type: 'sexual-misconduct', on: '2021-01-01' };
  assert.equal(cites(escalation, [mild, grave]), 'a b');
  assert.equal(cites(escalation, [{ ...grave, on: '2019-01-01' }, mild]), 'nothing');
  assert.equal(cites(escalation, [mild, { ...grave, on: '2020-01-01' }]), 'nothing');
});

test('escalation: more of the same by different people is none; going on against one person after it was known is', () => {
  const same = (id: string, on: string, who: string): Told => ({
    id,
    type: 'stalking-harassment',
    on,
    reporter: who,
    affected: [who],
  });
  assert.equal(cites(escalation, [same('a', '2020-01-01', 'v'), same('b', '2021-01-01', 'w')]), 'nothing');
  assert.equal(cites(escalation, [same('a', '2020-01-01', 'v'), same('b', '2021-01-01', 'v')]), 'a b');
  const mild = (id: string, on: string): Told => ({ id, type: 'incivility', on, reporter: 'v', affected: ['v'] });
  assert.equal(cites(escalation, [mild('a', '2020-01-01'), mild('b', '2021-01-01')]), 'nothing');
});

test('escalation: order is by when it happened and not by when it was told', () => {
  const told: Told[] = [
    { id: 'a', type: 'incivility', on: '2020-01-01' },
    { id: 'b', type: 'sexual-misconduct', on: '2005-01-01', knownOn: '2021-01-01' },
  ];
  assert.equal(cites(escalation, told), 'nothing');
});

test('escalation: matters too far apart are no rise, unknown distances are read the possible way', () => {
  const told = (on: string): Told[] => [
    { id: 'a', type: 'incivility', on: '2000-01-01' },
    { id: 'b', type: 'violence', on },
  ];
  assert.equal(cites(escalation, told('2010-01-01')), 'a b');
  assert.equal(cites(escalation, told('2010-01-02')), 'nothing');
  assert.equal(
    cites(escalation, [
      { id: 'a', type: 'incivility' },
      { id: 'b', type: 'violence' },
    ]),
    'a b',
  );
});

test('escalation: shrinking gaps between like matters rise, even gaps do not', () => {
  const at = (days: readonly string[]) => days.map((on, index): Told => ({ id: `a${index}`, type: 'incivility', on }));
  assert.equal(cites(escalation, at(['2019-01-01', '2020-01-01', '2020-06-01', '2020-08-01'])), 'a0 a1 a2 a3');
  assert.equal(
    cites(escalation, at(['2019-01-01', '2020-01-01', '2021-01-01', '2022-01-01', '2023-01-01'])),
    'nothing',
  );
});

test('escalation: a milder label does not lower the grade of what was said', () => {
  const told: Told[] = [
    { id: 'a', type: 'incivility', on: '2020-01-01' },
    { id: 'b', type: 'incivility', on: '2020-06-01', label: { said: 'sexual-misconduct', given: 'incivility' } },
  ];
  assert.equal(cites(escalation, told), 'a b');
});

test('counter-allegation: once read, it counts from the day of the reading', () => {
  const told: Told[] = [
    { id: 'a', type: 'bullying', on: '2019-01-01' },
    { id: 'b', type: 'sexual-harassment', subject: 'x', reporter: 's', on: '2020-01-01' },
    { id: 'c', type: 'dishonesty', reporter: 'x', on: '2020-02-01' },
    {
      id: 'd',
      type: 'severity-step',
      step: 'read',
      source: 'independent-investigator',
      on: '2021-03-01',
      of: ['b', 'c'],
    },
  ];
  assert.equal(dayToIso(see(repeat, historyOf(told))!.since), '2021-03-01');
});

test('escalation: a relabel to a milder word keeps the grade of the first', () => {
  const history = historyOf([
    { id: 'a', type: 'incivility', on: '2020-01-01' },
    { id: 'b', type: 'incivility', on: '2020-06-01' },
  ]);
  const amendedBy = [
    {
      entry: 'c',
      step: 'relabel' as const,
      knownOn: isoToDay('2020-07-01'),
      before: 'sexual-misconduct',
      after: 'incivility',
    },
  ];
  const entries = history.entries.map((entry) => (entry.id === 'b' ? { ...entry, amendedBy } : entry));
  assert.deepEqual(see(escalation, { ...history, entries })!.cites, ['a', 'b']);
});

test('other force: a notice stands alone, with its receipt or the lack of one', () => {
  const notice: Told = {
    id: 'a',
    type: 'domestic-abuse',
    source: 'other-force-record',
    step: 'record',
    on: '2020-01-01',
    missing: ['receipt'],
  };
  const receipts = (told: readonly Told[]) =>
    (see(otherForce, historyOf(told))!.detail.notices as { receipt: { state: string } }[]).map(
      ({ receipt }) => receipt.state,
    );
  assert.deepEqual(receipts([notice]), ['absent']);
  const receipt: Told = {
    id: 'b',
    type: 'referral-step',
    source: 'other-force-referral',
    step: 'receive',
    on: '2020-02-01',
    of: ['a'],
  };
  assert.deepEqual(receipts([notice, receipt]), ['received']);
  assert.equal(cites(otherForce, [notice, receipt]), 'a b');
  assert.deepEqual(receipts([{ ...notice, missing: [] }]), ['not stated']);
});

test('other force: an eliminated notice, one about another, and a course in another area are not joined', () => {
  const notice: Told = { id: 'a', type: 'violence', source: 'other-force-record', finding: 'eliminated' };
  assert.equal(cites(otherForce, [notice]), 'nothing');
  assert.equal(cites(otherForce, [{ ...notice, finding: 'none', subject: 'x', about: ['s'] }]), 'nothing');
  assert.equal(
    cites(otherForce, [{ id: 'a', type: 'training-step', source: 'training', features: ['other-force-area'] }]),
    'nothing',
  );
});

test('same person: a report from outside the conduct system is joined at once, an eliminated one is not', () => {
  const call: Told = { id: 'a', type: 'domestic-abuse', source: 'crime-report', on: '2020-01-01' };
  assert.deepEqual(samePersonJoin(historyOf([call]))!.cites, ['a']);
  assert.equal(samePersonJoin(historyOf([{ ...call, finding: 'eliminated' }])), null);
  assert.equal(samePersonJoin(historyOf([{ ...call, source: 'conduct-system' }])), null);
});

test('SIG-01 no sentence, explanation or detail names who reported or who was harmed', () => {
  const told: Told[] = ['a', 'b', 'c'].map((id, index) => ({
    id,
    type: index > 1 ? 'sexual-misconduct' : 'incivility',
    source: 'other-force-record',
    reporter: `secret-${id}`,
    affected: [`secret-v`],
    features: ['woman'],
  }));
  for (const detector of [repeat, escalation, sameVictimType, otherForce])
    assert.doesNotMatch(JSON.stringify(see(detector, historyOf(told))), /secret/);
});

test('weights: proven outweighs untested, untested outweighs tested and not upheld, and none hides anything', () => {
  const score = (finding: Told['finding']) => {
    const found = see(
      repeat,
      historyOf([complaint('a', '2020-01-01', { finding: finding ?? 'none' }), complaint('b', '2021-01-01')]),
    )!;
    assert.deepEqual(found.cites, ['a', 'b']);
    return found.score;
  };
  assert.ok(score('proven') > score('withdrawn'));
  assert.equal(score('withdrawn'), score('no-action'));
  assert.ok(score('no-action') > score('not-upheld'));
});

test('dated tables are in order, and months are counted by the calendar', () => {
  for (const table of [repeatThresholds, risingThresholds, weights, gravity]) checkDated(table);
  assert.throws(() => checkDated([{ from: '2026-01-01' }, { from: '2025-01-01' }]), RangeError);
  assert.equal(dayToIso(addMonths(isoToDay('2020-02-29'), 12)), '2021-02-28');
  assert.equal(dayToIso(addMonths(isoToDay('2020-01-31'), 1)), '2020-02-29');
});
