/**
 * The same question asked once more for each covert list that holds something about the person, with that list's
 * entries. Only what they alone make different is written, under the list; the ordinary world does not move.
 */

import { dayToIso } from '../../../engines/history.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { tiesOf } from '../../people/index.ts';
import { covertListsAbout, historyForFinders } from '../../record/index.ts';
import { saysTheSame } from '../rules/what-changed.ts';
import { covertReadersOf } from '../store.ts';
import { detect, settleAll, standingFor } from './find-signals.ts';
import type { Cluster, Found, Run } from './settle.ts';

/** Writes what changed for each list. Runs after everything ordinary in the commit. */
export async function raiseCovert(tx: Tx, cluster: Cluster, run: Run): Promise<void> {
  const lists = [...(await covertListsAbout(tx, cluster.members))].sort();
  if (lists.length === 0) return;
  const wanted = { subject: cluster.root, asAt: tx.today };
  const ordinary = detect(await historyForFinders(tx, wanted), run.baselines);
  const tied = new Set((await tiesOf(tx, cluster.root, tx.today)).map((tie) => tie.counterpart));
  for (const list of lists) {
    const history = await historyForFinders(tx, wanted, list);
    const covert = new Set(history.entries.filter((entry) => entry.visibility === 'covert').map((entry) => entry.id));
    const found = new Map<string, Found>();
    for (const [key, one] of detect(history, run.baselines))
      if (isCovertOnly(one, ordinary.get(key), covert)) found.set(key, one);
    const readers = (await covertReadersOf(tx, list)).filter((person) => !tied.has(person));
    await settleAll(tx, { run, cluster, history, list, readers }, found, await standingFor(tx, cluster, list));
  }
}

/** It cites an entry of the list, or would say something else without the list. */
function isCovertOnly(one: Found, ordinary: Found | undefined, covert: ReadonlySet<string>): boolean {
  if (ordinary === undefined || one.detection.cites.some((id) => covert.has(id))) return true;
  const { detection } = ordinary;
  return !saysTheSame(one.detection, { ...detection, since: dayToIso(detection.since), set_aside: detection.setAside });
}
