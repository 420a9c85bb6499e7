/** What an import needs before its first row: the map, the list of protected identities, the file behind its reader. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canonicalJson } from '../../../engines/canonical-json.ts';
import type { CloakSpec, ProtectedIdentity } from '../../../engines/mapping/cloak.ts';
import { type ImportMap, parseMap } from '../../../engines/mapping/map.ts';
import type { Mapped } from '../../../engines/mapping/mapped.ts';
import { rowReader } from '../../../engines/mapping/read-rows.ts';
import { keyFile, type Place } from '../../../platform/config.ts';
import { openCsv } from '../../../platform/csv-rows.ts';
import { openTable, type TableFile, type TableLimits } from '../../../platform/files/open-table.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import type { ImportContext, Importer } from './import-batch.ts';
import { entriesImporter } from './import-entries.ts';
import { peopleImporter } from './import-people.ts';
import { postsImporter, unitsImporter } from './import-posts.ts';

export const notReadable = (words: string): Refusal => refuse('file-refused', words);

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

export type RecordMap = Extract<ImportMap, { kind: 'entries' | 'people' | 'posts' | 'units' }>;

export function importerFor(map: RecordMap, context: ImportContext): Importer<Mapped> {
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
export const originOf = (map: ImportMap): string =>
  map.origin ?? (map.kind === 'entries' && typeof map.source === 'string' ? map.source : map.kind);

type RowRead = Extract<ReturnType<typeof rowReader>, { ok: true }>['read'];

export interface OpenImport {
  readonly map: RecordMap;
  readonly mapHash: Buffer;
  readonly table: TableFile;
  readonly read: (values: readonly string[]) => ReturnType<RowRead>;
}

export interface OpenOrder {
  readonly file: string;
  readonly map: string;
  readonly cloak?: string;
  readonly sheet?: string;
  /** What the file is called, where it lies under another name. */
  readonly name?: string;
  readonly limits?: Partial<TableLimits>;
}

/** Opens a file for import. Refuses a file or a map that cannot be read, before any row. */
export async function openImport(place: Place, order: OpenOrder): Promise<OpenImport | Refusal> {
  const found = await readMap(order.map);
  if (isRefusal(found)) return found;
  const { map, hash } = found;
  if (map.kind === 'stops' || map.kind === 'records')
    return refuse('kind-refused', `Rows of the kind "${map.kind}" are not imported into the record.`);
  const protect = await readCloak(place, order.cloak, map);
  if (isRefusal(protect)) return protect;
  const sheet = order.sheet ?? map.sheet ?? null;
  const table = await openTable(order.file, { sheet, ...(order.limits ? { limits: order.limits } : {}) });
  if (!table.ok) return notReadable(table.reason);
  const reader = rowReader(map, table.header, protect);
  if (reader.ok) return { map, mapHash: hash, table, read: reader.read };
  for await (const _ of table.batches) break; // leaving the loop closes the file
  return refuse('map-refused', `${order.name ?? basename(order.file)} does not fit the map. ${reader.reason}`);
}
