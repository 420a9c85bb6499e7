/**
 * What a measure may do with characteristics: self-described and perceived values are never in one measure, and a result
 * says how much is unknown. Equality Act 2010 s.149; the review's ch. 7 on mixed ethnicity fields.
 */
import { type Refusal, refuse } from '../../../platform/refusal.ts';

export const characteristics = {
  sex: 'Sex',
  'gender-identity': 'Gender identity',
  ethnicity: 'Ethnicity',
  disability: 'Disability',
  religion: 'Religion or belief',
  orientation: 'Sexual orientation',
  'age-band': 'Age band',
} as const;
export type Characteristic = keyof typeof characteristics;

/** One field that a measure reads. */
export interface MeasuredField {
  readonly characteristic: Characteristic;
  readonly basis: 'self' | 'perceived';
}

/** Why these fields may not stand in one measure, or null. */
export function whyNotMeasured(fields: readonly MeasuredField[]): Refusal | null {
  if (fields.length === 0) return refuse('nothing-measured', 'Name the characteristic that is measured.');
  if (new Set(fields.map((field) => field.basis)).size > 1)
    return refuse(
      'bases-mixed',
      'What people say of themselves and what others thought they saw are different things. Measure one or the other.',
      'REC-11.2',
    );
  return null;
}

/** Above this share of unknown a result says little about the group. A default kept here as data. */
export const weakAbove = 0.3;

/** Whether a result is weak because too much is unknown. Nothing known about how much is unknown is weak too. */
export const isWeak = (unknownShare: number | null): boolean => unknownShare === null || unknownShare > weakAbove;

/** Completeness asked for where nobody set a target. */
export const usualTarget = 80;
