import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeColumn } from './coded-column.ts';
import { compareNamePair, NameFacts } from './compare-names.ts';
import { compareValue } from './compare-values.ts';
import { setUp, writeSteps } from './comparer.ts';
import { dateDigits } from './date-digits.ts';
import { partsOfName } from './full-names.ts';
import { plainWords } from './plain-text.ts';
import { soundKey } from './sound-key.ts';
import { WordStore } from './word-store.ts';

/** The words of the steps on which two people stand, given name and surname. */
function steps(a: readonly [string, string], b: readonly [string, string]): [string, string] {
  const store = new WordStore();
  const column = (at: 0 | 1, as: 'name' | 'surname') => codeColumn({ column: as, as }, [[a[at], b[at]]], store);
  const comparer = compareNamePair(column(0, 'name'), column(1, 'surname'), new NameFacts(store));
  const bench = setUp([comparer], 2);
  const out = new Uint8Array(2);
  writeSteps(bench, 0, 1, out, 0);
  const back = new Uint8Array(2);
  writeSteps(bench, 1, 0, back, 0);
  assert.deepEqual(back, out, `${a} and ${b} compare alike in both orders`);
  return [comparer.slots[0]!.levels.words[out[0]!]!, comparer.slots[1]!.levels.words[out[1]!]!];
}

test('names: forms, slips, sound, initials, parts and swaps are told apart', () => {
  assert.deepEqual(steps(['Robert', 'Smith'], ['Bob', 'Smith-Jones']), ['another form of it', 'a part of it']);
  assert.deepEqual(steps(['Hannah', 'Byrne'], ['Hanah', 'Bryne']), [
    'nearly the same letters',
    'nearly the same letters',
  ]);
  assert.deepEqual(steps(['Mohammed', 'Hussein'], ['M', 'Husayn']), ['the same initial', 'sounds or looks alike']);
  assert.deepEqual(steps(['Anna', 'Zwart'], ['', 'Oakley']), ['blank', 'different']);
  assert.deepEqual(steps(['Tess', 'Beckwith'], ['beckwith', 'TESS']), [
    'swapped with the surname',
    'swapped with the given name',
  ]);
  assert.deepEqual(steps(['Tess', 'Beckwith'], ['Beckwth', 'Tess'])[0], 'swapped with the surname');
  assert.deepEqual(steps(['Мария', 'Иванова'], ['Maria', 'Ivanova'])[1], 'the same');
});

test('names: what looks short is not thereby the same', () => {
  assert.deepEqual(steps(['Ann', 'Lee'], ['Ian', 'Law']), ['different', 'different']);
  assert.deepEqual(steps(['Paul', 'Ward'], ['Ward', 'Wood']), ['different', 'different']);
});

test('names: one name from another alphabet in two spellings has one key', () => {
  for (const [a, b] of [
    ['mohammed', 'muhammad'],
    ['mohamed', 'mohammad'],
    ['yusuf', 'youssef'],
    ['catherine', 'katherine'],
    ['philip', 'filip'],
    ['clark', 'clarke'],
  ] as const)
    assert.equal(soundKey(a), soundKey(b), `${a} ${b}`);
  assert.notEqual(soundKey('sarah'), soundKey('mark'));
});

test('names: a whole name is parted, whichever way it is written', () => {
  const john = { given: 'john', family: 'smith', between: 'paul' };
  assert.deepEqual(partsOfName('Smith, John Paul'), john);
  assert.deepEqual(partsOfName('PC John Paul Smith'), john);
  assert.deepEqual(partsOfName('Ana de la Cruz'), { given: 'ana', family: 'de la cruz', between: '' });
  assert.deepEqual(partsOfName('Ann Marsh-Wood'), { given: 'ann', family: 'marsh wood', between: '' });
  assert.deepEqual(partsOfName('Cher'), { given: '', family: 'cher', between: '' });
  assert.deepEqual(partsOfName('Dr'), { given: '', family: '', between: '' });
});

test('plain text: accents, other alphabets and punctuation', () => {
  assert.equal(plainWords("  Síofra O'Neill-Łukasz  "), 'siofra oneill lukasz');
  assert.equal(plainWords('Жуков'), 'zhukov');
});

test('dates: unreal days stay digits to compare, in the order the format gives them', () => {
  assert.equal(dateDigits('1908-12-09', 'yyyyMMdd'), '19081209');
  assert.equal(dateDigits('19081309', 'yyyyMMdd'), '19081309');
  assert.equal(dateDigits('31/13/1990', 'dd/MM/yyyy'), '19901331');
  assert.equal(dateDigits('about 1990', undefined), '19900000');
  assert.equal(dateDigits('soon', undefined), '');
});

function value(as: 'date' | 'code' | 'identifier' | 'text' | 'number' | 'year', a: string, b: string): string {
  const comparer = compareValue(codeColumn({ column: as, as }, [[a, b]]));
  const out = new Uint8Array(1);
  writeSteps(setUp([comparer], 2), 0, 1, out, 0);
  return comparer.slots[0]!.levels.words[out[0]!]!;
}

test('values: dates, codes, identifiers, texts and numbers fall on the step they should', () => {
  assert.equal(value('date', '1980-03-07', '1980-07-03'), 'one slip or day and month swapped');
  assert.equal(value('date', '1980-03-07', '1980-03-27'), 'one slip or day and month swapped');
  assert.equal(value('date', '1980-03-07', '1980-03-29'), 'two parts the same');
  assert.equal(value('date', '1980-03-07', '1961-11-29'), 'different');
  assert.equal(value('code', 'SW1A 1AA', 'sw1a1aa'), 'the same');
  assert.equal(value('code', '2148', '2184'), 'one slip');
  assert.equal(value('code', 'SW1A 1AA', 'SW1A 2QT'), 'two slips or the same beginning');
  assert.equal(value('identifier', '3871397', '3871937'), 'one slip');
  assert.equal(value('identifier', '3871397', '8329801'), 'different');
  assert.equal(value('text', '12 Bursaria Street', '12 bursariastreet'), 'nearly the same letters');
  assert.equal(value('text', '12 Bursaria Street', '9 Elm Close'), 'different');
  assert.equal(value('number', '1,000', '1000'), 'the same');
  assert.equal(value('year', '1961', '1962'), 'very near');
});
