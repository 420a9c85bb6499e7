/**
 * The key that signs checkpoints, and how others are told which key to believe.
 *
 * The seed lies in the signer's own folder, readable by the signer alone. What is published is a verifier key (C2SP signed-note);
 * its name is the log's origin, made once and never reused, so that no two installations can be taken for one another.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type NoteKey,
  parseVerifierKey,
  type Trust,
  type VerifySignature,
  verifierKeyOf,
} from '../../engines/ledger-leaf.ts';
import { signerHome, signerSecret } from '../config.ts';
import type { Server } from '../database.ts';
import { makeDurably, replaceDurably } from '../durable-file.ts';
import type { Ids } from '../ids.ts';
import { isRefusal } from '../refusal.ts';
import type { Log } from '../transaction.ts';

// RFC 8410: an Ed25519 key in PKCS #8 and in SubjectPublicKeyInfo is a fixed beginning and 32 bytes.
const privateBeginning = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicBeginning = Buffer.from('302a300506032b6570032100', 'hex');

/** What the signer remembers, and the public keys, for one database of this installation. */
export const signerFolder = (server: Server): string => join(signerHome(server.place), server.database);

const signingKey = (server: Server): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([privateBeginning, signerSecret(server.place, 'key')]),
    format: 'der',
    type: 'pkcs8',
  });

/** Whether an Ed25519 signature holds. A key or signature that is none is a no. */
export const holdsSignature: VerifySignature = (publicKey, message, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.concat([publicBeginning, publicKey]), format: 'der', type: 'spki' });
    return verify(null, message, key, signature);
  } catch {
    return false;
  }
};

export interface LogSigner {
  readonly key: NoteKey;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

const publishedFile = (server: Server, log: Log): string => join(signerFolder(server), `${log}.vkey`);

/** The signer of one log. On first use it makes the log's name and publishes its key. */
export function signerOf(server: Server, log: Log, ids: Ids): LogSigner {
  const secret = signingKey(server);
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const file = publishedFile(server, log);
  if (!existsSync(file)) {
    mkdirSync(signerFolder(server), { recursive: true, mode: 0o755 });
    const key = { name: `candour/${ids.bytes(8).toString('hex')}/${log}`, publicKey };
    makeDurably(file, `${verifierKeyOf(key)}\n`, 0o644);
  }
  const key = publishedKeys(server, log).find((known) => Buffer.compare(known.publicKey, publicKey) === 0);
  if (key === undefined) throw new Error(`The signing key is not the one published for the ${log} log.`);
  return { key, sign: (message) => sign(null, message, secret) };
}

/** The verifier keys of a text, one a line; throws on one that is none. */
export function readKeys(text: string): NoteKey[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const key = parseVerifierKey(line.trim());
      if (isRefusal(key)) throw new Error(`Not a verifier key: ${line.trim()}`);
      return key;
    });
}

/** The keys published for a log: its present one and, after a change of key, earlier ones. None before the first checkpoint. */
export function publishedKeys(server: Server, log: Log): NoteKey[] {
  const file = publishedFile(server, log);
  return existsSync(file) ? readKeys(readFileSync(file, 'utf8')) : [];
}

/**
 * Puts this installation's key beside those already published for a log, and gives it where it was not among them: after
 * a restore without the earlier key folder, what was signed before must still be believed. Nothing vouches for the new
 * key but the people who read it out, so whoever keeps keys must be told.
 */
export function publishOwnKey(server: Server, log: Log): NoteKey | null {
  const known = publishedKeys(server, log);
  const [first] = known;
  if (first === undefined) return null;
  const publicKey = createPublicKey(signingKey(server)).export({ format: 'der', type: 'spki' }).subarray(-32);
  if (known.some((key) => Buffer.compare(key.publicKey, publicKey) === 0)) return null;
  const key = { name: first.name, publicKey };
  replaceDurably(publishedFile(server, log), [...known, key].map((each) => `${verifierKeyOf(each)}\n`).join(''), 0o644);
  return key;
}

/** Whom to believe about a log, given keys that were published. Null when none of them is of this log. */
export function trustIn(keys: readonly NoteKey[], log: Log): Trust | null {
  const own = keys.filter((key) => key.name.endsWith(`/${log}`));
  const [first] = own;
  if (first === undefined) return null;
  return { origin: first.name, keys: own.filter((key) => key.name === first.name), verify: holdsSignature };
}
