/**
 * The one way to write: open a transaction as somebody, keep rows, and let every append-only row's leaf go into the
 * ledger as the last statement of the same commit. Either the row and its leaf are there, or neither is.
 */
import { type RawBuilder, sql as written } from 'kysely';
import pg from 'pg';
import { flatRowWriter } from '../engines/flat-row.ts';
import { normaliseRow } from '../engines/ledger-leaf.ts';
import type { Clock } from './clock.ts';
import { columnsOf, copyRows } from './copy.ts';
import { commit, type Login, openPool, runSql, type Server } from './database.ts';
import type { Ids } from './ids.ts';
import { type LeafKind, LeafPile, type Log } from './leaf-pile.ts';
import { isRefusal, type Refusal, Refused } from './refusal.ts';
import { Seals } from './seal/seals.ts';
import { isOutdated, run } from './statements.ts';

export { sql } from 'kysely';
export type { Log } from './leaf-pile.ts';

/** Who is acting, through which door. `actor` is a person's id, or null for a clerk or a visitor without a name. */
export interface Act {
  readonly actor: string | null;
  readonly face: 'staff' | 'public' | 'reporter' | 'clerk' | 'command';
}

/** How an append-only table is committed to. Declared once, beside the store that owns the table. */
export interface Table {
  readonly name: string;
  readonly json: readonly string[];
  readonly timestamps: readonly string[];
  /** Generated columns: the database computes them from the others, so they are left out of the commitment. */
  readonly derived: readonly string[];
  /** Guarded words: stored encrypted under the row's own key. A path leads into a JSON column. */
  readonly sealed: readonly (readonly string[])[];
}

/** `sealed` names columns, or parts of JSON columns as `evidence.shown`. */
export const table = (
  name: string,
  columns: Partial<Omit<Table, 'name' | 'sealed'>> & { readonly sealed?: readonly string[] } = {},
): Table => ({
  name,
  json: columns.json ?? [],
  timestamps: columns.timestamps ?? ['recorded_at'],
  derived: columns.derived ?? [],
  sealed: (columns.sealed ?? []).map((path) => path.split('.')),
});

export type Row = { readonly id: string } & Readonly<Record<string, unknown>>;

export interface Tx {
  readonly client: pg.PoolClient;
  /** The instant of this act by the platform clock: every row written in it carries it as recorded_at. */
  readonly at: Date;
  readonly today: string;
  readonly act: Act;
  readonly ids: Ids;
  readonly leaves: LeafPile;
  /** Encrypts guarded words on their way in and opens them on their way out. */
  readonly seals: Seals;
  /** Subjects whose record this act added to, for those upstairs who must answer in the same commit. */
  readonly touched: Set<string>;
  /** Rows kept so far in this act: gives entries their order within it. */
  ordinal: number;
  /** The import that this act takes in, if it is one: what it brings is marked with it, so that the whole can be undone. */
  batch: string | null;
}

export type BeforeCommit = (tx: Tx) => Promise<void>;

/** What everything stands on: the server, its clock and its ids. Made by main.ts, cli.ts or a test. */
export interface Ground {
  readonly server: Server;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly pool: (login: Login) => pg.Pool;
  /** Filled by main.ts only. */
  readonly beforeCommit: BeforeCommit[];
  readonly close: () => Promise<void>;
}

export function makeGround(server: Server, clock: Clock, ids: Ids): Ground {
  const pools = new Map<Login, pg.Pool>();
  const pool = (login: Login) => {
    let found = pools.get(login);
    if (!found) {
      found = openPool(server, login);
      pools.set(login, found);
    }
    return found;
  };
  const close = async () => {
    await Promise.all([...pools.values()].map((open) => open.end()));
    pools.clear();
  };
  return { server, clock, ids, pool, beforeCommit: [], close };
}

/**
 * A column that is one of some values. For a single value it is written as equal: of a list PostgreSQL cannot tell how long
 * it will be, and plans the statement anew each time.
 */
export const among = (column: string, values: readonly string[]): RawBuilder<unknown> =>
  values.length === 1
    ? written`${written.ref(column)} = ${values[0]}`
    : written`${written.ref(column)} = any(${values as string[]})`;

/** Runs a statement in the transaction and gives its rows, with guarded words opened. */
export const query = async <R>(tx: Tx, statement: RawBuilder<R>): Promise<R[]> =>
  tx.seals.open(await runSql(tx.client, statement));

/** The same with words left as they are stored: for those who weigh facts and read no words. */
export const queryAsStored = <R>(tx: Tx, statement: RawBuilder<R>): Promise<R[]> => runSql(tx.client, statement);

/** The one row a statement must give. Throws when there is none: use for what must exist. */
export async function queryOne<R>(tx: Tx, statement: RawBuilder<R>): Promise<R> {
  const [row] = await query(tx, statement);
  if (row === undefined) throw new Error('a statement that must give a row gave none');
  return row;
}

/** Opens the transaction and tells the database who acts, in one exchange. */
const beginningOf = (act: Act, today: string): string => {
  const [actor, day, face] = [act.actor ?? '', today, act.face].map(pg.escapeLiteral);
  return `begin; select set_config('app.actor', ${actor}, true), set_config('app.today', ${day}, true), set_config('app.face', ${face}, true)`;
};

/**
 * Runs `work` in one transaction as the login of a face. A refusal, returned or thrown as Refused, rolls everything
 * back and comes out as a value; any other error rolls back and is thrown.
 */
export async function inTransaction<T>(
  ground: Ground,
  login: Login,
  act: Act,
  work: (tx: Tx) => Promise<T>,
): Promise<T | Refusal> {
  const client = await ground.pool(login).connect();
  let broken = false;
  try {
    const at = ground.clock.now();
    const today = ground.clock.today();
    const leaves = new LeafPile(at, act.actor);
    const seals = new Seals(client, ground.server.place, ground.ids);
    const tx: Tx = {
      client,
      at,
      today,
      act,
      ids: ground.ids,
      leaves,
      seals,
      touched: new Set(),
      ordinal: 0,
      batch: null,
    };
    await client.query(beginningOf(act, today));
    const result = await work(tx);
    if (isRefusal(result)) {
      await client.query('rollback');
      return result;
    }
    if (tx.touched.size > 0) for (const hook of ground.beforeCommit) await hook(tx);
    await leaves.append(client);
    await commit(client);
    return result;
  } catch (error) {
    broken = isOutdated(error);
    await client.query('rollback').catch(() => {
      broken = true;
    });
    if (error instanceof Refused) return error.refusal;
    throw error;
  } finally {
    client.release(broken);
  }
}

/** As `inTransaction`, for work whose refusal would be a bug. */
export async function mustTransact<T>(
  ground: Ground,
  login: Login,
  act: Act,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const result = await inTransaction(ground, login, act, work);
  if (isRefusal(result)) throw new Error(result.words);
  return result as T;
}

/** Holds a lock named by kind and id until the transaction ends. Take several in sorted order; the ledger's comes last. */
export async function lock(tx: Tx, kind: string, id: string): Promise<void> {
  await run(tx.client, 'select pg_advisory_xact_lock(hashtextextended($1, 739))', [`${kind}/${id}`]);
}

/** A row as the database will give it back through to_jsonb: what the commitment is computed over. */
function asStored(row: Row): Record<string, unknown> {
  const stored: Record<string, unknown> = {};
  for (const key in row) {
    const value = row[key];
    if (value === undefined || value === null || key === 'salt') continue;
    stored[key] =
      value instanceof Date ? value.toISOString() : Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
  }
  return stored;
}

const logOf = (row: Row): Log => (row.covert_list != null || row.list != null ? 'covert' : 'main');

function stage(tx: Tx, into: Table, row: Row, salt: Buffer, act: string): void {
  const stored = normaliseRow(into.name, asStored(row), into);
  tx.leaves.add({ log: logOf(row), act, table: into.name }, row.id, stored, salt);
}

const parameter = (into: Table, column: string, value: unknown): unknown =>
  value !== null && value !== undefined && into.json.includes(column) ? JSON.stringify(value) : value;

/** Appends one row to an append-only table, its guarded words sealed, and stages its leaf. `act` names what was done: `entry.posted`. */
export async function keep(tx: Tx, into: Table, given: Row, act: string): Promise<void> {
  const salt = tx.ids.bytes(16);
  const row = await tx.seals.row(into, given);
  const full: Record<string, unknown> = { ...row, salt };
  const columns = Object.keys(full).filter((key) => full[key] !== undefined);
  const names = columns.map((column) => `"${column}"`).join(', ');
  const places = columns.map((_, index) => `$${index + 1}`).join(', ');
  await run(
    tx.client,
    `insert into ${into.name} (${names}) values (${places})`,
    columns.map((column) => parameter(into, column, full[column])),
  );
  stage(tx, into, row, salt, act);
}

/** Appends many rows at once: COPY into a staging table, then INSERT ... SELECT under the table's own row security. */
export async function keepMany(tx: Tx, into: Table, given: readonly Row[], act: string): Promise<void> {
  if (given.length === 0) return;
  const rows = await tx.seals.rows(into, given);
  const salts = tx.ids.bytes(16 * rows.length);
  const columns = columnsOf(rows);
  const write = flatRowWriter(into.name, columns, into);
  const kinds: Record<Log, LeafKind> = {
    main: { log: 'main', act, table: into.name },
    covert: { log: 'covert', act, table: into.name },
  };
  for (const [index, row] of rows.entries())
    tx.leaves.addText(kinds[logOf(row)], row.id, write(row), salts.subarray(index * 16, index * 16 + 16));
  await copyRows(tx.client, into, rows, salts);
}
