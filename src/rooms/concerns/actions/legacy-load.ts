/**
 * Reads one night of a present case-management system: the whole export or what changed since the night before. One
 * transaction: a night is taken whole, with its reconciliation, or refused whole with the reason kept.
 *
 * Nobody is flagged by it. What the source holds is read; what the record asks of people is decided by the mode.
 */

import { type Compared, compareNight, type Facts, type HeldRow } from '../../../engines/legacy/compare-night.ts';
import type { LegacyMap } from '../../../engines/legacy/legacy-map.ts';
import type { RowKind } from '../../../engines/legacy/manifest.ts';
import { clockAgain, documentAgain, postAgain, type RecordRow } from '../../../engines/legacy/read-export.ts';
import { doubtsAbout, type NightCounts } from '../../../engines/legacy/weigh-night.ts';
import { cloakWith } from '../../../engines/mapping/cloak.ts';
import { stopwatch } from '../../../platform/clock.ts';
import { keyedIds } from '../../../platform/keyed-ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, lock, mustTransact, type Tx } from '../../../platform/transaction.ts';
import { roles } from '../../access/index.ts';
import { hasEntries, insertSourceRead } from '../../record/index.ts';
import { insertMode, type Mode, modeOn } from '../store/modes.ts';
import {
  currentRows,
  insertDifferences,
  insertNight,
  insertSourceRows,
  lastNight,
  listDifferences,
  type NightCount,
  type SourceRow,
} from '../store.ts';
import { ImportReferences } from './import-references.ts';
import { AllegationsKeeper } from './legacy-allegations.ts';
import { clocksKeeper, documentsKeeper } from './legacy-clocks.ts';
import {
  digestOfNight,
  type NightExport,
  type ReadRows,
  readLegacyMap,
  readManifest,
  readNight,
} from './legacy-export.ts';
import { type Keeper, keepChanges, type NightContext } from './legacy-keeper.ts';
import { peopleKeeper, postsKeeper } from './legacy-people.ts';
import { reconcileNight, unaccounted } from './legacy-reconcile.ts';
import { totalsApart } from './legacy-status.ts';
import { readCloak } from './open-import.ts';

export interface LegacyOrder {
  readonly folder: string;
  readonly map: string;
  /** Path of a list of protected identities, as for an import. */
  readonly cloak?: string;
  /** Why a night past the limits is to be taken all the same. */
  readonly accept?: string;
}

export interface NightTaken {
  readonly system: string;
  readonly night: string;
  readonly kind: 'whole' | 'delta';
  readonly mode: Mode;
  /** The same export was taken before: nothing was done. */
  readonly alreadyTaken: boolean;
  /** Rows that were new, changed, re-keyed, gone or back. 0 where the same night is read again. */
  readonly added: number;
  readonly counts: Readonly<Partial<Record<RowKind, NightCount>>>;
  /** Totals of the source that the record does not meet. */
  readonly totalsApart: number;
  /** Rows by which the record differs from the source, each with its reason on the page of the night. */
  readonly differences: number;
  readonly explained: boolean;
  readonly seconds: number;
  readonly page: string | null;
}

const operator = { actor: null, face: 'command' } as const;

/** Why this night may not be read now. */
async function whyNotNow(tx: Tx, read: NightExport): Promise<Refusal | null> {
  const { manifest, map } = read;
  if (manifest.system !== map.system)
    return refuse('other-system', `The export is of "${manifest.system}", and the map is of "${map.system}".`);
  if (manifest.night > tx.today)
    return refuse('night-to-come', `The export says it is of ${manifest.night}, which is still to come.`);
  const last = await lastNight(tx, map.system, 'taken');
  if (last && manifest.night < last.night)
    return refuse(
      'out-of-order',
      `The night of ${last.night} has been taken: one before it, ${manifest.night}, comes too late.`,
    );
  if (manifest.kind === 'whole') return null;
  if (!last)
    return refuse('whole-first', 'The first night of a system is a whole export: a delta has nothing to follow.');
  if (manifest.follows !== last.night && manifest.night !== last.night)
    return refuse(
      'night-missing',
      `This delta follows the night of ${manifest.follows ?? '(not said)'}, and the last one taken is ${last.night}. Send the nights between, or a whole export.`,
    );
  return null;
}

/** The mode in which the night is read. The first one read into an empty record begins in overlay, which flags nobody. */
async function modeToRead(tx: Tx, map: LegacyMap): Promise<Mode | Refusal> {
  const mode = await modeOn(tx, tx.today);
  if (mode === 'overlay' || mode === 'parallel') return mode;
  if (mode === null && !(await hasEntries(tx))) {
    const reason = `The first night of ${map.name} was read into an empty record.`;
    await insertMode(tx, { mode: 'overlay', validFrom: tx.today, reason, proposal: null, signedBy: null });
    return 'overlay';
  }
  return refuse(
    'primary',
    'The record here is the first record: no other system is read over it. A chief officer sets parallel or overlay first (the page Present systems).',
  );
}

type Held = ReadonlyMap<string, HeldRow>;
const kinds = ['people', 'posts', 'allegations', 'documents', 'clocks'] as const;

function heldByKind(rows: readonly SourceRow[]): Record<RowKind, Map<string, SourceRow>> {
  const held = Object.fromEntries(kinds.map((kind) => [kind, new Map()])) as Record<RowKind, Map<string, SourceRow>>;
  for (const row of rows) held[row.kind].set(row.ref, row);
  return held;
}

const compare = <R>(held: Held, read: ReadRows<R>, night: NightExport, kind: RowKind): Compared<RecordRow<R>> =>
  compareNight<RecordRow<R>>(held, {
    // A delta leaves out files without a change; a whole export that has no such file never had any.
    isWhole: night.manifest.kind === 'whole',
    rows: read.rows,
    rejected: read.rejected,
    deleted: night.deleted.get(kind) ?? [],
  });

/** In a delta, rows that were refused for want of another row are tried again beside those that came. */
function withWaiting<R>(
  read: ReadRows<R>,
  held: ReadonlyMap<string, SourceRow>,
  again: (facts: Facts) => R,
  deleted: readonly string[] = [],
): ReadRows<R> {
  const came = new Set([...read.adds.keys(), ...deleted]);
  const waiting = [...held.values()].filter((row) => row.state === 'rejected' && row.waiting && !came.has(row.ref));
  if (waiting.length === 0) return read;
  const rows = waiting.map(({ ref, waiting: facts }) => ({
    ref,
    previousRef: null,
    facts: facts!,
    record: again(facts!),
  }));
  const adds = new Map([...read.adds, ...waiting.map((row) => [row.ref, row.adds ?? {}] as const)]);
  return { ...read, rows: [...read.rows, ...rows], adds };
}

function withAllWaiting(night: NightExport, held: Record<RowKind, Map<string, SourceRow>>): NightExport {
  if (night.manifest.kind === 'whole') return night;
  return {
    ...night,
    posts: withWaiting(night.posts, held.posts, postAgain, night.deleted.get('posts')),
    documents: withWaiting(night.documents, held.documents, documentAgain, night.deleted.get('documents')),
    clocks: withWaiting(night.clocks, held.clocks, clockAgain, night.deleted.get('clocks')),
  };
}

type AllCompared = { readonly [Kind in RowKind]: Compared<RecordRow<never>> };

function weigh(compared: AllCompared, held: Record<RowKind, Held>, map: LegacyMap): string[] {
  const counts: NightCounts[] = kinds.map((kind) => {
    const of = (change: string) => compared[kind].changes.filter((each) => each.change === change).length;
    const before = [...held[kind].values()].filter((row) => row.state === 'held' || row.state === 'rejected').length;
    return { rows: kind, before, gone: of('gone'), changed: of('changed') + of('rejected') };
  });
  return doubtsAbout(counts, map.limits);
}

const later = (
  rows: readonly {
    readonly kind: RowKind;
    readonly ref: string;
    readonly state: string;
    readonly target: string | null;
  }[],
) => new Map(rows.filter((row) => row.state === 'held').map((row) => [row.ref, row.target]));

/** Where an allegation was stated anew, its documents and clocks go with the new statement, changed themselves or not. */
function following<R>(
  compared: Compared<RecordRow<never>>,
  held: ReadonlyMap<string, SourceRow>,
  entryOf: (ref: string) => string | null,
  again: (facts: Facts) => R,
): Compared<RecordRow<never>> {
  const touched = new Set(compared.changes.map((change) => change.ref));
  const moved = [...held.values()].filter((row) => {
    const entry = row.facts && entryOf(String(row.facts.allegation));
    return row.state === 'held' && !touched.has(row.ref) && entry !== null && entry !== row.entry;
  });
  const changes = moved.map((row) => ({
    change: 'changed' as const,
    ref: row.ref,
    row: { ref: row.ref, previousRef: null, facts: row.facts!, record: again(row.facts!) as never },
    held: row,
    fields: ['statement'],
  }));
  return {
    ...compared,
    changes: [...compared.changes, ...changes],
    unchanged: Math.max(0, compared.unchanged - changes.length),
  };
}

async function takeNight(
  context: NightContext,
  read: NightExport,
  of: {
    readonly id: string;
    readonly held: Record<RowKind, Map<string, SourceRow>>;
    readonly compared: Record<RowKind, Compared<RecordRow<never>>>;
  },
) {
  const { tx, map } = context;
  const counts: Partial<Record<RowKind, NightCount>> = {};
  let from = 0;
  const run = async <R>(kind: RowKind, keeper: Keeper<R>) => {
    const kept = await keepChanges(keeper, {
      kind,
      compared: of.compared[kind] as Compared<RecordRow<unknown>> as Compared<RecordRow<R>>,
      adds: read[kind].adds,
      rowCount: read[kind].count,
      entryOf: (held) => of.held[kind].get(held.ref)?.entry ?? null,
    });
    await insertSourceRows(tx, { night: of.id, system: map.system, from }, kept.rows);
    from += kept.rows.length;
    counts[kind] = kept.count;
    return kept.rows;
  };
  await run('people', peopleKeeper(context));
  await run('posts', postsKeeper(context));
  const changed = later(await run('allegations', new AllegationsKeeper(context)));
  const entryOf = (ref: string): string | null => changed.get(ref) ?? of.held.allegations.get(ref)?.target ?? null;
  of.compared.documents = following(of.compared.documents, of.held.documents, entryOf, documentAgain);
  of.compared.clocks = following(of.compared.clocks, of.held.clocks, entryOf, clockAgain);
  await run('documents', documentsKeeper(entryOf));
  await run('clocks', clocksKeeper(context, entryOf));
  return counts;
}

const sum = (counts: Partial<Record<RowKind, NightCount>>, of: (count: NightCount) => number): number =>
  Object.values(counts).reduce((total, count) => total + of(count), 0);

async function readInto(tx: Tx, ground: Ground, came: NightExport, accept: string | undefined) {
  const { map, manifest, digest } = came;
  await lock(tx, 'import', 'identities');
  const no = await whyNotNow(tx, came);
  if (no) return no;
  const mode = await modeToRead(tx, map);
  if (isRefusal(mode)) return mode;
  const held = heldByKind(await currentRows(tx, map.system));
  const night = withAllWaiting(came, held);
  const compared = Object.fromEntries(
    kinds.map((kind) => [kind, compare(held[kind], night[kind] as ReadRows<never>, night, kind)]),
  ) as Record<RowKind, Compared<RecordRow<never>>>;
  const doubts = weigh(compared, held, map);
  if (doubts.length > 0 && accept === undefined)
    return refuse(
      'not-believed',
      `The night of ${manifest.night} is not believed: ${doubts.join('; ')}. Nothing was read. Ask for the export again; if it is right, say why with --accept.`,
    );
  const context: NightContext = {
    tx,
    map,
    night: manifest.night,
    references: new ImportReferences(tx, map.system, map.system),
    keyed: keyedIds(ground.server.place),
  };
  const id = tx.ids.next();
  const counts = await takeNight(context, night, { id, held, compared });
  const { totals, differences, isExplained } = await reconcileNight(context, manifest);
  await insertNight(tx, {
    id,
    system: map.system,
    night: manifest.night,
    kind: manifest.kind,
    outcome: 'taken',
    words: null,
    overridden: doubts.length > 0 ? `${accept} (${doubts.join('; ')})` : null,
    mode,
    exportDigest: digest,
    counts,
    totals,
  });
  await insertDifferences(tx, id, differences);
  await noteReadings(tx, night);
  return { counts, totals, differences, isExplained, mode, id };
}

/** Up to which day each source in the export has been read: for the panel beside every history. */
async function noteReadings(tx: Tx, night: NightExport): Promise<void> {
  const rows = new Map<string, number>();
  for (const { record } of night.allegations.rows) rows.set(record.source, (rows.get(record.source) ?? 0) + 1);
  for (const [source, count] of rows)
    await insertSourceRead(tx, {
      source,
      connected: true,
      readUntil: night.manifest.night,
      rows: count,
      note: `${night.map.name}, night of ${night.manifest.night}`,
    });
}

/** Keeps that an export came and was refused, once. What cannot even be told from another export is not kept. */
async function keepRefusal(ground: Ground, order: LegacyOrder, map: LegacyMap, refusal: Refusal): Promise<void> {
  const manifest = readManifest(order.folder);
  await mustTransact(ground, 'clerks', operator, async (tx) => {
    const night = isRefusal(manifest) || manifest.night > tx.today ? tx.today : manifest.night;
    const last = await lastNight(tx, map.system, 'refused');
    if (last && last.night === night && last.words === refusal.words) return;
    await insertNight(tx, {
      id: tx.ids.next(),
      system: map.system,
      night,
      kind: isRefusal(manifest) ? 'whole' : manifest.kind,
      outcome: 'refused',
      words: refusal.words,
      overridden: null,
      mode: await modeOn(tx, tx.today),
      exportDigest: '',
      counts: {},
      totals: [],
    });
  });
}

/** What is said of the last night taken, if it was this export. */
async function takenBefore(tx: Tx, system: string, digest: string): Promise<Omit<NightTaken, 'seconds'> | null> {
  const night = await lastNight(tx, system, 'taken');
  if (night?.export_digest !== digest) return null;
  const differences = await listDifferences(tx, night.id);
  return {
    system,
    night: night.night,
    kind: night.kind,
    mode: (night.mode ?? 'overlay') as Mode,
    alreadyTaken: true,
    added: 0,
    counts: night.counts,
    totalsApart: totalsApart(night),
    differences: differences.length,
    explained: differences.every((each) => each.reason !== unaccounted),
    page: `/systems/${night.id}`,
  };
}

/** Reads one night. A refusal is kept too, so that a night without an export is seen. */
export async function loadNight(ground: Ground, order: LegacyOrder): Promise<NightTaken | Refusal> {
  const clock = stopwatch();
  const map = readLegacyMap(order.map);
  if (isRefusal(map)) return map;
  const role = map.clocks?.ownerRole;
  if (role !== undefined && !(role in roles))
    return refuse(
      'map-refused',
      `The map names the role "${role}", which is not one of ${Object.keys(roles).join(', ')}.`,
    );
  if (order.accept !== undefined && order.accept.trim().length < 15)
    return refuse('reason-needed', 'Say in a sentence why the night is right as it is (--accept).');
  const refused = async (refusal: Refusal): Promise<Refusal> => {
    await keepRefusal(ground, order, map, refusal);
    return refusal;
  };
  const manifest = readManifest(order.folder);
  if (isRefusal(manifest)) return refused(manifest);
  const cloaked = [map.people, map.allegations, map.posts].find((section) => section?.map.cloak === 'everyone');
  const protect = await readCloak(ground.server.place, order.cloak, (cloaked ?? map.people).map);
  if (isRefusal(protect)) return protect;
  const cloak = protect && cloakWith({ ...protect, everyone: cloaked !== undefined });
  // The same bytes through the same map: nothing needs to be read to know that nothing is new.
  const digest = digestOfNight(order.folder, map, manifest);
  const before = await mustTransact(ground, 'clerks', operator, (tx) => takenBefore(tx, map.system, digest));
  if (before) return { ...before, seconds: clock() };
  const night = await readNight(order.folder, map, manifest, cloak);
  if (isRefusal(night)) return refused(night);
  const result = await inTransaction(ground, 'clerks', operator, (tx) =>
    readInto(tx, ground, night, order.accept?.trim()),
  );
  if (isRefusal(result)) return refused(result);
  const { counts, totals, differences, isExplained, mode, id } = result;
  return {
    system: map.system,
    night: manifest.night,
    kind: manifest.kind,
    mode,
    alreadyTaken: false,
    added: sum(counts, (each) => each.new + each.changed + each.moved + each.gone + each.back),
    counts,
    totalsApart: totalsApart({ totals }),
    differences: differences.length,
    explained: isExplained,
    seconds: clock(),
    page: `/systems/${id}`,
  };
}
