/**
 * Two PostgreSQL servers on loopback TCP: a primary and a standby that follows it through a relay. What is done here by
 * SQL and by copying is what docs/high-availability.md does with pg_basebackup, which the registry's binaries lack.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../../src/platform/embedded.ts';
import { killServer } from '../crash/strike.ts';
import { openRelay, type Relay } from './relay.ts';

/** The name by which a standby is waited for. */
const standbyName = 'candour_standby';

export interface Host {
  readonly folder: string;
  readonly port: number;
}

export interface Pair {
  readonly hosts: readonly [Host, Host];
  /** Where keys and the signer's memory are: beside both. */
  readonly folder: string;
  /** As an administrator of one host, on the database `postgres`. */
  readonly ask: (host: Host, statement: string) => Promise<readonly Record<string, unknown>[]>;
  /** Makes `standby` a fresh copy of `primary` that follows it, and waits until it does. */
  readonly follow: (primary: Host, standby: Host) => Promise<void>;
  /** Whether a commit on this host waits for the standby. */
  readonly waitForStandby: (host: Host, isWaiting: boolean) => Promise<void>;
  readonly start: (host: Host) => void;
  readonly relay: Relay;
  readonly end: () => void;
}

/** A port of the loopback that nobody listens at. */
export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

const clusterOf = ({ folder }: Host): string => join(folder, 'postgres');

/** Not copied: what belongs to the running server alone. */
const ownThings = ['postmaster.pid', 'postmaster.opts', 'log', 'standby.signal', 'pg_internal.init'];
const emptyFolders = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];

/** A base backup by PostgreSQL's own low-level calls, while the primary works. */
async function copyBase(primary: Host, standby: Host): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: primary.port,
    user: 'candour_bootstrap',
    database: 'postgres',
  });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('standby', true)`);
    const [from, to] = [clusterOf(primary), clusterOf(standby)];
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(from)) {
      if (ownThings.includes(name)) continue;
      if (emptyFolders.includes(name)) mkdirSync(join(to, name), { mode: 0o700 });
      else
        cpSync(join(from, name), join(to, name), {
          recursive: true,
          filter: (path) => !ownThings.includes(basename(path)),
        });
    }
    mkdirSync(join(to, 'pg_wal', 'archive_status'), { mode: 0o700 });
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
    writeFileSync(join(to, 'backup_label'), rows[0]?.labelfile ?? '');
    // The log up to here as well, so that the standby is whole before it has heard anything.
    for (const name of readdirSync(join(from, 'pg_wal')).filter((each) => /^[0-9A-F]{24}$|\.history$/.test(each)))
      cpSync(join(from, 'pg_wal', name), join(to, 'pg_wal', name));
  } finally {
    await client.end();
  }
}

const wait = (milliseconds: number) => new Promise<void>((go) => setTimeout(go, milliseconds));

async function ask(host: Host, statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ host: '127.0.0.1', port: host.port, user: 'candour_bootstrap', database: 'postgres' });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

async function waitForStandby(host: Host, isWaiting: boolean): Promise<void> {
  await ask(host, `alter system set synchronous_standby_names = '${isWaiting ? standbyName : ''}'`);
  await ask(host, 'select pg_reload_conf()');
}

/** Opens the first as a primary. The second is empty until it follows. */
export async function openPair(): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-pair-'));
  const host = async (name: string): Promise<Host> => ({ folder: join(folder, name), port: await freePort() });
  const hosts = [await host('one'), await host('two')] as const;
  let followed = hosts[0];
  const relay = await openRelay(() => followed.port);
  const start = (which: Host) => {
    startEmbedded(which.folder, { port: which.port });
  };
  const follow = async (primary: Host, standby: Host) => {
    followed = primary;
    killServer(standby.folder);
    await copyBase(primary, standby);
    const cluster = clusterOf(standby);
    writeFileSync(join(cluster, 'standby.signal'), '');
    const from = `host=127.0.0.1 port=${relay.port} user=candour_bootstrap application_name=${standbyName}`;
    writeFileSync(join(cluster, 'postgresql.auto.conf'), `wal_keep_size = '512MB'\nprimary_conninfo = '${from}'\n`);
    start(standby);
    for (;;) {
      const [row] = await ask(primary, "select count(*) as n from pg_stat_replication where state = 'streaming'");
      if (Number(row?.n) > 0) return;
      await wait(50);
    }
  };
  const end = () => {
    for (const each of hosts) killServer(each.folder);
    relay.close();
    rmSync(folder, { recursive: true, force: true });
  };
  start(hosts[0]);
  await ask(hosts[0], `alter system set wal_keep_size = '512MB'`);
  return { hosts, folder, ask, follow, waitForStandby, start, relay, end };
}
