/** People and posts of a present system: a changed fact replaces the one that this system gave, and nobody else's. */
import type { MappedPerson, MappedPost, PersonRef } from '../../../engines/mapping/mapped.ts';
import {
  type Category,
  insertNames,
  insertPosts,
  insertServices,
  type NewName,
  type NewPost,
  type NewService,
  namesOf,
  type ServiceRow,
  servicesOf,
} from '../../people/index.ts';
import { isoOf, unitNotStated } from './import-people.ts';
import type { Keeper, NightContext, RowChange, TakenChange } from './legacy-keeper.ts';

const categories: readonly string[] = ['officer', 'staff', 'special', 'volunteer', 'contractor', 'applicant', 'public'];

const targetsOf = <R>(changes: readonly RowChange<R>[]): string[] =>
  changes.flatMap((change) => (change.held?.target ? [change.held.target] : []));
const recordsOf = <R>(changes: readonly RowChange<R>[]): R[] =>
  changes.flatMap((change) => (change.change === 'gone' || change.change === 'rejected' ? [] : [change.row.record]));

/**
 * Keeps people. A person whom the source no longer holds stays a person: the mark stands with the row, and who served
 * where is no less true for it.
 */
export function peopleKeeper({ tx, map, references }: NightContext): Keeper<MappedPerson> {
  const source = map.system;
  const names: NewName[] = [];
  const services: NewService[] = [];
  const standingName = new Map<string, string>();
  const standingService = new Map<string, ServiceRow>();

  function subjectFor(change: TakenChange<MappedPerson>): string | { readonly why: string } {
    const { person, also } = change.row.record;
    const refs = [person, ...also];
    const held = change.held?.target;
    const owners = new Set(refs.map((ref) => references.find(ref)).filter((id) => id !== null));
    if (held) owners.add(held);
    if (owners.size > 1)
      return { why: `Its numbers belong to ${owners.size} people here. Decide first whether they are one person.` };
    const subject = [...owners][0] ?? references.makePerson(person);
    for (const ref of refs) if (references.find(ref) === null) references.attach(subject, ref);
    return subject;
  }

  function addFacts(subject: string, record: MappedPerson, fields: ReadonlySet<string> | null): void {
    const named = record.given !== null || record.family !== null;
    if ((fields === null || fields.has('called')) && (named || record.full !== null)) {
      const replaces = standingName.get(subject);
      names.push({
        person: subject,
        given: record.given,
        family: record.family,
        knownAs: named ? null : record.full,
        ...(replaces ? { replaces } : {}),
        source,
      });
    }
    if (fields !== null && !['category', 'joined', 'left'].some((field) => fields.has(field))) return;
    const replaced = standingService.get(subject);
    services.push({
      person: subject,
      category: (record.category ?? 'officer') as Category,
      status: 'active',
      validFrom: isoOf(record.joined),
      validTo: isoOf(record.left),
      ...(replaced ? { replaces: replaced.id } : {}),
      source,
    });
  }

  return {
    prepare: async (changes) => {
      await references.learn(recordsOf(changes).flatMap((record) => [record.person, ...record.also]));
      const persons = targetsOf(changes);
      for (const row of await namesOf(tx, persons)) if (row.source === source) standingName.set(row.person, row.id);
      for (const row of await servicesOf(tx, persons)) if (row.source === source) standingService.set(row.person, row);
    },
    take: (change) => {
      const { record } = change.row;
      if (record.category !== null && !categories.includes(record.category))
        return `The category "${record.category}" is not one of ${categories.join(', ')}.`;
      const subject = subjectFor(change);
      if (typeof subject !== 'string') return subject.why;
      addFacts(subject, record, change.change === 'new' ? null : new Set(change.fields));
      return { target: subject, entry: null };
    },
    drop: () => {},
    write: async () => {
      await references.write();
      await insertNames(tx, names);
      await insertServices(tx, services);
    },
  };
}

const named = (ref: PersonRef | null): string => (ref === null ? 'nobody' : `${ref.scheme} ${ref.id}`);

/** Keeps posts. One that the source deleted stands as it was, marked: who was near whom is read from it. */
export function postsKeeper({ tx, map, references }: NightContext): Keeper<MappedPost> {
  const posts: NewPost[] = [];
  const ids: string[] = [];
  return {
    prepare: async (changes) => {
      const records = recordsOf(changes);
      await references.learn(records.flatMap((record) => (record.person ? [record.person] : [])));
      await references.learnUnits(records.map((record) => record.unit ?? unitNotStated));
    },
    take: (change) => {
      const { record } = change.row;
      const person = record.person && references.find(record.person);
      if (!person) return `Nobody here has the number ${named(record.person)}.`;
      const held = change.held?.target ?? null;
      const isSame = change.change !== 'new' && change.fields.length === 0;
      if (isSame && held) return { target: held, entry: null };
      const id = tx.ids.next();
      ids.push(id);
      posts.push({
        id,
        person,
        unit: references.unit(record.unit ?? unitNotStated),
        rank: record.rank,
        role: record.role,
        acting: record.acting === true,
        validFrom: isoOf(record.from),
        validTo: isoOf(record.to),
        ...(held ? { replaces: held } : {}),
        source: map.system,
      });
      return { target: id, entry: null };
    },
    drop: () => {},
    write: async () => {
      await references.write();
      await insertPosts(tx, posts);
    },
  };
}
