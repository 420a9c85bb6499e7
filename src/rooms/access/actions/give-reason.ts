/** Break glass: somebody with the permission but no task says why they need a record. It is recorded and reviewed. */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { insertAssignment } from '../store.ts';

/** Days for which a typed reason lets its writer read. */
export const reasonStandsForDays = 7;

/** Records the reason as the writer's own assignment. Refuses an empty one. */
export async function giveReason(tx: Tx, subject: string, reason: string): Promise<string> {
  if (!tx.act.actor) throw new Refused(refuse('sign-in', 'Sign in first.'));
  if (reason.trim().length < 15)
    throw new Refused(
      refuse(
        'reason-needed',
        'Say in a sentence why you need this record. It will be read by somebody outside your unit.',
      ),
    );
  return insertAssignment(tx, {
    person: tx.act.actor,
    subject,
    purpose: 'Reason given by the reader',
    reason: reason.trim(),
    validFrom: tx.today,
    validTo: addDays(tx.today, reasonStandsForDays),
  });
}
