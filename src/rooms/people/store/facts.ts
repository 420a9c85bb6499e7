/** What is already known of people, for whoever adds to it: a fact that stands is not written again. Part of the store. */
import { query, sql, type Tx } from '../../../platform/transaction.ts';

export interface StandingService {
  readonly id: string;
  readonly category: string;
  readonly status: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly source: string;
}
export interface StandingPost {
  readonly id: string;
  readonly unit: string;
  readonly rank: string | null;
  readonly role: string | null;
  readonly acting: boolean;
  readonly from: string | null;
  readonly to: string | null;
  readonly source: string;
}
export interface StandingLine {
  readonly supervisor: string;
  readonly from: string | null;
  readonly to: string | null;
}
export interface StandingFacts {
  /** `given/family/known as`, as JSON. */
  readonly names: Set<string>;
  /** `scheme/value`, as JSON. */
  readonly identifiers: Set<string>;
  readonly services: StandingService[];
  readonly posts: StandingPost[];
  readonly lines: StandingLine[];
  /** `characteristic/value`, as JSON. Read to tell what is new, by clerks, and shown to nobody. */
  readonly characteristics: Set<string>;
}

export const noFacts = (): StandingFacts => ({
  names: new Set(),
  identifiers: new Set(),
  services: [],
  posts: [],
  lines: [],
  characteristics: new Set(),
});

/** Everything that stands about the persons. Those of whom nothing is known have no facts. */
export async function standingFacts(tx: Tx, persons: readonly string[]): Promise<Map<string, StandingFacts>> {
  const facts = new Map<string, StandingFacts>(persons.map((person) => [person, noFacts()]));
  if (persons.length === 0) return facts;
  const wanted = sql`any(${persons as string[]}::uuid[])`;
  type Of<T> = T & { readonly person: string };
  const names = sql<Of<{ given: string | null; family: string | null; known_as: string | null }>>`
    select n.person, n.given, n.family, n.known_as from people.name n where n.person = ${wanted}
      and not exists (select 1 from people.undone u where u.fact = n.id)`;
  const identifiers = sql<Of<{ scheme: string; value: string }>>`
    select i.subject as person, i.scheme, i.value from people.identifier i where i.subject = ${wanted}
      and not exists (select 1 from people.undone u where u.fact = i.id)`;
  const services = sql<Of<StandingService>>`
    select person, id, category, status, valid_from as "from", valid_to as "to", source from people.service_standing where person = ${wanted}`;
  const posts = sql<Of<StandingPost>>`
    select person, id, unit, rank, role, acting, valid_from as "from", valid_to as "to", source from people.post_standing where person = ${wanted}`;
  const lines = sql<Of<StandingLine>>`
    select person, supervisor, valid_from as "from", valid_to as "to" from people.line_standing where person = ${wanted}`;
  const characteristics = sql<Of<{ characteristic: string; value: string | null }>>`
    select c.person, c.characteristic, c.value from people.characteristic c where c.person = ${wanted}
      and not exists (select 1 from people.characteristic r where r.replaces = c.id)`;
  const of = (person: string): StandingFacts => facts.get(person)!;
  for (const row of await query(tx, names))
    of(row.person).names.add(JSON.stringify([row.given, row.family, row.known_as]));
  for (const row of await query(tx, identifiers))
    of(row.person).identifiers.add(JSON.stringify([row.scheme, row.value]));
  for (const row of await query(tx, services)) of(row.person).services.push(row);
  for (const row of await query(tx, posts)) of(row.person).posts.push(row);
  for (const row of await query(tx, lines)) of(row.person).lines.push(row);
  for (const row of await query(tx, characteristics))
    of(row.person).characteristics.add(JSON.stringify([row.characteristic, row.value]));
  return facts;
}

/** Whether anybody is known here at all. */
export async function hasPeople(tx: Tx): Promise<boolean> {
  const [row] = await query(
    tx,
    sql<{ some: boolean }>`select exists (select 1 from people.subject where kind = 'person') as some`,
  );
  return row?.some === true;
}

export interface StandingUnit {
  readonly unit: string;
  readonly name: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** What stands of the units themselves. */
export const standingUnits = (tx: Tx, units: readonly string[]): Promise<StandingUnit[]> =>
  query(
    tx,
    sql<StandingUnit>`
      select unit, name, kind, parent, valid_from as "from", valid_to as "to" from people.unit_standing where unit = any(${units as string[]}::uuid[])`,
  );
