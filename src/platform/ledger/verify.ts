/**
 * Checks the whole ledger against everything it speaks of, trusting nothing but hashes and signatures: every leaf is
 * hashed again from its columns, the tree is built again and held against every signed checkpoint, every row is hashed
 * again and held against its leaf, and what is derived is derived again.
 */
import type pg from 'pg';
import {
  type EraseEvent,
  eraseAct,
  judgeRow,
  leafHashOf,
  type NoteKey,
  parseCheckpoint,
  parseReceipt,
  type Receipt,
  type StoredCopy,
  verifyCheckpoint,
  verifyReceipt,
} from '../../engines/ledger-leaf.ts';
import { Frontier } from '../../engines/merkle.ts';
import { stopwatch } from '../clock.ts';
import { isRefusal } from '../refusal.ts';
import type { Ground, Log, Table } from '../transaction.ts';
import { headFacts, logs, signerMemory } from './checkpoint.ts';
import { checkGuards, checkProjections } from './guards.ts';
import { checkReadHours } from './hourly-reads.ts';
import { publishedKeys, trustIn } from './keys.ts';
import { type IndexedLeaf, LeafIndex } from './leaf-index.ts';
import { eachLeaf, hashOfColumns, type StoredLeaf } from './leaf-stream.ts';
import { type Problem, Problems } from './problems.ts';
import { commitmentOf, eachRow, rowOf, shapesOf, type TableShape } from './stored-rows.ts';

export interface VerifyOptions {
  /** A checkpoint note kept elsewhere: its text. */
  readonly checkpoint?: string;
  /** A receipt: its text. */
  readonly receipt?: string;
  /** Verifier keys to believe instead of those published here: an outsider brings their own copy. */
  readonly keys?: readonly NoteKey[];
  /** A connection with a transaction open, to see what that transaction sees. It must be able to read everything. */
  readonly client?: pg.ClientBase;
}

export interface Verified {
  readonly ok: boolean;
  /** Leaves of the main log. */
  readonly leaves: number;
  /** Signed checkpoints of the main log that were held against the tree. */
  readonly checkpoints: number;
  /** Leaves of the main log after its last checkpoint: nothing signed covers these yet. */
  readonly unsigned: number;
  readonly problems: readonly Problem[];
  readonly seconds: number;
}

/** A size at which the root is known from outside the tree. */
interface Anchor {
  readonly size: number;
  readonly root: Buffer;
  readonly from: string;
}

interface Check {
  readonly client: pg.ClientBase;
  readonly ground: Ground;
  readonly keys: readonly NoteKey[];
  readonly problems: Problems;
  readonly index: LeafIndex;
  /** Where the leaves of erasures stand. */
  readonly erasures: { readonly log: Log; readonly seq: number }[];
  /** Leaf hashes that a receipt asks after: the log and index. */
  readonly asked: { readonly log: Log; readonly seq: number; hash: Buffer | null } | null;
}

// ---- Checkpoints

interface CheckpointRow {
  readonly id: string;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly signed_at: string;
}

function whyNotAsSigned(row: CheckpointRow, log: Log, check: Check): { words: string } | { after: number | null } {
  const trust = trustIn(check.keys, log);
  if (trust === null) return { words: 'No published key is known for this log.' };
  const checkpoint = verifyCheckpoint(row.note, trust);
  if (isRefusal(checkpoint)) return { words: checkpoint.words };
  const facts = headFacts(checkpoint);
  const same =
    facts !== null &&
    facts.id === row.id &&
    facts.at === row.signed_at &&
    checkpoint.size === row.size &&
    checkpoint.root.equals(row.root);
  return same && facts !== null ? { after: facts.after } : { words: 'Its columns are not what was signed.' };
}

async function loadAnchors(check: Check, log: Log): Promise<Anchor[]> {
  const { rows } = await check.client.query<CheckpointRow>(
    `select id, coalesce(size, -1) as size, coalesce(root, '') as root, coalesce(note, '') as note,
        coalesce(to_char(signed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.USZ'), '') as signed_at
      from ledger.checkpoint where log = $1 order by ledger.checkpoint.size`,
    [log],
  );
  const anchors: Anchor[] = [];
  const sizes = new Set(rows.map((row) => row.size));
  for (const row of rows) {
    const place = { table: 'ledger.checkpoint', object: row.id, log, seq: row.size };
    const signedAt = row.signed_at.replace(/000Z$/, 'Z');
    const found = whyNotAsSigned({ ...row, signed_at: signedAt }, log, check);
    if ('words' in found) {
      check.problems.add({
        kind: 'checkpoint-altered',
        ...place,
        words: `A checkpoint is not as signed. ${found.words}`,
      });
      continue;
    }
    if (found.after !== null && !sizes.has(found.after))
      check.problems.add({
        kind: 'checkpoint-missing',
        table: 'ledger.checkpoint',
        log,
        seq: found.after,
        words: `The checkpoint at ${found.after} leaves, which came before that at ${row.size}, has gone.`,
      });
    anchors.push({ size: row.size, root: row.root, from: `the checkpoint at ${row.size} leaves` });
  }
  return anchors;
}

/** The signer's own memory lies outside the database: whoever rewrites both tree and checkpoints has still to reach it. */
function rememberedAnchor(check: Check, log: Log, anchors: readonly Anchor[]): Anchor[] {
  const memory = signerMemory(check.ground.server, log);
  if (memory === null || !memory.stored) return [];
  const { size } = memory.frontier;
  if (!anchors.some((anchor) => anchor.size === size))
    check.problems.add({
      kind: 'checkpoint-missing',
      table: 'ledger.checkpoint',
      log,
      seq: size,
      words: `The checkpoint at ${size} leaves, the last that was signed, has gone.`,
    });
  return [{ size, root: memory.frontier.root(), from: `the signer's memory of ${size} leaves` }];
}

/** A checkpoint that somebody kept elsewhere. */
function broughtAnchor(check: Check, note: string, what: string): { log: Log; anchor: Anchor } | null {
  const read = parseCheckpoint(note);
  const log = logs.find((each) => !isRefusal(read) && read.origin.endsWith(`/${each}`));
  const trust = log === undefined ? null : trustIn(check.keys, log);
  const believed = trust === null ? read : verifyCheckpoint(note, trust);
  if (log === undefined || trust === null || isRefusal(believed)) {
    const why = isRefusal(believed) ? believed.words : 'It is not of a log whose key is known here.';
    check.problems.add({ kind: 'checkpoint-altered', words: `The ${what} cannot be believed. ${why}` });
    return null;
  }
  const { size, root } = believed;
  return { log, anchor: { size, root, from: `the ${what}, of ${size} leaves` } };
}

// ---- Leaves

const leafPlace = (leaf: StoredLeaf | IndexedLeaf, log: Log) => ({
  table: leaf.table,
  object: leaf.object,
  log,
  seq: leaf.seq,
});

function takeLeaf(check: Check, log: Log, leaf: StoredLeaf): Buffer {
  const hash = hashOfColumns(leaf);
  if (hash === null || !hash.equals(leaf.hash))
    check.problems.add({
      kind: 'leaf-altered',
      ...leafPlace(leaf, log),
      words: 'The leaf does not come to its own hash.',
    });
  const before = check.index.add(leaf, log);
  if (before !== null)
    check.problems.add({
      kind: 'leaf-twice',
      ...leafPlace(leaf, log),
      words: `Leaf ${before.seq} of the ${before.log} log speaks of the same record.`,
    });
  if (leaf.act === eraseAct) check.erasures.push({ log, seq: leaf.seq });
  if (check.asked?.log === log && check.asked.seq === leaf.seq) check.asked.hash = hash;
  return hash ?? Buffer.from(leaf.hash);
}

interface Tree {
  readonly leaves: number;
  readonly held: number;
  readonly last: number;
}

/** Builds the tree again and holds it against every size at which its root is known. */
async function checkTree(check: Check, log: Log, anchors: readonly Anchor[]): Promise<Tree> {
  const waiting = [...anchors].sort((one, other) => one.size - other.size);
  const frontier = new Frontier();
  let next = 0;
  let lastGood = 0;
  let expected = 0;
  let broken = false;
  const holdAnchors = () => {
    for (let anchor = waiting[next]; anchor !== undefined && anchor.size === frontier.size; anchor = waiting[next]) {
      next += 1;
      if (frontier.root().equals(anchor.root)) {
        lastGood = anchor.size;
        continue;
      }
      // After the first that fails all later ones must: one finding says it.
      if (!broken)
        check.problems.add({
          kind: 'root-differs',
          log,
          seq: lastGood,
          until: anchor.size,
          words: `The tree is not the one that was signed: ${anchor.from} does not hold. The first change lies in leaves ${lastGood} to ${anchor.size - 1} of the ${log} log.`,
        });
      broken = true;
    }
  };
  holdAnchors();
  await eachLeaf(check.client, { log, from: 0 }, (leaf) => {
    if (leaf.seq !== expected)
      check.problems.add({
        kind: 'leaf-missing',
        log,
        seq: expected,
        until: leaf.seq,
        words: `Leaves ${expected} to ${leaf.seq - 1} of the ${log} log are missing.`,
      });
    expected = leaf.seq + 1;
    frontier.append(takeLeaf(check, log, leaf));
    holdAnchors();
  });
  const cut = waiting[next];
  if (cut !== undefined)
    check.problems.add({
      kind: 'log-cut',
      log,
      seq: frontier.size,
      until: waiting.at(-1)?.size ?? cut.size,
      words: `The ${log} log has ${frontier.size} leaves, and ${cut.from} says that it had ${cut.size}: its end was cut off.`,
    });
  return { leaves: frontier.size, held: next, last: waiting[next - 1]?.size ?? 0 };
}

// ---- Rows

/** A row that is not plainly what its leaf says: looked at again, one by one, once the table has been read. */
interface Suspect {
  readonly at: IndexedLeaf;
  readonly stored: StoredCopy | null;
}

const mostSuspects = 5000;

const copyOf = (shape: TableShape, json: string, salt: Buffer | null): StoredCopy => ({
  // What has no form that is committed to cannot be equal to anything that was.
  row: rowOf(shape, json) ?? { 'no canonical form': true },
  salt: salt === null ? null : Buffer.from(salt),
});

async function checkTable(check: Check, shape: TableShape, erased: ReadonlySet<string>): Promise<Suspect[]> {
  const suspects: Suspect[] = [];
  const { index, problems } = check;
  await eachRow(check.client, shape, (row) => {
    const entry = index.see(shape.name, row.id);
    if (entry < 0) {
      problems.add({
        kind: 'row-unlogged',
        table: shape.name,
        object: idText(row.id),
        words: 'The row has no leaf: it was not written through the service.',
      });
      return;
    }
    const commitment = commitmentOf(shape, row);
    const isKept = commitment !== null && index.commitsTo(entry, commitment);
    if (isKept && (erased.size === 0 || !erased.has(`${shape.name}/${idText(row.id)}`))) return;
    const at = index.leaf(entry);
    if (suspects.length < mostSuspects) suspects.push({ at, stored: copyOf(shape, row.json, row.salt) });
    else
      problems.add({ kind: 'row-altered', ...leafPlace(at, at.log), words: 'The row is not what was committed to.' });
  });
  return suspects;
}

const idText = (id: Buffer): string =>
  id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

async function leafAt(check: Check, log: Log, seq: number): Promise<StoredLeaf | null> {
  let found: StoredLeaf | null = null;
  await eachLeaf(check.client, { log, from: seq, to: seq + 1 }, (leaf) => {
    found = { ...leaf, commitment: Buffer.from(leaf.commitment), hash: Buffer.from(leaf.hash) };
  });
  return found;
}

/** The erasures that the log records, by log and by the record they speak of. */
async function loadErasures(check: Check, shapes: ReadonlyMap<string, TableShape>): Promise<Map<string, EraseEvent[]>> {
  const events = new Map<string, EraseEvent[]>();
  for (const { log, seq } of check.erasures) {
    const leaf = await leafAt(check, log, seq);
    const shape = leaf === null ? undefined : shapes.get(leaf.table);
    if (leaf === null || shape === undefined || !/^[0-9a-f-]{36}$/.test(leaf.object)) continue;
    const copies: StoredCopy[] = [];
    await eachRow(
      check.client,
      shape,
      (row) => copies.push(copyOf(shape, row.json, row.salt)),
      `where t.id = '${leaf.object}'`,
    );
    const [stored] = copies;
    if (stored === undefined) continue;
    const key = `${log}/${String(stored.row.erased_table)}/${String(stored.row.erased_object)}`;
    events.set(key, [...(events.get(key) ?? []), { index: seq, leaf, stored }]);
  }
  return events;
}

const kinds = { altered: 'row-altered', missing: 'row-missing', returned: 'row-returned' } as const;

async function judge(check: Check, { at, stored }: Suspect, events: ReadonlyMap<string, EraseEvent[]>): Promise<void> {
  const leaf = await leafAt(check, at.log, at.seq);
  if (leaf === null) return;
  const erasures = events.get(`${at.log}/${at.table}/${at.object}`) ?? [];
  const judged = judgeRow({ index: at.seq, leaf, stored, erasures });
  if ('words' in judged)
    check.problems.add({ kind: kinds[judged.verdict], ...leafPlace(at, at.log), words: judged.words });
}

async function checkDerived(check: Check, shape: TableShape, declared: readonly string[]): Promise<void> {
  for (const column of declared) {
    const expression = shape.generated.get(column);
    if (expression === undefined) {
      check.problems.add({
        kind: 'guard-off',
        table: shape.name,
        words: `${column} is derived from other columns, and the database no longer computes it.`,
      });
      continue;
    }
    const { rows } = await check.client.query<{ id: string }>(
      `select id from ${shape.name} where "${column}" is distinct from (${expression}) order by id limit 100`,
    );
    for (const { id } of rows)
      check.problems.add({
        kind: 'derived-differs',
        table: shape.name,
        object: id,
        words: `${column} is not what the other columns give.`,
      });
  }
}

async function checkRows(check: Check, tables: readonly Table[]): Promise<void> {
  const shapes = await shapesOf(check.client, tables);
  const events = await loadErasures(check, shapes);
  const erased = new Set([...events.keys()].map((key) => key.slice(key.indexOf('/') + 1)));
  const suspects: Suspect[] = [];
  for (const each of tables) {
    const shape = shapes.get(each.name);
    if (shape === undefined) continue;
    if (!shape.columns.includes('id') || !shape.columns.includes('salt')) {
      check.problems.add({ kind: 'table-broken', table: each.name, words: 'The table has lost its id or its salt.' });
      continue;
    }
    suspects.push(...(await checkTable(check, shape, erased)));
    await checkDerived(check, shape, each.derived);
  }
  for (const at of check.index.unseen()) {
    if (suspects.length < mostSuspects) suspects.push({ at, stored: null });
    else check.problems.add({ kind: 'row-missing', ...leafPlace(at, at.log), words: 'The row is gone.' });
  }
  for (const suspect of suspects) await judge(check, suspect, events);
}

// ---- All of it

interface ReceiptClaim {
  readonly log: Log;
  readonly receipt: Receipt;
}

/** A receipt that holds by itself, or why it does not. */
function readReceipt(keys: readonly NoteKey[], text: string): ReceiptClaim | string {
  const receipt = parseReceipt(text);
  if (isRefusal(receipt)) return receipt.words;
  const log = logs.find((each) => receipt.origin.endsWith(`/${each}`));
  const trust = log === undefined ? null : trustIn(keys, log);
  if (log === undefined || trust === null) return 'It is of a log whose key is not known here.';
  const verified = verifyReceipt(receipt, trust);
  return isRefusal(verified) ? verified.words : { log, receipt };
}

/** Sets what a row's text depends on, for this transaction, whatever the login's or the database's own settings say. */
const settle = (client: pg.ClientBase) =>
  client.query(`select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true), set_config('search_path', 'pg_catalog', true), set_config('jit', 'off', true),
    set_config('work_mem', '64MB', true), set_config('statement_timeout', '0', true)`);

async function checkAll(ground: Ground, tables: readonly Table[], options: VerifyOptions & { client: pg.ClientBase }) {
  const elapsed = stopwatch();
  const problems = new Problems();
  const keys = options.keys ?? logs.flatMap((log) => publishedKeys(ground.server, log));
  const base = { client: options.client, ground, keys, problems, index: new LeafIndex(), erasures: [] };
  const claim = options.receipt === undefined ? null : readReceipt(keys, options.receipt);
  const proved = claim === null || typeof claim === 'string' ? null : claim;
  const asked = proved === null ? null : { log: proved.log, seq: proved.receipt.index, hash: null };
  const check: Check = { ...base, asked };
  await settle(check.client);
  const brought = [
    ...(options.checkpoint === undefined
      ? []
      : [broughtAnchor(check, options.checkpoint, 'checkpoint kept elsewhere')]),
    ...(proved !== null ? [broughtAnchor(check, proved.receipt.checkpoint, 'checkpoint of the receipt')] : []),
  ];
  let main: Tree = { leaves: 0, held: 0, last: 0 };
  for (const log of logs) {
    const stored = await loadAnchors(check, log);
    const elsewhere = brought.flatMap((each) => (each?.log === log ? [each.anchor] : []));
    const tree = await checkTree(check, log, [...stored, ...rememberedAnchor(check, log, stored), ...elsewhere]);
    if (log === 'main') main = { ...tree, held: stored.length };
  }
  await checkRows(check, tables);
  for (const found of [
    ...(await checkReadHours(check.client)),
    ...(await checkProjections(check.client, tables)),
    ...(await checkGuards(check.client, tables)),
  ])
    problems.add(found);
  if (claim !== null) judgeReceipt(check, claim);
  const list = problems.list();
  return {
    ok: list.length === 0,
    leaves: main.leaves,
    checkpoints: main.held,
    unsigned: Math.max(0, main.leaves - main.last),
    problems: list,
    seconds: elapsed(),
  };
}

function judgeReceipt(check: Check, claim: ReceiptClaim | string): void {
  if (typeof claim === 'string') {
    check.problems.add({ kind: 'receipt-refused', words: `The receipt does not hold. ${claim}` });
    return;
  }
  const { leaf, index: seq } = claim.receipt;
  const now = check.asked?.hash ?? null;
  if (now === null || !now.equals(leafHashOf(leaf)))
    check.problems.add({
      kind: 'receipt-refused',
      table: leaf.table,
      object: leaf.object,
      log: claim.log,
      seq,
      words: 'The receipt holds, and the log no longer has what it proves: the log was changed.',
    });
}

/** Checks the whole ledger, as the auditor, against one moment of the database. */
export async function verifyLedger(
  ground: Ground,
  tables: readonly Table[],
  options: VerifyOptions = {},
): Promise<Verified> {
  const { client: given } = options;
  if (given !== undefined) return checkAll(ground, tables, { ...options, client: given });
  const client = await ground.pool('auditor').connect();
  let broken = false;
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    return await checkAll(ground, tables, { ...options, client });
  } finally {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    client.release(broken);
  }
}
