/** Reads leaves in order, by binary COPY, holding one at a time. */
import type pg from 'pg';
import { leafHasher } from '../../engines/leaf-hasher.ts';
import { type LeafFields, normaliseInstant } from '../../engines/ledger-leaf.ts';
import { type BinaryRow, BinaryRows } from '../binary-copy.ts';
import type { Log } from '../transaction.ts';

export interface StoredLeaf extends LeafFields {
  readonly seq: number;
  readonly hash: Buffer;
}

/** The bytes of the next field, shared with the buffer they came in: copy what is to be kept. */
export function nextBytes(row: BinaryRow): Buffer | null {
  const length = row.bytes.readInt32BE(row.at);
  row.at += 4;
  if (length < 0) return null;
  row.at += length;
  return row.bytes.subarray(row.at - length, row.at);
}

const nextWhole = (row: BinaryRow): number => Number(nextBytes(row)?.readBigInt64BE(0) ?? -1n);

export interface LeafSpan {
  readonly log: Log;
  readonly from: number;
  /** The leaf after the last one; all of them when left out. */
  readonly to?: number;
}

/** Calls `take` for every leaf of the span in order of seq. The leaf's buffers are only good until the next one. */
export async function eachLeaf(
  client: pg.ClientBase,
  { log, from, to }: LeafSpan,
  take: (leaf: StoredLeaf) => void,
): Promise<void> {
  const end = to === undefined ? '' : `and seq < ${to}`;
  const rows = new BinaryRows(
    client as pg.PoolClient,
    `copy (select seq, at::text, act, actor, object_table, object, commitment, hash from ledger.leaf
      where log = '${log}' and seq >= ${from} ${end} order by seq) to stdout (format binary)`,
  );
  // Leaves of one act share their instant: it is read into its normal form once.
  let lastText = '';
  let lastAt = '';
  for await (const batch of rows.batches()) {
    for (const row of batch) {
      const seq = nextWhole(row);
      const text = row.text() ?? '';
      if (text !== lastText) {
        lastText = text;
        lastAt = normaliseInstant(text);
      }
      take({
        seq,
        at: lastAt,
        act: row.text() ?? '',
        actor: row.uuid(),
        table: row.text() ?? '',
        object: row.uuid() ?? '',
        commitment: nextBytes(row) ?? Buffer.alloc(0),
        hash: nextBytes(row) ?? Buffer.alloc(0),
      });
    }
  }
}

const leafHashOf = leafHasher();

/** The hash that the leaf's columns come to, or null for columns that no leaf of ours ever had. */
export function hashOfColumns(leaf: StoredLeaf): Buffer | null {
  try {
    return leafHashOf(leaf);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
