/** The short form of the trial of the fire. What would make it hollow is written at the head of the trial. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/restore.ts';

const seed = 20_261_122;

test('P-16 a restore into a bare folder: the same root, erased stays erased, words readable, a wrong key refused', {
  skip: trial.needs() ?? false,
}, async (t) => {
  const counts = await trial.hold('short', seed, () => {});
  assert.equal(counts.length, 4);
  for (const { promise, done, broken, control } of counts) {
    t.diagnostic(
      `${promise} ${broken} of ${done} broken${control ? `; control ${control.broken} of ${control.done}` : ''}`,
    );
    assert.equal(broken, 0, promise);
  }
  assert.ok(
    counts.some(({ control }) => (control?.broken ?? 0) >= 1),
    'without the list the erased record must come back',
  );
});
