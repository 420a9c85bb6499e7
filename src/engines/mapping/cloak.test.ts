import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloakWith } from './cloak.ts';
import { parseMap } from './map.ts';
import type { Mapped } from './mapped.ts';
import { rowReader } from './read-rows.ts';

const secret = new TextEncoder().encode('a secret of more than sixteen bytes');
const identities = [
  { scheme: 'force-number', id: '00123', as: 'one' },
  { scheme: 'payroll', id: 'P-9', as: 'one' },
  { scheme: 'force-number', id: '00777' },
];

function read(json: object, header: string[], rows: string[][], everyone = false): { key: string; record: Mapped }[] {
  const map = parseMap(everyone ? { ...json, cloak: 'everyone' } : json);
  if (!map.ok) throw new Error(map.problems.join());
  const reader = rowReader(map.map, header, { identities, secret });
  if (!reader.ok) throw new Error(reader.reason);
  return rows.map((row) => {
    const outcome = reader.read(row);
    if (outcome.verdict !== 'accepted') throw new Error(outcome.verdict);
    return outcome;
  });
}

const people = {
  kind: 'people',
  id: 'no',
  scheme: 'force-number',
  names: { full: 'name' },
  also: [{ id: 'pay', scheme: 'payroll' }],
  born: 'born',
};
const entries = {
  kind: 'entries',
  source: 'hr',
  type: 'other',
  knownOn: { column: 'day' },
  person: { id: 'no', scheme: 'force-number' },
  others: [{ role: 'witness', id: 'pay', scheme: 'payroll' }],
  parties: { column: 'parties' },
  detail: { column: 'words' },
};

test('a protected person is imported without being named, under one code in every file', () => {
  const cloak = cloakWith({ identities, secret });
  const code = cloak.ref({ scheme: 'force-number', id: '00123' });
  assert.match(code.id, /^cloaked-[a-z2-9]{12}$/);
  assert.equal(code.scheme, 'cloaked');
  assert.deepEqual(cloak.ref({ scheme: 'payroll', id: ' p-9 ' }), code);
  assert.deepEqual(cloak.ref(code), code);
  assert.notDeepEqual(cloak.ref({ scheme: 'force-number', id: '00777' }), code);
  assert.deepEqual(cloak.ref({ scheme: 'force-number', id: '123' }), { scheme: 'force-number', id: '123' });
  const [ann, bob] = read(
    people,
    ['no', 'name', 'pay', 'born'],
    [
      ['55', 'Ann Lee', 'P-9', '1980-01-01'],
      ['56', 'Bob Ray', 'P-8', ''],
    ],
  );
  assert.ok(ann?.record.kind === 'person' && bob?.record.kind === 'person');
  assert.deepEqual(ann.record.person, code);
  assert.doesNotMatch(JSON.stringify(ann), /Ann|Lee|P-9|"55"/);
  assert.equal(ann.record.born, null);
  assert.equal(bob.record.full, 'Bob Ray');
});

test('wherever the person stands in a row, no identifier and no free text passes', () => {
  const header = ['no', 'pay', 'parties', 'words', 'day'];
  const rows = [
    ['00123', '', '', 'PC Lee shouted', '2020-01-01'],
    ['5', 'P-9', '', 'Lee saw it', '2020-01-01'],
    ['5', '', 'actor:00777;unit:u1', 'Ray did it', '2020-01-01'],
    ['5', '', 'actor:6', 'nobody hidden', '2020-01-01'],
  ];
  const made = read(entries, header, rows);
  assert.doesNotMatch(JSON.stringify(made.slice(0, 3)), /00123|P-9|00777|Lee|Ray/);
  assert.match(JSON.stringify(made[2]), /u1/);
  assert.match(JSON.stringify(made[3]), /nobody hidden/);
});

test('the code and the row key cannot be made without the secret', () => {
  const header = ['no', 'pay', 'parties', 'words', 'day'];
  const row = ['00123', '', '', '', '2020-01-01'];
  const map = parseMap(entries);
  assert.ok(map.ok);
  const bare = rowReader(map.map, header, null);
  assert.ok(bare.ok);
  const open = bare.read(row);
  const [hidden] = read(entries, header, [row]);
  assert.ok(open.verdict === 'accepted');
  assert.notEqual(open.key, hidden?.key);
  assert.equal(hidden?.key, read(entries, header, [row])[0]?.key);
  const other = cloakWith({ identities, secret: new Uint8Array(16) });
  assert.notDeepEqual(other.ref(identities[0]!), cloakWith({ identities, secret }).ref(identities[0]!));
  assert.throws(() => cloakWith({ identities, secret: new Uint8Array(15) }), RangeError);
});

test('a whole file from a protected unit is cloaked by its map, and refused without a secret', () => {
  const [made] = read(people, ['no', 'name', 'pay', 'born'], [['99', 'Una Day', '', '']], true);
  assert.doesNotMatch(JSON.stringify(made), /99"|Una/);
  const map = parseMap({ ...people, cloak: 'everyone' });
  assert.ok(map.ok);
  assert.equal(rowReader(map.map, ['no', 'name', 'pay', 'born'], null).ok, false);
});
