/**
 * A mover's ledger goes with them (REC-06.4, P-15): the move is incomplete until the new supervisor has read it, accepted
 * it and set a review at three months.
 */
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { insertRead } from '../../access/index.ts';
import { type ChangePost, changeLine, changePost, clusterOf } from '../../people/index.ts';
import { type LedgerLine, ledgerOf, post } from '../../record/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import {
  type DutyRow,
  findDuty,
  insertAnswer,
  insertDuty,
  listAnswers,
  listOpenDutiesAbout,
  moversToHandOver,
} from '../store.ts';

export const handoverKind = 'clock:handover-accept';
export const handoverReviewKind = 'follow-up:handover';

const acceptWithinDays = 5;
/** Three months, and how far from it the review may be set. */
export const reviewAfterDays = 91;
const reviewMayDifferDays = 14;

const moveStep = (tx: Tx, person: string, step: 'hand-over' | 'accept') =>
  post(tx, {
    kind: 'step',
    source: 'hr',
    type: 'posting-step',
    step,
    knownOn: tx.today,
    happenedFrom: tx.today,
    basis: 'record',
    parties: [{ role: 'subject', subject: person }],
    summary:
      step === 'hand-over'
        ? 'The ledger of low-level outcomes was sent to the new supervisor. The move is incomplete until it is accepted.'
        : 'The new supervisor read and accepted the ledger, and set a review.',
  });

/** Sends the whole ledger to a new supervisor. The move is incomplete until they answer. */
export async function openHandover(tx: Tx, person: string, newSupervisor: string): Promise<DutyId> {
  const entry = await moveStep(tx, person, 'hand-over');
  const due = addDays(tx.today, acceptWithinDays);
  return insertDuty(tx, {
    kind: handoverKind,
    title: 'Accept the history of somebody who has moved to you',
    about: person,
    entry,
    visibility: 'guarded',
    ladder: [
      { person: newSupervisor, from: tx.today, due },
      { role: 'head-of-standards', from: addDays(due, 1), due: addDays(due, 5) },
    ],
    consequence: 'The move stays incomplete until you have read it and set a review at three months.',
    raisedOn: tx.today,
  });
}

/** Handovers of this person that nobody has accepted: while there is one, their move is incomplete. */
export async function openHandovers(tx: Tx, person: string): Promise<DutyRow[]> {
  const cluster = await clusterOf(tx, person, tx.today);
  return (await listOpenDutiesAbout(tx, cluster)).filter((duty) => duty.kind === handoverKind);
}

export interface RecordMove extends Omit<ChangePost, 'source'> {
  readonly supervisor: string;
  readonly source?: string;
}

/** Records a move to another unit and a new line, and hands the ledger over in the same commit. */
export async function recordMove(
  tx: Tx,
  move: RecordMove,
): Promise<{ readonly post: string; readonly handover: DutyId }> {
  const { supervisor, source = 'hr', ...change } = move;
  const made = await changePost(tx, { ...change, source });
  await changeLine(tx, { person: move.person, supervisor, from: move.from, source });
  return { post: made, handover: await openHandover(tx, move.person, supervisor) };
}

/**
 * For every commit that touched somebody: whoever got another supervisor in it is handed over, by whatever page or feed the
 * move came. main.ts puts it into `ground.beforeCommit`, before the rules are read again.
 */
export async function handOverMovers(tx: Tx): Promise<void> {
  for (const { person, supervisor } of await moversToHandOver(tx, [...tx.touched]))
    await openHandover(tx, person, supervisor);
}

export interface OpenHandover {
  readonly duty: DutyRow;
  readonly person: string;
  readonly lines: readonly LedgerLine[];
  readonly rows: Awaited<ReturnType<typeof ledgerOf>>['rows'];
  readonly isAccepted: boolean;
}

/** The ledger for whoever owes the handover today, and for nobody else. Reading it is written down. */
export async function readHandover(tx: Tx, viewer: Viewer, id: string): Promise<OpenHandover | null> {
  const duty = await findDuty(tx, id);
  if (duty?.kind !== handoverKind || !duty.about) return null;
  if (!owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles)) return null;
  const { lines, rows } = await ledgerOf(tx, duty.about);
  await insertRead(tx, {
    event: 'HANDOVER_LEDGER_READ',
    subject: duty.about,
    purpose: `Duty: ${duty.title}`,
    assignment: duty.id,
    outcome: 'shown',
    detail: { lines: lines.length },
  });
  return { duty, person: duty.about, lines, rows, isAccepted: (await listAnswers(tx, [id])).length > 0 };
}

export interface AcceptHandover {
  readonly duty: string;
  readonly reviewOn: string;
  readonly words: string;
}

/** Accepts the ledger and sets the review at three months. */
export async function acceptHandover(tx: Tx, viewer: Viewer, given: AcceptHandover): Promise<DutyId | Refusal> {
  const open = await readHandover(tx, viewer, given.duty);
  if (!open) return refuse('no-such-handover', 'There is no such handover.');
  if (open.isAccepted) return refuse('field:words', 'This has been accepted already');
  const [first, last] = [-reviewMayDifferDays, reviewMayDifferDays].map((days) =>
    addDays(tx.today, reviewAfterDays + days),
  );
  if (given.reviewOn < first! || given.reviewOn > last!)
    throw new Refused(refuse('field:review', 'Set the review about three months from today'));
  if (given.words.trim().length < 15)
    throw new Refused(refuse('field:words', 'Say in a sentence what you will do with it'));
  await insertAnswer(tx, {
    duty: given.duty,
    outcome: 'accepted',
    reason: given.words.trim(),
    detail: { reviewOn: given.reviewOn },
  });
  const entry = await moveStep(tx, open.person, 'accept');
  return insertDuty(tx, {
    kind: handoverReviewKind,
    title: 'Review with the person how the first three months went',
    about: open.person,
    entry,
    visibility: 'guarded',
    ladder: [
      { person: viewer.person, from: tx.today, due: given.reviewOn },
      { role: 'head-of-standards', from: addDays(given.reviewOn, 1), due: addDays(given.reviewOn, 14) },
    ],
    consequence: 'Left undone, it goes to the head of standards, outside your line.',
    raisedOn: tx.today,
  });
}
