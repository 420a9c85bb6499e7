/**
 * The gate in front of a person's record: whether this reader may open it now, and for what purpose. Looking oneself up
 * is refused as if nothing were there, and told to two people in different chains.
 */
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { findAssignment } from '../../access/index.ts';
import { clusterOf, findSubject, tiesOf } from '../../people/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { insertDuty, listOpenDutiesAbout } from '../store.ts';

export type Admission =
  | { readonly kind: 'admitted'; readonly purpose: string; readonly assignment: string | null }
  | { readonly kind: 'not-found'; readonly why: 'nobody' | 'self' | 'walled' }
  | { readonly kind: 'needs-reason' };

/** Raises the alert that somebody tried to open their own record: to the head of standards and to the overseer. */
export async function alertSelfLookUp(tx: Tx, person: string, how: string): Promise<void> {
  for (const role of ['head-of-standards', 'overseer']) {
    await insertDuty(tx, {
      kind: 'alert:self-look-up',
      title: `Somebody tried to look up their own record (${how}). Ask them why and record the answer.`,
      about: person,
      visibility: 'restricted',
      owedToRole: 'auditor',
      ladder: [{ role, from: tx.today, due: addDays(tx.today, 5) }],
      consequence: 'Left unanswered, it stands in the weekly digest of the overseer.',
      raisedOn: tx.today,
    });
  }
}

/** Decides whether the viewer may open the person's record. Walls are today's. A duty about the person is a purpose. */
export async function admitReader(tx: Tx, viewer: Viewer, person: string): Promise<Admission> {
  const subject = await findSubject(tx, person);
  if (subject?.kind !== 'person') return { kind: 'not-found', why: 'nobody' };
  const cluster = await clusterOf(tx, person, tx.today);
  const ties = await tiesOf(tx, viewer.person, tx.today);
  const tie = ties.find((each) => cluster.includes(each.counterpart));
  if (tie) return { kind: 'not-found', why: tie.why === 'self' ? 'self' : 'walled' };
  const task = await findAssignment(tx, viewer.person, cluster);
  if (task)
    return {
      kind: 'admitted',
      purpose: task.reason ? `${task.purpose}: ${task.reason}` : task.purpose,
      assignment: task.id,
    };
  const duties = await listOpenDutiesAbout(tx, cluster);
  const owed = duties.find((duty) => owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles));
  if (owed) return { kind: 'admitted', purpose: `Duty: ${owed.title}`, assignment: owed.id };
  return { kind: 'needs-reason' };
}
