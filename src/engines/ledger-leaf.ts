/**
 * What the ledger commits to, and how a stranger checks it: rows as stored, leaves, checkpoints and receipts.
 *
 * A row's salted commitment is in its leaf, the leaf is in the Merkle tree, and the tree's root is in a signed checkpoint
 * that others keep. Everything here is pure: signing and the checking of signatures are handed in.
 */
import { createHash, hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { emptyRoot, hashLength, leafHash, verifyInclusion } from './merkle.ts';

// ---- Rows and commitments

/** A row as PostgreSQL's `to_jsonb(row)` gives it. Cast bigint and long numeric columns to text first: JSON numbers round them. */
export type StoredRow = Readonly<Record<string, unknown>>;

export interface RowShape {
  /** Generated columns: they follow from the others, and a later migration may change how. */
  readonly derived?: readonly string[];
  /** timestamptz columns: `to_jsonb` writes them in the session's time zone. */
  readonly timestamps?: readonly string[];
}

const instantShape =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)$/;

/**
 * `2026-11-22T04:58:32.12+00:00` → `2026-11-22T04:58:32.120Z`. Microseconds stay where a row has them, or changing them
 * would go unseen. What is not an instant (`infinity`) comes back as it is.
 */
export function normaliseInstant(text: string): string {
  const match = instantShape.exec(text);
  if (match === null) return text;
  const [, day, time, fraction = '', sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const micros = fraction.padEnd(6, '0');
  const tail = micros.endsWith('000') ? micros.slice(0, 3) : micros;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (offset === 0) return `${day}T${time}.${tail}Z`;
  const utc = Date.parse(`${day}T${time}Z`) - (sign === '-' ? -offset : offset) * 1000;
  return Number.isNaN(utc) ? text : `${new Date(utc).toISOString().slice(0, -5)}.${tail}Z`;
}

/**
 * The form of a row that is committed to: without its salt, its derived columns and its nulls. Nulls are left out so that
 * a nullable column added later leaves old commitments true; setting a column to null still takes it away, and shows.
 * (A jsonb column that holds JSON null cannot be told from SQL null here: do not store one.)
 */
export function normaliseRow(table: string, row: StoredRow, shape: RowShape = {}): StoredRow {
  const columns: [string, unknown][] = [];
  for (const column of Object.keys(row)) {
    const value = row[column];
    if (value === null || column === 'salt' || shape.derived?.includes(column) === true) continue;
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new TypeError(`${table}.${column} is too long for a JSON number: cast it to text`);
    const isInstant = typeof value === 'string' && shape.timestamps?.includes(column) === true;
    columns.push([column, isInstant ? normaliseInstant(value) : value]);
  }
  return Object.fromEntries(columns);
}

/** SHA-256(salt || canonical JSON of {table, row}). Without the salt, a short row could be guessed from its hash. */
export function commitment(table: string, row: StoredRow, salt: Uint8Array): Buffer {
  if (salt.length !== 16 && salt.length !== 32) throw new RangeError('a salt has 16 or 32 bytes');
  const bytes = Buffer.concat([salt, Buffer.from(canonicalJson({ table, row }))]);
  return Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
}

// ---- Leaves

export interface LeafFields {
  /** When it was written: UTC, as `normaliseInstant` gives it. */
  readonly at: string;
  readonly act: string;
  /** Opaque, like `object`: the ledger holds nobody's name. Null where nobody acted, or where nobody may know who did. */
  readonly actor: string | null;
  readonly table: string;
  readonly object: string;
  readonly commitment: Uint8Array;
}

/** The bytes of a leaf: canonical JSON with the commitment in hex. */
export function leafData(leaf: LeafFields): Buffer {
  if (!isNormalInstant(leaf.at)) throw new TypeError(`not an instant in UTC: ${leaf.at}`);
  if (leaf.commitment.length !== hashLength) throw new TypeError('a commitment has 32 bytes');
  return Buffer.from(canonicalJson(leafToJson(leaf)));
}

/** The hash that goes into the tree. */
export const leafHashOf = (leaf: LeafFields): Buffer => leafHash(leafData(leaf));

const isNormalInstant = (at: string): boolean => instantShape.test(at) && normaliseInstant(at) === at;

/** A leaf as JSON: the object whose canonical text is hashed. */
export const leafToJson = ({ at, act, actor, table, object, commitment }: LeafFields) => ({
  at,
  act,
  actor,
  table,
  object,
  commitment: Buffer.from(commitment).toString('hex'),
});

// ---- Judging one row against its leaf

export interface StoredCopy {
  /** As `normaliseRow` gives it. */
  readonly row: StoredRow;
  /** Null once destroyed. */
  readonly salt: Uint8Array | null;
}

/** The act of a leaf that records an erasure. */
export const eraseAct = 'erased';

/**
 * A row of the register of erasures, with the leaf that it wrote. The row names what went and why in these columns:
 * `erased_table`, `erased_object`, `rule`. It is committed to like any other row.
 */
export interface EraseEvent {
  readonly index: number;
  readonly leaf: LeafFields;
  readonly stored: StoredCopy;
}

export interface RowCase {
  readonly index: number;
  readonly leaf: LeafFields;
  /** Null when no row stands under the leaf's table and object. */
  readonly stored: StoredCopy | null;
  /** Those that may speak of this row; the ones that do not, or that do not hold, are passed over. */
  readonly erasures: readonly EraseEvent[];
}

/** `altered`, `missing` and `returned` are alarms. `left` names the columns that an erased row still fills: its table says which may. */
export type Judgement =
  | { readonly verdict: 'kept' }
  | { readonly verdict: 'erased'; readonly rule: string; readonly left: readonly string[] }
  | { readonly verdict: 'altered' | 'missing' | 'returned'; readonly words: string };

/**
 * Is the row what its leaf says it was? A row without its salt can no longer be checked: that is lawful only where the
 * log itself says, later on, that it was erased. A row that the log calls erased and that can be read again (an old
 * backup put back) is an alarm of its own.
 */
export function judgeRow({ index, leaf, stored, erasures }: RowCase): Judgement {
  const erasure = erasures.find((event) => event.index > index && erases(event, leaf));
  if (stored === null || stored.salt === null) {
    if (erasure === undefined)
      return alarm(
        'missing',
        stored === null ? 'The row is gone, and no erasure says so.' : 'The salt is gone, and no erasure says so.',
      );
    return { verdict: 'erased', rule: String(erasure.stored.row.rule), left: Object.keys(stored?.row ?? {}).sort() };
  }
  if (erasure !== undefined) return alarm('returned', 'The log says that this row was erased, and its salt is here.');
  return holds(leaf, stored) ? { verdict: 'kept' } : alarm('altered', 'The row is not what was committed to.');
}

const alarm = (verdict: 'altered' | 'missing' | 'returned', words: string): Judgement => ({ verdict, words });

const erases = ({ leaf, stored }: EraseEvent, target: LeafFields): boolean =>
  leaf.act === eraseAct &&
  stored.row.erased_table === target.table &&
  stored.row.erased_object === target.object &&
  typeof stored.row.rule === 'string' &&
  holds(leaf, stored);

function holds(leaf: LeafFields, { row, salt }: StoredCopy): boolean {
  // Whoever can write to the database can store what has no canonical form: that is a difference, not a fault of ours.
  try {
    return salt !== null && commitment(leaf.table, row, salt).equals(leaf.commitment);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return false;
    throw error;
  }
}

// ---- Signed notes and checkpoints

/** An expected no about something a stranger handed in. The same shape as every refusal in the house. */
export interface LedgerRefusal {
  readonly refused: true;
  readonly code:
    | 'note-malformed'
    | 'note-unsigned'
    | 'checkpoint-malformed'
    | 'wrong-log'
    | 'receipt-malformed'
    | 'receipt-unproved';
  readonly words: string;
  readonly citation: string;
}

export interface NoteKey {
  readonly name: string;
  /** The 32 bytes of an Ed25519 public key. */
  readonly publicKey: Uint8Array;
}

export interface NoteSignature {
  readonly name: string;
  readonly keyId: Buffer;
  readonly signature: Buffer;
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly extensions: readonly string[];
}

export interface SignedCheckpoint extends Checkpoint {
  /** What was signed: every line up to the blank one. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export type VerifySignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Whom to believe: one log, and its own keys (old and new while it changes them). */
export interface Trust {
  readonly origin: string;
  readonly keys: readonly NoteKey[];
  readonly verify: VerifySignature;
}

export interface VerifiedCheckpoint extends Checkpoint {
  /** Names of the trusted keys that signed. */
  readonly signedBy: readonly string[];
}

const longestNote = 131_072;
const mostSignatures = 64;
const signatureLength = 64;
const ed25519Type = 0x01;

const isRefusal = (value: object): value is LedgerRefusal => 'refused' in value;
const no = (code: LedgerRefusal['code'], words: string, citation: string): LedgerRefusal => ({
  refused: true,
  code,
  words,
  citation,
});
const badNote = (words: string) => no('note-malformed', words, 'c2sp.org/signed-note');
const badCheckpoint = (words: string) => no('checkpoint-malformed', words, 'c2sp.org/tlog-checkpoint');

// Unicode spaces: those of ECMAScript, and U+0085, which it leaves out.
const isKeyName = (name: string): boolean => /^[^\s+\u0085]+$/u.test(name) && isClean(name);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a note may not hold.
const isClean = (text: string): boolean => text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text);

/** Standard base64 with its padding, written the one right way; null for anything else. */
function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** The size of a tree or an index into one, written the one right way; null for anything else. */
function fromDecimal(text: string): number | null {
  return /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

/** The first four bytes of SHA-256(name || newline || 0x01 || public key). */
export const keyIdOf = ({ name, publicKey }: NoteKey): Buffer =>
  createHash('sha256').update(`${name}\n`).update(Buffer.of(ed25519Type)).update(publicKey).digest().subarray(0, 4);

/** A key as it is published, `name+id+base64`: what a witness or a reader is given to check us by. */
export function verifierKeyOf(key: NoteKey): string {
  if (!isKeyName(key.name) || key.publicKey.length !== 32)
    throw new TypeError(`not a key to sign notes with: ${key.name}`);
  const material = Buffer.concat([Buffer.of(ed25519Type), key.publicKey]).toString('base64');
  return `${key.name}+${keyIdOf(key).toString('hex')}+${material}`;
}

/** Reads a published key, refusing one whose id is not its own. */
export function parseVerifierKey(text: string): NoteKey | LedgerRefusal {
  const [, name = '', id, material = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const bytes = fromBase64(material);
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== ed25519Type)
    return badNote('This is not an Ed25519 key for notes.');
  const key = { name, publicKey: bytes.subarray(1) };
  return keyIdOf(key).toString('hex') === id ? key : badNote('The id is not that of the key.');
}

/** The text of a checkpoint, which is what is signed. */
export function checkpointText({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), root.toString('base64'), ...extensions, ''].join('\n');
  const back = readCheckpointText(text);
  if (isRefusal(back) || back.extensions.length !== extensions.length) throw new TypeError(`not a checkpoint: ${text}`);
  return text;
}

/** One signature over the text of a note. */
export function signNote(text: string, key: NoteKey, sign: (message: Uint8Array) => Uint8Array): NoteSignature {
  return { name: key.name, keyId: keyIdOf(key), signature: Buffer.from(sign(Buffer.from(text))) };
}

/** The whole note: text, blank line, signature lines. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const lines = signatures.map((s) => `— ${s.name} ${Buffer.concat([s.keyId, s.signature]).toString('base64')}\n`);
  const note = `${text}\n${lines.join('')}`;
  const back = parseNote(note);
  if (isRefusal(back) || back.text !== text) throw new TypeError('not a note');
  return note;
}

/** Reads a note without believing it. */
export function parseNote(
  note: string,
): { readonly text: string; readonly signatures: readonly NoteSignature[] } | LedgerRefusal {
  if (note.length > longestNote) return badNote('The note is too long.');
  if (!isClean(note)) return badNote('The note holds characters that no note may.');
  // The last blank line: a note's text may have blank lines of its own.
  const blank = note.lastIndexOf('\n\n');
  if (blank < 1) return badNote('No blank line parts the text from the signatures.');
  const lines = note.slice(blank + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0) return badNote('The signature lines are missing or cut short.');
  if (lines.length > mostSignatures) return badNote('The note has too many signatures.');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (!isKeyName(name) || bytes === null || bytes.length < 5)
      return badNote('A signature line is not of the right form.');
    signatures.push({ name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, blank + 1), signatures };
}

function readCheckpointText(text: string): Checkpoint | LedgerRefusal {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.includes('') || !isClean(text))
    return badCheckpoint('A checkpoint has an origin, a size and a root, each on a line of its own.');
  const [origin, decimal, encoded, ...extensions] = lines as [string, string, string, ...string[]];
  const size = fromDecimal(decimal);
  const root = fromBase64(encoded);
  if (size === null) return badCheckpoint('The size of the tree is not a plain decimal number.');
  if (root?.length !== hashLength) return badCheckpoint('The root is not the base64 of 32 bytes.');
  if (size === 0 && !root.equals(emptyRoot())) return badCheckpoint('An empty tree has one root, and this is not it.');
  return { origin, size, root, extensions };
}

/** Reads a checkpoint without believing it. */
export function parseCheckpoint(note: string): SignedCheckpoint | LedgerRefusal {
  const signed = parseNote(note);
  if (isRefusal(signed)) return signed;
  const checkpoint = readCheckpointText(signed.text);
  return isRefusal(checkpoint) ? checkpoint : { ...checkpoint, ...signed };
}

/** Reads a checkpoint and believes it only if this log's key signed it. Unknown keys are passed over; a bad signature by a known one spoils the note. */
export function verifyCheckpoint(note: string, { origin, keys, verify }: Trust): VerifiedCheckpoint | LedgerRefusal {
  const signed = parseCheckpoint(note);
  if (isRefusal(signed)) return signed;
  const { text, signatures, ...checkpoint } = signed;
  if (checkpoint.origin !== origin)
    return no('wrong-log', 'The checkpoint is of another log.', 'c2sp.org/tlog-checkpoint');
  const message = Buffer.from(text);
  const signedBy = new Set<string>();
  for (const { name, keyId, signature } of signatures) {
    const key = keys.find((known) => known.name === name && keyIdOf(known).equals(keyId));
    if (key === undefined) continue;
    if (signature.length !== signatureLength || !verify(key.publicKey, message, signature))
      return no('note-unsigned', `The signature of ${name} does not hold.`, 'c2sp.org/signed-note');
    signedBy.add(name);
  }
  if (signedBy.size === 0) return no('note-unsigned', 'No known key signed this.', 'c2sp.org/signed-note');
  return { ...checkpoint, signedBy: [...signedBy] };
}

// ---- Receipts

/** Proof, readable without us, that one leaf stands in the log: what a reporter takes home. */
export interface Receipt {
  readonly origin: string;
  readonly index: number;
  readonly leaf: LeafFields;
  readonly path: readonly Buffer[];
  /** The signed note, word for word. */
  readonly checkpoint: string;
}

export interface VerifiedReceipt {
  readonly index: number;
  readonly leaf: LeafFields;
  readonly checkpoint: VerifiedCheckpoint;
}

const receiptFormat = 'candour-receipt/1';
const longestReceipt = 262_144;
const receiptFields = ['checkpoint', 'format', 'index', 'leaf', 'origin', 'path'];
const leafFieldNames = ['act', 'actor', 'at', 'commitment', 'object', 'table'];
const badReceipt = (words: string) => no('receipt-malformed', words, 'c2sp.org/tlog-proof');
const unproved = (words: string) => no('receipt-unproved', words, 'RFC 9162 2.1.3.2');

/** Makes a receipt, and refuses to hand out one that would not hold. */
export function buildReceipt(parts: Omit<Receipt, 'origin'>): Receipt | LedgerRefusal {
  const checkpoint = parseCheckpoint(parts.checkpoint);
  if (isRefusal(checkpoint)) return checkpoint;
  const receipt = { ...parts, origin: checkpoint.origin };
  return isProved(receipt, checkpoint)
    ? receipt
    : unproved('The path does not lead from this leaf to the root of the checkpoint.');
}

const isProved = ({ index, leaf, path }: Receipt, { size, root }: Checkpoint): boolean =>
  verifyInclusion({ index, size, leaf: leafHashOf(leaf), path, root });

/** A receipt as JSON. */
export const formatReceipt = ({ origin, index, leaf, path, checkpoint }: Receipt): string =>
  canonicalJson({
    format: receiptFormat,
    origin,
    index,
    leaf: leafToJson(leaf),
    path: path.map((node) => node.toString('base64')),
    checkpoint,
  });

/** Reads a receipt without believing it. A field we do not know is refused: nobody has proved it. */
export function parseReceipt(text: string): Receipt | LedgerRefusal {
  if (text.length > longestReceipt) return badReceipt('The receipt is too long.');
  const json = fromJson(text);
  if (!hasFields(json, receiptFields) || json.format !== receiptFormat)
    return badReceipt('This is not a receipt of this kind.');
  const leaf = readLeaf(json.leaf);
  if (leaf === null) return badReceipt('The leaf of the receipt is not of the right form.');
  const { origin, index, checkpoint } = json;
  const path = Array.isArray(json.path)
    ? json.path.map((node) => (typeof node === 'string' ? fromBase64(node) : null))
    : [null];
  if (!path.every((node) => node?.length === hashLength))
    return badReceipt('The path of the receipt is not a list of hashes.');
  if (
    typeof origin !== 'string' ||
    typeof checkpoint !== 'string' ||
    typeof index !== 'number' ||
    fromDecimal(String(index)) === null
  )
    return badReceipt('The receipt lacks its log, its place or its checkpoint.');
  return { origin, index, leaf, path: path as Buffer[], checkpoint };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hasFields(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value).sort();
  return keys.length === names.length && keys.every((key, i) => key === names[i]);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();

/** Reads a leaf from JSON; null for anything that is none. */
export function readLeaf(value: unknown): LeafFields | null {
  if (!hasFields(value, leafFieldNames)) return null;
  const { at, act, actor, table, object, commitment } = value;
  if (!isText(at) || !isNormalInstant(at) || !isText(act) || !isText(table) || !isText(object)) return null;
  if (!(actor === null || isText(actor)) || !isText(commitment) || !/^[0-9a-f]{64}$/.test(commitment)) return null;
  return { at, act, actor, table, object, commitment: Buffer.from(commitment, 'hex') };
}

/** Believes a receipt if the log's key signed its checkpoint and the path leads from its leaf to that root. */
export function verifyReceipt(receipt: Receipt, trust: Trust): VerifiedReceipt | LedgerRefusal {
  const checkpoint = verifyCheckpoint(receipt.checkpoint, trust);
  if (isRefusal(checkpoint)) return checkpoint;
  if (receipt.origin !== checkpoint.origin)
    return no('wrong-log', 'The receipt names another log than its checkpoint.', 'c2sp.org/tlog-proof');
  if (!isProved(receipt, checkpoint)) return unproved('The path does not lead from this leaf to the signed root.');
  return { index: receipt.index, leaf: receipt.leaf, checkpoint };
}

/** The same proof in the form other logs' tools read (c2sp.org/tlog-proof), with the bytes of the leaf as its extra data. */
export function tlogProofOf({ index, leaf, path, checkpoint }: Receipt): string {
  const hashes = path.map((node) => `${node.toString('base64')}\n`).join('');
  return `c2sp.org/tlog-proof@v1\nextra ${leafData(leaf).toString('base64')}\nindex ${index}\n${hashes}\n${checkpoint}`;
}
