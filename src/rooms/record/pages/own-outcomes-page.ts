/** The low-level outcomes about the person at the keyboard, and what they say of each (REC-06.6). */
import { isoToDay } from '../../../engines/history.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { dayInWords, shortDay, spanInWords } from '../../../web/plain-dates.ts';
import { asking, type QuestionsView } from '../../../web/questions.ts';
import type { ReportView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import { ownOutcomes } from '../store/outcomes.ts';
import { label } from './words.ts';

/** The list. Only what nothing lawful delays is here, and nothing says whether there is more. */
export async function ownOutcomesPage(tx: Tx): Promise<ReportView> {
  const own = await ownOutcomes(tx);
  const labels = await labelsOf(
    tx,
    own.flatMap((each) => (each.manager ? [each.manager] : [])),
    tx.today,
  );
  return {
    title: 'Low-level outcomes about you',
    breadcrumbs: [{ text: 'Your own details', href: '/me' }],
    lede: 'What was ended by advice, reflective practice, management action or agreement. You may say something about each; it stands beside it for everybody who reads it.',
    tables: [
      {
        caption: 'Outcomes, newest first',
        columns: ['Logged', 'What it was called', 'Outcome', 'By', 'Followed up by', 'Your comments'].map((text) => ({
          text,
        })),
        rows: own.map((each) => [
          { text: shortDay(each.known_on), href: `/me/outcomes/${each.id}` },
          { text: label(each.outcome.class) },
          { text: label(each.finding) },
          { text: each.manager ? (labels.get(each.manager)?.label ?? 'not named') : 'not recorded' },
          { text: shortDay(each.outcome.followUp) },
          { text: String(each.comments.length) },
        ]),
        empty: { title: 'There is none', text: 'When a manager logs one, it stands here with their reason.' },
      },
    ],
  };
}

/** One of them with the reason, what was agreed, earlier comments and room for another. Null for everybody else’s. */
export async function ownOutcomePage(
  tx: Tx,
  id: string,
  typed?: FormState,
  done?: string,
): Promise<QuestionsView | null> {
  const own = (await ownOutcomes(tx)).find((each) => each.id === id);
  if (!own) return null;
  const form = typed ?? emptyForm();
  const labels = await labelsOf(tx, own.manager ? [own.manager] : [], tx.today);
  const day = (iso: string | null) => (iso === null ? null : isoToDay(iso));
  return {
    title: `${label(own.finding)}: ${label(own.outcome.class).toLowerCase()}`,
    breadcrumbs: [{ text: 'Low-level outcomes about you', href: '/me/outcomes' }],
    band: done === 'commented' ? { tone: 'done', text: 'Your comment stands beside the outcome.' } : undefined,
    facts: [
      { label: 'Logged', value: dayInWords(own.known_on) },
      { label: 'By', value: own.manager ? (labels.get(own.manager)?.label ?? 'not named') : 'not recorded' },
      { label: 'Happened', value: spanInWords(day(own.happened_from), day(own.happened_to)) },
      { label: 'Why it ended so', value: own.outcome.reason },
      { label: 'What was agreed', value: own.outcome.action },
      { label: 'Followed up by', value: dayInWords(own.outcome.followUp) },
    ],
    tables: [
      {
        caption: 'Your comments',
        columns: [{ text: 'When' }, { text: 'What you said' }],
        rows: own.comments.map((each) => [{ text: shortDay(each.on) }, { text: each.words }]),
        empty: { title: 'You have said nothing yet', text: 'You need not. Silence means nothing here.' },
      },
    ],
    ask: {
      action: `/me/outcomes/${own.id}`,
      sections: [
        {
          heading: 'Say something about it',
          text: 'Your words stand beside the outcome for whoever reads it. They change no finding, and cannot be changed afterwards, only added to.',
          questions: [
            asking(form).words('comment', 'Your comment', 'Do not name whoever raised it, nor guess who it was.'),
          ],
        },
      ],
      button: 'Add my comment',
    },
    form,
  };
}
