/** A named human answers: picks whom the queue names, never somebody tied to the person it is about (P-21). */
import type { Tx } from '../../../platform/transaction.ts';
import { holdersOf } from '../../access/index.ts';
import { tiesOf } from '../../people/index.ts';
import { reviewerLoad } from '../store.ts';

export interface Assigned {
  /** The reviewer with the fewest open questions among those who are clear; ties in number go by id. */
  readonly reviewer: string | null;
  /** There are reviewers and every one of them is tied to the person: it goes outside the chain at once. */
  readonly nobodyIsClear: boolean;
}

/** Who among the reviewers is asked about a subject. `load` is counted here and kept up by a caller who asks many times. */
export async function assignReviewer(tx: Tx, subject: string, load?: Map<string, number>): Promise<Assigned> {
  const reviewers = await holdersOf(tx, 'reviewer', tx.today);
  if (reviewers.length === 0) return { reviewer: null, nobodyIsClear: false };
  const tied = new Set((await tiesOf(tx, subject, tx.today)).map((tie) => tie.counterpart));
  const clear = reviewers.filter((person) => !tied.has(person));
  if (clear.length === 0) return { reviewer: null, nobodyIsClear: true };
  if (clear.length === 1 && !load) return { reviewer: clear[0]!, nobodyIsClear: false };
  const open = load ?? (await reviewerLoad(tx));
  const most = (person: string): number => open.get(person) ?? 0;
  const [reviewer] = clear.sort((a, b) => most(a) - most(b) || (a < b ? -1 : 1));
  open.set(reviewer!, most(reviewer!) + 1);
  return { reviewer: reviewer!, nobodyIsClear: false };
}
