/** From a history and a career to the items of the timeline. Pure: every word a page shows is made here. */
import { type Day, type HistoryEntry, isoToDay } from '../../../engines/history.ts';
import { dayInWords, instantInWords, shortDay, spanInWords, spellInWords } from '../../../web/plain-dates.ts';
import type { AmendmentView, ThresholdItem, TimelineItem } from '../../../web/views.ts';
import type { CareerRow } from '../../people/index.ts';
import type { RawEntry } from '../store.ts';
import { stepInWords } from './step-words.ts';
import { isLive, kindOf, label, partOf, toneOf } from './words.ts';

export interface Placed<Item> {
  readonly item: Item;
  /** The day by which the stream is ordered. */
  readonly day: Day;
  readonly kind: string;
  readonly source: string;
  readonly finding: string;
  /** The number under which the source holds it, where it is a matter: its allegations are one matter. */
  readonly matter?: string | null;
}

export interface Names {
  readonly of: (id: string | null) => string | undefined;
}

const verbs = { finding: 'Finding', relabel: 'Relabelled', withdrawal: 'Withdrawn', correction: 'Corrected' } as const;

function amendmentsOf(entry: HistoryEntry, rows: ReadonlyMap<string, RawEntry>, names: Names): AmendmentView[] {
  return entry.amendedBy.map((amendment) => ({
    verb: verbs[amendment.step],
    when: dayInWords(amendment.knownOn),
    before: label(amendment.before),
    after: label(amendment.after),
    by: names.of(rows.get(amendment.entry)?.posted_by ?? null),
  }));
}

const isStep = (entry: HistoryEntry): boolean => entry.kind === 'step';

function titleOf(entry: HistoryEntry): string {
  if (isStep(entry) && entry.type === 'consultation' && entry.basis === 'account' && entry.roles.includes('subject'))
    return 'Comment by the person it is about';
  return isStep(entry) ? stepInWords(entry.type, entry.step) : label(entry.type);
}

/** One entry as an item. `counted` says which open question counts it. */
export function entryItem(
  entry: HistoryEntry,
  rows: ReadonlyMap<string, RawEntry>,
  names: Names,
  counted: ReadonlyMap<string, string>,
  person: string,
): TimelineItem {
  const row = rows.get(entry.id);
  const exact = entry.happenedFrom !== null && entry.happenedFrom === entry.happenedTo;
  const happened = entry.datesMadeUp
    ? 'date not stated; the order is'
    : `happened ${spanInWords(entry.happenedFrom, entry.happenedTo)}`;
  return {
    type: 'item',
    id: entry.id,
    kind: kindOf(entry.basis),
    when: entry.datesMadeUp ? 'Date not stated' : dayInWords(entry.knownOn),
    happened: exact && entry.happenedFrom === entry.knownOn ? undefined : happened,
    title: titleOf(entry),
    summary: row?.summary ?? undefined,
    source: label(entry.source),
    unit: names.of(entry.unit),
    matter: row?.source_ref ?? undefined,
    finding:
      entry.finding === 'none' && isStep(entry)
        ? undefined
        : { text: label(entry.finding), tone: toneOf(entry.finding) },
    role: partOf(entry.roles),
    isLive: isLive(entry.finding),
    features: entry.features.length > 0 ? entry.features.map((feature) => feature.replaceAll('-', ' ')) : undefined,
    missing: entry.missing.length > 0 ? entry.missing.map((each) => each.replaceAll('-', ' ')) : undefined,
    actsOn:
      entry.actsOn.length > 0
        ? entry.actsOn
            .filter((id) => rows.has(id))
            .map((id) => ({ text: actedOn(rows.get(id)!), href: `#entry-${id}` }))
        : undefined,
    counts: counted.get(entry.id),
    amendments: entry.amendedBy.length > 0 ? amendmentsOf(entry, rows, names) : undefined,
    detail: row
      ? [
          { label: 'Written here', value: instantInWords(row.recorded_at.getTime()) },
          { label: 'Class', value: label(row.visibility) },
        ]
      : undefined,
    actions: [{ text: 'Open this entry: its changes, its proof', href: `/people/${person}/entries/${entry.id}` }],
  };
}

const actedOn = (row: RawEntry): string => `${label(row.type)}, known ${shortDay(row.known_on)}`;

const careerTitles: Readonly<Record<CareerRow['kind'], string>> = {
  name: 'Known as',
  identifier: 'Number',
  service: 'Service',
  post: 'Posted',
  line: 'Supervised by',
};

/** One dated fact of a career as an item, or null for one without a day: it stands in the identity bar instead. */
export function careerItem(row: CareerRow, names: Names): Placed<TimelineItem> | null {
  if (row.from === null || row.kind === 'identifier') return null;
  const day = isoToDay(row.from);
  const where = names.of(row.unit);
  const who = names.of(row.other);
  const title =
    row.kind === 'post'
      ? `Posted to ${where ?? 'a unit not named'}`
      : row.kind === 'line'
        ? `Supervised by ${who ?? 'somebody not named'}`
        : `${careerTitles[row.kind]} ${row.kind === 'service' ? label(row.text).toLowerCase() : row.text}`;
  const item: TimelineItem = {
    type: 'item',
    id: row.id,
    kind: 'career',
    isoDay: row.from,
    when: dayInWords(day),
    title,
    summary: row.kind === 'post' && row.text ? row.text.replaceAll('-', ' ') : undefined,
    happened: row.to ? `until ${shortDay(row.to)}` : undefined,
    source: label(row.source),
  };
  return { item, day, kind: 'career', source: row.source, finding: 'none' };
}

/** What was decided about the person: steps that are decisions, and findings folded into what they act on. */
function decidedAbout(entries: readonly HistoryEntry[]): { readonly day: Day; readonly said: string }[] {
  const steps = entries
    .filter((entry) => entry.kind === 'step' && isDecision(entry))
    .map((entry) => ({ day: entry.knownOn, said: titleOf(entry).toLowerCase() }));
  const found = entries.flatMap((entry) =>
    entry.amendedBy
      .filter((amendment) => amendment.step === 'finding')
      .map((amendment) => ({ day: amendment.knownOn, said: `finding of ${label(amendment.after).toLowerCase()}` })),
  );
  return [...steps, ...found].sort((a, b) => a.day - b.day);
}

const actWithinDays = 30;

/** What followed a threshold, in words; before 30 days have passed it says that they have not. */
function whatFollowed(day: Day, entries: readonly HistoryEntry[], asAt: Day): string {
  const next = decidedAbout(entries).find((each) => each.day >= day);
  if (next && next.day - day <= actWithinDays)
    return `Within ${actWithinDays} days: ${next.said}, ${dayInWords(next.day)}.`;
  if (asAt - day < actWithinDays)
    return `Nothing has been decided so far; ${actWithinDays} days are up ${dayInWords(day + actWithinDays)}.`;
  const none = `Nothing was done within ${actWithinDays} days.`;
  return next
    ? `${none} ${next.said.replace(/^./, (first) => first.toUpperCase())} came ${spellInWords(day, next.day)} later.`
    : none;
}

/** The marker where a rule was first met on what was then known, and what was done within 30 days (REC-03.3). */
export function thresholdItem(
  signal: RawEntry,
  entries: readonly HistoryEntry[],
  shown: { readonly asAt: Day; readonly mayOpen: boolean },
): Placed<ThresholdItem> {
  const day = isoToDay(signal.happened_from ?? signal.known_on);
  return {
    item: {
      type: 'threshold',
      id: signal.id,
      when: dayInWords(day),
      rule: label(signal.type),
      because: signal.summary ?? '',
      follows: whatFollowed(day, entries, shown.asAt),
      link: shown.mayOpen ? { text: 'See the question and what it cites', href: `/signals/${signal.id}` } : undefined,
    },
    day,
    kind: 'threshold',
    source: 'signal',
    finding: 'none',
  };
}

const decisions: ReadonlySet<string> = new Set([
  'severity-step',
  'restriction-step',
  'decision-step',
  'arrest',
  'charge',
  'court-result',
]);
const isDecision = (entry: HistoryEntry): boolean => decisions.has(entry.type);
