/** Where things are, read once from flags and the environment. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
}

export interface Place {
  /** Folder of the embedded database, keys and files. */
  readonly folder: string;
  /** Set where PostgreSQL is somebody else's: a superuser or database-owner address. */
  readonly databaseUrl: string | null;
}

/** `--data DIR`, otherwise `DATABASE_URL`, otherwise the default folder. */
export function placeFrom(
  flags: { data?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Place {
  const folder = resolve(flags.data ?? env.CANDOUR_DATA ?? '.candour');
  return { folder, databaseUrl: flags.data ? null : (env.DATABASE_URL ?? null) };
}

/** A secret of this installation, made on first use and readable by this user alone. Kept outside the database. */
export function keyFile(place: Place, name: string, length = 32): Buffer {
  const keys = join(place.folder, 'keys');
  const file = join(keys, name);
  if (!existsSync(file)) {
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(length).toString('base64'), { mode: 0o600, flag: 'wx' });
    chmodSync(file, 0o600);
  }
  return Buffer.from(readFileSync(file, 'utf8'), 'base64');
}
