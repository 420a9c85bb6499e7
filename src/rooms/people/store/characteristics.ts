/** Characteristics as counts only, and targets for how complete they are. Part of people's store: it holds SQL. */
import { keep, query, sql, type Tx } from '../../../platform/transaction.ts';
import { peopleTables } from '../store.ts';

export interface CharacteristicCount {
  readonly value: string | null;
  readonly status: 'given' | 'prefer-not-to-say' | 'not-asked' | 'unknown';
  /** Null: fewer than five, or left out so that fewer than five cannot be worked out. */
  readonly people: number | null;
}

/** Counts among those who serve, everywhere or in one unit. No cell under five ever leaves the database. */
export const characteristicCounts = (
  tx: Tx,
  asked: { characteristic: string; basis: 'self' | 'perceived'; day: string; unit?: string | null },
): Promise<CharacteristicCount[]> =>
  query(
    tx,
    sql<CharacteristicCount>`select value, status, people from people.characteristic_counts_in(${asked.characteristic}, ${asked.basis}, ${asked.day}, ${asked.unit ?? null}::uuid)
      order by status, value nulls last`,
  );

export interface Completeness {
  readonly unit: string | null;
  readonly characteristic: string;
  readonly serving: number | null;
  readonly given: number | null;
}

/** How many who serve gave each characteristic, everywhere (unit null) and in each unit. */
export const characteristicCompleteness = (tx: Tx, day: string): Promise<Completeness[]> =>
  query(
    tx,
    sql<Completeness>`select unit, characteristic, serving, given from people.characteristic_completeness(${day}) order by characteristic, unit nulls first`,
  );

export interface OwnAnswer {
  readonly characteristic: string;
  readonly status: string;
  readonly answered_on: string | null;
}

/** What the person at the keyboard has answered about themselves and when. Never the value. */
export const myCharacteristicAnswers = (tx: Tx): Promise<OwnAnswer[]> =>
  query(tx, sql<OwnAnswer>`select characteristic, status, answered_on from people.my_characteristic_answers()`);

export interface CompletenessTarget {
  readonly id: string;
  readonly characteristic: string;
  readonly unit: string | null;
  readonly percent: number;
  readonly owner_role: string;
}

/** Sets how complete a characteristic should be in a unit (null: everywhere) and which role answers for it. */
export async function insertCompletenessTarget(
  tx: Tx,
  target: { characteristic: string; unit: string | null; percent: number; ownerRole: string; replaces?: string | null },
): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    peopleTables.completenessTarget,
    {
      id,
      characteristic: target.characteristic,
      unit: target.unit,
      percent: target.percent,
      owner_role: target.ownerRole,
      valid_from: tx.today,
      replaces: target.replaces ?? null,
      source: 'set here',
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'completeness.targeted',
  );
  return id;
}

/** Targets that stand on the day. */
export const completenessTargets = (tx: Tx, day: string): Promise<CompletenessTarget[]> =>
  query(
    tx,
    sql<CompletenessTarget>`select distinct on (t.characteristic, t.unit) t.id, t.characteristic, t.unit, t.percent, t.owner_role
      from people.completeness_target t where t.valid_from <= ${day} order by t.characteristic, t.unit, t.valid_from desc, t.recorded_at desc`,
  );
