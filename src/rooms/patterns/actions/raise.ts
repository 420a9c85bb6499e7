/**
 * Raises signals in the commit that gave rise to them: the whole history of everyone touched is read again, and what
 * the detectors now say is compared with what stands. Only a difference is written.
 *
 * A signal is a question to a named human. Nothing here changes what anyone may do (P-27).
 */
import { lock, type Tx } from '../../../platform/transaction.ts';
import { isOverlay } from '../../concerns/index.ts';
import { clusterOf, clusterRoots } from '../../people/index.ts';
import { historyForFinders } from '../../record/index.ts';
import { baselinesBefore } from '../store.ts';
import { type Changes, detect, settleAll, standingFor } from './find-signals.ts';
import { raiseCovert } from './raise-covert.ts';
import type { Cluster, Run } from './settle.ts';

/**
 * The hook of every commit that added to somebody's record. main.ts puts it into `ground.beforeCommit`. The ordinary
 * run comes first and is complete before anything covert is read, so that it cannot depend on it. In overlay it does not
 * run: the record only reads, and what it would ask is counted by the nightly shadow sweep.
 */
export async function raiseSignals(tx: Tx): Promise<void> {
  if (await isOverlay(tx)) return;
  const finder = asFinder(tx);
  const clusters = await lockClusters(finder, [...tx.touched].sort());
  const run: Run = { mode: 'live', sweep: null, baselines: await baselinesBefore(finder, tx.today) };
  for (const cluster of clusters) await raiseFor(finder, cluster, run);
  for (const cluster of clusters) await raiseCovert(finder, cluster, run);
  tx.ordinal = finder.ordinal;
}

/**
 * The finder is a clerk, whoever is at the keyboard: a signal that bore the name of whoever posted the entry behind it
 * would tell who reported (P-02).
 */
export const asFinder = (tx: Tx): Tx => ({ ...tx, act: { actor: null, face: 'clerk' } });

async function clustersOf(tx: Tx, ids: readonly string[]): Promise<string[][]> {
  const found: string[][] = [];
  for (const id of ids) found.push(await clusterOf(tx, id, tx.today));
  return found;
}

/** Locks the subjects with everyone they are the same person as, in sorted order, and gives each person once. */
export async function lockClusters(tx: Tx, ids: readonly string[]): Promise<Cluster[]> {
  const before = await clustersOf(tx, ids);
  for (const id of [...new Set(before.flat())].sort()) await lock(tx, 'subject', id);
  // Read again under the locks: a merge may have been committed while this waited for them.
  const clusters = await clustersOf(tx, ids);
  const isJoined = clusters.some((members) => members.length > 1);
  const roots = isJoined ? await clusterRoots(tx, tx.today) : new Map<string, string>();
  const found = new Map<string, Cluster>();
  ids.forEach((id, index) => {
    const root = roots.get(id) ?? id;
    found.set(root, { root, members: clusters[index]! });
  });
  return [...found.values()].sort((a, b) => (a.root < b.root ? -1 : 1));
}

/** Reads one person again and writes what changed. Their cluster must be locked. Gives how many of each. */
export async function raiseFor(tx: Tx, cluster: Cluster, run: Run): Promise<Changes> {
  const history = await historyForFinders(tx, { subject: cluster.root, asAt: tx.today });
  const found = detect(history, run.baselines);
  const standing = await standingFor(tx, cluster, null);
  return settleAll(tx, { run, cluster, history, list: null, readers: [] }, found, standing);
}
