/**
 * Checks the whole ledger against everything it speaks of, trusting nothing but hashes and signatures: every leaf is
 * hashed again from its columns, the tree is built again and held against every signed checkpoint, every row is hashed
 * again and held against its leaf, and what is derived is derived again.
 */
import type pg from 'pg';
import { leafHashOf, type NoteKey, parseReceipt, type Receipt, verifyReceipt } from '../../engines/ledger-leaf.ts';
import { stopwatch } from '../clock.ts';
import { isRefusal } from '../refusal.ts';
import type { Ground, Log, Table } from '../transaction.ts';
import {
  broughtAnchor,
  checkCosignatures,
  loadAnchors,
  needStored,
  printedAnchor,
  rememberedAnchor,
  witnessedAnchor,
} from './anchors.ts';
import type { Check } from './check.ts';
import { checkRows } from './check-rows.ts';
import { checkTree, type Tree } from './check-tree.ts';
import { checkWords } from './check-words.ts';
import { logs } from './checkpoint.ts';
import { checkDerived } from './derived.ts';
import { checkGuards, checkProjections } from './guards.ts';
import { checkReadHours } from './hourly-reads.ts';
import { publishedKeys, trustIn } from './keys.ts';
import { LeafIndex } from './leaf-index.ts';
import { type Problem, Problems } from './problems.ts';
import { knownWitnesses } from './witnesses.ts';

export interface VerifyOptions {
  /** A checkpoint note kept elsewhere: its text. */
  readonly checkpoint?: string;
  /** What a witness keeps: our checkpoint with its cosignature. */
  readonly witnessed?: string;
  /** A printed line, typed back. */
  readonly line?: string;
  /** A receipt: its text. */
  readonly receipt?: string;
  /** Verifier keys to believe instead of those published here: an outsider brings their own copy. */
  readonly keys?: readonly NoteKey[];
  /** Keys of witnesses to believe instead of those of this place. */
  readonly witnesses?: readonly NoteKey[];
  /** A connection with a transaction open, to see what that transaction sees. It must be able to read everything. */
  readonly client?: pg.ClientBase;
}

export interface Verified {
  readonly ok: boolean;
  /** Leaves of the main log. */
  readonly leaves: number;
  /** Signed checkpoints of the main log that were held against the tree. */
  readonly checkpoints: number;
  /** Lines of witnesses outside that were held against those checkpoints. */
  readonly cosignatures: number;
  /** Leaves of the main log after its last checkpoint: nothing signed covers these yet. */
  readonly unsigned: number;
  /** Rows erased under a rule that the log names: their leaves stand, and nothing of them is missing. */
  readonly erased: readonly { readonly rule: string; readonly rows: number }[];
  readonly problems: readonly Problem[];
  readonly seconds: number;
}

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

/** What needs no leaf: PostgreSQL does nearly all of it, and may do it while we hash. */
async function checkBeside(client: pg.ClientBase, tables: readonly Table[]): Promise<Problem[]> {
  await settle(client);
  return [
    ...(await checkReadHours(client)),
    ...(await checkDerived(client, tables)),
    ...(await checkProjections(client, tables)),
    ...(await checkGuards(client, tables)),
    ...(await checkWords(client, tables)),
  ];
}

interface Checked {
  readonly main: Tree;
  readonly cosignatures: number;
  readonly erased: ReadonlyMap<string, number>;
  readonly problems: Problems;
}

async function checkLedger(
  ground: Ground,
  tables: readonly Table[],
  options: VerifyOptions & { client: pg.ClientBase },
): Promise<Checked> {
  const problems = new Problems();
  const keys = options.keys ?? logs.flatMap((log) => publishedKeys(ground.server, log));
  const witnesses = options.witnesses ?? knownWitnesses(ground.server.place).map((witness) => witness.key);
  const kept = { index: new LeafIndex(), erasures: [], erased: new Map<string, number>() };
  const base = { client: options.client, ground, keys, witnesses, problems, ...kept };
  const claim = options.receipt === undefined ? null : readReceipt(keys, options.receipt);
  const proved = claim === null || typeof claim === 'string' ? null : claim;
  const asked = proved === null ? null : { log: proved.log, seq: proved.receipt.index, hash: null };
  const check: Check = { ...base, asked };
  await settle(check.client);
  const brought = [
    ...(options.checkpoint === undefined
      ? []
      : [broughtAnchor(check, options.checkpoint, 'checkpoint kept elsewhere')]),
    ...(options.witnessed === undefined ? [] : [witnessedAnchor(check, options.witnessed)]),
    ...(options.line === undefined ? [] : [printedAnchor(check, options.line)]),
    ...(proved !== null ? [broughtAnchor(check, proved.receipt.checkpoint, 'checkpoint of the receipt')] : []),
  ];
  let main: Tree = { leaves: 0, held: 0, last: 0 };
  let cosignatures = 0;
  for (const log of logs) {
    const stored = await loadAnchors(check, log);
    cosignatures += await checkCosignatures(check, log);
    const elsewhere = brought.flatMap((each) => (each?.log === log ? [each.anchor] : []));
    const tree = await checkTree(check, log, [...stored, ...rememberedAnchor(check, log, stored), ...elsewhere]);
    for (const anchor of elsewhere) if (anchor.size <= tree.leaves) needStored(check, log, stored, anchor);
    if (log === 'main') main = { ...tree, held: stored.length };
  }
  await checkRows(check, tables);
  if (claim !== null) judgeReceipt(check, claim);
  return { main, cosignatures, erased: check.erased, problems };
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

function resultOf({ main, cosignatures, erased, problems }: Checked, seconds: number): Verified {
  const list = problems.list();
  return {
    ok: list.length === 0,
    leaves: main.leaves,
    checkpoints: main.held,
    cosignatures,
    unsigned: Math.max(0, main.leaves - main.last),
    erased: [...erased].sort().map(([rule, rows]) => ({ rule, rows })),
    problems: list,
    seconds,
  };
}

/** Runs `work` on two connections that see one and the same moment of the database. */
async function atOneMoment<T>(
  ground: Ground,
  work: (one: pg.PoolClient, other: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const pool = ground.pool('auditor');
  const clients = [await pool.connect(), await pool.connect()] as const;
  const [one, other] = clients;
  let broken = false;
  try {
    for (const client of clients) await client.query('begin transaction isolation level repeatable read read only');
    const { rows } = await one.query<{ moment: string }>('select pg_export_snapshot() as moment');
    await other.query(`set transaction snapshot '${rows[0]?.moment ?? ''}'`);
    return await work(one, other);
  } catch (error) {
    // A connection may be left in the middle of a COPY: it is not given to anybody else.
    broken = true;
    throw error;
  } finally {
    for (const client of clients) {
      if (!broken) await client.query('rollback');
      client.release(broken);
    }
  }
}

/** Checks the whole ledger, as the auditor, against one moment of the database. */
export async function verifyLedger(
  ground: Ground,
  tables: readonly Table[],
  options: VerifyOptions = {},
): Promise<Verified> {
  const elapsed = stopwatch();
  const { client } = options;
  const [ledger, beside] =
    client === undefined
      ? await atOneMoment(ground, (one, other) =>
          Promise.all([checkLedger(ground, tables, { ...options, client: one }), checkBeside(other, tables)]),
        )
      : [await checkLedger(ground, tables, { ...options, client }), await checkBeside(client, tables)];
  for (const found of beside) ledger.problems.add(found);
  return resultOf(ledger, elapsed());
}
