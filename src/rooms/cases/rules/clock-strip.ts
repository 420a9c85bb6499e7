/** The clock that a case is read by, and what comes next. Pure. */
import { isoToDay } from '../../../engines/history.ts';
import { clockInWords, dayInWords, daysInWords } from '../../../web/plain-dates.ts';

interface Period {
  readonly startedOn: string;
  readonly due: string;
  readonly overdueDays: number;
}
interface Running {
  readonly code: string;
  readonly name: string;
  readonly isOn: boolean;
  readonly open: Period | null;
  readonly pausedNow: boolean;
  readonly isRight: boolean;
}

export interface NextDue {
  readonly code: string;
  readonly name: string;
  readonly due: string;
  readonly lateDays: number;
  readonly startedOn: string;
}

/** Running clocks that somebody here owes, the first due first. */
export const dueNext = (clocks: readonly Running[]): NextDue[] =>
  clocks
    .filter((clock) => clock.isOn && clock.open !== null && !clock.isRight)
    .map(({ code, name, open }) => ({
      code,
      name,
      due: open!.due,
      lateDays: open!.overdueDays,
      startedOn: open!.startedOn,
    }))
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : a.code < b.code ? -1 : 1));

export interface Strip {
  readonly where: string;
  readonly next: string;
  readonly isLate: boolean;
  readonly gone: number;
}

/** How long a complaint is expected to take at most: the day of the first long-case report. A figure to read by, not a limit. */
const expectedDays = 120;

/** `Day 34 of 120`, and what is due next on which day. */
export function clockStrip(receivedOn: string, today: string, next: readonly NextDue[]): Strip {
  const dueOn = isoToDay(receivedOn) + expectedDays - 1;
  const [first] = next;
  const reached = isoToDay(today) - isoToDay(receivedOn) + 1;
  const where = clockInWords({ startedOn: receivedOn, dueOn, today });
  const isLate = first !== undefined && first.lateDays > 0;
  return {
    where: where.charAt(0).toUpperCase() + where.slice(1),
    next: first
      ? isLate
        ? `Late: ${lower(first.name)}, ${daysInWords(first.lateDays)} past ${dayInWords(first.due)}`
        : `Next: ${lower(first.name)}, ${dayInWords(first.due)}`
      : 'Nothing is due',
    isLate,
    gone: Math.max(0, Math.min(100, Math.round((100 * reached) / expectedDays))),
  };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
