/**
 * Erasing: rows are emptied, their keys and salts destroyed, and the register of erasures says under which rule. All in
 * one transaction of the one login that may. Nothing of what was there is kept anywhere by this.
 */
import type { Refusal } from '../refusal.ts';
import {
  type Ground,
  inTransaction,
  keep,
  lock,
  mustTransact,
  query,
  queryOne,
  sql,
  type Tx,
  table,
} from '../transaction.ts';
import { type ErasureLine, noteErasure } from './erasure-list.ts';

export const erasureTable = table('ledger.erasure');

export interface ErasureOrder {
  readonly id: string;
  readonly scope: 'record' | 'person';
  readonly target: string;
  readonly rule: string;
  readonly authority: string;
  readonly proposedBy: string;
  readonly secondPerson: string;
}

export interface Erased {
  readonly order: string;
  readonly rule: string;
  /** Rows emptied, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

interface Reached {
  readonly id: string;
  readonly covert_list: string | null;
}

const eraser = { actor: null, face: 'clerk' } as const;

async function reachOf(tx: Tx, order: ErasureOrder): Promise<Map<string, Reached[]>> {
  const rows = await query(
    tx,
    sql<{ erased_table: string; erased_object: string; covert_list: string | null }>`
      select erased_table, erased_object, covert_list from seal.reach(${order.scope}, ${order.target}::uuid) order by 1, 2`,
  );
  const reached = new Map<string, Reached[]>();
  for (const row of rows)
    reached.set(row.erased_table, [
      ...(reached.get(row.erased_table) ?? []),
      { id: row.erased_object, covert_list: row.covert_list },
    ]);
  return reached;
}

type Grounds = Omit<ErasureLine, 'rows'>;

/** Empties the rows of one table and registers each. */
async function emptyRows(tx: Tx, from: string, rows: readonly Reached[], grounds: Grounds): Promise<void> {
  const ids = rows.map((row) => row.id);
  const { n } = await queryOne(tx, sql<{ n: number }>`select seal.empty_rows(${from}, ${ids}) as n`);
  if (n !== ids.length) throw new Error(`${ids.length} rows of ${from} were to be erased and ${n} were`);
  for (const { id, covert_list } of rows)
    await keep(
      tx,
      erasureTable,
      {
        id: tx.ids.next(),
        erased_table: from,
        erased_object: id,
        rule: grounds.rule,
        authority: grounds.authority,
        proposed_by: grounds.proposedBy,
        second_person: grounds.secondPerson,
        ordered_by: grounds.order,
        erased_on: grounds.erasedOn,
        covert_list,
        recorded_at: tx.at.toISOString(),
        recorded_by: null,
      },
      'erased',
    );
}

const counted = (reached: ReadonlyMap<string, readonly unknown[]>): Record<string, number> =>
  Object.fromEntries([...reached].map(([from, rows]) => [from, rows.length]));

/**
 * Carries out what two people agreed. `mayStill` is asked inside the transaction: a legal hold beats erasure up to the last
 * moment. The list outside the database is written first: if the power goes between, the erasure is done again, never lost.
 */
export const erase = (
  ground: Ground,
  order: ErasureOrder,
  mayStill: (tx: Tx) => Promise<Refusal | null>,
): Promise<Erased | Refusal> =>
  inTransaction(ground, 'eraser', eraser, async (tx) => {
    await lock(tx, 'erasure', order.target);
    const refusal = await mayStill(tx);
    if (refusal !== null) return refusal;
    const reached = await reachOf(tx, order);
    const { id, rule, authority, proposedBy, secondPerson } = order;
    const grounds: Grounds = { order: id, rule, authority, proposedBy, secondPerson, erasedOn: tx.today };
    const rows = Object.fromEntries([...reached].map(([from, each]) => [from, each.map((row) => row.id)]));
    noteErasure(ground.server.place, { ...grounds, rows });
    for (const [from, each] of reached) await emptyRows(tx, from, each, grounds);
    return { order: id, rule, rows: counted(reached) };
  });

/** Does again, on a restored record, what was erased after its backup was made. Gives how many rows that were. */
export async function replayErasures(ground: Ground, lines: readonly ErasureLine[]): Promise<number> {
  let replayed = 0;
  for (const { rows, ...grounds } of lines)
    replayed += await mustTransact(ground, 'eraser', eraser, async (tx) => {
      let count = 0;
      for (const [from, ids] of Object.entries(rows)) {
        const standing = await query(
          tx,
          sql<Reached>`select id, covert_list from seal.standing(${from}, ${ids}) order by 1`,
        );
        if (standing.length > 0) await emptyRows(tx, from, standing, grounds);
        count += standing.length;
      }
      return count;
    });
  return replayed;
}
