/**
 * The source's own totals against what stands here, and every difference traced to the rows that make it.
 *
 * A difference has two parts. Rows that are there and not here, here and not there, or read differently, each with its
 * reason; and what is left where the source's totals do not fit the source's own rows, which no row here can explain.
 */

/** What a row adds to which total: `type:violence` → 1, `sum:days_open` → 12. */
export type Adds = Readonly<Record<string, number>>;

export interface RowAdds {
  readonly ref: string;
  readonly adds: Adds;
}

export interface TotalLine {
  /** `all`, `type:violence`. */
  readonly name: string;
  /** What the source claims. */
  readonly source: number;
  /** What the rows of its export add up to. */
  readonly rows: number;
  /** What stands here. */
  readonly here: number;
}

export interface RowDifference {
  readonly ref: string;
  readonly what: 'missing' | 'extra' | 'differs';
  /** Totals that the row moves, in order. */
  readonly names: readonly string[];
  readonly reason: string;
}

export interface Reconciled {
  readonly lines: readonly TotalLine[];
  readonly differences: readonly RowDifference[];
  /** Every difference between here and the source's rows is made up of the rows listed. False only for a fault of ours. */
  readonly isExplained: boolean;
}

const sums = (rows: Iterable<RowAdds>): Map<string, number> => {
  const totals = new Map<string, number>();
  for (const { adds } of rows)
    for (const [name, value] of Object.entries(adds)) totals.set(name, (totals.get(name) ?? 0) + value);
  return totals;
};

const movedNames = (source: Adds, here: Adds): string[] =>
  [...new Set([...Object.keys(source), ...Object.keys(here)])]
    .filter((name) => (source[name] ?? 0) !== (here[name] ?? 0))
    .sort();

export interface ToReconcile {
  /** As the source claims; a total that it does not claim is compared with its rows. */
  readonly claimed: ReadonlyMap<string, number>;
  readonly atSource: ReadonlyMap<string, Adds>;
  readonly here: ReadonlyMap<string, Adds>;
  readonly reasonOf: (ref: string, what: RowDifference['what']) => string;
}

/** Compares total by total and row by row. */
export function reconcile({ claimed, atSource, here, reasonOf }: ToReconcile): Reconciled {
  const asRows = (map: ReadonlyMap<string, Adds>): RowAdds[] => [...map].map(([ref, adds]) => ({ ref, adds }));
  const [rows, own] = [sums(asRows(atSource)), sums(asRows(here))];
  const kinds = new Set([...claimed.keys()].map((name) => name.split(':')[0]));
  const names = new Set([
    ...claimed.keys(),
    ...[...rows.keys(), ...own.keys()].filter((name) => kinds.has(name.split(':')[0])),
  ]);
  const lines = [...names].sort().map((name) => ({
    name,
    // Counted by this at all, and this word not named: the source says that it has none.
    source: claimed.get(name) ?? 0,
    rows: rows.get(name) ?? 0,
    here: own.get(name) ?? 0,
  }));
  const differences: RowDifference[] = [];
  const moves = new Map<string, number>();
  for (const ref of [...new Set([...atSource.keys(), ...here.keys()])].sort()) {
    const [there, stands] = [atSource.get(ref), here.get(ref)];
    const moved = movedNames(there ?? {}, stands ?? {});
    if (moved.length === 0 && there && stands) continue;
    const what = there ? (stands ? 'differs' : 'missing') : 'extra';
    differences.push({ ref, what, names: moved, reason: reasonOf(ref, what) });
    for (const name of moved) moves.set(name, (moves.get(name) ?? 0) + (there?.[name] ?? 0) - (stands?.[name] ?? 0));
  }
  const isExplained = lines.every((line) => close(line.rows - line.here, moves.get(line.name) ?? 0));
  return { lines, differences, isExplained };
}

/** Sums of numbers with decimals. */
const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
