/**
 * A present system read night after night: the record folded is the source's truth after every night, and still is when
 * it is read back as recorded that night.
 *
 * The cheapest dishonest way: to keep a copy of the source's rows beside the record and compare that copy with the truth,
 * or to post each night's rows afresh and hide the old ones. So the truth is compared with entries and amendments, people
 * and duties themselves, each row must be there once, what stood on an earlier night must still be read back as it stood,
 * and the controls take single amendments out or leave one night unread and must be found out.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type InventedNight, inventNights } from '../../demo/generate/legacy.ts';
import { mustTransact, query, sql } from '../../src/platform/transaction.ts';
import { type LegacyWorld, legacyWorld } from './world.ts';

const nights = 32;
const first = '2026-01-05';
const seed = 'thirty-two nights';

interface Taken {
  readonly night: InventedNight;
  readonly at: Date;
}
const taken: Taken[] = [];
let world: LegacyWorld;

const entriesNow = () =>
  mustTransact(world.ground, 'clerks', { actor: null, face: 'clerk' }, async (tx) => {
    const [row] = await query(
      tx,
      sql<{ n: number }>`select (select count(*) from record.entry) + (select count(*) from duties.duty)
        + (select count(*) from people.post) + (select count(*) from people.name) + (select count(*) from concerns.source_row) as n`,
    );
    return Number(row!.n);
  });

before(async () => {
  world = await legacyWorld('legacy', first);
});
after(() => world.close());

test('after every night the folded record is the source’s truth, row by row, and the same night again adds nothing', async (t) => {
  t.diagnostic(`seed "${seed}"`);
  const counts = { new: 0, changed: 0, moved: 0, gone: 0, back: 0, rejected: 0, copies: 0, delta: 0 };
  for (const night of inventNights({ seed, nights, first })) {
    const result = await world.take(night);
    const at = world.ground.clock.now();
    taken.push({ night, at });
    assert.deepEqual(await world.faults(night, at), [], `after the night of ${night.night}`);
    assert.equal(result.mode, 'overlay');
    assert.ok(result.explained, `the night of ${night.night} is reconciled: every difference has its rows and reasons`);
    for (const count of Object.values(result.counts))
      for (const key of ['new', 'changed', 'moved', 'gone', 'back', 'rejected', 'copies'] as const)
        counts[key] += count[key];
    if (night.kind === 'delta') counts.delta += 1;
    const before = await entriesNow();
    const again = await world.load(night.files);
    assert.ok(!('refused' in again) && again.alreadyTaken && again.added === 0);
    assert.equal(await entriesNow(), before, 'the same night again wrote something');
  }
  t.diagnostic(JSON.stringify(counts));
  for (const [what, count] of Object.entries(counts)) assert.ok(count > 0, `the sequence holds no ${what}`);
});

test('as recorded on the evening of each earlier night, the record is still that night’s truth', async () => {
  for (const { night, at } of taken)
    assert.deepEqual(await world.faults(night, at), [], `as recorded after the night of ${night.night}`);
});

test('control: a record that has not read the last night, or has lost one amendment of it, is found out', async (t) => {
  for (const [index, { night }] of taken.entries()) {
    const before = taken[index - 1];
    if (before) assert.notEqual((await world.faults(night, before.at)).length, 0, `${night.night} left unread`);
  }
  let tried = 0;
  for (const { night, at } of taken.slice(1, 24)) {
    const amendments = await mustTransact(world.ground, 'clerks', { actor: null, face: 'clerk' }, (tx) =>
      query(
        tx,
        sql<{
          id: string;
        }>`select id from record.entry where kind = 'amendment' and evidence ->> 'night' = ${night.night} order by id limit 3`,
      ),
    );
    for (const { id } of amendments) {
      tried += 1;
      assert.notEqual((await world.faults(night, at, id)).length, 0, `${night.night} without the amendment ${id}`);
    }
  }
  t.diagnostic(`${tried} amendments left out, each found`);
  assert.ok(tried >= 40);
});
