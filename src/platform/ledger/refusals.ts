/** What the signer refused to sign, written down outside the database that it is about, and read by whoever shows it. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayRead } from '../config.ts';
import type { Server } from '../database.ts';
import type { Log } from '../transaction.ts';
import { signerFolder } from './keys.ts';

/** Ends a refusal: the log is again what it was. */
export const signedAgain = 'Signed again.';

const refusalsFile = (server: Server, log: Log): string => join(signerFolder(server), `refused-${log}.txt`);

/** Adds a line. That of the covert log is for the signer alone: it would tell that there is something. */
export function writeRefusal(server: Server, log: Log, line: string): void {
  mkdirSync(signerFolder(server), { recursive: true, mode: 0o755 });
  appendFileSync(refusalsFile(server, log), `${line}\n`, { mode: log === 'main' ? 0o644 : 0o600 });
}

export interface StandingRefusal {
  readonly at: string;
  readonly words: string;
}

/** The refusal that stands for a log, or null where it is signed. */
export function findRefusal(server: Server, log: Log): StandingRefusal | null {
  const file = refusalsFile(server, log);
  if (!mayRead(file)) return null;
  const [, at = '', words = ''] =
    /^(\S+) (.+)$/.exec(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '') ?? [];
  return words === '' || words === signedAgain ? null : { at, words };
}
