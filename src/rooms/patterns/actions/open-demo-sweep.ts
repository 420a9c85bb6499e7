/** The first sweep of the invented service, through the same three stages as a real one. */
import { isRefusal } from '../../../platform/refusal.ts';
import { type Ground, mustTransact } from '../../../platform/transaction.ts';
import { holdersOf } from '../../access/index.ts';
import { baselinesBefore } from '../store.ts';
import { asFinder, lockClusters, raiseFor } from './raise.ts';
import { type Swept, sweep } from './sweep.ts';

const invented = {
  dpia: 'Invented for the demonstration: no real person is in this service.',
  equality: 'Invented for the demonstration.',
  legalBasis: 'None is needed for invented people.',
  publishedRecord: 'Invented for the demonstration.',
};

/**
 * Sizes, runs in shadow, then asks, within the hours that reviewers have. Its approvers are the invented head of standards
 * and overseer. What was loaded whole for `arrived` is then read as it is when an entry comes in by itself: at once.
 */
export async function openDemoSweep(ground: Ground, arrived: readonly string[] = []): Promise<Swept> {
  const asAt = ground.clock.today();
  const [approvedBy, secondPerson] = await mustTransact(
    ground,
    'clerks',
    { actor: null, face: 'command' },
    async (tx) => [
      (await holdersOf(tx, 'head-of-standards', tx.today))[0] ?? null,
      (await holdersOf(tx, 'overseer', tx.today))[0] ?? null,
    ],
  );
  let last: Swept | null = null;
  for (const stage of ['sizing', 'shadow', 'live'] as const) {
    const swept = await sweep(ground, {
      asAt,
      stage,
      capacityHours: 60,
      ...(stage === 'live' ? { assessment: invented, approvedBy: approvedBy!, secondPerson: secondPerson! } : {}),
    });
    if (isRefusal(swept)) throw new Error(swept.words);
    last = swept;
  }
  await mustTransact(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    const run = { mode: 'live', sweep: null, baselines: await baselinesBefore(tx, tx.today) } as const;
    for (const cluster of await lockClusters(tx, arrived)) await raiseFor(asFinder(tx), cluster, run);
  });
  return last!;
}
