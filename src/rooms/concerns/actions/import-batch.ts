/** What importers of the different kinds of rows have in common. */
import type { KeyedIds } from '../../../platform/keyed-ids.ts';
import type { Tx } from '../../../platform/transaction.ts';

/** A row that the map has read. */
export interface TakenRow<R> {
  /** The row as it stands in the file, for the file of rejected rows. */
  readonly values: readonly string[];
  readonly key: string;
  readonly content: string;
  readonly record: R;
}

export interface RefusedRow {
  readonly values: readonly string[];
  readonly reason: string;
}

/** What became of one batch of rows. They add up to the rows that were handed in. */
export interface BatchOutcome {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly RefusedRow[];
}

/** A source that the file is a reading of, and up to which day. */
export interface SourceReading {
  readonly source: string;
  readonly readUntil: string | null;
  readonly rows: number;
}

/** Takes the rows of one file in batches, inside one transaction. */
export interface Importer<R> {
  readonly take: (rows: readonly TakenRow<R>[]) => Promise<BatchOutcome>;
  /** What was read, for the page that shows which sources are connected. Nothing covert is in it. */
  readonly readings: () => readonly SourceReading[];
  /** Rows of the covert class: told to whoever runs the import, and written nowhere that others read. */
  readonly covertRows: () => CovertRows;
}

export interface CovertRows {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

export const noCovertRows: CovertRows = { accepted: 0, duplicates: 0, rejected: 0 };

export interface ImportContext {
  readonly tx: Tx;
  readonly batch: string;
  /** Name of the register that the rows come from. */
  readonly origin: string;
  readonly keyed: KeyedIds;
}
