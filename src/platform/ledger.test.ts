import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { type TestGround, testGround } from '../../tests/database.ts';
import { openAdmin } from './database.ts';
import { signerFolder } from './ledger/keys.ts';
import { LeafIndex } from './ledger/leaf-index.ts';
import { isExact } from './ledger/stored-rows.ts';
import { closeReadHours, type Heads, latestCheckpoint, receiptFor, takeCheckpoint, verifyLedger } from './ledger.ts';
import { isRefusal } from './refusal.ts';
import { inTransaction, keep, keepMany, mustTransact, query, sql, table } from './transaction.ts';

const clerk = { actor: null, face: 'clerk' } as const;
const unitLink = table('people.unit_link');
const baseline = table('patterns.baseline');
const sweep = table('patterns.sweep', { json: ['counts', 'assessment'] });
const entry = table('record.entry', { json: ['parties', 'values', 'label', 'evidence'], derived: ['involved'] });

let ground: TestGround;
let db: pg.Client;
before(async () => {
  ground = await testGround();
  db = await openAdmin(ground.server);
});
after(async () => {
  await db?.end();
  await ground?.close();
});

const link = (tx: { ids: TestGround['ids']; at: Date }, share: number) => ({
  id: tx.ids.next(),
  unit: tx.ids.next(),
  other: tx.ids.next(),
  kind: 'borough',
  share,
  source: 'hr',
  recorded_at: tx.at.toISOString(),
});

const keepLinks = (shares: readonly number[]) =>
  mustTransact(ground, 'clerks', clerk, async (tx) => {
    for (const share of shares) await keep(tx, unitLink, link(tx, share), 'unit.linked');
  });

async function signed(options: { full?: boolean } = {}): Promise<Heads> {
  const heads = await takeCheckpoint(ground, options);
  if (isRefusal(heads)) throw new Error(heads.words);
  return heads;
}

/** Problems with rows, trees and checkpoints; this world has no rows in most tables, so guards are left out. */
const rowProblems = async () =>
  (await verifyLedger(ground, [unitLink, baseline, sweep, entry])).problems.filter(
    (problem) => problem.kind !== 'table-unlisted',
  );

test('numbers come back from the database as they were committed to', async () => {
  const shares = [0.1 + 0.2, 1 / 3, 1e-7, 0.5, 1, 123456.789012345, 5e-324, 0.000123456789];
  await keepLinks(shares);
  await mustTransact(ground, 'clerks', clerk, async (tx) => {
    await keepMany(
      tx,
      unitLink,
      shares.map((share) => link(tx, share)),
      'unit.linked',
    );
    const stamp = { recorded_at: tx.at.toISOString() };
    const id = tx.ids.next();
    await keep(
      tx,
      sweep,
      {
        ...{ id, as_at: tx.today, stage: 'sizing', people: 2 ** 53 - 1, entries: 0, capacity_hours: 2 / 3, ...stamp },
        counts: { a: 1e21, b: -1e-7, c: [0.1 + 0.2, -0], d: null, e: '\u2028 "x" \\ 12345678901234567890' },
      },
      'sweep.sized',
    );
    for (const value of [Math.PI, -0, 1e15 + 0.3, 5e-324, 1.7976931348623157e-300])
      await keep(
        tx,
        baseline,
        { id: tx.ids.next(), as_at: tx.today, name: 'n', value, base: 9_007_199_254_740_991, sweep: id, ...stamp },
        'baseline.kept',
      );
  });
  assert.deepEqual(await rowProblems(), []);
});

test('a digit that a JSON number would lose is still seen', () => {
  for (const kept of [
    '{"a":0.1}',
    '{"a":20000000000000000000}',
    '{"a":0.30000000000000004}',
    '{"a":"12345678901234567890.1"}',
    '{"a":0.50000000000000000000}',
  ])
    assert.ok(isExact(kept), kept);
  for (const lost of [
    '{"a":0.10000000000000000001}',
    '{"a":[9007199254740993.0]}',
    '{"a":12345678901234567891}',
    '{"a":-0.500000000000000000001}',
  ])
    assert.ok(!isExact(lost), lost);
});

test('a checkpoint is signed over the tree as it grew, and nothing new gives the last again', async () => {
  const first = await signed();
  assert.equal(first.main.size, 22);
  assert.deepEqual(await signed(), first);
  assert.deepEqual(await signed({ full: true }), first);
  await keepLinks([0.25]);
  const second = await signed();
  assert.equal(second.main.size, 23);
  assert.deepEqual(second.covert, first.covert, 'the covert log did not grow');
  const { rows } = await db.query<{ log: string; n: number }>(
    'select log, count(*)::int as n from ledger.checkpoint group by log order by log',
  );
  assert.deepEqual(rows, [
    { log: 'covert', n: 1 },
    { log: 'main', n: 2 },
  ]);
});

test('the covert checkpoint is shown to nobody on a face', async () => {
  for (const login of ['staff', 'public'] as const)
    await mustTransact(ground, login, { actor: null, face: login }, async (tx) => {
      assert.equal((await latestCheckpoint(tx))?.size, 23);
      assert.equal(await latestCheckpoint(tx, 'covert'), null);
    });
  await mustTransact(ground, 'auditor', clerk, async (tx) => {
    assert.equal((await latestCheckpoint(tx, 'covert'))?.size, 0);
  });
});

test('a receipt waits for the checkpoint that covers it', async () => {
  const id = await mustTransact(ground, 'clerks', clerk, async (tx) => {
    const row = link(tx, 0.75);
    await keep(tx, unitLink, row, 'unit.linked');
    return row.id;
  });
  const early = await inTransaction(ground, 'clerks', clerk, (tx) => receiptFor(tx, unitLink.name, id));
  assert.ok(isRefusal(early) && early.code === 'not-signed-yet');
  await signed();
  const receipt = await inTransaction(ground, 'auditor', clerk, (tx) => receiptFor(tx, unitLink.name, id));
  assert.ok(typeof receipt === 'string');
  const { problems } = await verifyLedger(ground, [unitLink, baseline, sweep, entry], { receipt });
  assert.deepEqual(
    problems.filter((problem) => problem.kind === 'receipt-refused'),
    [],
  );
});

/** Does something to the ledger as the superuser, tries to sign, and puts it back. */
async function signingAfter(harm: string, full = false): Promise<string> {
  const { rows } = await db.query('select * from ledger.leaf');
  const heads = await db.query('select * from ledger.checkpoint');
  const guard = async (how: string) => {
    for (const name of ['leaf', 'checkpoint'])
      for (const trigger of ['append_only', 'append_only_whole'])
        await db.query(`alter table ledger.${name} ${how} trigger ${trigger}`);
  };
  await guard('disable');
  await db.query(harm);
  const result = await takeCheckpoint(ground, { full });
  await db.query('delete from ledger.leaf');
  await db.query('delete from ledger.checkpoint');
  await db.query('insert into ledger.leaf select * from jsonb_populate_recordset(null::ledger.leaf, $1)', [
    JSON.stringify(
      rows.map((row) => ({
        ...row,
        commitment: `\\x${row.commitment.toString('hex')}`,
        hash: `\\x${row.hash.toString('hex')}`,
      })),
    ),
  ]);
  await db.query('insert into ledger.checkpoint select * from jsonb_populate_recordset(null::ledger.checkpoint, $1)', [
    JSON.stringify(heads.rows.map((row) => ({ ...row, root: `\\x${row.root.toString('hex')}` }))),
  ]);
  await guard('enable always');
  return isRefusal(result) ? result.words : 'signed';
}

test('the signer refuses a log that did not grow from the one it signed', async () => {
  const refused: readonly (readonly [string, RegExp, boolean])[] = [
    ['delete from ledger.leaf where seq >= 20', /shorter than the 24 leaves/, false],
    [`update ledger.leaf set hash = sha256('x') where seq = 23`, /Leaf 23 of the main log is not the one/, false],
    [`delete from ledger.checkpoint where size = 24`, /checkpoint of the main log at 24 leaves has gone/, false],
    [`update ledger.leaf set hash = sha256('x') where seq = 5`, /Leaf 5 of the main log was altered/, true],
    ['delete from ledger.leaf where seq = 5', /Leaf 5 of the main log is missing/, true],
    [
      `insert into ledger.leaf select log, 30, at, act, actor, object_table, object, commitment, hash from ledger.leaf where seq = 0 and log = 'main'`,
      /Leaf 24 of the main log is missing/,
      false,
    ],
  ];
  for (const [harm, words, full] of refused) assert.match(await signingAfter(harm, full), words, harm);
  assert.deepEqual(await rowProblems(), []);
});

test('a crash between signing and storing loses nothing, and a lost memory is rebuilt from the log', async () => {
  await keepLinks([0.125]);
  const { main } = await signed();
  const file = join(signerFolder(ground.server), 'main.json');
  const memory = JSON.parse(readFileSync(file, 'utf8'));
  // As the disk is when the power goes after the memory is written and before the row is committed.
  await db.query('alter table ledger.checkpoint disable trigger append_only');
  await db.query('delete from ledger.checkpoint where id = $1', [main.id]);
  await db.query('alter table ledger.checkpoint enable always trigger append_only');
  writeFileSync(file, JSON.stringify({ ...memory, stored: false }));
  assert.deepEqual((await signed()).main, main);
  rmSync(file);
  assert.deepEqual((await signed()).main, main);
  await keepLinks([0.0625]);
  assert.equal((await signed()).main.size, main.size + 1);
  assert.deepEqual(await rowProblems(), []);
});

test('reads go into the ledger by the hour, once the hour is over, and never later', async () => {
  const read = (id: string, at: string) =>
    mustTransact(ground, 'public', { actor: null, face: 'public' }, (tx) =>
      query(
        tx,
        sql`insert into access.read_log (id, at, face, event, outcome, salt) values (${id}, ${at}, 'public', 'page', 'shown', ${tx.ids.bytes(16)})`,
      ),
    );
  const hours = async () =>
    (await db.query<{ hour: Date; reads: number }>('select hour, reads::int from access.read_root order by hour')).rows;
  await read(ground.ids.next(), '2026-03-06T07:10:00Z');
  await read(ground.ids.next(), '2026-03-06T07:59:59.999999Z');
  await read(ground.ids.next(), '2026-03-06T08:30:00Z');
  assert.equal(await closeReadHours(ground), 1, 'at nine the hour from eight may still be written to');
  assert.deepEqual(await hours(), [{ hour: new Date('2026-03-06T07:00:00Z'), reads: 2 }]);
  ground.clock.setDay('2026-03-07');
  assert.equal(await closeReadHours(ground), 1);
  assert.equal(await closeReadHours(ground), 0);
  const readsDiffer = async () => (await rowProblems()).filter((problem) => problem.kind === 'reads-differ');
  assert.deepEqual(await readsDiffer(), []);
  await read(ground.ids.next(), '2026-03-06T07:30:00Z');
  await read(ground.ids.next(), '2026-03-06T05:30:00Z');
  assert.equal(await closeReadHours(ground), 0);
  assert.deepEqual(
    (await readsDiffer()).map((problem) => problem.words.replace(/ are not.*/, '')),
    [
      'The reads of the hour from 2026-03-06T07:00:00.000Z',
      '1 reads stand in the hour from 2026-03-06T05:00:00.000Z, which had none when it was closed.',
    ],
  );
});

test('the index of leaves finds every record, and the leaf that comes twice', () => {
  const index = new LeafIndex();
  const leaf = (n: number) => ({
    ...{ seq: n, at: '', act: '', actor: null, table: `t${n % 3}`, hash: Buffer.alloc(32) },
    object: ground.ids.next(),
    commitment: Buffer.alloc(32, n % 251),
  });
  const leaves = Array.from({ length: 20_000 }, (_, n) => leaf(n));
  for (const each of leaves) assert.equal(index.add(each, 'main'), null);
  assert.equal(index.size, leaves.length);
  for (const each of leaves.slice(0, -2)) {
    const found = index.see(each.table, Buffer.from(each.object.replaceAll('-', ''), 'hex'));
    assert.ok(index.commitsTo(found, each.commitment));
    assert.equal(index.leaf(found).seq, each.seq);
  }
  assert.equal(index.see('t9', Buffer.alloc(16)), -1);
  assert.equal(index.see('t0', Buffer.alloc(16)), -1);
  assert.deepEqual(
    [...index.unseen()].map((each) => each.seq),
    [19_998, 19_999],
  );
  const [first] = leaves;
  assert.equal(index.add({ ...(first as (typeof leaves)[number]), seq: 50_000 }, 'covert')?.seq, 0);
});
