/**
 * Choosing without looking. Settings are tried at earlier days as if each were today: learnt from what was known
 * before it, judged on what came to be known after it and before the day asked about. Nothing else picks them.
 */
import type { Day } from '../history.ts';
import { type Fit, fitRegression, linearPredictor } from '../statistics/regression.ts';
import { type Answers, answersKnownBefore, answersOf } from './answers.ts';
import type { EventTable } from './events.ts';
import { type Album, type Settings, type Trained, train, yearsBefore } from './training.ts';

export interface Trial {
  readonly on: Day;
  readonly settings: Settings;
  /** Poisson loss per answer after matching the level: lower is better. */
  readonly loss: number;
  /** How much the linear predictor had to be stretched on that day: above 1 it had been too shy. */
  readonly slope: number;
}

export interface Choice {
  readonly settings: Settings;
  readonly trials: readonly Trial[];
  /** Mean slope of the chosen settings, kept within bounds; 1 where nothing could be tried. */
  readonly stretch: number;
}

const fewestAnswers = 30;
const stretchBounds = [0.7, 1.5] as const;

/** Days on which settings can be tried: the latest whose two years are mostly known, and a year before it. */
function trialDays(answers: Answers, leastKnown: number): Day[] {
  for (let years = 1; years <= 6; years++)
    if (answers.known(yearsBefore(answers.now, years)) >= leastKnown)
      return [yearsBefore(answers.now, years), yearsBefore(answers.now, years + 1)];
  return [];
}

interface Judged {
  readonly loss: number;
  readonly slope: number;
}

function judge(eta: Float64Array, y: Float64Array): Judged | null {
  const events = y.reduce((sum, value) => sum + value, 0);
  if (events < fewestAnswers) return null;
  const level = Math.log(events / eta.reduce((sum, value) => sum + Math.exp(value), 0));
  let loss = 0;
  for (let i = 0; i < y.length; i++) loss -= y[i]! * (eta[i]! + level);
  const design = { x: eta, rows: eta.length, columns: 1 };
  const fit = fitRegression({ family: 'poisson', design, y, penalty: 0 });
  return { loss: loss / events, slope: fit.weights[0]! };
}

export interface TrialGround {
  readonly table: EventTable;
  readonly album: Album;
  readonly answers: Answers;
  /** The first stage, when the second is being chosen: its settings are learnt again at each trial day, from its fit. */
  readonly first?: { readonly settings: Settings; readonly fit: Fit };
}

function firstStage(ground: TrialGround, on: Day): Trained | null | undefined {
  if (!ground.first) return undefined;
  const { settings, fit } = ground.first;
  const answers = answersKnownBefore(ground.table, on, settings.stage);
  return train({ table: ground.table, album: ground.album, answers, start: fit }, settings);
}

function tryOn(ground: TrialGround, on: Day, candidates: readonly Settings[]): Trial[] {
  const features = ground.album(on);
  if (features.rows === 0) return [];
  const first = firstStage(ground, on);
  if (first === null) return [];
  const answers = answersKnownBefore(ground.table, on, ground.answers.stage);
  const y = answersOf(ground.answers, features);
  const base = first ? linearPredictor(first.fit, features) : null;
  let start: Fit | undefined;
  return candidates.flatMap((settings) => {
    const { table, album } = ground;
    const trained = train(
      { table, album, answers, ...(first && { first: first.fit }), ...(start && { start }) },
      settings,
    );
    if (!trained) return [];
    start = trained.fit;
    const eta = linearPredictor(trained.fit, features).map((value, i) => value + (base ? base[i]! : 0));
    const judged = judge(eta, y);
    return judged ? [{ on, settings, ...judged }] : [];
  });
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** The candidate with the lowest mean loss over the trial days; the first candidate where no trial can be held. */
export function chooseSettings(ground: TrialGround, candidates: readonly Settings[], leastKnown: number): Choice {
  const trials = trialDays(ground.answers, leastKnown).flatMap((on) => tryOn(ground, on, candidates));
  const ranked = candidates
    .map((settings) => trials.filter((trial) => trial.settings === settings))
    .filter((own) => own.length > 0)
    .sort((a, b) => b.length - a.length || mean(a.map((t) => t.loss)) - mean(b.map((t) => t.loss)));
  const best = ranked[0];
  if (!best) return { settings: candidates[0]!, trials, stretch: 1 };
  const slope = mean(best.map((trial) => trial.slope));
  return {
    settings: best[0]!.settings,
    trials,
    stretch: Math.min(stretchBounds[1], Math.max(stretchBounds[0], slope)),
  };
}
