/**
 * The same house on a PostgreSQL server over TCP through DATABASE_URL, with passwords asked for: roles, migrations, posting,
 * signals, proof, and the rooms' own test files. Passing on a server that asks nobody for a password would show little.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '../bench/trust/failover/pair.ts';
import { fit, ledgeredTables } from '../src/main.ts';
import { setClock } from '../src/platform/clock.ts';
import { placeFrom } from '../src/platform/config.ts';
import { openAdmin, openServer, passwordOf } from '../src/platform/database.ts';
import { type EmbeddedServer, startEmbedded } from '../src/platform/embedded.ts';
import { seededIds } from '../src/platform/ids.ts';
import { takeCheckpoint, verifyLedger } from '../src/platform/ledger.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';
import { type Ground, makeGround, mustTransact, query, sql } from '../src/platform/transaction.ts';
import { post } from '../src/rooms/record/index.ts';
import { addPerson, complaint } from './access/world.ts';

let elsewhere: EmbeddedServer;
let folder: string;
let keys: string;
let ground: Ground;
let url: string;
const secret = 'an administrator';

/** Everybody who comes over TCP must know a password from here on. */
async function askForPasswords(port: number): Promise<void> {
  const open = openServer({ folder: keys, databaseUrl: `postgres://candour_bootstrap@127.0.0.1:${port}/postgres` });
  const admin = await openAdmin(open);
  await admin.query(`alter role candour_bootstrap password '${secret}'`);
  writeFileSync(join(folder, 'postgres', 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
  await admin.query('select pg_reload_conf()');
  await admin.end();
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candour-server-'));
  keys = mkdtempSync(join(tmpdir(), 'candour-keys-'));
  const port = await freePort();
  elsewhere = startEmbedded(folder, { durable: false, port });
  await askForPasswords(port);
  url = `postgres://candour_bootstrap:${secret}@127.0.0.1:${port}`;
  const place = { ...placeFrom({}, { DATABASE_URL: `${url}/candour_second` }), folder: keys };
  const server = openServer(place);
  await ensureDatabase(server);
  await ensureDatabase(server);
  ground = fit(makeGround(server, setClock('2026-03-06'), seededIds('second-form')));
});
after(async () => {
  await ground?.close();
  elsewhere?.stop();
  for (const each of [folder, keys]) rmSync(each, { recursive: true, force: true });
});

test('DATABASE_URL: a server over TCP takes the same migrations, roles, entries and signals, and verifies', async () => {
  const clerk = { actor: null, face: 'clerk' } as const;
  const person = await mustTransact(ground, 'clerks', clerk, (tx) => addPerson(tx, 'Elsewhere', '1'));
  await mustTransact(ground, 'clerks', clerk, (tx) => post(tx, complaint(person, '2025-01-01')));
  await mustTransact(ground, 'clerks', clerk, (tx) =>
    post(tx, complaint(person, '2025-06-01', { source: 'internal-report', type: 'bullying' })),
  );
  const fired = await mustTransact(ground, 'clerks', clerk, (tx) =>
    query(tx, sql<{ code: string }>`select code from patterns.firing where subject = ${person}`),
  );
  assert.ok(fired.some((row) => row.code === 'signal:repeat'));
  await takeCheckpoint(ground);
  const verified = await verifyLedger(ground, ledgeredTables);
  assert.deepEqual(verified.problems, []);
  assert.ok(verified.leaves > 5);
});

test('DATABASE_URL: the app logins may not change what is append-only there either', async () => {
  for (const login of ['staff', 'clerks'] as const) {
    await assert.rejects(
      ground.pool(login).query('update record.entry set finding = $1', ['none']),
      /permission denied/,
    );
    await assert.rejects(ground.pool(login).query('truncate record.entry'), /permission denied|must be owner/);
  }
});

test('DATABASE_URL: each login has a password of its own, and is let in with no other', async () => {
  const { server } = ground;
  const place = { ...server.place, folder: mkdtempSync(join(tmpdir(), 'candour-wrong-')) };
  try {
    assert.notEqual(passwordOf(server.place, 'staff'), passwordOf(server.place, 'clerks'));
    const stranger = makeGround({ ...server, place }, ground.clock, ground.ids);
    await assert.rejects(stranger.pool('staff').query('select 1'), /password authentication failed/);
    await stranger.close();
    await assert.rejects(openAdmin({ ...server, address: { ...server.address, password: 'no' } }), /password/);
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
});

/** Some of the rooms' own test files; any other runs there in the same way. */
const roomFiles = [
  'src/platform/ledger.test.ts',
  'src/rooms/people/own-details.test.ts',
  'src/rooms/record/post.test.ts',
  'src/rooms/duties/low-level-outcomes.test.ts',
];

// Last: it gives the roles of this server other passwords.
test("TEST_DATABASE_URL: the rooms' own tests pass on a server over TCP, and leave nothing there", async () => {
  const run = spawnSync(process.execPath, ['bin/test.mjs', ...roomFiles], {
    encoding: 'utf8',
    env: { ...process.env, TEST_DATABASE_URL: `${url}/postgres` },
  });
  const count = (word: string) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(run.stdout)?.[1] ?? -1);
  assert.equal(run.status, 0, run.stdout.slice(-3000));
  assert.ok(count('pass') >= roomFiles.length, run.stdout.slice(-500));
  assert.equal(count('fail'), 0);
  const admin = await openAdmin(ground.server, 'postgres');
  const { rows } = await admin.query("select datname from pg_database where datname ~ '^candour_(test|template)_'");
  await admin.end();
  assert.deepEqual(rows, []);
});
