/**
 * Learning from the past of the past. At earlier days ("landmarks") the columns are made from what was known then;
 * the answer is what came to be known, by the day asked about, to have happened in the two years after. First stage:
 * new allegations, of which there are many. Second stage, only where the file says when findings became known: upheld
 * matters, learnt as a departure from the first stage, so that few findings cannot overrule many matters.
 */
import type { Day } from '../history.ts';
import { type Design, type Fit, fitRegression, linearPredictor } from '../statistics/regression.ts';
import type { Answers, Stage } from './answers.ts';
import { answersOf } from './answers.ts';
import type { EventTable } from './events.ts';
import { type Features, featuresAsAt } from './features.ts';

/** Features by day, made once: landmarks are shared between stages and trials. */
export type Album = (day: Day) => Features;

export function createAlbum(table: EventTable, types: readonly number[]): Album {
  const made = new Map<Day, Features>();
  return (day) => {
    const features = made.get(day) ?? featuresAsAt(table, day, types);
    made.set(day, features);
    return features;
  };
}

export interface Settings {
  readonly stage: Stage;
  readonly penalty: number;
  /** How many landmarks back at most. */
  readonly landmarks: number;
}

/** A window less known than this says too little. */
const leastKnown = 0.25;
/** A landmark needs this much past, or its counts would be those of a file that has only just begun. */
const leastPastDays = 730;
const leastEvents = 30;

/** The day by which a hundredth of the file had happened: a few mistyped years must not pass for its beginning. */
function beginningOf(table: EventTable): Day {
  const sorted = Int32Array.from(table.happened).sort();
  return sorted[Math.floor(sorted.length / 100)] ?? table.at;
}

/**
 * So many years before, on the same day of the calendar. Landmarks keep to it, since a file that knows only the year in
 * which something was received knows more in January than in July.
 */
export const yearsBefore = (day: Day, years: number): Day => day - Math.round(years * 365.25);

/** Landmarks a year apart, latest first, that have a past and whose answers are known well enough. */
export function landmarksFor(table: EventTable, answers: Answers, most: number): Day[] {
  const begin = beginningOf(table) + leastPastDays;
  const days: Day[] = [];
  for (let years = 1; yearsBefore(answers.now, years) >= begin && days.length < most; years++) {
    const day = yearsBefore(answers.now, years);
    if (answers.known(day) >= leastKnown) days.push(day);
  }
  return days;
}

export interface Stack extends Design {
  readonly y: Float64Array;
  /** Log of the share of the window that is known, plus the prediction of the first stage. */
  readonly offset: Float64Array;
}

/** Rows of several landmarks under one another. */
export function stack(album: Album, answers: Answers, days: readonly Day[], first?: Fit): Stack {
  const parts = days.map((day) => album(day));
  const columns = parts[0]!.columns;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const x = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  const offset = new Float64Array(rows);
  let row = 0;
  for (const part of parts) {
    x.set(part.x, row * columns);
    y.set(answersOf(answers, part), row);
    offset.fill(Math.log(answers.known(part.asAt)), row, row + part.rows);
    if (first) for (const eta of linearPredictor(first, part)) offset[row++]! += eta;
    else row += part.rows;
  }
  return { x, y, offset, rows, columns };
}

export interface Trained {
  readonly fit: Fit;
  readonly landmarks: readonly Day[];
  readonly rows: number;
  readonly events: number;
  /** How far counts vary beyond their means: variance of a gamma factor; 0 is pure Poisson. */
  readonly spread: number;
}

/** Method of moments. */
function extraSpread(design: Stack, fit: Fit): number {
  const eta = linearPredictor(fit, design);
  let over = 0;
  let square = 0;
  for (let i = 0; i < design.rows; i++) {
    const mean = Math.exp(eta[i]! + design.offset[i]!);
    over += (design.y[i]! - mean) ** 2 - design.y[i]!;
    square += mean * mean;
  }
  return square === 0 ? 0 : Math.max(0, over / square);
}

/** What a fit stands on. */
export interface Ground {
  readonly table: EventTable;
  readonly album: Album;
  readonly answers: Answers;
  /** The first stage, when the second is fitted. */
  readonly first?: Fit;
  /** An earlier fit of the same stage to begin from. */
  readonly start?: Fit;
}

/** Fits one stage on what was known before `answers.now`, or null where there is too little to learn from. */
export function train(ground: Ground, settings: Settings): Trained | null {
  const landmarks = landmarksFor(ground.table, ground.answers, settings.landmarks);
  if (landmarks.length === 0) return null;
  const design = stack(ground.album, ground.answers, landmarks, ground.first);
  const events = design.y.reduce((sum, y) => sum + y, 0);
  if (events < leastEvents) return null;
  const { penalty } = settings;
  const { y, offset } = design;
  const start = ground.start && { start: ground.start };
  const fit = fitRegression({ family: 'poisson', design, y, offset, penalty, ...start });
  return { fit, landmarks, rows: design.rows, events, spread: extraSpread(design, fit) };
}
