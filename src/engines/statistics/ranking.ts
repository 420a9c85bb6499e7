/**
 * How well an ordering puts the positives first. Ties count by their expected share: as if everyone with the same
 * score stood in an order drawn by lot, so a rule that gives all the same score can do no better than chance.
 */

/** Scores in descending order, cut into runs of equal score. Made once; a bootstrap walks it with new weights. */
export interface Ordering {
  readonly order: Int32Array;
  /** `starts[g]` to `starts[g + 1]` in `order` is one run of equal scores. */
  readonly starts: Int32Array;
}

/** The descending order of the scores. NaN stands for "not ordered" and ties below every number. */
export function orderByScore(scores: ArrayLike<number>): Ordering {
  const n = scores.length;
  const keys = Float64Array.from({ length: n }, (_, i) => {
    const score = scores[i]!;
    return Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
  });
  const order = Int32Array.from({ length: n }, (_, i) => i);
  order.sort((a, b) => (keys[a]! < keys[b]! ? 1 : keys[a]! > keys[b]! ? -1 : a - b));
  const starts: number[] = [];
  for (let i = 0; i < n; i++) if (i === 0 || keys[order[i]!] !== keys[order[i - 1]!]) starts.push(i);
  starts.push(n);
  return { order, starts: Int32Array.from(starts) };
}

export interface RankFigures {
  /** Mann-Whitney: chance that a positive stands above a negative, a tie counting half. NaN if one side is empty. */
  readonly auc: number;
  /** Expected number of positives among the first `round(n × share)`, per share asked. */
  readonly hits: readonly number[];
  readonly flagged: readonly number[];
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  readonly positives: number;
  readonly people: number;
}

/** Expected hits within the first `limit` people, a run that straddles the limit giving its proportion. */
function addHits(
  hits: number[],
  limits: readonly number[],
  run: readonly [before: number, n: number, pos: number],
): void {
  const [before, n, pos] = run;
  for (let j = 0; j < limits.length; j++) {
    const room = limits[j]! - before;
    if (room > 0) hits[j] = hits[j]! + (room >= n ? pos : (pos * room) / n);
  }
}

/** Figures of one ordering. `weights` are how often each person stands in a bootstrap sample; without them, once. */
export function rankFigures(
  ordering: Ordering,
  positive: Uint8Array,
  shares: readonly number[],
  weights?: Uint8Array | Uint16Array,
): RankFigures {
  const { order, starts } = ordering;
  const runs = starts.length - 1;
  let n = order.length;
  if (weights) {
    n = 0;
    for (const w of weights) n += w;
  }
  const limits = shares.map((share) => Math.max(1, Math.round(n * share)));
  const hits = shares.map(() => 0);
  let before = 0;
  let positivesBefore = 0;
  let pairs = 0;
  for (let g = 0; g < runs; g++) {
    let count = 0;
    let pos = 0;
    for (let i = starts[g]!; i < starts[g + 1]!; i++) {
      const person = order[i]!;
      const w = weights ? weights[person]! : 1;
      count += w;
      if (positive[person] === 1) pos += w;
    }
    if (count === 0) continue;
    const negatives = count - pos;
    pairs += positivesBefore * negatives + 0.5 * pos * negatives;
    addHits(hits, limits, [before, count, pos]);
    before += count;
    positivesBefore += pos;
  }
  return {
    auc: pairs / (positivesBefore * (n - positivesBefore)),
    hits,
    flagged: limits,
    recall: hits.map((h) => h / positivesBefore),
    precision: hits.map((h, j) => h / limits[j]!),
    positives: positivesBefore,
    people: n,
  };
}
