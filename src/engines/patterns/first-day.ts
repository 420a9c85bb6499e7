/** The first day on which a rule would have fired on the matters as then known. */
import type { Day } from '../history.ts';
import { kindsOf } from './kinds-affected.ts';
import type { Matter } from './matters.ts';
import { standingOf } from './what-counts.ts';

/**
 * Tries the days on which something became known, oldest first, and gives the first on which `fires` holds. The rule
 * holds on the whole, so some day always does. Findings and numbers are today's: what is out today counts on no day,
 * and what a later entry showed to be one matter is one from the start.
 */
export function firstDayOf(matters: readonly Matter[], fires: (known: readonly Matter[]) => boolean): Day {
  const days = [
    ...new Set(matters.flatMap((matter) => [matter.knownOn, ...matter.entries.map((entry) => entry.knownOn)])),
  ];
  days.sort((a, b) => a - b);
  for (const day of days) {
    const known: Matter[] = [];
    for (const matter of matters) if (matter.knownOn <= day) known.push(knownBy(matter, day));
    if (known.length > 1 && fires(known)) return day;
  }
  return days[days.length - 1]!;
}

/** One matter without the reports of it that came later. */
function knownBy(matter: Matter, day: Day): Matter {
  if (matter.entries.every((entry) => entry.knownOn <= day)) return matter;
  const entries = matter.entries.filter((entry) => entry.knownOn <= day);
  let kinds = 0;
  for (const entry of entries) if (standingOf(entry) !== 'stage') kinds |= kindsOf(entry);
  return { ...matter, entries, kinds };
}
