import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, jaroWinkler } from './similarity.ts';
import { WordStore } from './word-store.ts';

/** Winkler's own examples and those that implementations differ on: length one, no match, a prefix under the threshold. */
const pinned: readonly (readonly [string, string, number])[] = [
  ['martha', 'marhta', 0.9611111111111111],
  ['dixon', 'dicksonx', 0.8133333333333332],
  ['dwayne', 'duane', 0.8400000000000001],
  ['jones', 'johnson', 0.8323809523809523],
  ['abc', 'abc', 1],
  ['a', 'a', 1],
  ['a', 'b', 0],
  ['', 'a', 0],
  ['', '', 0],
  ['ab', 'ba', 0],
  ['abcd', 'abxyzvwq', 0.5833333333333334],
];

const measure = (a: string, b: string): number => {
  const store = new WordStore();
  const [left, right] = [store.add(a), store.add(b)];
  return store.jaroWinkler(left, right);
};

test('Jaro-Winkler gives the pinned values, by definition and bit-parallel', () => {
  for (const [a, b, value] of pinned) {
    assert.equal(jaroWinkler(a, b), value, `${a} ${b}`);
    assert.equal(measure(a, b), value, `${a} ${b}, bit-parallel`);
    assert.equal(jaroWinkler(b, a), value, `${b} ${a}`);
  }
});

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'é', ' '), maxLength: 40 });

test('bit-parallel Jaro-Winkler equals the definition to the last bit, at any length and in any order of asking', () => {
  const store = new WordStore();
  fc.assert(
    fc.property(word, fc.array(word, { minLength: 1, maxLength: 6 }), (a, others) => {
      const left = store.add(a);
      return others.every((b) => store.jaroWinkler(left, store.add(b)) === jaroWinkler(a, b));
    }),
    { numRuns: 20_000, seed: 11 },
  );
});

test('the bound on Jaro-Winkler is never below the value: cutting off by it loses nothing', () => {
  const store = new WordStore();
  fc.assert(
    fc.property(word, word, (a, b) => {
      const [left, right] = [store.add(a), store.add(b)];
      return store.jaroWinklerAtMost(left, right) >= store.jaroWinkler(left, right) - 1e-12;
    }),
    { numRuns: 20_000, seed: 12 },
  );
});

/** Optimal string alignment as its recursion says, without any cut-off. */
function slowly(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const costs = [
        table[i - 1]![j]! + 1,
        table[i]![j - 1]! + 1,
        table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      ];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) costs.push(table[i - 2]![j - 2]! + 1);
      table[i]![j] = Math.min(...costs);
    }
  return table[a.length]![b.length]!;
}

test('edits count as optimal string alignment does, and stop at the most asked for', () => {
  const store = new WordStore();
  assert.equal(editDistance('3871397', '3871937', 2), 1, 'two neighbours exchanged are one edit');
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 4 }), (a, b, most) => {
      const expected = Math.min(slowly(a, b), most + 1);
      return editDistance(a, b, most) === expected && store.edits(store.add(a), store.add(b), most) === expected;
    }),
    { numRuns: 20_000, seed: 13 },
  );
});
