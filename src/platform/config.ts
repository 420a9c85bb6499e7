/** Where things are, read once from flags and the environment. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeDurably } from './durable-file.ts';

export interface Host {
  readonly host: string;
  readonly port: number;
}

export interface ServerAddress extends Host {
  /** Further hosts that may be the primary, where the address names several. */
  readonly others?: readonly Host[];
  readonly user: string;
  readonly password?: string;
}

export interface Place {
  /** Folder of the embedded database, keys and files. */
  readonly folder: string;
  /** Set where PostgreSQL is somebody else's: a superuser or database-owner address. */
  readonly databaseUrl: string | null;
  /** Folder of the signer, where it lives apart and belongs to another user; otherwise `signer` in the folder above. */
  readonly signer?: string;
}

/** `--data DIR`, otherwise `DATABASE_URL`, otherwise the default folder. */
export function placeFrom(
  flags: { data?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Place {
  const folder = resolve(flags.data ?? env.CANDOUR_DATA ?? '.candour');
  const apart = env.CANDOUR_SIGNER ? { signer: resolve(env.CANDOUR_SIGNER) } : {};
  return { folder, databaseUrl: flags.data ? null : (env.DATABASE_URL ?? null), ...apart };
}

/** Whether a file is there for this user to read. */
export function mayRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** A secret in a file that this user alone can read, made on first use. */
export function secretIn(file: string, length = 32): Buffer {
  if (!existsSync(file)) makeDurably(file, randomBytes(length).toString('base64'));
  return Buffer.from(readFileSync(file, 'utf8'), 'base64');
}

/** A secret of this installation, made on first use and readable by this user alone. Kept outside the database. */
export function keyFile(place: Place, name: string, length = 32): Buffer {
  const keys = join(place.folder, 'keys');
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  return secretIn(join(keys, name), length);
}

/** The signer's own folder: its key, its password, what it remembers, and the keys that it publishes. */
export const signerHome = (place: Place): string => place.signer ?? join(place.folder, 'signer');

/** A secret of the signer, in its own folder. The folder may be looked into by all, since the published keys lie there. */
export function signerSecret(place: Place, name: 'key' | 'login'): Buffer {
  const home = signerHome(place);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const file = join(home, name);
  const earlier = join(place.folder, 'keys', 'ledger-signer');
  if (name === 'key' && !existsSync(file) && existsSync(earlier)) renameSync(earlier, file);
  return secretIn(file);
}

/** Whether this user is the signer's: where its secrets belong to another, only that user signs. */
export function isSigner(place: Place): boolean {
  try {
    return signerSecret(place, 'key').length > 0 && signerSecret(place, 'login').length > 0;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
