/** Deadlines worked by hand, each counted by the engine and by a second count that shares nothing with it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bankHolidays } from '../../src/engines/procedures/bank-holidays.ts';
import { addLength, isWorkingDay, servedOn } from '../../src/engines/procedures/calendar.ts';
import { stateOf } from '../../src/engines/procedures/state-of.ts';
import { serviceSince2025 } from '../../src/rooms/cases/procedures/england-wales.ts';
import { clockOf, corrected, extended, fact, opened, paused, procedure, resumed } from './invented.ts';
import { published, publishedYears, secondCount } from './second-count.ts';
import { lengthOf, nations, otherLengths, pausedRows, services, workingDays } from './worked-days.ts';

test('the rule gives every published holiday of three nations in eleven years', () => {
  for (const nation of ['england-wales', 'scotland', 'northern-ireland'] as const) {
    const made = publishedYears.flatMap((year) => bankHolidays(year, nation).map(({ day }) => day));
    assert.deepEqual(made, published[nation], nation);
  }
});

test('holidays of older years: the millennium, the Golden Jubilee, the royal wedding, 1995', () => {
  const days = (year: number) => bankHolidays(year, 'england-wales').map(({ day }) => day.slice(5));
  assert.deepEqual(days(1995), ['01-02', '04-14', '04-17', '05-08', '05-29', '08-28', '12-25', '12-26']);
  assert.deepEqual(days(1999).slice(-3), ['12-27', '12-28', '12-31']);
  assert.deepEqual(days(2002), ['01-01', '03-29', '04-01', '05-06', '06-03', '06-04', '08-26', '12-25', '12-26']);
  assert.ok(days(2011).includes('04-29'));
  assert.equal(
    bankHolidays(2006, 'scotland').some(({ name }) => name.startsWith('St Andrew')),
    false,
    'from 2007 on',
  );
  assert.throws(() => bankHolidays(1989, 'scotland'), RangeError);
});

for (const [name, rows] of [
  ['working days', workingDays],
  ['days, weeks and months', otherLengths],
] as const) {
  describe(`${name} worked by hand: ${rows.length}`, () => {
    for (const [where, from, length, due, working] of rows) {
      test(`${where} ${from} + ${length} = ${due} (${working})`, () => {
        const [start, fromTheDay] = [from.replace('*', ''), from.endsWith('*')];
        const counting = fromTheDay ? 'from-the-day' : 'from-day-after';
        assert.equal(addLength(start, lengthOf(length), nations[where], counting), due);
        const second = secondCount({ start, length: lengthOf(length), nation: nations[where], fromTheDay });
        assert.equal(second, due, 'the second count');
      });
    }
  });
}

describe(`deemed service worked by hand: ${services.length}`, () => {
  for (const [where, method, sent, served, working] of services) {
    test(`${where} ${method} ${sent} = ${served} (${working})`, () => {
      const [day = '', time] = sent.split(' ');
      const rule = serviceSince2025.find((each) => each.method === method)!;
      assert.equal(servedOn(rule, day, nations[where], time), served);
    });
  }
});

test('service that turns on no hour is served that day however late; a time that is none is refused', () => {
  const rule = { method: 'e-mail', served: 'that-or-next-working-day', source: 'Invented', isConfirmed: true } as const;
  assert.equal(servedOn(rule, '2026-03-03', 'england-wales', '23:59'), '2026-03-03');
  assert.throws(() => servedOn(rule, '2026-03-03', 'england-wales', '25:00'), RangeError);
});

const dueOf = (definition: ReturnType<typeof procedure>, events: Parameters<typeof stateOf>[1]) => {
  const state = stateOf(
    definition,
    events,
    events
      .map(({ on }) => on)
      .sort()
      .at(-1)!,
  );
  assert.deepEqual(state.problems, []);
  return state.clocks[0]?.periods.at(-1)?.due;
};

describe(`pauses worked by hand: ${pausedRows.length}`, () => {
  for (const [where, start, length, pauses, due, working] of pausedRows) {
    test(`${where} ${start} + ${length} paused ${pauses.join(' and ')} = ${due} (${working})`, () => {
      const definition = procedure([clockOf({ length: lengthOf(length) })], nations[where]);
      const spans = pauses.map((each) => each.split(' ') as [string, string]);
      const events = [opened('2025-01-02'), fact(start, 'begun'), ...spans.map(([from, until]) => paused(from, until))];
      assert.equal(dueOf(definition, events), due);
      const second = secondCount({ start, length: lengthOf(length), nation: nations[where], pauses: spans });
      assert.equal(second, due, 'the second count');
    });
  }
});

describe('pauses that end early, were a mistake or touch a review', () => {
  const four = procedure([clockOf({ length: { amount: 28, unit: 'days' } })]);
  const start = [opened('2026-03-02'), fact('2026-03-02', 'begun')];
  test('28 days from 2 March, paused 10 to 31 March, resumed on the 15th: five days lost, 4 April', () => {
    const pause = paused('2026-03-10', '2026-03-31');
    assert.equal(dueOf(four, [...start, pause, resumed('2026-03-15', pause)]), '2026-04-04');
  });
  test('resumed on the day it began: nothing lost, 30 March', () => {
    const pause = paused('2026-03-10', '2026-03-31');
    assert.equal(dueOf(four, [...start, pause, resumed('2026-03-10', pause)]), '2026-03-30');
  });
  test('recorded in error and set aside: nothing lost, 30 March', () => {
    const pause = paused('2026-03-10', '2026-03-31');
    assert.equal(dueOf(four, [...start, pause, corrected('2026-03-12', pause)]), '2026-03-30');
  });
  test('a review is not paused, even by a rule that were to list a ground: 30 March', () => {
    const review = procedure([clockOf({ length: { amount: 28, unit: 'days' }, isReview: true })]);
    assert.equal(dueOf(review, [...start, paused('2026-03-10', '2026-03-31')]), '2026-03-30');
  });
});

describe('extensions worked by hand', () => {
  const ten = procedure([clockOf({ length: { amount: 10, unit: 'working-days' } })]);
  const start = [opened('2026-03-02'), fact('2026-03-02', 'begun')];
  test('ten working days from 2 March are 16 March; extended, 27 March', () => {
    assert.equal(dueOf(ten, [...start, extended('2026-03-10', 'work', '2026-03-27')]), '2026-03-27');
  });
  test('then paused 20 to 24 March: Fri, Mon, Tue lost; 30, 31, 1 April', () => {
    const events = [...start, extended('2026-03-10', 'work', '2026-03-27'), paused('2026-03-20', '2026-03-24')];
    assert.equal(dueOf(ten, events), '2026-04-01');
  });
  test('a pause known when it was extended is in the extension already: 27 March', () => {
    const events = [...start, paused('2026-03-11', '2026-03-18'), extended('2026-03-12', 'work', '2026-03-27')];
    assert.equal(dueOf(ten, events), '2026-03-27');
  });
  test('twice, to 20 and to 31 March: the later day holds and each shows what it moved', () => {
    const events = [
      ...start,
      extended('2026-03-10', 'work', '2026-03-20'),
      extended('2026-03-19', 'work', '2026-03-31'),
    ];
    assert.equal(dueOf(ten, events), '2026-03-31');
    const period = stateOf(ten, events, '2026-03-19').clocks[0]!.open!;
    assert.deepEqual(
      period.extensions.map(({ dueBefore, until }) => [dueBefore, until]),
      [
        ['2026-03-16', '2026-03-20'],
        ['2026-03-20', '2026-03-31'],
      ],
    );
    assert.equal(period.dueAtFirst, '2026-03-16');
  });
});

test('a last day off can move to the working day before or after, where a rule says so', () => {
  const length = { amount: 1, unit: 'days' } as const;
  const events = [opened('2026-04-02'), fact('2026-04-02', 'begun')];
  const moved = (ifNotWorking: 'next-working-day' | 'working-day-before') =>
    dueOf(procedure([clockOf({ length, ifNotWorking })]), events);
  assert.equal(moved('next-working-day'), '2026-04-07');
  assert.equal(moved('working-day-before'), '2026-04-02');
  assert.equal(dueOf(procedure([clockOf({ length })]), events), '2026-04-03');
});

test('working days are named by nation', () => {
  assert.equal(isWorkingDay('2026-06-15', 'scotland'), false);
  assert.equal(isWorkingDay('2026-06-15', 'england-wales'), true);
  assert.equal(isWorkingDay('2026-03-08', 'england-wales'), false);
});
