/**
 * People, posts and units from files. A fact that stands is not written again, so the same file twice adds nothing and
 * two files about one person make one person. Nothing is made up: a post without dates has none.
 */
import { type Day, dayToIso } from '../../../engines/history.ts';
import type { PeopleMap } from '../../../engines/mapping/map.ts';
import type { MappedPerson, PersonRef, PostFacts } from '../../../engines/mapping/mapped.ts';
import {
  type Category,
  insertCharacteristics,
  insertNames,
  insertPosts,
  insertServices,
  type NewCharacteristic,
  type NewName,
  type NewPost,
  type NewService,
  noFacts,
  type StandingFacts,
  standingFacts,
} from '../../people/index.ts';
import {
  type BatchOutcome,
  type ImportContext,
  type Importer,
  noCovertRows,
  type RefusedRow,
  type TakenRow,
} from './import-batch.ts';
import { ImportReferences } from './import-references.ts';

const categories = ['officer', 'staff', 'special', 'volunteer', 'contractor', 'applicant', 'public'] as const;
const characteristics: readonly string[] = [
  'sex',
  'gender-identity',
  'ethnicity',
  'disability',
  'religion',
  'orientation',
  'age-band',
  'pregnancy',
];
/** Where a file gives a rank and no unit, the rank still stands. */
export const unitNotStated = 'Unit not stated';

export const isoOf = (day: Day | null): string | null => (day === null ? null : dayToIso(day));

/** The day after, or null. */
const dayAfter = (day: Day | null): string | null => (day === null ? null : dayToIso(day + 1));

/** The post of a row, where it says something that does not stand yet. A row that now has an end replaces the open one. */
export function newPost(
  person: string,
  facts: PostFacts,
  unit: string,
  held: { readonly known: StandingFacts; readonly source: string },
): NewPost | null {
  const [from, to] = [isoOf(facts.from), isoOf(facts.to)];
  const acting = facts.acting === true;
  const same = held.known.posts.filter(
    (post) => post.unit === unit && post.rank === facts.rank && post.role === facts.role && post.acting === acting,
  );
  if (same.some((post) => post.from === from && post.to === to)) return null;
  const open = same.find((post) => post.from === from && post.to === null);
  // A file without dates shows what is held when it was made, in place of what it showed before.
  const undated =
    from === null && to === null
      ? held.known.posts.find((post) => post.from === null && post.to === null && post.source === held.source)
      : undefined;
  const replaced = open ?? undated;
  return {
    person,
    unit,
    rank: facts.rank,
    role: facts.role,
    acting,
    validFrom: from,
    validTo: to,
    ...(replaced?.id ? { replaces: replaced.id } : {}),
    source: held.source,
  };
}

/** Remembers a new post among what stands, for later rows about the same person. */
export function rememberPost(known: StandingFacts, post: NewPost): void {
  known.posts.push({
    id: '',
    unit: post.unit,
    rank: post.rank ?? null,
    role: post.role ?? null,
    acting: post.acting ?? false,
    from: post.validFrom ?? null,
    to: post.validTo ?? null,
    source: post.source,
  });
}

interface Written {
  readonly names: NewName[];
  readonly services: NewService[];
  readonly posts: NewPost[];
  readonly characteristics: NewCharacteristic[];
}

function faultOf(record: MappedPerson): string | null {
  if (record.category !== null && !(categories as readonly string[]).includes(record.category))
    return `The category "${record.category}" is not one of ${categories.join(', ')}.`;
  const odd = Object.keys(record.characteristics).find((name) => !characteristics.includes(name));
  return odd === undefined
    ? null
    : `"${odd}" is not a characteristic that is kept here: ${characteristics.join(', ')}.`;
}

function addName(record: MappedPerson, person: string, known: StandingFacts, source: string, to: NewName[]): void {
  const named = record.given !== null || record.family !== null;
  if (!named && record.full === null) return;
  const knownAs = named ? null : record.full;
  const key = JSON.stringify([record.given, record.family, knownAs]);
  if (known.names.has(key)) return;
  known.names.add(key);
  to.push({ person, given: record.given, family: record.family, knownAs, source });
}

/** Service from joining to leaving, and that the person left. */
function addService(
  record: MappedPerson,
  person: string,
  known: StandingFacts,
  source: string,
  to: NewService[],
): void {
  if (record.joined === null && record.left === null && record.category === null) return;
  const category = (record.category ?? 'officer') as Category;
  const [from, until] = [isoOf(record.joined), isoOf(record.left)];
  const same = known.services.filter(
    (each) => each.status === 'active' && each.category === category && each.from === from,
  );
  if (same.some((each) => each.to === until)) return;
  const open = same.find((each) => each.to === null && each.id !== '');
  to.push({
    person,
    category,
    status: 'active',
    validFrom: from,
    validTo: until,
    ...(open ? { replaces: open.id } : {}),
    source,
  });
  if (record.left !== null) to.push({ person, category, status: 'left', validFrom: dayAfter(record.left), source });
  known.services.push({ id: '', category, status: 'active', from, to: until, source });
}

function addCharacteristics(
  record: MappedPerson,
  person: string,
  known: StandingFacts,
  source: string,
  to: NewCharacteristic[],
): void {
  for (const [characteristic, value] of Object.entries(record.characteristics)) {
    const key = JSON.stringify([characteristic, value]);
    if (known.characteristics.has(key)) continue;
    known.characteristics.add(key);
    to.push({ person, characteristic, value, basis: 'self', status: 'given', source });
  }
}

export function peopleImporter(context: ImportContext, _map: PeopleMap): Importer<MappedPerson> {
  const { tx, origin } = context;
  const references = new ImportReferences(tx, origin, origin);
  let rowsRead = 0;
  let until: Day | null = null;

  const noteDays = (record: MappedPerson): void => {
    for (const day of [record.joined, record.left, ...record.posts.flatMap((post) => [post.from, post.to])])
      if (day !== null && (until === null || day > until)) until = day;
  };

  /** Whoever has any of the identifiers: one person, nobody, or a refusal because they are several. */
  function whose(refs: readonly PersonRef[]): { person: string | null } | string {
    const found = [...new Set(refs.map((ref) => references.find(ref)).filter((id) => id !== null))];
    if (found.length < 2) return { person: found[0] ?? null };
    return `Its identifiers belong to ${found.length} people here. Decide first whether they are one person.`;
  }

  function addPerson(record: MappedPerson, facts: Map<string, StandingFacts>, to: Written): boolean | string {
    const fault = faultOf(record);
    if (fault !== null) return fault;
    const refs = [record.person, ...record.also];
    const owner = whose(refs);
    if (typeof owner === 'string') return owner;
    const person = owner.person ?? references.makePerson(record.person);
    const known = facts.get(person) ?? noFacts();
    facts.set(person, known);
    let isNew = owner.person === null;
    for (const ref of refs) {
      if (references.find(ref) !== null) continue;
      references.attach(person, ref);
      isNew = true;
    }
    const before = to.names.length + to.services.length + to.posts.length + to.characteristics.length;
    addName(record, person, known, origin, to.names);
    addService(record, person, known, origin, to.services);
    addCharacteristics(record, person, known, origin, to.characteristics);
    for (const facts of record.posts) {
      const post = newPost(person, facts, references.unit(facts.unit ?? unitNotStated), { known, source: origin });
      if (!post) continue;
      rememberPost(known, post);
      to.posts.push(post);
    }
    return isNew || to.names.length + to.services.length + to.posts.length + to.characteristics.length > before;
  }

  async function take(rows: readonly TakenRow<MappedPerson>[]): Promise<BatchOutcome> {
    await references.learn(rows.flatMap(({ record }) => [record.person, ...record.also]));
    await references.learnUnits(rows.flatMap(({ record }) => record.posts.map((post) => post.unit ?? unitNotStated)));
    const here = new Set(
      rows.flatMap(({ record }) => [record.person, ...record.also].map((ref) => references.find(ref))),
    );
    const facts = await standingFacts(
      tx,
      [...here].filter((id) => id !== null),
    );
    const to: Written = { names: [], services: [], posts: [], characteristics: [] };
    const refused: RefusedRow[] = [];
    let accepted = 0;
    let duplicates = 0;
    for (const { record, values } of rows) {
      const added = addPerson(record, facts, to);
      if (typeof added === 'string') refused.push({ values, reason: added });
      else if (added) accepted += 1;
      else duplicates += 1;
      noteDays(record);
    }
    rowsRead += rows.length;
    await references.write();
    await insertNames(tx, to.names);
    await insertServices(tx, to.services);
    await insertPosts(tx, to.posts);
    await insertCharacteristics(tx, to.characteristics);
    return { accepted, duplicates, refused };
  }

  const readUntil = (): string | null => (until === null ? null : [dayToIso(until), tx.today].sort()[0]!);
  return {
    take,
    readings: () => [{ source: 'hr', readUntil: readUntil(), rows: rowsRead }],
    covertRows: () => noCovertRows,
  };
}
