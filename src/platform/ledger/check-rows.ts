/** Rows hashed again and held against their leaves, in both directions. */
import { type EraseEvent, judgeRow, type StoredCopy } from '../../engines/ledger-leaf.ts';
import type { Log, Table } from '../transaction.ts';
import { type Check, leafPlace } from './check.ts';
import type { IndexedLeaf } from './leaf-index.ts';
import { eachLeaf, type StoredLeaf } from './leaf-stream.ts';
import { eachPlainRow } from './plain-rows.ts';
import { commitmentOf, eachRow, type RawStoredRow, rowOf, shapesOf, type TableShape } from './stored-rows.ts';

/** A row that is not plainly what its leaf says: looked at again, one by one, once the table has been read. */
interface Suspect {
  readonly at: IndexedLeaf;
  readonly stored: StoredCopy | null;
}

const mostSuspects = 5000;
/** Doubtful rows that are fetched again by one statement. */
const atATime = 5000;

const copyOf = (shape: TableShape, json: string, salt: Buffer | null): StoredCopy => ({
  // What has no form that is committed to cannot be equal to anything that was.
  row: rowOf(shape, json) ?? { 'no canonical form': true },
  salt: salt === null ? null : Buffer.from(salt),
});

/**
 * Holds every row of a table against its leaf. Rows whose quick commitment is not plainly the leaf's are given back, by
 * their places in the index: they are looked at again.
 */
async function checkPlainly(check: Check, shape: TableShape, erased: ReadonlySet<string>): Promise<number[]> {
  const { index, problems } = check;
  const doubtful: number[] = [];
  await eachPlainRow(check.client, shape, (id, commitment) => {
    const entry = index.see(shape.name, id);
    if (entry < 0) {
      problems.add({
        kind: 'row-unlogged',
        table: shape.name,
        object: idText(id),
        words: 'The row has no leaf: it was not written through the service.',
      });
      return;
    }
    const isKept = commitment !== null && index.commitsTo(entry, commitment);
    if (!isKept || (erased.size > 0 && erased.has(`${shape.name}/${idText(id)}`))) doubtful.push(entry);
  });
  return doubtful;
}

async function checkTable(check: Check, shape: TableShape, erased: ReadonlySet<string>): Promise<Suspect[]> {
  const suspects: Suspect[] = [];
  const { index, problems } = check;
  const take = (row: RawStoredRow) => {
    const entry = index.see(shape.name, row.id);
    const commitment = commitmentOf(shape, row);
    const isKept = entry >= 0 && commitment !== null && index.commitsTo(entry, commitment);
    const isErased = erased.size > 0 && erased.has(`${shape.name}/${idText(row.id)}`);
    if (entry < 0 || (isKept && !isErased)) return;
    const at = index.leaf(entry);
    if (isErased || suspects.length < mostSuspects) suspects.push({ at, stored: copyOf(shape, row.json, row.salt) });
    else
      problems.add({ kind: 'row-altered', ...leafPlace(at, at.log), words: 'The row is not what was committed to.' });
  };
  const doubtful = await checkPlainly(check, shape, erased);
  for (let from = 0; from < doubtful.length; from += atATime) {
    const ids = doubtful.slice(from, from + atATime).map((entry) => index.leaf(entry).object);
    await eachRow(check.client, shape, take, `where t.id = any ('{${ids.join(',')}}'::uuid[])`);
  }
  return suspects;
}

const idText = (id: Buffer): string =>
  id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

async function leafAt(check: Check, log: Log, seq: number): Promise<StoredLeaf | null> {
  let found: StoredLeaf | null = null;
  await eachLeaf(check.client, { log, from: seq, to: seq + 1 }, (leaf) => {
    found = { ...leaf, commitment: Buffer.from(leaf.commitment), hash: Buffer.from(leaf.hash) };
  });
  return found;
}

/** The erasures that the log records, by log and by the record they speak of. */
async function loadErasures(check: Check, shapes: ReadonlyMap<string, TableShape>): Promise<Map<string, EraseEvent[]>> {
  const events = new Map<string, EraseEvent[]>();
  for (const { log, seq } of check.erasures) {
    const leaf = await leafAt(check, log, seq);
    const shape = leaf === null ? undefined : shapes.get(leaf.table);
    if (leaf === null || shape === undefined || !/^[0-9a-f-]{36}$/.test(leaf.object)) continue;
    const copies: StoredCopy[] = [];
    await eachRow(
      check.client,
      shape,
      (row) => copies.push(copyOf(shape, row.json, row.salt)),
      `where t.id = '${leaf.object}'`,
    );
    const [stored] = copies;
    if (stored === undefined) continue;
    const key = `${log}/${String(stored.row.erased_table)}/${String(stored.row.erased_object)}`;
    events.set(key, [...(events.get(key) ?? []), { index: seq, leaf, stored }]);
  }
  return events;
}

const kinds = { altered: 'row-altered', missing: 'row-missing', returned: 'row-returned' } as const;

async function judge(check: Check, { at, stored }: Suspect, events: ReadonlyMap<string, EraseEvent[]>): Promise<void> {
  const leaf = await leafAt(check, at.log, at.seq);
  if (leaf === null) return;
  const erasures = events.get(`${at.log}/${at.table}/${at.object}`) ?? [];
  const judged = judgeRow({ index: at.seq, leaf, stored, erasures });
  if (judged.verdict === 'erased' && at.log === 'main')
    check.erased.set(judged.rule, (check.erased.get(judged.rule) ?? 0) + 1);
  if ('words' in judged)
    check.problems.add({ kind: kinds[judged.verdict], ...leafPlace(at, at.log), words: judged.words });
}

export async function checkRows(check: Check, tables: readonly Table[]): Promise<void> {
  const shapes = await shapesOf(check.client, tables);
  const events = await loadErasures(check, shapes);
  const erased = new Set([...events.keys()].map((key) => key.slice(key.indexOf('/') + 1)));
  const suspects: Suspect[] = [];
  for (const each of tables) {
    const shape = shapes.get(each.name);
    if (shape === undefined) continue;
    if (!shape.columns.includes('id') || !shape.columns.includes('salt')) {
      check.problems.add({ kind: 'table-broken', table: each.name, words: 'The table has lost its id or its salt.' });
      continue;
    }
    suspects.push(...(await checkTable(check, shape, erased)));
  }
  for (const at of check.index.unseen()) {
    if (suspects.length < mostSuspects) suspects.push({ at, stored: null });
    else check.problems.add({ kind: 'row-missing', ...leafPlace(at, at.log), words: 'The row is gone.' });
  }
  for (const suspect of suspects) await judge(check, suspect, events);
}
