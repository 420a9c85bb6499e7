/**
 * Counts how often each 64-bit identity has been seen, in flat arrays: twenty bytes a slot where a Map of strings would
 * need more than a hundred. Two different rows that share 64 bits (one chance in a million for five million rows) would
 * only shift an ordinal; the row key itself is 128 bits over the whole content.
 */
export class IdentityTable {
  #size = 0;
  #high: Uint32Array;
  #low: Uint32Array;
  #count: Uint32Array;
  #noteHigh: Uint32Array;
  #noteLow: Uint32Array;

  constructor(slots = 1 << 14) {
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#count = new Uint32Array(slots);
    this.#noteHigh = new Uint32Array(slots);
    this.#noteLow = new Uint32Array(slots);
  }

  get size(): number {
    return this.#size;
  }

  /** Slot of an identity, or of the free place where it would stand. Linear probing; the bits are already a hash. */
  #slot(high: number, low: number): number {
    const mask = this.#high.length - 1;
    let at = low & mask;
    while (this.#count[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  /** How often it was seen before; counts this time. `note` is kept from the first time. */
  see(high: number, low: number, noteHigh = 0, noteLow = 0): number {
    if (this.#size * 2 >= this.#high.length) this.#grow();
    const at = this.#slot(high, low);
    const before = this.#count[at] as number;
    this.#count[at] = before + 1;
    if (before === 0) {
      this.#size++;
      this.#high[at] = high;
      this.#low[at] = low;
      this.#noteHigh[at] = noteHigh;
      this.#noteLow[at] = noteLow;
    }
    return before;
  }

  /** Whether the note kept with an identity is this one. */
  notes(high: number, low: number, noteHigh: number, noteLow: number): boolean {
    const at = this.#slot(high, low);
    return this.#noteHigh[at] === noteHigh && this.#noteLow[at] === noteLow;
  }

  #grow(): void {
    const old = [this.#high, this.#low, this.#count, this.#noteHigh, this.#noteLow] as const;
    const slots = this.#high.length * 2;
    const [high, low, count, noteHigh, noteLow] = old;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#count = new Uint32Array(slots);
    this.#noteHigh = new Uint32Array(slots);
    this.#noteLow = new Uint32Array(slots);
    for (let from = 0; from < count.length; from++) {
      if (count[from] === 0) continue;
      const to = this.#slot(high[from] as number, low[from] as number);
      this.#high[to] = high[from] as number;
      this.#low[to] = low[from] as number;
      this.#count[to] = count[from] as number;
      this.#noteHigh[to] = noteHigh[from] as number;
      this.#noteLow[to] = noteLow[from] as number;
    }
  }
}
