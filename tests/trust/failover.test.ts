/** The short form of the failovers. What would be the cheapest dishonest way to pass is in the trial's own header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trial } from '../../bench/trust/trials/failover.ts';
import { canEmbed } from '../../src/platform/embedded.ts';
import { readDatabaseUrl } from '../../src/platform/several-hosts.ts';

test('P-16 failovers with a stalled standby: nothing acknowledged is lost, the old primary acknowledges nothing', {
  skip: !canEmbed(),
}, async (t) => {
  const seed = 20260306;
  t.diagnostic(`seed ${seed}`);
  const counts = await trial.hold('short', seed, (line) => t.diagnostic(line));
  assert.equal(counts.length, 3);
  for (const { promise, done, unit, broken, control, notes } of counts) {
    t.diagnostic(`${promise} ${done} ${unit}, ${broken} broken. ${notes}`);
    assert.ok(done >= 2);
    assert.equal(broken, 0, promise);
    if (control !== null) assert.ok(control.broken >= 1, `the control must fail: ${control.what}`);
  }
});

test('DATABASE_URL with several hosts is read as libpq reads it', () => {
  const several = 'postgres://some%40one:a%3Ab@first.example,[::1]:6000,third:7/record?target_session_attrs=read-write';
  assert.deepEqual(readDatabaseUrl(several), {
    database: 'record',
    address: {
      host: 'first.example',
      port: 5432,
      user: 'some@one',
      password: 'a:b',
      others: [
        { host: '::1', port: 6000 },
        { host: 'third', port: 7 },
      ],
    },
  });
  assert.deepEqual(readDatabaseUrl('postgresql://admin@db.example'), {
    database: 'candour',
    address: { host: 'db.example', port: 5432, user: 'admin' },
  });
  assert.throws(() => readDatabaseUrl('postgres://a@b,c/d?target_session_attrs=standby'), /must be read-write/);
  assert.throws(() => readDatabaseUrl('host=b dbname=d'), /not an address/);
});
