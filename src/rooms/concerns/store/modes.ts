/** SQL of modes: overlay, parallel, primary, each from its day, put forward by one person and signed by another. */
import { keep, query, queryOne, sql, type Tx } from '../../../platform/transaction.ts';
import { concernTables } from '../store.ts';

export const modes = ['overlay', 'parallel', 'primary'] as const;
export type Mode = (typeof modes)[number];

/** The mode in force on a day, whoever asks. Null where none was ever set: the record stands by itself, as in primary. */
export const modeOn = async (tx: Tx, day: string): Promise<Mode | null> =>
  (await queryOne(tx, sql<{ mode: Mode | null }>`select concerns.mode_on(${day}) as mode`)).mode;

/** Whether the record only reads a present system today and asks nobody anything. */
export const isOverlay = async (tx: Tx): Promise<boolean> => (await modeOn(tx, tx.today)) === 'overlay';

export interface NewMode {
  readonly mode: Mode;
  readonly validFrom: string;
  readonly reason: string;
  readonly proposal: string | null;
  readonly signedBy: string | null;
}

export const insertMode = (tx: Tx, mode: NewMode): Promise<void> =>
  keep(
    tx,
    concernTables.mode,
    {
      id: tx.ids.next(),
      mode: mode.mode,
      valid_from: mode.validFrom,
      proposal: mode.proposal,
      reason: mode.reason,
      signed_by: mode.signedBy,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'mode.set',
  );

export interface ModeRow {
  readonly id: string;
  readonly mode: Mode;
  readonly valid_from: string;
  readonly reason: string;
  readonly proposal: string | null;
  readonly signed_by: string | null;
  readonly proposed_by: string | null;
  readonly recorded_at: Date;
}

/** Every mode that was set, the latest first. */
export const listModes = (tx: Tx): Promise<ModeRow[]> =>
  query(
    tx,
    sql<ModeRow>`
      select m.id, m.mode, m.valid_from, m.reason, m.proposal, m.signed_by, p.proposed_by, m.recorded_at
      from concerns.mode m left join concerns.mode_proposal p on p.id = m.proposal
      order by m.valid_from desc, m.recorded_at desc, m.id`,
  );

export interface ModeProposal {
  readonly id: string;
  readonly mode: Mode;
  readonly valid_from: string;
  readonly reason: string;
  readonly duty: string;
  readonly proposed_by: string;
  readonly recorded_at: Date;
}

export async function insertModeProposal(
  tx: Tx,
  proposal: { mode: Mode; validFrom: string; reason: string; duty: string; by: string },
): Promise<void> {
  await keep(
    tx,
    concernTables.modeProposal,
    {
      id: tx.ids.next(),
      mode: proposal.mode,
      valid_from: proposal.validFrom,
      reason: proposal.reason,
      duty: proposal.duty,
      proposed_by: proposal.by,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'mode.proposed',
  );
}

const proposals = sql`select id, mode, valid_from, reason, duty, proposed_by, recorded_at from concerns.mode_proposal`;

export async function proposalOfDuty(tx: Tx, duty: string): Promise<ModeProposal | null> {
  const [row] = await query(tx, sql<ModeProposal>`${proposals} where duty = ${duty}`);
  return row ?? null;
}

export async function latestModeProposal(tx: Tx): Promise<ModeProposal | null> {
  const [row] = await query(tx, sql<ModeProposal>`${proposals} order by recorded_at desc limit 1`);
  return row ?? null;
}
