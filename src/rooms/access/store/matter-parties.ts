/** Who is in a matter: a wall around one of them is a wall around it. Part of access's store: it holds SQL. */
import { keep, type Tx, table } from '../../../platform/transaction.ts';

export const matterPartyTable = table('access.matter_party');

/** From here on whoever is tied to one of them finds nothing of the matter, and may be given no task in it. */
export async function insertMatterParties(tx: Tx, matter: string, persons: readonly string[]): Promise<void> {
  for (const person of new Set(persons))
    await keep(
      tx,
      matterPartyTable,
      { id: tx.ids.next(), matter, person, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor },
      'matter.party',
    );
}
