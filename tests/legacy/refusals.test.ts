/**
 * Nights that are not believed, and changes that are not followed: an export cut short is no mass deletion, and what the
 * source decides acquits nobody here.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cutShort, type InventedNight, inventNights } from '../../demo/generate/legacy.ts';
import { addDays } from '../../src/platform/clock.ts';
import { isRefusal } from '../../src/platform/refusal.ts';
import { mustTransact, query, sql } from '../../src/platform/transaction.ts';
import { findEntry, recordFinding } from '../../src/rooms/record/index.ts';
import { type LegacyWorld, legacyWorld } from './world.ts';

type Files = Readonly<Record<string, string>>;
type Manifest = {
  night: string;
  kind: string;
  follows?: string;
  files: Record<string, { rows: number; sha256?: string }>;
  totals: { rows: string; by: string; counts: Record<string, number> }[];
};

let world: LegacyWorld;
let first: InventedNight;
/** What the source held on the first evening, as whole exports of later nights start from. */
let files: Files;

before(async () => {
  world = await legacyWorld('refusals', '2026-01-05');
  [first] = [...inventNights({ seed: 'refusals', nights: 1, first: '2026-01-05', people: 20, allegations: 40 })] as [
    InventedNight,
  ];
  files = first.files;
  await world.take(first);
});
after(() => world.close());

const clerk = { actor: null, face: 'clerk' } as const;
const manifestOf = (from: Files): Manifest => JSON.parse(from['manifest.json']!) as Manifest;
/** The same files as another night, with what is changed in the manifest. */
const asNight = (from: Files, night: string, change: (manifest: Manifest) => void = () => {}): Files => {
  const manifest = { ...manifestOf(from), night };
  change(manifest);
  return { ...from, 'manifest.json': JSON.stringify(manifest) };
};
/** One allegation's line rewritten, its manifest fitting. */
const edited = (from: Files, name: string, edit: (lines: string[]) => string[]): Files => {
  const lines = edit(from[name]!.trimEnd().split('\n'));
  const manifest = manifestOf(from);
  manifest.files[name] = { rows: lines.length - 1 };
  return { ...from, [name]: `${lines.join('\n')}\n`, 'manifest.json': JSON.stringify(manifest) };
};

const counts = () =>
  mustTransact(world.ground, 'clerks', clerk, async (tx) => {
    const [row] = await query(
      tx,
      sql<{ entries: number; rows: number; nights: number; refused: number; duties: number }>`select
        (select count(*)::int from record.entry) as entries, (select count(*)::int from concerns.source_row) as rows,
        (select count(*)::int from concerns.night where outcome = 'taken') as nights,
        (select count(*)::int from concerns.night where outcome = 'refused') as refused,
        (select count(*)::int from duties.answer) as duties`,
    );
    return row!;
  });

async function refused(night: Files | string, code: string, accept?: string): Promise<string> {
  const was = await counts();
  const result = await world.load(night, accept);
  assert.ok(isRefusal(result), 'the night was taken');
  assert.equal(result.code, code, result.words);
  const is = await counts();
  assert.deepEqual({ ...is, refused: 0 }, { ...was, refused: 0 }, 'a refused night left something behind');
  return result.words;
}

const tonight = '2026-01-06';

test('an export cut short is refused whole, with its line kept, and never read as mass deletion', async () => {
  world.ground.clock.setDay(addDays(tonight, 1));
  const was = await counts();
  const words = await refused(asNight(cutShort(first, 0.5), tonight), 'not-believed');
  assert.match(
    words,
    /of the \d+ allegations of the night before are missing \(\d+(\.\d)?%; believed up to 10% or 10 rows\)/,
  );
  assert.equal((await counts()).refused, was.refused + 1);
  await refused(asNight(cutShort(first, 0.5), tonight), 'not-believed');
  assert.equal((await counts()).refused, was.refused + 1, 'the same refusal is kept once');
});

test('a file that is missing, shorter than its manifest says or another one is refused, whatever reason is given', async () => {
  const because = 'The supplier says that it is right';
  const { 'allegations.csv': _cut, ...without } = asNight(files, tonight);
  assert.match(await refused(without, 'export-broken', because), /allegations\.csv is named in the manifest/);
  const shorter = { ...asNight(files, tonight), 'posts.csv': files['posts.csv']!.split('\n').slice(0, 5).join('\n') };
  assert.match(await refused(shorter, 'export-broken', because), /holds 4 rows where the manifest says/);
  const other = asNight(files, tonight, (manifest) => {
    manifest.files['people.csv']!.sha256 = 'ab'.repeat(32);
  });
  assert.match(await refused(other, 'export-broken', because), /its digest differs/);
  const { 'manifest.json': _none, ...bare } = files;
  assert.match(await refused(bare, 'export-broken', because), /no manifest\.json/);
  assert.match(await refused('/nowhere/night', 'export-broken', because), /did not come/);
});

test('nights out of turn are refused: to come, before one taken, or a delta that leaves one out', async () => {
  await refused(asNight(files, '2026-03-01'), 'night-to-come');
  await refused(asNight(files, '2026-01-04'), 'out-of-order');
  const delta = asNight(files, tonight, (manifest) => {
    manifest.kind = 'delta';
    manifest.follows = '2026-01-03';
  });
  assert.match(await refused(delta, 'night-missing'), /the last one taken is 2026-01-05/);
});

test('more than half of a kind changed at once is refused: the layout moved, not the facts', async () => {
  const moved = edited(asNight(files, tonight), 'people.csv', (lines) =>
    lines.map((line, at) => (at === 0 ? line : line.replace(/^([^,]*,[^,]*),([^,]*),([^,]*)/, '$1,$3,$2'))),
  );
  assert.match(await refused(moved, 'not-believed'), /people changed at once/);
});

test('a night past the limits is taken with a reason, which is kept; the rows are marked, count as they did, and come back', async () => {
  const half = asNight(cutShort(first, 0.5), tonight);
  const short = await world.load(half, 'too short');
  assert.ok(isRefusal(short) && short.code === 'reason-needed');
  const taken = await world.load(half, 'The supplier moved half of it to the archive');
  assert.ok(!isRefusal(taken));
  assert.ok(taken.counts.allegations!.gone > 10);
  const kept = await mustTransact(world.ground, 'clerks', clerk, (tx) =>
    query(tx, sql<{ overridden: string }>`select overridden from concerns.night where overridden is not null`),
  );
  assert.match(kept[0]!.overridden, /^The supplier moved half of it to the archive \(/);
  world.ground.clock.setDay('2026-01-08');
  const whole = await world.load(asNight(files, '2026-01-07'));
  assert.ok(!isRefusal(whole), 'refused');
  assert.equal(whole.counts.allegations!.back, taken.counts.allegations!.gone);
  assert.deepEqual(await world.faults(first, world.ground.clock.now()), []);
});

const statusAt = 9;
/** Sets the status of the first allegation whose line bears `from`, and gives its reference. */
function withStatus(of: Files, from: string, to: string, date: string): { files: Files; ref: string } {
  let ref = '';
  const changed = edited(of, 'allegations.csv', (lines) =>
    lines.map((line) => {
      const cells = line.split(',');
      const isIt = cells[statusAt] === from && cells[5] !== '31/02/2026' && (ref === '' || cells[0] === ref);
      if (!isIt) return line;
      ref = cells[0]!;
      return [...cells.slice(0, statusAt), to, date, ...cells.slice(statusAt + 2)].join(',');
    }),
  );
  return { files: changed, ref };
}

interface Difference {
  readonly kind: string;
  readonly ref: string;
  readonly what: string;
  readonly names: string[];
  readonly reason: string;
}
const differencesOf = (page: string | null) =>
  mustTransact(world.ground, 'clerks', clerk, (tx) =>
    query(
      tx,
      sql<Difference>`select kind, ref, what, names, reason from concerns.difference where night = ${page!.split('/').at(-1)!} order by kind, ref`,
    ),
  );

test('a result withdrawn at the source stays a result here, and the night says so by row', async () => {
  world.ground.clock.setDay('2026-01-09');
  const { files: changed, ref } = withStatus(
    asNight(files, '2026-01-08'),
    'Upheld',
    'Withdrawn by complainant',
    '08/01/2026',
  );
  assert.notEqual(ref, '');
  const taken = await world.load(changed);
  assert.ok(!isRefusal(taken) && taken.explained);
  const own = (await differencesOf(taken.page)).filter((each) => each.ref === ref);
  assert.deepEqual(
    own.map((each) => [each.what, each.names]),
    [['differs', ['status:upheld', 'status:withdrawn']]],
  );
  assert.match(own[0]!.reason, /a withdrawal does not undo it/);
  const again = await world.load(
    asNight(changed, '2026-01-08', (manifest) => {
      manifest.totals[0]!.counts.all! += 0;
    }),
  );
  assert.ok(!isRefusal(again) && again.added === 0, 'the same night again adds nothing');
});

test('P-09 what the source eliminates later is not eliminated here; the night says that it takes two people', async () => {
  const map = JSON.parse(JSON.stringify((await import('../../demo/generate/legacy-words.ts')).legacyMap)) as {
    allegations: { map: { finding: { vocabulary: Record<string, string> } } };
  };
  map.allegations.map.finding.vocabulary['Wrong person'] = 'eliminated';
  const own = await legacyWorld('eliminated', '2026-01-06', map);
  try {
    await own.take(first);
    own.ground.clock.setDay('2026-01-07');
    const { files: changed, ref } = withStatus(asNight(files, tonight), 'Upheld', 'Wrong person', '06/01/2026');
    const taken = await own.load(changed);
    assert.ok(!isRefusal(taken) && taken.explained);
    const rows = await mustTransact(own.ground, 'clerks', clerk, (tx) =>
      query(tx, sql<Difference>`select ref, what, names, reason from concerns.difference where ref = ${ref}`),
    );
    assert.deepEqual(
      rows.map((each) => each.names),
      [['status:eliminated', 'status:upheld']],
    );
    assert.match(rows[0]!.reason, /takes evidence and two people \(P-09\)/);
    const eliminated = await mustTransact(own.ground, 'clerks', clerk, (tx) =>
      query(tx, sql<{ id: string }>`select id from record.entry where finding = 'eliminated'`),
    );
    assert.deepEqual(eliminated, []);
  } finally {
    await own.close();
  }
});

test('a total of the source that its own rows do not meet is told apart from a row that is not here', async () => {
  world.ground.clock.setDay('2026-01-10');
  const spoiled = edited(asNight(files, '2026-01-09'), 'allegations.csv', (lines) =>
    lines.map((line, at) => (at === 1 ? line.replace(/,\d\d\/\d\d\/\d{4},/, ',31/02/2026,') : line)),
  );
  const ref = spoiled['allegations.csv']!.split('\n')[1]!.split(',')[0]!;
  const wrong = asNight(spoiled, '2026-01-09', (manifest) => {
    manifest.totals.find((total) => total.rows === 'posts')!.counts.all! += 3;
  });
  const taken = await world.load(wrong);
  assert.ok(!isRefusal(taken) && taken.explained);
  const rows = await differencesOf(taken.page);
  assert.match(rows.find((each) => each.ref === ref)!.reason, /31\/02\/2026/);
  const [night] = await mustTransact(world.ground, 'clerks', clerk, (tx) =>
    query(
      tx,
      sql<{
        totals: { rows: string; name: string; source: number; sourceRows: number; here: number }[];
      }>`select totals from concerns.night where id = ${taken.page!.split('/').at(-1)!}`,
    ),
  );
  const posts = night!.totals.find((total) => total.rows === 'posts')!;
  assert.deepEqual([posts.source - posts.sourceRows, posts.sourceRows - posts.here], [3, 0]);
});

test('what is amended here by hand is a difference with that reason, and the source does not overwrite it', async () => {
  world.ground.clock.setDay('2026-01-11');
  const [open] = await mustTransact(world.ground, 'clerks', clerk, (tx) =>
    query(
      tx,
      sql<{
        id: string;
        ref: string;
      }>`select e.id, e.evidence ->> 'ref' as ref from record.entry e where e.kind = 'matter' and e.finding = 'open'
        and not exists (select 1 from record.entry a where a.acts_on && array[e.id]) order by e.id limit 1`,
    ),
  );
  const person = '00000000-0000-4000-8000-0000000000aa';
  await mustTransact(world.ground, 'clerks', { actor: person, face: 'staff' }, (tx) =>
    recordFinding(tx, {
      entry: open!.id,
      finding: 'upheld',
      knownOn: tx.today,
      reason: 'Read again with both statements',
    }),
  );
  const taken = await world.load(asNight(files, '2026-01-10'));
  assert.ok(!isRefusal(taken) && taken.explained);
  const own = (await differencesOf(taken.page)).filter((each) => each.ref === open!.ref);
  assert.deepEqual(
    own.map((each) => each.names),
    [['status:open', 'status:upheld']],
  );
  assert.match(own[0]!.reason, /amended here by hand, known on 2026-01-11/);
  const row = await mustTransact(world.ground, 'clerks', clerk, (tx) => findEntry(tx, open!.id));
  assert.equal(row?.finding, 'open', 'the first words stay where they are');
});
