/**
 * Whom a live sweep may ask about, given the hours that reviewers have: those in greatest need first. The rest are
 * recorded as not reached, never as dismissed (P-27), and are met again by the next sweep.
 */
import type { Detection } from '../../../engines/signals.ts';
import { minutesFor } from './sizing.ts';
import { type Said, whatChanged } from './what-changed.ts';

export interface Asking {
  /** The strongest of the new questions about one subject. */
  readonly need: number;
  readonly minutes: number;
  readonly questions: number;
}

/** What one subject's new and renewed questions would take to read. Links ask nothing and cost nothing here. */
export function askingOf(
  found: ReadonlyMap<string, { readonly detection: Detection }>,
  stood: ReadonlyMap<string, Said>,
  today: string,
): Asking {
  let need = 0;
  let minutes = 0;
  let questions = 0;
  for (const [key, { detection }] of found) {
    const change = whatChanged(detection, stood.get(key) ?? null);
    if (change !== 'new' && change !== 'renewed') continue;
    need = Math.max(need, detection.score);
    minutes += minutesFor(detection.code, today);
    questions += 1;
  }
  return { need, minutes, questions };
}

export interface Reach {
  /** Ids to write, in order: what is gone and what costs nothing is always among them. */
  readonly named: readonly string[];
  readonly notReached: { readonly subjects: number; readonly questions: number };
}

/** Without a declared capacity everybody is reached. */
export function withinCapacity(
  asked: ReadonlyMap<string, Asking>,
  changed: readonly string[],
  capacityHours: number | null,
): Reach {
  if (capacityHours === null) return { named: changed, notReached: { subjects: 0, questions: 0 } };
  const free = changed.filter((id) => !asked.has(id));
  const costly = [...asked].sort(([a, one], [b, other]) => other.need - one.need || (a < b ? -1 : 1));
  const reached: string[] = [];
  let left = capacityHours * 60;
  let subjects = 0;
  let questions = 0;
  for (const [id, asking] of costly) {
    if (subjects === 0 && asking.minutes <= left) {
      left -= asking.minutes;
      reached.push(id);
    } else {
      subjects += 1;
      questions += asking.questions;
    }
  }
  return { named: [...free, ...reached].sort(), notReached: { subjects, questions } };
}
