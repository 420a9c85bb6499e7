/** Logging a low-level outcome: fewer questions than ignoring it would cost (P-26), and none that can be answered with nothing. */
import { type Feature, isMatterType, type MatterType } from '../../../engines/vocabulary.ts';
import { addDays } from '../../../platform/clock.ts';
import { isId } from '../../../platform/ids.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState, fieldOf, fieldsOf, formWithErrors } from '../../../web/forms.ts';
import { asking, choices, dayParts, filledDay, type QuestionsView, realDay } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import {
  circumstanceChoices,
  happenedQuestions,
  happenedSpan,
  isLowLevel,
  type LogOutcome,
  type LowLevel,
  lowLevelFindings,
  matterChoices,
  personByNumber,
  whyNotLoggable,
  wordFor,
} from '../../record/index.ts';
import { mayLogFor } from '../actions/follow-up-outcome.ts';

const outcomeHints: Readonly<Record<LowLevel, string>> = {
  'words-of-advice': 'Told what was wrong and what is expected',
  'reflective-practice': 'They reflect with you, in writing, on what they will do otherwise',
  'management-action': 'You change something: tasks, supervision, training with a test',
  'local-resolution': 'Settled with whoever raised it, and they agree',
};

const followUpAfterDays = 28;

/** A person or concern that the page was opened for, where this manager may log for them. */
interface OpenedFor {
  readonly person: string;
  readonly name: string;
  readonly concern: string | null;
}

async function openedFor(tx: Tx, viewer: Viewer, fields: Fields): Promise<OpenedFor | null> {
  const person = fieldOf(fields, 'person') ?? '';
  if (!isId(person) || !(await mayLogFor(tx, viewer, person))) return null;
  const concern = fieldOf(fields, 'entry') ?? '';
  const name = (await labelsOf(tx, [person], tx.today)).get(person)?.label ?? 'not named';
  return { person, name, concern: isId(concern) ? concern : null };
}

/** The page, empty or with what was typed. */
export async function outcomeFormPage(
  tx: Tx,
  viewer: Viewer,
  given: { readonly fields: Fields; readonly form?: FormState; readonly isLogged?: boolean },
): Promise<QuestionsView> {
  const form =
    given.form ??
    emptyForm({
      ...filledDay('known', tx.today),
      ...filledDay('followUp', addDays(tx.today, followUpAfterDays)),
      tell: 'now',
    });
  const target = await openedFor(tx, viewer, given.fields);
  const ask = asking(form);
  return {
    title: 'Log a low-level outcome',
    overline: target?.name,
    band: given.isLogged
      ? {
          tone: 'done',
          text: 'The outcome is in the ledger. It counts in patterns and goes with the person. You are asked to follow it up on the day you gave.',
        }
      : undefined,
    lede: 'Advice, reflective practice, management action or a settlement. It is not an end: it counts, and it goes with the person when they move. A concern cannot close at this level before it is logged.',
    ask: {
      action: '/outcomes/new',
      hidden: target
        ? [
            { name: 'person', value: target.person },
            ...(target.concern ? [{ name: 'entry', value: target.concern }] : []),
          ]
        : undefined,
      sections: [
        {
          heading: 'Who and what',
          questions: [
            ...(target ? [] : [ask.text('number', 'Their warrant or staff number', 'Somebody in your line.')]),
            ask.select(
              'class',
              'What was it about?',
              choices(matterChoices),
              'What it would be if it were true, not what came of it.',
            ),
            ask.select(
              'said',
              'What did whoever raised it call it?',
              choices(matterChoices),
              'Only where that is something else. Their word is kept.',
            ),
            ask.checkboxes('features', 'Circumstances', circumstanceChoices, 'Tick what is known and leave the rest.'),
          ],
        },
        {
          heading: 'When',
          questions: [...happenedQuestions(ask), ask.day('known', 'When did you first know of it?')],
        },
        {
          heading: 'How it ends',
          warning: 'Name nobody but the person it is about, and nobody who raised it: the person reads this.',
          questions: [
            ask.radios(
              'outcome',
              'Outcome',
              choices(lowLevelFindings.map((value) => ({ value, text: wordFor(value), hint: outcomeHints[value] }))),
            ),
            ask.words(
              'reason',
              'Why does it end at this level?',
              '“Banter”, “unaware”, “word against word” or “lawful” alone is not a reason.',
            ),
            ask.words(
              'action',
              'What was agreed or done?',
              'A note, a briefing or attendance alone is not an outcome. Say what is to be different.',
            ),
            ask.day('followUp', 'When will you follow it up?'),
          ],
        },
        {
          heading: 'Telling the person',
          text: 'The person sees this entry and may comment on it, unless there is a lawful reason to wait.',
          questions: [
            ask.radios(
              'tell',
              'When may they see it?',
              choices([
                { value: 'now', text: 'Now' },
                {
                  value: 'later',
                  text: 'Later, for a lawful reason',
                  hint: 'For example: it would warn somebody in a live investigation',
                },
              ]),
            ),
            ask.words('delayReason', 'The lawful reason', 'Only if later. It is kept, and somebody may ask about it.'),
            ask.day('delayUntil', 'Until when?', 'Only if later. From that day they see it.'),
          ],
        },
      ],
      button: 'Log it',
      after:
        'Where it is sexual, domestic abuse or discrimination, or like one before, somebody outside your line is asked how grave it is.',
    },
    form,
  };
}

type Fault = { field: string; text: string };

/** What was typed, ready to log, or the form with what to put right. */
export async function readOutcomeForm(
  tx: Tx,
  viewer: Viewer,
  fields: Fields,
): Promise<{ given: LogOutcome } | { form: FormState }> {
  const faults: Fault[] = [];
  const target = await openedFor(tx, viewer, fields);
  const person = target?.person ?? (await numbered(tx, viewer, fields, faults));
  const kind = fieldOf(fields, 'class') ?? '';
  if (!isMatterType(kind)) faults.push({ field: 'class', text: 'Choose what it was about' });
  const said = fieldOf(fields, 'said') ?? '';
  const outcome = fieldOf(fields, 'outcome') ?? '';
  if (!isLowLevel(outcome)) faults.push({ field: 'outcome', text: 'Choose how it ends' });
  const happened = happenedSpan(
    { precision: fieldOf(fields, 'precision'), from: dayParts(fields, 'happened'), to: dayParts(fields, 'happenedTo') },
    tx.today,
  );
  if ('text' in happened) faults.push(happened);
  const day = (name: string) => realDay(dayParts(fields, name));
  const isLater = fieldOf(fields, 'tell') === 'later';
  if (!isLater && fieldOf(fields, 'tell') !== 'now') faults.push({ field: 'tell', text: 'Say when they may see it' });
  const knownOn = day('known');
  if (!knownOn) faults.push({ field: 'known', text: 'Give the day, month and year, for example 31 3 2019' });
  const given: LogOutcome = {
    person: person ?? '',
    outcome: outcome as LowLevel,
    class: kind as MatterType,
    said: isMatterType(said) ? said : null,
    features: fieldsOf(fields, 'features') as readonly Feature[],
    happened: 'text' in happened ? { from: null, to: null } : happened,
    knownOn: knownOn ?? tx.today,
    reason: fieldOf(fields, 'reason') ?? '',
    action: fieldOf(fields, 'action') ?? '',
    followUp: day('followUp') ?? '',
    delay: isLater ? { reason: fieldOf(fields, 'delayReason') ?? '', until: day('delayUntil') ?? '' } : null,
    concern: target?.concern ?? null,
  };
  faults.push(...whyNotLoggable(given, tx.today));
  return faults.length > 0 ? { form: formWithErrors(fields, faults) } : { given };
}

/** The person by number, if this manager may log for them. Otherwise the same words as for nobody at all. */
async function numbered(tx: Tx, viewer: Viewer, fields: Fields, faults: Fault[]): Promise<string | null> {
  const found = await personByNumber(tx, fieldOf(fields, 'number') ?? '');
  if (!isRefusal(found) && (await mayLogFor(tx, viewer, found.id))) return found.id;
  faults.push({ field: 'number', text: 'Nobody in your line has this number' });
  return null;
}
