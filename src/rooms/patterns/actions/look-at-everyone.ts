/** One pass of all detectors over everyone, as known on a day. Reads only; who is in it stays with the caller. */
import type { History } from '../../../engines/history.ts';
import { mattersOf } from '../../../engines/patterns/matters.ts';
import type { Baselines } from '../../../engines/signals.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { clusterRoots } from '../../people/index.ts';
import { streamHistories } from '../../record/index.ts';
import { personIds } from '../store.ts';
import { detect } from './find-signals.ts';
import type { Found } from './settle.ts';

export interface EveryoneCount {
  readonly people: number;
  readonly otherSubjects: number;
  /** Entries, each counted once however many people it names; amendments are folded into what they amend. */
  readonly entries: number;
  /** Of people with a counted matter, those with two or more: what an average peer looks like. */
  readonly share: { readonly withTwoOrMore: number; readonly base: number };
  /** An id that was merged → the id the person is shown under. */
  readonly roots: ReadonlyMap<string, string>;
}

type Visit = (history: History, isPerson: boolean, found: ReadonlyMap<string, Found>) => void;

/** Streams everyone through the detectors. Refuses to run as a reader, who would see only part of the record. */
export async function lookAtEveryone(tx: Tx, asAt: string, baselines: Baselines, visit: Visit): Promise<EveryoneCount> {
  if (tx.act.face !== 'clerk' && tx.act.face !== 'command')
    throw new Refused(
      refuse('clerks-only', 'A run over everyone is a clerk’s work: a reader sees only part of the record.'),
    );
  const persons = await personIds(tx);
  const roots = await clusterRoots(tx, asAt);
  const isHome = (history: History, subject: string | undefined): boolean =>
    subject === undefined || (roots.get(subject) ?? subject) === history.subject;
  const counts = { people: 0, otherSubjects: 0, entries: 0, withTwoOrMore: 0, base: 0 };
  for await (const history of streamHistories(tx, asAt)) {
    const isPerson = persons.has(history.subject);
    if (isPerson) counts.people += 1;
    else counts.otherSubjects += 1;
    for (const entry of history.entries) if (isHome(history, entry.parties[0]?.subject)) counts.entries += 1;
    const found = detect(history, baselines);
    if (isPerson) {
      const matters = mattersOf(history).matters.length;
      if (matters >= 1) counts.base += 1;
      if (matters >= 2) counts.withTwoOrMore += 1;
    }
    visit(history, isPerson, found);
  }
  const { people, otherSubjects, entries, withTwoOrMore, base } = counts;
  return { people, otherSubjects, entries, share: { withTwoOrMore, base }, roots };
}
