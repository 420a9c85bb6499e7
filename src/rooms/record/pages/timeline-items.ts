/** From a history and a career to the items of the timeline. Pure: every word a page shows is made here. */
import { type Day, type HistoryEntry, isoToDay } from '../../../engines/history.ts';
import { dayInWords, shortDay, spanInWords, spellInWords } from '../../../web/plain-dates.ts';
import type { AmendmentView, ThresholdItem, TimelineItem } from '../../../web/views.ts';
import type { CareerRow } from '../../people/index.ts';
import type { RawEntry } from '../store.ts';
import { isLive, kindOf, label, partOf, toneOf } from './words.ts';

export interface Placed<Item> {
  readonly item: Item;
  /** The day by which the stream is ordered. */
  readonly day: Day;
  readonly kind: string;
  readonly source: string;
  readonly finding: string;
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
  const type = label(entry.type);
  return isStep(entry) && entry.step ? `${type}: ${entry.step.replaceAll('-', ' ')}` : type;
}

/** One entry as an item. `counted` says which open question counts it. */
export function entryItem(
  entry: HistoryEntry,
  rows: ReadonlyMap<string, RawEntry>,
  names: Names,
  counted: ReadonlyMap<string, string>,
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
    summary: row.kind === 'post' && row.text ? row.text : undefined,
    happened: row.to ? `until ${shortDay(row.to)}` : undefined,
    source: label(row.source),
  };
  return { item, day, kind: 'career', source: row.source, finding: 'none' };
}

/** The marker where a rule was first met on what was then known, and what followed. */
export function thresholdItem(signal: RawEntry, done: readonly HistoryEntry[]): Placed<ThresholdItem> | null {
  const since = signal.happened_from ?? signal.known_on;
  const day = isoToDay(since);
  const next = done.find((entry) => entry.knownOn >= day && entry.kind === 'step' && isDecision(entry));
  const follows = next
    ? next.knownOn - day <= 30
      ? `Within 30 days: ${titleOf(next).toLowerCase()}, ${dayInWords(next.knownOn)}.`
      : `Nothing was done within 30 days. ${titleOf(next)} came ${spellInWords(day, next.knownOn)} later.`
    : 'Nothing was done within 30 days.';
  return {
    item: {
      type: 'threshold',
      id: signal.id,
      when: dayInWords(day),
      rule: label(signal.type),
      because: signal.summary ?? '',
      follows,
      link: { text: 'See the question and what it cites', href: `/signals/${signal.id}` },
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
