/** SQL of one tray item: where it was placed, undoing that, and what was raised or decided while it stood. */

import type { PartyRole } from '../../../engines/vocabulary.ts';
import { keep, query, sql, type Tx } from '../../../platform/transaction.ts';
import { covertListOfItem, type NewParty, type RawEntry, recordTables, type TrayItem } from '../store.ts';

export interface PlacementRow {
  readonly id: string;
  readonly unplaced: string;
  readonly person: string;
  readonly how: 'identifier' | 'review';
  readonly reason: string;
  readonly known_on: string;
  readonly decided_by: string | null;
  readonly second_person: string | null;
  readonly recorded_at: Date;
  readonly undone: {
    readonly on: string;
    readonly by: string | null;
    readonly reason: string;
    readonly at: string;
  } | null;
}

/** One tray item, open or placed, if the reader may see its entry. */
export async function findTrayItem(tx: Tx, id: string): Promise<TrayItem | null> {
  const [row] = await query(
    tx,
    sql<TrayItem>`select id, entry, role, scheme, value, given, family, description, recorded_at from record.unplaced where id = ${id}`,
  );
  return row ?? null;
}

/** Every placement of an item, the undone among them, oldest first. */
export const placementsOf = (tx: Tx, item: string): Promise<PlacementRow[]> =>
  query(
    tx,
    sql<PlacementRow>`
      select p.id, p.unplaced, p.person, p.how, p.reason, p.known_on, p.decided_by, p.second_person, p.recorded_at,
        (select jsonb_build_object('on', t.known_on, 'by', t.decided_by, 'reason', t.reason, 'at', t.recorded_at) from record.placement t where t.undoes = p.id limit 1) as undone
      from record.placement p where p.unplaced = ${item} and p.person is not null order by p.recorded_at, p.id`,
  );

/** Takes a placement back. The projection follows as far as nothing else justifies it. */
export async function insertUndoing(tx: Tx, placement: PlacementRow, reason: string): Promise<string> {
  const id = tx.ids.next();
  const covertList = await covertListOfItem(tx, placement.unplaced);
  await keep(
    tx,
    recordTables.placement,
    {
      id,
      unplaced: placement.unplaced,
      covert_list: covertList,
      person: null,
      undoes: placement.id,
      how: 'review',
      reason,
      known_on: tx.today,
      decided_by: tx.act.actor,
      second_person: null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'tray.undone',
  );
  await query(tx, sql`select record.remove_involvement(${placement.id}::uuid)`);
  tx.touched.add(placement.person);
  return id;
}

/** Open items that carry one of the numbers, whoever is at the keyboard. */
export const trayMatches = (
  tx: Tx,
  scheme: string,
  values: readonly string[],
): Promise<{ unplaced: string; value: string }[]> =>
  query(
    tx,
    sql<{
      unplaced: string;
      value: string;
    }>`select unplaced, value from record.tray_matches(${scheme}, ${values as string[]})`,
  );

/** Signals about the person that cite the entry, and decisions on those, written while a placement stood. */
export const raisedWhile = (
  tx: Tx,
  placed: { readonly person: string; readonly entry: string; readonly from: Date; readonly to: string | null },
): Promise<RawEntry[]> =>
  query(
    tx,
    sql<RawEntry>`
      with about as (
        select e.* from record.entry e
        where e.id in (select i.entry from record.involvement i where i.subject = ${placed.person})
          and e.recorded_at >= ${placed.from.toISOString()} and e.recorded_at <= ${placed.to ?? 'infinity'}
      ), raised as (select a.id from about a where a.kind = 'signal' and ${placed.entry} = any (a.acts_on))
      select a.* from about a where a.id in (select id from raised) or a.acts_on && (select array_agg(id) from raised)
      order by a.recorded_at, a.ordinal`,
  );

/** Parties of one entry that were found through the tray and stand. */
export async function placedIn(tx: Tx, entry: string): Promise<NewParty[]> {
  const rows = await query(
    tx,
    sql<{ role: PartyRole; person: string; how: 'identifier' | 'review'; decided_by: string | null }>`
      select u.role, p.person, p.how, p.decided_by from record.unplaced u join record.placement p on p.unplaced = u.id
      where u.entry = ${entry} and p.person is not null
        and not exists (select 1 from record.placement t where t.undoes = p.id) order by p.recorded_at, p.id`,
  );
  return rows.map((row) => ({ role: row.role, subject: row.person, join: { how: row.how, by: row.decided_by } }));
}

/** Entries that were found in this very act to be about one of these people. */
export const placedNow = (tx: Tx, persons: readonly string[]): Promise<{ entry: string; person: string }[]> =>
  query(
    tx,
    sql<{ entry: string; person: string }>`
      select u.entry, p.person from record.placement p join record.unplaced u on u.id = p.unplaced
      where p.person = any(${persons as string[]}) and p.recorded_at = ${tx.at.toISOString()} and u.role = 'subject'`,
  );
