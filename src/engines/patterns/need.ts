/** How much one matter weighs when a queue is put in order: its gravity, how far it was tested, how well it is founded. */
import type { Basis, Finding } from '../vocabulary.ts';
import { type GravityTable, gravityOf } from './gravity.ts';
import type { Matter } from './matters.ts';
import type { Dated } from './windows.ts';

export interface WeightTable extends Dated {
  readonly source: string;
  readonly findings: Readonly<Record<Finding, number>>;
  readonly bases: Readonly<Record<Basis, number>>;
}

/** Need of one matter: an untested one of grade 3 on a record weighs 3. Age does not lessen it. */
export const needOf = (matter: Matter, gravity: GravityTable, weights: WeightTable): number =>
  (gravityOf(matter, gravity) / 10) * weights.findings[matter.finding] * weights.bases[matter.first.basis];

/** To two places, so that a stored score compares equal to one worked out again. */
export const roundScore = (score: number): number => Math.round(score * 100) / 100;
