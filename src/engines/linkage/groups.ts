/** Rows that stand for one person at some odds. */
import type { JoinedPairs } from './clusters.ts';

/** For each row the lowest row of its group. */
export function groupsAt(joined: JoinedPairs, rows: number, odds: number): Int32Array {
  const group = Int32Array.from({ length: rows }, (_, row) => row);
  const rootOf = (row: number): number => {
    let at = row;
    while (group[at] !== at) {
      group[at] = group[group[at]!]!;
      at = group[at]!;
    }
    return at;
  };
  for (let at = 0; at < joined.count; at++) {
    if (joined.odds[at]! < odds) continue;
    const [a, b] = [rootOf(joined.left[at]!), rootOf(joined.right[at]!)];
    if (a !== b) group[Math.max(a, b)] = Math.min(a, b);
  }
  for (let row = 0; row < rows; row++) group[row] = rootOf(row);
  return group;
}
