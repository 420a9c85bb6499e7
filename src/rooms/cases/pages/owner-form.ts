/** Who owns a case: taking it, offering it, answering an offer. */
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { dayInWords } from '../../../web/plain-dates.ts';
import { asking, choices, type QuestionsView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import type { CaseFile } from '../actions/case-file.ts';
import { answerOffer, offerCase, takeCase } from '../actions/own-case.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { typed } from './intake-fields.ts';
import { addressOf, headOf, theirCase, wordsTable } from './of-case.ts';

type Ask = NonNullable<QuestionsView['ask']>;

const answering = (ask: ReturnType<typeof asking>, action: string): Ask => ({
  action,
  hidden: [{ name: 'act', value: 'answer' }],
  sections: [
    {
      heading: 'It is offered to you',
      text: 'Until you accept, it stays with whoever offered it.',
      questions: [
        ask.radios(
          'answer',
          'Do you accept it?',
          choices([
            { value: 'accept', text: 'I accept it, and answer for it from now on' },
            { value: 'send-back', text: 'I send it back', hint: 'It is counted, with your reason' },
          ]),
        ),
        ask.checkboxes(
          'read',
          'Before you accept',
          choices([
            { value: 'yes', text: 'I have read what the complainant said. Nobody will ask them to say it again' },
          ]),
        ),
        ask.words('reasons', 'Why you send it back', 'Only where you do.'),
      ],
    },
  ],
  button: 'Record my answer',
});

const offering = (ask: ReturnType<typeof asking>, action: string, canTake: boolean): Ask => ({
  action,
  sections: [
    {
      questions: [
        ...(canTake
          ? [
              ask.radios(
                'act',
                'Who owns it?',
                choices([
                  { value: 'take', text: 'I do' },
                  { value: 'offer', text: 'I offer it to somebody', hint: 'It stays where it is until they accept' },
                ]),
              ),
            ]
          : []),
        ask.text(
          'number',
          'Offer it to, by number',
          canTake
            ? 'Only where you offer it. Nobody tied to anybody in it is given it.'
            : 'Nobody tied to anybody in it is given it.',
        ),
        ask.words('reasons', 'Why it goes to them', canTake ? 'Only where you offer it.' : 'They read this.'),
      ],
    },
  ],
  ...(canTake ? {} : { hidden: [{ name: 'act', value: 'offer' }] }),
  button: canTake ? 'Record it' : 'Offer it',
});

function askOf(file: CaseFile, viewer: Viewer, form: FormAsk['form']): Ask | undefined {
  const ask = asking(form);
  const { ownership } = file;
  if (ownership.offer)
    return ownership.offer.person === viewer.person ? answering(ask, `${addressOf(file)}/owner`) : undefined;
  if (!ownership.isNamed) return offering(ask, `${addressOf(file)}/owner`, true);
  const isSender = ownership.person === viewer.person || viewer.roles.includes('head-of-standards');
  return isSender ? offering(ask, `${addressOf(file)}/owner`, false) : undefined;
}

export async function ownerForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  if (!file) return null;
  const { ownership } = file;
  const ids = [ownership.person, ownership.offer?.person].flatMap((id) => (id ? [id] : []));
  const labels = await labelsOf(tx, ids, tx.today);
  const name = (id: string | null | undefined) =>
    id ? (labels.get(id)?.label ?? 'not named') : 'The head of professional standards';
  return {
    ...headOf(file, 'Who owns this case'),
    lede: 'There is one accountable owner at every moment. A transfer counts from the moment that the receiver accepts, and not before.',
    facts: [
      {
        label: ownership.isNamed ? 'Owner' : 'Holds it until an owner is named',
        value: `${name(ownership.person)}, since ${dayInWords(ownership.since)}`,
      },
      ...(ownership.offer
        ? [{ label: 'Offered to', value: `${name(ownership.offer.person)}, on ${dayInWords(ownership.offer.on_day)}` }]
        : []),
      ...(ownership.offer?.reasons ? [{ label: 'Why', value: ownership.offer.reasons }] : []),
      { label: 'Changed hands', value: String(ownership.changes) },
      { label: 'Sent back', value: String(ownership.sentBack.length) },
    ],
    tables: [
      wordsTable(file),
      ...(ownership.sentBack.length > 0
        ? [
            {
              caption: 'Sent back',
              columns: [{ text: 'When' }, { text: 'Why' }],
              rows: ownership.sentBack.map((line) => [{ text: dayInWords(line.on_day) }, { text: line.reasons ?? '' }]),
            },
          ]
        : []),
    ],
    ask: file.state.isEnded ? undefined : askOf(file, viewer, form),
    form,
  };
}

export async function sendOwner(
  tx: Tx,
  viewer: Viewer,
  params: Readonly<Record<string, string>>,
  body: Fields,
): Promise<Sent | Refusal> {
  const id = params.case!;
  const act = typed(body, 'act');
  if (act === 'take') {
    const taken = await takeCase(tx, viewer, id);
    return taken.kind === 'done' ? { to: `/cases/${id}?done=taken` } : taken;
  }
  if (act === 'answer') {
    const answer = typed(body, 'answer');
    const answered = await answerOffer(tx, viewer, {
      case: id,
      answer,
      reasons: typed(body, 'reasons'),
      hasRead: typed(body, 'read') === 'yes',
    });
    if (answered.kind === 'blocked') return answered;
    // Whoever sends it back may have no more to do with it.
    return { to: answer === 'accept' ? `/cases/${id}?done=accepted` : '/cases' };
  }
  const offered = await offerCase(tx, viewer, {
    case: id,
    number: typed(body, 'number'),
    reasons: typed(body, 'reasons'),
  });
  return offered.kind === 'done' ? { to: `/cases/${id}?done=offered` } : offered;
}
