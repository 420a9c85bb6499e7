/** A whole name in one column: its given name, its surname, and the words between, without titles. */
import { type CodedColumn, type Compared, countColumn } from './coded-column.ts';
import { isBlank, plainWords } from './plain-text.ts';
import type { WordStore } from './word-store.ts';

const titles = new Set(
  (
    'mr mrs ms miss mx dr prof professor rev reverend revd sir dame lord lady hon rt jr snr sr jnr esq ' +
    'pc pcso wpc dc ds di dci sgt sergeant insp inspector supt constable cllr the of'
  ).split(' '),
);
/** Words that belong to the word after them. */
const particles = new Set(
  'van von de der den del della di da dos du la le el al bin ibn bint ter ten st o mac mc'.split(' '),
);

interface Parts {
  readonly given: string;
  readonly family: string;
  readonly between: string;
}

/** `Smith, John Paul` and `Dr John Paul Smith` are both John, Smith and Paul. A lone word is a surname. */
export function partsOfName(value: string): Parts {
  const comma = value.indexOf(',');
  // A double name stays one word of the name: its hyphen is only taken out within it.
  const wordsOf = (text: string) =>
    text
      .split(/\s+/)
      .map(plainWords)
      .filter((word) => word !== '' && !titles.has(word));
  const after = comma < 0 ? [] : wordsOf(value.slice(comma + 1));
  if (after.length > 0) {
    const family = wordsOf(value.slice(0, comma));
    if (family.length > 0) return { given: after[0]!, family: family.join(' '), between: after.slice(1).join(' ') };
  }
  const words = wordsOf(value);
  if (words.length <= 1) return { given: '', family: words[0] ?? '', between: '' };
  let start = words.length - 1;
  while (start > 1 && particles.has(words[start - 1]!)) start--;
  return { given: words[0]!, family: words.slice(start).join(' '), between: words.slice(1, start).join(' ') };
}

/** Three columns out of one. Names go to the store that all names share. */
export function splitFullNames(
  field: Compared,
  sides: readonly (readonly string[])[],
  store: WordStore,
): CodedColumn[] {
  const values = sides.flat();
  const known = new Map<string, readonly [number, number, number]>();
  const codes = [0, 1, 2].map(() => new Int32Array(values.length)) as [Int32Array, Int32Array, Int32Array];
  const codeIn = (words: WordStore, word: string): number => (word === '' ? -1 : words.add(word));
  for (const [row, value] of values.entries()) {
    let found = known.get(value);
    if (!found) {
      const { given, family, between } = partsOfName(isBlank(value) ? '' : value);
      found = [codeIn(store, given), codeIn(store, family), codeIn(store, between)];
      known.set(value, found);
    }
    for (let part = 0; part < 3; part++) codes[part]![row] = found[part]!;
  }
  const column = (part: 0 | 1 | 2, name: string, as: 'name' | 'surname') =>
    countColumn({
      column: `${field.column} (${name})`,
      as,
      codes: codes[part],
      store,
      present: codes[part].reduce((sum, code) => sum + (code >= 0 ? 1 : 0), 0),
    });
  return [column(0, 'given', 'name'), column(1, 'surname', 'surname'), column(2, 'other names', 'name')];
}
