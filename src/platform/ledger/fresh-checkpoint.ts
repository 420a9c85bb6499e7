/** Whether the signer keeps up, and how to get a checkpoint over what is there now: sign, or wait for whoever signs. */
import { setTimeout as pause } from 'node:timers/promises';
import { isSigner } from '../config.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { type Ground, mustTransact, query, sql, type Tx } from '../transaction.ts';
import { latestCheckpoint, type SignedHead, takeCheckpoint } from './checkpoint.ts';

export interface Waiting {
  /** Leaves of the main log that no checkpoint covers yet. */
  readonly leaves: number;
  /** When the first of them was written. */
  readonly since: Date | null;
}

/** What of the main log waits for its checkpoint. */
export async function waitingLeaves(tx: Tx): Promise<Waiting> {
  const [row] = await query(tx, sql<Waiting>`select leaves, since from ledger.waiting()`);
  return row ?? { leaves: 0, since: null };
}

const looks = 200;
const betweenLooks = 500;

/**
 * A checkpoint of the main log over everything that is in it now. Where the signer is another user's, this waits for it,
 * a hundred seconds at most.
 */
export async function freshCheckpoint(ground: Ground): Promise<SignedHead | Refusal> {
  if (isSigner(ground.server.place)) {
    const heads = await takeCheckpoint(ground);
    return isRefusal(heads) ? heads : heads.main;
  }
  const act = { actor: null, face: 'command' } as const;
  const look = () =>
    mustTransact(ground, 'auditor', act, async (tx) => ({
      head: await latestCheckpoint(tx),
      ...(await waitingLeaves(tx)),
    }));
  const first = await look();
  const needed = (first.head?.size ?? 0) + first.leaves;
  for (let n = 0; n < looks; n += 1) {
    const { head } = await look();
    if (head !== null && head.size >= needed) return head;
    await pause(betweenLooks);
  }
  return refuse(
    'signer-silent',
    'The signer has not signed what was written. It runs as another user: see that it does.',
  );
}
