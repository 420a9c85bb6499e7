/** The second person opens the wall, as far and as long as they think right, or leaves it shut. Ending an override early. */
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { insertOverride, whyNotUntil } from '../../access/index.ts';
import { checkConflict, clusterOf } from '../../people/index.ts';
import { historyOf, type RawEntry } from '../../record/index.ts';
import { owes, standingOf } from '../rules/ladder.ts';
import { isReplaced } from '../store/outside.ts';
import { askBehind, type OverrideAskRow } from '../store/override-asks.ts';
import { type DutyRow, findDuty, insertAnswer, listAnswers } from '../store.ts';
import { openOverride, overrideKind } from './ask-override.ts';

export interface OpenAsk {
  readonly duty: DutyRow;
  readonly ask: OverrideAskRow;
  readonly isMine: boolean;
  readonly isAnswered: boolean;
}

/** The request behind a duty, for whoever owes the answer or asked; null for everybody else. */
export async function openAsk(tx: Tx, viewer: Viewer, id: string): Promise<OpenAsk | null> {
  const duty = await findDuty(tx, id);
  if (duty?.kind !== overrideKind) return null;
  const ask = await askBehind(tx, id);
  if (!ask) return null;
  const isMine = owes(standingOf(duty.ladder, tx.today), viewer.person, viewer.roles) && ask.person !== viewer.person;
  if (!isMine && ask.person !== viewer.person) return null;
  return { duty, ask, isMine, isAnswered: (await listAnswers(tx, [id])).length > 0 || (await isReplaced(tx, id)) };
}

/** The matters that one can be narrowed to, as whoever answers sees them. Nothing covert or sealed is ever among them. */
export async function mattersToOpen(tx: Tx, subject: string): Promise<RawEntry[]> {
  const { rows } = await historyOf(tx, { subject, asAt: tx.today });
  return [...rows.values()]
    .filter((row) => row.kind === 'matter' && row.visibility !== 'covert' && row.visibility !== 'sealed')
    .sort((a, b) => (a.known_on < b.known_on ? 1 : -1));
}

export interface AnswerOverride {
  readonly duty: string;
  readonly answer: 'record' | 'matter' | 'refuse';
  /** The one matter, where the answer narrows to it. */
  readonly entry: string;
  readonly until: string;
  readonly reason: string;
}

/** Nobody whom the same wall stops, and nobody tied to whoever asks, may let them through. */
async function needOutside(tx: Tx, viewer: Viewer, ask: OverrideAskRow): Promise<void> {
  if (ask.person === viewer.person)
    throw new Refused(refuse('field:answer', 'Nobody lets themselves through a wall', 'P-21'));
  if ((await checkConflict(tx, viewer.person, [ask.subject, ask.person])).length > 0)
    throw new Refused(
      refuse(
        'field:answer',
        'A wall stops you too, or you are tied to whoever asks. Somebody outside has to answer',
        'P-21',
      ),
    );
}

async function matterChosen(tx: Tx, ask: OverrideAskRow, given: AnswerOverride): Promise<string | null | Refusal> {
  if (given.answer === 'record')
    return ask.reach === 'record' ? null : refuse('field:answer', 'They asked for one matter only: choose which');
  const matter = (await mattersToOpen(tx, ask.subject)).find((each) => each.id === given.entry);
  return matter ? matter.id : refuse('field:entry', 'Choose the matter that they may read');
}

/** Answers. Agreement opens no more and no longer than was asked. */
export async function answerOverride(tx: Tx, viewer: Viewer, given: AnswerOverride): Promise<'done' | Refusal> {
  const open = await openAsk(tx, viewer, given.duty);
  if (!open) return refuse('no-such-ask', 'There is no such request.');
  if (open.isAnswered) return refuse('field:answer', 'This has been answered already');
  const { ask } = open;
  await needOutside(tx, viewer, ask);
  if (!['record', 'matter', 'refuse'].includes(given.answer))
    throw new Refused(refuse('field:answer', 'Say whether they may read it'));
  if (given.reason.trim().length < 15)
    throw new Refused(refuse('field:reason', 'Say in a sentence what you weighed and why you decide so'));
  if (given.answer === 'refuse') {
    await insertAnswer(tx, { duty: given.duty, outcome: 'refused', reason: given.reason.trim() });
    return 'done';
  }
  const entry = await matterChosen(tx, ask, given);
  if (entry !== null && typeof entry !== 'string') throw new Refused(entry);
  const fault =
    given.until > ask.until
      ? refuse('field:until', 'Not for longer than they asked')
      : whyNotUntil(tx.today, given.until);
  if (fault) throw new Refused(fault);
  if ((await clusterOf(tx, ask.subject, tx.today)).includes(ask.person))
    throw new Refused(refuse('field:answer', 'Nobody is let through to their own record', 'P-02'));
  await insertAnswer(tx, {
    duty: given.duty,
    outcome: entry ? 'let through to one matter' : 'let through',
    reason: given.reason.trim(),
    detail: { until: given.until },
  });
  await insertOverride(tx, {
    person: ask.person,
    subject: ask.subject,
    entry,
    purpose: ask.purpose,
    reason: ask.reason,
    validFrom: tx.today,
    validTo: given.until,
  });
  return 'done';
}

/** Ends an override before its day: whoever reads under it, whoever gave it, or those who keep watch. */
export async function endOverride(tx: Tx, id: string, reason: string): Promise<'done' | Refusal> {
  const standing = await openOverride(tx, id);
  if (!standing) return refuse('field:override', 'There is no such override that still stands');
  if (reason.trim().length < 15) return refuse('field:end-reason', 'Say in a sentence why it ends now');
  await insertOverride(tx, {
    person: standing.person,
    subject: standing.subject,
    entry: standing.entry,
    purpose: standing.purpose,
    reason: reason.trim(),
    validFrom: tx.today,
    validTo: tx.today,
    ends: id,
  });
  return 'done';
}
