/** Days, spans and clocks in the words that people use. Pure: today is always handed in. */
import { type Day, dayToIso, isoToDay } from '../engines/history.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const asDay = (day: Day | string): Day => (typeof day === 'number' ? day : isoToDay(day));

function partsOf(day: Day): { year: number; month: number; date: number } {
  const [year, month, date] = dayToIso(day).split('-').map(Number) as [number, number, number];
  return { year, month, date };
}

const isFirstOfMonth = (day: Day): boolean => partsOf(day).date === 1;
const isLastOfMonth = (day: Day): boolean => partsOf(day + 1).date === 1;

/** `Friday 6 March 2026`. */
export function dayInWords(day: Day | string): string {
  const at = asDay(day);
  // 1 January 1970 was a Thursday.
  return `${weekdays[(((at + 4) % 7) + 7) % 7]} ${shortDay(at)}`;
}

/** `6 March 2026`: for tables, where the weekday tells nothing. */
export function shortDay(day: Day | string): string {
  const { year, month, date } = partsOf(asDay(day));
  return `${date} ${months[month - 1]} ${year}`;
}

/** `March 2026`. */
export function monthInWords(day: Day | string): string {
  const { year, month } = partsOf(asDay(day));
  return `${months[month - 1]} ${year}`;
}

/** How precisely a date is known, in words: `on Friday 6 March 2026`, `during 2004`, `between 2004 and 2006`. */
export function spanInWords(from: Day | null, to: Day | null): string {
  if (from === null && to === null) return 'date not stated';
  if (from === null || to === null) {
    return from === null ? `on or before ${shortDay(to as Day)}` : `on or after ${shortDay(from)}`;
  }
  if (from === to) return `on ${dayInWords(from)}`;
  const first = partsOf(from);
  const last = partsOf(to);
  const wholeMonths = isFirstOfMonth(from) && isLastOfMonth(to);
  if (wholeMonths && first.month === 1 && last.month === 12) {
    return first.year === last.year ? `during ${first.year}` : `between ${first.year} and ${last.year}`;
  }
  if (wholeMonths) {
    const same = first.year === last.year && first.month === last.month;
    return same ? `during ${monthInWords(from)}` : `between ${monthInWords(from)} and ${monthInWords(to)}`;
  }
  return `between ${shortDay(from)} and ${shortDay(to)}`;
}

/** `1 day`, `34 days`. */
export const daysInWords = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** `due today`, `due in 3 days, Friday 6 March 2026`, `5 days late, due Friday 6 March 2026`. */
export function dueInWords(dueOn: Day | string, today: Day | string): string {
  const due = asDay(dueOn);
  const left = due - asDay(today);
  if (left < 0) return `${daysInWords(-left)} late, due ${dayInWords(due)}`;
  if (left === 0) return 'due today';
  if (left === 1) return `due tomorrow, ${dayInWords(due)}`;
  return `due in ${daysInWords(left)}, ${dayInWords(due)}`;
}

export interface PlainClock {
  readonly startedOn: Day | string;
  readonly dueOn: Day | string;
  readonly today: Day | string;
  /** What happens next, with its day where it has one: `update to the reporter, Friday`. */
  readonly next?: string | undefined;
}

/** `day 34 of 120, next: update to the reporter, Friday`. The first day is day 1. */
export function clockInWords({ startedOn, dueOn, today, next }: PlainClock): string {
  const started = asDay(startedOn);
  const allotted = asDay(dueOn) - started + 1;
  const reached = asDay(today) - started + 1;
  const late = reached - allotted;
  const where = late > 0 ? `day ${reached} of ${allotted}, ${daysInWords(late)} late` : `day ${reached} of ${allotted}`;
  return next ? `${where}, next: ${next}` : where;
}

/** `3 years and 2 months`, `5 months`, `12 days`: how long between two days, rounded down. */
export function spellInWords(from: Day | string, to: Day | string): string {
  const a = partsOf(asDay(from));
  const b = partsOf(asDay(to));
  const whole = (b.year - a.year) * 12 + b.month - a.month - (b.date < a.date ? 1 : 0);
  if (whole < 1) return daysInWords(asDay(to) - asDay(from));
  const years = Math.floor(whole / 12);
  const rest = whole % 12;
  const inYears = years === 1 ? '1 year' : `${years} years`;
  const inMonths = rest === 1 ? '1 month' : `${rest} months`;
  if (years === 0) return inMonths;
  return rest === 0 ? inYears : `${inYears} and ${inMonths}`;
}

const clockFace = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `Friday 6 March 2026 at 14:05`, by the clock on a wall in London. */
export function instantInWords(msSinceEpoch: number): string {
  const part: Record<string, string> = {};
  for (const { type, value } of clockFace.formatToParts(msSinceEpoch)) part[type] = value;
  return `${dayInWords(`${part['year']}-${part['month']}-${part['day']}`)} at ${part['hour']}:${part['minute']}`;
}
