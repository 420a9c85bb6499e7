/** Instruments of delegation. Part of access's store: it holds SQL. */
import { keep, query, sql, type Tx, table } from '../../../platform/transaction.ts';

export const delegationTable = table('access.delegation');

export interface NewDelegation {
  readonly toPerson: string | null;
  readonly toRole: string | null;
  readonly powers: readonly string[];
  readonly rankFloor: string;
  readonly staffEquivalent: string | null;
  readonly source: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly words: string;
  readonly revokes?: string;
  /** Who delegates; whoever is at the keyboard unless a clerk writes it. */
  readonly delegator?: string;
}

/** Signs an instrument, or with `revokes` ends one. */
export async function insertDelegation(tx: Tx, given: NewDelegation): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    delegationTable,
    {
      id,
      delegator: given.delegator ?? tx.act.actor,
      to_person: given.toPerson,
      to_role: given.toRole,
      powers: given.powers,
      rank_floor: given.rankFloor,
      staff_equivalent: given.staffEquivalent,
      source: given.source,
      valid_from: given.validFrom,
      valid_to: given.validTo,
      words: given.words,
      revokes: given.revokes ?? null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    given.revokes ? 'delegation.revoked' : 'delegation.signed',
  );
  return id;
}

export interface DelegationRow {
  readonly id: string;
  readonly delegator: string;
  readonly to_person: string | null;
  readonly to_role: string | null;
  readonly powers: readonly string[];
  readonly rank_floor: string;
  readonly staff_equivalent: string | null;
  readonly source: string;
  readonly valid_from: string;
  readonly valid_to: string;
  readonly words: string;
  readonly recorded_at: Date;
  readonly revoked_on: string | null;
}

/** Every instrument that was ever signed, the latest first. */
export const listDelegations = (tx: Tx): Promise<DelegationRow[]> =>
  query(
    tx,
    sql<DelegationRow>`select d.id, d.delegator, d.to_person, d.to_role, d.powers, d.rank_floor, d.staff_equivalent, d.source, d.valid_from,
        d.valid_to, d.words, d.recorded_at, r.valid_from as revoked_on
      from access.delegation d left join access.delegation r on r.revokes = d.id where d.revokes is null order by d.recorded_at desc, d.id`,
  );
