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
import { openTable } from '../../../platform/files/open-table.ts';
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

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly malformed: readonly { readonly text: string; readonly reason: string }[];
}

/** Tells one export, read through one map, from every other: nothing but its bytes is looked at. */
export function digestOfNight(folder: string, map: LegacyMap, manifest: Manifest): string {
  const files = Object.keys(manifest.files)
    .sort()
    .map((name) => [name, existsSync(join(folder, name)) ? fileDigest(join(folder, name)) : null]);
  return digestOf(canonicalJson([map, manifest, files]));
}

const fileDigest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** A whole file of the night, which must hold as many rows as its manifest says: a cut file is no shorter night. */
async function readFile(folder: string, name: string, manifest: Manifest): Promise<Table | null | Refusal> {
  const said = manifest.files[name];
  const path = join(folder, name);
  if (!said) return manifest.kind === 'delta' ? null : broken(`The manifest does not name ${name}.`);
  if (!existsSync(path)) return broken(`${name} is named in the manifest and is not in the folder.`);
  if (said.sha256 !== undefined && said.sha256 !== fileDigest(path))
    return broken(`${name} is not the file that the manifest describes: its digest differs.`);
  const table = await openTable(path);
  if (!table.ok) return broken(`${name}: ${table.reason}`);
  const rows: (readonly string[])[] = [];
  const malformed: { text: string; reason: string }[] = [];
  for await (const batch of table.batches) {
    for (const { values } of batch.rows) rows.push([...values]);
    malformed.push(...batch.malformed);
    if (batch.stopped !== null) return broken(`${name}: ${batch.stopped}`);
  }
  const count = rows.length + malformed.length;
  if (count !== said.rows) return broken(`${name} holds ${count} rows where the manifest says ${said.rows}.`);
  return { header: table.header, rows, malformed };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

function rowsOf<R>(table: Table, reader: Extract<Reader<R>, { ok: true }>): ReadRows<R> {
  const rows: RecordRow<R>[] = [];
  const rejected: RejectedRow[] = [];
  const adds = new Map<string, Adds>();
  for (const values of table.rows) {
    const read = reader.read(values);
    if (read.ok) rows.push(read.row);
    else rejected.push(read.rejected);
    adds.set(read.ok ? read.row.ref : read.rejected.ref, read.adds);
  }
  for (const { text, reason } of table.malformed) {
    const digest = digestOf(text);
    rejected.push({ ref: `(line) ${digest.slice(0, 12)}`, reason, digest });
    adds.set(`(line) ${digest.slice(0, 12)}`, { all: 1 });
  }
  return { rows, rejected, adds, count: table.rows.length + table.malformed.length };
}

const noRows = { rows: [], rejected: [], adds: new Map<string, Adds>(), count: 0 } as const;

/** References that a delta says were deleted: a file `deleted.csv` with the columns kind and ref. */
function deletedIn(table: Table | null): Map<RowKind, string[]> | Refusal {
  const deleted = new Map<RowKind, string[]>();
  if (!table) return deleted;
  const [kind, ref] = [table.header.indexOf('kind'), table.header.indexOf('ref')];
  if (kind < 0 || ref < 0) return broken('deleted.csv needs the columns kind and ref.');
  for (const values of table.rows) {
    const of = values[kind] as RowKind;
    deleted.set(of, [...(deleted.get(of) ?? []), values[ref]?.trim() ?? '']);
  }
  return deleted;
}

/** Files of the night, all read at once, each in a process of its own. The first that is broken refuses the night. */
async function readFiles(
  folder: string,
  names: readonly string[],
  manifest: Manifest,
): Promise<Map<string, Table | null> | Refusal> {
  const tables = await Promise.all(names.map((name) => readFile(folder, name, manifest)));
  const found = new Map<string, Table | null>();
  for (const [index, table] of tables.entries()) {
    if (isRefusal(table)) return table;
    found.set(names[index]!, table);
  }
  return found;
}

const deletedFile = 'deleted.csv';

/** Reads the whole night. Whatever is broken in itself is refused here, before the database is asked. */
export async function readNight(
  folder: string,
  map: LegacyMap,
  manifest: Manifest,
  cloak: Cloak | null,
): Promise<NightExport | Refusal> {
  const sections = [map.people, map.posts, map.allegations, map.documents, map.clocks];
  const names = sections.flatMap((section) => (section ? [section.file] : []));
  const hasDeleted = manifest.kind === 'delta' && manifest.files[deletedFile] !== undefined;
  const tables = await readFiles(folder, hasDeleted ? [...names, deletedFile] : names, manifest);
  if (isRefusal(tables)) return tables;
  const faults: string[] = [];
  const read = <R, S extends { readonly file: string }>(
    section: S | undefined,
    readerFor: (section: S, header: readonly string[]) => Reader<R>,
  ): ReadRows<R> => {
    const table = section && tables.get(section.file);
    if (!section || !table) return noRows;
    const reader = readerFor(section, table.header);
    if (reader.ok) return rowsOf(table, reader);
    faults.push(`${section.file} does not fit the map. ${reader.reason}`);
    return noRows;
  };
  const rows = {
    people: read(map.people, (section, header) => careerReader(section, header, cloak)),
    posts: read(map.posts, (section, header) => careerReader(section, header, cloak)),
    allegations: read(map.allegations, (section, header) => allegationReader(section, header, cloak)),
    documents: read(map.documents, documentReader),
    clocks: read(map.clocks, clockReader),
  };
  if (faults[0]) return refuse('map-refused', faults[0]);
  const deleted = deletedIn(tables.get(deletedFile) ?? null);
  if (isRefusal(deleted)) return deleted;
  return { map, manifest, ...rows, deleted, digest: digestOfNight(folder, map, manifest) };
}
