/** Into service: apply, join, rejoin, transfer in, contract. One key throughout; nobody is active before they are checked. */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import { type ServiceRow, servicesOf } from '../store/careers.ts';
import { type Category, clusterOf, insertServices, type ServiceStatus } from '../store.ts';

export interface EnterService {
  readonly person: string;
  readonly category: Exclude<Category, 'public' | 'applicant'>;
  /** First day of service. */
  readonly from: string;
  /** The frozen copy of the record that was read first. */
  readonly startCheck: string;
  readonly reason?: string | null;
  readonly previousForce?: string | null;
  readonly source: string;
}

/** The spell that runs on the day, the latest begun where several do; null where none does. */
export function spellOn(rows: readonly ServiceRow[], day: string): ServiceRow | null {
  const runs = rows.filter((row) => (row.valid_from ?? '') <= day && (row.valid_to ?? '9999') >= day);
  return runs.at(-1) ?? null;
}

const gone: ReadonlySet<ServiceStatus> = new Set(['left', 'transferred-out']);

/** Ends an open spell the day before another begins: a later row that stands in for it. */
export async function endSpell(tx: Tx, row: ServiceRow, lastDay: string): Promise<void> {
  await insertServices(tx, [
    {
      person: row.person,
      category: row.category,
      status: row.status,
      validFrom: row.valid_from,
      validTo: lastDay,
      previousForce: row.previous_force,
      reason: row.reason,
      startCheck: row.start_check,
      replaces: row.id,
      source: row.source,
    },
  ]);
}

/** Everything of somebody's service, under every record of theirs. Held against others until the act ends. */
export async function careerUnderLock(tx: Tx, person: string): Promise<ServiceRow[]> {
  const cluster = await clusterOf(tx, person, tx.today);
  for (const id of [...cluster].sort()) await lock(tx, 'career', id);
  return servicesOf(tx, cluster);
}

/** Takes an application: they are on the register and not in service. Gives the id of the spell. */
export async function apply(
  tx: Tx,
  application: { person: string; from: string; previousForce?: string | null; source: string },
): Promise<string> {
  const [id] = await insertServices(tx, [
    {
      person: application.person,
      category: 'applicant',
      status: 'applicant',
      validFrom: application.from,
      previousForce: application.previousForce ?? null,
      source: application.source,
    },
  ]);
  tx.touched.add(application.person);
  return id!;
}

async function enter(tx: Tx, entry: EnterService): Promise<string> {
  if (!entry.startCheck)
    throw new Refused(refuse('start-check-needed', 'Nobody becomes active before they are checked.', 'REC-01.4'));
  const rows = await careerUnderLock(tx, entry.person);
  const now = spellOn(rows, entry.from);
  if (now?.status === 'active' && now.category === entry.category)
    throw new Refused(refuse('already-serving', 'They are already in service on that day.'));
  if (now && (now.valid_from ?? '') >= entry.from)
    throw new Refused(refuse('dates-crossed', 'Something later about their service is already recorded.'));
  if (now) await endSpell(tx, now, addDays(entry.from, -1));
  const [id] = await insertServices(tx, [
    {
      person: entry.person,
      category: entry.category,
      status: 'active',
      validFrom: entry.from,
      previousForce: entry.previousForce ?? null,
      reason: entry.reason ?? null,
      startCheck: entry.startCheck,
      source: entry.source,
    },
  ]);
  tx.touched.add(entry.person);
  return id!;
}

/** Joins, or is taken on as a contractor, for the first time. Refused for somebody who served before: they rejoin. */
export async function join(tx: Tx, entry: EnterService): Promise<string> {
  const rows = await careerUnderLock(tx, entry.person);
  if (rows.some((row) => gone.has(row.status)))
    throw new Refused(refuse('rejoins', 'They served here before. Record that they rejoin.', 'REC-01.1'));
  return enter(tx, entry);
}

/** Comes back: after leaving, or from a break. */
export async function rejoin(tx: Tx, entry: EnterService): Promise<string> {
  const rows = await careerUnderLock(tx, entry.person);
  if (!rows.some((row) => gone.has(row.status) || row.status === 'career-break'))
    throw new Refused(refuse('never-left', 'Nothing here says that they left or took a break.'));
  return enter(tx, entry);
}

/** Comes from another force, which is named. */
export async function transferIn(tx: Tx, entry: EnterService): Promise<string> {
  if (!entry.previousForce?.trim())
    throw new Refused(refuse('force-needed', 'Name the force they come from.', 'REC-01.1'));
  return enter(tx, entry);
}
