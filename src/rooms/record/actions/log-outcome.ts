/**
 * The ledger of low-level outcomes: words of advice, reflective practice, management action, local resolution. Each is a
 * step on the record beside the matter it ends, so that it counts in patterns and travels with the person (P-15).
 * Duties that follow from it are raised by the room above.
 */
import type { HistoryEntry } from '../../../engines/history.ts';
import type { Feature, MatterType, Visibility } from '../../../engines/vocabulary.ts';
import { isMatterType } from '../../../engines/vocabulary.ts';
import { addDays } from '../../../platform/clock.ts';
import type { EntryId } from '../../../platform/ids.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { careerOf } from '../../people/index.ts';
import { whyNotAnOutcome, whyNotAReason } from '../rules/closing-words.ts';
import type { Span } from '../rules/happened-span.ts';
import { isLowLevel, type LowLevel, type OutcomeDetail } from '../rules/low-level.ts';
import { type EndedLow, whySeverityReview } from '../rules/severity-review.ts';
import { findEntry, type RawEntry } from '../store.ts';
import { recordFinding } from './amend.ts';
import { historyForFinders } from './history.ts';
import { post } from './post.ts';

export interface LogOutcome {
  readonly person: string;
  readonly outcome: LowLevel;
  readonly class: MatterType;
  /** What whoever raised it called it, where the class now given is another. */
  readonly said?: MatterType | null;
  readonly features?: readonly Feature[];
  readonly happened: Span;
  readonly knownOn: string;
  readonly reason: string;
  readonly action: string;
  readonly followUp: string;
  readonly delay?: { readonly reason: string; readonly until: string } | null;
  /** The entry of the concern that this ends, where there is one. */
  readonly concern?: string | null;
}

export interface LoggedOutcome {
  /** The step that is the line of the ledger. */
  readonly outcome: EntryId;
  readonly matter: string;
  readonly visibility: Visibility;
  /** Why somebody outside the line must look at how grave it was, or null (REC-06.3). */
  readonly review: string | null;
}

const longestFollowUpDays = 366;
const longestDelayDays = 183;

/** What is wrong with it, by field. Empty where nothing is. */
export function whyNotLoggable(given: LogOutcome, today: string): { field: string; text: string }[] {
  const faults: { field: string; text: string }[] = [];
  const reason = whyNotAReason(given.reason);
  const action = whyNotAnOutcome(given.action);
  if (reason) faults.push({ field: 'reason', text: reason });
  if (action) faults.push({ field: 'action', text: action });
  if (given.knownOn > today) faults.push({ field: 'known', text: 'Nobody can have known of it after today' });
  if (given.followUp <= today || given.followUp > addDays(today, longestFollowUpDays))
    faults.push({ field: 'followUp', text: 'Give a day to follow it up, after today and within a year' });
  if (given.delay) {
    if (given.delay.reason.trim().length < 15)
      faults.push({ field: 'delayReason', text: 'Give the lawful reason for not telling the person yet' });
    if (given.delay.until <= today || given.delay.until > addDays(today, longestDelayDays))
      faults.push({ field: 'delayUntil', text: 'Give the day from which the person is told, within six months' });
  }
  return faults;
}

/** The unit of somebody's post on a day, or null. */
async function unitOn(tx: Tx, person: string, day: string): Promise<string | null> {
  const posts = (await careerOf(tx, [person], day)).filter((row) => row.kind === 'post');
  return posts.findLast((row) => row.to === null || row.to >= day)?.unit ?? null;
}

const wordsFor = (given: LogOutcome): string =>
  `${given.outcome.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase())} for ${given.class.replaceAll('-', ' ')}. Followed up by ${given.followUp}.`;

/**
 * Logs one outcome: the matter (or the concern that is there already) reads as ended so, and the step keeps class,
 * reason, action and follow-up. Written without reading back: a supervisor may not read their line's record.
 */
export async function postOutcome(tx: Tx, given: LogOutcome): Promise<LoggedOutcome> {
  const [fault] = whyNotLoggable(given, tx.today);
  if (fault) throw new Refused(refuse(`field:${fault.field}`, fault.text, 'P-24'));
  if (!isLowLevel(given.outcome)) throw new Refused(refuse('field:outcome', 'Choose one of the four'));
  const earlier = await endedLowBefore(tx, given.person, given.concern ?? null);
  const unit = await unitOn(tx, given.person, given.knownOn);
  const concern = given.concern ? await concernOf(tx, given.concern, given.person) : null;
  const visibility = concern?.visibility ?? 'guarded';
  const shared = {
    source: 'conduct-system' as const,
    happenedFrom: given.happened.from,
    happenedTo: given.happened.to,
    basis: 'record' as const,
    visibility,
    unit,
  };
  const matter =
    concern?.id ??
    (await post(tx, {
      ...shared,
      kind: 'matter',
      type: given.class,
      step: 'raise',
      knownOn: given.knownOn,
      finding: given.outcome,
      features: given.features ?? [],
      label: given.said && given.said !== given.class ? { said: given.said, given: given.class } : null,
      parties: [{ role: 'subject', subject: given.person }],
    }));
  const detail: OutcomeDetail = {
    class: given.class,
    reason: given.reason.trim(),
    action: given.action.trim(),
    followUp: given.followUp,
    delay: given.delay ?? null,
  };
  const outcome = await post(tx, {
    ...shared,
    kind: 'step',
    type: 'decision-step',
    step: 'decide',
    knownOn: tx.today,
    finding: given.outcome,
    parties: [
      { role: 'subject', subject: given.person },
      ...(tx.act.actor ? [{ role: 'decision-maker' as const, subject: tx.act.actor }] : []),
    ],
    actsOn: [matter],
    evidence: { outcome: detail },
    summary: wordsFor(given),
  });
  if (concern)
    await recordFinding(tx, {
      entry: concern.id,
      knownOn: tx.today,
      reason: 'Ended at low level: see the outcome that was logged.',
      finding: given.outcome,
    });
  const said = given.said ?? (isMatterType(concern?.type ?? '') ? (concern?.type as MatterType) : undefined);
  const review = whySeverityReview(
    { type: given.class, said: said ?? undefined, features: concern?.features ?? given.features },
    earlier,
  );
  return { outcome, matter, visibility, review };
}

async function concernOf(tx: Tx, id: string, person: string): Promise<RawEntry> {
  const found = await findEntry(tx, id);
  if (!found?.parties.some((party) => party.subject === person && party.role === 'subject'))
    throw new Refused(refuse('no-such-entry', 'There is no such concern about this person.'));
  return found;
}

const asEnded = (entry: HistoryEntry): EndedLow[] => {
  if (
    entry.kind !== 'matter' ||
    !isMatterType(entry.type) ||
    !entry.roles.includes('subject') ||
    !isLowLevel(entry.finding)
  )
    return [];
  const said = entry.label?.said ?? entry.amendedBy.find((each) => each.step === 'relabel')?.before;
  return [{ type: entry.type, said: said && isMatterType(said) ? said : undefined, features: entry.features }];
};

/** This person's matters that ended at low level, in any team, whoever is asking: only the review rule is told. */
async function endedLowBefore(tx: Tx, person: string, but: string | null): Promise<EndedLow[]> {
  const history = await historyForFinders(tx, { subject: person, asAt: tx.today });
  return history.entries.filter((entry) => entry.id !== but).flatMap(asEnded);
}
