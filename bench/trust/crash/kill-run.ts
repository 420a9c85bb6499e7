/** Runs kills one after another, and the same with a safeguard off. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBackup } from '../../../src/platform/backup/write-backup.ts';
import { isRefusal } from '../../../src/platform/refusal.ts';
import type { Say } from '../../scratch.ts';
import { actsJob, type Epoch, jobs } from './jobs.ts';
import { type Kill, killOnce, type Outcome } from './kill-cycle.ts';
import type { Point } from './points.ts';
import type { Victim } from './strike.ts';
import { asAdmin, type World, within } from './world.ts';
import type { Flaw, Task } from './writer.ts';
import { startWriter } from './writing.ts';

/** A kill that is still to be given its database. */
export interface Plan {
  readonly kind: Task['kind'];
  readonly point: Point | null;
  readonly acknowledged: number;
  readonly victim: Victim;
  readonly after: number;
  readonly again: number | null;
}

async function openEpoch(world: World, name: string): Promise<Epoch> {
  const whole = await world.fresh(name);
  const server = world.server(name);
  const backup = join(world.folder, 'files', `${name}.backup`);
  const identities = join(world.folder, 'identities');
  const made = await within(server, (ground) => writeBackup(ground, { file: backup, identities }));
  if (isRefusal(made)) throw new Error(made.words);
  const found = await asAdmin(server, (client) => client.query<{ n: number }>('select count(*) as n from ledger.leaf'));
  writeFileSync(`${backup}.leaves`, String(found.rows[0]?.n));
  return { server, whole, backup, identities };
}

const killsADatabase = 12;

/** One line for whoever watches: what broke, or now and then how far it is. */
function report(n: number, plan: Plan, { tally }: Outcome, say: Say): void {
  const name = plan.point?.name ?? `${plan.kind}: at random`;
  const broken = [...tally.lost, ...tally.halfApplied, ...tally.notBack];
  if (broken.length > 0) say(`kill ${n}, ${name}, ${plan.victim}: ${broken.slice(0, 3).join('; ')}`);
  else if (n % 25 === 24) say(`${n + 1} kills, the last ${name}, ${plan.victim}`);
}

/**
 * Kills as planned, some to a database. `promised` is how many seconds it may be away. An interrupt ends it after the kill
 * under way: what was held until then counts, and the count says how much that is.
 */
export async function runKills(
  world: World,
  plans: readonly Plan[],
  { dice, promised, say }: { dice: () => number; promised: number; say: Say },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let epoch: Epoch | null = null;
  let spare = startWriter(world.folder);
  let isEnough = false;
  const enough = () => {
    isEnough = true;
  };
  process.once('SIGINT', enough);
  try {
    for (const [n, plan] of plans.entries()) {
      if (isEnough) {
        say(`interrupted after ${n} of ${plans.length} kills`);
        break;
      }
      if (epoch === null || n % killsADatabase === 0) {
        // A database that is done with goes: at each start PostgreSQL looks at every file there is.
        const done: Epoch | null = epoch;
        epoch = await openEpoch(world, `kill_${n}`);
        if (done !== null)
          await asAdmin(
            done.server,
            (client) => client.query(`drop database "${done.server.database}" with (force)`),
            'postgres',
          );
      }
      const writing = await spare;
      spare = startWriter(world.folder);
      const kill = { ...plan, name: `k${n}`, job: jobs[plan.kind](world, epoch, `k${n}`), promised };
      const outcome = await killOnce(world, epoch, kill, writing, dice);
      report(n, plan, outcome, say);
      outcomes.push(outcome);
    }
  } finally {
    process.off('SIGINT', enough);
    (await spare).child.kill('SIGKILL');
  }
  return outcomes;
}

interface Control {
  readonly flaw: Flaw | 'commits-unsynced';
  readonly name: string;
}
/** In this order: what is written in two halves stays in the database. */
const controls: readonly Control[] = [
  { flaw: 'answers-early', name: 'early' },
  { flaw: 'commits-unsynced', name: 'unsynced' },
  { flaw: 'two-transactions', name: 'halves' },
];

/** A control that has not failed yet is tried again, so often at the most: whether one kill hits depends on what the disk had got. */
const patience = 5;

/** The same with a safeguard off; everything is killed. */
export async function runControls(world: World, times: number, dice: () => number): Promise<Map<string, Outcome[]>> {
  const epoch = await openEpoch(world, 'control');
  const set = (value: string) =>
    asAdmin(epoch.server, async (client) => {
      await client.query(`alter role candour_clerks in database control set synchronous_commit = ${value}`);
      await client.query(`alter system set wal_writer_delay = '10s'`);
      await client.query('select pg_reload_conf()');
    });
  const all = new Map<string, Outcome[]>();
  for (const { flaw, name } of controls) {
    await set(flaw === 'commits-unsynced' ? 'off' : 'on');
    const outcomes: Outcome[] = [];
    const hasFailed = () => outcomes.some(({ tally }) => tally.lost.length + tally.halfApplied.length > 0);
    for (let n = 0; n < times || (n < times * patience && !hasFailed()); n += 1) {
      const job = actsJob(world, epoch, `${name}${n}`, flaw === 'commits-unsynced' ? undefined : flaw);
      const kill: Kill = {
        name: `${name}${n}`,
        job,
        victim: 'everything',
        point: null,
        acknowledged: 8,
        after: 0,
        again: null,
        promised: 60,
      };
      outcomes.push(await killOnce(world, epoch, kill, await startWriter(world.folder), dice));
    }
    all.set(name, outcomes);
  }
  return all;
}
