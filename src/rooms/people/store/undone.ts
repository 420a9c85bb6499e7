/** Facts of people that an import brought, taken back with it. Part of people's store: it holds SQL. */
import { keepMany, query, sql, type Tx } from '../../../platform/transaction.ts';
import { insertCharacteristics, type NewCharacteristic, peopleTables } from '../store.ts';

/** Subjects that an import made and on which no other fact here rests. */
export async function restingOnNothingElse(tx: Tx, batch: string): Promise<string[]> {
  const rows = await query(tx, sql<{ id: string }>`select id from people.resting_on_nothing_else(${batch}::uuid) id`);
  return rows.map((row) => row.id);
}

/** Facts that the import brought: all but what makes the subjects that are kept findable. */
const broughtBy = (tx: Tx, batch: string, gone: readonly string[]): Promise<{ id: string }[]> =>
  query(
    tx,
    sql<{ id: string }>`
      select id from people.subject where batch = ${batch} and id = any(${gone as string[]}::uuid[])
      union all select id from people.identifier i where batch = ${batch}
        and (subject = any(${gone as string[]}::uuid[]) or not exists (select 1 from people.subject s where s.id = i.subject and s.batch = ${batch}))
      union all select id from people.unit n where batch = ${batch}
        and (unit = any(${gone as string[]}::uuid[]) or not exists (select 1 from people.subject s where s.id = n.unit and s.batch = ${batch}))
      union all select id from people.name where batch = ${batch}
      union all select id from people.service where batch = ${batch}
      union all select id from people.post where batch = ${batch}
      union all select id from people.line where batch = ${batch}`,
  );

type Before = { id: string; person: string; characteristic: string; basis: 'self' | 'perceived' } & {
  status: NewCharacteristic['status'] | null;
  value: string | null;
};

/** What people said of themselves before the import, said again; who had not been asked has not been asked. */
async function characteristicsBefore(tx: Tx, batch: string): Promise<NewCharacteristic[]> {
  const rows = await query(
    tx,
    sql<Before>`
      select c.id, c.person, c.characteristic, c.basis, b.status, b.value from people.characteristic c
      left join lateral (select p.status, p.value from people.characteristic p where p.person = c.person and p.characteristic = c.characteristic
        and p.basis = c.basis and p.batch is distinct from ${batch}::uuid and p.recorded_at <= c.recorded_at order by p.recorded_at desc, p.id limit 1) b on true
      where c.batch = ${batch} and not exists (select 1 from people.characteristic l where l.person = c.person and l.characteristic = c.characteristic
        and l.basis = c.basis and l.recorded_at > c.recorded_at)`,
  );
  return rows.map((row) => ({
    person: row.person,
    characteristic: row.characteristic,
    basis: row.basis,
    status: row.status ?? 'not-asked',
    value: row.value,
    replaces: row.id,
    source: 'import undone',
  }));
}

/** Takes back what an import brought; `gone` are the subjects that go with it. Gives how many facts. */
export async function undoFacts(tx: Tx, batch: string, gone: readonly string[]): Promise<number> {
  const facts = await broughtBy(tx, batch, gone);
  const stamp = { batch, recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor };
  await keepMany(
    tx,
    peopleTables.undone,
    facts.map(({ id }) => ({ id: tx.ids.next(), fact: id, ...stamp })),
    'fact.undone',
  );
  const said = await characteristicsBefore(tx, batch);
  await insertCharacteristics(tx, said);
  return facts.length + said.length;
}
