/** Checks before service, whose record it is, both parties as persons, conflicts before tasks: through the logins of the faces. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../../tests/database.ts';
import { matterTypes } from '../../engines/vocabulary.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { inTransaction, mustTransact, query, sql, type Tx } from '../../platform/transaction.ts';
import { findAssignment, insertAssignment, insertGrant, type Role } from '../access/index.ts';
import {
  changePost,
  clusterOf,
  insertIdentityDecisions,
  insertLines,
  insertPosts,
  insertServices,
  insertTies,
  knowPerson,
  openUnit,
  servicesOf,
} from '../people/index.ts';
import {
  approvePurpose,
  assignWithCheck,
  complainedThenAccused,
  findSnapshot,
  historyOf,
  mergeRecords,
  openComplainants,
  partyFields,
  post,
  postMany,
  recordFinding,
  startCheck,
  unmergeRecords,
} from './index.ts';

let ground: TestGround;
let vetting: string;
let second: string;
let analyst: string;
let investigator: string;

const clerk = { actor: null, face: 'clerk' } as const;
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => mustTransact(ground, 'clerks', clerk, work);
const as = <T>(actor: string, work: (tx: Tx) => Promise<T>) =>
  inTransaction(ground, 'staff', { actor, face: 'staff' }, work);
const mustAs = async <T>(actor: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const result = await as(actor, work);
  assert.ok(!isRefusal(result), isRefusal(result) ? result.words : '');
  return result as T;
};
const refusedAs = async (actor: string, work: (tx: Tx) => Promise<unknown>): Promise<string> => {
  const result = await as(actor, work);
  assert.ok(isRefusal(result), 'must be refused');
  return result.code;
};

let number = 2000;
async function person(tx: Tx, family: string, serving = true): Promise<string> {
  number += 1;
  const found = await knowPerson(tx, {
    identifiers: [{ scheme: 'warrant', value: String(number) }],
    given: 'Kit',
    family,
    source: 'hr',
  });
  if (serving)
    await insertServices(tx, [
      { person: found.person, category: 'officer', status: 'active', validFrom: '2015-01-01', source: 'hr' },
    ]);
  return found.person;
}
const role = (tx: Tx, who: string, name: Role) =>
  insertGrant(tx, { person: who, role: name, validFrom: '2020-01-01', reason: 'for the test' });

const matter = (tx: Tx, about: string, more: Partial<Parameters<typeof post>[1]> = {}) =>
  post(tx, {
    kind: 'matter',
    source: 'internal-report',
    type: 'incivility',
    step: 'raise',
    knownOn: '2024-02-03',
    happenedFrom: '2024-02-01',
    basis: 'account',
    finding: 'open',
    parties: [{ role: 'subject', subject: about }],
    ...more,
  });

before(async () => {
  ground = await testGround({ today: '2026-03-06' });
  [vetting, second, analyst, investigator] = await run(async (tx) => {
    const made = [
      await person(tx, 'Vale'),
      await person(tx, 'Seaton'),
      await person(tx, 'Anders'),
      await person(tx, 'Innes'),
    ];
    await role(tx, made[0]!, 'vetting-officer');
    await role(tx, made[1]!, 'head-of-standards');
    await role(tx, made[2]!, 'analyst');
    await role(tx, made[3]!, 'investigator');
    return made as [string, string, string, string];
  });
});
after(() => ground.close());

const check = (who: string) =>
  ({ person: who, route: 'join', category: 'officer', from: '2026-04-01', source: 'hr' }) as const;

test('REC-01.4 joiners, rejoiners and contractors are checked against leavers, open cases and barred people before they are active', async () => {
  const [clean, open, barred, namesake] = await run(async (tx) => {
    const made = [
      await person(tx, 'Clean', false),
      await person(tx, 'Opened', false),
      await person(tx, 'Gone', false),
      await person(tx, 'Gone', false),
    ];
    await matter(tx, made[1]!, { visibility: 'sealed', type: 'sexual-misconduct' });
    await insertServices(tx, [
      {
        person: made[2]!,
        category: 'officer',
        status: 'active',
        validFrom: '2010-01-01',
        validTo: '2018-12-31',
        source: 'hr',
      },
      {
        person: made[2]!,
        category: 'officer',
        status: 'left',
        validFrom: '2019-01-01',
        reason: 'dismissed',
        source: 'hr',
      },
    ]);
    return made as [string, string, string, string];
  });
  const admitted = await mustAs(vetting, (tx) => startCheck(tx, check(clean)));
  assert.equal(admitted.kind, 'admitted');
  const spell = await run(async (tx) => (await servicesOf(tx, [clean])).at(-1)!);
  assert.deepEqual([spell.status, spell.start_check], ['active', admitted.snapshot]);
  assert.equal((await mustAs(vetting, (tx) => findSnapshot(tx, admitted.snapshot)))?.purpose, 'Start check');

  const held = await mustAs(vetting, (tx) => startCheck(tx, check(open)));
  assert.equal(held.kind, 'held');
  assert.match(held.adverse[0]!.words, /your role does not read/, 'sealed content is not told');
  assert.deepEqual(await run((tx) => servicesOf(tx, [open])), []);
  assert.equal(
    (await mustAs(vetting, (tx) => startCheck(tx, { ...check(namesake), category: 'contractor' }))).kind,
    'held',
  );
  const back = { ...check(barred), route: 'rejoin', category: 'contractor' } as const;
  assert.equal((await mustAs(vetting, (tx) => startCheck(tx, back))).kind, 'held');

  const reasons = 'The panel lifted the bar on appeal.';
  assert.equal(
    await refusedAs(vetting, (tx) => startCheck(tx, { ...back, inSpite: { reasons: 'ok', secondPerson: second } })),
    'reason-needed',
  );
  for (const [secondPerson, code] of [
    [vetting, 'second-person-needed'],
    [analyst, 'second-person-unfit'],
  ] as const)
    assert.equal(
      await refusedAs(vetting, (tx) => startCheck(tx, { ...back, inSpite: { reasons, secondPerson } })),
      code,
    );
  assert.equal(
    (await mustAs(vetting, (tx) => startCheck(tx, { ...back, inSpite: { reasons, secondPerson: second } }))).kind,
    'admitted',
  );
  const last = await run(async (tx) => (await servicesOf(tx, [barred])).at(-1)!);
  assert.match(last.reason ?? '', /panel lifted/);

  const skip = (tx: Tx, startCheckId: string | null) =>
    insertServices(tx, [
      {
        person: open,
        category: 'officer',
        status: 'active',
        validFrom: '2026-04-01',
        startCheck: startCheckId,
        source: 'hr',
      },
    ]);
  await assert.rejects(
    as(vetting, (tx) => skip(tx, null)),
    /row-level security/,
  );
  await assert.rejects(
    as(vetting, (tx) => skip(tx, admitted.snapshot)),
    /row-level security/,
    "somebody else's check",
  );
});

test('REC-01.6 nobody with a matter is deleted; merges and splits have reasons, a second person where grave, and a way back', async () => {
  const [one, two, tied] = await run(async (tx) => {
    const made = [await person(tx, 'Twin'), await person(tx, 'Twin'), await person(tx, 'Tied')];
    await matter(tx, made[0]!);
    await matter(tx, made[1]!, { type: 'sexual-misconduct' });
    await role(tx, made[2]!, 'vetting-officer');
    await insertTies(tx, [
      { person: made[2]!, counterpart: made[1]!, kind: 'friend', declared: true, source: 'declared' },
    ]);
    return made as [string, string, string];
  });
  for (const login of ['staff', 'clerks', 'eraser', 'migrator'] as const)
    for (const target of [
      sql`delete from people.subject where id = ${one}`,
      sql`delete from people.name where person = ${one}`,
    ])
      await assert.rejects(
        inTransaction(ground, login, login === 'staff' ? { actor: vetting, face: 'staff' } : clerk, (tx) =>
          query(tx, target),
        ),
        /permission denied|append-only/,
      );
  const rationale = 'Same date of joining and the same payroll number.';
  const merge = { person: one, into: two, rationale };
  assert.equal(await refusedAs(vetting, (tx) => mergeRecords(tx, { ...merge, rationale: 'same' })), 'reason-needed');
  assert.equal(await refusedAs(vetting, (tx) => mergeRecords(tx, merge)), 'second-person-needed');
  assert.equal(await refusedAs(tied, (tx) => mergeRecords(tx, { ...merge, secondPerson: second })), 'tied');
  assert.equal(await refusedAs(one, (tx) => mergeRecords(tx, { ...merge, secondPerson: second })), 'tied');
  assert.equal(
    await refusedAs(vetting, (tx) => mergeRecords(tx, { ...merge, secondPerson: tied })),
    'second-person-tied',
  );
  const id = await mustAs(vetting, (tx) => mergeRecords(tx, { ...merge, secondPerson: second }));
  assert.equal((await run((tx) => clusterOf(tx, one, '2026-03-06'))).length, 2);
  assert.equal((await run((tx) => clusterOf(tx, one, '2026-03-05'))).length, 1, 'not as known the day before');
  assert.equal(await refusedAs(vetting, (tx) => mergeRecords(tx, { ...merge, secondPerson: second })), 'already-one');
  const joined = await mustAs(vetting, (tx) => historyOf(tx, { subject: one, asAt: '2026-03-06' }));
  assert.equal(joined.history.entries.length, 2);
  await mustAs(vetting, (tx) =>
    recordFinding(tx, {
      entry: joined.history.entries[0]!.id,
      finding: 'no-action',
      knownOn: '2026-03-06',
      reason: 'Read with the other record.',
    }),
  );
  const undone = await mustAs(vetting, (tx) =>
    unmergeRecords(tx, {
      decision: id,
      of: one,
      rationale: 'The payroll number was typed wrongly.',
      secondPerson: second,
    }),
  );
  assert.deepEqual(
    undone.taken.map((each) => [each.what, each.words]),
    [['decide', 'Read with the other record.']],
  );
  assert.equal((await run((tx) => clusterOf(tx, one, '2026-03-06'))).length, 1);
  assert.equal(
    (await mustAs(vetting, (tx) => historyOf(tx, { subject: two, asAt: '2026-03-06' }))).history.entries.length,
    1,
  );
  assert.equal(
    await refusedAs(vetting, (tx) =>
      unmergeRecords(tx, { decision: id, of: one, rationale: 'Once more, by mistake.', secondPerson: second }),
    ),
    'no-such-merge',
  );
});

test('REC-05.1 every type of matter refuses nobody at all and a bare name; an unknown party waits in the tray', async () => {
  for (const type of Object.keys(matterTypes) as (keyof typeof matterTypes)[]) {
    const base = { kind: 'matter', source: 'internal-report', type, knownOn: '2024-01-01', basis: 'account' } as const;
    const none = await inTransaction(ground, 'clerks', clerk, (tx) => post(tx, { ...base, parties: [] }));
    assert.ok(isRefusal(none) && none.code === 'nobody-in-it', type);
    for (const part of ['subject', 'reporter', 'witness', 'decision-maker'] as const) {
      const bare = { ...base, parties: [{ role: part, subject: 'John Smith' }] };
      await assert.rejects(
        inTransaction(ground, 'clerks', clerk, (tx) => post(tx, bare)),
        /uuid/,
        `${type} ${part}`,
      );
      await assert.rejects(
        inTransaction(ground, 'clerks', clerk, (tx) => postMany(tx, [bare])),
        /uuid/,
      );
    }
  }
  const waiting = await run(async (tx) => {
    const entry = await post(tx, {
      kind: 'matter',
      source: 'grievance',
      type: 'bullying',
      knownOn: '2024-01-01',
      basis: 'account',
      parties: [],
      unknown: [{ role: 'subject', given: 'John', family: 'Smith' }],
    });
    return query(tx, sql<{ n: number }>`select count(*) as n from record.unplaced where entry = ${entry}`);
  });
  assert.equal(waiting[0]!.n, 1);
});

test('REC-05.2 REC-05.3 REC-05.5 who complained and was later accused: logged counts beside colleagues, names only for an approved purpose', async () => {
  const purpose = 'To test whether complaining leads to being accused.';
  const asked = { from: '2023-01-01', to: '2023-03-31', withinDays: 365, purpose };
  const complainants = await run(async (tx) => {
    const unit = await openUnit(tx, { name: 'Question Team', kind: 'team', from: '2010-01-01', source: 'hr' });
    const boss = await person(tx, 'Boss');
    const made: string[] = [];
    for (let i = 0; i < 12; i += 1) made.push(await person(tx, `Q${i}`));
    for (const each of made) await changePost(tx, { person: each, unit, from: '2015-01-01', source: 'hr' });
    for (const [index, each] of made.slice(0, 6).entries()) {
      await matter(tx, boss, {
        knownOn: '2023-02-01',
        parties: [
          { role: 'subject', subject: boss },
          { role: 'reporter', subject: each },
        ],
      });
      if (index < 5)
        await matter(tx, each, {
          knownOn: '2023-05-01',
          visibility: 'open',
          parties: [
            { role: 'subject', subject: each },
            { role: 'reporter', subject: boss },
          ],
        });
    }
    await matter(tx, made[5]!, { knownOn: '2023-06-01', visibility: 'sealed' });
    return made.slice(0, 6);
  });
  assert.equal(
    await refusedAs(analyst, (tx) => complainedThenAccused(tx, { ...asked, purpose: '' })),
    'purpose-needed',
  );
  const found = await mustAs(analyst, (tx) => complainedThenAccused(tx, asked));
  assert.deepEqual(
    found.rates.map((row) => [
      row.part,
      row.people,
      row.accused,
      row.share === null ? null : Math.round(row.share * 100),
    ]),
    [
      ['colleagues', 6, 0, 0],
      ['complained', 6, 5, 83],
    ],
    'the sealed matter is in no count',
  );
  assert.ok(found.rates[1]!.interval![0] > found.rates[0]!.interval![1] - 0.2);
  assert.deepEqual(found.byWhom, [{ by_whom: 'the person complained about', people: 5, median_days: 89 }]);
  const byUnit = await mustAs(analyst, (tx) => complainedThenAccused(tx, { ...asked, by: 'unit' }));
  assert.deepEqual([...new Set(byUnit.rates.map((row) => row.group))], ['Question Team']);
  const bySex = await mustAs(analyst, (tx) => complainedThenAccused(tx, { ...asked, by: 'sex' }));
  assert.deepEqual([bySex.rates.map((row) => row.group), bySex.unknownShare], [['not-asked', 'not-asked'], 1]);
  const narrow = await mustAs(analyst, (tx) => complainedThenAccused(tx, { ...asked, withinDays: 30 }));
  assert.deepEqual(
    narrow.rates.map((row) => row.accused),
    [0, 0],
  );
  const logged = await run((tx) =>
    query(
      tx,
      sql<{
        n: number;
      }>`select count(*) as n from access.read_log where event = 'COMPLAINANT_QUESTION' and actor = ${analyst} and purpose = ${purpose}`,
    ),
  );
  assert.equal(logged[0]!.n, 4);

  assert.deepEqual(await mustAs(vetting, (tx) => openComplainants(tx, asked)), [], 'no approved purpose, no names');
  await assert.rejects(
    as(analyst, (tx) => query(tx, sql`select * from record.complaint_pairs('2023-01-01', '2023-12-31', 365)`)),
    /permission denied/,
  );
  assert.equal(await refusedAs(vetting, (tx) => approvePurpose(tx, { person: vetting, purpose })), 'two-people-needed');
  await mustAs(second, (tx) => approvePurpose(tx, { person: vetting, purpose }));
  await mustAs(second, (tx) => approvePurpose(tx, { person: analyst, purpose }));
  const names = await mustAs(vetting, (tx) => openComplainants(tx, asked));
  assert.deepEqual(new Set(names.map((row) => row.complainant)), new Set(complainants.slice(0, 5)));
  assert.deepEqual(
    await mustAs(analyst, (tx) => openComplainants(tx, asked)),
    [],
    'approval opens no class that a role may not read',
  );
  await run((tx) =>
    insertTies(tx, [
      { person: vetting, counterpart: complainants[0]!, kind: 'friend', declared: true, source: 'declared' },
    ]),
  );
  assert.equal((await mustAs(vetting, (tx) => openComplainants(tx, asked))).length, 4, 'no name past a wall');
});

test('small counts are not told: one to four accused, and groups under five', async () => {
  const asked = {
    from: '2022-01-01',
    to: '2022-12-31',
    withinDays: 365,
    purpose: 'To see that small counts are masked.',
  };
  await run(async (tx) => {
    const boss = await person(tx, 'Small');
    for (let i = 0; i < 6; i += 1) {
      const each = await person(tx, `S${i}`);
      await matter(tx, boss, {
        knownOn: '2022-02-01',
        parties: [
          { role: 'subject', subject: boss },
          { role: 'reporter', subject: each },
        ],
      });
      if (i < 2) await matter(tx, each, { knownOn: '2022-05-01' });
    }
  });
  const found = await mustAs(analyst, (tx) => complainedThenAccused(tx, asked));
  assert.deepEqual(
    found.rates.map((row) => [row.part, row.people, row.accused, row.interval]),
    [['complained', 6, null, null]],
  );
  assert.deepEqual(
    found.byWhom.map((row) => row.people),
    [null],
  );
});

test('REC-05.4 completeness of each party field by source and year', async () => {
  await run(async (tx) => {
    const someone = await person(tx, 'Field');
    const base = {
      kind: 'matter',
      source: 'tribunal',
      type: 'bullying',
      knownOn: '2019-05-01',
      basis: 'account',
    } as const;
    await post(tx, { ...base, parties: [{ role: 'subject', subject: someone }] });
    await post(tx, {
      ...base,
      parties: [{ role: 'reporter', subject: someone }],
      unknown: [{ role: 'subject', family: 'Nobody' }],
    });
  });
  const rows = (await mustAs(analyst, (tx) => partyFields(tx))).filter((row) => row.source === 'tribunal');
  assert.deepEqual(
    rows.map((row) => [row.year, row.part, row.entries, row.keyed, row.in_tray]),
    [
      [2019, 'reporter', 2, 1, 0],
      [2019, 'subject', 2, 1, 1],
      [2019, 'witness', 2, 0, 0],
    ],
  );
});

test('CASE-07.1 nobody tied to a party, declared or derived, by posting or line, is given access; the attempt is written down', async () => {
  const { subject, reporter, friend, mate, boss, once } = await run(async (tx) => {
    const unit = await openUnit(tx, { name: 'Conflict Team', kind: 'team', from: '2010-01-01', source: 'hr' });
    const cast = {
      subject: await person(tx, 'Subject'),
      reporter: await person(tx, 'Reporter'),
      friend: await person(tx, 'Friend'),
      mate: await person(tx, 'Mate'),
      boss: await person(tx, 'Chief'),
      once: await person(tx, 'Once'),
      double: await person(tx, 'Double'),
    };
    await insertTies(tx, [
      { person: cast.friend, counterpart: cast.reporter, kind: 'family', declared: true, source: 'declared' },
    ]);
    await insertPosts(tx, [
      { person: cast.subject, unit, validFrom: '2010-01-01', source: 'hr' },
      { person: cast.mate, unit, validFrom: '2025-01-01', source: 'hr' },
      { person: cast.once, unit, validFrom: '2010-01-01', validTo: '2012-12-31', source: 'hr' },
    ]);
    await insertLines(tx, [{ person: cast.double, supervisor: cast.boss, validFrom: '2020-01-01', source: 'hr' }]);
    await insertIdentityDecisions(tx, [
      {
        kind: 'merge',
        person: cast.double,
        intoPerson: cast.subject,
        knownOn: '2025-01-01',
        rationale: 'The same warrant number.',
        source: 'hr',
      },
    ]);
    return cast;
  });
  const give = (who: string, eventDay?: string) =>
    mustAs(second, (tx) =>
      assignWithCheck(tx, {
        person: who,
        subject,
        purpose: 'Assess the complaint',
        parties: [reporter],
        ...(eventDay ? { eventDay } : {}),
      }),
    );
  for (const [who, why] of [
    [friend, 'declared tie'],
    [mate, 'shared team'],
    [boss, 'line of command'],
    [subject, 'self'],
  ] as const) {
    const given = await give(who);
    assert.ok(given.kind === 'blocked' && given.conflicts.some((each) => each.why === why), why);
    assert.equal(await run((tx) => findAssignment(tx, who, [subject])), null);
  }
  assert.equal((await give(once, '2011-06-01')).kind, 'blocked', 'in the same team on the day of the event');
  assert.equal((await give(investigator)).kind, 'assigned');
  const blocked = await run((tx) =>
    query(
      tx,
      sql<{
        detail: { ties: string[] };
      }>`select detail from access.read_log where event = 'ASSIGNMENT_BLOCKED' and actor = ${second} and subject = ${subject}`,
    ),
  );
  assert.equal(blocked.length, 5);
  const direct = (tx: Tx) =>
    insertAssignment(tx, { person: mate, subject, purpose: 'Round the check', validFrom: tx.today });
  await assert.rejects(as(second, direct), /row-level security/, 'the database blocks it whoever asks');
});
