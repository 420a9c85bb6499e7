/** Logs and bundles made from a seed, and what can be done to a bundle: for those who set one verifier against another. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { canonicalJson } from '../../src/engines/canonical-json.ts';
import { type Bundle, type BundleRecord, formatBundle, HashTree } from '../../src/engines/ledger-bundle.ts';
import {
  buildReceipt,
  checkpointText,
  commitment,
  formatNote,
  formatReceipt,
  type LeafFields,
  leafHashOf,
  type NoteKey,
  type Receipt,
  signNote,
  verifierKeyOf,
} from '../../src/engines/ledger-leaf.ts';
import { rootOf } from '../../src/engines/merkle.ts';
import { isRefusal, type Refusal } from '../../src/platform/refusal.ts';

function well<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(result.words);
  return result;
}

export type Roll = (below: number) => number;

/** Random numbers that a seed brings back. */
export function dice(seed: string): Roll {
  let count = 0;
  return (below) => {
    count += 1;
    return createHash('sha256').update(`${seed}/${count}`).digest().readUInt32BE(0) % below;
  };
}

export interface Log {
  readonly key: NoteKey;
  readonly note: (size: number) => string;
  readonly bundle: (size: number, chosen: readonly number[], since: number | null) => string;
  readonly receipt: (size: number, index: number) => string;
}

/** A log made from a seed. Two logs of one `signer` and different rows are two histories under one key. */
export function logFrom(signer: string, history: string, leaves: number): Log {
  const seed = createHash('sha256').update(signer).digest();
  const secret = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    ...{ format: 'der', type: 'pkcs8' },
  });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = { name: `test/${signer}/main`, publicKey };
  const roll = dice(history);
  const rows = Array.from({ length: leaves }, (_, n) => ({
    ...{
      id: `${n}-${history}`,
      words: ['a "quoted" word', 'élan\u2028', '𝄞 clef', ''][roll(4)],
      share: roll(1000) / 7,
    },
    ...{ flags: [roll(2) === 1, { b: roll(9), a: -roll(9) || 0, é: 1e21 }], '10': n },
  }));
  const salts = rows.map((row) => createHash('sha256').update(`salt ${row.id}`).digest().subarray(0, 16));
  const leafAt = (n: number): LeafFields => ({
    at: `2026-03-06T09:00:${String(n % 60).padStart(2, '0')}.${n % 2 ? '123' : '123456'}Z`,
    ...{ act: 'entry.posted', actor: n % 3 ? `actor-${n}` : null, table: 'record.entry', object: rows[n]!.id },
    commitment: commitment('record.entry', rows[n]!, salts[n]!),
  });
  const hashes = rows.map((_, n) => leafHashOf(leafAt(n)));
  const treeOf = (size: number) => new HashTree(Buffer.concat(hashes.slice(0, size)));
  const note = (size: number) => {
    const text = checkpointText({
      ...{ origin: key.name, size, extensions: [`n=${size}`] },
      root: rootOf(hashes.slice(0, size)),
    });
    return formatNote(text, [signNote(text, key, (message) => sign(null, message, secret))]);
  };
  const recordAt = (tree: HashTree, index: number): BundleRecord => ({
    ...{ index, leaf: leafAt(index), path: tree.path(index), salt: salts[index]!, row: rows[index]! },
  });
  const bundle = (size: number, chosen: readonly number[], since: number | null) => {
    const tree = treeOf(size);
    const parts: Bundle = {
      ...{ made: '2026-03-06T09:00:00.000Z', about: null, withheld: 0, origin: key.name, keys: [verifierKeyOf(key)] },
      checkpoint: note(size),
      since: since === null ? null : { checkpoint: note(since), path: tree.consistencyFrom(since) },
      records: chosen.map((index) => recordAt(tree, index)),
    };
    return formatBundle(parts);
  };
  const receipt = (size: number, index: number) =>
    formatReceipt(
      well<Receipt>(
        buildReceipt({ index, leaf: leafAt(index), path: treeOf(size).path(index), checkpoint: note(size) }),
      ),
    );
  return { key, note, bundle, receipt };
}

export type Json = Record<string, unknown>;
export const flip = (text: string, roll: Roll): string => {
  const at = roll(text.length);
  const to = String.fromCharCode(33 + roll(90));
  return text.slice(0, at) + to + text.slice(at + 1);
};
export const pick = <T>(list: readonly T[], roll: Roll): T => list[roll(list.length)] as T;
export const withHash = (list: unknown, roll: Roll): void => {
  const path = list as string[];
  const other = createHash('sha256')
    .update(String(roll(1e6)))
    .digest('base64');
  pick(
    [
      () => path.pop(),
      () => path.push(other),
      () => path.reverse(),
      () => path.splice(roll(path.length + 1), 1, other),
    ],
    roll,
  )();
};

type Harm = (bundle: Json, roll: Roll, other: Json) => void;
const recordIn = (bundle: Json, roll: Roll): Json => pick(bundle.records as Json[], roll);
const rowIn = (bundle: Json, roll: Roll): Json => recordIn(bundle, roll).row as Json;

/** Changes after which a bundle is still in its form: what must be found is inside. `null` marks those that change nothing proved. */
export const harms: Readonly<Record<string, Harm>> = {
  'a column': (bundle, roll) => (rowIn(bundle, roll).words = `other ${roll(9)}`),
  'a number in its last digit': (bundle, roll) => {
    const row = rowIn(bundle, roll);
    row.share = (typeof row.share === 'number' ? row.share : 0) + 2 ** -30;
  },
  'a column added': (bundle, roll) => (rowIn(bundle, roll).more = null),
  'a column gone': (bundle, roll) => delete rowIn(bundle, roll).flags,
  'another id': (bundle, roll) => (rowIn(bundle, roll).id = 'other'),
  'a salt': (bundle, roll) =>
    (recordIn(bundle, roll).salt = createHash('sha256')
      .update('s')
      .digest('hex')
      .slice(0, pick([32, 64, 30], roll))),
  'a path': (bundle, roll) => withHash(recordIn(bundle, roll).path, roll),
  'an index': (bundle, roll) => (recordIn(bundle, roll).index = pick([-1, 0, 1, 5, 1e6, 0.5, '1', null], roll)),
  'a leaf': (bundle, roll) => {
    const leaf = recordIn(bundle, roll).leaf as Json;
    const [name, value] = pick(
      [
        ...[
          ['act', 'entry.erased'],
          ['actor', 'nobody'],
          ['at', '2026-03-06T09:00:00.000000Z'],
          ['at', '2020-01-01T00:00:00.000Z'],
        ],
        ...[
          ['table', 'people.name'],
          ['object', 'x'],
          ['commitment', '00'],
          ['commitment', 'f'.repeat(64)],
          ['extra', 1],
        ],
      ],
      roll,
    ) as [string, unknown];
    leaf[name] = value;
  },
  'a row with a commitment of its own': (bundle, roll) => {
    const record = recordIn(bundle, roll);
    const row = { ...(record.row as Json), words: 'rewritten' };
    record.row = row;
    (record.leaf as Json).commitment = commitment(
      'record.entry',
      row,
      Buffer.from(record.salt as string, 'hex'),
    ).toString('hex');
  },
  'two rows changed about': (bundle, roll) => {
    const [one, two] = [recordIn(bundle, roll), recordIn(bundle, roll)];
    [one.row, two.row] = [two.row, one.row];
  },
  'records in another order': (bundle) => (bundle.records as Json[]).reverse(),
  'a record twice': (bundle, roll) => {
    const records = bundle.records as Json[];
    const at = roll(records.length);
    records.splice(at, 0, records[at] as Json);
  },
  'a record left out': (bundle, roll) => (bundle.records as Json[]).splice(roll((bundle.records as Json[]).length), 1),
  'a record of another history': (bundle, roll, other) => {
    const records = bundle.records as Json[];
    records[roll(records.length)] = recordIn(other, roll);
  },
  'a field nobody knows': (bundle, roll) => (pick([bundle, recordIn(bundle, roll)], roll).proof = true),
  'a field gone': (bundle, roll) => delete bundle[pick(Object.keys(bundle), roll)],
  'the checkpoint': (bundle, roll) => (bundle.checkpoint = flip(bundle.checkpoint as string, roll)),
  'the checkpoint of another history': (bundle, _roll, other) => (bundle.checkpoint = other.checkpoint),
  'the origin': (bundle) => (bundle.origin = 'test/other/main'),
  'another key': (bundle, _roll, other) => (bundle.keys = pick([other.keys, []], () => 1)),
  'a key that is none': (bundle, roll) => (bundle.keys = [flip((bundle.keys as string[])[0]!, roll)]),
  'a key beside': (bundle) =>
    (bundle.keys as string[]).push('other+c74f20a3+AcyCzQYNPSWnOHgQzuNn2dsf9TmEPXjzbnTXwAjMd8aL'),
  'the count of what was left out': (bundle, roll) => (bundle.withheld = roll(9)),
  'growth from another history': (bundle, _roll, other) => (bundle.since = other.since),
  'growth without its path': (bundle, roll) => {
    if (bundle.since !== null) withHash((bundle.since as Json).path, roll);
  },
  'growth from an earlier history with this path': (bundle, _roll, other) => {
    if (bundle.since !== null && other.since !== null)
      (bundle.since as Json).checkpoint = (other.since as Json).checkpoint;
  },
};

/** These prove nothing in a bundle, and both verifiers say so by passing over them. */
export const unproved = ['a record left out', 'the count of what was left out', 'a key beside'];

/** A flipped letter in what the head says is not proved; anywhere else it must be found. */
export function isUnprovedChange(good: string, raw: string): boolean {
  const [one, two] = [JSON.parse(good) as Json, JSON.parse(raw) as Json];
  for (const name of ['made', 'says', 'withheld', 'about']) two[name] = one[name];
  return canonicalJson(two) === good;
}
