/** Flat rows to count signals from. No identity, no text; covert ones are not in it. */

import { isoToDay } from '../../engines/history.ts';
import type { DetectionCode } from '../../engines/signals.ts';
import type { Tx } from '../../platform/transaction.ts';
import { listAnswers } from '../duties/index.ts';
import { everyFiring, type FiringRow } from './store.ts';

/**
 * Unit of count: one question put to a human, which is one duty. A question that was renewed before its answer is one
 * question; one that was answered and asked again for a new entry is two; one passed on as not reached is two.
 */
export interface SignalFact {
  /** `2026-03`: the month in which it was asked. */
  readonly month: string;
  readonly code: DetectionCode;
  readonly rule: string;
  readonly mode: 'live' | 'sweep';
  /** Days from the first day on which the rule would have fired to the day on which somebody was asked. */
  readonly daysFromThreshold: number;
  /** Times it was renewed while it was open. */
  readonly renewals: number;
  /** The rule holds no longer. */
  readonly isGone: boolean;
  /** agree, dismiss or not-reached; null while nobody has answered. */
  readonly outcome: string | null;
  /** Null while nobody has answered. */
  readonly daysToAnswer: number | null;
}

/** One row a question. For clerks. */
export async function signalFacts(tx: Tx): Promise<SignalFact[]> {
  const byDuty = new Map<string, FiringRow[]>();
  for (const row of await everyFiring(tx))
    if (row.duty !== null) byDuty.set(row.duty, [...(byDuty.get(row.duty) ?? []), row]);
  const answers = new Map((await listAnswers(tx, [...byDuty.keys()])).map((answer) => [answer.duty, answer]));
  return [...byDuty].map(([duty, rows]) => {
    const [first] = rows;
    const answer = answers.get(duty);
    return {
      month: first!.fired_on.slice(0, 7),
      code: first!.code,
      rule: first!.rule,
      mode: first!.mode,
      daysFromThreshold: isoToDay(first!.fired_on) - isoToDay(first!.since),
      renewals: rows.slice(1).filter((row) => row.diff === 'renewed').length,
      isGone: rows.at(-1)!.diff === 'gone',
      outcome: answer?.outcome ?? null,
      daysToAnswer: answer ? isoToDay(answer.answered_on) - isoToDay(first!.fired_on) : null,
    };
  });
}
