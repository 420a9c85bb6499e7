/** The short form of the kills. What would be the cheapest dishonest way to pass is in the trial's own header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { points } from '../../bench/trust/crash/points.ts';
import { trial } from '../../bench/trust/trials/kill.ts';
import { canEmbed } from '../../src/platform/embedded.ts';

test('P-16 20 kills -9, at named points and at random: nothing acknowledged is lost, nothing is half-applied, it comes back by itself', {
  skip: !canEmbed(),
}, async (t) => {
  const seed = 20260306;
  const counts = await trial.hold('short', seed, (line) => t.diagnostic(line));
  t.diagnostic(`seed ${seed}`);
  for (const { promise, done, unit, broken, control, notes } of counts) {
    t.diagnostic(`${promise} ${done} ${unit}, ${broken} broken. ${notes}`);
    assert.equal(done, 20);
    assert.equal(broken, 0, promise);
    if (control !== null) assert.ok(control.broken >= 1, `the control must fail: ${control.what}`);
  }
  assert.equal(counts.length, 3);
});

test('there are at least 30 named points, each named once', () => {
  assert.ok(points.length >= 30, String(points.length));
  assert.equal(new Set(points.map((point) => point.name)).size, points.length);
});
