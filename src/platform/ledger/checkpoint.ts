/**
 * Checkpoints: the signed size and root of a log. Whoever keeps one can later show that anything before it was changed.
 *
 * The signer remembers its last tree outside the database and signs only what grew from it: given a shorter log, another
 * last leaf or a checkpoint of its own that has gone, it refuses, and says so.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checkpoint, checkpointText, formatNote, signNote, verifyCheckpoint } from '../../engines/ledger-leaf.ts';
import { Frontier } from '../../engines/merkle.ts';
import { mayRead } from '../config.ts';
import type { Server } from '../database.ts';
import { replaceDurably } from '../durable-file.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../refusal.ts';
import { type Act, type Ground, inTransaction, type Log, query, sql, type Tx } from '../transaction.ts';
import { holdsSignature, type LogSigner, publishedKeys, signerFolder, signerOf } from './keys.ts';
import { eachLeaf, hashOfColumns } from './leaf-stream.ts';

export const logs = ['main', 'covert'] as const satisfies readonly Log[];

/** A checkpoint as it is kept. `note` is what to hand out. */
export interface SignedHead {
  readonly id: string;
  readonly log: Log;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly signedAt: string;
}

/** What every checkpoint of ours says beyond size and root, so that each column of its row is signed too. */
export interface HeadFacts {
  readonly id: string;
  readonly at: string;
  /** Size of the checkpoint before this one: one that is taken away leaves a hole. Null for the first. */
  readonly after: number | null;
}

const factsLine = ({ id, at, after }: HeadFacts): string => `candour id=${id} at=${at} after=${after ?? 'none'}`;

/** Reads the extension line of our own checkpoints; null for a checkpoint without one. */
export function headFacts({ extensions }: Pick<Checkpoint, 'extensions'>): HeadFacts | null {
  const [, id, at, after] = /^candour id=([0-9a-f-]{36}) at=(\S+) after=(none|\d+)$/.exec(extensions[0] ?? '') ?? [];
  if (id === undefined || at === undefined || extensions.length !== 1) return null;
  return { id, at, after: after === 'none' ? null : Number(after) };
}

// ---- What the signer remembers

export interface Memory {
  readonly note: string;
  readonly frontier: Frontier;
  readonly lastLeaf: string;
  /** False between writing this and the commit of the row: only then may the row be missing. */
  readonly stored: boolean;
}

const memoryFile = (server: Server, log: Log): string => join(signerFolder(server), `${log}.json`);

/** What the signer of this log last signed, where its folder is here and may be read. */
export function signerMemory(server: Server, log: Log): Memory | null {
  const file = memoryFile(server, log);
  if (!mayRead(file)) return null;
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<'note' | 'frontier' | 'lastLeaf', string> & {
    stored: boolean;
  };
  return { ...json, frontier: Frontier.fromBytes(Buffer.from(json.frontier, 'base64')) };
}

function remember(server: Server, log: Log, memory: Memory): void {
  mkdirSync(signerFolder(server), { recursive: true, mode: 0o755 });
  const json = JSON.stringify({ ...memory, frontier: memory.frontier.toBytes().toString('base64') });
  replaceDurably(memoryFile(server, log), json);
}

// ---- Reading

interface HeadRow {
  readonly id: string;
  readonly log: Log;
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly signed_at: Date;
}

const headOf = ({ signed_at, ...row }: HeadRow): SignedHead => ({ ...row, signedAt: signed_at.toISOString() });

/** The newest checkpoint of a log that the reader may see, or null before the first. */
export async function latestCheckpoint(tx: Tx, log: Log = 'main'): Promise<SignedHead | null> {
  const [row] = await query(
    tx,
    sql<HeadRow>`select id, log, size, root, note, signed_at from ledger.checkpoint where log = ${log} order by size desc limit 1`,
  );
  return row === undefined ? null : headOf(row);
}

async function findCheckpoint(tx: Tx, log: Log, size: number): Promise<SignedHead | null> {
  const [row] = await query(
    tx,
    sql<HeadRow>`select id, log, size, root, note, signed_at from ledger.checkpoint where log = ${log} and size = ${size}`,
  );
  return row === undefined ? null : headOf(row);
}

// ---- Signing

const clerk: Act = { actor: null, face: 'clerk' };
const inconsistent = (words: string): Refused =>
  new Refused(refuse('ledger-inconsistent', `${words} Nothing was signed. Run candour verify.`, 'RFC 9162 2.1.4'));

interface Grown {
  readonly frontier: Frontier;
  readonly lastLeaf: string;
}

/** Adds the leaves after `from.frontier` to it. `checkAt` is a size whose root is already signed. */
async function grow(tx: Tx, log: Log, from: Grown, checkAt: Checkpoint | null): Promise<Grown> {
  let lastLeaf = from.lastLeaf;
  const { frontier } = from;
  let fault: string | null = null;
  await eachLeaf(tx.client, { log, from: frontier.size }, (leaf) => {
    const hash = hashOfColumns(leaf);
    if (leaf.seq !== frontier.size) fault ??= `Leaf ${frontier.size} of the ${log} log is missing.`;
    if (hash === null || !hash.equals(leaf.hash)) fault ??= `Leaf ${leaf.seq} of the ${log} log was altered.`;
    frontier.append(hash ?? leaf.hash);
    lastLeaf = leaf.hash.toString('hex');
    if (checkAt !== null && frontier.size === checkAt.size && !frontier.root().equals(checkAt.root))
      fault ??= `The first ${checkAt.size} leaves of the ${log} log are not those that were signed.`;
  });
  if (fault !== null) throw inconsistent(fault);
  return { frontier, lastLeaf };
}

async function needSameEnd(tx: Tx, log: Log, memory: Memory): Promise<void> {
  const { size } = memory.frontier;
  if (size === 0) return;
  const [row] = await query(
    tx,
    sql<{ hash: Buffer }>`select hash from ledger.leaf where log = ${log} and seq = ${size - 1}`,
  );
  if (row === undefined) throw inconsistent(`The ${log} log is shorter than the ${size} leaves that were signed.`);
  if (row.hash.toString('hex') !== memory.lastLeaf)
    throw inconsistent(`Leaf ${size - 1} of the ${log} log is not the one that was signed.`);
}

/** A checkpoint of this log, signed with its present key or with an earlier one. */
function believed(server: Server, note: string, signer: LogSigner, log: Log): Checkpoint {
  const keys = publishedKeys(server, log).filter((key) => key.name === signer.key.name);
  const checkpoint = verifyCheckpoint(note, { origin: signer.key.name, keys, verify: holdsSignature });
  if (isRefusal(checkpoint)) throw inconsistent(`The last checkpoint is not ours: ${checkpoint.words}`);
  return checkpoint;
}

const insertHead = (tx: Tx, { id, log, size, root, note, signedAt }: SignedHead) =>
  query(
    tx,
    sql`insert into ledger.checkpoint (id, log, size, root, note, signed_at) values (${id}, ${log}, ${size}, ${root}, ${note}, ${signedAt})`,
  );

/** The checkpoint signed last, its row put in where a crash came between signing and storing. */
async function lastHead(
  tx: Tx,
  log: Log,
  memory: Memory | null,
  believe: (note: string) => Checkpoint,
): Promise<SignedHead | null> {
  if (memory === null) {
    const found = await latestCheckpoint(tx, log);
    if (found !== null) believe(found.note);
    return found;
  }
  const last = believe(memory.note);
  const found = await findCheckpoint(tx, log, last.size);
  if (found !== null) return found;
  const facts = headFacts(last);
  if (memory.stored || facts === null)
    throw inconsistent(`The checkpoint of the ${log} log at ${last.size} leaves has gone.`);
  const head: SignedHead = {
    id: facts.id,
    log,
    size: last.size,
    root: last.root,
    note: memory.note,
    signedAt: facts.at,
  };
  await insertHead(tx, head);
  return head;
}

function signed(tx: Tx, log: Log, signer: LogSigner, tree: { frontier: Frontier; after: number | null }): SignedHead {
  const facts: HeadFacts = { id: tx.ids.next(), at: tx.at.toISOString(), after: tree.after };
  const { size } = tree.frontier;
  const root = tree.frontier.root();
  const text = checkpointText({ origin: signer.key.name, size, root, extensions: [factsLine(facts)] });
  const note = formatNote(text, [signNote(text, signer.key, signer.sign)]);
  return { id: facts.id, log, size, root, note, signedAt: facts.at };
}

/** One signer at a time for each log: its memory and its rows change together. */
const alone = (tx: Tx, log: Log) => tx.client.query('select pg_advisory_xact_lock(7390103, hashtext($1))', [log]);

/** Says in the memory that the row is in, unless somebody has signed since. */
const rememberStored = (ground: Ground, log: Log, note: string) =>
  inTransaction(ground, 'signer', clerk, async (tx) => {
    await alone(tx, log);
    const memory = signerMemory(ground.server, log);
    if (memory?.note === note && !memory.stored) remember(ground.server, log, { ...memory, stored: true });
  });

/** Signs one log as it stands, or gives its last checkpoint again where nothing was added. */
export async function signLog(ground: Ground, log: Log, full: boolean): Promise<SignedHead | Refusal> {
  const { server } = ground;
  const result = await inTransaction(ground, 'signer', clerk, async (tx) => {
    await alone(tx, log);
    const signer = signerOf(server, log, tx.ids);
    const memory = signerMemory(server, log);
    const believe = (note: string) => believed(server, note, signer, log);
    const last = await lastHead(tx, log, memory, believe);
    if (memory !== null) await needSameEnd(tx, log, memory);
    const fresh = full || memory === null;
    const start: Grown = fresh ? { frontier: new Frontier(), lastLeaf: '' } : memory;
    const checkAt = fresh && last !== null ? believe(last.note) : null;
    const tree = await grow(tx, log, start, checkAt);
    if (last !== null && tree.frontier.size < last.size)
      throw inconsistent(`The ${log} log is shorter than the ${last.size} leaves that were signed.`);
    if (last !== null && tree.frontier.size === last.size) {
      if (memory === null) remember(server, log, { ...tree, note: last.note, stored: false });
      return last;
    }
    const head = signed(tx, log, signer, { frontier: tree.frontier, after: last?.size ?? null });
    remember(server, log, { ...tree, note: head.note, stored: false });
    await insertHead(tx, head);
    return head;
  });
  if (isRefusal(result)) return result;
  if (signerMemory(server, log)?.stored !== true) await rememberStored(ground, log, result.note);
  return result;
}

export interface Heads {
  readonly main: SignedHead;
  readonly covert: SignedHead;
}

/**
 * Signs both logs as they stand; gives the last checkpoint again where nothing was added. Refuses to sign a log that did
 * not grow from the one signed last. `full` reads every leaf again and not only the new ones: for the night.
 */
export async function takeCheckpoint(ground: Ground, options: { full?: boolean } = {}): Promise<Heads | Refusal> {
  const main = await signLog(ground, 'main', options.full === true);
  if (isRefusal(main)) return main;
  // Always, even when empty: a file that is there only after the first covert matter would tell of it.
  const covert = await signLog(ground, 'covert', options.full === true);
  if (isRefusal(covert)) return covert;
  return { main, covert };
}
