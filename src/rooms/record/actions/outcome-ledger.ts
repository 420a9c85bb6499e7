/** Reading the ledger of low-level outcomes out of a history, and keeping a concern open until it is in it. */
import type { Day, History, HistoryEntry } from '../../../engines/history.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { clusterOf } from '../../people/index.ts';
import { isLowLevel } from '../rules/low-level.ts';
import { entriesForFinders, findEntry, type RawEntry } from '../store.ts';
import { historyForFinders } from './history.ts';

export interface LedgerLine {
  /** The matter that ended at low level. */
  readonly matter: HistoryEntry;
  /** The outcome as it was logged; null for one that came from elsewhere, with its finding alone. */
  readonly logged: HistoryEntry | null;
  readonly endedOn: Day;
  readonly unit: string | null;
}

/** Every low-level outcome of a history, across teams, years and moves, oldest first. Unit: matters. */
export function outcomeLines(history: History): LedgerLine[] {
  const steps = history.entries.filter(
    (entry) => entry.kind === 'step' && entry.type === 'decision-step' && isLowLevel(entry.finding),
  );
  return history.entries
    .filter((entry) => entry.kind === 'matter' && entry.roles.includes('subject') && isLowLevel(entry.finding))
    .map((matter) => {
      const logged = steps.findLast((step) => step.actsOn.includes(matter.id)) ?? null;
      return {
        matter,
        logged,
        endedOn: logged?.knownOn ?? matter.findingOn ?? matter.knownOn,
        unit: logged?.unit ?? matter.unit,
      };
    })
    .sort((a, b) => a.endedOn - b.endedOn || (a.matter.id < b.matter.id ? -1 : 1));
}

/** Refuses to let a concern end at low level before the outcome is in the ledger (REC-06.1). Null where it may end so. */
export async function whyMayNotClose(tx: Tx, entry: string, finding: string): Promise<Refusal | null> {
  if (!isLowLevel(finding)) return null;
  const of = await findEntry(tx, entry);
  const subject = of?.parties.find((party) => party.role === 'subject')?.subject;
  if (!subject) return null;
  const history = await historyForFinders(tx, { subject, asAt: tx.today });
  const isLogged = history.entries.some(
    (each) => each.kind === 'step' && each.actsOn.includes(entry) && each.finding === finding,
  );
  return isLogged
    ? null
    : refuse(
        'field:finding',
        'Log the low-level outcome first: who, why, what was agreed and when it is followed up',
        'REC-06.1',
      );
}

export interface Ledger {
  readonly lines: readonly LedgerLine[];
  readonly rows: ReadonlyMap<string, RawEntry>;
}

/**
 * The whole ledger of somebody for whoever must take it over, who may be walled from the rest of their record (REC-06.4).
 * Low-level outcomes and nothing else; the caller has checked that it is owed to them. Nothing sealed or covert.
 */
export async function ledgerOf(tx: Tx, person: string): Promise<Ledger> {
  const history = await historyForFinders(tx, { subject: person, asAt: tx.today });
  const lines = outcomeLines(history).filter(({ matter }) => matter.visibility !== 'sealed');
  const ids = new Set(lines.flatMap(({ matter, logged }) => [matter.id, ...(logged ? [logged.id] : [])]));
  const rows = await tx.seals.open(await entriesForFinders(tx, await clusterOf(tx, person, tx.today), null));
  return { lines, rows: new Map(rows.filter((row) => ids.has(row.id)).map((row) => [row.id, row])) };
}
