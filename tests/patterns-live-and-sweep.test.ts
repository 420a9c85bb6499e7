/** What is raised commit by commit is what a run over everyone finds on the same day: entry for entry. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dayToIso } from '../src/engines/history.ts';
import type { Feature, Finding, MatterType, Source } from '../src/engines/vocabulary.ts';
import { addDays } from '../src/platform/clock.ts';
import type { Tx } from '../src/platform/transaction.ts';
import { mustTransact } from '../src/platform/transaction.ts';
import { lookAtEveryone } from '../src/rooms/patterns/actions/look-at-everyone.ts';
import { screen, sweep } from '../src/rooms/patterns/index.ts';
import { baselinesBefore, everyStandingFiring } from '../src/rooms/patterns/store.ts';
import { insertIdentityDecisions, insertSubjects } from '../src/rooms/people/index.ts';
import {
  insertPlacement,
  listEntries,
  listTray,
  type NewEntry,
  post,
  recordFinding,
  recordWithdrawal,
  relabel,
} from '../src/rooms/record/index.ts';
import { addPeople, asClerk, patternsWorld, postOne, type World } from './patterns-world.ts';

const seed = 20_261_201;
const people = 200;
const acts = 2000;

/** Mulberry32: the same dice for the same seed. */
function dice(from: number) {
  let state = from >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick: <T>(list: readonly T[]): T => list[below(list.length)]!,
    chance: (share: number) => next() < share,
  };
}
type Dice = ReturnType<typeof dice>;

const sources: readonly Source[] = [
  'public-complaint',
  'internal-report',
  'anonymous-report',
  'crime-report',
  'non-crime-incident',
  'grievance',
  'tribunal',
  'other-force-record',
  'conduct-system',
  'partner-referral',
  'vetting',
  'property-store',
];
const types: readonly MatterType[] = [
  'incivility',
  'excessive-force',
  'domestic-abuse',
  'sexual-harassment',
  'stop-search-conduct',
  'dishonesty',
  'abuse-of-position',
  'bullying',
  'sexual-misconduct',
  'retaliation',
];
const someFeatures: readonly Feature[] = [
  'woman',
  'partner',
  'detainee',
  'junior',
  'repeat-of-earlier',
  'same-victim',
  'other-force-area',
  'no-receipt',
  'violent',
  'vulnerable',
];
const someFindings: readonly Finding[] = [
  'no-action',
  'local-resolution',
  'upheld',
  'not-proven',
  'proven',
  'case-to-answer',
];

interface Made {
  readonly id: string;
  readonly about: string;
  eliminated: boolean;
}

class Service {
  readonly world: World;
  readonly dice: Dice;
  readonly ids: readonly string[];
  readonly unit: string;
  readonly covertList: string;
  readonly made: Made[] = [];
  readonly merges: { id: string; person: string; into: string }[] = [];
  readonly did: Record<string, number> = {};
  /** Eliminated and then found otherwise: it counts again. */
  readonly foundAgain = new Set<string>();

  constructor(world: World, ids: readonly string[], unit: string) {
    this.world = world;
    this.ids = ids;
    this.unit = unit;
    this.dice = dice(seed);
    this.covertList = world.ids.next();
  }

  async act(): Promise<void> {
    const roll = this.dice.next();
    const kind =
      this.made.length < 50 || roll < 0.72
        ? 'enter'
        : roll < 0.8
          ? 'find'
          : roll < 0.84
            ? 'withdraw'
            : roll < 0.88
              ? 'relabel'
              : roll < 0.91
                ? 'eliminate'
                : roll < 0.94
                  ? 'covert'
                  : roll < 0.96
                    ? 'tray'
                    : roll < 0.985
                      ? 'merge'
                      : 'unmerge';
    this.did[kind] = (this.did[kind] ?? 0) + 1;
    const actor = this.world.administrators[0];
    await mustTransact(this.world, 'clerks', { actor, face: 'clerk' }, (tx) => this[kind](tx));
  }

  somebody(): string {
    // Squared, so that some people gather many entries and most hardly any.
    return this.ids[Math.floor(this.dice.next() ** 2 * this.ids.length)]!;
  }

  entry(tx: Tx, about: string): NewEntry {
    const { dice } = this;
    const isStep = dice.chance(0.2);
    const earlier = this.made.filter((made) => made.about === about);
    const happened = addDays(tx.today, -dice.below(900));
    const knownOn = dice.chance(0.7) ? tx.today : happened;
    const parties: NewEntry['parties'] = [
      { role: dice.chance(0.93) ? 'subject' : 'reporter', subject: about },
      ...(dice.chance(0.3) ? [{ role: 'reporter' as const, subject: this.somebody() }] : []),
      ...(dice.chance(0.2) ? [{ role: 'affected' as const, subject: this.somebody() }] : []),
      ...(dice.chance(0.1) ? [{ role: 'unit' as const, subject: this.unit }] : []),
    ];
    return {
      kind: isStep ? 'step' : 'matter',
      source: dice.pick(sources),
      type: isStep
        ? dice.pick(['decision-step', 'charge', 'arrest', 'referral-step', 'severity-step'] as const)
        : dice.pick(types),
      step: isStep
        ? dice.pick(['decide', 'charge', 'send', 'receive', 'assess'] as const)
        : dice.pick(['raise', 'record', 'receive'] as const),
      happenedFrom: happened,
      happenedTo: dice.chance(0.8) ? happened : addDays(happened, 200),
      datesMadeUp: dice.chance(0.05),
      knownOn,
      basis: dice.pick(['account', 'record', 'finding'] as const),
      finding: dice.chance(0.7) ? 'open' : dice.pick(someFindings),
      visibility: dice.chance(0.8) ? 'guarded' : dice.pick(['open', 'restricted', 'sealed'] as const),
      parties,
      features: [...new Set([dice.pick(someFeatures), dice.pick(someFeatures)])].slice(0, dice.below(3)),
      missing: dice.chance(0.1) ? ['receipt'] : [],
      actsOn: earlier.length > 0 && dice.chance(0.3) ? [dice.pick(earlier).id] : [],
      values: dice.chance(0.05) ? { calls: 3 } : null,
    };
  }

  async enter(tx: Tx): Promise<void> {
    const about = this.somebody();
    this.made.push({ id: await post(tx, this.entry(tx, about)), about, eliminated: false });
  }
  change(tx: Tx) {
    const made = this.dice.pick(this.made);
    return {
      made,
      amend: {
        entry: made.id,
        knownOn: tx.today,
        reason: 'said in this test only',
        secondPerson: this.world.administrators[1],
      },
    };
  }
  async find(tx: Tx): Promise<void> {
    const { made, amend } = this.change(tx);
    this.foundAgain.add(made.id);
    await recordFinding(tx, { ...amend, finding: this.dice.pick(someFindings) });
  }
  async eliminate(tx: Tx): Promise<void> {
    const { made, amend } = this.change(tx);
    made.eliminated = true;
    this.foundAgain.delete(made.id);
    await recordFinding(tx, { ...amend, finding: 'eliminated', evidence: 'shown in this test to be someone else' });
  }
  async withdraw(tx: Tx): Promise<void> {
    const { made, amend } = this.change(tx);
    this.foundAgain.add(made.id);
    await recordWithdrawal(tx, amend);
  }
  async relabel(tx: Tx): Promise<void> {
    await relabel(tx, { ...this.change(tx).amend, to: this.dice.pick(types) });
  }
  async covert(tx: Tx): Promise<void> {
    await post(tx, { ...this.entry(tx, this.somebody()), visibility: 'covert', covertList: this.covertList });
  }
  async tray(tx: Tx): Promise<void> {
    const [item] = await listTray(tx, 1);
    if (item && this.dice.chance(0.6)) {
      await insertPlacement(tx, {
        unplaced: item.id,
        person: this.somebody(),
        how: 'review',
        reason: 'found in this test',
        knownOn: tx.today,
      });
      return;
    }
    await post(tx, {
      ...this.entry(tx, this.somebody()),
      parties: [],
      unknown: [{ role: 'subject', description: 'a tall officer' }],
    });
  }
  async merge(tx: Tx): Promise<void> {
    const joined = new Set(this.merges.map((merge) => merge.person));
    const person = this.somebody();
    const into = this.somebody();
    if (person === into || joined.has(person) || joined.has(into)) return;
    const [id] = await insertIdentityDecisions(tx, [
      {
        kind: 'merge',
        person,
        intoPerson: into,
        knownOn: tx.today,
        rationale: 'the same person in this test',
        source: 'hr',
      },
    ]);
    this.merges.push({ id: id!, person, into });
    tx.touched.add(person).add(into);
  }
  async unmerge(tx: Tx): Promise<void> {
    const merge = this.merges.splice(this.dice.below(Math.max(1, this.merges.length)), 1)[0];
    if (!merge) return;
    await insertIdentityDecisions(tx, [
      {
        kind: 'unmerge',
        person: merge.person,
        intoPerson: merge.into,
        knownOn: tx.today,
        rationale: 'not the same after all',
        undoes: merge.id,
        source: 'hr',
      },
    ]);
    tx.touched.add(merge.person).add(merge.into);
  }
}

let world: World;
let service: Service;

before(async () => {
  world = await patternsWorld({ today: '2025-01-06', seed: `live-and-sweep ${seed}` });
  const ids = await addPeople(
    world,
    Array.from({ length: people }, (_, index) => `Officer Number${index}`),
  );
  const [unit] = await asClerk(world, (tx) => insertSubjects(tx, [{ kind: 'unit', source: 'hr' }]));
  service = new Service(world, ids, unit!);
  let day = '2025-01-06';
  for (let index = 0; index < acts; index += 1) {
    if (index % 6 === 5) {
      day = addDays(day, 1);
      world.clock.setDay(day);
    }
    await service.act();
  }
});
after(() => world.close());

interface Line {
  readonly code: string;
  readonly subject: string;
  readonly rule: string;
  readonly since: string;
  readonly cites: readonly string[];
  readonly setAside: readonly string[];
  readonly score: number;
  readonly why: string;
}
const inOrder = (lines: Line[]): Line[] =>
  lines.sort((a, b) => (`${a.subject}${a.rule}` < `${b.subject}${b.rule}` ? -1 : 1));

const standing = (): Promise<Line[]> =>
  asClerk(world, async (tx) =>
    inOrder(
      (await everyStandingFiring(tx))
        .filter((row) => row.diff !== 'gone')
        .map((row) => ({
          code: row.code,
          subject: row.subject,
          rule: row.rule,
          since: row.since,
          cites: row.cites,
          setAside: row.set_aside.map((aside) => aside.entry).sort(),
          score: row.score,
          why: row.why,
        })),
    ),
  );

const swept = (): Promise<Line[]> =>
  asClerk(world, async (tx) => {
    const lines: Line[] = [];
    await lookAtEveryone(tx, tx.today, await baselinesBefore(tx, tx.today), (_history, _isPerson, found) => {
      for (const { detection } of found.values())
        lines.push({
          code: detection.code,
          subject: detection.subject,
          rule: detection.rule,
          since: dayToIso(detection.since),
          cites: detection.cites,
          setAside: detection.setAside.map((aside) => aside.entry).sort(),
          score: detection.score,
          why: detection.why,
        });
    });
    return inOrder(lines);
  });

test(`SIG-01.1 raised commit by commit equals a sweep of the same day, entry for entry (seed ${seed})`, async () => {
  const [live, all] = [await standing(), await swept()];
  assert.deepEqual(live, all);
  assert.ok(live.length > 150, `only ${live.length} signals: the invented service is too quiet to prove anything`);
  assert.ok(new Set(live.map((line) => line.code)).size >= 3, 'too few kinds of signal to prove anything');
  for (const kind of ['enter', 'find', 'withdraw', 'relabel', 'eliminate', 'covert', 'tray', 'merge', 'unmerge'])
    assert.ok((service.did[kind] ?? 0) > 5, `too few of ${kind}`);
});

test('P-27 a shadow sweep of the same day finds that everything stands and nothing is to be written', async () => {
  const done = await sweep(world, { asAt: world.clock.today(), stage: 'shadow' });
  assert.ok(!('refused' in done));
  for (const size of done.sizing.byCode) {
    assert.deepEqual({ ...size.diff, stands: 0 }, { new: 0, renewed: 0, stands: 0, gone: 0 }, size.code);
    assert.equal(size.toRead, 0);
  }
});

test('P-09 nothing that stands cites an eliminated entry, and nothing ordinary a covert one', async () => {
  const cited = new Set((await standing()).flatMap((line) => line.cites));
  const eliminated = service.made.filter((made) => made.eliminated);
  assert.ok(eliminated.length > 20);
  assert.deepEqual(
    eliminated.filter((made) => cited.has(made.id) && !service.foundAgain.has(made.id)),
    [],
  );
  const last = await asClerk(world, (tx) => listEntries(tx, [...cited]));
  assert.ok(last.every((row) => row.visibility !== 'covert' && row.kind !== 'signal'));
});

test('a screen of the same day is the same people, in order of need', async () => {
  const found = await asClerk(world, (tx) => screen(tx, { asAt: tx.today }));
  const live = (await standing()).filter((line) => line.subject !== service.unit);
  assert.equal(found.signals.length, live.length);
  for (let index = 1; index < found.signals.length; index += 1)
    assert.ok(found.signals[index - 1]!.score >= found.signals[index]!.score);
  assert.ok(found.entries > acts * 0.7 && found.entries < acts, `${found.entries} entries`);
});

test('control: an entry posted past the hook makes live and sweep differ, and a sweep names the difference', async () => {
  const silent = { ...world, beforeCommit: [] };
  const about = service.ids[0]!;
  await postOne(silent, { about, source: 'internal-report', type: 'sexual-misconduct' });
  assert.notDeepEqual(await standing(), await swept());
  const done = await sweep(world, { asAt: world.clock.today(), stage: 'shadow' });
  assert.ok(!('refused' in done));
  assert.ok(done.sizing.byCode.some((size) => size.toRead > 0));
  // The next commit about the person puts it right.
  await postOne(world, { about, source: 'vetting', type: 'other' });
  assert.deepEqual(await standing(), await swept());
});
