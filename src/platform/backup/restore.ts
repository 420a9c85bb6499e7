/**
 * Puts a backup into a place that has no record yet. Everything goes into a database of another name, which nothing
 * serves; it gets its own name only when every leaf, root and row has been checked. Killed at any point before that, the
 * place refuses to open and the same command starts afresh.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { verifierKeyOf } from '../../engines/ledger-leaf.ts';
import { type Clock, stopwatch } from '../clock.ts';
import type { Place } from '../config.ts';
import { openAdmin, openServer, type Server } from '../database.ts';
import type { Ids } from '../ids.ts';
import { logs } from '../ledger/checkpoint.ts';
import { publishOwnKey, signerFolder } from '../ledger/keys.ts';
import { takeCheckpoint, type Verified, verifyLedger } from '../ledger.ts';
import { migrate, migrations, prepareDatabase, restoringName } from '../migrate.ts';
import { openProgress } from '../progress.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../refusal.ts';
import { replayErasures } from '../seal/erase.ts';
import { type ErasureLine, erasureListOf, readErasures } from '../seal/erasure-list.ts';
import { type Ground, makeGround, type Table } from '../transaction.ts';
import { Damaged, type Frame, nextFrame, readFrames } from './frames.ts';
import {
  type BackedUpTable,
  type BackupHeader,
  type LogSizes,
  logSizes,
  quoteName,
  readHeader,
  rowsIn,
  tablesOf,
} from './header.ts';
import { findIdentities, identityFolder } from './identity.ts';
import { type KeysFile, keysFileOf, loadKeys, openKeys } from './keys-file.ts';
import { unseal } from './sealed-stream.ts';

export interface RestoreOptions {
  readonly file: string;
  readonly place: Place;
  /** Tables whose rows have leaves, for the check at the end. */
  readonly tables: readonly Table[];
  readonly clock: Clock;
  readonly ids: Ids;
  /** File with the key; otherwise the place's own and the user's are tried. */
  readonly identity?: string | undefined;
  readonly identities?: string;
  /** The file with the keys of guarded words; otherwise the one beside the backup is taken, where there is one. */
  readonly keys?: string | undefined;
  /** The list of what was erased; otherwise that of the place itself, where it has one. */
  readonly erasures?: string | undefined;
  /** A checkpoint note kept elsewhere that the restored log must contain. */
  readonly checkpoint?: string;
  /** Opens the place even though its ledger does not verify: for a record that is evidence of tampering. */
  readonly withProblems?: boolean;
  /** The server to restore to, where the caller has one open. */
  readonly server?: Server;
  readonly say?: (line: string) => void;
  /** Called when erasures were done again and before anything is checked or open. For tests of a restore that stops half way. */
  readonly beforeOpening?: (ground: Ground) => Promise<void>;
}

export interface Restored {
  readonly ok: boolean;
  readonly file: string;
  /** When the backup was made. */
  readonly made: string;
  readonly tables: number;
  readonly rows: number;
  readonly leaves: number;
  readonly root: string;
  /** Records whose guarded words can be read again; null where no file of keys came along. */
  readonly keys: number | null;
  /** Rows that were erased after the backup was made, and were erased again before the place opened. */
  readonly erasedAgain: number;
  /** Migrations of this release that the backup did not have yet. */
  readonly migratedForward: readonly string[];
  /** Published beside the earlier ones where the old signing key did not come along: tell everybody who keeps keys. */
  readonly newKeys: readonly string[];
  readonly problems: Verified['problems'];
  readonly seconds: number;
}

/** What a restore holds on to while it works. */
interface Work {
  readonly options: RestoreOptions;
  readonly header: BackupHeader;
  readonly frames: AsyncGenerator<Frame, void>;
  /** The place under its own name, and under the name it has meanwhile. */
  readonly server: Server;
  readonly half: Server;
  readonly keys: KeysFile | null;
  readonly erasures: readonly ErasureLine[];
}

/** This release must know every migration of the backup, word for word. */
function whyNotThisRelease(header: BackupHeader): Refusal | null {
  const known = new Map(migrations().map((each) => [each.name, each.hash]));
  const strange = header.migrations.find(({ name, hash }) => known.get(name) !== hash);
  return strange === undefined
    ? null
    : refuse(
        'other-release',
        `The backup was made by another release: this one ${known.has(strange.name) ? 'has changed' : 'does not have'} its migration ${strange.name}. Restore with the release that made it, or a later one.`,
      );
}

const exists = async (admin: pg.Client, database: string): Promise<boolean> =>
  (await admin.query('select 1 from pg_database where datname = $1', [database])).rows.length > 0;

/** Takes the place for this restore alone. Refuses one that holds anything; sweeps away what an earlier restore left half done. */
async function claim(admin: pg.Client, server: Server): Promise<Refusal | null> {
  const { rows } = await admin.query<{ mine: boolean }>('select pg_try_advisory_lock(7390106) as mine');
  if (rows[0]?.mine !== true) return refuse('restore-running', 'Another restore is under way on this server.');
  if (await exists(admin, server.database))
    return refuse(
      'not-empty',
      `There is a database "${server.database}" here already, and a restore overwrites nothing. Give it an empty folder, or a server without that database.`,
    );
  await admin.query(`drop database if exists ${pg.escapeIdentifier(restoringName(server.database))} with (force)`);
  return null;
}

async function* rowsOf(frames: AsyncGenerator<Frame, void>): AsyncGenerator<Buffer, void> {
  for (;;) {
    const next = await frames.next();
    if (next.done) throw new Damaged('it ends in the middle of a table');
    if (next.value.kind === 'E') return;
    if (next.value.kind !== 'R') throw new Damaged('its parts are not in their order');
    yield next.value.bytes;
  }
}

async function loadTable({ frames }: Work, client: pg.Client, table: BackedUpTable): Promise<void> {
  const { name } = JSON.parse((await nextFrame(frames, 'T')).toString()) as { name: string };
  if (name !== table.name) throw new Damaged('its tables are not those that its head names');
  const list = table.columns.map(quoteName).join(', ');
  await pipeline(
    Readable.from(rowsOf(frames), { objectMode: false }),
    client.query(copyFrom(`copy ${quoteName(name)} (${list}) from stdin`)),
  );
  if ((await rowsIn(client, name)) !== table.rows) throw new Damaged(`${name} has not the rows that its head counts`);
}

/** Nothing is loaded into a table that the catalogue does not have in just this form, whatever a header says. */
async function needSameTables(client: pg.Client, header: BackupHeader): Promise<void> {
  const here = new Map((await tablesOf(client)).map((table) => [table.name, table.columns.join()]));
  const odd = header.tables.find((table) => here.get(table.name) !== table.columns.join());
  if (odd) throw new Damaged(`its table ${odd.name} is not as its own migrations make it`);
  if (here.size !== header.tables.length) throw new Damaged('it lacks tables that its own migrations make');
}

/** All rows in one transaction. Triggers that would work on them a second time rest; those that guard stay on throughout. */
async function loadTables(work: Work, client: pg.Client): Promise<LogSizes> {
  const progress = openProgress(process.stderr.isTTY === true);
  const { tables } = work.header;
  const all = tables.reduce((sum, table) => sum + table.rows, 0);
  let done = 0;
  await needSameTables(client, work.header);
  await client.query('begin');
  await client.query(
    `select set_config('session_replication_role', 'replica', true), set_config('row_security', 'off', true), set_config('statement_timeout', '0', true)`,
  );
  for (const table of tables) {
    await loadTable(work, client, table);
    done += table.rows;
    progress.show(done, all, table.name);
  }
  await nextFrame(work.frames, 'Z');
  if (!(await work.frames.next()).done) throw new Damaged('something follows its end');
  progress.end();
  const sizes = await logSizes(client);
  await client.query('commit');
  await client.query('analyze');
  return sizes;
}

const filePlace = ({ half, options }: Work, name: string): string | null => {
  const signer = /^signer\/((?:main|covert)\.(?:vkey|json))$/.exec(name)?.[1];
  if (signer !== undefined) return join(signerFolder(half), signer);
  return name === 'demo.json' ? join(options.place.folder, name) : null;
};

async function putFiles(work: Work): Promise<void> {
  rmSync(signerFolder(work.half), { recursive: true, force: true });
  mkdirSync(signerFolder(work.half), { recursive: true, mode: 0o700 });
  for (const name of work.header.files) {
    const file = JSON.parse((await nextFrame(work.frames, 'F')).toString()) as { name: string; base64: string };
    const path = filePlace(work, name);
    if (file.name !== name || path === null) throw new Damaged(`it holds a file that no backup has: ${file.name}`);
    writeFileSync(path, Buffer.from(file.base64, 'base64'), { mode: 0o600 });
  }
}

const sameLogs = (one: LogSizes, other: LogSizes): boolean =>
  logs.every((log) => one[log].leaves === other[log].leaves && one[log].root === other[log].root);

/** Checks everything in the restored place under its provisional name. */
async function check(work: Work): Promise<{ verified: Verified; newKeys: string[]; replayed: number }> {
  const { options, half } = work;
  const newKeys = logs.flatMap((log) => {
    const key = publishOwnKey(half, log);
    return key === null ? [] : [verifierKeyOf(key)];
  });
  const ground = makeGround(half, options.clock, options.ids);
  try {
    const replayed = await replayErasures(ground, work.erasures);
    await options.beforeOpening?.(ground);
    const { checkpoint } = options;
    const found = await verifyLedger(ground, options.tables, checkpoint === undefined ? {} : { checkpoint });
    // Without the file of keys words stay shut: that is said, and no sign of tampering.
    const problems = found.problems.filter((each) => work.keys !== null || each.kind !== 'words-shut');
    const verified = { ...found, problems, ok: problems.length === 0 };
    if (!verified.ok) return { verified, newKeys, replayed };
    const head = await takeCheckpoint(ground);
    if (isRefusal(head)) throw new Refused(head);
    return { verified, newKeys, replayed };
  } finally {
    await ground.close();
  }
}

/** Gives the place its own name: from here on it opens. */
async function opened(work: Work, admin: pg.Client): Promise<void> {
  const { server, half } = work;
  rmSync(signerFolder(server), { recursive: true, force: true });
  renameSync(signerFolder(half), signerFolder(server));
  await admin.query(
    `alter database ${pg.escapeIdentifier(half.database)} rename to ${pg.escapeIdentifier(server.database)}`,
  );
}

async function fill(work: Work): Promise<readonly string[]> {
  const { half, header } = work;
  await prepareDatabase(half);
  await migrate(half, new Set(header.migrations.map((each) => each.name)));
  await putFiles(work);
  const client = await openAdmin(half);
  try {
    const sizes = await loadTables(work, client);
    if (!sameLogs(sizes, header.logs)) throw new Damaged('its ledger is not the one that its head names');
  } finally {
    await client.end();
  }
  const forward = await migrate(half);
  if (work.keys !== null) await fillKeys(work, work.keys);
  return forward;
}

async function fillKeys({ half, options }: Work, keys: KeysFile): Promise<void> {
  const client = await openAdmin(half);
  try {
    await loadKeys(keys, client, options.place);
  } finally {
    await client.end();
  }
}

const advice = (place: Place, say: (line: string) => void, newKeys: readonly string[]): void => {
  const lost = ['references', 'cloak'].filter((name) => !existsSync(join(place.folder, 'keys', name)));
  if (newKeys.length > 0)
    say(`A new signing key was published beside the earlier ones: read it out to everybody who keeps keys.`);
  if (lost.length > 0)
    say(
      `Before the next import put keys/${lost.join(' and keys/')} of the old place back, if it had them: without them files already imported are not recognised.`,
    );
};

/** The list goes with the place from now on. Without one, what was erased since the backup has come back: that must be known. */
function keepErasures({ options: { erasures, place } }: Work, say: (line: string) => void): void {
  if (erasures !== undefined && !existsSync(erasureListOf(place))) copyFileSync(erasures, erasureListOf(place));
  if (!existsSync(erasureListOf(place)))
    say(
      'No list of erasures was given: what was erased after this backup was made is back. Restore again with --erasures.',
    );
}

async function restoreInto(work: Work, admin: pg.Client, elapsed: () => number): Promise<Restored | Refusal> {
  const { options, header, server } = work;
  const say = options.say ?? (() => {});
  const refusal = await claim(admin, server);
  if (refusal !== null) return refusal;
  const migratedForward = await fill(work);
  const { verified, newKeys, replayed } = await check(work);
  const [first] = verified.problems;
  if (first !== undefined && options.withProblems !== true)
    return refuse(
      'does-not-verify',
      `The rows are back, and the ledger does not verify: ${verified.problems.length} problems, the first: ${first.words} The place stays shut; --with-problems opens it all the same.`,
    );
  await opened(work, admin);
  advice(options.place, say, newKeys);
  keepErasures(work, say);
  if (work.keys === null)
    say(
      `No file of keys came with the backup: guarded words stay shut. Restore again with ${keysFileOf(options.file)}.`,
    );
  return {
    ok: verified.ok,
    file: options.file,
    made: header.made,
    tables: header.tables.length,
    rows: header.tables.reduce((sum, table) => sum + table.rows, 0),
    leaves: verified.leaves,
    root: header.logs.main.root,
    keys: work.keys?.head.records ?? null,
    erasedAgain: replayed,
    migratedForward,
    newKeys,
    problems: verified.problems,
    seconds: elapsed(),
  };
}

const asRefusal = (file: string, error: unknown): Refusal => {
  if (error instanceof Refused) return error.refusal;
  const { code, message } = error as Error & { code?: string };
  // Whatever the stream says: age (a chunk that was altered), zlib (a stream that was cut), or our own reader.
  // What PostgreSQL itself says has a severity, and is not about the file.
  if ('severity' in (error as object)) throw error;
  const isDamage =
    error instanceof Damaged || /^(Z_|ERR_)/.test(code ?? '') || /tag|chunk|ciphertext|stream/i.test(message);
  if (!isDamage) throw error;
  return refuse('damaged', `${file} is damaged or was altered: ${message}. Nothing of it was opened.`);
};

/** Restores a backup, checks the ledger, and only then opens the place. Overwrites nothing. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored | Refusal> {
  const elapsed = stopwatch();
  const { file, place } = options;
  if (!existsSync(file)) return refuse('no-file', `There is no file ${file}.`);
  const identities = findIdentities(place, options.identities ?? identityFolder(process.env), options.identity);
  if (isRefusal(identities)) return identities;
  const backup = await unseal(file, identities);
  if (isRefusal(backup)) return backup;
  const frames = readFrames(backup.plain);
  let admin: pg.Client | null = null;
  let keys: KeysFile | null = null;
  try {
    const header = readHeader(await nextFrame(frames, 'H'));
    const refusal = whyNotThisRelease(header);
    if (refusal !== null) return refusal;
    if (options.keys !== undefined || existsSync(keysFileOf(file))) {
      const opened = await openKeys(options.keys ?? keysFileOf(file), identities, { made: header.made, place });
      if (isRefusal(opened)) return opened;
      keys = opened;
    }
    const list = options.erasures ?? erasureListOf(place);
    if (options.erasures !== undefined && !existsSync(list)) return refuse('no-file', `There is no file ${list}.`);
    const erasures = readErasures(list);
    const server = options.server ?? openServer(place);
    admin = await openAdmin(server, 'postgres');
    const half: Server = { ...server, database: restoringName(server.database), stop: () => {} };
    return await restoreInto({ options, header, frames, server, half, keys, erasures }, admin, elapsed);
  } catch (error) {
    return asRefusal(file, error);
  } finally {
    backup.close();
    keys?.close();
    await admin?.end();
  }
}
