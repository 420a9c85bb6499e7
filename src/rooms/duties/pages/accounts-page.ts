/** Accounts that sign nobody in: stopping one takes effect on the next page, opening it again takes a reason too. */
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm } from '../../../web/forms.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import { insertAccountStop, listAccountStops } from '../../access/index.ts';
import { clusterOf, labelsOf } from '../../people/index.ts';
import { doneBand, personByNumber, type RegisterView, withSpreadsheets } from '../../record/index.ts';
import { type DeskAct, type DeskAsk, typed } from './desk.ts';

const at = '/accounts';
const done: Readonly<Record<string, string>> = {
  stopped: 'Stopped. They are signed out with their next page.',
  opened: 'Opened. They can sign in again.',
};

/** The page of stopped accounts. */
export async function accountsPage({ tx, query, form }: DeskAsk): Promise<RegisterView> {
  const stops = await listAccountStops(tx);
  const ids = stops.flatMap((each) => [each.person, ...(each.recorded_by ? [each.recorded_by] : [])]);
  const labels = await labelsOf(tx, [...new Set(ids)], tx.today);
  const name = (id: string | null) => (id ? (labels.get(id)?.label ?? 'not named') : 'an operator at the command line');
  const q = asking(form.values.act ? form : emptyForm());
  return {
    title: 'Stopped accounts',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: doneBand(query, done),
    lede: 'A suspension, a lost device, somebody who left. A stopped account signs nobody in and reads nothing; what its owner owes stays owed: record them as away, or give it to somebody else.',
    parts: [
      ...withSpreadsheets(
        [
          {
            table: {
              caption: 'Stopped today',
              columns: [{ text: 'Who' }, { text: 'Since' }, { text: 'By' }, { text: 'Why' }],
              rows: stops.map((each) => [
                { text: name(each.person) },
                { text: instantInWords(each.recorded_at.getTime()) },
                { text: name(each.recorded_by) },
                { text: each.reason },
              ]),
              empty: { title: 'None', text: 'An account that is stopped stands here, with who stopped it and why.' },
            },
          },
        ],
        at,
        {},
      ),
      {
        act: {
          action: at,
          act: 'stop',
          heading: 'Stop an account',
          questions: [q.text('number', 'Whose? Their warrant or staff number'), q.words('reason', 'Why')],
          button: 'Stop it now',
        },
      },
      ...(stops.length === 0
        ? []
        : [
            {
              act: {
                action: at,
                act: 'open',
                heading: 'Open one again',
                questions: [
                  q.select(
                    'stop',
                    'Whose?',
                    choices(stops.map((each) => ({ value: each.id, text: name(each.person) }))),
                  ),
                  q.words('open-reason', 'Why'),
                ],
                button: 'Open it',
              },
            },
          ]),
    ],
    form,
  };
}

async function stop(tx: Tx, number: string, reason: string): Promise<'stopped' | Refusal> {
  const found = await personByNumber(tx, number);
  if (isRefusal(found)) return refuse('field:number', found.words);
  if (tx.act.actor && (await clusterOf(tx, tx.act.actor, tx.today)).includes(found.id))
    return refuse('field:number', 'Nobody stops their own account');
  if ((await listAccountStops(tx, found.id)).length > 0) return refuse('field:number', 'It is stopped already');
  if (reason.length < 15) return refuse('field:reason', 'Say why in a sentence');
  await insertAccountStop(tx, { person: found.id, reason });
  return 'stopped';
}

async function open(tx: Tx, id: string, reason: string): Promise<'opened' | Refusal> {
  const standing = (await listAccountStops(tx)).find((each) => each.id === id);
  if (!standing) return refuse('field:stop', 'Choose a stopped account');
  if (reason.length < 15) return refuse('field:open-reason', 'Say why in a sentence');
  await insertAccountStop(tx, { person: standing.person, reason, ends: id });
  return 'opened';
}

/** What may be done on that page. */
export const accountActs: Readonly<Record<string, DeskAct>> = {
  stop: (tx, _viewer, body) => stop(tx, typed(body, 'number'), typed(body, 'reason')),
  open: (tx, _viewer, body) => open(tx, typed(body, 'stop'), typed(body, 'open-reason')),
};
