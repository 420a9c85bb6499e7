/** What was erased and what is held, ordering and holding; and the page of whoever agrees. Rules and counts, never content. */
import { isRefusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, type FactView, type QuestionsView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import { may } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { doneBand, findEntry, type Part, type RegisterView, withSpreadsheets, wordFor } from '../../record/index.ts';
import { type OpenOrder, openOrder } from '../actions/answer-erasure.ts';
import { endHold, orderErasure, placeHold, whyHeld } from '../actions/order-erasure.ts';
import { retentionRules, retentionRulesOn } from '../definitions/retention.ts';
import {
  type ErasedLine,
  type HoldRow,
  listErased,
  listHolds,
  listOrders,
  type OrderState,
  reachCounts,
} from '../store/erasures.ts';
import { type DeskAct, typed, typedDay } from './desk.ts';
import { whereItStands } from './proposal-page.ts';

type Names = (id: string | null) => string;

const at = '/erasures';
const scopeWords = { record: 'A record', person: 'What identifies a person' } as const;
const ruleOf = (code: string) => retentionRules.find((rule) => rule.code === code);
const nameOfRule = (code: string): string => ruleOf(code)?.name ?? code;
const confirmed = (code: string): string =>
  ruleOf(code)?.isConfirmed === false ? 'period to be confirmed' : (ruleOf(code)?.source ?? '');

const inTables: Readonly<Record<string, string>> = {
  'record.entry': 'entries and what was decided on them',
  'record.unplaced': 'parties in the tray',
  'record.placement': 'placements from the tray',
  'record.snapshot': 'frozen pages',
  'duties.answer': 'answers to duties',
  'people.subject': 'labels',
  'people.name': 'names',
  'people.identifier': 'numbers',
  'people.service': 'reasons of joining and leaving',
  'people.tie': 'words about ties',
  'people.characteristic': 'characteristics',
  'people.identity_decision': 'reasons why records were joined',
  'access.assignment': 'reasons typed to read',
  'access.role_grant': 'reasons of roles',
};

const erasedTable = (lines: readonly ErasedLine[], name: Names): DataTableView => ({
  caption: 'What was erased',
  columns: [
    { text: 'Rule' },
    { text: 'Resting on' },
    { text: 'Entries', isNumber: true },
    { text: 'Rows in all', isNumber: true },
    { text: 'On' },
    { text: 'Ordered by' },
    { text: 'Agreed by' },
  ],
  rows: lines.map((line) => [
    { text: line.rule, under: nameOfRule(line.rule) },
    { text: line.authority },
    { text: String(line.records) },
    { text: String(line.rows) },
    { text: shortDay(line.erased_on) },
    { text: name(line.proposed_by) },
    { text: name(line.second_person) },
  ]),
  empty: { title: 'Nothing', text: 'Every erasure will stand here: the rule, who, and how much. Never what.' },
});

function stateOf(order: OrderState): string {
  if (order.outcome === null) return 'waits for the second person';
  if (order.outcome !== 'agreed') return order.outcome;
  return order.erased > 0 ? 'erased' : 'agreed, not yet carried out';
}

const ordersTable = (orders: readonly OrderState[], name: Names): DataTableView => ({
  caption: 'Orders that are not finished',
  columns: [{ text: 'What' }, { text: 'Rule' }, { text: 'Ordered by' }, { text: 'On' }, { text: 'State' }],
  rows: orders
    .filter((order) => order.erased === 0)
    .map((order) => [
      { text: scopeWords[order.scope] },
      { text: order.rule, under: nameOfRule(order.rule) },
      { text: name(order.proposed_by) },
      { text: shortDay(order.proposed_on) },
      { text: stateOf(order) },
    ]),
  empty: { title: 'None', text: 'An order waits here until the second person answers and it is carried out.' },
});

const holdsTable = (holds: readonly HoldRow[], name: Names, today: string): DataTableView => ({
  caption: 'Legal holds',
  columns: [{ text: 'What' }, { text: 'Why' }, { text: 'Owner' }, { text: 'To be reviewed' }],
  rows: holds.map((hold) => [
    { text: scopeWords[hold.scope] },
    { text: hold.reason },
    { text: name(hold.owner) },
    { text: shortDay(hold.review_on), under: hold.review_on < today ? 'the day has passed' : undefined },
  ]),
  empty: { title: 'None', text: 'A hold keeps something from being erased until its owner ends it.' },
});

const whatHint =
  'Copy the address of the page from the browser: of an entry (it holds /entries/) or of a person (/people/).';

function orderForm(form: FormState, today: string): Part {
  const q = asking(form);
  return {
    act: {
      action: at,
      act: 'order',
      heading: 'Order an erasure',
      text: 'Nothing is erased by this. Somebody outside the chain of command, whom the house chooses, reads it and decides. A legal hold, or a duty about it that is not answered, stops it.',
      questions: [
        q.text('what', 'What?', whatHint),
        q.radios(
          'rule',
          'Under which rule?',
          choices(
            retentionRulesOn(today).map((rule) => ({
              value: rule.code,
              text: rule.name,
              hint: `${rule.code}. ${rule.years === null ? '' : `${rule.years} years. `}${rule.source}`,
            })),
          ),
        ),
        q.text(
          'authority',
          'What does it rest on?',
          'The reference of the order, the notice or the decision. Name nobody.',
        ),
        q.words('reason', 'Why, in a sentence or two'),
      ],
      button: 'Ask a second person to agree',
    },
  };
}

function holdForms(holds: readonly HoldRow[], form: FormState): Part[] {
  const q = asking(form);
  const place: Part = {
    act: {
      action: at,
      act: 'hold',
      heading: 'Hold something back',
      text: 'You become its owner. It takes effect at once, over any order.',
      questions: [
        q.text('hold-what', 'What is held?', whatHint),
        q.words('hold-reason', 'Why, in a sentence or two'),
        q.day('review', 'When do you look at it again?'),
      ],
      button: 'Place the hold',
    },
  };
  if (holds.length === 0) return [place];
  const options = holds.map((hold) => ({
    value: hold.id,
    text: `${scopeWords[hold.scope]}, to be reviewed ${shortDay(hold.review_on)}: ${hold.reason.slice(0, 60)}`,
  }));
  return [
    place,
    {
      act: {
        action: at,
        act: 'end',
        heading: 'End a hold',
        questions: [q.select('hold', 'Which?', choices(options)), q.words('end-reason', 'Why does it end?')],
        button: 'End the hold',
      },
    },
  ];
}

const done: Readonly<Record<string, string>> = {
  ordered: 'Ordered. Until the second person agrees, nothing is erased.',
  held: 'Held. Nothing that it reaches is erased until you end it.',
  ended: 'Ended. From now on two people may order it erased, like anything else.',
};

/** The page: what was erased, what waits, what is held; for those who may order, the forms. */
export async function erasuresPage(
  tx: Tx,
  viewer: Viewer,
  query: Fields,
  form: FormState = emptyForm(),
): Promise<RegisterView> {
  const [lines, orders, holds] = [await listErased(tx), await listOrders(tx), await listHolds(tx)];
  const ids = [
    ...lines.flatMap((line) => [line.proposed_by, line.second_person]),
    ...orders.map((order) => order.proposed_by),
    ...holds.map((hold) => hold.owner),
  ];
  const labels = await labelsOf(tx, [...new Set(ids)], tx.today);
  const name: Names = (id) => (id ? (labels.get(id)?.label ?? 'not named') : 'nobody');
  const kept = form.values.act ? form : emptyForm();
  const forms = may('erasure.order', viewer.roles) ? [orderForm(kept, tx.today), ...holdForms(holds, kept)] : [];
  return {
    title: 'Erasures and legal holds',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: doneBand(query, done),
    lede: 'Erasing takes a rule and two people. The words, their key and whatever could prove by guessing what stood there are destroyed; the log keeps that it happened, under which rule and by whom, and stays whole.',
    parts: [
      ...withSpreadsheets(
        [
          { table: erasedTable(lines, name) },
          { table: ordersTable(orders, name) },
          { table: holdsTable(holds, name, tx.today) },
        ],
        at,
        {},
      ),
      ...forms,
    ],
    form,
  };
}

/** What may be done on that page. */
export const erasureActs: Readonly<Record<string, DeskAct>> = {
  order: async (tx, _viewer, body) => {
    const ordered = await orderErasure(tx, {
      what: typed(body, 'what'),
      rule: typed(body, 'rule'),
      authority: typed(body, 'authority'),
      reason: typed(body, 'reason'),
    });
    return isRefusal(ordered) ? ordered : 'ordered';
  },
  hold: async (tx, _viewer, body) => {
    const held = await placeHold(tx, {
      what: typed(body, 'hold-what'),
      reason: typed(body, 'hold-reason'),
      reviewOn: typedDay(body, 'review'),
    });
    return isRefusal(held) ? held : 'held';
  },
  end: async (tx, _viewer, body) => {
    const ended = await endHold(tx, typed(body, 'hold'), typed(body, 'end-reason'));
    return isRefusal(ended) ? ended : 'ended';
  },
};

async function factsOf(tx: Tx, { order }: OpenOrder, name: Names): Promise<FactView[]> {
  const entry = order.scope === 'record' ? await findEntry(tx, order.target) : null;
  const about = entry && order.about ? `/people/${order.about}/entries/${order.target}` : `/people/${order.target}`;
  const what = entry
    ? `${wordFor(entry.type)}, ${wordFor(entry.source).toLowerCase()}, known since ${shortDay(entry.known_on)}`
    : scopeWords[order.scope];
  const reached = await reachCounts(tx, order.scope, order.target);
  return [
    { label: 'What', value: what, ...(reached.length > 0 ? { href: about } : {}) },
    ...(entry ? [{ label: 'In words', value: entry.summary ?? 'none given' }] : []),
    {
      label: 'It reaches',
      value:
        reached.map((each) => `${inTables[each.erased_table] ?? each.erased_table}: ${each.rows}`).join('; ') ||
        'nothing any more',
    },
    { label: 'Rule', value: `${order.rule}: ${nameOfRule(order.rule)}` },
    { label: 'Its source', value: confirmed(order.rule) },
    { label: 'Resting on', value: order.authority },
    { label: 'Ordered by', value: name(order.proposed_by) },
    { label: 'Their reason', value: order.reason },
  ];
}

/** The second person’s page; for whoever ordered it, the same without the questions. */
export async function answerErasurePage(
  tx: Tx,
  viewer: Viewer,
  duty: string,
  form: FormState = emptyForm(),
): Promise<QuestionsView | null> {
  const open = await openOrder(tx, viewer, duty);
  if (!open) return null;
  const { order } = open;
  const { answer, name, band } = await whereItStands(tx, open.duty, [order.proposed_by]);
  const held = answer ? null : await whyHeld(tx, order.scope, order.target);
  const q = asking(form);
  return {
    title: open.isMine ? 'Shall it be erased?' : 'Waiting for a second person',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: held ? { tone: 'warn', text: held.words } : band,
    lede: open.isMine
      ? 'You were chosen because you stand outside every line in it. What is erased cannot be brought back. Until you agree, nothing happens.'
      : 'Until the second person agrees, nothing is erased.',
    facts: await factsOf(tx, open, name),
    ask:
      open.isMine && !open.isAnswered
        ? {
            action: `${at}/answer/${duty}`,
            sections: [
              {
                questions: [
                  q.radios(
                    'answer',
                    'Your answer',
                    choices([
                      {
                        value: 'agree',
                        text: 'I agree: it is erased',
                        hint: 'Both names and the rule stay in the log',
                      },
                      { value: 'refuse', text: 'I do not agree', hint: 'It stays; your reasons are kept' },
                    ]),
                  ),
                  q.words('reason', 'What you read, and why you decide so'),
                ],
              },
            ],
            button: 'Record my answer',
            after: 'It cannot be changed afterwards.',
          }
        : undefined,
    form,
  };
}
