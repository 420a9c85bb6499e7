/**
 * From what somebody typed about when a thing happened to its first and last possible day. How precisely a day is known
 * is part of what is known: a year is 1 January to 31 December, never a day somebody made up.
 */
import { type DayParts, realDay } from '../../../web/questions.ts';

export const precisions = ['day', 'month', 'year', 'between', 'not-known'] as const;
export type Precision = (typeof precisions)[number];

export interface TypedSpan {
  readonly precision: string | undefined;
  readonly from: DayParts;
  readonly to: DayParts;
}

export type Span = { readonly from: string | null; readonly to: string | null };
export interface SpanFault {
  readonly field: string;
  readonly text: string;
}

const isYear = (year: string): boolean => /^\d{4}$/.test(year);

function monthSpan({ month, year }: DayParts): Span | null {
  const first = realDay({ day: '1', month, year });
  if (!first) return null;
  for (const last of ['31', '30', '29', '28']) {
    const to = realDay({ day: last, month, year });
    if (to) return { from: first, to };
  }
  return null;
}

const yearSpan = ({ year }: DayParts): Span | null =>
  isYear(year) ? { from: `${year}-01-01`, to: `${year}-12-31` } : null;

/** The widest reading of parts that may leave out the day, or the day and the month. */
function widest(parts: DayParts): Span | null {
  if (parts.day !== '') {
    const day = realDay(parts);
    return day ? { from: day, to: day } : null;
  }
  return parts.month === '' ? yearSpan(parts) : monthSpan(parts);
}

const bad = (text: string, field = 'happened'): SpanFault => ({ field, text });

/** The span, or what to put right. Days to come are refused: nothing has happened on them. */
export function happenedSpan({ precision, from, to }: TypedSpan, today: string): Span | SpanFault {
  const span = spanOf(precision, from, to);
  if ('text' in span) return span;
  if (span.from !== null && span.from > today) return bad('It cannot have happened after today');
  if (span.from !== null && span.to !== null && span.from > span.to)
    return bad('The last day is before the first', 'happenedTo');
  // A month or year that is still running ends, for what can have happened, today.
  return span.to !== null && span.to > today ? { from: span.from, to: today } : span;
}

function spanOf(precision: string | undefined, from: DayParts, to: DayParts): Span | SpanFault {
  switch (precision) {
    case 'day': {
      const day = realDay(from);
      return day ? { from: day, to: day } : bad('Give the day, month and year, for example 31 3 2019');
    }
    case 'month':
      return monthSpan(from) ?? bad('Give the month and the year, for example 3 2019');
    case 'year':
      return yearSpan(from) ?? bad('Give the year, for example 2019');
    case 'between': {
      const first = widest(from);
      if (!first) return bad('Give the first day, month or year that it can have been');
      const last = widest(to);
      return last ? { from: first.from, to: last.to } : bad('Give the last one that it can have been', 'happenedTo');
    }
    case 'not-known':
      return { from: null, to: null };
    default:
      return bad('Say how precisely the day is known', 'precision');
  }
}
