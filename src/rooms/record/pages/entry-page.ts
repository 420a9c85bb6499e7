/** One entry with everything later that acts on it: who, when and why; the first words stay where they are. */

import { isoToDay } from '../../../engines/history.ts';
import { type Finding, isMatterType } from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { dayInWords, instantInWords, shortDay, spanInWords } from '../../../web/plain-dates.ts';
import type { FactView } from '../../../web/questions.ts';
import type {
  DataCell,
  DataTableView,
  FindingTone,
  ItemKind,
  LinkView,
  PageModel,
  WarningBandView,
} from '../../../web/views.ts';
import { may } from '../../access/index.ts';
import { clusterOf, labelsOf } from '../../people/index.ts';
import { historyOf } from '../actions/history.ts';
import { actingOn } from '../store/amendments.ts';
import { placedIn } from '../store/tray.ts';
import { findEntry, type RawEntry } from '../store.ts';
import { label, toneOf } from './words.ts';

/** `entry`. */
export interface EntryView extends PageModel {
  readonly kind: Exclude<ItemKind, 'career'>;
  readonly finding: { readonly text: string; readonly tone: FindingTone };
  readonly summary?: string | undefined;
  readonly facts: readonly FactView[];
  readonly changes: DataTableView;
  readonly related: DataTableView;
  readonly actions: readonly LinkView[];
}

declare module '../../../web/views.ts' {
  interface Views {
    entry: EntryView;
  }
}

export interface OpenEntry {
  readonly row: RawEntry;
  /** As folded today: type, finding and circumstances after every amendment. */
  readonly type: string;
  readonly finding: Finding;
}

/** The entry if the reader may see it and this person is in it. */
export async function openEntry(tx: Tx, person: string, id: string): Promise<OpenEntry | null> {
  const row = await findEntry(tx, id);
  if (!row) return null;
  const cluster = await clusterOf(tx, person, tx.today);
  const parties = [...row.parties, ...(await placedIn(tx, id))];
  if (
    !parties.some((party) => cluster.includes(party.subject) && party.role !== 'reporter' && party.role !== 'affected')
  )
    return null;
  const found = await historyOf(tx, { subject: person, asAt: tx.today });
  const folded = found.history.entries.find((entry) => entry.id === id);
  return { row, type: folded?.type ?? row.type, finding: folded?.finding ?? row.finding };
}

const verbOf = (row: RawEntry): string => {
  if (row.kind !== 'amendment') return label(row.type);
  if (row.step === 'relabel') return 'Relabelled';
  if (row.step === 'correct') return 'Corrected';
  return row.type === 'withdrawal' ? 'Withdrawn' : 'Finding';
};

const whatOf = (row: RawEntry): string => {
  if (row.label && row.step === 'relabel') return `${label(row.label.said)} → ${label(row.label.given)}`;
  if (row.evidence?.corrects) return 'Days or circumstances set right';
  return label(row.finding);
};

type Names = ReadonlyMap<string, { readonly label: string }>;

function changeRow(row: RawEntry, names: Names): DataCell[] {
  const proposed = row.evidence?.proposedBy;
  const by = (id: string | null | undefined) => (id ? (names.get(id)?.label ?? 'not named') : 'from its source');
  const both = typeof proposed === 'string' ? `${by(proposed)}, agreed by ${by(row.posted_by)}` : by(row.posted_by);
  const seen = row.evidence?.snapshot;
  const shown = row.evidence?.shown;
  return [
    { text: verbOf(row) },
    { text: whatOf(row), under: typeof shown === 'string' ? `Evidence: ${shown}` : undefined },
    { text: row.summary ?? '' },
    { text: both },
    { text: shortDay(row.known_on), under: `written ${instantInWords(row.recorded_at.getTime())}` },
    typeof seen === 'string' ? { text: 'What was seen', href: `/snapshots/${seen}` } : { text: '' },
  ];
}

const bandWords: Readonly<Record<string, string>> = {
  finding: 'The finding has been recorded.',
  relabel: 'The new category has been recorded. The first one stays beside it.',
  withdrawal: 'The withdrawal has been recorded. The matter stays and counts as untested.',
  correction: 'The correction has been recorded. The first version stays readable.',
  proposed: 'Somebody outside both lines has been asked to agree. Until they do, nothing has changed.',
};

export interface EntryRequest {
  readonly person: string;
  readonly entry: string;
  readonly viewer: Viewer;
  readonly done?: string | undefined;
}

/** The page, or null where the reader may not know of the entry. */
export async function entryPage(tx: Tx, { person, entry, viewer, done }: EntryRequest): Promise<EntryView | null> {
  const open = await openEntry(tx, person, entry);
  if (!open) return null;
  const { row } = open;
  const later = await actingOn(tx, row.id);
  const decided = later.flatMap((each) => [each.posted_by, each.evidence?.proposedBy as string | undefined]);
  const names = await labelsOf(
    tx,
    [person, row.unit, ...decided].filter((id): id is string => typeof id === 'string'),
    tx.today,
  );
  const name = names.get(person)?.label ?? 'not named';
  const at = `/people/${person}/entries/${row.id}`;
  const mayAmend = may('entry.amend', viewer.roles) && row.kind !== 'amendment' && row.kind !== 'signal';
  return {
    title: label(open.type),
    breadcrumbs: [
      { text: 'Find a person', href: '/people' },
      { text: name, href: `/people/${person}#entry-${row.id}` },
    ],
    band: done && bandWords[done] ? ({ tone: 'done', text: bandWords[done] } satisfies WarningBandView) : undefined,
    kind: row.basis,
    finding: { text: label(open.finding), tone: toneOf(open.finding) },
    summary: row.summary ?? undefined,
    facts: factsOf(row, names),
    changes: {
      caption: 'What was changed later, by whom and why',
      columns: ['Change', 'To', 'Why', 'Who', 'Known', 'Seen'].map((text) => ({ text })),
      rows: later.filter((each) => each.kind === 'amendment').map((each) => changeRow(each, names)),
      empty: {
        title: 'Nothing was changed',
        text: 'Findings, relabels, withdrawals and corrections stand here with who, when and why.',
      },
    },
    related: {
      caption: 'What else acts on it',
      columns: ['What', 'In words', 'Known'].map((text) => ({ text })),
      rows: later
        .filter((each) => each.kind === 'step')
        .map((each) => [
          { text: label(each.type), href: `/people/${person}/entries/${each.id}` },
          { text: each.summary ?? '' },
          { text: shortDay(each.known_on) },
        ]),
    },
    actions: [
      ...(mayAmend
        ? [
            { text: 'Record a finding', href: `${at}/finding` },
            ...(isMatterType(row.type) ? [{ text: 'Give it another category', href: `${at}/relabel` }] : []),
            { text: 'Put forward that it did not happen, or was somebody else', href: `${at}/elimination` },
            { text: 'Record that it was withdrawn', href: `${at}/withdrawal` },
            { text: 'Set a day or circumstance right', href: `${at}/correction` },
          ]
        : []),
      ...(may('outcome.log', viewer.roles) && isMatterType(row.type)
        ? [{ text: 'Log a low-level outcome', href: `/outcomes/new?entry=${row.id}&person=${person}` }]
        : []),
    ],
  };
}

/** Who wrote the entry itself is not said: it could be whoever reported it (P-02). */
function factsOf(row: RawEntry, names: Names): FactView[] {
  const day = (iso: string | null) => (iso === null ? null : isoToDay(iso));
  return [
    { label: 'Source', value: label(row.source) },
    ...(row.source_ref ? [{ label: 'Number there', value: row.source_ref }] : []),
    { label: 'First called', value: label(row.label?.said ?? row.type) },
    {
      label: 'Happened',
      value: row.dates_made_up
        ? 'date not stated; the order is'
        : spanInWords(day(row.happened_from), day(row.happened_to)),
    },
    { label: 'Known since', value: dayInWords(row.known_on) },
    { label: 'Written here', value: instantInWords(row.recorded_at.getTime()) },
    ...(row.unit ? [{ label: 'Unit at the time', value: names.get(row.unit)?.label ?? 'not named' }] : []),
    ...(row.features?.length
      ? [{ label: 'Circumstances', value: row.features.map((each) => each.replaceAll('-', ' ')).join(', ') }]
      : []),
    ...(row.missing?.length
      ? [{ label: 'Not there', value: row.missing.map((each) => each.replaceAll('-', ' ')).join(', ') }]
      : []),
    { label: 'Class', value: label(row.visibility) },
    { label: 'Proof', value: 'Receipt from the ledger', href: `/entries/${row.id}/receipt` },
  ];
}
