/**
 * Which entries from outside the conduct system stand on a person's integrity record because the person is the one
 * they are about. Being named in one, harmed in one or having reported one joins nobody to it.
 */
import type { Day, History } from '../history.ts';
import type { SetAside } from '../signals.ts';
import type { Source } from '../vocabulary.ts';
import { asideReasons } from './matters.ts';
import { isAboutSubject, mayOpen, standingOf } from './what-counts.ts';

/** The service's own files on its people: what stands there was never apart. */
const ownFiles: ReadonlySet<Source> = new Set<Source>([
  'conduct-system',
  'hr',
  'training',
  'vetting',
  'performance-data',
  'survey',
  'commitment-register',
  'public-statement',
]);

export interface SamePersonJoin {
  readonly subject: string;
  /** Every entry joined, oldest first. */
  readonly cites: readonly string[];
  readonly setAside: readonly SetAside[];
  /** The day from which there was something to join. */
  readonly since: Day;
  readonly sources: readonly Source[];
}

/** The join for `link:same-person`; null where nothing from outside is about this person. */
export function samePersonJoin(history: History): SamePersonJoin | null {
  const joined = history.entries
    .filter((entry) => !ownFiles.has(entry.source) && entry.roles.includes('subject') && isAboutSubject(entry))
    .filter((entry) => {
      const standing = standingOf(entry);
      return standing !== undefined && standing !== 'cloud' && standing !== 'review';
    });
  const counted = joined.filter((entry) => entry.finding !== 'eliminated');
  const opening = counted.filter((entry) => mayOpen(entry, standingOf(entry)!));
  if (opening.length === 0) return null;
  const oldest = [...counted].sort((a, b) => a.knownOn - b.knownOn || (a.id < b.id ? -1 : 1));
  return {
    subject: history.subject,
    cites: oldest.map((entry) => entry.id),
    setAside: joined
      .filter((entry) => entry.finding === 'eliminated')
      .map((entry) => ({ entry: entry.id, reason: asideReasons.eliminated })),
    since: Math.min(...opening.map((entry) => entry.knownOn)),
    sources: [...new Set(oldest.map((entry) => entry.source))],
  };
}
