/** The picture above the timeline: posts as bars, matters as marks, the line where a rule was first met. */
import { type HistoryEntry, isoToDay } from '../../../engines/history.ts';
import type { CareerStrip } from '../../../web/charts/career-strip.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import type { CareerRow } from '../../people/index.ts';
import type { FoundHistory } from '../actions/history.ts';
import type { RawEntry } from '../store.ts';
import type { Names } from './timeline-items.ts';
import { label } from './words.ts';

export interface StripParts {
  readonly career: readonly CareerRow[];
  readonly found: FoundHistory;
  readonly signals: readonly RawEntry[];
  readonly names: Names;
  readonly asAt: string;
  readonly name: string;
  /** Where the entry stands: on this page, or on the one that holds it. */
  readonly hrefOf: (entry: string) => string;
}

/** One mark for one matter on one day, however many allegations it holds. */
function marksOf(matters: readonly HistoryEntry[], hrefOf: StripParts['hrefOf']): CareerStrip['marks'] {
  const groups = new Map<string, HistoryEntry[]>();
  for (const entry of matters) {
    const key = entry.matter === null ? entry.id : `${entry.matter}/${entry.knownOn}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((group) => {
    const standing = group.find((entry) => entry.finding !== 'eliminated');
    const entry = (standing ?? group[0])!;
    return {
      atDay: entry.knownOn,
      kind: standing ? entry.basis : ('void' as const),
      title: group.length === 1 ? label(entry.type) : `One matter, ${group.length} allegations`,
      said: `known ${shortDay(entry.knownOn)}; ${label(entry.finding).toLowerCase()}`,
      href: hrefOf(entry.id),
    };
  });
}

const specialist = /firearm|armed|protection|specialist/i;

/** The strip runs from the first dated thing to the day shown. */
export function careerStripOf({ career, found, signals, names, asAt, name, hrefOf }: StripParts): CareerStrip {
  const toDay = isoToDay(asAt);
  const matters = found.history.entries.filter(
    (entry) => entry.kind === 'matter' && entry.roles.includes('subject') && !entry.datesMadeUp,
  );
  const marks = marksOf(matters, hrefOf);
  const posts = career.filter((row) => row.kind === 'post' && row.from !== null);
  const starts = [
    ...matters.map((entry) => entry.knownOn),
    ...career.flatMap((row) => (row.from ? [isoToDay(row.from)] : [])),
  ];
  const fromDay = Math.min(toDay - 365, ...starts);
  const since = signals
    .filter((signal) => signal.type.startsWith('signal:'))
    .map((signal) => isoToDay(signal.happened_from ?? signal.known_on))
    .sort((a, b) => a - b)[0];
  return {
    id: 'career',
    title: `Career and matters of ${name}`,
    description: `${posts.length === 1 ? 'One post' : `${posts.length} posts`} and ${marks.length === 1 ? 'one matter' : `${marks.length} matters`} to ${shortDay(asAt)}.${since === undefined ? '' : ` A rule was first met on ${shortDay(since)}.`}`,
    fromDay,
    toDay,
    posts: posts.map((row) => {
      const unit = names.of(row.unit) ?? 'unit not named';
      const end = row.to ? isoToDay(row.to) : null;
      return {
        name: unit,
        fromDay: isoToDay(row.from!),
        toDay: end,
        kind: specialist.test(unit) ? ('specialist' as const) : ('ordinary' as const),
        said: end === null ? `since ${shortDay(row.from!)}` : `${shortDay(row.from!)} to ${shortDay(end)}`,
      };
    }),
    marks,
    threshold: since === undefined ? undefined : { atDay: since, label: 'a rule was first met' },
  };
}
