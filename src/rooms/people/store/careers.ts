/** Careers as rows that stand: what actions close, replace and read back. Part of people's store: it holds SQL. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';
import type { Category, ServiceStatus } from '../store.ts';

export interface ServiceRow {
  readonly id: string;
  readonly person: string;
  readonly category: Category;
  readonly status: ServiceStatus;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly previous_force: string | null;
  readonly reason: string | null;
  readonly start_check: string | null;
  readonly source: string;
}
export interface PostRow {
  readonly id: string;
  readonly person: string;
  readonly unit: string;
  readonly rank: string | null;
  readonly role: string | null;
  readonly acting: boolean;
  readonly fraction: number | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly source: string;
}
export interface LineRow {
  readonly id: string;
  readonly person: string;
  readonly supervisor: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly source: string;
}
export interface NameRow {
  readonly id: string;
  readonly person: string;
  readonly given: string | null;
  readonly family: string | null;
  readonly known_as: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
  readonly source: string;
}

/** Every spell of service of the persons, applications and breaks among them, in order. */
export const servicesOf = (tx: Tx, persons: readonly string[]): Promise<ServiceRow[]> =>
  query(
    tx,
    sql<ServiceRow>`select id, person, category, status, valid_from, valid_to, previous_force, reason, start_check, source from people.service_standing
      where person = any(${persons as string[]}) order by valid_from nulls first, recorded_at, id`,
  );

/** Every post of the persons, in order. */
export const postsOf = (tx: Tx, persons: readonly string[]): Promise<PostRow[]> =>
  query(
    tx,
    sql<PostRow>`select id, person, unit, rank, role, acting, fraction, valid_from, valid_to, source from people.post_standing
      where person = any(${persons as string[]}) order by valid_from nulls first, recorded_at, id`,
  );

/** Supervision lines in which any of the persons stands, on either end. */
export const linesOf = (tx: Tx, persons: readonly string[]): Promise<LineRow[]> =>
  query(
    tx,
    sql<LineRow>`select id, person, supervisor, valid_from, valid_to, source from people.line_standing
      where person = any(${persons as string[]}) or supervisor = any(${persons as string[]}) order by valid_from nulls first, recorded_at, id`,
  );

/** Every name of the persons, in order. */
export const namesOf = (tx: Tx, persons: readonly string[]): Promise<NameRow[]> =>
  query(
    tx,
    sql<NameRow>`select id, person, given, family, known_as, valid_from, valid_to, source from people.name_standing
      where person = any(${persons as string[]}) order by valid_from nulls first, recorded_at, id`,
  );

export interface Servant {
  readonly person: string;
  readonly category: Category;
  readonly since: string | null;
  readonly start_check: string | null;
}

/** Everybody who serves on the day, each person once whatever records they stand under. */
export const servingOn = (tx: Tx, day: string): Promise<Servant[]> =>
  query(tx, sql<Servant>`select person, category, since, start_check from people.serving(${day}) order by person`);

/** Persons whose whole name, of any day, is exactly this, without regard to case. */
export async function personsNamed(tx: Tx, name: string): Promise<string[]> {
  const wanted = name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const rows = await query(
    tx,
    sql<{ person: string }>`select distinct person from people.name_standing
      where lower(known_as) = ${wanted} or lower(concat_ws(' ', given, family)) = ${wanted} order by person`,
  );
  return rows.map((row) => row.person);
}

/** Persons who carry exactly this number under any scheme but the one that signs people in. */
export async function personsNumbered(tx: Tx, value: string): Promise<string[]> {
  const rows = await query(
    tx,
    sql<{
      subject: string;
    }>`select distinct i.subject from people.identifier_standing i join people.subject s on s.id = i.subject and s.kind = 'person'
      where i.value = ${value.trim()} and i.scheme <> 'sign-in' order by i.subject`,
  );
  return rows.map((row) => row.subject);
}

export interface NearPerson {
  readonly person: string;
  readonly relation: 'above' | 'below' | 'team';
  readonly unit: string | null;
  readonly steps: number;
}

/** Who stood above, below or beside the person on that day, whatever day it is. Today's walls are tiesOf's business. */
export const lineAndTeamOn = (tx: Tx, person: string, day: string): Promise<NearPerson[]> =>
  query(
    tx,
    sql<NearPerson>`select person, relation, unit, steps from people.line_and_team_on(${person}, ${day}) order by relation, steps, person`,
  );

export interface PayrollSide {
  readonly person: string;
  readonly number: string | null;
  readonly category: Category;
  readonly fte: number;
}

/** Everybody who serves on the day as a payroll sees them: number, category, full-time equivalent (one without a post counts whole). */
export const payrollSide = (tx: Tx, scheme: string, day: string): Promise<PayrollSide[]> =>
  query(
    tx,
    sql<PayrollSide>`
      select s.person, s.category, (select min(i.value) from people.identifier_standing i
          where i.subject = any (people.cluster(s.person, ${day})) and i.scheme = ${scheme}
          and coalesce(i.valid_from, '-infinity') <= ${day} and coalesce(i.valid_to, 'infinity') >= ${day}) as number,
        coalesce((select sum(coalesce(p.fraction, 1)) from people.post_standing p where p.person = any (people.cluster(s.person, ${day})) and not p.acting
          and coalesce(p.valid_from, '-infinity') <= ${day} and coalesce(p.valid_to, 'infinity') >= ${day}), 1)::double precision as fte
      from people.serving(${day}) s order by s.person`,
  );

export interface LifeEvent {
  readonly person: string;
  readonly event: 'join' | 'exit' | 'move' | 'promotion';
  readonly on: string;
}

/** What this act recorded of the persons' careers that others must check: rows that only end or correct earlier ones left out. */
export const lifeEventsOfThisAct = (tx: Tx, persons: readonly string[]): Promise<LifeEvent[]> =>
  query(
    tx,
    sql<LifeEvent>`
      select s.person, case when s.status = 'active' then 'join' else 'exit' end as event, coalesce(s.valid_from, ${tx.today}::date) as "on"
        from people.service s where s.person = any(${persons as string[]}) and s.recorded_at = ${tx.at} and s.replaces is null
        and s.status in ('active', 'left', 'transferred-out')
      union all
      select p.person, case when p.rank is distinct from b.rank then 'promotion' else 'move' end, coalesce(p.valid_from, ${tx.today}::date)
        from people.post p join lateral (
          select e.rank from people.post_standing e where e.person = p.person and e.id <> p.id and coalesce(e.valid_from, '-infinity') < coalesce(p.valid_from, 'infinity')
          order by e.valid_from desc nulls last, e.recorded_at desc limit 1) b on true
        where p.person = any(${persons as string[]}) and p.recorded_at = ${tx.at} and p.replaces is null
      order by 1, 3, 2`,
  );
