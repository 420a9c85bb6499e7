/**
 * The prospective test: orderings made before a day against what happened after it. Model, simple rules and chance
 * side by side, every figure with an interval from the same bootstrap draws over persons.
 */
import { bootstrapPeople, pairedInterval, percentileInterval } from '../statistics/bootstrap.ts';
import { brierScore, type CalibrationRow, calibrationDeciles, logit, recalibrate } from '../statistics/calibration.ts';
import type { Interval } from '../statistics/intervals.ts';
import { type Ordering, orderByScore, type RankFigures, rankFigures } from '../statistics/ranking.ts';

/** Figures by percentage asked for: `{"5": 0.31}`. */
export type ByTop<T = number> = Readonly<Record<string, T>>;

export interface RuleFigures {
  readonly auc: number;
  readonly recallAt: ByTop;
  readonly precisionAt: ByTop;
  readonly intervals: {
    readonly auc: Interval;
    readonly recallAt: ByTop<Interval>;
    readonly precisionAt: ByTop<Interval>;
  };
}

/** Calibration of stated chances, with the slope of a logistic recalibration: 1 is right. */
export interface Calibrated {
  readonly calibration: readonly CalibrationRow[];
  readonly slope: number;
  readonly slopeInterval: Interval;
  /** How many came, against how many were foretold: above 1 the chances were too low for everyone. */
  readonly observedOverExpected: number;
  readonly brier: number;
}

export interface AssessRequest {
  readonly positive: Uint8Array;
  readonly model: ArrayLike<number>;
  /** Stated chances, NaN for whoever is refused; the slope and the deciles are measured on them. */
  readonly chances: Float64Array;
  readonly rules: Readonly<Record<string, ArrayLike<number>>>;
  /** Percentages of the cohort: 2, 5, 10. */
  readonly top: readonly number[];
  readonly draws: number;
  readonly seed: number;
}

export interface Assessment {
  readonly model: RuleFigures & Calibrated;
  readonly rules: Readonly<Record<string, RuleFigures>>;
  /** Model less rule, on the same draws. */
  readonly differences: Readonly<Record<string, RuleFigures>>;
  readonly chance: Pick<RuleFigures, 'auc' | 'recallAt' | 'precisionAt'>;
  /** Expected hits and false flags among those flagged, per percentage. */
  readonly workload: ByTop<{ readonly flagged: number; readonly hits: number; readonly falseFlags: number }>;
}

/** The slope needs an iteration a draw, so it is taken on the first of them only. */
const slopeDraws = 200;

const byTop = <T>(top: readonly number[], of: (j: number) => T): ByTop<T> =>
  Object.fromEntries(top.map((percent, j) => [String(percent), of(j)]));

/** auc, then recall at each percentage, then precision: the columns of a bootstrap draw. */
const flat = (figures: RankFigures): number[] => [figures.auc, ...figures.recall, ...figures.precision];

function figuresFrom(
  top: readonly number[],
  at: (column: number) => number,
  over: (column: number) => Interval,
): RuleFigures {
  const n = top.length;
  return {
    auc: at(0),
    recallAt: byTop(top, (j) => at(1 + j)),
    precisionAt: byTop(top, (j) => at(1 + n + j)),
    intervals: {
      auc: over(0),
      recallAt: byTop(top, (j) => over(1 + j)),
      precisionAt: byTop(top, (j) => over(1 + n + j)),
    },
  };
}

interface Drawn {
  readonly point: readonly number[];
  /** One column of draws per figure. */
  readonly draws: readonly Float64Array[];
}

/** Point figures and draws of every ordering, on the same draws. */
function drawAll(
  request: AssessRequest,
  orderings: readonly Ordering[],
): { rules: Drawn[]; slope: { whole: number; draws: Float64Array } } {
  const shares = request.top.map((percent) => percent / 100);
  const { positive } = request;
  const logits = request.chances.map(logit);
  const points = orderings.map((ordering) => flat(rankFigures(ordering, positive, shares)));
  const width = points[0]!.length;
  const whole = recalibrate(logits, positive, null);
  let draw = 0;
  const columns = bootstrapPeople({ people: positive.length, draws: request.draws, seed: request.seed }, (weights) => {
    const row = orderings.flatMap((ordering) => flat(rankFigures(ordering, positive, shares, weights)));
    row.push(draw++ < slopeDraws ? recalibrate(logits, positive, weights, whole).slope : Number.NaN);
    return row;
  });
  return {
    rules: points.map((point, i) => ({ point, draws: columns.slice(i * width, (i + 1) * width) })),
    slope: { whole: whole.slope, draws: columns[orderings.length * width] ?? new Float64Array() },
  };
}

const alone = (top: readonly number[], { point, draws }: Drawn): RuleFigures =>
  figuresFrom(
    top,
    (column) => point[column]!,
    (column) => percentileInterval(draws[column] ?? []),
  );

const against = (top: readonly number[], model: Drawn, rule: Drawn): RuleFigures =>
  figuresFrom(
    top,
    (column) => model.point[column]! - rule.point[column]!,
    (column) => pairedInterval(model.draws[column] ?? [], rule.draws[column] ?? []),
  );

function levelRatio({ chances, positive }: AssessRequest): number {
  let [came, foretold] = [0, 0];
  for (let i = 0; i < chances.length; i++) {
    if (Number.isNaN(chances[i]!)) continue;
    came += positive[i]!;
    foretold += chances[i]!;
  }
  return came / foretold;
}

/** What an order drawn by lot would give: the share flagged is found, and the base rate is right. */
function chanceFigures(request: AssessRequest, positives: number): Assessment['chance'] {
  const n = request.positive.length;
  const flagged = (j: number): number => Math.max(1, Math.round((n * request.top[j]!) / 100));
  return {
    auc: 0.5,
    recallAt: byTop(request.top, (j) => flagged(j) / n),
    precisionAt: byTop(request.top, () => positives / n),
  };
}

/** Everything the orderings can be held to. The cohort must hold a positive and someone who is not. */
export function assess(request: AssessRequest): Assessment {
  const { top, positive } = request;
  const names = Object.keys(request.rules);
  const modelOrder = orderByScore(request.model);
  const { rules, slope } = drawAll(request, [modelOrder, ...names.map((name) => orderByScore(request.rules[name]!))]);
  const model = rules[0]!;
  const whole = rankFigures(
    modelOrder,
    positive,
    top.map((percent) => percent / 100),
  );
  const ruleOf = (i: number): Drawn => rules[i + 1]!;
  return {
    model: {
      ...alone(top, model),
      calibration: calibrationDeciles(request.chances, positive),
      slope: slope.whole,
      slopeInterval: percentileInterval(slope.draws),
      observedOverExpected: levelRatio(request),
      brier: brierScore(request.chances, positive),
    },
    rules: Object.fromEntries(names.map((name, i) => [name, alone(top, ruleOf(i))])),
    differences: Object.fromEntries(names.map((name, i) => [name, against(top, model, ruleOf(i))])),
    chance: chanceFigures(request, whole.positives),
    workload: byTop(top, (j) => ({
      flagged: whole.flagged[j]!,
      hits: whole.hits[j]!,
      falseFlags: whole.flagged[j]! - whole.hits[j]!,
    })),
  };
}
