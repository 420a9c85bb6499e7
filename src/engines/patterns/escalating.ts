/** Whether the matters about one subject rise: graver than before, going on after they were known, or coming faster. */
import type { Day } from '../history.ts';
import type { Matter } from './matters.ts';
import { isPossiblyLater, isRelated, saysAgain, sharesAffected } from './relate.ts';
import { addMonths } from './windows.ts';

export interface RisingRule {
  /** Tenths of a grade by which a related matter, or any other, must exceed an earlier one. */
  readonly riseIfRelated: number;
  readonly riseOtherwise: number;
  /** A later matter below this is no escalation, however mild the first. */
  readonly seriousFrom: number;
  /** Added to grave conduct that goes on against the same person after it was known. */
  readonly again: number;
  readonly againFrom: number;
  readonly lookBackMonths: number;
  /** Four matters in a row, each gap at most this share of the one before, the last three within so many days. */
  readonly gapShare: number;
  readonly lastThreeWithinDays: number;
}

export interface Rise {
  /** Largest rise in tenths of a grade; 0 where only the pace rises. */
  readonly most: number;
  readonly isGraver: boolean;
  readonly isCloser: boolean;
  /** Per matter, in the order given: tenths of a grade with what going on adds. */
  readonly points: readonly number[];
  readonly again: readonly boolean[];
}

/** The rise in a list of matters with the gravity of each; null where there is none. */
export function risingIn(matters: readonly Matter[], gravity: readonly number[], rule: RisingRule): Rise | null {
  const again = matters.map((matter, index) => gravity[index]! >= rule.againFrom && goesOn(matters, matter));
  const points = gravity.map((base, index) => (again[index] ? base + rule.again : base));
  let most = 0;
  for (let later = 0; later < matters.length; later++) {
    if (points[later]! < rule.seriousFrom) continue;
    for (let earlier = 0; earlier < matters.length; earlier++) {
      // Against the earlier one as it was, without what going on adds: another matter can then never undo a rise.
      const rise = points[later]! - gravity[earlier]!;
      if (later === earlier || rise < rule.riseIfRelated || !isRise(matters[later]!, matters[earlier]!, rise, rule))
        continue;
      most = Math.max(most, rise);
    }
  }
  const isCloser = isComingFaster(matters, rule);
  if (most === 0 && !isCloser) return null;
  return {
    most,
    isGraver: most > 0,
    isCloser,
    points,
    again,
  };
}

function isRise(later: Matter, earlier: Matter, rise: number, rule: RisingRule): boolean {
  if (!isPossiblyLater(later, earlier)) return false;
  if (rise < rule.riseOtherwise && !isRelated(later, earlier)) return false;
  if (!later.isDated || !earlier.isDated || later.from - earlier.to <= rule.lookBackMonths * 28) return true;
  return later.from <= addMonths(earlier.to, rule.lookBackMonths);
}

/** An earlier matter about the same person was known, and it happens again. */
function goesOn(matters: readonly Matter[], matter: Matter): boolean {
  const isSaid = saysAgain(matter);
  return matters.some(
    (earlier) =>
      earlier !== matter &&
      earlier.knownOn <= matter.knownOn &&
      isPossiblyLater(matter, earlier) &&
      (sharesAffected(matter, earlier) || (isSaid && isRelated(matter, earlier))),
  );
}

/** Four in a row came at gaps that shrank. Only real days have gaps. */
function isComingFaster(matters: readonly Matter[], rule: RisingRule): boolean {
  const days: Day[] = [];
  for (const matter of matters) if (matter.isDated && matter.to - matter.from <= 31) days.push(matter.knownOn);
  if (days.length < 4) return false;
  days.sort((a, b) => a - b);
  for (let at = 3; at < days.length; at++) {
    const gaps = [days[at - 2]! - days[at - 3]!, days[at - 1]! - days[at - 2]!, days[at]! - days[at - 1]!] as const;
    const isFaster = gaps[2] > 0 && gaps[1] <= gaps[0] * rule.gapShare && gaps[2] <= gaps[1] * rule.gapShare;
    if (isFaster && gaps[1] + gaps[2] <= rule.lastThreeWithinDays) return true;
  }
  return false;
}
