/** What the detectors say of one history, against what was last said: the same for the commit, the sweep and a covert list. */
import type { History } from '../../../engines/history.ts';
import type { Baselines, Detection } from '../../../engines/signals.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { detectors } from '../detectors/all.ts';
import { type FiringRow, firingsForFinders } from '../store.ts';
import { type Cluster, type Found, settle, type World } from './settle.ts';

export type Changes = { new: number; renewed: number; stands: number; gone: number };

/** What every detector says of one history, by rule. */
export function detect(history: History, baselines: Baselines): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const detector of detectors) {
    const detection = detector.detect(history, baselines);
    if (detection) found.set(keyOf(detection), { detection, detector });
  }
  return found;
}

/** A detector keeps its name over its versions: `signal:repeat/repeat`. */
export const keyOf = (said: Pick<Detection, 'code' | 'rule'>): string => `${said.code}/${said.rule.split('@')[0]}`;

/** What stands about a cluster, by rule: under the id it is shown under now, and left over from ids since joined to it. */
export interface Standing {
  readonly own: ReadonlyMap<string, FiringRow>;
  readonly leftOver: readonly FiringRow[];
}

/** What was last said about the cluster in a world: the ordinary one, or that of one covert list. */
export async function standingFor(tx: Tx, cluster: Cluster, list: string | null): Promise<Standing> {
  const rows = await firingsForFinders(tx, cluster.members, list);
  const own = rows.filter((row) => row.subject === cluster.root);
  return {
    own: new Map(own.map((row) => [keyOf(row), row])),
    leftOver: rows.filter((row) => row.subject !== cluster.root && row.diff !== 'gone'),
  };
}

/** Settles every rule that says something now or said something before. */
export async function settleAll(
  tx: Tx,
  world: World,
  found: ReadonlyMap<string, Found>,
  standing: Standing,
): Promise<Changes> {
  const changes: Changes = { new: 0, renewed: 0, stands: 0, gone: 0 };
  for (const row of standing.leftOver) {
    await settle(tx, world, null, row);
    changes.gone += 1;
  }
  for (const key of [...new Set([...found.keys(), ...standing.own.keys()])].sort()) {
    const change = await settle(tx, world, found.get(key) ?? null, standing.own.get(key) ?? null);
    if (change !== 'nothing') changes[change] += 1;
  }
  return changes;
}
