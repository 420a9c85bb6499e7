/** Orders to erase, legal holds, and what was erased. Part of duties' store: it holds SQL. */
import { keep, query, queryOne, sql, type Tx, table } from '../../../platform/transaction.ts';

export const erasureOrderTable = table('duties.erasure_order', { sealed: ['reason'] });
export const legalHoldTable = table('duties.legal_hold', { sealed: ['reason'] });

export type ErasureScope = 'record' | 'person';

export interface OrderRow {
  readonly id: string;
  readonly scope: ErasureScope;
  readonly target: string;
  readonly about: string | null;
  readonly rule: string;
  readonly authority: string;
  readonly reason: string;
  readonly duty: string;
  readonly visibility: string;
  readonly covert_list: string | null;
  readonly proposed_by: string;
  readonly proposed_on: string;
}

const stamp = (tx: Tx) => ({ id: tx.ids.next(), recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor });

/** Keeps what was ordered, beside the duty that puts it to a second person. */
export async function insertOrder(
  tx: Tx,
  order: Omit<OrderRow, 'id' | 'proposed_by' | 'proposed_on'>,
): Promise<string> {
  const row = { ...stamp(tx), ...order, proposed_by: tx.act.actor, proposed_on: tx.today };
  await keep(tx, erasureOrderTable, row, 'erasure.ordered');
  return row.id;
}

const orderColumns = sql`o.id, o.scope, o.target, o.about, o.rule, o.authority, o.reason, o.duty, o.visibility, o.covert_list, o.proposed_by, o.proposed_on`;

/** The order that a duty, or one that it replaced, puts to its holder. */
export async function orderBehind(tx: Tx, duty: string): Promise<OrderRow | null> {
  const [row] = await query(
    tx,
    sql<OrderRow>`
      with recursive chain(id) as (
        select ${duty}::uuid union select d.replaces from chain c join duties.duty d on d.id = c.id where d.replaces is not null
      ) select ${orderColumns} from duties.erasure_order o where o.duty in (select id from chain)`,
  );
  return row ?? null;
}

export interface OrderState extends OrderRow {
  readonly outcome: string | null;
  readonly answered_by: string | null;
  /** Rows erased under it so far. */
  readonly erased: number;
}

/** Orders that the reader may see, the latest first, with their answer and what was done. */
export const listOrders = (tx: Tx, limit = 200): Promise<OrderState[]> =>
  query(
    tx,
    sql<OrderState>`select ${orderColumns}, a.outcome, a.answered_by, (select count(*) from ledger.erasure e where e.ordered_by = o.id) as erased
      from duties.erasure_order o left join lateral (
        with recursive chain(id) as (select o.duty union select d.id from chain c join duties.duty d on d.replaces = c.id)
        select a.outcome, a.answered_by from duties.answer a join chain c on c.id = a.duty order by a.recorded_at desc limit 1
      ) a on true order by o.recorded_at desc, o.id limit ${limit}`,
  );

export interface ErasedLine {
  readonly order: string;
  readonly rule: string;
  readonly authority: string;
  readonly erased_on: string;
  readonly proposed_by: string;
  readonly second_person: string;
  readonly rows: number;
  readonly records: number;
}

/** What was erased, one line an order: the rule, who, and how much. Never what. */
export const listErased = (tx: Tx, limit = 500): Promise<ErasedLine[]> =>
  query(
    tx,
    sql<ErasedLine>`select e.ordered_by as "order", e.rule, e.authority, min(e.erased_on) as erased_on, e.proposed_by, e.second_person, count(*) as rows,
        count(*) filter (where e.erased_table = 'record.entry') as records
      from ledger.erasure e group by 1, 2, 3, 5, 6 order by 4 desc, 1 limit ${limit}`,
  );

export interface HoldRow {
  readonly id: string;
  readonly scope: ErasureScope;
  readonly target: string;
  readonly reason: string;
  readonly owner: string;
  readonly review_on: string;
}

/** Holds that stand and that the reader may see, the next to be reviewed first. */
export const listHolds = (tx: Tx): Promise<HoldRow[]> =>
  query(
    tx,
    sql<HoldRow>`select h.id, h.scope, h.target, h.reason, h.owner, h.review_on from duties.legal_hold h
      where h.ends is null and not exists (select 1 from duties.legal_hold n where n.ends = h.id) order by h.review_on, h.id`,
  );

export interface NewHold {
  readonly scope: ErasureScope;
  readonly target: string;
  readonly about: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly reviewOn: string;
  readonly visibility: string;
  readonly covertList: string | null;
  readonly ends?: string;
}

/** Holds something back from erasure; with `ends`, lets it go again. */
export async function insertHold(tx: Tx, hold: NewHold): Promise<string> {
  const row = {
    ...stamp(tx),
    scope: hold.scope,
    target: hold.target,
    about: hold.about,
    reason: hold.reason,
    owner: hold.owner,
    review_on: hold.reviewOn,
    ends: hold.ends ?? null,
    visibility: hold.visibility,
    covert_list: hold.covertList,
  };
  await keep(tx, legalHoldTable, row, hold.ends ? 'hold.ended' : 'hold.placed');
  return row.id;
}

/** A hold that stands, as it was placed. */
export async function findHold(tx: Tx, id: string): Promise<NewHold | null> {
  const [row] = await query(
    tx,
    sql<NewHold>`select h.scope, h.target, h.about, h.reason, h.owner, h.review_on as "reviewOn", h.visibility, h.covert_list as "covertList"
      from duties.legal_hold h where h.id = ${id} and h.ends is null and not exists (select 1 from duties.legal_hold n where n.ends = h.id)`,
  );
  return row ?? null;
}

/** Holds that reach anything of it, whoever placed them. */
export const holdsOn = (tx: Tx, scope: ErasureScope, target: string) =>
  query(
    tx,
    sql<{
      hold: string;
      owner: string;
      review_on: string;
    }>`select hold, owner, review_on from duties.holds_on(${scope}, ${target}::uuid)`,
  );

/** How many rows an order would reach, by table. */
export const reachCounts = (tx: Tx, scope: ErasureScope, target: string) =>
  query(
    tx,
    sql<{
      erased_table: string;
      rows: number;
    }>`select erased_table, rows from duties.erasure_reach(${scope}, ${target}::uuid)`,
  );

/** Duties about it that nobody has answered. */
export const openAbout = async (tx: Tx, scope: ErasureScope, target: string): Promise<number> =>
  (await queryOne(tx, sql<{ n: number }>`select duties.open_about(${scope}, ${target}::uuid) as n`)).n;

export interface AgreedErasure {
  readonly id: string;
  readonly scope: ErasureScope;
  readonly target: string;
  readonly rule: string;
  readonly authority: string;
  readonly proposed_by: string;
  readonly second_person: string;
}

/** Orders agreed to and not carried out. For clerks. */
export const agreedErasures = (tx: Tx): Promise<AgreedErasure[]> =>
  query(
    tx,
    sql<AgreedErasure>`select id, scope, target, rule, authority, proposed_by, second_person from duties.agreed_erasures()`,
  );
