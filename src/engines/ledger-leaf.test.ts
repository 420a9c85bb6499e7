import assert from 'node:assert/strict';
import {
  createPrivateKey,
  createPublicKey,
  sign as edSign,
  verify as edVerify,
  generateKeyPairSync,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import {
  buildReceipt,
  checkpointText,
  commitment,
  type EraseEvent,
  eraseAct,
  formatNote,
  formatReceipt,
  judgeRow,
  keyIdOf,
  type LeafFields,
  type LedgerRefusal,
  leafData,
  leafHashOf,
  type NoteKey,
  normaliseInstant,
  normaliseRow,
  parseCheckpoint,
  parseNote,
  parseReceipt,
  parseVerifierKey,
  type Receipt,
  type RowCase,
  type StoredRow,
  signNote,
  type Trust,
  tlogProofOf,
  verifierKeyOf,
  verifyCheckpoint,
  verifyReceipt,
} from './ledger-leaf.ts';
import { emptyRoot, inclusionProof, rootOf } from './merkle.ts';

const seed = Number(process.env.SEED ?? 785);
const vectorsAt = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8'));
const wrapPublic = Buffer.from('302a300506032b6570032100', 'hex');
const wrapPrivate = Buffer.from('302e020100300506032b657004220420', 'hex');
const verify: Trust['verify'] = (publicKey, message, signature) =>
  edVerify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([wrapPublic, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );
const signer = (secret: Uint8Array) => (message: Uint8Array) =>
  edSign(null, message, createPrivateKey({ key: Buffer.concat([wrapPrivate, secret]), format: 'der', type: 'pkcs8' }));

const isRefusal = (value: object): value is LedgerRefusal => 'refused' in value;
function expected<T extends object>(value: T | LedgerRefusal): T {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.words : '');
  return value;
}
function refusedAs(code: LedgerRefusal['code'], value: object): void {
  assert.ok(isRefusal(value), `not refused, though it should be: ${code}`);
  assert.equal(value.code, code);
}

// ---- Rows, commitments, leaves

const golden = vectorsAt('ledger-leaf.json') as {
  readonly table: string;
  readonly stored: StoredRow;
  readonly derived: string[];
  readonly timestamps: string[];
  readonly salt: string;
  readonly normal: StoredRow;
  readonly commitment: string;
  readonly leaf: Omit<LeafFields, 'commitment'> & { commitment: string };
  readonly leafData: string;
  readonly leafHash: string;
};
const salt = Buffer.from(golden.salt, 'hex');
const goldenRow = normaliseRow(golden.table, golden.stored, golden);
const goldenLeaf: LeafFields = { ...golden.leaf, commitment: Buffer.from(golden.leaf.commitment, 'hex') };

test('a row, its commitment and its leaf, as worked out apart from this code', () => {
  assert.deepEqual(goldenRow, golden.normal);
  assert.equal(commitment(golden.table, goldenRow, salt).toString('hex'), golden.commitment);
  assert.equal(leafData(goldenLeaf).toString(), golden.leafData);
  assert.equal(leafHashOf(goldenLeaf).toString('hex'), golden.leafHash);
});

test('an instant reads the same whatever the session time zone was', () => {
  const same: [string, string][] = [
    ['2026-11-22T04:58:32.12+00:00', '2026-11-22T04:58:32.120Z'],
    ['2026-11-22T04:58:32+00:00', '2026-11-22T04:58:32.000Z'],
    ['2026-06-01T00:30:00.5+01:00', '2026-05-31T23:30:00.500Z'],
    ['2026-11-22 10:28:32.12+05:30', '2026-11-22T04:58:32.120Z'],
    ['2026-11-21T20:58:32.12-08', '2026-11-22T04:58:32.120Z'],
    ['1840-01-01T00:00:00-00:01:15', '1840-01-01T00:01:15.000Z'],
    ['0050-03-01T00:00:00+01:00', '0050-02-28T23:00:00.000Z'],
    ['2026-11-22T04:58:32.120Z', '2026-11-22T04:58:32.120Z'],
    // A microsecond changed in the database must show.
    ['2026-11-22T04:58:32.120001+00:00', '2026-11-22T04:58:32.120001Z'],
    ['2026-11-22T05:58:32.120001+01:00', '2026-11-22T04:58:32.120001Z'],
    ['infinity', 'infinity'],
    ['2026-11-22', '2026-11-22'],
    ['2026-11-22T04:58:32', '2026-11-22T04:58:32'],
  ];
  for (const [stored, normal] of same) {
    assert.equal(normaliseInstant(stored), normal, stored);
    assert.equal(normaliseInstant(normal), normal);
  }
});

test('a nullable column added later leaves old commitments true; a value taken away does not', () => {
  const before = normaliseRow('t', { id: 'a', words: 'x', salt: '\\x00' });
  assert.deepEqual(normaliseRow('t', { id: 'a', words: 'x', added: null, salt: '\\x00' }), before);
  const old = commitment('t', before, salt);
  assert.notDeepEqual(commitment('t', normaliseRow('t', { id: 'a', words: null }), salt), old);
  assert.notDeepEqual(commitment('t', normaliseRow('t', { id: 'a', words: 'x', added: '' }), salt), old);
  assert.notDeepEqual(commitment('u', before, salt), old);
  assert.notDeepEqual(commitment('t', before, Buffer.alloc(16)), old);
});

test('only named columns are taken for instants or left out', () => {
  const row = { at: '2026-11-22T04:58:32.12+00:00', quoted: '2026-11-22T04:58:32.12+00:00', search: 'x' };
  assert.deepEqual(normaliseRow('t', row, { timestamps: ['at'], derived: ['search'] }), {
    at: '2026-11-22T04:58:32.120Z',
    quoted: '2026-11-22T04:58:32.12+00:00',
  });
  assert.deepEqual(normaliseRow('t', row), row);
  assert.equal(canonicalJson(normaliseRow('t', JSON.parse('{"__proto__":1}') as StoredRow)), '{"__proto__":1}');
});

test('a number that JSON has already rounded is a fault, not a commitment', () => {
  assert.throws(() => normaliseRow('t', { n: 2 ** 53 }), /t\.n is too long/);
  assert.throws(() => commitment('t', { a: 1n }, salt), /bigint at \$\.row\.a/);
  assert.throws(() => commitment('t', {}, Buffer.alloc(8)), RangeError);
  assert.throws(() => leafData({ ...goldenLeaf, at: '2026-11-22T04:58:32+00:00' }), TypeError);
  assert.throws(() => leafData({ ...goldenLeaf, commitment: Buffer.alloc(31) }), TypeError);
});

test(`every column of every row is covered (seed ${seed})`, () => {
  const column = fc.stringMatching(/^[a-z_]{1,12}$/).filter((name) => name !== 'salt');
  const value = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.dictionary(column, value, { minKeys: 1 }), fc.nat(), value, (row, pick, other) => {
      const names = Object.keys(row);
      const name = names[pick % names.length] as string;
      const changed = { ...row, [name]: other };
      const isSame = canonicalJson(changed) === canonicalJson(row);
      const digest = (r: StoredRow) => commitment('t', normaliseRow('t', r), salt).toString('hex');
      assert.equal(digest(changed) === digest(row), isSame);
    }),
    { seed, numRuns: 2000 },
  );
});

test('every field of a leaf is covered', () => {
  const changes: Partial<LeafFields>[] = [
    { at: '2026-11-22T04:58:32.121Z' },
    { act: 'withdrawn' },
    { actor: golden.leaf.object },
    { table: 'record.note' },
    { object: '0' },
    { commitment: Buffer.alloc(32) },
  ];
  const hashes = changes.map((change) => leafHashOf({ ...goldenLeaf, ...change }).toString('hex'));
  assert.equal(new Set([...hashes, golden.leafHash]).size, changes.length + 1);
});

// ---- Judging rows

const leafFor = (table: string, object: string, row: StoredRow, act = 'posted'): LeafFields => ({
  at: '2026-11-22T04:58:32.120Z',
  act,
  actor: null,
  table,
  object,
  commitment: commitment(table, row, salt),
});
const row: StoredRow = { id: 'r1', words: 'said at the desk' };
const kept: RowCase = { index: 4, leaf: leafFor('record.entry', 'r1', row), stored: { row, salt }, erasures: [] };

function erasureOf(change: StoredRow = {}, index = 9): EraseEvent {
  const event = {
    id: 'e1',
    erased_table: 'record.entry',
    erased_object: 'r1',
    rule: 'retention 4.2',
    by: 'two people',
    ...change,
  };
  return { index, leaf: leafFor('record.erasure', 'e1', event, eraseAct), stored: { row: event, salt } };
}

test('a row that stands is kept; a changed one is altered', () => {
  assert.deepEqual(judgeRow(kept), { verdict: 'kept' });
  for (const changed of [
    { ...row, words: 'said nothing' },
    { id: 'r1' },
    { ...row, extra: 1 },
    { ...row, words: '\ud800' },
    { ...row, n: Number.NaN },
  ])
    assert.equal(judgeRow({ ...kept, stored: { row: changed, salt } }).verdict, 'altered');
  assert.equal(judgeRow({ ...kept, stored: { row, salt: Buffer.alloc(32) } }).verdict, 'altered');
  assert.equal(judgeRow({ ...kept, stored: { row, salt: Buffer.alloc(3) } }).verdict, 'altered');
});

test('gone without an erasure is missing; with one it is erased, under its rule', () => {
  assert.equal(judgeRow({ ...kept, stored: null }).verdict, 'missing');
  assert.equal(judgeRow({ ...kept, stored: { row, salt: null } }).verdict, 'missing');
  const erasures = [erasureOf()];
  assert.deepEqual(judgeRow({ ...kept, stored: null, erasures }), {
    verdict: 'erased',
    rule: 'retention 4.2',
    left: [],
  });
  const husk = { row: { words: 'still here', id: 'r1' }, salt: null };
  assert.deepEqual(judgeRow({ ...kept, stored: husk, erasures }), {
    verdict: 'erased',
    rule: 'retention 4.2',
    left: ['id', 'words'],
  });
});

test('an erased row that can be read again is an alarm', () => {
  assert.equal(judgeRow({ ...kept, erasures: [erasureOf()] }).verdict, 'returned');
});

test('an erasure counts only if the log holds it, later, and for this row', () => {
  const forged = { ...erasureOf(), stored: { row: { ...erasureOf().stored.row, rule: 'invented afterwards' }, salt } };
  const passedOver: EraseEvent[] = [
    erasureOf({}, 3),
    erasureOf({}, 4),
    erasureOf({ erased_object: 'r2' }),
    erasureOf({ erased_table: 'record.note' }),
    erasureOf({ rule: null }),
    forged,
    { ...erasureOf(), stored: { ...erasureOf().stored, salt: null } },
    { ...erasureOf(), leaf: { ...erasureOf().leaf, act: 'posted' } },
  ];
  for (const event of passedOver)
    assert.equal(judgeRow({ ...kept, stored: null, erasures: [event] }).verdict, 'missing');
  assert.equal(judgeRow({ ...kept, stored: null, erasures: [...passedOver, erasureOf()] }).verdict, 'erased');
});

// ---- Notes and checkpoints

const notes = vectorsAt('signed-note.json') as {
  readonly text: string;
  readonly peter: { key: string; secretForTests: string; line: string };
  readonly enoch: { key: string; line: string };
  readonly badKeys: string[];
  readonly checkpoint: { key: string; origin: string; size: number; root: string; note: string };
};
const peter = expected(parseVerifierKey(notes.peter.key));
const signAsPeter = signer(Buffer.from(notes.peter.secretForTests, 'base64').subarray(1));

test('the published keys and notes, read and written', () => {
  assert.equal(verifierKeyOf(peter), notes.peter.key);
  assert.equal(keyIdOf(peter).toString('hex'), 'c74f20a3');
  assert.equal(
    formatNote(notes.text, [signNote(notes.text, peter, signAsPeter)]),
    `${notes.text}\n${notes.peter.line}`,
  );
  const both = expected(parseNote(`${notes.text}\n${notes.peter.line}${notes.enoch.line}`));
  assert.equal(both.text, notes.text);
  assert.deepEqual(
    both.signatures.map((s) => s.name),
    ['PeterNeumann', 'EnochRoot'],
  );
  for (const { key, line } of [notes.peter, notes.enoch]) {
    const [signature] = expected(parseNote(`${notes.text}\n${line}`)).signatures;
    const { publicKey } = expected(parseVerifierKey(key));
    assert.equal(verify(publicKey, Buffer.from(notes.text), signature?.signature ?? Buffer.alloc(0)), true);
  }
});

test('a mangled key is refused: every part of it, and every character changed', () => {
  const key = notes.peter.key;
  for (let from = 0; from <= key.length; from += 1)
    for (let to = from; to <= key.length; to += 1)
      if (to - from < key.length) refusedAs('note-malformed', parseVerifierKey(key.slice(from, to)));
  for (let i = 0; i < key.length; i += 1) {
    const changed = key.slice(0, i) + String.fromCharCode(key.charCodeAt(i) + 1) + key.slice(i + 1);
    refusedAs('note-malformed', parseVerifierKey(changed));
  }
  for (const bad of notes.badKeys) refusedAs('note-malformed', parseVerifierKey(bad));
  assert.throws(() => verifierKeyOf({ ...peter, name: 'two words' }), TypeError);
});

test('notes that are not of the form are refused', () => {
  const { text, peter: p } = notes;
  const bad = [
    '',
    '\n',
    '\n\n',
    text,
    `${text}\n`,
    `${text}\n${p.line.slice(0, -1)}`,
    `\u0001${text}\n${p.line}`,
    `\ud800${text}\n${p.line}`,
    `${text}\r\n\n${p.line}`,
    `${text}\n${p.line.replace('—', '-')}`,
    `${text}\n${p.line.replace('PeterNeumann', 'Bad Name')}`,
    `${text}\n${p.line.replace('PeterNeumann', 'Bad+Name')}`,
    `${text}\n${p.line.replace('PeterNeumann', 'Bad\u0085Name')}`,
    `${text}\n${p.line}Unexpected line.\n`,
    `${text}\n${p.line.replace('x08g', 'x08')}`,
    `${text}\n${p.line.replace('JnAM=', 'JnAN=')}`,
    `${text}\n— PeterNeumann x08goA==\n`.replace('x08goA==', 'x08g'),
    `${text}\n${p.line.repeat(65)}`,
    `${'x'.repeat(140_000)}\n\n${p.line}`,
  ];
  for (const note of bad) refusedAs('note-malformed', parseNote(note));
  assert.equal(expected(parseNote(`${text}\n${p.line.repeat(16)}`)).signatures.length, 16);
  assert.equal(expected(parseNote(`a\n\nb\n\n${p.line}`)).text, 'a\n\nb\n', 'the text may have blank lines');
});

test('a real checkpoint of another log: that of sum.golang.org', () => {
  const { key, origin, size, root, note } = notes.checkpoint;
  const trust: Trust = { origin, keys: [expected(parseVerifierKey(key))], verify };
  const checkpoint = expected(verifyCheckpoint(note, trust));
  assert.deepEqual(checkpoint, {
    origin,
    size,
    root: Buffer.from(root, 'base64'),
    extensions: [],
    signedBy: ['sum.golang.org'],
  });
  refusedAs('note-unsigned', verifyCheckpoint(note.replace(String(size), String(size + 1)), trust));
  refusedAs('note-unsigned', verifyCheckpoint(note.replace('WVVN', 'WVVM'), trust));
  refusedAs('wrong-log', verifyCheckpoint(note, { ...trust, origin: 'another log' }));
  refusedAs('note-unsigned', verifyCheckpoint(note, { ...trust, keys: [peter] }));
  refusedAs('note-unsigned', verifyCheckpoint(note, { ...trust, keys: [] }));
});

const origin = 'candour.example/main';
const ours = generateKeyPairSync('ed25519');
const ourKey: NoteKey = {
  name: origin,
  publicKey: ours.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
};
const signAsUs = (message: Uint8Array) => edSign(null, message, ours.privateKey);
const trust: Trust = { origin, keys: [ourKey], verify };
const noteFor = (size: number, root: Buffer, extensions: string[] = []): string => {
  const text = checkpointText({ origin, size, root, extensions });
  return formatNote(text, [signNote(text, ourKey, signAsUs)]);
};

test('our own checkpoints: written, read back and believed', () => {
  const root = Buffer.alloc(32, 7);
  const checkpoint = expected(verifyCheckpoint(noteFor(12, root, ['day 20779']), trust));
  assert.deepEqual(checkpoint, { origin, size: 12, root, extensions: ['day 20779'], signedBy: [origin] });
  assert.equal(expected(verifyCheckpoint(noteFor(0, emptyRoot()), trust)).size, 0);
});

test('unknown signatures are passed over; a bad one by a known key spoils the note', () => {
  const text = checkpointText({ origin, size: 3, root: Buffer.alloc(32), extensions: [] });
  const good = signNote(text, ourKey, signAsUs);
  const byPeter = signNote(text, peter, signAsPeter);
  const bad = signNote(text, ourKey, () => signAsUs(Buffer.from('another text\n')));
  assert.deepEqual(expected(verifyCheckpoint(formatNote(text, [byPeter, good, good]), trust)).signedBy, [origin]);
  refusedAs('note-unsigned', verifyCheckpoint(formatNote(text, [good, bad]), trust));
  refusedAs(
    'note-unsigned',
    verifyCheckpoint(formatNote(text, [{ ...good, signature: good.signature.subarray(1) }]), trust),
  );
  refusedAs('note-unsigned', verifyCheckpoint(formatNote(text, [{ ...byPeter, name: origin }]), trust));
  refusedAs('note-unsigned', verifyCheckpoint(formatNote(text, [{ ...good, keyId: byPeter.keyId }]), trust));
});

test('a signature of the wrong length never reaches the one who checks signatures', () => {
  const text = checkpointText({ origin, size: 3, root: Buffer.alloc(32), extensions: [] });
  const good = signNote(text, ourKey, signAsUs);
  const never: Trust = { ...trust, verify: () => assert.fail('it was asked') };
  for (const signature of [good.signature.subarray(1), Buffer.concat([good.signature, Buffer.of(0)])])
    refusedAs('note-unsigned', verifyCheckpoint(formatNote(text, [{ ...good, signature }]), never));
});

test('checkpoints that are not of the form are refused', () => {
  const line = notes.peter.line;
  const root = Buffer.alloc(32).toString('base64');
  const bad = [
    `${origin}\n3\n`,
    `${origin}\n03\n${root}\n`,
    `${origin}\n-3\n${root}\n`,
    `${origin}\n+3\n${root}\n`,
    `${origin}\n3 \n${root}\n`,
    `${origin}\n3e2\n${root}\n`,
    `${origin}\n9007199254740992\n${root}\n`,
    `${origin}\n18446744073709551615\n${root}\n`,
    `${origin}\n3\n${root.slice(4)}\n`,
    `${origin}\n3\n${root.replace(/=$/, '')}\n`,
    `${origin}\n3\n${root.replace('A=', 'B=')}\n`,
    `${origin}\n0\n${root}\n`,
    `\n3\n${root}\n`,
    `${origin}\n3\n${root}\n\nextension\n`,
  ];
  for (const text of bad) refusedAs('checkpoint-malformed', parseCheckpoint(`${text}\n${line}`));
  assert.throws(() => checkpointText({ origin: 'a\n9', size: 3, root: Buffer.alloc(32), extensions: [] }), TypeError);
  assert.throws(() => checkpointText({ origin, size: 3, root: Buffer.alloc(31), extensions: [] }), TypeError);
  assert.throws(() => checkpointText({ origin, size: 3, root: Buffer.alloc(32), extensions: ['a\nb'] }), TypeError);
  assert.throws(() => checkpointText({ origin, size: 3, root: Buffer.alloc(32), extensions: [''] }), TypeError);
});

// ---- Receipts

const log = Array.from({ length: 21 }, (_, i) => leafFor('record.entry', `r${i}`, { id: `r${i}` }));
const hashes = log.map(leafHashOf);
const note = noteFor(log.length, rootOf(hashes));
const receiptFor = (index: number): Receipt =>
  expected(
    buildReceipt({
      index,
      leaf: log[index] as LeafFields,
      path: inclusionProof(hashes, index, log.length),
      checkpoint: note,
    }),
  );

test('a receipt for every leaf: written, read back, believed', () => {
  for (let index = 0; index < log.length; index += 1) {
    const receipt = expected(parseReceipt(formatReceipt(receiptFor(index))));
    const verified = expected(verifyReceipt(receipt, trust));
    assert.equal(verified.index, index);
    assert.deepEqual(verified.leaf, log[index]);
    assert.equal(verified.checkpoint.size, 21);
    assert.equal(formatReceipt(receipt), formatReceipt(receiptFor(index)));
  }
});

test('a receipt that would not hold is not handed out', () => {
  const path = inclusionProof(hashes, 3, log.length);
  refusedAs('receipt-unproved', buildReceipt({ index: 4, leaf: log[3] as LeafFields, path, checkpoint: note }));
  refusedAs('receipt-unproved', buildReceipt({ index: 3, leaf: log[4] as LeafFields, path, checkpoint: note }));
  refusedAs('note-malformed', buildReceipt({ index: 3, leaf: log[3] as LeafFields, path, checkpoint: 'nothing' }));
});

test('a receipt changed in any field is refused', () => {
  const receipt = receiptFor(5);
  const other = receiptFor(6);
  const changes: [LedgerRefusal['code'], Partial<Receipt>][] = [
    ['receipt-unproved', { index: 6 }],
    ['receipt-unproved', { leaf: other.leaf }],
    ['receipt-unproved', { leaf: { ...receipt.leaf, at: '2026-11-22T04:58:33.120Z' } }],
    ['receipt-unproved', { leaf: { ...receipt.leaf, actor: 'somebody' } }],
    ['receipt-unproved', { path: other.path }],
    ['receipt-unproved', { path: receipt.path.slice(1) }],
    ['receipt-unproved', { checkpoint: noteFor(22, rootOf([...hashes, hashes[0] as Buffer])) }],
    ['wrong-log', { origin: 'another log' }],
    ['note-unsigned', { checkpoint: note.replace('\n21\n', '\n22\n') }],
  ];
  for (const [code, change] of changes) refusedAs(code, verifyReceipt({ ...receipt, ...change }, trust));
  refusedAs('wrong-log', verifyReceipt(receipt, { ...trust, origin: 'another log' }));
});

test('the same proof in the form of other logs', () => {
  const receipt = receiptFor(5);
  const [head, rest] = [tlogProofOf(receipt).split('\n'), tlogProofOf(receipt).indexOf('\n\n')];
  assert.equal(head[0], 'c2sp.org/tlog-proof@v1');
  assert.equal(
    Buffer.from((head[1] as string).slice('extra '.length), 'base64').toString(),
    leafData(receipt.leaf).toString(),
  );
  assert.equal(head[2], 'index 5');
  assert.deepEqual(
    head.slice(3, 3 + receipt.path.length),
    receipt.path.map((hash) => hash.toString('base64')),
  );
  assert.equal(tlogProofOf(receipt).slice(rest + 2), note);
});

// ---- Anything at all

const splice = (text: string, at: number, cut: number, put: string): string => {
  const from = at % (text.length + 1);
  return text.slice(0, from) + put + text.slice(from + cut);
};
const edit = fc.tuple(fc.nat(), fc.nat(6), fc.string({ unit: 'binary', maxLength: 4 }));
const pieces = fc.constantFrom(
  '\n',
  '\n\n',
  '— ',
  ' ',
  '+',
  '0',
  '-1',
  '1e9',
  '{',
  '}',
  '[',
  '"',
  '\\ud800',
  '\u0000',
  '\ud800',
  'null',
  ...note.split('\n'),
);
const fromPieces = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 14 }).map((parts) => parts.join(''));
/** Answers must be values: a throw fails the property. */
const answers = (text: string): object[] => [
  parseNote(text),
  parseCheckpoint(text),
  verifyCheckpoint(text, trust),
  parseReceipt(text),
  parseVerifierKey(text),
];

test(`no text makes a reader throw, and none is believed (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.oneof(fromPieces, fc.string({ unit: 'binary' }), fc.json()), (text) => {
      const [, , checkpoint, receipt] = answers(text);
      assert.ok(isRefusal(checkpoint as object));
      assert.ok(isRefusal(receipt as object));
    }),
    { seed, numRuns: 6000 },
  );
});

test('a spliced checkpoint is never believed to say another thing', () => {
  const believed = canonicalJson(parseText(expected(verifyCheckpoint(note, trust))));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const text = edits.reduce((t, [at, cut, put]) => splice(t, at, cut, put), note);
      const answer = verifyCheckpoint(text, trust);
      if (!isRefusal(answer)) assert.equal(canonicalJson(parseText(answer)), believed);
    }),
    { seed, numRuns: 6000 },
  );
});

test('a spliced receipt is never believed to say another thing', () => {
  const receipt = receiptFor(5);
  const text = formatReceipt(receipt);
  const said = leafData(receipt.leaf).toString();
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const read = parseReceipt(edits.reduce((t, [at, cut, put]) => splice(t, at, cut, put), text));
      if (isRefusal(read)) return;
      const answer = verifyReceipt(read, trust);
      if (isRefusal(answer)) return;
      assert.equal(answer.index, 5);
      assert.equal(leafData(answer.leaf).toString(), said);
    }),
    { seed, numRuns: 6000 },
  );
});

test('a receipt whose JSON has other shapes is refused, never thrown at', () => {
  const whole = JSON.parse(formatReceipt(receiptFor(5))) as Record<string, unknown>;
  const fields = fc.constantFrom(...Object.keys(whole), 'extra', '__proto__');
  fc.assert(
    fc.property(fields, fc.jsonValue(), fc.boolean(), (field, value, inLeaf) => {
      const changed = inLeaf
        ? { ...whole, leaf: { ...(whole.leaf as object), [field === 'leaf' ? 'at' : field]: value } }
        : { ...whole, [field]: value };
      const read = parseReceipt(JSON.stringify(changed));
      if (!isRefusal(read))
        assert.ok(isRefusal(verifyReceipt(read, trust)) || canonicalJson(changed) === canonicalJson(whole));
    }),
    { seed, numRuns: 4000 },
  );
  refusedAs('receipt-malformed', parseReceipt('['.repeat(200_000)));
  refusedAs('receipt-malformed', parseReceipt(' '.repeat(300_000)));
});

function parseText(checkpoint: {
  origin: string;
  size: number;
  root: Buffer;
  extensions: readonly string[];
}): StoredRow {
  return { ...checkpoint, root: checkpoint.root.toString('hex') };
}
