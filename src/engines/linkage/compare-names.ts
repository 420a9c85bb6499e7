/**
 * Given names and surnames: forms of one name, parts of a double one, slips, sound, initials, and the two swapped.
 * A changed surname leaves no trace in two values; it is what the last step's weight is for.
 */
import type { CodedColumn } from './coded-column.ts';
import { type Comparer, remember, type Slot } from './comparer.ts';
import { blank, exact, levelSets, nameLevel } from './levels.ts';
import { nameFamilies } from './nicknames.ts';
import { soundKey } from './sound-key.ts';
import type { WordStore } from './word-store.ts';

/** What is known of each distinct name, worked out once. */
export class NameFacts {
  readonly store: WordStore;
  readonly #sounds: string[] = [];
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
    this.#sounds[code] = soundKey(word);
    this.#families[code] = nameFamilies(parts[0]!);
    this.#parts[code] = parts.length > 1 ? parts.map((part) => this.store.add(part)) : null;
  }

  sound(code: number): string {
    this.#know(code);
    return this.#sounds[code]!;
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
  const sound = facts.sound(a);
  const isSound = sound.length > 2 && sound === facts.sound(b);
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

/** One column of names by itself. */
export function compareName(column: CodedColumn, facts: NameFacts): Comparer {
  const as = column.as === 'surname' ? 'surname' : 'name';
  const step = nameStep(facts, as === 'name');
  const { codes } = column;
  return {
    slots: [slotOf(column, as)],
    compare: (i, j, out, at) => {
      const [a, b] = [codes[i]!, codes[j]!];
      out[at] = a < 0 || b < 0 ? blank : a === b ? exact : step(a, b);
    },
  };
}

/** A given name and a surname together: where each equals the other's other, they were swapped in one of the rows. */
export function compareNamePair(given: CodedColumn, family: CodedColumn, facts: NameFacts): Comparer {
  const givenStep = nameStep(facts, true);
  const familyStep = nameStep(facts, false);
  const [first, last] = [given.codes, family.codes];
  const isNear = (a: number, b: number) => a === b || familyStep(a, b) === nameLevel.close;
  return {
    slots: [slotOf(given, 'name'), slotOf(family, 'surname')],
    compare: (i, j, out, at) => {
      const [ga, gb, sa, sb] = [first[i]!, first[j]!, last[i]!, last[j]!];
      const one = ga < 0 || gb < 0 ? blank : ga === gb ? exact : givenStep(ga, gb);
      const two = sa < 0 || sb < 0 ? blank : sa === sb ? exact : familyStep(sa, sb);
      out[at] = one;
      out[at + 1] = two;
      if (one < nameLevel.like || two < nameLevel.like) return;
      if ((ga === sb || sa === gb) && isNear(ga, sb) && isNear(sa, gb)) {
        out[at] = nameLevel.swapped;
        out[at + 1] = nameLevel.swapped;
      }
    },
  };
}
