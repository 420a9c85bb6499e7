/** Dates, numbers, codes, identifiers, categories and addresses: how far two values agree. */
import type { CodedColumn } from './coded-column.ts';
import type { Comparer, Slot } from './comparer.ts';
import { blank, exact, levelSets } from './levels.ts';
import { editsAtLeast, jaroWinklerBound, type WordStore } from './word-store.ts';

type Step = (a: number, b: number) => number;

/** The eight digits of a date, four bits each: what differs is found in one operation. */
const packed = (word: string): number => Number.parseInt(word.slice(0, 8).padEnd(8, '0'), 16) | 0;

/** Whether one digit is wrong, or two neighbours are exchanged. */
function isSlip(a: number, b: number): boolean {
  const differ = a ^ b;
  const low = 31 - Math.clz32(differ & -differ);
  const first = low & ~3;
  const rest = differ & ~(15 << first);
  if (rest === 0) return true;
  if (first > 24 || (rest & ~(15 << (first + 4))) !== 0) return false;
  return ((a >>> first) & 15) === ((b >>> (first + 4)) & 15) && ((b >>> first) & 15) === ((a >>> (first + 4)) & 15);
}

const number = (digits: number): number => (digits >>> 4) * 10 + (digits & 15);
const yearOf = (date: number): number => number((date >>> 24) & 255) * 100 + number((date >>> 16) & 255);
/** Days since some day, near enough to tell a month from a year. */
const roughDay = (date: number): number =>
  yearOf(date) * 365.25 + number((date >>> 8) & 255) * 30.44 + number(date & 255);

/** Step of two different dates, each packed. */
function dateStep(a: number, b: number): number {
  const differ = a ^ b;
  const isYear = differ >>> 16 === 0;
  const monthA = (a >>> 8) & 255;
  const monthB = (b >>> 8) & 255;
  const dayA = a & 255;
  const dayB = b & 255;
  if (isYear && monthA === dayB && dayA === monthB) return 2;
  if (isSlip(a, b)) return 2;
  const same = (isYear ? 1 : 0) + (monthA === monthB ? 1 : 0) + (dayA === dayB ? 1 : 0);
  if (same === 2) return 3;
  const years = Math.abs(yearOf(a) - yearOf(b));
  if (years > 1) return 5;
  const apart = Math.abs(roughDay(a) - roughDay(b));
  return apart <= 31 ? 3 : years === 0 || apart <= 366 ? 4 : 5;
}

function numberStep(store: WordStore, isYear: boolean): Step {
  const numbers = Float64Array.from(store.words, Number);
  return (a, b) => {
    const apart = Math.abs(numbers[a]! - numbers[b]!);
    const size = Math.max(Math.abs(numbers[a]!), Math.abs(numbers[b]!));
    if (isYear) return apart <= 1 ? 2 : apart <= 5 || store.edits(a, b, 1) <= 1 ? 3 : 4;
    return apart <= 1 || apart <= size * 0.01 ? 2 : apart <= size * 0.1 ? 3 : 4;
  };
}

/** Characters at the beginning of a code that name the area: all but its last three, at least two. */
function beginning(word: string): string {
  return word.slice(0, Math.max(2, word.length - 3));
}

/** Number of each code's beginning. */
function areasOf(store: WordStore): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(store.words, (word) => {
    const area = beginning(word);
    const met = known.get(area) ?? known.size;
    known.set(area, met);
    return met;
  });
}

function codeStep(store: WordStore): Step {
  const areas = areasOf(store);
  return (a, b) => {
    const edits = store.edits(a, b, 2);
    if (edits <= 1) return 2;
    if (Math.min(store.lengthOf(a), store.lengthOf(b)) <= 4) return 4;
    return edits === 2 || areas[a] === areas[b] ? 3 : 4;
  };
}

const muchAlike = 0.9;
/** Slips that an identifier of this length may have and still be near. */
const slipsAllowed = (na: number, nb: number): number => Math.min(3, Math.max(1, Math.floor(Math.max(na, nb) / 4)));

function identifierStep(store: WordStore): Step {
  return (a, b) => {
    const most = slipsAllowed(store.lengthOf(a), store.lengthOf(b));
    const edits = store.edits(a, b, most);
    if (edits <= 1) return 2;
    if (edits <= most) return 3;
    return store.jaroWinklerAtMost(a, b) >= muchAlike && store.jaroWinkler(a, b) >= muchAlike ? 4 : 5;
  };
}

const categoryStep =
  (store: WordStore): Step =>
  (a, b) =>
    Math.min(store.lengthOf(a), store.lengthOf(b)) > 3 && store.edits(a, b, 1) === 1 ? 2 : 3;

/** Words of each text as codes in order, and what each word is worth: a rare word says more. */
export interface TextWords {
  readonly words: readonly Int32Array[];
  readonly worth: Float64Array;
  readonly joined: readonly string[];
}

export function textWordsOf(store: WordStore, counts: Int32Array): TextWords {
  const codes = new Map<string, number>();
  const seen: number[] = [];
  let texts = 0;
  const words = store.words.map((text, at) => {
    const times = counts[at] ?? 0;
    texts += times;
    const found = new Set<number>();
    for (const word of text.split(' ')) {
      let code = codes.get(word);
      if (code === undefined) {
        code = codes.size;
        codes.set(word, code);
      }
      found.add(code);
    }
    for (const code of found) seen[code] = (seen[code] ?? 0) + times;
    return Int32Array.from(found).sort();
  });
  const worth = Float64Array.from(seen, (times) => Math.log((texts + 1) / (times + 0.5)));
  return { words, worth, joined: store.words.map((text) => text.replaceAll(' ', '')) };
}

/** Worth of the words that both have, as a share of what either has on average. */
function wordsShared({ words, worth }: TextWords, a: number, b: number): number {
  const [left, right] = [words[a]!, words[b]!];
  let [both, all] = [0, 0];
  for (let i = 0; i < left.length; i++) all += worth[left[i]!]!;
  for (let j = 0; j < right.length; j++) all += worth[right[j]!]!;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const difference = left[i]! - right[j]!;
    if (difference === 0) both += worth[left[i]!]!;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return all === 0 ? 0 : (2 * both) / all;
}

function textStep(store: WordStore, counts: Int32Array): Step {
  const facts = textWordsOf(store, counts);
  return (a, b) => {
    if (facts.joined[a] === facts.joined[b]) return 2;
    const shared = wordsShared(facts, a, b);
    if (shared < 0.3 && store.jaroWinklerAtMost(a, b) < 0.85) return 5;
    if (store.edits(a, b, 2) <= Math.min(2, store.lengthOf(a) >> 2)) return 2;
    const alike = store.jaroWinkler(a, b);
    if (alike >= 0.93) return 2;
    if (shared >= 0.6 || alike >= 0.88) return 3;
    return shared >= 0.3 || alike >= 0.82 ? 4 : 5;
  };
}

function stepFor(column: CodedColumn): Step {
  const { store } = column;
  switch (column.as) {
    case 'year':
    case 'number':
      return numberStep(store, column.as === 'year');
    case 'category':
      return categoryStep(store);
    default:
      return textStep(store, column.counts);
  }
}

function slotOf({ column, as, codes, counts, store }: CodedColumn): Slot {
  const kind = as === 'fullname' ? 'text' : as;
  return { column, as: kind, levels: levelSets[kind], codes, counts, words: store.words };
}

/** A column of dates. */
function compareDates(column: CodedColumn): Comparer {
  const { codes, store } = column;
  const dates = Int32Array.from(store.words, packed);
  return {
    slots: [slotOf(column)],
    noted: 2,
    note: (row, notes, at) => {
      const code = codes[row]!;
      notes[at] = code;
      notes[at + 1] = code < 0 ? 0 : dates[code]!;
    },
    compare: (notes, a, b, out, to) => {
      const left = notes[a]!;
      const right = notes[b]!;
      out[to] = left < 0 || right < 0 ? blank : left === right ? exact : dateStep(notes[a + 1]!, notes[b + 1]!);
    },
  };
}

/** Codes and identifiers: what cannot be near by its letters is settled without being looked up. */
function compareLetters(column: CodedColumn): Comparer {
  const { codes, store } = column;
  const isCode = column.as === 'code';
  const step = isCode ? codeStep(store) : identifierStep(store);
  const areas = isCode ? areasOf(store) : null;
  return {
    slots: [slotOf(column)],
    noted: 4,
    note: (row, notes, at) => {
      const code = codes[row]!;
      notes[at] = code;
      if (code < 0) return;
      notes[at + 1] = store.maskOf(code);
      notes[at + 2] = store.lengthOf(code);
      notes[at + 3] = areas === null ? code : areas[code]!;
    },
    compare: (notes, a, b, out, to) => {
      const left = notes[a]!;
      const right = notes[b]!;
      out[to] = blank;
      if (left < 0 || right < 0) return;
      out[to] = exact;
      if (left === right) return;
      const ma = notes[a + 1]!;
      const mb = notes[b + 1]!;
      const na = notes[a + 2]!;
      const nb = notes[b + 2]!;
      const least = editsAtLeast(na, ma, nb, mb);
      if (isCode) {
        out[to] = least > 2 && notes[a + 3] !== notes[b + 3] ? 4 : step(left, right);
        return;
      }
      const isFar = least > slipsAllowed(na, nb) && jaroWinklerBound(na, ma, nb, mb) < muchAlike;
      out[to] = isFar ? 5 : step(left, right);
    },
  };
}

/** Any column but names. */
export function compareValue(column: CodedColumn): Comparer {
  if (column.as === 'date') return compareDates(column);
  if (column.as === 'identifier' || column.as === 'code') return compareLetters(column);
  const step = stepFor(column);
  const { codes } = column;
  return {
    slots: [slotOf(column)],
    noted: 1,
    note: (row, notes, at) => {
      notes[at] = codes[row]!;
    },
    compare: (notes, a, b, out, to) => {
      const left = notes[a]!;
      const right = notes[b]!;
      out[to] = left < 0 || right < 0 ? blank : left === right ? exact : step(left, right);
    },
  };
}
