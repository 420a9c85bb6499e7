/** A row of a file as it was understood, for whoever has to say yes to it. No source: it shows, it decides nothing. */
import { type Day, dayToIso } from '../../../engines/history.ts';
import type { Mapped, MappedEntry, MappedPerson, MappedPost, PersonRef } from '../../../engines/mapping/mapped.ts';

const day = (value: Day | null): string => (value === null ? '' : dayToIso(value));
const who = (ref: PersonRef | null): string => (ref === null ? 'nobody named' : `${ref.scheme} ${ref.id}`);
const words = (word: string | null): string => (word ?? '').replaceAll('-', ' ');
const period = (from: Day | null, to: Day | null): string =>
  from === to ? day(from) : `${day(from)} to ${to === null ? 'now' : day(to)}`;

/** What the columns of each kind are called. */
export const readableColumns: Readonly<Record<Mapped['kind'], readonly string[]>> = {
  entry: ['About', 'Matter', 'What', 'Happened', 'Known on', 'Finding'],
  person: ['Number', 'Name', 'Category', 'Joined', 'Left', 'Posts'],
  post: ['Person', 'Unit', 'Rank', 'Role', 'From and to', 'Supervisor'],
  unit: ['Reference', 'Name', 'Kind', 'Part of', 'From and to'],
  stop: ['Reference', 'Person', 'Day'],
  record: ['Reference', 'Values'],
};

const findingOf = (entry: MappedEntry): string => {
  const later = entry.laterFinding;
  if (!later) return entry.finding === 'none' ? '' : words(entry.finding);
  return `${words(later.finding)}, known ${later.knownOn === null ? 'on no day that the file gives' : `on ${day(later.knownOn)}`}`;
};

const ofEntry = (entry: MappedEntry): string[] => [
  who(entry.person),
  entry.matter ?? '',
  words(entry.type),
  period(entry.happenedFrom, entry.happenedTo),
  day(entry.knownOn),
  findingOf(entry),
];

const ofPerson = (person: MappedPerson): string[] => [
  who(person.person),
  person.full ?? [person.given, person.family].filter(Boolean).join(' '),
  words(person.category),
  day(person.joined),
  day(person.left),
  person.posts.map(({ rank, unit }) => [rank, unit].filter(Boolean).join(', ')).join('; '),
];

const ofPost = (post: MappedPost): string[] => [
  who(post.person),
  post.unit ?? '',
  post.rank ?? '',
  post.role ?? '',
  period(post.from, post.to),
  post.supervisor === null ? '' : who(post.supervisor),
];

/** The row in the order of the columns of its kind. */
export function readable(record: Mapped): readonly string[] {
  switch (record.kind) {
    case 'entry':
      return ofEntry(record);
    case 'person':
      return ofPerson(record);
    case 'post':
      return ofPost(record);
    case 'unit':
      return [record.ref, record.name, words(record.unitKind), record.parent ?? '', period(record.from, record.to)];
    case 'stop':
      return [record.ref ?? '', who(record.person), day(record.happenedFrom)];
    case 'record':
      return [record.id, record.values.join(', ')];
  }
}
