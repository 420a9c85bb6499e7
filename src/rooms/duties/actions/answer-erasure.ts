/** The second person agrees or refuses. Agreement alone erases: the eraser's clerk carries it out from then on. */
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { checkConflict } from '../../people/index.ts';
import { findEntry } from '../../record/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { type OrderRow, orderBehind } from '../store/erasures.ts';
import { type DutyRow, findDuty, insertAnswer, listAnswers, wakeErasures } from '../store.ts';
import { erasureKind, whyHeld } from './order-erasure.ts';
import { peopleIn } from './propose.ts';

export interface OpenOrder {
  readonly duty: DutyRow;
  readonly order: OrderRow;
  readonly isMine: boolean;
  readonly isAnswered: boolean;
}

/** The order behind a duty, for whoever owes the answer or gave it; null for everybody else. */
export async function openOrder(tx: Tx, viewer: Viewer, id: string): Promise<OpenOrder | null> {
  const duty = await findDuty(tx, id);
  if (duty?.kind !== erasureKind) return null;
  const order = await orderBehind(tx, id);
  if (!order) return null;
  const isMine =
    owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles) && order.proposed_by !== viewer.person;
  if (!isMine && order.proposed_by !== viewer.person) return null;
  return { duty, order, isMine, isAnswered: (await listAnswers(tx, [id])).length > 0 };
}

async function peopleOf(tx: Tx, order: OrderRow): Promise<string[]> {
  if (order.scope === 'person') return [order.target];
  const entry = await findEntry(tx, order.target);
  return entry ? peopleIn(entry) : [];
}

/** Answers. Whoever answers is not who ordered it, and is tied to nobody in it. */
export async function answerErasure(
  tx: Tx,
  viewer: Viewer,
  given: { readonly duty: string; readonly agrees: boolean; readonly reason: string },
): Promise<'done' | Refusal> {
  if (given.reason.trim().length < 15)
    throw new Refused(refuse('field:reason', 'Say in a sentence what you read and why you decide so'));
  const open = await openOrder(tx, viewer, given.duty);
  if (!open) return refuse('no-such-order', 'There is no such order.');
  if (open.isAnswered) return refuse('field:answer', 'This has been answered already');
  const { order } = open;
  if (!open.isMine)
    throw new Refused(refuse('field:answer', 'Whoever ordered it cannot be the one who agrees', 'P-20'));
  if ((await checkConflict(tx, viewer.person, [...(await peopleOf(tx, order)), order.proposed_by])).length > 0)
    throw new Refused(
      refuse('field:answer', 'You are tied to somebody in it. Somebody without a tie has to answer', 'P-21'),
    );
  const held = given.agrees ? await whyHeld(tx, order.scope, order.target) : null;
  if (held) throw new Refused({ ...held, code: 'field:answer' });
  await insertAnswer(tx, {
    duty: given.duty,
    outcome: given.agrees ? 'agreed' : 'refused',
    reason: given.reason.trim(),
    covertList: order.covert_list,
  });
  if (given.agrees) await wakeErasures(tx);
  return 'done';
}
