/**
 * One promise of docs/trust-report.md put to the test: something is done many times and what broke is counted, beside
 * a control that must fail. A trial is one file in `trials/`, exporting `trial`; it runs in a short form among the
 * tests and in its full form by `npm run trust`.
 */
import type { Say } from '../scratch.ts';

export type Size = 'short' | 'full';

export interface Count {
  /** What is promised, as one sentence a board member understands. */
  readonly promise: string;
  /** How often it was tried, and of what: `500 kills`. */
  readonly done: number;
  readonly unit: string;
  /** How often the promise was broken: lost, half-applied, read across, missed. 0 is what is promised. */
  readonly broken: number;
  /** The same trial with the safeguard off: what was switched off, how often it was tried, and how often it broke, which must be at least once. */
  readonly control: { readonly what: string; readonly done: number; readonly broken: number } | null;
  /** What a reader must know to weigh the count: what was found besides, what the trial cannot show. */
  readonly notes: string;
}

export interface Trial {
  /** As given to `npm run trust -- NAME`. */
  readonly name: string;
  /** What must be there beyond the database (root, a loop device); null where nothing is. */
  readonly needs: () => string | null;
  /** The seed is printed and repeats the trial's own dice. Throws only where the trial itself could not be held. */
  readonly hold: (size: Size, seed: number, say: Say) => Promise<readonly Count[]>;
}
