/**
 * The only source of chance in the invented service: a seeded generator (sfc32), so that the same arguments give the
 * same bytes on every machine. Each part of the service throws its own dice (`fork`), so that a change to one part
 * does not move the others.
 */
export class Dice {
  readonly seed: string;
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: string) {
    this.seed = seed;
    const mix = hashWords(seed);
    this.a = mix();
    this.b = mix();
    this.c = mix();
    this.d = mix();
    for (let turn = 0; turn < 15; turn++) this.next();
  }

  /** Dice of their own for one part. */
  fork(label: string): Dice {
    return new Dice(`${this.seed}/${label}`);
  }

  /** From 0 up to, never reaching, 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[Math.floor(this.next() * list.length)] as T;
  }

  weighted<T>(shares: readonly Share<T>[]): T {
    let left = this.next() * shares.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of shares) {
      left -= weight;
      if (left < 0) return value;
    }
    return (shares.at(-1) as Share<T>)[0];
  }

  shuffle<T>(list: T[]): T[] {
    for (let index = list.length - 1; index > 0; index--) {
      const other = Math.floor(this.next() * (index + 1));
      [list[index], list[other]] = [list[other] as T, list[index] as T];
    }
    return list;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Marsaglia and Tsang (2000); mean equals shape. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.next()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.next()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

export type Share<T> = readonly [T, number];

/** Draws that keep to their shares: a pack is dealt out before the next is shuffled, remainders are carried over. */
export class Deck<T> {
  private readonly dice: Dice;
  private readonly shares: readonly Share<T>[];
  private readonly size: number;
  private readonly owed: number[];
  private pack: T[] = [];

  constructor(dice: Dice, shares: readonly Share<T>[], size = 100) {
    const total = shares.reduce((sum, [, weight]) => sum + weight, 0);
    this.dice = dice;
    this.shares = shares.map(([value, weight]) => [value, weight / total] as const);
    this.size = size;
    // A random start, so that rare cards do not all fall into the last packs.
    this.owed = shares.map(() => dice.next() - 0.5);
  }

  draw(): T {
    if (this.pack.length === 0) this.deal();
    return this.pack.pop() as T;
  }

  private deal(): void {
    for (let card = 0; card < this.size; card++) {
      let best = 0;
      for (let index = 0; index < this.shares.length; index++) {
        this.owed[index] = (this.owed[index] as number) + (this.shares[index] as Share<T>)[1];
        if ((this.owed[index] as number) > (this.owed[best] as number)) best = index;
      }
      this.owed[best] = (this.owed[best] as number) - 1;
      this.pack.push((this.shares[best] as Share<T>)[0]);
    }
    this.dice.shuffle(this.pack);
  }
}

function hashWords(text: string): () => number {
  let hash = 1_779_033_703 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 3_432_918_353);
    hash = (hash << 13) | (hash >>> 19);
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
    hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
    hash ^= hash >>> 16;
    return hash >>> 0;
  };
}
