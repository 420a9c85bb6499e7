/** Heads and full-time equivalents against the payroll or personnel file, with every difference and its owner. */
import { parse } from 'csv-parse/sync';
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, fieldOf } from '../../../web/forms.ts';
import { instantInWords, shortDay } from '../../../web/plain-dates.ts';
import { asking } from '../../../web/questions.ts';
import { myWalls, type Role, roles } from '../../access/index.ts';
import {
  type Difference,
  labelsOf,
  listReconciliations,
  type PayrollRow,
  type Reconciliation,
  reconcilePayroll,
} from '../../people/index.ts';
import { actDay, actField, type Register } from './register.ts';
import { insist } from './register-routes.ts';

const words: Readonly<Record<Difference['kind'], string>> = {
  'only-in-payroll': 'Paid, and not here',
  'only-here': 'Here, and not paid',
  'fte-differs': 'Full-time equivalent differs',
  'category-differs': 'Category differs',
  'listed-twice': 'Listed twice in the file',
};

/** Lines of `number, fte, category` (the last may be left out), with or without a heading line. */
export function readPayroll(text: string): PayrollRow[] {
  const lines = parse(text, { relax_column_count: true, skip_empty_lines: true, trim: true, bom: true }) as string[][];
  return lines
    .filter((cells, index) => !(index === 0 && Number.isNaN(Number(cells[1]))))
    .map(([number = '', fte = '', category = '']) => ({
      number,
      fte: fte === '' ? Number.NaN : Number(fte),
      ...(category ? { category: category.toLowerCase() } : {}),
    }));
}

/** What follows a comparison on the floors above. */
export type OnReconciled = (tx: Tx, found: Reconciliation) => Promise<void>;

export const reconciliation = (onReconciled: OnReconciled | undefined): Register => ({
  name: 'reconciliation',
  title: 'Reconciliation with payroll',
  about: 'Heads and full-time equivalents against the payroll file, every difference with an owner',
  audit: 'RECONCILIATION',
  permission: 'register.keep',
  load: async ({ tx, today, form }) => {
    const done = await listReconciliations(tx);
    const [last] = done;
    const walls = new Set(await myWalls(tx));
    const differences = (last?.differences ?? []).filter((each) => !each.person || !walls.has(each.person));
    const labels = await labelsOf(
      tx,
      differences.flatMap((each) => (each.person ? [each.person] : [])),
      today,
    );
    const q = asking(form.values.act ? form : emptyForm({ 'compare-scheme': 'payroll' }));
    return {
      lede: last
        ? `${last.file_name}, compared ${instantInWords(last.recorded_at.getTime())}, as at ${shortDay(last.as_at)}: payroll ${last.heads_there}, here ${last.heads_here}, ${last.differences.length} ${last.differences.length === 1 ? 'difference' : 'differences'} listed.`
        : 'Nothing has been compared yet. Paste the payroll file below.',
      stats: last
        ? [
            { value: String(last.heads_here), label: 'heads here', note: `payroll has ${last.heads_there}` },
            {
              value: last.fte_here.toFixed(2),
              label: 'full-time equivalents here',
              note: `payroll has ${last.fte_there.toFixed(2)}`,
            },
            { value: String(differences.length), label: 'differences', isAlarm: differences.length > 0 },
          ]
        : [],
      parts: [
        {
          table: {
            caption: 'Differences',
            columns: [
              { text: 'Number' },
              { text: 'Person' },
              { text: 'Difference' },
              { text: 'Here' },
              { text: 'In the file' },
              { text: 'Owner' },
            ],
            rows: differences.map((each) => [
              { text: each.number ?? 'no number' },
              each.person
                ? { text: labels.get(each.person)?.label ?? 'not named', href: `/people/${each.person}/career` }
                : { text: 'nobody here' },
              { text: words[each.kind] },
              { text: each.here },
              { text: each.there },
              { text: roles[each.owner as Role] ?? each.owner },
            ]),
            empty: {
              title: 'No difference',
              text: 'Every difference with the last file compared would stand here with its owner.',
            },
          },
        },
        {
          table: {
            caption: 'Files compared',
            columns: [
              { text: 'File' },
              { text: 'As at' },
              { text: 'Heads', isNumber: true },
              { text: 'In the file', isNumber: true },
              { text: 'Differences', isNumber: true },
            ],
            rows: done.map((each) => [
              { text: each.file_name, under: instantInWords(each.recorded_at.getTime()) },
              { text: shortDay(each.as_at) },
              { text: String(each.heads_here) },
              { text: String(each.heads_there) },
              { text: String(each.differences.length) },
            ]),
            empty: { title: 'No file yet', text: 'Each file compared is listed here with its totals.' },
          },
        },
        {
          act: {
            action: '/registers/reconciliation',
            act: 'compare',
            heading: 'Compare a file',
            text: 'One line a person: number, full-time equivalent and, if known, category. Nobody is changed by comparing.',
            questions: [
              q.words('compare-lines', 'Lines of the file'),
              q.text('compare-file', 'What the file is called'),
              q.text('compare-scheme', 'Kind of number', 'warrant, staff or payroll'),
              q.day('compare-on', 'The day the file speaks of', 'Leave empty for today.'),
            ],
            button: 'Compare',
          },
        },
      ],
    };
  },
  done: { compared: 'The file was compared. Differences are listed below, each with its owner.' },
  acts: {
    compare: async (tx, _viewer, body) => {
      const text = fieldOf(body, 'compare-lines') ?? '';
      insist(text.trim() !== '', 'empty-file', 'Paste the lines of the file.');
      const found = await reconcilePayroll(tx, {
        fileName: actField(body, 'compare', 'file') || 'pasted file',
        scheme: actField(body, 'compare', 'scheme') || 'payroll',
        asAt: actDay(body, 'compare', 'on') || tx.today,
        rows: readPayroll(text),
      });
      await onReconciled?.(tx, found);
      return 'compared';
    },
  },
});
