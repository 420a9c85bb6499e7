/** SQL of what acts on one entry. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';
import type { RawEntry } from '../store.ts';

/** Every later entry that acts on this one and that the reader may see, in the order in which it became known. */
export const actingOn = (tx: Tx, id: string): Promise<RawEntry[]> =>
  query(
    tx,
    sql<RawEntry>`select e.* from record.entry e where e.acts_on @> array[${id}::uuid] and e.kind <> 'signal'
      order by e.known_on, e.recorded_at, e.ordinal, e.id`,
  );
