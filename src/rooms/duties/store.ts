/** The only SQL on duties' tables. Who owes a thing today, and whether it is late, is computed from these rows and today. */

import type { DutyId } from '../../platform/ids.ts';
import { keep, query, sql, type Tx, table } from '../../platform/transaction.ts';
import { absenceTable } from './store/absences.ts';
import { erasureOrderTable, legalHoldTable } from './store/erasures.ts';
import { outsideAskTable } from './store/outside.ts';
import { overrideAskTable } from './store/override-asks.ts';

export const dutyTables = {
  duty: table('duties.duty', { json: ['ladder'] }),
  answer: table('duties.answer', { json: ['detail'], sealed: ['reason'] }),
  erasureOrder: erasureOrderTable,
  legalHold: legalHoldTable,
  overrideAsk: overrideAskTable,
  absence: absenceTable,
  outsideAsk: outsideAskTable,
} as const;

/** One rung: who owes it from a day, and by when. Exactly one of person and role is given. */
export interface Rung {
  readonly role?: string;
  readonly person?: string;
  readonly from: string;
  readonly due: string;
  /** For whom it is held while they are away, and their last day away. Computed; never stored. */
  readonly for?: string;
  readonly until?: string;
}

/** A rung as it is stored: whoever only stands in today is not written down as its holder. */
const asRaised = ({ role, person, for: away, from, due }: Rung): Rung => {
  const holder = away ?? person;
  return holder === undefined ? { role: role!, from, due } : { person: holder, from, due };
};

export interface NewDuty {
  /** Given where others in the same act already point at it. */
  readonly id?: string;
  readonly kind: string;
  readonly title: string;
  readonly about?: string | null;
  readonly entry?: string | null;
  readonly visibility: string;
  readonly covertList?: string | null;
  readonly owedToPerson?: string | null;
  readonly owedToRole?: string | null;
  readonly ladder: readonly Rung[];
  readonly consequence: string;
  readonly raisedOn: string;
  readonly replaces?: string | null;
}

export interface DutyRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly about: string | null;
  readonly entry: string | null;
  readonly visibility: string;
  readonly covert_list: string | null;
  readonly owed_to_person: string | null;
  readonly owed_to_role: string | null;
  /** As it stands today: where its holder is away, whoever stands in. */
  readonly ladder: readonly Rung[];
  readonly raised_ladder: readonly Rung[];
  readonly consequence: string;
  readonly raised_on: string;
  readonly replaces: string | null;
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}

/** Raises a duty. */
export async function insertDuty(tx: Tx, duty: NewDuty): Promise<DutyId> {
  const id = (duty.id ?? tx.ids.next()) as DutyId;
  await keep(
    tx,
    dutyTables.duty,
    {
      id,
      kind: duty.kind,
      title: duty.title,
      about: duty.about ?? null,
      entry: duty.entry ?? null,
      visibility: duty.visibility,
      covert_list: duty.covertList ?? null,
      owed_to_person: duty.owedToPerson ?? null,
      owed_to_role: duty.owedToRole ?? null,
      ladder: duty.ladder.map(asRaised),
      consequence: duty.consequence,
      raised_on: duty.raisedOn,
      replaces: duty.replaces ?? null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'duty.raised',
  );
  return id;
}

export interface NewAnswer {
  readonly duty: string;
  readonly outcome: string;
  readonly reason: string;
  readonly detail?: unknown;
  readonly snapshot?: string | null;
  readonly secondPerson?: string | null;
  /** The list of a covert duty: its answer leaves no trace outside it. */
  readonly covertList?: string | null;
}

/** Answers a duty with an outcome and a reason. */
export async function insertAnswer(tx: Tx, answer: NewAnswer): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    dutyTables.answer,
    {
      id,
      duty: answer.duty,
      outcome: answer.outcome,
      reason: answer.reason,
      detail: answer.detail ?? null,
      snapshot: answer.snapshot ?? null,
      answered_on: tx.today,
      answered_by: tx.act.actor,
      second_person: answer.secondPerson ?? null,
      covert_list: answer.covertList ?? null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'duty.answered',
  );
  return id;
}

const unanswered = sql`not exists (select 1 from duties.answer a where a.duty = d.id) and not exists (select 1 from duties.duty r where r.replaces = d.id)`;

/** Open duties that the reader may see, oldest first. */
export const listOpenDuties = (tx: Tx): Promise<DutyRow[]> =>
  query(
    tx,
    sql<DutyRow>`select d.* from duties.duty_today d where ${unanswered} order by d.raised_on, d.recorded_at, d.id`,
  );

/** Open duties that may wait for the person at the keyboard: by name, by role, or for whom they stand in. Oldest first. */
export const listOpenDutiesForMe = (tx: Tx): Promise<DutyRow[]> =>
  query(
    tx,
    sql<DutyRow>`select d.* from duties.duty_today d where d.id = any(array(select duties.open_for_me()))
      order by d.raised_on, d.recorded_at, d.id`,
  );

/** Open duties of some ids that the reader may see, with who owes them today and nothing else. */
export const listLadders = (tx: Tx, ids: readonly string[]): Promise<Pick<DutyRow, 'id' | 'ladder'>[]> =>
  query(
    tx,
    sql<Pick<DutyRow, 'id' | 'ladder'>>`
      select d.id, d.ladder from duties.duty_today d where d.id = any(${ids as string[]}) and ${unanswered}`,
  );

/** Open duties about a subject. */
export const listOpenDutiesAbout = (tx: Tx, subjects: readonly string[]): Promise<DutyRow[]> =>
  query(
    tx,
    sql<DutyRow>`select d.* from duties.duty_today d where d.about = any(${subjects as string[]}) and ${unanswered} order by d.raised_on, d.recorded_at, d.id`,
  );

/** One duty, if the reader may see it. */
export async function findDuty(tx: Tx, id: string): Promise<DutyRow | null> {
  const [row] = await query(tx, sql<DutyRow>`select d.* from duties.duty_today d where d.id = ${id}`);
  return row ?? null;
}

export interface AnswerRow {
  readonly id: string;
  readonly duty: string;
  readonly outcome: string;
  readonly reason: string;
  readonly detail: unknown;
  readonly snapshot: string | null;
  readonly answered_on: string;
  readonly answered_by: string | null;
  readonly second_person: string | null;
  readonly recorded_at: Date;
}

/** Answers to the duties named. */
export const listAnswers = (tx: Tx, duties: readonly string[]): Promise<AnswerRow[]> =>
  query(tx, sql<AnswerRow>`select * from duties.answer where duty = any(${duties as string[]}) order by recorded_at`);

/** People among these whose line went to another supervisor in this act, and whose ledger nobody has been sent. */
export const moversToHandOver = (
  tx: Tx,
  persons: readonly string[],
): Promise<{ person: string; supervisor: string }[]> =>
  query(
    tx,
    sql<{ person: string; supervisor: string }>`
      select person, supervisor from duties.movers_to_hand_over(${persons as string[]}, ${tx.at.toISOString()}, ${tx.today})`,
  );

/** Wakes the clerk who carries out what was agreed, with the commit. Where no clerk runs, the night or a command does it. */
export async function wakeErasures(tx: Tx): Promise<void> {
  await query(tx, sql`select graphile_worker.wake('erasures', 'agreed')`);
}
