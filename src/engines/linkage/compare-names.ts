/**
 * Given names and surnames: forms of one name, parts of a double one, slips, sound, initials, and the two swapped.
 * A changed surname leaves no trace in two values; it is what the last step's weight is for.
 */
import type { CodedColumn } from './coded-column.ts';
import { type Comparer, remember, type Slot } from './comparer.ts';
import { blank, exact, levelSets, nameLevel } from './levels.ts';
import { nameFamilies } from './nicknames.ts';
import { soundKey } from './sound-key.ts';
import { jaroWinklerBound, type WordStore } from './word-store.ts';

/** What is known of each distinct name, worked out once. */
export class NameFacts {
  readonly store: WordStore;
  readonly #sounds: number[] = [];
  readonly #soundCodes = new Map<string, number>();
  readonly #families: (readonly number[])[] = [];
  readonly #parts: (readonly number[] | null)[] = [];
  readonly #joined: string[] = [];

  constructor(store: WordStore) {
    this.store = store;
  }

  #know(code: number): void {
    if (this.#joined[code] !== undefined) return;
    const word = this.store.words[code]!;
    const parts = word.split(' ');
    this.#joined[code] = parts.length > 1 ? parts.join('') : word;
    this.#sounds[code] = this.#soundOf(soundKey(word));
    this.#families[code] = nameFamilies(parts[0]!);
    this.#parts[code] = parts.length > 1 ? parts.map((part) => this.store.add(part)) : null;
  }

  #soundOf(key: string): number {
    if (key.length <= 2) return -1;
    const met = this.#soundCodes.get(key) ?? this.#soundCodes.size;
    this.#soundCodes.set(key, met);
    return met;
  }

  /** Number of the name's key; −1 for one too short to say that two names sound alike. */
  sound(code: number): number {
    this.#know(code);
    return this.#sounds[code]!;
  }

  /** Whether it is an initial or a double name, for which letters and sound are not all there is to it. */
  isOdd(code: number): boolean {
    this.#know(code);
    return this.store.lengthOf(code) === 1 || this.#parts[code] !== null;
  }

  hasForms(code: number): boolean {
    this.#know(code);
    return this.#families[code]!.length > 0;
  }

  parts(code: number): readonly number[] | null {
    this.#know(code);
    return this.#parts[code]!;
  }

  isJoinedAlike(a: number, b: number): boolean {
    this.#know(a);
    this.#know(b);
    return this.#joined[a] === this.#joined[b];
  }

  isOneFamily(a: number, b: number): boolean {
    this.#know(a);
    this.#know(b);
    const other = this.#families[b]!;
    for (const family of this.#families[a]!) if (other.includes(family)) return true;
    return false;
  }

  /** Whether a double name has the other, or a part of it, as one of its parts. */
  isPart(a: number, b: number): boolean {
    const [mine, theirs] = [this.parts(a), this.parts(b)];
    if (mine === null && theirs === null) return false;
    const [left, right] = [mine ?? [a], theirs ?? [b]];
    return left.some((part) => this.store.lengthOf(part) > 2 && right.includes(part));
  }
}

const alikeFrom = 0.82;
const closeFrom = 0.92;

function initialOf(store: WordStore, a: number, b: number): number | null {
  if (store.lengthOf(a) > 1 && store.lengthOf(b) > 1) return null;
  return store.words[a]![0] === store.words[b]![0] ? nameLevel.initial : nameLevel.other;
}

/** Step of two different names by their letters and sound. */
function byLetters(facts: NameFacts, a: number, b: number): number {
  const { store } = facts;
  const isSound = facts.sound(a) === facts.sound(b) && facts.sound(a) !== -1;
  if (!isSound && store.jaroWinklerAtMost(a, b) < alikeFrom) return nameLevel.other;
  const longer = Math.max(store.lengthOf(a), store.lengthOf(b));
  if (longer > 3 && store.edits(a, b, 1) === 1) return nameLevel.close;
  const alike = store.jaroWinkler(a, b);
  if (alike >= closeFrom) return nameLevel.close;
  return isSound || alike >= alikeFrom ? nameLevel.like : nameLevel.other;
}

/** Step of two different given names, or of two different surnames, for which nicknames do not count. */
export function nameStep(facts: NameFacts, isGiven: boolean): (a: number, b: number) => number {
  return remember((a, b) => {
    const initial = initialOf(facts.store, a, b);
    if (initial !== null) return initial;
    if (isGiven && facts.isOneFamily(a, b)) return nameLevel.form;
    if (facts.isJoinedAlike(a, b) || facts.isPart(a, b)) return nameLevel.form;
    return byLetters(facts, a, b);
  });
}

const slotOf = ({ column, codes, counts, store }: CodedColumn, as: 'name' | 'surname'): Slot => ({
  column,
  as,
  levels: levelSets[as],
  codes,
  counts,
  words: store.words,
});

/** Code, letters, length with marks, sound. */
const notesOfName = 4;
const lengthBits = (1 << 16) - 1;
const odd = 1 << 16;
const forms = 1 << 17;

function noteName(column: CodedColumn, facts: NameFacts, isGiven: boolean): Comparer['note'] {
  const { codes, store } = column;
  return (row, notes, at) => {
    const code = codes[row]!;
    notes[at] = code;
    if (code < 0) return;
    const marks = (facts.isOdd(code) ? odd : 0) | (isGiven && facts.hasForms(code) ? forms : 0);
    notes[at + 1] = store.maskOf(code);
    notes[at + 2] = store.lengthOf(code) | marks;
    notes[at + 3] = facts.sound(code);
  };
}

/** Step of two names from their notes; most pairs of different names are settled by their letters alone. */
function stepFromNotes(step: (a: number, b: number) => number): (notes: Int32Array, a: number, b: number) => number {
  return (notes, a, b) => {
    const left = notes[a]!;
    const right = notes[b]!;
    if (left < 0 || right < 0) return blank;
    if (left === right) return exact;
    const na = notes[a + 2]!;
    const nb = notes[b + 2]!;
    const isPlain = ((na | nb) & odd) === 0 && (na & nb & forms) === 0;
    if (isPlain && (notes[a + 3] !== notes[b + 3] || notes[a + 3] === -1)) {
      const most = jaroWinklerBound(na & lengthBits, notes[a + 1]!, nb & lengthBits, notes[b + 1]!);
      if (most < alikeFrom) return nameLevel.other;
    }
    return step(left, right);
  };
}

/** One column of names by itself. */
export function compareName(column: CodedColumn, facts: NameFacts): Comparer {
  const as = column.as === 'surname' ? 'surname' : 'name';
  const step = stepFromNotes(nameStep(facts, as === 'name'));
  return {
    slots: [slotOf(column, as)],
    noted: notesOfName,
    note: noteName(column, facts, as === 'name'),
    compare: (notes, a, b, out, to) => {
      out[to] = step(notes, a, b);
    },
  };
}

/** A given name and a surname together: where each equals the other's other, they were swapped in one of the rows. */
export function compareNamePair(given: CodedColumn, family: CodedColumn, facts: NameFacts): Comparer {
  const givenStep = stepFromNotes(nameStep(facts, true));
  const bareStep = nameStep(facts, false);
  const familyStep = stepFromNotes(bareStep);
  const noteGiven = noteName(given, facts, true);
  const noteFamily = noteName(family, facts, false);
  const isNear = (a: number, b: number) => a === b || bareStep(a, b) === nameLevel.close;
  return {
    slots: [slotOf(given, 'name'), slotOf(family, 'surname')],
    noted: notesOfName * 2,
    note: (row, notes, at) => {
      noteGiven(row, notes, at);
      noteFamily(row, notes, at + notesOfName);
    },
    compare: (notes, a, b, out, to) => {
      const one = givenStep(notes, a, b);
      const two = familyStep(notes, a + notesOfName, b + notesOfName);
      out[to] = one;
      out[to + 1] = two;
      if (one < nameLevel.like || two < nameLevel.like) return;
      const [ga, gb, sa, sb] = [notes[a]!, notes[b]!, notes[a + notesOfName]!, notes[b + notesOfName]!];
      if ((ga === sb || sa === gb) && isNear(ga, sb) && isNear(sa, gb)) {
        out[to] = nameLevel.swapped;
        out[to + 1] = nameLevel.swapped;
      }
    },
  };
}
