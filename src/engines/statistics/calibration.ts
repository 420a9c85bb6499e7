/** Whether stated chances come true: deciles, the slope and shift of a logistic recalibration, the Brier score. */
import { type Interval, wilsonInterval } from './intervals.ts';

export interface CalibrationRow {
  /** 1 holds the highest chances, 10 the lowest. */
  readonly decile: number;
  readonly people: number;
  readonly positives: number;
  readonly expected: number;
  readonly observed: number;
  readonly interval: Interval;
}

const byChance = (chances: ArrayLike<number>): Int32Array =>
  Int32Array.from({ length: chances.length }, (_, i) => i)
    .filter((i) => !Number.isNaN(chances[i]!))
    .sort((a, b) => chances[b]! - chances[a]! || a - b);

/** Ten equal slices from the highest chance down: mean stated chance beside the share that came true. */
export function calibrationDeciles(chances: ArrayLike<number>, positive: Uint8Array): CalibrationRow[] {
  const order = byChance(chances);
  return Array.from({ length: 10 }, (_, d) => {
    const slice = order.subarray(Math.round((order.length * d) / 10), Math.round((order.length * (d + 1)) / 10));
    let expected = 0;
    let positives = 0;
    for (const i of slice) {
      expected += chances[i]!;
      positives += positive[i]!;
    }
    const people = slice.length;
    const share = (k: number): number => (people === 0 ? Number.NaN : k / people);
    return {
      decile: d + 1,
      people,
      positives,
      expected: share(expected),
      observed: share(positives),
      interval: wilsonInterval(positives, people),
    };
  }).filter((row) => row.people > 0);
}

export const logit = (p: number): number => {
  if (Number.isNaN(p)) return p;
  const held = Math.min(1 - 1e-12, Math.max(1e-12, p));
  return Math.log(held / (1 - held));
};

export interface Recalibration {
  /** 1 is right, below 1 too sure, above 1 too shy. NaN where all chances are the same. */
  readonly slope: number;
  readonly intercept: number;
}

/** One weighted Newton step of outcome on x; the next slope and intercept. */
function recalibrationStep(x: Float64Array, y: Uint8Array, w: Uint16Array | null, at: Recalibration): Recalibration {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const times = w ? w[i]! : 1;
    if (times === 0 || Number.isNaN(x[i]!)) continue;
    const p = 1 / (1 + Math.exp(-(at.intercept + at.slope * x[i]!)));
    const rest = times * (y[i]! - p);
    const v = times * p * (1 - p);
    g0 += rest;
    g1 += rest * x[i]!;
    h00 += v;
    h01 += v * x[i]!;
    h11 += v * x[i]! * x[i]!;
  }
  const det = h00 * h11 - h01 * h01;
  if (!(det > 1e-12 * h00 * h11)) return { slope: Number.NaN, intercept: Number.NaN };
  return {
    intercept: at.intercept + (h11 * g0 - h01 * g1) / det,
    slope: at.slope + (h00 * g1 - h01 * g0) / det,
  };
}

/** No slope and the base rate: from there Newton's steps stay inside, from a slope of 1 they may overshoot. */
function flatStart(x: Float64Array, y: Uint8Array, w: Uint16Array | null): Recalibration {
  let [people, came] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]!)) continue;
    people += w ? w[i]! : 1;
    came += (w ? w[i]! : 1) * y[i]!;
  }
  return { slope: 0, intercept: logit(came / people) };
}

/** The outcome on the logit of the chance, each person counted as often as drawn. NaN, no chance stated, is left out. */
export function recalibrate(
  logits: Float64Array,
  positive: Uint8Array,
  weights: Uint16Array | null,
  near?: Recalibration,
): Recalibration {
  let at = near ?? flatStart(logits, positive, weights);
  for (let step = 0; step < 50; step++) {
    const next = recalibrationStep(logits, positive, weights, at);
    const moved = Math.abs(next.slope - at.slope) + Math.abs(next.intercept - at.intercept);
    at = next;
    if (!(moved > 1e-6)) break;
  }
  return at;
}

/** Slope and shift of the stated chances against what happened. */
export function calibrationSlope(chances: ArrayLike<number>, positive: Uint8Array): Recalibration {
  return recalibrate(Float64Array.from(chances, logit), positive, null);
}

/** Mean squared distance between the stated chance and what happened. */
export function brierScore(chances: ArrayLike<number>, positive: Uint8Array): number {
  let sum = 0;
  let stated = 0;
  for (let i = 0; i < chances.length; i++) {
    if (Number.isNaN(chances[i]!)) continue;
    stated++;
    sum += (chances[i]! - positive[i]!) ** 2;
  }
  return sum / stated;
}
