/** Somebody with the database's superuser password changes the record, and an outsider finds it alone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { createDice } from '../../src/engines/statistics/random.ts';
import { openAdmin } from '../../src/platform/database.ts';
import {
  latestCheckpoint,
  publishedKeys,
  receiptFor,
  tableListFaults,
  verifyLedger,
} from '../../src/platform/ledger.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { type Ground, mustTransact } from '../../src/platform/transaction.ts';
import { insertSubjects } from '../../src/rooms/people/index.ts';
import * as attacks from './mutations.ts';
import { allTables, buildWorld, clerk, type World } from './world.ts';

const seed = 20_261_122;
let world: World;
let db: pg.Client;

before(async () => {
  world = await buildWorld(`tamper-${seed}`);
  db = await openAdmin(world.ground.server);
});
after(async () => {
  await db?.end();
  await world?.ground.close();
});

/** Runs inside a transaction of the superuser that is always rolled back. */
async function undone<T>(work: () => Promise<T>): Promise<T> {
  await db.query('begin');
  try {
    return await work();
  } finally {
    await db.query('rollback');
  }
}

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

/** Every type of column in every table it occurs in, most of the plan; then everything else that can be done. */
function planOf(targets: readonly attacks.Target[], dice: ReturnType<typeof createDice>): attacks.Mutation[] {
  const columns = targets.flatMap((target) => target.columns.map((column) => ({ target, column })));
  const kinds = new Map(columns.map((each) => [`${each.target.name} ${each.column.type}`, each]));
  const edits = [...kinds.values()];
  while (edits.length < 90) edits.push(columns[dice.below(columns.length)] as (typeof columns)[number]);
  return [
    ...edits.map(({ target, column }) => attacks.editColumn(target, column)),
    ...times(15, attacks.nullColumn),
    ...times(12, attacks.swapRows),
    ...times(10, attacks.insertRow),
    ...times(15, attacks.deleteRow),
    ...times(12, attacks.backdate),
    ...times(10, attacks.changeSalt),
    ...times(14, attacks.editLeaf),
    ...times(4, attacks.swapLeaves),
    ...times(6, attacks.deleteLeaves),
    ...times(6, attacks.cutSignedTail),
    ...times(8, attacks.rewrite),
    ...times(4, attacks.rewriteAndForget),
    ...times(8, attacks.editCheckpoint),
    ...times(6, attacks.deleteCheckpoint),
    ...(['edit', 'edit', 'edit', 'insert', 'insert', 'delete', 'delete'] as const).map(attacks.changeInvolvement),
    ...(['edit', 'edit', 'edit', 'insert', 'delete'] as const).map(attacks.changeReads),
    ...times(3, attacks.pierceDerived),
    ...times(12, attacks.openGuard),
    attacks.emptyRefusal,
  ];
}

test('the list of ledgered tables is every append-only table of the database', async () => {
  assert.deepEqual(await tableListFaults(db, allTables), []);
  const [, ...short] = allTables;
  assert.match((await tableListFaults(db, short)).join(), /people\.subject is append-only and not in the list/);
});

test('control: the world as it was written is clean, as the auditor and as the superuser', async () => {
  const seen = await verifyLedger(world.ground, allTables);
  assert.deepEqual(seen.problems, []);
  assert.equal(seen.unsigned, 0);
  assert.ok(seen.leaves > 150 && seen.checkpoints >= 5);
  const inside = await undone(() => verifyLedger(world.ground, allTables, { client: db }));
  assert.deepEqual(inside.problems, []);
});

test(`REC-10.1 P-16 every mutation made as the database superuser is found, and named (seed ${seed})`, async (t) => {
  const dice = createDice(seed);
  const everything = await attacks.listTargets(db);
  const targets = everything.filter((target) => target.ids.length > 0);
  const empty = everything.filter((target) => target.ids.length === 0).map((target) => target.name);
  if (empty.length > 0) t.diagnostic(`no row to attack in ${empty.join(', ')}: give tests/attacks/world.ts one`);
  assert.ok(empty.length <= 3, empty.join());
  const involvements = await db.query<{ n: number }>('select count(*)::int as n from record.involvement');
  const leaves = await db.query<{ n: number }>(`select count(*)::int as n from ledger.leaf where log = 'main'`);
  const plan = planOf(targets, dice);
  const counts = new Map<string, number>();
  const missed: string[] = [];
  for (const [number, mutation] of plan.entries()) {
    await undone(async () => {
      const damage = await mutation({
        db,
        dice,
        targets,
        involvements: involvements.rows[0]?.n ?? 0,
        leaves: leaves.rows[0]?.n ?? 0,
      });
      const found = await verifyLedger(world.ground, allTables, { client: db });
      const kind = damage.what.replace(/ .*/, '');
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (found.ok || !found.problems.some(damage.names))
        missed.push(`${number} ${damage.what}: ${JSON.stringify(found.problems.slice(0, 3))}`);
    });
  }
  t.diagnostic(`seed ${seed}: ${plan.length} mutations, ${plan.length - missed.length} found and named`);
  t.diagnostic([...counts].map(([kind, count]) => `${kind} ${count}`).join(', '));
  assert.ok(plan.length >= 200);
  assert.deepEqual(missed, []);
  assert.deepEqual((await verifyLedger(world.ground, allTables)).problems, [], 'the attack left something behind');
});

/** The house as an outsider meets it: no memory of the signer, only the published keys. */
const withoutMemory = (): Ground => ({
  ...world.ground,
  server: { ...world.ground.server, place: { ...world.ground.server.place, folder: '/nowhere' } },
});
const keys = () => [...publishedKeys(world.ground.server, 'main'), ...publishedKeys(world.ground.server, 'covert')];
const heldOutside = () =>
  mustTransact(world.ground, 'auditor', clerk, async (tx) => {
    const head = await latestCheckpoint(tx);
    assert.ok(head);
    return head;
  });

test('REC-10.4 P-16 a tail cut with its checkpoint goes unseen inside, and is found with a checkpoint kept outside', async () => {
  const head = await heldOutside();
  await undone(async () => {
    await attacks.cutTail(db, head.size - 1);
    await db.query('alter table ledger.checkpoint disable trigger user');
    await db.query('delete from ledger.checkpoint where id = $1', [head.id]);
    await db.query('alter table ledger.checkpoint enable always trigger append_only');
    await db.query('alter table ledger.checkpoint enable always trigger append_only_whole');
    const seen = { client: db, keys: keys() };
    const control = await verifyLedger(withoutMemory(), allTables, seen);
    assert.deepEqual(control.problems, [], 'the control must not see it');
    const found = await verifyLedger(withoutMemory(), allTables, { ...seen, checkpoint: head.note });
    assert.deepEqual(
      found.problems.map((problem) => [problem.kind, problem.seq]),
      [['log-cut', head.size - 1]],
    );
    const remembered = await verifyLedger(world.ground, allTables, { client: db });
    assert.ok(
      remembered.problems.some((problem) => problem.kind === 'log-cut'),
      "the signer's own memory sees it too",
    );
  });
});

test('P-16 what no checkpoint covers yet can be cut unseen: that is why they are taken often', async () => {
  await mustTransact(world.ground, 'clerks', clerk, async (tx) => {
    await insertSubjects(tx, [{ kind: 'person', source: 'hr' }]);
  });
  const before = await verifyLedger(world.ground, allTables);
  assert.equal(before.unsigned, 1);
  await undone(async () => {
    await attacks.cutTail(db, before.leaves - 1);
    assert.deepEqual((await verifyLedger(world.ground, allTables, { client: db })).problems, []);
  });
});

test('a receipt and an earlier checkpoint hold against the present tree, and against no other', async () => {
  const subject = world.persons[3] as string;
  const receiptOf = (id: string) =>
    mustTransact(world.ground, 'clerks', clerk, (tx) =>
      receiptFor(tx, 'people.subject', id).then((made) => ({ made })),
    );
  const { made: receipt } = await receiptOf(subject);
  assert.ok(typeof receipt === 'string');
  const { note } = await heldOutside();
  const problems = async (options: { receipt?: string; checkpoint?: string }) =>
    (await verifyLedger(world.ground, allTables, options)).problems.map((problem) => problem.kind);
  assert.deepEqual(await problems({ receipt, checkpoint: note }), []);
  for (const text of [
    receipt.replace('"index":3', '"index":4'),
    receipt.replace('subject.added', 'subject.moved'),
    '{}',
  ])
    assert.deepEqual(await problems({ receipt: text }), ['receipt-refused']);
  assert.deepEqual(await problems({ checkpoint: note.replace(/\n\d+\n/, '\n7\n') }), ['checkpoint-altered']);
  const { made: none } = await receiptOf('00000000-0000-4000-8000-000000000000');
  assert.ok(isRefusal(none) && none.code === 'not-in-ledger');
});
