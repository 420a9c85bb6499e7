/** The week: what somebody outside the chain should know of, as counts, and by name where no wall stands. */
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import type { ReportView } from '../../../web/views.ts';
import { listOverrides } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { unreachableDuties } from '../store/outside.ts';
import { weekLines } from '../store/week.ts';

/** The seven days that end today, and the seven before them. */
export async function digestPage(tx: Tx): Promise<ReportView> {
  const from = addDays(tx.today, -6);
  const lines = await weekLines(tx, from, tx.today);
  const before = new Map(
    (await weekLines(tx, addDays(from, -7), addDays(from, -1))).map((line) => [line.what, line.n]),
  );
  const overrides = (await listOverrides(tx)).filter(
    (each) => (each.ended_on ?? each.valid_to) >= from && each.valid_from <= tx.today,
  );
  const labels = await labelsOf(
    tx,
    [...new Set(overrides.flatMap((each) => [each.person, each.subject, each.decided_by]))],
    tx.today,
  );
  const name = (id: string) => labels.get(id)?.label ?? 'not named';
  const unseen = await unreachableDuties(tx);
  return {
    title: 'The week',
    band:
      unseen > 0
        ? {
            tone: 'warn',
            text: `${unseen === 1 ? 'One duty is' : `${unseen} duties are`} owed by nobody who can see ${unseen === 1 ? 'it' : 'them'}: a role that nobody holds, or whose holders are all tied. Somebody has to be given the role.`,
          }
        : undefined,
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    lede: `From ${shortDay(from)} to ${shortDay(tx.today)}. Counts go over every wall; names are shown only where no wall stands between you and them.`,
    tables: [
      {
        caption: 'What to know of',
        columns: [{ text: 'What' }, { text: 'This week', isNumber: true }, { text: 'The week before', isNumber: true }],
        rows: lines.map((line) => [
          { text: line.what },
          { text: String(line.n) },
          { text: String(before.get(line.what) ?? 0) },
        ]),
      },
      {
        caption: 'Overrides of a wall that stood in it',
        columns: [
          { text: 'Let through' },
          { text: 'To the record of' },
          { text: 'Why' },
          { text: 'By' },
          { text: 'Until' },
        ],
        rows: overrides.map((each) => [
          { text: name(each.person) },
          { text: name(each.subject) },
          { text: each.reason },
          { text: name(each.decided_by) },
          { text: shortDay(each.ended_on ?? each.valid_to) },
        ]),
        empty: { title: 'None that you may know of by name', text: 'The counts above hold all of them.' },
      },
    ],
  };
}
