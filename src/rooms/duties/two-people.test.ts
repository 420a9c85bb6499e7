/** What takes two people: ruling a matter out, and tying a serious allegation to somebody. Through the browser. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Someone, type StaffWorld, staffWorld } from '../../../tests/staff-world.ts';
import { query, sql } from '../../platform/transaction.ts';
import { insertIdentifiers, insertTies } from '../people/index.ts';
import { historyForFinders, post, retryTray, retryTrayForTouched } from '../record/index.ts';
import { listOpenDuties } from './index.ts';

let world: StaffWorld;
let robin: Someone;
let asha: Someone;
let bo: Someone;
let tied: Someone;
let matter: string;

before(async () => {
  world = await staffWorld();
  robin = await world.person('Robin Clay');
  asha = await world.person('Asha Bell', { roles: ['assessor'] });
  // Bo would be asked first, and shares a team with the first decider; the other is the subject's friend.
  bo = await world.person('Bo Irwin', { roles: ['assessor'] });
  tied = await world.person('Tess Wray', { roles: ['head-of-standards'] });
  await world.person('Ola Finch', { roles: ['overseer'] });
  await world.clerk((tx) =>
    insertTies(tx, [
      { person: asha.id, counterpart: bo.id, kind: 'friend', declared: true, source: 'declaration' },
      { person: robin.id, counterpart: tied.id, kind: 'friend', declared: true, source: 'declaration' },
    ]),
  );
  matter = await world.clerk((tx) => postMatter(tx, [robin.id]));
  await world.assign(asha, robin);
});
after(() => world.close());

const postMatter = (
  tx: Parameters<typeof post>[0],
  subjects: readonly string[],
  unknown: Parameters<typeof post>[1]['unknown'] = [],
) =>
  post(tx, {
    kind: 'matter',
    source: 'crime-report',
    type: 'violence',
    step: 'raise',
    knownOn: '2026-01-10',
    happenedFrom: '2026-01-09',
    basis: 'account',
    finding: 'open',
    parties: subjects.map((subject) => ({ role: 'subject' as const, subject })),
    unknown,
    summary: 'Said to have struck somebody outside a club.',
  });

const findingOf = (person: Someone, entry: string) =>
  world.clerk(
    async (tx) =>
      (await historyForFinders(tx, { subject: person.id, asAt: tx.today })).entries.find((each) => each.id === entry)
        ?.finding,
  );

const proposal = {
  evidence: 'Club footage shows another man, who has been named and charged.',
  reason: 'He was on duty across the city, as the roster and radio show.',
};

const openProposals = () =>
  world.clerk(async (tx) => (await listOpenDuties(tx)).filter((duty) => duty.kind === 'review:second-reviewer'));

test('P-20 P-21 ruling a matter out: the house asks somebody outside both lines, and nothing changes until they agree', async () => {
  const first = world.browser('Asha Bell');
  const at = `/people/${robin.id}/entries/${matter}`;
  assert.match((await first.get(at)).text, /Put forward that it did not happen/);
  assert.doesNotMatch((await first.get(`${at}/finding`)).text, /value="eliminated"/);
  assert.equal((await first.post(`${at}/finding`, { finding: 'eliminated', reason: 'x' })).status, 422);
  const bare = await first.post(`${at}/elimination`, { evidence: 'none', reason: proposal.reason });
  assert.equal(bare.status, 422);
  assert.match(bare.text, /Say what evidence shows/);
  const sent = await first.post(`${at}/elimination`, proposal);
  assert.equal(sent.to, `${at}?done=proposed`, sent.text);
  const [duty] = await openProposals();
  const [rung] = duty!.ladder;
  assert.notEqual(rung?.person, bo.id, 'a friend of the first decider is not asked');
  assert.notEqual(rung?.person, tied.id, 'a friend of the subject is not asked');
  assert.equal(await findingOf(robin, matter), 'open');
  assert.equal((await first.post(`${at}/elimination`, proposal)).status, 422, 'not asked twice at once');
  // The first decider sees that it waits, and cannot agree with themselves.
  assert.match((await first.get(`/agreements/${duty!.id}`)).text, /Waiting for a second person/);
  assert.equal(
    (await first.post(`/agreements/${duty!.id}`, { answer: 'agree', reason: 'I agree with what I wrote.' })).status,
    422,
  );
  for (const name of ['Bo Irwin', 'Tess Wray', 'Robin Clay'])
    assert.equal((await world.browser(name).get(`/agreements/${duty!.id}`)).status, 404, name);
  // The second reads and disagrees: reasons are kept and nothing changes.
  const second = world.browser('Ola Finch');
  assert.match((await second.get('/')).text, new RegExp(`/agreements/${duty!.id}`));
  assert.match((await second.get(`/agreements/${duty!.id}`)).text, /Club footage shows another man/);
  const short = await second.post(`/agreements/${duty!.id}`, { answer: 'disagree', reason: 'no' });
  assert.equal(short.status, 422);
  const no = await second.post(`/agreements/${duty!.id}`, {
    answer: 'disagree',
    reason: 'The footage starts ten minutes after the call was made.',
  });
  assert.equal(no.to, `/agreements/${duty!.id}`, no.text);
  assert.equal(await findingOf(robin, matter), 'open');
  assert.equal((await openProposals()).length, 0);
});

test('REC-03.6 REC-10.2 once agreed it counts for nothing, with both names, the evidence and the page as each saw it', async () => {
  const first = world.browser('Asha Bell');
  const at = `/people/${robin.id}/entries/${matter}`;
  await first.post(`${at}/elimination`, proposal);
  const [duty] = await openProposals();
  const second = world.browser('Ola Finch');
  const yes = await second.post(`/agreements/${duty!.id}`, {
    answer: 'agree',
    reason: 'I watched all the footage and checked the radio log myself.',
  });
  assert.equal(yes.to, `/agreements/${duty!.id}`, yes.text);
  assert.equal(await findingOf(robin, matter), 'eliminated');
  const page = await first.get(at);
  assert.match(page.text, /Asha Bell, agreed by Ola Finch/);
  assert.match(page.text, /Eliminated: counts for nothing/);
  const seen = /\/snapshots\/[0-9a-f-]{36}/.exec(page.text)?.[0];
  assert.ok(seen, 'the decision links to what was seen');
  const frozen = await second.get(seen);
  assert.equal(frozen.status, 200);
  assert.match(frozen.text, /A frozen copy/);
  assert.match(frozen.text, /what Ola Finch saw/);
  // Frozen: the matter stood open when it was decided, and the copy still says so.
  assert.doesNotMatch(frozen.text, /Eliminated: counts for nothing/);
  // Not for a friend of the subject, though they head the department; not for a stranger.
  assert.equal((await world.browser('Tess Wray').get(seen)).status, 404);
  assert.equal((await world.browser('Bo Irwin').get(seen)).status, 404);
});

test('P-20 how often each decider rules matters out is visible, with its base and its unit', async () => {
  const at = `/people/${robin.id}/entries`;
  const other = await world.clerk((tx) => postMatter(tx, [robin.id]));
  const sent = await world.browser('Asha Bell').post(`${at}/${other}/finding`, {
    finding: 'no-case-to-answer',
    'known-day': '6',
    'known-month': '3',
    'known-year': '2026',
    reason: 'Nobody could be found who saw it, after a month.',
  });
  assert.equal(sent.to, `${at}/${other}?done=finding`, sent.text);
  const page = await world.browser('Bo Irwin').get('/registers/eliminations');
  assert.equal(page.status, 200);
  assert.match(page.text, /Unit of count: findings recorded/);
  const row = page.text.slice(page.text.lastIndexOf('Asha Bell')).slice(0, 700);
  assert.match(row, />2<[\s\S]*>2<[\s\S]*>1<[\s\S]*50%/, 'two findings, twice put forward, one ruled out');
});

test('REC-03.4 CASE-07 a tied person can neither see nor change an entry: the page is not there', async () => {
  const at = `/people/${robin.id}/entries/${matter}`;
  for (const path of [at, `/entries/${matter}`, `${at}/finding`, `${at}/elimination`])
    assert.equal((await world.browser('Tess Wray').get(path)).status, 404, path);
  assert.equal(
    (await world.browser('Tess Wray').post(`${at}/withdrawal`, { reason: 'It was withdrawn today.' })).status,
    404,
  );
});

test('P-06 P-10 a relabel shows who, when and why and the first words stay; a withdrawal and a correction are later entries too', async () => {
  const first = world.browser('Asha Bell');
  const entry = await world.clerk((tx) => postMatter(tx, [robin.id]));
  const at = `/people/${robin.id}/entries/${entry}`;
  const known = { 'known-day': '5', 'known-month': '3', 'known-year': '2026' };
  const wrong = await first.post(`${at}/relabel`, { ...known, to: 'incivility', reason: '' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="incivility" selected/, 'what was chosen is kept');
  assert.equal(
    (
      await first.post(`${at}/relabel`, {
        ...known,
        to: 'incivility',
        reason: 'No blow on the footage, only shouting.',
      })
    ).to,
    `${at}?done=relabel`,
  );
  assert.equal(
    (await first.post(`${at}/withdrawal`, { ...known, reason: 'She told us that she wants no more of it.' })).to,
    `${at}?done=withdrawal`,
  );
  const corrected = await first.post(`${at}/correction`, {
    ...known,
    precision: 'month',
    'happened-month': '1',
    'happened-year': '2026',
    features: ['off-duty', 'woman'],
    reason: 'The caller gave only the month.',
  });
  assert.equal(corrected.to, `${at}?done=correction`, corrected.text);
  const page = (await first.get(at)).text;
  assert.match(page, /Violence → Incivility/);
  assert.match(page, /No blow on the footage, only shouting/);
  assert.match(page, /Asha Bell/);
  assert.match(page, /First called[\s\S]*Violence/);
  assert.match(page, /Withdrawn/);
  const history = await world.clerk((tx) => historyForFinders(tx, { subject: robin.id, asAt: tx.today }));
  const folded = history.entries.find((each) => each.id === entry);
  assert.equal(folded?.type, 'incivility');
  assert.equal(folded?.finding, 'withdrawn');
  assert.deepEqual(folded?.features, ['off-duty', 'woman']);
  assert.equal((await first.get(`/entries/${entry}`)).to, at);
});

test('REC-04.2 REC-04.3 a serious tray item is tied to somebody by two people, and one act takes it back from both records', async () => {
  const entry = await world.clerk((tx) =>
    postMatter(
      tx,
      [],
      [{ role: 'subject', given: 'Kim', family: 'Hale', description: 'an officer at the north station' }],
    ),
  );
  const kim = await world.person('Kim Hale');
  const first = world.browser('Asha Bell');
  const item = /\/tray\/([0-9a-f-]{36})/.exec((await first.get('/tray')).text)?.[1] ?? '';
  const page = await first.get(`/tray/${item}`);
  assert.match(page.text, /Kim Hale/);
  assert.match(page.text, /The same name: other people may share it/);
  const reason = 'Their collar number stands in the custody log of that night.';
  assert.equal((await first.post(`/tray/${item}`, { person: '', reason })).status, 422);
  const sent = await first.post(`/tray/${item}`, { person: 'number', number: kim.number, reason });
  assert.equal(sent.to, `/tray/${item}?done=proposed`, sent.text);
  assert.equal(await findingOf(kim, entry), undefined, 'it counts for nobody yet');
  const [duty] = await openProposals();
  const second = world.browser(
    duty!.ladder[0]!.person === bo.id ? 'Bo Irwin' : duty!.ladder[0]!.person === tied.id ? 'Tess Wray' : 'Ola Finch',
  );
  const yes = await second.post(`/agreements/${duty!.id}`, {
    answer: 'agree',
    reason: 'I read the custody log and the number is theirs.',
  });
  assert.equal(yes.to, `/agreements/${duty!.id}`, yes.text);
  assert.equal(await findingOf(kim, entry), 'open');
  const placed = await first.get(`/tray/${item}`);
  assert.match(placed.text, /It is not this person after all/);
  assert.equal((await first.post(`/tray/${item}/undo`, { reason: 'no' })).status, 422);
  const undone = await first.post(`/tray/${item}/undo`, {
    reason: 'The log was of another night: it was somebody else.',
  });
  assert.equal(undone.to, `/tray/${item}?done=undone`, undone.text);
  assert.equal(await findingOf(kim, entry), undefined);
  const back = await first.get(`/tray/${item}`);
  assert.match(back.text, /Raised or decided while it stood/);
  assert.match(back.text, /The log was of another night/);
  await sameAsRebuilt();
});

/** The projection is what the append-only rows rebuild. */
const sameAsRebuilt = () =>
  world.clerk(async (tx) => {
    const columns = sql.raw('subject, entry, role, known_on, visibility, covert_list');
    const [differs] = await query(
      tx,
      sql<{ n: number }>`
        select count(*)::int as n from (
          (select ${columns} from record.involvement except select ${columns} from record.rebuilt_involvement())
          union all (select ${columns} from record.rebuilt_involvement() except select ${columns} from record.involvement)) d`,
    );
    assert.equal(Number(differs?.n), 0);
  });

test('REC-04 the tray is tried again when somebody joins, whoever does it and whatever they may read', async () => {
  const entry = await world.clerk((tx) => postMatter(tx, [], [{ role: 'subject', scheme: 'warrant', value: '77001' }]));
  const late = await world.person('Late Joiner');
  const placed = await world.as(asha, (tx) => retryTray(tx, [{ subject: late.id, scheme: 'warrant', value: '77001' }]));
  assert.equal(placed, 1);
  assert.equal(await findingOf(late, entry), 'open');
  assert.equal(
    await world.as(asha, (tx) => retryTray(tx, [{ subject: late.id, scheme: 'warrant', value: '77001' }])),
    0,
  );
  await sameAsRebuilt();
});

test('REC-04 whoever is touched by a commit has their numbers tried, so that a joiner finds what waited for them', async () => {
  const entry = await world.clerk((tx) => postMatter(tx, [], [{ role: 'subject', scheme: 'warrant', value: '77003' }]));
  const joiner = await world.person('New Joiner');
  world.ground.beforeCommit.push(retryTrayForTouched);
  await world.clerk(async (tx) => {
    await insertIdentifiers(tx, [{ subject: joiner.id, scheme: 'warrant', value: '77003', source: 'hr' }]);
    tx.touched.add(joiner.id);
  });
  world.ground.beforeCommit.pop();
  assert.equal(await findingOf(joiner, entry), 'open');
});

test('an amendment of an entry found through the tray reaches the person it was found to be about', async () => {
  const ground = await world.person('Tray Found');
  const entry = await world.clerk((tx) => postMatter(tx, [], [{ role: 'subject', scheme: 'warrant', value: '77002' }]));
  await world.clerk((tx) => retryTray(tx, [{ subject: ground.id, scheme: 'warrant', value: '77002' }]));
  await world.assign(asha, ground);
  const at = `/people/${ground.id}/entries/${entry}`;
  const sent = await world.browser('Asha Bell').post(`${at}/withdrawal`, {
    'known-day': '6',
    'known-month': '3',
    'known-year': '2026',
    reason: 'The caller wants no more of it.',
  });
  assert.equal(sent.to, `${at}?done=withdrawal`, sent.text);
  assert.equal(await findingOf(ground, entry), 'withdrawn');
});
