/** Ties as a weapon: the wall stands at once, and somebody outside looks at it in the same commit. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { listOpenDuties, owePeopleDuties } from './index.ts';
import { whyLookAtTies } from './rules/tie-alarms.ts';

let world: StaffWorld;
let subject: Someone;
const assessors: Someone[] = [];

before(async () => {
  world = await staffWorld();
  world.ground.beforeCommit.push(owePeopleDuties);
  subject = await world.person('Robin Clay');
  for (const name of ['First Assessor', 'Second Assessor', 'Third Assessor'])
    assessors.push(await world.person(name, { roles: ['assessor'] }));
  await world.person('Vera Vetting', { roles: ['vetting-officer'] });
  await world.person('Ola Finch', { roles: ['overseer'] });
});
after(() => world.close());

const declare = (who: Someone, by = 'Robin Clay') =>
  world
    .browser(by)
    .post('/me', { act: 'declare', 'declare-who': who.number, 'declare-where': 'inside', 'declare-kind': 'friend' });
const about = async (kind: string) =>
  (await world.clerk((tx) => listOpenDuties(tx))).filter((duty) => duty.kind === kind && duty.about === subject.id);

test('P-21 one tie declared in good time is nobody’s question', async () => {
  assert.equal((await declare(assessors[0]!)).to, '/me?done=declared');
  assert.deepEqual(await about('review:ties'), []);
  assert.deepEqual(await about('review:no-assessor'), []);
});

test('P-21 a tie to somebody who has work on them already: the wall stands, and somebody outside looks, told how many it stops', async () => {
  await world.assign(assessors[1]!, subject);
  assert.equal((await world.browser('Second Assessor').get(`/people/${subject.id}`)).status, 200);
  assert.equal((await declare(assessors[1]!)).to, '/me?done=declared');
  assert.equal(
    (await world.browser('Second Assessor').get(`/people/${subject.id}`)).status,
    404,
    'the wall stands at once',
  );
  const [duty] = await about('review:ties');
  assert.match(duty!.title, /who had work on them already\. 2 of 4 who could read the record are walled/);
  assert.deepEqual(
    duty!.ladder.map((rung) => rung.role),
    ['vetting-officer', 'head-of-standards', 'overseer'],
  );
  const home = (await world.browser('Vera Vetting').get('/')).text;
  assert.match(home, /Look at ties that somebody declared/);
  assert.doesNotMatch(
    (await world.browser('Robin Clay').get('/')).text,
    /Look at ties/,
    'not for whoever declared them',
  );
  const done = await world.browser('Vera Vetting').post(`/duties/${duty!.id}/answer`, {
    outcome: 'not-shown',
    reason: 'Neither could say when they met; the third assessor works on it meanwhile.',
  });
  assert.equal(done.to, `/duties/${duty!.id}`, done.text);
});

test('P-21 when no assessor is left the overseer is asked at once who does the work: never a dead end', async () => {
  assert.equal((await declare(assessors[2]!)).to, '/me?done=declared');
  const [duty] = await about('review:no-assessor');
  assert.deepEqual(
    duty!.ladder.map((rung) => rung.role),
    ['overseer'],
  );
  assert.match(duty!.title, /3 of 4 who could read the record are walled/);
  assert.match((await world.browser('Ola Finch').get('/')).text, /No assessor is left who is not tied/);
  assert.match((await about('review:ties'))[0]!.title, /Ties are declared to 3 of those who could read/);
  // Another tie does not ask the same again.
  await declare(await world.person('Some Friend'));
  assert.equal((await about('review:no-assessor')).length, 1);
});

test('control: ties within the limits raise nothing, one past each limit does', () => {
  const ties = { declared_now: 1, declared: 12, readers_declared: 2, after_work: 0 };
  assert.equal(whyLookAtTies(ties), null);
  assert.equal(whyLookAtTies({ ...ties, declared_now: 0, after_work: 3 }), null, 'nothing was declared now');
  for (const more of [{ declared: 13 }, { readers_declared: 3 }, { after_work: 1 }])
    assert.ok(whyLookAtTies({ ...ties, ...more }), JSON.stringify(more));
});
