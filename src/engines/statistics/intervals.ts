/** Intervals for a share and for a count. Never Wald. */
import { gammaQuantile } from './gamma.ts';

/** Lower and upper limit. */
export type Interval = readonly [low: number, high: number];

const z95 = 1.959963984540054;

/** Wilson score interval for k of n. With nothing to go on it is the whole range. */
export function wilsonInterval(k: number, n: number, z = z95): Interval {
  if (n <= 0) return [0, 1];
  const share = k / n;
  const zz = z * z;
  const middle = (share + zz / (2 * n)) / (1 + zz / n);
  const half = (z / (1 + zz / n)) * Math.sqrt((share * (1 - share)) / n + zz / (4 * n * n));
  return [k <= 0 ? 0 : Math.max(0, middle - half), k >= n ? 1 : Math.min(1, middle + half)];
}

/** Exact (Garwood) limits of the mean of a Poisson count. Divide by exposure for a rate. */
export function exactPoissonInterval(count: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return [count === 0 ? 0 : gammaQuantile(count, tail), gammaQuantile(count + 1, 1 - tail)];
}

/** The value below which `share` of the sorted numbers lie, interpolated (type 7). */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}
