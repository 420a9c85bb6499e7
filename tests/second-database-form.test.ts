/** The same house on a PostgreSQL server over TCP through DATABASE_URL: roles, migrations, posting, signals, proof. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fit, ledgeredTables } from '../src/main.ts';
import { setClock } from '../src/platform/clock.ts';
import { placeFrom } from '../src/platform/config.ts';
import { openServer } from '../src/platform/database.ts';
import { type EmbeddedServer, startEmbedded } from '../src/platform/embedded.ts';
import { seededIds } from '../src/platform/ids.ts';
import { takeCheckpoint, verifyLedger } from '../src/platform/ledger.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';
import { type Ground, makeGround, mustTransact, query, sql } from '../src/platform/transaction.ts';
import { post } from '../src/rooms/record/index.ts';
import { addPerson, complaint } from './access/world.ts';

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

let elsewhere: EmbeddedServer;
let folder: string;
let keys: string;
let ground: Ground;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candour-server-'));
  keys = mkdtempSync(join(tmpdir(), 'candour-keys-'));
  const port = await freePort();
  elsewhere = startEmbedded(folder, { durable: false, port });
  const place = {
    ...placeFrom({}, { DATABASE_URL: `postgres://candour_bootstrap@127.0.0.1:${port}/candour_second` }),
    folder: keys,
  };
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
