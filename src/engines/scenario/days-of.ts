/**
 * When the events of a history happened and became known. A year is its first to its last day. A rule that raises a
 * question takes the possible reading of an imprecise date, so an event counts as known from the first day it may have
 * been; and what is told later was never known earlier, since the order of a history is the order of its numbers.
 */
import { type Day, isoToDay } from '../history.ts';

const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/** True for `2021`, `2021-09` and `2021-09-27` where the calendar has them. */
export function isRealDate(text: string): boolean {
  if (!pattern.test(text)) return false;
  try {
    return Number(text.slice(0, 4)) > 0 && Number.isFinite(firstDay(text));
  } catch {
    return false;
  }
}

/** The first day that an imprecise date may mean. */
export const firstDay = (date: string): Day => isoToDay(`${date}-01-01`.slice(0, 10));

/** The last day that an imprecise date may mean. */
export function lastDay(date: string): Day {
  if (date.length === 10) return isoToDay(date);
  const year = Number(date.slice(0, 4));
  const month = date.length === 7 ? Number(date.slice(5, 7)) : 12;
  return Date.UTC(year, month, 1) / 86_400_000 - 1;
}

export interface DatedEvent {
  readonly n: number;
  readonly date?: string | null | undefined;
  readonly dateTo?: string | null | undefined;
  readonly knownOn?: string | null | undefined;
  readonly precision?: string | null | undefined;
}

export interface EventDays {
  readonly happenedFrom: Day;
  readonly happenedTo: Day;
  readonly knownOn: Day;
  /** The source gives no date: the days stand for the order and nothing else. */
  readonly datesMadeUp: boolean;
}

/** Where a history gives no date at all, its made-up days begin here. */
const somewhere = '1990-01-01';
const lengths: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10 };

/** No finer than the file says it is. */
const asPreciseAs = (date: string, precision: string | null | undefined): string =>
  date.slice(0, lengths[precision ?? ''] ?? date.length);

/** The days of each event, by number. `events` stand in order of their numbers. */
export function daysOf(events: readonly DatedEvent[]): Map<number, EventDays> {
  const known = events.flatMap(({ date, knownOn }) => ((knownOn ?? date) ? [firstDay((knownOn ?? date)!)] : []));
  // Made-up days before the first real one must leave room for every event that has none.
  let last: Day = Math.min(...known, isoToDay(known.length > 0 ? '9999-12-31' : somewhere)) - events.length - 1;
  const days = new Map<number, EventDays>();
  for (const event of events) {
    const date = event.date ? asPreciseAs(event.date, event.precision) : null;
    const told = event.knownOn ?? date;
    last = told ? Math.max(last, firstDay(told)) : last + 1;
    days.set(event.n, {
      happenedFrom: date ? firstDay(date) : last,
      happenedTo: date ? lastDay(event.dateTo ?? date) : last,
      knownOn: last,
      datesMadeUp: date === null,
    });
  }
  return days;
}
