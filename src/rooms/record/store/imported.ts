/** What an import asks of the record and adds to it in bulk. Part of the store: it holds SQL. */
import { copyRows } from '../../../platform/copy.ts';
import { keepMany, query, sql, type Tx } from '../../../platform/transaction.ts';
import { type NewPlacement, recordTables } from '../store.ts';

export interface KnownRow {
  readonly id: string;
  /** Digest of the row as it was when it came in; null where no key columns told it apart. */
  readonly content: string | null;
}

/** Which of the sources hold rows of files. A row keeps its key when its map is mended, even to another source. */
export async function sourcesWithRows(tx: Tx, sources: readonly string[]): Promise<string[]> {
  const rows = await query(
    tx,
    sql<{ source: string }>`
      select w.source from unnest(${sources as string[]}::text[]) w (source)
      where exists (select 1 from record.entry e where e.source = w.source and e.source_key is not null)`,
  );
  return rows.map((row) => row.source);
}

/** What stands of a row of a file, and how often it came in imports that were undone. */
export interface RowBefore {
  readonly standing: KnownRow | null;
  readonly undone: number;
}

/** Rows of files that are in the record already under one of the sources, by key. */
export async function knownRows(
  tx: Tx,
  sources: readonly string[],
  keys: readonly string[],
): Promise<Map<string, RowBefore>> {
  if (sources.length === 0) return new Map();
  const rows = await query(
    tx,
    sql<{ source_key: string; id: string; source_content: string | null; undone: boolean }>`
      select e.source_key, e.id, e.source_content, e.batch is not null and e.batch = any ((select record.undone_batches())::uuid[]) as undone
      from unnest(${sources as string[]}::text[]) n (source) cross join unnest(${keys as string[]}::text[]) k (source_key)
      join record.entry e on e.source = n.source and e.source_key = k.source_key`,
  );
  const found = new Map<string, RowBefore>();
  for (const row of rows) {
    const before = found.get(row.source_key) ?? { standing: null, undone: 0 };
    found.set(
      row.source_key,
      row.undone
        ? { ...before, undone: before.undone + 1 }
        : { ...before, standing: { id: row.id, content: row.source_content } },
    );
  }
  return found;
}

/** Which of the ids are entries: those that stand, and those whose import was undone. For clerks: nothing is hidden from them. */
export async function entryStates(tx: Tx, ids: readonly string[]): Promise<Map<string, 'standing' | 'undone'>> {
  const rows = await query(
    tx,
    sql<{ id: string; undone: boolean }>`
      select e.id, e.batch is not null and e.batch = any ((select record.undone_batches())::uuid[]) as undone
      from unnest(${ids as string[]}::uuid[]) w (id) join record.entry e on e.id = w.id`,
  );
  return new Map(rows.map((row) => [row.id, row.undone ? 'undone' : 'standing']));
}

/** An open tray item with what its entry says of days and classes. */
export interface TrayMatch {
  readonly unplaced: string;
  readonly value: string;
  readonly entry: string;
  readonly role: string;
  readonly known_on: string;
  readonly visibility: string;
  readonly covert_list: string | null;
}

/** Open tray items that carry one of these identifiers. */
export const openTray = (tx: Tx, scheme: string, values: readonly string[]): Promise<TrayMatch[]> =>
  query(
    tx,
    sql<TrayMatch>`
      select u.id as unplaced, u.value, u.entry, u.role, e.known_on, e.visibility, e.covert_list
      from unnest(${values as string[]}::text[]) w (value)
      join record.unplaced u on u.scheme = ${scheme} and u.value = w.value
      join record.entry e on e.id = u.entry
      where (e.batch is null or not e.batch = any ((select record.undone_batches())::uuid[])) and not exists (select 1 from record.placement p where p.unplaced = u.id and p.person is not null
        and not exists (select 1 from record.placement t where t.undoes = p.id))
      order by u.recorded_at, u.id`,
  );

/** Places many tray items by identifier, and carries them into the projection. Nobody is flagged by it. */
export async function insertPlacements(
  tx: Tx,
  placements: readonly (NewPlacement & { readonly match: TrayMatch })[],
): Promise<void> {
  if (placements.length === 0) return;
  const rows = placements.map((placement) => ({
    id: tx.ids.next(),
    unplaced: placement.unplaced,
    covert_list: placement.match.covert_list,
    batch: tx.batch,
    person: placement.person,
    undoes: null,
    how: placement.how,
    reason: placement.reason,
    known_on: placement.knownOn,
    decided_by: tx.act.actor,
    second_person: placement.secondPerson ?? null,
    recorded_at: tx.at.toISOString(),
    recorded_by: tx.act.actor,
  }));
  await keepMany(tx, recordTables.placement, rows, 'tray.placed');
  const have = await query(
    tx,
    sql<{ subject: string; entry: string; role: string }>`
      select subject, entry, role from record.involvement where entry = any(${placements.map((each) => each.match.entry)}::uuid[])`,
  );
  const seen = new Set(have.map((row) => `${row.subject}/${row.entry}/${row.role}`));
  const involved = placements.flatMap(({ person, match, knownOn }) => {
    const key = `${person}/${match.entry}/${match.role}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const known = [match.known_on, knownOn].sort()[1]!;
    const { entry, role, visibility, covert_list } = match;
    return [{ subject: person, entry, role, known_on: known, visibility, covert_list }];
  });
  if (involved.length > 0) await copyRows(tx.client, { name: 'record.involvement', json: [] }, involved);
}
