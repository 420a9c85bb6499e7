/** Away: one's own days and one's line's, who stands in, and for whom one stands in oneself. */
import { isRefusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import { doneBand, type RegisterView, withSpreadsheets } from '../../record/index.ts';
import { endAbsence, recordAbsence } from '../actions/record-absence.ts';
import { type AbsenceRow, absencesFrom, isAbove } from '../store/absences.ts';
import { type DeskAct, typed, typedDay } from './desk.ts';

const at = '/absence';

/** Their own, those in their line, and those for whom they are named. */
async function mine(tx: Tx, viewer: Viewer): Promise<{ rows: AbsenceRow[]; endable: AbsenceRow[] }> {
  const rows: AbsenceRow[] = [];
  const endable: AbsenceRow[] = [];
  for (const each of await absencesFrom(tx, tx.today)) {
    const isTheirs = each.person === viewer.person || (await isAbove(tx, viewer.person, each.person));
    if (isTheirs) endable.push(each);
    if (isTheirs || each.deputy === viewer.person) rows.push(each);
  }
  return { rows, endable };
}

const done: Readonly<Record<string, string>> = {
  recorded: 'Recorded. What is owed by name on those days goes to whoever stands in.',
  ended: 'Ended. What they owe is theirs again.',
};

/** The page of absences. */
export async function absencePage(
  tx: Tx,
  viewer: Viewer,
  query: Fields,
  form: FormState = emptyForm(),
): Promise<RegisterView> {
  const { rows, endable } = await mine(tx, viewer);
  const labels = await labelsOf(
    tx,
    rows.flatMap((each) => [each.person, ...(each.deputy ? [each.deputy] : [])]),
    tx.today,
  );
  const name = (id: string | null) =>
    id ? (labels.get(id)?.label ?? 'not named') : 'nobody named: it goes up the line';
  const q = asking(form.values.act ? form : emptyForm());
  return {
    title: 'Away',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: doneBand(query, done),
    lede: 'While somebody is away, what they owe by name is held by their deputy. Where a wall stops the deputy it goes up the line. On the day of return it comes back.',
    parts: [
      ...withSpreadsheets(
        [
          {
            table: {
              caption: 'Away now or soon',
              columns: [{ text: 'Who' }, { text: 'From' }, { text: 'Until' }, { text: 'Stands in' }],
              rows: rows.map((each) => [
                { text: each.person === viewer.person ? 'You' : name(each.person) },
                { text: shortDay(each.absent_from) },
                { text: shortDay(each.absent_to) },
                { text: each.deputy === viewer.person ? 'You' : name(each.deputy) },
              ]),
              empty: {
                title: 'Nobody',
                text: 'Your own absences, those in your line, and those for whom you stand in.',
              },
            },
          },
        ],
        at,
        {},
      ),
      {
        act: {
          action: at,
          act: 'record',
          heading: 'Record days away',
          text: 'Never say why. A role is not lent by this: if nobody else holds it, somebody has to be given it with an end.',
          questions: [
            q.text('number', 'Who is away?', 'Leave empty for yourself, or give the number of somebody in your line.'),
            q.day('from', 'First day away'),
            q.day('to', 'Last day away'),
            q.text('deputy', 'Who stands in?', 'Their warrant or staff number. Left empty, it goes to the supervisor.'),
          ],
          button: 'Record it',
        },
      },
      ...(endable.length === 0
        ? []
        : [
            {
              act: {
                action: at,
                act: 'end',
                heading: 'Back early, or not gone',
                questions: [
                  q.select(
                    'absence',
                    'Which?',
                    choices(
                      endable.map((each) => ({
                        value: each.id,
                        text: `${each.person === viewer.person ? 'You' : name(each.person)}, ${shortDay(each.absent_from)} to ${shortDay(each.absent_to)}`,
                      })),
                    ),
                  ),
                ],
                button: 'They are back from today',
              },
            },
          ]),
    ],
    form,
  };
}

/** What may be done on that page. */
export const absenceActs: Readonly<Record<string, DeskAct>> = {
  record: async (tx, _viewer, body) => {
    const kept = await recordAbsence(tx, {
      number: typed(body, 'number'),
      deputy: typed(body, 'deputy'),
      from: typedDay(body, 'from'),
      to: typedDay(body, 'to'),
    });
    return isRefusal(kept) ? kept : 'recorded';
  },
  end: async (tx, _viewer, body) => {
    const ended = await endAbsence(tx, typed(body, 'absence'));
    return isRefusal(ended) ? ended : 'ended';
  },
};
