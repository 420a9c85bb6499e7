/** What two people agreed to erase is erased, by the one login that may. For the clerk, and for `candour erase`. */
import { isRefusal } from '../../../platform/refusal.ts';
import { type Erased, erase } from '../../../platform/seal/erase.ts';
import { notCleared } from '../../../platform/seal/erasure-list.ts';
import { scrub } from '../../../platform/seal/scrub.ts';
import { type Ground, mustTransact } from '../../../platform/transaction.ts';
import { agreedErasures } from '../store/erasures.ts';
import { whyHeld } from './order-erasure.ts';

export interface CarriedOut {
  readonly erased: readonly Erased[];
  /** Orders that wait: why, in words. */
  readonly waiting: readonly { readonly order: string; readonly why: string }[];
}

/** Carries out every order that was agreed and that nothing holds back. Doing it twice does nothing more. */
export async function carryOutErasures(ground: Ground): Promise<CarriedOut> {
  const orders = await mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, agreedErasures);
  const erased: Erased[] = [];
  const waiting: { order: string; why: string }[] = [];
  for (const { proposed_by: proposedBy, second_person: secondPerson, ...order } of orders) {
    const done = await erase(ground, { ...order, proposedBy, secondPerson }, (tx) =>
      whyHeld(tx, order.scope, order.target),
    );
    if (isRefusal(done)) waiting.push({ order: order.id, why: done.words });
    else erased.push(done);
  }
  return { erased, waiting };
}

/**
 * The same, and then what the database left on disk of this and of every earlier erasure. Locks tables for as long as they
 * are written afresh.
 */
export async function eraseAndScrub(ground: Ground) {
  const done = await carryOutErasures(ground);
  const { lines, done: cleared } = notCleared(ground.server.place);
  const scrubbed = await scrub(ground, [...new Set(lines.flatMap(({ rows }) => Object.keys(rows)))]);
  cleared();
  return { ...done, scrubbed };
}
