/** Answering a duty that has no page of its own: what was found or done, in words, with what was seen. */
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { authorityFor, type PowerName } from '../../access/index.ts';
import { freezePage } from '../../record/index.ts';
import { answersFor } from '../rules/answers-for.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { type DutyRow, findDuty, insertAnswer, listAnswers } from '../store.ts';

/** The duty, if it is open, this viewer owes it today, and it can be answered here. */
export async function answerableDuty(tx: Tx, viewer: Viewer, id: string): Promise<DutyRow | null> {
  const duty = await findDuty(tx, id);
  if (!duty || answersFor(duty.kind).length === 0) return null;
  if (!owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles)) return null;
  return (await listAnswers(tx, [id])).length === 0 ? duty : null;
}

export interface AnswerDuty {
  readonly duty: string;
  readonly outcome: string;
  readonly reason: string;
}

/** What is decided of a kind of duty that the law gives to the chief officer. */
const powerOf: Readonly<Record<string, PowerName>> = { 'review:severity': 'severity-assessment' };

/** The instrument under which somebody decides, kept with the decision; refused where there is none that holds. */
async function byWhatRight(
  tx: Tx,
  viewer: Viewer,
  kind: string,
): Promise<{ right: string; instrument?: string } | null | Refusal> {
  const power = powerOf[kind];
  if (!power) return null;
  const authority = await authorityFor(tx, viewer.person, power);
  if (isRefusal(authority)) return authority;
  return authority.kind === 'delegated'
    ? { right: 'delegated', instrument: authority.instrument.id }
    : { right: authority.kind };
}

/** Answers it. A review of how grave something is keeps the whole page as it was seen (P-19, REC-03.6). */
export async function answerDuty(tx: Tx, viewer: Viewer, given: AnswerDuty): Promise<string | Refusal> {
  const duty = await answerableDuty(tx, viewer, given.duty);
  if (!duty) return refuse('no-such-duty', 'There is no such duty.');
  if (!answersFor(duty.kind).some((each) => each.value === given.outcome))
    throw new Refused(refuse('field:outcome', 'Choose one'));
  if (given.reason.trim().length < 15)
    throw new Refused(refuse('field:reason', 'Say in a sentence what you found or did'));
  const right = await byWhatRight(tx, viewer, duty.kind);
  if (isRefusal(right)) throw new Refused(right);
  const reads = duty.kind.startsWith('review:') && duty.about !== null && duty.covert_list === null;
  const snapshot =
    reads && duty.about ? await freezePage(tx, { subject: duty.about, viewer, purpose: duty.title }) : null;
  return insertAnswer(tx, {
    duty: duty.id,
    outcome: given.outcome,
    reason: given.reason.trim(),
    detail: right,
    snapshot,
    covertList: duty.covert_list,
  });
}
