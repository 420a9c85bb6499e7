/** A real PostgreSQL for tests: databases of one's own, made from the migrated template of the run, or from a world. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setClock } from '../src/platform/clock.ts';
import { openAdmin, type Server } from '../src/platform/database.ts';
import { seededIds } from '../src/platform/ids.ts';
import { type Ground, makeGround } from '../src/platform/transaction.ts';
import { databaseOfRun, serverOfRun } from './run.ts';

let count = 0;

export interface TestGround extends Ground {
  readonly clock: ReturnType<typeof setClock>;
}

interface GroundOptions {
  readonly today?: string;
  readonly seed?: string;
}

function openGround(server: Server, { today, seed }: GroundOptions): TestGround {
  const clock = setClock(today ?? '2026-03-06');
  return { ...makeGround(server, clock, seededIds(seed ?? `test-${count}`)), clock };
}

/** A database made from another one, with the right of each login to enter it. */
async function cloneDatabase(from: Server, database: string): Promise<Server> {
  const admin = await openAdmin(from, 'postgres');
  try {
    await admin.query(`create database ${database} owner candour_owner template ${from.database}`);
    await admin.query(
      `grant connect, temporary on database ${database} to candour_clerks, candour_auditor, candour_migrator`,
    );
    await admin.query(
      `grant connect on database ${database} to candour_staff, candour_public, candour_reporter, candour_eraser, candour_signer`,
    );
  } finally {
    await admin.end();
  }
  return { ...from, database, stop: () => {} };
}

/** A fresh, migrated, empty database with a clock that stands on `today` and ids from a seed. Close it when done. */
export async function testGround(options: GroundOptions = {}): Promise<TestGround> {
  count += 1;
  return openGround(await cloneDatabase(serverOfRun(), databaseOfRun(`${process.pid}_${count}`)), options);
}

/**
 * A copy of a world that several files start from: built by the first of them, while the others wait. What `build` gives
 * back is kept as JSON beside it. It signs no checkpoint: each copy is a log of its own.
 */
export async function groundOfWorld<T>(
  name: string,
  options: GroundOptions,
  build: (ground: TestGround) => Promise<T>,
): Promise<{ readonly ground: TestGround; readonly built: T }> {
  const server = serverOfRun();
  const told = join(server.place.folder, `world-${name}.json`);
  const world = databaseOfRun(`world_${name}`);
  const turn = await openAdmin(server, 'postgres');
  try {
    await turn.query('select pg_advisory_lock(hashtext($1))', [world]);
    if (!existsSync(told)) {
      const ground = openGround(await cloneDatabase(server, world), { ...options, seed: `${name}, as it is built` });
      const built = await build(ground);
      await ground.close();
      writeFileSync(told, JSON.stringify(built));
    }
  } finally {
    await turn.end();
  }
  count += 1;
  const copy = await cloneDatabase({ ...server, database: world }, databaseOfRun(`${process.pid}_${count}`));
  return { ground: openGround(copy, options), built: JSON.parse(readFileSync(told, 'utf8')) as T };
}
