/** Opening a case: the words, both parties, the record, the recording test, placeholders, forms sent twice. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asTold, type CaseWorld, caseWorld, theirWords } from '../../../tests/case-world.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { query, sql } from '../../platform/transaction.ts';
import { findEntry, placeItem } from '../record/index.ts';
import { readCase } from './actions/case-file.ts';
import { openCase } from './actions/open-case.ts';

let world: CaseWorld;
before(async () => {
  world = await caseWorld();
});
after(() => world.close());

test('a case holds many allegations, each with its own words, category, subject and entry on the record', async () => {
  const other = await world.person('Other Officer');
  const opened = await world.open(world.handler, {
    subjects: [
      { who: 'number', number: world.officer.number },
      { who: 'number', number: other.number },
    ],
    allegations: [
      asTold,
      {
        words: 'The other one wrote nothing down at all.',
        category: 'mishandled-report',
        features: [],
        about: 1,
        from: null,
        to: null,
      },
    ],
  });
  const file = (await world.must(world.handler, (tx) => readCase(tx, opened.id)))!;
  assert.deepEqual(
    file.allegations.map((each) => each.words),
    [theirWords, 'The other one wrote nothing down at all.'],
  );
  assert.deepEqual(
    file.allegations.map((each) => each.category),
    ['incivility', 'mishandled-report'],
  );
  assert.deepEqual(
    file.allegations.map((each) => each.about.person),
    [world.officer.id, other.id],
  );
  const complainant = file.parties.find((party) => party.role === 'complainant')!.person;
  for (const [index, subject] of [world.officer.id, other.id].entries()) {
    const entry = (await world.must(world.handler, (tx) => findEntry(tx, file.allegations[index]!.entry)))!;
    assert.equal(entry.kind, 'matter');
    assert.equal(entry.known_on, '2026-03-06');
    assert.equal(entry.finding, 'open');
    assert.deepEqual(
      new Set(entry.parties.map((party) => `${party.role} ${party.subject}`)),
      new Set([`subject ${subject}`, `reporter ${complainant}`]),
    );
    assert.equal(entry.matter, opened.id, 'several allegations are one matter');
    assert.doesNotMatch(entry.summary ?? '', /Plain|Marsh|never learn/, 'the summary names nobody and repeats nothing');
  }
});

test('P-06 nothing alters the words: the application may not, and the row is sealed where it is stored', async () => {
  const opened = await world.open(world.handler);
  for (const statement of [
    `update cases.allegation set words = 'something else'`,
    `delete from cases.allegation`,
    `truncate cases.allegation`,
  ])
    await assert.rejects(
      world.must(world.handler, (tx) => tx.client.query(statement)),
      /permission denied/,
    );
  const stored = await world.clerk((tx) =>
    tx.client.query<{ words: string }>('select words from cases.allegation where case_id = $1', [opened.id]),
  );
  assert.doesNotMatch(stored.rows[0]!.words, /never learn/);
});

test('SPEAK-02.2 the recording test of the day of receipt is applied and kept, with its criterion and its decider', async () => {
  const force = {
    words: 'He hit me with his elbow in the van.',
    category: 'excessive-force' as const,
    features: [],
    about: 0,
    from: null,
    to: null,
  };
  const cases = [
    { more: {}, isRecorded: false, version: 1, met: [] },
    { more: { criteria: ['asked'] }, isRecorded: true, version: 2, met: ['asked'] },
    { more: { allegations: [force] }, isRecorded: true, version: 2, met: ['conduct'] },
    { more: { allegations: [force], receivedOn: '2025-05-27' }, isRecorded: true, version: 1, met: ['conduct'] },
  ];
  for (const { more, isRecorded, version, met } of cases) {
    const opened = await world.open(world.handler, more);
    const file = (await world.must(world.handler, (tx) => readCase(tx, opened.id)))!;
    assert.equal(opened.isRecorded, isRecorded);
    assert.equal(file.definition.code, isRecorded ? 'complaint-schedule-3' : 'complaint-outside-schedule-3');
    assert.equal(file.definition.version, version);
    const [bound] = file.rows;
    assert.deepEqual(bound?.detail.criteria, met);
    assert.equal(bound?.decided_by, world.handler.id);
    assert.match(bound?.reasons ?? '', /Rude words only/);
    assert.equal(file.state.stage, isRecorded ? 'recorded' : 'handling');
  }
  const early = await world.act(world.handler, (tx, viewer) =>
    openCase(tx, viewer, world.given({ receivedOn: '2019-12-31' })),
  );
  assert.ok(isRefusal(early));
  assert.match(early.words, /No rules that are held here/);
});

test('SPEAK-02.5 an officer not yet identified is held with time, place and description, and chased by a day', async () => {
  const unknown = {
    who: 'not-known' as const,
    description: 'tall, beard, letters MB',
    place: 'Dock Road',
    time: 'about ten at night',
    unit: 'the van crew',
    identifyBy: '2026-03-16',
  };
  for (const wrong of [
    { place: '' },
    { time: '' },
    { description: '' },
    { identifyBy: '' },
    { identifyBy: '2026-03-06' },
  ]) {
    const refused = await world.act(world.handler, (tx, viewer) =>
      openCase(tx, viewer, world.given({ subjects: [{ ...unknown, ...wrong }] })),
    );
    assert.ok(isRefusal(refused), JSON.stringify(wrong));
  }
  const opened = await world.open(world.handler, { subjects: [unknown] });
  const file = (await world.must(world.handler, (tx) => readCase(tx, opened.id)))!;
  const party = file.parties.find((each) => each.role === 'subject')!;
  assert.deepEqual(
    [party.person, party.description, party.at_place, party.at_time, party.unit],
    [null, unknown.description, 'Dock Road', 'about ten at night', 'the van crew'],
  );
  const owed = file.owed.find((row) => row.code === 'identify-subject')!;
  assert.equal(owed.due, '2026-03-16');
  const home = await world.browser('Hana Reid').get('/');
  assert.match(home.text, /Find out who the officer is/);
  // Identified at the tray: the case knows, and the day to find out is answered.
  const [item] = await world.clerk((tx) =>
    query(tx, sql<{ id: string }>`select id from record.unplaced where entry = ${file.allegations[0]!.entry}`),
  );
  await world.must(world.handler, (tx) =>
    placeItem(tx, { item: item!.id, person: world.officer.id, reason: 'The letters on his shoulder are his' }),
  );
  const after = (await world.must(world.handler, (tx) => readCase(tx, opened.id)))!;
  assert.equal(after.allegations[0]!.about.person, world.officer.id);
  assert.doesNotMatch((await world.browser('Hana Reid').get('/')).text, /Find out who the officer is/);
  assert.equal(
    (await world.browser('Fay Friend').get(`/cases/${opened.id}`)).status,
    404,
    'the wall stands from then on',
  );
});

test('a form sent twice, at once, opens one case', async () => {
  const given = world.given();
  const both = await Promise.all(
    [1, 2].map(() => world.act(world.handler, (tx, viewer) => openCase(tx, viewer, given))),
  );
  assert.equal(both.filter((each) => !isRefusal(each) && 'reference' in each).length, 1);
  assert.equal(both.filter((each) => !isRefusal(each) && 'again' in each).length, 1);
});

test('P-21 whoever is tied may take a complaint in, does not own it, and finds nothing of it afterwards', async () => {
  const refused = await world.act(world.friend, (tx, viewer) => openCase(tx, viewer, world.given()));
  assert.ok(isRefusal(refused), 'a tied contact is refused');
  const opened = await world.open(world.friend, { contact: world.handler.number });
  assert.equal(opened.isShut, true);
  const browser = world.browser('Fay Friend');
  assert.equal((await browser.get(`/cases/${opened.id}`)).status, 404);
  assert.doesNotMatch((await browser.get('/cases')).text, new RegExp(opened.reference));
  const file = (await world.must(world.head, (tx) => readCase(tx, opened.id)))!;
  assert.deepEqual([file.ownership.person, file.ownership.role], [null, 'head-of-standards']);
});

test('an entry that stands on the record becomes a case once, and no second entry is made of it', async () => {
  const first = await world.open(world.handler);
  const entry = first.entries[0]!;
  const refused = await world.act(world.handler, (tx, viewer) =>
    openCase(tx, viewer, world.given({ fromEntry: entry })),
  );
  assert.ok(isRefusal(refused));
  assert.match(refused.words, /opened from this entry already/);
});
