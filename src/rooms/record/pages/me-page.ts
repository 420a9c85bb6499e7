/** Own details: ties declared, ties the record works out, and what somebody chooses to say about themselves. Never the record itself. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import {
  type Characteristic,
  characteristics,
  clusterOf,
  declareTie,
  derivedTies,
  endTie,
  giveCharacteristic,
  labelsOf,
  myCharacteristicAnswers,
  offeredValues,
  renewTie,
  returnNothing,
  type StoredTie,
  storedTies,
  type TieKind,
  tieKinds,
} from '../../people/index.ts';
import { type ActView, actDay, actField, type RegisterView } from '../registers/register.ts';
import { doneBand, insist, withSpreadsheets } from '../registers/register-routes.ts';

const most = 30;
const act = (view: Omit<ActView, 'action'>): { act: ActView } => ({ act: { action: '/me', ...view } });

type Names = (id: string) => string;

function tiesTable(ties: readonly StoredTie[], name: Names): DataTableView {
  return {
    caption: 'What you have declared',
    columns: [
      { text: 'To' },
      { text: 'Tie' },
      { text: 'From' },
      { text: 'To day' },
      { text: 'What is done about it' },
      { text: 'Renew by' },
    ],
    rows: ties.map((tie) => [
      { text: name(tie.counterpart) },
      { text: tieKinds[tie.kind] },
      { text: tie.valid_from ? shortDay(tie.valid_from) : 'not stated' },
      { text: tie.valid_to ? shortDay(tie.valid_to) : 'stands' },
      { text: tie.mitigation ?? 'nothing said' },
      { text: tie.review_due && !tie.valid_to ? shortDay(tie.review_due) : '' },
    ]),
    empty: {
      title: 'You have declared nothing',
      text: 'Declare a tie below, or say that there is nothing to declare.',
    },
  };
}

async function derivedTable(tx: Tx, person: string): Promise<DataTableView> {
  const ties = (await derivedTies(tx, person, tx.today)).slice(0, most);
  const labels = await labelsOf(
    tx,
    ties.flatMap((tie) => [tie.counterpart, ...(tie.unit ? [tie.unit] : [])]),
    tx.today,
  );
  const name = (id: string | null) => (id ? (labels.get(id)?.label ?? 'not named') : '');
  return {
    caption:
      ties.length === most
        ? `Ties worked out from postings and lines: the latest ${most}`
        : 'Ties worked out from postings and lines',
    columns: [{ text: 'With' }, { text: 'Worked out from' }, { text: 'From' }, { text: 'To' }],
    rows: ties.map((tie) => [
      { text: name(tie.counterpart) },
      { text: tie.unit ? `${tie.how}: ${name(tie.unit)}` : tie.how },
      { text: tie.shared_from ? shortDay(tie.shared_from) : 'not stated' },
      { text: tie.shared_to ? shortDay(tie.shared_to) : 'goes on' },
    ]),
    empty: { title: 'None', text: 'People who shared a unit or a line with you would appear here, with the days.' },
  };
}

const statusWords: Readonly<Record<string, string>> = {
  given: 'You gave an answer',
  'prefer-not-to-say': 'You prefer not to say',
  'not-asked': 'Not asked yet',
  unknown: 'Unknown',
};

async function answersTable(tx: Tx): Promise<DataTableView> {
  const answers = new Map((await myCharacteristicAnswers(tx)).map((each) => [each.characteristic, each]));
  return {
    caption: 'What you have said about yourself',
    columns: [{ text: 'About' }, { text: 'State' }, { text: 'Answered' }],
    rows: Object.entries(characteristics).map(([key, words]) => {
      const answer = answers.get(key);
      return [
        { text: words },
        { text: statusWords[answer?.status ?? 'not-asked'] ?? '' },
        { text: answer?.answered_on ? shortDay(answer.answered_on) : '' },
      ];
    }),
  };
}

function tieActs(open: readonly StoredTie[], name: Names, form: FormState) {
  const q = asking(form);
  const mine = choices(open.map((tie) => ({ value: tie.id, text: `${tieKinds[tie.kind]}: ${name(tie.counterpart)}` })));
  const declare = act({
    act: 'declare',
    heading: 'Declare a tie',
    text: 'A tie keeps each of you out of work on the other from the moment you declare it. Declaring is never held against you.',
    questions: [
      q.text(
        'declare-who',
        'Who or what',
        'For somebody in the service: their warrant or staff number, or their whole name.',
      ),
      q.radios(
        'declare-where',
        'Are they in the service?',
        choices([
          { value: 'inside', text: 'Yes, or they were' },
          { value: 'outside', text: 'No: a person, business or body outside' },
        ]),
      ),
      q.select(
        'declare-kind',
        'What is it?',
        choices(Object.entries(tieKinds).map(([value, text]) => ({ value, text }))),
      ),
      q.day('declare-from', 'Since when?', 'Leave empty for today.'),
      q.words('declare-evidence', 'Anything that explains it', 'For a gift or a debt: what, and how much.'),
      q.words('declare-mitigation', 'What is done about it'),
    ],
    button: 'Declare',
  });
  const nothing = act({
    act: 'nothing',
    heading: 'Nothing to declare',
    text: 'Once a year everybody makes a return, if only to say this.',
    questions: [],
    button: 'I have nothing to declare',
  });
  if (open.length === 0) return [declare, nothing];
  return [
    declare,
    act({
      act: 'renew',
      heading: 'Confirm a tie for another year',
      questions: [
        q.select('renew-tie', 'Which?', mine),
        q.words('renew-mitigation', 'What is done about it now', 'Leave empty if nothing changed.'),
      ],
      button: 'Confirm',
    }),
    act({
      act: 'end',
      heading: 'Say that a tie has ended',
      text: 'It goes on keeping you apart for three years.',
      questions: [q.select('end-tie', 'Which?', mine), q.day('end-on', 'When did it end?')],
      button: 'It has ended',
    }),
  ];
}

function characteristicActs(form: FormState) {
  const q = asking(form);
  return (Object.keys(characteristics) as Characteristic[]).map((key) =>
    act({
      act: key,
      heading: characteristics[key],
      questions: [
        q.radios(
          `${key}-answer`,
          `How do you describe yourself? ${characteristics[key]}`,
          choices([
            ...offeredValues[key].map((value) => ({ value, text: value })),
            { value: 'declined', text: 'Prefer not to say' },
          ]),
        ),
      ],
      button: `Save ${characteristics[key].toLowerCase()}`,
    }),
  );
}

/** What to say once something was done here. */
export const meDone: Readonly<Record<string, string>> = {
  declared: 'Declared. From now on neither of you is given work on the other.',
  renewed: 'Confirmed for another year.',
  ended: 'Noted. It goes on keeping you apart for three years.',
  nothing: 'Your return is made: nothing to declare.',
  said: 'Kept. Nobody reads your answer; it is only ever counted.',
};

/** The page of one's own details. */
export async function mePage(tx: Tx, viewer: Viewer, query: Fields, form: FormState): Promise<RegisterView> {
  const cluster = await clusterOf(tx, viewer.person, tx.today);
  const ties = (await storedTies(tx, cluster)).filter((tie) => tie.declared && cluster.includes(tie.person));
  const labels = await labelsOf(
    tx,
    ties.map((tie) => tie.counterpart),
    tx.today,
  );
  const name: Names = (id) => labels.get(id)?.label ?? 'not named';
  const open = ties.filter((tie) => tie.valid_to === null && tie.person === viewer.person);
  const kept = form.values.act ? form : emptyForm();
  return {
    title: 'Your own details',
    lede: 'What you declare, and what you choose to say about yourself. Your record is not shown here, to you or through you.',
    band: doneBand(query, meDone),
    links: [
      {
        text: 'Low-level outcomes about you',
        href: '/me/outcomes',
        hint: 'What was decided without a hearing, and what you say of it',
      },
    ],
    parts: withSpreadsheets(
      [
        { table: tiesTable(ties, name) },
        ...tieActs(open, name, kept),
        { table: await derivedTable(tx, viewer.person) },
        {
          heading: 'About yourself',
          text: 'Voluntary. No supervisor and nobody who handles cases can read an answer. Not asked, prefer not to say and unknown are kept apart.',
        },
        { table: await answersTable(tx) },
        ...characteristicActs(kept),
      ],
      '/me',
      {},
    ),
    form,
  };
}

const says = Object.fromEntries(
  (Object.keys(characteristics) as Characteristic[]).map((characteristic) => [
    characteristic,
    async (tx: Tx, _viewer: Viewer, body: Fields) => {
      const answer = actField(body, characteristic, 'answer');
      insist(answer !== '', 'answer-needed', 'Choose an answer, or prefer not to say.');
      await giveCharacteristic(tx, { characteristic, answer: answer === 'declined' ? 'declined' : { value: answer } });
      return 'said';
    },
  ]),
);

/** What may be done on one's own page. */
export const meActs: Readonly<Record<string, (tx: Tx, viewer: Viewer, body: Fields) => Promise<string>>> = {
  ...says,
  declare: async (tx, _viewer, body) => {
    const field = (each: string) => actField(body, 'declare', each);
    insist(Object.hasOwn(tieKinds, field('kind')), 'kind-needed', 'Say what kind of tie it is.');
    insist(['inside', 'outside'].includes(field('where')), 'where-needed', 'Say whether they are in the service.');
    await declareTie(tx, {
      who: field('who'),
      isOutside: field('where') === 'outside',
      kind: field('kind') as TieKind,
      from: actDay(body, 'declare', 'from') || null,
      evidence: field('evidence'),
      mitigation: field('mitigation'),
    });
    return 'declared';
  },
  renew: async (tx, _viewer, body) => {
    await renewTie(tx, actField(body, 'renew', 'tie'), actField(body, 'renew', 'mitigation'));
    return 'renewed';
  },
  end: async (tx, _viewer, body) => {
    const on = actDay(body, 'end', 'on');
    insist(on !== '', 'day-needed', 'Give the day on which it ended.');
    await endTie(tx, actField(body, 'end', 'tie'), on);
    return 'ended';
  },
  nothing: async (tx) => {
    await returnNothing(tx);
    return 'nothing';
  },
};
