/** A task about people, given only to somebody with no tie to any of them. The attempt is written down either way. */
import type { Tx } from '../../../platform/transaction.ts';
import { insertAssignment, insertRead } from '../../access/index.ts';
import { type Conflict, checkConflict } from '../../people/index.ts';

export interface AssignWithCheck {
  readonly person: string;
  /** What the task gives access to: a person's record or a matter. */
  readonly subject: string;
  readonly purpose: string;
  /** Everybody with a part in it: subjects, reporters, people affected, witnesses. */
  readonly parties: readonly string[];
  /** The day it is about: who was in whose line or team then counts as well. */
  readonly eventDay?: string;
  readonly validTo?: string | null;
}
export type Assigned =
  | { readonly kind: 'assigned'; readonly assignment: string }
  | { readonly kind: 'blocked'; readonly conflicts: readonly Conflict[]; readonly words: string };

/** Checks first; only then is access granted. A block is a value, so that the line about the attempt is committed with it. */
export async function assignWithCheck(tx: Tx, task: AssignWithCheck): Promise<Assigned> {
  const conflicts = await checkConflict(tx, task.person, [task.subject, ...task.parties], task.eventDay);
  if (conflicts.length > 0) {
    await insertRead(tx, {
      event: 'ASSIGNMENT_BLOCKED',
      subject: task.subject,
      purpose: task.purpose,
      outcome: 'refused',
      detail: { person: task.person, ties: conflicts.map((each) => each.why) },
    });
    const ties = [...new Set(conflicts.map((each) => each.why))].join(', ');
    return { kind: 'blocked', conflicts, words: `Not given: ${ties}. Choose somebody without a tie.` };
  }
  const assignment = await insertAssignment(tx, {
    person: task.person,
    subject: task.subject,
    purpose: task.purpose,
    validFrom: tx.today,
    validTo: task.validTo ?? null,
  });
  return { kind: 'assigned', assignment };
}
