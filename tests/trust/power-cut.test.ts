/** The short form of the power cuts. What would be the cheapest dishonest way to pass is in the trial's own header. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/power-cut.ts';
import { makeDurably, replaceDurably } from '../../src/platform/durable-file.ts';
import { canEmbed } from '../../src/platform/embedded.ts';

const needs = canEmbed() ? trial.needs() : 'the embedded PostgreSQL';

test('P-16 3 power cuts on a copied disk: nothing acknowledged is lost, the keys are there, the signer goes on', {
  skip: needs === null ? false : `SKIPPED, this machine lacks ${needs}: nothing is shown here about power cuts`,
}, async (t) => {
  const seed = 20260306;
  t.diagnostic(`seed ${seed}`);
  const counts = await trial.hold('short', seed, (line) => t.diagnostic(line));
  assert.equal(counts.length, 2);
  for (const { promise, done, unit, broken, control, notes } of counts) {
    t.diagnostic(`${promise} ${done} ${unit}, ${broken} broken. ${notes}`);
    assert.equal(done, 3);
    assert.equal(broken, 0, promise);
    if (control !== null) assert.ok(control.broken >= 1, `the control must fail: ${control.what}`);
  }
});

test('a file that must last is made whole and once, and replaced in one step', () => {
  const folder = mkdtempSync(join(tmpdir(), 'candour-durable-'));
  try {
    const file = join(folder, 'key');
    makeDurably(file, 'first');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.throws(() => makeDurably(file, 'second'), /EEXIST/);
    assert.equal(readFileSync(file, 'utf8'), 'first');
    replaceDurably(file, 'third', 0o644);
    assert.equal(readFileSync(file, 'utf8'), 'third');
    assert.equal(statSync(file).mode & 0o777, 0o644);
    assert.deepEqual(readdirSync(folder), ['key']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
