/** Named entries as they read today, amendments folded in: for whoever compares them with what their source holds. */
import { foldHistory } from '../../../engines/fold.ts';
import { type HistoryEntry, isoToDay } from '../../../engines/history.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { entriesWithAmendments, trayPartiesOf } from '../store/from-source.ts';
import { type NewParty, type RawEntry, storedEntry, type UnknownParty } from '../store.ts';

export interface FoldedEntry {
  readonly entry: HistoryEntry;
  /** As it was first written. */
  readonly row: RawEntry;
  /** Everybody in it, those found through the tray among them. */
  readonly parties: readonly NewParty[];
  readonly waiting: readonly UnknownParty[];
  /** Amendments that somebody made here by hand. */
  readonly byHand: readonly RawEntry[];
}

const atATime = 2000;

/** The entries by id. For clerks: nothing is hidden from them. */
export async function foldedEntries(tx: Tx, ids: readonly string[]): Promise<Map<string, FoldedEntry>> {
  const found = new Map<string, FoldedEntry>();
  for (let from = 0; from < ids.length; from += atATime) {
    const some = ids.slice(from, from + atATime);
    const rows = await entriesWithAmendments(tx, some);
    const tray = await trayPartiesOf(tx, some);
    const byId = new Map(rows.map((row) => [row.id, row]));
    const history = foldHistory('', [...byId.values()].map(storedEntry), new Set(), { asAt: isoToDay(tx.today) });
    for (const entry of history.entries) {
      const row = byId.get(entry.id)!;
      found.set(entry.id, {
        entry,
        row,
        parties: [...row.parties, ...(tray.get(entry.id)?.placed ?? [])],
        waiting: tray.get(entry.id)?.waiting ?? [],
        byHand: entry.amendedBy.flatMap(({ entry: id }) => {
          const by = byId.get(id);
          return by && by.posted_by !== null ? [by] : [];
        }),
      });
    }
  }
  return found;
}
