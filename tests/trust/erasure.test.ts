/** The short form of the trial of erased words. What would make it hollow is written at the head of the trial. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/erasure.ts';

const seed = 20_261_122;

test(`P-16 what was erased is found nowhere on the disk or in a new backup (seed ${seed})`, {
  skip: trial.needs() ?? false,
}, async (t) => {
  for (const count of await trial.hold('short', seed, () => {})) {
    t.diagnostic(`${count.done} ${count.unit}: ${count.broken} found; control ${count.control?.broken} found`);
    t.diagnostic(count.notes);
    assert.equal(count.broken, 0);
    assert.ok(count.done >= 100);
    assert.ok((count.control?.broken ?? 0) >= 1, 'the control must find something');
  }
});
