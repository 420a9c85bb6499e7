/**
 * Connections, one login per face, and the transaction that every write goes through.
 *
 * No SET ROLE at run time: each login is its own role with its own rights, and row security applies to all of them.
 */
import { createHmac } from 'node:crypto';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely';
import pg from 'pg';
import { keyFile, type Place, type ServerAddress, signerSecret } from './config.ts';
import { startEmbedded } from './embedded.ts';
import { firstHost, type Locate, PatientPool, reach } from './patient-pool.ts';
import { primaryFinder, readDatabaseUrl } from './several-hosts.ts';
import { run } from './statements.ts';

export const logins = ['staff', 'public', 'reporter', 'clerks', 'auditor', 'eraser', 'signer', 'migrator'] as const;
export type Login = (typeof logins)[number];

const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === 1082) return (text: string) => text; // date stays 'YYYY-MM-DD', never a JavaScript Date
    if (oid === 20) return (text: string) => Number(text); // counts fit in 2^53
    if (oid === 1700) return (text: string) => Number(text);
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};

/** Kysely only writes the SQL here; the connection is ours, so that COPY shares the transaction. */
const writer = new Kysely<object>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Runs one statement written with kysely's `sql` tag, parameters apart from the text. */
export async function runSql<Row>(client: pg.ClientBase | pg.Pool, query: RawBuilder<Row>): Promise<Row[]> {
  const { sql, parameters } = query.compile(writer);
  const result = await run(client, sql, parameters);
  return result.rows as Row[];
}

export interface Server {
  readonly address: ServerAddress;
  readonly database: string;
  readonly place: Place;
  /** Where the database is now: starts an embedded one that died, and finds the primary among several hosts. */
  readonly locate: Locate;
  /** Stops an embedded server that this process started or found; does nothing to somebody else's. */
  readonly stop: () => void;
}

/** Finds or starts the PostgreSQL of this place. */
export function openServer(place: Place, options: { durable?: boolean } = {}): Server {
  if (place.databaseUrl) {
    const { address, database } = readDatabaseUrl(place.databaseUrl);
    const locate = address.others === undefined ? async () => address : primaryFinder(address);
    return { address, database, place, locate, stop: () => {} };
  }
  const { address, revive, stop } = startEmbedded(place.folder, options);
  const locate = async () => {
    revive();
    return address;
  };
  return { address, database: 'candour', place, locate, stop };
}

/** The password of a login: derived from a key that stays in this installation's key folder. The signer's lies with the signer. */
export const passwordOf = (place: Place, login: Login): string =>
  createHmac('sha256', login === 'signer' ? signerSecret(place, 'login') : keyFile(place, 'logins'))
    .update(login)
    .digest('hex');

/** Behind these somebody waits for a page. */
const isFace = (login: Login): boolean => login === 'staff' || login === 'public' || login === 'reporter';

/**
 * A pool for one login. `max` connections; statements longer than ten minutes are stopped. Statements are never compiled,
 * and those of a page run in one process: where a plan's guess is high, compiling it or starting helpers takes longer than
 * the page may.
 */
export function openPool(server: Server, login: Login, max = 10): pg.Pool {
  const config: pg.PoolConfig = {
    host: server.address.host,
    port: server.address.port,
    user: `candour_${login}`,
    password: passwordOf(server.place, login),
    database: server.database,
    max,
    types,
    options: `-c timezone=UTC -c datestyle=ISO -c statement_timeout=600000 -c jit=off ${isFace(login) ? '-c max_parallel_workers_per_gather=0' : ''}`,
    application_name: `candour-${login}`,
    allowExitOnIdle: true,
  };
  const pool = new PatientPool(config, server);
  // An idle connection that the server closes is no error of ours: the next request opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A single connection as the server's own administrator: for preparing and migrating, never for a request. */
export async function openAdmin(server: Server, database = server.database): Promise<pg.Client> {
  const { user, password } = server.address;
  const login = { user, database, ...(password === undefined ? {} : { password }) };
  return reach(server, firstHost(server), async ({ host, port }) => {
    const client = new pg.Client({ host, port, ...login, types, options: '-c timezone=UTC -c datestyle=ISO' });
    await client.connect();
    return client;
  });
}

/**
 * Commits, and resolves only for what is committed everywhere it was promised to be. Two traps: COMMIT after a statement
 * that failed answers ROLLBACK and no error; and a commit whose wait for the standby is cancelled answers COMMIT with a
 * warning, though the loss of this one host would lose it.
 */
export async function commit(client: pg.ClientBase): Promise<void> {
  let isAlone = false;
  const hear = ({ routine }: { routine?: string | undefined }) => {
    if (routine === 'SyncRepWaitForLSN') isAlone = true;
  };
  client.on('notice', hear);
  try {
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error('A statement had failed, so nothing was committed.');
    if (isAlone) throw new Error('It is on this server and perhaps not on the standby: take it for not done.');
  } finally {
    client.off('notice', hear);
  }
}
