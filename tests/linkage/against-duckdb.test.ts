/** An independent answer: DuckDB's own Jaro-Winkler over the same pairs, equal to the last bit. Plain letters only: it counts bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { Dice } from '../../demo/generate/dice.ts';
import { WordStore } from '../../src/engines/linkage/word-store.ts';
import { slip } from './invented.ts';

/** Pairs near and far, short and past 32 letters. */
function wordPairs(dice: Dice, count: number): [string, string][] {
  const letters = 'abcdeinorst ';
  const word = (most: number) =>
    Array.from({ length: dice.int(0, most) }, () => letters[dice.int(0, letters.length - 1)]!).join('');
  return Array.from({ length: count }, () => {
    const a = word(dice.chance(0.05) ? 50 : 12);
    return [a, dice.chance(0.6) ? slip(dice, slip(dice, a)) : word(12)];
  });
}

test('Jaro-Winkler equals DuckDB to the last bit on 60,000 pairs', async () => {
  const pairs = wordPairs(new Dice('duckdb'), 60_000);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('create table pairs (nth integer, a varchar, b varchar)');
    const appender = await connection.createAppender('pairs');
    for (const [nth, [a, b]] of pairs.entries()) {
      appender.appendInteger(nth);
      appender.appendVarchar(a);
      appender.appendVarchar(b);
      appender.endRow();
    }
    appender.closeSync();
    const answer = await connection.runAndReadAll('select jaro_winkler_similarity(a, b) from pairs order by nth');
    const store = new WordStore();
    const differ = answer.getRows().filter(([value], nth) => {
      const [a, b] = pairs[nth]!;
      return store.jaroWinkler(store.add(a), store.add(b)) !== value;
    });
    assert.equal(answer.getRows().length, pairs.length);
    assert.equal(differ.length, 0);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
