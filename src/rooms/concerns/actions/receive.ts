/** The door: how a concern of any kind comes to be on the record. It decides nothing about what it takes in. */
import type { EntryId } from '../../../platform/ids.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { tiesOf } from '../../people/index.ts';
import { type NewEntry, post } from '../../record/index.ts';

/** Something told by a source: a matter, or a step in one. Amendments and signals have doors of their own. */
export type Concern = Omit<NewEntry, 'kind' | 'batch' | 'covertList'> & { readonly kind: 'matter' | 'step' };

/** Evidence, and a second person who is neither in it nor tied to anybody who is. */
async function needProofOfElimination(tx: Tx, concern: Concern): Promise<void> {
  const second = concern.secondPerson;
  if (!concern.evidence || !second || second === tx.act.actor) {
    throw new Refused(
      refuse(
        'second-person-needed',
        'It arrives as shown to be somebody else or not to have happened. Attach the evidence and a second person who agrees.',
        'P-09',
      ),
    );
  }
  const ties = await tiesOf(tx, second, tx.today);
  const near = new Set([second, ...ties.map((tie) => tie.counterpart)]);
  if (concern.parties.some((party) => near.has(party.subject))) {
    throw new Refused(
      refuse(
        'second-person-tied',
        'The second person must stand outside the line and circle of everyone in it.',
        'P-21',
      ),
    );
  }
}

/** Takes in a concern. Everybody in it is looked at again in the same commit. */
export async function receive(tx: Tx, concern: Concern): Promise<EntryId> {
  if (concern.kind !== 'matter' && concern.kind !== 'step') {
    throw new Refused(refuse('not-a-concern', 'Only what a source tells comes in by this door.'));
  }
  if (concern.visibility === 'covert') {
    throw new Refused(refuse('not-by-this-door', 'This kind of concern is not taken in here.'));
  }
  if (concern.finding === 'eliminated') await needProofOfElimination(tx, concern);
  return post(tx, concern);
}
