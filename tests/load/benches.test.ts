/** Every bench of a loaded service at its smallest: that it runs, and says what it measured. Its figures mean nothing here. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { benchAppend } from '../../bench/append.ts';
import { benchPages } from '../../bench/pages.ts';
import { benchScale } from '../../bench/scale.ts';
import type { BenchRow } from '../../bench/scratch.ts';
import { type LoadedService, openService } from '../../bench/service.ts';
import { benchSignals } from '../../bench/signals.ts';
import { benchVerify } from '../../bench/verify.ts';

const quiet = () => {};
let service: LoadedService;
before(async () => {
  service = await openService(600, null, quiet);
});
after(() => service?.end());

/** Rows that were measured: each a number above nothing, each ratio that of its two sides. */
function assertMeasured(rows: readonly BenchRow[], promises: number): void {
  for (const { name, value, reference, ratio } of rows) {
    assert.ok(Number.isFinite(value) && value > 0, `${name}: ${value}`);
    if (reference !== null) assert.ok(Math.abs(ratio! - value / reference) < 0.01 * ratio! + 0.01, `${name}: ${ratio}`);
  }
  assert.equal(rows.filter(({ atMost }) => atMost !== undefined).length, promises);
}

test('LOAD verify of a loaded service is measured', async () => {
  assertMeasured(await benchVerify(service, quiet), 1);
});

test('LOAD pages are measured against bare ones of their size', async () => {
  const rows = await benchPages(service, quiet, { seconds: 1, rounds: 1 });
  assertMeasured(rows, 4);
  assert.equal(rows.length, 12);
});

test('LOAD an entry to its signals is measured, and signals do come of it', async () => {
  const rows = await benchSignals(service, quiet, 10);
  assertMeasured(rows, 1);
  assert.ok(rows.find(({ name }) => name.startsWith('signals raised'))!.value > 0.2);
});

test('LOAD what leaves cost their transaction is measured', async () => {
  assertMeasured(await benchAppend(quiet, { people: 500, turns: 4 }), 1);
});

test('LOAD doubling is measured', async () => {
  assertMeasured(await benchScale(quiet, { fewer: 500, turns: 1, requests: 3 }), 4);
});
