/** Adding an entry by hand: the questions, and from what was typed to what is posted. */
import {
  type Basis,
  bases,
  type Feature,
  type Finding,
  findings,
  isMatterType,
  isStepType,
  type MatterType,
  matterTypes,
  type Source,
  type StepType,
  sources,
} from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState, fieldOf, fieldsOf, formWithErrors } from '../../../web/forms.ts';
import {
  asking,
  type Choice,
  choices,
  dayParts,
  filledDay,
  type QuestionSection,
  type QuestionsView,
  realDay,
} from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import type { AddEntry, OtherParty } from '../actions/add-entry.ts';
import { circumstanceGroups } from '../rules/circumstance-groups.ts';
import { handEnteredSteps } from '../rules/first-step.ts';
import { happenedSpan, type Precision } from '../rules/happened-span.ts';
import { isLowLevel } from '../rules/low-level.ts';
import { label } from './words.ts';

const listed = (words: readonly string[]): Choice[] => words.map((value) => ({ value, text: label(value) }));

const precisionWords: Readonly<Record<Precision, string>> = {
  day: 'The day',
  month: 'The month',
  year: 'The year',
  between: 'Between two days, months or years',
  'not-known': 'Nobody says',
};
export const precisionChoices = Object.entries(precisionWords).map(([value, text]) => ({ value, text }));

export const matterChoices = listed(Object.keys(matterTypes));
export const circumstanceChoices = circumstanceGroups.map(({ heading, features }) => ({
  heading,
  choices: listed(features),
}));

/** The three questions about when it happened; shared by every form that asks. */
export const happenedQuestions = (ask: ReturnType<typeof asking>) => [
  ask.radios('precision', 'How precisely is it known when it happened?', choices(precisionChoices)),
  ask.day('happened', 'When it happened', 'For a month leave the day empty; for a year leave day and month empty.'),
  ask.day('happenedTo', 'And at the latest', 'Only where it was between two days, months or years.'),
];

const basisChoices: readonly Choice[] = Object.entries(bases).map(([value, hint]) => ({
  value,
  text: label(value),
  hint,
}));

/** Findings that one person may enter: not that it never happened, and no low-level outcome, which has its own page. */
const findingChoices = (Object.keys(findings) as Finding[])
  .filter((finding) => finding !== 'eliminated' && !isLowLevel(finding))
  .map((value) => ({ value, text: label(value) }));

const classChoices: readonly Choice[] = [
  { value: 'guarded', text: 'Guarded', hint: 'Those who assess, investigate, vet, review or oversee' },
  { value: 'restricted', text: 'Restricted', hint: 'Specialists, vetting, the head of standards and overseers only' },
  {
    value: 'sealed',
    text: 'Sealed',
    hint: 'Custodians and guardians only. Others learn that it exists, and you may not read it back',
  },
];
const enterable = ['guarded', 'restricted', 'sealed'] as const;

function otherPartyQuestions(ask: ReturnType<typeof asking>, role: 'reporter' | 'affected') {
  const who = role === 'reporter' ? 'Who reported it?' : 'Who was affected?';
  return [
    ask.radios(
      `${role}-who`,
      who,
      choices([
        { value: 'nobody', text: role === 'reporter' ? 'Nobody is named' : 'Nobody in particular' },
        { value: 'number', text: 'Somebody who works here, by number' },
        { value: 'unknown', text: 'Somebody not known here', hint: 'Goes to the tray until they are' },
      ]),
    ),
    ask.text(`${role}-number`, 'Their warrant or staff number', 'Only where they work here.'),
    ask.text(`${role}-description`, 'How the source describes them', 'Only where they are not known here. No name.'),
  ];
}

function sectionsOf(form: FormState): QuestionSection[] {
  const ask = asking(form);
  return [
    {
      heading: 'What it is',
      questions: [
        ask.select('source', 'Where is it recorded?', choices(listed(Object.keys(sources)))),
        ask.text('sourceRef', 'Its number there', 'Leave empty if it has none.'),
        ask.select('type', 'What is it?', [
          { heading: 'Said to have been done', choices: matterChoices },
          { heading: 'What happened', choices: listed(handEnteredSteps) },
        ]),
        ask.radios('basis', 'How well established is it?', choices(basisChoices)),
        ask.select(
          'finding',
          'How does it stand?',
          choices(findingChoices),
          'That it did not happen, or was somebody else, is decided afterwards by two people. A low-level outcome has its own page.',
        ),
      ],
    },
    {
      heading: 'When',
      questions: [
        ...happenedQuestions(ask),
        ask.day(
          'known',
          'Since when has the service known of it?',
          'The day on which anybody in the service was told or wrote it down.',
        ),
      ],
    },
    {
      heading: 'Circumstances',
      text: 'Rules that ask questions read these, and never the words. Tick what is known and leave the rest.',
      questions: [ask.checkboxes('features', 'What is known of it?', circumstanceChoices)],
    },
    {
      heading: 'The other people in it',
      questions: [...otherPartyQuestions(ask, 'reporter'), ...otherPartyQuestions(ask, 'affected')],
    },
    {
      heading: 'In a sentence or two',
      warning:
        'Name nobody and give no address or number: everybody cleared for this entry reads it, and the person it is about may one day.',
      questions: [ask.words('summary', 'What is said to have happened')],
    },
    { heading: 'Who may read it', questions: [ask.radios('visibility', 'Class', choices(classChoices))] },
  ];
}

/** The page, empty or with what was typed. */
export async function entryFormPage(tx: Tx, person: string, typed?: FormState): Promise<QuestionsView> {
  const form =
    typed ??
    emptyForm({
      visibility: 'guarded',
      'reporter-who': 'nobody',
      'affected-who': 'nobody',
      ...filledDay('known', tx.today),
    });
  const name = (await labelsOf(tx, [person], tx.today)).get(person)?.label ?? 'not named';
  return {
    title: 'Add an entry',
    overline: name,
    breadcrumbs: [{ text: 'Timeline', href: `/people/${person}` }],
    lede: 'What a named source says, with its basis and its day. It cannot be changed afterwards, only added to.',
    ask: {
      action: `/people/${person}/entries/new`,
      sections: sectionsOf(form),
      button: 'Add it to the record',
      after: 'Rules that ask somebody to look are read again as it is added.',
    },
    form,
  };
}

interface Fault {
  readonly field: string;
  readonly text: string;
}

function otherParty(fields: Fields, role: 'reporter' | 'affected', faults: Fault[]): OtherParty {
  const who = fieldOf(fields, `${role}-who`);
  if (who === 'number') {
    const number = fieldOf(fields, `${role}-number`)?.trim() ?? '';
    if (number === '') faults.push({ field: `${role}-number`, text: 'Give their number' });
    return { who, number };
  }
  if (who === 'unknown') {
    const description = fieldOf(fields, `${role}-description`)?.trim() ?? '';
    if (description.length < 3)
      faults.push({ field: `${role}-description`, text: 'Say how the source describes them' });
    return { who, description };
  }
  if (who !== 'nobody')
    faults.push({ field: `${role}-who`, text: role === 'reporter' ? 'Say who reported it' : 'Say who was affected' });
  return { who: 'nobody' };
}

/** Reads the day question `name`: a real day up to today, or a fault. */
export function pastDay(fields: Fields, name: string, today: string, faults: Fault[]): string {
  const day = realDay(dayParts(fields, name));
  if (!day) faults.push({ field: name, text: 'Give the day, month and year, for example 31 3 2019' });
  else if (day > today) faults.push({ field: name, text: 'Give a day up to today' });
  return day ?? today;
}

/** What was typed, ready to post, or the form with what to put right. */
export function readEntryForm(
  person: string,
  fields: Fields,
  today: string,
): { entry: AddEntry } | { form: FormState } {
  const faults: Fault[] = [];
  const one = (name: string, words: string, isGood: (value: string) => boolean): string => {
    const value = fieldOf(fields, name) ?? '';
    if (!isGood(value)) faults.push({ field: name, text: words });
    return value;
  };
  const source = one('source', 'Choose where it is recorded', (value) => value in sources);
  const type = one('type', 'Choose what it is', (value) => isMatterType(value) || isStepType(value));
  const basis = one('basis', 'Say how well established it is', (value) => value in bases);
  const finding = one('finding', 'Say how it stands', (value) => value in findings);
  const happened = happenedSpan(
    { precision: fieldOf(fields, 'precision'), from: dayParts(fields, 'happened'), to: dayParts(fields, 'happenedTo') },
    today,
  );
  if ('text' in happened) faults.push(happened);
  const knownOn = pastDay(fields, 'known', today, faults);
  const reporter = otherParty(fields, 'reporter', faults);
  const affected = otherParty(fields, 'affected', faults);
  const summary = one(
    'summary',
    'Say in a sentence what is said to have happened',
    (value) => value.trim().length >= 15,
  );
  const visibility = one('visibility', 'Choose who may read it', (value) =>
    (enterable as readonly string[]).includes(value),
  );
  if (faults.length > 0 || 'text' in happened) return { form: formWithErrors(fields, faults) };
  return {
    entry: {
      person,
      source: source as Source,
      type: type as MatterType | StepType,
      sourceRef: fieldOf(fields, 'sourceRef')?.trim() || null,
      happened,
      knownOn,
      basis: basis as Basis,
      finding: finding as Finding,
      features: fieldsOf(fields, 'features') as readonly Feature[],
      summary: summary.trim(),
      reporter,
      affected,
      visibility: visibility as (typeof enterable)[number],
    },
  };
}
