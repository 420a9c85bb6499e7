/**
 * Files that came by the browser and wait for a yes or a no. Each lies in the data folder, readable by its owner only, with
 * what is known of it beside it; only who brought it is shown it, and after a day it is gone.
 */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type ImportMap, parseMap } from '../../../engines/mapping/map.ts';
import type { Mapped } from '../../../engines/mapping/mapped.ts';
import { usualCaps } from '../../../platform/files/caps.ts';
import type { TableLimits } from '../../../platform/files/open-table.ts';
import { isId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import { rejectedPath } from '../../../platform/rejected-rows.ts';
import type { Ground } from '../../../platform/transaction.ts';
import { readable } from '../rules/readable-row.ts';
import { type ImportResult, importFile, type Rehearsal, rehearseImport } from './import-file.ts';

/** A file by the browser may be so large; larger ones come by the command line. */
export const mostBytes = 25 * 1024 ** 2;
const limits: Partial<TableLimits> = {
  seconds: 300,
  caps: { ...usualCaps, fileBytes: mostBytes, inflatedBytes: 128 * 1024 ** 2 },
};
const firstRows = 8;
const firstReasons = 20;
const oneDayMs = 86_400_000;

export interface Waiting {
  readonly id: string;
  /** Who brought it. */
  readonly by: string;
  readonly at: string;
  readonly name: string;
  readonly map: string;
  readonly sheet: string | null;
  /** What the source says there is, as typed. */
  readonly told: { readonly rows: number | null; readonly matters: number | null };
  readonly found: Rehearsal;
  /** Different matters in the rows that were read. */
  readonly matters: number;
  readonly kind: Mapped['kind'] | null;
  readonly first: readonly (readonly string[])[];
  readonly reasons: readonly { readonly row: number; readonly reason: string }[];
}

const folderOf = (ground: Ground): string => join(ground.server.place.folder, 'incoming');
const fileOf = (ground: Ground, id: string): string => join(folderOf(ground), `${id}.upload`);
const noteOf = (ground: Ground, id: string): string => join(folderOf(ground), `${id}.json`);
/** Rows that the rehearsal rejected, with the reasons. */
export const rejectedOf = (ground: Ground, id: string): string => rejectedPath(fileOf(ground, id));

export interface InstalledMap {
  /** File name without its ending: what a form sends back. */
  readonly name: string;
  readonly path: string;
  readonly kind: ImportMap['kind'];
}

const ownMaps = resolve(import.meta.dirname, '../../../../maps');

/** Maps of this installation (`maps` in its data folder) and those that come with it. Only these: a map decides how a file is read. */
export function installedMaps(ground: Ground): InstalledMap[] {
  const found = new Map<string, InstalledMap>();
  for (const folder of [ownMaps, join(ground.server.place.folder, 'maps')]) {
    for (const file of namesIn(folder).filter((name) => name.endsWith('.json'))) {
      const path = join(folder, file);
      const read = parseMap(jsonIn(path));
      const name = basename(file, '.json');
      if (read.ok && read.map.kind !== 'stops' && read.map.kind !== 'records')
        found.set(name, { name, path, kind: read.map.kind });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // an installation need not have maps of its own
  }
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null; // a map that cannot be read is not offered
  }
}

export interface Arrived {
  /** Where the file lies now; it is moved. */
  readonly path: string;
  readonly name: string;
  readonly map: InstalledMap;
  readonly sheet: string | null;
  readonly told: Waiting['told'];
  readonly by: string;
}

const orderOf = (ground: Ground, of: Pick<Waiting, 'id' | 'name' | 'sheet' | 'by'>, map: InstalledMap) => ({
  file: fileOf(ground, of.id),
  map: map.path,
  progress: false,
  name: of.name,
  by: of.by,
  limits,
  ...(of.sheet === null ? {} : { sheet: of.sheet }),
});

/** Reads a file that has arrived as an import would, writes nothing to the record, and keeps it for whoever brought it. */
export async function lookAt(ground: Ground, arrived: Arrived): Promise<string | Refusal> {
  discardOld(ground);
  const id = ground.ids.next();
  renameSync(arrived.path, fileOf(ground, id));
  const first: (readonly string[])[] = [];
  const reasons: { row: number; reason: string }[] = [];
  const matters = new Set<string>();
  let kind: Mapped['kind'] | null = null;
  const { path: _path, map, ...known } = arrived;
  const found = await rehearseImport(ground, orderOf(ground, { id, ...known }, map), {
    read: (record) => {
      kind ??= record.kind;
      if (first.length < firstRows) first.push(readable(record));
      if (record.kind === 'entry' && record.matter !== null) matters.add(record.matter);
    },
    rejected: (row, reason) => {
      if (reasons.length < firstReasons) reasons.push({ row, reason });
    },
  });
  if (isRefusal(found)) {
    discard(ground, id);
    return found;
  }
  const waiting: Waiting = {
    id,
    ...known,
    at: ground.clock.now().toISOString(),
    map: map.name,
    found,
    matters: matters.size,
    kind,
    first,
    reasons,
  };
  writeFileSync(noteOf(ground, id), JSON.stringify(waiting), { mode: 0o600, flag: 'wx' });
  return id;
}

/** A file that waits, for whoever brought it and nobody else. */
export function findWaiting(ground: Ground, id: string, by: string): Waiting | null {
  if (!isId(id)) return null;
  const waiting = jsonIn(noteOf(ground, id)) as Waiting | null;
  if (waiting?.by !== by) return null;
  return Date.parse(waiting.at) < ground.clock.now().getTime() - oneDayMs ? null : waiting;
}

/** Imports a file that was looked at. Whoever says yes twice imports it once. */
export async function importWaiting(ground: Ground, waiting: Waiting): Promise<ImportResult | Refusal> {
  const map = installedMaps(ground).find(({ name }) => name === waiting.map);
  if (!map) return refuse('map-gone', `The map ${waiting.map} is no longer here.`);
  try {
    renameSync(noteOf(ground, waiting.id), `${noteOf(ground, waiting.id)}.taken`);
  } catch {
    return refuse('taken', 'This file has been imported or set aside already.');
  }
  const done = await importFile(ground, orderOf(ground, waiting, map));
  if (isRefusal(done)) renameSync(`${noteOf(ground, waiting.id)}.taken`, noteOf(ground, waiting.id));
  else discard(ground, waiting.id);
  return done;
}

/** Takes a waiting file away with everything that was noted of it. */
export function discard(ground: Ground, id: string): void {
  const note = noteOf(ground, id);
  for (const path of [fileOf(ground, id), rejectedOf(ground, id), note, `${note}.taken`]) rmSync(path, { force: true });
}

/** Files that nobody said yes or no to for a day. */
export function discardOld(ground: Ground): number {
  const before = ground.clock.now().getTime() - oneDayMs;
  const old = namesIn(folderOf(ground)).filter((name) => {
    const stat = statSync(join(folderOf(ground), name), { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.mtimeMs < before;
  });
  for (const name of old) rmSync(join(folderOf(ground), name), { force: true });
  return old.length;
}
