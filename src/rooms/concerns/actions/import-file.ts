/**
 * Importing a file through a map, all or nothing: one transaction for the whole file, rows in batches, the ledger's lock
 * last. What is interrupted leaves nothing behind; what is repeated adds nothing.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { canonicalJson } from '../../../engines/canonical-json.ts';
import type { CloakSpec, ProtectedIdentity } from '../../../engines/mapping/cloak.ts';
import { type ImportMap, parseMap } from '../../../engines/mapping/map.ts';
import type { Mapped } from '../../../engines/mapping/mapped.ts';
import { rowReader } from '../../../engines/mapping/read-rows.ts';
import { stopwatch } from '../../../platform/clock.ts';
import { keyFile, type Place } from '../../../platform/config.ts';
import { openCsv } from '../../../platform/csv-rows.ts';
import { openTable, type TableFile } from '../../../platform/files/open-table.ts';
import { keyedIds } from '../../../platform/keyed-ids.ts';
import { openProgress, type Progress } from '../../../platform/progress.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import { openRejected, type RejectedRows, rejectedPath } from '../../../platform/rejected-rows.ts';
import { type Ground, inTransaction, lock, type Tx } from '../../../platform/transaction.ts';
import { insertBatch, insertSourceRead } from '../../record/index.ts';
import type { BatchOutcome, ImportContext, Importer, TakenRow } from './import-batch.ts';
import { entriesImporter } from './import-entries.ts';
import { peopleImporter } from './import-people.ts';
import { postsImporter, unitsImporter } from './import-posts.ts';

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

const notReadable = (words: string): Refusal => refuse('file-refused', words);

async function readMap(path: string): Promise<{ map: ImportMap; hash: Buffer } | Refusal> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return error instanceof SyntaxError
      ? refuse('map-refused', `The map ${path} is not JSON.`)
      : refuse('map-refused', `The map ${path} cannot be read.`);
  }
  const read = parseMap(json);
  if (!read.ok) return refuse('map-refused', `The map ${path} is refused. ${read.problems.slice(0, 5).join('; ')}.`);
  return { map: read.map, hash: createHash('sha256').update(canonicalJson(read.map)).digest() };
}

/** The list of protected identities of this installation: used by every import unless another is named. */
export const protectedList = (place: Place): string => join(place.folder, 'protected-identities.csv');

/** The protected identities of an import and the secret of their codes; null where nobody is protected. */
export async function readCloak(
  place: Place,
  path: string | undefined,
  map: ImportMap,
): Promise<CloakSpec | null | Refusal> {
  const list = path ?? (existsSync(protectedList(place)) ? protectedList(place) : null);
  if (list === null && map.cloak !== 'everyone') return null;
  const identities: ProtectedIdentity[] = [];
  if (list !== null) {
    const csv = await openCsv(list);
    if (!csv.ok) return notReadable(`The list of protected identities cannot be used. ${csv.reason}`);
    const at = (name: string) => csv.header.indexOf(name);
    if (at('scheme') < 0 || at('id') < 0)
      return notReadable('The list of protected identities needs the columns scheme and id.');
    for await (const { rows, malformed, stopped } of csv.batches) {
      if (malformed.length > 0 || stopped !== null)
        return notReadable('The list of protected identities cannot be read to its end, so nothing is imported.');
      for (const { values } of rows) {
        const [scheme, id] = [values[at('scheme')]?.trim(), values[at('id')]?.trim()];
        const as = at('as') < 0 ? '' : (values[at('as')]?.trim() ?? '');
        if (!scheme || !id)
          return notReadable('A row of the list of protected identities is incomplete, so nothing is imported.');
        identities.push({ scheme, id, ...(as ? { as } : {}) });
      }
    }
  }
  return { identities, secret: keyFile(place, 'cloak') };
}

type RecordMap = Extract<ImportMap, { kind: 'entries' | 'people' | 'posts' | 'units' }>;

function importerFor(map: RecordMap, context: ImportContext): Importer<Mapped> {
  switch (map.kind) {
    case 'entries':
      return entriesImporter(context, map) as Importer<Mapped>;
    case 'people':
      return peopleImporter(context, map) as Importer<Mapped>;
    case 'posts':
      return postsImporter(context, map) as Importer<Mapped>;
    case 'units':
      return unitsImporter(context, map) as Importer<Mapped>;
  }
}

/** The register a map reads: rows and references of two registers never meet by accident. */
const originOf = (map: ImportMap): string =>
  map.origin ?? (map.kind === 'entries' && typeof map.source === 'string' ? map.source : map.kind);

async function hashOf(path: string): Promise<Buffer> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest();
}

type Counts = { rows: number; accepted: number; duplicates: number; rejected: number };

interface Reading {
  readonly table: TableFile;
  readonly reader: (values: readonly string[]) => ReturnType<RowRead>;
  readonly rejected: RejectedRows;
  readonly progress: Progress;
}
type RowRead = Extract<ReturnType<typeof rowReader>, { ok: true }>['read'];

/** Reads the file to its end. While the database takes one batch, the next is read. */
async function readInto(importer: Importer<Mapped>, { table, reader, rejected, progress }: Reading): Promise<Counts> {
  const counts: Counts = { rows: 0, accepted: 0, duplicates: 0, rejected: 0 };
  let taken: TakenRow<Mapped>[] = [];
  let writing: Promise<void> = Promise.resolve();
  const reject = async (values: readonly string[], reason: string) => {
    counts.rejected += 1;
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
        const outcome = reader(values);
        if (outcome.verdict === 'accepted') taken.push({ values, ...outcome });
        else if (outcome.verdict === 'duplicate') counts.duplicates += 1;
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
  of: { batch: string; file: string; kind: string; fileHash: Buffer; mapHash: Buffer; counts: Counts },
): Promise<string[]> {
  const hidden = importer.covertRows();
  await insertBatch(tx, {
    id: of.batch,
    fileName: basename(of.file),
    fileHash: of.fileHash,
    mapHash: of.mapHash,
    kind: of.kind,
    rows: of.counts.rows - hidden.accepted - hidden.duplicates - hidden.rejected,
    accepted: of.counts.accepted - hidden.accepted,
    duplicates: of.counts.duplicates - hidden.duplicates,
    rejected: of.counts.rejected - hidden.rejected,
  });
  const readings = importer.readings();
  for (const { source, readUntil, rows } of readings)
    await insertSourceRead(tx, { source, connected: true, readUntil, rows, note: basename(of.file) });
  return readings.map((reading) => reading.source).sort();
}

/** Imports a file. Refuses a file or a map that cannot be read, before any row; refused rows go to a file of their own. */
export async function importFile(ground: Ground, order: ImportOrder): Promise<ImportResult | Refusal> {
  const clock = stopwatch();
  const read = await readMap(order.map);
  if (isRefusal(read)) return read;
  const { map } = read;
  if (map.kind === 'stops' || map.kind === 'records')
    return refuse('kind-refused', `Rows of the kind "${map.kind}" are not imported into the record.`);
  const place = ground.server.place;
  const protect = await readCloak(place, order.cloak, map);
  if (isRefusal(protect)) return protect;
  const sheet = order.sheet ?? map.sheet ?? null;
  const table = await openTable(order.file, { sheet });
  if (!table.ok) return notReadable(table.reason);
  const reader = rowReader(map, table.header, protect);
  if (!reader.ok) {
    for await (const _ of table.batches) break; // leaving the loop closes the file
    return refuse('map-refused', `${basename(order.file)} does not fit the map. ${reader.reason}`);
  }
  const path = rejectedPath(order.file);
  const rejected = openRejected(path, table.header);
  const progress = openProgress(order.progress);
  const batch = ground.ids.next();
  const work = inTransaction(ground, 'clerks', operator, async (tx) => {
    // One import at a time: two that make the same person would make two.
    await lock(tx, 'import', 'identities');
    tx.batch = batch;
    const importer = importerFor(map, { tx, batch, origin: originOf(map), keyed: keyedIds(place) });
    const counts = await readInto(importer, { table, reader: reader.read, rejected, progress });
    const fileHash = await hashOf(order.file);
    const { file } = order;
    const sources = await noteImport(tx, importer, {
      batch,
      file,
      kind: map.kind,
      fileHash,
      mapHash: read.hash,
      counts,
    });
    return { counts, sources };
  });
  let isDone = false;
  try {
    const result = await work;
    isDone = !isRefusal(result);
    if (isRefusal(result)) return result;
    await rejected.close();
    const { counts, sources } = result;
    return {
      ...counts,
      seconds: clock(),
      batch,
      sources,
      rejectedFile: counts.rejected > 0 ? path : null,
      notes: table.end().notes,
    };
  } finally {
    progress.end();
    if (!isDone) {
      await rejected.close();
      await rm(path, { force: true });
    }
  }
}
