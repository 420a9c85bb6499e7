/** Spans of calendar time over days that may be imprecise. */
import { type Day, dayToIso, isoToDay } from '../history.ts';

/** The same day of the month so many months on, or the last day of a shorter month. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * 86_400_000);
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastDay)) / 86_400_000;
}

export const yearOf = (day: Day): number => new Date(day * 86_400_000).getUTCFullYear();

export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** The earliest-ending group of `wanted` spans of which some reading falls within so many months, both ends counted. */
export function possiblyWithin<Item extends Span>(
  items: readonly Item[],
  wanted: number,
  months: number,
): Item[] | null {
  if (items.length < wanted) return null;
  const byEnd = [...items].sort((a, b) => a.to - b.to || a.from - b.from);
  for (let first = 0; first + wanted <= byEnd.length; first++) {
    const bound = addMonths(byEnd[first]!.to, months);
    const group: Item[] = [];
    for (let index = first; index < byEnd.length; index++) if (byEnd[index]!.from <= bound) group.push(byEnd[index]!);
    if (group.length >= wanted) return group;
  }
  return null;
}

/** A row of dated data: it holds from its day until the next. */
export interface Dated {
  /** `2026-12-01`. */
  readonly from: string;
}

/** The row in force on a day; before the first, the first, so that a rule can be replayed over the past. */
export function inForce<Row extends Dated>(rows: readonly [Row, ...Row[]], day: Day): Row {
  if (rows.length === 1) return rows[0];
  const iso = dayToIso(day);
  let best = rows[0];
  for (const row of rows) if (row.from <= iso && row.from >= best.from) best = row;
  return best;
}

/** Throws where a table is out of order or a day is not real: a table read wrongly would raise questions about people. */
export function checkDated(rows: readonly Dated[]): void {
  rows.forEach((row, index) => {
    isoToDay(row.from);
    if (index > 0 && rows[index - 1]!.from >= row.from) throw new RangeError(`rows out of order at ${row.from}`);
  });
}
