/** A stopped account signs nobody in, from the next page on, until somebody opens it again. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { insertAccountStop } from '../access/index.ts';

let world: StaffWorld;
let asha: Someone;
let ada: Someone;

before(async () => {
  world = await staffWorld();
  asha = await world.person('Asha Bell', { roles: ['assessor'] });
  ada = await world.person('Ada Ministrator', { roles: ['administrator'] });
});
after(() => world.close());

test('P-02 stopped, no page is theirs from the next one on; opened, they are back', async () => {
  const admin = world.browser('Ada Ministrator');
  const send = (fields: Readonly<Record<string, string>>) => admin.post('/accounts', { act: 'stop', ...fields });
  assert.equal((await world.browser('Asha Bell').get('/')).status, 200);
  assert.match(
    (await send({ number: ada.number, reason: 'Trying this on my own account' })).text,
    /Nobody stops their own/,
  );
  assert.match((await send({ number: asha.number, reason: 'no' })).text, /Say why in a sentence/);
  assert.equal(
    (await send({ number: asha.number, reason: 'Suspended from duty this morning' })).to,
    '/accounts?done=stopped',
  );
  assert.match(
    (await send({ number: asha.number, reason: 'Suspended from duty this morning' })).text,
    /stopped already/,
  );
  for (const path of ['/', '/people', '/overrides', '/me']) {
    const met = await world.browser('Asha Bell').get(path);
    assert.equal(met.status, 403, path);
    assert.doesNotMatch(met.text, /My duties|Asha Bell/, 'nothing of what is theirs');
  }
  const id = /<option value="([0-9a-f-]{36})"/.exec((await admin.get('/accounts')).text)?.[1] ?? '';
  const opened = await admin.post('/accounts', {
    act: 'open',
    stop: id,
    'open-reason': 'The suspension was lifted today',
  });
  assert.equal(opened.to, '/accounts?done=opened', opened.text);
  assert.equal((await world.browser('Asha Bell').get('/')).status, 200);
});

test('the database lets nobody else stop an account, and nobody their own', async () => {
  await assert.rejects(
    world.as(asha, (tx) => insertAccountStop(tx, { person: ada.id, reason: 'They should not read this' })),
    /row-level security/,
  );
  await assert.rejects(
    world.as(ada, (tx) => insertAccountStop(tx, { person: ada.id, reason: 'My own account it is' })),
    /row-level security|violates check/,
  );
  assert.equal((await world.browser('Asha Bell').get('/accounts')).status, 403);
});
