import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withinCapacity } from './within-capacity.ts';

const asking = (need: number, minutes: number) => ({ need, minutes, questions: 1 });

test('P-27 a live sweep reaches those in greatest need first, and says how many it did not reach', () => {
  const asked = new Map([
    ['a', asking(1, 30)],
    ['b', asking(9, 30)],
    ['c', asking(5, 30)],
  ]);
  const reach = withinCapacity(asked, ['a', 'b', 'c', 'gone'], 1);
  assert.deepEqual(reach.named, ['b', 'c', 'gone']);
  assert.deepEqual(reach.notReached, { subjects: 1, questions: 1 });
});

test('P-27 one who does not fit is not passed over for somebody in less need', () => {
  const asked = new Map([
    ['a', asking(9, 50)],
    ['b', asking(8, 50)],
    ['c', asking(1, 10)],
  ]);
  assert.deepEqual(withinCapacity(asked, ['a', 'b', 'c'], 1).named, ['a']);
});

test('without a declared capacity everybody is reached', () => {
  const asked = new Map([['a', asking(9, 5000)]]);
  assert.deepEqual(withinCapacity(asked, ['a'], null), { named: ['a'], notReached: { subjects: 0, questions: 0 } });
});
