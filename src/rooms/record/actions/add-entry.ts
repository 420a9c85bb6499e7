/** Adding an entry by hand: what was filled in, checked, becomes one post, so that questions are raised in the same commit. */
import type { Basis, Feature, Finding, MatterType, Source, StepType, Visibility } from '../../../engines/vocabulary.ts';
import { isMatterType } from '../../../engines/vocabulary.ts';
import type { EntryId } from '../../../platform/ids.ts';
import { isRefusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { labelsOf } from '../../people/index.ts';
import { firstStep } from '../rules/first-step.ts';
import type { Span } from '../rules/happened-span.ts';
import { isLowLevel } from '../rules/low-level.ts';
import { whyNotSafe } from '../rules/safe-summary.ts';
import type { NewParty, UnknownParty } from '../store.ts';
import { personByNumber } from './person-by-number.ts';
import { post } from './post.ts';

/** A party other than the subject: nobody, a person by number, or somebody not known here, who goes to the tray. */
export type OtherParty =
  | { readonly who: 'nobody' }
  | { readonly who: 'number'; readonly number: string }
  | { readonly who: 'unknown'; readonly description: string };

export interface AddEntry {
  readonly person: string;
  readonly source: Source;
  readonly type: MatterType | StepType;
  readonly sourceRef: string | null;
  readonly happened: Span;
  readonly knownOn: string;
  readonly basis: Basis;
  readonly finding: Finding;
  readonly features: readonly Feature[];
  readonly summary: string;
  readonly reporter: OtherParty;
  readonly affected: OtherParty;
  readonly visibility: Exclude<Visibility, 'covert'>;
}

/** A refusal that names the field it belongs to: the code is `field:<name>`. */
const atField = (field: string, words: string): Refused => new Refused(refuse(`field:${field}`, words));

/** Posts it. Refuses with the field at fault, so that the form can say so where it was typed. */
export async function addEntry(tx: Tx, entry: AddEntry): Promise<EntryId> {
  if (entry.finding === 'eliminated')
    throw atField('finding', 'Add the entry first. That it did not happen is decided by two people, with evidence');
  if (isLowLevel(entry.finding))
    throw atField('finding', 'Log this as a low-level outcome: it needs an action, a reason and a day to follow it up');
  const parties: NewParty[] = [{ role: 'subject', subject: entry.person, join: { how: 'review', by: tx.act.actor } }];
  const unknown: UnknownParty[] = [];
  const named = [entry.person];
  for (const role of ['reporter', 'affected'] as const) {
    const other = entry[role];
    if (other.who === 'unknown') unknown.push({ role, description: other.description });
    if (other.who !== 'number') continue;
    const found = await personByNumber(tx, other.number);
    if (isRefusal(found)) throw atField(`${role}-number`, found.words);
    parties.push({ role, subject: found.id, join: { how: 'review', by: tx.act.actor } });
    named.push(found.id);
  }
  const labels = await labelsOf(tx, named, tx.today);
  const unsafe = whyNotSafe(
    entry.summary,
    [...labels.values()].map((each) => each.label),
  );
  if (unsafe) throw atField('summary', unsafe);
  return post(tx, {
    kind: isMatterType(entry.type) ? 'matter' : 'step',
    source: entry.source,
    sourceRef: entry.sourceRef,
    type: entry.type,
    step: firstStep(entry.type, entry.finding),
    happenedFrom: entry.happened.from,
    happenedTo: entry.happened.to,
    knownOn: entry.knownOn,
    basis: entry.basis,
    finding: entry.finding,
    features: entry.features,
    visibility: entry.visibility,
    parties,
    unknown,
    summary: entry.summary,
  });
}
