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
function addHits(hits: number[], limits: readonly number[], before: number, run: { n: number; pos: number }): void {
  for (let j = 0; j < limits.length; j++) {
    const room = limits[j]! - before;
    if (room > 0) hits[j] = hits[j]! + (room >= run.n ? run.pos : (run.pos * room) / run.n);
  }
}

/** How many positives are drawn, and how many people: everyone once, or as often as the weights say. */
function countAll(positive: Uint8Array, weights: Uint16Array): { n: number; positives: number } {
  let n = 0;
  let positives = 0;
  for (let i = 0; i < positive.length; i++) {
    n += weights[i]!;
    if (positive[i] === 1) positives += weights[i]!;
  }
  return { n, positives };
}

const once = (people: number): Uint16Array => new Uint16Array(people).fill(1);

/** Figures of one ordering. `weights` are how often each person stands in a bootstrap sample; without them, once. */
export function rankFigures(
  { order, starts }: Ordering,
  positive: Uint8Array,
  shares: readonly number[],
  weights: Uint16Array = once(order.length),
): RankFigures {
  const { n, positives } = countAll(positive, weights);
  const limits = shares.map((share) => Math.max(1, Math.round(n * share)));
  const furthest = Math.max(...limits);
  const hits = shares.map(() => 0);
  let before = 0;
  let positivesBefore = 0;
  let pairs = 0;
  for (let g = 0, i = 0; g + 1 < starts.length; g++) {
    const end = starts[g + 1]!;
    let count = 0;
    let pos = 0;
    for (; i < end; i++) {
      const person = order[i]!;
      const times = weights[person]!;
      count += times;
      pos += times * positive[person]!;
    }
    if (pos > 0 && before < furthest) addHits(hits, limits, before, { n: count, pos });
    pairs += (positivesBefore + 0.5 * pos) * (count - pos);
    before += count;
    positivesBefore += pos;
  }
  return {
    auc: pairs / (positives * (n - positives)),
    hits,
    flagged: limits,
    recall: hits.map((h) => h / positives),
    precision: hits.map((h, j) => h / limits[j]!),
    positives,
    people: n,
  };
}
