/** Carries a count by unit across a restructure, and marks where the series breaks. Pure. */

/** An earlier unit became this share of a later one. Shares of one earlier unit add up to one, or its mapping is incomplete. */
export interface UnitShare {
  readonly unit: string;
  readonly other: string;
  /** Null: the whole of it. */
  readonly share: number | null;
}

export interface CarriedCount {
  readonly unit: string;
  readonly count: number;
  /** Some of what belongs here could not be placed: not to be compared with what comes after. */
  readonly isBroken: boolean;
}
export interface Carried {
  readonly counts: readonly CarriedCount[];
  /** Earlier units of whose count a part went nowhere, with that part. */
  readonly lost: readonly { readonly unit: string; readonly count: number }[];
}

const close = 0.0005;

/**
 * Counts of earlier units as counts of later ones. A unit that is not mapped and still stands keeps its own count; one
 * that is closed and not wholly mapped breaks every later unit that it feeds, and what went nowhere is told.
 */
export function carryAcross(
  counts: ReadonlyMap<string, number>,
  links: readonly UnitShare[],
  stillStands: ReadonlySet<string>,
): Carried {
  const carried = new Map<string, { count: number; isBroken: boolean }>();
  const lost: { unit: string; count: number }[] = [];
  const add = (unit: string, count: number, isBroken: boolean) => {
    const have = carried.get(unit) ?? { count: 0, isBroken: false };
    carried.set(unit, { count: have.count + count, isBroken: have.isBroken || isBroken });
  };
  for (const [unit, count] of counts) {
    const out = links.filter((link) => link.unit === unit);
    if (out.length === 0 && stillStands.has(unit)) {
      add(unit, count, false);
      continue;
    }
    const placed = out.reduce((sum, link) => sum + (link.share ?? 1), 0);
    const isWhole = Math.abs(placed - 1) < close;
    // Shares above one would count somebody twice: they are scaled, and the series is marked.
    const scale = placed > 1 + close ? 1 / placed : 1;
    for (const link of out) add(link.other, count * (link.share ?? 1) * scale, !isWhole);
    const rest = count * (1 - Math.min(1, placed));
    if (rest > count * close) lost.push({ unit, count: rest });
  }
  return {
    counts: [...carried].map(([unit, { count, isBroken }]) => ({ unit, count, isBroken })),
    lost,
  };
}
