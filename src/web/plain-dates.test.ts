import assert from 'node:assert/strict';
import test from 'node:test';
import { isoToDay } from '../engines/history.ts';
import { clockInWords, dayInWords, dueInWords, instantInWords, spanInWords, spellInWords } from './plain-dates.ts';

const span = (from: string, to: string) => spanInWords(isoToDay(from), isoToDay(to));

test('a day has its weekday, before 1970 too', () => {
  assert.equal(dayInWords('2026-03-06'), 'Friday 6 March 2026');
  assert.equal(dayInWords('1969-12-31'), 'Wednesday 31 December 1969');
  assert.equal(dayInWords('1953-06-02'), 'Tuesday 2 June 1953');
});

test('precision is said in words', () => {
  assert.equal(span('2026-03-06', '2026-03-06'), 'on Friday 6 March 2026');
  assert.equal(span('2004-01-01', '2004-12-31'), 'during 2004');
  assert.equal(span('2004-01-01', '2006-12-31'), 'between 2004 and 2006');
  assert.equal(span('2004-02-01', '2004-02-29'), 'during February 2004');
  assert.equal(span('2009-05-01', '2009-06-30'), 'between May 2009 and June 2009');
  assert.equal(span('2003-03-03', '2003-03-05'), 'between 3 March 2003 and 5 March 2003');
  assert.equal(spanInWords(null, null), 'date not stated');
  assert.equal(spanInWords(null, isoToDay('2004-12-31')), 'on or before 31 December 2004');
});

test('clocks say where they are and what is next', () => {
  const clock = { startedOn: '2026-01-01', dueOn: '2026-04-30', today: '2026-02-03' };
  assert.equal(
    clockInWords({ ...clock, next: 'update to the reporter, Friday' }),
    'day 34 of 120, next: update to the reporter, Friday',
  );
  assert.equal(clockInWords({ ...clock, today: '2026-05-02' }), 'day 122 of 120, 2 days late');
  assert.equal(dueInWords('2026-03-06', '2026-03-03'), 'due in 3 days, Friday 6 March 2026');
  assert.equal(dueInWords('2026-03-06', '2026-03-06'), 'due today');
  assert.equal(dueInWords('2026-03-06', '2026-03-07'), '1 day late, due Friday 6 March 2026');
});

test('spells round down and leap days do no harm', () => {
  assert.equal(spellInWords('2009-07-03', '2026-02-03'), '16 years and 7 months');
  assert.equal(spellInWords('2024-02-29', '2025-02-28'), '11 months');
  assert.equal(spellInWords('2026-01-01', '2026-01-13'), '12 days');
});

test('an instant is by the clock in London, summer and winter', () => {
  assert.equal(instantInWords(Date.UTC(2026, 6, 1, 23, 30)), 'Thursday 2 July 2026 at 00:30');
  assert.equal(instantInWords(Date.UTC(2026, 0, 1, 14, 5)), 'Thursday 1 January 2026 at 14:05');
});
