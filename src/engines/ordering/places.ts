/** The rate of the unit a person's latest dated entry names, against everyone's. Undated units are never used. */
import type { EventTable } from './events.ts';
import type { MatterTable } from './matters.ts';

export interface Places {
  /** Log of the unit's matters per known member against everyone's, drawn to zero in small units. Zero if no unit. */
  readonly logRatio: Float64Array;
  /** Unit code per person, −1 where no entry named one. */
  readonly unit: Int32Array;
}

const windowDays = 3 * 365;
/** A unit is drawn towards everyone's rate as strongly as this many members would. */
const drawMembers = 20;

function latestUnits(table: EventTable, asAt: number): Int32Array {
  const unit = new Int32Array(table.persons.length).fill(-1);
  for (let p = 0; p < unit.length; p++)
    for (let e = table.start[p]!; e < table.start[p + 1]! && table.known[e]! < asAt; e++)
      if (table.unit[e]! >= 0) unit[p] = table.unit[e]!;
  return unit;
}

/** The members are those whose latest entry names the unit; their matters are those of the last three years. */
export function placesOf(table: EventTable, matters: MatterTable): Places {
  const unit = latestUnits(table, matters.asAt);
  const logRatio = new Float64Array(unit.length);
  if (table.units.length === 0) return { logRatio, unit };
  const members = new Float64Array(table.units.length);
  const count = new Float64Array(table.units.length);
  const own = new Float64Array(unit.length);
  for (let p = 0; p < unit.length; p++) {
    for (let r = matters.start[p]!; r < matters.start[p + 1]!; r++)
      if (matters.asAt - matters.day[r]! <= windowDays) own[p]!++;
    if (unit[p]! < 0) continue;
    members[unit[p]!]!++;
    count[unit[p]!]! += own[p]!;
  }
  const everyone =
    count.reduce((a, b) => a + b, 0) /
    Math.max(
      1,
      members.reduce((a, b) => a + b, 0),
    );
  for (let p = 0; p < unit.length; p++) {
    const u = unit[p]!;
    // The person's own matters are left out, or the unit would repeat what the person's columns already say.
    if (u >= 0 && everyone > 0)
      logRatio[p] = Math.log(
        (count[u]! - own[p]! + drawMembers * everyone) / ((members[u]! - 1 + drawMembers) * everyone),
      );
  }
  return { logRatio, unit };
}
