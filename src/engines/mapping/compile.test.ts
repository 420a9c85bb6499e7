import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isoToDay } from '../history.ts';
import { compileMap } from './compile.ts';
import { type EntriesMap, type ImportMap, type PeopleMap, parseMap, type RecordsMap } from './map.ts';
import type { MappedEntry } from './mapped.ts';

function mapOf<M extends ImportMap = EntriesMap>(json: object): M {
  const read = parseMap(json);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.map as M;
}

const header = ['id', ' Incident Date ', 'received', 'type', 'result', 'closed', 'who'];
const base = {
  kind: 'entries',
  source: 'public-complaint',
  person: { id: 'who', scheme: 'force-number' },
  happened: { column: 'incident_date', format: ['yyyy-MM-dd', 'yyyy'] },
  knownOn: { column: 'received', format: ['yyyy-MM-dd', 'yyyy'], else: 'happened' },
  type: { column: 'type', vocabulary: { Force: 'excessive-force', Rude: 'incivility' } },
  finding: { column: 'result', vocabulary: { '^Sub': 'upheld', '^Unf': 'eliminated' }, match: 'regex', else: 'none' },
};
const good = ['1', '2019-05-03', '2019-05-10', 'Force', 'Substantiated', '2020-01-02', '000123'];
const set = (changes: Record<number, string>): string[] => good.map((value, at) => changes[at] ?? value);

function entry(extra: object, row: readonly string[] = good): MappedEntry {
  const compiled = compileMap(mapOf({ ...base, ...extra }), header);
  if (!compiled.ok) throw new Error(compiled.reason);
  const result = compiled.row(row);
  if (!result.ok) throw new Error(result.reason);
  return result.record;
}
function reason(extra: object, row: readonly string[]): string {
  const compiled = compileMap(mapOf({ ...base, ...extra }), header);
  if (!compiled.ok) return compiled.reason;
  const result = compiled.row(row);
  return result.ok ? '' : result.reason;
}

test('a row becomes an entry; headers meet but for case and spaces, values are trimmed, leading zeros stay', () => {
  const made = entry({}, set({ 6: ' 000123 ' }));
  assert.deepEqual(made.person, { scheme: 'force-number', id: '000123' });
  assert.equal(made.type, 'excessive-force');
  assert.equal(made.entryKind, 'matter');
  assert.equal(made.knownOn, isoToDay('2019-05-10'));
  assert.equal(made.precision, 'day');
});

test('missing columns are one refusal before any row', () => {
  const compiled = compileMap(mapOf({ ...base, matter: 'case', unit: 'team' }), header);
  assert.ok(!compiled.ok);
  assert.match(compiled.reason, /^The file has no column "case", "team"\. It has "id", "Incident Date"/);
  const twice = compileMap(mapOf(base), [...header, 'who']);
  assert.ok(!twice.ok && twice.reason.includes('More than one column of the file is called "who"'));
});

test('a refused row names column and value', () => {
  assert.equal(
    reason({}, set({ 1: '2019-02-30' })),
    'Column "incident_date" holds "2019-02-30", which is not a real day.',
  );
  assert.equal(reason({}, set({ 3: 'Odd' })), 'Column "type" holds "Odd", for which the map has no word.');
  assert.equal(reason({}, set({ 3: '' })), 'Column "type" is blank, for which the map has no word.');
  assert.equal(reason({}, set({ 6: '' })), 'Column "who" is blank, so the row is about nobody.');
  assert.equal(reason({}, ['1', '2']), 'The row has 2 columns where the header has 7.');
  assert.equal(reason({}, set({ 1: '', 2: '' })), 'No date says when this became known.');
});

test('a blank person may be kept as nobody known yet', () => {
  assert.equal(entry({ person: { id: 'who', scheme: 'force-number', blank: 'nobody' } }, set({ 6: '' })).person, null);
});

test('a year of receipt is read as its first day, and never as a day before the thing happened', () => {
  assert.equal(entry({}, set({ 2: '2019' })).knownOn, isoToDay('2019-05-03'));
  assert.equal(entry({}, set({ 2: '2020' })).knownOn, isoToDay('2020-01-01'));
  assert.equal(entry({}, set({ 1: '', 2: '2020' })).knownOn, isoToDay('2020-01-01'));
  assert.equal(entry({}, set({ 2: '2018' })).knownOn, isoToDay('2019-05-03'));
  const certain = { knownOn: { column: 'received', format: 'yyyy', reading: 'certain' } };
  assert.equal(entry(certain, set({ 2: '2020' })).knownOn, isoToDay('2020-12-31'));
  // A whole date is the word of the source, and a step may be known before it takes effect.
  assert.equal(entry({}, set({ 2: '2019-05-01' })).knownOn, isoToDay('2019-05-01'));
});

test('a finding never stands with the entry unless it was known with it', () => {
  const never = entry({});
  assert.equal(never.finding, 'none');
  assert.deepEqual(never.laterFinding, { finding: 'upheld', findingOn: null, knownOn: null, findingKnown: 'never' });
  const closed = isoToDay('2020-01-02');
  assert.deepEqual(entry({ findingOn: 'closed' }).laterFinding, {
    finding: 'upheld',
    findingOn: closed,
    knownOn: closed,
    findingKnown: 'on-its-day',
  });
  // An outright "never" also covers findings that have a day: shown with it, used by no earlier view.
  assert.deepEqual(entry({ findingOn: 'closed', findingKnown: 'never' }).laterFinding, {
    finding: 'upheld',
    findingOn: closed,
    knownOn: null,
    findingKnown: 'never',
  });
  const after = { findingOn: 'closed', findingKnown: { afterDays: 100 } };
  assert.equal(entry(after, set({ 5: '' })).laterFinding?.knownOn, isoToDay('2019-05-10') + 100);
  assert.equal(entry(after).laterFinding?.knownOn, closed);
  const once = entry({ findingKnown: 'at-once' });
  assert.equal(once.finding, 'upheld');
  assert.equal(once.laterFinding, null);
  assert.equal(entry({}, set({ 4: 'Pending' })).laterFinding, null);
});

test('columns are tried in order for a type', () => {
  const type = [
    { column: 'result', vocabulary: { Race: 'discrimination-race' } },
    { column: 'type', vocabulary: { Force: 'excessive-force' }, else: 'other' },
  ];
  assert.equal(entry({ type }, set({ 4: 'Race' })).type, 'discrimination-race');
  assert.equal(entry({ type }).type, 'excessive-force');
  assert.equal(entry({ type }, set({ 3: '?' })).type, 'other');
});

test('an entry in our own format keeps everything it holds', () => {
  const columns =
    'ref,type,known_on,parties,acts_on,declares,features,missing,values,said,given,basis,class,step'.split(',');
  const list = (column: string) => ({ column });
  const compiled = compileMap(
    mapOf({
      kind: 'entries',
      source: 'hr',
      ref: 'ref',
      type: { column: 'type' },
      knownOn: { column: 'known_on' },
      parties: { column: 'parties', scheme: 'candour' },
      actsOn: list('acts_on'),
      declares: list('declares'),
      features: ['group', { column: 'features', list: true }],
      missing: [{ column: 'missing', list: true }],
      valuesList: list('values'),
      label: { said: list('said'), given: list('given') },
      basis: { column: 'basis' },
      class: { column: 'class' },
      step: { column: 'step' },
    }),
    columns,
  );
  assert.ok(compiled.ok);
  const row =
    'e1|self-declaration|2020-01-01|subject:p1; unit:u:2|e0|e7;e8|violent;group|reason|days_late=3;load=-1.5|rude|manner|account|sealed|';
  const made = compiled.row(row.split('|'));
  assert.ok(made.ok);
  assert.deepEqual(made.record.parties, [
    { role: 'subject', ref: 'p1', scheme: 'candour' },
    { role: 'unit', ref: 'u:2', scheme: 'candour' },
  ]);
  assert.deepEqual(
    [
      made.record.actsOn,
      made.record.declares,
      made.record.features,
      made.record.missing,
      made.record.values,
      made.record.label,
    ],
    [
      ['e0'],
      ['e7', 'e8'],
      ['group', 'violent'],
      ['reason'],
      { days_late: 3, load: -1.5 },
      { said: 'rude', given: 'manner' },
    ],
  );
  assert.deepEqual(
    [made.record.entryKind, made.record.basis, made.record.visibility, made.record.step],
    ['step', 'account', 'sealed', null],
  );
  const refused = (changed: string) => compiled.row(changed.split('|'));
  assert.match(JSON.stringify(refused(row.replace('subject:p1', 'boss:p1'))), /is not a role and a reference/);
  assert.match(JSON.stringify(refused(row.replace('violent', 'nasty'))), /is not a word of its list/);
  assert.match(JSON.stringify(refused(row.replace('=3', '=three'))), /is not name=number/);
});

test('a person is read with posts and characteristics; leaving before joining is refused', () => {
  const map = mapOf<PeopleMap>({
    kind: 'people',
    id: 'id',
    scheme: 'force-number',
    names: { given: 'first', family: 'last' },
    joined: { column: 'joined', format: 'dd/MM/yyyy' },
    left: { column: 'left', format: 'dd/MM/yyyy' },
    posts: { unit: 'unit', rank: 'rank' },
    characteristics: { sex: { column: 'sex', vocabulary: { F: 'woman' } } },
  });
  const compiled = compileMap(map, ['id', 'first', 'last', 'joined', 'left', 'unit', 'rank', 'sex']);
  assert.ok(compiled.ok);
  const made = compiled.row(['007', 'Ann', 'Lee', '01/02/2010', '', 'North', '', 'F']);
  assert.ok(made.ok);
  assert.equal(made.record.person.id, '007');
  assert.equal(made.record.posts[0]?.unit, 'North');
  assert.deepEqual(made.record.characteristics, { sex: 'woman' });
  assert.deepEqual(compiled.row(['007', '', '', '01/02/2010', '01/02/2009', '', '', '']), {
    ok: false,
    reason: 'The person left before joining.',
  });
});

test('a record to be joined keeps its misprints, and the right file may name its columns otherwise', () => {
  const map = mapOf<RecordsMap>({
    kind: 'records',
    id: 'rec_id',
    compare: [
      { column: 'surname', as: 'surname' },
      { column: 'dob', as: 'date', format: 'yyyyMMdd' },
    ],
    right: { id: 'id', columns: { surname: 'last_name' } },
  });
  const left = compileMap(map, ['rec_id', ' surname', 'dob']);
  const right = compileMap(map, ['id', 'last_name', 'dob'], 'right');
  assert.ok(left.ok && right.ok);
  assert.deepEqual(left.row(['1', ' lee ', '19081309']), {
    ok: true,
    record: { kind: 'record', id: '1', values: ['lee', '19081309'] },
  });
  assert.deepEqual(right.row(['2', 'lee', '19081209']), {
    ok: true,
    record: { kind: 'record', id: '2', values: ['lee', '1908-12-09'] },
  });
});

test('no row makes a compiled map throw: it is taken or refused with a sentence', () => {
  const compiled = compileMap(
    mapOf({
      ...base,
      findingOn: 'closed',
      others: [{ role: 'reporter', kindColumn: 'result' }],
      values: { n: { column: 'id' } },
    }),
    header,
  );
  assert.ok(compiled.ok);
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(...good, '2019', '__proto__', '=1+1'),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 5, maxLength: 8 }), (row) => {
      const result = compiled.row(row);
      return result.ok ? Number.isInteger(result.record.knownOn) : /^[A-Z].*\.$/s.test(result.reason);
    }),
    { numRuns: 5_000 },
  );
});
