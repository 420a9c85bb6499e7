/** Who is killed, always by SIGKILL: nobody gets to tidy up. */
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `writer`: our process alone. `backend`: one process of PostgreSQL; its postmaster then starts the others again.
 * `postmaster`: the postmaster alone, its backends left behind. `server`: all of PostgreSQL. `everything`: both.
 */
export const victims = ['writer', 'backend', 'postmaster', 'server', 'everything'] as const;
export type Victim = (typeof victims)[number];

/** The postmaster's process id, where its file is. */
export function postmasterOf(folder: string): number | null {
  const file = join(folder, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return pid > 0 ? pid : null;
}

/** Processes that a process has started. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]) === parent;
      } catch {
        return false;
      }
    });
}

export function kill(pid: number | null | undefined): void {
  if (!pid) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    /* it has ended already */
  }
}

const isAlive = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
  } catch {
    return false;
  }
};

/** Whether a process works in this folder's cluster: a number left behind may by now be somebody else's. */
const isOf = (pid: number, folder: string): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(join(folder, 'postgres'));
  } catch {
    return false;
  }
};

/** Kills all of a PostgreSQL, the postmaster first, and waits until none of it is left. */
export function killServer(folder: string): void {
  const postmaster = postmasterOf(folder);
  if (postmaster === null || !isOf(postmaster, folder)) return;
  const all = [postmaster, ...childrenOf(postmaster)];
  for (const pid of all) kill(pid);
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let turns = 0; all.some(isAlive) && turns < 1000; turns += 1) Atomics.wait(pause, 0, 0, 5);
}

export interface Struck {
  readonly folder: string;
  readonly writer: number | undefined;
  /** The backend to kill; 0: any process of PostgreSQL, by `dice`. */
  readonly backend: number;
  readonly dice: () => number;
}

export function strike(victim: Victim, { folder, writer, backend, dice }: Struck): void {
  const postmaster = postmasterOf(folder);
  if (victim === 'writer' || victim === 'everything') kill(writer);
  if (victim === 'server' || victim === 'everything') killServer(folder);
  if (victim === 'postmaster') kill(postmaster);
  if (victim !== 'backend' || postmaster === null) return;
  const children = childrenOf(postmaster);
  kill(backend > 0 ? backend : children[Math.floor(dice() * children.length)]);
}
