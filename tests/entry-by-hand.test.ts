/** Adding an entry by hand, in the browser, with the rules that ask questions read again in the same commit. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { raiseSignals } from '../src/rooms/patterns/index.ts';
import { historyOf, listTray } from '../src/rooms/record/index.ts';
import { type Someone, type StaffWorld, staffWorld } from './staff-world.ts';

let world: StaffWorld;
let asha: Someone;
let rowan: Someone;
let kit: Someone;

before(async () => {
  world = await staffWorld();
  world.ground.beforeCommit.push(raiseSignals);
  asha = await world.person('Asha Bell', { roles: ['assessor'] });
  await world.person('Rhys Cole', { roles: ['reviewer'] });
  await world.person('Hal Orme', { roles: ['head-of-standards'] });
  rowan = await world.person('Rowan Ashdown');
  kit = await world.person('Kit Marsh');
  await world.assign(asha, rowan);
});
after(() => world.close());

const form = (more: Readonly<Record<string, string | readonly string[]>> = {}) => ({
  source: 'public-complaint',
  sourceRef: 'PC/1',
  type: 'violence',
  basis: 'account',
  finding: 'open',
  precision: 'month',
  'happened-day': '',
  'happened-month': '2',
  'happened-year': '2026',
  'known-day': '2',
  'known-month': '3',
  'known-year': '2026',
  features: ['woman', 'off-duty'],
  'reporter-who': 'unknown',
  'reporter-description': 'a neighbour',
  'affected-who': 'number',
  'affected-number': '',
  summary: 'Said to have pushed somebody to the ground outside a shop.',
  visibility: 'guarded',
  ...more,
});

const entriesOf = (person: Someone) =>
  world.as(asha, async (tx) => (await historyOf(tx, { subject: person.id, asAt: tx.today })).history.entries);

test('an entry is added by hand with three dates, both parties and its class, and the page says that it is there', async () => {
  const browser = world.browser('Asha Bell');
  const at = `/people/${rowan.id}/entries/new`;
  const empty = await browser.get(at);
  assert.match(empty.text, /Name nobody and give no address/);
  const sent = await browser.post(at, form({ 'affected-number': kit.number }));
  assert.match(sent.to ?? '', new RegExp(`^/people/${rowan.id}\\?added=`), sent.text);
  const [entry] = await entriesOf(rowan);
  assert.equal(entry?.type, 'violence');
  assert.deepEqual(
    [entry?.happenedFrom, entry?.happenedTo],
    [Date.parse('2026-02-01') / 864e5, Date.parse('2026-02-28') / 864e5],
  );
  assert.deepEqual(entry?.features, ['woman', 'off-duty']);
  assert.deepEqual(
    entry?.parties.map((party) => party.role),
    ['subject', 'affected'],
  );
  const [item] = await world.as(asha, (tx) => listTray(tx));
  assert.deepEqual([item?.role, item?.description], ['reporter', 'a neighbour']);
  const shown = await browser.get(sent.to!);
  assert.match(shown.text, /The entry is on the record\./);
  assert.match(shown.text, /It raised no question/);
});

test('SIG-01.1 a second matter from another source raises its question in the same commit, and the page says which', async () => {
  const browser = world.browser('Asha Bell');
  const sent = await browser.post(
    `/people/${rowan.id}/entries/new`,
    form({
      source: 'crime-report',
      sourceRef: 'CR/2',
      'happened-month': '1',
      'affected-who': 'nobody',
      'reporter-who': 'nobody',
    }),
  );
  const shown = await browser.get(sent.to ?? '');
  assert.match(shown.text, /With it, a question was raised for a named person to answer: repeat/);
  assert.match(shown.text, /A rule was first met here/);
});

test('what was typed is kept, and every fault stands at its own field', async () => {
  const before = (await entriesOf(rowan)).length;
  const browser = world.browser('Asha Bell');
  const at = `/people/${rowan.id}/entries/new`;
  const faulty = await browser.post(
    at,
    form({ type: '', precision: 'day', 'known-year': '2030', 'reporter-description': '', summary: 'Too short' }),
  );
  assert.equal(faulty.status, 422);
  for (const field of ['type', 'happened', 'known', 'reporter-description', 'affected-number', 'summary']) {
    assert.match(faulty.text, new RegExp(`href="#${field}"`), field);
    assert.match(faulty.text, new RegExp(`id="${field}"`), `the link to ${field} leads somewhere`);
  }
  assert.match(faulty.text, /Too short/);
  assert.match(faulty.text, /value="off-duty" checked/);
  assert.equal(/value="man" checked/.test(faulty.text), false, 'a word inside another is not ticked');
  const named = await browser.post(
    at,
    form({ 'affected-who': 'nobody', summary: 'Ashdown is said to have pushed somebody over.' }),
  );
  assert.match(named.text, /Take the name out/);
  const nobody = await browser.post(at, form({ 'affected-number': '000' }));
  assert.match(nobody.text, /Nobody here has this number/);
  const closed = await browser.post(at, form({ 'affected-who': 'nobody', finding: 'words-of-advice' }));
  assert.match(closed.text, /Log this as a low-level outcome/);
  const out = await browser.post(at, form({ 'affected-who': 'nobody', finding: 'eliminated' }));
  assert.match(out.text, /decided by two people/);
  assert.equal((await entriesOf(rowan)).length, before);
});

test('nobody adds to a record from which they are walled, nor without the role, nor without a purpose', async () => {
  const at = (person: Someone) => `/people/${person.id}/entries/new`;
  assert.equal((await world.browser('Asha Bell').get(at(asha))).status, 404);
  assert.equal((await world.browser('Rhys Cole').get(at(rowan))).status, 403);
  assert.match((await world.browser('Asha Bell').get(at(kit))).text, /Why do you need this record/);
});
