/** Who among the parties somebody is tied to, and how that is known: asked before a task is given. */
import type { Tx } from '../../../platform/transaction.ts';
import { lineAndTeamOn } from '../store/careers.ts';
import { clusterOf, tiesOf } from '../store.ts';

export interface Conflict {
  readonly party: string;
  /** `declared tie`, `found tie`, `shared team`, `line of command`, `self`, `team on the day`, `line on the day`. */
  readonly why: string;
}

/**
 * Every tie between the person and the parties, as it stands today; with `eventDay` also whose line or team they were in
 * on that day, however long ago. Records that are one person are taken as one.
 */
export async function checkConflict(
  tx: Tx,
  person: string,
  parties: readonly string[],
  eventDay?: string,
): Promise<Conflict[]> {
  const ties = new Map((await tiesOf(tx, person, tx.today)).map((tie) => [tie.counterpart, tie.why]));
  if (eventDay) {
    for (const near of await lineAndTeamOn(tx, person, eventDay))
      if (!ties.has(near.person))
        ties.set(near.person, near.relation === 'team' ? 'team on the day' : 'line on the day');
  }
  const found: Conflict[] = [];
  for (const party of new Set(parties)) {
    const cluster = await clusterOf(tx, party, tx.today);
    const why = cluster.map((id) => ties.get(id)).find((each) => each !== undefined);
    if (why) found.push({ party, why });
  }
  return found;
}
