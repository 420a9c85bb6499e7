/** The one history, live and in bulk. Detectors, gates, the timeline, scenarios and evaluation take only this. */
import { foldHistory, type StoredEntry } from '../../../engines/fold.ts';
import { type History, isoToDay } from '../../../engines/history.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { clusterOf, clusterRoots } from '../../people/index.ts';
import { streamStored } from '../store/stream.ts';
import { entriesFor, entriesForFinders, placedParties, type RawEntry, storedEntry } from '../store.ts';

export interface HistoryRequest {
  readonly subject: string;
  /** As known on this day, `YYYY-MM-DD`. */
  readonly asAt: string;
  /** As recorded at this instant (ISO): only what this system had written by then. */
  readonly recordedBy?: string;
}

export interface FoundHistory {
  readonly history: History;
  /** Rows behind it, amendments among them, by id: for pages that show words. */
  readonly rows: ReadonlyMap<string, RawEntry>;
  readonly cluster: readonly string[];
}

async function fold(
  tx: Tx,
  wanted: HistoryRequest,
  cluster: readonly string[],
  rows: readonly RawEntry[],
): Promise<FoundHistory> {
  const placed = await placedParties(tx, cluster, wanted.asAt);
  const stored: StoredEntry[] = [];
  for (const row of rows) {
    if (row.kind === 'signal') continue;
    const entry = storedEntry(row);
    const more = placed.get(row.id);
    stored.push(more ? { ...entry, parties: [...entry.parties, ...more] } : entry);
  }
  const when = {
    asAt: isoToDay(wanted.asAt),
    ...(wanted.recordedBy ? { recordedBy: Date.parse(wanted.recordedBy) } : {}),
  };
  const history = foldHistory(wanted.subject, stored, new Set(cluster), when);
  return { history, rows: new Map(rows.map((row) => [row.id, row])), cluster };
}

/** What the reader of this transaction may see of one subject. Walls and classes are applied by the database. */
export async function historyOf(tx: Tx, wanted: HistoryRequest): Promise<FoundHistory> {
  const cluster = await clusterOf(tx, wanted.subject, wanted.asAt);
  return fold(tx, wanted, cluster, await entriesFor(tx, cluster, wanted.recordedBy));
}

/** What finders weigh of one subject, whoever is at the keyboard: nothing covert unless that list is named. */
export async function historyForFinders(
  tx: Tx,
  wanted: HistoryRequest,
  covertList: string | null = null,
): Promise<History> {
  const cluster = await clusterOf(tx, wanted.subject, wanted.asAt);
  return (await fold(tx, wanted, cluster, await entriesForFinders(tx, cluster, covertList))).history;
}

/** Every subject's history as known on the day, one after another, without covert entries: the same as historyForFinders. */
export async function* streamHistories(tx: Tx, asAt: string): AsyncGenerator<History> {
  const day = isoToDay(asAt);
  const roots = await clusterRoots(tx, asAt);
  const members = new Map<string, Set<string>>();
  for (const [person, root] of roots) members.set(root, (members.get(root) ?? new Set([root])).add(person));
  for await (const { subject, stored } of streamStored(tx, asAt, roots)) {
    yield foldHistory(subject, stored, members.get(subject) ?? new Set([subject]), { asAt: day });
  }
}
