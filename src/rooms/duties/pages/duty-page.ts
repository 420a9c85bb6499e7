/** One duty: who owes it, since when, what follows, and its answer. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { dayInWords, dueInWords } from '../../../web/plain-dates.ts';
import type { ReportView } from '../../../web/views.ts';
import { may, type Role, roles } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { answerableDuty } from '../actions/answer-duty.ts';
import { standingOf } from '../rules/ladder.ts';
import { findDuty, listAnswers } from '../store.ts';

/** The page, or null where the reader may not know of the duty. */
export async function dutyPage(tx: Tx, id: string, viewer: Viewer): Promise<ReportView | null> {
  const duty = await findDuty(tx, id);
  if (!duty) return null;
  const standing = standingOf(duty.ladder, tx.today);
  const answers = await listAnswers(tx, [id]);
  const people = [
    ...duty.ladder.flatMap((rung) => (rung.person ? [rung.person] : [])),
    ...answers.flatMap((answer) => (answer.answered_by ? [answer.answered_by] : [])),
    ...(duty.about ? [duty.about] : []),
  ];
  const labels = await labelsOf(tx, people, tx.today);
  const isMine = (await answerableDuty(tx, viewer, id)) !== null;
  const holder = (rung: { role?: string; person?: string }) =>
    rung.person ? (labels.get(rung.person)?.label ?? 'not named') : (roles[rung.role as Role] ?? rung.role ?? '');
  return {
    title: duty.title,
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band:
      answers.length > 0
        ? { tone: 'done', text: 'This has been answered.' }
        : standing.overdue
          ? { tone: 'warn', text: dueInWords(standing.firstDue, tx.today) }
          : undefined,
    lede: duty.consequence,
    tables: [
      {
        caption: 'Who owes it',
        columns: [{ text: 'Who' }, { text: 'From' }, { text: 'Due' }],
        rows: duty.ladder.map((rung) => [
          { text: holder(rung) },
          { text: dayInWords(rung.from) },
          { text: dayInWords(rung.due) },
        ]),
      },
      {
        caption: 'Answers',
        columns: [{ text: 'When' }, { text: 'Who' }, { text: 'Outcome' }, { text: 'Reason' }],
        rows: answers.map((answer) => [
          { text: dayInWords(answer.answered_on) },
          { text: answer.answered_by ? (labels.get(answer.answered_by)?.label ?? 'not named') : '' },
          { text: answer.outcome },
          { text: answer.reason },
        ]),
        empty: { title: 'Not answered yet', text: 'The answer, who gave it and why will stand here.' },
      },
    ],
    links: [
      ...(isMine ? [{ text: 'Answer it', href: `/duties/${id}/answer` }] : []),
      ...(duty.about && may('person.read', viewer.roles)
        ? [
            {
              text: `The record of ${labels.get(duty.about)?.label ?? 'the person concerned'}`,
              href: `/people/${duty.about}`,
            },
          ]
        : []),
    ],
  };
}
