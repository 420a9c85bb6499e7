/** The source's own totals in our words: its types and results go through the same vocabularies as its rows. */
import { Columns } from '../mapping/columns.ts';
import type { TextRule, WordRule } from '../mapping/map-fields.ts';
import { textReader, wordReader } from '../mapping/read-values.ts';
import { findings, matterTypes } from '../vocabulary.ts';
import type { LegacyMap } from './legacy-map.ts';
import type { CountedBy, Manifest, RowKind } from './manifest.ts';

type Translate = (word: string) => string;

const asItIs: Translate = (word) => word;
/** A word for which the map has none stands by itself in the totals, and so is seen. */
const unknown = (word: string): string => `?${word.slice(0, 60)}`;

function byWords<T extends string>(rule: WordRule | undefined, words: Readonly<Record<T, unknown>>): Translate {
  if (rule === undefined || typeof rule === 'string') return asItIs;
  const first = [rule].flat()[0]!;
  const columns = new Columns([first.column]);
  const read = wordReader(columns, first, words);
  return (word) => {
    columns.reason = null;
    const found = read([word]);
    return columns.reason === null ? found : unknown(word);
  };
}

function byText(rule: string | TextRule | undefined): Translate {
  if (rule === undefined || typeof rule === 'string') return asItIs;
  const read = textReader(new Columns([rule.column]), rule);
  return (word) => read([word]) ?? unknown(word);
}

function translatorOf(map: LegacyMap, rows: RowKind, by: CountedBy): Translate {
  if (rows === 'allegations' && by === 'type') return byWords(map.allegations.map.type, matterTypes);
  if (rows === 'allegations' && by === 'status') return byWords(map.allegations.map.finding, findings);
  if (rows === 'people' && by === 'type') return byText(map.people.map.category);
  return asItIs;
}

/** What the source claims of one kind of rows, total by total. Several of its words may be one of ours. */
export function claimedTotals(map: LegacyMap, manifest: Manifest, rows: RowKind): Map<string, number> {
  const claimed = new Map<string, number>();
  for (const total of manifest.totals) {
    if (total.rows !== rows) continue;
    const translate = translatorOf(map, rows, total.by);
    for (const [word, value] of Object.entries(total.counts)) {
      const name = total.by === 'all' ? 'all' : `${total.by}:${translate(word)}`;
      claimed.set(name, (claimed.get(name) ?? 0) + value);
    }
  }
  return claimed;
}
