/** The risk ordering: whom to look at first, on what was known before a day, with the reason for each place. */
import type { Day } from '../history.ts';
import { linearPredictor } from '../statistics/regression.ts';
import { answersKnownBefore } from './answers.ts';
import { type EventTable, upheldCode } from './events.ts';
import { type Features, frequentTypes } from './features.ts';
import { createAlbum, type Settings, type Trained, train } from './training.ts';
import { type Choice, chooseSettings } from './trials.ts';

/** What the scores stand for. `none`: too little to learn from, and a plain decayed count stands in. */
export type Target = 'upheld' | 'allegations' | 'none';

export interface RiskOrder {
  readonly at: Day;
  readonly target: Target;
  /** One sentence on what was learnt, and on what it was not. */
  readonly targetWords: string;
  readonly features: Features;
  /** Index in the table's persons of each ordered person; everyone else is refused. */
  readonly person: Int32Array;
  /** `upheld`: chance of an upheld matter within two years. Otherwise the expected number of new allegations. */
  readonly score: Float64Array;
  /** Expected number, before it is turned into a chance. */
  readonly rate: Float64Array;
  /** Weight of each column in the log of the rate. */
  readonly weights: Float64Array;
  /** Mean of each column over the ordered people: what "more" and "less" in a reason are measured against. */
  readonly means: Float64Array;
  readonly learnt: {
    readonly landmarks: readonly Day[];
    readonly rows: number;
    readonly events: number;
    readonly stages: readonly { readonly settings: Settings; readonly stretch: number; readonly trials: number }[];
  };
}

const firstCandidates: readonly Settings[] = [
  { stage: 'allegations', penalty: 30, landmarks: 8 },
  { stage: 'allegations', penalty: 30, landmarks: 4 },
  { stage: 'allegations', penalty: 300, landmarks: 8 },
];
const secondCandidates: readonly Settings[] = [
  { stage: 'upheld', penalty: 1000, landmarks: 8 },
  { stage: 'upheld', penalty: 100, landmarks: 8 },
];
/** Fewer upheld matters than this and the second stage would learn noise. */
const leastUpheld = 60;

const words: Record<Target, string> = {
  upheld:
    'chance of an upheld matter that happens within two years; learnt from findings known before the date, the later ' +
    'ones weighted for those still to come',
  allegations:
    'expected new allegations within two years: the file does not say when findings became known, or too few were ' +
    'known, so none was used, not even to learn from; the score is not a chance of an upheld matter',
  none: 'a plain count of matters that halves every two years: there was too little past to learn from',
};

function meansOf(features: Features): Float64Array {
  const means = new Float64Array(features.columns);
  for (let i = 0; i < features.rows; i++)
    for (let j = 0; j < features.columns; j++) means[j]! += features.x[i * features.columns + j]! / features.rows;
  return means;
}

/** Stretches log rates about their mean, as the trials found needed. Keeps the order and the sum. */
function stretched(eta: Float64Array, stretch: number): Float64Array {
  const middle = eta.reduce((sum, value) => sum + value, 0) / Math.max(1, eta.length);
  const next = eta.map((value) => middle + stretch * (value - middle));
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + Math.exp(value), 0);
  const level = eta.length === 0 ? 0 : Math.log(total(eta) / total(next));
  return next.map((value) => value + level);
}

/** Chance of at least one, the count being gamma-Poisson. */
const chanceOfAny = (rate: number, spread: number): number =>
  spread < 1e-6 ? -Math.expm1(-rate) : -Math.expm1(-Math.log1p(rate * spread) / spread);

interface Learnt {
  readonly choice: Choice;
  readonly trained: Trained;
}

function learnFirst(table: EventTable, album: ReturnType<typeof createAlbum>): Learnt | null {
  const answers = answersKnownBefore(table, table.at, 'allegations');
  const choice = chooseSettings({ table, album, answers }, firstCandidates, 0.9);
  const trained = train({ table, album, answers }, choice.settings);
  return trained && { choice, trained };
}

function learnSecond(table: EventTable, album: ReturnType<typeof createAlbum>, first: Learnt): Learnt | null {
  if (table.finding.filter((finding) => finding === upheldCode).length < leastUpheld) return null;
  const answers = answersKnownBefore(table, table.at, 'upheld');
  const choice = chooseSettings(
    { table, album, answers, first: { settings: first.choice.settings, fit: first.trained.fit } },
    secondCandidates,
    0.6,
  );
  const trained = train({ table, album, answers, first: first.trained.fit }, choice.settings);
  return trained && { choice, trained };
}

const stageOf = ({ choice }: Learnt): RiskOrder['learnt']['stages'][number] => ({
  settings: choice.settings,
  stretch: choice.stretch,
  trials: choice.trials.length,
});

/** Halving every two years, on the scale of matters in two years. */
function plainCount(features: Features): Float64Array {
  const column = features.names.findIndex((name) => name.name === 'matters decayed over 2 years');
  return Float64Array.from(
    { length: features.rows },
    (_, i) => 2 * Math.max(0, Math.exp(features.x[i * features.columns + column]!) - 0.1),
  );
}

/** Orders everyone with a countable matter known before `table.at`. */
export function orderByRisk(table: EventTable): RiskOrder {
  const album = createAlbum(table, frequentTypes(table));
  const features = album(table.at);
  const first = features.rows === 0 ? null : learnFirst(table, album);
  const common = { at: table.at, features, person: features.person, means: meansOf(features) };
  if (!first) {
    const rate = plainCount(features);
    const weights = new Float64Array(features.columns);
    const learnt = { landmarks: [], rows: 0, events: 0, stages: [] };
    return { ...common, target: 'none', targetWords: words.none, score: rate, rate, weights, learnt };
  }
  const second = learnSecond(table, album, first);
  const last = second ?? first;
  const own = linearPredictor(first.trained.fit, features);
  const more = second ? linearPredictor(second.trained.fit, features) : null;
  const rate = stretched(
    own.map((value, i) => value + (more ? more[i]! : 0)),
    last.choice.stretch,
  ).map((value) => Math.exp(value));
  const departure = second?.trained.fit.weights;
  const target: Target = second ? 'upheld' : 'allegations';
  return {
    ...common,
    target,
    targetWords: words[target],
    rate,
    score: second ? rate.map((value) => chanceOfAny(value, second.trained.spread)) : rate,
    weights: first.trained.fit.weights.map((w, j) => last.choice.stretch * (w + (departure ? departure[j]! : 0))),
    learnt: {
      landmarks: last.trained.landmarks,
      rows: last.trained.rows,
      events: last.trained.events,
      stages: second ? [stageOf(first), stageOf(second)] : [stageOf(first)],
    },
  };
}
