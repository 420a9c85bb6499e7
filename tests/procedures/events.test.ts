/** What may be recorded in a case and what follows from it: refusals in plain words, order of notices, rules that change. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { movesFor } from '../../src/engines/procedures/moves-for.ts';
import { rebind } from '../../src/engines/procedures/rebind.ts';
import { refuseEvent } from '../../src/engines/procedures/refuse-event.ts';
import { stateOf } from '../../src/engines/procedures/state-of.ts';
import type { Asking, CaseEvent, Clock, ProcedureDefinition, Rulebook } from '../../src/engines/procedures/types.ts';
import { fingerprintOf, refuseEdited } from '../../src/engines/procedures/version-for.ts';
import { rulebook } from '../../src/rooms/cases/procedures/rulebook.ts';
import {
  asking,
  clockOf,
  corrected,
  extended,
  fact,
  ground,
  invented,
  moved,
  opened,
  paused,
  procedure,
  resumed,
  sent,
} from './invented.ts';

const four = { amount: 4, unit: 'weeks' } as const;
const work = clockOf({ length: four });
const review = clockOf({ code: 'review', name: 'Review', length: four, isReview: true, pauses: [] });
const definition = procedure([work, review]);
const begun = [opened('2026-03-02'), fact('2026-03-02', 'begun')];
const outside = (person: string, ...codes: string[]) => ({ second: { person, roles: ['decider'], outside: codes } });

const codeOf = (events: readonly CaseEvent[], event: CaseEvent, who: Asking = asking(), rules: Rulebook = definition) =>
  refuseEvent(rules, events, event, who)?.code ?? 'allowed';
const withClock = (rest: Partial<Clock>) => procedure([{ ...work, ...rest }]);

describe('pauses and extensions', () => {
  const nobody = { person: ' ', roles: [] };
  const cases: readonly (readonly [what: string, event: CaseEvent, code: string])[] = [
    ['a pause with all three', paused('2026-03-10', '2026-03-12'), 'allowed'],
    ['a pause that nobody decides', paused('2026-03-10', '2026-03-12', { decider: nobody }), 'decider-missing'],
    ['a pause without a reason', paused('2026-03-10', '2026-03-12', { reason: ' ' }), 'reason-missing'],
    ['a pause without an end', paused('2026-03-10', ''), 'end-missing'],
    ['a pause to a day that is none', paused('2026-03-10', '2026-02-30'), 'end-missing'],
    ['a pause that ends before it begins', paused('2026-03-10', '2026-03-09'), 'ends-before'],
    [
      'a pause on a ground that the rule does not know',
      paused('2026-03-10', '2026-03-12', { ground: 'busy' }),
      'no-such-ground',
    ],
    [
      'a pause of a clock that does not exist',
      paused('2026-03-10', '2026-03-12', { clocks: ['tea'] }),
      'no-such-clock',
    ],
    [
      'a pause of a review by name',
      paused('2026-03-10', '2026-03-12', { clocks: ['work', 'review'] }),
      'review-goes-on',
    ],
    ['a pause of more than ten years', paused('2026-03-10', '2036-03-11'), 'too-long'],
    ['a pause to the year 9999', paused('2026-03-10', '9999-12-31'), 'end-missing'],
    ['an extension of more than ten years', extended('2026-03-10', 'work', '2036-03-11'), 'too-far'],
    ['an extension to the year 9999', extended('2026-03-10', 'work', '9999-12-31'), 'end-missing'],
    ['an extension with all three', extended('2026-03-10', 'work', '2026-04-15'), 'allowed'],
    [
      'an extension that nobody decides',
      { ...extended('2026-03-10', 'work', '2026-04-15'), decider: nobody },
      'decider-missing',
    ],
    [
      'an extension without a reason',
      { ...extended('2026-03-10', 'work', '2026-04-15'), reason: '' },
      'reason-missing',
    ],
    ['an extension without an end', extended('2026-03-10', 'work', ''), 'end-missing'],
    ['an extension to the day it is due anyway', extended('2026-03-10', 'work', '2026-03-30'), 'no-extension'],
    ['an extension of nothing', extended('2026-03-10', 'tea', '2026-04-15'), 'nothing-runs'],
  ];
  test('CASE-06.3 a pause or extension without decider, reason and end is refused', () => {
    for (const [what, event, code] of cases) assert.equal(codeOf(begun, event), code, what);
  });
  test('by the wrong role, too long, or where the rule allows none', () => {
    const worker = asking({ roles: ['worker'] });
    assert.equal(codeOf(begun, paused('2026-03-10', '2026-03-12'), worker), 'not-yours');
    assert.equal(codeOf(begun, extended('2026-03-10', 'work', '2026-04-15'), worker), 'not-yours');
    const week = withClock({ pauses: [{ ...ground, most: { amount: 1, unit: 'weeks' } }] });
    assert.equal(codeOf(begun, paused('2026-03-10', '2026-03-16'), asking(), week), 'allowed');
    assert.equal(codeOf(begun, paused('2026-03-10', '2026-03-17'), asking(), week), 'too-long');
    const { extension: _, ...bare } = work;
    assert.equal(
      codeOf(begun, extended('2026-03-10', 'work', '2026-04-15'), asking(), procedure([bare])),
      'not-extendable',
    );
    const once = withClock({ extension: { by: ['decider'], times: 1, most: four, ...invented } });
    const first = extended('2026-03-10', 'work', '2026-04-15');
    assert.equal(
      codeOf([...begun, first], extended('2026-03-11', 'work', '2026-04-20'), asking(), once),
      'extended-before',
    );
    assert.equal(codeOf(begun, extended('2026-03-11', 'work', '2026-04-27'), asking(), once), 'allowed');
    assert.equal(codeOf(begun, extended('2026-03-11', 'work', '2026-04-28'), asking(), once), 'too-far');
    const off = withClock({ isConfirmed: false });
    assert.equal(codeOf(begun, extended('2026-03-10', 'work', '2026-04-15'), asking(), off), 'clock-off');
    assert.equal(codeOf([opened('2026-03-02')], paused('2026-03-10', '2026-03-12')), 'nothing-runs');
  });
  test('CASE-06.3 paused days are counted apart from days taken, and the pause shows who, why and until when', () => {
    const pause = paused('2026-03-10', '2026-03-16');
    const [clock] = stateOf(definition, [...begun, pause], '2026-03-12').clocks;
    assert.deepEqual(
      [clock?.state, clock?.open?.pausedDays, clock?.open?.due, clock?.open?.dueAtFirst],
      ['paused', 3, '2026-04-06', '2026-03-30'],
    );
    assert.deepEqual(
      clock?.pauses.map(({ decider, reason, from, until }) => [decider.person, reason, from, until]),
      [['decider', 'Because.', '2026-03-10', '2026-03-16']],
    );
    const late = stateOf(definition, [...begun, pause], '2026-04-09').clocks[0]!;
    assert.deepEqual(
      [late.state, late.open?.pausedDays, late.open?.overdueDays, late.climbsTo],
      ['overdue', 7, 3, 'decider'],
    );
  });
  test('a pause of everything leaves the review as it was', () => {
    assert.equal(codeOf(begun, paused('2026-03-10', '2026-03-16')), 'allowed');
    const [, other] = stateOf(definition, [...begun, paused('2026-03-10', '2026-03-16')], '2026-03-12').clocks;
    assert.deepEqual(
      [other?.code, other?.state, other?.open?.due, other?.open?.pausedDays],
      ['review', 'running', '2026-03-30', 0],
    );
  });
  test('pause upon pause up to the last day that is taken still gives a day', () => {
    const events: CaseEvent[] = [opened('2026-03-02'), fact('2026-03-02', 'begun')];
    for (let year = 2026; year <= 2146; year += 10) {
      const pause = paused(`${year}-03-05`, `${year + 10}-03-04`);
      assert.equal(codeOf(events, pause), year + 10 > 2150 ? 'end-missing' : 'allowed', `${year}`);
      if (year + 10 <= 2150) events.push(pause);
    }
    assert.equal(stateOf(definition, events, '2147-01-01').clocks[0]?.open?.due, '2146-03-30');
  });
  test('a pause is ended once, by somebody with a reason, and not before it began', () => {
    const pause = paused('2026-03-10', '2026-03-16');
    const events = [...begun, pause];
    assert.equal(codeOf(events, resumed('2026-03-12', pause)), 'allowed');
    assert.equal(codeOf(events, { ...resumed('2026-03-12', pause), reason: '' }), 'reason-missing');
    assert.equal(codeOf(events, resumed('2026-03-09', pause)), 'ends-before');
    assert.equal(codeOf(events, resumed('2026-03-17', pause)), 'over-already');
    assert.equal(codeOf([...events, resumed('2026-03-12', pause)], resumed('2026-03-13', pause)), 'over-already');
    assert.equal(codeOf(begun, resumed('2026-03-13', pause)), 'no-such-pause');
  });
});

describe('moves: allowed, or refused with the reason in plain words', () => {
  const open = [opened('2026-03-02')];
  const settled = [...open, moved('2026-03-05', 'settle')];
  const cases: readonly (readonly [
    what: string,
    events: readonly CaseEvent[],
    event: CaseEvent,
    who: Asking,
    code: string,
  ])[] = [
    ['as it should be', open, moved('2026-03-05', 'settle'), asking(), 'allowed'],
    ['a move there is not', open, moved('2026-03-05', 'fly'), asking(), 'no-such-move'],
    ['from another stage', open, moved('2026-03-05', 'close'), asking(), 'not-from-here'],
    ['by another role', open, moved('2026-03-05', 'settle'), asking({ roles: ['worker'] }), 'not-yours'],
    ['before the file is read', open, moved('2026-03-05', 'settle'), asking({ fulfilled: [] }), 'needs:read'],
    ['by somebody tied', open, moved('2026-03-05', 'settle'), asking({ walls: ['tied'] }), 'wall:tied'],
    ['by somebody who worked on it', open, moved('2026-03-05', 'settle'), asking({ walls: ['worked'] }), 'wall:worked'],
    [
      'that wall stands for that move only',
      settled,
      moved('2026-03-06', 'close'),
      asking({ walls: ['worked'] }),
      'allowed',
    ],
    ['without reasons', open, moved('2026-03-05', 'settle', { reasons: ' ' }), asking(), 'reason-missing'],
    ['without what was seen', open, moved('2026-03-05', 'settle', { snapshot: '' }), asking(), 'snapshot-missing'],
    [
      'grave, and nobody agreed',
      open,
      moved('2026-03-05', 'settle'),
      asking({ conditions: ['grave'] }),
      'second-missing',
    ],
    [
      'grave, agreed by oneself',
      open,
      moved('2026-03-05', 'settle', outside('decider', 'unit')),
      asking({ conditions: ['grave'] }),
      'second-is-first',
    ],
    [
      'grave, agreed from inside',
      open,
      moved('2026-03-05', 'settle', outside('other')),
      asking({ conditions: ['grave'] }),
      'second-not-outside',
    ],
    [
      'grave, agreed from outside',
      open,
      moved('2026-03-05', 'settle', outside('other', 'unit')),
      asking({ conditions: ['grave'] }),
      'allowed',
    ],
    [
      'softer, agreed from outside the unit only',
      settled,
      moved('2026-03-06', 'soften', outside('other', 'unit')),
      asking(),
      'second-not-outside',
    ],
    [
      'softer, agreed from outside both',
      settled,
      moved('2026-03-06', 'soften', outside('other', 'unit', 'line')),
      asking(),
      'allowed',
    ],
    ['earlier than the last', settled, moved('2026-03-04', 'close'), asking(), 'before-the-last'],
    ['by nobody', open, moved('2026-03-05', 'settle', { by: { person: '', roles: [] } }), asking(), 'decider-missing'],
    ['in another mode', open, moved('2026-03-05', 'give-up'), asking(), 'other-mode'],
    ['in its mode', [...open, fact('2026-03-03', 'taken')], moved('2026-03-05', 'give-up'), asking(), 'allowed'],
    ['on no day', open, moved('2026-02-30', 'settle'), asking(), 'no-such-day'],
    ['a fact that there is not', open, fact('2026-03-03', 'rain'), asking(), 'no-such-fact'],
    ['opened twice', open, opened('2026-03-03'), asking(), 'opened-already'],
    ['anything before the opening', [], fact('2026-03-03', 'begun'), asking(), 'not-open'],
    ['recorded twice', open, open[0]!, asking(), 'recorded-twice'],
  ];
  for (const [what, events, event, who, code] of cases) {
    test(`${what}: ${code}`, () => assert.equal(codeOf(events, event, who), code));
  }
  test('with the day given, what has not happened yet is refused, and only a pause may begin later', () => {
    const on = (event: CaseEvent, today: string) => refuseEvent(definition, begun, event, { ...asking(), today })?.code;
    assert.equal(on(moved('2026-03-05', 'settle'), '2026-03-04'), 'not-yet');
    assert.equal(on(moved('2026-03-05', 'settle'), '2026-03-05'), undefined);
    assert.equal(on(sent('2026-03-05', 'to-asker'), '2026-03-04'), 'not-yet');
    assert.equal(on(paused('2026-03-05', '2026-03-09'), '2026-03-04'), undefined);
  });
  test('the list says what each allowed move asks for and sets off, and every reason against the others', () => {
    const state = stateOf(definition, begun, '2026-03-05');
    const { allowed, refused } = movesFor(definition, state, asking({ conditions: ['grave'] }));
    assert.deepEqual(
      allowed.map(({ move, to, owes, asks }) => [move, to, owes, asks.reasons, asks.snapshot, asks.second?.outside]),
      [['settle', 'settled', ['to-asker', 'to-other'], true, true, ['unit']]],
    );
    assert.deepEqual(
      refused.map(({ move, because }) => [move, because.map(({ words }) => words)]),
      [['give-up', ['“Give up” is open only in the mode: outside. No mode has been set yet.']]],
    );
    const none = movesFor(definition, state, asking({ roles: [], fulfilled: [] }));
    assert.deepEqual(
      none.refused[0]?.because.map(({ code }) => code),
      ['not-yours', 'needs:read'],
    );
    const walled = movesFor(definition, state, asking({ roles: [], walls: ['tied'] }));
    assert.deepEqual(
      walled.refused[0]?.because.map(({ words }) => words),
      ['You are tied.'],
      'a wall says no more than that',
    );
    const closing = movesFor(
      definition,
      stateOf(definition, [...begun, moved('2026-03-05', 'settle')], '2026-03-05'),
      asking(),
    );
    assert.deepEqual(closing.allowed.find(({ move }) => move === 'close')?.ends, ['work', 'review']);
  });
});

describe('a case is bound to its version by the day the law names, and a mistake stays beside its correction', () => {
  const wrong = opened('2026-08-03', '2026-07-12', 'suspension', 2);
  test('another version is refused with the reason', () => {
    const no = refuseEvent(rulebook, [], wrong, asking());
    assert.equal(no?.code, 'other-version');
    assert.match(no?.words ?? '', /The day the matter arose on 2026-07-12 binds the case to version 1, not 2/);
    assert.equal(codeOf([], opened('2026-08-03', '2026-07-12', 'suspension', 1), asking(), rulebook), 'allowed');
    assert.equal(codeOf([], opened('2019-08-03', '2019-07-12', 'suspension', 1), asking(), rulebook), 'no-rule');
    assert.equal(codeOf([], opened('2026-07-01', '2026-07-12', 'suspension', 1), asking(), rulebook), 'bound-before');
  });
  test('a move recorded in error is set aside unless later ones rest on it', () => {
    const settle = moved('2026-03-05', 'settle');
    const close = moved('2026-03-06', 'close');
    const events = [...begun, settle];
    const correction = corrected('2026-03-07', settle);
    assert.equal(codeOf(events, correction), 'allowed');
    assert.equal(stateOf(definition, [...events, correction], '2026-03-07').stage, 'open');
    assert.equal(
      stateOf(definition, [...events, correction], '2026-03-06').stage,
      'settled',
      'as it stood the day before',
    );
    assert.equal(codeOf([...events, close], correction), 'others-rest-on-it');
    assert.equal(codeOf([...events, correction], corrected('2026-03-08', settle)), 'corrected-already');
    assert.equal(codeOf(events, corrected('2026-03-08', events[0]!)), 'opening-stays');
    assert.equal(codeOf(events, corrected('2026-03-08', close)), 'nothing-to-correct');
    assert.equal(codeOf(events, { ...correction, reason: '' }), 'reason-missing');
    const again = corrected('2026-03-09', correction);
    assert.equal(
      stateOf(definition, [...events, correction, again], '2026-03-09').stage,
      'settled',
      'a correction can be corrected',
    );
  });
});

describe('reporter first is an order within one working day, never a veto', () => {
  const settled = [opened('2026-04-01'), moved('2026-04-02', 'settle')];
  const early = (ground: string) => ({
    exception: { ground, authoriser: { person: 'chief', roles: [] }, reason: 'Because.' },
  });
  test('the other side waits until the first has been told, by mailbox too', () => {
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-other')), 'out-of-order');
    const [, other] = stateOf(definition, settled, '2026-04-02').notices;
    assert.deepEqual(other?.waitsFor, { notice: 'to-asker', until: '2026-04-07' }, 'over Easter');
    const told = [...settled, sent('2026-04-02', 'to-asker', { method: 'mailbox', servedOn: '2026-04-02' })];
    assert.equal(codeOf(told, sent('2026-04-02', 'to-other')), 'allowed');
    assert.equal(stateOf(definition, told, '2026-04-02').notices[1]?.waitsFor, null);
  });
  test('after the working day it goes with the reason recorded; before it only for a reason that holds any day', () => {
    assert.equal(codeOf(settled, sent('2026-04-07', 'to-other', early('unreachable'))), 'exception-not-open');
    assert.equal(codeOf(settled, sent('2026-04-08', 'to-other', early('unreachable'))), 'allowed');
    assert.equal(codeOf(settled, sent('2026-04-08', 'to-other')), 'out-of-order', 'and never without one');
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-other', early('danger'))), 'allowed');
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-other', early('whim'))), 'no-such-exception');
    const unreasoned = sent('2026-04-02', 'to-other', { exception: { ...early('danger').exception, reason: '' } });
    assert.equal(codeOf(settled, unreasoned), 'exception-unreasoned');
  });
  test('a day that the law sets is kept: the order ends with it, and on that day it goes with that reason', () => {
    const statutory = { code: 'statutory', words: 'The law sets the day', opens: 'when-due', ...invented } as const;
    const tell = clockOf({
      ...{ code: 'tell', name: 'Other side told', length: { amount: 1, unit: 'days' } },
      ...{ starts: [{ on: 'enter', stage: 'settled' }], done: [{ on: 'sent', notice: 'to-other' }] },
    });
    const notices = definition.notices.map((each) =>
      each.after ? { ...each, within: 'tell', after: { ...each.after, exceptions: [statutory] } } : each,
    );
    const dated = { ...definition, clocks: [tell], notices };
    const [, other] = stateOf(dated, settled, '2026-04-02').notices;
    assert.deepEqual(
      [other?.due, other?.waitsFor?.until],
      ['2026-04-03', '2026-04-03'],
      'before the working day is over',
    );
    assert.equal(
      codeOf(settled, sent('2026-04-02', 'to-other', early('statutory')), asking(), dated),
      'exception-not-open',
    );
    assert.equal(codeOf(settled, sent('2026-04-03', 'to-other', early('statutory')), asking(), dated), 'allowed');
  });
  test('what is not owed yet does not go before the first either', () => {
    const open = settled.slice(0, 1);
    assert.equal(codeOf(open, sent('2026-04-02', 'to-other')), 'out-of-order');
    assert.equal(codeOf(open, sent('2026-04-20', 'to-other', early('unreachable'))), 'exception-not-open');
    assert.equal(codeOf(open, sent('2026-04-02', 'to-other', early('danger'))), 'allowed');
  });
  test('an incomplete notice does not go, sent and served are kept apart, and service must be known', () => {
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-asker', { contains: [] })), 'incomplete');
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-asker', { servedOn: '2026-04-01' })), 'served-before-sent');
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-asker', { method: 'left-at-address' })), 'service-unknown');
    assert.equal(
      codeOf(settled, sent('2026-04-02', 'to-asker', { method: 'e-mail', sentTime: '99:99' })),
      'service-unknown',
    );
    assert.equal(codeOf(settled, sent('2026-04-02', 'unheard-of')), 'no-such-notice');
    assert.equal(codeOf(settled, sent('2026-04-02', 'to-asker', { by: { person: '', roles: [] } })), 'sender-missing');
    const [asker] = stateOf(
      definition,
      [...settled, sent('2026-04-02', 'to-asker', { method: 'post' })],
      '2026-04-02',
    ).notices;
    assert.deepEqual([asker?.sentOn, asker?.servedOn], ['2026-04-02', '2026-04-08']);
  });
});

describe('a rule that changes while a case runs', () => {
  const first: ProcedureDefinition = { ...definition, to: '2026-03-31' };
  const twelve = { amount: 12, unit: 'weeks' } as const;
  const second: ProcedureDefinition = { ...procedure([{ ...work, length: twelve }]), version: 2, from: '2026-04-01' };
  const book = [first, second];
  const order = {
    id: 'rebinding',
    on: '2026-04-01',
    version: 2,
    decider: { person: 'lawyer', roles: [] },
    reason: 'Regulation 3 applies it to open cases.',
  };
  test('the open clock is counted anew; the old day and the reason stay visible', () => {
    const [start, beginning] = [opened('2026-03-09'), fact('2026-03-09', 'begun')];
    const rebinding = rebind(book, [start, beginning], order);
    assert.ok('event' in rebinding);
    assert.deepEqual(rebinding.changes, [
      { clock: 'work', run: 1, ordinal: 1, dueBefore: '2026-04-06', due: '2026-06-01' },
      { clock: 'review', run: 1, ordinal: 1, dueBefore: '2026-04-06', due: null },
    ]);
    const state = stateOf(book, [start, beginning, rebinding.event], '2026-04-02');
    assert.equal(state.version, 2);
    const clock = state.clocks[0]!;
    assert.deepEqual([clock.version, clock.open?.due], [2, '2026-06-01']);
    assert.deepEqual(clock.open?.before, [{ version: 1, due: '2026-04-06', on: '2026-04-01', reason: order.reason }]);
    assert.deepEqual(state.rebound, [{ from: 1, to: 2, on: '2026-04-01', reason: order.reason }]);
    assert.equal(
      stateOf(book, [start, beginning, rebinding.event], '2026-03-31').version,
      1,
      'as it stood the day before',
    );
  });
  test('nobody becomes late by a change of rule: where the new day has gone by, the old one stands', () => {
    const events = [opened('2026-03-09'), fact('2026-03-09', 'begun')];
    const shorter = { ...second, clocks: [{ ...work, length: { amount: 1, unit: 'weeks' } as const }] };
    const rebinding = rebind([first, shorter], events, order);
    assert.ok('event' in rebinding);
    const [clock] = stateOf([first, shorter], [...events, rebinding.event], '2026-04-02').clocks;
    assert.deepEqual([clock?.state, clock?.open?.due], ['running', '2026-04-06']);
  });
  test('what is done stays counted as it was', () => {
    const events = [opened('2026-03-02'), fact('2026-03-02', 'begun'), fact('2026-03-20', 'done')];
    const rebinding = rebind(book, events, order);
    assert.ok('event' in rebinding);
    const [clock] = stateOf(book, [...events, rebinding.event], '2026-04-02').clocks;
    assert.deepEqual([clock?.version, clock?.periods[0]?.due, clock?.periods[0]?.before], [1, '2026-03-30', []]);
  });
  test('refused: without reason or decider, to no version, to the same, before it is in force, where it has no such stage', () => {
    const code = (rest: object, rules: Rulebook = book) => {
      const answer = rebind(rules, begun, { ...order, ...rest });
      return 'refused' in answer ? answer.code : 'allowed';
    };
    assert.equal(code({}), 'allowed');
    assert.equal(code({ reason: '' }), 'reason-missing');
    assert.equal(code({ decider: { person: '', roles: [] } }), 'decider-missing');
    assert.equal(code({ version: 3 }), 'no-such-version');
    assert.equal(code({ version: 1 }), 'same-version');
    assert.equal(code({ on: '2026-03-31' }), 'not-in-force');
    const stageless = { ...second, stages: second.stages.filter(({ code: stage }) => stage !== 'open') };
    assert.equal(code({}, [first, stageless]), 'no-such-stage');
  });
});

test('a version in use is never edited: a changed word, clock or day of beginning is refused, a last day may be added', () => {
  const used = rulebook.map((each) => ({ code: each.code, version: each.version, fingerprint: fingerprintOf(each) }));
  const [first, ...others] = rulebook;
  assert.equal(refuseEdited(used, rulebook), null);
  assert.equal(refuseEdited(used, [{ ...first!, to: '2030-01-01' }, ...others]), null);
  assert.equal(refuseEdited(used, [{ ...first!, purpose: 'Another.' }, ...others])?.code, 'version-edited');
  assert.equal(refuseEdited(used, [{ ...first!, clocks: first!.clocks.slice(1) }, ...others])?.code, 'version-edited');
  assert.equal(refuseEdited(used, others)?.code, 'version-gone');
});

test('P-22 overdue is a function of what happened and the day asked, and nothing else', () => {
  const days = ['2026-03-30', '2026-03-31', '2026-05-01'].map((today) => stateOf(definition, begun, today).clocks[0]!);
  assert.deepEqual(
    days.map(({ state, open }) => [state, open?.overdueDays]),
    [
      ['running', 0],
      ['overdue', 1],
      ['overdue', 32],
    ],
  );
  const done = stateOf(definition, [...begun, fact('2026-04-02', 'done')], '2026-05-01').clocks[0]!;
  assert.deepEqual([done.state, done.periods[0]?.overdueDays], ['done', 3], 'late by three days, however long ago');
});

test('events that do not fit change nothing and are named', () => {
  const odd = [
    ...begun,
    moved('2026-03-05', 'close'),
    fact('2026-03-05', 'rain'),
    sent('2026-03-05', 'unheard-of'),
    extended('2026-03-05', 'tea', '2026-04-01'),
    resumed('2026-03-05', begun[0]!),
    opened('2026-03-06'),
  ];
  const state = stateOf(definition, odd, '2026-03-06');
  assert.equal(state.stage, 'open');
  assert.equal(state.problems.length, 6);
  assert.throws(() => stateOf(definition, [], '2026-03-06'), RangeError);
  assert.throws(
    () => stateOf(definition, [opened('2026-03-02', '2026-03-02', 'invented', 9)], '2026-03-06'),
    RangeError,
  );
});
