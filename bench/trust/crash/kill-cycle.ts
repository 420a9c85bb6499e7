/** One kill: work begins, the kill comes, the service is brought back, and what is there is held against what was said. */
import { act } from './acts.ts';
import type { Epoch, Job } from './jobs.ts';
import type { Point } from './points.ts';
import { killServer, type Struck, strike, type Victim } from './strike.ts';
import { openTally, type Tally } from './tally.ts';
import { type World, within } from './world.ts';
import { lastWords, startWriter, type Writing } from './writing.ts';

export interface Kill {
  readonly name: string;
  readonly job: Job;
  readonly victim: Victim;
  /** Null: at a moment, once so much is acknowledged and so many milliseconds have passed. */
  readonly point: Point | null;
  readonly acknowledged: number;
  readonly after: number;
  /** Kill all of PostgreSQL again so many milliseconds into its start. */
  readonly again: number | null;
  /** Seconds within which the service is to be back. */
  readonly promised: number;
}

export interface Outcome {
  readonly kill: Kill;
  readonly tally: Tally;
  /** Seconds from the kill until PostgreSQL had taken and committed another act. */
  readonly back: number;
}

const wait = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

/** Waits until so much was acknowledged, or the writer has ended. */
async function heard({ acknowledged, child }: Writing, wanted: number): Promise<void> {
  while (acknowledged.length < wanted && child.exitCode === null && child.signalCode === null) await wait(2);
}

/** Kills at the point, or after the time. A point that is never reached is a fault of the trial. */
function struck(world: World, { point, victim, acknowledged, after, job }: Kill, writing: Writing, dice: () => number) {
  const at: Omit<Struck, 'backend'> = { folder: world.folder, writer: writing.child.pid, dice };
  if (point === null)
    return heard(writing, acknowledged)
      .then(() => wait(after))
      .then(() => strike(victim, { ...at, backend: 0 }));
  return new Promise<void>((done, failed) => {
    const given = setTimeout(
      () =>
        failed(
          new Error(
            `${point.name} was not reached in ${job.task.kind}: the writer's last words were ${lastWords(writing)}`,
          ),
        ),
      120_000,
    );
    world.gate.arm(point.trigger, (backend) => {
      clearTimeout(given);
      strike(victim, { ...at, backend });
      done();
    });
  });
}

/** The next who has something to write. Nobody starts the database for it. Gives up after a minute. */
async function bringBack(world: World, { server }: Epoch, kill: Kill): Promise<void> {
  if (kill.again !== null) {
    const writing = await startWriter(world.folder);
    writing.begin({ place: world.place, address: null, database: server.database, task: { kind: 'migrate' } });
    await wait(kill.again);
    killServer(world.folder);
    await writing.ended(20_000);
  }
  const start = performance.now();
  for (;;) {
    try {
      await within(server, (ground) => act(ground, `back-${kill.name}`));
      return;
    } catch (error) {
      if (performance.now() - start > 60_000) throw error;
      await wait(20);
    }
  }
}

export async function killOnce(
  world: World,
  epoch: Epoch,
  kill: Kill,
  spare: Writing,
  dice: () => number,
): Promise<Outcome> {
  const { job } = kill;
  const tally = openTally();
  const isStruck = struck(world, kill, spare, dice);
  spare.begin({ place: world.place, address: world.gate.address, database: job.database, task: job.task });
  await isStruck;
  const start = performance.now();
  await Promise.all([spare.ended(20_000), bringBack(world, epoch, kill)]);
  const back = (performance.now() - start) / 1000;
  if (back > kill.promised) tally.notBack.push(`${back.toFixed(1)} s until it took another act`);
  await job.settle(tally, spare);
  return { kill, tally, back };
}
