/** What happened in a week, as counts. Part of duties' store: it holds SQL. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';

export interface WeekLine {
  readonly what: string;
  readonly n: number;
}

/** Lines of the week for those who keep watch; none for anybody else. Counts go over walls, names never do. */
export const weekLines = (tx: Tx, from: string, to: string): Promise<WeekLine[]> =>
  query(tx, sql<WeekLine>`select what, n from duties.week(${from}, ${to})`);
