/**
 * What the signer's login can do, and that nobody else can do it; and the signer at work.
 * The cheapest dishonest way to pass the first test is a sweep that looks at no table or knows no right: its control grants
 * a right and must see it named.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { isSigner, signerHome } from '../../src/platform/config.ts';
import { type Login, logins, openAdmin, passwordOf } from '../../src/platform/database.ts';
import { signerFolder } from '../../src/platform/ledger/keys.ts';
import { prepareSigner, scramVerifier } from '../../src/platform/ledger/prepare-signer.ts';
import { findRefusal, writeRefusal } from '../../src/platform/ledger/refusals.ts';
import { type RunningSigner, startSigner } from '../../src/platform/ledger/signer.ts';
import { latestCheckpoint, waitingLeaves } from '../../src/platform/ledger.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { mustTransact } from '../../src/platform/transaction.ts';
import { proofPage } from '../../src/rooms/account/pages/proof-page.ts';
import { insertAnswer, insertDuty } from '../../src/rooms/duties/index.ts';
import { insertNames } from '../../src/rooms/people/index.ts';
import { cutTail } from './mutations.ts';
import { buildWorld, clerk, type World } from './world.ts';

let world: World;
let admin: pg.Client;
before(async () => {
  world = await buildWorld('signer');
  admin = await openAdmin(world.ground.server);
});
after(async () => {
  await admin?.end();
  await world?.ground.close();
});

async function signIn(login: Login): Promise<pg.Client> {
  const { server } = world.ground;
  const client = new pg.Client({
    ...{ host: server.address.host, port: server.address.port, database: server.database },
    ...{ user: `candour_${login}`, password: passwordOf(server.place, login) },
  });
  await client.connect();
  return client;
}

async function codeOf(client: pg.Client, statement: string): Promise<string | null> {
  await client.query('begin');
  try {
    await client.query(statement);
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? 'no code';
  } finally {
    await client.query('rollback');
  }
}

/** Everything that a statement of this login gets through to: `select ledger.leaf`. Tried, not looked up. */
async function reachOf(login: Login): Promise<{ reach: string[]; tried: number }> {
  const own = `n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;
  const { rows: tables } = await admin.query<{ name: string; column: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name, (select format('%I', attname) from pg_attribute where attrelid = c.oid and attnum > 0
       and not attisdropped order by attnum limit 1) as column
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'v', 'm', 'p') and ${own} order by 1`,
  );
  const { rows: functions } = await admin.query<{ name: string; call: string }>(
    `select format('%I.%I', n.nspname, p.proname) as name, format('%I.%I(%s)', n.nspname, p.proname,
        (select string_agg('null::' || format_type(t, null), ', ') from unnest(p.proargtypes) t)) as call
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${own} and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype order by 1`,
  );
  const client = await signIn(login);
  const reach: string[] = [];
  let tried = 0;
  const attempt = async (what: string, statement: string) => {
    tried += 1;
    if ((await codeOf(client, statement)) !== '42501') reach.push(what);
  };
  for (const { name, column } of tables) {
    await attempt(`select ${name}`, `select count(*) from ${name}`);
    await attempt(`insert ${name}`, `insert into ${name} default values`);
    await attempt(`update ${name}`, `update ${name} set ${column} = ${column}`);
    await attempt(`delete ${name}`, `delete from ${name}`);
    await attempt(`truncate ${name}`, `truncate ${name}`);
  }
  for (const { name, call } of functions) await attempt(`call ${name}`, `select * from ${call}`);
  await client.end();
  return { reach, tried };
}

const itsOwn = [
  ...['insert ledger.checkpoint', 'insert ledger.cosignature'],
  ...['select ledger.checkpoint', 'select ledger.cosignature', 'select ledger.leaf'],
];

test('REC-10.4 the signer’s login reads leaves and writes checkpoints and cosignatures, and reaches nothing else', async (t) => {
  const { reach, tried } = await reachOf('signer');
  // Functions that anybody may call by PostgreSQL's default: pure ones of ours, without a table in them.
  const pure = reach.filter((what) => what.startsWith('call '));
  assert.deepEqual(reach.filter((what) => !what.startsWith('call ')).sort(), itsOwn);
  const { rows } = await admin.query<{ name: string }>(
    `select format('call %I.%I', n.nspname, p.proname) as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef or p.provolatile = 'v'`,
  );
  const dangerous = pure.filter((what) => rows.some(({ name }) => name === what));
  assert.deepEqual(dangerous, [], 'nothing that acts with another’s rights or writes');
  t.diagnostic(`${tried} statements tried as the signer, ${itsOwn.length} reach something`);
  assert.ok(tried > 200);
  await admin.query('grant select on record.entry to candour_signer; grant usage on schema record to candour_signer');
  try {
    assert.ok((await reachOf('signer')).reach.includes('select record.entry'), 'control: a right more is seen');
  } finally {
    await admin.query(
      'revoke select on record.entry from candour_signer; revoke usage on schema record from candour_signer',
    );
  }
});

test('REC-10.4 no other login writes a checkpoint or a cosignature, however well made', async () => {
  const head = await mustTransact(world.ground, 'auditor', clerk, (tx) => latestCheckpoint(tx));
  const row = `'00000000-0000-4000-8000-000000000001', 'main', ${(head?.size ?? 0) + 1}, decode('${'00'.repeat(32)}', 'hex'), 'note', '2026-03-08'`;
  const statements = [
    `insert into ledger.checkpoint (id, log, size, root, note, signed_at) values (${row})`,
    `insert into ledger.cosignature values ('main', 7, 'w', 'line')`,
  ];
  for (const login of logins) {
    const client = await signIn(login);
    for (const statement of statements)
      assert.equal(await codeOf(client, statement), login === 'signer' ? null : '42501', `${login}: ${statement}`);
    await client.end();
  }
});

// ---- At work

const sizeNow = async (): Promise<number> =>
  (await mustTransact(world.ground, 'auditor', clerk, (tx) => latestCheckpoint(tx)))?.size ?? 0;
const waiting = () => mustTransact(world.ground, 'public', { actor: null, face: 'public' }, waitingLeaves);

const shown = () =>
  mustTransact(world.ground, 'public', { actor: null, face: 'public' }, (tx) => proofPage(world.ground, tx));

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    if (await holds()) return;
    await pause(25);
  }
  assert.fail('it did not come about');
}

const routineAct = () =>
  mustTransact(world.ground, 'clerks', { actor: world.persons[6]!, face: 'command' }, (tx) =>
    insertNames(tx, [{ person: world.persons[0]!, given: 'Routine', source: 'hr' }]),
  );
const decision = () =>
  mustTransact(world.ground, 'clerks', { actor: world.persons[6]!, face: 'command' }, async (tx) => {
    const duty = await insertDuty(tx, {
      ...{ kind: 'assess', title: 'Assess', about: world.persons[1]!, visibility: 'guarded', owedToRole: 'overseer' },
      ...{ ladder: [{ role: 'assessor', from: tx.today, due: '2026-04-01' }], consequence: 'It goes up.' },
      raisedOn: tx.today,
    });
    await insertAnswer(tx, { duty, outcome: 'agreed', reason: 'Plain to see' });
  });

const routine = ['name.recorded', 'duty.raised'];
const lines: string[] = [];
const start = (): RunningSigner => startSigner(world.ground, { routine, lookMs: 10, say: (line) => lines.push(line) });

test('REC-10.4 a decision is signed at once, what decides nothing waits for the minute, and nothing waits for the signer', async () => {
  const signer = start();
  try {
    await until(async () => (await waiting()).leaves === 0);
    // The clock of this ground stands but for a step a look: the minute is far away.
    const before = await sizeNow();
    await routineAct();
    await pause(300);
    assert.equal(await sizeNow(), before, 'a routine act waits');
    assert.equal((await waiting()).leaves, 1);
    await decision();
    await until(async () => (await sizeNow()) === before + 3);
    await routineAct();
    world.ground.clock.setDay('2026-03-09');
    await until(async () => (await sizeNow()) === before + 4);
  } finally {
    await signer.stop();
  }
  const stopped = await sizeNow();
  await decision();
  assert.deepEqual([await sizeNow(), (await waiting()).leaves], [stopped, 2], 'down: the act is in, unsigned');
  assert.ok((await waiting()).since instanceof Date);
  writeRefusal(world.ground.server, 'main', '2026-03-09T09:00:00.000Z The main log is shorter.');
  const again = start();
  await until(async () => (await sizeNow()) === stopped + 2);
  await again.stop();
  assert.equal(findRefusal(world.ground.server, 'main'), null, 'a log that is right again is signed, and says so');
  assert.deepEqual(lines, []);
});

test('REC-10.4 the signer refuses a log that was cut, says so loudly outside the database, and goes on refusing', async () => {
  await decision();
  const first = start();
  await until(async () => (await waiting()).leaves === 0);
  await first.stop();
  const size = await sizeNow();
  await cutTail(admin, size - 2);
  const signer = start();
  try {
    await until(() => lines.some((line) => /^THE SIGNER REFUSED: .*shorter than/.test(line)));
    for (let n = 0; n < 4; n += 1) await decision();
    await until(() => lines.some((line) => /REFUSED.*not the one that was signed/.test(line)));
    assert.equal(await sizeNow(), size, 'nothing more was signed');
    assert.match(readFileSync(join(signerFolder(world.ground.server), 'refused-main.txt'), 'utf8'), /shorter than/);
    assert.match((await shown()).behind?.title ?? '', /refuses to sign/, 'and anybody sees it on the page');
  } finally {
    await signer.stop();
  }
});

test('a refusal that is over is not shown, and one of the covert log to nobody', async () => {
  const { server } = world.ground;
  const refusal = findRefusal(server, 'main');
  assert.match(refusal?.words ?? '', /not the one that was signed/);
  writeRefusal(server, 'main', `${refusal?.at} Signed again.`);
  assert.equal((await shown()).behind?.title, undefined);
  writeRefusal(server, 'covert', '2026-03-09T09:00:00.000Z The covert log is shorter.');
  assert.equal((await shown()).behind?.title, undefined, 'of the covert log the page tells nothing');
  assert.equal(statSync(join(signerFolder(server), 'refused-covert.txt')).mode & 0o777, 0o600);
});

test('the password of a signer that is another user is set without being told to anybody', async () => {
  // PostgreSQL's own verifier of a password is the one that we work out: it lets in who has that password.
  await admin.query(`set password_encryption = 'scram-sha-256'`);
  await admin.query('begin');
  await admin.query(`alter role candour_eraser password 'one password'`);
  const { rows } = await admin.query<{ verifier: string }>(
    `select rolpassword as verifier from pg_authid where rolname = 'candour_eraser'`,
  );
  await admin.query('rollback');
  const made = rows[0]?.verifier ?? '';
  const salt = Buffer.from(made.replace(/^SCRAM-SHA-256\$4096:([^$]+)\$.*$/, '$1'), 'base64');
  assert.equal(scramVerifier('one password', salt), made);
  assert.notEqual(scramVerifier('another', salt), made);
  const folder = mkdtempSync(join(tmpdir(), 'candour-apart-'));
  try {
    const prepared = prepareSigner({ folder, databaseUrl: null, signer: join(folder, 'apart') });
    assert.ok(!isRefusal(prepared) && /^alter role candour_signer password 'SCRAM-SHA-256\$4096:/.test(prepared.sql));
    assert.deepEqual(readdirSync(join(folder, 'apart')).sort(), ['key', 'login']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the signer has a folder of its own, apart from the keys of the house, and another user cannot sign', () => {
  const { place } = world.ground.server;
  for (const name of ['key', 'login']) assert.equal(statSync(join(signerHome(place), name)).mode & 0o777, 0o600);
  assert.notEqual(signerHome(place), join(place.folder, 'keys'));
  assert.ok(isSigner(place));
  if (process.getuid?.() !== 0) return;
  // Read with the eyes of another user: the folder of the place must be one that they may look into.
  const folder = mkdtempSync(join(tmpdir(), 'candour-apart-'));
  try {
    chmodSync(folder, 0o755);
    assert.ok(isSigner({ folder, databaseUrl: null }));
    process.seteuid?.(65_534);
    assert.equal(isSigner({ folder, databaseUrl: null }), false);
  } finally {
    process.seteuid?.(0);
    rmSync(folder, { recursive: true, force: true });
  }
});
