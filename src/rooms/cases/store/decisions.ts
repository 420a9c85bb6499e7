/** Decisions on single allegations, and causes beyond the people in a case. Part of the store of cases: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const decisionTable = table('cases.decision', { sealed: ['evidence', 'reasons', 'service', 'pattern'] });
export const proposalTable = table('cases.proposal', { sealed: ['reasons'] });
export const causeTable = table('cases.cause', { sealed: ['words'] });

export interface DecisionRow {
  readonly id: string;
  readonly case_id: string;
  readonly allegation: string;
  readonly result: string;
  /** The standard of professional behaviour that it touches. */
  readonly standard: string;
  readonly actions: readonly string[];
  readonly evidence: string;
  readonly reasons: string;
  readonly service: string | null;
  readonly pattern: string | null;
  readonly earlier: readonly string[];
  readonly snapshot: string | null;
  readonly replaces: string | null;
  readonly decided_by: string;
  readonly on_day: string;
  readonly recorded_at: Date;
}

/** Keeps a decision. One that replaces another stands in its place; the earlier one stays. */
export async function insertDecision(
  tx: Tx,
  row: Omit<DecisionRow, 'id' | 'on_day' | 'decided_by' | 'recorded_at'>,
): Promise<string> {
  const id = tx.ids.next();
  tx.ordinal += 1;
  await keep(
    tx,
    decisionTable,
    {
      ...row,
      id,
      ordinal: tx.ordinal,
      on_day: tx.today,
      decided_by: tx.act.actor,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'case.decided',
  );
  return id;
}

/** Every decision of the cases, oldest first; the last of an allegation stands. */
export const decisionsOf = (tx: Tx, cases: readonly string[]): Promise<DecisionRow[]> =>
  query(
    tx,
    sql<DecisionRow>`select * from cases.decision where case_id = any(${cases as string[]}) order by recorded_at, ordinal`,
  );

export interface CauseRow {
  readonly id: string;
  readonly case_id: string;
  readonly words: string;
  readonly owner: string | null;
  readonly replaces: string | null;
}

/** Keeps a systemic cause; one with `replaces` is the same cause with its owner. */
export async function insertCause(tx: Tx, row: Omit<CauseRow, 'id'>): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    causeTable,
    { id, ...row, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    row.replaces ? 'case.cause-owned' : 'case.cause',
  );
  return id;
}

/** Causes as they stand. */
export const causesOf = (tx: Tx, cases: readonly string[]): Promise<CauseRow[]> =>
  query(
    tx,
    sql<CauseRow>`select c.id, c.case_id, c.words, c.owner, c.replaces from cases.cause c where c.case_id = any(${cases as string[]})
      and not exists (select 1 from cases.cause r where r.replaces = c.id) order by c.recorded_at, c.id`,
  );

export interface ProposalRow {
  readonly id: string;
  readonly case_id: string;
  readonly move: string;
  readonly reasons: string;
  readonly snapshot: string | null;
  readonly duty: string;
  readonly proposed_by: string;
}

/** Keeps a move that waits for somebody to agree. */
export async function insertProposal(tx: Tx, row: Omit<ProposalRow, 'id' | 'proposed_by'>): Promise<void> {
  await keep(
    tx,
    proposalTable,
    {
      id: tx.ids.next(),
      ...row,
      proposed_by: tx.act.actor,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'case.proposed',
  );
}

export const proposalsOf = (tx: Tx, caseId: string): Promise<ProposalRow[]> =>
  query(
    tx,
    sql<ProposalRow>`select id, case_id, move, reasons, snapshot, duty, proposed_by from cases.proposal where case_id = ${caseId} order by recorded_at, id`,
  );
