/** What a file would bring, before anything is written: its first rows as they are read, counts, reasons, totals. */

import { emptyForm, type FormState } from '../../../web/forms.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import type { FactView, QuestionsView } from '../../../web/questions.ts';
import type { DataTableView } from '../../../web/views.ts';
import type { Waiting } from '../actions/incoming.ts';
import { readableColumns } from '../rules/readable-row.ts';

const count = (value: number): string => value.toLocaleString('en-GB');
const number = (value: number) => ({ text: count(value) });

const facts = (waiting: Waiting): FactView[] => [
  { label: 'File', value: waiting.name },
  { label: 'Map', value: waiting.map },
  { label: 'Looked at', value: instantInWords(Date.parse(waiting.at)) },
  ...waiting.found.notes.map((note) => ({ label: 'To know', value: note })),
];

const whatHappens = ({ found }: Waiting): DataTableView => ({
  caption: 'What would happen to its rows',
  columns: [{ text: 'Rows' }, { text: 'How many', isNumber: true }],
  rows: [
    [{ text: 'New: they would be written' }, number(found.accepted)],
    [{ text: 'Here already: they would add nothing' }, number(found.duplicates)],
    [{ text: 'Refused: each with its reason' }, number(found.rejected)],
    [{ text: 'In the file' }, number(found.rows)],
  ],
});

function totals({ told, found, matters }: Waiting): DataTableView[] {
  const line = (name: string, source: number | null, here: number) =>
    source === null
      ? []
      : [[{ text: name }, number(source), number(here), { text: source === here ? 'none' : count(here - source) }]];
  const rows = [...line('Rows', told.rows, found.rows), ...line('Cases or matters', told.matters, matters)];
  if (rows.length === 0) return [];
  return [
    {
      caption: 'What the source says against what is in the file',
      columns: [
        { text: 'Count' },
        { text: 'Source', isNumber: true },
        { text: 'File', isNumber: true },
        { text: 'Difference', isNumber: true },
      ],
      rows,
    },
  ];
}

const firstRows = ({ kind, first }: Waiting): DataTableView => ({
  caption: 'The first rows, as they are read',
  columns: (kind === null ? ['Row'] : readableColumns[kind]).map((text) => ({ text })),
  rows: first.map((row) => row.map((text) => ({ text: text === '' ? '–' : text }))),
  empty: { title: 'No row can be read', text: 'The reasons are below: the map may not be the right one.' },
});

const reasons = ({ reasons: first, found }: Waiting): DataTableView[] =>
  found.rejected === 0
    ? []
    : [
        {
          caption: found.rejected > first.length ? `The first ${first.length} refused rows` : 'Refused rows',
          columns: [{ text: 'Row', isNumber: true }, { text: 'Why' }],
          rows: first.map(({ row, reason }) => [number(row), { text: reason }]),
        },
      ];

const differs = ({ told, found, matters }: Waiting): boolean =>
  (told.rows !== null && told.rows !== found.rows) || (told.matters !== null && told.matters !== matters);

function warningOf(waiting: Waiting): string | undefined {
  if (differs(waiting)) return 'The totals differ from what the source says. Ask the source before you import it.';
  const { rejected, rows } = waiting.found;
  return rejected * 10 > rows ? 'More than one row in ten is refused. The map may not be the right one.' : undefined;
}

export function previewPage(waiting: Waiting, form: FormState = emptyForm()): QuestionsView {
  const address = `/imports/waiting/${waiting.id}`;
  const { accepted, rejected } = waiting.found;
  const warning = warningOf(waiting);
  return {
    title: 'Look before you import',
    breadcrumbs: [
      { text: 'Imports', href: '/imports' },
      { text: 'Bring in a file', href: '/imports/new' },
    ],
    lede: 'This is what the file would bring. Nothing has been written.',
    facts: facts(waiting),
    tables: [whatHappens(waiting), ...totals(waiting), firstRows(waiting), ...reasons(waiting)],
    links: rejected > 0 ? [{ text: 'Refused rows with the reasons (CSV)', href: `${address}/refused` }] : [],
    ask: {
      action: address,
      sections: [
        {
          ...(warning ? { warning } : {}),
          questions: [
            {
              kind: 'radios',
              name: 'answer',
              text: 'What should be done with it?',
              ...(form.errorOf.answer ? { error: form.errorOf.answer.text } : {}),
              groups: [
                {
                  choices: [
                    {
                      value: 'import',
                      text: `Import ${count(accepted)} new ${accepted === 1 ? 'row' : 'rows'}`,
                      hint: 'All of them or none. It can be undone as a whole, by two people.',
                      isOn: false,
                    },
                    { value: 'discard', text: 'Do not import it', hint: 'The file is taken away now.', isOn: false },
                  ],
                },
              ],
            },
          ],
        },
      ],
      button: 'Continue',
    },
    form,
  };
}
