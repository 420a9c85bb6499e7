/**
 * Importing a file through a map, all or nothing: one transaction for the whole file, rows in batches, the ledger's lock
 * last. What is interrupted leaves nothing behind; what is repeated adds nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Mapped } from '../../../engines/mapping/mapped.ts';
import { stopwatch } from '../../../platform/clock.ts';
import type { TableLimits } from '../../../platform/files/open-table.ts';
import { keyedIds } from '../../../platform/keyed-ids.ts';
import { openProgress, type Progress } from '../../../platform/progress.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import { openRejected, type RejectedRows, rejectedPath } from '../../../platform/rejected-rows.ts';
import { type Ground, inTransaction, lock, type Tx } from '../../../platform/transaction.ts';
import { insertBatch, insertSourceRead } from '../../record/index.ts';
import type { BatchOutcome, Importer, TakenRow } from './import-batch.ts';
import { importerFor, notReadable, type OpenImport, openImport, originOf } from './open-import.ts';

export interface ImportOrder {
  readonly file: string;
  /** Path of the map. */
  readonly map: string;
  /** Whether somebody is watching a terminal. */
  readonly progress: boolean;
  /** Path of a list of protected identities: CSV with scheme, id and, if wanted, as. */
  readonly cloak?: string;
  /** Name of the sheet of a spreadsheet; without it what the map says, or the first that is not hidden. */
  readonly sheet?: string;
  /** What the file is called, where it lies under another name. */
  readonly name?: string;
  /** Whoever brought it, where they have a name here. The entries are the source's word, not theirs. */
  readonly by?: string;
  readonly limits?: Partial<TableLimits>;
}

export interface ImportResult {
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly seconds: number;
  readonly batch: string;
  readonly sources: readonly string[];
  /** Where the rejected rows are, with the reasons; null when none was. */
  readonly rejectedFile: string | null;
  /** What else a person must know of the file: hidden sheets, formulas, macros, links. */
  readonly notes: readonly string[];
}

/** Rows that are written together. */
const rowsAtATime = 20_000;
const operator = { actor: null, face: 'command' } as const;

async function hashOf(path: string): Promise<Buffer> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest();
}

type Counts = { rows: number; accepted: number; duplicates: number; rejected: number };

/** Told what becomes of each row while it is read. */
export interface Onlooker {
  readonly read: (record: Mapped) => void;
  readonly rejected: (row: number, reason: string) => void;
}

interface Reading {
  readonly open: OpenImport;
  readonly rejected: RejectedRows;
  readonly progress: Progress;
  readonly onlooker: Onlooker | null;
}

/** Reads the file to its end. While the database takes one batch, the next is read. */
async function readInto(importer: Importer<Mapped>, { open, rejected, progress, onlooker }: Reading): Promise<Counts> {
  const { table, read } = open;
  const counts: Counts = { rows: 0, accepted: 0, duplicates: 0, rejected: 0 };
  let taken: TakenRow<Mapped>[] = [];
  let writing: Promise<void> = Promise.resolve();
  const reject = async (values: readonly string[], reason: string) => {
    counts.rejected += 1;
    onlooker?.rejected(counts.rows, reason);
    await rejected.write(values, reason);
  };
  const settle = async (outcome: BatchOutcome) => {
    counts.accepted += outcome.accepted;
    counts.duplicates += outcome.duplicates;
    for (const { values, reason } of outcome.refused) await reject(values, reason);
  };
  const flush = async () => {
    await writing;
    const rows = taken;
    taken = [];
    if (rows.length === 0) return;
    writing = importer.take(rows).then(settle);
    writing.catch(() => {}); // it is thrown where it is awaited
  };
  try {
    for await (const batch of table.batches) {
      for (const { values } of batch.rows) {
        counts.rows += 1;
        const outcome = read(values);
        if (outcome.verdict === 'accepted') {
          taken.push({ values, ...outcome });
          onlooker?.read(outcome.record);
        } else if (outcome.verdict === 'duplicate') counts.duplicates += 1;
        else await reject(values, outcome.reason);
        if (taken.length >= rowsAtATime) await flush();
      }
      for (const line of batch.malformed) {
        counts.rows += 1;
        await reject([line.text], line.reason);
      }
      if (batch.stopped !== null) throw new Refused(notReadable(`${batch.stopped} Nothing was imported.`));
      progress.show(
        batch.bytesRead,
        table.bytes,
        `${counts.rows.toLocaleString('en-GB')} rows, ${counts.rejected} rejected, ${(batch.bytesRead / 1e6).toFixed(1)} MB`,
      );
    }
    await flush();
  } finally {
    await writing;
  }
  return counts;
}

/** Notes the import and what it was a reading of. Covert rows are in neither: their number is a trace. */
async function noteImport(
  tx: Tx,
  importer: Importer<Mapped>,
  of: { batch: string; order: ImportOrder; open: OpenImport; counts: Counts },
): Promise<string[]> {
  const hidden = importer.covertRows();
  const { order, counts } = of;
  const fileName = order.name ?? basename(order.file);
  await insertBatch(tx, {
    id: of.batch,
    fileName,
    fileHash: await hashOf(order.file),
    mapHash: of.open.mapHash,
    kind: of.open.map.kind,
    rows: counts.rows - hidden.accepted - hidden.duplicates - hidden.rejected,
    accepted: counts.accepted - hidden.accepted,
    duplicates: counts.duplicates - hidden.duplicates,
    rejected: counts.rejected - hidden.rejected,
    ...(order.by ? { by: order.by } : {}),
  });
  const readings = importer.readings();
  for (const { source, readUntil, rows } of readings)
    await insertSourceRead(tx, { source, connected: true, readUntil, rows, note: fileName });
  return readings.map((reading) => reading.source).sort();
}

interface Taking {
  readonly order: ImportOrder;
  readonly open: OpenImport;
  readonly rejected: RejectedRows;
  readonly onlooker: Onlooker | null;
  /** What to do with what was taken in, inside the transaction. */
  readonly finish: (tx: Tx, importer: Importer<Mapped>, taken: { batch: string; counts: Counts }) => Promise<string[]>;
}

/** Takes the whole file into the record, in one transaction. */
async function takeIn(ground: Ground, { order, open, rejected, onlooker, finish }: Taking) {
  const progress = openProgress(order.progress);
  const batch = ground.ids.next();
  try {
    return await inTransaction(ground, 'clerks', operator, async (tx) => {
      // One import at a time: two that make the same person would make two.
      await lock(tx, 'import', 'identities');
      tx.batch = batch;
      const keyed = keyedIds(ground.server.place);
      const importer = importerFor(open.map, { tx, batch, origin: originOf(open.map), keyed });
      const counts = await readInto(importer, { open, rejected, progress, onlooker });
      return { batch, counts, sources: await finish(tx, importer, { batch, counts }) };
    });
  } finally {
    progress.end();
  }
}

/** Imports a file. Refuses a file or a map that cannot be read, before any row; refused rows go to a file of their own. */
export async function importFile(ground: Ground, order: ImportOrder): Promise<ImportResult | Refusal> {
  const clock = stopwatch();
  const open = await openImport(ground.server.place, order);
  if (isRefusal(open)) return open;
  const path = rejectedPath(order.file);
  const rejected = openRejected(path, open.table.header);
  let isDone = false;
  try {
    const finish: Taking['finish'] = (tx, importer, taken) => noteImport(tx, importer, { ...taken, order, open });
    const result = await takeIn(ground, { order, open, rejected, onlooker: null, finish });
    if (isRefusal(result)) return result;
    isDone = true;
    await rejected.close();
    const { counts, batch, sources } = result;
    const rejectedFile = counts.rejected > 0 ? path : null;
    return { ...counts, seconds: clock(), batch, sources, rejectedFile, notes: open.table.end().notes };
  } finally {
    if (!isDone) {
      await rejected.close();
      await rm(path, { force: true });
    }
  }
}

export interface Rehearsal extends Counts {
  readonly notes: readonly string[];
}

/**
 * The same import, taken back before it is written: what it says is what importing the file now would say. A row of the
 * covert class that is here already is not told from a new one.
 */
export async function rehearseImport(
  ground: Ground,
  order: ImportOrder,
  onlooker: Onlooker,
): Promise<Rehearsal | Refusal> {
  const open = await openImport(ground.server.place, order);
  if (isRefusal(open)) return open;
  const rejected = openRejected(rejectedPath(order.file), open.table.header);
  let counts: Counts | null = null;
  const finish: Taking['finish'] = async (_tx, importer, taken) => {
    const hidden = importer.covertRows().duplicates;
    const { accepted, duplicates } = taken.counts;
    counts = { ...taken.counts, accepted: accepted + hidden, duplicates: duplicates - hidden };
    throw new Refused(refuse('rehearsed', 'Nothing was written.'));
  };
  try {
    const result = await takeIn(ground, { order, open, rejected, onlooker, finish });
    if (counts === null) return isRefusal(result) ? result : notReadable('The file could not be read.');
    return { ...(counts as Counts), notes: open.table.end().notes };
  } finally {
    await rejected.close();
  }
}
