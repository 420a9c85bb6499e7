/** Search in guarded words. What is found is named by its kind and day; the words are read on its own page, for a purpose. */
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, formWithErrors } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking } from '../../../web/questions.ts';
import type { DataTableView } from '../../../web/views.ts';
import { insertRead, myWalls } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import type { RegisterView } from '../registers/register.ts';
import { indexWords } from '../rules/index-words.ts';
import { entriesWithWords, type WordHit } from '../store/words.ts';
import { label as wordFor } from './words.ts';

const most = 50;

/** The question is written down with what was asked, which is guarded itself. */
async function logSearch(tx: Tx, words: string, results: number): Promise<void> {
  const asked = await tx.seals.under({ id: tx.ids.next(), covertList: null }, words);
  await insertRead(tx, {
    event: 'WORDS_SEARCHED',
    purpose: 'search words',
    outcome: 'searched',
    detail: { results, words: asked },
  });
}

async function hitsTable(tx: Tx, hits: readonly WordHit[]): Promise<DataTableView> {
  const labels = await labelsOf(
    tx,
    hits.flatMap((hit) => (hit.subject ? [hit.subject] : [])),
    tx.today,
  );
  return {
    caption: hits.length === most ? `The first ${most} found` : `${hits.length} found`,
    columns: [{ text: 'What' }, { text: 'Source' }, { text: 'Known since' }, { text: 'About' }],
    rows: hits.map((hit) => [
      hit.subject
        ? { text: wordFor(hit.type), href: `/people/${hit.subject}/entries/${hit.id}` }
        : { text: wordFor(hit.type) },
      { text: wordFor(hit.source) },
      { text: shortDay(hit.known_on) },
      { text: hit.subject ? (labels.get(hit.subject)?.label ?? 'not named') : 'nobody known yet' },
    ]),
    empty: { title: 'Nothing found', text: 'Try another word. Every word you give has to be in it.' },
  };
}

/** The page; with words, what holds all of them and the reader may see. */
export async function wordsPage(tx: Tx, text: string | undefined): Promise<RegisterView> {
  const asked = text?.trim() ?? '';
  const words = indexWords(asked).slice(0, 8);
  const short = asked !== '' && words.length === 0;
  const form = short
    ? formWithErrors({ q: asked }, [
        { field: 'q', text: 'Give a word of three letters or more that not every sentence holds' },
      ])
    : emptyForm({ q: asked });
  const walls = words.length > 0 ? await myWalls(tx) : [];
  const found = words.length > 0 ? await entriesWithWords(tx, words, most) : [];
  const hits = found.filter((hit) => hit.subject === null || !walls.includes(hit.subject));
  if (words.length > 0) await logSearch(tx, asked, hits.length);
  return {
    title: 'Search words',
    breadcrumbs: [{ text: 'Find a person', href: '/people' }],
    lede: 'Finds entries by whole words of what was said to have happened. What you ask is written down with your name.',
    ask: {
      action: '/words',
      questions: [
        asking(form).text('q', 'Words', 'Every word has to be in it. A word you type is never shown to others here.'),
      ],
      button: 'Search',
    },
    parts: words.length > 0 ? [{ table: await hitsTable(tx, hits) }] : [],
    form,
  };
}
