/**
 * Keys that open backups (age, X25519).
 *
 * Best is a recipient whose key was made elsewhere and never was on this machine. Where none is named, a key is made in
 * the key folder of the place, and a copy is put in the folder of identities of the user who runs it: outside the place,
 * so that losing the place does not lose the key with it, and outside the folder where backups go, so that a thief of
 * backups does not find it beside them.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Place } from '../config.ts';
import { makeDurably } from '../durable-file.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** Where the user's own copies lie: `CANDOUR_IDENTITIES`, otherwise below the user's configuration folder. */
export function identityFolder(env: Readonly<Record<string, string | undefined>>): string {
  const config = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config');
  return env.CANDOUR_IDENTITIES || join(config, 'candour', 'backup-identities');
}

const inPlace = (place: Place): string => join(place.folder, 'keys', 'backup-identity');

/** The form that the age command reads too. */
const textOf = (identity: string, recipient: string): string =>
  `# Opens backups of Candour. Keep it apart from them, and a copy away from this machine.\n# public key: ${recipient}\n${identity}\n`;

const identitiesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('AGE-SECRET-KEY-'));

function writeSecret(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(join(folder, name))) makeDurably(join(folder, name), text);
}

export interface OwnKey {
  readonly recipient: string;
  /** Where the secret lies. */
  readonly files: readonly string[];
}

/** The recovery key of this place, made on first use. */
export async function ownKey(place: Place, folder: string): Promise<OwnKey> {
  const file = inPlace(place);
  const [known] = existsSync(file) ? identitiesIn(readFileSync(file, 'utf8')) : [];
  const identity = known ?? (await generateX25519Identity());
  const recipient = await identityToRecipient(identity);
  const text = textOf(identity, recipient);
  if (known === undefined) writeSecret(join(place.folder, 'keys'), 'backup-identity', text);
  try {
    writeSecret(folder, `${recipient}.txt`, text);
    return { recipient, files: [file, join(folder, `${recipient}.txt`)] };
  } catch {
    // A user without a home to write to still gets a backup; restoring will need --identity.
    return { recipient, files: [file] };
  }
}

/** Every key that may be tried: the one named, otherwise the place's own and the user's. */
export function findIdentities(place: Place, folder: string, named?: string): string[] | Refusal {
  if (named !== undefined) {
    const found = existsSync(named) ? identitiesIn(readFileSync(named, 'utf8')) : [];
    return found.length > 0 ? found : refuse('no-identity', `${named} holds no key that opens backups.`);
  }
  const own = existsSync(inPlace(place)) ? [inPlace(place)] : [];
  const kept = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const found = [...own, ...kept].flatMap((file) => identitiesIn(readFileSync(file, 'utf8')));
  return found.length > 0
    ? [...new Set(found)]
    : refuse('no-identity', 'No key that opens backups is known here. Name the file that holds it with --identity.');
}
