/** The rules of the room by themselves: reasons, ladders, sizing, classes, when a sweep may name anybody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOf } from './class-of.ts';
import { causes, type Factor, weighedOneByOne, whyFactorsFail, whyReasonFails } from './closing-reason.ts';
import { ladderFor, stricterLadder } from './ladder-for.ts';
import { type Assessment, whyNotLive } from './may-go-live.ts';
import { falseFlagsOf, hitRateOf, sizingOf } from './sizing.ts';
import { firstDecisionFrom } from './was-acted-on.ts';

const thin = [
  'It was just banter.',
  'Harmless banter, nothing more',
  'banter banter banter banter',
  'He was unaware of it.',
  'They were not aware of this',
  'One word against another, no evidence',
  'Word against word; there is no other witness',
  'It is his word against hers and nothing further',
  'The stop was lawful.',
  'Perfectly lawful, no further matter',
  'This was lawful and the officer was unaware',
  'He said, she said. Closed.',
  'n/a',
  '          ',
  'nothing in it at all, case closed',
];
const real = [
  'The two reports tell of one arrest on 3 May: same custody number, same footage.',
  'Banter was claimed, but four messages name her disability and were sent after she asked him to stop.',
  'The stop was lawful and the body-worn video shows the grounds read out before the search.',
  'One word against another, until the door log put both of them in the locker room at 14:10.',
];

test('P-24 banter, unaware, word against word and lawful alone close nothing', () => {
  for (const reason of thin) assert.ok(whyReasonFails(reason), `accepted: ${reason}`);
});

test('P-24 the same words beside what was looked at are a reason', () => {
  for (const reason of real) assert.equal(whyReasonFails(reason), null, `refused: ${reason}`);
});

test('control: a rule that only counted letters would accept every thin reason but two', () => {
  assert.ok(thin.filter((reason) => reason.trim().length >= 10).length >= thin.length - 2);
});

test('SIG-01.4 a dismissal weighs every entry cited, each with a cause; what was not reached is never a dismissal', () => {
  const because = (factor: string, cause: Factor['cause']): Factor => ({ factor, cause });
  const cites = ['a', 'b'];
  assert.equal(whyFactorsFail('dismiss', [because('a', 'one-event'), because('b', 'one-event')], cites), null);
  assert.equal(whyFactorsFail('dismiss', [because('whole', 'work-explains')], cites), null);
  assert.equal(whyFactorsFail('dismiss', [because('a', 'one-event')], cites)?.code, 'each-entry-needed');
  assert.equal(whyFactorsFail('dismiss', [], cites)?.code, 'factors-needed');
  assert.equal(whyFactorsFail('dismiss', [because('whole', 'no-time')], cites)?.code, 'not-reached-is-not-an-answer');
  assert.equal(whyFactorsFail('dismiss', [because('whole', 'bears-it-out')], cites)?.code, 'borne-out');
  assert.equal(whyFactorsFail('agree', [because('a', 'bears-it-out')], cites), null);
  assert.equal(whyFactorsFail('agree', [because('a', 'hunch' as Factor['cause'])], cites)?.code, 'unknown-cause');
  assert.equal(whyFactorsFail('not-reached', [], cites), null);
  const many = Array.from({ length: 30 }, (_, index) => String(index));
  const some = many.slice(0, weighedOneByOne).map((id) => because(id, 'one-event'));
  assert.equal(whyFactorsFail('dismiss', some, many), null);
  assert.ok(Object.keys(causes).length > 5);
});

test('P-22 silence climbs from the reviewer to the head of standards to the overseer, a day after each is late', () => {
  const ladder = ladderFor({ visibility: 'guarded', raisedOn: '2026-03-06', answerWithinDays: 14 });
  assert.deepEqual(ladder, [
    { role: 'reviewer', from: '2026-03-06', due: '2026-03-20' },
    { role: 'head-of-standards', from: '2026-03-21', due: '2026-03-28' },
    { role: 'overseer', from: '2026-03-29', due: '2026-04-05' },
  ]);
  const outside = ladderFor({
    visibility: 'guarded',
    raisedOn: '2026-03-06',
    answerWithinDays: 14,
    nobodyIsClear: true,
  });
  assert.deepEqual(outside, [{ role: 'overseer', from: '2026-03-06', due: '2026-03-20' }]);
  const covert = ladderFor({ visibility: 'covert', raisedOn: '2026-03-06', answerWithinDays: 7, people: ['x', 'y'] });
  assert.deepEqual(
    covert.map((rung) => rung.person ?? rung.role),
    ['x', 'y', 'custodian'],
  );
});

test('nobody is asked what they may not read, and a stricter class does not move the day', () => {
  const guarded = ladderFor({ visibility: 'guarded', raisedOn: '2026-03-06', answerWithinDays: 14 });
  const restricted = stricterLadder('restricted', guarded);
  assert.equal(restricted[0]?.role, 'head-of-standards');
  assert.equal(restricted[0]?.due, guarded[0]?.due);
  assert.equal(stricterLadder('sealed', guarded)[0]?.role, 'custodian');
  assert.throws(() => stricterLadder('sealed', []), RangeError);
});

test('what is passed on goes to the next, and the last rung stays', () => {
  const from = (after: string) =>
    ladderFor({ visibility: 'guarded', raisedOn: '2026-03-06', answerWithinDays: 14, after }).map((rung) => rung.role);
  assert.deepEqual(from('reviewer'), ['head-of-standards', 'overseer']);
  assert.deepEqual(from('head-of-standards'), ['overseer']);
  assert.deepEqual(from('overseer'), ['overseer']);
});

test('a signal is kept at least as closely as what it cites, and never openly', () => {
  assert.equal(classOf([]), 'guarded');
  assert.equal(classOf(['open', 'open']), 'guarded');
  assert.equal(classOf(['open', 'sealed', 'guarded']), 'sealed');
  assert.equal(classOf(['restricted', 'guarded']), 'restricted');
});

test('P-27 false flags are unknown until somebody answered, with the worst case beside it', () => {
  const unknown = falseFlagsOf(40, hitRateOf({}));
  assert.deepEqual([unknown.likely, unknown.atBest, unknown.atWorst], [null, 0, 40]);
  assert.match(unknown.how, /Unknown/);
  // 3 agreed of 10 answered: Wilson 95% is 0.1078 to 0.6032.
  const measured = falseFlagsOf(100, hitRateOf({ agree: 3, dismiss: 7, 'not-reached': 90 }));
  assert.deepEqual([measured.likely, measured.atBest, measured.atWorst], [70, 39, 90]);
});

test('P-27 what was not reached is in neither number of a hit rate', () => {
  const rate = hitRateOf({ agree: 1, dismiss: 1, 'not-reached': 98 });
  assert.equal(rate.rate, 0.5);
  assert.equal(rate.notReached, 98);
  assert.equal(rate.asked, 100);
});

test('P-27 the sizing gives people, hours and capacity, and no id', () => {
  const sizing = sizingOf({
    asAt: '2026-03-06',
    today: '2026-03-06',
    people: 1000,
    otherSubjects: 3,
    entries: 5000,
    peopleNamed: 60,
    peopleToRead: 50,
    byCode: [
      {
        code: 'signal:repeat',
        rule: 'repeat@1',
        holds: 50,
        diff: { new: 40, renewed: 0, stands: 10, gone: 0 },
        toRead: 40,
      },
      {
        code: 'signal:escalation',
        rule: 'escalation@1',
        holds: 20,
        diff: { new: 20, renewed: 0, stands: 0, gone: 0 },
        toRead: 20,
      },
    ],
    hitRates: new Map([['signal:repeat', hitRateOf({ agree: 5, dismiss: 5 })]]),
    capacityHours: 10,
  });
  assert.equal(sizing.hours, 35);
  assert.equal(sizing.load, 3.5);
  assert.equal(sizing.falseFlags.likely, null);
  assert.match(sizing.falseFlags.how, /signal:escalation/);
  assert.equal(sizing.byCode[0]?.falseFlags.likely, 20);
});

const assessment: Assessment = {
  dpia: 'DPIA 7',
  equality: 'EqIA 3',
  legalBasis: 'DPA 2018 s.35',
  publishedRecord: 'register 12',
};
const ask = {
  assessment,
  approvedBy: 'a',
  secondPerson: 'b',
  hasShadow: true,
  asAt: '2026-03-06',
  today: '2026-03-06',
};

test('P-27 a sweep names nobody without shadow, every part of the assessment, and two people', () => {
  assert.equal(whyNotLive(ask), null);
  assert.equal(whyNotLive({ ...ask, hasShadow: false })?.code, 'shadow-first');
  for (const part of ['dpia', 'equality', 'legalBasis', 'publishedRecord'] as const)
    assert.equal(whyNotLive({ ...ask, assessment: { ...assessment, [part]: ' ' } })?.code, 'assessment-needed', part);
  assert.equal(whyNotLive({ ...ask, assessment: null })?.code, 'assessment-needed');
  assert.equal(whyNotLive({ ...ask, assessment: { ...assessment, until: '2026-03-05' } })?.code, 'assessment-lapsed');
  assert.equal(whyNotLive({ ...ask, secondPerson: 'a' })?.code, 'two-people-needed');
  assert.equal(whyNotLive({ ...ask, approvedBy: null })?.code, 'two-people-needed');
  assert.equal(whyNotLive({ ...ask, asAt: '2026-03-05' })?.code, 'not-today');
});

test('SIG-01.6 a move is no decision, an answer to a signal is read from the answer', () => {
  const step = (type: string, knownOn: number, source = 'conduct-system') =>
    ({ kind: 'step', type, knownOn, source, roles: ['subject'] }) as never;
  assert.equal(firstDecisionFrom([step('posting-step', 5)], 0), null);
  assert.equal(firstDecisionFrom([step('decision-step', 5, 'performance-data')], 0), null);
  assert.equal(
    firstDecisionFrom([step('restriction-step', 9), step('decision-step', 5), step('severity-step', 2)], 3),
    5,
  );
});
