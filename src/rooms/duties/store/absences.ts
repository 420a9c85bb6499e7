/** Who is away, who stands in, and who held a duty when. Part of duties' store: it holds SQL. */
import { keep, query, queryOne, sql, type Tx, table } from '../../../platform/transaction.ts';

export const absenceTable = table('duties.absence');

export interface NewAbsence {
  readonly person: string;
  readonly deputy: string | null;
  readonly from: string;
  readonly to: string;
  /** The absence that this ends: `from` is then the first day back. */
  readonly ends?: string;
}

/** Writes that somebody is away from a day to a day, or with `ends` that they are back. */
export async function insertAbsence(tx: Tx, absence: NewAbsence): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    absenceTable,
    {
      id,
      person: absence.person,
      deputy: absence.deputy,
      absent_from: absence.from,
      absent_to: absence.to,
      ends: absence.ends ?? null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    absence.ends ? 'absence.ended' : 'absence.recorded',
  );
  return id;
}

export interface AbsenceRow {
  readonly id: string;
  readonly person: string;
  readonly deputy: string | null;
  readonly absent_from: string;
  readonly absent_to: string;
  /** The first day back, where somebody came back early. */
  readonly back_on: string | null;
  readonly recorded_by: string | null;
}

const rows = sql`select a.id, a.person, a.deputy, a.absent_from, a.absent_to, e.absent_from as back_on, a.recorded_by
  from duties.absence a left join duties.absence e on e.ends = a.id where a.ends is null`;

/** Absences that have not ended by the day, the soonest first. */
export const absencesFrom = (tx: Tx, day: string): Promise<AbsenceRow[]> =>
  query(
    tx,
    sql<AbsenceRow>`${rows} and a.absent_to >= ${day} and coalesce(e.absent_from, 'infinity') > ${day} order by a.absent_from, a.id`,
  );

/** Whether the first stands anywhere above the second in the line today. */
export const isAbove = async (tx: Tx, above: string, person: string): Promise<boolean> =>
  (await queryOne(tx, sql<{ yes: boolean }>`select duties.is_above(${above}, ${person}, ${tx.today}) as yes`)).yes;

export interface HeldSpan {
  readonly holder: string | null;
  readonly away: string;
  readonly from: string;
  readonly to: string;
}

/** Who held a duty while each of its holders was away, from the day it was raised to a day. */
export const heldWhile = (tx: Tx, duty: string, until: string): Promise<HeldSpan[]> =>
  query(
    tx,
    sql<HeldSpan>`
      with rungs as (
        select (r ->> 'person')::uuid as person, (r ->> 'from')::date as from_day from duties.duty d, jsonb_array_elements(d.ladder) r
        where d.id = ${duty} and r ? 'person' and d.covert_list is null
      ), spans as (
        select g.person, greatest(a.absent_from, g.from_day) as from_day, least(a.absent_to, e.absent_from - 1, ${until}::date) as to_day
        from rungs g join duties.absence a on a.person = g.person and a.ends is null left join duties.absence e on e.ends = a.id
      )
      select duties.stand_in(s.person, d, s.from_day) as holder, s.person as away, s.from_day as "from", s.to_day as "to"
      from spans s, duties.duty d where d.id = ${duty} and s.from_day <= s.to_day order by 3, 2`,
  );
