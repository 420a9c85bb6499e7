import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';

interface Vectors {
  readonly numbers: readonly { bits: string; text: string }[];
  readonly refusedNumbers: readonly string[];
  readonly samples: readonly { name: string; input: string; utf8: string }[];
}

const vectors = JSON.parse(readFileSync(new URL('./vectors/rfc8785.json', import.meta.url), 'utf8')) as Vectors;
const seed = Number(process.env.SEED ?? 8785);
const numberOf = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

test('the numbers of RFC 8785, appendix B', () => {
  for (const { bits, text } of vectors.numbers) assert.equal(canonicalJson(numberOf(bits)), text, bits);
  for (const bits of vectors.refusedNumbers) assert.throws(() => canonicalJson(numberOf(bits)), TypeError);
});

test('the samples of RFC 8785 and its author, byte for byte', () => {
  for (const { name, input, utf8 } of vectors.samples)
    assert.equal(Buffer.from(canonicalJson(JSON.parse(input))).toString('hex'), utf8, name);
});

test('control: JSON.stringify alone does not give the samples', () => {
  for (const { name, input, utf8 } of vectors.samples)
    assert.notEqual(Buffer.from(JSON.stringify(JSON.parse(input))).toString('hex'), utf8, name);
});

test('what is not JSON is refused, with the path to it', () => {
  const cases: [unknown, RegExp][] = [
    [undefined, /undefined at \$$/],
    [{ a: undefined }, /undefined at \$\.a$/],
    [{ a: [1, { 'b c': Number.NaN }] }, /NaN at \$\.a\[1\]\["b c"\]$/],
    [[Number.NEGATIVE_INFINITY], /-Infinity at \$\[0\]$/],
    [{ n: 1n }, /bigint at \$\.n$/],
    [{ on: new Date(0) }, /Date at \$\.on$/],
    [{ m: new Map() }, /Map at \$\.m$/],
    [{ b: Buffer.of(1) }, /Uint8Array at \$\.b$/],
    [{ f: () => 1 }, /function at \$\.f$/],
    [{ s: Symbol('s') }, /symbol at \$\.s$/],
    [{ t: 'a\ud800b' }, /lone surrogate at \$\.t$/],
    [{ t: { '\udc00': 1 } }, /name with a lone surrogate at \$\.t\["\\udc00"\]$/],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested.
    [[1, , 2], /undefined at \$\[1\]$/],
    [{ $: new Date(0) }, /Date at \$\["\$"\]$/],
  ];
  for (const [value, words] of cases)
    assert.throws(
      () => canonicalJson(value),
      (error) => error instanceof TypeError && words.test(error.message),
      String(words),
    );
});

test('a value that holds itself, or is nested too deep, is refused', () => {
  const round: Record<string, unknown> = {};
  round.self = round;
  assert.throws(() => canonicalJson(round), /nested too deep/);
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  assert.equal(canonicalJson(nested(200)).length, 401);
  assert.throws(() => canonicalJson(nested(300)), TypeError);
});

test('a name like __proto__ is a name', () => {
  assert.equal(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}')), '{"__proto__":{"a":2},"b":1}');
  assert.equal(canonicalJson(Object.assign(Object.create(null), { b: 1, a: 2 })), '{"a":2,"b":1}');
});

test(`canonical text says the same value and is its own canonical text (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
      const value: unknown = JSON.parse(text);
      const canonical = canonicalJson(value);
      assert.equal(canonicalJson(JSON.parse(canonical)), canonical);
      assert.equal(JSON.stringify(JSON.parse(canonical)).length, JSON.stringify(value).length);
    }),
    { seed, numRuns: 3000 },
  );
});

test('the order in which properties were set does not show', () => {
  const pairs = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), fc.jsonValue()), {
    selector: ([key]) => key,
    maxLength: 12,
  });
  fc.assert(
    fc.property(pairs, (list) => {
      assert.equal(canonicalJson(Object.fromEntries(list)), canonicalJson(Object.fromEntries(list.toReversed())));
    }),
    { seed, numRuns: 2000 },
  );
});

test('no value at all makes it throw anything but a TypeError', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
  });
  fc.assert(
    fc.property(anything, (value) => {
      try {
        JSON.parse(canonicalJson(value));
      } catch (error) {
        assert.ok(error instanceof TypeError, String(error));
      }
    }),
    { seed, numRuns: 3000 },
  );
});
