/** Registers of how matters end: rates of ruling out per decider, and formal against informal by manager and group. */
import type { Tx } from '../../../platform/transaction.ts';
import { csvOf } from '../../../web/csv.ts';
import type { DataTableView, ReportView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import { countInWords, maskColumn, masked } from '../rules/mask-small.ts';
import { endingsByDecider, endingsByGroup, findingRates } from '../store/outcomes.ts';
import { label } from './words.ts';

const percent = (part: number, whole: number): string =>
  whole === 0 ? 'none' : `${Math.round((100 * part) / whole)}%`;

/** How often each decider ruled a matter out, of all the findings that they recorded (P-20). */
export async function eliminationsPage(tx: Tx): Promise<ReportView> {
  const rates = (await findingRates(tx)).sort((a, b) => b.eliminated - a.eliminated || b.findings - a.findings);
  const labels = await labelsOf(
    tx,
    rates.map((each) => each.decider),
    tx.today,
  );
  const sum = (key: 'findings' | 'eliminated' | 'proposed') => rates.reduce((total, each) => total + each[key], 0);
  return {
    title: 'Matters ruled out, by decider',
    breadcrumbs: [{ text: 'Registers', href: '/registers' }],
    lede: 'To rule a matter out takes evidence and a second person outside both lines. How often each decider puts it forward is shown here to everybody who keeps or checks the record.',
    stats: [
      { value: String(sum('findings')), label: 'findings recorded', note: 'unit: findings, not matters or people' },
      {
        value: String(sum('eliminated')),
        label: 'ruled out',
        note: `${percent(sum('eliminated'), sum('findings'))} of findings recorded`,
      },
      { value: String(sum('proposed')), label: 'put forward' },
    ],
    tables: [
      {
        caption: 'By who put it forward. Unit of count: findings recorded on entries, to today',
        columns: [
          { text: 'Decider' },
          { text: 'Findings recorded', isNumber: true },
          { text: 'Put forward to rule out', isNumber: true },
          { text: 'Ruled out', isNumber: true },
          { text: 'Share of findings', isNumber: true },
        ],
        rows: rates.map((each) => [
          { text: labels.get(each.decider)?.label ?? 'not named' },
          { text: String(each.findings) },
          { text: String(each.proposed) },
          { text: String(each.eliminated) },
          { text: percent(each.eliminated, each.findings) },
        ]),
        empty: {
          title: 'No finding has been recorded by a person',
          text: 'Each decider would stand here with their count and its base.',
        },
      },
    ],
  };
}

const groups = {
  ethnicity: 'Ethnicity',
  sex: 'Sex',
  'age-band': 'Age band',
  disability: 'Disability',
  religion: 'Religion',
  orientation: 'Orientation',
} as const;
type Group = keyof typeof groups;
const groupOf = (asked: string | undefined): Group => (asked && asked in groups ? (asked as Group) : 'ethnicity');

interface RatioRow {
  readonly name: string;
  readonly people: number | null;
  readonly formal: number | null;
  readonly informal: number | null;
}

const ratio = ({ formal, informal }: RatioRow): string => {
  if (formal === null || informal === null) return 'not shown';
  if (formal === 0 && informal === 0) return 'none';
  return informal === 0 ? 'formal only' : (formal / informal).toFixed(2);
};

async function byManager(tx: Tx): Promise<RatioRow[]> {
  const rows = await endingsByDecider(tx);
  const labels = await labelsOf(
    tx,
    rows.map((row) => row.decider),
    tx.today,
  );
  return rows
    .map((row) => ({
      name: labels.get(row.decider)?.label ?? 'not named',
      people: null,
      formal: masked(row.formal),
      informal: masked(row.informal),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

async function byGroup(tx: Tx, group: Group): Promise<RatioRow[]> {
  const rows = await endingsByGroup(tx, group);
  const formal = maskColumn(rows.map((row) => row.formal));
  const informal = maskColumn(rows.map((row) => row.informal));
  const people = maskColumn(rows.map((row) => row.people));
  return rows.map((row, index) => ({
    name: row.value ?? label(row.status),
    people: people[index] ?? null,
    formal: formal[index] ?? null,
    informal: informal[index] ?? null,
  }));
}

const ratioTable = (caption: string, head: string, rows: readonly RatioRow[], hasPeople: boolean): DataTableView => ({
  caption,
  columns: [
    { text: head },
    ...(hasPeople ? [{ text: 'People', isNumber: true }] : []),
    { text: 'Ended formally', isNumber: true },
    { text: 'Ended at low level', isNumber: true },
    { text: 'Formal for each informal', isNumber: true },
  ],
  rows: rows.map((row) => [
    { text: row.name },
    ...(hasPeople ? [{ text: countInWords(row.people) }] : []),
    { text: countInWords(row.formal) },
    { text: countInWords(row.informal) },
    { text: ratio(row) },
  ]),
  empty: {
    title: 'No matter has ended yet',
    text: 'Each matter that ended formally or at low level would be counted here.',
  },
});

const unit =
  'Unit of count: matters, once for each who ended them. Formal: case to answer, proven, written warning, dismissed, barred. Low level: logged in the ledger. Counts from 1 to 4 are not shown, nor one that would give such a count away.';

/** Formal against informal, by manager and by what subjects say of themselves (REC-06.5). */
export async function outcomesRegisterPage(tx: Tx, asked: string | undefined): Promise<ReportView> {
  const group = groupOf(asked);
  return {
    title: 'Formal and informal endings',
    breadcrumbs: [{ text: 'Registers', href: '/registers' }],
    lede: unit,
    tables: [
      ratioTable('By manager', 'Manager', await byManager(tx), false),
      {
        ...ratioTable(
          `By subject group: ${groups[group].toLowerCase()}, as people describe themselves`,
          groups[group],
          await byGroup(tx, group),
          true,
        ),
        csv: { text: 'The same as a spreadsheet', href: `/registers/outcomes.csv?group=${group}` },
      },
    ],
    links: (Object.keys(groups) as Group[])
      .filter((each) => each !== group)
      .map((each) => ({ text: `By ${groups[each].toLowerCase()}`, href: `/registers/outcomes?group=${each}` })),
  };
}

/** The same as CSV: masked in the same way. */
export async function outcomesRegisterCsv(tx: Tx, asked: string | undefined): Promise<string> {
  const group = groupOf(asked);
  const cell = (count: number | null) => (count === null ? 'not shown' : count);
  const line = (kind: string) => (row: RatioRow) => [
    kind,
    row.name,
    cell(row.formal),
    cell(row.informal),
    ratio(row),
    tx.today,
  ];
  return csvOf(
    ['by', 'name', 'matters ended formally', 'matters ended at low level', 'formal for each informal', 'to'],
    [
      ...(await byManager(tx)).map(line('manager')),
      ...(await byGroup(tx, group)).map(line(groups[group].toLowerCase())),
    ],
  );
}
