/** The person timeline: a career and everything known about it in one stream, as known (or as recorded) on a day. */
import { type HistoryEntry, isoToDay } from '../../../engines/history.ts';
import type { PartyRole } from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf, fieldsOf, urlWith } from '../../../web/forms.ts';
import { dayInWords } from '../../../web/plain-dates.ts';
import type { Fields } from '../../../web/route.ts';
import type { PersonHeaderView, PersonView, SignalSummaryView } from '../../../web/views.ts';
import { findOverride, may, type OverrideRow } from '../../access/index.ts';
import { type CareerRow, careerOf, identityDecisions, labelsOf } from '../../people/index.ts';
import { type FoundHistory, historyOf } from '../actions/history.ts';
import { type RawEntry, sealedCount, sourceStates } from '../store.ts';
import { asAtView, type Chosen, chosenDay } from './as-at-day.ts';
import { careerStripOf } from './career-strip-of.ts';
import { headerOf, mattersIn, statsOf } from './person-facts.ts';
import { sourcesPanel } from './sources-panel.ts';
import { type StreamItem as Item, streamPage } from './stream-page.ts';
import { filtersOf, kept, type TimelineFilters } from './timeline-filters.ts';
import { careerItem, entryItem, type Names, thresholdItem } from './timeline-items.ts';
import { label } from './words.ts';

export interface PersonRequest {
  readonly person: string;
  readonly viewer: Viewer;
  readonly query: Fields;
  readonly url: string;
  readonly today: string;
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

interface Gathered {
  readonly chosen: Chosen;
  readonly found: FoundHistory;
  /** What the page shows of it: nobody has a timeline as a reporter or as somebody affected (P-02). */
  readonly entries: readonly HistoryEntry[];
  readonly career: readonly CareerRow[];
  readonly signals: readonly RawEntry[];
  readonly names: Names;
  readonly name: string;
  readonly isJoined: boolean;
}

const unseenParts: ReadonlySet<PartyRole> = new Set(['reporter', 'affected']);
const isShown = (entry: HistoryEntry): boolean => entry.roles.some((role) => !unseenParts.has(role));

/** Everything the page is made of, read as the reader: classes and walls are applied by the database. */
async function gather(tx: Tx, request: PersonRequest): Promise<Gathered> {
  const chosen = chosenDay(request.query, request.today);
  const found = await historyOf(tx, {
    subject: request.person,
    asAt: chosen.asAt,
    ...(chosen.recordedBy ? { recordedBy: chosen.recordedBy } : {}),
  });
  const entries = found.history.entries.filter(isShown);
  const career = await careerOf(tx, found.cluster, chosen.asAt, chosen.recordedBy);
  const isThen = (row: RawEntry) =>
    row.known_on <= chosen.asAt && (!chosen.recordedBy || row.recorded_at.toISOString() <= chosen.recordedBy);
  const raised = [...found.rows.values()].filter((row) => row.kind === 'signal' && isThen(row));
  const signals = standsLast(raised).filter((row) => row.step !== 'withdraw');
  const merges = await identityDecisions(tx, found.cluster, chosen.asAt);
  const ids = new Set<string>([request.person]);
  for (const row of career) for (const id of [row.unit, row.other]) if (id) ids.add(id);
  for (const row of found.rows.values()) for (const id of [row.unit, row.posted_by]) if (id) ids.add(id);
  const labels = await labelsOf(tx, [...ids], chosen.asAt);
  return {
    chosen,
    found: { ...found, history: { ...found.history, entries } },
    entries,
    career,
    signals,
    names: { of: (id) => (id ? labels.get(id)?.label : undefined) },
    name: labels.get(request.person)?.label ?? 'not named',
    isJoined: merges.length > 0,
  };
}

function itemsOf({ found, entries, career, signals, names, chosen }: Gathered, request: PersonRequest): Item[] {
  const counted = countedBy(signals);
  const shown = { asAt: isoToDay(chosen.asAt), mayOpen: may('signal.read', request.viewer.roles) };
  return [
    ...entries.map((entry) => ({
      item: entryItem(entry, found.rows, names, counted, request.person),
      day: entry.knownOn,
      kind: entry.basis,
      source: entry.source,
      finding: entry.finding,
      matter: entry.kind === 'matter' ? entry.matter : null,
    })),
    ...career.flatMap((row) => careerItem(row, names) ?? []),
    ...signals.filter(isQuestion).map((signal) => thresholdItem(signal, entries, shown)),
  ];
}

const isQuestion = (signal: RawEntry): boolean => signal.type.startsWith('signal:');

/** Oldest or newest first; on one day the marker stands after what led to it. */
const inOrder = (newest: boolean) => (a: Item, b: Item) =>
  (newest ? b.day - a.day : a.day - b.day) ||
  (a.item.type === 'threshold' ? 1 : 0) - (b.item.type === 'threshold' ? 1 : 0);

/** Prepares the page. The reader has been admitted. */
export async function personPage(tx: Tx, request: PersonRequest): Promise<PersonView> {
  const gathered = await gather(tx, request);
  const { chosen, found, career, signals, names, name } = gathered;
  const sealed = await sealedCount(tx, found.cluster, chosen.asAt);
  const states = await sourceStates(tx, chosen.recordedBy);
  const questions = signals.filter(isQuestion);
  const through = await findOverride(tx, found.cluster);
  const badges: PersonHeaderView['badges'] = [
    ...(questions.length > 0 ? [{ text: 'A question is open', tone: 'care' as const }] : []),
    ...(gathered.isJoined ? [{ text: 'Records joined by a person', tone: 'plain' as const }] : []),
  ];
  return {
    title: `${name}: timeline`,
    breadcrumbs: [{ text: 'Find a person', href: '/people' }],
    band: through ? throughBand(through) : bandOf(request, gathered),
    person: { ...headerOf(name, career, names, badges), actions: actionsFor(request, through !== null) },
    lede: ledeOf(found, signals, chosen),
    stats: statsOf(found, questions, sealed),
    signals: signals.map((signal) => signalView(signal, request)),
    ...streamOf(request, gathered, itemsOf(gathered, request)),
    sources: sourcesPanel(states),
    looked: may('reads.read', request.viewer.roles)
      ? { text: 'Who looked at this record', href: `/people/${request.person}/reads` }
      : undefined,
  };
}

function signalView(signal: RawEntry, request: PersonRequest): SignalSummaryView {
  const isLink = !isQuestion(signal);
  return {
    name: label(signal.type),
    why: signal.summary ?? '',
    since: `first met ${dayInWords(signal.happened_from ?? signal.known_on)}`,
    state: isLink ? 'Joined records, shown for information' : `Raised ${dayInWords(signal.known_on)}`,
    tone: isLink ? 'answered' : 'open',
    href: may('signal.read', request.viewer.roles) ? `/signals/${signal.id}` : undefined,
  };
}

/** How the stream is to be read, said once above it. */
const howToRead =
  'An account is what somebody said, a record is what a body wrote down, a finding is what was established. Nothing here is a verdict. Nobody who reported is named, and their own words are not shown: each line is a summary. The person it is about, and a court, may one day read it.';

/** The stream with its day, its filters, its order and the picture that points into it. */
function streamOf(
  request: PersonRequest,
  { chosen, career, found, signals, names, name, entries }: Gathered,
  all: readonly Item[],
): Pick<PersonView, 'asAt' | 'filters' | 'timeline' | 'strip'> {
  const filters: TimelineFilters = {
    kind: fieldsOf(request.query, 'kind'),
    source: fieldsOf(request.query, 'source'),
    finding: fieldsOf(request.query, 'finding'),
  };
  const newest = fieldOf(request.query, 'order') === 'newest';
  const shown = kept(all, filters).sort(inOrder(newest));
  // What was just added is said once, not on every page that a filter leads to.
  const url = urlWith(request.url, { added: null });
  const whole = urlWith(url, { kind: null, source: null, finding: null, order: null, page: null, at: null });
  const elsewhere = (entry: string) => `${urlWith(whole, { at: entry })}#entry-${entry}`;
  const { years, pages, hrefOf } = streamPage(shown, { query: request.query, url, elsewhere });
  const keep = (['kind', 'source', 'finding'] as const).flatMap((name) =>
    filters[name].map((value) => ({ name, value })),
  );
  return {
    asAt: asAtView(request.person, chosen, request.today, keep),
    filters: filtersOf(all, shown.length, filters, urlWith(url, { page: null, at: null })),
    strip: careerStripOf({ career, found, signals, names, asAt: chosen.asAt, name, hrefOf }),
    timeline: {
      years,
      pages,
      note: entries.length > 0 ? howToRead : undefined,
      orderedBy: newest ? 'Newest first, by the day it became known' : 'Oldest first, by the day it became known',
      orders: [
        { text: 'Oldest first', href: urlWith(url, { order: null, page: null, at: null }), isCurrent: !newest },
        { text: 'Newest first', href: urlWith(url, { order: 'newest', page: null, at: null }), isCurrent: newest },
      ],
      empty:
        all.length === 0
          ? {
              title: 'Nothing is on the record',
              text: 'Career facts and entries from every connected source would be here.',
            }
          : {
              title: 'Nothing matches these filters',
              text: 'Clear a filter to see more.',
              link: { text: 'Clear the filters', href: `/people/${request.person}` },
            },
    },
  };
}

/** A wall stands here, and the reader was let through it: to read, and no more. */
const throughBand = ({ valid_to, reason }: OverrideRow): PersonView['band'] => ({
  tone: 'warn',
  title: `You were let through a wall, to read, until ${dayInWords(valid_to)}.`,
  text: `Each page is written down under your reason: ${reason}`,
});

/** After adding an entry: that it is there, and which question it raised. */
function bandOf(request: PersonRequest, { found, signals }: Gathered): PersonView['band'] {
  const added = found.rows.get(fieldOf(request.query, 'added') ?? '');
  if (added) {
    const raised = signals.filter(
      (signal) => isQuestion(signal) && signal.recorded_at.getTime() === added.recorded_at.getTime(),
    );
    const which = raised.map((signal) => label(signal.type).toLowerCase()).join(', ');
    return {
      tone: 'done',
      title: 'The entry is on the record.',
      text: which
        ? `With it, a question was raised for a named person to answer: ${which}.`
        : 'It raised no question that was not there before.',
      link: { text: 'See the entry', href: `#entry-${added.id}` },
    };
  }
  return undefined;
}

function ledeOf(found: FoundHistory, signals: readonly RawEntry[], chosen: Chosen): string {
  const { matters, allegations } = mattersIn(found.history.entries);
  const questions = signals.filter((signal) => signal.type.startsWith('signal:'));
  const known = chosen.basis === 'known' ? `known on ${dayInWords(chosen.asAt)}` : 'written in this system by then';
  if (matters === 0) return `No matter about this person was ${known}.`;
  const first = questions.map((signal) => signal.happened_from ?? signal.known_on).sort()[0];
  const counted = matters === 1 ? 'One matter' : `${matters} matters`;
  const said = allegations > matters ? `${counted}, with ${allegations} allegations,` : counted;
  const were = `${said} ${matters === 1 ? 'was' : 'were'} ${known}.`;
  return first
    ? `${were} A rule that asks somebody to look was first met ${dayInWords(first)}.`
    : `${were} No question that you may see is about them.`;
}

function actionsFor(request: PersonRequest, isOverride: boolean) {
  const to = (path: string) => `/people/${request.person}/${path}`;
  const outcomes = may('outcome.read', request.viewer.roles)
    ? [{ text: 'Low-level outcomes', href: to('outcomes') }]
    : [];
  if (isOverride) return outcomes;
  return [
    ...(may('entry.post', request.viewer.roles) ? [{ text: 'Add an entry', href: to('entries/new') }] : []),
    ...outcomes,
    ...(may('identity.decide', request.viewer.roles) ? [{ text: 'Join or part records', href: to('identity') }] : []),
    ...(may('register.keep', request.viewer.roles) ? [{ text: 'Move', href: to('move') }] : []),
  ];
}
