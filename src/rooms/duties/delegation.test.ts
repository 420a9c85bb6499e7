/** A decision of the chief officer taken by somebody else: under an instrument that stands, by somebody of the rank, or not at all. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { insertDelegation, insertGrant, listDelegations } from '../access/index.ts';
import { insertPosts } from '../people/index.ts';
import { insertDuty, listAnswers } from './index.ts';

let world: StaffWorld;
let chief: Someone;
let inspector: Someone;
let constable: Someone;
let subject: Someone;

const days = {
  'from-day': '10',
  'from-month': '3',
  'from-year': '2026',
  'to-day': '20',
  'to-month': '3',
  'to-year': '2026',
};

before(async () => {
  world = await staffWorld();
  chief = await world.person('Charlie Chief', { roles: ['chief-officer'] });
  inspector = await world.person('Ira Inspector', { roles: ['assessor'] });
  constable = await world.person('Con Stable', { roles: ['assessor'] });
  await world.person('Sam Staff', { roles: ['head-of-standards'] });
  subject = await world.person('Robin Clay');
  const unit = await world.unit('Standards');
  await world.clerk((tx) =>
    insertPosts(tx, [
      { person: inspector.id, unit, rank: 'Detective Chief Inspector', validFrom: '2020-01-01', source: 'hr' },
    ]),
  );
});
after(() => world.close());

const owe = () =>
  world.clerk((tx) =>
    insertDuty(tx, {
      kind: 'review:severity',
      title: 'Review how grave it is',
      about: subject.id,
      visibility: 'guarded',
      ladder: [
        { role: 'assessor', from: '2026-03-01', due: '2026-03-30' },
        { role: 'head-of-standards', from: '2026-03-01', due: '2026-03-30' },
      ],
      consequence: 'It climbs.',
      raisedOn: '2026-03-01',
    }),
  );
const decide = async (name: string, duty: string) =>
  world
    .browser(name)
    .post(`/duties/${duty}/answer`, { outcome: 'stands', reason: 'I read the whole record and it is low level.' });
const sign = (more: Readonly<Record<string, string | readonly string[]>> = {}, by = 'Charlie Chief') =>
  world.browser(by).post('/delegations', {
    act: 'sign',
    powers: ['severity-assessment'],
    number: inspector.number,
    role: '',
    floor: 'chief inspector',
    ...days,
    words: 'So that matters are assessed while I am away.',
    ...more,
  });

test('before any instrument is signed a decision is taken, and says that none was', async () => {
  const duty = await owe();
  assert.equal((await decide('Con Stable', duty)).to, `/duties/${duty}`);
  assert.match(
    (await world.browser('Sam Staff').get(`/duties/${duty}`)).text,
    /no instrument of delegation was signed/,
  );
});

test('only whoever holds the power signs it away, in their own name, and never below the rank of its source', async () => {
  assert.equal((await sign({}, 'Sam Staff')).status, 403);
  assert.match((await sign({ floor: 'sergeant' })).text, /Not below chief inspector/);
  assert.match((await sign({ powers: [] })).text, /Choose what is delegated/);
  assert.match((await sign({ number: chief.number })).text, /Nobody delegates to themselves/);
  assert.match((await sign({ role: 'assessor' })).text, /not both/);
  assert.match((await sign({ 'to-year': '2027', 'to-month': '4' })).text, /A year at most/);
  await assert.rejects(
    world.as(inspector, (tx) =>
      insertDelegation(tx, {
        toPerson: constable.id,
        toRole: null,
        powers: ['suspension'],
        rankFloor: 'constable',
        staffEquivalent: null,
        source: 'x',
        validFrom: tx.today,
        validTo: tx.today,
        words: 'Because I say so myself',
        delegator: chief.id,
      }),
    ),
    /row-level security/,
    'the database lets nobody sign in another’s name',
  );
  assert.equal((await sign()).to, '/delegations?done=signed');
  const page = (await world.browser('Con Stable').get('/delegations')).text;
  assert.match(page, /Ira Inspector[\s\S]*Charlie Chief/);
  assert.match(page, /not yet: ask your legal adviser/);
  assert.doesNotMatch(page, /Sign an instrument/);
});

test('outside its days, below its rank or without one the decision is refused, in words; within it names the instrument', async () => {
  const duty = await owe();
  assert.match((await decide('Ira Inspector', duty)).text, /the instrument begins on 2026-03-10/);
  world.ground.clock.setDay('2026-03-10');
  assert.match((await decide('Con Stable', duty)).text, /no instrument delegates it to you/);
  assert.equal((await decide('Ira Inspector', duty)).to, `/duties/${duty}`);
  const [answer] = await world.clerk((tx) => listAnswers(tx, [duty]));
  const [instrument] = await world.clerk((tx) => listDelegations(tx));
  assert.deepEqual(answer?.detail, { right: 'delegated', instrument: instrument?.id });
  assert.match(
    (await world.browser('Sam Staff').get(`/duties/${duty}`)).text,
    /under the instrument that Charlie Chief signed/,
  );
  const next = await owe();
  world.ground.clock.setDay('2026-03-21');
  assert.match((await decide('Ira Inspector', next)).text, /the instrument ended on 2026-03-20/);
});

test('to a role: rank still counts, and police staff need words for like seniority', async () => {
  const later = { 'from-day': '21', 'to-day': '30', number: '' };
  assert.equal((await sign({ ...later, role: 'assessor' })).to, '/delegations?done=signed');
  assert.equal(
    (await sign({ ...later, role: 'head-of-standards', equivalent: 'A director of the service since 2019' })).to,
    '/delegations?done=signed',
  );
  const duty = await owe();
  assert.match((await decide('Con Stable', duty)).text, /Constable is below chief inspector/);
  assert.equal((await decide('Ira Inspector', duty)).to, `/duties/${duty}`);
});

test('revoked, it holds no longer', async () => {
  const revoke = async (words: string) => {
    const page = (await world.browser('Charlie Chief').get('/delegations')).text.split('Take one back')[1] ?? '';
    const [id] = [...page.matchAll(/<option value="([0-9a-f-]{36})"[^>]*>[^<]*Assessor/g)].map((found) => found[1]!);
    return world
      .browser('Charlie Chief')
      .post('/delegations', { act: 'revoke', instrument: id!, 'revoke-words': words });
  };
  assert.equal((await revoke('no')).status, 422);
  assert.equal((await revoke('I am back and assess these myself again.')).to, '/delegations?done=revoked');
  const duty = await owe();
  assert.match((await decide('Ira Inspector', duty)).text, /the instrument was revoked on 2026-03-21/);
});

test('the chief officer decides in their own right, and a delegate passes nothing on', async () => {
  await world.clerk((tx) =>
    insertGrant(tx, { person: chief.id, role: 'assessor', validFrom: '2026-01-01', reason: 'for the test' }),
  );
  const duty = await owe();
  assert.equal((await decide('Charlie Chief', duty)).to, `/duties/${duty}`);
  assert.equal((await sign({ number: constable.number }, 'Ira Inspector')).status, 403);
});
