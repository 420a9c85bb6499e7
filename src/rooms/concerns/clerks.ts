/** What happens when nobody is looking: files that nobody said yes or no to are taken away. */
import type { Ground } from '../../platform/transaction.ts';
import { discardOld } from './actions/incoming.ts';

/** It has no result: a file that waits too long is shown to nobody, whether this ran or not. */
export async function tick(ground: Ground): Promise<void> {
  discardOld(ground);
}
