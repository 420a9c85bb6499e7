/**
 * An address that names several hosts: one primary and its standbys. Whoever is the primary now is asked of the hosts
 * themselves, since pg takes one host only.
 *
 * A primary that was thought dead and comes back still says that it takes writes. What tells the two apart is the
 * timeline, which every promotion raises: the highest wins, and a process never goes back to a lower one.
 */
import pg from 'pg';
import type { Host, ServerAddress } from './config.ts';

const form = /^(postgres(?:ql)?:\/\/(?:[^@/]*@)?)([^/?]+)([/?].*)?$/;

const hostOf = (text: string): Host => {
  const [, host = text, port] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { host: decodeURIComponent(host.replace(/^\[(.*)\]$/, '$1')), port: Number(port ?? 5432) };
};

/** Reads DATABASE_URL as libpq does: `postgres://user@first:5432,second:5432/candour?target_session_attrs=read-write`. */
export function readDatabaseUrl(text: string): { address: ServerAddress; database: string } {
  const [, login, hosts, rest = ''] = form.exec(text) ?? [];
  if (login === undefined || hosts === undefined)
    throw new Error('DATABASE_URL is not an address such as postgres://user:password@host:5432/candour.');
  const [first, ...others] = hosts.split(',').map(hostOf) as [Host, ...Host[]];
  // The hosts were read above: URL knows no list of them.
  const url = new URL(`${login}host${rest}`);
  const wanted = url.searchParams.get('target_session_attrs');
  if (others.length > 0 && wanted !== null && !['read-write', 'primary'].includes(wanted))
    throw new Error(`DATABASE_URL asks for a session that is ${wanted}; every session of ours must be read-write.`);
  const address: ServerAddress = {
    ...first,
    user: decodeURIComponent(url.username),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(others.length > 0 ? { others } : {}),
  };
  return { address, database: decodeURIComponent(url.pathname.slice(1)) || 'candour' };
}

/** Long enough for a busy host, short enough not to wait for one that has gone without a word. */
export const hostPatience = 3000;

/** The timeline of a host that takes writes; null where it takes none or does not answer. */
async function timelineOf(host: Host, { user, password }: ServerAddress): Promise<number | null> {
  const login = { user, database: 'postgres', ...(password === undefined ? {} : { password }) };
  const client = new pg.Client({ host: host.host, port: host.port, ...login, connectionTimeoutMillis: hostPatience });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ timeline: string | null }>(
      'select case when pg_is_in_recovery() then null else substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline',
    );
    const timeline = rows[0]?.timeline;
    return timeline ? Number.parseInt(timeline, 16) : null;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Finds the primary among the hosts of an address, each time it is asked. */
export function primaryFinder(address: ServerAddress): () => Promise<Host> {
  const hosts: readonly Host[] = [{ host: address.host, port: address.port }, ...(address.others ?? [])];
  let highest = 0;
  return async () => {
    const timelines = await Promise.all(hosts.map((host) => timelineOf(host, address)));
    const best = Math.max(...timelines.map((each) => each ?? 0));
    if (best === 0 || best < highest) throw new NoPrimary(hosts);
    highest = best;
    return hosts[timelines.indexOf(best)] as Host;
  };
}

/** None of the hosts takes writes: perhaps until one is promoted. */
export class NoPrimary extends Error {
  readonly code = 'NO_PRIMARY';
  constructor(hosts: readonly Host[]) {
    super(`None of ${hosts.map(({ host, port }) => `${host}:${port}`).join(', ')} takes writes.`);
  }
}
