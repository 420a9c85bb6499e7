/** Plain words for counts, spans and sources in the sentence that explains a signal. Never a name. */
import { compareEntries, type HistoryEntry } from '../history.ts';
import type { Finding, Source } from '../vocabulary.ts';
import type { Matter } from './matters.ts';
import { yearOf } from './windows.ts';

const sourceWords: Readonly<Partial<Record<Source, string>>> = {
  'public-complaint': 'public complaints',
  'internal-report': 'internal reports',
  'anonymous-report': 'anonymous reports',
  'crime-report': 'crime reports',
  'non-crime-incident': 'incidents recorded as no crime',
  'other-force-record': 'records of other forces',
  'other-force-referral': 'referrals between forces',
  'conduct-system': 'conduct records',
  grievance: 'grievances',
  tribunal: 'tribunal claims',
  court: 'court records',
  'independent-investigator': 'independent investigations',
  'access-log': 'access logs',
  'message-evidence': 'messages',
  'partner-referral': 'partner referrals',
  'property-store': 'property store records',
  hr: 'personnel records',
  account: 'accounts given',
};

const wordsFor = (source: Source): string => sourceWords[source] ?? `${source.replaceAll('-', ' ')} records`;

export const sourcesOf = (matters: readonly Matter[]): Source[] => [
  ...new Set(matters.map((matter) => matter.first.source)),
];

export const listSources = (sources: readonly Source[]): string => joinWords(sources.map(wordsFor));

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

export const countOf = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** `in 2004`, `between 2000 and 2004`, or that the dates are not known. */
export function spanOf(matters: readonly Matter[]): string {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const matter of matters) {
    if (!matter.isDated) continue;
    first = Math.min(first, matter.from);
    last = Math.max(last, matter.to);
  }
  if (last === Number.NEGATIVE_INFINITY) return 'on dates that are not known';
  const [from, to] = [yearOf(first), yearOf(last)];
  return from === to ? `in ${from}` : `between ${from} and ${to}`;
}

const proven: ReadonlySet<Finding> = new Set<Finding>([
  'upheld',
  'proven',
  'written-warning',
  'dismissed',
  'barred',
  'convicted',
]);
const tested: ReadonlySet<Finding> = new Set<Finding>(['no-case-to-answer', 'not-upheld', 'not-proven']);

/** `1 proven or upheld, 2 tested and not upheld, 3 not tested to a result`, leaving out what is none. */
export function outcomesOf(matters: readonly Matter[]): string {
  const provenCount = matters.filter((matter) => proven.has(matter.finding)).length;
  const testedCount = matters.filter((matter) => tested.has(matter.finding)).length;
  const rest = matters.length - provenCount - testedCount;
  const parts: string[] = [];
  if (provenCount > 0) parts.push(`${provenCount} proven or upheld`);
  if (testedCount > 0) parts.push(`${testedCount} tested and not upheld`);
  if (rest > 0) parts.push(`${rest} not tested to a result`);
  return joinWords(parts);
}

/** Ids of entries in the order of a history, whatever order they are handed in. */
export function citesOf(entries: readonly HistoryEntry[]): string[] {
  for (let index = 1; index < entries.length; index++) {
    if (compareEntries(entries[index - 1]!, entries[index]!) > 0)
      return [...entries].sort(compareEntries).map((entry) => entry.id);
  }
  return entries.map((entry) => entry.id);
}

export function entriesOf(matters: readonly Matter[]): HistoryEntry[] {
  const all: HistoryEntry[] = [];
  for (const { entries } of matters) for (const entry of entries) all.push(entry);
  return all;
}

/** One matter as a page shows it: what kind, from where, when, how it ended. No party. */
export const summaryOf = (matter: Matter): Readonly<Record<string, unknown>> => ({
  entries: matter.entries.map((entry) => entry.id),
  type: matter.first.type,
  source: matter.first.source,
  finding: matter.finding,
  from: matter.from,
  to: matter.to,
  datesKnown: matter.isDated,
});
