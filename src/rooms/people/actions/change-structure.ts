/** The structure over time: units begin, change and end on a day; boroughs stay; old units are mapped to new ones. */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import { type Branch, treeOf } from '../rules/structure-tree.ts';
import { boroughLinksOn, mapsTo, type UnitRow, unitRows, unitsOn } from '../store/structure.ts';
import { insertSubjects, insertUnitLinks, insertUnits, type UnitKind } from '../store.ts';

export interface OpenUnit {
  readonly name: string;
  readonly kind: UnitKind;
  readonly parent?: string | null;
  readonly lead?: string | null;
  readonly from: string;
  readonly source: string;
}

/** A new unit, place or borough from a day. */
export async function openUnit(tx: Tx, unit: OpenUnit): Promise<string> {
  if (unit.name.trim().length < 2) throw new Refused(refuse('name-needed', 'Give the unit a name.'));
  const [id] = await insertSubjects(tx, [{ kind: 'unit', label: unit.name, source: unit.source }]);
  await insertUnits(tx, [
    {
      unit: id!,
      name: unit.name.trim(),
      kind: unit.kind,
      parent: unit.parent ?? null,
      lead: unit.lead ?? null,
      validFrom: unit.from,
      source: unit.source,
    },
  ]);
  return id!;
}

async function endUnitRows(tx: Tx, unit: string, from: string): Promise<UnitRow> {
  await lock(tx, 'unit', unit);
  const open = (await unitRows(tx, unit)).filter(
    (row) => (row.valid_from ?? '') < from && (row.valid_to ?? '9999') >= from,
  );
  const last = open.at(-1);
  if (!last) throw new Refused(refuse('no-such-unit', 'That unit does not stand the day before.'));
  for (const row of open)
    await insertUnits(tx, [
      {
        unit,
        name: row.name,
        kind: row.kind,
        parent: row.parent,
        lead: row.lead,
        validFrom: row.valid_from,
        validTo: addDays(from, -1),
        replaces: row.id,
        source: 'changed here',
      },
    ]);
  return last;
}

/** Another name, parent or lead from a day. What it was before stays readable. */
export async function changeUnit(
  tx: Tx,
  change: { unit: string; from: string; name?: string; parent?: string | null; lead?: string | null; source: string },
): Promise<void> {
  const was = await endUnitRows(tx, change.unit, change.from);
  await insertUnits(tx, [
    {
      unit: change.unit,
      name: change.name ?? was.name,
      kind: was.kind,
      parent: change.parent === undefined ? was.parent : change.parent,
      lead: change.lead === undefined ? was.lead : change.lead,
      validFrom: change.from,
      source: change.source,
    },
  ]);
}

async function endBoroughLinks(tx: Tx, unit: string, from: string, source: string): Promise<void> {
  for (const row of (await boroughLinksOn(tx, from)).filter((link) => link.unit === unit))
    await insertUnitLinks(tx, [
      {
        unit: row.unit,
        other: row.other,
        kind: 'borough',
        share: row.share,
        validFrom: row.valid_from,
        validTo: addDays(from, -1),
        replaces: row.id,
        source,
      },
    ]);
}

/** A unit stands no longer from a day. A borough never ends: it is a reporting place under every structure. */
export async function closeUnit(tx: Tx, unit: string, from: string): Promise<void> {
  if ((await unitRows(tx, unit)).some((row) => row.kind === 'borough'))
    throw new Refused(refuse('borough-stays', 'A borough stays a reporting place under every structure.', 'REC-02.2'));
  await endUnitRows(tx, unit, from);
  await endBoroughLinks(tx, unit, from, 'closed here');
}

/** From a day a unit answers to a borough: the map that was there ends the day before. */
export async function mapBorough(
  tx: Tx,
  map: { unit: string; borough: string; from: string; source: string },
): Promise<void> {
  if (!(await unitRows(tx, map.borough)).some((row) => row.kind === 'borough'))
    throw new Refused(refuse('no-such-borough', 'That is not a borough.'));
  await lock(tx, 'unit', map.unit);
  await endBoroughLinks(tx, map.unit, map.from, map.source);
  await insertUnitLinks(tx, [
    { unit: map.unit, other: map.borough, kind: 'borough', validFrom: map.from, source: map.source },
  ]);
}

/** An earlier unit became a share of a later one on a day. Refuses shares of one unit that add up to more than the whole. */
export async function mapUnit(
  tx: Tx,
  map: { unit: string; other: string; share: number; from: string; source: string },
): Promise<void> {
  await lock(tx, 'unit', map.unit);
  const mapped = (await mapsTo(tx)).filter((link) => link.unit === map.unit);
  const total = mapped.reduce((sum, link) => sum + (link.share ?? 1), map.share);
  if (map.share <= 0 || total > 1.0005)
    throw new Refused(refuse('shares-too-large', 'The shares of one unit add up to one at most.'));
  await insertUnitLinks(tx, [
    { unit: map.unit, other: map.other, kind: 'maps-to', share: map.share, validFrom: map.from, source: map.source },
  ]);
}

export type UnitOfDay = UnitRow & { readonly people: number };

/** The structure as it stood on the day, rebuilt from dated rows. */
export async function structureAt(tx: Tx, day: string): Promise<Branch<UnitOfDay>[]> {
  return treeOf(await unitsOn(tx, day));
}
