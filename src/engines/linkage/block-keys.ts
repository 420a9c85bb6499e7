/** Keys under which rows may meet: the value, its beginning, its sound, its words. Each is one number a row; −1 is no key. */
import { joinKeys } from './blocks.ts';
import type { CodedColumn } from './coded-column.ts';
import { soundKey } from './sound-key.ts';

export interface BlockKey {
  /** The column it comes from; two keys of one column fall together. */
  readonly column: string;
  readonly words: string;
  /** Key of each of these rows, or of every row; the same for rows that share it within one call only. */
  readonly keysOf: (rows?: Int32Array) => Int32Array;
  /** Share of the rows that have one. */
  readonly present: number;
  /** Chance that the key survives an error in its column: 0 for the value itself. */
  readonly survives: number;
}

type Cut = (word: string) => string;

/** Codes of some rows, or of all. */
function codesOf({ codes }: CodedColumn, rows: Int32Array | undefined): Int32Array {
  if (rows === undefined) return codes;
  const chosen = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) chosen[at] = codes[rows[at]!]!;
  return chosen;
}

/** Numbers for the keys of some codes, each value cut once. */
function cutCodes(codes: Int32Array, words: readonly string[], cut: Cut): Int32Array {
  const known = new Map<string, number>();
  const byCode = new Int32Array(words.length).fill(-2);
  const keys = new Int32Array(codes.length);
  for (let at = 0; at < keys.length; at++) {
    const code = codes[at]!;
    if (code < 0) {
      keys[at] = -1;
      continue;
    }
    let key = byCode[code]!;
    if (key === -2) {
      const text = cut(words[code]!);
      const met = known.get(text);
      key = text === '' ? -1 : (met ?? known.size);
      if (met === undefined && key >= 0) known.set(text, key);
      byCode[code] = key;
    }
    keys[at] = key;
  }
  return keys;
}

const presentIn = (column: CodedColumn): number => column.present / Math.max(1, column.codes.length);

const keyBy = (column: CodedColumn, words: string, survives: number, cut: Cut): BlockKey => ({
  column: column.column,
  words,
  keysOf: (rows) => cutCodes(codesOf(column, rows), column.store.words, cut),
  present: presentIn(column),
  survives,
});

const whole = (column: CodedColumn): BlockKey => ({
  column: column.column,
  words: column.column,
  keysOf: (rows) => codesOf(column, rows),
  present: presentIn(column),
  survives: 0,
});

const firstLast = (word: string): string =>
  word
    .split(' ')
    .filter((part) => part.length > 1)
    .at(-1) ?? '';
const sortedLetters = (word: string): string => [...word].sort().join('');

/** One key for a given name and a surname in either order, by their sound: people whose fields were swapped meet under it. */
export function eitherOrderKey(given: CodedColumn, family: CodedColumn): BlockKey {
  const keysOf = (rows?: Int32Array): Int32Array => {
    const [one, other] = [codesOf(given, rows), codesOf(family, rows)];
    const size = one.length;
    const both = new Int32Array(size * 2);
    both.set(one);
    both.set(other, size);
    const sounds = cutCodes(both, given.store.words, soundKey);
    const [low, high] = [new Int32Array(size), new Int32Array(size)];
    for (let at = 0; at < size; at++) {
      low[at] = Math.min(sounds[at]!, sounds[size + at]!);
      high[at] = Math.max(sounds[at]!, sounds[size + at]!);
    }
    return joinKeys(low, high);
  };
  const words = `${given.column} and ${family.column} (sound, either order)`;
  return { column: given.column, words, keysOf, present: 1, survives: 0 };
}

/** Keys that a column offers. */
export function offeredKeys(column: CodedColumn): BlockKey[] {
  const by = (words: string, survives: number, cut: Cut) => keyBy(column, `${column.column} ${words}`, survives, cut);
  switch (column.as) {
    case 'name':
    case 'surname': {
      return [
        whole(column),
        by('(sound)', 0.5, soundKey),
        by('(first three letters)', 0.6, (word) => word.slice(0, 3)),
      ];
    }
    case 'date':
      return [
        whole(column),
        by('(year and month)', 0.35, (word) => word.slice(0, 6)),
        by('(year and day)', 0.35, (word) => word.slice(0, 4) + word.slice(6)),
        by('(month and day)', 0.35, (word) => word.slice(4)),
        by('(year)', 0.65, (word) => word.slice(0, 4)),
      ];
    case 'code':
      return [
        whole(column),
        by('(beginning)', 0.5, (word) => (word.length > 3 ? word.slice(0, -2) : '')),
        by('(letters in any order)', 0.25, sortedLetters),
      ];
    case 'identifier':
      return [
        whole(column),
        by('(first half)', 0.45, (word) => (word.length > 5 ? word.slice(0, word.length >> 1) : '')),
        by('(second half)', 0.45, (word) => (word.length > 5 ? word.slice(word.length >> 1) : '')),
      ];
    case 'text':
    case 'fullname':
      return [
        whole(column),
        by('(first word)', 0.5, (word) => word.split(' ').find((part) => part.length > 2) ?? ''),
        by('(last word)', 0.5, firstLast),
        by('(first five letters)', 0.6, (word) => word.replaceAll(' ', '').slice(0, 5)),
      ];
    default:
      return [whole(column)];
  }
}
