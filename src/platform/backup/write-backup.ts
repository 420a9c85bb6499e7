/**
 * One consistent picture of the database and of what the signer remembers, encrypted as it is read. The key folder stays
 * out of it: whoever has the backup has no key, and whoever has the keys has no record.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { stopwatch } from '../clock.ts';
import { mayRead } from '../config.ts';
import { openAdmin, type Server } from '../database.ts';
import { syncFolder } from '../durable-file.ts';
import { logs } from '../ledger/checkpoint.ts';
import { signerFolder } from '../ledger/keys.ts';
import { freshCheckpoint } from '../ledger.ts';
import { openProgress } from '../progress.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import type { Ground } from '../transaction.ts';
import { frame } from './frames.ts';
import { type BackupHeader, backupFormat, logSizes, quoteName, rowsIn, tablesOf } from './header.ts';
import { identityFolder, ownKey } from './identity.ts';
import { keysContents, keysFileOf, keysIn } from './keys-file.ts';
import { seal } from './sealed-stream.ts';

export interface BackupOptions {
  readonly file: string;
  /** age recipients; none: the place's own recovery key. */
  readonly recipients?: readonly string[];
  /** Where the user's copy of the recovery key goes. */
  readonly identities?: string;
  readonly say?: (line: string) => void;
}

export interface BackedUp {
  readonly file: string;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  /** Leaves of the main log. */
  readonly leaves: number;
  readonly recipients: readonly string[];
  readonly sha256: string;
  /** The keys of guarded words, in a file to be kept apart; null in a place from before there were any. */
  readonly keys: { readonly file: string; readonly records: number } | null;
  readonly seconds: number;
}

interface SmallFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What the signer remembers, the published keys, and who may sign in to a demonstration. Never anything of `keys/`. */
function smallFiles(server: Server): SmallFile[] {
  const signer = logs.flatMap((log) => [`${log}.vkey`, `${log}.json`]);
  return [
    ...signer.map((name) => ({ name: `signer/${name}`, path: join(signerFolder(server), name) })),
    { name: 'demo.json', path: join(server.place.folder, 'demo.json') },
  ]
    .filter(({ path }) => mayRead(path))
    .map(({ name, path }) => ({ name, bytes: readFileSync(path) }));
}

/** Begins the one moment that is backed up. The signer waits meanwhile: its memory must be of the same moment. */
async function beginMoment(client: pg.Client, server: Server): Promise<SmallFile[]> {
  for (const log of logs) await client.query('select pg_advisory_lock(7390103, hashtext($1))', [log]);
  // Without the right to pass by row security this fails; it must never leave rows out quietly.
  await client.query('begin transaction isolation level repeatable read read only');
  await client.query(`select set_config('row_security', 'off', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true), set_config('IntervalStyle', 'iso_8601', true), set_config('statement_timeout', '0', true)`);
  const files = smallFiles(server);
  for (const log of logs) await client.query('select pg_advisory_unlock(7390103, hashtext($1))', [log]);
  return files;
}

async function headerOf(client: pg.Client, made: string, files: readonly SmallFile[]): Promise<BackupHeader> {
  const migrations = await client.query<{ name: string; hash: string }>(
    'select name, hash from public.migration order by name',
  );
  const tables: BackupHeader['tables'] = [];
  for (const table of await tablesOf(client)) tables.push({ ...table, rows: await rowsIn(client, table.name) });
  return {
    format: backupFormat,
    made,
    migrations: migrations.rows,
    tables,
    logs: await logSizes(client),
    files: files.map((file) => file.name),
  };
}

async function* contents(
  client: pg.Client,
  header: BackupHeader,
  files: readonly SmallFile[],
): AsyncGenerator<Buffer, void> {
  const progress = openProgress(process.stderr.isTTY === true);
  const all = header.tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  yield frame('H', header);
  for (const file of files) yield frame('F', { name: file.name, base64: file.bytes.toString('base64') });
  for (const { name, columns, rows } of header.tables) {
    yield frame('T', { name });
    const list = columns.map(quoteName).join(', ');
    // Text and not binary: binary COPY promises nothing across releases of PostgreSQL.
    for await (const chunk of client.query(copyTo(`copy ${quoteName(name)} (${list}) to stdout`)))
      yield frame('R', chunk as Buffer);
    yield frame('E', { rows });
    done += rows;
    progress.show(done, all, name);
  }
  yield frame('Z', { tables: header.tables.length });
  progress.end();
}

async function writeSealed(file: string, sealed: { stream: AsyncIterable<Buffer>; broken: Promise<never> }) {
  const hash = createHash('sha256');
  const partial = `${file}.partial`;
  const disk = await open(partial, 'w', 0o600);
  const write = async () => {
    for await (const chunk of sealed.stream) {
      hash.update(chunk);
      await disk.write(chunk);
    }
  };
  try {
    await Promise.race([write(), sealed.broken]);
    await disk.sync();
    await disk.close();
    renameSync(partial, file);
    syncFolder(dirname(file));
  } catch (error) {
    await disk.close().catch(() => {});
    rmSync(partial, { force: true });
    throw error;
  }
  return hash.digest('hex');
}

async function recipientsOf(ground: Ground, options: BackupOptions): Promise<readonly string[]> {
  const named = options.recipients ?? [];
  const say = options.say ?? (() => {});
  if (named.length === 1) say('One recipient only: if that key is lost, so is the backup. Two are better.');
  if (named.length > 0) return named;
  const key = await ownKey(ground.server.place, options.identities ?? identityFolder(process.env));
  say(`Encrypted for this place's own recovery key, ${key.recipient}.`);
  say(`KEEP THE KEY APART from the backup, and a copy away from this machine: without it the backup cannot be opened.`);
  say(
    `It lies in ${key.files.join(' and in ')}. Better: --recipient, twice, with keys that were never on this machine.`,
  );
  return [key.recipient];
}

/** The keys of guarded words at the same moment, in a file of their own. */
async function writeKeys(
  client: pg.Client,
  { server }: Ground,
  { file, made, recipients }: { readonly file: string; readonly made: string; readonly recipients: readonly string[] },
): Promise<BackedUp['keys'] | Refusal> {
  const records = await keysIn(client);
  if (records === null) return null;
  const sealed = await seal(keysContents(client, server.place, { made, records }), recipients);
  if (isRefusal(sealed)) return sealed;
  await writeSealed(keysFileOf(file), sealed);
  return { file: keysFileOf(file), records };
}

/** Backs the whole place up into one encrypted file, and the keys of its guarded words into another. Never overwrites one. */
export async function writeBackup(ground: Ground, options: BackupOptions): Promise<BackedUp | Refusal> {
  const elapsed = stopwatch();
  const { file, say = () => {} } = options;
  const there = [file, keysFileOf(file)].find((each) => existsSync(each));
  if (there !== undefined) return refuse('file-exists', `${there} exists already, and a backup overwrites nothing.`);
  const recipients = await recipientsOf(ground, options);
  // A backup of a record that no longer verifies is still wanted; it must not look like a good one.
  const head = await freshCheckpoint(ground);
  if (isRefusal(head)) say(`The ledger was not signed before this backup: ${head.words}`);
  const client = await openAdmin(ground.server);
  try {
    const files = await beginMoment(client, ground.server);
    const header = await headerOf(client, ground.clock.now().toISOString(), files);
    if (!header.files.includes('signer/main.vkey'))
      say(
        'The verifier key of the log is not on this machine, so it is not in the backup: keep it with the other keys.',
      );
    const sealed = await seal(contents(client, header, files), recipients);
    if (isRefusal(sealed)) return sealed;
    const sha256 = await writeSealed(file, sealed);
    const keys = await writeKeys(client, ground, { file, made: header.made, recipients });
    if (isRefusal(keys)) return keys;
    if (keys !== null) say(`${keys.file} opens the guarded words: keep it apart, and no longer than 35 days.`);
    return {
      file,
      bytes: statSync(file).size,
      tables: header.tables.length,
      rows: header.tables.reduce((sum, table) => sum + table.rows, 0),
      leaves: header.logs.main.leaves,
      recipients,
      sha256,
      keys,
      seconds: elapsed(),
    };
  } finally {
    await client.end();
  }
}
