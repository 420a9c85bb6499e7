/** Out of service: leaving, moving to another force, a break. Posts and lines end with it; the person stays. */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { linesOf, postsOf } from '../store/careers.ts';
import { clusterOf, insertLines, insertPosts, insertServices, type ServiceStatus } from '../store.ts';
import { careerUnderLock, endSpell, spellOn } from './join.ts';

export interface LeaveService {
  readonly person: string;
  /** Last day of service. */
  readonly on: string;
  readonly reason: string;
  readonly source: string;
}

async function endPostsAndLines(tx: Tx, person: string, lastDay: string): Promise<void> {
  const cluster = await clusterOf(tx, person, tx.today);
  const isOpen = (row: { valid_from: string | null; valid_to: string | null }) =>
    (row.valid_to ?? '9999') > lastDay && (row.valid_from ?? '') <= lastDay;
  for (const row of (await postsOf(tx, cluster)).filter(isOpen))
    await insertPosts(tx, [
      {
        person: row.person,
        unit: row.unit,
        rank: row.rank,
        role: row.role,
        acting: row.acting,
        fraction: row.fraction,
        validFrom: row.valid_from,
        validTo: lastDay,
        replaces: row.id,
        source: row.source,
      },
    ]);
  for (const row of (await linesOf(tx, cluster)).filter(isOpen))
    await insertLines(tx, [
      {
        person: row.person,
        supervisor: row.supervisor,
        validFrom: row.valid_from,
        validTo: lastDay,
        replaces: row.id,
        source: row.source,
      },
    ]);
}

async function go(tx: Tx, going: LeaveService, status: ServiceStatus): Promise<string> {
  if (going.reason.trim() === '')
    throw new Refused(refuse('reason-needed', 'Say how they leave: resigned, retired, dismissed.'));
  const rows = await careerUnderLock(tx, going.person);
  const now = spellOn(rows, going.on);
  if (!now || (now.status !== 'active' && now.status !== 'career-break'))
    throw new Refused(refuse('not-serving', 'They are not in service on that day.'));
  await endSpell(tx, now, going.on);
  const [id] = await insertServices(tx, [
    {
      person: going.person,
      category: now.category,
      status,
      validFrom: addDays(going.on, 1),
      reason: going.reason.trim(),
      source: going.source,
    },
  ]);
  if (status !== 'career-break') await endPostsAndLines(tx, going.person, going.on);
  tx.touched.add(going.person);
  return id!;
}

/** Leaves. How (resigned, retired, dismissed) is read by whoever checks them should they come back. */
export const leave = (tx: Tx, going: LeaveService): Promise<string> => go(tx, going, 'left');

/** Leaves for another force, named in the reason. */
export const transferOut = (tx: Tx, going: LeaveService): Promise<string> => go(tx, going, 'transferred-out');

/** Begins a break the day after `on`. Coming back is a rejoining, with its check. */
export const takeBreak = (tx: Tx, going: LeaveService): Promise<string> => go(tx, going, 'career-break');
