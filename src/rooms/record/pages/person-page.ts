/** The person timeline: a career and everything known about it in one stream, as known (or as recorded) on a day. */
import { isoToDay } from '../../../engines/history.ts';
import { sources as sourceWords } from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf, fieldsOf, urlWith } from '../../../web/forms.ts';
import { dayInWords, instantInWords, shortDay } from '../../../web/plain-dates.ts';
import type { Fields } from '../../../web/route.ts';
import type {
  PersonHeaderView,
  PersonView,
  SourcesPanelView,
  StatView,
  ThresholdItem,
  TimelineItem,
  TimelineYear,
} from '../../../web/views.ts';
import { may } from '../../access/index.ts';
import { type CareerRow, careerOf, identityDecisions, labelsOf } from '../../people/index.ts';
import { type FoundHistory, historyOf } from '../actions/history.ts';
import { type RawEntry, type SourceState, sealedCount, sourceStates } from '../store.ts';
import { careerStripOf } from './career-strip-of.ts';
import { filtersOf, kept, type TimelineFilters } from './timeline-filters.ts';
import { careerItem, entryItem, type Names, type Placed, thresholdItem } from './timeline-items.ts';
import { label } from './words.ts';

export interface PersonRequest {
  readonly person: string;
  readonly viewer: Viewer;
  readonly query: Fields;
  readonly url: string;
  readonly today: string;
}

const dayShape = /^\d{4}-\d{2}-\d{2}$/;

interface Chosen {
  readonly asAt: string;
  readonly recordedBy: string | undefined;
  readonly basis: 'known' | 'recorded';
  readonly error: string | undefined;
}

/** The as-at date asked for. A date that is none, or is to come, is said so and today is shown. */
function chosenDay(query: Fields, today: string): Chosen {
  const asked = fieldOf(query, 'as-at') ?? today;
  const basis = fieldOf(query, 'basis') === 'recorded' ? 'recorded' : 'known';
  let error: string | undefined;
  try {
    if (!dayShape.test(asked) || isoToDay(asked) > isoToDay(today))
      error = 'Give a day up to today, for example 31 3 2019';
  } catch {
    error = 'Give a real day, for example 31 3 2019';
  }
  const asAt = error ? today : asked;
  return {
    asAt: basis === 'recorded' ? today : asAt,
    recordedBy: basis === 'recorded' ? `${asAt}T23:59:59.999Z` : undefined,
    basis,
    error,
  };
}

const allSources: readonly string[] = Object.keys(sourceWords);

/** Which sources were connected and when each was last read; those never connected are named as missing (REC-03.5). */
export function sourcesPanel(states: readonly SourceState[]): SourcesPanelView {
  const byName = new Map(states.map((state) => [state.source, state]));
  const connected = states.filter((state) => state.connected);
  return {
    summary: `${connected.length} of ${allSources.length} sources connected. Silence from the others means nothing.`,
    sources: allSources.map((name) => {
      const state = byName.get(name);
      return {
        name: label(name),
        isConnected: state?.connected ?? false,
        lastRead: state
          ? `${instantInWords(Date.parse(state.recordedAt))}${state.readUntil ? `, to ${shortDay(state.readUntil)}` : ''}`
          : 'never connected',
        note: state && !state.connected ? 'Was connected and is not now.' : undefined,
      };
    }),
  };
}

function headerOf(
  name: string,
  career: readonly CareerRow[],
  names: Names,
  badges: PersonHeaderView['badges'],
): PersonHeaderView {
  const newest = (kind: CareerRow['kind']) => career.filter((row) => row.kind === kind && row.to === null).at(-1);
  const post = newest('post');
  const service = career.filter((row) => row.kind === 'service').at(-1);
  const joined = career.find((row) => row.kind === 'service')?.from;
  const numbers = career
    .filter((row) => row.kind === 'identifier' && !row.text.startsWith('sign-in '))
    .map((row) => row.text);
  const facts = [
    ...(post ? [{ label: 'Post', value: names.of(post.unit) ?? 'not named' }] : []),
    ...(service ? [{ label: 'Service', value: label(service.text) }] : []),
    ...(joined ? [{ label: 'Joined', value: shortDay(joined) }] : []),
    ...(numbers.length > 0 ? [{ label: numbers.length === 1 ? 'Number' : 'Numbers', value: numbers.join(', ') }] : []),
  ];
  return { name, rank: post?.text || undefined, facts, badges };
}

function statsOf(found: FoundHistory, signals: readonly RawEntry[], sealed: number): StatView[] {
  const subject = found.history.entries.filter((entry) => entry.roles.includes('subject'));
  const matters = subject.filter((entry) => entry.kind === 'matter');
  const bySource = new Set(matters.map((entry) => entry.source));
  const eliminated = matters.filter((entry) => entry.finding === 'eliminated').length;
  const upheld = matters.filter((entry) =>
    ['upheld', 'proven', 'dismissed', 'barred', 'convicted', 'written-warning'].includes(entry.finding),
  ).length;
  return [
    {
      value: String(matters.length),
      label: matters.length === 1 ? 'matter entry' : 'matter entries',
      note: eliminated > 0 ? `${eliminated} eliminated, counted nowhere` : 'unit: entries, not cases or people',
    },
    { value: String(bySource.size), label: bySource.size === 1 ? 'source' : 'sources' },
    { value: String(upheld), label: 'established', note: 'the rest are untested or ended otherwise' },
    {
      value: String(signals.length),
      label: signals.length === 1 ? 'question raised' : 'questions raised',
      isAlarm: signals.length > 0,
    },
    ...(sealed > 0
      ? [
          {
            value: String(sealed),
            label: sealed === 1 ? 'sealed item exists' : 'sealed items exist',
            note: 'content is not shown here',
          },
        ]
      : []),
  ];
}

function years(items: readonly Placed<TimelineItem | ThresholdItem>[]): TimelineYear[] {
  const groups = new Map<string, Placed<TimelineItem | ThresholdItem>[]>();
  for (const each of items) {
    const year = String(new Date(each.day * 86_400_000).getUTCFullYear());
    groups.set(year, [...(groups.get(year) ?? []), each]);
  }
  return [...groups].map(([year, list]) => ({
    year,
    count: list.length === 1 ? '1 item' : `${list.length} items`,
    items: list.map((each) => each.item),
  }));
}

const standsLast = (signals: readonly RawEntry[]): RawEntry[] => {
  const latest = new Map<string, RawEntry>();
  for (const signal of [...signals].sort(
    (a, b) => a.recorded_at.getTime() - b.recorded_at.getTime() || a.ordinal - b.ordinal,
  ))
    latest.set(signal.type, signal);
  return [...latest.values()];
};

function countedBy(signals: readonly RawEntry[]): Map<string, string> {
  const counted = new Map<string, string[]>();
  for (const signal of signals)
    for (const id of signal.acts_on ?? [])
      counted.set(id, [...(counted.get(id) ?? []), label(signal.type).toLowerCase()]);
  return new Map([...counted].map(([id, rules]) => [id, `Cited by the question: ${rules.join(', ')}`]));
}

/** Prepares the page. The reader has been admitted; classes and walls are applied by the database to every read here. */
export async function personPage(tx: Tx, request: PersonRequest): Promise<PersonView> {
  const chosen = chosenDay(request.query, request.today);
  const found = await historyOf(tx, {
    subject: request.person,
    asAt: chosen.asAt,
    ...(chosen.recordedBy ? { recordedBy: chosen.recordedBy } : {}),
  });
  const career = await careerOf(tx, found.cluster, chosen.asAt, chosen.recordedBy);
  const signals = standsLast(
    [...found.rows.values()].filter(
      (row) =>
        row.kind === 'signal' &&
        row.known_on <= chosen.asAt &&
        (!chosen.recordedBy || row.recorded_at.toISOString() <= chosen.recordedBy),
    ),
  ).filter((row) => row.step !== 'withdraw');
  const states = await sourceStates(tx, chosen.recordedBy);
  const sealed = await sealedCount(tx, found.cluster, chosen.asAt);
  const merges = await identityDecisions(tx, found.cluster, chosen.asAt);
  const ids = new Set<string>([request.person]);
  for (const row of career) for (const id of [row.unit, row.other]) if (id) ids.add(id);
  for (const row of found.rows.values()) for (const id of [row.unit, row.posted_by]) if (id) ids.add(id);
  const labels = await labelsOf(tx, [...ids], chosen.asAt);
  const names: Names = { of: (id) => (id ? labels.get(id)?.label : undefined) };
  const name = labels.get(request.person)?.label ?? 'not named';
  const counted = countedBy(signals);
  const all: Placed<TimelineItem | ThresholdItem>[] = [
    ...found.history.entries.map((entry) => ({
      item: entryItem(entry, found.rows, names, counted),
      day: entry.knownOn,
      kind: entry.basis,
      source: entry.source,
      finding: entry.finding,
    })),
    ...career.flatMap((row) => careerItem(row, names) ?? []),
    ...signals.flatMap((signal) =>
      signal.type.startsWith('signal:') ? (thresholdItem(signal, found.history.entries) ?? []) : [],
    ),
  ];
  const filters: TimelineFilters = {
    kind: fieldsOf(request.query, 'kind'),
    source: fieldsOf(request.query, 'source'),
    finding: fieldsOf(request.query, 'finding'),
  };
  const newest = fieldOf(request.query, 'order') === 'newest';
  const shown = kept(all, filters).sort(
    (a, b) =>
      (newest ? b.day - a.day : a.day - b.day) ||
      (a.item.type === 'threshold' ? 1 : 0) - (b.item.type === 'threshold' ? 1 : 0),
  );
  const badges: PersonHeaderView['badges'] = [
    ...(signals.some((signal) => signal.type.startsWith('signal:'))
      ? [{ text: 'A question is open', tone: 'care' as const }]
      : []),
    ...(merges.length > 0 ? [{ text: 'Records joined by a person', tone: 'plain' as const }] : []),
  ];
  const header = headerOf(name, career, names, badges);
  return {
    title: `${name}: timeline`,
    breadcrumbs: [{ text: 'Find a person', href: '/people' }],
    band:
      found.history.entries.length === 0
        ? undefined
        : {
            tone: 'note',
            text: 'An account is what somebody said, a record is what a body wrote down, a finding is what was established. Nothing here is a verdict. The person it is about, and a court, may one day read it.',
          },
    person: { ...header, actions: actionsFor(request) },
    lede: ledeOf(found, signals, chosen),
    stats: statsOf(
      found,
      signals.filter((signal) => signal.type.startsWith('signal:')),
      sealed,
    ),
    strip: careerStripOf({ career, found, signals, names, asAt: chosen.asAt, name }),
    signals: signals.map((signal) => ({
      name: label(signal.type),
      why: signal.summary ?? '',
      since: `first met ${dayInWords(signal.happened_from ?? signal.known_on)}`,
      state: signal.type.startsWith('link:')
        ? 'Joined records, shown for information'
        : `Raised ${dayInWords(signal.known_on)}`,
      tone: signal.type.startsWith('link:') ? ('answered' as const) : ('open' as const),
      href: may('signal.read', request.viewer.roles) ? `/signals/${signal.id}` : undefined,
    })),
    asAt: {
      action: `/people/${request.person}`,
      value: chosen.basis === 'recorded' ? (chosen.recordedBy ?? '').slice(0, 10) : chosen.asAt,
      basis: chosen.basis,
      latest: request.today,
      said:
        chosen.basis === 'recorded'
          ? `As written in this system by the end of ${dayInWords((chosen.recordedBy ?? '').slice(0, 10))}`
          : `As known to the service on ${dayInWords(chosen.asAt)}`,
      error: chosen.error,
      today:
        chosen.asAt === request.today && chosen.basis === 'known'
          ? undefined
          : { text: 'Show today', href: `/people/${request.person}` },
      keep: [
        ...filters.kind.map((value) => ({ name: 'kind', value })),
        ...filters.source.map((value) => ({ name: 'source', value })),
        ...filters.finding.map((value) => ({ name: 'finding', value })),
      ],
    },
    filters: filtersOf(all, shown.length, filters, request.url),
    timeline: {
      years: years(shown),
      orderedBy: newest ? 'Newest first, by the day it became known' : 'Oldest first, by the day it became known',
      orders: [
        { text: 'Oldest first', href: urlWith(request.url, { order: null }), isCurrent: !newest },
        { text: 'Newest first', href: urlWith(request.url, { order: 'newest' }), isCurrent: newest },
      ],
      empty: {
        title: all.length === 0 ? 'Nothing is on the record' : 'Nothing matches these filters',
        text:
          all.length === 0
            ? 'Career facts and entries from every connected source would be here.'
            : 'Clear a filter to see more.',
        ...(all.length === 0 ? {} : { link: { text: 'Clear the filters', href: `/people/${request.person}` } }),
      },
    },
    sources: sourcesPanel(states),
    looked: may('reads.read', request.viewer.roles)
      ? { text: 'Who looked at this record', href: `/people/${request.person}/reads` }
      : undefined,
  };
}

function ledeOf(found: FoundHistory, signals: readonly RawEntry[], chosen: Chosen): string {
  const matters = found.history.entries.filter(
    (entry) => entry.kind === 'matter' && entry.roles.includes('subject'),
  ).length;
  const questions = signals.filter((signal) => signal.type.startsWith('signal:'));
  const known = chosen.basis === 'known' ? `known on ${dayInWords(chosen.asAt)}` : 'written in this system by then';
  if (matters === 0) return `No matter about this person was ${known}.`;
  const first = questions.map((signal) => signal.happened_from ?? signal.known_on).sort()[0];
  const entries = matters === 1 ? 'One matter entry was' : `${matters} matter entries were`;
  return first
    ? `${entries} ${known}. A rule that asks somebody to look was first met ${dayInWords(first)}.`
    : `${entries} ${known}. No rule that asks somebody to look has been met.`;
}

function actionsFor(request: PersonRequest) {
  const to = (path: string) => `/people/${request.person}/${path}`;
  return [
    ...(may('entry.post', request.viewer.roles) ? [{ text: 'Add an entry', href: to('entries/new') }] : []),
    ...(may('outcome.read', request.viewer.roles) ? [{ text: 'Low-level outcomes', href: to('outcomes') }] : []),
    ...(may('identity.decide', request.viewer.roles) ? [{ text: 'Join or part records', href: to('identity') }] : []),
  ];
}
