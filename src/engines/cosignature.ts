/**
 * Cosignatures: what a witness outside signs once it has seen that a checkpoint grew from the one it kept before
 * (c2sp.org/tlog-cosignature, Ed25519), and the request that asks for one (c2sp.org/tlog-witness). Pure, like the ledger.
 */
import { createHash } from 'node:crypto';
import {
  type LedgerRefusal,
  type NoteKey,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
  type VerifySignature,
} from './ledger-leaf.ts';

const cosignatureType = 0x04;
const timeLength = 8;
const signatureLength = 64;

const isRefusal = (value: object): value is LedgerRefusal => 'refused' in value;
const no = (words: string): LedgerRefusal => ({
  refused: true,
  code: 'note-unsigned',
  words,
  citation: 'c2sp.org/tlog-cosignature',
});

/** The first four bytes of SHA-256(name || newline || 0x04 || public key): another id than the same key has for notes. */
export const witnessKeyId = ({ name, publicKey }: NoteKey): Buffer =>
  createHash('sha256').update(`${name}\n`).update(Buffer.of(cosignatureType)).update(publicKey).digest().subarray(0, 4);

/** A witness's key as it is published: `name+id+base64`. */
export const witnessKeyText = (key: NoteKey): string =>
  `${key.name}+${witnessKeyId(key).toString('hex')}+${Buffer.concat([Buffer.of(cosignatureType), key.publicKey]).toString('base64')}`;

/** Reads a witness's published key, refusing one whose id is not its own. */
export function parseWitnessKey(text: string): NoteKey | LedgerRefusal {
  const [, name = '', id, material = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text) ?? [];
  const bytes = Buffer.from(material, 'base64');
  if (name === '' || bytes.length !== 33 || bytes[0] !== cosignatureType || bytes.toString('base64') !== material)
    return no('This is not the key of a witness (Ed25519, cosignature/v1).');
  const key = { name, publicKey: bytes.subarray(1) };
  return witnessKeyId(key).toString('hex') === id ? key : no('The id is not that of the key.');
}

/** What a witness signs. */
export const cosignedMessage = (text: string, seconds: number): string => `cosignature/v1\ntime ${seconds}\n${text}`;

export interface Cosigned {
  readonly witness: string;
  /** When the witness signed, by its own clock: seconds since 1970. */
  readonly seconds: number;
}

export interface WitnessTrust {
  readonly keys: readonly NoteKey[];
  readonly verify: VerifySignature;
}

/** What one signature line says over this text, by the keys that are known. Null where no known key made it; a refusal where one did and it does not hold. */
function readOne(text: string, line: NoteSignature, trust: WitnessTrust): Cosigned | LedgerRefusal | null {
  const key = trust.keys.find((known) => known.name === line.name && witnessKeyId(known).equals(line.keyId));
  if (key === undefined) return null;
  if (line.signature.length !== timeLength + signatureLength)
    return no(`The line of ${line.name} has not the right length.`);
  const seconds = Number(line.signature.readBigUInt64BE(0));
  if (!Number.isSafeInteger(seconds)) return no(`The time of ${line.name} is none.`);
  const message = Buffer.from(cosignedMessage(text, seconds));
  return trust.verify(key.publicKey, message, line.signature.subarray(timeLength))
    ? { witness: line.name, seconds }
    : no(`The signature of the witness ${line.name} does not hold.`);
}

/** Which known witnesses cosigned a note. Unknown lines are passed over; one by a known key that does not hold spoils the note. */
export function readCosignatures(note: string, trust: WitnessTrust): readonly Cosigned[] | LedgerRefusal {
  const parsed = parseNote(note);
  if (isRefusal(parsed)) return parsed;
  const found: Cosigned[] = [];
  for (const line of parsed.signatures) {
    const one = readOne(parsed.text, line, trust);
    if (one !== null && isRefusal(one)) return one;
    if (one !== null) found.push(one);
  }
  return found;
}

/** The body of `POST /add-checkpoint`. */
export const addCheckpointRequest = (old: number, path: readonly Uint8Array[], note: string): string =>
  `old ${old}\n${path.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('')}\n${note}`;

const longestAnswer = 16_384;

/** The signature lines of a witness's answer that hold over this note: each is kept as it came. */
export function readAnswer(
  note: string,
  answer: string,
  trust: WitnessTrust,
): readonly { readonly line: string; readonly cosigned: Cosigned }[] | LedgerRefusal {
  const checkpoint = parseCheckpoint(note);
  if (isRefusal(checkpoint)) return checkpoint;
  if (answer.length > longestAnswer || !answer.endsWith('\n'))
    return no('The answer is not a list of signature lines.');
  const held: { line: string; cosigned: Cosigned }[] = [];
  for (const line of answer.slice(0, -1).split('\n')) {
    const parsed = parseNote(`${checkpoint.text}\n${line}\n`);
    if (isRefusal(parsed)) return no('The answer is not a list of signature lines.');
    const [signature] = parsed.signatures;
    const one = signature === undefined ? null : readOne(checkpoint.text, signature, trust);
    if (one !== null && isRefusal(one)) return one;
    if (one !== null) held.push({ line, cosigned: one });
  }
  return held.length > 0 ? held : no('No known key of the witness signed the answer.');
}
