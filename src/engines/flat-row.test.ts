import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import { flatRowWriter } from './flat-row.ts';
import { normaliseRow } from './ledger-leaf.ts';

const shape = { derived: ['made'], timestamps: ['recorded_at'] };

test('the bulk writer gives the bytes of canonical JSON, whatever the row holds', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a\tb', '"quoted"', 'back\\slash', '\u2028', 'naïve', ''),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => Math.abs(n) < 1e15),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(fc.string({ unit: 'grapheme' })),
    fc.array(fc.record({ role: fc.string(), subject: fc.uuid(), join: fc.record({ how: fc.string() }) })),
    fc.dictionary(fc.string(), fc.integer()),
  );
  const row = fc.record(
    {
      id: fc.uuid(),
      zeta: value,
      B: value,
      a: value,
      ä: value,
      recorded_at: fc.constantFrom('2026-03-06T09:00:00.001Z', '2026-03-06T10:00:00+01:00'),
      made: value,
      salt: value,
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      const columns = [...new Set(rows.flatMap((each) => Object.keys(each)))];
      const write = flatRowWriter('some.table', columns, shape);
      for (const each of rows) {
        const stored = Object.fromEntries(Object.entries(each).filter(([, held]) => held !== undefined));
        assert.equal(
          write(each),
          canonicalJson({ table: 'some.table', row: normaliseRow('some.table', stored, shape) }),
        );
      }
    }),
    { seed: 20_260_306, numRuns: 500 },
  );
});

test('the bulk writer writes bytes and instants as the database gives them back, and refuses what has no form', () => {
  const write = flatRowWriter('t', ['id', 'hash', 'recorded_at', 'n'], shape);
  assert.equal(
    write({ id: 'x', hash: Buffer.from('00ff', 'hex'), recorded_at: new Date(0) }),
    '{"row":{"hash":"\\\\x00ff","id":"x","recorded_at":"1970-01-01T00:00:00.000Z"},"table":"t"}',
  );
  assert.throws(() => write({ id: 'x', n: 2 ** 60 }), TypeError);
  assert.throws(() => write({ id: 'x', n: Number.NaN }), TypeError);
  assert.throws(() => write({ id: '\ud800' }), TypeError);
  assert.equal(write({}), '{"row":{},"table":"t"}');
});
