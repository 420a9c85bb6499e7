/** Posts and supervision lines from a file, and units. */
import type { Day } from '../../../engines/history.ts';
import type { PostsMap, UnitsMap } from '../../../engines/mapping/map.ts';
import type { MappedPost, MappedUnit, PersonRef } from '../../../engines/mapping/mapped.ts';
import {
  insertLines,
  insertPosts,
  insertUnits,
  type NewLine,
  type NewPost,
  type NewUnit,
  type StandingFacts,
  standingFacts,
  standingUnits,
  type UnitKind,
} from '../../people/index.ts';
import {
  type BatchOutcome,
  type ImportContext,
  type Importer,
  noCovertRows,
  type RefusedRow,
  type SourceReading,
  type TakenRow,
} from './import-batch.ts';
import { isoOf, newPost, rememberPost, unitNotStated } from './import-people.ts';
import { ImportReferences } from './import-references.ts';

const named = (ref: PersonRef): string => `${ref.scheme} ${ref.id}`;

/** Rows read and the latest day in them that has come. */
function readingOf(today: string) {
  let rows = 0;
  let until: string | null = null;
  return {
    note: (...days: readonly (Day | null)[]): void => {
      rows += 1;
      for (const day of days.map(isoOf))
        if (day !== null && day <= today && (until === null || day > until)) until = day;
    },
    all: (): SourceReading[] => [{ source: 'hr', readUntil: until, rows }],
  };
}

export function postsImporter(context: ImportContext, _map: PostsMap): Importer<MappedPost> {
  const { tx, origin } = context;
  const references = new ImportReferences(tx, origin, origin);
  const reading = readingOf(tx.today);

  function add(
    record: MappedPost,
    facts: Map<string, StandingFacts>,
    to: { posts: NewPost[]; lines: NewLine[] },
  ): boolean | string {
    const person = record.person && references.find(record.person);
    if (!person)
      return `Nobody here has the identifier ${record.person ? named(record.person) : ''}: import people first.`;
    const supervisor = record.supervisor && references.find(record.supervisor);
    if (record.supervisor && !supervisor)
      return `The supervisor ${named(record.supervisor)} is nobody here: import people first.`;
    const known = facts.get(person)!;
    const post = newPost(person, record, references.unit(record.unit ?? unitNotStated), { known, source: origin });
    if (post) {
      rememberPost(known, post);
      to.posts.push(post);
    }
    if (!supervisor || supervisor === person) return post !== null;
    const [from, until] = [isoOf(record.from), isoOf(record.to)];
    if (known.lines.some((line) => line.supervisor === supervisor && line.from === from && line.to === until))
      return post !== null;
    known.lines.push({ supervisor, from, to: until });
    to.lines.push({ person, supervisor, validFrom: from, validTo: until, source: origin });
    return true;
  }

  async function take(rows: readonly TakenRow<MappedPost>[]): Promise<BatchOutcome> {
    await references.learn(
      rows.flatMap(({ record }) => [record.person, record.supervisor].filter((ref) => ref !== null)),
    );
    await references.learnUnits(rows.map(({ record }) => record.unit ?? unitNotStated));
    const persons = new Set(rows.map(({ record }) => record.person && references.find(record.person)));
    const facts = await standingFacts(
      tx,
      [...persons].filter((id) => id !== null),
    );
    const to = { posts: [] as NewPost[], lines: [] as NewLine[] };
    const refused: RefusedRow[] = [];
    let [accepted, duplicates] = [0, 0];
    for (const { record, values } of rows) {
      reading.note(record.from, record.to);
      const added = add(record, facts, to);
      if (typeof added === 'string') refused.push({ values, reason: added });
      else if (added) accepted += 1;
      else duplicates += 1;
    }
    await references.write();
    await insertPosts(tx, to.posts);
    await insertLines(tx, to.lines);
    return { accepted, duplicates, refused };
  }
  return { take, readings: reading.all, covertRows: () => noCovertRows };
}

const unitKinds = ['force', 'command', 'borough', 'unit', 'team', 'place', 'partner'] as const;

export function unitsImporter(context: ImportContext, _map: UnitsMap): Importer<MappedUnit> {
  const { tx, origin } = context;
  const references = new ImportReferences(tx, origin, origin);
  const reading = readingOf(tx.today);

  async function take(rows: readonly TakenRow<MappedUnit>[]): Promise<BatchOutcome> {
    await references.learnUnits(
      rows.flatMap(({ record }) => (record.parent === null ? [record.ref] : [record.ref, record.parent])),
    );
    const here = rows.map(({ record }) => references.findUnit(record.ref)).filter((id) => id !== null);
    const standing = new Set(
      (await standingUnits(tx, here)).map((each) =>
        JSON.stringify([each.unit, each.name, each.kind, each.parent, each.from, each.to]),
      ),
    );
    const made: NewUnit[] = [];
    const refused: RefusedRow[] = [];
    let duplicates = 0;
    for (const { record, values } of rows) {
      reading.note(record.from, record.to);
      const kind = record.unitKind ?? 'unit';
      if (!(unitKinds as readonly string[]).includes(kind)) {
        refused.push({ values, reason: `The kind of unit "${kind}" is not one of ${unitKinds.join(', ')}.` });
        continue;
      }
      const idOf = (ref: string): string => references.findUnit(ref) ?? references.makeUnit(ref);
      const unit = idOf(record.ref);
      const parent = record.parent === null ? null : idOf(record.parent);
      const [from, to] = [isoOf(record.from), isoOf(record.to)];
      const key = JSON.stringify([unit, record.name, kind, parent, from, to]);
      if (standing.has(key)) {
        duplicates += 1;
        continue;
      }
      standing.add(key);
      made.push({
        unit,
        name: record.name,
        kind: kind as UnitKind,
        parent,
        validFrom: from,
        validTo: to,
        source: origin,
      });
    }
    await references.write();
    await insertUnits(tx, made);
    return { accepted: made.length, duplicates, refused };
  }
  return { take, readings: reading.all, covertRows: () => noCovertRows };
}
