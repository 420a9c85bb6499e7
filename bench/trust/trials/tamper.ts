/**
 * Somebody with the superuser's password changes the record; an outsider must find it and name what was hit. Each
 * tampering is made in a real database inside a transaction that is rolled back, guards lifted and put on again, and
 * judged by the check that anybody runs, with what an outsider has: the published keys and what a witness keeps, and
 * nothing of the signer's own memory.
 *
 * The cheapest ways to a hollow 100 %: tamper with what nobody would miss, or so clumsily that anything finds it; count a
 * tampering that changed nothing; count any complaint as found. So each column of each table is changed in turn by as
 * little as its type allows, a statement that hits no row is a fault of the trial, the complaint must name the row (or
 * hold the leaf between two checkpoints where all hashes were made to agree again), and an untouched database must give no
 * complaint at all, before and after.
 */
import { witnessKeyText } from '../../../src/engines/cosignature.ts';
import type { NoteKey } from '../../../src/engines/ledger-leaf.ts';
import { createDice, type Dice } from '../../../src/engines/statistics/random.ts';
import { openAdmin } from '../../../src/platform/database.ts';
import { type LogSigner, signerOf } from '../../../src/platform/ledger/keys.ts';
import { latestCheckpoint, publishedKeys, type Verified, verifyLedger } from '../../../src/platform/ledger.ts';
import { type Ground, mustTransact } from '../../../src/platform/transaction.ts';
import * as attacks from '../../../tests/attacks/mutations.ts';
import { allTables, buildWorld, clerk, cosign, type World, witness } from '../../../tests/attacks/world.ts';
import type { Count, Size, Trial } from '../trial.ts';

const sizes: Readonly<Record<Size, number>> = { short: 300, full: 10_000 };
const controls: Readonly<Record<Size, number>> = { short: 12, full: 150 };

/** How often each kind is done among a thousand; what is left over goes to columns. */
const shares = (signer: LogSigner): readonly (readonly [number, attacks.Mutation])[] => [
  ...([
    [60, attacks.nullColumn],
    [50, attacks.swapRows],
    [40, attacks.insertRow],
    [60, attacks.deleteRow],
  ] as const),
  ...([
    [50, attacks.backdate],
    [30, attacks.changeSalt],
    [40, attacks.editLeaf],
    [10, attacks.swapLeaves],
  ] as const),
  ...([
    [15, attacks.deleteLeaves],
    [14, attacks.cutSignedTail],
    [10, attacks.oldBackup],
  ] as const),
  ...([
    [10, attacks.rewriteAll(signer)],
    [14, attacks.rewrite],
    [8, attacks.rewriteAndForget],
  ] as const),
  ...([
    [14, attacks.editCheckpoint],
    [8, attacks.deleteCheckpoint],
    [6, attacks.editCosignature],
  ] as const),
  ...(['edit', 'insert', 'delete'] as const).flatMap(
    (how) =>
      [
        [5, attacks.changeInvolvement(how)],
        [5, attacks.changeReads(how)],
      ] as const,
  ),
  ...([
    [4, attacks.pierceDerived],
    [16, attacks.openGuard],
    [4, attacks.emptyRefusal],
  ] as const),
];

function planOf(total: number, dice: Dice, targets: readonly attacks.Target[], signer: LogSigner): attacks.Mutation[] {
  const plan = shares(signer).flatMap(([share, mutation]) =>
    Array.from({ length: Math.max(1, Math.round((share * total) / 1000)) }, () => mutation),
  );
  const columns = targets.flatMap((target) => target.columns.map((column) => ({ target, column })));
  const start = dice.below(columns.length);
  for (let n = 0; plan.length < total; n += 1) {
    const { target, column } = columns[(start + n) % columns.length]!;
    plan.push(attacks.editColumn(target, column));
  }
  return plan;
}

/** What somebody outside holds: keys that they were given, and what a witness keeps. */
interface Outsider {
  readonly ground: Ground;
  readonly keys: readonly NoteKey[];
  readonly witnessed: string;
  /** The covert log is shown to no witness: whoever may see it keeps its last checkpoint. */
  readonly checkpoint: string;
}

async function outsiderOf({ ground }: World): Promise<Outsider> {
  const { server } = ground;
  const [head, covert] = await mustTransact(ground, 'auditor', clerk, async (tx) => [
    await latestCheckpoint(tx),
    await latestCheckpoint(tx, 'covert'),
  ]);
  if (!head || !covert) throw new Error('the world is not signed');
  return {
    ground: { ...ground, server: { ...server, place: { ...server.place, signer: '/nowhere' } } },
    keys: [...publishedKeys(server, 'main'), ...publishedKeys(server, 'covert')],
    witnessed: `${head.note}${cosign(head.note)}\n`,
    checkpoint: covert.note,
  };
}

interface Scene {
  readonly attack: attacks.Attack;
  readonly close: () => Promise<void>;
  readonly outsider: Outsider;
}

/** One tampering, judged and undone. */
async function tamper({ attack, outsider }: Scene, mutation: attacks.Mutation, withWitness: boolean) {
  const { db } = attack;
  await db.query('begin');
  try {
    const damage = await mutation(attack);
    const { ground, keys, witnessed, checkpoint } = outsider;
    const found = await verifyLedger(ground, allTables, {
      ...{ client: db, keys, witnesses: [witness] },
      ...(withWitness ? { witnessed, checkpoint } : {}),
    });
    return { damage, found };
  } finally {
    await db.query('rollback');
  }
}

interface Tally {
  readonly missed: string[];
  /** The very first complaint names what was hit. */
  first: number;
  readonly kinds: Map<string, number>;
}

function judge(tally: Tally, damage: attacks.Damage, found: Verified): void {
  const kind = damage.what.replace(/ [a-z_]+\.[a-z_.]+( \(.*\))?/, '');
  tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1);
  if (found.ok || !found.problems.some(damage.names))
    tally.missed.push(`${damage.what}: ${JSON.stringify(found.problems.slice(0, 2))}`);
  else if (found.problems[0] !== undefined && damage.names(found.problems[0])) tally.first += 1;
}

/** The three that agree with themselves, judged by somebody who has nobody outside to ask. */
async function unseenWithout(scene: Scene, signer: LogSigner, count: number): Promise<number> {
  const alike = [attacks.oldBackup, attacks.rewriteAll(signer)];
  let unseen = 0;
  for (let n = 0; n < count; n += 1) {
    const { found } = await tamper(scene, alike[n % alike.length]!, false);
    if (found.ok) unseen += 1;
  }
  return unseen;
}

async function sceneOf(world: World, seed: number): Promise<Scene> {
  const db = await openAdmin(world.ground.server);
  const count = async (statement: string) => (await db.query<{ n: number }>(statement)).rows[0]?.n ?? 0;
  const targets = (await attacks.listTargets(db)).filter((target) => target.ids.length > 0);
  const involvements = await count('select count(*)::int as n from record.involvement');
  const leaves = await count(`select count(*)::int as n from ledger.leaf where log = 'main'`);
  return {
    attack: { db, dice: createDice(seed), targets, involvements, leaves },
    close: () => db.end(),
    outsider: await outsiderOf(world),
  };
}

async function needClean({ attack, outsider }: Scene): Promise<void> {
  const { ground, keys, witnessed, checkpoint } = outsider;
  const seen = { client: attack.db, keys, witnesses: [witness], witnessed, checkpoint };
  await attack.db.query('begin');
  const { problems } = await verifyLedger(ground, allTables, seen);
  await attack.db.query('rollback');
  if (problems.length > 0) throw new Error(`untouched, and yet: ${JSON.stringify(problems[0])}`);
}

async function holdTamper(size: Size, seed: number, say: (line: string) => void): Promise<readonly Count[]> {
  const world = await buildWorld(`tamper-trial-${seed}`);
  const scene = await sceneOf(world, seed);
  const { attack } = scene;
  try {
    await needClean(scene);
    const signer = signerOf(world.ground.server, 'main', world.ground.ids);
    const plan = planOf(sizes[size], attack.dice, attack.targets, signer);
    const tally: Tally = { missed: [], first: 0, kinds: new Map() };
    for (const [at, mutation] of plan.entries()) {
      const { damage, found } = await tamper(scene, mutation, true);
      judge(tally, damage, found);
      if ((at + 1) % 500 === 0) say(`${at + 1} of ${plan.length} tamperings, ${tally.missed.length} missed`);
    }
    await needClean(scene);
    for (const line of tally.missed.slice(0, 20)) say(`MISSED ${line}`);
    const unseen = await unseenWithout(scene, signer, controls[size]);
    const columns = attack.targets.reduce((sum, target) => sum + target.columns.length, 0);
    return [
      {
        promise:
          'Whatever somebody with the database’s own password changes, an outsider finds it and the place is named.',
        ...{ done: plan.length, unit: 'tamperings as superuser', broken: tally.missed.length },
        control: {
          what: `old copies put back and histories signed again with the stolen key, judged without what the witness ${witness.name} keeps`,
          ...{ done: controls[size], broken: unseen },
        },
        notes: `${columns} columns of ${attack.targets.length} tables in turn, and ${tally.kinds.size} kinds of tampering. In ${tally.first} the very first complaint names what was hit; in the others an earlier one follows from it. What was rewritten so that every hash agrees is placed between two checkpoints, not at one row. The witness's key: ${witnessKeyText(witness)}.`,
      },
    ];
  } finally {
    await scene.close();
    await world.ground.close();
  }
}

export const trial: Trial = {
  name: 'tamper',
  needs: () => null,
  hold: holdTamper,
};
