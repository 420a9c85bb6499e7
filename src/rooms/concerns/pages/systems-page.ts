/** Present systems: the mode in force, each system night by night, and one night reconciled row by row. */
import type { RowKind } from '../../../engines/legacy/manifest.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { dayInWords, instantInWords, shortDay } from '../../../web/plain-dates.ts';
import type { DataCell, DataTableView, ReportView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import { wordFor } from '../../record/index.ts';
import { lastModeProposal } from '../actions/change-mode.ts';
import { listSystems, type SystemState, totalsApart } from '../actions/legacy-status.ts';
import { modeWords } from '../rules/may-change-mode.ts';
import { listModes, type ModeRow, modeOn } from '../store/modes.ts';
import { findNight, listDifferences, type NightCount, type NightRow, type NightTotal } from '../store.ts';

const count = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 2 });
const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const sum = (night: NightRow, of: (each: NightCount) => number): number =>
  Object.values(night.counts).reduce((total, each) => total + of(each), 0);

function verdict(night: NightRow): DataCell {
  if (night.outcome === 'refused')
    return {
      text: 'Nothing was taken',
      under: night.words ?? undefined,
      tag: { text: 'Refused', tone: 'established' },
    };
  const apart = totalsApart(night);
  return apart === 0
    ? { text: 'Every total met', tag: { text: 'Reconciled', tone: 'ended' } }
    : { text: `${apart} totals differ`, tag: { text: 'Differs', tone: 'open' } };
}

const nightCells = (night: NightRow): DataCell[] => [
  {
    text: shortDay(night.night),
    href: `/systems/${night.id}`,
    under: night.kind === 'whole' ? 'whole' : 'what changed',
  },
  ...(night.outcome === 'refused'
    ? ['–', '–', '–', '–', '–'].map((text) => ({ text }))
    : [
        { text: count(sum(night, (each) => each.new)) },
        { text: count(sum(night, (each) => each.changed + each.moved)) },
        { text: count(sum(night, (each) => each.gone)) },
        { text: count(sum(night, (each) => each.back)) },
        { text: count(sum(night, (each) => each.rejected)) },
      ]),
  verdict(night),
];

function missingWords({ last, missing }: SystemState): string {
  if (!last) return 'No night has been taken yet.';
  const days = missing.length === 1 ? '1 night has' : `${missing.length} nights have`;
  return missing.length === 0
    ? `Read up to ${dayInWords(last.night)}: no night is missing.`
    : `Read up to ${dayInWords(last.night)}: ${days} not come since.`;
}

const systemTable = (state: SystemState): DataTableView => ({
  caption: `${upper(state.system)}. ${missingWords(state)}`,
  columns: [
    { text: 'Night' },
    { text: 'New', isNumber: true },
    { text: 'Changed', isNumber: true },
    { text: 'Gone', isNumber: true },
    { text: 'Back', isNumber: true },
    { text: 'Refused', isNumber: true },
    { text: 'Against the source’s totals' },
  ],
  rows: state.nights.slice(0, 60).map(nightCells),
});

async function modeTable(tx: Tx, modes: readonly ModeRow[]): Promise<DataTableView> {
  const people = modes.flatMap((row) => [row.proposed_by, row.signed_by].filter((id) => id !== null));
  const labels = await labelsOf(tx, [...new Set(people)], tx.today);
  const name = (id: string | null): string => (id === null ? '–' : (labels.get(id)?.label ?? 'somebody'));
  return {
    caption: 'Modes, the latest first. Each can be taken back the way it came',
    columns: [{ text: 'From' }, { text: 'Mode' }, { text: 'Put forward by' }, { text: 'Signed by' }, { text: 'Why' }],
    rows: modes.map((row) => [
      { text: shortDay(row.valid_from), under: row.valid_from > tx.today ? 'still to come' : undefined },
      { text: upper(row.mode) },
      { text: name(row.proposed_by) },
      { text: name(row.signed_by) },
      { text: row.reason },
    ]),
    empty: {
      title: 'No mode was ever set',
      text: 'The record stands by itself: it is the first record, and no other system is read over it.',
    },
  };
}

/** Every system with its nights, and the modes. */
export async function systemsPage(tx: Tx, mayPropose: boolean): Promise<ReportView> {
  const mode = await modeOn(tx, tx.today);
  const proposal = await lastModeProposal(tx);
  const systems = await listSystems(tx);
  const waiting = proposal && !proposal.isAnswered ? proposal.proposal : null;
  return {
    title: 'Present systems',
    lede: mode ? `The mode is ${mode}. ${modeWords[mode]}` : 'No other system is read. This record stands by itself.',
    ...(waiting
      ? {
          band: {
            tone: 'note' as const,
            text: `Going to ${waiting.mode} on ${dayInWords(waiting.valid_from)} has been put forward and waits for a chief officer’s signature.`,
            link: { text: 'Read it', href: `/systems/mode/${waiting.duty}` },
          },
        }
      : {}),
    tables: [
      ...(systems.length > 0
        ? systems.map(systemTable)
        : [
            {
              caption: 'Nights',
              columns: [{ text: 'Night' }],
              rows: [],
              empty: {
                title: 'No night has been read',
                text: 'candour legacy load FOLDER --map LEGACY-MAP.json reads one; its result is shown here.',
              },
            },
          ]),
      await modeTable(tx, await listModes(tx)),
    ],
    ...(mayPropose && !waiting ? { links: [{ text: 'Put a change of mode forward', href: '/systems/mode' }] } : {}),
  };
}

const kindWords: Readonly<Record<RowKind, string>> = {
  people: 'People',
  posts: 'Posts',
  allegations: 'Allegations',
  documents: 'Documents',
  clocks: 'Clocks',
};

/** `type:excessive-force` as a reader would say it. */
export function totalInWords(name: string): string {
  const [by = '', word = ''] = name.split(/:(.*)/s);
  if (by === 'all') return 'All';
  const said = word.startsWith('?') ? `“${word.slice(1)}”, for which the map has no word` : wordFor(word);
  if (by === 'year') return `Year ${word}`;
  if (by === 'sum') return `Sum of ${word.replaceAll('_', ' ')}`;
  return `${by === 'status' ? 'Result' : 'Type'}: ${said.toLowerCase()}`;
}

const order = ['all', 'type', 'status', 'year', 'sum'];
const byOrder = (a: NightTotal, b: NightTotal): number =>
  order.indexOf(a.name.split(':')[0]!) - order.indexOf(b.name.split(':')[0]!) || (a.name < b.name ? -1 : 1);

const isApart = (total: NightTotal): boolean => Math.abs(total.source - total.here) > 1e-6;

/** Where a difference comes from: the source against its own rows, refused rows that say too little, or rows listed. */
function whyApart(total: NightTotal): string {
  const rows = Math.abs(total.sourceRows - total.here) > 1e-6 ? ['the rows above'] : [];
  if (Math.abs(total.source - total.sourceRows) <= 1e-6) return rows.join('');
  const untold = total.untold ?? 0;
  const said =
    untold > 0
      ? `${untold === 1 ? 'one refused row does' : `${untold} refused rows do`} not tell it; the others add up to ${count(total.sourceRows)}`
      : `the source’s own rows add up to ${count(total.sourceRows)}`;
  return [...rows, said].join('; ');
}

const totalsTable = (kind: RowKind, totals: readonly NightTotal[]): DataTableView => ({
  caption: `${kindWords[kind]}: the source’s totals and the record’s`,
  columns: [
    { text: 'Counted' },
    { text: 'Source says', isNumber: true },
    { text: 'Record holds', isNumber: true },
    { text: 'Difference', isNumber: true },
    { text: 'Because of' },
  ],
  rows: [...totals]
    .sort(byOrder)
    .map((total) => [
      { text: totalInWords(total.name) },
      { text: count(total.source) },
      { text: count(total.here) },
      { text: count(total.source - total.here) },
      { text: isApart(total) ? whyApart(total) : '' },
    ]),
});

const whatWords = { missing: 'Not on the record', extra: 'Not at the source', differs: 'Reads otherwise' } as const;

/** One night: what changed, the totals, and every row that makes a difference. Null where there is no such night. */
export async function nightPage(tx: Tx, id: string): Promise<ReportView | null> {
  const night = await findNight(tx, id);
  if (!night) return null;
  const base = {
    title: `${upper(night.system)}, the night of ${dayInWords(night.night)}`,
    breadcrumbs: [{ text: 'Present systems', href: '/systems' }],
  };
  const came = `${night.kind === 'whole' ? 'A whole export' : 'What changed since the night before'}, read ${instantInWords(night.recorded_at.getTime())}${night.mode ? ` in ${night.mode}` : ''}.`;
  if (night.outcome === 'refused')
    return {
      ...base,
      band: { tone: 'warn', title: 'Refused whole', text: night.words ?? '' },
      lede: `${came} Nothing of it was taken.`,
    };
  const differences = await listDifferences(tx, night.id);
  const apart = totalsApart(night);
  const kinds = [...new Set(night.totals.map((total) => total.rows))];
  return {
    ...base,
    ...(night.overridden
      ? { band: { tone: 'warn' as const, title: 'Taken past the limits', text: night.overridden } }
      : {}),
    lede: came,
    stats: [
      { value: count(sum(night, (each) => each.rows)), label: 'rows came' },
      { value: count(sum(night, (each) => each.new)), label: 'new' },
      { value: count(sum(night, (each) => each.changed + each.moved)), label: 'changed or re-keyed' },
      { value: count(sum(night, (each) => each.gone)), label: 'gone', note: 'marked; they count as they did' },
      { value: count(sum(night, (each) => each.back)), label: 'back' },
      {
        value: count(apart),
        label: 'totals differ',
        note:
          apart === 0 ? 'the record holds what the source says' : `by ${count(differences.length)} rows, listed below`,
        isAlarm: apart > 0,
      },
    ],
    tables: [
      {
        caption: 'Rows by which the record differs, each with its reason',
        columns: [{ text: 'Reference' }, { text: 'What' }, { text: 'Moves' }, { text: 'Why' }],
        rows: differences.map((each) => [
          { text: each.ref, under: kindWords[each.kind] },
          { text: whatWords[each.what] },
          { text: each.names.map(totalInWords).join(', ') },
          { text: each.reason },
        ]),
        empty: { title: 'No row differs', text: 'Every row that the source holds reads the same here.' },
      },
      ...kinds.map((kind) =>
        totalsTable(
          kind,
          night.totals.filter((total) => total.rows === kind),
        ),
      ),
    ],
  };
}
