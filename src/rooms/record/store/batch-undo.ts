/** An import taken back as a whole: what it brought, who rests on it, and the rows that say so. Part of the store: it holds SQL. */
import { keep, keepMany, query, queryOne, sql, type Tx } from '../../../platform/transaction.ts';
import { type BatchRow, recordTables } from '../store.ts';

export interface UndoRow {
  readonly id: string;
  readonly batch: string;
  readonly agrees_to: string | null;
  readonly reason: string;
  readonly entries: number;
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}

/** One import, if there is one of this id. */
export async function findBatch(tx: Tx, id: string): Promise<BatchRow | null> {
  const [row] = await query(
    tx,
    sql<BatchRow>`select id, file_name, kind, rows, accepted, duplicates, rejected, recorded_at from record.batch where id = ${id}`,
  );
  return row ?? null;
}

/** Whether each of the imports was asked to be undone, and undone, in order. */
export const undosOf = (tx: Tx, batches: readonly string[]): Promise<UndoRow[]> =>
  query(
    tx,
    sql<UndoRow>`select id, batch, agrees_to, reason, entries, recorded_at, recorded_by from record.batch_undo
      where batch = any(${batches as string[]}::uuid[]) and covert_list is null order by recorded_at, id`,
  );

/** How many imports are undone, covert parts counted apart. For clerks. */
export async function undoneCount(tx: Tx): Promise<number> {
  return (
    await queryOne(tx, sql<{ n: number }>`select count(*) as n from record.batch_undo where agrees_to is not null`)
  ).n;
}

export interface NewUndo {
  readonly batch: string;
  readonly agreesTo: string | null;
  readonly reason: string;
  readonly entries: number;
  readonly covertList: string | null;
}

/** Writes that an import is asked to be undone, or that it is. */
export async function insertUndo(tx: Tx, undo: NewUndo): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    recordTables.batchUndo,
    {
      id,
      batch: undo.batch,
      agrees_to: undo.agreesTo,
      reason: undo.reason,
      entries: undo.entries,
      covert_list: undo.covertList,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    undo.agreesTo === null ? 'import.undo-asked' : 'import.undone',
  );
  return id;
}

/** Entries of an import, and the list of those that are covert. */
export async function entriesOfBatch(tx: Tx, batch: string): Promise<{ count: number; covertList: string | null }> {
  return queryOne(
    tx,
    sql<{ count: number; covertList: string | null }>`
      select count(*) as count, (array_agg(covert_list) filter (where covert_list is not null))[1] as "covertList"
      from record.entry where batch = ${batch}`,
  );
}

/** Whether the person is a subject, reporter, witness or affected in an entry of the import. */
export async function standsInBatch(tx: Tx, persons: readonly string[], batch: string): Promise<boolean> {
  const [row] = await query(
    tx,
    sql<{
      id: string;
    }>`select e.id from record.entry e where e.batch = ${batch} and e.involved && ${persons as string[]}::uuid[] limit 1`,
  );
  return row !== undefined;
}

/** Those about whom a signal was ever raised and who play a part in an entry of the imports. */
export async function signalledIn(tx: Tx, batches: readonly string[]): Promise<string[]> {
  const rows = await query(
    tx,
    sql<{ subject: string }>`
      select distinct i.subject from record.entry e join record.involvement i on i.entry = e.id
      where e.batch = any(${batches as string[]}::uuid[]) and exists (
        select 1 from record.involvement s join record.entry x on x.id = s.entry where s.subject = i.subject and x.kind = 'signal')`,
  );
  return rows.map((row) => row.subject);
}

/** Takes the entries of the imports out of the projection. */
export const removeFromProjection = (tx: Tx, batches: readonly string[]): Promise<unknown[]> =>
  query(
    tx,
    sql`delete from record.involvement i using record.entry e where e.id = i.entry and e.batch = any(${batches as string[]}::uuid[])`,
  );

interface StandingPlacement {
  readonly id: string;
  readonly unplaced: string;
  readonly person: string;
  readonly covert_list: string | null;
}

/** Takes back where the import placed tray items. Gives the persons they were placed with. */
export async function undoPlacementsOf(tx: Tx, batch: string, reason: string): Promise<string[]> {
  const placed = await query(
    tx,
    sql<StandingPlacement>`select id, unplaced, person, covert_list from record.placement p where p.batch = ${batch} and p.person is not null
      and not exists (select 1 from record.placement t where t.undoes = p.id)`,
  );
  const rows = placed.map((each) => ({
    id: tx.ids.next(),
    unplaced: each.unplaced,
    covert_list: each.covert_list,
    person: null,
    undoes: each.id,
    how: 'identifier',
    reason,
    known_on: tx.today,
    decided_by: tx.act.actor,
    second_person: null,
    recorded_at: tx.at.toISOString(),
    recorded_by: tx.act.actor,
  }));
  await keepMany(tx, recordTables.placement, rows, 'tray.undone');
  const ids = placed.map(({ id }) => id);
  await query(tx, sql`select record.remove_involvement(p) from unnest(${ids}::uuid[]) p`);
  return [...new Set(placed.map(({ person }) => person))];
}

/** Which of the subjects play a part in an entry here, or are the unit of one whose import stands. */
export async function inAnyEntry(tx: Tx, subjects: readonly string[]): Promise<Set<string>> {
  const rows = await query(
    tx,
    sql<{ id: string }>`
      select s.id from unnest(${subjects as string[]}::uuid[]) s (id) where exists (select 1 from record.involvement i where i.subject = s.id)
      union
      select e.unit from record.entry e where e.unit = any(${subjects as string[]}::uuid[])
        and (e.batch is null or not e.batch = any ((select record.undone_batches())::uuid[]))`,
  );
  return new Set(rows.map((row) => row.id));
}

/** How far the sources of an import had been read before it, where nothing was read since. */
export const readingsBefore = (
  tx: Tx,
  at: Date,
): Promise<{ source: string; connected: boolean | null; readUntil: string | null; rows: number | null }[]> =>
  query(
    tx,
    sql<{ source: string; connected: boolean | null; readUntil: string | null; rows: number | null }>`
      select r.source, b.connected, b.read_until as "readUntil", b.rows from record.source_read r
      left join lateral (select * from record.source_read p where p.source = r.source and p.recorded_at < ${at} order by p.recorded_at desc, p.id limit 1) b on true
      where r.recorded_at = ${at} and not exists (select 1 from record.source_read l where l.source = r.source and l.recorded_at > ${at})
      order by r.source`,
  );

/** Whether the import that brought the entry was undone. */
export async function isUndone(tx: Tx, entry: string): Promise<boolean> {
  const [row] = await query(
    tx,
    sql<{
      id: string;
    }>`select id from record.entry where id = ${entry} and batch = any ((select record.undone_batches())::uuid[])`,
  );
  return row !== undefined;
}
