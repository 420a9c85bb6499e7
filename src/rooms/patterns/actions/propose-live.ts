/**
 * A live sweep is put forward by one person and confirmed by another, each at their own keyboard (P-20). The proposal
 * holds the assessment and names nobody; only the second person's confirmation runs the sweep.
 */
import { addDays } from '../../../platform/clock.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { findDuty, insertAnswer, insertDuty, listAnswers, owes, standingOf } from '../../duties/index.ts';
import type { Assessment } from '../rules/may-go-live.ts';
import { insertProposal, latestProposal, latestSweep, type ProposalRow, proposalOfDuty } from '../store.ts';
import { rulesNow, type Swept, sweep } from './sweep.ts';

/** The kind of duty: its page is `/sweeps/live/<duty>`. */
const liveSweepKind = 'sweep:go-live';
const answerWithinDays = 14;

export interface ProposeLive {
  readonly assessment: Assessment;
  readonly capacityHours: number;
}

export interface OpenProposal {
  readonly proposal: ProposalRow;
  readonly isAnswered: boolean;
  /** The rules that run are still those whose shadow was looked at. */
  readonly isCurrent: boolean;
}

async function opened(tx: Tx, proposal: ProposalRow | null): Promise<OpenProposal | null> {
  if (!proposal) return null;
  const shadow = await latestSweep(tx, 'shadow', rulesNow());
  return {
    proposal,
    isAnswered: (await listAnswers(tx, [proposal.duty])).length > 0,
    isCurrent: shadow !== null && proposal.rules.join() === rulesNow().join(),
  };
}

/** The latest proposal, answered or not. */
export const lastProposal = async (tx: Tx): Promise<OpenProposal | null> => opened(tx, await latestProposal(tx));

/** The proposal behind a duty, if the reader may know of the duty. */
export async function proposalBehind(tx: Tx, duty: string): Promise<OpenProposal | null> {
  const found = await findDuty(tx, duty);
  return found?.kind === liveSweepKind ? opened(tx, await proposalOfDuty(tx, duty)) : null;
}

/** Puts a live sweep forward: the overseer owes an answer to it. */
export async function proposeLive(tx: Tx, viewer: Viewer, given: ProposeLive): Promise<string | Refusal> {
  const shadow = await latestSweep(tx, 'shadow', rulesNow());
  if (!shadow)
    return refuse(
      'shadow-first',
      'These rules have not run in shadow: run them so, and look at the counts, first.',
      'P-27',
    );
  const last = await lastProposal(tx);
  if (last && !last.isAnswered)
    return refuse('proposed-already', 'A live sweep has been put forward and waits for an answer.');
  const duty = await insertDuty(tx, {
    kind: liveSweepKind,
    title: 'Confirm or refuse a live sweep',
    visibility: 'restricted',
    owedToPerson: viewer.person,
    ladder: [{ role: 'overseer', from: tx.today, due: addDays(tx.today, answerWithinDays) }],
    consequence: 'Until somebody outside the chain of command confirms it, no sweep names anybody.',
    raisedOn: tx.today,
  });
  await insertProposal(tx, {
    shadow: shadow.id,
    rules: rulesNow(),
    capacity_hours: given.capacityHours,
    assessment: { ...given.assessment },
    duty,
    proposed_by: viewer.person,
  });
  return duty;
}

export interface AnswerLive {
  readonly duty: string;
  readonly confirms: boolean;
  readonly reason: string;
}

/** Whether this viewer may answer the proposal today, or why not. */
async function whyNot(tx: Tx, viewer: Viewer, given: AnswerLive): Promise<OpenProposal | Refusal> {
  const open = await proposalBehind(tx, given.duty);
  const duty = await findDuty(tx, given.duty);
  if (!open || !duty || !owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles))
    return refuse('no-such-proposal', 'There is no such proposal.');
  if (open.isAnswered) return refuse('answered-already', 'This has been answered already.');
  if (open.proposal.proposed_by === viewer.person)
    return refuse('same-person', 'Whoever put it forward cannot be the one who confirms it.', 'P-20');
  if (given.reason.trim().length < 15)
    return refuse('reason-needed', 'Say in a sentence what you read and why you decide so');
  if (given.confirms && !open.isCurrent)
    return refuse(
      'rules-changed',
      'The rules have changed since: run them in shadow and put it forward again.',
      'P-27',
    );
  return open;
}

/** Answers it. A confirmed one runs now, within the hours there are; who put it forward and who confirmed it are kept. */
export async function answerLive(ground: Ground, viewer: Viewer, given: AnswerLive): Promise<Swept | null | Refusal> {
  const act = { actor: viewer.person, face: 'staff' } as const;
  const open = await inTransaction(ground, 'staff', act, (tx) => whyNot(tx, viewer, given));
  if (isRefusal(open)) return open;
  const { proposal } = open;
  const swept = given.confirms
    ? await sweep(ground, {
        asAt: ground.clock.today(),
        stage: 'live',
        assessment: proposal.assessment,
        approvedBy: proposal.proposed_by,
        secondPerson: viewer.person,
        capacityHours: proposal.capacity_hours,
        by: viewer.person,
      })
    : null;
  if (swept !== null && isRefusal(swept)) return swept;
  const answered = await inTransaction(ground, 'staff', act, async (tx) => {
    const again = await whyNot(tx, viewer, given);
    if (isRefusal(again)) throw new Refused(again);
    return insertAnswer(tx, {
      duty: given.duty,
      outcome: given.confirms ? 'confirmed' : 'refused',
      reason: given.reason.trim(),
      detail: { proposal: proposal.id, sweep: swept?.sweep ?? null },
      secondPerson: proposal.proposed_by,
    });
  });
  return isRefusal(answered) ? answered : swept;
}
