/**
 * Dates as files write them. A format is compiled once; reading a value never throws, it answers a period or says in
 * words why not. What must stay true: a day is never invented, corrected or moved across a time zone. The day as
 * written is the day, because a source that says 3 May at 23:30 +00:00 wrote 3 May.
 */
import type { Day } from '../history.ts';

export type DatePrecision = 'day' | 'month' | 'year';

/** A period of whole days, first and last included. */
export interface DateReading {
  readonly from: Day;
  readonly to: Day;
  readonly precision: DatePrecision;
}

/** A period, or the end of a sentence that begins with the column and its value: `is not a real day`. */
export type DateParser = (value: string) => DateReading | string;

export const firstYear = 1900;
export const lastYear = 2100;

const monthNames = 'january february march april may june july august september october november december'.split(' ');
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const lengthOf = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] ?? 0);

/** Days since 1970-01-01 without making a Date. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function civilToDay(year: number, month: number, day: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

type Slot = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
type Part =
  | { readonly kind: 'digits'; readonly slot: Slot; readonly least: number; readonly most: number }
  | { readonly kind: 'name'; readonly of: 'month' | 'weekday' }
  | { readonly kind: 'literal'; readonly code: number };

const digits = (slot: Slot, least: number, most: number): Part => ({ kind: 'digits', slot, least, most });
const tokens: Readonly<Record<string, Part>> = {
  yyyy: digits('year', 4, 4),
  MM: digits('month', 2, 2),
  M: digits('month', 1, 2),
  MMM: { kind: 'name', of: 'month' },
  MMMM: { kind: 'name', of: 'month' },
  dd: digits('day', 2, 2),
  d: digits('day', 1, 2),
  EEE: { kind: 'name', of: 'weekday' },
  EEEE: { kind: 'name', of: 'weekday' },
  HH: digits('hour', 2, 2),
  mm: digits('minute', 2, 2),
  ss: digits('second', 2, 2),
};

/** Parts of a format, or a sentence that says what is wrong with it. */
function partsOf(format: string): Part[] | string {
  const parts: Part[] = [];
  for (const piece of format.match(/'[^']*'|([a-zA-Z])\1*|[^a-zA-Z]/g) ?? []) {
    const token = Object.hasOwn(tokens, piece) ? tokens[piece] : undefined;
    if (token) parts.push(token);
    else if (/^[a-zA-Z]/.test(piece) && piece !== 'T' && piece !== 'Z')
      return `the date format "${format}" has "${piece}", which means nothing here`;
    else for (const char of piece.replaceAll("'", '')) parts.push({ kind: 'literal', code: char.charCodeAt(0) });
  }
  const holds = (slot: string) =>
    parts.some((part) => (part.kind === 'digits' ? part.slot === slot : part.kind === 'name' && part.of === slot));
  if (!holds('year')) return `the date format "${format}" has no year (yyyy)`;
  if (holds('day') && !holds('month')) return `the date format "${format}" has a day and no month`;
  return parts;
}

/** Says what is wrong with a format, or null. `iso` is the one named format. */
export function formatFault(format: string | readonly string[]): string | null {
  const formats = typeof format === 'string' ? [format] : format;
  const shapes = new Map<string, string>();
  for (const one of formats) {
    const parts = one === 'iso' ? [] : partsOf(one);
    if (typeof parts === 'string') return parts;
    const shape = one.replace(/dd|MM(?!M)/g, '##').replace(/(?<!M)M(?!M)|d/g, '#');
    const other = shapes.get(shape);
    if (other !== undefined) return `the date formats "${other}" and "${one}" cannot be told apart`;
    shapes.set(shape, one);
  }
  return formats.length === 0 ? 'no date format is given' : null;
}

const unreal = 'is not a real day';
const outside = `lies outside the years ${firstYear} to ${lastYear}`;

function reading(year: number, month: number, day: number): DateReading | string {
  if (year < firstYear || year > lastYear) return outside;
  if (month === 0) return { from: civilToDay(year, 1, 1), to: civilToDay(year, 12, 31), precision: 'year' };
  if (month < 1 || month > 12) return unreal;
  const last = lengthOf(year, month);
  if (day === 0) return { from: civilToDay(year, month, 1), to: civilToDay(year, month, last), precision: 'month' };
  if (day > last) return unreal;
  const at = civilToDay(year, month, day);
  return { from: at, to: at, precision: 'day' };
}

/** Where a run of letters ends, full stop included (`Sept.`). */
function endOfName(value: string, start: number): number {
  let at = start;
  while (at < value.length && (value.charCodeAt(at) | 32) >= 97 && (value.charCodeAt(at) | 32) <= 122) at++;
  return at > start && value.charCodeAt(at) === 46 ? at + 1 : at;
}

function monthOf(name: string): number {
  const low = name.replace('.', '').toLowerCase();
  return low.length < 3 ? 0 : monthNames.findIndex((month) => month.startsWith(low)) + 1;
}

function parserOf(format: string): DateParser {
  if (format === 'iso') return parseIso;
  const parts = partsOf(format);
  if (typeof parts === 'string') return () => parts;
  const shape = `is not written as ${format}`;
  // A written zero is not an absent field: `2019-00-00` is an impossible day, not the year 2019.
  const hasMonth = parts.some(
    (p) => (p.kind === 'digits' && p.slot === 'month') || (p.kind === 'name' && p.of === 'month'),
  );
  const hasDay = parts.some((p) => p.kind === 'digits' && p.slot === 'day');
  return (value) => {
    const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    let at = 0;
    for (const part of parts) {
      if (part.kind === 'literal') {
        if (value.charCodeAt(at++) !== part.code) return shape;
      } else if (part.kind === 'name') {
        const end = endOfName(value, at);
        if (end === at) return shape;
        if (part.of === 'month') {
          found.month = monthOf(value.slice(at, end));
          if (found.month === 0) return shape;
        }
        at = end;
      } else {
        let number = 0;
        let taken = 0;
        for (; taken < part.most; taken++) {
          const digit = value.charCodeAt(at + taken) - 48;
          if (!(digit >= 0 && digit <= 9)) break;
          number = number * 10 + digit;
        }
        if (taken < part.least) return shape;
        found[part.slot] = number;
        at += taken;
      }
    }
    if (at !== value.length || found.hour > 24 || found.minute > 59 || found.second > 60) return shape;
    if ((hasMonth && found.month === 0) || (hasDay && found.day === 0)) return unreal;
    return reading(found.year, found.month, found.day);
  };
}

const plainDay = parserOf('yyyy-MM-dd');
const clockAndZone = /^[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?( ?(Z|[+-]\d\d(:?\d\d)?))?$/;

function parseIso(value: string): DateReading | string {
  if (value.length > 10 && !clockAndZone.test(value.slice(10, 60))) return 'is not an ISO 8601 day or instant';
  const found = plainDay(value.length > 10 ? value.slice(0, 10) : value);
  return typeof found === 'string' && found.startsWith('is not written') ? 'is not an ISO 8601 day or instant' : found;
}

/** Compiles one format or several tried in order. The format has been passed by `formatFault`. */
export function dateParser(format: string | readonly string[]): DateParser {
  const formats = typeof format === 'string' ? [format] : format;
  const parsers = formats.map(parserOf);
  if (parsers.length === 1) return parsers[0] as DateParser;
  return (value) => {
    let reason = `is not written as ${formats.join(' or ')}`;
    for (const parse of parsers) {
      const found = parse(value);
      if (typeof found !== 'string') return found;
      if (found === unreal || found === outside) reason = found;
    }
    return reason;
  };
}

/** A reading made no finer than `precision`: a year file that writes every date as 1 January knows only the year. */
export function widen(found: DateReading, precision: DatePrecision): DateReading {
  if (precision === 'day' || found.precision === 'year' || found.precision === precision) return found;
  const [year, month] = yearAndMonth(found.from);
  const whole = reading(year, precision === 'year' ? 0 : month, 0);
  return typeof whole === 'string' ? found : whole;
}

/** How fine a period is: exactly a day, a calendar month, a calendar year, or none of these. */
export function precisionOf(from: Day, to: Day): DatePrecision | 'range' {
  if (from === to) return 'day';
  const [year, month] = yearAndMonth(from);
  if (from === civilToDay(year, 1, 1) && to === civilToDay(year, 12, 31)) return 'year';
  return from === civilToDay(year, month, 1) && to === from + lengthOf(year, month) - 1 ? 'month' : 'range';
}

function yearAndMonth(day: Day): [number, number] {
  const date = new Date(day * 86_400_000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1];
}
