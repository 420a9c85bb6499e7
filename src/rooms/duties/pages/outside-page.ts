/** The page of the body outside: what waits and what whoever is named must be able to read. Never what it is about. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { dueInWords } from '../../../web/plain-dates.ts';
import { asking, type QuestionsView } from '../../../web/questions.ts';
import { openOutside } from '../actions/name-outside.ts';
import { standingOf } from '../rules/ladder.ts';
import { needsOf, waitingBehind } from '../store/outside.ts';

/** The page, or null where this viewer is not asked. */
export async function outsidePage(
  tx: Tx,
  viewer: Viewer,
  id: string,
  form: FormState = emptyForm(),
): Promise<QuestionsView | null> {
  const duty = await openOutside(tx, viewer, id);
  const waits = duty ? await waitingBehind(tx, id) : null;
  if (!duty || !waits) return null;
  const q = asking(form);
  return {
    title: 'Name somebody from outside',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: { tone: 'note', text: dueInWords(standingOf(duty.ladder, tx.today).firstDue, tx.today) },
    lede: 'Something waits that takes somebody without a tie, and everybody here who could decide it is tied to somebody in it. You name who does. What it is about is not shown to you.',
    facts: [
      { label: 'What waits', value: waits.title },
      { label: 'Whom it takes', value: (await needsOf(tx, id)) ?? '' },
    ],
    ask: {
      action: `/outside/${id}`,
      sections: [
        {
          questions: [
            q.text(
              'number',
              'Their number here',
              'They need an account and a role: an administrator and a second person give both, with an end.',
            ),
            q.words('reason', 'Why this person'),
          ],
        },
      ],
      button: 'Name them',
      after: 'Whether they are tied to anybody in it is checked before it becomes theirs.',
    },
    form,
  };
}
