/** How right the pairs are, where somebody knows: precision and recall at every threshold, calibration, the best place to cut. */

export interface JudgedPair {
  readonly probability: number;
  readonly isTrue: boolean;
}

export interface Judgement {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly bestF1: number;
  /** Probability at which F1 is best. */
  readonly bestAt: number;
  /** Highest recall of any threshold at which at least 99 in 100 pairs are true. */
  readonly recallAtPrecision99: number;
  readonly at: number;
  readonly pairs: number;
  readonly truePairs: number;
  readonly calibration: readonly { from: number; to: number; pairs: number; stated: number; observed: number }[];
}

const share = (part: number, all: number): number => (all === 0 ? 0 : part / all);
const f1Of = (hits: number, given: number, all: number): number => share(2 * hits, given + all);

/** Pairs of one probability stand or fall together. */
function curveOf(pairs: readonly JudgedPair[], truePairs: number) {
  const sorted = pairs.toSorted((a, b) => b.probability - a.probability);
  let [hits, given] = [0, 0];
  const curve: { at: number; precision: number; recall: number; f1: number }[] = [];
  for (let next = 0; next < sorted.length; ) {
    const at = sorted[next]!.probability;
    for (; next < sorted.length && sorted[next]!.probability === at; next++) {
      given++;
      if (sorted[next]!.isTrue) hits++;
    }
    curve.push({ at, precision: share(hits, given), recall: share(hits, truePairs), f1: f1Of(hits, given, truePairs) });
  }
  return curve;
}

const edges = [0, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.0000001];

/** Judges pairs against the number of true pairs there are. */
export function judgePairs(pairs: readonly JudgedPair[], truePairs: number, at = 0.5): Judgement {
  const curve = curveOf(pairs, truePairs);
  const best = curve.reduce((most, point) => (point.f1 > most.f1 ? point : most), { at: 1, f1: 0 });
  const given = pairs.filter((pair) => pair.probability >= at);
  const hits = given.filter((pair) => pair.isTrue).length;
  const calibration = edges.slice(0, -1).map((from, slice) => {
    const to = edges[slice + 1]!;
    const within = pairs.filter((pair) => pair.probability >= from && pair.probability < to);
    const stated = within.reduce((sum, pair) => sum + pair.probability, 0);
    const observed = within.filter((pair) => pair.isTrue).length;
    const count = within.length;
    return { from, to: Math.min(1, to), pairs: count, stated: share(stated, count), observed: share(observed, count) };
  });
  return {
    precision: share(hits, given.length),
    recall: share(hits, truePairs),
    f1: f1Of(hits, given.length, truePairs),
    bestF1: best.f1,
    bestAt: best.at,
    recallAtPrecision99: curve.reduce(
      (most, point) => (point.precision >= 0.99 ? Math.max(most, point.recall) : most),
      0,
    ),
    at,
    pairs: pairs.length,
    truePairs,
    calibration,
  };
}

/** The lowest probability from which on, upwards, pairs are at least this precise; null where none is. */
export function thresholdFor(pairs: readonly JudgedPair[], precision: number): number | null {
  const found = curveOf(pairs, pairs.length).filter((point) => point.precision >= precision);
  return found.at(-1)?.at ?? null;
}
