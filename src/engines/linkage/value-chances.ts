/** How likely somebody else has the very value too: Smith says less than Zwart. */
import type { Slot } from './comparer.ts';
import { exact } from './levels.ts';
import type { Shares, ValueChances } from './weights.ts';

/** Before anything is joined: how many rows have the value, held near the average, since a person may have many rows. */
export function chancesByRows(slots: readonly Slot[], rows: number, shares: Shares): ValueChances {
  return slots.map((slot, at) => {
    const u = shares.u[at]![exact]!;
    const most = u * 16;
    const least = u / 16;
    return Float64Array.from(slot.words, (_, code) =>
      Math.min(most, Math.max(least, (slot.counts[code] ?? 0) / Math.max(1, rows))),
    );
  });
}

/** Number of groups in which each value is found, and the groups that have any. */
function peopleWith(slot: Slot, group: Int32Array): { held: Float64Array; present: number } {
  const held = new Float64Array(slot.words.length);
  const seen = new Set<number>();
  let present = 0;
  for (let row = 0; row < group.length; row++) {
    const code = slot.codes[row]!;
    if (code < 0) continue;
    present++;
    if (slot.counts[code] !== 1) {
      const key = code * group.length + group[row]!;
      if (seen.has(key)) continue;
      seen.add(key);
    }
    held[code]!++;
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
