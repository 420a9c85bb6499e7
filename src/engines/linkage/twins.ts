/**
 * Twins and namesakes: the same surname, day of birth and address with clearly different given names is not one person,
 * however much the rest adds up to, unless an identifier says so. Such a pair stays below the line for a human to see.
 */
import type { Slot } from './comparer.ts';
import { exact, nameLevel } from './levels.ts';
import type { Cap } from './score-pairs.ts';
import { log2oddsOf } from './weights.ts';

/** Chance that such a pair is given at most. */
export const twinsAtMost = 0.2;

/** The rule for these columns; null where the columns cannot tell twins. */
export function twinsRule(slots: readonly Slot[]): Cap | null {
  const at = (...kinds: string[]) => slots.flatMap((slot, index) => (kinds.includes(slot.as) ? [index] : []));
  const [given] = at('name');
  const [family] = at('surname');
  const [born] = at('date');
  const places = at('text', 'code');
  const identifiers = at('identifier');
  if (given === undefined || family === undefined || born === undefined || places.length === 0) return null;
  const most = log2oddsOf(twinsAtMost);
  return (steps, from) => {
    if (steps[from + given] !== nameLevel.other) return null;
    if (steps[from + family] !== exact || steps[from + born] !== exact) return null;
    if (identifiers.some((slot) => steps[from + slot] === exact || steps[from + slot] === 2)) return null;
    return places.some((slot) => steps[from + slot] === exact || steps[from + slot] === 2) ? most : null;
  };
}
