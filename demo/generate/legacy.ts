/**
 * An invented case-management system that lives night after night: rows come, change, are re-keyed, merged, deleted and
 * come back. Each night gives its export, as that system writes it, and the truth beside it, in our words.
 *
 * The truth is kept from the system's own state and never from what the export says: a reader of the export that loses a
 * row finds it here.
 */
import { addDays } from '../../src/platform/clock.ts';
import { Dice } from './dice.ts';
import { changeState } from './legacy-changes.ts';
import { circumstanceWords, clockWords, statusWords, system, typeWords } from './legacy-words.ts';

export type TypeWord = keyof typeof typeWords;
export type StatusWord = keyof typeof statusWords;

export interface Person {
  number: string;
  previous: string | null;
  forename: string;
  surname: string;
  isStaff: boolean;
  joined: string;
  left: string | null;
}
export interface Post {
  ref: string;
  person: Person;
  unit: string;
  rank: string;
  from: string;
  to: string | null;
}
export interface Allegation {
  ref: string;
  previous: string | null;
  case: string;
  mergedInto: string | null;
  person: Person;
  received: string;
  from: string;
  to: string;
  type: TypeWord;
  status: StatusWord;
  resultOn: string | null;
  circumstance: keyof typeof circumstanceWords | null;
  workingDays: number;
  unit: string;
  words: string;
  /** Its day of receipt is no real day: the row cannot be read until somebody mends it there. */
  isSpoiled: boolean;
}
export interface Paper {
  ref: string;
  of: Allegation;
  name: string;
  hash: string;
  added: string;
}
export interface Clock {
  ref: string;
  of: Allegation;
  what: keyof typeof clockWords;
  due: string;
  done: string | null;
  owner: Person;
}

/** Everything the present system holds; `gone` what it deleted and may bring back. */
export interface State {
  people: Person[];
  posts: Post[];
  allegations: Allegation[];
  documents: Paper[];
  clocks: Clock[];
  gone: {
    posts: Post[];
    allegations: { row: Allegation; documents: Paper[]; clocks: Clock[] }[];
    documents: Paper[];
    clocks: Clock[];
  };
  next: number;
}

export interface TruthAllegation {
  readonly ref: string;
  readonly number: string;
  readonly matter: string;
  readonly person: string;
  readonly type: string;
  readonly finding: string;
  readonly findingOn: string | null;
  readonly happenedFrom: string;
  readonly happenedTo: string;
  readonly knownOn: string;
  readonly features: readonly string[];
  readonly workingDays: number;
  readonly unit: string;
  readonly words: string;
}
/** What the system held on a night, in our words; rows that its export spoils are not to be told from it. */
export interface Truth {
  readonly night: string;
  readonly people: readonly {
    number: string;
    forename: string;
    surname: string;
    category: string;
    joined: string;
    left: string | null;
  }[];
  readonly posts: readonly {
    ref: string;
    person: string;
    unit: string;
    rank: string;
    from: string;
    to: string | null;
  }[];
  readonly allegations: readonly TruthAllegation[];
  readonly spoiled: readonly string[];
  readonly documents: readonly { ref: string; allegation: string; name: string; hash: string; dated: string }[];
  readonly openClocks: readonly { allegation: string; kind: string; due: string; owner: string }[];
}

export interface InventedNight {
  readonly night: string;
  readonly kind: 'whole' | 'delta';
  /** File name → content, manifest.json among them. */
  readonly files: Readonly<Record<string, string>>;
  readonly truth: Truth;
}

export interface LegacyOptions {
  readonly seed: string;
  readonly nights: number;
  readonly first: string;
  readonly people?: number;
  readonly allegations?: number;
  /** Changes in a night, about. */
  readonly changes?: number;
}

type Table = readonly (readonly string[])[];

const british = (day: string | null): string => (day === null ? '' : day.split('-').reverse().join('/'));

const headers = {
  'people.csv': ['staff_no', 'previous_staff_no', 'forename', 'surname', 'class', 'start', 'end'],
  'posts.csv': ['post_id', 'staff_no', 'unit', 'rank', 'start', 'end'],
  'allegations.csv': [
    'allegation_id',
    'old_allegation_id',
    'case_no',
    'merged_into',
    'staff_no',
    'received',
    'from',
    'to',
    'allegation',
    'status',
    'result_date',
    'circumstances',
    'working_days',
    'unit',
    'summary',
  ],
  'documents.csv': ['document_id', 'allegation_id', 'file_name', 'sha256', 'added'],
  'clocks.csv': ['clock_id', 'allegation_id', 'what', 'due', 'done', 'owner_staff_no'],
} as const;
type FileName = keyof typeof headers;
const fileNames = Object.keys(headers) as FileName[];

function tablesOf(state: State): Record<FileName, Table> {
  return {
    'people.csv': state.people.map((each) => [
      each.number,
      each.previous ?? '',
      each.forename,
      each.surname,
      each.isStaff ? 'Police staff' : 'Police officer',
      british(each.joined),
      british(each.left),
    ]),
    'posts.csv': state.posts.map((each) => [
      each.ref,
      each.person.number,
      each.unit,
      each.rank,
      british(each.from),
      british(each.to),
    ]),
    'allegations.csv': state.allegations.map((each) => [
      each.ref,
      each.previous ?? '',
      each.case,
      each.mergedInto ?? '',
      each.person.number,
      each.isSpoiled ? '31/02/2026' : british(each.received),
      british(each.from),
      british(each.to),
      each.type,
      each.status,
      british(each.resultOn),
      each.circumstance ?? '',
      String(each.workingDays),
      each.unit,
      each.words,
    ]),
    'documents.csv': state.documents.map((each) => [each.ref, each.of.ref, each.name, each.hash, british(each.added)]),
    'clocks.csv': state.clocks.map((each) => [
      each.ref,
      each.of.ref,
      each.what,
      british(each.due),
      british(each.done),
      each.owner.number,
    ]),
  };
}

function countBy<T>(
  rows: readonly T[],
  word: (row: T) => string,
  value: (row: T) => number = () => 1,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[word(row)] = (counts[word(row)] ?? 0) + value(row);
  return counts;
}

/** The source's own totals, counted from its state. */
const totalsOf = (state: State) => [
  { rows: 'people', by: 'all', counts: { all: state.people.length } },
  {
    rows: 'people',
    by: 'type',
    counts: countBy(state.people, (each) => (each.isStaff ? 'Police staff' : 'Police officer')),
  },
  { rows: 'posts', by: 'all', counts: { all: state.posts.length } },
  { rows: 'allegations', by: 'all', counts: { all: state.allegations.length } },
  { rows: 'allegations', by: 'type', counts: countBy(state.allegations, (each) => each.type) },
  { rows: 'allegations', by: 'status', counts: countBy(state.allegations, (each) => each.status) },
  { rows: 'allegations', by: 'year', counts: countBy(state.allegations, (each) => each.received.slice(0, 4)) },
  {
    rows: 'allegations',
    by: 'sum',
    counts: countBy(
      state.allegations,
      () => 'working_days',
      (each) => each.workingDays,
    ),
  },
  { rows: 'documents', by: 'all', counts: { all: state.documents.length } },
  { rows: 'clocks', by: 'status', counts: countBy(state.clocks, (each) => (each.done === null ? 'open' : 'done')) },
];

function truthOf(state: State, night: string): Truth {
  const readable = state.allegations.filter((each) => !each.isSpoiled);
  return {
    night,
    people: state.people.map(({ number, forename, surname, isStaff, joined, left }) => ({
      number,
      forename,
      surname,
      category: isStaff ? 'staff' : 'officer',
      joined,
      left,
    })),
    posts: state.posts.map(({ ref, person, unit, rank, from, to }) => ({
      ref,
      person: person.number,
      unit,
      rank,
      from,
      to,
    })),
    allegations: readable.map((each) => ({
      ref: each.ref,
      number: each.case,
      matter: each.mergedInto ?? each.case,
      person: each.person.number,
      type: typeWords[each.type],
      finding: statusWords[each.status],
      findingOn: each.resultOn,
      happenedFrom: each.from,
      happenedTo: each.to,
      knownOn: each.received,
      features: each.circumstance === null ? [] : [circumstanceWords[each.circumstance]],
      workingDays: each.workingDays,
      unit: each.unit,
      words: each.words,
    })),
    spoiled: state.allegations.filter((each) => each.isSpoiled).map((each) => each.ref),
    documents: state.documents
      .filter((each) => !each.of.isSpoiled)
      .map(({ ref, of, name, hash, added }) => ({ ref, allegation: of.ref, name, hash, dated: added })),
    openClocks: state.clocks
      .filter((each) => each.done === null && !each.of.isSpoiled)
      .map(({ of, what, due, owner }) => ({ allegation: of.ref, kind: clockWords[what], due, owner: owner.number })),
  };
}

/** Which rows a delta holds: those new or changed since the night before, and the references that are no longer there. */
function deltaOf(before: Record<FileName, Table>, after: Record<FileName, Table>) {
  const changed = {} as Record<FileName, Table>;
  const deleted: string[][] = [];
  for (const name of fileNames) {
    const known = new Map(before[name].map((row) => [row[0]!, row.join('\u001f')]));
    changed[name] = after[name].filter((row) => known.get(row[0]!) !== row.join('\u001f'));
    const here = new Set(after[name].map((row) => row[0]));
    for (const ref of known.keys()) if (!here.has(ref)) deleted.push([name.replace('.csv', ''), ref]);
  }
  return { changed, deleted };
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const asCsv = (header: readonly string[], rows: Table): string =>
  [header, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');

/** Files of a night with a manifest that fits them. Some rows are written twice, as exports do. */
function filesOf(
  of: { night: string; kind: 'whole' | 'delta'; follows: string | null; totals: unknown },
  tables: Record<FileName, Table>,
  deleted: readonly (readonly string[])[],
  dice: Dice,
): Record<string, string> {
  const files: Record<string, string> = {};
  const said: Record<string, { rows: number }> = {};
  const add = (name: string, header: readonly string[], rows: Table) => {
    files[name] = asCsv(header, rows);
    said[name] = { rows: rows.length };
  };
  for (const name of fileNames) {
    if (of.kind === 'delta' && tables[name].length === 0) continue;
    const copies = tables[name].filter(() => dice.chance(0.02));
    add(name, headers[name], [...tables[name], ...copies]);
  }
  if (of.kind === 'delta') add('deleted.csv', ['kind', 'ref'], deleted);
  const manifest = {
    system,
    night: of.night,
    kind: of.kind,
    ...(of.follows ? { follows: of.follows } : {}),
    files: said,
    totals: of.totals,
  };
  files['manifest.json'] = JSON.stringify(manifest, null, 2);
  return files;
}

const none = (): State => ({
  people: [],
  posts: [],
  allegations: [],
  documents: [],
  clocks: [],
  gone: { posts: [], allegations: [], documents: [], clocks: [] },
  next: 1,
});

/** Nights in turn, the first a whole export. The same options give the same bytes. */
export function* inventNights(options: LegacyOptions): Generator<InventedNight> {
  const dice = new Dice(`legacy/${options.seed}`);
  const state = none();
  let before: Record<FileName, Table> | null = null;
  let follows: string | null = null;
  for (let count = 0; count < options.nights; count += 1) {
    const night = addDays(options.first, count);
    changeState(state, dice, {
      night,
      people: count === 0 ? (options.people ?? 24) : 0,
      allegations: count === 0 ? (options.allegations ?? 40) : 0,
      changes: count === 0 ? 0 : (options.changes ?? 14),
    });
    const after = tablesOf(state);
    const kind = before === null || dice.chance(0.3) ? 'whole' : 'delta';
    const { changed, deleted } = before === null ? { changed: after, deleted: [] } : deltaOf(before, after);
    const about = { night, kind, follows: kind === 'delta' ? follows : null, totals: totalsOf(state) } as const;
    const files = filesOf(about, kind === 'whole' ? after : changed, deleted, dice);
    yield { night, kind, files, truth: truthOf(state, night) };
    before = after;
    follows = night;
  }
}

/** The night as it comes when the export was cut off in the middle and finished all the same: its manifest fits what is left. */
export function cutShort(night: InventedNight, share: number): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const manifest = JSON.parse(night.files['manifest.json']!) as { files: Record<string, { rows: number }> };
  for (const [name, content] of Object.entries(night.files)) {
    if (!name.endsWith('.csv')) continue;
    const lines = content.trimEnd().split('\n');
    const kept = Math.max(1, Math.ceil(lines.length * share));
    files[name] = `${lines.slice(0, kept).join('\n')}\n`;
    manifest.files[name] = { rows: kept - 1 };
  }
  files['manifest.json'] = JSON.stringify(manifest);
  return files;
}
