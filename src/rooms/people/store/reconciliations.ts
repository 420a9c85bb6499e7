/** Comparisons with the payroll or personnel file. Part of people's store: it holds SQL. */
import { keep, query, sql, type Tx } from '../../../platform/transaction.ts';
import { peopleTables } from '../store.ts';

export interface Difference {
  readonly kind: 'only-in-payroll' | 'only-here' | 'fte-differs' | 'category-differs' | 'listed-twice';
  readonly number: string | null;
  readonly person: string | null;
  readonly here: string;
  readonly there: string;
  /** The role that owns putting it right. */
  readonly owner: string;
}

export interface Reconciliation {
  readonly id: string;
  readonly file_name: string;
  readonly as_at: string;
  readonly scheme: string;
  readonly heads_here: number;
  readonly heads_there: number;
  readonly fte_here: number;
  readonly fte_there: number;
  readonly differences: readonly Difference[];
  readonly recorded_at: Date;
}

/** Keeps one comparison with every difference it found. */
export async function insertReconciliation(
  tx: Tx,
  made: Omit<Reconciliation, 'id' | 'recorded_at'> & { readonly fileHash: Buffer },
): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    peopleTables.reconciliation,
    {
      id,
      file_name: made.file_name,
      file_hash: made.fileHash,
      as_at: made.as_at,
      scheme: made.scheme,
      heads_here: made.heads_here,
      heads_there: made.heads_there,
      fte_here: made.fte_here,
      fte_there: made.fte_there,
      differences: made.differences,
      source: 'payroll file',
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'payroll.reconciled',
  );
  return id;
}

/** Comparisons, newest first. */
export const listReconciliations = (tx: Tx, limit = 20): Promise<Reconciliation[]> =>
  query(
    tx,
    sql<Reconciliation>`select id, file_name, as_at, scheme, heads_here, heads_there, fte_here, fte_there, differences, recorded_at
      from people.reconciliation order by recorded_at desc limit ${limit}`,
  );
