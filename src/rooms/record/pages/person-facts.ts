/** Who the page is about, and the counts above the stream, each with its unit. */
import type { HistoryEntry } from '../../../engines/history.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import type { PersonHeaderView, StatView } from '../../../web/views.ts';
import type { CareerRow } from '../../people/index.ts';
import type { FoundHistory } from '../actions/history.ts';
import type { RawEntry } from '../store.ts';
import type { Names } from './timeline-items.ts';
import { label } from './words.ts';

/** `constable, threat-investigator` → `Constable, threat investigator`. */
const sentence = (text: string): string => text.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase());

/** The identity bar. */
export function headerOf(
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
  return { name, rank: post?.text ? sentence(post.text) : undefined, facts, badges };
}

/** Matters by their number: the allegations of one complaint are one matter (P-13). */
export function mattersIn(entries: readonly HistoryEntry[]): { matters: number; allegations: number } {
  const about = entries.filter((entry) => entry.kind === 'matter' && entry.roles.includes('subject'));
  return { matters: new Set(about.map((entry) => entry.matter ?? entry.id)).size, allegations: about.length };
}

/** The figures. Unit: matters, not allegations or people (P-13). */
export function statsOf(found: FoundHistory, signals: readonly RawEntry[], sealed: number): StatView[] {
  const subject = found.history.entries.filter((entry) => entry.roles.includes('subject'));
  const matters = subject.filter((entry) => entry.kind === 'matter');
  const counted = mattersIn(found.history.entries);
  const unit =
    counted.allegations > counted.matters
      ? `${counted.allegations} allegations: one complaint counts once`
      : 'one complaint counts once';
  const bySource = new Set(matters.map((entry) => entry.source));
  const eliminated = matters.filter((entry) => entry.finding === 'eliminated').length;
  const upheld = matters.filter((entry) =>
    ['upheld', 'proven', 'dismissed', 'barred', 'convicted', 'written-warning'].includes(entry.finding),
  ).length;
  return [
    {
      value: String(counted.matters),
      label: counted.matters === 1 ? 'matter' : 'matters',
      note: eliminated > 0 ? `${unit}; ${eliminated} eliminated, which no rule counts` : unit,
    },
    { value: String(bySource.size), label: bySource.size === 1 ? 'source' : 'sources' },
    { value: String(upheld), label: 'established', note: 'allegations; the rest are untested or ended otherwise' },
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
