/** Somebody is away: what they owe is held by whoever may, comes back after, and a delay counts against nobody unjustly. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { insertTies } from '../people/index.ts';
import { insertDuty, listOpenDuties } from './index.ts';

let world: StaffWorld;
let reviewer: Someone;
let deputy: Someone;
let boss: Someone;
let subject: Someone;
let other: Someone;
let head: Someone;

const away = {
  'from-day': '10',
  'from-month': '3',
  'from-year': '2026',
  'to-day': '20',
  'to-month': '3',
  'to-year': '2026',
};

before(async () => {
  world = await staffWorld();
  boss = await world.person('Bo Boss', { roles: ['assessor'] });
  reviewer = await world.person('Asha Bell', { roles: ['assessor'], under: boss });
  deputy = await world.person('Dee Putty', { roles: ['assessor'] });
  subject = await world.person('Robin Clay');
  other = await world.person('Other Person');
  head = await world.person('Tess Wray', { roles: ['head-of-standards'] });
  await world.person('Ola Finch', { roles: ['overseer'] });
  // The deputy may not read about one of the two.
  await world.clerk((tx) =>
    insertTies(tx, [
      { person: deputy.id, counterpart: other.id, kind: 'friend', declared: true, source: 'declaration' },
    ]),
  );
  for (const about of [subject, other]) await world.clerk((tx) => owe(tx, about.id));
});
after(() => world.close());

const owe = (
  tx: Parameters<typeof insertDuty>[0],
  about: string,
  more: Partial<Parameters<typeof insertDuty>[1]> = {},
) =>
  insertDuty(tx, {
    kind: 'follow-up:outcome',
    title: `Follow up what was agreed about ${about === subject.id ? 'the first' : 'the second'}`,
    about,
    visibility: 'guarded',
    ladder: [{ person: reviewer.id, from: tx.today, due: '2026-03-12' }],
    consequence: 'Left undone, it climbs.',
    raisedOn: tx.today,
    ...more,
  });
const home = async (name: string) => (await world.browser(name).get('/')).text;
const holders = async () =>
  new Map(
    (await world.clerk((tx) => listOpenDuties(tx))).map((duty) => [`${duty.about}${duty.visibility}`, duty.ladder[0]!]),
  );

test('recording days away: oneself or one’s line, with words for what is wrong', async () => {
  const browser = world.browser('Asha Bell');
  const send = (fields: Readonly<Record<string, string>>) =>
    browser.post('/absence', { act: 'record', number: '', deputy: deputy.number, ...away, ...fields });
  assert.match((await send({ 'to-month': '2' })).text, /last day away, not before the first/);
  assert.match((await send({ deputy: reviewer.number })).text, /Nobody stands in for themselves/);
  assert.match((await send({ deputy: '999' })).text, /Nobody here has this number/);
  assert.match((await send({ number: boss.number })).text, /Nobody in your line has this number/);
  assert.equal((await send({})).to, '/absence?done=recorded');
  assert.match((await send({})).text, /recorded for some of these days already/);
  assert.match(
    (await world.browser('Dee Putty').get('/absence')).text,
    /Asha Bell[\s\S]*10 March[\s\S]*20 March[\s\S]*You/,
  );
  assert.doesNotMatch((await world.browser('Robin Clay').get('/absence')).text, /Asha Bell/);
});

test('P-21 P-22 what is owed goes to the deputy, past a deputy whom a wall stops, and says for whom and until when', async () => {
  assert.match(await home('Asha Bell'), /agreed about the first/, 'before the first day it is still hers');
  world.ground.clock.setDay('2026-03-10');
  assert.doesNotMatch(await home('Asha Bell'), /agreed about/);
  const stands = await home('Dee Putty');
  assert.match(stands, /agreed about the first[\s\S]*For Asha Bell, until 20 March 2026/);
  assert.doesNotMatch(stands, /agreed about the second/, 'a tie to the second: not even its title');
  assert.match(await home('Bo Boss'), /agreed about the second[\s\S]*For Asha Bell/);
  assert.doesNotMatch(await home('Bo Boss'), /agreed about the first/);
  const found = await holders();
  assert.deepEqual(
    [found.get(`${subject.id}guarded`)?.person, found.get(`${other.id}guarded`)?.person],
    [deputy.id, boss.id],
  );
});

test('P-21 nobody who asked for it, or is tied to whoever asked, comes to hold it; with nobody near it is the head of standards’', async () => {
  await world.clerk((tx) =>
    owe(tx, subject.id, { visibility: 'restricted', title: 'Restricted: nobody near is cleared' }),
  );
  const found = await holders();
  const rung = found.get(`${subject.id}restricted`);
  assert.deepEqual([rung?.role, rung?.person, rung?.for], ['head-of-standards', undefined, reviewer.id]);
  assert.match(await home('Tess Wray'), /nobody near is cleared/);
  await world.clerk((tx) =>
    insertTies(tx, [
      { person: head.id, counterpart: subject.id, kind: 'friend', declared: true, source: 'declaration' },
    ]),
  );
  assert.equal(
    (await holders()).get(`${subject.id}restricted`)?.role,
    'overseer',
    'nor a head of standards whom the wall stops',
  );
  await world.clerk((tx) => owe(tx, subject.id, { visibility: 'open', owedToPerson: deputy.id }));
  assert.equal((await holders()).get(`${subject.id}open`)?.person, boss.id, 'the deputy asked for it');
});

test('P-22 it comes back after, the delay shows who held it when, and answering in between stands', async () => {
  const [first] = (await world.clerk((tx) => listOpenDuties(tx))).filter(
    (duty) => duty.about === subject.id && duty.visibility === 'guarded',
  );
  world.ground.clock.setDay('2026-03-14');
  const late = await world.browser('Dee Putty').get(`/duties/${first!.id}`);
  assert.match(late.text, /for Asha Bell, until Friday 20 March 2026/);
  assert.match(
    late.text,
    /Who held it while its holder was away[\s\S]*Asha Bell[\s\S]*Dee Putty[\s\S]*10 March[\s\S]*14 March/,
  );
  // Back early: from that day it is hers.
  const absence = /value="([0-9a-f-]{36})"/.exec(
    (await world.browser('Asha Bell').get('/absence')).text.split('Back early')[1] ?? '',
  )?.[1];
  assert.equal(
    (await world.browser('Dee Putty').post('/absence', { act: 'end', absence: absence! })).status,
    422,
    'not for a deputy to say',
  );
  world.ground.clock.setDay('2026-03-16');
  assert.equal(
    (await world.browser('Asha Bell').post('/absence', { act: 'end', absence: absence! })).to,
    '/absence?done=ended',
  );
  assert.match(await home('Asha Bell'), /agreed about the first/);
  assert.doesNotMatch(await home('Dee Putty'), /agreed about/);
  assert.equal((await world.browser('Dee Putty').get(`/duties/${first!.id}/answer`)).status, 404);
  const page = (await world.browser('Asha Bell').get(`/duties/${first!.id}`)).text;
  assert.match(page, /Dee Putty[\s\S]*10 March[\s\S]*15 March/, 'the days of the deputy stay written');
});

test('a supervisor may say it for somebody in their line, and the last day away is the last', async () => {
  const sent = await world
    .browser('Bo Boss')
    .post('/absence', { act: 'record', number: reviewer.number, deputy: deputy.number, ...away, 'from-day': '18' });
  assert.equal(sent.to, '/absence?done=recorded', sent.text);
  world.ground.clock.setDay('2026-03-20');
  assert.match(await home('Dee Putty'), /agreed about the first/);
  world.ground.clock.setDay('2026-03-21');
  assert.doesNotMatch(await home('Dee Putty'), /agreed about the first/);
  assert.match(await home('Asha Bell'), /agreed about the first/);
});
