/** Puts the people and things of a history into an empty house, before anything has happened. */

import { dayToIso } from '../../../engines/history.ts';
import { firstDay } from '../../../engines/scenario/days-of.ts';
import type { Scenario } from '../../../engines/scenario/read-scenario.ts';
import type { Tx } from '../../../platform/transaction.ts';
import {
  insertNames,
  insertPosts,
  insertServices,
  insertSubjects,
  insertUnits,
  type SubjectKind,
  type UnitKind,
} from '../../people/index.ts';

const source = 'history';

const unitKinds: Readonly<Record<string, UnitKind>> = {
  force: 'force',
  command: 'command',
  borough: 'borough',
  unit: 'unit',
  team: 'team',
  body: 'partner',
  partner: 'partner',
};
const otherKinds: Readonly<Record<string, SubjectKind>> = {
  place: 'place',
  case: 'matter',
  group: 'group',
  'message group': 'group',
};

interface Cast {
  readonly ref: string;
  readonly kind: SubjectKind;
  readonly thingKind?: string;
  readonly label: string | null;
  readonly unitKind?: UnitKind;
}

/** Everything the history speaks of. A name that it uses and never declares is somebody or something by its use. */
function castOf(scenario: Scenario): Cast[] {
  const cast = new Map<string, Cast>();
  const add = (each: Cast) => {
    if (!cast.has(each.ref)) cast.set(each.ref, each);
  };
  for (const { ref, role } of scenario.people) add({ ref, kind: 'person', label: role ?? null });
  for (const { ref, kind, name } of scenario.things) {
    const unitKind = unitKinds[kind];
    if (unitKind) add({ ref, kind: 'unit', thingKind: kind, label: name ?? ref, unitKind });
    else add({ ref, kind: otherKinds[kind] ?? 'thing', thingKind: kind, label: name ?? ref });
  }
  const unit = (ref: string) => add({ ref, kind: 'unit', label: ref, unitKind: 'unit' });
  const person = (ref: string) => add({ ref, kind: 'person', label: null });
  const thing = (ref: string) => add({ ref, kind: 'thing', thingKind: 'not declared', label: ref });
  for (const each of scenario.people) if (each.unit) unit(each.unit);
  for (const event of scenario.events) {
    if (event.unit) unit(event.unit);
    for (const ref of [event.subject, event.reporter, ...event.affected]) if (ref) person(ref);
    for (const ref of [event.actor, ...event.about]) if (ref) thing(ref);
  }
  for (const { subject } of [...scenario.expect, ...scenario.mustNot]) thing(subject);
  return [...cast.values()];
}

export interface Settled {
  /** Ids by the names that the history uses. */
  readonly ids: ReadonlyMap<string, string>;
  readonly kinds: ReadonlyMap<string, SubjectKind>;
  /** Somebody outside every line of the history: agrees where a step needs a second person, because it so happened. */
  readonly secondPerson: string;
}

/** Loads people with the day they joined and their post, and things under their kinds. */
export async function settle(tx: Tx, scenario: Scenario): Promise<Settled> {
  const cast = castOf(scenario);
  const made = await insertSubjects(tx, [
    ...cast.map(({ kind, thingKind, label }) => ({ kind, label, source, ...(thingKind ? { thingKind } : {}) })),
    { kind: 'person' as const, label: 'a second person, outside every line', source },
  ]);
  const ids = new Map(cast.map(({ ref }, index) => [ref, made[index]!]));
  const kinds = new Map(cast.map(({ ref, kind }) => [ref, kind]));
  const named = cast.filter(({ kind }) => kind === 'person');
  await insertNames(
    tx,
    named.map(({ ref }) => ({ person: ids.get(ref)!, knownAs: ref, source })),
  );
  await insertUnits(
    tx,
    cast.flatMap(({ ref, label, unitKind }) =>
      unitKind ? [{ unit: ids.get(ref)!, name: label ?? ref, kind: unitKind, source }] : [],
    ),
  );
  const joined = (date: string | null | undefined) => (date ? dayToIso(firstDay(date)) : null);
  const serving = scenario.people.filter((person) => person.joined);
  await insertServices(
    tx,
    serving.map((person) => ({
      person: ids.get(person.ref)!,
      category: 'officer' as const,
      status: 'active' as const,
      validFrom: joined(person.joined),
      source,
    })),
  );
  const posted = scenario.people.filter((person) => person.unit && kinds.get(person.unit) === 'unit');
  await insertPosts(
    tx,
    posted.map((person) => ({
      person: ids.get(person.ref)!,
      unit: ids.get(person.unit!)!,
      validFrom: joined(person.joined),
      source,
    })),
  );
  return { ids, kinds, secondPerson: made.at(-1)! };
}
