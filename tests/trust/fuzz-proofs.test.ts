/** The short form of the trial of strange proofs. What would make it hollow is written at the head of the trial. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/fuzz-proofs.ts';

const seed = 20_261_126;

test(`20,000 strange bundles, receipts, checkpoints and requests each: no parser breaks (seed ${seed})`, async (t) => {
  const counts = await trial.hold('short', seed, (line) => t.diagnostic(line));
  assert.equal(counts.length, 4);
  for (const count of counts) {
    t.diagnostic(
      `${count.done} ${count.unit}: ${count.broken} broken; control ${count.control?.broken} of ${count.control?.done}`,
    );
    t.diagnostic(count.notes);
    assert.equal(count.broken, 0);
    assert.ok(count.done >= 20_000);
    assert.ok((count.control?.broken ?? 0) >= 1, 'the control must fail');
    const past = Number(/^(\d+) came past the form/.exec(count.notes)?.[1]);
    assert.ok(past > count.done / 50, 'noise that the first line refuses proves nothing');
  }
});
