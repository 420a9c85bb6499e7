/**
 * Somebody who was not yet identified is, by the tray of the record. The case learns it in the same commit: the wall around
 * them stands from then on, an owner who turns out to be tied loses the case, and the day to find out is answered.
 */
import type { Tx } from '../../../platform/transaction.ts';
import { insertMatterParties } from '../../access/index.ts';
import { checkConflict } from '../../people/index.ts';
import { placedNow } from '../../record/index.ts';
import { insertParty, openPlaceholders } from '../store.ts';
import { readCase } from './case-file.ts';
import { endTasks, giveTasks } from './case-tasks.ts';
import { oweReallocating, settle } from './owe-clocks.ts';

async function identify(tx: Tx, caseId: string, party: string, person: string): Promise<void> {
  const file = await readCase(tx, caseId);
  if (!file) return;
  await insertParty(tx, caseId, { role: 'subject', person, replaces: party });
  const turn = file.parties.filter((each) => each.role === 'subject').findIndex((each) => each.id === party) + 1;
  await settle(tx, file.owed, {
    code: 'identify-subject',
    turn,
    outcome: 'identified',
    reason: 'The officer was identified.',
  });
  const owner = file.ownership.isNamed ? file.ownership.person : null;
  const isTied = owner !== null && (await checkConflict(tx, owner, [person])).length > 0;
  if (owner && isTied) {
    await endTasks(tx, file);
    await oweReallocating(tx, { id: caseId, turn: file.rows.length, visibility: file.opened.visibility });
  } else if (owner) {
    const after = await readCase(tx, caseId);
    await endTasks(tx, file);
    if (after) await giveTasks(tx, after, owner);
  }
  await insertMatterParties(tx, caseId, [person]);
}

/** For every commit that touched somebody: main.ts puts it into `ground.beforeCommit`. */
export async function identifySubjects(tx: Tx): Promise<void> {
  if (tx.touched.size === 0) return;
  const placed = await placedNow(tx, [...tx.touched]);
  if (placed.length === 0) return;
  const byEntry = new Map(placed.map((each) => [each.entry, each.person]));
  const done = new Set<string>();
  for (const { case_id, party, entry } of await openPlaceholders(tx, [...byEntry.keys()])) {
    if (done.has(party)) continue;
    done.add(party);
    await identify(tx, case_id, party, byEntry.get(entry)!);
  }
}
