/** A unit over time, as a supervisor, a commander and an assessor may see it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { insertPosts, insertTies, insertUnits } from '../people/index.ts';
import { post } from '../record/index.ts';
import { insertDuty } from './index.ts';
import { countedUpTo, countMatters, unitsFor, unitsToList, withUnder } from './rules/unit-views.ts';

let world: StaffWorld;
let command: string;
let team: string;
let elsewhere: string;
let commander: Someone;
let sergeant: Someone;
let assessor: Someone;
let friend: Someone;
const constables: Someone[] = [];

before(async () => {
  world = await staffWorld();
  [command, team, elsewhere] = [
    await world.unit('North Command'),
    await world.unit('North Team'),
    await world.unit('South Team'),
  ];
  commander = await world.person('Cora Mander', { roles: ['commander'], unit: command });
  sergeant = await world.person('Sara Geant', { roles: ['supervisor'], unit: team });
  assessor = await world.person('Asha Bell', { roles: ['assessor'] });
  for (const name of ['Ann One', 'Bob Two', 'Cat Three', 'Dan Four', 'Eve Five', 'Fay Six'])
    constables.push(await world.person(name, { unit: team, under: sergeant }));
  friend = constables[0]!;
  await world.clerk((tx) =>
    insertUnits(tx, [
      {
        unit: team,
        name: 'North Team',
        kind: 'team',
        parent: command,
        lead: sergeant.id,
        validFrom: '2001-01-01',
        source: 'hr',
      },
    ]),
  );
  await world.clerk((tx) =>
    insertTies(tx, [
      { person: assessor.id, counterpart: friend.id, kind: 'friend', declared: true, source: 'declaration' },
    ]),
  );
  // Somebody who left the team last year.
  const left = await world.person('Gus Gone', { unit: elsewhere });
  await world.clerk((tx) =>
    insertPosts(tx, [{ person: left.id, unit: team, validFrom: '2015-01-01', validTo: '2025-06-30', source: 'hr' }]),
  );
  for (const each of constables.slice(1)) await matter(each, '2025-11-10');
  await matter(constables[1]!, '2025-12-10');
});
after(() => world.close());

const matter = (about: Someone, knownOn: string, more: Partial<Parameters<typeof post>[1]> = {}) =>
  world.clerk((tx) =>
    post(tx, {
      kind: 'matter',
      source: 'public-complaint',
      type: 'incivility',
      step: 'raise',
      knownOn,
      happenedFrom: knownOn,
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: about.id }],
      summary: 'Said to have been rude.',
      ...more,
    }),
  );
const page = (name: string, unit: string, search = '') => world.browser(name).get(`/units/${unit}${search}`);
/** The figure of a label. */
const figure = (text: string, label: string): string | undefined => {
  const plain = text
    .replace(/<[^>]+>/g, '|')
    .replace(/\s+/g, ' ')
    .replace(/(\| ?)+/g, '|');
  return new RegExp(`\\|${label}\\|([^|]+)\\|`).exec(plain)?.[1]?.trim();
};

test('a supervisor and a commander open their own units and those under them; others are not there', async () => {
  assert.equal((await page('Sara Geant', team)).status, 200);
  assert.equal((await page('Sara Geant', command)).status, 404);
  assert.equal((await page('Cora Mander', team)).status, 200, 'under the command');
  assert.equal((await page('Cora Mander', elsewhere)).status, 404);
  assert.equal((await page('Asha Bell', elsewhere)).status, 200);
  assert.equal((await page('Ann One', team)).status, 403, 'a constable has no such page');
  const list = (await world.browser('Cora Mander').get('/units')).text;
  assert.match(list, /North Team/);
  assert.doesNotMatch(list, /South Team/);
});

test('people, line and tenure stand there on any day; links only for a reader whom no wall stops', async () => {
  const commandView = (await page('Cora Mander', team)).text;
  assert.match(commandView, /Ann One[\s\S]*Constable[\s\S]*Sara Geant/);
  assert.doesNotMatch(commandView, /href="\/people\//, 'no way from a commander to a record');
  const reader = (await page('Asha Bell', team)).text;
  assert.match(reader, new RegExp(`href="/people/${constables[1]!.id}"`));
  assert.doesNotMatch(reader, new RegExp(`href="/people/${friend.id}"`));
  assert.match(reader, /Ann One/);
  const earlier = (await page('Sara Geant', team, '?as-at-day=1&as-at-month=5&as-at-year=2025')).text;
  assert.match(earlier, /Gus Gone/);
  assert.doesNotMatch((await page('Sara Geant', team)).text, /Gus Gone/);
});

test('matters are counted once, small numbers are not shown, and nothing sealed, covert, ruled out or touching the viewer counts', async () => {
  assert.equal(figure((await page('Cora Mander', team)).text, 'open matters'), '6');
  assert.match((await page('Cora Mander', team)).text, /Incivility<[\s\S]*?>6<[\s\S]*?>5</);
  await matter(constables[2]!, '2025-12-20', { visibility: 'sealed' });
  await matter(friend, '2025-12-21');
  assert.equal(
    figure((await page('Asha Bell', team)).text, 'open matters'),
    '6',
    'a friend’s matters are not counted for the friend',
  );
  assert.equal(figure((await page('Cora Mander', team)).text, 'open matters'), '7');
  // As known on a day on which there were fewer than five: not shown, whoever asks.
  const early = '?as-at-day=20&as-at-month=11&as-at-year=2025';
  assert.equal(
    figure((await page('Cora Mander', team, early)).text, 'open matters'),
    '0',
    'counted to the end of October',
  );
  assert.equal(figure((await page('Asha Bell', team, early)).text, 'open matters'), '5');
  assert.equal(figure((await page('Cora Mander', team)).text, 'left in the year before'), 'not shown');
  // Who leads the command is in it: what is about them is no part of what they are shown.
  await matter(commander, '2025-12-22');
  assert.equal(figure((await page('Cora Mander', command)).text, 'open matters'), '7');
  assert.equal(figure((await page('Asha Bell', command)).text, 'open matters'), '7');
});

test('what is late is what the viewer may know of, and each table is a spreadsheet', async () => {
  await world.clerk((tx) =>
    insertDuty(tx, {
      kind: 'follow-up:outcome',
      title: 'Follow up what was agreed',
      about: constables[1]!.id,
      visibility: 'guarded',
      ladder: [{ person: sergeant.id, from: '2026-02-01', due: '2026-02-10' }],
      consequence: 'It climbs.',
      raisedOn: '2026-02-01',
    }),
  );
  assert.match((await page('Sara Geant', team)).text, /Follow up what was agreed[\s\S]*Bob Two[\s\S]*days late/);
  assert.match((await page('Cora Mander', team)).text, /Nothing is late/);
  const csv = (await page('Cora Mander', team, '/table.csv?table=0')).text;
  assert.match(csv, /^Who,Rank and role,Unit,There for,Supervised by/);
  assert.match(csv, /Ann One/);
  assert.equal((await page('Cora Mander', elsewhere, '/table.csv')).status, 404);
});

test('a long list of units shows the topmost and those right under them; the others are found by part of their name', () => {
  const unit = (name: string, parent: string | null) => ({ unit: name, name, parent, lead: null });
  const teams = Array.from({ length: 60 }, (_, n) => unit(`Team ${n}`, n % 2 === 0 ? 'North' : 'South'));
  const all = [unit('Force', null), unit('North', 'Force'), unit('South', 'Force'), ...teams];
  const every = new Set(all.map((each) => each.unit));
  const listed = (open: ReadonlySet<string>, typed: string) => unitsToList(all, open, typed).map((each) => each.name);
  assert.deepEqual(listed(every, ''), ['Force', 'North', 'South']);
  assert.equal(listed(every, ' team 5 ').length, 11, 'five, and fifty to fifty-nine');
  assert.deepEqual(listed(every, 'TEAM 59'), ['Team 59']);
  assert.deepEqual(listed(every, 'none such'), []);
  const few = new Set(withUnder(all, 'North'));
  assert.equal(listed(few, '').length, 31, 'few are all shown');
  assert.deepEqual(listed(few, 'South'), [], 'what is not open is not found');
});

test('control: counting and choosing units by hand', () => {
  const units = [
    { unit: 'a', parent: null, lead: null },
    { unit: 'b', parent: 'a', lead: 'me' },
    { unit: 'c', parent: 'b', lead: null },
    { unit: 'd', parent: 'a', lead: null },
  ];
  const viewer = { persons: ['me'], roles: ['commander'], postedTo: ['d'] };
  assert.deepEqual([...unitsFor(units, viewer)].sort(), ['b', 'c', 'd']);
  assert.deepEqual([...unitsFor(units, { ...viewer, roles: ['overseer'] })].length, 4);
  const counted = countMatters([
    { id: '1', type: 'x', subject: 'p', isOpen: true },
    { id: '1', type: 'x', subject: 'q', isOpen: true },
    { id: '2', type: 'x', subject: 'q', isOpen: false },
    { id: '3', type: 'x', subject: 'q', isOpen: false },
  ]);
  assert.deepEqual(
    [counted.matters, counted.open, counted.people, counted.clusters[0]],
    [3, 1, 2, { type: 'x', matters: 3, people: 2 }],
  );
  assert.equal(countedUpTo('2026-03-06'), '2026-02-28');
  assert.equal(countedUpTo('2026-01-31'), '2025-12-31');
});
