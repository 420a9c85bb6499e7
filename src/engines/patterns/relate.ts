/** How two matters about one subject stand to each other. */
import type { HistoryEntry } from '../history.ts';
import type { Matter } from './matters.ts';

/** The same person, or one of them, is affected in both. Compared by id and never given out. */
export function sharesAffected(a: Matter, b: Matter): boolean {
  for (const entry of a.entries) {
    for (const party of entry.parties) {
      if (party.role === 'affected' && b.entries.some((other) => isAffected(other, party.subject))) return true;
    }
  }
  return false;
}

function isAffected(entry: HistoryEntry, subject: string): boolean {
  for (const party of entry.parties) if (party.role === 'affected' && party.subject === subject) return true;
  return false;
}

/** Same kind of conduct, same kind of affected person, or the same person. */
export const isRelated = (a: Matter, b: Matter): boolean =>
  (a.kinds & b.kinds) !== 0 || a.first.type === b.first.type || sharesAffected(a, b);

/**
 * `later` may have come after `earlier`. A rule that raises a question takes the possible reading: where the two could
 * fall either way, the one known first is not the later. Two of one day have no order.
 */
export function isPossiblyLater(later: Matter, earlier: Matter): boolean {
  if (later.from > earlier.to) return true;
  if (later.to <= earlier.from) return false;
  return later.knownOn >= earlier.knownOn;
}

/** The record itself says of the matter that it repeats or has the same victim as one before it. */
export const saysAgain = (matter: Matter): boolean =>
  matter.entries.some(
    (entry) =>
      entry.features.includes('repeat-of-earlier') ||
      entry.features.includes('same-victim') ||
      entry.features.includes('same-people'),
  );

export const saysSameManner = (matter: Matter): boolean =>
  matter.entries.some((entry) => entry.features.includes('similar-manner'));

/** The record's own word that the person harmed is one harmed before. */
export const saysSameVictim = (matter: Matter): boolean =>
  matter.entries.some((entry) => entry.features.includes('same-victim') || entry.features.includes('same-people'));
