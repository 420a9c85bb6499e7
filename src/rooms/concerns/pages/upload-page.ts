/** Bringing in a file: which one, by which map, and what its source says is in it. */
import { type FormState, fieldOf, formWithErrors } from '../../../web/forms.ts';
import { asking, choices, type QuestionsView } from '../../../web/questions.ts';
import type { Fields, SentFile } from '../../../web/route.ts';
import type { Arrived, InstalledMap, Waiting } from '../actions/incoming.ts';

const kinds: Readonly<Record<string, string>> = {
  entries: 'complaints, findings and other entries',
  people: 'people',
  posts: 'posts and supervisors',
  units: 'units',
};

export function uploadPage(maps: readonly InstalledMap[], form: FormState): QuestionsView {
  const ask = asking(form);
  return {
    title: 'Bring in a file',
    breadcrumbs: [{ text: 'Imports', href: '/imports' }],
    lede: 'The file is read and shown to you first. Nothing is written to the record until you say so.',
    ask: {
      action: '/imports/new',
      takesFiles: true,
      sections: [
        {
          questions: [
            ask.file('file', 'The file', 'CSV, XLSX or ODS, at most 25 MB. Larger files come by the command line.'),
            ask.select(
              'map',
              'Which map reads it?',
              choices(maps.map(({ name, kind }) => ({ value: name, text: `${name}: ${kinds[kind] ?? kind}` }))),
              'A map says what each column means.',
            ),
            ask.text(
              'sheet',
              'Name of the sheet (optional)',
              'For a spreadsheet. Otherwise the first that is not hidden.',
            ),
          ],
        },
        {
          heading: 'What its source says is in it',
          text: 'If the source sent totals with the file, give them here: they are compared with what is found.',
          questions: [
            ask.text('rows', 'Rows (optional)'),
            ask.text('matters', 'Cases or matters (optional)', 'Different numbers, not rows.'),
          ],
        },
      ],
      button: 'Read the file',
      after: 'It is read apart from everything else, and kept for a day at most.',
    },
    form,
  };
}

const whole = (body: Fields, name: string): number | null | 'odd' => {
  const text = (fieldOf(body, name) ?? '').replaceAll(/[\s,]/g, '');
  if (text === '') return null;
  return /^\d{1,9}$/.test(text) ? Number(text) : 'odd';
};

/** What was sent, or the form with what is wrong. */
export function readUpload(
  body: Fields,
  files: readonly SentFile[],
  maps: readonly InstalledMap[],
): Omit<Arrived, 'by'> | { readonly form: FormState } {
  const errors: { field: string; text: string }[] = [];
  const file = files.find(({ field }) => field === 'file');
  if (!file || file.bytes === 0) errors.push({ field: 'file', text: 'Choose a file that is not empty' });
  const map = maps.find(({ name }) => name === fieldOf(body, 'map'));
  if (!map) errors.push({ field: 'map', text: 'Choose the map that reads it' });
  const told: { -readonly [Name in keyof Waiting['told']]: number | null } = { rows: null, matters: null };
  for (const name of ['rows', 'matters'] as const) {
    const value = whole(body, name);
    if (value === 'odd') errors.push({ field: name, text: 'Give a whole number, or leave it blank' });
    else told[name] = value;
  }
  if (errors.length > 0 || !file || !map) return { form: formWithErrors(body, errors) };
  const sheet = fieldOf(body, 'sheet')?.trim() || null;
  return { path: file.path, name: file.name, map, sheet, told };
}
