/**
 * What every test file of a run shares: one scratch PostgreSQL with a migrated template in it. Each file is a process of
 * its own and takes its databases from there. With TEST_DATABASE_URL the server is somebody's over TCP, and is left as it
 * was found.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAdmin, openServer, type Server } from '../src/platform/database.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';

/** The server of this run, its database being the template. */
export function serverOfRun(): Server {
  const folder = process.env.CANDOUR_TEST_RUN;
  if (folder === undefined) throw new Error('There is no database to test with: run `npm test -- FILE`.');
  const place = { folder, databaseUrl: process.env.TEST_DATABASE_URL ?? null };
  return { ...openServer(place, { durable: false }), database: templateOf(folder) };
}

const templateOf = (folder: string): string => `candour_template_${suffixOf(folder)}`;
const suffixOf = (folder: string): string => folder.slice(-6).toLowerCase();

/** The name of a database of this run that nobody else uses: `part` tells the file's process and its count. */
export const databaseOfRun = (part: string): string =>
  `candour_test_${suffixOf(process.env.CANDOUR_TEST_RUN ?? '')}_${part}`;

async function dropAll(server: Server): Promise<void> {
  const admin = await openAdmin(server, 'postgres');
  try {
    const { rows } = await admin.query<{ name: string }>(
      'select datname as name from pg_database where datname = $1 or datname like $2',
      [server.database, `${databaseOfRun('').replaceAll('_', '\\_')}%`],
    );
    for (const { name } of rows) await admin.query(`drop database "${name}" with (force)`);
  } finally {
    await admin.end();
  }
}

/** Called by the runner before the first file. */
export async function globalSetup(): Promise<void> {
  process.env.CANDOUR_TEST_RUN = mkdtempSync(join(tmpdir(), 'candour-test-'));
  await ensureDatabase(serverOfRun());
}

/** Called by the runner after the last file. A cluster of our own goes as a whole. */
export async function globalTeardown(): Promise<void> {
  const server = serverOfRun();
  if (process.env.TEST_DATABASE_URL !== undefined) await dropAll(server);
  server.stop();
  rmSync(server.place.folder, { recursive: true, force: true });
}
