/** Two records are one person, or are not after all. No entry is rewritten; every decision has its reason and its way back. */
import { Refused, refuse } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import {
  clusterOf,
  clusterRoots,
  findSubject,
  identityDecisions,
  insertIdentityDecisions,
} from '../../people/index.ts';
import { isSerious } from '../rules/adverse.ts';
import { type Taken, takenBetween } from '../store/who-complained.ts';
import { historyForFinders } from './history.ts';
import { needSecondPerson, needUntied } from './second-person.ts';

export interface MergeRecords {
  readonly person: string;
  /** The record that both are shown under from now on. */
  readonly into: string;
  readonly rationale: string;
  /** Needed when either carries a serious allegation. */
  readonly secondPerson?: string | null;
}

const source = 'decided here';

function needRationale(rationale: string): void {
  if (rationale.trim().length < 10) throw new Refused(refuse('reason-needed', 'Say why, in a sentence.', 'REC-01.6'));
}

/** Whether either of two records carries an allegation for which one person alone may not decide. */
export async function needsSecond(tx: Tx, one: string, other: string): Promise<boolean> {
  for (const subject of [one, other])
    if (isSerious(await historyForFinders(tx, { subject, asAt: tx.today }))) return true;
  return false;
}

async function agreed(tx: Tx, about: readonly string[], pair: readonly [string, string], second?: string | null) {
  await needUntied(tx, tx.act.actor, about);
  if (second || (await needsSecond(tx, ...pair))) return needSecondPerson(tx, second, about, 'identity.decide');
  return null;
}

/** Holds two records to be one person, as known from today. */
export async function mergeRecords(tx: Tx, merge: MergeRecords): Promise<string> {
  needRationale(merge.rationale);
  for (const id of [merge.person, merge.into])
    if ((await findSubject(tx, id))?.kind !== 'person')
      throw new Refused(refuse('no-such-person', 'There is no such record.'));
  const roots = await clusterRoots(tx, tx.today);
  const person = roots.get(merge.person) ?? merge.person;
  const into = roots.get(merge.into) ?? merge.into;
  if (person === into) throw new Refused(refuse('already-one', 'These records are already held to be one person.'));
  for (const id of [person, into].sort()) await lock(tx, 'subject', id);
  const about = [...(await clusterOf(tx, person, tx.today)), ...(await clusterOf(tx, into, tx.today))];
  const secondPerson = await agreed(tx, about, [person, into], merge.secondPerson);
  const [id] = await insertIdentityDecisions(tx, [
    {
      kind: 'merge',
      person,
      intoPerson: into,
      knownOn: tx.today,
      rationale: merge.rationale.trim(),
      secondPerson,
      source,
    },
  ]);
  tx.touched.add(person);
  tx.touched.add(into);
  return id!;
}

export interface Unmerged {
  readonly id: string;
  /** What was decided, and what was read for a decision, while the two stood as one: to be looked at again. */
  readonly taken: readonly Taken[];
}

/** Takes a merge back: both records stand again as they were. */
export async function unmergeRecords(
  tx: Tx,
  undo: { decision: string; of: string; rationale: string; secondPerson?: string | null },
): Promise<Unmerged> {
  needRationale(undo.rationale);
  const cluster = await clusterOf(tx, undo.of, tx.today);
  const decisions = await identityDecisions(tx, cluster, tx.today);
  const merge = decisions.find((each) => each.id === undo.decision && each.kind === 'merge');
  if (!merge || decisions.some((each) => each.undoes === undo.decision))
    throw new Refused(refuse('no-such-merge', 'There is no such standing merge of this record.'));
  for (const id of [merge.person, merge.into_person].sort()) await lock(tx, 'subject', id);
  const secondPerson = await agreed(tx, cluster, [merge.person, merge.into_person], undo.secondPerson);
  const [id] = await insertIdentityDecisions(tx, [
    {
      kind: 'unmerge',
      person: merge.person,
      intoPerson: merge.into_person,
      knownOn: tx.today,
      rationale: undo.rationale.trim(),
      undoes: merge.id,
      secondPerson,
      source,
    },
  ]);
  tx.touched.add(merge.person);
  tx.touched.add(merge.into_person);
  return { id: id!, taken: await takenBetween(tx, cluster, merge.recorded_at, null) };
}
