/**
 * Bundles: rows of the record with all that is needed to check them without us. Each row comes with its salt, the leaf
 * that commits to it, and the path from that leaf to the root of one signed checkpoint.
 *
 * A bundle is written as canonical JSON and read only as such: two texts that a reader could take for different things
 * are never the same bundle. What the head says (about whom, how many were left out) is not signed; the records are proved.
 */
import { canonicalJson } from './canonical-json.ts';
import {
  type Checkpoint,
  commitment,
  type LeafFields,
  type LedgerRefusal,
  leafHashOf,
  leafToJson,
  type NoteKey,
  parseVerifierKey,
  readLeaf,
  type StoredRow,
  type VerifySignature,
  verifyCheckpoint,
} from './ledger-leaf.ts';
import {
  consistencySpans,
  hashLength,
  inclusionSpans,
  nodeHash,
  type Span,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

// ---- Many paths from one tree

const isPower = (n: number): boolean => n > 0 && Number.isInteger(Math.log2(n));

/** Every whole subtree of a log, so that a path costs some twenty look-ups and not a pass over the leaves. */
export class HashTree {
  readonly size: number;
  readonly #levels: Buffer[];

  /** Leaf hashes side by side, in order. */
  constructor(hashes: Buffer) {
    this.size = hashes.length / hashLength;
    this.#levels = [hashes];
    for (let below = hashes; below.length >= 2 * hashLength; ) {
      const count = Math.floor(below.length / hashLength / 2);
      const level = Buffer.alloc(count * hashLength);
      for (let node = 0; node < count; node += 1) {
        const at = node * 2 * hashLength;
        nodeHash(below.subarray(at, at + hashLength), below.subarray(at + hashLength, at + 2 * hashLength)).copy(
          level,
          node * hashLength,
        );
      }
      this.#levels.push(level);
      below = level;
    }
  }

  #rootOf([from, to]: Span): Buffer {
    const length = to - from;
    if (isPower(length)) {
      const at = (from / length) * hashLength;
      return Buffer.from((this.#levels[Math.log2(length)] as Buffer).subarray(at, at + hashLength));
    }
    const middle = from + 2 ** Math.floor(Math.log2(length));
    return nodeHash(this.#rootOf([from, middle]), this.#rootOf([middle, to]));
  }

  path(index: number): Buffer[] {
    return inclusionSpans(index, this.size).map((span) => this.#rootOf(span));
  }

  /** From the tree of the first leaves to the whole. */
  consistencyFrom(first: number): Buffer[] {
    return consistencySpans(first, this.size).map((span) => this.#rootOf(span));
  }
}

// ---- The bundle

export interface BundleRecord {
  readonly index: number;
  readonly leaf: LeafFields;
  readonly path: readonly Uint8Array[];
  readonly salt: Uint8Array;
  /** As it was committed to: every column but salt, nulls and generated ones. */
  readonly row: StoredRow;
}

/** That the log of an earlier checkpoint is the beginning of this one. */
export interface Since {
  readonly checkpoint: string;
  readonly path: readonly Uint8Array[];
}

export interface Bundle {
  /** When it was made. */
  readonly made: string;
  readonly about: { readonly persons: readonly string[] } | { readonly from: string; readonly to: string } | null;
  /** How many sealed rows were left out. */
  readonly withheld: number;
  readonly origin: string;
  /** Verifier keys, as published. Believe your own copy before these. */
  readonly keys: readonly string[];
  readonly checkpoint: string;
  readonly since: Since | null;
  readonly records: readonly BundleRecord[];
}

export const bundleFormat = 'candour-bundle/1';
const says =
  'This file holds rows of the record word for word: personal data. Handle it as the record itself. Check it with verifier/verify.mjs and a verifier key that you were given some other way.';

const hashTexts = (path: readonly Uint8Array[]): string[] => path.map((node) => Buffer.from(node).toString('base64'));

const recordJson = ({ index, leaf, path, salt, row }: BundleRecord) => ({
  index,
  leaf: leafToJson(leaf),
  path: hashTexts(path),
  salt: Buffer.from(salt).toString('hex'),
  row,
});

/** The text of a bundle. */
export function formatBundle({ since, records, ...head }: Bundle): string {
  return canonicalJson({
    format: bundleFormat,
    says,
    ...head,
    since: since === null ? null : { checkpoint: since.checkpoint, path: hashTexts(since.path) },
    records: records.map(recordJson),
  });
}

// ---- Checking one

export interface BundleTrust {
  /** Keys that the reader brings; without any, those that the bundle itself names. */
  readonly keys?: readonly NoteKey[];
  readonly verify: VerifySignature;
}

export type BundleVerdict =
  | { readonly ok: true; readonly records: number; readonly origin: string; readonly size: number }
  /** `record` counts from 0; null where the fault lies before the first record. */
  | { readonly ok: false; readonly record: number | null; readonly words: string };

const fields = ['about', 'checkpoint', 'format', 'keys', 'made', 'origin', 'records', 'says', 'since', 'withheld'];
const recordFields = ['index', 'leaf', 'path', 'row', 'salt'];

const bad = (words: string, record: number | null = null): BundleVerdict => ({ ok: false, record, words });
const isRefusal = (value: object): value is LedgerRefusal => 'refused' in value;

function hasFields(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.keys(value).sort().join() === names.join();
}

/** The value of a text that is in canonical form already; undefined for any other. */
function fromCanonical(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function readHashes(value: unknown): Buffer[] | null {
  if (!Array.isArray(value)) return null;
  const hashes = value.map((text) => (typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0)));
  const isExact = hashes.every((hash, at) => hash.length === hashLength && hash.toString('base64') === value[at]);
  return isExact ? hashes : null;
}

function readRecord(value: unknown): BundleRecord | null {
  if (!hasFields(value, recordFields)) return null;
  const { index, row, salt } = value;
  const leaf = readLeaf(value.leaf);
  const path = readHashes(value.path);
  if (leaf === null || path === null || !Number.isSafeInteger(index) || (index as number) < 0) return null;
  if (typeof salt !== 'string' || !/^([0-9a-f]{32}|[0-9a-f]{64})$/.test(salt)) return null;
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return null;
  return { index: index as number, leaf, path, salt: Buffer.from(salt, 'hex'), row: row as StoredRow };
}

function whyNotProved(record: BundleRecord, after: number, { size, root }: Checkpoint): string | null {
  const { index, leaf, path, salt, row } = record;
  if (index <= after) return 'it stands out of order, or twice';
  if (row.id !== leaf.object) return 'its row is not the one its leaf speaks of';
  if (!commitment(leaf.table, row, salt).equals(leaf.commitment)) return 'its row is not what its leaf commits to';
  if (!verifyInclusion({ index, size, leaf: leafHashOf(leaf), path, root })) return 'its leaf is not in the signed log';
  return null;
}

function keysOf(value: unknown): NoteKey[] | null {
  if (!Array.isArray(value)) return null;
  const keys: NoteKey[] = [];
  for (const text of value) {
    const key = typeof text === 'string' ? parseVerifierKey(text) : null;
    if (key === null || isRefusal(key)) return null;
    keys.push(key);
  }
  return keys;
}

interface Trusted {
  readonly origin: string;
  readonly keys: readonly NoteKey[];
  readonly verify: VerifySignature;
}

function whyNotGrown(value: unknown, second: Checkpoint, trust: Trusted): string | null {
  if (value === null) return null;
  const path = hasFields(value, ['checkpoint', 'path']) ? readHashes(value.path) : null;
  const note = hasFields(value, ['checkpoint', 'path']) ? value.checkpoint : null;
  if (path === null || typeof note !== 'string') return 'Its proof of growth is not of the right form.';
  const first = verifyCheckpoint(note, trust);
  if (isRefusal(first)) return `Its earlier checkpoint cannot be believed. ${first.words}`;
  const claim = { first: first.size, second: second.size, firstRoot: first.root, secondRoot: second.root, path };
  return verifyConsistency(claim) ? null : 'The signed log does not begin with the log of the earlier checkpoint.';
}

function judgeRecords(values: readonly unknown[], checkpoint: Checkpoint): BundleVerdict | null {
  let after = -1;
  for (const [at, value] of values.entries()) {
    const record = readRecord(value);
    if (record === null) return bad('it is not of the right form', at);
    const words = whyNotProved(record, after, checkpoint);
    if (words !== null) return bad(words, at);
    after = record.index;
  }
  return null;
}

/** Checks a bundle from its text alone. Names the first record that does not hold. */
export function verifyBundle(text: string, trust: BundleTrust): BundleVerdict {
  const json = fromCanonical(text);
  if (!hasFields(json, fields) || json.format !== bundleFormat)
    return bad('This is not a bundle, or it is not in the form in which bundles are written.');
  const { origin, checkpoint: note, records } = json;
  const own = keysOf(json.keys);
  if (own === null || typeof origin !== 'string' || typeof note !== 'string' || !Array.isArray(records))
    return bad('It lacks its log, its keys, its checkpoint or its records.');
  const keys = (trust.keys ?? own).filter((key) => key.name === origin);
  const trusted = { origin, keys, verify: trust.verify };
  const checkpoint = verifyCheckpoint(note, trusted);
  if (isRefusal(checkpoint)) return bad(`Its checkpoint cannot be believed. ${checkpoint.words}`);
  const notGrown = whyNotGrown(json.since, checkpoint, trusted);
  if (notGrown !== null) return bad(notGrown);
  return judgeRecords(records, checkpoint) ?? { ok: true, records: records.length, origin, size: checkpoint.size };
}
