/**
 * The only place that reads the time. Everything else is told what day it is.
 */
import { dayToIso } from '../engines/history.ts';

export interface Clock {
  /** An instant, strictly later than any this clock gave before, so that what is written later also reads later. */
  readonly now: () => Date;
  /** Today's date in the service's own time zone, `YYYY-MM-DD`. */
  readonly today: () => string;
}

const zone = 'Europe/London';
const localDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The clock on the wall, made strictly rising. */
export function wallClock(): Clock {
  let last = 0;
  const now = () => {
    last = Math.max(Date.now(), last + 1);
    return new Date(last);
  };
  return { now, today: () => localDay.format(new Date(Math.max(Date.now(), last))) };
}

/** A clock that stands on a given day and moves a millisecond each time it is read; `setDay` moves it on. */
export function setClock(day: string): Clock & { setDay: (day: string) => void } {
  let today = day;
  let at = Date.parse(`${day}T09:00:00.000Z`);
  return {
    now: () => {
      at += 1;
      return new Date(at);
    },
    today: () => today,
    setDay: (next) => {
      today = next;
      at = Math.max(at, Date.parse(`${next}T09:00:00.000Z`));
    },
  };
}

/** `2026-03-06` plus a number of days. */
export function addDays(day: string, days: number): string {
  return dayToIso(Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) + days);
}

/** Seconds since an arbitrary start, for the durations that commands print. Never a fact of the record. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => Math.round(performance.now() - start) / 1000;
}
