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
  const result = await client.query(sql, [...parameters]);
  return result.rows as Row[];
}

export interface Server {
  readonly address: ServerAddress;
  readonly database: string;
  readonly place: Place;
  /** Stops an embedded server that this process started or found; does nothing to somebody else's. */
  readonly stop: () => void;
}

/** Finds or starts the PostgreSQL of this place. */
export function openServer(place: Place, options: { durable?: boolean } = {}): Server {
  if (place.databaseUrl) {
    const url = new URL(place.databaseUrl);
    const address: ServerAddress = {
      host: url.hostname,
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username),
      ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    };
    return { address, database: url.pathname.slice(1) || 'candour', place, stop: () => {} };
  }
  const embedded = startEmbedded(place.folder, options);
  return { address: embedded.address, database: 'candour', place, stop: embedded.stop };
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
  const pool = new pg.Pool({
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
  });
  // An idle connection that the server closes is no error of ours: the next request opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A single connection as the server's own administrator: for preparing and migrating, never for a request. */
export async function openAdmin(server: Server, database = server.database): Promise<pg.Client> {
  const client = new pg.Client({ ...server.address, database, types, options: '-c timezone=UTC -c datestyle=ISO' });
  await client.connect();
  return client;
}
