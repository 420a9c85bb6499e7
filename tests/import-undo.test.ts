/**
 * An import undone whole. The cheapest way to look as if it worked would be to hide its entries from the page: so detectors,
 * sweeps, search, the tray, the projection, the ledger and a second import of the same file are each asked.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fit } from '../src/main.ts';
import { takeCheckpoint, verifyLedger } from '../src/platform/ledger.ts';
import { isRefusal, type Refusal } from '../src/platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, query, sql, type Tx } from '../src/platform/transaction.ts';
import { appoint } from '../src/rooms/access/index.ts';
import { type ImportResult, importFile, undoImport } from '../src/rooms/concerns/index.ts';
import { careerOf, findPeople, standingFacts, subjectsByIdentifier } from '../src/rooms/people/index.ts';
import {
  askToUndo,
  historyOf,
  listTray,
  recordFinding,
  sourceStates,
  streamHistories,
} from '../src/rooms/record/index.ts';
import { allTables } from './attacks/world.ts';
import { type TestGround, testGround } from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-undo-'));
const grounds: Ground[] = [];
after(async () => {
  for (const ground of grounds) await ground.close();
  rmSync(folder, { recursive: true, force: true });
});
const clerk = { actor: null, face: 'clerk' } as const;
const within = <T>(ground: Ground, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'clerks', clerk, work);

const ok = <T>(result: T | Refusal): T => {
  if (isRefusal(result)) throw new Error(result.words);
  return result as T;
};
const codeOf = (result: unknown): string => {
  assert.ok(isRefusal(result), 'it was not refused');
  return result.code;
};

/** A fitted house with two people who may undo imports. */
async function house() {
  const ground: TestGround = await testGround({ today: '2026-12-10' });
  fit(ground);
  grounds.push(ground);
  const one = ok(await appoint(ground, { name: 'Head Of', signIn: 'head', roles: ['head-of-standards'] })).person;
  const two = ok(await appoint(ground, { name: 'An Analyst', signIn: 'analyst', roles: ['analyst'] })).person;
  return { ground, one, two };
}

let files = 0;
async function imported(
  ground: Ground,
  map: object,
  lines: readonly string[],
): Promise<ImportResult & { path: string; map: string }> {
  files += 1;
  const path = join(folder, `${files}.csv`);
  const mapPath = join(folder, `${files}.json`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  writeFileSync(mapPath, JSON.stringify(map));
  return { ...ok(await importFile(ground, { file: path, map: mapPath, progress: false })), path, map: mapPath };
}
const again = async (ground: Ground, done: { path: string; map: string }) =>
  ok(await importFile(ground, { file: done.path, map: done.map, progress: false }));

const undone = async (ground: Ground, batch: string) =>
  ok(await undoImport(ground, { batch, reason: 'The wrong file was sent to us', second: 'head' }));

const complaints = {
  kind: 'entries',
  source: 'public-complaint',
  person: { id: 'officer', scheme: 'force-number', else: 'create' },
  matter: 'complaint',
  happened: { column: 'day', precision: 'day' },
  knownOn: { column: 'day' },
  type: { column: 'kind', vocabulary: { Force: 'excessive-force', Rude: 'incivility' } },
  step: 'receive',
  basis: 'account',
  unit: { column: 'unit' },
};
const header = 'officer,complaint,day,kind,unit';
const rows = [
  header,
  '007,c1,2026-06-01,Force,North',
  '007,c2,2026-07-01,Force,North',
  '007,c3,2026-08-01,Rude,North',
  '008,c4,2026-08-02,Rude,South',
];

const idOf = async (tx: Tx, number: string): Promise<string | undefined> =>
  (await subjectsByIdentifier(tx, 'force-number', [number])).get(number);

const differences = (ground: Ground): Promise<unknown[]> =>
  within(ground, (tx) =>
    query(
      tx,
      sql`(select subject, entry, role, known_on from record.rebuilt_involvement() except select subject, entry, role, known_on from record.involvement)
        union all (select subject, entry, role, known_on from record.involvement except select subject, entry, role, known_on from record.rebuilt_involvement())`,
    ),
  );

const standing = (ground: Ground, subject: string): Promise<{ code: string; diff: string }[]> =>
  within(ground, (tx) =>
    query(
      tx,
      sql<{ code: string; diff: string }>`select code, diff from patterns.firing f where f.subject = ${subject}
        and not exists (select 1 from patterns.firing n where n.supersedes = f.id)`,
    ),
  );

test('P-21 an import undone: its entries count for nothing, whom it made up is nobody, and what is older is as before', async () => {
  const { ground } = await house();
  const older = await imported(ground, complaints, [header, '007,c0,2026-05-01,Force,North']);
  const done = await imported(ground, complaints, rows);
  const [seven, eight] = await within(ground, async (tx) => [(await idOf(tx, '007'))!, (await idOf(tx, '008'))!]);
  // Any act that touches somebody has the rules read again: what they find rests on the file.
  await within(ground, async (tx) => void tx.touched.add(seven));
  const before = await standing(ground, seven);
  assert.ok(
    before.some(({ code, diff }) => code === 'signal:repeat' && diff !== 'gone'),
    JSON.stringify(before),
  );
  ground.clock.setDay('2026-12-12');

  const outcome = await undone(ground, done.batch);
  assert.deepEqual(
    outcome.undone && { entries: outcome.entries, subjects: outcome.subjects, reread: outcome.reread },
    { entries: 4, subjects: 2, reread: 1 },
    'two subjects go: 008 and the unit South',
  );

  assert.equal((await standing(ground, seven)).find(({ code }) => code === 'signal:repeat')?.diff, 'gone');
  await within(ground, async (tx) => {
    assert.equal(await idOf(tx, '007'), seven, 'an earlier import knows 007');
    assert.equal(await idOf(tx, '008'), undefined);
    assert.deepEqual(await findPeople(tx, '008', [], 10), []);
    assert.equal((await historyOf(tx, { subject: seven, asAt: '2026-12-12' })).history.entries.length, 1);
    assert.equal((await historyOf(tx, { subject: eight, asAt: '2026-12-12' })).history.entries.length, 0);
    assert.equal(
      (await historyOf(tx, { subject: seven, asAt: '2026-09-01' })).history.entries.length,
      1,
      'as known earlier too',
    );
    const swept: string[] = [];
    for await (const history of streamHistories(tx, '2026-12-12'))
      swept.push(`${history.subject} ${history.entries.length}`);
    assert.ok(swept.includes(`${seven} 1`) && !swept.some((line) => line.startsWith(eight)), swept.join(', '));
    const counted = await query(tx, sql<{ id: string }>`select id from patterns.persons() id`);
    assert.ok(!counted.some(({ id }) => id === eight));
    assert.deepEqual(
      (await sourceStates(tx)).map(({ source, readUntil, rows }) => [source, readUntil, rows]),
      [['public-complaint', '2026-05-01', 1]],
    );
    const then = { asAt: '2026-12-10', recordedBy: '2026-12-10T23:59:59.999Z' };
    assert.equal((await historyOf(tx, { subject: seven, ...then })).history.entries.length, 4, 'as recorded before');
    assert.equal((await historyOf(tx, { subject: eight, ...then })).history.entries.length, 1);
    assert.deepEqual(
      (await careerOf(tx, [eight], then.asAt, then.recordedBy)).map(({ text }) => text),
      ['force-number 008'],
    );
    assert.deepEqual(await careerOf(tx, [eight], '2026-12-12'), []);
  });
  assert.deepEqual(await differences(ground), []);
  assert.equal(
    codeOf(await undoImport(ground, { batch: done.batch, reason: 'The wrong file was sent to us' })),
    'undone-already',
  );

  const second = await again(ground, done);
  assert.deepEqual([second.accepted, second.duplicates, second.rejected], [4, 0, 0], 'the same file comes in again');
  assert.deepEqual((await again(ground, done)).duplicates, 4);
  assert.deepEqual((await again(ground, older)).duplicates, 1);
  await within(ground, async (tx) => {
    assert.equal((await historyOf(tx, { subject: seven, asAt: '2026-12-12' })).history.entries.length, 4);
    assert.notEqual(await idOf(tx, '008'), eight);
  });
  assert.equal(((await undone(ground, second.batch)) as { entries: number }).entries, 4, 'and can be undone again');
  assert.equal((await again(ground, done)).accepted, 4);
  assert.deepEqual(await differences(ground), []);
  await takeCheckpoint(ground);
  const verified = await verifyLedger(ground, allTables, {});
  assert.deepEqual(verified.problems, []);
});

test('P-20 undoing takes a reason and two people who are not in the import', async () => {
  const { ground, one } = await house();
  const done = await imported(ground, complaints, rows);
  const reason = 'The wrong file was sent to us';
  assert.equal(codeOf(await undoImport(ground, { batch: done.batch, reason: 'no' })), 'field:reason');
  assert.equal(
    codeOf(await undoImport(ground, { batch: done.batch, reason, second: 'nobody' })),
    'second-person-unfit',
  );
  const as = (actor: string | null) => ({ actor, face: 'staff' as const });
  ok(await inTransaction(ground, 'clerks', as(one), (tx) => askToUndo(tx, done.batch, reason)));
  assert.equal(codeOf(await undoImport(ground, { batch: done.batch, reason })), 'asked-already');
  assert.equal(codeOf(await undoImport(ground, { batch: done.batch, second: 'head' })), 'second-person-needed');
  assert.equal((await within(ground, (tx) => listTray(tx))).length, 0);
  assert.equal(
    await within(
      ground,
      async (tx) => (await historyOf(tx, { subject: (await idOf(tx, '007'))!, asAt: tx.today })).history.entries.length,
    ),
    3,
  );
  // Two at once: one of them does it.
  const both = await Promise.all([1, 2].map(() => undoImport(ground, { batch: done.batch, second: 'analyst' })));
  assert.deepEqual(both.map((each) => (isRefusal(each) ? each.code : 'done')).sort(), ['done', 'undone-already']);
  assert.deepEqual(await differences(ground), []);

  // Whoever is in a file does not decide about it.
  await within(ground, async (tx) => {
    const { insertIdentifiers } = await import('../src/rooms/people/index.ts');
    await insertIdentifiers(tx, [{ subject: one, scheme: 'force-number', value: '100', source: 'hr' }]);
  });
  const about = await imported(ground, complaints, [header, '100,c9,2026-06-01,Rude,North']);
  assert.equal(codeOf(await undoImport(ground, { batch: about.batch, reason, second: 'head' })), 'in-it');
});

test('rows that act on each other, later findings and hidden rows go with their import and come again', async () => {
  const { ground } = await house();
  const map = {
    ...complaints,
    ref: 'complaint',
    key: ['complaint'],
    entryKind: { column: 'what', else: 'matter' },
    type: { column: 'kind', vocabulary: { Force: 'excessive-force', Note: 'decision-step' } },
    step: { column: 'kind', vocabulary: { Force: 'receive', Note: 'decide' } },
    actsOn: { column: 'on' },
    class: { column: 'class', else: 'guarded' },
    finding: { column: 'found', vocabulary: { yes: 'upheld' }, else: 'none' },
    findingOn: { column: 'foundOn' },
  };
  const lines = [
    'officer,complaint,day,kind,unit,what,on,class,found,foundOn',
    '7,r1,2026-06-01,Force,North,matter,,guarded,yes,2026-09-01',
    '7,r2,2026-07-01,Note,North,step,r1,guarded,,',
    '9,r3,2026-07-02,Force,North,matter,,covert,,',
  ];
  const done = await imported(ground, map, lines);
  assert.equal(done.accepted, 3);
  const entry = await within(
    ground,
    async (tx) =>
      (
        await query(
          tx,
          sql<{
            id: string;
          }>`select id from record.entry where source_key is not null and type = 'excessive-force' and covert_list is null`,
        )
      )[0]!.id,
  );
  await undone(ground, done.batch);
  const left = await within(ground, (tx) =>
    query(
      tx,
      sql`select 1 from record.involvement i join record.entry e on e.id = i.entry where e.source_key is not null`,
    ),
  );
  assert.deepEqual(left, [], 'the hidden row went too');
  assert.equal(
    codeOf(
      await inTransaction(ground, 'clerks', clerk, (tx) =>
        recordFinding(tx, { entry, finding: 'upheld', knownOn: tx.today, reason: 'After it was undone' }),
      ),
    ),
    'undone',
  );
  const second = await again(ground, done);
  assert.deepEqual([second.accepted, second.rejected], [3, 0]);
  await within(ground, async (tx) => {
    const { history } = await historyOf(tx, { subject: (await idOf(tx, '7'))!, asAt: tx.today });
    const [matter, step] = history.entries;
    assert.deepEqual([history.entries.length, matter?.finding, step?.actsOn], [2, 'upheld', [matter?.id]]);
  });
  assert.deepEqual(await differences(ground), []);
});

test('a list of people undone: names, posts and answers go, an older post stands again, and the tray is as it was', async () => {
  const { ground } = await house();
  const people = {
    kind: 'people',
    origin: 'personnel',
    id: 'number',
    scheme: 'force-number',
    names: { given: 'given', family: 'family' },
    posts: [{ unit: 'unit', rank: 'rank', from: { column: 'from' }, to: { column: 'to' } }],
    characteristics: { sex: 'sex' },
  };
  const waiting = { ...complaints, person: { id: 'officer', scheme: 'force-number' } };
  await imported(ground, waiting, [header, '55,c1,2026-06-01,Rude,North']);
  const peopleHeader = 'number,given,family,unit,rank,from,to,sex';
  const first = await imported(ground, people, [peopleHeader, '77,Ann,Older,North,Constable,2020-01-01,,F']);
  assert.equal(first.rejected, 0);
  const done = await imported(ground, people, [
    peopleHeader,
    '77,Ann,Older,North,Constable,2020-01-01,2026-01-01,M',
    '55,Bob,Newcomer,West,Sergeant,2021-01-01,,M',
  ]);
  const facts = () =>
    within(ground, async (tx) => {
      const id = (await idOf(tx, '77'))!;
      const { posts, characteristics } = (await standingFacts(tx, [id])).get(id)!;
      return { posts: posts.map(({ to }) => to), characteristics: [...characteristics].sort() };
    });
  assert.deepEqual((await facts()).posts, ['2026-01-01']);
  assert.equal((await within(ground, (tx) => listTray(tx))).length, 0, 'the newcomer is who was waited for');
  assert.equal((await within(ground, (tx) => findPeople(tx, 'Newcomer', [], 5))).length, 1);
  await undone(ground, done.batch);
  assert.deepEqual((await facts()).posts, [null]);
  assert.equal((await within(ground, (tx) => listTray(tx))).length, 1);
  assert.deepEqual(await within(ground, (tx) => findPeople(tx, 'Newcomer', [], 5)), []);
  assert.equal(await within(ground, (tx) => idOf(tx, '55')), undefined);
  const said = await within(ground, (tx) =>
    query(
      tx,
      sql<{ value: string | null }>`select value from people.characteristic order by recorded_at desc, id limit 2`,
    ),
  );
  assert.ok(
    said.some(({ value }) => value === 'F'),
    'what was said before is said again',
  );
  const second = await again(ground, done);
  assert.deepEqual([second.accepted, second.rejected], [2, 0]);
  assert.equal((await within(ground, (tx) => listTray(tx))).length, 0);
  assert.deepEqual(await differences(ground), []);
});
