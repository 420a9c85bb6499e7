/**
 * A matter is what a person was named in once: a complaint with five allegations is one matter, not five. This folds
 * the events known before a day into one row for each person and matter, and lists who else was named in it.
 */
import type { Day } from '../history.ts';
import { type EventTable, eliminatedCode, never, upheldCode } from './events.ts';

/** One row a person and matter, in the order of the persons. `start[p]` to `start[p + 1]` are the rows of person p. */
export interface MatterTable {
  readonly asAt: Day;
  readonly start: Int32Array;
  readonly person: Int32Array;
  readonly matter: Int32Array;
  /** The day it is said to have happened, the earliest of its events. */
  readonly day: Int32Array;
  readonly allegations: Uint16Array;
  /** Upheld in a finding known before `asAt`. */
  readonly upheld: Uint8Array;
  /** Any finding known before `asAt`. */
  readonly decided: Uint8Array;
  /** Rows of each matter: `members[m0]` to `members[m1]` with `memberStart[matter]` and the next. */
  readonly memberStart: Int32Array;
  readonly members: Int32Array;
  /** Event → row, −1 for an event not yet known or shown not to have happened. */
  readonly rowOfEvent: Int32Array;
}

/** A finding counts on a day only if it was known before it. */
export const findingKnownBefore = (table: EventTable, event: number, asAt: Day): boolean =>
  table.findingKnown[event]! !== never && table.findingKnown[event]! < asAt && table.finding[event]! !== 0;

interface Rows {
  readonly person: number[];
  readonly matter: number[];
  readonly day: number[];
  readonly allegations: number[];
  readonly upheld: number[];
  readonly decided: number[];
}

/** Adds one event to the row of its matter. Events of a person come together, so one slot a matter is enough. */
function foldEvent(rows: Rows, row: number, table: EventTable, event: number, asAt: Day): void {
  rows.day[row] = Math.min(rows.day[row]!, table.happened[event]!);
  rows.allegations[row]!++;
  if (!findingKnownBefore(table, event, asAt)) return;
  rows.decided[row] = 1;
  if (table.finding[event]! === upheldCode) rows.upheld[row] = 1;
}

function membersOf(matter: readonly number[], matters: number): { memberStart: Int32Array; members: Int32Array } {
  const memberStart = new Int32Array(matters + 1);
  for (const m of matter) memberStart[m + 1]!++;
  for (let m = 0; m < matters; m++) memberStart[m + 1]! += memberStart[m]!;
  const next = Int32Array.from(memberStart);
  const members = new Int32Array(matter.length);
  matter.forEach((m, row) => {
    members[next[m]!++] = row;
  });
  return { memberStart, members };
}

/** Everyone's matters as known before `asAt`. What was shown not to have happened counts for nothing. */
export function mattersKnownBefore(table: EventTable, asAt: Day): MatterTable {
  const rows: Rows = { person: [], matter: [], day: [], allegations: [], upheld: [], decided: [] };
  const people = table.persons.length;
  const start = new Int32Array(people + 1);
  const rowOfEvent = new Int32Array(table.known.length).fill(-1);
  const slotPerson = new Int32Array(table.matters).fill(-1);
  const slotRow = new Int32Array(table.matters);
  for (let p = 0; p < people; p++) {
    start[p] = rows.person.length;
    for (let e = table.start[p]!; e < table.start[p + 1]! && table.known[e]! < asAt; e++) {
      if (table.finding[e]! === eliminatedCode && findingKnownBefore(table, e, asAt)) continue;
      const matter = table.matter[e]!;
      if (slotPerson[matter] !== p) {
        slotPerson[matter] = p;
        slotRow[matter] = rows.person.length;
        rows.person.push(p);
        rows.matter.push(matter);
        rows.day.push(table.happened[e]!);
        rows.allegations.push(0);
        rows.upheld.push(0);
        rows.decided.push(0);
      }
      rowOfEvent[e] = slotRow[matter]!;
      foldEvent(rows, slotRow[matter]!, table, e, asAt);
    }
  }
  start[people] = rows.person.length;
  return {
    asAt,
    start,
    person: Int32Array.from(rows.person),
    matter: Int32Array.from(rows.matter),
    day: Int32Array.from(rows.day),
    allegations: Uint16Array.from(rows.allegations),
    upheld: Uint8Array.from(rows.upheld),
    decided: Uint8Array.from(rows.decided),
    ...membersOf(rows.matter, table.matters),
    rowOfEvent,
  };
}
