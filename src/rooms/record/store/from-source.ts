/** What a nightly reading of another system asks of the record. Part of the store: it holds SQL. */
import type { PartyRole } from '../../../engines/vocabulary.ts';
import { query, queryAsStored, sql, type Tx } from '../../../platform/transaction.ts';
import type { NewParty, RawEntry, UnknownParty } from '../store.ts';

/** The entries with everything that amends them: facts, and no words. */
export const entriesWithAmendments = (tx: Tx, ids: readonly string[]): Promise<RawEntry[]> =>
  queryAsStored(
    tx,
    sql<RawEntry>`
      select e.* from record.entry e where e.id = any(${ids as string[]}::uuid[])
      union all
      select a.* from record.entry a where a.kind = 'amendment' and a.acts_on && ${ids as string[]}::uuid[]`,
  );

export interface TrayParties {
  /** People found for a part that named nobody known at first. */
  readonly placed: readonly NewParty[];
  /** Parts with an identifier that still wait for somebody. */
  readonly waiting: readonly UnknownParty[];
}

/** Who was found through the tray, and who is still waited for, by entry. */
export async function trayPartiesOf(tx: Tx, entries: readonly string[]): Promise<Map<string, TrayParties>> {
  const rows = await query(
    tx,
    sql<{ entry: string; role: PartyRole; scheme: string | null; value: string | null; person: string | null }>`
      select u.entry, u.role, u.scheme, u.value, p.person
      from record.unplaced u
      left join record.placement p on p.unplaced = u.id and p.person is not null
        and not exists (select 1 from record.placement t where t.undoes = p.id)
      where u.entry = any(${entries as string[]}::uuid[]) order by u.recorded_at, u.id`,
  );
  const found = new Map<string, { placed: NewParty[]; waiting: UnknownParty[] }>();
  for (const { entry, role, scheme, value, person } of rows) {
    const own = found.get(entry) ?? { placed: [], waiting: [] };
    found.set(entry, own);
    if (person !== null) own.placed.push({ role, subject: person, join: { how: 'identifier' } });
    else if (scheme !== null && value !== null) own.waiting.push({ role, scheme, value });
  }
  return found;
}

/** Whether anything at all is on the record. */
export async function hasEntries(tx: Tx): Promise<boolean> {
  const [row] = await query(tx, sql<{ some: boolean }>`select exists (select 1 from record.entry) as some`);
  return row?.some === true;
}

export interface NumberedEntry {
  readonly entry: string;
  readonly number: string;
  readonly subject: string;
}

/** Matters that bear this number at their source, or bore it once, and whom they are about, as the reader may see them. */
export const entriesByNumber = (tx: Tx, number: string, most: number): Promise<NumberedEntry[]> =>
  query(
    tx,
    sql<NumberedEntry>`
      select distinct on (e.id, p ->> 'subject') e.id as entry, n.source_ref as number, (p ->> 'subject')::uuid as subject
      from record.entry n
      join record.entry e on e.id = case when n.kind = 'amendment' then n.acts_on[1] else n.id end
      cross join lateral jsonb_array_elements(e.parties) p
      where n.id in (select record.entries_numbered(${number})) and p ->> 'role' = 'subject'
        and (e.batch is null or not e.batch = any ((select record.undone_batches())::uuid[]))
      order by e.id, p ->> 'subject' limit ${most}`,
  );
