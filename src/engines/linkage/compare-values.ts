/** Dates, numbers, codes, identifiers, categories and addresses: how far two values agree. */
import type { CodedColumn } from './coded-column.ts';
import { type Comparer, remember } from './comparer.ts';
import { blank, exact, levelSets } from './levels.ts';
import type { WordStore } from './word-store.ts';

type Step = (a: number, b: number) => number;

interface DateParts {
  readonly year: Int16Array;
  readonly month: Int8Array;
  readonly day: Int8Array;
}

function datePartsOf(store: WordStore): DateParts {
  const size = store.words.length;
  const parts = { year: new Int16Array(size), month: new Int8Array(size), day: new Int8Array(size) };
  for (const [code, word] of store.words.entries()) {
    parts.year[code] = Number(word.slice(0, 4));
    parts.month[code] = Number(word.slice(4, 6));
    parts.day[code] = Number(word.slice(6, 8));
  }
  return parts;
}

/** Days since some day, near enough to tell a month from a year. */
const roughDay = (p: DateParts, code: number): number => p.year[code]! * 365.25 + p.month[code]! * 30.44 + p.day[code]!;

/** Digits that differ, where both have eight; 9 if two neighbours are exchanged and nothing else. */
function slips(a: string, b: string): number {
  let found = 0;
  let [first, last] = [-1, -1];
  for (let i = 0; i < 8; i++)
    if (a.charCodeAt(i) !== b.charCodeAt(i)) {
      if (found === 0) first = i;
      last = i;
      found++;
    }
  return found === 2 && last === first + 1 && a[first] === b[last] && a[last] === b[first] ? 1 : found;
}

function dateStep(store: WordStore): Step {
  const parts = datePartsOf(store);
  const { year, month, day } = parts;
  return (a, b) => {
    const isYear = year[a] === year[b];
    if (isYear && month[a] === day[b] && day[a] === month[b]) return 2;
    if (slips(store.words[a]!, store.words[b]!) === 1) return 2;
    const same = (isYear ? 1 : 0) + (month[a] === month[b] ? 1 : 0) + (day[a] === day[b] ? 1 : 0);
    const apart = Math.abs(roughDay(parts, a) - roughDay(parts, b));
    if (same === 2 || apart <= 31) return 3;
    return isYear || apart <= 366 ? 4 : 5;
  };
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

function codeStep(store: WordStore): Step {
  return (a, b) => {
    const edits = store.edits(a, b, 2);
    if (edits <= 1) return 2;
    const [left, right] = [store.words[a]!, store.words[b]!];
    const isArea = left.length > 4 && right.length > 4 && beginning(left) === beginning(right);
    return edits === 2 && Math.min(left.length, right.length) > 4 ? 3 : isArea ? 3 : 4;
  };
}

function identifierStep(store: WordStore): Step {
  return (a, b) => {
    const most = Math.min(3, Math.max(1, Math.floor(Math.max(store.lengthOf(a), store.lengthOf(b)) / 4)));
    const edits = store.edits(a, b, most);
    if (edits <= 1) return 2;
    if (edits <= most) return 3;
    return store.jaroWinklerAtMost(a, b) >= 0.9 && store.jaroWinkler(a, b) >= 0.9 ? 4 : 5;
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
    case 'date':
      return dateStep(store);
    case 'year':
    case 'number':
      return numberStep(store, column.as === 'year');
    case 'code':
      return codeStep(store);
    case 'identifier':
      return identifierStep(store);
    case 'category':
      return categoryStep(store);
    default:
      return textStep(store, column.counts);
  }
}

/** Any column but names. */
export function compareValue(column: CodedColumn): Comparer {
  const step = remember(stepFor(column));
  const { codes, counts, store } = column;
  const as = column.as === 'fullname' ? 'text' : column.as;
  return {
    slots: [{ column: column.column, as, levels: levelSets[as], codes, counts, words: store.words }],
    compare: (i, j, out, at) => {
      const [a, b] = [codes[i]!, codes[j]!];
      out[at] = a < 0 || b < 0 ? blank : a === b ? exact : step(a, b);
    },
  };
}
