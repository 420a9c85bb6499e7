/** Percentile bootstrap over persons: whole people are drawn with replacement, every ordering on the same draw. */
import { type Interval, quantileOfSorted } from './intervals.ts';
import { createDice } from './random.ts';

export interface BootstrapPlan {
  readonly people: number;
  readonly draws: number;
  readonly seed: number;
}

/** Calls `figures` with each draw's weights (how often each person was drawn) and gathers what it returns, column-wise. */
export function bootstrapPeople(
  plan: BootstrapPlan,
  figures: (weights: Uint16Array) => readonly number[],
): Float64Array[] {
  const dice = createDice(plan.seed);
  const weights = new Uint16Array(plan.people);
  const columns: Float64Array[] = [];
  for (let draw = 0; draw < plan.draws; draw++) {
    weights.fill(0);
    for (let i = 0; i < plan.people; i++) weights[dice.below(plan.people)]!++;
    figures(weights).forEach((value, j) => {
      columns[j] ??= new Float64Array(plan.draws);
      columns[j]![draw] = value;
    });
  }
  return columns;
}

/** The middle 95% of the draws; draws without a value (no positive drawn) are left out. */
export function percentileInterval(draws: ArrayLike<number>, level = 0.95): Interval {
  const sorted = Float64Array.from(Array.from(draws).filter((value) => !Number.isNaN(value))).sort();
  const tail = (1 - level) / 2;
  return [quantileOfSorted(sorted, tail), quantileOfSorted(sorted, 1 - tail)];
}

/** The interval of a − b, draw by draw, so that what the two share cancels. */
export function pairedInterval(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): Interval {
  return percentileInterval(
    Array.from(a, (value, i) => value - b[i]!),
    level,
  );
}
