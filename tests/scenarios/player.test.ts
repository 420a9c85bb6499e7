/**
 * Histories played into an empty house through the rooms' own actions: the shared ones, where they lie beside the
 * repository, and our own. What the rooms show is compared with what each file expects and forbids.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readScenario, type Scenario } from '../../src/engines/scenario/read-scenario.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { scratchGrounds } from '../../src/platform/scratch.ts';
import { inTransaction, mustTransact, type Tx } from '../../src/platform/transaction.ts';
import { playScenario, receive, runScenarios, type ScenarioReport } from '../../src/rooms/concerns/index.ts';
import { raiseSignals } from '../../src/rooms/patterns/index.ts';
import { everyStandingFiring } from '../../src/rooms/patterns/store.ts';
import { insertSubjects } from '../../src/rooms/people/index.ts';
import { findEntry, historyForFinders, listEntries } from '../../src/rooms/record/index.ts';
import { testGround } from '../database.ts';
import { listFiles, root } from '../house/walk.ts';
import { cast, openEmptyWorld, shownCodes } from './empty-world.ts';

const clerk = { actor: null, face: 'clerk' } as const;
const shared = fileURLToPath(new URL('../../../shared/mission/scenarios/', import.meta.url));
const own = fileURLToPath(new URL('./extra/', import.meta.url));

function read(text: string, name = 'a history'): Scenario {
  const { scenario, faults } = readScenario(text);
  assert.ok(scenario, `${name}: ${faults.join('; ')}`);
  return scenario;
}

const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(folder, name))
    : [];

/** Events that count for nothing once event `n` is on the record: ruled out, and not decided otherwise later. */
function eliminatedBy(scenario: Scenario, n: number): Set<number> {
  const out = new Set<number>();
  const undecided = ['none', 'open', 'not-recorded', 'granted', 'refused'];
  for (const event of scenario.events.filter((each) => each.n <= n)) {
    if (event.finding === 'eliminated') for (const other of [event.n, ...event.of]) out.add(other);
    else if (event.type === 'decision-step' && !undecided.includes(event.finding))
      for (const other of event.of) out.delete(other);
  }
  return out;
}

async function citedEvents(tx: Tx, eventOf: ReadonlyMap<string, number>): Promise<Map<string, number[]>> {
  const cited = new Map<string, number[]>();
  const add = (by: string, ids: readonly string[]) =>
    cited.set(
      by,
      ids.map((id) => eventOf.get(id) ?? -1),
    );
  for (const row of await everyStandingFiring(tx)) if (row.diff !== 'gone') add(`${row.code} ${row.id}`, row.cites);
  const subjects = new Set(
    (await listEntries(tx, [...eventOf.keys()])).flatMap((row) => row.parties.map((p) => p.subject)),
  );
  for (const room of cast.shows)
    for (const code of room.codes)
      for (const subject of subjects)
        for (const item of await room.show(tx, code, subject)) add(`${room.room} ${code} ${subject}`, item.cites);
  return cited;
}

/** Plays one history and, beyond what its file asks, checks that nothing ever cites what was ruled out. */
async function play(scenario: Scenario): Promise<ScenarioReport> {
  const last = scenario.events.at(-1)?.n;
  const world = await openEmptyWorld();
  try {
    return await playScenario(world, scenario, {
      ...cast,
      watch: async (tx, n, eventOf) => {
        const out = eliminatedBy(scenario, n);
        if (out.size === 0 && n !== last) return;
        for (const [by, numbers] of await citedEvents(tx, eventOf)) {
          assert.ok(!numbers.includes(-1), `${scenario.id}: ${by} cites an entry that no event told of`);
          const wrong = numbers.filter((number) => out.has(number));
          assert.deepEqual(wrong, [], `${scenario.id} after ${n}: ${by} cites what was ruled out`);
        }
      },
    });
  } finally {
    await world.close();
  }
}

/** Every must of a shown code that is missing, and every prohibition of one that is broken. */
const faultsOf = (report: ScenarioReport): string[] => [
  ...report.expectations
    .filter((met) => shownCodes.has(met.code) && met.severity === 'must' && !met.ok)
    .map((met) => `${report.id} after ${met.after}: ${met.code} for ${met.subject}: ${met.evidence}`),
  ...report.violations.map((broken) => `${report.id} at ${broken.at}: ${broken.code}: ${broken.evidence}`),
];

test('SIG-01.2 the shared histories, played: musts of the codes that rooms show, and no prohibition broken', async (context) => {
  const files = filesIn(shared);
  if (files.length === 0) {
    context.diagnostic('SKIPPED: the shared scenarios do not lie beside this repository');
    context.skip('no shared scenarios');
    return;
  }
  const faults: string[] = [];
  const notYet = new Set<string>();
  for (const file of files) {
    const scenario = read(readFileSync(file, 'utf8'), file);
    const report = await play(scenario);
    faults.push(...faultsOf(report));
    assert.equal(report.expectations.length, scenario.expect.length);
    for (const met of report.expectations) {
      assert.equal(met.evidence.startsWith('not yet: '), !shownCodes.has(met.code), met.evidence);
      if (!shownCodes.has(met.code)) notYet.add(met.code);
    }
    if (scenario.id === 'SC-001')
      for (const { code, cites } of report.expectations) assert.ok(!cites.includes(15), `${code} cites event 15`);
  }
  context.diagnostic(`not yet shown by any room: ${[...notYet].sort().join(', ')}`);
  assert.equal(faults.join('\n'), '');
});

test('SIG-01 our own histories, played: every must met and no prohibition broken', async () => {
  const faults: string[] = [];
  for (const file of filesIn(own)) {
    const report = await play(read(readFileSync(file, 'utf8'), file));
    faults.push(...faultsOf(report), ...(report.passed ? [] : [`${report.id} did not pass`]));
  }
  assert.equal(faults.join('\n'), '');
});

/** The same history under other names, other numbers and without a word for people. */
function disguised(scenario: Scenario): Scenario {
  const refs = new Map<string, string>();
  const ref = <Ref extends string | null | undefined>(old: Ref): Ref => {
    if (!old) return old;
    if (!refs.has(old)) refs.set(old, `x${refs.size}y`);
    return refs.get(old) as Ref;
  };
  const n = (old: number) => old * 7 + 100;
  return {
    ...scenario,
    id: 'other',
    title: null,
    people: scenario.people.map((each) => ({ ...each, ref: ref(each.ref), unit: ref(each.unit), role: null })),
    things: scenario.things.map((each) => ({ ...each, ref: ref(each.ref), name: 'a thing' })),
    events: scenario.events.map((event) => ({
      ...event,
      n: n(event.n),
      subject: ref(event.subject),
      reporter: ref(event.reporter),
      actor: ref(event.actor),
      unit: ref(event.unit),
      affected: event.affected.map(ref),
      about: event.about.map(ref),
      of: event.of.map(n),
      declares: event.declares?.map(n),
      what: 'eliminated',
      when: null,
    })),
    expect: scenario.expect.map((each) => ({
      ...each,
      after: n(each.after),
      subject: ref(each.subject),
      cites: each.cites.map(n),
    })),
    mustNot: [],
  };
}

test('nothing decides from a name, a number or a word: a history in disguise shows the same', async () => {
  const files = [...filesIn(own), ...filesIn(shared)].filter((file) =>
    /(ex-(01|09|12|14)|SC-(001|002|007))/.test(file),
  );
  for (const file of files) {
    const scenario = read(readFileSync(file, 'utf8'), file);
    const [plain, other] = [await play(scenario), await play(disguised(scenario))];
    const shape = (report: ScenarioReport, back: (n: number) => number) =>
      report.expectations.map(({ after, code, ok, cites }) => ({
        after: back(after),
        code,
        ok,
        cites: cites.map(back),
      }));
    assert.deepEqual(
      shape(other, (n) => (n - 100) / 7),
      shape(plain, (n) => n),
    );
  }
});

test('nothing in the product knows a history by its id', () => {
  const knowing = listFiles('src').filter((path) => /\bSC-?\d{3}/.test(readFileSync(join(root, path), 'utf8')));
  assert.deepEqual(knowing, []);
});

const twoComplaints = (more: object) =>
  JSON.stringify({
    id: 'two',
    people: [{ ref: 'a' }, { ref: 'b' }],
    things: [],
    events: [
      { n: 1, date: '2020', source: 'public-complaint', type: 'incivility', subject: 'a', reporter: 'b' },
      { n: 2, date: '2021', source: 'public-complaint', type: 'incivility', subject: 'a', finding: 'eliminated' },
      { n: 3, date: '2022-05', source: 'internal-report', type: 'bullying', subject: 'a', affected: ['b', 'b'] },
    ],
    ...more,
  });

test('a must that is missing, and a prohibition that is broken, fail a history', async () => {
  const expect = [
    { after: 3, code: 'signal:repeat', subject: 'a', cites: [1, 2, 3] },
    { after: 2, code: 'signal:repeat', subject: 'a', cites: [1] },
    { after: 3, code: 'gate:promotion', subject: 'a', cites: [], severity: 'should' },
  ];
  const mustNot = [
    { code: 'signal:repeat', subject: 'a', until: 2 },
    { code: 'signal:repeat', subject: 'a', until: 3 },
    { code: 'signal:repeat', subject: 'a', excludes: [2] },
    { code: 'signal:repeat', subject: 'a', excludes: [3] },
    { code: 'link:same-person', subject: 'a' },
    { code: 'link:same-person', subject: 'b' },
  ];
  const report = await play(read(twoComplaints({ expect, mustNot })));
  assert.equal(report.passed, false);
  assert.deepEqual(
    report.expectations.map(({ ok }) => ok),
    [false, false, false],
  );
  assert.match(report.expectations[0]!.evidence, /^lacks 2; repeat@\d+ cites 1, 3: /);
  assert.match(report.expectations[1]!.evidence, /^nothing of signal:repeat is shown for a/);
  assert.match(report.expectations[2]!.evidence, /^not yet: no room shows gate:promotion; event 3 was entered by/);
  assert.deepEqual(
    report.violations.map(({ code, at, cites }) => ({ code, at, cites })),
    [
      { code: 'link:same-person', at: 1, cites: [1] },
      { code: 'signal:repeat', at: 3, cites: [1, 3] },
      { code: 'signal:repeat', at: 3, cites: [1, 3] },
    ],
  );
  const fine = await play(
    read(twoComplaints({ expect: [{ after: 3, code: 'signal:repeat', subject: 'a', cites: [1] }] })),
  );
  assert.equal(fine.passed, true);
});

test('a wrong file is refused before anything is played, with the field that is wrong', async () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{', /bad\.json: is not JSON/],
    ['[]', /the file: /],
    [twoComplaints({ id: 7 }), /bad\.json: id: /],
    [
      twoComplaints({ events: [{ n: 1, source: 'gossip', type: 'incivility' }] }),
      /events\[0\]\.source: "gossip" is not a source/,
    ],
    [twoComplaints({ events: [{ n: 1, source: 'hr', type: 'rudeness' }] }), /events\[0\]\.type: "rudeness"/],
    [
      twoComplaints({ events: [{ n: 1, source: 'hr', type: 'other', date: '2021-02-30' }] }),
      /events\[0\]\.date: "2021-02-30"/,
    ],
    [
      twoComplaints({ events: [{ n: 1, source: 'hr', type: 'other', date: '2021', dateTo: '2020' }] }),
      /events\[0\]\.dateTo: /,
    ],
    [
      twoComplaints({ events: [1, 1].map((n) => ({ n, source: 'hr', type: 'other' })) }),
      /events\[1\]\.n: there are two events 1/,
    ],
    [
      twoComplaints({ events: [{ n: 1, source: 'hr', type: 'other', features: ['tall'] }] }),
      /events\[0\]\.features\[0\]: "tall"/,
    ],
    [twoComplaints({ people: [{ ref: 'a' }, { ref: 'a' }] }), /people\[1\]\.ref: "a" is declared twice/],
    [
      twoComplaints({ expect: [{ after: 9, code: 'signal:repeat', subject: 'a' }] }),
      /expect\[0\]\.after: there is no event 9/,
    ],
    [
      twoComplaints({ expect: [{ after: 1, code: 'signal:repeat', subject: 'a', cites: [3] }] }),
      /expect\[0\]\.cites: /,
    ],
    [twoComplaints({ mustNot: [{ code: 'signal:hunch', subject: 'a' }] }), /mustNot\[0\]\.code: "signal:hunch"/],
  ];
  const openEmptyWorld = async () => assert.fail('nothing is played');
  for (const [text, sentence] of wrong) {
    const files = [
      { name: 'good.json', text: twoComplaints({}) },
      { name: 'bad.json', text },
    ];
    const answer = await runScenarios(files, { openEmptyWorld, cast, say: () => {} });
    assert.ok(isRefusal(answer));
    assert.match(answer.words, sentence);
  }
});

test('files are played one after another, each into an empty house of its own that is gone after', async () => {
  const ground = await testGround();
  const grounds = await scratchGrounds(ground.server);
  const said: string[] = [];
  const expect = [{ after: 3, code: 'signal:repeat', subject: 'a', cites: [1, 3] }];
  const files = ['one.json', 'two.json'].map((name) => ({ name, text: twoComplaints({ expect, colour: 'red' }) }));
  const openEmptyWorld = async () => {
    const world = await grounds.open();
    world.ground.beforeCommit.push(raiseSignals);
    return world;
  };
  const reports = await runScenarios(files, { openEmptyWorld, cast, say: (line) => said.push(line) });
  await grounds.close();
  assert.ok(!isRefusal(reports));
  assert.deepEqual(
    reports.map(({ id, passed }) => ({ id, passed })),
    [
      { id: 'two', passed: true },
      { id: 'two', passed: true },
    ],
  );
  assert.equal(said[0], 'one.json: colour is not a field of the schema and was not read');
  assert.match(said.at(-1)!, /^2 of 2: two: passed, 1 of 1 expectations met, 0 prohibitions broken$/);
  const left = await ground
    .pool('auditor')
    .query("select datname from pg_database where datname like 'candour_scratch%'");
  assert.deepEqual(left.rows, []);
  await ground.close();
});

test('a decision is an entry of its own and the finding of what it decides; a made-up day says that it is one', async () => {
  const text = twoComplaints({
    events: [
      { n: 1, date: '2020', source: 'public-complaint', type: 'incivility', subject: 'a', reporter: 'b' },
      { n: 2, source: 'public-complaint', type: 'bullying', subject: 'b', reporter: 'a' },
      {
        n: 3,
        source: 'conduct-system',
        type: 'decision-step',
        step: 'decide',
        subject: 'a',
        of: [1, 2],
        finding: 'upheld',
      },
      {
        n: 4,
        source: 'conduct-system',
        type: 'withdrawal',
        step: 'withdraw',
        subject: 'a',
        of: [1],
        finding: 'withdrawn',
      },
      {
        n: 5,
        source: 'conduct-system',
        type: 'withdrawal',
        step: 'withdraw',
        subject: 'b',
        of: [2],
        finding: 'withdrawn',
      },
    ],
  });
  const world = await openEmptyWorld();
  let seen = 0;
  await playScenario(world, read(text), {
    ...cast,
    watch: async (tx, n, eventOf) => {
      if (n !== 5) return;
      const ids = [...eventOf].filter(([, number]) => number <= 2).map(([id]) => id);
      const [first, second] = await Promise.all([ids[0]!, ids[1]!].map((id) => findEntry(tx, id)));
      const read = (row: typeof first) =>
        historyForFinders(tx, { subject: row!.parties[0]!.subject, asAt: tx.today }).then(({ entries }) =>
          entries
            .filter((entry) => entry.roles.includes('subject'))
            .map(({ kind, finding, datesMadeUp }) => ({ kind, finding, datesMadeUp })),
        );
      const step = (finding: string) => ({ kind: 'step', finding, datesMadeUp: true });
      assert.deepEqual(await read(first), [
        { kind: 'matter', finding: 'upheld', datesMadeUp: false },
        step('upheld'),
        step('withdrawn'),
      ]);
      assert.deepEqual(await read(second), [
        { kind: 'matter', finding: 'withdrawn', datesMadeUp: true },
        step('withdrawn'),
      ]);
      seen += 1;
    },
  });
  await world.close();
  assert.equal(seen, 1);
});

test('P-09 P-21 what arrives as eliminated needs evidence and a second person outside the circle of everyone in it', async () => {
  const ground = await testGround();
  const ids = await mustTransact(ground, 'clerks', clerk, (tx) =>
    insertSubjects(
      tx,
      [1, 2].map(() => ({ kind: 'person' as const, source: 'hr' })),
    ),
  );
  const [person, second] = ids as [string, string];
  const attempt = (more: object) =>
    inTransaction(ground, 'clerks', clerk, (tx) =>
      receive(tx, {
        kind: 'matter',
        source: 'crime-report',
        type: 'violence',
        knownOn: '2026-03-01',
        basis: 'record',
        finding: 'eliminated',
        parties: [{ role: 'subject', subject: person }],
        ...more,
      }),
    );
  const codeOf = async (more: object) => {
    const answer = await attempt(more);
    return isRefusal(answer) ? answer.code : 'posted';
  };
  const evidence = { shown: 'The caller was found to be somebody else.' };
  assert.equal(await codeOf({}), 'second-person-needed');
  assert.equal(await codeOf({ evidence }), 'second-person-needed');
  assert.equal(await codeOf({ evidence, secondPerson: person }), 'second-person-tied');
  assert.equal(await codeOf({ evidence, secondPerson: second, visibility: 'covert' }), 'not-by-this-door');
  assert.equal(await codeOf({ evidence, secondPerson: second, kind: 'amendment' }), 'not-a-concern');
  assert.equal(await codeOf({ evidence, secondPerson: second, parties: [] }), 'nobody-in-it');
  assert.equal(await codeOf({ evidence, secondPerson: second }), 'posted');
  await ground.close();
});
