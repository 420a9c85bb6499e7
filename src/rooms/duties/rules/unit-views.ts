/** Who may open which unit's page, and what it counts. Pure. */

/** Whoever looks at people for a living, and the chief officer: any unit. */
const anyUnit: readonly string[] = ['assessor', 'head-of-standards', 'overseer', 'chief-officer'];

export interface PlacedUnit {
  readonly unit: string;
  readonly parent: string | null;
  readonly lead: string | null;
}

/** The unit and every unit under it. */
export function withUnder(units: readonly PlacedUnit[], root: string): string[] {
  const found = [root];
  for (let at = 0; at < found.length; at += 1)
    for (const each of units) if (each.parent === found[at] && !found.includes(each.unit)) found.push(each.unit);
  return found;
}

/** The units whose page somebody may open: any, or their own, those they lead and those of their line, with all under them. */
export function unitsFor(
  units: readonly PlacedUnit[],
  viewer: {
    readonly persons: readonly string[];
    readonly roles: readonly string[];
    readonly postedTo: readonly string[];
  },
): Set<string> {
  if (viewer.roles.some((role) => anyUnit.includes(role))) return new Set(units.map((each) => each.unit));
  const own = units.filter(
    (each) => viewer.postedTo.includes(each.unit) || (each.lead !== null && viewer.persons.includes(each.lead)),
  );
  return new Set(own.flatMap((each) => withUnder(units, each.unit)));
}

export interface CountedMatter {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly isOpen: boolean;
}

export interface MatterCounts {
  readonly matters: number;
  readonly open: number;
  readonly people: number;
  /** Kinds that stand against several people at once. */
  readonly clusters: readonly { readonly type: string; readonly matters: number; readonly people: number }[];
}

/** Unit of count: matters, each once however many people of the unit it is about. */
export function countMatters(found: readonly CountedMatter[]): MatterCounts {
  const ids = (some: readonly CountedMatter[]) => new Set(some.map((each) => each.id)).size;
  const people = (some: readonly CountedMatter[]) => new Set(some.map((each) => each.subject)).size;
  const types = [...new Set(found.map((each) => each.type))];
  const clusters = types
    .map((type) => ({ type, of: found.filter((each) => each.type === type) }))
    .map(({ type, of }) => ({ type, matters: ids(of), people: people(of) }))
    .filter((each) => each.people >= 2 && each.matters >= 3)
    .sort((a, b) => b.matters - a.matters || (a.type < b.type ? -1 : 1));
  return { matters: ids(found), open: ids(found.filter((each) => each.isOpen)), people: people(found), clusters };
}

/** A day by which counts are given to those who only count: the end of the month before, so that no day can be singled out. */
export function countedUpTo(day: string): string {
  const [year = 1970, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10);
}

/** Units that one page can list without hiding the one that is looked for. */
const fewUnits = 40;

/** Of the units that are open: those whose name holds what was typed; with nothing typed the topmost and those right under them. */
export function unitsToList<Unit extends PlacedUnit & { readonly name: string }>(
  all: readonly Unit[],
  open: ReadonlySet<string>,
  typed: string,
): Unit[] {
  const mine = all.filter((each) => open.has(each.unit));
  const wanted = typed.trim().toLowerCase();
  if (wanted !== '') return mine.filter((each) => each.name.toLowerCase().includes(wanted));
  if (mine.length <= fewUnits) return mine;
  const isTop = (each: Unit) => each.parent === null || !open.has(each.parent);
  const tops = new Set(mine.filter(isTop).map((each) => each.unit));
  return mine.filter((each) => tops.has(each.unit) || tops.has(each.parent ?? ''));
}
