/** SQL of the ledger of low-level outcomes, and of the counts that need no name. */
import type { Finding, Visibility } from '../../../engines/vocabulary.ts';
import { query, sql, type Tx } from '../../../platform/transaction.ts';
import type { OutcomeDetail } from '../rules/low-level.ts';

export interface OwnOutcome {
  readonly id: string;
  readonly known_on: string;
  readonly happened_from: string | null;
  readonly happened_to: string | null;
  readonly finding: Finding;
  readonly outcome: OutcomeDetail;
  readonly summary: string | null;
  readonly visibility: Visibility;
  readonly manager: string | null;
  readonly matter: string | null;
  readonly unit: string | null;
  readonly comments: readonly { readonly on: string; readonly words: string }[];
}

/** The low-level outcomes about the person at the keyboard that nothing lawful delays (REC-06.6). */
export const ownOutcomes = (tx: Tx): Promise<OwnOutcome[]> =>
  query(tx, sql<OwnOutcome>`select * from record.own_outcomes()`);

export interface DeciderRate {
  readonly decider: string;
  readonly findings: number;
  readonly eliminated: number;
  readonly proposed: number;
}

/** How many findings each decider recorded, and how many ruled a matter out. Unit: findings recorded. */
export const findingRates = (tx: Tx): Promise<DeciderRate[]> =>
  query(tx, sql<DeciderRate>`select decider, findings, eliminated, proposed from record.finding_rates()`);

export interface EndingsByDecider {
  readonly decider: string;
  readonly formal: number;
  readonly informal: number;
}

/** How the matters that each decider ended were ended. Unit: matters. */
export const endingsByDecider = (tx: Tx): Promise<EndingsByDecider[]> =>
  query(tx, sql<EndingsByDecider>`select decider, formal, informal from record.endings_by_decider()`);

export interface EndingsByGroup {
  readonly value: string | null;
  readonly status: string;
  readonly people: number | null;
  readonly formal: number | null;
  readonly informal: number | null;
}

/** The same by what subjects say of themselves; null where there are too few to show. */
export const endingsByGroup = (tx: Tx, characteristic: string): Promise<EndingsByGroup[]> =>
  query(
    tx,
    sql<EndingsByGroup>`select value, status, people, formal, informal from record.endings_by_group(${characteristic}, ${tx.today})`,
  );
