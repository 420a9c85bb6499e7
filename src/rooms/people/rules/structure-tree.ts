/** Units of a day as a tree. Pure. */

export interface TreeUnit {
  readonly unit: string;
  readonly parent: string | null;
}
export interface Branch<Unit extends TreeUnit> {
  readonly at: Unit;
  readonly depth: number;
  readonly under: readonly Branch<Unit>[];
}

/** A unit whose parent did not stand that day stands at the top. A ring of parents is cut where it closes. */
export function treeOf<Unit extends TreeUnit>(units: readonly Unit[]): Branch<Unit>[] {
  const known = new Set(units.map((unit) => unit.unit));
  const children = new Map<string, Unit[]>();
  for (const unit of units)
    if (unit.parent && known.has(unit.parent)) children.set(unit.parent, [...(children.get(unit.parent) ?? []), unit]);
  const placed = new Set<string>();
  const grow = (at: Unit, depth: number): Branch<Unit> => {
    placed.add(at.unit);
    const next = (children.get(at.unit) ?? []).filter((child) => !placed.has(child.unit));
    return { at, depth, under: next.map((child) => grow(child, depth + 1)) };
  };
  const tops = units.filter((unit) => !unit.parent || !known.has(unit.parent)).map((unit) => grow(unit, 0));
  const rings = units.flatMap((unit) => (placed.has(unit.unit) ? [] : [grow(unit, 0)]));
  return [...tops, ...rings];
}

/** The tree as rows, each under its parent. */
export const flattened = <Unit extends TreeUnit>(tree: readonly Branch<Unit>[]): Branch<Unit>[] =>
  tree.flatMap((branch) => [branch, ...flattened(branch.under)]);
