/**
 * Counts of people or matters under five are not shown (P-32). Where only one is hidden, and a total could give it back
 * by subtraction, the next smallest is hidden with it.
 */
export const leastShown = 5;

/** Null where a count must not be shown. Nought is shown: that nothing happened identifies nobody. */
export const masked = (count: number): number | null => (count > 0 && count < leastShown ? null : count);

/** Masks a column of counts that add up to something somebody may know. */
export function maskColumn(counts: readonly (number | null)[]): (number | null)[] {
  const shown = counts.map((count) => (count === null ? null : masked(count)));
  if (shown.filter((count) => count === null).length !== 1) return shown;
  let next = -1;
  shown.forEach((count, index) => {
    if (count !== null && count > 0 && (next < 0 || count < (shown[next] ?? 0))) next = index;
  });
  return shown.map((count, index) => (index === next ? null : count));
}

/** `fewer than 5`, `12`. */
export const countInWords = (count: number | null): string =>
  count === null ? 'not shown' : count.toLocaleString('en-GB');
