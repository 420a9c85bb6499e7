/** One duty: who owes it, since when, what follows, and its answer. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { dayInWords, dueInWords } from '../../../web/plain-dates.ts';
import type { DataTableView, ReportView } from '../../../web/views.ts';
import { type DelegationRow, listDelegations, may, type Role, roles } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { answerableDuty } from '../actions/answer-duty.ts';
import { standingOf } from '../rules/ladder.ts';
import { type HeldSpan, heldWhile } from '../store/absences.ts';
import { findDuty, listAnswers } from '../store.ts';

/** By what right it was decided, where the law gives the decision to the chief officer. */
function rightInWords(
  detail: unknown,
  instruments: readonly DelegationRow[],
  name: (id: string) => string,
): string | undefined {
  const { right, instrument } = (detail ?? {}) as { right?: string; instrument?: string };
  const one = instruments.find((each) => each.id === instrument);
  if (one)
    return `under the instrument that ${name(one.delegator)} signed, ${dayInWords(one.valid_from)} to ${dayInWords(one.valid_to)}`;
  return right === 'none-signed' ? 'no instrument of delegation was signed' : undefined;
}

/** Who held it while its holder was away: a delay counts against nobody who was not there. */
const heldTable = (spans: readonly HeldSpan[], name: (id: string) => string): DataTableView => ({
  caption: 'Who held it while its holder was away',
  columns: [{ text: 'Away' }, { text: 'Held by' }, { text: 'From' }, { text: 'To' }],
  rows: spans.map((span) => [
    { text: name(span.away) },
    { text: span.holder ? name(span.holder) : 'the head of standards or the overseer: nobody nearer may' },
    { text: dayInWords(span.from) },
    { text: dayInWords(span.to) },
  ]),
});

/** The page, or null where the reader may not know of the duty. */
export async function dutyPage(tx: Tx, id: string, viewer: Viewer): Promise<ReportView | null> {
  const duty = await findDuty(tx, id);
  if (!duty) return null;
  const standing = standingOf(duty.ladder, tx.today);
  const answers = await listAnswers(tx, [id]);
  const held = await heldWhile(tx, id, answers[0]?.answered_on ?? tx.today);
  const instruments = answers.some((answer) => answer.detail !== null) ? await listDelegations(tx) : [];
  const people = [
    ...instruments.map((one) => one.delegator),
    ...[...duty.ladder, ...duty.raised_ladder].flatMap((rung) => (rung.person ? [rung.person] : [])),
    ...held.flatMap((span) => [span.away, ...(span.holder ? [span.holder] : [])]),
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
          {
            text: holder(rung),
            under: rung.for
              ? `for ${labels.get(rung.for)?.label ?? 'somebody'}, until ${dayInWords(rung.until ?? '')}`
              : undefined,
          },
          { text: dayInWords(rung.from) },
          { text: dayInWords(rung.due) },
        ]),
      },
      ...(held.length > 0 ? [heldTable(held, (each) => labels.get(each)?.label ?? 'not named')] : []),
      {
        caption: 'Answers',
        columns: [{ text: 'When' }, { text: 'Who' }, { text: 'Outcome' }, { text: 'Reason' }],
        rows: answers.map((answer) => [
          { text: dayInWords(answer.answered_on) },
          { text: answer.answered_by ? (labels.get(answer.answered_by)?.label ?? 'not named') : '' },
          {
            text: answer.outcome,
            under: rightInWords(answer.detail, instruments, (each) => labels.get(each)?.label ?? 'not named'),
          },
          { text: answer.reason },
        ]),
        empty: { title: 'Not answered yet', text: 'The answer, who gave it and why will stand here.' },
      },
    ],
    links: [
      ...(isMine ? [{ text: 'Answer it', href: `/duties/${id}/answer` }] : []),
      ...(duty.about && duty.kind.startsWith('case:') ? [{ text: 'The case', href: `/cases/${duty.about}` }] : []),
      ...(duty.about && !duty.kind.startsWith('case:') && may('person.read', viewer.roles)
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
