/** Where the trials kill: a durable PostgreSQL of the embedded form, a gate before it, and the house as others see it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { fit, ledgeredTables } from '../../../src/main.ts';
import { wallClock } from '../../../src/platform/clock.ts';
import type { Place } from '../../../src/platform/config.ts';
import { openAdmin, openServer, type Server } from '../../../src/platform/database.ts';
import { randomIds } from '../../../src/platform/ids.ts';
import { verifyLedger } from '../../../src/platform/ledger.ts';
import { ensureDatabase } from '../../../src/platform/migrate.ts';
import { type Ground, makeGround } from '../../../src/platform/transaction.ts';
import { act, actsFound } from './acts.ts';
import { type Gate, openGate } from './gate.ts';

export interface World {
  readonly folder: string;
  readonly place: Place;
  readonly gate: Gate;
  /** The server under another database name. */
  readonly server: (database: string) => Server;
  /** A fresh, migrated database with two acts in it, and what an act looks like when nothing disturbs it. */
  readonly fresh: (database: string) => Promise<string>;
  readonly end: () => void;
}

export const groundOn = (server: Server): Ground => fit(makeGround(server, wallClock(), randomIds));

/** Runs on a ground of its own and closes it. */
export async function within<T>(server: Server, work: (ground: Ground) => Promise<T>): Promise<T> {
  const ground = groundOn(server);
  try {
    return await work(ground);
  } finally {
    await ground.close();
  }
}

export async function asAdmin<T>(server: Server, work: (client: pg.Client) => Promise<T>, database = server.database) {
  const client = await openAdmin(server, database);
  client.on('error', () => {});
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What the whole check finds wrong, in words. */
export const whatIsWrong = (server: Server): Promise<readonly string[]> =>
  within(server, async (ground) => (await verifyLedger(ground, ledgeredTables)).problems.map((each) => each.words));

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-kill-'));
  const place: Place = { folder, databaseUrl: null };
  mkdirSync(join(folder, 'files'));
  const base = openServer(place);
  const gate = await openGate(base.address);
  const server = (database: string): Server => ({ ...base, database, stop: () => {} });
  const fresh = async (database: string) => {
    await ensureDatabase(server(database));
    await within(server(database), async (ground) => {
      for (const n of [1, 2]) await act(ground, `undisturbed-${n}`);
    });
    const [shape] = (await asAdmin(server(database), actsFound)).values();
    return shape ?? '';
  };
  const end = () => {
    gate.close();
    base.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, place, gate, server, fresh, end };
}
