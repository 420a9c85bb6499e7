/** A checkpoint in the forms in which it leaves the house. */
import { addCheckpointRequest } from '../../engines/cosignature.ts';
import { parseCheckpoint } from '../../engines/ledger-leaf.ts';
import { Frontier } from '../../engines/merkle.ts';
import { printedLine } from '../../engines/printed-line.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { type Ground, mustTransact, type Tx } from '../transaction.ts';
import type { SignedHead } from './checkpoint.ts';
import { eachLeaf } from './leaf-stream.ts';
import { growthPath } from './submit.ts';
import { cosignatureLines } from './witnesses.ts';

export interface CheckpointForm {
  readonly form: 'print' | 'show' | 'request';
  /** Of a request: how many leaves the witness keeps. */
  readonly from: number;
}

/** The body that a witness is sent, for one that is reached by hand. */
async function requestFrom(tx: Tx, head: SignedHead, from: number): Promise<string> {
  const earlier = new Frontier();
  const added: Buffer[] = [];
  await eachLeaf(tx.client, { log: 'main', from: 0, to: head.size }, ({ seq, hash }) =>
    seq < from ? earlier.append(hash) : void added.push(Buffer.from(hash)),
  );
  return addCheckpointRequest(from, growthPath(earlier, added), head.note);
}

/** This checkpoint of the main log as text. */
export async function checkpointAs(
  ground: Ground,
  head: SignedHead,
  { form, from }: CheckpointForm,
): Promise<{ readonly text: string } | Refusal> {
  const read = parseCheckpoint(head.note);
  if (isRefusal(read)) return read;
  const { origin, size, root } = read;
  if (form === 'print') return { text: `${printedLine(origin, { on: head.signedAt.slice(0, 10), size, root })}\n` };
  if (from > size)
    return refuse('log-shorter', `The witness keeps ${from} leaves and this log has ${size}: its end was cut off.`);
  return mustTransact(ground, 'auditor', { actor: null, face: 'command' }, async (tx) => ({
    text: form === 'show' ? `${head.note}${await cosignatureLines(tx, head)}` : await requestFrom(tx, head, from),
  }));
}
