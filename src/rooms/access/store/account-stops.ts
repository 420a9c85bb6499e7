/** Accounts that sign nobody in. Part of access's store: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const accountStopTable = table('access.account_stop');

/** Stops an account, or with `ends` opens it again. */
export async function insertAccountStop(
  tx: Tx,
  stop: { readonly person: string; readonly reason: string; readonly ends?: string },
): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    accountStopTable,
    {
      id,
      person: stop.person,
      ends: stop.ends ?? null,
      reason: stop.reason,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    stop.ends ? 'account.opened' : 'account.stopped',
  );
  return id;
}

export interface AccountStopRow {
  readonly id: string;
  readonly person: string;
  readonly reason: string;
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}

/** Accounts that are stopped, the latest first; of one person, or of all that the reader may know of. */
export const listAccountStops = (tx: Tx, person: string | null = null): Promise<AccountStopRow[]> =>
  query(
    tx,
    sql<AccountStopRow>`select s.id, s.person, s.reason, s.recorded_at, s.recorded_by from access.account_stop s
      where s.ends is null and not exists (select 1 from access.account_stop e where e.ends = s.id)
        and (${person === null} or s.person = ${person}::uuid) order by s.recorded_at desc, s.id`,
  );
