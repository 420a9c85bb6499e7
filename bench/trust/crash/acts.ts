/**
 * One act that touches many tables: somebody joins, three sources complain of them, a signal is raised and a duty
 * follows. Whole or not at all, it looks the same each time, so what is half-applied can be counted.
 */
import type pg from 'pg';
import { type Act, type Ground, mustTransact, type Tx } from '../../../src/platform/transaction.ts';
import { insertIdentifiers, insertNames, insertServices, insertSubjects } from '../../../src/rooms/people/index.ts';
import { type NewEntry, post } from '../../../src/rooms/record/index.ts';

const clerk: Act = { actor: null, face: 'clerk' };
/** The numbers that acts give to the people they make. */
const scheme = 'warrant';

const complaint = (subject: string, knownOn: string, more: Partial<NewEntry>): NewEntry => ({
  ...{ kind: 'matter', source: 'public-complaint', type: 'incivility', step: 'raise', basis: 'account' },
  ...{ happenedFrom: knownOn, happenedTo: knownOn, knownOn, finding: 'open', parties: [{ role: 'subject', subject }] },
  ...more,
});

async function joins(tx: Tx, number: string): Promise<string> {
  const [person] = (await insertSubjects(tx, [{ kind: 'person', source: 'hr' }])) as [string];
  await insertNames(tx, [{ person, given: 'Trial', family: number, source: 'hr', validFrom: '2010-01-01' }]);
  await insertIdentifiers(tx, [{ subject: person, scheme, value: number, source: 'hr' }]);
  await insertServices(tx, [{ person, category: 'officer', status: 'active', validFrom: '2010-01-01', source: 'hr' }]);
  return person;
}

async function isComplainedOf(tx: Tx, person: string): Promise<void> {
  await post(tx, complaint(person, '2024-03-01', {}));
  await post(tx, complaint(person, '2024-09-01', { source: 'internal-report', type: 'bullying' }));
  await post(tx, complaint(person, '2025-02-01', { source: 'grievance', type: 'bullying' }));
}

/** The act, in one transaction as every act is. Resolves once it is committed. */
export async function act(ground: Ground, number: string): Promise<void> {
  await mustTransact(ground, 'clerks', clerk, async (tx) => isComplainedOf(tx, await joins(tx, number)));
}

/** The same with the safeguard off: two transactions for what is one act. */
export async function actInTwo(ground: Ground, number: string): Promise<void> {
  const person = await mustTransact(ground, 'clerks', clerk, (tx) => joins(tx, number));
  await mustTransact(ground, 'clerks', clerk, (tx) => isComplainedOf(tx, person));
}

/** What is there of each act, by the number it gave: `people.name 1, record.entry 4, ...`. */
export async function actsFound(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ number: string; shape: string }>(
    `with of as (select value as number, subject from people.identifier where scheme = $1 and source = 'hr'),
      rows as (
        select i.subject, 'involvement' as kind, count(*) as n from record.involvement i group by 1
        union all select i.subject, 'entry of ' || e.source, count(distinct e.id) from record.involvement i join record.entry e on e.id = i.entry group by 1, e.source
        union all select person, 'name', count(*) from people.name group by 1
        union all select person, 'service', count(*) from people.service group by 1
        union all select subject, 'firing', count(*) from patterns.firing group by 1
        union all select about, 'duty', count(*) from duties.duty group by 1)
      select of.number, string_agg(rows.kind || ' ' || rows.n, ', ' order by rows.kind) as shape
        from of left join rows on rows.subject = of.subject group by 1`,
    [scheme],
  );
  return new Map(rows.map(({ number, shape }) => [number, shape ?? 'nothing']));
}
