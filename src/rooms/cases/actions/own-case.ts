/**
 * Who is accountable. A transfer is an offer and changes nothing before the receiver accepts (CASE-01.2, CASE-16.3); the wall
 * is asked before anybody is given access (CASE-07.1); what was told goes with it, so that nobody has to tell it again.
 */
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { endAssignment, insertRead, may, rolesOf } from '../../access/index.ts';
import { type Conflict, checkConflict } from '../../people/index.ts';
import { assignWithCheck, personByNumber } from '../../record/index.ts';
import { ownerOf } from '../rules/owner.ts';
import { canRead, isTheirs } from '../rules/who-reads.ts';
import { insertOwnership, insertTask, tasksOf } from '../store/ownership.ts';
import { type CaseFile, personsIn, readCase } from './case-file.ts';
import { oweAnsweringOffer, oweClocks, oweLookingAtChanges, settle } from './owe-clocks.ts';

/** Not done because of a tie. A value, so that the line about the attempt is kept. */
export interface Blocked {
  readonly kind: 'blocked';
  readonly words: string;
}
export type Owned = { readonly kind: 'done' } | Blocked;
const done: Owned = { kind: 'done' };

export const noSuchCase: Refusal = refuse('no-such-case', 'There is no such case.');

/** The case under its lock, as it stands now, if it is the viewer's to open. */
export async function caseLocked(tx: Tx, viewer: Viewer, id: string): Promise<CaseFile> {
  await lock(tx, 'case', id);
  const file = await readCase(tx, id);
  if (!file || !isTheirs(file, viewer)) throw new Refused(noSuchCase);
  return file;
}

const purposeOf = (file: CaseFile): string => `Case ${file.opened.reference}`;

/** The first day that any allegation is about: whose line or team somebody was in then counts as well. */
const eventDayOf = (file: CaseFile): string | undefined =>
  file.allegations.map((each) => each.happened_from).find((each) => each !== null) ?? undefined;

const tiesIn = (tx: Tx, file: CaseFile, person: string): Promise<Conflict[]> =>
  checkConflict(tx, person, personsIn(file), eventDayOf(file));

async function blocked(tx: Tx, file: CaseFile, person: string, ties: readonly Conflict[]): Promise<Blocked> {
  await insertRead(tx, {
    event: 'ASSIGNMENT_BLOCKED',
    subject: file.opened.id,
    purpose: purposeOf(file),
    outcome: 'refused',
    detail: { person, ties: ties.map((tie) => tie.why) },
  });
  return {
    kind: 'blocked',
    words: `Not given: ${[...new Set(ties.map((tie) => tie.why))].join(', ')}. Choose somebody without a tie to anybody in it.`,
  };
}

/** The case and the records of those it is about, for as long as the work is theirs. */
async function giveTasks(tx: Tx, file: CaseFile, person: string): Promise<void> {
  const subjects = file.parties.flatMap((party) => (party.role === 'subject' && party.person ? [party.person] : []));
  const eventDay = eventDayOf(file);
  for (const subject of [file.opened.id, ...new Set(subjects)]) {
    const given = await assignWithCheck(tx, {
      person,
      subject,
      purpose: purposeOf(file),
      parties: personsIn(file),
      ...(eventDay ? { eventDay } : {}),
    });
    if (given.kind === 'blocked') throw new Refused(refuse('field:main', given.words, 'CASE-07.1'));
    await insertTask(tx, {
      case_id: file.opened.id,
      person,
      subject,
      assignment: given.assignment,
      role: 'owner',
      ends: null,
    });
  }
}

/** Takes away what the case gave somebody to open. */
export async function endTasks(tx: Tx, file: CaseFile, person?: string): Promise<void> {
  for (const task of await tasksOf(tx, file.opened.id)) {
    if (person !== undefined && task.person !== person) continue;
    await endAssignment(tx, { id: task.assignment, person: task.person, subject: task.subject, purpose: purposeOf(file) });
    await insertTask(tx, {
      case_id: task.case_id,
      person: task.person,
      subject: task.subject,
      assignment: task.assignment,
      role: task.role,
      ends: task.id,
    });
  }
}

/** Gives the owner what a newly named subject adds. */
export const giveTaskAbout = giveTasks;

/** Becomes the owner of a case that nobody was named for yet. */
export async function takeCase(tx: Tx, viewer: Viewer, id: string): Promise<Owned> {
  const file = await caseLocked(tx, viewer, id);
  if (file.ownership.isNamed) throw new Refused(refuse('field:main', 'This case has an owner already'));
  if (file.ownership.offer) throw new Refused(refuse('field:main', 'It is offered to somebody: wait for their answer'));
  const ties = await tiesIn(tx, file, viewer.person);
  if (ties.length > 0) return blocked(tx, file, viewer.person, ties);
  await insertOwnership(tx, { case_id: id, kind: 'named', person: viewer.person });
  await giveTasks(tx, file, viewer.person);
  await settle(tx, file.owed, { code: 'name-owner', outcome: 'named', reason: 'An owner was named for the case.' });
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
  if (file.ownership.offer) throw new Refused(refuse('field:number', 'It is offered to somebody already: wait for their answer'));
  if (file.state.isEnded) throw new Refused(refuse('field:main', 'The case is closed'));
  if (given.reasons.trim().length < 15) throw new Refused(refuse('field:reasons', 'Say in a sentence why it goes to them'));
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
  await settle(tx, file.owed, { code: 'name-owner', outcome: 'named', reason: 'An owner accepted the case.' });
  await settle(tx, file.owed, { code: 'reallocate', outcome: 'given', reason: 'Somebody without a tie accepted the case.' });
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
      throw new Refused(refuse('field:reasons', 'Say in a sentence why you send it back: it is counted with its reason', 'CASE-16.3'));
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
    throw new Refused(refuse('field:read', 'Read what the complainant said first: nobody asks them to say it again', 'CASE-01.6'));
  const answer = await accept(tx, viewer, file, offer.id);
  if (answer.kind === 'done') {
    await settle(tx, file.owed, { code: 'handover-accept', turn, outcome: 'accepted', reason: 'The case was accepted by its receiver.' });
    await oweClocks(tx, given.case);
  }
  return answer;
}
