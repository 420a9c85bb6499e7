/**
 * The read log goes into the ledger by the hour: one Merkle root over the commitments of an hour's reads, kept as a row.
 * One leaf for every page shown would drown the log and slow every page.
 */
import type pg from 'pg';
import { Frontier, leafHash } from '../../engines/merkle.ts';
import type { Refusal } from '../refusal.ts';
import { type Act, type Ground, inTransaction, keep, type Tx, table } from '../transaction.ts';
import type { Problem } from './problems.ts';
import { commitmentOf, eachRow, shapesOf, type TableShape } from './stored-rows.ts';

/** The tables of room access that this keeps; declared here because the ledger stands below every room. */
export const readLog = table('access.read_log', { json: ['detail'], timestamps: ['at'] });
export const readRoot = table('access.read_root', { timestamps: ['hour', 'recorded_at'] });

const hourMs = 3_600_000;
/** A read is stamped when its transaction begins and seen when it ends. Statements are stopped after ten minutes. */
const graceMs = 15 * 60_000;

export interface HourOfReads {
  /** `2026-03-06T09:00:00.000Z` */
  readonly hour: string;
  readonly reads: number;
  readonly root: Buffer;
}

/** Asked of the text of the row and not of a Date: the hour of `2026-03-06T09:59:59.999999+00:00` is nine. */
const hourOf = (json: string): string => `${(JSON.parse(json) as { at: string }).at.slice(0, 13)}:00:00.000Z`;

/** The roots of every hour with reads, from an instant up to another, in order. */
async function hoursOfReads(
  client: pg.ClientBase,
  { from, before }: { from: string | null; before: string | null },
): Promise<HourOfReads[]> {
  const shape = (await shapesOf(client, [readLog])).get(readLog.name) as TableShape;
  const limits = [
    ...(from === null ? [] : [`t.at >= '${from}'::timestamptz`]),
    ...(before === null ? [] : [`t.at < '${before}'::timestamptz`]),
  ];
  const hours: HourOfReads[] = [];
  let frontier = new Frontier();
  let hour: string | null = null;
  const close = () => {
    if (hour !== null) hours.push({ hour, reads: frontier.size, root: frontier.root() });
    frontier = new Frontier();
  };
  await eachRow(
    client,
    shape,
    (row) => {
      const own = hourOf(row.json);
      if (own !== hour) close();
      hour = own;
      // A row that can no longer be committed to is a change like any other: it takes the place of nothing.
      frontier.append(leafHash(commitmentOf(shape, row) ?? Buffer.alloc(32)));
    },
    `${limits.length === 0 ? '' : `where ${limits.join(' and ')}`} order by t.at, t.id`,
  );
  close();
  return hours;
}

const clerk: Act = { actor: null, face: 'clerk' };

async function lastClosed(client: pg.ClientBase): Promise<Date | null> {
  const { rows } = await client.query<{ hour: Date | null }>(
    `select max(hour) as hour from ${readRoot.name} where isfinite(hour)`,
  );
  return rows[0]?.hour ?? null;
}

async function closeHours(tx: Tx): Promise<number> {
  await tx.client.query('select pg_advisory_xact_lock(7390104)');
  const last = await lastClosed(tx.client);
  const now = tx.at.getTime() - graceMs;
  const hours = await hoursOfReads(tx.client, {
    from: last === null ? null : new Date(last.getTime() + hourMs).toISOString(),
    before: new Date(now - (now % hourMs)).toISOString(),
  });
  for (const { hour, reads, root } of hours)
    await keep(
      tx,
      readRoot,
      { id: tx.ids.next(), hour, reads, root, recorded_at: tx.at.toISOString() },
      'reads.closed',
    );
  return hours.length;
}

/**
 * Keeps the root of every full hour with reads that lies after the last one kept, and says how many. An hour that was
 * passed over is never closed later: a read that turns up in it was put there afterwards, and the check of the ledger says so.
 */
export const closeReadHours = (ground: Ground): Promise<number | Refusal> =>
  inTransaction(ground, 'clerks', clerk, closeHours);

/** Hours whose reads are not those that were kept. */
export async function checkReadHours(client: pg.ClientBase): Promise<Problem[]> {
  const { rows } = await client.query<{ id: string; hour: Date; reads: number; root: Buffer }>(
    // A root row without its values was altered, and is named as such: it closes no hour.
    `select id, hour, reads, root from ${readRoot.name} where isfinite(hour) and reads is not null and root is not null order by hour`,
  );
  const last = rows.at(-1);
  if (last === undefined) return [];
  const before = new Date(last.hour.getTime() + hourMs).toISOString();
  const found = new Map((await hoursOfReads(client, { from: null, before })).map((each) => [each.hour, each]));
  const problems: Problem[] = [];
  for (const { id, hour, reads, root } of rows) {
    const name = hour.toISOString();
    const now = found.get(name);
    found.delete(name);
    if (now === undefined || now.reads !== reads || !now.root.equals(root))
      problems.push({
        kind: 'reads-differ',
        table: readLog.name,
        object: id,
        words: `The reads of the hour from ${name} are not the ${reads} that were kept: there are ${now?.reads ?? 0}.`,
      });
  }
  for (const { hour, reads } of found.values())
    problems.push({
      kind: 'reads-differ',
      table: readLog.name,
      words: `${reads} reads stand in the hour from ${hour}, which had none when it was closed.`,
    });
  return problems;
}
