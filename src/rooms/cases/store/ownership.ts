/** Who is accountable for a case, offers of it, and the tasks that come with it. Part of the store of cases: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const ownershipTable = table('cases.ownership', { json: ['account'], sealed: ['reasons'] });
export const taskTable = table('cases.task');

export interface OwnershipRow {
  readonly id: string;
  readonly case_id: string;
  readonly kind: 'holds' | 'named' | 'offered' | 'accepted' | 'sent-back' | 'taken-back';
  readonly person: string | null;
  readonly role: string | null;
  readonly offer: string | null;
  readonly account: { readonly allegations: readonly string[]; readonly accounts: number } | null;
  readonly reasons: string | null;
  readonly on_day: string;
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}
type NewOwnership = Pick<OwnershipRow, 'case_id' | 'kind' | 'person'> &
  Partial<Pick<OwnershipRow, 'role' | 'offer' | 'account' | 'reasons'>>;

/** Appends a line to who owns the case. */
export async function insertOwnership(tx: Tx, row: NewOwnership): Promise<string> {
  const id = tx.ids.next();
  tx.ordinal += 1;
  await keep(
    tx,
    ownershipTable,
    {
      id,
      ordinal: tx.ordinal,
      case_id: row.case_id,
      kind: row.kind,
      person: row.person,
      role: row.role ?? null,
      offer: row.offer ?? null,
      account: row.account ?? null,
      reasons: row.reasons ?? null,
      on_day: tx.today,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    `case.owner-${row.kind}`,
  );
  return id;
}

export const ownershipOf = (tx: Tx, cases: readonly string[]): Promise<OwnershipRow[]> =>
  query(
    tx,
    sql<OwnershipRow>`select * from cases.ownership where case_id = any(${cases as string[]}) order by case_id, recorded_at, ordinal`,
  );

export interface TaskRow {
  readonly id: string;
  readonly case_id: string;
  readonly person: string;
  readonly subject: string;
  readonly assignment: string;
  readonly role: 'owner' | 'handler';
  readonly ends: string | null;
}

/** Keeps which task of access came from the case; with `ends`, that it is taken away. */
export async function insertTask(tx: Tx, row: Omit<TaskRow, 'id'>): Promise<void> {
  await keep(
    tx,
    taskTable,
    { id: tx.ids.next(), ...row, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    row.ends ? 'case.task-ended' : 'case.task',
  );
}

/** Tasks that stand. */
export const tasksOf = (tx: Tx, caseId: string): Promise<TaskRow[]> =>
  query(
    tx,
    sql<TaskRow>`select t.* from cases.task t where t.case_id = ${caseId} and t.ends is null
      and not exists (select 1 from cases.task e where e.ends = t.id) order by t.recorded_at, t.id`,
  );
