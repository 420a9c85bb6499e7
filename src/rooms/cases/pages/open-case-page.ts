/** The form that opens a case: an assisted call or a letter, taken down in under five minutes. */
import type { Feature } from '../../../engines/vocabulary.ts';
import { addDays } from '../../../platform/clock.ts';
import { isId } from '../../../platform/ids.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState, fieldOf, fieldsOf, formWithErrors } from '../../../web/forms.ts';
import {
  asking,
  choices,
  dayParts,
  filledDay,
  folded,
  type QuestionSection,
  type QuestionsView,
  realDay,
} from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { findEntry, matterChoices, wordFor } from '../../record/index.ts';
import { type OpenCase, openCase } from '../actions/open-case.ts';
import { criteria } from '../rules/recording-test.ts';
import { type ReceivedBy, routeWords } from '../store.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { blocks, type Fault, readAllegation, readComplainant, readSubject, typed } from './intake-fields.ts';

export const mostAllegations = 8;
export const mostOfficers = 4;

const circumstances: readonly Feature[] = [
  'on-duty',
  'off-duty',
  'in-custody',
  'in-home',
  'vulnerable',
  'child',
  'victim-of-crime',
  'alone',
  'woman',
  'sexual',
  'violent',
  'racist',
];
const circumstanceList = circumstances.map((value) => ({ value, text: wordFor(value) }));

const taken: readonly ReceivedBy[] = ['phone', 'in-person', 'post', 'email'];

type Ask = ReturnType<typeof asking>;

/** Who complains. */
export const complainantSections = (ask: Ask): QuestionSection[] => [
  {
    heading: 'Who complains',
    questions: [
      ask.radios(
        'complainant-who',
        'Are they known?',
        choices([
          { value: 'named', text: 'They give their name' },
          { value: 'not-known', text: 'They do not, or it is not known' },
          { value: 'number', text: 'They work here' },
        ]),
      ),
      ask.text('complainant-given', 'First name'),
      ask.text('complainant-family', 'Family name'),
      ask.text('complainant-phone', 'Telephone'),
    ],
  },
  folded('E-mail, a number if they work here, or what is known of somebody without a name', [
    ask.text('complainant-email', 'E-mail'),
    ask.text('complainant-number', 'Their number', 'Only where they work here.'),
    ask.text('complainant-description', 'What is known of them', 'Only where they give no name.'),
  ]),
];

/** Whom it is about; what is asked of somebody not yet known is folded away. */
export const subjectSections = (ask: Ask, count: number): QuestionSection[] =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((n) => {
    const of = count === 1 ? '' : ` (officer ${n})`;
    return [
      {
        heading: count === 1 ? 'Whom it is about' : `Officer ${n}`,
        questions: [
          ask.radios(
            `subject-${n}`,
            `Is the officer known?${of}`,
            choices([
              { value: 'number', text: 'Yes, by number' },
              {
                value: 'not-known',
                text: 'Not yet',
                hint: 'They are held as not yet identified, with a day to find out',
              },
            ]),
          ),
          ask.text(`number-${n}`, `Warrant or staff number${of}`),
        ],
      },
      folded(
        `Not known yet: how they are described, where and when${of}`,
        [
          ask.text(`description-${n}`, `How the complainant describes them${of}`),
          ask.text(`place-${n}`, `Where it was${of}`),
          ask.text(`time-${n}`, `When it was, as nearly as is known${of}`),
          ask.text(`unit-${n}`, `Unit, team or station, as far as anybody can say${of}`),
          ask.day(`identify-${n}`, `Find out who it is by${of}`, 'Within 28 days.'),
        ],
        [`identify-${n}`],
      ),
    ];
  });

const allegationSections = (ask: Ask, count: number, officers: number): QuestionSection[] =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((n) => [
    {
      heading: count === 1 ? 'What they say' : `Allegation ${n}`,
      ...(n === 1
        ? {
            text: 'One allegation for each thing that is said to have been done. Write down their own words: nobody can change them afterwards.',
          }
        : {}),
      questions: [
        ask.words(`words-${n}`, 'In their own words'),
        ask.select(`category-${n}`, 'What kind of thing is it?', choices(matterChoices)),
        ask.day(
          `happened-${n}`,
          'When it happened',
          'For a month leave the day empty; for a year leave day and month empty. Leave all empty if nobody says.',
        ),
        ...(officers > 1
          ? [
              ask.radios(
                `about-${n}`,
                'Which officer is this about?',
                choices(
                  Array.from({ length: officers }, (_, i) => ({ value: String(i + 1), text: `Officer ${i + 1}` })),
                ),
              ),
            ]
          : []),
      ],
    },
    folded(`What is known of it${count === 1 ? '' : ` (allegation ${n})`}: on duty, in custody, a child, violent...`, [
      ask.checkboxes(
        `features-${n}`,
        'What is known of it?',
        choices(circumstanceList),
        'Rules that ask questions read these and never the words.',
      ),
    ]),
  ]);

const criterionChoices = Object.entries(criteria).map(([value, text]) => ({ value, text }));

function sectionsOf(form: FormState): QuestionSection[] {
  const ask = asking(form);
  const allegations = blocks(form.values, 'allegations', mostAllegations);
  const officers = blocks(form.values, 'officers', mostOfficers);
  return [
    {
      heading: 'How it came in',
      questions: [
        ask.radios('route', 'How did it come in?', choices(taken.map((value) => ({ value, text: routeWords[value] })))),
        ask.day('received', 'When was it received?', 'The rules in force on this day bind the case.'),
      ],
    },
    ...complainantSections(ask),
    ...allegationSections(ask, allegations, officers),
    ...subjectSections(ask, officers),
    {
      heading: 'Does it have to be recorded?',
      text: 'One of these is enough. What is alleged may meet one by itself: ticking nothing then changes nothing.',
      questions: [
        ask.checkboxes('criteria', 'Which of these holds?', choices(criterionChoices)),
        ask.words('criterion-reason', 'How did you decide?', 'Kept with your name and the version of the rules.'),
      ],
    },
    {
      heading: 'Reaching them safely',
      questions: [
        ask.text('safe-channel', 'How can they be reached safely?', 'For example: this telephone, never by post.'),
      ],
    },
    folded('Hours, whom a caller should say they are, who acts for them', [
      ask.text('safe-hours', 'At what hours?'),
      ask.text('safe-caller', 'Whom should a caller say they are?'),
      ask.text('representative', 'Who acts for them', 'A friend, a lawyer.'),
    ]),
    {
      heading: 'Whom they can ask',
      questions: [
        ask.text('contact', 'Their contact, by number', 'Leave empty if it is you.'),
        ask.text('deputy', 'Who stands in for the contact, by number'),
        ask.text('reached-by', 'How the complainant reaches them', 'They are told this in every letter.'),
      ],
    },
    {
      heading: 'The case',
      questions: [
        ask.radios(
          'owner',
          'Who owns it?',
          choices([
            { value: 'me', text: 'I do' },
            { value: 'later', text: 'Somebody is named within 24 hours', hint: 'Until then you hold it' },
          ]),
        ),
      ],
    },
    folded(
      'A form or letter to keep with it, or fewer readers',
      [
        ask.words('original', 'The form, letter or e-mail as it came', 'Kept beside what you wrote down.'),
        ask.radios(
          'visibility',
          'Who may read it?',
          choices([
            { value: 'guarded', text: 'Those who assess and investigate', hint: 'Never anybody tied to either side' },
            { value: 'restricted', text: 'Specialists and the head of standards only' },
          ]),
        ),
      ],
      form.values.visibility === 'restricted' ? [] : ['visibility'],
    ),
  ];
}

/** A form filled in as far as an entry of the record goes. */
async function fromEntry(tx: Tx, entry: string): Promise<Fields | null> {
  const row = isId(entry) ? await findEntry(tx, entry) : null;
  if (row?.kind !== 'matter') return null;
  return { 'category-1': row.type, ...filledDay('received', row.known_on), entry, 'features-1': row.features ?? [] };
}

const usual = (today: string): Fields => ({
  route: 'phone',
  'complainant-who': 'named',
  'subject-1': 'number',
  visibility: 'guarded',
  owner: 'me',
  allegations: '1',
  officers: '1',
  ...filledDay('received', today),
  ...filledDay('identify-1', addDays(today, 14)),
});

/** The page, empty, filled in from an entry, or with what was typed. */
export async function openCasePage({ tx, query, form }: FormAsk): Promise<QuestionsView | null> {
  const isTyped = Object.keys(form.values).length > 0;
  const entry = fieldOf(query, 'entry');
  const before = !isTyped && entry ? await fromEntry(tx, entry) : {};
  if (!before) return null;
  const state = isTyped ? form : emptyForm({ ...usual(tx.today), ...before, form: tx.ids.next() });
  const held = (name: string): string => fieldOf(state.values, name) ?? '';
  return {
    title: 'Open a case',
    breadcrumbs: [{ text: 'Cases', href: '/cases' }],
    lede: 'Each allegation goes on the record as you send this, with both sides. Nothing is weighed yet.',
    links: [{ text: 'Settled on the call, and nothing more to it? Close it on one page', href: '/cases/settle' }],
    ask: {
      action: '/cases/new',
      hidden: ['form', 'allegations', 'officers', 'entry'].map((name) => ({ name, value: held(name) })),
      sections: sectionsOf(state),
      button: 'Open the case',
      more: [
        { value: 'allegation', text: 'Add another allegation' },
        { value: 'officer', text: 'Add another officer' },
      ],
    },
    form: state,
  };
}

/** What was typed, ready to open, or what to put right. */
function readOpenCase(body: Fields, today: string): OpenCase | FormState {
  const faults: Fault[] = [];
  const count = blocks(body, 'allegations', mostAllegations);
  const officers = blocks(body, 'officers', mostOfficers);
  const route = typed(body, 'route') as ReceivedBy;
  if (!taken.includes(route)) faults.push({ field: 'route', text: 'Say how it came in' });
  const receivedOn = realDay(dayParts(body, 'received'));
  if (!receivedOn || receivedOn > today)
    faults.push({ field: 'received', text: 'Give the day on which it was received, up to today' });
  const complainant = readComplainant(body, faults);
  const allegations = Array.from({ length: count }, (_, index) =>
    readAllegation(body, index + 1, { officers, today, faults }),
  );
  const subjects = Array.from({ length: officers }, (_, index) => readSubject(body, index + 1, faults));
  const visibility = typed(body, 'visibility');
  if (visibility !== 'guarded' && visibility !== 'restricted')
    faults.push({ field: 'visibility', text: 'Say who may read it' });
  const owner = typed(body, 'owner');
  if (owner !== 'me' && owner !== 'later') faults.push({ field: 'owner', text: 'Say who owns it' });
  if (typed(body, 'safe-channel').length < 3)
    faults.push({ field: 'safe-channel', text: 'Ask how they can be reached safely, before anybody does' });
  const form = typed(body, 'form');
  if (!isId(form)) faults.push({ field: 'main', text: 'This page was changed on its way. Open it again' });
  if (faults.length > 0) return formWithErrors(body, faults);
  return {
    form,
    route,
    receivedOn: receivedOn!,
    complainant,
    representative: typed(body, 'representative'),
    safeContact: {
      channel: typed(body, 'safe-channel'),
      hours: typed(body, 'safe-hours'),
      caller: typed(body, 'safe-caller'),
    },
    subjects,
    allegations,
    criteria: fieldsOf(body, 'criteria'),
    criterionReason: typed(body, 'criterion-reason'),
    original: fieldOf(body, 'original') ?? '',
    visibility: visibility as 'guarded' | 'restricted',
    contact: typed(body, 'contact'),
    deputy: typed(body, 'deputy'),
    reachedBy: typed(body, 'reached-by'),
    owner: owner as 'me' | 'later',
    fromEntry: isId(typed(body, 'entry')) ? typed(body, 'entry') : null,
  };
}

/** One block more, with everything that was typed. */
function oneMore(body: Fields): FormState | null {
  const more = typed(body, 'more');
  const [name, most] = more === 'allegation' ? ['allegations', mostAllegations] : ['officers', mostOfficers];
  if (more !== 'allegation' && more !== 'officer') return null;
  return emptyForm({
    ...body,
    [name]: String(Math.min(blocks(body, name as string, most as number) + 1, most as number)),
  });
}

/** Opens the case, or shows the form again. */
export async function sendOpenCase(tx: Tx, viewer: Viewer, body: Fields): Promise<Sent | Refusal> {
  const more = oneMore(body);
  if (more) return { again: more };
  const read = readOpenCase(body, tx.today);
  if ('errorList' in read) return { again: read };
  const opened = await openCase(tx, viewer, read);
  if ('again' in opened) return { to: `/cases/${opened.again}?done=again` };
  return { to: opened.isShut ? '/cases?done=shut' : `/cases/${opened.id}?done=opened` };
}
