/** Backups: what comes back is what was there, nobody else can open them, and nothing half done is ever opened. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type pg from 'pg';
import { drill } from '../src/platform/backup/drill.ts';
import { frame } from '../src/platform/backup/frames.ts';
import { logSizes, rowsIn, tablesOf } from '../src/platform/backup/header.ts';
import { type Restored, type RestoreOptions, restoreBackup } from '../src/platform/backup/restore.ts';
import { seal, unseal } from '../src/platform/backup/sealed-stream.ts';
import { type BackedUp, writeBackup } from '../src/platform/backup/write-backup.ts';
import type { Place } from '../src/platform/config.ts';
import { openAdmin, openServer, type Server } from '../src/platform/database.ts';
import { canEmbed } from '../src/platform/embedded.ts';
import { receiptFor, takeCheckpoint, verifyLedger } from '../src/platform/ledger.ts';
import { ensureDatabase, migrate, migrations, prepareDatabase, restoringName } from '../src/platform/migrate.ts';
import { isRefusal, type Refusal } from '../src/platform/refusal.ts';
import { wordsGone } from '../src/platform/seal/seals.ts';
import { keep, makeGround, mustTransact, query, sql, table } from '../src/platform/transaction.ts';
import { insertNames } from '../src/rooms/people/index.ts';
import { findEntry } from '../src/rooms/record/index.ts';
import { allTables, buildWorld, clerk, type World } from './attacks/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-backup-'));
const identities = join(folder, 'identities');
const file = (name: string): string => join(folder, name);

let world: World;
let ours: string;
let theirs: string;
let made: BackedUp;
before(async () => {
  world = await buildWorld('backup');
  [ours, theirs] = [await generateX25519Identity(), await generateX25519Identity()];
  const recipients = [await identityToRecipient(ours), await identityToRecipient(theirs)];
  made = well(await writeBackup(world.ground, { file: file('both'), recipients }));
  for (const [name, key] of Object.entries({ ours, theirs, strange: await generateX25519Identity() }))
    writeFileSync(file(name), `# a key\n${key}\n`);
});
after(async () => {
  await world?.ground.close();
  rmSync(folder, { recursive: true, force: true });
});

function well<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(result.words);
  return result;
}
const refusalOf = (result: unknown): Refusal => {
  assert.ok(isRefusal(result), `expected a refusal, got ${JSON.stringify(result)}`);
  return result;
};

let count = 0;
/** A name on the same server where no database is. */
function bare(): Server {
  count += 1;
  return { ...world.ground.server, database: `candour_back_${process.pid}_${count}`, stop: () => {} };
}
const restore = (server: Server, options: Partial<RestoreOptions> = {}): Promise<Restored | Refusal> =>
  restoreBackup({
    ...{ file: made.file, place: server.place, server, tables: allTables, identity: file('ours'), identities },
    ...{ clock: world.ground.clock, ids: world.ground.ids },
    ...options,
  });

async function withAdmin<T>(server: Server, work: (client: pg.Client) => Promise<T>, database?: string): Promise<T> {
  const client = await openAdmin(server, database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
const databases = (server: Server): Promise<string[]> =>
  withAdmin(
    server,
    async (client) => {
      const names = [server.database, restoringName(server.database)];
      const { rows } = await client.query<{ datname: string }>(
        'select datname from pg_database where datname = any ($1) order by 1',
        [names],
      );
      return rows.map((row) => row.datname);
    },
    'postgres',
  );

/** Every row of every table as text, sorted: to be compared whole. */
const everything = (server: Server): Promise<Record<string, string>> =>
  withAdmin(server, async (client) => {
    const found: Record<string, string> = {};
    for (const { name } of await tablesOf(client)) {
      const { rows } = await client.query<{ all: string }>(
        `select coalesce(string_agg(t::text, E'\\n' order by t::text), '') as all from ${name} t`,
      );
      found[name] = rows[0]?.all ?? '';
    }
    return found;
  });

async function plainOf(path: string, identity: string): Promise<Buffer> {
  const opened = well(await unseal(path, [identity]));
  const parts: Uint8Array[] = [];
  for await (const part of opened.plain) parts.push(part);
  return Buffer.concat(parts);
}

test('P-16 what is restored is what was backed up: every row, leaf, root and checkpoint, with either key', async () => {
  const there = await withAdmin(world.ground.server, logSizes);
  assert.equal(made.leaves, there.main.leaves);
  const all = await everything(world.ground.server);
  assert.equal(made.tables, Object.keys(all).length);
  for (const identity of ['ours', 'theirs']) {
    const server = bare();
    const restored = well(await restore(server, { identity: file(identity) }));
    assert.deepEqual([restored.ok, restored.problems, restored.newKeys], [true, [], []]);
    assert.deepEqual([restored.rows, restored.leaves, restored.root], [made.rows, made.leaves, there.main.root]);
    assert.deepEqual(await everything(server), all);
    assert.deepEqual(await databases(server), [server.database]);
    // The guards are on again, and the signer goes on from where it was.
    const ground = makeGround(server, world.ground.clock, world.ground.ids);
    await mustTransact(ground, 'clerks', clerk, (tx) =>
      insertNames(tx, [{ person: world.persons[0]!, given: 'After', source: 'hr' }]),
    );
    assert.equal(well(await takeCheckpoint(ground)).main.size, made.leaves + 1);
    assert.deepEqual((await verifyLedger(ground, allTables)).problems, []);
    await withAdmin(server, (client) =>
      assert.rejects(client.query('delete from record.entry'), /append-only/, 'the trigger refuses as before'),
    );
    await ground.close();
  }
});

test('P-16 into a bare folder without the old keys: earlier proofs hold, and a second key is published', {
  skip: !canEmbed(),
}, async () => {
  const { ground } = world;
  const head = well(await takeCheckpoint(ground));
  const object = await withAdmin(ground.server, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select id from record.entry where kind = 'matter' and summary is not null`,
    );
    return rows[0]?.id ?? '';
  });
  const receipt = well(await mustTransact(ground, 'auditor', clerk, (tx) => receiptFor(tx, 'record.entry', object)));
  const place: Place = { folder: file('place'), databaseUrl: null };
  const said: string[] = [];
  const restored = well(
    await restoreBackup({
      ...{ file: made.file, place, tables: allTables, identity: file('ours'), clock: ground.clock, ids: ground.ids },
      ...{ checkpoint: head.main.note, say: (line: string) => said.push(line) },
    }),
  );
  const server = openServer(place);
  const back = makeGround(server, ground.clock, ground.ids);
  try {
    assert.equal(restored.newKeys.length, 2);
    assert.match(said.join('\n'), /new signing key/);
    await mustTransact(back, 'clerks', clerk, (tx) =>
      insertNames(tx, [{ person: world.persons[0]!, given: 'New key', source: 'hr' }]),
    );
    assert.equal(well(await takeCheckpoint(back)).main.size, made.leaves + 1);
    assert.equal(well(await takeCheckpoint(back, { full: true })).main.size, made.leaves + 1);
    const verified = await verifyLedger(back, allTables, { receipt, checkpoint: head.main.note });
    assert.deepEqual(verified.problems, []);
    assert.equal(verified.unsigned, 0);
    assert.deepEqual(readdirSync(join(place.folder, 'keys')).sort(), ['logins', 'sealing']);
    assert.deepEqual(readdirSync(join(place.folder, 'signer')).sort(), ['candour', 'key', 'login']);
    const read = await mustTransact(back, 'clerks', clerk, (tx) => findEntry(tx, object));
    assert.match(read?.summary ?? '', /A safe/, 'guarded words can be read again');
  } finally {
    await back.close();
    server.stop();
  }
});

test('the drill says what would be lost and how long it took, and leaves nothing behind', {
  skip: !canEmbed(),
}, async () => {
  const drilled = well(await drill(world.ground, { tables: allTables, identities }));
  assert.ok(drilled.ok && drilled.wrongKeyRefused);
  assert.deepEqual([drilled.leaves.before, drilled.leaves.after, drilled.lost.leaves], [made.leaves, made.leaves, 0]);
  // With an older backup it says how much is missing from it.
  await mustTransact(world.ground, 'clerks', clerk, (tx) =>
    insertNames(tx, [{ person: world.persons[0]!, given: 'Too late', source: 'hr' }]),
  );
  const older = well(await drill(world.ground, { tables: allTables, file: made.file, identity: file('ours') }));
  assert.equal(older.lost.leaves, 1);
  assert.equal(older.backupSeconds, null);
  // The key that was made for it lies in the key folder and with the user, readable by the user alone.
  assert.ok(existsSync(join(world.ground.server.place.folder, 'keys', 'backup-identity')));
  assert.equal(readdirSync(identities).length, 1);
});

test('a wrong key is refused, and no key at all, before anything is made', async () => {
  const server = bare();
  assert.equal(refusalOf(await restore(server, { identity: file('strange') })).code, 'wrong-key');
  assert.equal(refusalOf(await restore(server, { identity: file('nowhere') })).code, 'no-identity');
  writeFileSync(file('not-a-key'), 'AGE-SECRET-KEY-1NONE\n');
  assert.equal(refusalOf(await restore(server, { identity: file('not-a-key') })).code, 'no-identity');
  const place: Place = { folder: file('untouched'), databaseUrl: null };
  assert.equal(refusalOf(await restore(server, { identity: file('strange'), place })).code, 'wrong-key');
  assert.ok(!existsSync(place.folder));
  assert.deepEqual(await databases(server), []);
  const bad = await writeBackup(world.ground, { file: file('none'), recipients: ['age1nobody'] });
  assert.equal(refusalOf(bad).code, 'not-a-recipient');
});

test('guarded words need the file of keys made with the backup: without it they stay shut, with another it is refused', async () => {
  const summaries = async (server: Server): Promise<string[]> => {
    const ground = makeGround(server, world.ground.clock, world.ground.ids);
    const rows = await mustTransact(ground, 'clerks', clerk, (tx) =>
      query(tx, sql<{ summary: string }>`select summary from record.entry where summary is not null`),
    );
    await ground.close();
    return rows.map((row) => row.summary);
  };
  const [alone, other] = [file('alone'), file('other')];
  writeFileSync(alone, readFileSync(made.file));
  const without = bare();
  assert.equal(well(await restore(without, { file: alone })).keys, null);
  assert.deepEqual([...new Set(await summaries(without))], [wordsGone]);
  const recipients = [await identityToRecipient(ours)];
  const later = well(await writeBackup(world.ground, { file: other, recipients }));
  assert.equal(refusalOf(await restore(bare(), { file: alone, keys: later.keys!.file })).code, 'other-keys');
  const again = bare();
  assert.equal(well(await restore(again, { file: alone, keys: made.keys!.file })).keys, made.keys!.records);
  assert.ok((await summaries(again)).some((words) => words.startsWith('A safe')));
});

test('nothing is overwritten: neither a database by a restore nor a file by a backup', async () => {
  const all = await everything(world.ground.server);
  assert.equal(refusalOf(await restore({ ...world.ground.server })).code, 'not-empty');
  assert.deepEqual(await everything(world.ground.server), all);
  assert.equal(refusalOf(await writeBackup(world.ground, { file: made.file, identities })).code, 'file-exists');
  const empty = bare();
  await prepareDatabase(empty);
  assert.equal(refusalOf(await restore(empty)).code, 'not-empty', 'not even an empty database');
});

test('a backup that was altered or cut is found, wherever it is, and nothing of it is opened', async () => {
  const whole = readFileSync(made.file);
  const cases: [string, Buffer][] = [0.001, 0.1, 0.5, 0.9, 0.9999].map((share) => {
    const bytes = Buffer.from(whole);
    const at = Math.floor(share * bytes.length);
    bytes[at] = bytes[at]! ^ 1;
    return [`a bit at ${at}`, bytes];
  });
  cases.push(['cut in half', whole.subarray(0, whole.length / 2)], ['cut by one', whole.subarray(0, -1)]);
  cases.push(['with more behind', Buffer.concat([whole, Buffer.from('x')])], ['empty', Buffer.alloc(0)]);
  for (const [words, bytes] of cases) {
    const server = bare();
    writeFileSync(file('altered'), bytes);
    const refusal = refusalOf(await restore(server, { file: file('altered') }));
    assert.match(refusal.code, /^(damaged|not-a-backup|wrong-key)$/, words);
    assert.ok(!(await databases(server)).includes(server.database), words);
  }
  // The control: the same bytes untouched go in.
  writeFileSync(file('altered'), whole);
  assert.ok(well(await restore(bare(), { file: file('altered') })).ok);
});

test('what has the right key and the wrong content is refused as well', async () => {
  const recipients = [await identityToRecipient(ours)];
  const plain = await plainOf(made.file, ours);
  const length = plain.readUInt32BE(1);
  const header = JSON.parse(plain.subarray(5, 5 + length).toString());
  const rest = plain.subarray(5 + length);
  const forge = async (change: object, tail: Buffer = rest) => {
    async function* parts() {
      yield frame('H', { ...header, ...change });
      yield tail;
    }
    const chunks: Uint8Array[] = [];
    const sealed = well(await seal(parts(), recipients));
    for await (const chunk of sealed.stream) chunks.push(chunk as Uint8Array);
    writeFileSync(file('forged'), Buffer.concat(chunks));
    const server = bare();
    const result = await restore(server, { file: file('forged') });
    assert.equal((await databases(server)).includes(server.database), !isRefusal(result));
    return isRefusal(result) ? result.code : 'restored';
  };
  assert.equal(await forge({}), 'restored', 'the control: put together again as it was');
  assert.equal(
    await forge({ migrations: [...header.migrations, { name: '9999-later.sql', hash: '' }] }),
    'other-release',
  );
  const renamed = header.migrations.map((each: object) => ({ ...each, hash: 'x' }));
  assert.equal(await forge({ migrations: renamed }), 'other-release');
  assert.equal(await forge({ format: 'candour-backup/9' }), 'damaged');
  assert.equal(await forge({ tables: header.tables.slice(1) }), 'damaged');
  const [first, ...others] = header.tables;
  assert.equal(await forge({ tables: [{ ...first, name: 'pg_catalog.pg_authid' }, ...others] }), 'damaged');
  assert.equal(await forge({ tables: [{ ...first, rows: first.rows + 1 }, ...others] }), 'damaged');
  const { main, covert } = header.logs;
  assert.equal(await forge({ logs: { main: { ...main, leaves: main.leaves + 1 }, covert } }), 'damaged');
  assert.equal(await forge({ logs: { main, covert: { ...covert, root: main.root } } }), 'damaged');
  assert.equal(await forge({}, rest.subarray(0, -11)), 'damaged', 'without its end');
  const climbing = frame('F', { name: '../keys/logins', base64: '' });
  assert.equal(await forge({ files: ['../keys/logins'] }, Buffer.concat([climbing, rest])), 'damaged');
});

test('P-16 a record that was tampered with comes back shut, and open only to those who ask for it as it is', async () => {
  const recipients = [await identityToRecipient(ours)];
  const { ground } = await buildWorld('backup-tampered');
  await withAdmin(ground.server, async (client) => {
    await client.query('alter table record.entry disable trigger append_only');
    await client.query(`update record.entry set summary = 'nothing happened' where summary is not null`);
    await client.query('alter table record.entry enable always trigger append_only');
  });
  well(await writeBackup(ground, { file: file('tampered'), recipients }));
  await ground.close();
  const server = bare();
  const refusal = refusalOf(await restore(server, { file: file('tampered') }));
  assert.equal(refusal.code, 'does-not-verify');
  await assert.rejects(ensureDatabase(server), /did not finish/);
  const opened = well(await restore(server, { file: file('tampered'), withProblems: true }));
  assert.equal(opened.ok, false);
  assert.equal(opened.problems[0]?.kind, 'row-altered');
});

test('a restore that stops half way leaves a place that does not open, and can be run again', async () => {
  const server = bare();
  const halt = () => Promise.reject(new Error('the power went'));
  await assert.rejects(restore(server, { beforeOpening: halt }), /the power went/);
  assert.deepEqual(await databases(server), [restoringName(server.database)]);
  await assert.rejects(ensureDatabase(server), /did not finish.*Run candour restore again/);
  assert.ok(well(await restore(server)).ok);
  assert.deepEqual(await databases(server), [server.database]);
  await ensureDatabase(server);
});

test('two restores into one server do not meet', async () => {
  const server = bare();
  const inside: (Restored | Refusal)[] = [];
  const first = await restore(server, {
    beforeOpening: async () => {
      inside.push(await restore(bare()));
    },
  });
  assert.ok(well(first).ok);
  assert.equal(refusalOf(inside[0]).code, 'restore-running');
});

test('a backup of an earlier release is restored as it was and then brought forward', async () => {
  const early = migrations()
    .slice(0, 21)
    .map((each) => each.name);
  const server = bare();
  await prepareDatabase(server);
  await migrate(server, new Set(early));
  const ground = makeGround(server, world.ground.clock, world.ground.ids);
  // As that release wrote it: without the columns that came later.
  await mustTransact(ground, 'clerks', clerk, (tx) => {
    const written = { id: tx.ids.next(), recorded_at: tx.at.toISOString(), recorded_by: null };
    const name = { person: world.persons[0]!, given: 'Early', source: 'hr' };
    return keep(tx, table('people.name'), { ...written, ...name }, 'name.recorded');
  });
  well(await writeBackup(ground, { file: file('early'), recipients: [await identityToRecipient(ours)] }));
  await ground.close();
  const restored = well(await restore(bare(), { file: file('early') }));
  assert.ok(restored.ok);
  assert.equal(restored.leaves, 1);
  assert.deepEqual(
    restored.migratedForward,
    migrations()
      .map((each) => each.name)
      .filter((name) => !early.includes(name)),
  );
});

test('the file shows no word and holds no key; what is inside holds the record and the signer’s memory', async () => {
  const sealed = readFileSync(made.file);
  const plain = await plainOf(made.file, ours);
  assert.equal(plain.includes('A safe'), false, 'guarded words are encrypted inside as well');
  for (const word of ['Given1', '~s1t~', 'record.entry', '0004-record.sql']) {
    assert.equal(sealed.includes(word), false, word);
    assert.ok(plain.includes(word), `the control: ${word} is inside`);
  }
  const keys = join(world.ground.server.place.folder, 'keys');
  for (const name of readdirSync(keys)) assert.equal(plain.includes(readFileSync(join(keys, name))), false, name);
  assert.ok(plain.includes('signer/main.json') && plain.includes('signer/main.vkey'));
});

test('nothing that holds state is outside the tables that are backed up', () =>
  withAdmin(world.ground.server, async (client) => {
    const { rows } = await client.query(
      `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker') and c.relkind in ('S', 'm', 'p', 'f')
        union all select 'large object', oid::text from pg_largeobject_metadata`,
    );
    assert.deepEqual(rows, [], 'a sequence, a materialised view or a partitioned table: teach the backup about it');
    const names = (await tablesOf(client)).map((table) => table.name);
    for (const { name } of allTables) assert.ok(names.includes(name), name);
    assert.ok(names.includes('access.read_log') && names.includes('record.involvement'));
    assert.ok((await rowsIn(client, 'access.read_log')) > 0);
  }));

test('a backup while others write is of one moment: rows, logs and the signer’s memory', async () => {
  const { ground } = await buildWorld('backup-busy');
  const recipients = [await identityToRecipient(ours)];
  let stop = false;
  const write = async () => {
    while (!stop) {
      await mustTransact(ground, 'clerks', clerk, (tx) =>
        insertNames(tx, [{ person: world.persons[0]!, given: 'Busy', source: 'hr' }]),
      );
      await takeCheckpoint(ground);
    }
  };
  const writing = [write(), write()];
  try {
    for (const n of [1, 2, 3]) well(await writeBackup(ground, { file: file(`busy-${n}`), recipients }));
  } finally {
    stop = true;
    await Promise.all(writing);
    await ground.close();
  }
  // A signer that remembers more than its log holds, or less, would refuse to go on.
  for (const n of [1, 2, 3]) assert.ok(well(await restore(bare(), { file: file(`busy-${n}`) })).ok);
});
