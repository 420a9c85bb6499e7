/** Being let through a wall: what one asked for and was given, asking, ending; and the page of whoever answers. */
import { isRefusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, filledDay, type QuestionsView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import { isOpenOn, listOverrides, type OverrideRow, overrideLimitsOn } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import {
  doneBand,
  type Part,
  type RawEntry,
  type RegisterView,
  withSpreadsheets,
  wordFor,
} from '../../record/index.ts';
import { endOverride, mattersToOpen, type OpenAsk, openAsk } from '../actions/answer-override.ts';
import { askOverride } from '../actions/ask-override.ts';
import { type AskState, myAsks } from '../store/override-asks.ts';
import { type DeskAct, typed, typedDay } from './desk.ts';
import { askAnother, passing, whereItStands } from './proposal-page.ts';

type Names = (id: string | null) => string;

const at = '/overrides';
const reachWords = { record: 'The whole record', matter: 'One matter' } as const;
const purposeIn = (today: string, purpose: string): string => overrideLimitsOn(today).purposes[purpose] ?? purpose;

function stateOf(override: OverrideRow, today: string): string {
  if (override.ended_on) return `Ended early on ${shortDay(override.ended_on)}`;
  return isOpenOn(override, today)
    ? `Open until ${shortDay(override.valid_to)}`
    : `Ended on ${shortDay(override.valid_to)}`;
}

const overridesTable = (rows: readonly OverrideRow[], name: Names, today: string): DataTableView => ({
  caption: 'Overrides you may know of',
  columns: [
    { text: 'Let through' },
    { text: 'To the record of' },
    { text: 'How much' },
    { text: 'For what' },
    { text: 'By' },
    { text: 'From' },
    { text: 'State' },
  ],
  rows: rows.map((each) => [
    { text: name(each.person) },
    isOpenOn(each, today)
      ? {
          text: name(each.subject),
          href: each.entry ? `/people/${each.subject}/entries/${each.entry}` : `/people/${each.subject}`,
        }
      : { text: name(each.subject) },
    { text: each.entry ? reachWords.matter : reachWords.record },
    { text: purposeIn(today, each.purpose), under: each.reason },
    { text: name(each.decided_by) },
    { text: shortDay(each.valid_from) },
    { text: stateOf(each, today) },
  ]),
  empty: { title: 'None', text: 'Who was let through a wall, by whom, for what and until when would stand here.' },
});

const asksTable = (asks: readonly AskState[], name: Names, today: string): DataTableView => ({
  caption: 'What you asked for',
  columns: [{ text: 'About' }, { text: 'How much' }, { text: 'For what' }, { text: 'Asked' }, { text: 'Answer' }],
  rows: asks.map((ask) => [
    { text: name(ask.subject) },
    { text: reachWords[ask.reach], under: ask.matter ?? undefined },
    { text: purposeIn(today, ask.purpose) },
    { text: shortDay(ask.recorded_at.toISOString().slice(0, 10)) },
    ask.outcome
      ? { text: `${ask.outcome}, by ${name(ask.answered_by)}`, under: ask.answer ?? undefined }
      : { text: 'waiting' },
  ]),
  empty: { title: 'You have asked for nothing', text: 'A request and its answer stay here.' },
});

function askForm(form: FormState, today: string): Part {
  const q = asking(form);
  const { mostDays, purposes } = overrideLimitsOn(today);
  return {
    act: {
      action: at,
      act: 'ask',
      heading: 'Ask to be let through',
      text: 'Somebody outside both your chain and theirs decides; the house chooses whom. Every page you open is written down with this reason, and is shown to those who keep watch.',
      questions: [
        q.text('number', 'Warrant or staff number of the person'),
        q.radios(
          'reach',
          'How much do you need?',
          choices([
            { value: 'matter', text: 'One matter' },
            { value: 'record', text: 'The whole record' },
          ]),
        ),
        q.text('matter', 'Which matter?', 'For one matter: its reference, or when it was and what it was about.'),
        q.radios('purpose', 'What for?', choices(Object.entries(purposes).map(([value, text]) => ({ value, text })))),
        q.words('reason', 'Why, in a sentence or two'),
        q.day('until', 'Until when?', `At most ${mostDays} days from today. It ends by itself.`),
      ],
      button: 'Ask a second person',
    },
  };
}

function endForm(open: readonly OverrideRow[], name: Names, form: FormState): Part[] {
  if (open.length === 0) return [];
  const q = asking(form);
  return [
    {
      act: {
        action: at,
        act: 'end',
        heading: 'End one early',
        questions: [
          q.select(
            'override',
            'Which?',
            choices(
              open.map((each) => ({
                value: each.id,
                text: `${name(each.person)} to the record of ${name(each.subject)}`,
              })),
            ),
          ),
          q.words('end-reason', 'Why does it end now?'),
        ],
        button: 'End it today',
      },
    },
  ];
}

const done: Readonly<Record<string, string>> = {
  asked: 'Asked. Until the second person agrees, nothing is open.',
  ended: 'Ended. The record is shut again.',
};

/** The page of overrides: one’s own, and for those who keep watch everybody’s. */
export async function overridesPage(tx: Tx, query: Fields, form: FormState = emptyForm()): Promise<RegisterView> {
  const overrides = await listOverrides(tx);
  const asks = await myAsks(tx);
  const ids = [
    ...overrides.flatMap((each) => [each.person, each.subject, each.decided_by]),
    ...asks.flatMap((ask) => [ask.subject, ...(ask.answered_by ? [ask.answered_by] : [])]),
  ];
  const labels = await labelsOf(tx, [...new Set(ids)], tx.today);
  const name: Names = (id) => (id ? (labels.get(id)?.label ?? 'not named') : 'nobody');
  const kept = form.values.act ? form : emptyForm();
  const open = overrides.filter((each) => isOpenOn(each, tx.today));
  return {
    title: 'Let through a wall',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: doneBand(query, done),
    lede: 'A tie, a shared team or a line of command keeps you out of somebody’s record. For a stated purpose, and until a day, a second person outside can let you read it.',
    parts: [
      ...withSpreadsheets(
        [{ table: overridesTable(overrides, name, tx.today) }, { table: asksTable(asks, name, tx.today) }],
        at,
        {},
      ),
      askForm(kept, tx.today),
      ...endForm(open, name, kept),
    ],
    form,
  };
}

/** What may be done on that page. */
export const overrideActs: Readonly<Record<string, DeskAct>> = {
  ask: async (tx, _viewer, body) => {
    const asked = await askOverride(tx, {
      number: typed(body, 'number'),
      reach: typed(body, 'reach') as 'record' | 'matter',
      matter: typed(body, 'matter'),
      purpose: typed(body, 'purpose'),
      reason: typed(body, 'reason'),
      until: typedDay(body, 'until'),
    });
    return isRefusal(asked) ? asked : 'asked';
  },
  end: async (tx, _viewer, body) => {
    const ended = await endOverride(tx, typed(body, 'override'), typed(body, 'end-reason'));
    return isRefusal(ended) ? ended : 'ended';
  },
};

function answerForm(open: OpenAsk, matters: readonly RawEntry[], form: FormState) {
  const q = asking(form);
  const wholeToo = open.ask.reach === 'record';
  return {
    action: `/overrides/answer/${open.duty.id}`,
    sections: [
      {
        questions: [
          q.radios(
            'answer',
            'Your answer',
            choices([
              ...(wholeToo ? [{ value: 'record', text: 'They may read the whole record' }] : []),
              { value: 'matter', text: 'They may read one matter', hint: 'Choose which below' },
              { value: 'refuse', text: 'The wall stays shut' },
              passing,
            ]),
          ),
          q.select(
            'entry',
            'Which matter?',
            choices([
              ...matters.map((row) => ({
                value: row.id,
                text: `${wordFor(row.type)}, ${wordFor(row.source).toLowerCase()}, known since ${shortDay(row.known_on)}`,
              })),
            ]),
            matters.length === 0 ? 'You see no matter that it could be narrowed to.' : undefined,
          ),
          q.day('until', 'Until when?', `They ask until ${shortDay(open.ask.until)}: not later than that.`),
          q.words('reason', 'What you weighed, and why you decide so'),
        ],
      },
    ],
    button: 'Record my answer',
    after: 'It opens reading only. Every page they open is written down with this override as its purpose.',
  };
}

/** The second person’s page; for whoever asked, the same without the questions. */
export async function answerOverridePage(
  tx: Tx,
  viewer: Viewer,
  duty: string,
  given: FormState = emptyForm(),
): Promise<QuestionsView | null> {
  const open = await openAsk(tx, viewer, duty);
  if (!open) return null;
  const { ask } = open;
  const { name, band, isLate } = await whereItStands(tx, open.duty, [ask.person, ask.subject]);
  const form = Object.keys(given.values).length > 0 ? given : emptyForm(filledDay('until', ask.until));
  const isAsked = open.isMine && !open.isAnswered;
  return {
    title: open.isMine ? 'Shall they be let through?' : 'Waiting for a second person',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band,
    lede: open.isMine
      ? 'A wall keeps them from this record. You were chosen because you stand outside both chains. Until you agree, it stays shut.'
      : 'Until the second person agrees, the record stays shut.',
    facts: [
      { label: 'Who asks', value: name(ask.person) },
      { label: 'To read about', value: name(ask.subject), ...(open.isMine ? { href: `/people/${ask.subject}` } : {}) },
      { label: 'How much', value: ask.matter ? `${reachWords[ask.reach]}: ${ask.matter}` : reachWords[ask.reach] },
      { label: 'What for', value: purposeIn(tx.today, ask.purpose) },
      { label: 'Their reason', value: ask.reason },
      { label: 'Until', value: shortDay(ask.until) },
    ],
    ask: isAsked
      ? answerForm(open, await mattersToOpen(tx, ask.subject), form)
      : !open.isMine && isLate
        ? askAnother(`/overrides/answer/${duty}`)
        : undefined,
    form,
  };
}
