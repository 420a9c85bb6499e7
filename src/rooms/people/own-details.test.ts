/** What people say about themselves: ties that wall at once, returns, characteristics that nobody reads one by one; payroll compared. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../../tests/database.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { inTransaction, mustTransact, query, sql, type Tx } from '../../platform/transaction.ts';
import {
  addWorkingDays,
  changePost,
  characteristicCompleteness,
  completenessTargets,
  declareTie,
  derivedTies,
  endTie,
  giveCharacteristic,
  insertCharacteristics,
  insertCompletenessTarget,
  insertServices,
  isWeak,
  knowPerson,
  lastReturns,
  measureCharacteristic,
  myCharacteristicAnswers,
  openUnit,
  reconcilePayroll,
  renewTie,
  returnNothing,
  storedTies,
  tiesOf,
} from './index.ts';

let ground: TestGround;
before(async () => {
  ground = await testGround({ today: '2026-03-06' });
});
after(() => ground.close());

const clerk = { actor: null, face: 'clerk' } as const;
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => mustTransact(ground, 'clerks', clerk, work);
const as = <T>(actor: string, work: (tx: Tx) => Promise<T>) =>
  inTransaction(ground, 'staff', { actor, face: 'staff' }, work);
const mustAs = async <T>(actor: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const result = await as(actor, work);
  assert.ok(!isRefusal(result), isRefusal(result) ? result.words : '');
  return result as T;
};
const refusedAs = async (actor: string, work: (tx: Tx) => Promise<unknown>): Promise<string> => {
  const result = await as(actor, work);
  assert.ok(isRefusal(result), 'must be refused');
  return `${result.code}: ${result.words}`;
};
async function person(tx: Tx, number: string, family: string): Promise<string> {
  const found = await knowPerson(tx, {
    identifiers: [{ scheme: 'payroll', value: number }],
    given: 'Lee',
    family,
    source: 'hr',
  });
  await insertServices(tx, [
    { person: found.person, category: 'officer', status: 'active', validFrom: '2015-01-01', source: 'hr' },
  ]);
  return found.person;
}

test('REC-07.1 interests, relationships, gifts and debts are declared with dates and mitigation, wall at once, and are renewed yearly', async () => {
  const [me, friend] = await run(async (tx) => {
    const made = [
      await person(tx, '31', 'Oates'),
      await person(tx, '32', 'Price'),
      await person(tx, '33', 'Same'),
      await person(tx, '34', 'Same'),
    ];
    await knowPerson(tx, {
      identifiers: [{ scheme: 'crime-party', value: 'V99' }],
      given: 'Lee',
      family: 'Outside',
      source: 'crime-report',
    });
    return made as [string, string, string, string];
  });
  const tie = { kind: 'friend', isOutside: false, from: '2019-05-01', mitigation: 'Works on another borough' } as const;
  const several = await refusedAs(me, (tx) => declareTie(tx, { ...tie, who: 'Lee Same' }));
  const nobody = await refusedAs(me, (tx) => declareTie(tx, { ...tie, who: 'Lee Nobody' }));
  const notStaff = await refusedAs(me, (tx) => declareTie(tx, { ...tie, who: 'Lee Outside' }));
  assert.deepEqual([several, notStaff], [nobody, nobody], 'the same words whoever is or is not here');
  const id = await mustAs(me, (tx) => declareTie(tx, { ...tie, who: 'Lee Price' }));
  const whyTied = () =>
    run(async (tx) => (await tiesOf(tx, friend, tx.today)).find((each) => each.counterpart === me)?.why);
  assert.equal(await whyTied(), 'declared tie');
  await mustAs(me, (tx) =>
    declareTie(tx, { who: 'Riverside Cars', isOutside: true, kind: 'gift', evidence: 'A dinner, 80 pounds' }),
  );
  const mine = async () =>
    (await mustAs(me, (tx) => storedTies(tx, [me]))).map((each) => [
      each.kind,
      each.valid_from,
      each.valid_to,
      each.mitigation,
      each.review_due,
    ]);
  assert.deepEqual(await mine(), [
    ['gift', '2026-03-06', null, null, '2027-03-06'],
    ['friend', '2019-05-01', null, 'Works on another borough', '2027-03-06'],
  ]);
  ground.clock.setDay('2027-02-01');
  assert.match(await refusedAs(friend, (tx) => renewTie(tx, id)), /no-such-tie/);
  const renewed = await mustAs(me, (tx) => renewTie(tx, id, 'Moved to another command'));
  await mustAs(me, (tx) => endTie(tx, renewed, '2027-01-31'));
  assert.deepEqual((await mine())[1], ['friend', '2019-05-01', '2027-01-31', 'Moved to another command', null]);
  assert.equal(await whyTied(), 'declared tie', 'it goes on walling for three years');
  await mustAs(friend, (tx) => returnNothing(tx));
  const returns = await run((tx) => lastReturns(tx, tx.today));
  assert.equal(returns.find((each) => each.person === friend)?.nothing, true);
  await assert.rejects(
    as(me, (tx) =>
      query(
        tx,
        sql`insert into people.tie_return (id, person, returned_on, nothing, source, recorded_at, recorded_by, salt)
      values (${tx.ids.next()}, ${friend}, '2027-02-01', true, 'x', ${tx.at}, ${me}, ${tx.ids.bytes(16)})`,
      ),
    ),
    /row-level security/,
    'nobody makes a return in another name',
  );
  ground.clock.setDay('2027-02-02');
});

test('ties worked out from postings come with the unit and the days', async () => {
  const [one, two, unit] = await run(async (tx) => {
    const team = await openUnit(tx, { name: 'Tie Team', kind: 'team', from: '2010-01-01', source: 'hr' });
    const made = [await person(tx, '41', 'Quill'), await person(tx, '42', 'Rudd')];
    await changePost(tx, { person: made[0]!, unit: team, from: '2015-01-01', source: 'hr' });
    await changePost(tx, { person: made[1]!, unit: team, from: '2018-03-01', source: 'hr' });
    return [made[0]!, made[1]!, team] as const;
  });
  assert.deepEqual(await run((tx) => derivedTies(tx, one, '2020-01-01')), [
    { counterpart: two, how: 'shared posting', unit, shared_from: '2018-03-01', shared_to: '2020-01-01' },
  ]);
});

test('REC-11.1 each characteristic is given or declined by the person; prefer not to say, not asked and unknown stay apart', async () => {
  const [me] = await run(async (tx) => [await person(tx, '51', 'Shaw')]);
  const other = await run((tx) => person(tx, '52', 'Todd'));
  await mustAs(me!, (tx) => giveCharacteristic(tx, { characteristic: 'religion', answer: { value: 'Sikh' } }));
  await mustAs(me!, (tx) => giveCharacteristic(tx, { characteristic: 'disability', answer: 'declined' }));
  assert.match(
    await refusedAs(me!, (tx) => giveCharacteristic(tx, { characteristic: 'religion', answer: { value: 'Jedi' } })),
    /unknown-value/,
  );
  const answers = await mustAs(me!, (tx) => myCharacteristicAnswers(tx));
  assert.deepEqual(
    answers.map((each) => [each.characteristic, each.status]),
    [
      ['disability', 'prefer-not-to-say'],
      ['religion', 'given'],
    ],
  );
  await mustAs(me!, (tx) => giveCharacteristic(tx, { characteristic: 'religion', answer: 'declined' }));
  assert.equal(
    (await mustAs(me!, (tx) => myCharacteristicAnswers(tx)))[1]!.status,
    'prefer-not-to-say',
    'an answer can be taken back',
  );
  const forOther = { characteristic: 'sex', basis: 'self', status: 'given', value: 'Male', source: 'x' } as const;
  await assert.rejects(
    as(me!, (tx) => insertCharacteristics(tx, [{ ...forOther, person: other }])),
    /row-level security/,
  );
  await run((tx) => insertCharacteristics(tx, [{ ...forOther, status: 'unknown', value: null, person: other }]));
  const statuses = await run((tx) =>
    query(tx, sql<{ status: string }>`select distinct status from people.characteristic order by 1`),
  );
  assert.deepEqual(
    statuses.map((row) => row.status),
    ['given', 'prefer-not-to-say', 'unknown'],
  );
});

test('REC-11.2 self-described and perceived stand in different fields, and a measure that mixes them is refused', async () => {
  const me = await run((tx) => person(tx, '61', 'Usher'));
  const mixed = await refusedAs(me, (tx) =>
    measureCharacteristic(
      tx,
      [
        { characteristic: 'ethnicity', basis: 'self' },
        { characteristic: 'ethnicity', basis: 'perceived' },
      ],
      '2027-02-01',
    ),
  );
  assert.match(mixed, /bases-mixed/);
  await assert.rejects(
    as(me, (tx) =>
      insertCharacteristics(tx, [
        { person: me, characteristic: 'ethnicity', basis: 'perceived', status: 'given', value: 'White', source: 'x' },
      ]),
    ),
    /row-level security/,
    'nobody writes down what they think they see',
  );
});

test('REC-11.3 no login of a case reader can read a single value; counts come without small cells', async () => {
  const people = await run(async (tx) => {
    const made: string[] = [];
    for (let i = 0; i < 20; i += 1) made.push(await person(tx, `7${String(i).padStart(2, '0')}`, 'Vance'));
    const unit = await openUnit(tx, { name: 'Count Team', kind: 'team', from: '2010-01-01', source: 'hr' });
    for (const each of made) await changePost(tx, { person: each, unit, from: '2016-01-01', source: 'hr' });
    await insertCharacteristics(
      tx,
      made.map((each, index) => ({
        person: each,
        characteristic: 'sex',
        basis: 'self' as const,
        status: 'given' as const,
        value: index < 9 ? 'Male' : index < 18 ? 'Female' : 'Other',
        validFrom: '2020-01-01',
        source: 'hr',
      })),
    );
    return { unit, made };
  });
  const reader = people.made[0]!;
  for (const login of ['staff', 'public', 'reporter'] as const)
    await assert.rejects(
      inTransaction(ground, login, { actor: login === 'staff' ? reader : null, face: login }, (tx) =>
        query(tx, sql`select value from people.characteristic`),
      ),
      /permission denied/,
      login,
    );
  const counts = await mustAs(reader, (tx) =>
    measureCharacteristic(tx, [{ characteristic: 'sex', basis: 'self' }], '2027-02-01', people.unit),
  );
  assert.deepEqual(
    counts.map((row) => [row.value, row.people]),
    [
      ['Female', null],
      ['Male', 9],
      ['Other', null],
    ],
  );
});

test('REC-11.5 completeness of each characteristic by unit, with a target, an owner and a trend', async () => {
  const find = async (day: string) =>
    (await run((tx) => characteristicCompleteness(tx, day))).filter((row) => row.unit !== null && row.serving === 20);
  const now = await find('2027-02-01');
  assert.deepEqual(
    now.find((row) => row.characteristic === 'sex'),
    { ...now[0], characteristic: 'sex', serving: 20, given: 20 },
  );
  assert.equal(now.find((row) => row.characteristic === 'religion')?.given, 0);
  assert.equal(
    (await find('2019-06-01')).find((row) => row.characteristic === 'sex')?.given,
    0,
    'the trend looks back',
  );
  assert.deepEqual([isWeak(0.3), isWeak(0.31), isWeak(null)], [false, true, true]);
  const keeper = await run((tx) => person(tx, '81', 'Wick'));
  const unit = now[0]!.unit!;
  await mustAs(keeper, (tx) =>
    insertCompletenessTarget(tx, { characteristic: 'sex', unit, percent: 90, ownerRole: 'commander' }),
  );
  const targets = await run((tx) => completenessTargets(tx, tx.today));
  assert.deepEqual(
    targets.map((each) => [each.characteristic, each.unit, each.percent, each.owner_role]),
    [['sex', unit, 90, 'commander']],
  );
});

test('heads and full-time equivalents are held against a payroll file, each difference with an owner', async () => {
  const fresh = await testGround({ today: '2026-03-06' });
  try {
    const found = await mustTransact(fresh, 'clerks', clerk, async (tx) => {
      const unit = await openUnit(tx, { name: 'Pay Team', kind: 'team', from: '2010-01-01', source: 'hr' });
      const half = await person(tx, 'P1', 'Half');
      await changePost(tx, { person: half, unit, fraction: 0.5, from: '2015-01-01', source: 'hr' });
      await person(tx, 'P2', 'Whole');
      await person(tx, 'P3', 'Unpaid');
      return reconcilePayroll(tx, {
        fileName: 'march.csv',
        scheme: 'payroll',
        asAt: '2026-03-01',
        rows: [
          { number: 'P1', fte: 0.8 },
          { number: 'P2', fte: 1, category: 'staff' },
          { number: 'P2', fte: 1 },
          { number: 'P9', fte: 1 },
        ],
      });
    });
    assert.deepEqual([found.heads_here, found.heads_there, found.fte_here, found.fte_there], [3, 3, 2.5, 3.8]);
    assert.deepEqual(
      found.differences.map((each) => [each.kind, each.number, each.here, each.there]),
      [
        ['fte-differs', 'P1', '0.5', '0.8'],
        ['category-differs', 'P2', 'officer', 'staff'],
        ['listed-twice', 'P2', '', '1 again'],
        ['only-in-payroll', 'P9', 'not here', '1'],
        ['only-here', 'P3', '1', 'not in the file'],
      ],
    );
    assert.ok(found.differences.every((each) => each.owner !== ''));
  } finally {
    await fresh.close();
  }
});

test('working days leave out weekends and bank holidays', () => {
  assert.equal(addWorkingDays('2026-03-06', 5), '2026-03-13');
  assert.equal(addWorkingDays('2026-04-01', 5), '2026-04-10', 'Good Friday and Easter Monday are not counted');
});
