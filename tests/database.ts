/**
 * A real PostgreSQL for tests: one scratch cluster for the whole run, one database a test file, made from a migrated
 * template. With TEST_DATABASE_URL the same tests run on a PostgreSQL server over TCP.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setClock } from '../src/platform/clock.ts';
import type { Place } from '../src/platform/config.ts';
import { openAdmin, openServer, type Server } from '../src/platform/database.ts';
import { seededIds } from '../src/platform/ids.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';
import { type Ground, makeGround } from '../src/platform/transaction.ts';

let template: Promise<Server> | null = null;
let count = 0;

/** A server of somebody else's is left as it was found: a cluster of our own goes as a whole. */
async function dropAll(server: Server): Promise<void> {
  const admin = await openAdmin(server, 'postgres');
  try {
    const { rows } = await admin.query<{ name: string }>(
      'select datname as name from pg_database where datname = $1 or datname like $2',
      [server.database, `candour\\_test\\_${process.pid}\\_%`],
    );
    for (const { name } of rows) await admin.query(`drop database "${name}" with (force)`);
  } finally {
    await admin.end();
  }
}

// When nothing is open any more. At the top, so that it belongs to the run and not to the test that happens to be first.
after(() => {
  if (process.env.TEST_DATABASE_URL === undefined || template === null) return;
  const made = template;
  process.once('beforeExit', () => void made.then(dropAll));
});

async function makeTemplate(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-test-'));
  const url = process.env.TEST_DATABASE_URL;
  const place: Place = { folder, databaseUrl: url ?? null };
  const opened = openServer(place, { durable: false });
  const server: Server = { ...opened, database: `candour_template_${process.pid}` };
  process.on('exit', () => {
    opened.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await ensureDatabase(server);
  return server;
}

export interface TestGround extends Ground {
  readonly clock: ReturnType<typeof setClock>;
}

/** A fresh, migrated, empty database with a clock that stands on `today` and ids from a seed. Close it when done. */
export async function testGround(options: { today?: string; seed?: string } = {}): Promise<TestGround> {
  template ??= makeTemplate();
  const base = await template;
  count += 1;
  const server: Server = { ...base, database: `candour_test_${process.pid}_${count}`, stop: () => {} };
  const admin = await openAdmin(base, 'postgres');
  try {
    await admin.query(`create database ${server.database} owner candour_owner template ${base.database}`);
    await admin.query(
      `grant connect, temporary on database ${server.database} to candour_clerks, candour_auditor, candour_migrator`,
    );
    await admin.query(
      `grant connect on database ${server.database} to candour_staff, candour_public, candour_reporter, candour_eraser, candour_signer`,
    );
  } finally {
    await admin.end();
  }
  const clock = setClock(options.today ?? '2026-03-06');
  const ground = makeGround(server, clock, seededIds(options.seed ?? `test-${count}`));
  return { ...ground, clock };
}
