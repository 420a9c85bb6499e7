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

/** Reads values into codes. Names share a store, so that a given name can meet a surname. */
export function codeColumn(
  { column, as, format }: Compared,
  sides: readonly (readonly string[])[],
  store = new WordStore(),
): CodedColumn {
  const rows = sides.reduce((sum, side) => sum + side.length, 0);
  const codes = new Int32Array(rows);
  const plain = plainForm(as, format);
  const known = new Map<string, number>();
  let present = 0;
  let row = 0;
  for (const side of sides)
    for (const value of side) {
      let code = known.get(value);
      if (code === undefined) {
        const form = isBlank(value) ? '' : plain(value);
        code = form === '' ? -1 : store.add(form);
        known.set(value, code);
      }
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
