/** Roots that are known beside the tree: signed checkpoints, what witnesses signed of them, and what was kept elsewhere. */
import { readCosignatures } from '../../engines/cosignature.ts';
import { type NoteKey, parseCheckpoint, verifyCheckpoint } from '../../engines/ledger-leaf.ts';
import { isLogOf, parsePrintedLine } from '../../engines/printed-line.ts';
import { isRefusal } from '../refusal.ts';
import type { Log } from '../transaction.ts';
import type { Check } from './check.ts';
import { headFacts, logs, signerMemory } from './checkpoint.ts';
import { holdsSignature, trustIn } from './keys.ts';

/** A size at which the root is known from outside the tree. */
export interface Anchor {
  readonly size: number;
  readonly root: Buffer;
  readonly from: string;
  /** Kept outside the database: who has the signing key and the database cannot put another in its place. */
  readonly outside: boolean;
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

export async function loadAnchors(check: Check, log: Log): Promise<Anchor[]> {
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
    anchors.push({ size: row.size, root: row.root, from: `the checkpoint at ${row.size} leaves`, outside: false });
  }
  return anchors;
}

/** The signer's own memory lies outside the database: whoever rewrites both tree and checkpoints has still to reach it. */
export function rememberedAnchor(check: Check, log: Log, anchors: readonly Anchor[]): Anchor[] {
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
  return [{ size, root: memory.frontier.root(), from: `the signer's memory of ${size} leaves`, outside: true }];
}

/** A checkpoint that was read out or printed: nobody signed it, and whoever brings it believes it. */
export function printedAnchor(check: Check, text: string): { log: Log; anchor: Anchor } | null {
  const read = parsePrintedLine(text);
  const origin = trustIn(check.keys, 'main')?.origin;
  if (isRefusal(read) || origin === undefined || !isLogOf(read, origin)) {
    const why = isRefusal(read) ? read.words : 'It is of another log.';
    check.problems.add({ kind: 'checkpoint-altered', words: `The printed line cannot be used. ${why}` });
    return null;
  }
  const { size, root } = read;
  return {
    log: 'main',
    anchor: { size, root, from: `the printed line of ${read.on}, of ${size} leaves`, outside: true },
  };
}

/** Every checkpoint that we hand out stands in the database: one that somebody has and that is not there was taken away. */
export function needStored(check: Check, log: Log, stored: readonly Anchor[], anchor: Anchor): void {
  if (stored.some(({ size }) => size === anchor.size)) return;
  check.problems.add({
    kind: 'checkpoint-missing',
    ...{ table: 'ledger.checkpoint', log, seq: anchor.size },
    words: `The checkpoint at ${anchor.size} leaves, which is ${anchor.from.replace(/, of \d+ leaves$/, '')}, has gone.`,
  });
}

/** What a witness keeps: a checkpoint of ours that a known witness cosigned. */
export function witnessedAnchor(check: Check, note: string): { log: Log; anchor: Anchor } | null {
  const found = readCosignatures(note, { keys: check.witnesses, verify: holdsSignature });
  if (!isRefusal(found) && found.length > 0) return broughtAnchor(check, note, 'checkpoint that a witness keeps');
  const why = isRefusal(found) ? found.words : 'No witness whose key is known here signed it.';
  check.problems.add({ kind: 'cosignature-altered', words: `What the witness keeps cannot be believed. ${why}` });
  return null;
}

/** A checkpoint that somebody kept elsewhere. */
export function broughtAnchor(check: Check, note: string, what: string): { log: Log; anchor: Anchor } | null {
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
  return { log, anchor: { size, root, from: `the ${what}, of ${size} leaves`, outside: true } };
}

// ---- What witnesses signed

interface CosignatureRow {
  readonly size: number;
  readonly witness: string;
  readonly line: string;
  readonly note: string | null;
}

function whyNotCosigned({ witness, line, note }: CosignatureRow, keys: readonly NoteKey[]): string | null {
  if (note === null) return 'There is no checkpoint of that size.';
  const found = readCosignatures(`${note}${line}\n`, { keys, verify: holdsSignature });
  if (isRefusal(found)) return found.words;
  return found.length === 1 && found[0]?.witness === witness ? null : 'No witness whose key is known here signed it.';
}

/** Every line of a witness, held against the checkpoint that it stands under. Gives how many hold. */
export async function checkCosignatures(check: Check, log: Log): Promise<number> {
  if (check.witnesses.length === 0) return 0;
  const { rows } = await check.client.query<CosignatureRow>(
    `select c.size, c.witness, c.line, p.note from ledger.cosignature c left join ledger.checkpoint p on p.log = c.log and p.size = c.size
      where c.log = $1 order by c.size, c.witness`,
    [log],
  );
  let held = 0;
  for (const row of rows) {
    const why = whyNotCosigned(row, check.witnesses);
    if (why === null) held += 1;
    else
      check.problems.add({
        kind: row.note === null ? 'checkpoint-missing' : 'cosignature-altered',
        ...{ table: 'ledger.cosignature', object: row.witness, log, seq: row.size },
        words: `What the witness ${row.witness} signed at ${row.size} leaves does not hold. ${why}`,
      });
  }
  return held;
}
