/**
 * The short form of the trial of broken files. What would make it hollow is written at the head of the trial: here inputs
 * that never reach the rows, refusals that never come, and a control that does not fail are all failures.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/fuzz-files.ts';

const seed = 20_261_122;

test(`100,000 broken inputs of five parsers: 0 crashes, none over a second or 256 MB (seed ${seed})`, {
  timeout: 900_000,
}, async (t) => {
  const counts = await trial.hold('short', seed, () => {});
  for (const count of counts) {
    t.diagnostic(
      `${count.done} ${count.unit}: ${count.broken} broken; control ${count.control?.broken}; ${count.notes}`,
    );
    assert.equal(count.broken, 0, count.notes);
  }
  const parsers = counts.filter(({ control }) => control !== null);
  assert.equal(parsers.length, 5);
  for (const { done, control, notes } of parsers) {
    assert.equal(done, 20_000);
    assert.ok((control?.broken ?? 0) >= 1, 'the control must fail');
    const [, read = '', refused = ''] = /rows ([\d,]+), refused in words ([\d,]+)/.exec(notes) ?? [];
    for (const share of [read, refused])
      assert.ok(Number(share.replaceAll(',', '')) > done / 20, `too few inputs got that far: ${notes}`);
  }
  assert.equal(counts.at(-1)!.done, 15);
});
