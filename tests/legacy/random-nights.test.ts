/** Random small systems, each lived through from its own seed: after every night the record is the source's truth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inventNights } from '../../demo/generate/legacy.ts';
import { legacyMap } from '../../demo/generate/legacy-words.ts';
import { legacyWorld } from './world.ts';

/** So much changes each night in so few rows that the usual limits would refuse it. */
const unlimited = { ...legacyMap, limits: { goneShare: 1, goneRows: 1000, changedShare: 1 } };
const seeds = ['a', 'b', 'c', 'd', 'g'];

test('property: over random sequences with many changes to few rows, the record is the truth after every night', async (t) => {
  let nights = 0;
  for (const seed of seeds) {
    const world = await legacyWorld(seed, '2026-02-01', unlimited);
    try {
      for (const night of inventNights({
        seed,
        nights: 6,
        first: '2026-02-01',
        people: 6,
        allegations: 9,
        changes: 30,
      })) {
        await world.take(night);
        assert.deepEqual(
          await world.faults(night, world.ground.clock.now()),
          [],
          `seed ${seed}, night of ${night.night}`,
        );
        nights += 1;
      }
    } finally {
      await world.close();
    }
  }
  t.diagnostic(`${nights} nights of ${seeds.length} systems, seeds ${seeds.join(' ')}`);
});
