/** Plays a rule over the past: who met its threshold, and nobody decided anything in the month after (SIG-01.6). */
import { type Day, dayToIso, isoToDay } from '../../../engines/history.ts';
import type { DetectionCode } from '../../../engines/signals.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { listAnswers } from '../../duties/index.ts';
import { clusterRoots } from '../../people/index.ts';
import { detectors } from '../detectors/all.ts';
import { actWithinDays, firstDecisionFrom } from '../rules/was-acted-on.ts';
import { baselinesBefore, type FiringRow, firingsOfRule } from '../store.ts';
import { lookAtEveryone } from './look-at-everyone.ts';

export interface PassedOver {
  readonly subject: string;
  readonly code: DetectionCode;
  readonly rule: string;
  /** The day on which the threshold was crossed. */
  readonly since: string;
  readonly cites: readonly string[];
  /** The first decision or answer after all, past the month; null where there is none yet. */
  readonly firstActOn: string | null;
  /** Whole days from the threshold to that, or to the end of the period. */
  readonly daysWithout: number;
  /** The rule holds no longer on what is known at the end of the period. */
  readonly isGone: boolean;
}

interface Crossing {
  readonly subject: string;
  readonly code: DetectionCode;
  readonly rule: string;
  readonly since: Day;
  readonly cites: readonly string[];
  readonly isGone: boolean;
}

/**
 * People who crossed the threshold of a rule (`repeat`) from one day to another, and for whom no decision stands on the
 * record and no answer was given within 30 days. Crossings too late in the period to say are left out. For clerks.
 */
export async function replay(tx: Tx, rule: string, from: string, to: string): Promise<PassedOver[]> {
  const name = rule.split('@')[0]!;
  const detector = detectors.find((each) => each.name === name);
  if (!detector) throw new Refused(refuse('no-such-rule', `"${rule}" is not a rule.`));
  const last = isoToDay(to) - actWithinDays;
  const isInside = (since: Day): boolean => since >= isoToDay(from) && since <= last;
  const firings = await firingsOfRule(tx, name);
  const roots = await clusterRoots(tx, to);
  const answered = await firstAnswers(tx, firings, roots);
  const past = firedBefore(firings, roots);
  const over: PassedOver[] = [];
  await lookAtEveryone(tx, to, await baselinesBefore(tx, to), (history, _isPerson, found) => {
    const now = found.get(`${detector.code}/${name}`)?.detection;
    const crossing: Crossing | undefined = now ? { ...now, isGone: false } : past.get(history.subject);
    if (!crossing || !isInside(crossing.since)) return;
    const decided = firstDecisionFrom(history.entries, crossing.since);
    const first = earliest(decided, answered.get(history.subject) ?? null);
    if (first !== null && first <= crossing.since + actWithinDays) return;
    over.push({
      subject: history.subject,
      code: crossing.code,
      rule: crossing.rule,
      since: dayToIso(crossing.since),
      cites: crossing.cites,
      firstActOn: first === null ? null : dayToIso(first),
      daysWithout: (first ?? isoToDay(to)) - crossing.since,
      isGone: crossing.isGone,
    });
  });
  return over.sort((a, b) => b.daysWithout - a.daysWithout || (a.subject < b.subject ? -1 : 1));
}

const earliest = (a: Day | null, b: Day | null): Day | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** The first answer by a human about each subject; one that was not reached is none. */
async function firstAnswers(
  tx: Tx,
  firings: readonly FiringRow[],
  roots: ReadonlyMap<string, string>,
): Promise<Map<string, Day>> {
  const subjectOf = new Map<string, string>();
  for (const firing of firings)
    if (firing.duty !== null) subjectOf.set(firing.duty, roots.get(firing.subject) ?? firing.subject);
  const first = new Map<string, Day>();
  for (const answer of await listAnswers(tx, [...subjectOf.keys()])) {
    const subject = subjectOf.get(answer.duty);
    if (subject === undefined || answer.outcome === 'not-reached') continue;
    first.set(subject, earliest(first.get(subject) ?? null, isoToDay(answer.answered_on))!);
  }
  return first;
}

/** The first firing about each subject, for those about whom the rule no longer holds. */
function firedBefore(firings: readonly FiringRow[], roots: ReadonlyMap<string, string>): Map<string, Crossing> {
  const past = new Map<string, Crossing>();
  for (const row of firings) {
    const subject = roots.get(row.subject) ?? row.subject;
    if (past.has(subject)) continue;
    past.set(subject, {
      subject,
      code: row.code,
      rule: row.rule,
      since: isoToDay(row.since),
      cites: row.cites,
      isGone: true,
    });
  }
  return past;
}
