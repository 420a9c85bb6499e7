/**
 * The gate in front of a person's record: whether this reader may open it now, and for what purpose. Looking oneself up
 * is refused as if nothing were there, and told to two people in different chains.
 */
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { findAssignment, findOverride } from '../../access/index.ts';
import { clusterOf, findSubject, tiesOf } from '../../people/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { listOpenDutiesAbout } from '../store.ts';
import { insertReachable } from './choose-second.ts';

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly purpose: string;
      readonly assignment: string | null;
      /** Through a wall, by an override: for reading only. */
      readonly isOverride?: boolean;
    }
  | { readonly kind: 'not-found'; readonly why: 'nobody' | 'self' | 'walled' }
  | { readonly kind: 'needs-reason' };

/** Raises the alert that somebody tried to open their own record: to the head of standards and to the overseer. */
export async function alertSelfLookUp(tx: Tx, person: string, how: string): Promise<void> {
  for (const role of ['head-of-standards', 'overseer']) {
    await insertReachable(tx, {
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

/** What an override lets through. One that is over, or that names another matter, is no different from none. */
async function throughWall(tx: Tx, cluster: readonly string[], entry: string | undefined): Promise<Admission> {
  const override = await findOverride(tx, cluster, entry);
  if (!override) return { kind: 'not-found', why: 'walled' };
  return {
    kind: 'admitted',
    purpose: `Override until ${override.valid_to}: ${override.reason}`,
    assignment: override.id,
    isOverride: true,
  };
}

/** Decides whether the viewer may open the person's record. Walls are today's. A duty about the person is a purpose. */
export async function admitReader(tx: Tx, viewer: Viewer, person: string, entry?: string): Promise<Admission> {
  const subject = await findSubject(tx, person);
  if (subject?.kind !== 'person') return { kind: 'not-found', why: 'nobody' };
  const cluster = await clusterOf(tx, person, tx.today);
  // A record held to be one's own may be tied to one besides: it is one's own first.
  if (cluster.includes(viewer.person)) return { kind: 'not-found', why: 'self' };
  const ties = await tiesOf(tx, viewer.person, tx.today);
  if (ties.some((each) => cluster.includes(each.counterpart))) return throughWall(tx, cluster, entry);
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
