/** How clocks and notices begin, repeat and end as events come in. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stateOf } from '../../src/engines/procedures/state-of.ts';
import type { CaseEvent, Clock } from '../../src/engines/procedures/types.ts';
import { rulebook } from '../../src/rooms/cases/procedures/rulebook.ts';
import { clockOf, fact, moved, opened, procedure, sent } from './invented.ts';

const week = { amount: 1, unit: 'weeks' } as const;
const clocksAfter = (rest: Partial<Clock>, events: readonly CaseEvent[], today: string) =>
  stateOf(procedure([clockOf({ length: week, ...rest })]), [opened('2026-03-02'), ...events], today).clocks;

describe('a clock that is started again', () => {
  const twice = [fact('2026-03-02', 'begun'), fact('2026-03-05', 'begun')];
  test('goes on from the first day where the first counts', () => {
    const clocks = clocksAfter({ again: 'first-counts' }, twice, '2026-03-06');
    assert.deepEqual(
      clocks.map(({ run, state, open }) => [run, state, open?.due]),
      [[1, 'running', '2026-03-09']],
    );
  });
  test('begins again where the rule says so, and the first run stays as ended', () => {
    const clocks = clocksAfter({ again: 'begins-again' }, twice, '2026-03-06');
    assert.deepEqual(
      clocks.map(({ run, state, open }) => [run, state, open?.due]),
      [
        [1, 'ended', undefined],
        [2, 'running', '2026-03-12'],
      ],
    );
  });
  test('once done it is a new run in either case', () => {
    const clocks = clocksAfter({}, [twice[0]!, fact('2026-03-04', 'done'), twice[1]!], '2026-03-06');
    assert.deepEqual(
      clocks.map(({ run, state, startedOn }) => [run, state, startedOn]),
      [
        [1, 'done', '2026-03-02'],
        [2, 'running', '2026-03-05'],
      ],
    );
  });
});

test('what was done before a clock began does not do it, however late it is recorded', () => {
  const [clock] = clocksAfter({}, [fact('2026-03-05', 'begun'), fact('2026-03-04', 'done')], '2026-03-20');
  assert.deepEqual([clock?.state, clock?.open?.overdueDays], ['overdue', 8]);
});

describe('a clock that repeats', () => {
  const begun = fact('2026-03-02', 'begun');
  const every = { every: week, from: 'done' } as const;
  test('from when it was last done: early, late and again', () => {
    const events = [begun, fact('2026-03-06', 'done'), fact('2026-03-18', 'done')];
    const [clock] = clocksAfter({ repeats: every }, events, '2026-03-20');
    assert.deepEqual(
      clock?.periods.map(({ due, doneOn, overdueDays }) => [due, doneOn, overdueDays]),
      [
        ['2026-03-09', '2026-03-06', 0],
        ['2026-03-13', '2026-03-18', 5],
        ['2026-03-25', null, 0],
      ],
    );
  });
  test('on its calendar: being late or early moves nothing', () => {
    const events = [begun, fact('2026-03-06', 'done'), fact('2026-03-18', 'done')];
    const [clock] = clocksAfter({ repeats: { every: week, from: 'due' } }, events, '2026-03-20');
    assert.deepEqual(
      clock?.periods.map(({ due, doneOn }) => [due, doneOn]),
      [
        ['2026-03-09', '2026-03-06'],
        ['2026-03-16', '2026-03-18'],
        ['2026-03-23', null],
      ],
    );
  });
  test('ends with what ends it, and owes nothing after', () => {
    const ends = [{ on: 'enter', stage: 'settled' }] as const;
    const [clock] = clocksAfter({ repeats: every, ends }, [begun, moved('2026-03-05', 'settle')], '2026-12-01');
    assert.deepEqual(
      [clock?.state, clock?.open, clock?.periods[0]?.endedOn, clock?.periods[0]?.overdueDays],
      ['ended', null, '2026-03-05', 0],
    );
  });
  test('on a calendar of another unit each round counts from the day the last was due', () => {
    const repeats = { every: { amount: 1, unit: 'months' }, from: 'due' } as const;
    const [clock] = clocksAfter({ repeats }, [begun, fact('2026-03-04', 'done')], '2026-03-20');
    assert.equal(clock?.open?.due, '2026-04-09');
  });
});

describe('notices of a real complaint', () => {
  const events = [
    opened('2026-03-02', '2026-03-02', 'complaint-schedule-3', 2),
    moved('2026-03-03', 'record'),
    moved('2026-03-04', 'investigate'),
  ];
  const noticesAfter = (...more: CaseEvent[]) => {
    const all = [...events, ...more];
    const state = stateOf(rulebook, all, all.at(-1)!.on);
    return state.notices.map(({ code, due, sentOn }) => [code, due, sentOn]);
  };
  test('an update that was sent is owed again in its next round; each shows the day it was due', () => {
    const sentOnce = noticesAfter(sent('2026-03-20', 'progress-update'));
    assert.deepEqual(
      sentOnce.filter(([code]) => code === 'progress-update'),
      [
        ['progress-update', '2026-04-01', '2026-03-20'],
        ['progress-update', '2026-04-17', null],
      ],
    );
  });
  test('what is not owed any more falls away; what was sent stays', () => {
    const withdrawn = noticesAfter(sent('2026-03-20', 'progress-update'), moved('2026-03-23', 'withdraw'));
    assert.deepEqual(withdrawn, [['progress-update', '2026-04-01', '2026-03-20']]);
  });
  test('the duty to refer outlives the case and can arise after it', () => {
    const clear = fact('2026-03-24', 'referral-first-clear');
    const state = stateOf(rulebook, [...events, moved('2026-03-23', 'withdraw'), clear], '2026-03-24');
    assert.ok(state.isEnded);
    const referral = state.clocks.find(({ code }) => code === 'referral');
    assert.deepEqual([referral?.open?.due, referral?.owedTo], ['2026-03-25', 'independent-investigator']);
  });
});
