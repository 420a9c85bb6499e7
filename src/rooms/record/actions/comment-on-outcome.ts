/** What the person an outcome is about says of it. */
import type { EntryId } from '../../../platform/ids.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { ownOutcomes } from '../store/outcomes.ts';
import { post } from './post.ts';

/** The person an outcome is about says something about it. It stands beside it and changes no finding (REC-06.6, P-09). */
export async function commentOnOutcome(tx: Tx, outcome: string, words: string): Promise<EntryId> {
  const said = words.trim();
  if (said.length < 10 || said.length > 4000)
    throw new Refused(refuse('field:comment', said.length < 10 ? 'Say it in a sentence' : 'Keep it to 4,000 letters'));
  const own = (await ownOutcomes(tx)).find((each) => each.id === outcome);
  const actor = tx.act.actor;
  if (!own || !actor) throw new Refused(refuse('no-such-outcome', 'There is no such outcome.'));
  return post(tx, {
    kind: 'step',
    source: 'conduct-system',
    type: 'consultation',
    step: 'answer',
    knownOn: tx.today,
    basis: 'account',
    visibility: own.visibility,
    parties: [{ role: 'subject', subject: actor }],
    actsOn: [own.id],
    unit: own.unit,
    evidence: { comment: true },
    summary: said,
  });
}
