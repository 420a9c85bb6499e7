/**
 * Late news. What happened last month is half known today, and a finding comes a year or more after it. The delay is
 * estimated from what is known so far by the reverse-time product limit (right-truncated data, Lagakos, Barraj and
 * De Gruttola 1988), so that a window which is not yet fully known is learnt from as the part of it that is.
 */
import type { Day } from '../history.ts';

/** One thing that happened and became known. */
export interface Arrival {
  readonly happened: Day;
  readonly known: Day;
}

/** `share[d]`: estimated share that is known within d days. Beyond the end it is 1. */
export interface Delay {
  readonly share: Float64Array;
}

/** With fewer than this at risk a step of the estimate would be noise. */
const leastAtRisk = 20;

/** The delay as it can be estimated on the morning of `now`; every arrival must be known before it. */
export function estimateDelay(arrivals: Iterable<Arrival>, now: Day): Delay {
  const at: number[] = [];
  const left: number[] = [];
  for (const { happened, known } of arrivals) {
    const delay = Math.max(0, known - happened);
    const room = now - happened;
    at[delay] = (at[delay] ?? 0) + 1;
    left[room] = (left[room] ?? 0) + 1;
  }
  const longest = Math.max(at.length, 1);
  const atRisk = new Float64Array(longest);
  let risk = 0;
  for (let d = 0; d < longest; d++) {
    risk += (at[d] ?? 0) - (left[d] ?? 0);
    atRisk[d] = risk;
  }
  const share = new Float64Array(longest);
  let below = 1;
  for (let d = longest - 1; d >= 0; d--) {
    share[d] = below;
    if (atRisk[d]! >= leastAtRisk) below *= 1 - (at[d] ?? 0) / atRisk[d]!;
  }
  return { share };
}

/** The share known within so many days. */
export function shareKnownWithin(delay: Delay, days: number): number {
  if (days < 0) return 0;
  return days >= delay.share.length ? 1 : delay.share[days]!;
}

/** How much of a window from `from`, `length` days long, can be expected to be known on the morning of `now`. */
export function shareOfWindowKnown(
  delay: Delay,
  window: { readonly from: Day; readonly length: number },
  now: Day,
): number {
  let total = 0;
  for (let t = 0; t < window.length; t++) total += shareKnownWithin(delay, now - 1 - (window.from + t));
  return total / window.length;
}
