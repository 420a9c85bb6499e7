/** Guarded words whose key is gone although nothing says that they were erased: the row stands, and nobody can read it. */
import type pg from 'pg';
import type { Table } from '../transaction.ts';
import type { Problem } from './problems.ts';
import { shapesOf } from './stored-rows.ts';

const hasWords = ({ sealed, json }: Table): string =>
  [...new Set(sealed.map(([column]) => column!))]
    .map((column) => (json.includes(column) ? `t."${column}"::text like '%~s1%'` : `t."${column}" like '~s1%'`))
    .join(' or ');

/** One problem for each table that has such rows, with how many. An erased row holds no words any more. */
export async function checkWords(client: pg.ClientBase, tables: readonly Table[]): Promise<Problem[]> {
  const shapes = await shapesOf(client, tables);
  const problems: Problem[] = [];
  for (const table of tables) {
    if (table.sealed.length === 0 || !shapes.has(table.name)) continue;
    const { rows } = await client.query<{ n: number; object: string | null }>(
      `select count(*)::int as n, min(t.id::text) as object from ${table.name} t
        where (${hasWords(table)}) and not exists (select 1 from seal.data_key k where k.id = t.id)`,
    );
    const { n = 0, object = null } = rows[0] ?? {};
    if (n > 0)
      problems.push({
        kind: 'words-shut',
        table: table.name,
        ...(object === null ? {} : { object }),
        words: `The key of the words of ${n} ${n === 1 ? 'row' : 'rows'} is gone, and no erasure says so.`,
      });
  }
  return problems;
}
