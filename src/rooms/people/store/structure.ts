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
