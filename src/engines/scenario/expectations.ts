/** Compares what a system shows with what a scenario expects and forbids, as the rules of the scenario file define it. */
import type { Expectation, Prohibition } from './read-scenario.ts';

/** One thing that a system shows of a code for a subject, citing events by number. */
export interface ShownEvents {
  readonly room: string;
  readonly rule: string;
  readonly why: string;
  readonly cites: readonly number[];
}

export interface Met {
  readonly after: number;
  readonly code: string;
  readonly subject: string;
  readonly severity: 'must' | 'should';
  readonly ok: boolean;
  readonly cites: readonly number[];
  readonly evidence: string;
}

export interface Violation {
  readonly code: string;
  readonly subject: string;
  /** The event after which it was first seen. */
  readonly at: number;
  readonly cites: readonly number[];
  readonly evidence: string;
}

const numbers = (list: readonly number[]): string => (list.length === 0 ? 'no event' : list.join(', '));
const lacking = (wanted: readonly number[], item: ShownEvents): number[] =>
  wanted.filter((n) => !item.cites.includes(n));
const sayShown = (item: ShownEvents): string => `${item.rule} cites ${numbers(item.cites)}: ${item.why}`;

/** Whether one of the items cites at least the events wanted. Null items: no room of the house shows the code. */
export function checkExpectation(wanted: Expectation, items: readonly ShownEvents[] | null, notYet: string): Met {
  const { after, code, subject, severity } = wanted;
  const base = { after, code, subject, severity };
  if (items === null) {
    return { ...base, ok: false, cites: [], evidence: `not yet: no room shows ${code}${notYet}` };
  }
  const byNearest = [...items].sort((a, b) => lacking(wanted.cites, a).length - lacking(wanted.cites, b).length);
  const [best] = byNearest;
  if (!best) return { ...base, ok: false, cites: [], evidence: `nothing of ${code} is shown for ${subject}` };
  const lacks = lacking(wanted.cites, best);
  const cites = [...best.cites].sort((a, b) => a - b);
  if (lacks.length === 0) return { ...base, ok: true, cites, evidence: sayShown({ ...best, cites }) };
  return { ...base, ok: false, cites, evidence: `lacks ${numbers(lacks)}; ${sayShown({ ...best, cites })}` };
}

/** How the items shown after event `at` break the prohibition, or null. */
export function checkProhibition(ban: Prohibition, at: number, items: readonly ShownEvents[]): Violation | null {
  const excludes = ban.excludes ?? null;
  const until = ban.until ?? null;
  const isBannedNow = until === null ? excludes === null : at <= until;
  for (const item of items) {
    const wrong = excludes?.filter((n) => item.cites.includes(n)) ?? [];
    if (!isBannedNow && wrong.length === 0) continue;
    const cites = [...item.cites].sort((a, b) => a - b);
    const how = isBannedNow ? 'must not be there' : `must never cite ${numbers(wrong)}`;
    return { code: ban.code, subject: ban.subject, at, cites, evidence: `${how}; ${sayShown({ ...item, cites })}` };
  }
  return null;
}
