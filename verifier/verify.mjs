#!/usr/bin/env node
/**
 * Checks what Candour hands out, without Candour: one file, no packages, nothing from our source. Node 18 or later.
 *
 *   node verify.mjs FILE [--key KEYFILE] [--checkpoint KEPT] [--line TEXT] [--witness KEPT --witness-key KEYFILE] [--proof PROOF]
 *
 * FILE is a bundle, a receipt or a checkpoint. KEYFILE holds verifier keys, one a line: those that you were given some
 * other way. A bundle names keys itself; without --key it is only shown to agree with itself. KEPT is a checkpoint that
 * you kept: the log of FILE must begin with the log of KEPT. PROOF is needed for that between two bare checkpoints: the
 * consistency path, one base64 hash a line; a bundle made with --since carries it. TEXT is the same as KEPT, as a printed
 * line typed back: nobody signed it, so believe where you have it from. --witness is what a witness outside keeps: besides
 * the log's signature it must hold one by a key of the second KEYFILE.
 *
 * Written from RFC 9162 (2.1.1, 2.1.3.2, 2.1.4.2), RFC 8785, RFC 8032, c2sp.org/signed-note, tlog-checkpoint and
 * tlog-cosignature (Ed25519).
 * Ends with 0 when all holds, 1 when anything does not, 2 when called wrongly.
 */
import { verify as checkSignature, createHash, createPublicKey } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

class Fault extends Error {
  constructor(words, record = null) {
    super(words);
    this.record = record;
  }
}
const need = (holds, words) => {
  if (!holds) throw new Fault(words);
};
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

// ---- RFC 8785: canonical JSON of a value that came out of JSON.parse

function canonical(value, depth = 0) {
  if (value === null || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number') {
    need(Number.isFinite(value), 'a number that JSON cannot hold');
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return canonicalString(value);
  need(depth <= 256, 'nested too deep'); // a bundle is never nested deeper
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)); // by UTF-16 code units
  return `{${names.map((name) => `${canonicalString(name)}:${canonical(value[name], depth + 1)}`).join(',')}}`;
}

function canonicalString(text) {
  need(!loneSurrogate.test(text), 'a lone surrogate');
  return JSON.stringify(text);
}
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('not JSON');
  }
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Exactly these fields: one that we do not know is one that nobody has proved. */
const hasOnly = (value, names) =>
  isObject(value) && Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
const isText = (value) => typeof value === 'string' && !loneSurrogate.test(value);
const isIndex = (value) => Number.isSafeInteger(value) && value >= 0;

/** Base64 written in the one right way. */
function base64(text, length) {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : null;
  if (bytes === null || bytes.toString('base64') !== text) return null;
  return length === undefined || bytes.length === length ? bytes : null;
}

function hashList(value) {
  const hashes = Array.isArray(value) ? value.map((item) => base64(item, 32)) : [null];
  return hashes.includes(null) ? null : hashes;
}

// ---- RFC 9162: the tree, by its definition

const hashLeaf = (bytes) => sha256(Buffer.of(0), bytes);
const hashPair = (left, right) => sha256(Buffer.of(1), left, right);

/** The largest power of two below n. */
function splitPoint(n) {
  let k = 1;
  while (k < n - k) k += k;
  return k;
}

/** The root that a path leads to from a leaf: 2.1.3.1 read backwards. */
function rootByInclusion(index, size, leaf, path) {
  if (size === 1) {
    need(path.length === 0, 'its path is too long');
    return leaf;
  }
  need(path.length > 0, 'its path is too short');
  const k = splitPoint(size);
  const sibling = path[path.length - 1];
  const rest = path.slice(0, -1);
  return index < k
    ? hashPair(rootByInclusion(index, k, leaf, rest), sibling)
    : hashPair(sibling, rootByInclusion(index - k, size - k, leaf, rest));
}

/** Both roots that a consistency path leads to: SUBPROOF of 2.1.4.1 read backwards. */
function rootsByConsistency(m, n, isWhole, path, firstRoot) {
  if (m === n) {
    if (isWhole) {
      need(path.length === 0, 'the proof of growth is too long');
      return [firstRoot, firstRoot];
    }
    need(path.length === 1, 'the proof of growth has not the right length');
    return [path[0], path[0]];
  }
  need(path.length > 0, 'the proof of growth is too short');
  const k = splitPoint(n);
  const last = path[path.length - 1];
  const rest = path.slice(0, -1);
  if (m <= k) {
    const [one, two] = rootsByConsistency(m, k, isWhole, rest, firstRoot);
    return [one, hashPair(two, last)];
  }
  const [one, two] = rootsByConsistency(m - k, n - k, false, rest, firstRoot);
  return [hashPair(last, one), hashPair(last, two)];
}

/** Throws unless the tree of `second` begins with the whole tree of `first`. */
function needGrowth(first, second, path) {
  need(first.size >= 1, 'nothing follows from a log without leaves');
  need(first.size <= second.size, 'the log is shorter than the one of the earlier checkpoint: its end was cut off');
  const [one, two] = rootsByConsistency(first.size, second.size, true, path, first.root);
  need(one.equals(first.root) && two.equals(second.root), 'the log does not begin with that of the earlier checkpoint');
}

// ---- Signed notes and checkpoints

const keyName = /^[^\s+\u0085]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what a note may not hold.
const unclean = /[\u0000-\u0009\u000b-\u001f]/;

/** A verifier key: of a log (type 1), or of a witness (type 4). */
function parseKey(line, type = 1) {
  const parts = typeof line === 'string' ? line.split('+') : [];
  const [name = '', id = ''] = parts;
  const material = base64(parts.slice(2).join('+'), 33);
  need(keyName.test(name) && isText(name) && !unclean.test(name), 'a verifier key has no proper name');
  need(/^[0-9a-f]{8}$/.test(id) && material?.[0] === type, 'a verifier key is not an Ed25519 key of its kind');
  const keyId = sha256(`${name}\n`, material).subarray(0, 4);
  need(keyId.toString('hex') === id, 'the id of a verifier key is not its own');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: material.subarray(1).toString('base64url') };
  return { name, keyId, jwk };
}

function signatureHolds(key, text, signature) {
  try {
    return checkSignature(null, Buffer.from(text), createPublicKey({ key: key.jwk, format: 'jwk' }), signature);
  } catch {
    return false;
  }
}

function parseNote(note) {
  need(typeof note === 'string' && note.length <= 131072, 'a checkpoint is too long');
  need(isText(note) && !unclean.test(note), 'a checkpoint holds characters that none may');
  const at = note.lastIndexOf('\n\n');
  need(at > 0 && note.endsWith('\n') && note.length > at + 2, 'a checkpoint has no signatures');
  const lines = note.slice(at + 2, -1).split('\n');
  need(lines.length <= 64, 'a checkpoint has too many signatures');
  const signatures = lines.map((line) => {
    const [dash, name, encoded, ...more] = line.split(' ');
    const bytes = base64(encoded);
    const isFormed = dash === '—' && more.length === 0 && keyName.test(name ?? '') && bytes !== null;
    need(isFormed && bytes.length >= 5, 'a signature line is not of the right form');
    return { name, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  return { text: note.slice(0, at + 1), signatures };
}

/** A checkpoint that one of the keys of its log signed. */
function checkpointOf(note, keys) {
  const { text, signatures } = parseNote(note);
  const lines = text.slice(0, -1).split('\n');
  need(lines.length >= 3 && !lines.includes(''), 'a checkpoint has an origin, a size and a root');
  const [origin, decimal, encoded] = lines;
  const size = /^(0|[1-9]\d{0,15})$/.test(decimal) ? Number(decimal) : -1;
  const root = base64(encoded, 32);
  need(isIndex(size) && root !== null, 'a checkpoint has no proper size or root');
  need(size > 0 || root.equals(sha256()), 'an empty log has another root');
  let signed = 0;
  for (const { name, keyId, signature } of signatures) {
    const key = keys.find((each) => each.name === origin && each.name === name && each.keyId.equals(keyId));
    if (key === undefined) continue;
    need(signature.length === 64 && signatureHolds(key, text, signature), `the signature of ${name} does not hold`);
    signed += 1;
  }
  need(signed > 0, 'no key that is believed signed its checkpoint');
  return { origin, size, root };
}

/** Throws unless one of these witnesses signed the note: tlog-cosignature, `cosignature/v1`. */
function needCosigned(note, keys) {
  const { text, signatures } = parseNote(note);
  let signed = 0;
  for (const { name, keyId, signature } of signatures) {
    const key = keys.find((each) => each.name === name && each.keyId.equals(keyId));
    if (key === undefined) continue;
    need(signature.length === 72, `the signature of the witness ${name} has not the right length`);
    const message = `cosignature/v1\ntime ${signature.readBigUInt64BE(0)}\n${text}`;
    need(signatureHolds(key, message, signature.subarray(8)), `the signature of the witness ${name} does not hold`);
    signed += 1;
  }
  need(signed > 0, 'no witness that is believed signed what is said to be kept by one');
}

/** A printed line, typed back with whatever spaces, commas and capitals. */
function parseLine(line) {
  const squeezed = line.length > 1000 ? '' : line.toLowerCase().replace(/[\s,.;:]+/g, '');
  const form = /^candour([0-9a-f]{16})on(\d{4}-\d\d-\d\d)(\d{1,16})leavesroot([0-9a-f]{64})check([0-9a-f]{4})$/;
  const [, log, on, decimal, root, check] = form.exec(squeezed) ?? [];
  need(log !== undefined && isIndex(Number(decimal)), 'the printed line is not of the right form');
  const own = sha256(`${log} ${on} ${Number(decimal)} ${root}`)
    .toString('hex')
    .slice(0, 4);
  need(own === check, 'a letter or a number of the printed line was mistyped');
  return { origin: `candour/${log}/main`, size: Number(decimal), root: Buffer.from(root, 'hex') };
}

// ---- Leaves, receipts, bundles

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{3}|\d{3}(?!000)\d{3})Z$/;

function hashOfLeaf(leaf) {
  need(hasOnly(leaf, ['act', 'actor', 'at', 'commitment', 'object', 'table']), 'its leaf is not of the right form');
  const { at, act, actor, table, object, commitment } = leaf;
  const isFormed = isText(at) && instant.test(at) && isText(act) && isText(table) && isText(object);
  need(isFormed && (actor === null || isText(actor)), 'its leaf is not of the right form');
  need(isText(commitment) && /^[0-9a-f]{64}$/.test(commitment), 'its leaf is not of the right form');
  return hashLeaf(canonical(leaf));
}

function needIncluded(index, leaf, path, { size, root }) {
  need(isIndex(index) && index < size, 'its place lies outside the signed log');
  need(rootByInclusion(index, size, hashOfLeaf(leaf), path).equals(root), 'its leaf is not in the signed log');
}

function checkReceipt(receipt, text, keys) {
  need(text.length <= 262144, 'the receipt is too long');
  need(hasOnly(receipt, ['checkpoint', 'format', 'index', 'leaf', 'origin', 'path']), 'not a receipt of this kind');
  const path = hashList(receipt.path);
  need(path !== null && typeof receipt.origin === 'string', 'its path or its log is not of the right form');
  const checkpoint = checkpointOf(receipt.checkpoint, keys);
  need(checkpoint.origin === receipt.origin, 'the receipt names another log than its checkpoint');
  needIncluded(receipt.index, receipt.leaf, path, checkpoint);
  return { kind: 'receipt', records: 1, checkpoint, since: null };
}

function checkRecord(record, after, checkpoint) {
  need(hasOnly(record, ['index', 'leaf', 'path', 'row', 'salt']), 'it is not of the right form');
  const { index, leaf, row, salt } = record;
  const path = hashList(record.path);
  need(path !== null && isIndex(index) && isObject(row), 'it is not of the right form');
  need(typeof salt === 'string' && /^([0-9a-f]{32}|[0-9a-f]{64})$/.test(salt), 'its salt is not of the right form');
  hashOfLeaf(leaf);
  need(index > after, 'it stands out of order, or twice');
  need(row.id === leaf.object, 'its row is not the one its leaf speaks of');
  const commitment = sha256(Buffer.from(salt, 'hex'), canonical({ row, table: leaf.table })).toString('hex');
  need(commitment === leaf.commitment, 'its row is not what its leaf commits to');
  needIncluded(index, leaf, path, checkpoint);
}

const bundleFields = 'about checkpoint format keys made origin records says since withheld'.split(' ');

function checkBundle(bundle, text, brought) {
  need(hasOnly(bundle, bundleFields) && canonical(bundle) === text, 'not in the form in which bundles are written');
  need(Array.isArray(bundle.keys) && Array.isArray(bundle.records), 'it lacks its keys or its records');
  const own = bundle.keys.map((line) => parseKey(line));
  const keys = brought ?? own;
  const checkpoint = checkpointOf(bundle.checkpoint, keys);
  need(checkpoint.origin === bundle.origin, 'its checkpoint is of another log');
  let since = null;
  if (bundle.since !== null) {
    need(hasOnly(bundle.since, ['checkpoint', 'path']), 'its proof of growth is not of the right form');
    const path = hashList(bundle.since.path);
    need(path !== null, 'its proof of growth is not of the right form');
    since = checkpointOf(bundle.since.checkpoint, keys);
    need(since.origin === checkpoint.origin, 'its earlier checkpoint is of another log');
    needGrowth(since, checkpoint, path);
  }
  let after = -1;
  for (const [at, record] of bundle.records.entries()) {
    try {
      checkRecord(record, after, checkpoint);
    } catch (fault) {
      throw fault instanceof Fault ? new Fault(fault.message, at) : fault;
    }
    after = record.index;
  }
  return { kind: 'bundle', records: bundle.records.length, withheld: bundle.withheld, checkpoint, since };
}

/** The checkpoint kept must be of the same log, and the log must have grown from it. */
function needKept(kept, { checkpoint, since }, proof) {
  need(kept.origin === checkpoint.origin, 'the checkpoint kept is of another log');
  const same = (one, other) => one !== null && one.size === other.size && one.root.equals(other.root);
  if (same(checkpoint, kept) || same(since, kept)) return;
  need(kept.size !== checkpoint.size, 'the log is not the one of the checkpoint kept: it was changed');
  // What was made before the checkpoint kept can be shown to lie within it; without that proof it may be a log cut short.
  if (kept.size > checkpoint.size && proof !== null && checkpoint.size > 0) {
    needGrowth(checkpoint, kept, proof);
    return;
  }
  need(kept.size < checkpoint.size, 'the log is shorter than the one of the checkpoint kept: its end was cut off');
  need(proof !== null, 'nothing here shows growth from the checkpoint kept: ask for a bundle made with --since');
  needGrowth(kept, checkpoint, proof);
}

/** Judges a text. `keys`, `kept`, `proof`, `line`, `witnessed` and `witnessKeys` are texts too, or absent. */
export function judge(text, { keys, kept, proof, line, witnessed, witnessKeys } = {}) {
  try {
    const lines = (value) => value.split('\n').filter((line) => line.trim() !== '');
    const brought = keys === undefined ? null : lines(keys).map((each) => parseKey(each.trim()));
    const json = /^[ \t\r\n]*\{/.test(text) ? parseJson(text) : null;
    let found;
    if (json === null)
      found = { kind: 'checkpoint', records: 0, checkpoint: checkpointOf(text, brought ?? []), since: null };
    else if (json.format === 'candour-bundle/1') found = checkBundle(json, text, brought);
    else if (json.format === 'candour-receipt/1') found = checkReceipt(json, text, brought ?? []);
    else throw new Fault('neither a bundle, a receipt nor a checkpoint');
    const path = proof === undefined ? null : hashList(lines(proof));
    need(proof === undefined || path !== null, 'the proof is not a list of hashes');
    const believed = brought ?? (json?.keys ?? []).map((each) => parseKey(each));
    if (kept !== undefined) needKept(checkpointOf(kept, believed), found, path);
    if (line !== undefined) needKept(parseLine(line), found, path);
    if (witnessed !== undefined) {
      needCosigned(
        witnessed,
        lines(witnessKeys ?? '').map((each) => parseKey(each.trim(), 4)),
      );
      needKept(checkpointOf(witnessed, believed), found, path);
    }
    return { ok: true, ...found };
  } catch (fault) {
    if (fault instanceof Fault) return { ok: false, record: fault.record, words: fault.message };
    if (fault instanceof RangeError) return { ok: false, record: null, words: 'nested too deep' };
    throw fault;
  }
}

// ---- At the shell

function main(args) {
  const options = {};
  const names = {
    ...{ '--key': 'keys', '--checkpoint': 'kept', '--proof': 'proof', '--line': 'line' },
    ...{ '--witness': 'witnessed', '--witness-key': 'witnessKeys' },
  };
  const files = [];
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift();
    const name = names[word];
    if (name === undefined) files.push(word);
    else options[name] = word === '--line' ? (words.shift() ?? '') : readFileSync(words.shift() ?? '', 'utf8');
  }
  if (files.length !== 1 || files[0].startsWith('-')) {
    console.error(
      'node verify.mjs FILE [--key KEYFILE] [--checkpoint KEPT] [--line TEXT] [--witness KEPT --witness-key KEYFILE] [--proof PROOF]',
    );
    return 2;
  }
  const verdict = judge(readFileSync(files[0], 'utf8'), options);
  if (!verdict.ok) {
    console.log(`BAD: ${verdict.record === null ? '' : `record ${verdict.record}: `}${verdict.words}`);
    return 1;
  }
  const { kind, records, withheld, checkpoint } = verdict;
  const proved =
    kind === 'checkpoint' ? '' : `, ${records} proved${withheld ? `, ${withheld} said to be left out` : ''}`;
  console.log(`OK: ${kind}${proved}, in ${checkpoint.origin} at ${checkpoint.size} leaves`);
  if (options.keys === undefined)
    console.log('Its key is its own word. Run again with --key and a key that you were given some other way.');
  return 0;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
