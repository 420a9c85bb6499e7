/** Duties that wait for somebody outside, and who was asked before. Part of duties' store: it holds SQL. */
import { keep, query, queryOne, sql, type Tx, table } from '../../../platform/transaction.ts';
import type { DutyRow } from '../store.ts';

export const outsideAskTable = table('duties.outside_ask');

/** Says that a duty waits until somebody outside is named for it, and what they must be able to read. */
export async function insertOutsideAsk(tx: Tx, ask: { duty: string; waits: string; needs: string }): Promise<void> {
  await keep(
    tx,
    outsideAskTable,
    { ...ask, id: tx.ids.next(), recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    'outside.asked',
  );
}

/** What whoever is named must be able to read, in words. */
export async function needsOf(tx: Tx, duty: string): Promise<string | null> {
  const [row] = await query(
    tx,
    sql<{ needs: string }>`select needs from duties.outside_ask where duty = ${duty} order by recorded_at desc limit 1`,
  );
  return row?.needs ?? null;
}

/** The duty that waits, to be given to whoever is named. Its holder-to-be alone reads it. */
export async function waitingBehind(tx: Tx, outside: string): Promise<Omit<DutyRow, 'raised_ladder'> | null> {
  const [row] = await query(
    tx,
    sql<Omit<DutyRow, 'raised_ladder'>>`select * from duties.waiting_behind(${outside}) limit 1`,
  );
  return row ?? null;
}

/** Whether somebody may be named: here, cleared, and tied to nobody in it. */
export const mayBeNamed = async (tx: Tx, person: string, outside: string): Promise<boolean> =>
  (await queryOne(tx, sql<{ may: boolean }>`select duties.may_be_named(${person}, ${outside}) as may`)).may;

/** Everybody asked by name in a duty and in those it replaced. */
export const askedBefore = async (tx: Tx, duty: string): Promise<string[]> =>
  (await queryOne(tx, sql<{ people: string[] }>`select duties.asked_before(${duty}) as people`)).people;

/** How many open duties nobody who owes them could see today. */
export const unreachableDuties = async (tx: Tx): Promise<number> =>
  (await queryOne(tx, sql<{ n: number }>`select duties.unreachable(${tx.today}) as n`)).n;

export interface TieAlarm {
  readonly declared_now: number;
  readonly declared: number;
  readonly readers: number;
  readonly readers_walled: number;
  readonly readers_declared: number;
  readonly assessors_left: number;
  readonly after_work: number;
  /** Open questions who does the work where no assessor is left. */
  readonly asked_already: number;
}

/** What the ties that somebody declared in this act do to those who could read their record. */
export const tieAlarm = (tx: Tx, person: string): Promise<TieAlarm> =>
  queryOne(tx, sql<TieAlarm>`select * from duties.tie_alarm(${person}, ${tx.at.toISOString()}, ${tx.today})`);

/** Whether a duty was given to somebody else since. */
export const isReplaced = async (tx: Tx, duty: string): Promise<boolean> =>
  (await queryOne(tx, sql<{ yes: boolean }>`select duties.is_replaced(${duty}) as yes`)).yes;
