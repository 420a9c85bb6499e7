/**
 * Distinct values as symbols in one typed array, and the string measures over them. A value is met by its code; the
 * left value is spread into a table of bit positions once and then compared with many (Hyyrö's bit-parallel matching,
 * as in rapidfuzz). What must stay true: `jaroWinkler` equals the reference by definition to the last bit
 * (`similarity.test.ts`), whichever way a value is reached.
 */
import { editDistance, jaroWinkler, prefixWeight, winklerFrom } from './similarity.ts';

const longest = 32;

/** Bits that are set. */
export function bitsIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * No two values with these lengths and letters can be more alike than this: letters that only one of them has cannot
 * meet. Exact as a bound, so a comparison that stops on it stops rightly.
 */
export function jaroWinklerBound(na: number, ma: number, nb: number, mb: number): number {
  const meet = Math.min(na - bitsIn(ma & ~mb), nb - bitsIn(mb & ~ma));
  if (meet <= 0) return 0;
  const jaro = (meet / na + meet / nb + 1) / 3;
  return jaro + 4 * prefixWeight * (1 - jaro);
}

/** Edits that two values with these lengths and letters need at the least: an edit brings or takes one letter. */
export function editsAtLeast(na: number, ma: number, nb: number, mb: number): number {
  return Math.max(Math.abs(na - nb), bitsIn(ma & ~mb), bitsIn(mb & ~ma));
}

/**
 * Jaro-Winkler of two values among the symbols, the left one, from `from`, spread into `table`. Letters that meet are bits;
 * the letters of the right value each take the first free bit within reach.
 */
function winklerByBits(
  table: Int32Array,
  symbols: Uint16Array,
  from: number,
  na: number,
  start: number,
  nb: number,
): number {
  const reach = Math.max(0, (Math.max(na, nb) >>> 1) - 1);
  let window = reach >= 31 ? -1 : (1 << (reach + 1)) - 1;
  let usedA = 0;
  let usedB = 0;
  for (let j = 0; j < nb; j++) {
    const free = table[symbols[start + j]!]! & window & ~usedA;
    window = j < reach ? (window << 1) | 1 : window << 1;
    // No branch: whether a letter meets is what the processor cannot foresee.
    usedA |= free & -free;
    usedB |= ((free | -free) >>> 31) << j;
  }
  if (usedB === 0) return 0;
  const meet = bitsIn(usedB);
  let crossed = 0;
  for (let left = usedA, right = usedB; right !== 0; left &= left - 1, right &= right - 1) {
    const same = table[symbols[start + 31 - Math.clz32(right & -right)]!]! & left & -left;
    crossed += 1 - ((same | -same) >>> 31);
  }
  let prefix = 0;
  const most = Math.min(4, na, nb);
  while (prefix < most && symbols[from + prefix] === symbols[start + prefix]) prefix++;
  return winklerFrom(meet, na, nb, crossed >>> 1, prefix);
}

/** Distinct values, coded from 0 in the order in which they were met. */
export class WordStore {
  readonly words: string[] = [];
  readonly #codes = new Map<string, number>();
  #symbols = new Uint16Array(1 << 12);
  #starts = new Int32Array(1 << 10);
  #masks = new Int32Array(1 << 10);
  readonly #alphabet = new Uint16Array(0x10000);
  #letters = 0;
  #table = new Int32Array(64);
  #left = -1;

  /** Code of a value, new or known. */
  add(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    const code = this.words.length;
    this.words.push(word);
    this.#codes.set(word, code);
    this.#keep(code, word);
    return code;
  }

  /** Code of a value as a file writes it, −1 for one that says nothing. `plain` gives its plain form, '' for nothing. */
  read(value: string, plain: (value: string) => string): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const form = plain(value);
    const code = form === '' ? -1 : this.add(form);
    if (form !== value) this.#codes.set(value, code);
    return code;
  }

  #keep(code: number, word: string): void {
    if (code + 2 > this.#starts.length) {
      const [starts, masks] = [this.#starts, this.#masks];
      this.#starts = new Int32Array(starts.length * 2);
      this.#starts.set(starts);
      this.#masks = new Int32Array(masks.length * 2);
      this.#masks.set(masks);
    }
    const start = this.#starts[code]!;
    if (start + word.length > this.#symbols.length) {
      const symbols = this.#symbols;
      this.#symbols = new Uint16Array(Math.max(symbols.length * 2, start + word.length));
      this.#symbols.set(symbols);
    }
    let mask = 0;
    for (let i = 0; i < word.length; i++) {
      const symbol = this.#symbolOf(word.charCodeAt(i));
      this.#symbols[start + i] = symbol;
      mask |= 1 << (symbol & 31);
    }
    this.#masks[code] = mask;
    this.#starts[code + 1] = start + word.length;
  }

  #symbolOf(char: number): number {
    const known = this.#alphabet[char]!;
    if (known !== 0) return known - 1;
    this.#alphabet[char] = ++this.#letters;
    if (this.#letters > this.#table.length) {
      const table = this.#table;
      this.#table = new Int32Array(table.length * 2);
      this.#table.set(table);
    }
    return this.#letters - 1;
  }

  lengthOf(code: number): number {
    return this.#starts[code + 1]! - this.#starts[code]!;
  }

  /** Which letters a value has, a bit a letter; letters past the 32nd share bits, so a set bit may stand for another. */
  maskOf(code: number): number {
    return this.#masks[code]!;
  }

  jaroWinklerAtMost(a: number, b: number): number {
    return jaroWinklerBound(this.lengthOf(a), this.#masks[a]!, this.lengthOf(b), this.#masks[b]!);
  }

  #spread(code: number): void {
    const table = this.#table;
    if (this.#left >= 0) {
      const end = this.#starts[this.#left + 1]!;
      for (let i = this.#starts[this.#left]!; i < end; i++) table[this.#symbols[i]!] = 0;
    }
    const start = this.#starts[code]!;
    const end = this.#starts[code + 1]!;
    for (let i = start; i < end; i++) table[this.#symbols[i]!]! |= 1 << (i - start);
    this.#left = code;
  }

  /** Jaro-Winkler similarity of two values. Cheapest where many are asked of one left value in turn. */
  jaroWinkler(a: number, b: number): number {
    const starts = this.#starts;
    const from = starts[a]!;
    const start = starts[b]!;
    const na = starts[a + 1]! - from;
    const nb = starts[b + 1]! - start;
    if (na > longest || nb > longest) return jaroWinkler(this.words[a]!, this.words[b]!);
    if (na === 0 || nb === 0) return 0;
    if (this.#left !== a) this.#spread(a);
    return winklerByBits(this.#table, this.#symbols, from, na, start, nb);
  }

  /**
   * Edits (a letter put in, left out, changed, or two neighbours exchanged) up to `most`; `most + 1` means more. Bit by bit
   * as in Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances".
   */
  edits(a: number, b: number, most: number): number {
    const na = this.lengthOf(a);
    const nb = this.lengthOf(b);
    if (editsAtLeast(na, this.#masks[a]!, nb, this.#masks[b]!) > most) return most + 1;
    if (na > longest || na === 0) return editDistance(this.words[a]!, this.words[b]!, most);
    if (this.#left !== a) this.#spread(a);
    const table = this.#table;
    const symbols = this.#symbols;
    const start = this.#starts[b]!;
    const last = 1 << (na - 1);
    let vp = -1;
    let vn = 0;
    let d0 = 0;
    let before = 0;
    let distance = na;
    for (let j = 0; j < nb; j++) {
      const match = table[symbols[start + j]!]!;
      const crossed = ((~d0 & match) << 1) & before;
      d0 = ((((match & vp) + vp) | 0) ^ vp) | match | vn | crossed;
      const hp = vn | ~(d0 | vp);
      const hn = d0 & vp;
      if ((hp & last) !== 0) distance++;
      else if ((hn & last) !== 0) distance--;
      const shifted = (hp << 1) | 1;
      vp = (hn << 1) | ~(d0 | shifted);
      vn = shifted & d0;
      before = match;
    }
    return Math.min(distance, most + 1);
  }
}
