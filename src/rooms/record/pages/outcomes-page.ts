/** A person's low-level outcomes, summed across teams, years and moves (REC-06.2). */
import { dayToIso, type History } from '../../../engines/history.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import type { DataTableView, ReportView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import { historyOf } from '../actions/history.ts';
import { type LedgerLine, outcomeLines } from '../actions/outcome-ledger.ts';
import type { OutcomeDetail } from '../rules/low-level.ts';
import type { RawEntry } from '../store.ts';
import { label } from './words.ts';

type NameOf = (id: string | null) => string;

function sums(caption: string, head: string, keys: readonly string[]): DataTableView {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    caption,
    columns: [{ text: head }, { text: 'Matters ended at low level', isNumber: true }],
    rows: [...counts].map(([key, count]) => [{ text: key }, { text: String(count) }]),
  };
}

/** One line for each matter that ended so. `rows` give the words; without them only kinds and days are shown. */
export function ledgerTable(
  lines: readonly LedgerLine[],
  rows: ReadonlyMap<string, RawEntry>,
  nameOf: NameOf,
): DataTableView {
  return {
    caption: 'Every low-level outcome, oldest first',
    columns: ['Ended', 'What it was', 'Outcome', 'Why and what was agreed', 'Followed up by', 'Team', 'By'].map(
      (text) => ({ text }),
    ),
    rows: lines.map(({ matter, logged, endedOn, unit }) => {
      const row = logged ? rows.get(logged.id) : undefined;
      const detail = row?.evidence?.outcome as OutcomeDetail | undefined;
      const said = matter.label?.said ?? matter.amendedBy.find((each) => each.step === 'relabel')?.before;
      return [
        { text: shortDay(endedOn) },
        {
          text: label(matter.type),
          under: said && said !== matter.type ? `first called ${label(said).toLowerCase()}` : undefined,
        },
        { text: label(matter.finding) },
        { text: detail?.reason ?? rows.get(matter.id)?.summary ?? 'not recorded', under: detail?.action },
        { text: detail ? shortDay(detail.followUp) : 'not recorded' },
        { text: nameOf(unit) },
        { text: row?.posted_by ? nameOf(row.posted_by) : 'from its source' },
      ];
    }),
    empty: {
      title: 'No matter ended at low level',
      text: 'Words of advice, reflective practice, management action and local resolution would be listed here, from every team.',
    },
  };
}

/** The names that a ledger table needs. */
export async function ledgerNames(
  tx: Tx,
  lines: readonly LedgerLine[],
  rows: ReadonlyMap<string, RawEntry>,
): Promise<NameOf> {
  const ids = lines.flatMap(({ logged, unit }) => [unit, logged ? (rows.get(logged.id)?.posted_by ?? null) : null]);
  const labels = await labelsOf(
    tx,
    ids.filter((id): id is string => id !== null),
    tx.today,
  );
  return (id) => (id ? (labels.get(id)?.label ?? 'not named') : 'not recorded');
}

/** Totals by team and by year. */
export const ledgerSums = (history: History, nameOf: NameOf): DataTableView[] => {
  const lines = outcomeLines(history);
  if (lines.length === 0) return [];
  return [
    sums(
      'By team at the time',
      'Team',
      lines.map(({ unit }) => nameOf(unit)),
    ),
    sums(
      'By year',
      'Year',
      lines.map(({ endedOn }) => dayToIso(endedOn).slice(0, 4)),
    ),
  ];
};

/** The page. The reader has been admitted; walls and classes are the database's. */
export async function outcomesPage(tx: Tx, person: string, done?: string): Promise<ReportView> {
  const found = await historyOf(tx, { subject: person, asAt: tx.today });
  const lines = outcomeLines(found.history);
  const nameOf = await ledgerNames(tx, lines, found.rows);
  const name = (await labelsOf(tx, [person], tx.today)).get(person)?.label ?? 'not named';
  const teams = new Set(lines.map(({ unit }) => unit));
  return {
    title: `Low-level outcomes: ${name}`,
    breadcrumbs: [
      { text: 'Find a person', href: '/people' },
      { text: name, href: `/people/${person}` },
    ],
    band: done === 'logged' ? { tone: 'done', text: 'The outcome is in the ledger.' } : undefined,
    lede: 'A low-level outcome is not an end: it counts in patterns and goes with the person to every new team.',
    stats: [
      {
        value: String(lines.length),
        label: lines.length === 1 ? 'matter ended at low level' : 'matters ended at low level',
        note: 'unit: matters, not people or allegations',
        isAlarm: lines.length > 1,
      },
      { value: String(teams.size), label: teams.size === 1 ? 'team' : 'teams' },
    ],
    tables: [...ledgerSums(found.history, nameOf), ledgerTable(lines, found.rows, nameOf)],
  };
}
