/** One night's folder, read and weighed against its own manifest before anything is done with it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { canonicalJson } from '../../../engines/canonical-json.ts';
import type { RejectedRow } from '../../../engines/legacy/compare-night.ts';
import { type LegacyMap, parseLegacyMap } from '../../../engines/legacy/legacy-map.ts';
import { type Manifest, parseManifest, type RowKind } from '../../../engines/legacy/manifest.ts';
import {
  allegationReader,
  type ClockRecord,
  careerReader,
  clockReader,
  type DocumentRecord,
  documentReader,
  type Reader,
  type RecordRow,
} from '../../../engines/legacy/read-export.ts';
import type { Adds } from '../../../engines/legacy/reconcile.ts';
import type { Cloak } from '../../../engines/mapping/cloak.ts';
import type { MappedEntry, MappedPerson, MappedPost } from '../../../engines/mapping/mapped.ts';
import { openCsv } from '../../../platform/csv-rows.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';

/** The rows of one kind that a night brought. */
export interface ReadRows<R> {
  readonly rows: readonly RecordRow<R>[];
  readonly rejected: readonly RejectedRow[];
  /** What each row adds to the source's totals, by reference; of a rejected one, as far as it can be told. */
  readonly adds: ReadonlyMap<string, Adds>;
  readonly count: number;
}

export interface NightExport {
  readonly map: LegacyMap;
  readonly manifest: Manifest;
  readonly people: ReadRows<MappedPerson>;
  readonly posts: ReadRows<MappedPost>;
  readonly allegations: ReadRows<MappedEntry>;
  readonly documents: ReadRows<DocumentRecord>;
  readonly clocks: ReadRows<ClockRecord>;
  /** Of a delta: what the source says it deleted. */
  readonly deleted: ReadonlyMap<RowKind, readonly string[]>;
  /** Tells one export, read through one map, from every other. */
  readonly digest: string;
}

/** An export that is broken in itself. Nothing is read of it, and no reason given makes it whole. */
const broken = (words: string): Refusal => refuse('export-broken', `${words} Ask for it again; nothing was read.`);

const listed = (problems: readonly string[]): string => problems.slice(0, 5).join('; ');

export function readLegacyMap(path: string): LegacyMap | Refusal {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return refuse('map-refused', `The map ${path} cannot be read as JSON.`);
  }
  const read = parseLegacyMap(json);
  return read.ok ? read.map : refuse('map-refused', `The map ${path} is refused. ${listed(read.problems)}.`);
}

export function readManifest(folder: string): Manifest | Refusal {
  const path = join(folder, 'manifest.json');
  if (!existsSync(folder)) return broken(`There is no folder ${folder}: that night’s export did not come.`);
  if (!existsSync(path))
    return broken(`${basename(folder)} has no manifest.json: the export is not there, or was not finished.`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return broken('manifest.json cannot be read as JSON.');
  }
  const read = parseManifest(json);
  return read.ok ? read.manifest : broken(`manifest.json is refused. ${listed(read.problems)}.`);
}

interface Csv {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly malformed: readonly { readonly text: string; readonly reason: string }[];
  readonly digest: string;
}

/** A whole file of the night, which must hold as many rows as its manifest says: a cut file is no shorter night. */
async function readFile(folder: string, name: string, manifest: Manifest): Promise<Csv | null | Refusal> {
  const said = manifest.files[name];
  const path = join(folder, name);
  if (!said) return manifest.kind === 'delta' ? null : broken(`The manifest does not name ${name}.`);
  if (!existsSync(path)) return broken(`${name} is named in the manifest and is not in the folder.`);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (said.sha256 !== undefined && said.sha256 !== digest)
    return broken(`${name} is not the file that the manifest describes: its digest differs.`);
  const csv = await openCsv(path);
  if (!csv.ok) return broken(`${name}: ${csv.reason}`);
  const rows: (readonly string[])[] = [];
  const malformed: { text: string; reason: string }[] = [];
  for await (const batch of csv.batches) {
    for (const { values } of batch.rows) rows.push([...values]);
    malformed.push(...batch.malformed);
    if (batch.stopped !== null) return broken(`${name}: ${batch.stopped}`);
  }
  const count = rows.length + malformed.length;
  if (count !== said.rows) return broken(`${name} holds ${count} rows where the manifest says ${said.rows}.`);
  return { header: csv.header, rows, malformed, digest };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

function rowsOf<R>(csv: Csv, reader: Extract<Reader<R>, { ok: true }>): ReadRows<R> {
  const rows: RecordRow<R>[] = [];
  const rejected: RejectedRow[] = [];
  const adds = new Map<string, Adds>();
  for (const values of csv.rows) {
    const read = reader.read(values);
    if (read.ok) rows.push(read.row);
    else rejected.push(read.rejected);
    adds.set(read.ok ? read.row.ref : read.rejected.ref, read.adds);
  }
  for (const { text, reason } of csv.malformed) {
    const digest = digestOf(text);
    rejected.push({ ref: `(line) ${digest.slice(0, 12)}`, reason, digest });
    adds.set(`(line) ${digest.slice(0, 12)}`, { all: 1 });
  }
  return { rows, rejected, adds, count: csv.rows.length + csv.malformed.length };
}

const noRows = { rows: [], rejected: [], adds: new Map<string, Adds>(), count: 0 } as const;

/** References that a delta says were deleted: a file `deleted.csv` with the columns kind and ref. */
async function readDeleted(folder: string, manifest: Manifest): Promise<Map<RowKind, string[]> | Refusal> {
  const deleted = new Map<RowKind, string[]>();
  if (manifest.kind === 'whole' || !manifest.files['deleted.csv']) return deleted;
  const csv = await readFile(folder, 'deleted.csv', manifest);
  if (csv === null || isRefusal(csv)) return csv ?? deleted;
  const [kind, ref] = [csv.header.indexOf('kind'), csv.header.indexOf('ref')];
  if (kind < 0 || ref < 0) return broken('deleted.csv needs the columns kind and ref.');
  for (const values of csv.rows) {
    const of = values[kind] as RowKind;
    deleted.set(of, [...(deleted.get(of) ?? []), values[ref]?.trim() ?? '']);
  }
  return deleted;
}

/** Reads the whole night. Whatever is broken in itself is refused here, before the database is asked. */
export async function readNight(
  folder: string,
  map: LegacyMap,
  manifest: Manifest,
  cloak: Cloak | null,
): Promise<NightExport | Refusal> {
  const digests: string[] = [];
  const read = async <R, S extends { readonly file: string }>(
    section: S | undefined,
    readerFor: (section: S, header: readonly string[]) => Reader<R>,
  ): Promise<ReadRows<R> | Refusal> => {
    if (!section) return noRows;
    const csv = await readFile(folder, section.file, manifest);
    if (csv === null || isRefusal(csv)) return csv ?? noRows;
    const reader = readerFor(section, csv.header);
    if (!reader.ok) return refuse('map-refused', `${section.file} does not fit the map. ${reader.reason}`);
    digests.push(csv.digest);
    return rowsOf(csv, reader);
  };
  const people = await read(map.people, (section, header) => careerReader(section, header, cloak));
  if (isRefusal(people)) return people;
  const posts = await read(map.posts, (section, header) => careerReader(section, header, cloak));
  if (isRefusal(posts)) return posts;
  const allegations = await read(map.allegations, (section, header) => allegationReader(section, header, cloak));
  if (isRefusal(allegations)) return allegations;
  const documents = await read(map.documents, documentReader);
  if (isRefusal(documents)) return documents;
  const clocks = await read(map.clocks, clockReader);
  if (isRefusal(clocks)) return clocks;
  const deleted = await readDeleted(folder, manifest);
  if (isRefusal(deleted)) return deleted;
  const digest = digestOf(canonicalJson([map, manifest, digests, [...deleted]]));
  return { map, manifest, people, posts, allegations, documents, clocks, deleted, digest };
}
