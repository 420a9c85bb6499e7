/** Receipts: proof, readable without us, that one record stands in the log. */
import { buildReceipt, formatReceipt } from '../../engines/ledger-leaf.ts';
import { Frontier, inclusionSpans, type Span } from '../../engines/merkle.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { type Log, query, sql, type Tx } from '../transaction.ts';
import { latestCheckpoint } from './checkpoint.ts';
import { eachLeaf, type StoredLeaf } from './leaf-stream.ts';

/** Roots of spans that lie side by side, in one pass over the leaves they cover. */
async function rootsOf(tx: Tx, log: Log, spans: readonly Span[]): Promise<Map<number, Buffer>> {
  const roots = new Map<number, Buffer>();
  for (const [from, to] of spans) {
    const frontier = new Frontier();
    await eachLeaf(tx.client, { log, from, to }, (leaf) => frontier.append(leaf.hash));
    roots.set(from, frontier.root());
  }
  return roots;
}

async function findLeaf(tx: Tx, table: string, object: string): Promise<{ log: Log; leaf: StoredLeaf } | null> {
  const [place] = await query(
    tx,
    sql<{
      log: Log;
      seq: number;
    }>`select log, seq from ledger.leaf where object = ${object} and object_table = ${table} order by seq limit 1`,
  );
  if (place === undefined) return null;
  let found: StoredLeaf | null = null;
  await eachLeaf(tx.client, { log: place.log, from: place.seq, to: place.seq + 1 }, (leaf) => {
    found = { ...leaf, commitment: Buffer.from(leaf.commitment), hash: Buffer.from(leaf.hash) };
  });
  return found === null ? null : { log: place.log, leaf: found };
}

/**
 * The receipt of one row against the latest checkpoint, as JSON text. Reads every leaf once. Needs a login that may read
 * leaves (clerks, auditor). Refuses what is not in the log, or not in a signed tree yet.
 */
export async function receiptFor(tx: Tx, table: string, object: string): Promise<string | Refusal> {
  const found = await findLeaf(tx, table, object);
  if (found === null) return refuse('not-in-ledger', 'There is no such record in the ledger.');
  const { log, leaf } = found;
  const head = await latestCheckpoint(tx, log);
  if (head === null || head.size <= leaf.seq)
    return refuse(
      'not-signed-yet',
      'The record is in the ledger, and the next checkpoint will cover it. Ask again then.',
    );
  const spans = inclusionSpans(leaf.seq, head.size);
  const roots = await rootsOf(tx, log, spans);
  const { at, act, actor, object: id, commitment } = leaf;
  const receipt = buildReceipt({
    index: leaf.seq,
    leaf: { at, act, actor, table: leaf.table, object: id, commitment },
    path: spans.map(([from]) => roots.get(from) as Buffer),
    checkpoint: head.note,
  });
  if (isRefusal(receipt)) return receipt;
  return formatReceipt(receipt);
}
