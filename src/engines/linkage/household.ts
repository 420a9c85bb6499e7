/**
 * Two people of one home. Their street, town and postcode agree as one person's would, and often their surname; the rest
 * as strangers' does. Fellegi-Sunter knows only one person or strangers, and so takes a family for one person; here the
 * family stands on the other side of the scale. What a column shares within a home is learnt from the file.
 */
import type { Slot } from './comparer.ts';
import type { Shares } from './weights.ts';

/** Where learning begins: how often two people of one home have the column in common. Columns not named never do. */
const begins: Readonly<Record<string, number>> = { surname: 0.6, text: 0.85, code: 0.7, category: 0.8, number: 0.4 };

/** For each slot the share of homes in which it is common; 0 for what belongs to one person. */
export type HomeShares = Float64Array;

/** Where learning begins; all 0 where no column can tell a home. */
export function firstHomeShares(slots: readonly Slot[]): HomeShares {
  const canTell = slots.some((slot) => slot.as === 'text' || slot.as === 'code');
  return Float64Array.from(slots, (slot) => (canTell ? (begins[slot.as] ?? 0) : 0));
}

/** Share of each step among pairs of one home. */
export function homeStep(shares: Shares, home: HomeShares, slot: number, step: number): number {
  return home[slot]! * shares.m[slot]![step]! + (1 - home[slot]!) * shares.u[slot]![step]!;
}

/** Chance that the column is common in this home, given the step on which it stands. */
export function isCommon(shares: Shares, home: HomeShares, slot: number, step: number): number {
  return (home[slot]! * shares.m[slot]![step]!) / homeStep(shares, home, slot, step);
}
