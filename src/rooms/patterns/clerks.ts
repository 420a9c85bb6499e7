/** What happens when nobody is looking: everyone is read again each night, and the difference is counted. */
import { isRefusal, type Refusal } from '../../platform/refusal.ts';
import { type Ground, mustTransact } from '../../platform/transaction.ts';
import { isOverlay } from '../concerns/index.ts';
import { rulesNow, type Swept, sweep } from './actions/sweep.ts';
import type { Assessment } from './rules/may-go-live.ts';
import { latestSweep } from './store.ts';

/** The nightly run. It has no result: nothing becomes true because it ran. */
export async function tick(ground: Ground, today = ground.clock.today()): Promise<void> {
  const swept = await sweepNightly(ground, today);
  if (isRefusal(swept)) throw new Error(`the nightly sweep was refused: ${swept.words}`);
}

/**
 * Stays in shadow in overlay, and unless two people approved a live sweep of exactly these rules and its assessment still holds. What a
 * live one writes is what the next commit about each person would.
 */
export async function sweepNightly(ground: Ground, today: string): Promise<Swept | Refusal> {
  const approved = await mustTransact(ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) =>
    (await isOverlay(tx)) ? null : latestSweep(tx, 'live', rulesNow()),
  );
  const assessment = approved?.assessment as Assessment | null | undefined;
  const holds = assessment && (assessment.until === undefined || assessment.until >= today);
  if (!approved || !holds) return sweep(ground, { asAt: today, stage: 'shadow' });
  return sweep(ground, {
    asAt: today,
    stage: 'live',
    assessment,
    approvedBy: approved.approved_by,
    secondPerson: approved.second_person,
    capacityHours: approved.capacity_hours,
  });
}
