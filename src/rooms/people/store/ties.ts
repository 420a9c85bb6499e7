/** Ties as rows, ties worked out with what they were worked out from, and yearly returns. Part of people's store: it holds SQL. */
import { keep, query, sql, type Tx } from '../../../platform/transaction.ts';
import { peopleTables, type TieKind } from '../store.ts';

export interface StoredTie {
  readonly id: string;
  readonly person: string;
  readonly counterpart: string;
  readonly kind: TieKind;
  readonly declared: boolean;
  readonly evidence: string | null;
  readonly mitigation: string | null;
  readonly review_due: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly source: string;
  readonly recorded_at: Date;
}

const columns = sql`t.id, t.person, t.counterpart, t.kind, t.declared, t.evidence, t.mitigation, t.review_due, t.valid_from, t.valid_to, t.source, t.recorded_at`;

/** Declared and found ties of the persons, whichever end they stand on. */
export const storedTies = (tx: Tx, persons: readonly string[]): Promise<StoredTie[]> =>
  query(
    tx,
    sql<StoredTie>`select ${columns} from people.tie_standing t
      where t.person = any(${persons as string[]}) or t.counterpart = any(${persons as string[]}) order by t.valid_from desc nulls last, t.recorded_at desc, t.id`,
  );

/** One tie that stands. */
export async function findTie(tx: Tx, id: string): Promise<StoredTie | null> {
  const [row] = await query(tx, sql<StoredTie>`select ${columns} from people.tie_standing t where t.id = ${id}`);
  return row ?? null;
}

export interface DerivedTie {
  readonly counterpart: string;
  readonly how: 'shared posting' | 'supervised by them' | 'supervised them';
  readonly unit: string | null;
  readonly shared_from: string | null;
  readonly shared_to: string | null;
}

/** Ties that postings and lines make likely, each with what it was worked out from, the latest first. */
export const derivedTies = (tx: Tx, person: string, day: string): Promise<DerivedTie[]> =>
  query(
    tx,
    sql<DerivedTie>`select counterpart, how, unit, shared_from, shared_to from people.derived_ties(${person}, ${day})
      order by shared_to desc nulls first, shared_from, counterpart, how`,
  );

/** Notes that somebody made their yearly return; `nothing` is a nil return. */
export async function insertTieReturn(tx: Tx, person: string, nothing: boolean): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    peopleTables.tieReturn,
    {
      id,
      person,
      returned_on: tx.today,
      nothing,
      source: 'declared by the person',
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'tie.returned',
  );
  return id;
}

export interface TieReturn {
  readonly person: string;
  readonly returned_on: string;
  readonly nothing: boolean;
}

/** The last yearly return of each person who ever made one, by the day. */
export const lastReturns = (tx: Tx, day: string): Promise<TieReturn[]> =>
  query(
    tx,
    sql<TieReturn>`select distinct on (r.person) r.person, r.returned_on, r.nothing from people.tie_return r where r.returned_on <= ${day}
      order by r.person, r.returned_on desc, r.recorded_at desc`,
  );

export interface ControlledTie {
  readonly tie: string;
  readonly line: string;
  readonly person: string;
  readonly supervisor: string;
  readonly kind: TieKind;
  readonly declared: boolean;
  readonly known_on: string;
  readonly line_to: string | null;
  /** This act told of the tie, or began the line: not of one known before. */
  readonly is_new: boolean;
  /** This act ended the line. */
  readonly just_ended: boolean;
}

/** Lines of supervision between two tied people that still stood when the tie became known, ended since or not. */
export const controlledTies = (tx: Tx, persons: readonly string[] | null = null): Promise<ControlledTie[]> =>
  query(
    tx,
    sql<ControlledTie>`
      with first_told as (
        select t.id, (select min((e.recorded_at at time zone 'Europe/London')::date) from people.tie e
          where e.person in (t.person, t.counterpart) and e.counterpart in (t.person, t.counterpart)) as told_on
        from people.tie_standing t
      )
      select t.id as tie, l.id as line, l.person, l.supervisor, t.kind, t.declared,
        greatest(f.told_on, t.valid_from, l.valid_from) as known_on, l.valid_to as line_to,
        (t.recorded_at = ${tx.at} and t.replaces is null) or (l.recorded_at = ${tx.at} and l.replaces is null) as is_new,
        l.recorded_at = ${tx.at} and l.replaces is not null and l.valid_to is not null as just_ended
      from people.tie_standing t join first_told f on f.id = t.id
      join people.line_standing l on (l.person, l.supervisor) in ((t.person, t.counterpart), (t.counterpart, t.person))
      where t.valid_to is null and coalesce(l.valid_to, 'infinity') >= greatest(f.told_on, t.valid_from)
        and (${persons === null} or t.person = any(${(persons ?? []) as string[]}) or t.counterpart = any(${(persons ?? []) as string[]}))
      order by 7, t.id, l.id`,
  );
