/** One key through a career; names, posts and lines as at any day; the structure rebuilt; nothing deleted. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../../tests/database.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { inTransaction, mustTransact, query, sql, type Tx } from '../../platform/transaction.ts';
import {
  apply,
  careerOf,
  carryAcross,
  changeLine,
  changeName,
  changePost,
  changeUnit,
  closeUnit,
  flattened,
  insertSubjects,
  join,
  knowPerson,
  leave,
  lineAndTeamOn,
  mapBorough,
  mapUnit,
  openUnit,
  placementGaps,
  rejoin,
  servicesOf,
  servingOn,
  structureAt,
  takeBreak,
  transferIn,
} from './index.ts';

let ground: TestGround;
before(async () => {
  ground = await testGround({ today: '2026-03-06' });
});
after(() => ground.close());

const clerk = { actor: null, face: 'clerk' } as const;
const source = 'hr';
const startCheck = '11111111-1111-4111-8111-111111111111';
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => mustTransact(ground, 'clerks', clerk, work);
const refused = async (work: (tx: Tx) => Promise<unknown>): Promise<string> => {
  const result = await inTransaction(ground, 'clerks', clerk, work);
  assert.ok(isRefusal(result), 'must be refused');
  return result.code;
};

async function known(tx: Tx, number: string, family: string): Promise<string> {
  return (await knowPerson(tx, { identifiers: [{ scheme: 'warrant', value: number }], given: 'Ann', family, source }))
    .person;
}
const serving = (tx: Tx, person: string, from: string) =>
  join(tx, { person, category: 'officer', from, startCheck, source });

test('REC-01.1 one key from application to exit and back: break, leaving, rejoining, contract, transfer in', async () => {
  const person = await run(async (tx) => {
    const one = await known(tx, '1001', 'Brook');
    const again = await knowPerson(tx, {
      identifiers: [
        { scheme: 'warrant', value: '1001' },
        { scheme: 'payroll', value: 'P1001' },
      ],
      source,
    });
    assert.deepEqual(again, { person: one, isNew: false });
    assert.equal((await knowPerson(tx, { identifiers: [{ scheme: 'payroll', value: 'P1001' }], source })).person, one);
    await apply(tx, { person: one, from: '2009-06-01', source });
    await serving(tx, one, '2010-01-04');
    await takeBreak(tx, { person: one, on: '2012-06-30', reason: 'career break', source });
    await rejoin(tx, { person: one, category: 'officer', from: '2013-07-01', startCheck, source });
    await leave(tx, { person: one, on: '2018-05-31', reason: 'resigned', source });
    return one;
  });
  assert.equal(await refused((tx) => serving(tx, person, '2019-01-01')), 'rejoins');
  await run((tx) => rejoin(tx, { person, category: 'contractor', from: '2020-02-01', startCheck, source }));
  const spells = await run(async (tx) =>
    (await servicesOf(tx, [person])).map((row) => [row.category, row.status, row.valid_from, row.valid_to]),
  );
  assert.deepEqual(spells, [
    ['applicant', 'applicant', '2009-06-01', '2010-01-03'],
    ['officer', 'active', '2010-01-04', '2012-06-30'],
    ['officer', 'career-break', '2012-07-01', '2013-06-30'],
    ['officer', 'active', '2013-07-01', '2018-05-31'],
    ['officer', 'left', '2018-06-01', '2020-01-31'],
    ['contractor', 'active', '2020-02-01', null],
  ]);
  const moved = await run(async (tx) => {
    const other = await known(tx, '1002', 'Carr');
    await transferIn(tx, {
      person: other,
      category: 'officer',
      from: '2020-01-01',
      startCheck,
      source,
      previousForce: 'Essex',
    });
    return other;
  });
  assert.equal(
    await refused((tx) => transferIn(tx, { person: moved, category: 'staff', from: '2021-01-01', startCheck, source })),
    'force-needed',
  );
  assert.equal(
    await refused((tx) =>
      knowPerson(tx, {
        identifiers: [
          { scheme: 'warrant', value: '1001' },
          { scheme: 'warrant', value: '1002' },
        ],
        source,
      }),
    ),
    'identifiers-disagree',
  );
  const days = await run(async (tx) => {
    const at = async (day: string) => (await servingOn(tx, day)).some((row) => row.person === person);
    return [
      await at('2011-01-01'),
      await at('2012-12-01'),
      await at('2015-01-01'),
      await at('2019-01-01'),
      await at('2024-01-01'),
    ];
  });
  assert.deepEqual(days, [true, false, true, false, true]);
});

test('REC-01.2 names, numbers, ranks, role and service answer as at any past day, and as recorded then', async () => {
  const [person, unit] = await run(async (tx) => {
    const one = await known(tx, '1101', 'Dale');
    await serving(tx, one, '2015-01-01');
    const team = await openUnit(tx, { name: 'North Team', kind: 'team', from: '2000-01-01', source });
    await changePost(tx, { person: one, unit: team, rank: 'Constable', role: 'Response', from: '2015-01-01', source });
    return [one, team] as const;
  });
  const before = await run(async (tx) => tx.at.toISOString());
  await run(async (tx) => {
    await changePost(tx, { person, unit, rank: 'Sergeant', role: 'Response', from: '2020-01-01', source });
    await changeName(tx, { person, given: 'Ann', family: 'Ellis', from: '2021-05-01', source });
  });
  const texts = async (asAt: string, recordedBy?: string) =>
    run(async (tx) =>
      (await careerOf(tx, [person], asAt, recordedBy))
        .filter((row) => row.to === null || row.to > asAt)
        .map((row) => `${row.kind}: ${row.text}`),
    );
  assert.deepEqual(await texts('2019-06-01'), [
    'identifier: warrant 1101',
    'name: Ann Dale',
    'post: Constable, Response',
    'service: officer, active',
  ]);
  assert.deepEqual((await texts('2022-01-01')).filter((text) => /^(name|post)/.test(text)).sort(), [
    'name: Ann Ellis',
    'post: Sergeant, Response',
  ]);
  assert.ok((await texts('2022-01-01', before)).includes('post: Constable, Response'));
});

test('REC-02.1 every unit, post, place and line is dated, and the structure is rebuilt as at any past day', async () => {
  const units = await run(async (tx) => {
    const command = await openUnit(tx, { name: 'East Command', kind: 'command', from: '2010-01-01', source });
    const other = await openUnit(tx, { name: 'West Command', kind: 'command', from: '2018-01-01', source });
    const team = await openUnit(tx, { name: 'Market Team', kind: 'team', parent: command, from: '2010-01-01', source });
    await openUnit(tx, { name: 'Market Street station', kind: 'place', parent: team, from: '2012-01-01', source });
    await changeUnit(tx, { unit: team, from: '2018-04-01', name: 'Market Hub', parent: other, source });
    await closeUnit(tx, team, '2024-01-01');
    return { command, other, team };
  });
  const names = (day: string) =>
    run(async (tx) =>
      flattened(await structureAt(tx, day))
        .filter(({ at }) => /East|West|Market/.test(at.name))
        .map(({ at, depth }) => `${depth} ${at.name}`),
    );
  assert.deepEqual(await names('2009-12-31'), []);
  assert.deepEqual(await names('2017-06-01'), ['0 East Command', '1 Market Team', '2 Market Street station']);
  assert.deepEqual(await names('2020-06-01'), [
    '0 East Command',
    '0 West Command',
    '1 Market Hub',
    '2 Market Street station',
  ]);
  assert.deepEqual(await names('2024-06-01'), ['0 East Command', '0 Market Street station', '0 West Command']);
  assert.ok(units.team);
});

test('REC-02.2 a borough stays a reporting place with its lead under every structure', async () => {
  const { borough, first, second } = await run(async (tx) => {
    const lead = await known(tx, '1201', 'Frost');
    const place = await openUnit(tx, { name: 'Ashford', kind: 'borough', lead, from: '1990-01-01', source });
    const old = await openUnit(tx, { name: 'Ashford Division', kind: 'command', from: '1990-01-01', source });
    const new_ = await openUnit(tx, { name: 'South Area', kind: 'command', from: '2018-01-01', source });
    await mapBorough(tx, { unit: old, borough: place, from: '1990-01-01', source });
    await closeUnit(tx, old, '2018-01-01');
    await mapBorough(tx, { unit: new_, borough: place, from: '2018-01-01', source });
    return { borough: place, first: old, second: new_ };
  });
  assert.equal(await refused((tx) => closeUnit(tx, borough, '2025-01-01')), 'borough-stays');
  const on = async (day: string) =>
    run(async (tx) => (await structureAt(tx, day)).find((branch) => branch.at.unit === borough)?.at);
  assert.ok((await on('2000-01-01'))?.lead);
  assert.ok((await on('2025-01-01'))?.lead);
  const { boroughLinksOn } = await import('./index.ts');
  const mapped = (day: string) =>
    run(async (tx) =>
      (await boroughLinksOn(tx, day)).filter((link) => link.other === borough).map((link) => link.unit),
    );
  assert.deepEqual(await mapped('2010-01-01'), [first]);
  assert.deepEqual(await mapped('2025-01-01'), [second]);
});

test('REC-02.3 active people are placed in a post and a line; those without, and those posted twice, are listed', async () => {
  const [bare, twice, boss] = await run(async (tx) => {
    const team = await openUnit(tx, { name: 'Gap Team', kind: 'team', from: '2010-01-01', source });
    const chief = await known(tx, '1301', 'Gale');
    const nobody = await known(tx, '1302', 'Hart');
    const both = await known(tx, '1303', 'Ives');
    for (const each of [chief, nobody, both]) await serving(tx, each, '2020-01-01');
    await changePost(tx, { person: chief, unit: team, from: '2020-01-01', source });
    await changePost(tx, { person: both, unit: team, from: '2020-01-01', source });
    await changePost(tx, { person: both, unit: team, isSecond: true, from: '2021-01-01', source });
    await changeLine(tx, { person: both, supervisor: chief, from: '2020-01-01', source });
    return [nobody, both, chief] as const;
  });
  const gapsOf = (person: string, day: string) =>
    run(async (tx) => (await placementGaps(tx, day)).filter((gap) => gap.person === person).map((gap) => gap.gap));
  assert.deepEqual(await gapsOf(bare, '2026-03-06'), ['no-supervisor', 'unposted']);
  assert.deepEqual(await gapsOf(twice, '2026-03-06'), ['double-posted']);
  assert.deepEqual(await gapsOf(twice, '2020-06-01'), []);
  assert.deepEqual(await gapsOf(boss, '2026-03-06'), ['no-supervisor']);
  assert.equal(
    await refused((tx) => changeLine(tx, { person: boss, supervisor: boss, from: '2022-01-01', source })),
    'own-supervisor',
  );
  await run((tx) => leave(tx, { person: twice, on: '2026-02-01', reason: 'retired', source }));
  assert.deepEqual(await gapsOf(twice, '2026-03-06'), []);
});

test('REC-02.4 a count is carried across a restructure by shares, and the break is marked where the mapping is incomplete', async () => {
  const links = [
    { unit: 'a', other: 'x', share: null },
    { unit: 'b', other: 'x', share: 0.5 },
    { unit: 'b', other: 'y', share: 0.5 },
    { unit: 'c', other: 'z', share: 0.6 },
  ];
  const carried = carryAcross(
    new Map([
      ['a', 10],
      ['b', 4],
      ['c', 5],
      ['d', 3],
      ['e', 7],
    ]),
    links,
    new Set(['e', 'x', 'y', 'z']),
  );
  assert.deepEqual(carried.counts, [
    { unit: 'x', count: 12, isBroken: false },
    { unit: 'y', count: 2, isBroken: false },
    { unit: 'z', count: 3, isBroken: true },
    { unit: 'e', count: 7, isBroken: false },
  ]);
  assert.deepEqual(
    carried.lost.map(({ unit, count }) => [unit, Math.round(count)]),
    [
      ['c', 2],
      ['d', 3],
    ],
  );
  const [old, one] = await run(async (tx) => {
    const from = await openUnit(tx, { name: 'Old', kind: 'unit', from: '2000-01-01', source });
    const to = await openUnit(tx, { name: 'New', kind: 'unit', from: '2018-01-01', source });
    await mapUnit(tx, { unit: from, other: to, share: 0.7, from: '2018-01-01', source });
    return [from, to] as const;
  });
  assert.equal(
    await refused((tx) => mapUnit(tx, { unit: old, other: one, share: 0.4, from: '2018-01-01', source })),
    'shares-too-large',
  );
});

test('REC-02.5 who was in whose line or in the same team on the day of any event', async () => {
  const cast = await run(async (tx) => {
    const team = await openUnit(tx, { name: 'Line Team', kind: 'team', from: '2010-01-01', source });
    const people: string[] = [];
    for (const [index, name] of ['Jay', 'Kerr', 'Lane', 'Moss'].entries()) {
      const person = await known(tx, `140${index}`, name);
      await serving(tx, person, '2011-01-01');
      people.push(person);
    }
    const [worker, sergeant, inspector, mate] = people as [string, string, string, string];
    await changePost(tx, { person: worker, unit: team, from: '2011-01-01', source });
    await changePost(tx, { person: mate, unit: team, from: '2012-01-01', source });
    await changeLine(tx, { person: worker, supervisor: sergeant, from: '2011-01-01', source });
    await changeLine(tx, { person: sergeant, supervisor: inspector, from: '2011-01-01', source });
    await changeLine(tx, { person: worker, supervisor: null, from: '2015-01-01', source });
    return { worker, sergeant, inspector, mate };
  });
  const on = (day: string) =>
    run(async (tx) =>
      (await lineAndTeamOn(tx, cast.worker, day)).map((near) => [near.person, near.relation, near.steps]),
    );
  assert.deepEqual(
    new Set((await on('2013-01-01')).map(String)),
    new Set(
      [
        [cast.sergeant, 'above', 1],
        [cast.inspector, 'above', 2],
        [cast.mate, 'team', 0],
      ].map(String),
    ),
  );
  assert.deepEqual(await on('2016-01-01'), [[cast.mate, 'team', 0]]);
  assert.deepEqual(
    (await run((tx) => lineAndTeamOn(tx, cast.inspector, '2013-01-01'))).map((near) => near.relation),
    ['below', 'below'],
  );
});

test('nobody is ever deleted: no login may, and the table refuses its owner too', async () => {
  const [person] = await run((tx) => insertSubjects(tx, [{ kind: 'person', source }]));
  for (const login of ['staff', 'clerks', 'eraser', 'migrator'] as const) {
    const act = login === 'staff' ? ({ actor: person!, face: 'staff' } as const) : clerk;
    await assert.rejects(
      inTransaction(ground, login, act, (tx) => query(tx, sql`delete from people.subject where id = ${person!}`)),
      /permission denied|append-only/,
      login,
    );
  }
});
