/**
 * Loads a generated service whole, into a database that holds nobody yet: units, people and their careers, the record,
 * and who may sign in. One transaction: what is interrupted leaves nothing behind.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, stopwatch } from '../../../platform/clock.ts';
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, lock, type Tx } from '../../../platform/transaction.ts';
import { insertCovertReader, insertGrant, type Role, roles } from '../../access/index.ts';
import {
  type Category,
  hasPeople,
  insertCharacteristics,
  insertIdentifiers,
  insertLines,
  insertNames,
  insertPosts,
  insertServices,
  insertSubjects,
  insertTies,
  insertUnitLinks,
  insertUnits,
  type NewCharacteristic,
  type NewService,
  type NewUnit,
  type NewUnitLink,
  type TieKind,
  type UnitKind,
} from '../../people/index.ts';
import { insertSourceRead } from '../../record/index.ts';
import { loadEntries } from './load-entries.ts';
import { type TableRow, tableRows } from './service-folder.ts';

export interface LoadResult {
  /** People of the service; members of the public come on top. */
  readonly people: number;
  readonly public: number;
  readonly entries: number;
  readonly seconds: number;
  readonly named: readonly NamedPerson[];
}

/** Somebody whom a demonstration signs in as. */
export interface NamedPerson {
  readonly person: string;
  /** What a sign-in claims to be. */
  readonly sub: string;
  readonly name: string;
  /** The role in words. */
  readonly role: string;
  readonly story: string;
}

/** Ids made here for the references that join the files. */
export class Refs {
  readonly #ids = new Map<string, string>();
  add(ref: string, id: string): string {
    this.#ids.set(ref, id);
    return id;
  }
  get(ref: string): string {
    const id = this.#ids.get(ref);
    if (id === undefined)
      throw new Refused(refuse('service-refused', `"${ref}" is in none of the files before it. Nothing was loaded.`));
    return id;
  }
}

const source = 'hr';
const span = (row: TableRow) => ({ validFrom: row.get('from'), validTo: row.get('to'), source });

/** Calls `write` with what each row of a table becomes, batch by batch. Gives the number of rows. */
async function each<T>(
  table: AsyncGenerator<TableRow[]>,
  rowOf: (row: TableRow) => T,
  write: (rows: T[]) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  for await (const rows of table) {
    await write(rows.map(rowOf));
    count += rows.length;
  }
  return count;
}

interface UnitPeriod {
  readonly parent: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** A unit stands once for each parent it had; the other links are kept as links. */
async function loadUnits(tx: Tx, folder: string, refs: Refs): Promise<void> {
  const parents = new Map<string, UnitPeriod[]>();
  const links: TableRow[] = [];
  for await (const rows of tableRows(folder, 'unit_links.csv', ['unit', 'other', 'kind', 'share', 'from', 'to'])) {
    for (const row of rows) {
      if (row.get('kind') !== 'parent') links.push(row);
      else {
        const period = { parent: row.need('other'), from: row.get('from'), to: row.get('to') };
        parents.set(row.need('unit'), [...(parents.get(row.need('unit')) ?? []), period]);
      }
    }
  }
  const units: TableRow[] = [];
  for await (const rows of tableRows(folder, 'units.csv', ['unit', 'kind', 'name', 'parent', 'from', 'to']))
    units.push(...rows);
  const ids = await insertSubjects(
    tx,
    units.map((row) => ({ kind: row.get('kind') === 'place' ? 'place' : 'unit', label: row.get('name'), source })),
  );
  for (const [index, row] of units.entries()) refs.add(row.need('unit'), ids[index]!);
  const periods = units.flatMap((row): NewUnit[] => {
    const own: UnitPeriod = { parent: row.get('parent'), from: row.get('from'), to: row.get('to') };
    return (parents.get(row.need('unit')) ?? [own]).map((period) => ({
      unit: refs.get(row.need('unit')),
      name: row.need('name'),
      kind: row.need('kind') as UnitKind,
      parent: period.parent === null ? null : refs.get(period.parent),
      validFrom: period.from,
      validTo: period.to,
      source,
    }));
  });
  await insertUnits(tx, periods);
  await insertUnitLinks(
    tx,
    links.map(
      (row): NewUnitLink => ({
        unit: refs.get(row.need('unit')),
        other: refs.get(row.need('other')),
        kind: row.need('kind') as NewUnitLink['kind'],
        share: row.get('share') === null ? null : Number(row.get('share')),
        ...span(row),
      }),
    ),
  );
}

const personColumns = ['person', 'category', 'given', 'family', 'known_as', 'left_reason', 'previous_force'];

interface Careers {
  readonly people: number;
  readonly public: number;
  /** Force that somebody came from, for their first period of service. */
  readonly previousForce: Map<string, string>;
}

async function loadPeople(tx: Tx, folder: string, refs: Refs): Promise<Careers> {
  const changes = new Map<string, TableRow[]>();
  for await (const rows of tableRows(folder, 'name_changes.csv', ['person', 'given', 'family', 'from']))
    for (const row of rows) changes.set(row.need('person'), [...(changes.get(row.need('person')) ?? []), row]);
  let [people, citizens] = [0, 0];
  const previousForce = new Map<string, string>();
  for await (const rows of tableRows(folder, 'people.csv', personColumns)) {
    const ids = await insertSubjects(
      tx,
      rows.map(() => ({ kind: 'person', source })),
    );
    for (const [index, row] of rows.entries()) {
      refs.add(row.need('person'), ids[index]!);
      if (row.get('category') === 'public') citizens += 1;
      else people += 1;
      const force = row.get('previous_force');
      if (force) previousForce.set(row.need('person'), force);
    }
    await insertNames(
      tx,
      rows.flatMap((row) => namesOf(row, changes.get(row.need('person')) ?? [], refs)),
    );
  }
  return { people, public: citizens, previousForce };
}

/** The first name until the first change, then each from its day to the next. `known_as` belongs to the first. */
function namesOf(row: TableRow, changes: readonly TableRow[], refs: Refs) {
  const starts = [null, ...changes.map((change) => change.get('from'))];
  return [row, ...changes].map((name, index) => {
    const next = starts[index + 1];
    return {
      person: refs.get(row.need('person')),
      given: name.get('given'),
      family: name.get('family'),
      // Shown alone wherever there is room for one name, so it carries the family name too.
      knownAs: index === 0 && row.get('known_as') ? `${row.get('known_as')} ${name.get('family') ?? ''}`.trim() : null,
      validFrom: starts[index] ?? null,
      validTo: next ? addDays(next, -1) : null,
      source,
    };
  });
}

/** A period of service, and how it ended. */
function serviceOf(row: TableRow, refs: Refs, previousForce: Map<string, string>): NewService[] {
  const ref = row.need('person');
  const person = refs.get(ref);
  const category = row.need('category') as Category;
  const force = previousForce.get(ref) ?? null;
  previousForce.delete(ref);
  const active: NewService = { person, category, status: 'active', previousForce: force, ...span(row) };
  const until = row.get('to');
  if (until === null) return [active];
  const reason = row.get('reason');
  const status = reason === 'transferred-out' ? 'transferred-out' : 'left';
  return [active, { person, category, status, reason, validFrom: addDays(until, 1), source }];
}

async function loadCareers(tx: Tx, folder: string, refs: Refs, previousForce: Map<string, string>): Promise<void> {
  const person = (row: TableRow) => refs.get(row.need('person'));
  await each(
    tableRows(folder, 'identifiers.csv', ['person', 'scheme', 'value', 'from', 'to']),
    (row) => ({ subject: person(row), scheme: row.need('scheme'), value: row.need('value'), ...span(row) }),
    (rows) => insertIdentifiers(tx, rows),
  );
  await each(
    tableRows(folder, 'service.csv', ['person', 'category', 'from', 'to', 'reason']),
    (row) => serviceOf(row, refs, previousForce),
    (rows) => insertServices(tx, rows.flat()),
  );
  await each(
    tableRows(folder, 'posts.csv', ['person', 'unit', 'rank', 'role', 'acting', 'from', 'to']),
    (row) => ({
      person: person(row),
      unit: refs.get(row.need('unit')),
      rank: row.get('rank'),
      role: row.get('role'),
      acting: row.get('acting') === 'yes',
      ...span(row),
    }),
    (rows) => insertPosts(tx, rows),
  );
  await each(
    tableRows(folder, 'lines.csv', ['person', 'supervisor', 'from', 'to']),
    (row) => ({ person: person(row), supervisor: refs.get(row.need('supervisor')), ...span(row) }),
    (rows) => insertLines(tx, rows),
  );
  await each(
    tableRows(folder, 'ties.csv', ['person', 'counterpart', 'kind', 'declared', 'from', 'to', 'evidence']),
    (row) => ({
      person: person(row),
      counterpart: refs.get(row.need('counterpart')),
      kind: row.need('kind') as TieKind,
      declared: row.get('declared') === 'yes',
      evidence: row.get('evidence'),
      ...span(row),
    }),
    (rows) => insertTies(tx, rows),
  );
  await each(
    tableRows(folder, 'characteristics.csv', ['person', 'characteristic', 'value', 'basis', 'status', 'asked_on']),
    (row): NewCharacteristic => ({
      person: person(row),
      characteristic: row.need('characteristic'),
      value: row.get('value'),
      basis: row.need('basis') as NewCharacteristic['basis'],
      status: row.need('status') as NewCharacteristic['status'],
      askedOn: row.get('asked_on'),
      validFrom: row.get('asked_on'),
      codeFrame: row.get('characteristic') === 'ethnicity' && row.get('value') ? 'census 18+1' : null,
      source,
    }),
    (rows) => insertCharacteristics(tx, rows),
  );
}

/** What somebody whom the demo signs in as may do. Those not named here are members of staff or of the public. */
const roleOf: Readonly<Record<string, Role>> = {
  supervisor: 'supervisor',
  friend: 'investigator',
  assessor: 'assessor',
  investigator: 'investigator',
  'vetting-officer': 'vetting-officer',
  'firearms-authority': 'firearms-authority',
  guardian: 'guardian',
  commander: 'commander',
  analyst: 'analyst',
  auditor: 'auditor',
  administrator: 'administrator',
  'reviewer-outside-chain': 'reviewer',
  'second-person': 'head-of-standards',
  'covert-custodian': 'custodian',
  overseer: 'overseer',
  'independent-investigator': 'independent-investigator',
};

/** The identifier scheme that ties a sign-in to a person. */
const signInScheme = 'sign-in';

const inWords = (slug: string): string => `${slug.charAt(0).toUpperCase()}${slug.slice(1).replaceAll('-', ' ')}`;

async function loadNamed(tx: Tx, folder: string, refs: Refs, covertList: string | null): Promise<NamedPerson[]> {
  if (!existsSync(join(folder, 'truth/named.csv'))) return [];
  const named: NamedPerson[] = [];
  for await (const rows of tableRows(folder, 'truth/named.csv', ['role', 'person', 'given', 'family', 'why'])) {
    for (const row of rows) {
      const person = refs.get(row.need('person'));
      const sub = row.need('role');
      const role = roleOf[sub];
      await insertIdentifiers(tx, [{ subject: person, scheme: signInScheme, value: sub, source }]);
      if (role) await insertGrant(tx, { person, role, validFrom: tx.today, reason: 'The invented service was loaded' });
      if (sub === 'covert-custodian' && covertList)
        await insertCovertReader(tx, { list: covertList, person, validFrom: tx.today });
      named.push({
        person,
        sub,
        name: `${row.need('given')} ${row.need('family')}`,
        role: role ? roles[role] : inWords(sub),
        story: row.get('why') ?? '',
      });
    }
  }
  return named;
}

/** Loads the folder that `candour generate` wrote. Refuses a database that holds people, and files that do not fit together. */
export const loadService = async (
  ground: Ground,
  folder: string,
  say: (line: string) => void = () => {},
): Promise<LoadResult | Refusal> => {
  const clock = stopwatch();
  if (!existsSync(join(folder, 'people.csv')))
    return refuse('service-refused', `${folder} holds no generated service: there is no people.csv in it.`);
  return inTransaction(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    await lock(tx, 'import', 'identities');
    if (await hasPeople(tx))
      return refuse(
        'not-empty',
        'This database already holds people. A generated service is loaded into an empty one.',
      );
    const refs = new Refs();
    await loadUnits(tx, folder, refs);
    const careers = await loadPeople(tx, folder, refs);
    say(`${careers.people} people and ${careers.public} members of the public`);
    await loadCareers(tx, folder, refs, careers.previousForce);
    const record = await loadEntries(tx, folder, refs);
    say(`${record.entries} entries`);
    const named = await loadNamed(tx, folder, refs, record.covertList);
    for (const [name, reading] of record.sources)
      await insertSourceRead(tx, { source: name, connected: true, readUntil: reading.until, rows: reading.rows });
    return { people: careers.people, public: careers.public, entries: record.entries, seconds: clock(), named };
  });
};
