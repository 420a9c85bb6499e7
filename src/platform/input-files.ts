/** Small files that somebody names at a shell, read whole and refused in words: a sheet of rows, a map. */
import { readFile } from 'node:fs/promises';
import { type ImportMap, parseMap } from '../engines/mapping/map.ts';
import { openCsv } from './csv-rows.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface Sheet {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A CSV file, plain or gzipped, without the spaces round its cells. One line that cannot be read refuses it. */
export async function readSheet(path: string): Promise<Sheet | Refusal> {
  const file = await openCsv(path);
  if (!file.ok) return refuse('file-unreadable', file.reason);
  const rows: (readonly string[])[] = [];
  for await (const batch of file.batches) {
    if (batch.stopped !== null) return refuse('file-unreadable', `${path}: ${batch.stopped}`);
    const bad = batch.malformed[0];
    if (bad) return refuse('file-unreadable', `${path}, line ${bad.line}: ${bad.reason}`);
    for (const row of batch.rows) rows.push(row.values.map((value) => value.trim()));
  }
  return { header: file.header, rows };
}

/** A path, or the map itself. */
export type GivenMap = string | Readonly<Record<string, unknown>>;

/** A map of the kind that is needed. */
export async function readMapOfKind<Kind extends ImportMap['kind']>(
  map: GivenMap,
  kind: Kind,
): Promise<Extract<ImportMap, { kind: Kind }> | Refusal> {
  let json: unknown = map;
  if (typeof map === 'string') {
    const text = await readFile(map, 'utf8').catch(() => null);
    if (text === null) return refuse('map-unreadable', `There is no map ${map}.`);
    try {
      json = JSON.parse(text);
    } catch {
      return refuse('map-unreadable', `${map} is not JSON.`);
    }
  }
  const reading = parseMap(json);
  if (!reading.ok) return refuse('map-wrong', reading.problems.join(' '));
  if (reading.map.kind !== kind) return refuse('map-wrong', `The map must be of kind ${kind}.`);
  return reading.map as Extract<ImportMap, { kind: Kind }>;
}
