/** Generated columns: left out of the commitments because they follow from the others, so it is checked that they do. */
import type pg from 'pg';
import type { Table } from '../transaction.ts';
import type { Problem } from './problems.ts';
import { shapesOf } from './stored-rows.ts';

const mostNamed = 100;

/** Every row whose generated column is not what its other columns give. */
export async function checkDerived(client: pg.ClientBase, tables: readonly Table[]): Promise<Problem[]> {
  const shapes = await shapesOf(client, tables);
  const problems: Problem[] = [];
  for (const { name: table, derived } of tables)
    for (const column of derived) {
      const expression = shapes.get(table)?.generated.get(column);
      if (expression === undefined) {
        const words = `${column} is derived from other columns, and the database no longer computes it.`;
        problems.push({ kind: 'guard-off', table, words });
        continue;
      }
      const { rows } = await client.query<{ id: string }>(
        `select id from ${table} where "${column}" is distinct from (${expression}) order by id limit ${mostNamed}`,
      );
      for (const { id: object } of rows)
        problems.push({
          kind: 'derived-differs',
          table,
          object,
          words: `${column} is not what the other columns give.`,
        });
    }
  return problems;
}
