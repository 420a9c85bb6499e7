/**
 * The leaves that a transaction has staged, kept as bytes: 80 for each, so that an import of millions of rows stays one
 * act and all or nothing. They are appended in the order in which they were staged.
 */
import { hash } from 'node:crypto';
import type pg from 'pg';
import { leafHasher } from '../engines/leaf-hasher.ts';
import { commitment, type StoredRow } from '../engines/ledger-leaf.ts';
import { run } from './statements.ts';

export type Log = 'main' | 'covert';

/** What the leaves of one run have in common. */
export interface LeafKind {
  readonly log: Log;
  readonly act: string;
  readonly table: string;
}

interface Run extends LeafKind {
  count: number;
  bytes: Buffer;
}

const leafBytes = 80;
/** Leaves that go over as one value: 4 MB. */
const longestRun = 50_000;
/** Shorter runs are cheaper side by side in arrays than one statement each. */
const shortRun = 32;

const scratch = { bytes: Buffer.alloc(16 * 1024) };

/** SHA-256(salt || canonical text), as `commitment` has it, without a buffer for each row. */
function commitmentOf(text: string, salt: Uint8Array): Buffer {
  const most = 16 + text.length * 3;
  if (scratch.bytes.length < most) scratch.bytes = Buffer.alloc(most * 2);
  scratch.bytes.set(salt, 0);
  const length = scratch.bytes.write(text, 16, 'utf8');
  return hash('sha256', scratch.bytes.subarray(0, 16 + length), 'buffer');
}

export class LeafPile {
  readonly #at: string;
  readonly #actor: string | null;
  readonly #runs: Record<Log, Run[]> = { main: [], covert: [] };
  readonly #leafHashOf = leafHasher();

  /** Every leaf of a transaction has its instant and its actor. */
  constructor(at: Date, actor: string | null) {
    this.#at = at.toISOString();
    this.#actor = actor;
  }

  /** How many are staged. */
  get size(): number {
    return [...this.#runs.main, ...this.#runs.covert].reduce((sum, run) => sum + run.count, 0);
  }

  /** Stages the leaf of one row, as `normaliseRow` gives it. */
  add(kind: LeafKind, object: string, row: StoredRow, salt: Buffer): void {
    this.#put(kind, object, commitment(kind.table, row, salt));
  }

  /** The same for a row whose canonical text is at hand. The salt has 16 bytes. */
  addText(kind: LeafKind, object: string, text: string, salt: Buffer): void {
    this.#put(kind, object, commitmentOf(text, salt));
  }

  #put(kind: LeafKind, object: string, committed: Buffer): void {
    const run = this.#runFor(kind);
    const at = run.count * leafBytes;
    if (at === run.bytes.length) {
      const more = Buffer.alloc(Math.min(run.bytes.length * 4, longestRun * leafBytes));
      run.bytes.copy(more);
      run.bytes = more;
    }
    run.bytes.write(object.replaceAll('-', ''), at, 'hex');
    run.bytes.set(committed, at + 16);
    const { act, table } = kind;
    const leaf = { at: this.#at, act, actor: this.#actor, table, object, commitment: committed };
    run.bytes.set(this.#leafHashOf(leaf), at + 48);
    run.count += 1;
  }

  #runFor(kind: LeafKind): Run {
    const runs = this.#runs[kind.log];
    const last = runs.at(-1);
    if (last && last.act === kind.act && last.table === kind.table && last.count < longestRun) return last;
    const made: Run = { log: kind.log, act: kind.act, table: kind.table, count: 0, bytes: Buffer.alloc(4 * leafBytes) };
    runs.push(made);
    return made;
  }

  /** Appends everything: a transaction's last statements. The ledger's lock is taken here, and no other after it. */
  async append(client: pg.PoolClient): Promise<void> {
    for (const log of ['main', 'covert'] as const) {
      let short: Run[] = [];
      for (const run of this.#runs[log]) {
        if (run.count <= shortRun) {
          short.push(run);
          continue;
        }
        await this.#appendShort(client, log, short);
        short = [];
        await client.query('select ledger.append_packed($1, $2, $3, $4, $5, $6)', [
          log,
          this.#at,
          this.#actor,
          run.act,
          run.table,
          run.bytes.subarray(0, run.count * leafBytes),
        ]);
      }
      await this.#appendShort(client, log, short);
    }
  }

  async #appendShort(client: pg.PoolClient, log: Log, runs: readonly Run[]): Promise<void> {
    if (runs.length === 0) return;
    const leaves = runs.flatMap((run) =>
      Array.from({ length: run.count }, (_, index) => ({
        act: run.act,
        table: run.table,
        bytes: run.bytes.subarray(index * leafBytes, (index + 1) * leafBytes),
      })),
    );
    await run(client, 'select ledger.append($1, $2, $3, $4, $5, $6, $7, $8)', [
      log,
      this.#at,
      this.#actor,
      leaves.map((leaf) => leaf.act),
      leaves.map((leaf) => leaf.table),
      leaves.map((leaf) => leaf.bytes.toString('hex', 0, 16)),
      leaves.map((leaf) => leaf.bytes.subarray(16, 48)),
      leaves.map((leaf) => leaf.bytes.subarray(48)),
    ]);
  }
}
