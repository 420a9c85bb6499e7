/** Brings the word index up to date: after an import, which does not wait for it, and after a restore, which has none. */
import { type Ground, mustTransact } from '../../../platform/transaction.ts';
import { indexBatch } from '../store/words.ts';

const atATime = 5000;

/** Indexes every entry that is not. Doing it twice does nothing more. */
export async function rebuildWords(ground: Ground): Promise<void> {
  let last: string | null = '00000000-0000-0000-0000-000000000000';
  while (last !== null) {
    const after: string = last;
    last = await mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, (tx) => indexBatch(tx, after, atATime));
  }
}
