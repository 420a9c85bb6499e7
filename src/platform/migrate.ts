/** Roles, the database itself, and numbered forward-only migrations. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { isSigner } from './config.ts';
import { logins, openAdmin, openPool, passwordOf, type Server } from './database.ts';

const folder = resolve(import.meta.dirname, '../../migrations');
const quote = pg.escapeLiteral;

/** What the database of a restore is called until it is whole and has been checked. */
export const restoringName = (database: string): string => `${database}_restoring`;

/** Makes the cluster's roles and the empty database. Roles belong to the cluster, so migrations never make them. */
export async function prepareDatabase(server: Server): Promise<void> {
  const admin = await openAdmin(server, 'postgres');
  try {
    await admin.query('select pg_advisory_lock(7390101)');
    const unfinished = restoringName(server.database);
    const half = await admin.query('select 1 from pg_database where datname = $1', [unfinished]);
    if (half.rows.length > 0)
      throw new Error(
        `A restore into this place is under way or did not finish: there is a database "${unfinished}". Run candour restore again; it starts afresh.`,
      );
    const has = async (role: string) =>
      (await admin.query('select 1 from pg_roles where rolname = $1', [role])).rows.length > 0;
    if (!(await has('candour_owner'))) await admin.query('create role candour_owner nologin');
    for (const login of logins) {
      const role = `candour_${login}`;
      if (!(await has(role)))
        await admin.query(`create role ${role} login nosuperuser nocreatedb nocreaterole noinherit`);
      // A signer that is another user keeps its own password: candour signer prepare tells how it is set.
      if (login === 'signer' && !isSigner(server.place)) continue;
      await admin.query(`alter role ${role} login password ${quote(passwordOf(server.place, login))}`);
    }
    await admin.query('grant candour_owner to candour_migrator');
    const made = await admin.query('select 1 from pg_database where datname = $1', [server.database]);
    if (made.rows.length === 0) {
      await admin.query('grant candour_owner to current_user');
      await admin.query(
        `create database ${pg.escapeIdentifier(server.database)} owner candour_owner template template0 encoding 'UTF8' locale 'C.UTF-8'`,
      );
    }
  } finally {
    await admin.end();
  }
  const inside = await openAdmin(server);
  try {
    const name = pg.escapeIdentifier(server.database);
    await inside.query(`revoke all on database ${name} from public`);
    await inside.query(
      `grant connect, temporary on database ${name} to candour_clerks, candour_auditor, candour_migrator`,
    );
    await inside.query(
      `grant connect on database ${name} to candour_staff, candour_public, candour_reporter, candour_eraser, candour_signer`,
    );
    await inside.query('revoke all on schema public from public');
    await inside.query(
      'grant usage on schema public to candour_staff, candour_public, candour_reporter, candour_clerks, candour_auditor, candour_signer',
    );
    await inside.query('grant create, usage on schema public to candour_owner');
    await inside.query(`grant create on database ${name} to candour_clerks`);
  } finally {
    await inside.end();
  }
}

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly hash: string;
}

/** The migrations of this release in order. */
export function migrations(): readonly Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{4}-[a-z-]+\.sql$/.test(file))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), 'utf8');
      return { name, sql, hash: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Applies what is missing, each in a transaction of its own, as the owner. Throws when an applied file was changed since.
 * `only` names those to apply: a restore stops where its backup stood.
 */
export async function migrate(server: Server, only?: ReadonlySet<string>): Promise<readonly string[]> {
  const pool = openPool(server, 'migrator', 1);
  const client = await pool.connect();
  const applied: string[] = [];
  try {
    await client.query('set role candour_owner');
    await client.query('select pg_advisory_lock(7390102)');
    await client.query('create table if not exists public.migration (name text primary key, hash text not null)');
    const known = new Map(
      (await client.query<{ name: string; hash: string }>('select name, hash from public.migration')).rows.map(
        (row) => [row.name, row.hash],
      ),
    );
    for (const migration of migrations()) {
      if (only !== undefined && !only.has(migration.name)) continue;
      const before = known.get(migration.name);
      if (before === migration.hash) continue;
      if (before !== undefined)
        throw new Error(
          `Migration ${migration.name} was changed after it was applied. Migrations go forward only: add a new one.`,
        );
      await client.query('begin');
      try {
        await client.query(migration.sql);
        await client.query('insert into public.migration values ($1, $2)', [migration.name, migration.hash]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`Migration ${migration.name}: ${(error as Error).message}`, { cause: error });
      }
      applied.push(migration.name);
    }
  } finally {
    client.release();
    await pool.end();
  }
  const clerks = openPool(server, 'clerks', 2);
  try {
    await runMigrations({ pgPool: clerks });
    await clerks.query(wakeFunction);
  } finally {
    await clerks.end();
  }
  return applied;
}

/** Faces may not touch the job queue but through this: a task name and a key, never a payload of words. */
const wakeFunction = `
  create or replace function graphile_worker.wake(task text, key text) returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
    select graphile_worker.add_job(task, json_build_object('key', key), job_key => task || '/' || key)
  $$;
  revoke all on function graphile_worker.wake from public;
  grant usage on schema graphile_worker to candour_staff, candour_public, candour_reporter;
  grant execute on function graphile_worker.wake to candour_staff, candour_public, candour_reporter`;

/** Roles, database and migrations: everything a fresh folder or server needs. */
export async function ensureDatabase(server: Server): Promise<void> {
  await prepareDatabase(server);
  await migrate(server);
}
