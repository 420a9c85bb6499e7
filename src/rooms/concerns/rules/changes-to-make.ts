/**
 * What a change at the source becomes here: a relabel, a finding, a withdrawal, a correction, or, where the row now says
 * something that no amendment can say, a new statement of it beside the old one.
 *
 * A source decides for itself; it acquits nobody here. That a matter did not happen takes evidence and two people (P-09,
 * P-20), and a result that stands is not undone by a later withdrawal. Both stay as they were, and the difference is shown.
 */
import type { Facts } from '../../../engines/legacy/compare-night.ts';
import type { Finding } from '../../../engines/vocabulary.ts';

/** Fields that say who it was, who told it and since when: an entry cannot be amended into another. */
const restating: ReadonlySet<string> = new Set([
  'person',
  'others',
  'parties',
  'source',
  'step',
  'knownOn',
  'basis',
  'label',
]);

const correcting: ReadonlySet<string> = new Set([
  'happenedFrom',
  'happenedTo',
  'features',
  'missing',
  'values',
  'matter',
  'unit',
]);

/** Findings that a withdrawal may replace: nothing had been decided. The same list as the fold's. */
const undecided: ReadonlySet<Finding> = new Set(['none', 'open', 'not-recorded', 'withdrawn']);

/** Nothing had been decided, and nothing withdrawn: such a word stands with the entry and is no event of its own. */
export const isUndecided = (finding: Finding): boolean => finding !== 'withdrawn' && undecided.has(finding);

export interface ChangesToMake {
  /** It is to be stated anew; nothing else of this list is then to be done to the old entry. */
  readonly restate: boolean;
  readonly relabel: boolean;
  readonly finding: 'finding' | 'withdrawal' | null;
  /** Fields of a correction, words and number among them. */
  readonly corrects: readonly string[];
}

/** What is to be done for the fields that changed. */
export function changesToMake(fields: readonly string[], after: Facts): ChangesToMake {
  if (fields.some((field) => restating.has(field)))
    return { restate: true, relabel: false, finding: null, corrects: [] };
  return {
    restate: false,
    relabel: fields.includes('type'),
    finding: findingChange(fields, after.finding as Finding),
    corrects: fields.filter((field) => correcting.has(field) || field === 'words' || field === 'number'),
  };
}

function findingChange(fields: readonly string[], to: Finding): ChangesToMake['finding'] {
  if (!fields.includes('finding') && !fields.includes('findingOn')) return null;
  if (to === 'eliminated') return null;
  return to === 'withdrawn' ? 'withdrawal' : 'finding';
}

/** Why a finding that the source has does not stand here, where a rule of ours keeps it so; null where none does. */
export function whyFindingIsKept(atSource: Finding, here: Finding): string | null {
  if (atSource === here) return null;
  if (atSource === 'eliminated')
    return 'The source has it as shown not to have happened, or somebody else. Here that takes evidence and two people (P-09).';
  if (atSource === 'withdrawn' && !undecided.has(here))
    return 'The source has it as withdrawn. A result stood, and a withdrawal does not undo it.';
  return null;
}
