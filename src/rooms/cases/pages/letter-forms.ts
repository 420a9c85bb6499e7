/** Writing to people: an update, the outcome as it would go, the officer's turn, and every version as it went. */
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { type FormState, fieldOf, fieldsOf } from '../../../web/forms.ts';
import { dayInWords, instantInWords } from '../../../web/plain-dates.ts';
import { asking, choices, dayParts, type QuestionsView, type QuestionView, realDay } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import { type CaseFile, readCase } from '../actions/case-file.ts';
import {
  draftOutcome,
  identifiers,
  methods,
  missedUpdates,
  type Sending,
  sendOutcome,
  sendUpdate,
  tellSubject,
} from '../actions/send-letter.ts';
import { isTheirs } from '../rules/who-reads.ts';
import type { LetterView } from './case-view.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { typed } from './intake-fields.ts';
import { addressOf, headOf, theirCase } from './of-case.ts';

type Params = Readonly<Record<string, string>>;

const sendingQuestions = (form: FormState): QuestionView[] => {
  const ask = asking(form);
  return [
    ask.radios(
      'method',
      'How does it reach them?',
      choices(Object.entries(methods).map(([value, each]) => ({ value, text: each.text }))),
    ),
    ask.day('served', 'When was it received?', 'Leave empty where a rule says when it counts as received.'),
    ask.checkboxes(
      'identifiers',
      'Which two things did you check about them?',
      choices(Object.entries(identifiers).map(([value, text]) => ({ value, text }))),
    ),
  ];
};

const sendingOf = (params: Params, body: Fields): Sending => ({
  case: params.case!,
  method: typed(body, 'method'),
  identifiers: fieldsOf(body, 'identifiers'),
  servedOn: realDay(dayParts(body, 'served')),
});

/** How they said that they can be reached: read before anything goes. */
const safeFacts = (file: CaseFile) => [
  {
    label: 'Reach them safely',
    value: [
      file.opened.safe_contact.channel,
      file.opened.safe_contact.hours,
      file.opened.safe_contact.caller ? `call as: ${file.opened.safe_contact.caller}` : '',
    ]
      .filter(Boolean)
      .join('; '),
  },
];

const missedBand = (file: CaseFile) => {
  const missed = missedUpdates(file);
  return missed.length > 0
    ? ({
        tone: 'warn',
        text: `Not sent when due: ${missed.map((day) => dayInWords(day)).join(', ')}. The complainant is told so.`,
      } as const)
    : undefined;
};

export async function updateForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  if (!file || file.state.isEnded) return null;
  const ask = asking(form);
  return {
    ...headOf(file, 'Update the complainant'),
    band: missedBand(file),
    lede: 'Every four weeks, even where there is nothing new. What you send is kept as it went.',
    facts: safeFacts(file),
    ask: {
      action: `${addressOf(file)}/update`,
      sections: [
        {
          questions: [
            ask.words('done', 'What has been done since they last heard?'),
            ask.words('next', 'What comes next?'),
            ...sendingQuestions(form),
          ],
        },
      ],
      button: 'Record that it was sent',
    },
    form,
  };
}

export async function sendUpdateForm(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  const letter = await sendUpdate(tx, viewer, {
    ...sendingOf(params, body),
    done: typed(body, 'done'),
    next: typed(body, 'next'),
  });
  return { to: `/cases/${params.case}/letters/${letter}` };
}

export async function outcomeForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  if (!file || file.state.isEnded) return null;
  const ask = asking(form);
  const next = fieldOf(form.values, 'next') ?? '';
  const { lacking, parts } = await draftOutcome(tx, file, next, tx.today);
  const missing = lacking.filter((each) => !each.startsWith('It does not say'));
  return {
    ...headOf(file, 'The outcome letter'),
    band: missing.length > 0 ? { tone: 'warn', title: 'It cannot go yet', text: missing.join(' ') } : missedBand(file),
    lede: 'It answers every allegation with its reasons, and says how to challenge it. The complainant hears before the officer.',
    facts: safeFacts(file),
    tables: [
      {
        caption: 'As it would go today',
        columns: [{ text: 'Part' }, { text: 'Words' }],
        rows: parts.map((part) => [{ text: part.heading }, { text: part.paragraphs.join(' ') }]),
        empty: { title: 'Nothing to send yet', text: 'Decide every allegation first.' },
      },
    ],
    ask:
      missing.length > 0
        ? undefined
        : {
            action: `${addressOf(file)}/outcome`,
            sections: [
              {
                questions: [
                  ask.words('next', 'What happens next?', 'Who does what, and by when.'),
                  ...sendingQuestions(form),
                ],
              },
            ],
            button: 'Record that it was sent',
          },
    form,
  };
}

export async function sendOutcomeForm(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  const letter = await sendOutcome(tx, viewer, { ...sendingOf(params, body), next: typed(body, 'next') });
  return { to: `/cases/${params.case}/letters/${letter}` };
}

export async function toldForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  const officers = file?.parties.filter((party) => party.role === 'subject' && party.person) ?? [];
  if (!file || officers.length === 0) return null;
  const ask = asking(form);
  const labels = await labelsOf(
    tx,
    officers.map((party) => party.person!),
    tx.today,
  );
  const grounds =
    file.definition.notices.find((notice) => notice.code === 'outcome-to-officer')?.after?.exceptions ?? [];
  return {
    ...headOf(file, 'Tell the officer'),
    lede: 'The complainant hears first. It is an order and never a veto: for a lawful reason, recorded with your name, the officer may hear before.',
    ask: {
      action: `${addressOf(file)}/told`,
      sections: [
        {
          questions: [
            ask.radios(
              'party',
              'Who is told?',
              choices(
                officers.map((party) => ({ value: party.id, text: labels.get(party.person!)?.label ?? 'not named' })),
              ),
            ),
            ...sendingQuestions(form),
            ask.select(
              'ground',
              'If they hear first: on which ground?',
              choices(grounds.map((ground) => ({ value: ground.code, text: ground.words }))),
            ),
            ask.words('reason', 'And why', 'Only where they hear first.'),
          ],
        },
      ],
      button: 'Record that they were told',
    },
    form,
  };
}

export async function sendTold(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  const letter = await tellSubject(tx, viewer, {
    ...sendingOf(params, body),
    party: typed(body, 'party'),
    ground: typed(body, 'ground'),
    reason: typed(body, 'reason'),
  });
  return { to: `/cases/${params.case}/letters/${letter}` };
}

/** One version of a letter as it went, to print. Null where the reader may not know of it. */
export async function letterPage(tx: Tx, viewer: Viewer, params: Params): Promise<LetterView | null> {
  const file = await readCase(tx, params.case ?? '');
  const letter = file?.letters.find((each) => each.id === params.letter);
  if (!file || !letter || !isTheirs(file, viewer)) return null;
  const row = file.rows.find((each) => each.letter === letter.id);
  const party = file.parties.find((each) => each.id === row?.party);
  const labels = party?.person ? await labelsOf(tx, [party.person], tx.today) : new Map<string, { label: string }>();
  const to = party?.person ? (labels.get(party.person)?.label ?? 'not named') : (party?.name ?? 'the complainant');
  const titles = {
    update: 'Update on your complaint',
    outcome: 'The outcome of your complaint',
    'subject-outcome': 'The outcome of a complaint',
  };
  const how =
    typeof row?.detail.how === 'string' && row.detail.how in methods
      ? methods[row.detail.how as keyof typeof methods].text
      : '';
  return {
    title: titles[letter.kind],
    overline: `Case ${file.opened.reference}, version ${letter.version}`,
    breadcrumbs: [
      { text: 'Cases', href: '/cases' },
      { text: file.opened.reference, href: addressOf(file) },
    ],
    note: row?.sent_at
      ? {
          tone: 'done',
          text: `${how}, ${instantInWords(row.sent_at.getTime())}. Counts as received on ${row.served_on ? dayInWords(row.served_on) : 'a day not known'}. Kept as it went: print it from here.`,
        }
      : undefined,
    addressed: [to, `Case ${file.opened.reference}`, dayInWords(row?.on_day ?? tx.today)],
    parts: letter.content.words.parts,
  };
}
