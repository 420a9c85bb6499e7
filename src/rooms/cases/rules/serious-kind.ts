/** Kinds of allegation that one person alone never ends: softer is harder (P-20, P-23). */
import type { AllegedThing } from './recording-test.ts';

const serious: ReadonlySet<string> = new Set([
  'sexual-misconduct',
  'sexual-harassment',
  'domestic-abuse',
  'stalking-harassment',
  'discrimination-race',
  'discrimination-sex',
  'discrimination-orientation',
  'discrimination-religion',
  'discrimination-disability',
  'violence',
  'excessive-force',
  'abuse-of-position',
  'dishonesty',
  'retaliation',
  'death-or-serious-injury',
]);
const graveFeatures: ReadonlySet<string> = new Set(['sexual', 'violent', 'racist', 'sexist', 'homophobic']);

/** Whether any allegation is of such a kind, by its category or by what is known of it. */
export const isSeriousKind = (alleged: readonly AllegedThing[]): boolean =>
  alleged.some(
    ({ category, features }) => serious.has(category) || features.some((feature) => graveFeatures.has(feature)),
  );
