/** Units and how they hang together, as at any day. Part of people's store: it holds SQL. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';
import type { UnitKind } from '../store.ts';

export interface UnitRow {
  readonly id: string;
  readonly unit: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parent: string | null;
  readonly lead: string | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

/** Every unit that stood on the day, as it was called and placed then, with how many people were posted to it. */
export const unitsOn = (tx: Tx, day: string): Promise<(UnitRow & { readonly people: number })[]> =>
  query(
    tx,
    sql<UnitRow & { people: number }>`
      with held as (
        select p.unit, count(distinct p.person) as people from people.post_standing p
        where coalesce(p.valid_from, '-infinity') <= ${day} and coalesce(p.valid_to, 'infinity') >= ${day} group by p.unit
      ), stood as (
        select distinct on (u.unit) u.id, u.unit, u.name, u.kind, u.parent, u.lead, u.valid_from, u.valid_to from people.unit_standing u
        where coalesce(u.valid_from, '-infinity') <= ${day} and coalesce(u.valid_to, 'infinity') >= ${day}
        order by u.unit, u.valid_from desc nulls last, u.recorded_at desc
      )
      select s.*, coalesce(h.people, 0) as people from stood s left join held h on h.unit = s.unit order by s.name, s.unit`,
  );

/** The rows of one unit, in order. */
export const unitRows = (tx: Tx, unit: string): Promise<UnitRow[]> =>
  query(
    tx,
    sql<UnitRow>`select id, unit, name, kind, parent, lead, valid_from, valid_to from people.unit_standing where unit = ${unit} order by valid_from nulls first, recorded_at`,
  );

export interface UnitLinkRow {
  readonly id: string;
  readonly unit: string;
  readonly other: string;
  readonly kind: 'borough' | 'maps-to';
  readonly share: number | null;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

/** Which unit answers to which borough on the day. */
export const boroughLinksOn = (tx: Tx, day: string): Promise<UnitLinkRow[]> =>
  query(
    tx,
    sql<UnitLinkRow>`select id, unit, other, kind, share, valid_from, valid_to from people.unit_link_standing
      where kind = 'borough' and coalesce(valid_from, '-infinity') <= ${day} and coalesce(valid_to, 'infinity') >= ${day} order by other, unit`,
  );

/** Which later unit each earlier one became, and which share of it, of all days. */
export const mapsTo = (tx: Tx): Promise<UnitLinkRow[]> =>
  query(
    tx,
    sql<UnitLinkRow>`select id, unit, other, kind, share, valid_from, valid_to from people.unit_link_standing where kind = 'maps-to' order by valid_from nulls first, unit, other`,
  );

export interface UnitPersonRow {
  readonly person: string;
  readonly unit: string;
  readonly rank: string | null;
  readonly role: string | null;
  readonly acting: boolean;
  readonly since: string | null;
  readonly supervisor: string | null;
}

/** Everybody posted to any of the units on the day, with who supervised them then. */
export const peopleOfUnits = (tx: Tx, units: readonly string[], day: string): Promise<UnitPersonRow[]> =>
  query(
    tx,
    sql<UnitPersonRow>`
      select distinct on (p.person, p.unit) p.person, p.unit, p.rank, p.role, p.acting, p.valid_from as since,
        (select l.supervisor from people.line_standing l where l.person = p.person and coalesce(l.valid_from, '-infinity') <= ${day}
          and coalesce(l.valid_to, 'infinity') >= ${day} order by l.valid_from desc nulls last, l.recorded_at desc limit 1) as supervisor
      from people.post_standing p where p.unit = any(${units as string[]})
        and coalesce(p.valid_from, '-infinity') <= ${day} and coalesce(p.valid_to, 'infinity') >= ${day}
      order by p.person, p.unit, p.valid_from desc nulls last, p.recorded_at desc`,
  );

/** How many people left a posting in any of the units after a day and by another, and are posted to none of them then. */
export async function leaversOfUnits(
  tx: Tx,
  units: readonly string[],
  { after, by }: { readonly after: string; readonly by: string },
): Promise<number> {
  const [row] = await query(
    tx,
    sql<{ n: number }>`
      select count(distinct p.person) as n from people.post_standing p
      where p.unit = any(${units as string[]}) and p.valid_to > ${after} and p.valid_to < ${by}
        and not exists (select 1 from people.post_standing o where o.person = p.person and o.unit = any(${units as string[]})
          and coalesce(o.valid_from, '-infinity') <= ${by} and coalesce(o.valid_to, 'infinity') >= ${by})`,
  );
  return row?.n ?? 0;
}
