/**
 * A compared column as codes: each distinct plain value once, and for each row its code, −1 where the row says nothing.
 * Whatever is worked out about a value is worked out once.
 */
import type { Comparison } from '../mapping/map.ts';
import { dateDigits } from './date-digits.ts';
import { isBlank, plainRun, plainWords } from './plain-text.ts';
import { WordStore } from './word-store.ts';

/** A column to compare: what it holds, and for dates how an unreadable one is laid out. */
export interface Compared {
  readonly column: string;
  readonly as: Comparison;
  readonly format?: string | readonly string[] | undefined;
}

export interface CodedColumn {
  readonly column: string;
  readonly as: Comparison;
  readonly codes: Int32Array;
  readonly store: WordStore;
  /** Rows with each value, by code. A shared store may hold values that this column does not. */
  readonly counts: Int32Array;
  /** Rows that say something. */
  readonly present: number;
}

/** Plain form of one value, by what the column holds. */
export function plainForm(as: Comparison, format: Compared['format']): (value: string) => string {
  switch (as) {
    case 'date':
      return (value) => dateDigits(value, format);
    case 'code':
    case 'identifier':
      return plainRun;
    case 'year':
    case 'number':
      return (value) => {
        const number = Number(value.replace(/[,\s£$€]/g, ''));
        return value.trim() === '' || Number.isNaN(number) ? '' : String(number);
      };
    default:
      return plainWords;
  }
}

/** From a value as the file writes it to its code, −1 for one that says nothing. */
function reader(as: Comparison, format: Compared['format'], store: WordStore): (value: string) => number {
  const form = plainForm(as, format);
  const plain = (value: string) => (isBlank(value) ? '' : form(value));
  if (as !== 'date') return (value) => store.read(value, plain);
  // The plain form of a date may itself be read as another date: written and plain forms are kept apart.
  const known = new Map<string, number>();
  return (value) => {
    let code = known.get(value);
    if (code === undefined) {
      const digits = plain(value);
      code = digits === '' ? -1 : store.add(digits);
      known.set(value, code);
    }
    return code;
  };
}

/** Reads values into codes. Names share a store, so that a given name can meet a surname. */
export function codeColumn(
  { column, as, format }: Compared,
  sides: readonly (readonly string[])[],
  store = new WordStore(),
): CodedColumn {
  const rows = sides.reduce((sum, side) => sum + side.length, 0);
  const codes = new Int32Array(rows);
  const read = reader(as, format, store);
  let present = 0;
  let row = 0;
  for (const side of sides)
    for (let at = 0; at < side.length; at++) {
      const code = read(side[at]!);
      codes[row++] = code;
      if (code >= 0) present++;
    }
  return countColumn({ column, as, codes, store, present });
}

/** Counts the rows with each value. */
export function countColumn(column: Omit<CodedColumn, 'counts'>): CodedColumn {
  const counts = new Int32Array(column.store.words.length);
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row]!;
    if (code >= 0) counts[code]!++;
  }
  return { ...column, counts };
}
