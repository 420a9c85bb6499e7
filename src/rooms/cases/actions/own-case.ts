/**
 * Who is accountable. A transfer is an offer and changes nothing before the receiver accepts (CASE-01.2, CASE-16.3); the wall
 * is asked before anybody is given access (CASE-07.1); what was told goes with it, so that nobody has to tell it again.
 */
import { isRefusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { may, rolesOf } from '../../access/index.ts';
import { personByNumber } from '../../record/index.ts';
import { ownerOf } from '../rules/owner.ts';
import { canRead } from '../rules/who-reads.ts';
import { insertOwnership } from '../store/ownership.ts';
import { appendOwnerNamed, caseLocked } from './append-event.ts';
import type { CaseFile } from './case-file.ts';
import { blocked, done, endTasks, giveTasks, type Owned, tiesIn } from './case-tasks.ts';
import { oweAnsweringOffer, oweClocks, oweLookingAtChanges, settle } from './owe-clocks.ts';

/** Becomes the owner of a case that nobody was named for yet. */
export async function takeCase(tx: Tx, viewer: Viewer, id: string): Promise<Owned> {
  const file = await caseLocked(tx, viewer, id);
  if (file.ownership.isNamed) throw new Refused(refuse('field:main', 'This case has an owner already'));
  if (file.ownership.offer) throw new Refused(refuse('field:main', 'It is offered to somebody: wait for their answer'));
  const ties = await tiesIn(tx, file, viewer.person);
  if (ties.length > 0) return blocked(tx, file, viewer.person, ties);
  await insertOwnership(tx, { case_id: id, kind: 'named', person: viewer.person });
  await giveTasks(tx, file, viewer.person);
  await appendOwnerNamed(tx, viewer, file);
  await oweClocks(tx, id);
  return done;
}

export interface OfferCase {
  readonly case: string;
  readonly number: string;
  readonly reasons: string;
}

async function receiverOf(tx: Tx, file: CaseFile, number: string): Promise<string> {
  const found = await personByNumber(tx, number);
  if (isRefusal(found)) throw new Refused(refuse('field:number', found.words));
  if (found.id === file.ownership.person)
    throw new Refused(refuse('field:number', 'They own it already. Give somebody else’s number'));
  const roles = await rolesOf(tx, found.id, tx.today);
  if (!may('case.work', roles) || !canRead(file.opened.visibility, roles))
    throw new Refused(refuse('field:number', 'Their role does not let them work on this case. Choose somebody else'));
  return found.id;
}

/** Offers the case to somebody. The sender owns it until they accept. */
export async function offerCase(tx: Tx, viewer: Viewer, given: OfferCase): Promise<Owned> {
  const file = await caseLocked(tx, viewer, given.case);
  const isSender = file.ownership.person === viewer.person || viewer.roles.includes('head-of-standards');
  if (!isSender) throw new Refused(refuse('field:main', 'Only its owner or the head of standards offers a case'));
  if (file.ownership.offer)
    throw new Refused(refuse('field:number', 'It is offered to somebody already: wait for their answer'));
  if (file.state.isEnded) throw new Refused(refuse('field:main', 'The case is closed'));
  if (given.reasons.trim().length < 15)
    throw new Refused(refuse('field:reasons', 'Say in a sentence why it goes to them'));
  const receiver = await receiverOf(tx, file, given.number);
  const ties = await tiesIn(tx, file, receiver);
  if (ties.length > 0) return blocked(tx, file, receiver, ties);
  await insertOwnership(tx, {
    case_id: given.case,
    kind: 'offered',
    person: receiver,
    reasons: given.reasons.trim(),
    account: { allegations: file.allegations.map((each) => each.id), accounts: file.opened.original ? 2 : 1 },
  });
  const turn = file.lines.filter((line) => line.kind === 'offered').length + 1;
  await oweAnsweringOffer(tx, { id: given.case, turn, visibility: file.opened.visibility, receiver });
  return done;
}

export interface AnswerOffer {
  readonly case: string;
  readonly answer: string;
  readonly reasons: string;
  /** The receiver has read what the complainant said and does not ask for it again. */
  readonly hasRead: boolean;
}

async function accept(tx: Tx, viewer: Viewer, file: CaseFile, offer: string): Promise<Owned> {
  const ties = await tiesIn(tx, file, viewer.person);
  if (ties.length > 0) return blocked(tx, file, viewer.person, ties);
  await insertOwnership(tx, { case_id: file.opened.id, kind: 'accepted', person: viewer.person, offer });
  await endTasks(tx, file);
  await giveTasks(tx, file, viewer.person);
  if (!file.ownership.isNamed) await appendOwnerNamed(tx, viewer, file);
  await settle(tx, file.owed, {
    code: 'reallocate',
    outcome: 'given',
    reason: 'Somebody without a tie accepted the case.',
  });
  const after = ownerOf([
    ...file.lines,
    { ...file.lines[0]!, id: 'now', kind: 'accepted', person: viewer.person, role: null, offer, recorded_at: tx.at },
  ]);
  if (after.changes >= 2)
    await oweLookingAtChanges(tx, { id: file.opened.id, changes: after.changes, visibility: file.opened.visibility });
  return done;
}

/** Accepts an offer or sends it back. Each offer is answered once, whatever two windows say. */
export async function answerOffer(tx: Tx, viewer: Viewer, given: AnswerOffer): Promise<Owned> {
  const file = await caseLocked(tx, viewer, given.case);
  const { offer } = file.ownership;
  if (!offer || offer.person !== viewer.person)
    throw new Refused(refuse('field:main', 'Nothing is offered to you here: it has been answered or taken back'));
  const turn = file.lines.filter((line) => line.kind === 'offered').length;
  if (given.answer === 'send-back') {
    if (given.reasons.trim().length < 15)
      throw new Refused(
        refuse('field:reasons', 'Say in a sentence why you send it back: it is counted with its reason', 'CASE-16.3'),
      );
    await insertOwnership(tx, {
      case_id: given.case,
      kind: 'sent-back',
      person: viewer.person,
      offer: offer.id,
      reasons: given.reasons.trim(),
    });
    await settle(tx, file.owed, { code: 'handover-accept', turn, outcome: 'sent back', reason: given.reasons.trim() });
    return done;
  }
  if (given.answer !== 'accept') throw new Refused(refuse('field:answer', 'Say whether you accept it'));
  if (!given.hasRead)
    throw new Refused(
      refuse('field:read', 'Read what the complainant said first: nobody asks them to say it again', 'CASE-01.6'),
    );
  const answer = await accept(tx, viewer, file, offer.id);
  if (answer.kind === 'done') {
    await settle(tx, file.owed, {
      code: 'handover-accept',
      turn,
      outcome: 'accepted',
      reason: 'The case was accepted by its receiver.',
    });
    await oweClocks(tx, given.case);
  }
  return answer;
}
