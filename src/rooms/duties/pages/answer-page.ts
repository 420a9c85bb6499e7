/** Answering a duty that has no page of its own. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { dueInWords } from '../../../web/plain-dates.ts';
import { asking, choices, type QuestionsView } from '../../../web/questions.ts';
import { labelsOf } from '../../people/index.ts';
import { answerableDuty } from '../actions/answer-duty.ts';
import { answersFor } from '../rules/answers-for.ts';
import { standingOf } from '../rules/ladder.ts';

/** The page, or null where this viewer does not owe it today. */
export async function answerPage(
  tx: Tx,
  viewer: Viewer,
  id: string,
  form: FormState = emptyForm(),
): Promise<QuestionsView | null> {
  const duty = await answerableDuty(tx, viewer, id);
  if (!duty) return null;
  const name = duty.about ? (await labelsOf(tx, [duty.about], tx.today)).get(duty.about)?.label : undefined;
  const ask = asking(form);
  const reads = duty.kind.startsWith('review:') && duty.about;
  return {
    title: duty.title,
    overline: name,
    breadcrumbs: [
      { text: 'My duties', href: '/' },
      { text: 'The duty', href: `/duties/${id}` },
    ],
    lede: `${dueInWords(standingOf(duty.ladder, tx.today).firstDue, tx.today)}. ${duty.consequence}`,
    links: reads ? [{ text: 'Read the whole record first', href: `/people/${duty.about}` }] : undefined,
    ask: {
      action: `/duties/${id}/answer`,
      sections: [
        {
          questions: [
            ask.radios('outcome', 'Your answer', choices(answersFor(duty.kind))),
            ask.words('reason', 'What you found or did'),
          ],
        },
      ],
      button: 'Record my answer',
      after: reads
        ? 'The record as you see it is frozen and kept with your answer.'
        : 'It cannot be changed afterwards, only added to.',
    },
    form,
  };
}
