/** What is owed because of what happened to people, raised in the same commit and seen by whoever owes it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestGround, testGround } from '../../../tests/database.ts';
import { isRefusal } from '../../platform/refusal.ts';
import { inTransaction, mustTransact, type Tx } from '../../platform/transaction.ts';
import { insertGrant } from '../access/index.ts';
import {
  changeLine,
  changePost,
  declareTie,
  insertServices,
  knowPerson,
  leave,
  listReconciliations,
  openUnit,
} from '../people/index.ts';
import { post } from '../record/index.ts';
import { lifeChecks, listAnswers, listOpenDuties, owePeopleDuties, reconcilePeople, standingOf } from './index.ts';

let ground: TestGround;
let vetting: string;
before(async () => {
  ground = await testGround({ today: '2026-03-06' });
  ground.beforeCommit.push(owePeopleDuties);
  vetting = await run(async (tx) => {
    const found = await knowPerson(tx, {
      identifiers: [{ scheme: 'warrant', value: 'V1' }],
      family: 'Vetter',
      source: 'hr',
    });
    for (const role of ['vetting-officer', 'head-of-standards'])
      await insertGrant(tx, { person: found.person, role, validFrom: '2020-01-01', reason: 'for the test' });
    return found.person;
  });
});
after(() => ground.close());

const clerk = { actor: null, face: 'clerk' } as const;
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => mustTransact(ground, 'clerks', clerk, work);
const asVetting = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  mustTransact(ground, 'staff', { actor: vetting, face: 'staff' }, work);

async function officer(tx: Tx, number: string): Promise<string> {
  const found = await knowPerson(tx, {
    identifiers: [{ scheme: 'warrant', value: number }],
    family: `F${number}`,
    source: 'hr',
  });
  await insertServices(tx, [
    { person: found.person, category: 'officer', status: 'active', validFrom: '2026-03-01', source: 'hr' },
  ]);
  return found.person;
}
const owedAbout = (person: string) =>
  asVetting(async (tx) => (await listOpenDuties(tx)).filter((duty) => duty.about === person));

test('REC-01.5 joining, moving, promotion, arrest and exit each raise their named checks, and that they ran is recorded', async () => {
  const person = await run((tx) => officer(tx, '11'));
  const kinds = async () => [...new Set((await owedAbout(person)).map((duty) => duty.kind))].sort();
  assert.deepEqual(await kinds(), ['check:join']);
  const [north, south] = await run(async (tx) => [
    await openUnit(tx, { name: 'North', kind: 'unit', from: '2010-01-01', source: 'hr' }),
    await openUnit(tx, { name: 'South', kind: 'unit', from: '2010-01-01', source: 'hr' }),
  ]);
  await run((tx) => changePost(tx, { person, unit: north!, rank: 'Constable', from: '2026-03-01', source: 'hr' }));
  assert.deepEqual(await kinds(), ['check:join'], 'the first post is no move');
  await run((tx) => changePost(tx, { person, unit: south!, rank: 'Constable', from: '2026-03-03', source: 'hr' }));
  await run((tx) => changePost(tx, { person, unit: south!, rank: 'Sergeant', from: '2026-03-05', source: 'hr' }));
  const arrest = {
    kind: 'step',
    source: 'crime-report',
    type: 'arrest',
    step: 'arrest',
    knownOn: '2026-03-06',
    basis: 'record',
  } as const;
  await run((tx) => post(tx, { ...arrest, parties: [{ role: 'subject', subject: person }] }));
  await run((tx) =>
    post(tx, {
      ...arrest,
      parties: [{ role: 'subject', subject: vetting }],
      visibility: 'covert',
      covertList: tx.ids.next(),
    }),
  );
  await run((tx) => leave(tx, { person, on: '2026-03-06', reason: 'resigned', source: 'hr' }));
  assert.deepEqual(await kinds(), ['check:arrest', 'check:exit', 'check:join', 'check:move', 'check:promotion']);
  assert.deepEqual(await owedAbout(vetting), [], 'nothing follows from a covert arrest');
  const open = await asVetting((tx) => lifeChecks.open(tx, person));
  const first = open.find((each) => /Clearance at the level of the post/.test(each.title))!;
  assert.equal(first.due, '2026-03-20');
  await asVetting((tx) =>
    lifeChecks.ran(tx, { duty: first.id, outcome: 'clear', reason: 'Clearance held until 2029 was confirmed.' }),
  );
  const answers = await asVetting((tx) => listAnswers(tx, [first.id]));
  assert.deepEqual(
    answers.map((each) => [each.outcome, each.answered_by]),
    [['clear', vetting]],
  );
  assert.equal((await asVetting((tx) => lifeChecks.open(tx, person))).length, open.length - 1);
});

test('REC-01.3 heads and full-time equivalents are reconciled with the payroll file, every difference listed and owed by somebody', async () => {
  const refused = await reconcilePeople(ground, {
    fileName: 'empty.csv',
    scheme: 'payroll',
    asAt: '2026-03-01',
    rows: [],
  });
  assert.ok(isRefusal(refused) && refused.code === 'empty-file');
  const found = await reconcilePeople(ground, {
    fileName: 'march.csv',
    scheme: 'warrant',
    asAt: '2026-03-06',
    rows: [{ number: '999', fte: 1 }],
  });
  assert.ok(!isRefusal(found));
  assert.deepEqual([found.heads_there, found.heads_here, found.fte_there], [1, found.differences.length - 1, 1]);
  assert.ok(found.differences.every((each) => each.owner === 'vetting-officer'));
  assert.equal((await run((tx) => listReconciliations(tx)))[0]!.id, found.id);
  const owed = await asVetting(async (tx) =>
    (await listOpenDuties(tx)).filter((duty) => duty.kind === 'people:reconciliation'),
  );
  assert.deepEqual(
    owed.map((duty) => [duty.title, duty.ladder[0]!.role]),
    [
      [
        `Put right ${found.differences.length} ${found.differences.length === 1 ? 'difference' : 'differences'} with march.csv`,
        'vetting-officer',
      ],
    ],
  );
});

test('a tie where one supervises the other raises the duty to end the line within five working days, confirmed when it ended', async () => {
  const [worker, boss] = await run(async (tx) => {
    const made = [await officer(tx, '21'), await officer(tx, '22')];
    await changeLine(tx, { person: made[0]!, supervisor: made[1]!, from: '2026-03-02', source: 'hr' });
    return made as [string, string];
  });
  const removals = async () => (await owedAbout(worker)).filter((duty) => duty.kind === 'people:line-removal');
  assert.deepEqual(await removals(), []);
  await mustTransact(ground, 'staff', { actor: boss, face: 'staff' }, (tx) =>
    declareTie(tx, { who: '21', isOutside: false, kind: 'partner' }),
  );
  const [duty, ...more] = await removals();
  assert.deepEqual(more, []);
  assert.equal(standingOf(duty!.ladder, '2026-03-06').firstDue, '2026-03-13');
  assert.equal(standingOf(duty!.ladder, '2026-03-14').overdue, true);
  await run((tx) =>
    post(tx, {
      kind: 'matter',
      source: 'internal-report',
      type: 'incivility',
      knownOn: '2026-03-06',
      basis: 'account',
      parties: [{ role: 'subject', subject: worker }],
    }),
  );
  assert.equal((await removals()).length, 1, 'it is raised once');
  ground.clock.setDay('2026-03-10');
  await asVetting((tx) => changeLine(tx, { person: worker, supervisor: null, from: '2026-03-10', source: 'hr' }));
  assert.deepEqual(await removals(), []);
  const answers = await asVetting((tx) => listAnswers(tx, [duty!.id]));
  assert.deepEqual(
    answers.map((each) => each.outcome),
    ['line-ended'],
  );
  const again = await inTransaction(ground, 'clerks', clerk, (tx) =>
    changeLine(tx, { person: worker, supervisor: boss, from: '2026-03-11', source: 'hr' }),
  );
  assert.ok(!isRefusal(again));
  assert.equal((await removals()).length, 1, 'a new line between them is owed an end again');
});
