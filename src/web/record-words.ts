/** The words of the record as a page shows them: one title, one tag and one kind for each entry, the same on every page. */
import type { HistoryEntry } from '../engines/history.ts';
import type { Feature, Finding, MatterType, Missing, Source, StepType } from '../engines/vocabulary.ts';
import type { FindingTone, ItemKind } from './views.ts';

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const spaced = (code: string): string => code.replaceAll('-', ' ');

/** Where the code itself does not read as words. */
const titles: Partial<Record<MatterType | StepType, string>> = {
  'stalking-harassment': 'Stalking or harassment',
  'stop-search-conduct': 'Conduct of a stop or search',
  'custody-care': 'Care in custody',
  'discrimination-race': 'Discrimination: race',
  'discrimination-sex': 'Discrimination: sex',
  'discrimination-orientation': 'Discrimination: sexual orientation or gender identity',
  'discrimination-religion': 'Discrimination: faith or belief',
  'discrimination-disability': 'Discrimination: disability or health',
  'death-or-serious-injury': 'Death or serious injury',
  other: 'A matter outside the list',
};

/** `Abuse of position`, `Posting`. */
export const typeInWords = (type: MatterType | StepType): string =>
  titles[type] ?? upperFirst(spaced(type).replace(/ step$/, ''));

const sourceNames: Partial<Record<Source, string>> = {
  hr: 'Personnel',
  account: 'Told to a review',
  'stop-search': 'Stop and search record',
  'use-of-force': 'Use of force record',
  'non-crime-incident': 'Incident record',
};

/** `Public complaint`, `Personnel`. */
export const sourceInWords = (source: Source): string => sourceNames[source] ?? upperFirst(spaced(source));

/** `victim of crime`, `on duty`. */
export const featureInWords = (feature: Feature): string => spaced(feature);

/** `history check`, `proof of effect`. */
export const missingInWords = (missing: Missing): string => spaced(missing);

const established: readonly Finding[] = [
  'case-to-answer',
  'upheld',
  'proven',
  'written-warning',
  'dismissed',
  'barred',
  'convicted',
];

/** How a finding is framed: charged is still being looked at, and only elimination takes a matter out of every count. */
export function findingInWords(finding: Finding): { readonly text: string; readonly tone: FindingTone } {
  if (finding === 'eliminated') return { text: 'Eliminated: counts for nothing', tone: 'void' };
  if (finding === 'none') return { text: 'No finding', tone: 'none' };
  if (finding === 'not-recorded') return { text: 'Not recorded as a matter', tone: 'none' };
  const text = upperFirst(spaced(finding));
  if (finding === 'open' || finding === 'charged') return { text, tone: 'open' };
  if (finding === 'granted' || finding === 'refused') return { text, tone: 'none' };
  return { text, tone: established.includes(finding) ? 'established' : 'ended' };
}

/** What an entry is at a glance: something that happened in a career, or how well a matter is established. */
export const kindOfEntry = (entry: Pick<HistoryEntry, 'kind' | 'basis'>): ItemKind =>
  entry.kind === 'step' ? 'career' : entry.basis;
