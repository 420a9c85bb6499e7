/** Compares the people here with a payroll or personnel file, head by head. Pure. */
import type { PayrollSide } from '../store/careers.ts';
import type { Difference } from '../store/reconciliations.ts';

/** One line of the file. */
export interface PayrollRow {
  readonly number: string;
  readonly fte: number;
  readonly category?: string | undefined;
}

/** The role that owns each kind of difference. Somebody paid whom nobody checked is a vetting question first. */
export const differenceOwners: Readonly<Record<Difference['kind'], string>> = {
  'only-in-payroll': 'vetting-officer',
  'only-here': 'vetting-officer',
  'fte-differs': 'head-of-standards',
  'category-differs': 'vetting-officer',
  'listed-twice': 'head-of-standards',
};

export interface Comparison {
  readonly headsHere: number;
  readonly headsThere: number;
  readonly fteHere: number;
  readonly fteThere: number;
  readonly differences: readonly Difference[];
}

const hundredths = (fte: number): number => Math.round(fte * 100);
const total = (rows: readonly { readonly fte: number }[]): number =>
  rows.reduce((sum, row) => sum + hundredths(row.fte), 0) / 100;

const differ = (
  kind: Difference['kind'],
  number: string | null,
  person: string | null,
  here: string,
  there: string,
): Difference => ({ kind, number, person, here, there, owner: differenceOwners[kind] });

function compareOne(here: PayrollSide, there: PayrollRow): Difference[] {
  const found: Difference[] = [];
  if (hundredths(here.fte) !== hundredths(there.fte))
    found.push(differ('fte-differs', here.number, here.person, String(here.fte), String(there.fte)));
  if (there.category && there.category !== here.category)
    found.push(differ('category-differs', here.number, here.person, here.category, there.category));
  return found;
}

/** Every difference between the two, by number. A person here without a number is only here. */
export function comparePayroll(here: readonly PayrollSide[], there: readonly PayrollRow[]): Comparison {
  const byNumber = new Map(here.flatMap((side) => (side.number === null ? [] : [[side.number, side] as const])));
  const listed = new Set<string>();
  const differences: Difference[] = [];
  for (const row of there) {
    const side = byNumber.get(row.number);
    if (listed.has(row.number))
      differences.push(differ('listed-twice', row.number, side?.person ?? null, '', `${row.fte} again`));
    else if (!side) differences.push(differ('only-in-payroll', row.number, null, 'not here', `${row.fte}`));
    else differences.push(...compareOne(side, row));
    listed.add(row.number);
  }
  for (const side of here) {
    if (side.number === null || !listed.has(side.number))
      differences.push(differ('only-here', side.number, side.person, `${side.fte}`, 'not in the file'));
  }
  return {
    headsHere: here.length,
    headsThere: listed.size,
    fteHere: total(here),
    fteThere: total(there),
    differences,
  };
}
