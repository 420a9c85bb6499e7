/** Repeatable dice: xoshiro128** (Blackman and Vigna 2018) seeded through splitmix32. A seed is always an argument. */

export interface Dice {
  /** Uniform on [0, 1), 32 bits. */
  readonly next: () => number;
  /** Uniform whole number from 0 to below `n`. */
  readonly below: (n: number) => number;
  readonly normal: () => number;
}

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

function splitMix(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
}

/** The same seed gives the same throws on every machine. */
export function createDice(seed: number): Dice {
  const fill = splitMix(seed);
  let [a, b, c, d] = [fill(), fill(), fill(), fill()] as const;
  const bits = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotateLeft(d, 11);
    return result >>> 0;
  };
  const next = (): number => bits() / 4294967296;
  return {
    next,
    below: (n) => Math.floor(next() * n),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}
