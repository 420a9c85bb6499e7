/** What came to be known, by a day, about the two years after a landmark: the answers that the ordering learns from. */
import type { Day } from '../history.ts';
import { estimateDelay, shareOfWindowKnown } from './delay.ts';
import { type EventTable, never, upheldCode } from './events.ts';
import type { Features } from './features.ts';
import { type MatterTable, mattersKnownBefore } from './matters.ts';

/**
 * `allegations`: new allegations, the stand-in where nobody can say when findings became known. Each allegation is
 * decided for itself, so that other things equal the chance of an upheld one goes with their number.
 */
export type Stage = 'allegations' | 'upheld';

/** What was known about the answers on the morning of `now`. */
export interface Answers {
  readonly stage: Stage;
  readonly now: Day;
  readonly matters: MatterTable;
  /** Share of the two years from a landmark that can be expected to be known by `now`. */
  readonly known: (landmark: Day) => number;
  readonly events: number;
}

/** Two years, as the outcome is defined. */
export const horizonDays = 730;

function upheldDay(table: EventTable, event: number, now: Day): Day | null {
  const day = table.findingKnown[event]!;
  return day !== never && day < now && table.finding[event]! === upheldCode ? day : null;
}

/** Everything that a stage may count as an answer on the morning of `now`. */
export function answersKnownBefore(table: EventTable, now: Day, stage: Stage): Answers {
  const arrivals: { happened: Day; known: Day }[] = [];
  for (let e = 0; e < table.known.length; e++) {
    if (table.known[e]! >= now) continue;
    const known = stage === 'allegations' ? table.known[e]! : upheldDay(table, e, now);
    if (known !== null) arrivals.push({ happened: table.happened[e]!, known });
  }
  const delay = estimateDelay(arrivals, now);
  const shares = new Map<Day, number>();
  const known = (landmark: Day): number => {
    const share = shares.get(landmark) ?? shareOfWindowKnown(delay, { from: landmark, length: horizonDays }, now);
    shares.set(landmark, share);
    return share;
  };
  return { stage, now, matters: mattersKnownBefore(table, now), known, events: arrivals.length };
}

/** Answers in the two years from the landmark of the features, row by row. */
export function answersOf(answers: Answers, features: Features): Float64Array {
  const { matters, stage } = answers;
  const y = new Float64Array(features.rows);
  for (let i = 0; i < features.rows; i++) {
    const person = features.person[i]!;
    for (let r = matters.start[person]!; r < matters.start[person + 1]!; r++) {
      if (matters.day[r]! < features.asAt || matters.day[r]! >= features.asAt + horizonDays) continue;
      y[i]! += stage === 'allegations' ? matters.allegations[r]! : matters.upheld[r]!;
    }
  }
  return y;
}
