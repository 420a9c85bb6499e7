/** The second person decides. Only their agreement makes it stand; both names are kept. */
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { checkConflict } from '../../people/index.ts';
import { findEntry, freezePage, placeItem, type RawEntry, recordFinding } from '../../record/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { isReplaced } from '../store/outside.ts';
import { type DutyRow, findDuty, insertAnswer, listAnswers } from '../store.ts';
import { secondPersonKind } from './choose-second.ts';
import { type Proposal, peopleIn } from './propose.ts';

export interface OpenProposal {
  readonly duty: DutyRow;
  /** The proposal as it was put, and the entry that it is about. */
  readonly put: RawEntry;
  readonly of: RawEntry;
  readonly proposal: Proposal;
  readonly isAnswered: boolean;
}

/** The proposal behind a duty for whoever owes or put it; null for everybody else. */
export async function openProposal(tx: Tx, viewer: Viewer, id: string): Promise<OpenProposal | null> {
  const duty = await findDuty(tx, id);
  if (duty?.kind !== secondPersonKind || !duty.entry) return null;
  if (!owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles) && duty.owed_to_person !== viewer.person)
    return null;
  const put = await findEntry(tx, duty.entry);
  const of = put?.acts_on?.[0] ? await findEntry(tx, put.acts_on[0]) : null;
  if (!put || !of) return null;
  const isAnswered = (await listAnswers(tx, [id])).length > 0 || (await isReplaced(tx, id));
  return { duty, put, of, proposal: put.evidence as unknown as Proposal, isAnswered };
}

export interface AnswerProposal {
  readonly duty: string;
  readonly agrees: boolean;
  readonly reason: string;
}

/** Answers with reasons. The answering person must owe it, be untied to everyone in it and not be who put it. */
export async function answerProposal(tx: Tx, viewer: Viewer, given: AnswerProposal): Promise<'done' | Refusal> {
  if (given.reason.trim().length < 15)
    throw new Refused(refuse('field:reason', 'Say in a sentence what you read and why you decide so'));
  const open = await openProposal(tx, viewer, given.duty);
  if (!open) return refuse('no-such-proposal', 'There is no such proposal.');
  if (open.isAnswered) return refuse('field:answer', 'This has been answered already');
  const { duty, put, of } = open;
  const proposer = put.posted_by;
  if (!proposer || proposer === viewer.person)
    throw new Refused(refuse('field:answer', 'Whoever put it forward cannot be the one who agrees', 'P-20'));
  if (!owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles))
    return refuse('no-such-proposal', 'There is no such proposal.');
  if (
    (await checkConflict(tx, viewer.person, [...peopleIn(of), proposer, ...(duty.about ? [duty.about] : [])])).length >
    0
  )
    throw new Refused(
      refuse('field:answer', 'You are tied to somebody in it. Somebody without a tie has to answer', 'P-21'),
    );
  const isClose = of.visibility === 'sealed' || of.visibility === 'covert';
  const snapshot =
    isClose || !duty.about
      ? null
      : await freezePage(tx, { subject: duty.about, viewer, purpose: 'Answering what a colleague put forward' });
  await insertAnswer(tx, {
    duty: duty.id,
    outcome: given.agrees ? 'agreed' : 'disagreed',
    reason: given.reason.trim(),
    snapshot,
    covertList: duty.covert_list,
  });
  if (!given.agrees) return 'done';
  const done = await carryOut(tx, open, { proposer, snapshot, reason: given.reason.trim() });
  return isRefusal(done) ? done : 'done';
}

interface Agreed {
  readonly proposer: string;
  readonly snapshot: string | null;
  readonly reason: string;
}

const carryOut = (tx: Tx, { put, of, proposal }: OpenProposal, agreed: Agreed): Promise<string | Refusal> =>
  proposal.proposes === 'eliminated'
    ? recordFinding(tx, {
        entry: of.id,
        finding: 'eliminated',
        knownOn: tx.today,
        reason: `${put.summary ?? ''} Agreed: ${agreed.reason}`.trim(),
        evidence: proposal.shown,
        secondPerson: agreed.proposer,
        proposedBy: agreed.proposer,
        snapshot: agreed.snapshot,
      })
    : placeItem(tx, {
        item: proposal.item,
        person: proposal.person,
        reason: `${put.summary ?? ''} Agreed: ${agreed.reason}`.trim(),
        secondPerson: agreed.proposer,
      });
