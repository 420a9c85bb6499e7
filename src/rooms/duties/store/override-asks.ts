/** What is asked of a second person before a wall opens. Part of duties' store: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const overrideAskTable = table('duties.override_ask', { sealed: ['matter', 'reason'] });

export interface OverrideAskRow {
  readonly id: string;
  readonly duty: string;
  readonly person: string;
  readonly subject: string;
  readonly reach: 'record' | 'matter';
  /** Which matter, in the words of whoever asks: they cannot see it. */
  readonly matter: string | null;
  readonly purpose: string;
  readonly reason: string;
  readonly until: string;
  readonly recorded_at: Date;
}

/** Keeps what was asked, beside the duty that puts it to somebody. */
export async function insertOverrideAsk(tx: Tx, ask: Omit<OverrideAskRow, 'id' | 'recorded_at'>): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    overrideAskTable,
    { ...ask, id, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
    'override.asked',
  );
  return id;
}

const columns = sql`a.id, a.duty, a.person, a.subject, a.reach, a.matter, a.purpose, a.reason, a.until, a.recorded_at`;

/** What the duty, or one that it replaced, puts to its holder. */
export async function askBehind(tx: Tx, duty: string): Promise<OverrideAskRow | null> {
  const [row] = await query(
    tx,
    sql<OverrideAskRow>`
      with recursive chain(id) as (
        select ${duty}::uuid union select d.replaces from chain c join duties.duty d on d.id = c.id where d.replaces is not null
      ) select ${columns} from duties.override_ask a where a.duty in (select id from chain)`,
  );
  return row ?? null;
}

export interface AskState extends OverrideAskRow {
  readonly outcome: string | null;
  readonly answer: string | null;
  readonly answered_by: string | null;
  readonly answered_on: string | null;
}

/** What the person at the keyboard has asked for, the latest first, with the answer where there is one. */
export const myAsks = (tx: Tx): Promise<AskState[]> =>
  query(
    tx,
    sql<AskState>`
      with recursive chain(first, id) as (
        select a.duty, a.duty from duties.override_ask a where a.person = ${tx.act.actor}
        union select c.first, d.id from chain c join duties.duty d on d.replaces = c.id
      )
      select ${columns}, w.outcome, w.reason as answer, w.answered_by, w.answered_on
      from duties.override_ask a left join lateral (
        select w.* from duties.answer w join chain c on c.id = w.duty where c.first = a.duty order by w.recorded_at desc limit 1
      ) w on true
      where a.person = ${tx.act.actor} order by a.recorded_at desc, a.id`,
  );
