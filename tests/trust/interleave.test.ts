/**
 * The short form of the trial of many people on few connections. What would make it hollow is written at the head of the
 * trial; here its control must fail, so that a trial which cannot see a cross-read is found out.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/interleave.ts';

const seed = 20_261_123;

test(`interleaved transactions of 50 people over 10 connections: 0 cross-reads (seed ${seed})`, async (t) => {
  for (const count of await trial.hold('short', seed, () => {})) {
    t.diagnostic(
      `${count.done} ${count.unit}: ${count.broken} broken; control ${count.control?.broken} of ${count.control?.done}`,
    );
    t.diagnostic(count.notes);
    assert.equal(count.broken, 0);
    assert.ok(count.done >= 5_000);
    assert.ok((count.control?.broken ?? 0) >= 1, 'the control must fail');
  }
});
