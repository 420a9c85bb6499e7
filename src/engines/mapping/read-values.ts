/** Compiles the small rules of a map (words, texts, dates, numbers, flags, lists) to functions of a row. */
import type { Day } from '../history.ts';
import type { Columns, Row, Take } from './columns.ts';
import { quoted } from './columns.ts';
import { type DateReading, dateParser } from './dates.ts';
import type { DateRule, TextRule, WordRule, WordsRule } from './map-fields.ts';
import { patternReach } from './patterns.ts';

interface Vocabulary<T> {
  readonly vocabulary?: Readonly<Record<string, T>> | undefined;
  readonly match?: 'exact' | 'regex' | undefined;
}

/** Distinct values remembered per rule. Columns of closed words repeat; free text would fill memory without this end. */
const remembered = 4096;

/** A value cut out of a block of the file keeps that whole block in memory; what is remembered is copied. */
const ownCopy = (value: string): string => Buffer.from(value).toString();

function lookup<T>(rule: Vocabulary<T>): (value: string) => T | undefined {
  const vocabulary = rule.vocabulary ?? {};
  if (rule.match !== 'regex') {
    const exact = new Map(Object.entries(vocabulary).map(([key, word]) => [key.trim(), word]));
    return (value) => exact.get(value);
  }
  const patterns = Object.entries(vocabulary).map(([source, word]) => [new RegExp(source, 'u'), word] as const);
  const known = new Map<string, T | undefined>();
  return (value) => {
    if (known.has(value)) return known.get(value);
    const reach = value.slice(0, patternReach);
    const word = patterns.find(([pattern]) => pattern.test(reach))?.[1];
    if (known.size < remembered && value.length < 200) known.set(ownCopy(value), word);
    return word;
  };
}

type FromColumn = Extract<WordRule, { readonly column: string }>;

function wordFrom(columns: Columns, rule: FromColumn, words: ReadonlySet<string>): Take<string | undefined> {
  const text = columns.text(rule.column, rule.optional);
  const find = rule.vocabulary ? lookup(rule) : (value: string) => (words.has(value) ? value : undefined);
  return (row) => find(text(row)) ?? rule.else;
}

/** A word of a closed list. Where no column answers, the row is refused in words that name column and value. */
export function wordReader<T extends string>(
  columns: Columns,
  rule: WordRule,
  words: Readonly<Record<T, unknown>>,
): Take<T> {
  const all = Object.keys(words) as T[];
  const fallback = all[0] as T;
  if (typeof rule === 'string') return () => rule as T;
  const allowed: ReadonlySet<string> = new Set(all);
  const rules = Array.isArray(rule) ? rule : [rule];
  const takes = rules.map((one) => wordFrom(columns, one, allowed));
  const texts = rules.map((one) => columns.text(one.column, one.optional));
  return (row) => {
    for (const take of takes) {
      const word = take(row);
      if (word !== undefined) return word as T;
    }
    const seen = rules.map((one, index) => {
      const value = texts[index]?.(row) ?? '';
      return value === '' ? `column "${one.column}" is blank` : `column "${one.column}" holds ${quoted(value)}`;
    });
    const line = seen.join(' and ');
    columns.refuse(`${line.charAt(0).toUpperCase()}${line.slice(1)}, for which the map has no word.`);
    return fallback;
  };
}

/** As `wordReader`, for a word that a row may do without: null where every column of the rule is blank. */
export function maybeWordReader<T extends string>(
  columns: Columns,
  rule: WordRule | undefined,
  words: Readonly<Record<T, unknown>>,
): Take<T | null> {
  if (rule === undefined) return () => null;
  const word = wordReader(columns, rule, words);
  if (typeof rule === 'string') return word;
  const rules = [rule].flat();
  const texts = rules.map((one) => columns.text(one.column, one.optional));
  const answersBlank = rules.some((one) => one.else !== undefined || Object.hasOwn(one.vocabulary ?? {}, ''));
  return (row) => (!answersBlank && texts.every((text) => text(row) === '') ? null : word(row));
}

/** Free text, by way of a vocabulary where there is one. */
export function textReader(columns: Columns, rule: TextRule | string, most = 200): Take<string | null> {
  if (typeof rule === 'string') return columns.short(rule, most);
  const text = columns.short(rule.column, most, rule.optional);
  const find = rule.vocabulary ? lookup(rule) : null;
  const fallback = rule.else ?? null;
  return (row) => {
    const value = text(row);
    if (find) return find(value ?? '') ?? fallback ?? value;
    return value ?? fallback;
  };
}

export interface DateSpec {
  readonly column: string;
  readonly format?: string | string[] | undefined;
  readonly take?: number | undefined;
  readonly optional?: boolean | undefined;
}

/** A period, or null where blank. Anything else than a date refuses the row. */
export function dateReader(columns: Columns, rule: DateRule | DateSpec): Take<DateReading | null> {
  const spec: DateSpec = typeof rule === 'string' ? { column: rule } : rule;
  const text = columns.text(spec.column, spec.optional);
  const parse = dateParser(spec.format ?? 'yyyy-MM-dd');
  const take = spec.take;
  // Files come nearly sorted by date, so the last value is often the next one.
  let last = '';
  let lastFound: DateReading | null = null;
  return (row) => {
    const value = text(row);
    if (value === '') return null;
    if (value === last) return lastFound;
    const found = parse(take === undefined ? value : value.slice(0, take));
    if (typeof found === 'string') {
      columns.refuse(`Column "${spec.column}" holds ${quoted(value)}, which ${found}.`);
      return null;
    }
    last = value;
    lastFound = found;
    return found;
  };
}

/** A single day: the first of a period, or its last. */
export function dayReader(columns: Columns, rule: DateRule | undefined, end: 'from' | 'to' = 'from'): Take<Day | null> {
  if (rule === undefined) return () => null;
  const date = dateReader(columns, rule);
  return (row) => date(row)?.[end] ?? null;
}

const decimal = /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})$/;

export function numberReader(
  columns: Columns,
  rule: { column: string; optional?: boolean | undefined },
): Take<number | null> {
  const text = columns.text(rule.column, rule.optional);
  return (row) => {
    const value = text(row);
    if (value === '') return null;
    if (!decimal.test(value)) {
      columns.refuse(`Column "${rule.column}" holds ${quoted(value)}, which is not a number.`);
      return null;
    }
    return Number(value);
  };
}

interface FlagSpec {
  readonly column: string;
  readonly yes?: readonly string[] | undefined;
  readonly no?: readonly string[] | undefined;
  readonly optional?: boolean | undefined;
}

export function flagReader(columns: Columns, rule: FlagSpec | undefined): Take<boolean | null> {
  if (!rule) return () => null;
  const text = columns.text(rule.column, rule.optional);
  const answers = new Map<string, boolean>();
  for (const word of rule.no ?? ['false', 'no', 'n', '0']) answers.set(word.toLowerCase(), false);
  for (const word of rule.yes ?? ['true', 'yes', 'y', '1']) answers.set(word.toLowerCase(), true);
  return (row) => {
    const value = text(row);
    if (value === '') return null;
    const answer = answers.get(value.toLowerCase());
    if (answer === undefined)
      columns.refuse(`Column "${rule.column}" holds ${quoted(value)}, which is neither yes nor no.`);
    return answer ?? null;
  };
}

const nothing: readonly string[] = Object.freeze([]);

/** Items parted by `;`, trimmed, blanks left out. At most 500 of 200 characters. */
export function listReader(
  columns: Columns,
  rule: { column: string; optional?: boolean | undefined },
): Take<readonly string[]> {
  const text = columns.text(rule.column, rule.optional);
  return (row) => {
    const value = text(row);
    if (value === '') return nothing;
    const items = value.split(';', 501).map((item) => item.trim());
    if (items.length > 500 || items.some((item) => item.length > 200))
      columns.refuse(`Column "${rule.column}" holds more than 500 items, or one of more than 200 characters.`);
    return items.filter((item) => item !== '');
  };
}

type WordsPart = Extract<WordsRule[number], { readonly column: string }>;

function wordsFrom(columns: Columns, rule: WordsPart, allowed: ReadonlySet<string>): Take<readonly string[]> {
  if ('list' in rule) {
    const list = listReader(columns, rule);
    return (row) => {
      const items = list(row);
      const strange = items.find((item) => !allowed.has(item));
      if (strange !== undefined)
        columns.refuse(`Column "${rule.column}" holds ${quoted(strange)}, which is not a word of its list.`);
      return items;
    };
  }
  const text = columns.text(rule.column, rule.optional);
  const find = lookup({ ...rule, vocabulary: mapValues(rule.vocabulary, (words) => [words].flat()) });
  return (row) => find(text(row)) ?? nothing;
}

const mapValues = <A, B>(from: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value)]));

/** Words of a closed list, each once, in the order in which the rules give them. */
export function wordsReader<T extends string>(
  columns: Columns,
  rule: WordsRule | undefined,
  words: readonly T[],
): Take<readonly T[]> {
  const allowed: ReadonlySet<string> = new Set(words);
  const constants = (rule ?? []).filter((part): part is string => typeof part === 'string') as T[];
  const takes = (rule ?? []).flatMap((part) => (typeof part === 'string' ? [] : [wordsFrom(columns, part, allowed)]));
  const only = takes.length === 1 && constants.length === 0 ? (takes[0] as (row: Row) => readonly T[]) : null;
  if (takes.length === 0) return () => constants;
  return (row) => {
    const found = only ? only(row) : [...constants, ...takes.flatMap((take) => take(row) as readonly T[])];
    return found.length < 2 ? found : [...new Set(found)];
  };
}
