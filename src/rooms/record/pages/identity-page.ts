/** Are two records one person? Both side by side, the reason, the second person, past decisions and the way back. */

import { isId } from '../../../platform/ids.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { emptyForm, type FormState, fieldOf } from '../../../web/forms.ts';
import { instantInWords, shortDay } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import { insertRead, myWalls } from '../../access/index.ts';
import {
  careerOf,
  checkConflict,
  clusterOf,
  counterpartCalled,
  findPeople,
  findSubject,
  identityDecisions,
  labelsOf,
  listPeople,
} from '../../people/index.ts';
import { mergeRecords, needsSecond, unmergeRecords } from '../actions/decide-identity.ts';
import { historyOf } from '../actions/history.ts';
import { actField, type Part, type RegisterView } from '../registers/register.ts';
import { insist, withSpreadsheets } from '../registers/register-routes.ts';
import { takenBetween } from '../store/who-complained.ts';

/** Answers to duties about a joined record: duties stand above, so whoever joins the rooms fills this. */
export type AnswersAbout = (
  tx: Tx,
  persons: readonly string[],
  since: Date,
  until: Date | null,
) => Promise<
  readonly { readonly at: Date; readonly by: string | null; readonly what: string; readonly words: string }[]
>;

interface Side {
  readonly name: string;
  readonly numbers: string;
  readonly service: string;
  readonly posts: string;
  readonly matters: string;
}

async function sideOf(tx: Tx, person: string): Promise<Side> {
  const [card] = await listPeople(tx, [person]);
  const labels = await labelsOf(tx, [person], tx.today);
  const career = await careerOf(tx, [person], tx.today);
  const said = (kind: string) =>
    career
      .filter((row) => row.kind === kind)
      .map((row) =>
        [row.text, row.from ? `from ${shortDay(row.from)}` : '', row.to ? `to ${shortDay(row.to)}` : '']
          .filter(Boolean)
          .join(' '),
      )
      .join('; ') || 'none';
  const { history } = await historyOf(tx, { subject: person, asAt: tx.today });
  const matters = history.entries.filter((entry) => entry.kind === 'matter').length;
  return {
    name: `${labels.get(person)?.label ?? 'not named'} (${said('name')})`,
    numbers: card?.identifiers.filter((each) => !each.startsWith('sign-in ')).join(', ') || 'none',
    service: said('service'),
    posts: said('post'),
    matters: matters === 1 ? '1 matter that you may read' : `${matters} matters that you may read`,
  };
}

const rowsOf = {
  name: 'Name',
  numbers: 'Numbers',
  service: 'Service',
  posts: 'Posts',
  matters: 'On the record',
} as const;

async function sideBySide(tx: Tx, person: string, other: string): Promise<DataTableView> {
  const [mine, theirs] = [await sideOf(tx, person), await sideOf(tx, other)];
  return {
    caption: 'Both records side by side',
    columns: [{ text: 'What' }, { text: 'This record' }, { text: 'The other record' }],
    rows: Object.entries(rowsOf).map(([key, words]) => [
      { text: words },
      { text: mine[key as keyof Side] },
      { text: theirs[key as keyof Side] },
    ]),
  };
}

type Decisions = Awaited<ReturnType<typeof identityDecisions>>;

async function decisionsTable(tx: Tx, decisions: Decisions): Promise<DataTableView> {
  const labels = await labelsOf(
    tx,
    decisions.flatMap((each) => [each.person, each.into_person, ...(each.decided_by ? [each.decided_by] : [])]),
    tx.today,
  );
  const name = (id: string | null) => (id ? (labels.get(id)?.label ?? 'not named') : 'a clerk');
  return {
    caption: 'Decisions about whose record this is',
    columns: [{ text: 'When' }, { text: 'Decision' }, { text: 'Records' }, { text: 'Why' }, { text: 'By' }],
    rows: decisions.map((each) => [
      { text: instantInWords(each.recorded_at.getTime()) },
      { text: each.kind === 'merge' ? 'Held to be one person' : 'Taken apart again' },
      { text: `${name(each.person)} and ${name(each.into_person)}` },
      { text: each.rationale },
      { text: name(each.decided_by) },
    ]),
    empty: { title: 'No decision yet', text: 'Each decision stays here with its reason, its author and the way back.' },
  };
}

async function takenTable(
  tx: Tx,
  undo: Decisions[number],
  merge: Decisions[number],
  answers?: AnswersAbout,
): Promise<DataTableView> {
  const pair = [merge.person, merge.into_person];
  const taken = await takenBetween(tx, pair, merge.recorded_at, undo.recorded_at);
  const given = answers ? await answers(tx, pair, merge.recorded_at, undo.recorded_at) : [];
  const all = [...taken.map((each) => ({ ...each, words: each.words ?? '' })), ...given].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
  const labels = await labelsOf(
    tx,
    all.flatMap((each) => (each.by ? [each.by] : [])),
    tx.today,
  );
  return {
    caption: 'Decided while the records stood as one: to be looked at again',
    columns: [{ text: 'When' }, { text: 'What' }, { text: 'By' }, { text: 'Words' }],
    rows: all.map((each) => [
      { text: instantInWords(each.at.getTime()) },
      { text: each.what.replaceAll('-', ' ') },
      { text: each.by ? (labels.get(each.by)?.label ?? 'not named') : 'a clerk' },
      { text: each.words },
    ]),
    empty: {
      title: 'Nothing was decided meanwhile',
      text: 'No decision that you may read rested on the joined record.',
    },
  };
}

export interface IdentityAsk {
  readonly tx: Tx;
  readonly person: string;
  readonly query: Fields;
  readonly form: FormState;
  readonly answers?: AnswersAbout | undefined;
}

/** Somebody the reader is tied to, or nobody at all, is not there; opening another record beside this one is written down. */
async function mayCompare(tx: Tx, person: string, other: string): Promise<boolean> {
  const isPerson = (await findSubject(tx, other))?.kind === 'person';
  const isTied = tx.act.actor === null || (await checkConflict(tx, tx.act.actor, [other])).length > 0;
  const isSame = (await clusterOf(tx, person, tx.today)).includes(other);
  if (!isPerson || isTied || isSame) return false;
  await insertRead(tx, {
    event: 'IDENTITY_COMPARED',
    subject: other,
    purpose: 'whose record it is',
    outcome: 'shown',
    detail: { beside: person },
  });
  return true;
}

async function searchParts(ask: IdentityAsk, other: string): Promise<Part[]> {
  const { tx, person, query } = ask;
  const q = asking(ask.form.values.act ? ask.form : emptyForm());
  const action = `/people/${person}/identity`;
  if (isId(other) && (await mayCompare(tx, person, other))) {
    const isNeeded = await needsSecond(tx, person, other);
    return [
      { table: await sideBySide(tx, person, other) },
      {
        act: {
          action: `${action}?other=${other}`,
          act: 'merge',
          heading: 'They are one person',
          text: isNeeded
            ? 'One of them carries a serious allegation: a second person has to agree. It can be taken back at any time.'
            : 'It can be taken back at any time.',
          questions: [
            q.words('merge-rationale', 'Why are they one person?', 'What in both records shows it.'),
            q.text(
              'merge-second',
              'Number of the second person',
              isNeeded ? 'Needed here.' : 'Leave empty unless somebody agreed with you.',
            ),
          ],
          button: 'Hold them to be one person',
        },
      },
    ];
  }
  const text = fieldOf(query, 'q')?.trim() ?? '';
  if (text.length < 2) return [];
  const walls = await myWalls(tx);
  const mine = await clusterOf(tx, person, tx.today);
  const found = (await findPeople(tx, text, [...walls, ...mine], 20)).map((each) => [
    {
      text: each.label,
      href: `${action}?other=${each.id}`,
      under: each.identifiers.filter((id) => !id.startsWith('sign-in ')).join(', '),
    },
    { text: each.post ?? 'no post' },
    { text: each.category ?? 'not stated' },
  ]);
  return [
    {
      table: {
        caption: 'Records found',
        columns: [{ text: 'Record' }, { text: 'Post' }, { text: 'Category' }],
        rows: found,
        empty: { title: 'Nobody found', text: 'Try another spelling, or a warrant or staff number.' },
      },
    },
  ];
}

/** What to say once something was done here. */
export const identityDone: Readonly<Record<string, string>> = {
  merged: 'Held to be one person from today. No entry was rewritten, and it can be taken back below.',
  unmerged: 'Taken apart: both records stand as they were. What was decided meanwhile is listed below.',
};

/** The page for one record. */
export async function identityPage(ask: IdentityAsk): Promise<RegisterView> {
  const { tx, person, query } = ask;
  const labels = await labelsOf(tx, [person], tx.today);
  const name = labels.get(person)?.label ?? 'not named';
  const cluster = await clusterOf(tx, person, tx.today);
  const decisions = await identityDecisions(tx, cluster, tx.today);
  const undone = new Set(decisions.flatMap((each) => (each.undoes ? [each.undoes] : [])));
  const standing = decisions.filter((each) => each.kind === 'merge' && !undone.has(each.id));
  const lastUndo = decisions.filter((each) => each.kind === 'unmerge').at(-1);
  const undoneMerge = decisions.find((each) => each.id === lastUndo?.undoes);
  const q = asking(ask.form.values.act ? ask.form : emptyForm());
  const action = `/people/${person}/identity`;
  const parts: Part[] = [
    ...(await searchParts(ask, fieldOf(query, 'other') ?? '')),
    { table: await decisionsTable(tx, decisions) },
  ];
  if (standing.length > 0)
    parts.push({
      act: {
        action,
        act: 'unmerge',
        heading: 'Take a decision back',
        questions: [
          q.select(
            'unmerge-decision',
            'Which decision?',
            choices(
              standing.map((each) => ({ value: each.id, text: `${shortDay(each.known_on)}: ${each.rationale}` })),
            ),
          ),
          q.words('unmerge-rationale', 'Why were they not one person?'),
          q.text(
            'unmerge-second',
            'Number of the second person',
            'Needed when either record carries a serious allegation.',
          ),
        ],
        button: 'Take it back',
      },
    });
  if (lastUndo && undoneMerge) parts.push({ table: await takenTable(tx, lastUndo, undoneMerge, ask.answers) });
  const done = fieldOf(query, 'done') ?? '';
  return {
    title: `Whose record is this? ${name}`,
    breadcrumbs: [
      { text: 'Find a person', href: '/people' },
      { text: name, href: `/people/${person}` },
    ],
    lede: 'A merge rewrites nothing: it says, from a day and with a reason, that two records are one person.',
    band: Object.hasOwn(identityDone, done) ? { tone: 'done', text: identityDone[done]! } : undefined,
    ask: {
      action,
      questions: [
        asking(emptyForm(query)).text('q', 'Search the other record', 'A name, or a warrant or staff number.'),
      ],
      button: 'Search',
    },
    parts: withSpreadsheets(parts, action, {}).map((part) =>
      'table' in part ? { table: { ...part.table, csv: undefined } } : part,
    ),
    form: ask.form,
  };
}

/** What may be decided there. `other` comes with the address. */
export const identityActs = (person: string, other: string) => ({
  merge: async (tx: Tx, _viewer: unknown, body: Fields) => {
    insist(isId(other), 'no-such-person', 'Choose the other record first.');
    const second = actField(body, 'merge', 'second');
    await mergeRecords(tx, {
      person: other,
      into: person,
      rationale: actField(body, 'merge', 'rationale'),
      secondPerson: second ? await counterpartCalled(tx, second) : null,
    });
    return 'merged';
  },
  unmerge: async (tx: Tx, _viewer: unknown, body: Fields) => {
    const second = actField(body, 'unmerge', 'second');
    const decision = actField(body, 'unmerge', 'decision');
    insist(isId(decision), 'decision-needed', 'Choose the decision to take back.');
    await unmergeRecords(tx, {
      decision,
      of: person,
      rationale: actField(body, 'unmerge', 'rationale'),
      secondPerson: second ? await counterpartCalled(tx, second) : null,
    });
    return 'unmerged';
  },
});
