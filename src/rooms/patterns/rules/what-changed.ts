/**
 * What is different between what a detector says now and what it said last. Only a difference is written, and only an
 * entry that nobody was asked about before asks anybody again.
 */
import { dayToIso } from '../../../engines/history.ts';
import type { Detection, SetAside } from '../../../engines/signals.ts';

export interface Said {
  readonly rule: string;
  readonly since: string;
  readonly cites: readonly string[];
  readonly set_aside: readonly SetAside[];
  readonly score: number;
  readonly why: string;
  readonly diff: 'new' | 'renewed' | 'gone';
}

export type Change = 'nothing' | 'new' | 'renewed' | 'stands' | 'gone';

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

const asides = (list: readonly SetAside[]): string[] => list.map((item) => `${item.entry} ${item.reason}`).sort();

/** Whether two runs say the same about the same subject. Peer rates in the detail move daily and are no news of a person. */
export const saysTheSame = (found: Detection, said: Omit<Said, 'diff'>): boolean =>
  found.rule === said.rule &&
  dayToIso(found.since) === said.since &&
  found.score === said.score &&
  found.why === said.why &&
  sameList(found.cites, said.cites) &&
  sameList(asides(found.setAside), asides(said.set_aside));

/** `stands` where all is as it was; `nothing` where there is nothing and was nothing. */
export function whatChanged(found: Detection | null, said: Said | null): Change {
  const stood = said !== null && said.diff !== 'gone';
  if (found === null) return stood ? 'gone' : 'nothing';
  if (!stood) return 'new';
  return saysTheSame(found, said) ? 'stands' : 'renewed';
}

/** Cited now and never put to anybody before under this question. */
export const freshCites = (found: Detection, everCited: readonly string[]): string[] =>
  found.cites.filter((id) => !everCited.includes(id));
