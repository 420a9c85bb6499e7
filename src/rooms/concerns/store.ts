/** The only SQL on the tables of concerns: nights read from present systems, their rows and differences, and modes. */
import type { Facts, RowState } from '../../engines/legacy/compare-night.ts';
import type { RowKind } from '../../engines/legacy/manifest.ts';
import type { Adds, RowDifference } from '../../engines/legacy/reconcile.ts';
import { keep, keepMany, query, sql, type Tx, table } from '../../platform/transaction.ts';

export const concernTables = {
  night: table('concerns.night', { json: ['counts', 'totals'] }),
  sourceRow: table('concerns.source_row', {
    json: ['facts', 'adds', 'waiting'],
    // Of a document, its name at the source: it may name anybody.
    sealed: ['reason', 'facts.name', 'waiting.name'],
  }),
  difference: table('concerns.difference', { sealed: ['reason'] }),
  modeProposal: table('concerns.mode_proposal'),
  mode: table('concerns.mode'),
} as const;

const stamp = (tx: Tx) => ({ recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor });

export interface NightCount {
  readonly rows: number;
  readonly new: number;
  readonly changed: number;
  readonly moved: number;
  readonly gone: number;
  readonly back: number;
  readonly rejected: number;
  readonly unchanged: number;
  readonly copies: number;
}

/** One line of the reconciliation, as it is shown for ever after. */
export interface NightTotal {
  readonly rows: RowKind;
  readonly name: string;
  readonly source: number;
  readonly sourceRows: number;
  readonly here: number;
  /** Refused rows of which it cannot be told what they add to this total. */
  readonly untold?: number;
}

export interface NewNight {
  readonly id: string;
  readonly system: string;
  readonly night: string;
  readonly kind: 'whole' | 'delta';
  readonly outcome: 'taken' | 'refused';
  readonly words: string | null;
  readonly overridden: string | null;
  readonly mode: string | null;
  readonly exportDigest: string;
  readonly counts: Readonly<Partial<Record<RowKind, NightCount>>>;
  readonly totals: readonly NightTotal[];
}

/** Keeps what became of one export. */
export const insertNight = (tx: Tx, night: NewNight): Promise<void> =>
  keep(
    tx,
    concernTables.night,
    {
      id: night.id,
      system: night.system,
      night: night.night,
      kind: night.kind,
      outcome: night.outcome,
      words: night.words,
      overridden: night.overridden,
      mode: night.mode,
      export_digest: night.exportDigest,
      counts: night.counts,
      totals: night.totals,
      ...stamp(tx),
    },
    `night.${night.outcome}`,
  );

export interface NightRow {
  readonly id: string;
  readonly system: string;
  readonly night: string;
  readonly kind: 'whole' | 'delta';
  readonly outcome: 'taken' | 'refused';
  readonly words: string | null;
  readonly overridden: string | null;
  readonly mode: string | null;
  readonly export_digest: string;
  readonly counts: Readonly<Partial<Record<RowKind, NightCount>>>;
  readonly totals: readonly NightTotal[];
  readonly recorded_at: Date;
}

/** Nights of every system, the latest first. */
export const listNights = (tx: Tx, most = 200): Promise<NightRow[]> =>
  query(tx, sql<NightRow>`select * from concerns.night order by recorded_at desc, id limit ${most}`);

export async function findNight(tx: Tx, id: string): Promise<NightRow | null> {
  const [row] = await query(tx, sql<NightRow>`select * from concerns.night where id = ${id}`);
  return row ?? null;
}

/** The latest export of a system with this outcome. */
export async function lastNight(tx: Tx, system: string, outcome: 'taken' | 'refused'): Promise<NightRow | null> {
  const [row] = await query(
    tx,
    sql<NightRow>`select * from concerns.night where system = ${system} and outcome = ${outcome} order by recorded_at desc, id limit 1`,
  );
  return row ?? null;
}

export interface NewSourceRow {
  readonly kind: RowKind;
  readonly ref: string;
  readonly change: 'new' | 'changed' | 'moved' | 'gone' | 'back' | 'rejected';
  readonly state: RowState;
  readonly facts: Facts | null;
  readonly fields?: readonly string[];
  readonly adds: Adds | null;
  readonly digest?: string | null;
  readonly waiting?: Facts | null;
  readonly reason?: string | null;
  readonly otherRef?: string | null;
  readonly target: string | null;
  readonly entry: string | null;
}

/** Appends what a night said of its rows. `from` numbers them within the night. */
export async function insertSourceRows(
  tx: Tx,
  of: { readonly night: string; readonly system: string; readonly from: number },
  rows: readonly NewSourceRow[],
): Promise<void> {
  const made = rows.map((row, index) => ({
    id: tx.ids.next(),
    night: of.night,
    ordinal: of.from + index,
    system: of.system,
    kind: row.kind,
    ref: row.ref,
    change: row.change,
    state: row.state,
    facts: row.facts,
    fields: row.fields && row.fields.length > 0 ? row.fields : null,
    adds: row.adds,
    digest: row.digest ?? null,
    waiting: row.waiting ?? null,
    reason: row.reason ?? null,
    other_ref: row.otherRef ?? null,
    target: row.target,
    entry: row.entry,
    ...stamp(tx),
  }));
  await keepMany(tx, concernTables.sourceRow, made, 'source-row.read');
}

export interface SourceRow {
  readonly kind: RowKind;
  readonly ref: string;
  readonly state: RowState;
  readonly facts: Facts | null;
  readonly adds: Adds | null;
  readonly digest: string | null;
  readonly waiting: Facts | null;
  readonly reason: string | null;
  readonly target: string | null;
  readonly entry: string | null;
}

/** What a system says now of each of its rows: the latest row of every reference. */
export const currentRows = (tx: Tx, system: string): Promise<SourceRow[]> =>
  query(
    tx,
    sql<SourceRow>`
      select distinct on (kind, ref) kind, ref, state, facts, adds, digest, waiting, reason, target, entry
      from concerns.source_row where system = ${system} order by kind, ref, recorded_at desc, ordinal desc`,
  );

/** Keeps the rows by which the record differs from the source after a night. */
export async function insertDifferences(
  tx: Tx,
  night: string,
  differences: readonly (RowDifference & { readonly kind: RowKind; readonly entry: string | null })[],
): Promise<void> {
  const made = differences.map(({ kind, ref, what, names, reason, entry }) => ({
    id: tx.ids.next(),
    night,
    kind,
    ref,
    what,
    names,
    reason,
    entry,
    ...stamp(tx),
  }));
  await keepMany(tx, concernTables.difference, made, 'difference.found');
}

export interface DifferenceRow {
  readonly kind: RowKind;
  readonly ref: string;
  readonly what: RowDifference['what'];
  readonly names: readonly string[];
  readonly reason: string;
}

/** Differences of a night that the reader may see. */
export const listDifferences = (tx: Tx, night: string, most = 500): Promise<DifferenceRow[]> =>
  query(
    tx,
    sql<DifferenceRow>`select kind, ref, what, names, reason from concerns.difference where night = ${night} order by kind, ref limit ${most}`,
  );
