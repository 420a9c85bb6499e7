/**
 * The trial of hostile files; its short form is the whole of it. What would make it hollow is written at the head of the
 * trial: here a file that meets other words than its own is a failure, and so is a bomb that does no harm without the caps.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf, hostileFiles, trial } from '../../bench/trust/trials/hostile-files.ts';

test('hostile files: each refused in its own words or read without harm, within 256 MB', {
  timeout: 900_000,
}, async (t) => {
  const [count] = await trial.hold('short', 1, () => {});
  assert.ok(count);
  t.diagnostic(`${count.done} ${count.unit}: ${count.broken} broken; control ${count.control?.broken}; ${count.notes}`);
  assert.equal(count.broken, 0, count.notes);
  assert.ok(count.done >= 60);
  assert.equal(new Set(hostileFiles.map(({ name }) => name)).size, count.done);
  assert.ok((count.control?.broken ?? 0) >= 1, 'the control must fail');
});

test('hostile files: a wrong refusal, a file read that should not be, and memory beyond the cap are each found', () => {
  const hostile = { name: 'x', bytes: () => Buffer.alloc(0), refused: /document type/ };
  const met = { refused: 'There is no file.', rows: '', notes: '', peakBytes: 1, seconds: 0 };
  assert.match(faultOf(hostile, met) ?? '', /other words/);
  assert.match(faultOf(hostile, { ...met, refused: null, rows: '[]' }) ?? '', /was read/);
  assert.match(faultOf(hostile, { ...met, refused: 'document type', peakBytes: 2 ** 30 }) ?? '', /1024 MB/);
  assert.equal(faultOf(hostile, { ...met, refused: 'a document type' }), null);
});
