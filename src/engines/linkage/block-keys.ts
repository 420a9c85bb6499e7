/** Keys under which rows may meet: the value, its beginning, its sound, its words. Each is one number a row; −1 is no key. */
import { joinKeys } from './blocks.ts';
import type { CodedColumn } from './coded-column.ts';
import { soundKey } from './sound-key.ts';

export interface BlockKey {
  /** The column it comes from; two keys of one column fall together. */
  readonly column: string;
  readonly words: string;
  readonly keys: Int32Array;
  /** Share of the rows that have one. */
  readonly present: number;
  /** Chance that the key survives an error in its column: 0 for the value itself. */
  readonly survives: number;
}

type Cut = (word: string) => string;

function keyBy(column: CodedColumn, words: string, survives: number, cut: Cut): BlockKey {
  const known = new Map<string, number>();
  const byCode = new Int32Array(column.store.words.length).fill(-2);
  const keys = new Int32Array(column.codes.length);
  let present = 0;
  for (let row = 0; row < keys.length; row++) {
    const code = column.codes[row]!;
    let key = -1;
    if (code >= 0) {
      key = byCode[code]!;
      if (key === -2) {
        const text = cut(column.store.words[code]!);
        const met = known.get(text);
        key = text === '' ? -1 : (met ?? known.size);
        if (met === undefined && key >= 0) known.set(text, key);
        byCode[code] = key;
      }
      if (key >= 0) present++;
    }
    keys[row] = key;
  }
  return { column: column.column, words, keys, present: present / Math.max(1, keys.length), survives };
}

const whole = (column: CodedColumn): BlockKey => ({
  column: column.column,
  words: column.column,
  keys: column.codes,
  present: column.present / Math.max(1, column.codes.length),
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
  const known = new Map<string, number>();
  const sounds = Int32Array.from(given.store.words, (word) => {
    const key = soundKey(word);
    const met = known.get(key) ?? known.size;
    known.set(key, met);
    return key === '' ? -1 : met;
  });
  const rows = given.codes.length;
  const [low, high] = [new Int32Array(rows), new Int32Array(rows)];
  for (let row = 0; row < rows; row++) {
    const [a, b] = [sounds[given.codes[row]!] ?? -1, sounds[family.codes[row]!] ?? -1];
    low[row] = Math.min(a, b);
    high[row] = Math.max(a, b);
  }
  const words = `${given.column} and ${family.column} (sound, either order)`;
  return { column: given.column, words, keys: joinKeys(low, high), present: 1, survives: 0 };
}

/** Keys that a column offers. */
export function keysOf(column: CodedColumn): BlockKey[] {
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
