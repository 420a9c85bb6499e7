/** The fire drill of a backup: into a bare folder that is thrown away, with what would have been lost and how long it took. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { stopwatch } from '../clock.ts';
import type { Place } from '../config.ts';
import { openServer } from '../database.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { erasureListOf } from '../seal/erasure-list.ts';
import { type Ground, mustTransact, queryOne, sql, type Table } from '../transaction.ts';
import { type RestoreOptions, restoreBackup } from './restore.ts';
import { unseal } from './sealed-stream.ts';
import { writeBackup } from './write-backup.ts';

export interface DrillOptions {
  /** An existing backup to rehearse with; otherwise one is made. */
  readonly file?: string | undefined;
  readonly identity?: string | undefined;
  readonly identities?: string;
  readonly tables: readonly Table[];
  readonly say?: (line: string) => void;
}

export interface Drilled {
  readonly ok: boolean;
  /** Leaves of the main log: in the place as it stands, and in what came back. */
  readonly leaves: { readonly before: number; readonly after: number };
  /** What would have been lost, had the place gone at this moment. */
  readonly lost: { readonly leaves: number; readonly seconds: number };
  /** The control: a key that is not the right one opens nothing. */
  readonly wrongKeyRefused: boolean;
  /** Rows erased since the backup, and erased again before what came back was opened. */
  readonly erasedAgain: number;
  readonly rows: number;
  readonly backupSeconds: number | null;
  readonly restoreSeconds: number;
  readonly seconds: number;
}

const leavesOf = (ground: Ground): Promise<number> =>
  mustTransact(ground, 'auditor', { actor: null, face: 'command' }, async (tx) => {
    const row = await queryOne(tx, sql<{ n: number }>`select count(*) as n from ledger.leaf where log = 'main'`);
    return row.n;
  });

async function isShutToStrangers(file: string): Promise<boolean> {
  const opened = await unseal(file, [await generateX25519Identity()]);
  if (!isRefusal(opened)) opened.close();
  return isRefusal(opened) && opened.code === 'wrong-key';
}

/** Restores into `place`, which must be thrown away after. */
async function rehearse(ground: Ground, file: string, place: Place, options: DrillOptions) {
  const { identity, identities, tables } = options;
  // As after a fire: the keys of the old place are tried, and nothing else of it is used.
  const own = join(ground.server.place.folder, 'keys', 'backup-identity');
  const request: RestoreOptions = { file, place, tables, clock: ground.clock, ids: ground.ids };
  const erasures = erasureListOf(ground.server.place);
  const list = existsSync(erasures) ? { erasures } : {};
  const withKey = { ...request, ...list, identity, ...(identities === undefined ? {} : { identities }) };
  const restored = await restoreBackup(withKey);
  const isShut = isRefusal(restored) && ['no-identity', 'wrong-key'].includes(restored.code);
  return isShut && identity === undefined && existsSync(own) ? restoreBackup({ ...withKey, identity: own }) : restored;
}

/** Backs up (unless given a backup), restores into a bare folder, verifies, compares, and leaves nothing behind. */
export async function drill(ground: Ground, options: DrillOptions): Promise<Drilled | Refusal> {
  const elapsed = stopwatch();
  const folder = mkdtempSync(join(tmpdir(), 'candour-drill-'));
  const place: Place = { folder: join(folder, 'place'), databaseUrl: null };
  const file = options.file ?? join(folder, 'backup');
  try {
    const { identities, say } = options;
    const made =
      options.file === undefined
        ? await writeBackup(ground, { file, ...(identities ? { identities } : {}), ...(say ? { say } : {}) })
        : null;
    if (isRefusal(made)) return made;
    const restored = await rehearse(ground, file, place, options);
    if (isRefusal(restored)) return restored;
    const before = await leavesOf(ground);
    const wrongKeyRefused = await isShutToStrangers(file);
    const behind = ground.clock.now().getTime() - Date.parse(restored.made);
    return {
      ok: restored.ok && wrongKeyRefused,
      leaves: { before, after: restored.leaves },
      lost: { leaves: Math.max(0, before - restored.leaves), seconds: Math.max(0, Math.round(behind / 1000)) },
      wrongKeyRefused,
      erasedAgain: restored.erasedAgain,
      rows: restored.rows,
      backupSeconds: made?.seconds ?? null,
      restoreSeconds: restored.seconds,
      seconds: elapsed(),
    };
  } finally {
    if (existsSync(join(place.folder, 'postgres'))) openServer(place).stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
