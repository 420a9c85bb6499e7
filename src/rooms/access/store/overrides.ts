/** Overrides of the wall. Part of access's store: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const wallOverrideTable = table('access.wall_override', { sealed: ['reason'] });

export interface NewOverride {
  readonly person: string;
  readonly subject: string;
  /** One matter only. */
  readonly entry?: string | null;
  readonly purpose: string;
  readonly reason: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly ends?: string;
  /** Who lets them through; whoever is at the keyboard unless a clerk writes it. */
  readonly decidedBy?: string;
}

/** Lets somebody through a wall until a day, or ends that with `ends`. The database refuses what P-21 forbids. */
export async function insertOverride(tx: Tx, override: NewOverride): Promise<string> {
  const id = tx.ids.next();
  const row = {
    id,
    person: override.person,
    subject: override.subject,
    entry: override.entry ?? null,
    purpose: override.purpose,
    reason: override.reason,
    valid_from: override.validFrom,
    valid_to: override.validTo,
    ends: override.ends ?? null,
    decided_by: override.decidedBy ?? tx.act.actor,
    recorded_at: tx.at.toISOString(),
    recorded_by: tx.act.actor,
  };
  await keep(tx, wallOverrideTable, row, override.ends ? 'override.ended' : 'override.granted');
  return id;
}

export interface OverrideRow {
  readonly id: string;
  readonly person: string;
  readonly subject: string;
  readonly entry: string | null;
  readonly purpose: string;
  readonly reason: string;
  readonly valid_from: string;
  readonly valid_to: string;
  readonly decided_by: string;
  readonly recorded_at: Date;
  /** The day on which somebody ended it early, and who. */
  readonly ended_on: string | null;
  readonly ended_by: string | null;
}

const rows = sql`select o.id, o.person, o.subject, o.entry, o.purpose, o.reason, o.valid_from, o.valid_to, o.decided_by, o.recorded_at,
    e.valid_from as ended_on, e.decided_by as ended_by
  from access.wall_override o left join access.wall_override e on e.ends = o.id where o.ends is null`;

/** Every override that the reader may know of, the latest first. Row security decides which. */
export const listOverrides = (tx: Tx): Promise<OverrideRow[]> =>
  query(tx, sql<OverrideRow>`${rows} order by o.recorded_at desc, o.id`);

/** Overrides of the wall around any of the subjects, for the page of who looked. */
export const overridesAbout = (tx: Tx, subjects: readonly string[]): Promise<OverrideRow[]> =>
  query(tx, sql<OverrideRow>`${rows} and o.subject = any(${subjects as string[]}) order by o.recorded_at desc, o.id`);

/** Whether an override lets its reader through on a day. Nothing ends it but its day and whoever ended it. */
export const isOpenOn = (override: OverrideRow, day: string): boolean =>
  override.valid_from <= day && override.valid_to >= day && (override.ended_on === null || override.ended_on > day);

/** What lets the person at the keyboard through to any of the subjects today: a whole record before one matter. */
export async function findOverride(
  tx: Tx,
  subjects: readonly string[],
  entry?: string | null,
): Promise<OverrideRow | null> {
  const open = (
    await query(
      tx,
      sql<OverrideRow>`${rows} and o.person = ${tx.act.actor} and e.id is null and o.subject = any(${subjects as string[]})
      and ${tx.today} between o.valid_from and o.valid_to order by o.entry nulls first, o.valid_to desc, o.id`,
    )
  ).filter((row) => row.entry === null || row.entry === entry);
  return open[0] ?? null;
}
