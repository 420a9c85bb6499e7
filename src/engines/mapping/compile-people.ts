/** Compiles maps of people, posts and units. */
import type { Columns, Take } from './columns.ts';
import { personReader } from './compile-entry.ts';
import type { PeopleMap, PostsMap, UnitsMap } from './map.ts';
import type { MappedPerson, MappedPost, MappedUnit, PersonRef, PostFacts } from './mapped.ts';
import { dayReader, flagReader, textReader } from './read-values.ts';

type PostRule = Pick<PostsMap, 'unit' | 'rank' | 'role' | 'acting' | 'from' | 'to' | 'active'>;
type MaybeText = Parameters<typeof textReader>[1] | undefined;

const maybe = (columns: Columns, rule: MaybeText): Take<string | null> =>
  rule === undefined ? () => null : textReader(columns, rule);

function postFactsReader(columns: Columns, rule: PostRule): Take<PostFacts> {
  const unit = maybe(columns, rule.unit);
  const rank = maybe(columns, rule.rank);
  const role = maybe(columns, rule.role);
  const acting = flagReader(columns, rule.acting);
  const from = dayReader(columns, rule.from);
  const to = dayReader(columns, rule.to, 'to');
  const active = flagReader(columns, rule.active);
  return (row) => {
    const post = {
      unit: unit(row),
      rank: rank(row),
      role: role(row),
      acting: acting(row),
      from: from(row),
      to: to(row),
      active: active(row),
    };
    if (post.from !== null && post.to !== null && post.to < post.from)
      columns.refuse('The post ends before it begins.');
    return post;
  };
}

const saysNothing = (post: PostFacts): boolean => post.unit === null && post.rank === null && post.role === null;

/** A reader that must find an identifier. */
function idReader(columns: Columns, column: string): Take<string> {
  const id = columns.short(column);
  return (row) => {
    const value = id(row);
    if (value === null) columns.refuse(`Column "${column}" is blank.`);
    return value ?? '';
  };
}

export function personRowReader(columns: Columns, map: PeopleMap): Take<MappedPerson> {
  const id = idReader(columns, map.id);
  const also = (map.also ?? []).map((rule) => ({
    scheme: rule.scheme,
    id: columns.short(rule.id, 200, rule.optional),
  }));
  const [given, family, full] = [
    maybe(columns, map.names?.given),
    maybe(columns, map.names?.family),
    maybe(columns, map.names?.full),
  ];
  const born = dayReader(columns, map.born);
  const category = maybe(columns, map.category);
  const joined = dayReader(columns, map.joined);
  const left = dayReader(columns, map.left, 'to');
  const posts = [map.posts ?? []].flat().map((rule) => postFactsReader(columns, rule));
  const traits = Object.entries(map.characteristics ?? {}).map(
    ([name, rule]) => [name, textReader(columns, rule)] as const,
  );
  return (row) => {
    const [joinedOn, leftOn] = [joined(row), left(row)];
    if (joinedOn !== null && leftOn !== null && leftOn < joinedOn) columns.refuse('The person left before joining.');
    const others: PersonRef[] = [];
    for (const other of also) {
      const value = other.id(row);
      if (value !== null) others.push({ scheme: other.scheme, id: value });
    }
    return {
      kind: 'person',
      person: { scheme: map.scheme, id: id(row) },
      also: others,
      given: given(row),
      family: family(row),
      full: full(row),
      born: born(row),
      category: category(row),
      joined: joinedOn,
      left: leftOn,
      posts: posts.map((post) => post(row)).filter((post) => !saysNothing(post)),
      characteristics: Object.fromEntries(
        traits
          .map(([name, take]) => [name, take(row)] as const)
          .filter((pair): pair is [string, string] => pair[1] !== null),
      ),
    };
  };
}

export function postRowReader(columns: Columns, map: PostsMap): Take<MappedPost> {
  const person = personReader(columns, map.person);
  const supervisor = personReader(columns, map.supervisor, true);
  const facts = postFactsReader(columns, map);
  return (row) => {
    const post = facts(row);
    if (saysNothing(post)) columns.refuse('The row names neither unit, rank nor role.');
    return { kind: 'post', person: person(row), supervisor: supervisor(row), ...post };
  };
}

export function unitRowReader(columns: Columns, map: UnitsMap): Take<MappedUnit> {
  const ref = idReader(columns, map.id);
  const name = maybe(columns, map.name);
  const unitKind = maybe(columns, map.unitKind);
  const parent = maybe(columns, map.parent);
  const from = dayReader(columns, map.from);
  const to = dayReader(columns, map.to, 'to');
  return (row) => {
    const own = ref(row);
    const above = parent(row);
    if (above !== null && above === own) columns.refuse('The unit is said to stand above itself.');
    return {
      kind: 'unit',
      ref: own,
      name: name(row) ?? own,
      unitKind: unitKind(row),
      parent: above,
      from: from(row),
      to: to(row),
    };
  };
}
