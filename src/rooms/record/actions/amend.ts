/** Amendments: relabel, finding, withdrawal, correction. Each is a later entry; the first words stay where they are. */
import type { Feature, Finding, MatterType } from '../../../engines/vocabulary.ts';
import type { EntryId } from '../../../platform/ids.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { tiesOf } from '../../people/index.ts';
import { isUndone } from '../store/batch-undo.ts';
import { placedIn } from '../store/tray.ts';
import { findEntry, type NewEntry, type RawEntry } from '../store.ts';
import { post } from './post.ts';

export interface Amend {
  readonly entry: string;
  /** The day from which the service can be held to have known of the change. */
  readonly knownOn: string;
  readonly reason: string;
  readonly secondPerson?: string | null;
  /** The frozen copy of what the decider saw (P-18, REC-03.6). */
  readonly snapshot?: string | null;
}

async function target(tx: Tx, id: string): Promise<RawEntry> {
  const found = await findEntry(tx, id);
  if (!found) throw new Refused(refuse('no-such-entry', 'There is no such entry.'));
  if (await isUndone(tx, id))
    throw new Refused(refuse('undone', 'The import that brought this entry was undone: there is nothing to change.'));
  // Whoever was found through the tray is a party too: an amendment that left them out would not reach their history.
  return { ...found, parties: [...found.parties, ...(await placedIn(tx, id))] };
}

const base = (
  of: RawEntry,
  change: Amend,
): Pick<
  NewEntry,
  | 'kind'
  | 'source'
  | 'matter'
  | 'knownOn'
  | 'basis'
  | 'visibility'
  | 'covertList'
  | 'parties'
  | 'actsOn'
  | 'unit'
  | 'secondPerson'
  | 'summary'
> => ({
  kind: 'amendment',
  source: of.source,
  matter: of.matter,
  knownOn: change.knownOn,
  basis: 'record',
  visibility: of.visibility,
  covertList: (of as { covert_list?: string | null }).covert_list ?? null,
  parties: of.parties,
  actsOn: [of.id],
  unit: of.unit,
  secondPerson: change.secondPerson ?? null,
  summary: change.reason,
});

const shownBeside = (
  change: Amend,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> | null => {
  const evidence = { ...more, ...(change.snapshot ? { snapshot: change.snapshot } : {}) };
  return Object.keys(evidence).length > 0 ? evidence : null;
};

function needReason(change: Amend): void {
  if (change.reason.trim().length < 10) throw new Refused(refuse('reason-needed', 'Say why, in a sentence.'));
}

async function needSecondOutsideBothLines(tx: Tx, of: RawEntry, change: Amend): Promise<void> {
  const second = change.secondPerson;
  if (!second || second === tx.act.actor) {
    throw new Refused(refuse('second-person-needed', 'A second person has to agree before this takes effect.', 'P-20'));
  }
  const subjects = of.parties
    .filter((party) => party.role === 'subject' || party.role === 'reporter')
    .map((party) => party.subject);
  const ties = await tiesOf(tx, second, tx.today);
  if (ties.some((tie) => subjects.includes(tie.counterpart) || tie.counterpart === tx.act.actor)) {
    throw new Refused(
      refuse(
        'second-person-tied',
        'The second person must stand outside the line and circle of everyone in it, and of the first decider.',
        'P-21',
      ),
    );
  }
}

export interface NewFinding extends Amend {
  readonly finding: Finding;
  readonly evidence?: string;
  /** Who put it forward, where it is the second person who sends it (their agreement is what makes it stand). */
  readonly proposedBy?: string;
}

/** A new finding on an entry. `eliminated` needs evidence and a second person outside both lines. */
export async function recordFinding(tx: Tx, change: NewFinding): Promise<EntryId> {
  needReason(change);
  const of = await target(tx, change.entry);
  if (change.finding === 'eliminated') {
    if (!change.evidence || change.evidence.trim().length < 10) {
      throw new Refused(
        refuse('evidence-needed', 'Say what evidence shows that it was somebody else or did not happen.', 'P-09'),
      );
    }
    await needSecondOutsideBothLines(tx, of, change);
  }
  return post(tx, {
    ...base(of, change),
    type: 'decision-step',
    step: 'decide',
    finding: change.finding,
    evidence: shownBeside(change, {
      ...(change.evidence ? { shown: change.evidence } : {}),
      ...(change.proposedBy ? { proposedBy: change.proposedBy } : {}),
    }),
  });
}

/** A new category. Who, when and why stay beside the reporter's own words. */
export async function relabel(tx: Tx, change: Amend & { to: MatterType }): Promise<EntryId> {
  needReason(change);
  const of = await target(tx, change.entry);
  return post(tx, {
    ...base(of, change),
    type: 'severity-step',
    step: 'relabel',
    label: { said: of.type, given: change.to },
    evidence: shownBeside(change),
  });
}

/** The reporter withdraws. The matter stays and counts as untested. */
export async function recordWithdrawal(tx: Tx, change: Amend): Promise<EntryId> {
  const of = await target(tx, change.entry);
  return post(tx, {
    ...base(of, change),
    type: 'withdrawal',
    step: 'withdraw',
    finding: 'withdrawn',
    evidence: shownBeside(change),
  });
}

/** Sets wrong circumstances or dates right. The first version stays readable. */
export async function correct(
  tx: Tx,
  change: Amend & { features?: readonly Feature[]; happenedFrom?: number; happenedTo?: number },
): Promise<EntryId> {
  needReason(change);
  const of = await target(tx, change.entry);
  const corrects = {
    ...(change.features ? { features: change.features } : {}),
    ...(change.happenedFrom === undefined ? {} : { happenedFrom: change.happenedFrom }),
    ...(change.happenedTo === undefined ? {} : { happenedTo: change.happenedTo }),
  };
  return post(tx, {
    ...base(of, change),
    type: 'decision-step',
    step: 'correct',
    evidence: shownBeside(change, { corrects }),
  });
}
