/** The word index of guarded words: keyed marks, never words. Part of the store: it holds SQL. */
import { copyRows } from '../../../platform/copy.ts';
import { query, sql, type Tx } from '../../../platform/transaction.ts';
import { indexWords } from '../rules/index-words.ts';

/** Classes whose words may be searched. Sealed and covert ones are never indexed. */
const searchable: readonly string[] = ['open', 'guarded', 'restricted'];

/** Puts the words of a new entry into the index. */
export async function indexEntry(
  tx: Tx,
  entry: { readonly id: string; readonly visibility: string; readonly words: string | null },
): Promise<void> {
  if (entry.words === null || !searchable.includes(entry.visibility)) return;
  const marks = indexWords(entry.words).map(tx.seals.wordMark);
  if (marks.length > 0)
    await query(
      tx,
      sql`insert into seal.word (mark, entry) select m, ${entry.id}::uuid from unnest(${marks}::text[]) m on conflict do nothing`,
    );
}

/** Entries whose words are not indexed yet, after this id. For clerks. */
async function notIndexed(tx: Tx, after: string, limit: number) {
  return query(
    tx,
    sql<{ id: string; summary: string }>`select e.id, e.summary from record.entry e
      where e.id > ${after}::uuid and e.summary is not null and e.kind <> 'signal' and e.visibility = any(${searchable as string[]})
        and not exists (select 1 from seal.word w where w.entry = e.id) order by e.id limit ${limit}`,
  );
}

/** Indexes a batch of those; gives the last id it looked at, or null at the end. For clerks. */
export async function indexBatch(tx: Tx, after: string, limit: number): Promise<string | null> {
  const entries = await notIndexed(tx, after, limit);
  const mark = tx.seals.wordMark;
  const rows = entries.flatMap(({ id, summary }) =>
    indexWords(summary).map((word) => ({ entry: id, mark: mark(word) })),
  );
  if (rows.length > 0) await copyRows(tx.client, { name: 'seal.word', json: [] }, rows);
  return entries.at(-1)?.id ?? null;
}

export interface WordHit {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly known_on: string;
  readonly subject: string | null;
}

/** Matters and steps in which all of the words occur, as the reader may see them: class and wall are the database's. */
export const entriesWithWords = (tx: Tx, words: readonly string[], limit: number): Promise<WordHit[]> => {
  const marks = words.map(tx.seals.wordMark);
  return query(
    tx,
    sql<WordHit>`
      select e.id, e.type, e.source, e.known_on,
        (select (p ->> 'subject')::uuid from jsonb_array_elements(e.parties) p where p ->> 'role' = 'subject' limit 1) as subject
      from record.entry e
      where e.kind <> 'signal' and e.id in (
        select w.entry from seal.word w where w.mark = any(${marks}::text[]) group by w.entry having count(*) = ${marks.length})
      order by e.known_on desc, e.id limit ${limit}`,
  );
};
