/**
 * Days as the law counts them. A period of working days starts with the first working day after the event unless its
 * clock says otherwise; one of days or weeks with the day after; one of months ends on the same date of the month, or on
 * the last day where there is none (the corresponding date rule, Dodds v Walker [1981] 1 WLR 1027).
 */

import { type Day, dayToIso, isoToDay } from '../history.ts';
import { addMonths } from '../patterns/windows.ts';
import { isWorking } from './bank-holidays.ts';
import type { Counting, DeemedService, IsoDay, Length, Nation } from './types.ts';

/** A run of days that do not count, first and last included. */
export interface Span {
  readonly from: Day;
  readonly until: Day;
}

const isIn = (spans: readonly Span[], day: Day): boolean =>
  spans.some(({ from, until }) => from <= day && day <= until);

/** Days that one length may take at most, so that a wrong figure is an error and not a full stack. */
const longest = 100_000;

/** The day on which `count` days have passed that count, the first of them no earlier than `first`. */
function countOn(first: Day, count: number, counts: (day: Day) => boolean): Day {
  let [day, left] = [first - 1, count];
  while (left > 0) {
    day += 1;
    if (counts(day)) left -= 1;
    if (day - first > longest) throw new RangeError('a period of more than two hundred years');
  }
  return day;
}

function checkLength({ amount, unit }: Length): void {
  if (!Number.isInteger(amount) || amount < 1) throw new RangeError(`a period of ${amount} ${unit} is none`);
}

/** Where a length ends when nothing pauses it. */
export function endOf(start: Day, length: Length, nation: Nation, counting: Counting = 'from-day-after'): Day {
  checkLength(length);
  const first = counting === 'from-the-day' ? start : start + 1;
  switch (length.unit) {
    case 'working-days':
      return countOn(first, length.amount, (day) => isWorking(day, nation));
    case 'days':
      return first + length.amount - 1;
    case 'weeks':
      return first + length.amount * 7 - 1;
    case 'months':
      return addMonths(start, length.amount) - (counting === 'from-the-day' ? 1 : 0);
  }
}

/** Where what was to end on `end` ends once the paused days between `start` and it are left out. Never earlier. */
export function pushedEnd(start: Day, end: Day, pauses: readonly Span[], counts: (day: Day) => boolean): Day {
  if (pauses.length === 0 || end <= start) return end;
  let owed = 0;
  for (let day = start + 1; day <= end; day += 1) if (counts(day) && isIn(pauses, day)) owed += 1;
  return owed === 0 ? end : countOn(end + 1, owed, (day) => counts(day) && !isIn(pauses, day));
}

/** The kind of day that a length is made of. */
export function countsFor(unit: Length['unit'], nation: Nation): (day: Day) => boolean {
  return unit === 'working-days' ? (day) => isWorking(day, nation) : () => true;
}

/** Days of that kind between two days, both included, that lie in a pause. */
export function pausedBetween(from: Day, to: Day, pauses: readonly Span[], counts: (day: Day) => boolean): number {
  let paused = 0;
  if (pauses.length > 0) for (let day = from; day <= to; day += 1) if (counts(day) && isIn(pauses, day)) paused += 1;
  return paused;
}

/** The day itself, the next working day or the one before. */
export function settled(day: Day, rule: 'next-working-day' | 'working-day-before' | undefined, nation: Nation): Day {
  if (!rule) return day;
  const step = rule === 'next-working-day' ? 1 : -1;
  let found = day;
  while (!isWorking(found, nation)) found += step;
  return found;
}

/** Neither a weekend nor a bank or public holiday there. */
export const isWorkingDay = (day: IsoDay, nation: Nation): boolean => isWorking(isoToDay(day), nation);

/** The last day of a period of so many working days that starts with the first working day after `day`. */
export const addWorkingDays = (day: IsoDay, count: number, nation: Nation): IsoDay =>
  addLength(day, { amount: count, unit: 'working-days' }, nation);

/** The last day of a period. Throws RangeError for a day that is none or a length below one. */
export const addLength = (day: IsoDay, length: Length, nation: Nation, counting?: Counting): IsoDay =>
  dayToIso(endOf(isoToDay(day), length, nation, counting));

const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * The day on which what was sent counts as served. `sentTime` is local (`16:05`); where the rule turns on the hour and
 * none is given, the later reading holds, since a person is not to lose a day by it.
 */
export function servedOn(rule: DeemedService, sentOn: IsoDay, nation: Nation, sentTime?: string): IsoDay {
  const sent = isoToDay(sentOn);
  if (sentTime !== undefined && !clockTime.test(sentTime)) throw new RangeError(`no time of day: ${sentTime}`);
  switch (rule.served) {
    case 'that-day':
      return sentOn;
    case 'next-working-day':
      return addWorkingDays(sentOn, 1, nation);
    case 'second-working-day-after':
      return addWorkingDays(sentOn, 2, nation);
    case 'that-or-next-working-day': {
      const isInTime = rule.until === undefined || (sentTime !== undefined && sentTime < rule.until);
      return isWorking(sent, nation) && isInTime ? sentOn : addWorkingDays(sentOn, 1, nation);
    }
  }
}
