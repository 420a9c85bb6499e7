/** Holds the register against a payroll or personnel file: heads, full-time equivalents, every difference with an owner. */
import { createHash } from 'node:crypto';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { comparePayroll, type PayrollRow } from '../rules/compare-payroll.ts';
import { payrollSide } from '../store/careers.ts';
import { insertReconciliation, listReconciliations, type Reconciliation } from '../store/reconciliations.ts';

export interface PayrollFile {
  readonly fileName: string;
  /** Which kind of number the file goes by. */
  readonly scheme: string;
  /** The day that the file speaks of. */
  readonly asAt: string;
  readonly rows: readonly PayrollRow[];
}

/** Compares and keeps the result. Nobody is changed by it: each difference is for its owner to put right. */
export async function reconcilePayroll(tx: Tx, file: PayrollFile): Promise<Reconciliation> {
  if (file.rows.length === 0) throw new Refused(refuse('empty-file', 'There is no line in the file.'));
  const odd = file.rows.find((row) => !Number.isFinite(row.fte) || row.fte < 0 || row.fte > 2 || row.number === '');
  if (odd)
    throw new Refused(
      refuse(
        'bad-row',
        `The line "${odd.number}, ${odd.fte}" does not have a number and a full-time equivalent from 0 to 2.`,
      ),
    );
  if (file.asAt > tx.today) throw new Refused(refuse('in-future', 'The file speaks of a day that has not come.'));
  const found = comparePayroll(await payrollSide(tx, file.scheme, file.asAt), file.rows);
  const id = await insertReconciliation(tx, {
    file_name: file.fileName,
    fileHash: createHash('sha256').update(JSON.stringify(file.rows)).digest(),
    as_at: file.asAt,
    scheme: file.scheme,
    heads_here: found.headsHere,
    heads_there: found.headsThere,
    fte_here: found.fteHere,
    fte_there: found.fteThere,
    differences: found.differences,
  });
  const kept = (await listReconciliations(tx, 1)).find((each) => each.id === id);
  if (!kept) throw new Error('a comparison that was just kept cannot be read');
  return kept;
}
