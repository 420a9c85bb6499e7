/** Which duty stands for which clock of a case. Part of the store of cases: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const owedTable = table('cases.owed');

export interface OwedRow {
  readonly id: string;
  readonly case_id: string;
  /** The clock's code with its run, or the room's own name for what is owed. */
  readonly code: string;
  readonly turn: number;
  readonly duty: string;
  readonly due: string;
}

/** Keeps that this duty is the clock's. A later row of the same clock and turn stands in its place. */
export async function insertOwed(tx: Tx, row: Omit<OwedRow, 'id'>): Promise<void> {
  tx.ordinal += 1;
  await keep(
    tx,
    owedTable,
    { id: tx.ids.next(), ...row, ordinal: tx.ordinal, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    'case.owed',
  );
}

/** What was ever owed in the cases: the last row of each clock and turn. */
export const owedIn = (tx: Tx, cases: readonly string[]): Promise<OwedRow[]> =>
  query(
    tx,
    sql<OwedRow>`select distinct on (case_id, code, turn) id, case_id, code, turn, duty, due from cases.owed
      where case_id = any(${cases as string[]}) order by case_id, code, turn, recorded_at desc, ordinal desc`,
  );
