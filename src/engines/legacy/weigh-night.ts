/**
 * Whether a night is believed. A cut-short export looks like mass deletion, and one whose layout moved like mass editing:
 * past the limits it is refused whole, and nothing in it is read as a fact about anybody.
 */
import type { Limits } from './legacy-map.ts';

export interface NightCounts {
  /** What the counts are of: `people`, `allegations`. */
  readonly rows: string;
  /** Rows that the source held the night before. */
  readonly before: number;
  readonly gone: number;
  readonly changed: number;
}

const count = (value: number): string => value.toLocaleString('en-GB');
const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

/** Why the night is not believed, a sentence for each kind of rows; none where it is. */
export function doubtsAbout(counts: readonly NightCounts[], limits: Limits): string[] {
  return counts.flatMap(({ rows, before, gone, changed }) => {
    if (before === 0) return [];
    const doubts: string[] = [];
    if (gone > Math.max(limits.goneRows, before * limits.goneShare))
      doubts.push(
        `${count(gone)} of the ${count(before)} ${rows} of the night before are missing (${percent(gone / before)}; believed up to ${percent(limits.goneShare)} or ${count(limits.goneRows)} rows)`,
      );
    if (changed > Math.max(limits.goneRows, before * limits.changedShare))
      doubts.push(
        `${count(changed)} of the ${count(before)} ${rows} changed at once (${percent(changed / before)}; believed up to ${percent(limits.changedShare)} or ${count(limits.goneRows)} rows)`,
      );
    return doubts;
  });
}
