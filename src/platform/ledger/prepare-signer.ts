/** Sets up a signer that runs as a user of its own: its secrets never leave its folder. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { isSigner, type Place, signerHome } from '../config.ts';
import { passwordOf } from '../database.ts';
import { type Refusal, refuse } from '../refusal.ts';

const rounds = 4096;
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** What PostgreSQL stores of a password (RFC 5803): the password cannot be worked out from it. */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored}:${hmac(salted, 'Server Key').toString('base64')}`;
}

/** Makes the folder where it is not there yet, and gives the statement that the database's administrator runs once. */
export function prepareSigner(place: Place): { readonly folder: string; readonly sql: string } | Refusal {
  if (!isSigner(place))
    return refuse('another-user', `The folder ${signerHome(place)} belongs to another user: run this as that user.`);
  const sql = `alter role candour_signer password '${scramVerifier(passwordOf(place, 'signer'), randomBytes(16))}'`;
  return { folder: signerHome(place), sql };
}
