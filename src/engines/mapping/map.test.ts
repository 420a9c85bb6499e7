import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { mapJsonSchema, parseMap } from './map.ts';

const example = {
  kind: 'entries',
  source: 'public-complaint',
  key: ['complaint_id', 'officer_id', 'allegation'],
  person: { id: 'officer_id', scheme: 'force-number' },
  matter: 'complaint_id',
  happened: { column: 'incident_date', format: 'yyyy-MM-dd', precision: 'day' },
  knownOn: { column: 'received_date', else: 'happened' },
  type: { column: 'fado_type', vocabulary: { Force: 'excessive-force', Discourtesy: 'incivility' }, else: 'other' },
  detail: { column: 'allegation' },
  finding: {
    column: 'board_disposition',
    vocabulary: {
      '^Substantiated': 'upheld',
      '^Unfounded': 'eliminated',
      '^Exonerated': 'no-case-to-answer',
      '^Unsubstantiated': 'not-proven',
    },
    match: 'regex',
    else: 'none',
  },
  findingOn: { column: 'closed_date' },
  findingKnown: 'never',
  unit: { column: 'unit' },
  others: [{ role: 'reporter', kindColumn: 'filed_by' }],
};
const linkage = {
  kind: 'records',
  id: 'rec_id',
  compare: [
    { column: 'surname', as: 'surname' },
    { column: 'date_of_birth', as: 'date', format: 'yyyyMMdd' },
  ],
  right: { id: 'id', columns: { surname: 'last_name' } },
  block: 'auto',
};
const problems = (json: unknown): readonly string[] => {
  const read = parseMap(json);
  return read.ok ? [] : read.problems;
};

test('the maps of the command contract are read unchanged', () => {
  for (const map of [example, linkage]) assert.deepEqual(parseMap(map), { ok: true, map });
});

test('every map that is shipped is read', () => {
  const folder = new URL('../../../maps/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  assert.ok(names.length >= 7);
  for (const name of names)
    assert.deepEqual(problems(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))), [], name);
});

test('an unknown field is refused with its place', () => {
  assert.deepEqual(problems({ ...example, sauce: 1 }), ['the map: there is no field "sauce" here']);
  assert.deepEqual(problems({ ...example, person: { ...example.person, name: 'x' } }), [
    'person: there is no field "name" here',
  ]);
  assert.deepEqual(problems({ ...example, type: [{ column: 'a', vocab: {} }] }), [
    'type.0: there is no field "vocab" here',
  ]);
});

test('what is missing or wrong is said in a sentence', () => {
  assert.deepEqual(problems({ kind: 'cats' }), ['kind: it is one of entries, people, posts, units, stops, records']);
  assert.match(problems({ kind: 'entries' }).join(), /source: this is needed and missing/);
  assert.match(problems({ ...example, source: 'gossip' }).join(), /^source: the word is not in its list/);
  assert.match(problems({ ...example, knownOn: { else: 'happened' } }).join(), /either column or from/);
  assert.match(
    problems({ ...example, happened: { column: 'a', format: 'yyyy-QQ' } }).join(),
    /"QQ", which means nothing/,
  );
  assert.match(problems({ ...linkage, block: ['postcode'] }).join(), /"postcode" is not among the compared columns/);
});

test('patterns that could match for ever, or not at all, are refused', () => {
  const withPattern = (source: string) =>
    problems({ ...example, type: { column: 'a', match: 'regex', vocabulary: { [source]: 'other' } } }).join();
  for (const source of [
    '(a+)+$',
    '(a|a)*b',
    '((a)*)*',
    '(a)\\1',
    'a*a*a*b',
    `${'a?'.repeat(30)}b`,
    '(a|a)(a|a)(a|a)(a|a)(a|a)b',
    '((b)a+c)*',
    '(?<n>a)\\k<n>',
    '(',
  ]) {
    assert.match(withPattern(source), /pattern/, source);
  }
  for (const source of ['^Substantiated', 'Uncooperative$|Unavailable$', '^(Sub|Un)\\w+', '[*+]']) {
    assert.equal(withPattern(source), '', source);
  }
});

test('the published schema describes every field of every kind', () => {
  const schema = JSON.parse(JSON.stringify(mapJsonSchema())) as Node;
  const defs = (schema.$defs ?? {}) as Record<string, Node>;
  const resolve = (node: Node): Node =>
    typeof node.$ref === 'string' ? { ...resolve(defs[node.$ref.split('/').at(-1) as string] ?? {}), ...node } : node;
  assert.equal((schema.oneOf as Node[]).length, 6);
  for (const kind of schema.oneOf as Node[]) {
    const map = resolve(kind);
    assert.equal(map.additionalProperties, false);
    for (const [name, field] of Object.entries(map.properties as Record<string, Node>)) {
      assert.ok(typeof resolve(field).description === 'string', `${name} has no description`);
    }
  }
});
type Node = Record<string, unknown>;

test('whatever is given as a map is read or refused, never thrown at', () => {
  const keys = fc.constantFrom(...Object.keys(example), 'column', 'vocabulary', 'match', '__proto__', 'constructor');
  const leaf = fc.oneof(
    fc.string(),
    fc.constantFrom('entries', 'people', 'stops', 'a', 'regex', '(', 'yyyy'),
    fc.integer(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.dictionary(keys, tie('value')),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }));
  fc.assert(fc.property(value, (json) => typeof parseMap(json).ok === 'boolean'));
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(example)), value, (key, json) => {
      const read = parseMap({ ...example, [key]: json });
      return read.ok || read.problems.every((words) => words.length > 0);
    }),
    { numRuns: 2_000 },
  );
});
