/** How likely somebody else has the very value too: Smith says less than Zwart. */
import { joinKeys } from './blocks.ts';
import type { Slot } from './comparer.ts';
import { exact } from './levels.ts';
import type { Shares, ValueChances } from './weights.ts';

/** Before anything is joined: how many rows have the value, held near the average, since a person may have many rows. */
export function chancesByRows(slots: readonly Slot[], rows: number, shares: Shares): ValueChances {
  return slots.map((slot, at) => {
    const u = shares.u[at]![exact]!;
    const most = u * 16;
    const least = u / 16;
    const chances = new Float64Array(slot.words.length);
    for (let code = 0; code < chances.length; code++)
      chances[code] = Math.min(most, Math.max(least, (slot.counts[code] ?? 0) / Math.max(1, rows)));
    return chances;
  });
}

/** Number of groups in which each value is found, and the rows that have any. */
function peopleWith(slot: Slot, group: Int32Array): { held: Float64Array; present: number } {
  const held = new Float64Array(slot.words.length);
  const both = joinKeys(slot.codes, group);
  let present = 0;
  let seen = 0;
  for (let row = 0; row < group.length; row++) {
    const key = both[row]!;
    if (key < 0) continue;
    present++;
    // Keys are given out in the order in which they are met: a new one is the next number.
    if (key < seen) continue;
    seen++;
    held[slot.codes[row]!]!++;
  }
  return { held, present };
}

/**
 * Once groups are known: how many other people have the value, not how many rows. Other than the two at hand, who may be
 * one person not yet joined, so two are taken off. What nobody else is seen to have still has some chance, by how often values
 * of the column meet at all.
 */
export function chancesByPeople(slots: readonly Slot[], group: Int32Array, shares: Shares): ValueChances {
  let people = 0;
  for (let row = 0; row < group.length; row++) if (group[row] === row) people++;
  return slots.map((slot, at) => {
    const { held, present } = peopleWith(slot, group);
    const base = Math.max(1, people * (present / group.length));
    const unseen = Math.min(0.5, base * shares.u[at]![exact]!);
    return held.map((count) => (Math.max(0, count - 2) + unseen) / base);
  });
}
