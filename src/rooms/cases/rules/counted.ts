/** A total is never written without its unit (CASE-01.4, P-13): a case is not an allegation, an involvement or a person. */

const plurals = {
  allegation: 'allegations',
  case: 'cases',
  involvement: 'involvements',
  person: 'people',
  update: 'updates',
} as const;
export type Unit = keyof typeof plurals;

export interface Counted {
  readonly count: number;
  readonly unit: Unit;
}

/** `3 allegations`. Throws RangeError for a total without a unit that the house counts in. */
export function counted(count: number, unit: Unit): string {
  if (!Object.hasOwn(plurals, unit)) throw new RangeError('a total says what it counts');
  return `${count} ${count === 1 ? unit : plurals[unit]}`;
}
