/** The short form of the trial of tampering. What would make it hollow is written at the head of the trial. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/tamper.ts';

const seed = 20_261_124;

test(`REC-10.4 P-16 300 tamperings by the superuser: an outsider finds each and names it (seed ${seed})`, async (t) => {
  for (const count of await trial.hold('short', seed, (line) => t.diagnostic(line))) {
    t.diagnostic(
      `${count.done} ${count.unit}: ${count.broken} broken; control ${count.control?.broken} of ${count.control?.done}`,
    );
    t.diagnostic(count.notes);
    assert.equal(count.broken, 0);
    assert.ok(count.done >= 300);
    assert.ok((count.control?.broken ?? 0) >= 1, 'the control must fail');
  }
});
