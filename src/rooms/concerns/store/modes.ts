/** SQL of modes: overlay, parallel, primary, each from its day, put forward by one person and signed by another. */
import { keep, queryOne, sql, type Tx } from '../../../platform/transaction.ts';
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
