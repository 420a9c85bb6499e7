/** What every form about one case begins with: the case, if it is the viewer's, and the way back to it. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import type { QuestionsView } from '../../../web/questions.ts';
import { type CaseFile, readCase } from '../actions/case-file.ts';
import { isTheirs } from '../rules/who-reads.ts';

type Params = Readonly<Record<string, string>>;

/** The case, or null where the reader may not know of it. */
export async function theirCase(tx: Tx, viewer: Viewer, params: Params): Promise<CaseFile | null> {
  const file = await readCase(tx, params.case ?? '');
  return file && isTheirs(file, viewer) ? file : null;
}

export const addressOf = (file: CaseFile): string => `/cases/${file.opened.id}`;

/** Title and way back of a form. */
export const headOf = (file: CaseFile, title: string): Pick<QuestionsView, 'title' | 'overline' | 'breadcrumbs'> => ({
  title,
  overline: `Case ${file.opened.reference}`,
  breadcrumbs: [
    { text: 'Cases', href: '/cases' },
    { text: file.opened.reference, href: addressOf(file) },
  ],
});

/** The words of every allegation, to be read before acting on them. */
export const wordsTable = (file: CaseFile) => ({
  caption: 'What the complainant said, in their own words',
  columns: [{ text: 'Allegation' }, { text: 'Words' }],
  rows: file.allegations.map((each) => [{ text: String(each.ordinal) }, { text: each.words }]),
});
