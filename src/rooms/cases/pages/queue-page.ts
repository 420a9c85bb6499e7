/** The morning queue: what is new, what is due, and on whom the rest waits. Every count names its unit (CASE-01.4). */
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf } from '../../../web/forms.ts';
import { dueInWords, shortDay } from '../../../web/plain-dates.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataCell, DataTableView, StatView } from '../../../web/views.ts';
import { may } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { wordFor } from '../../record/index.ts';
import { type CaseFile, foldCases } from '../actions/case-file.ts';
import { missedUpdates } from '../actions/send-letter.ts';
import { dueNext, type NextDue } from '../rules/clock-strip.ts';
import { type Counted, counted } from '../rules/counted.ts';
import { isResult, results } from '../rules/results.ts';
import { isTheirs } from '../rules/who-reads.ts';
import { listOpened } from '../store.ts';
import type { CasesView } from './case-view.ts';

const soonDays = 7;
/** As many as one page weighs. */
const most = 500;

interface Row {
  readonly file: CaseFile;
  readonly due: NextDue | null;
}

export const dueIn = (file: CaseFile): NextDue[] =>
  dueNext(
    file.state.clocks.map((clock) => ({
      code: clock.code,
      name: clock.name,
      isOn: clock.isOn,
      open: clock.open,
      pausedNow: clock.state === 'paused',
      isRight: clock.definition.isRight === true,
    })),
  );

const columns = [
  { text: 'Case' },
  { text: 'What is alleged' },
  { text: 'Received' },
  { text: 'Stage' },
  { text: 'Owner' },
  { text: 'Due next' },
];

/** On whom it waits, in words. */
const waitsOn = (file: CaseFile, name: (id: string) => string): string =>
  file.ownership.offer?.person
    ? `offered to ${name(file.ownership.offer.person)}, who has not answered`
    : file.ownership.isNamed
      ? ''
      : 'an owner has still to be named';

function cells({ file, due }: Row, name: (id: string) => string, today: string): DataCell[] {
  const kinds = [...new Set(file.allegations.map((each) => wordFor(each.category)))];
  const stage = file.definition.stages.find((each) => each.code === file.state.stage);
  const { ownership, opened } = file;
  return [
    { text: opened.reference, href: `/cases/${opened.id}` },
    { text: kinds.join(', '), under: counted(file.allegations.length, 'allegation') },
    { text: shortDay(opened.received_on) },
    { text: stage?.name ?? file.state.stage },
    {
      text: ownership.person ? name(ownership.person) : 'Head of professional standards',
      under: waitsOn(file, name) || undefined,
    },
    due ? { text: due.name, under: dueInWords(due.due, today) } : { text: '' },
  ];
}

const byDue = (a: Row, b: Row): number => ((a.due?.due ?? '9999') < (b.due?.due ?? '9999') ? -1 : 1);

interface Piles {
  readonly fresh: Row[];
  readonly late: Row[];
  readonly soon: Row[];
  readonly waiting: Row[];
  readonly rest: Row[];
}

function sorted(rows: readonly Row[], today: string): Piles {
  const piles: Piles = { fresh: [], late: [], soon: [], waiting: [], rest: [] };
  for (const row of [...rows].sort(byDue)) {
    if (row.due && row.due.lateDays > 0) piles.late.push(row);
    else if (row.file.ownership.offer) piles.waiting.push(row);
    else if (!row.file.ownership.isNamed || row.file.state.stage === 'received') piles.fresh.push(row);
    else if (row.due && row.due.due <= addDays(today, soonDays)) piles.soon.push(row);
    else piles.rest.push(row);
  }
  return piles;
}

const unit = (count: number, unitOf: Counted['unit'], label: string, more: Partial<StatView> = {}): StatView => ({
  value: String(count),
  label,
  note: `unit: ${unitOf}s`,
  ...more,
});

const captions: Readonly<Record<keyof Piles, string>> = {
  late: 'Late',
  fresh: 'New: to be tested, or without an owner',
  soon: `Due within ${soonDays} days`,
  waiting: 'Waiting for somebody to accept',
  rest: 'Under way',
};

/** What became of allegations, apart for each version of the rules: no figure runs across a change of them (CASE-08.6, P-30). */
function resultsByRegime(files: readonly CaseFile[]): DataTableView {
  const byRegime = Map.groupBy(files, ({ definition }) => `${definition.name}, version ${definition.version}`);
  return {
    caption: 'Results under each version of the rules. Unit: allegations in closed cases',
    columns: [
      { text: 'Rules' },
      { text: 'Cases', isNumber: true },
      { text: 'Allegations', isNumber: true },
      { text: 'Results' },
    ],
    rows: [...byRegime].sort().map(([regime, some]) => {
      const decided = some.flatMap((file) => file.allegations.map((each) => each.decision?.result ?? 'none'));
      const counts = [...Map.groupBy(decided, (each) => each)].map(
        ([result, all]) => `${isResult(result) ? results[result].text : 'No decision'}: ${all.length}`,
      );
      return [
        { text: regime },
        { text: String(some.length) },
        { text: String(decided.length) },
        { text: counts.join('; ') },
      ];
    }),
  };
}

const dones: Readonly<Record<string, string>> = {
  shut: 'The complaint is taken in and stands with the head of professional standards. You are tied to somebody in it, so it is shut to you.',
  settled: 'Settled and closed. The complainant has been told, and it is on the record.',
};

const viewsFor = (viewer: Viewer) => [
  { value: 'open', text: 'All open' },
  ...(may('case.work', viewer.roles) ? [{ value: 'mine', text: 'Mine' }] : []),
  { value: 'closed', text: 'Closed' },
];

/** Cases that the viewer may open, as they stand today. */
async function casesFor(tx: Tx, viewer: Viewer, isClosed: boolean): Promise<CaseFile[]> {
  const files = await foldCases(tx, await listOpened(tx, isClosed, most));
  return files.filter((file) => isTheirs(file, viewer));
}

export async function queuePage(tx: Tx, viewer: Viewer, query: Fields): Promise<CasesView> {
  const views = viewsFor(viewer);
  const asked = fieldOf(query, 'whose') ?? 'open';
  const whose = views.some((view) => view.value === asked) ? asked : 'open';
  const open = await casesFor(tx, viewer, false);
  const shown =
    whose === 'closed'
      ? await casesFor(tx, viewer, true)
      : whose === 'mine'
        ? open.filter(
            (file) => file.ownership.person === viewer.person || file.ownership.offer?.person === viewer.person,
          )
        : open;
  const rows = shown.map((file): Row => ({ file, due: dueIn(file)[0] ?? null }));
  const piles = sorted(rows, tx.today);
  const people = shown.flatMap(({ ownership }) => [ownership.person, ownership.offer?.person ?? null]);
  const labels = await labelsOf(tx, [...new Set(people.flatMap((id) => (id ? [id] : [])))], tx.today);
  const name = (id: string): string => labels.get(id)?.label ?? 'not named';
  const table = (caption: string, some: readonly Row[]): DataTableView => ({
    caption: `${caption}: ${counted(some.length, 'case')}`,
    columns,
    rows: some.map((row) => cells(row, name, tx.today)),
  });
  const missed = open.reduce((sum, file) => sum + missedUpdates(file).length, 0);
  const order = ['late', 'fresh', 'soon', 'waiting', 'rest'] as const;
  const canOpen = may('case.open', viewer.roles);
  return {
    title: 'Cases',
    lede: `${open.length === most ? `The newest ${most} open cases. ` : ''}What came in, what is due and on whom it waits. Cases about anybody you are tied to are not here and are not counted.`,
    band: dones[fieldOf(query, 'done') ?? '']
      ? { tone: 'done', text: dones[fieldOf(query, 'done') ?? '']! }
      : undefined,
    start: canOpen ? { text: 'Open a case', href: '/cases/new' } : undefined,
    quick: canOpen
      ? {
          text: 'Settle a complaint on the first call',
          href: '/cases/settle',
          hint: 'One page, where nothing has to be recorded',
        }
      : undefined,
    stats: [
      unit(open.length, 'case', 'cases open'),
      unit(
        open.reduce((sum, file) => sum + file.allegations.length, 0),
        'allegation',
        'allegations in them',
      ),
      unit(open.filter((file) => dueIn(file).some((due) => due.lateDays > 0)).length, 'case', 'cases late', {
        isAlarm: open.some((file) => dueIn(file).some((due) => due.lateDays > 0)),
      }),
      unit(missed, 'update', 'updates not sent when due', { isAlarm: missed > 0 }),
    ],
    views: views.map((view) => ({
      text: view.text,
      href: `/cases?whose=${view.value}`,
      isCurrent: view.value === whose,
    })),
    tables:
      whose === 'closed'
        ? rows.length > 0
          ? [table('Closed', rows), resultsByRegime(shown)]
          : []
        : order.flatMap((pile) => (piles[pile].length > 0 ? [table(captions[pile], piles[pile])] : [])),
    empty:
      rows.length === 0
        ? {
            title: whose === 'closed' ? 'No case has been closed' : 'No case waits here',
            text: 'A complaint that somebody opens would stand here with its owner and what is due next.',
          }
        : undefined,
  };
}
