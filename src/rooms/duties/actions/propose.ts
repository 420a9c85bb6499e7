/** Putting forward what takes two people: that a matter did not happen, or that a serious one is about somebody. */
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { findEntry, openItem, post, type RawEntry, whyNotPlaceable } from '../../record/index.ts';
import { listOpenDutiesAbout } from '../store.ts';
import { askSecond, secondPersonKind } from './choose-second.ts';

/** What the proposal's own entry keeps. */
export type Proposal =
  | { readonly proposes: 'eliminated'; readonly shown: string; readonly snapshot: string | null }
  | { readonly proposes: 'placement'; readonly item: string; readonly person: string };

const answerWithinDays = 10;

interface Ask {
  readonly of: RawEntry;
  readonly person: string;
  readonly reason: string;
  readonly proposal: Proposal;
  readonly title: string;
}

const inIt: ReadonlySet<string> = new Set(['subject', 'reporter', 'affected', 'witness']);

/** Everybody in an entry whose tie would stand in the way of deciding it. */
export const peopleIn = (entry: RawEntry): string[] =>
  entry.parties.filter((party) => inIt.has(party.role)).map((party) => party.subject);

async function ask(tx: Tx, { of, person, reason, proposal, title }: Ask): Promise<DutyId> {
  const covertList = (of as { covert_list?: string | null }).covert_list ?? null;
  const entry = await post(tx, {
    kind: 'step',
    source: of.source,
    type: 'consultation',
    step: 'ask',
    matter: of.matter,
    knownOn: tx.today,
    basis: 'record',
    visibility: of.visibility,
    covertList,
    parties: of.parties,
    actsOn: [of.id],
    unit: of.unit,
    evidence: { ...proposal },
    summary: reason,
  });
  return askSecond(
    tx,
    { visibility: of.visibility, covertList, people: [...peopleIn(of), person] },
    {
      kind: secondPersonKind,
      title,
      about: person,
      entry,
      visibility: of.visibility,
      covertList,
      owedToPerson: tx.act.actor,
      consequence: 'Until you agree, nothing changes: it counts as it did.',
      due: addDays(tx.today, answerWithinDays),
    },
  );
}

export interface ProposeElimination {
  readonly person: string;
  readonly entry: string;
  readonly reason: string;
  readonly evidence: string;
  readonly snapshot: string | null;
}

async function isAsked(tx: Tx, person: string, entry: string): Promise<boolean> {
  for (const duty of await listOpenDutiesAbout(tx, [person])) {
    if (duty.kind !== secondPersonKind || !duty.entry) continue;
    if ((await findEntry(tx, duty.entry))?.acts_on?.includes(entry)) return true;
  }
  return false;
}

/** Puts forward that a matter did not happen or was somebody else. Nothing changes until the second person agrees. */
export async function proposeElimination(tx: Tx, given: ProposeElimination): Promise<DutyId | Refusal> {
  if (given.reason.trim().length < 10) throw new Refused(refuse('field:reason', 'Say why, in a sentence'));
  if (given.evidence.trim().length < 10)
    throw new Refused(
      refuse('field:evidence', 'Say what evidence shows that it was somebody else or did not happen', 'P-09'),
    );
  const of = await findEntry(tx, given.entry);
  if (!of || of.kind === 'amendment' || of.kind === 'signal') return refuse('no-such-entry', 'There is no such entry.');
  if (await isAsked(tx, given.person, given.entry))
    return refuse('field:reason', 'Somebody has been asked to agree already: wait for their answer');
  return ask(tx, {
    of,
    person: given.person,
    reason: given.reason.trim(),
    proposal: { proposes: 'eliminated', shown: given.evidence.trim(), snapshot: given.snapshot },
    title: 'Agree or disagree: a colleague puts forward that a matter did not happen, or was somebody else',
  });
}

/** Puts forward whom a serious tray item is about. */
export async function proposePlacement(
  tx: Tx,
  given: { readonly item: string; readonly person: string; readonly reason: string },
): Promise<DutyId | Refusal> {
  const open = await openItem(tx, given.item);
  if (!open) return refuse('no-such-item', 'There is no such item.');
  const no = await whyNotPlaceable(tx, open, given);
  if (no) return no;
  if (await isAsked(tx, given.person, open.entry.id))
    return refuse('field:person', 'Somebody has been asked to agree to this already: wait for their answer');
  return ask(tx, {
    of: open.entry,
    person: given.person,
    reason: given.reason.trim(),
    proposal: { proposes: 'placement', item: given.item, person: given.person },
    title: 'Agree or disagree: a serious allegation is thought to be about somebody here',
  });
}
