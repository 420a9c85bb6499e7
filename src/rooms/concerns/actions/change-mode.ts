/** A change of mode: put forward by one person, signed by a chief officer, from a day on (P-20). */
import { addDays } from '../../../platform/clock.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { findDuty, insertAnswer, insertDuty, listAnswers, owes, standingOf } from '../../duties/index.ts';
import { whyNotMode } from '../rules/may-change-mode.ts';
import {
  insertMode,
  insertModeProposal,
  latestModeProposal,
  type Mode,
  type ModeProposal,
  modeOn,
  proposalOfDuty,
} from '../store/modes.ts';

/** The kind of duty: its page is `/systems/mode/<duty>`. */
const modeKind = 'mode:change';
const answerWithinDays = 14;

export interface ProposeMode {
  readonly mode: Mode;
  readonly validFrom: string;
  readonly reason: string;
}

export interface OpenModeProposal {
  readonly proposal: ModeProposal;
  readonly isAnswered: boolean;
}

const opened = async (tx: Tx, proposal: ModeProposal | null): Promise<OpenModeProposal | null> =>
  proposal && { proposal, isAnswered: (await listAnswers(tx, [proposal.duty])).length > 0 };

/** The latest proposal, answered or not. */
export const lastModeProposal = async (tx: Tx): Promise<OpenModeProposal | null> =>
  opened(tx, await latestModeProposal(tx));

/** The proposal behind a duty, if the reader may know of the duty. */
export async function modeProposalBehind(tx: Tx, duty: string): Promise<OpenModeProposal | null> {
  const found = await findDuty(tx, duty);
  return found?.kind === modeKind ? opened(tx, await proposalOfDuty(tx, duty)) : null;
}

/** Puts a change forward: a chief officer owes an answer. Nothing changes before it is signed. */
export async function proposeMode(tx: Tx, viewer: Viewer, given: ProposeMode): Promise<string | Refusal> {
  const from = await modeOn(tx, given.validFrom);
  const no = whyNotMode({ from, to: given.mode, validFrom: given.validFrom, today: tx.today, reason: given.reason });
  if (no) return no;
  const last = await lastModeProposal(tx);
  if (last && !last.isAnswered)
    return refuse('field:mode', 'A change has been put forward and waits for its signature');
  const duty = await insertDuty(tx, {
    kind: modeKind,
    title: `Sign or refuse: the record goes to ${given.mode} on ${given.validFrom}`,
    visibility: 'open',
    owedToPerson: viewer.person,
    ladder: [{ role: 'chief-officer', from: tx.today, due: addDays(tx.today, answerWithinDays) }],
    consequence: 'Until a chief officer signs, the mode stays as it is.',
    raisedOn: tx.today,
  });
  const { mode, validFrom, reason } = given;
  await insertModeProposal(tx, { mode, validFrom, reason: reason.trim(), duty, by: viewer.person });
  return duty;
}

export interface AnswerMode {
  readonly duty: string;
  readonly signs: boolean;
  readonly reason: string;
}

/** Signs or refuses. Whoever put it forward cannot sign it; both names are kept with the mode. */
export async function answerMode(tx: Tx, viewer: Viewer, given: AnswerMode): Promise<'done' | Refusal> {
  const open = await modeProposalBehind(tx, given.duty);
  const duty = await findDuty(tx, given.duty);
  if (!open || !duty || !owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles))
    return refuse('no-such-proposal', 'There is no such proposal.');
  const { proposal } = open;
  if (open.isAnswered) return refuse('field:answer', 'This has been answered already');
  if (proposal.proposed_by === viewer.person)
    return refuse('field:answer', 'Whoever put it forward cannot be the one who signs it', 'P-20');
  if (given.reason.trim().length < 15)
    return refuse('field:reason', 'Say in a sentence what you read and why you decide so');
  if (given.signs) {
    const { mode, valid_from: validFrom, reason } = proposal;
    const from = await modeOn(tx, validFrom);
    const no = whyNotMode({ from, to: mode, validFrom, today: tx.today, reason });
    if (no) return refuse('field:answer', `${no.words}: it can only be refused, and put forward again`);
    await insertMode(tx, { mode, validFrom, reason, proposal: proposal.id, signedBy: viewer.person });
  }
  await insertAnswer(tx, { duty: duty.id, outcome: given.signs ? 'signed' : 'refused', reason: given.reason.trim() });
  return 'done';
}
