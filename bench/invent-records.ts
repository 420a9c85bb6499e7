/** A large file of invented records as CSV, written as it is made: no row is kept in memory. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createDice, type Dice } from '../src/engines/statistics/random.ts';

const syllables =
  'ba be bo bra bur ca ce da de dor el er fa fen ga gri ha hol in ja ka ki la len lo ma mer mi na nor o pa pen ra ri ro sa sel sha ta ter tho u va wa wil ya zo'.split(
    ' ',
  );
const word = (dice: Dice, parts: number): string =>
  Array.from({ length: parts }, () => syllables[dice.below(syllables.length)]!).join('');
const rank = (dice: Dice, size: number): number => Math.floor(size * dice.next() ** 2.5);
const two = (value: number): string => String(value).padStart(2, '0');

function slip(dice: Dice, text: string): string {
  if (text.length < 3) return text;
  const at = 1 + dice.below(text.length - 1);
  const letter = String.fromCharCode(97 + dice.below(26));
  const kind = dice.below(3);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + letter + text.slice(at + 1);
  return text.slice(0, at - 1) + text[at]! + text[at - 1]! + text.slice(at + 1);
}

/** Invented surnames. */
export const inventNames = (dice: Dice, count: number): string[] =>
  Array.from({ length: count }, () => word(dice, 2 + dice.below(3)));

const columns = ['ref', 'given_name', 'surname', 'born', 'postcode', 'warrant'];

/** The map that goes with it. */
export const recordsMap = {
  kind: 'records',
  id: 'ref',
  compare: [
    { column: 'given_name', as: 'name' },
    { column: 'surname', as: 'surname' },
    { column: 'born', as: 'date' },
    { column: 'postcode', as: 'code' },
    { column: 'warrant', as: 'identifier' },
  ],
  // Stated, so that there is much to compare: with numbers as good as these the blocks that the engine chooses give few pairs.
  block: ['born', 'postcode', 'warrant', ['given_name', 'surname']],
} as const;

/** Writes so many rows of about two thirds as many people. */
export async function writeRecords(path: string, rows: number, seed: number): Promise<void> {
  const dice = createDice(seed);
  const given = Array.from({ length: 3_000 }, () => word(dice, 2 + dice.below(2)));
  const family = inventNames(dice, 60_000);
  const stream = createWriteStream(path);
  stream.write(`${columns.join(',')}\n`);
  for (let row = 0; row < rows; ) {
    const born = `${1950 + dice.below(55)}-${two(1 + dice.below(12))}-${two(1 + dice.below(28))}`;
    const postcode = `${word(dice, 1).slice(0, 2)}${1 + dice.below(30)} ${1 + dice.below(9)}${String.fromCharCode(97 + dice.below(20), 97 + dice.below(20))}`;
    const person = [
      given[rank(dice, given.length)]!,
      family[rank(dice, family.length)]!,
      born,
      postcode,
      String(1_000_000 + dice.below(9_000_000)),
    ];
    const times = 1 + Math.floor(3 * dice.next() ** 2);
    let lines = '';
    for (let nth = 0; nth < times && row < rows; nth++, row++) {
      const values =
        nth === 0
          ? person
          : person.map((value) => (dice.next() < 0.05 ? '' : dice.next() < 0.08 ? slip(dice, value) : value));
      lines += `${row},${values.join(',')}\n`;
    }
    if (!stream.write(lines)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}
