/**
 * From pairs to people. Within whatever hangs together, groups are joined by the average of the weights between all their
 * members (UPGMA by nearest-neighbour chains), so that one strong pair cannot chain two people into one. A pair's final
 * odds are those of the step at which the two came together.
 */
import type { ScoredPairs } from './score-pairs.ts';

/** Pairs of one group, with the odds at which the group came together. */
export interface JoinedPairs {
  count: number;
  left: Int32Array;
  right: Int32Array;
  odds: Float32Array;
}

export interface ClusterOptions {
  readonly rows: number;
  /** Log2 odds of a random pair. */
  readonly prior: number;
  /** Below these odds nothing is joined. */
  readonly floor: number;
  /** Weights beyond these count as these: one pair's certainty cannot outvote many doubts, nor one misprint many agreements. */
  readonly highest: number;
  readonly lowest: number;
  /** Odds of a pair that no block brought together. */
  readonly oddsOf: (i: number, j: number) => number;
}

/** Many pairs between two groups say more than one of them, though far from as much as their number. */
const manyHelp = 0.4;
const helpOf = (pairs: number): number => 1 + manyHelp * (1 - 1 / Math.sqrt(pairs));

const largestPiece = 1500;

function findRoot(parents: Int32Array, row: number): number {
  let at = row;
  while (parents[at] !== at) {
    parents[at] = parents[parents[at]!]!;
    at = parents[at]!;
  }
  return at;
}

/** Rows that hang together through pairs at or above the cut; each piece as the places of its pairs. */
function piecesOf(pairs: ScoredPairs, among: Int32Array, rows: number, cut: number): Int32Array[] {
  const parents = new Int32Array(rows);
  for (let row = 0; row < rows; row++) parents[row] = row;
  let kept = 0;
  for (let nth = 0; nth < among.length; nth++) {
    const at = among[nth]!;
    if (pairs.odds[at]! < cut) continue;
    kept++;
    const a = findRoot(parents, pairs.left[at]!);
    const b = findRoot(parents, pairs.right[at]!);
    if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
  }
  const ends = new Int32Array(rows + 1);
  for (let nth = 0; nth < among.length; nth++)
    if (pairs.odds[among[nth]!]! >= cut) ends[findRoot(parents, pairs.left[among[nth]!]!) + 1]!++;
  for (let row = 0; row < rows; row++) ends[row + 1]! += ends[row]!;
  const starts = ends.slice();
  const sorted = new Int32Array(kept);
  for (let nth = 0; nth < among.length; nth++) {
    const at = among[nth]!;
    if (pairs.odds[at]! >= cut) sorted[starts[findRoot(parents, pairs.left[at]!)]!++] = at;
  }
  const pieces: Int32Array[] = [];
  for (let row = 0; row < rows; row++)
    if (ends[row + 1]! > ends[row]!) pieces.push(sorted.subarray(ends[row]!, ends[row + 1]!));
  return pieces;
}

const membersOf = (pairs: ScoredPairs, piece: Int32Array): Int32Array => {
  const members = new Set<number>();
  for (const at of piece) members.add(pairs.left[at]!).add(pairs.right[at]!);
  return Int32Array.from(members).sort();
};

function push(joined: JoinedPairs, left: number, right: number, odds: number): void {
  if (joined.count === joined.left.length) {
    const size = Math.max(1024, joined.left.length * 2);
    const [a, b, o] = [new Int32Array(size), new Int32Array(size), new Float32Array(size)];
    a.set(joined.left);
    b.set(joined.right);
    o.set(joined.odds);
    Object.assign(joined, { left: a, right: b, odds: o });
  }
  joined.left[joined.count] = Math.min(left, right);
  joined.right[joined.count] = Math.max(left, right);
  joined.odds[joined.count++] = odds;
}

/** Odds between all members of a piece. */
function matrixOf(pairs: ScoredPairs, piece: Int32Array, members: Int32Array, options: ClusterOptions): Float64Array {
  const size = members.length;
  const place = new Map(Array.from(members, (row, at) => [row, at]));
  const matrix = new Float64Array(size * size).fill(Number.NaN);
  const clip = (odds: number) => Math.min(options.highest, Math.max(options.lowest, odds));
  for (const at of piece) {
    const [a, b] = [place.get(pairs.left[at]!)!, place.get(pairs.right[at]!)!];
    matrix[a * size + b] = matrix[b * size + a] = clip(pairs.odds[at]!);
  }
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++)
      if (Number.isNaN(matrix[a * size + b]!))
        matrix[a * size + b] = matrix[b * size + a] = clip(options.oddsOf(members[a]!, members[b]!));
  return matrix;
}

interface Merge {
  readonly a: number;
  readonly b: number;
  readonly odds: number;
}

/** Average linkage. Joins stop at the floor. */
function mergesOf(matrix: Float64Array, size: number, floor: number): Merge[] {
  const weight = new Float64Array(size).fill(1);
  const isAlive = new Uint8Array(size).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  const nearest = (a: number, before: number): number => {
    let best = before;
    let most = before < 0 ? Number.NEGATIVE_INFINITY : matrix[a * size + before]!;
    for (let b = 0; b < size; b++)
      if (b !== a && isAlive[b] === 1 && matrix[a * size + b]! > most) {
        most = matrix[a * size + b]!;
        best = b;
      }
    return best;
  };
  for (let start = 0; ; ) {
    if (chain.length === 0) {
      while (start < size && isAlive[start] === 0) start++;
      if (start >= size) break;
      chain.push(start);
    }
    const last = chain.at(-1)!;
    const next = nearest(last, chain.at(-2) ?? -1);
    if (next < 0 || matrix[last * size + next]! < floor) {
      // Nobody near enough is left for it, and averages with it only fall: it stays as it is.
      chain.pop();
      isAlive[last] = 0;
      continue;
    }
    if (next !== chain.at(-2)) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    const [a, b] = last < next ? [last, next] : [next, last];
    merges.push({ a, b, odds: matrix[a * size + b]! });
    const [wa, wb] = [weight[a]!, weight[b]!];
    for (let c = 0; c < size; c++) {
      if (c === a || c === b || isAlive[c] === 0) continue;
      const average = (wa * matrix[a * size + c]! + wb * matrix[b * size + c]!) / (wa + wb);
      matrix[a * size + c] = matrix[c * size + a] = average;
    }
    weight[a] = wa + wb;
    isAlive[b] = 0;
  }
  return merges;
}

/** Joins what belongs together; every pair within a group is given, whether it was ever compared or not. */
export function joinPairs(pairs: ScoredPairs, options: ClusterOptions): JoinedPairs {
  const joined: JoinedPairs = {
    count: 0,
    left: new Int32Array(0),
    right: new Int32Array(0),
    odds: new Float32Array(0),
  };
  const all = Int32Array.from({ length: pairs.count }, (_, at) => at);
  const waiting: { piece: Int32Array; cut: number }[] = piecesOf(pairs, all, options.rows, options.floor).map(
    (piece) => ({
      piece,
      cut: options.floor,
    }),
  );
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { piece, cut } = next;
    if (piece.length === 1) {
      push(joined, pairs.left[piece[0]!]!, pairs.right[piece[0]!]!, pairs.odds[piece[0]!]!);
      continue;
    }
    const members = membersOf(pairs, piece);
    if (members.length > largestPiece && cut < options.highest) {
      const higher = cut + 2;
      for (const smaller of piecesOf(pairs, piece, options.rows, higher)) waiting.push({ piece: smaller, cut: higher });
      continue;
    }
    joinPiece(pairs, piece, members, options, joined);
  }
  return joined;
}

function joinPiece(
  pairs: ScoredPairs,
  piece: Int32Array,
  members: Int32Array,
  options: ClusterOptions,
  joined: JoinedPairs,
): void {
  const matrix = matrixOf(pairs, piece, members, options);
  const { prior, floor } = options;
  const groups: number[][] = Array.from(members, (_, at) => [at]);
  const merges = mergesOf(matrix, members.length, prior + (floor - prior) / (1 + manyHelp)).map((merge) => {
    const [left, right] = [groups[merge.a]!, groups[merge.b]!];
    groups[merge.a] = [...left, ...right];
    const odds = prior + (merge.odds - prior) * helpOf(left.length * right.length);
    return { ...merge, left, right, odds };
  });
  // What joined a group to others speaks for the joins within it as well.
  const later = new Float64Array(members.length).fill(Number.NEGATIVE_INFINITY);
  for (const merge of merges.toReversed()) {
    const odds = Math.max(merge.odds, later[merge.a]!);
    later[merge.a] = odds;
    later[merge.b] = odds;
    if (odds < floor) continue;
    for (const x of merge.left) for (const y of merge.right) push(joined, members[x]!, members[y]!, odds);
  }
}
