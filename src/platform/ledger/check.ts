/** What the parts of a check share. */
import type pg from 'pg';
import type { NoteKey } from '../../engines/ledger-leaf.ts';
import type { Ground, Log } from '../transaction.ts';
import type { IndexedLeaf, LeafIndex } from './leaf-index.ts';
import type { StoredLeaf } from './leaf-stream.ts';
import type { Problems } from './problems.ts';

export interface Check {
  readonly client: pg.ClientBase;
  readonly ground: Ground;
  readonly keys: readonly NoteKey[];
  /** Keys of witnesses. Where none is known, what witnesses signed is passed over. */
  readonly witnesses: readonly NoteKey[];
  readonly problems: Problems;
  readonly index: LeafIndex;
  /** Where the leaves of erasures stand. */
  readonly erasures: { readonly log: Log; readonly seq: number }[];
  /** Rows that the log says were erased, and were: how many, by the rule. */
  readonly erased: Map<string, number>;
  /** Leaf hashes that a receipt asks after: the log and index. */
  readonly asked: { readonly log: Log; readonly seq: number; hash: Buffer | null } | null;
}

export const leafPlace = (leaf: StoredLeaf | IndexedLeaf, log: Log) => ({
  table: leaf.table,
  object: leaf.object,
  log,
  seq: leaf.seq,
});
