/** A mover's ledger before their new supervisor; and recording the move. */
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { asking, filledDay, type QuestionsView } from '../../../web/questions.ts';
import { labelsOf } from '../../people/index.ts';
import { ledgerTable } from '../../record/index.ts';
import { openHandovers, readHandover, reviewAfterDays } from '../actions/hand-over.ts';

/** The page for whoever must accept it; null for everybody else. */
export async function handoverPage(
  tx: Tx,
  viewer: Viewer,
  duty: string,
  typed?: FormState,
): Promise<QuestionsView | null> {
  const open = await readHandover(tx, viewer, duty);
  if (!open) return null;
  const form = typed ?? emptyForm(filledDay('review', addDays(tx.today, reviewAfterDays)));
  const ids = open.lines.flatMap(({ unit, logged }) => [
    unit,
    logged ? (open.rows.get(logged.id)?.posted_by ?? null) : null,
  ]);
  const names = await labelsOf(tx, [open.person, ...ids.filter((id): id is string => id !== null)], tx.today);
  const nameOf = (id: string | null) => (id ? (names.get(id)?.label ?? 'not named') : 'not recorded');
  const ask = asking(form);
  return {
    title: `${nameOf(open.person)} has moved to you`,
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: open.isAccepted
      ? { tone: 'done', text: 'You have accepted it, and a review is set.' }
      : { tone: 'warn', text: 'The move is incomplete until you accept this and set a review at three months.' },
    lede: 'Every matter about them that ended at low level, in any team. It is for you alone: to support them and to see what repeats. That you read it is written down.',
    tables: [ledgerTable(open.lines, open.rows, nameOf)],
    ask: open.isAccepted
      ? undefined
      : {
          action: `/handover/${duty}`,
          sections: [
            {
              heading: 'Accept it',
              questions: [
                ask.words(
                  'words',
                  'What will you do with it?',
                  'For example: which follow-up is still owed, what you will watch for, what support they get.',
                ),
                ask.day('review', 'When will you review it with them?', 'About three months from today.'),
              ],
            },
          ],
          button: 'Accept, and set the review',
        },
    form,
  };
}

/** The form that records a move. */
export async function movePage(
  tx: Tx,
  person: string,
  given: { readonly form?: FormState; readonly isMoved?: boolean } = {},
): Promise<QuestionsView> {
  const form = given.form ?? emptyForm(filledDay('from', tx.today));
  const ask = asking(form);
  const name = (await labelsOf(tx, [person], tx.today)).get(person)?.label ?? 'not named';
  const waiting = await openHandovers(tx, person);
  return {
    title: 'Record a move',
    overline: name,
    breadcrumbs: [{ text: 'Timeline', href: `/people/${person}` }],
    band:
      waiting.length > 0
        ? {
            tone: given.isMoved ? 'done' : 'warn',
            title: given.isMoved ? 'The move is recorded.' : undefined,
            text: 'A move is incomplete: the new supervisor has not accepted the history yet.',
          }
        : undefined,
    lede: 'The ledger of low-level outcomes goes with the person. The new supervisor must accept it before the move is complete.',
    ask: {
      action: `/people/${person}/move`,
      sections: [
        {
          questions: [
            ask.text('unit', 'New unit', 'Its name as it is today.'),
            ask.text('rank', 'Rank or grade there'),
            ask.text('role', 'Role there'),
            ask.text('supervisor', 'The new supervisor’s warrant or staff number'),
            ask.day('from', 'From when?'),
          ],
        },
      ],
      button: 'Record the move and hand over',
    },
    form,
  };
}
