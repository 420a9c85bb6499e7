/** Shows each checkpoint to the witnesses, with the proof that it grew from the one they keep. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addCheckpointRequest, readAnswer, witnessKeyId } from '../../engines/cosignature.ts';
import { consistencySpans, Frontier, hashLength, type Span } from '../../engines/merkle.ts';
import { isSigner } from '../config.ts';
import { replaceDurably } from '../durable-file.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { type Act, type Ground, inTransaction, mustTransact, query, sql } from '../transaction.ts';
import type { SignedHead } from './checkpoint.ts';
import { holdsSignature, signerFolder } from './keys.ts';
import { eachLeaf } from './leaf-stream.ts';
import { keepCosignature, knownWitnesses, type Witness } from './witnesses.ts';

const clerk: Act = { actor: null, face: 'clerk' };
const patience = 10_000;
const longestAnswer = 16_384;

// ---- The proof

/** Whole subtrees on the right edge of a tree of this size, from the left: what a frontier holds. */
function peakSpans(size: number): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let power = 2 ** 52; power >= 1; power /= 2)
    if (Math.floor(size / power) % 2 === 1) {
      spans.push([from, from + power]);
      from += power;
    }
  return spans;
}

/**
 * The consistency path from an earlier tree, known by its frontier, to a later one: what lies left of its end are its own
 * peaks, and the rest comes from the leaves added since. No leaf before its end is read again.
 */
export function growthPath(earlier: Frontier, added: readonly Uint8Array[]): Buffer[] {
  const { size } = earlier;
  if (size === 0) return [];
  const peaks = earlier.toBytes().subarray(8);
  const places = peakSpans(size);
  return consistencySpans(size, size + added.length).map(([from, to]) => {
    if (to <= size) {
      const at = places.findIndex((span) => span[0] === from) * hashLength;
      return Buffer.from(peaks.subarray(at, at + hashLength));
    }
    const part = new Frontier();
    for (let leaf = from; leaf < to; leaf += 1) part.append(added[leaf - size] as Uint8Array);
    return part.root();
  });
}

/** Leaf hashes of the main log, read as the signer. */
const leavesBetween = (ground: Ground, from: number, to: number): Promise<Buffer[]> =>
  mustTransact(ground, 'signer', clerk, async (tx) => {
    const hashes: Buffer[] = [];
    await eachLeaf(tx.client, { log: 'main', from, to }, (leaf) => hashes.push(Buffer.from(leaf.hash)));
    return hashes;
  });

function grown(frontier: Frontier, added: readonly Buffer[]): Frontier {
  const next = Frontier.fromBytes(frontier.toBytes());
  for (const leaf of added) next.append(leaf);
  return next;
}

// ---- What each witness was last shown

const shownFile = (ground: Ground, witness: Witness): string =>
  join(signerFolder(ground.server), `witness-${witnessKeyId(witness.key).toString('hex')}`);

/** The tree that a witness keeps, as far as we know. A file that is no tree is as none: the witness says what it keeps. */
function lastShown(ground: Ground, witness: Witness): Frontier {
  const file = shownFile(ground, witness);
  try {
    return existsSync(file) ? Frontier.fromBytes(readFileSync(file)) : new Frontier();
  } catch (error) {
    if (error instanceof RangeError) return new Frontier();
    throw error;
  }
}

// ---- Asking

async function readShort(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > longestAnswer) throw new Error('its answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** The size that the witness keeps, where it says that we are wrong about it. */
  readonly kept: number | null;
}

async function ask(url: string, body: string): Promise<Answer> {
  const response = await fetch(`${url}/add-checkpoint`, {
    ...{ method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(patience) },
  });
  const text = await readShort(response);
  const isSize = response.status === 409 && /^(0|[1-9]\d{0,15})\n$/.test(text);
  return { status: response.status, text, kept: isSize ? Number(text) : null };
}

/** What was shown before is not the beginning of this log: the log is another, or the file that says what was shown. */
class OtherTree extends Error {}

/** Shows the witness this checkpoint, as grown from that tree. Gives the frontier to try next where it keeps another. */
async function show(
  ground: Ground,
  to: Witness & { url: string },
  head: SignedHead,
  from: Frontier,
): Promise<number | null> {
  const added = await leavesBetween(ground, from.size, head.size);
  const now = grown(from, added);
  if (!now.root().equals(head.root)) throw new OtherTree();
  const answer = await ask(to.url, addCheckpointRequest(from.size, growthPath(from, added), head.note));
  if (answer.kept !== null && answer.kept !== from.size) return answer.kept;
  if (answer.status !== 200) throw new Error(`it answered ${answer.status}: ${answer.text.trim().slice(0, 200)}`);
  const lines = readAnswer(head.note, answer.text, { keys: [to.key], verify: holdsSignature });
  if (isRefusal(lines)) throw new Error(lines.words);
  for (const { line } of lines)
    await mustTransact(ground, 'signer', clerk, (tx) => keepCosignature(tx, head, to.key.name, line));
  replaceDurably(shownFile(ground, to), now.toBytes());
  return null;
}

async function submit(ground: Ground, witness: Witness & { url: string }, head: SignedHead): Promise<void> {
  let from = lastShown(ground, witness);
  if (from.size > head.size) from = new Frontier();
  for (let n = 0; n < 3; n += 1) {
    const kept = await show(ground, witness, head, from).catch((error: Error) => {
      if (!(error instanceof OtherTree) || n > 0) throw error;
      // The witness is the judge of what it keeps: from nothing, it says how much, and refuses what did not grow from it.
      return 0;
    });
    if (kept === null) return;
    if (kept > head.size)
      throw new Error(
        `it has cosigned ${kept} leaves and this log has ${head.size}: the end was cut off, or an old copy put back`,
      );
    from = grown(new Frontier(), await leavesBetween(ground, 0, kept));
  }
  throw new Error('it keeps changing what it keeps');
}

const sayAgainAfter = 10 * 60_000;

/** Shows checkpoints to every witness of the place that has an address; each at its own pace, the newest first. */
export function submitTo(ground: Ground, say: (line: string) => void): (head: SignedHead) => Promise<void> {
  const busy = new Map<string, Promise<void>>();
  const done = new Map<string, number>();
  const said = new Map<string, { why: string; at: number }>();
  /** Another reason is said at once, the same one again after a while. */
  const tell = (witness: string, size: number, why: string): void => {
    const at = ground.clock.now().getTime();
    const last = said.get(witness);
    if (last?.why === why && at - last.at < sayAgainAfter) return;
    said.set(witness, { why, at });
    say(`THE WITNESS ${witness} DID NOT COSIGN ${size} leaves: ${why}`);
  };
  return async (head) => {
    for (const { url, key } of knownWitnesses(ground.server.place)) {
      if (url === null || busy.has(key.name) || done.get(key.name) === head.size) continue;
      const asking = submit(ground, { url, key }, head)
        .then(() => void done.set(key.name, head.size))
        .catch((error: Error) => tell(key.name, head.size, error.message))
        .finally(() => busy.delete(key.name));
      busy.set(key.name, asking);
    }
  };
}

/**
 * Takes in what a witness that is reached by hand gave back: its line, over whichever of our checkpoints it signed. Refuses
 * one by no witness of this place, or over no checkpoint of ours.
 */
export async function takeInCosignature(
  ground: Ground,
  text: string,
): Promise<{ readonly witness: string; readonly size: number } | Refusal> {
  if (!isSigner(ground.server.place))
    return refuse('another-user', 'The signer is another user: run this as that user.');
  const keys = knownWitnesses(ground.server.place).map((witness) => witness.key);
  return inTransaction(ground, 'signer', clerk, async (tx) => {
    const heads = await query(
      tx,
      sql<SignedHead>`select id, log, size, root, note, signed_at as "signedAt" from ledger.checkpoint where log = 'main' order by size desc limit 10000`,
    );
    for (const head of heads) {
      const lines = readAnswer(head.note, text, { keys, verify: holdsSignature });
      if (isRefusal(lines)) continue;
      for (const { line, cosigned } of lines) await keepCosignature(tx, head, cosigned.witness, line);
      return { witness: lines[0]?.cosigned.witness ?? '', size: head.size };
    }
    return refuse('not-cosigned', 'No witness of this place signed any of the latest checkpoints with this line.');
  });
}
