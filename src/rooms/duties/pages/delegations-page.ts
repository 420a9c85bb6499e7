/** Instruments of delegation: who may decide for whom, from when to when; what may be delegated, with its source. */
import { isRefusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldsOf } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices } from '../../../web/questions.ts';
import type { DataTableView } from '../../../web/views.ts';
import {
  type DelegationRow,
  delegate,
  isPower,
  listDelegations,
  may,
  powers,
  type Role,
  rankFloors,
  revokeDelegation,
  roles,
} from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { doneBand, type Part, personByNumber, type RegisterView, withSpreadsheets } from '../../record/index.ts';
import { type DeskAct, type DeskAsk, typed, typedDay } from './desk.ts';

const at = '/delegations';
const delegableRoles: readonly Role[] = [
  'head-of-standards',
  'assessor',
  'investigator',
  'specialist-investigator',
  'commander',
];

function stateOf(one: DelegationRow, today: string): string {
  if (one.revoked_on) return `Revoked on ${shortDay(one.revoked_on)}`;
  if (today < one.valid_from) return `Begins on ${shortDay(one.valid_from)}`;
  return today > one.valid_to ? `Ended on ${shortDay(one.valid_to)}` : `Stands until ${shortDay(one.valid_to)}`;
}

const powerWords = (name: string): string => (isPower(name) ? powers[name].words : name);

const instrumentsTable = (
  rows: readonly DelegationRow[],
  name: (id: string) => string,
  today: string,
): DataTableView => ({
  caption: 'Instruments signed',
  columns: [
    { text: 'To' },
    { text: 'What they may decide' },
    { text: 'Not below' },
    { text: 'Signed by' },
    { text: 'From' },
    { text: 'State' },
  ],
  rows: rows.map((one) => [
    { text: one.to_person ? name(one.to_person) : (roles[one.to_role as Role] ?? ''), under: one.words },
    { text: one.powers.map(powerWords).join('; ') },
    { text: one.rank_floor, under: one.staff_equivalent ? `or like it: ${one.staff_equivalent}` : undefined },
    { text: name(one.delegator) },
    { text: shortDay(one.valid_from) },
    { text: stateOf(one, today) },
  ]),
  empty: {
    title: 'None signed yet',
    text: 'Until the chief officer signs one, decisions are recorded as taken without an instrument.',
  },
});

const powersTable: DataTableView = {
  caption: 'What may be delegated',
  columns: [{ text: 'Decision' }, { text: 'Not below' }, { text: 'Where it comes from' }, { text: 'Checked' }],
  rows: Object.values(powers).map((power) => [
    { text: power.words },
    { text: power.floor },
    { text: power.source },
    { text: power.isVerified ? 'yes' : 'not yet: ask your legal adviser before you sign' },
  ]),
};

function signForm({ form }: DeskAsk): Part {
  const q = asking(form.values.act ? form : emptyForm());
  return {
    act: {
      action: at,
      act: 'sign',
      heading: 'Sign an instrument',
      text: 'You sign in your own name. It holds from its first day to its last, while you hold the power, and you can take it back.',
      questions: [
        q.checkboxes(
          'powers',
          'What may they decide?',
          choices(
            Object.entries(powers).map(([value, power]) => ({
              value,
              text: power.words,
              hint: `Not below ${power.floor}`,
            })),
          ),
        ),
        q.text('number', 'To whom, by number', 'Leave empty to delegate to a role instead.'),
        q.select(
          'role',
          'Or to whoever holds a role',
          choices(delegableRoles.map((value) => ({ value, text: roles[value] }))),
        ),
        q.select('floor', 'Not below which rank?', choices(rankFloors.map((value) => ({ value, text: value })))),
        q.text(
          'equivalent',
          'For police staff: why they are of like seniority',
          'Left empty, somebody without a police rank may not decide.',
        ),
        q.day('from', 'First day'),
        q.day('to', 'Last day', 'A year at most.'),
        q.words('words', 'Why it is delegated'),
      ],
      button: 'Sign it',
    },
  };
}

function revokeForm({ form }: DeskAsk, mine: readonly DelegationRow[], name: (id: string) => string): Part[] {
  if (mine.length === 0) return [];
  const q = asking(form.values.act ? form : emptyForm());
  return [
    {
      act: {
        action: at,
        act: 'revoke',
        heading: 'Take one back',
        questions: [
          q.select(
            'instrument',
            'Which?',
            choices(
              mine.map((one) => ({
                value: one.id,
                text: `${one.to_person ? name(one.to_person) : roles[one.to_role as Role]}: ${one.powers.map(powerWords).join('; ')}`,
              })),
            ),
          ),
          q.words('revoke-words', 'Why'),
        ],
        button: 'Take it back from today',
      },
    },
  ];
}

const done: Readonly<Record<string, string>> = {
  signed: 'Signed. Decisions under it name it.',
  revoked: 'Taken back from today. What was decided under it stands.',
};

/** The page: everybody reads it; whoever holds a power signs it away. */
export async function delegationsPage(ask: DeskAsk): Promise<RegisterView> {
  const { tx, viewer, query, form } = ask;
  const rows = await listDelegations(tx);
  const labels = await labelsOf(
    tx,
    [...new Set(rows.flatMap((one) => [one.delegator, ...(one.to_person ? [one.to_person] : [])]))],
    tx.today,
  );
  const name = (id: string) => labels.get(id)?.label ?? 'not named';
  const mine = rows.filter(
    (one) => one.delegator === viewer.person && one.revoked_on === null && one.valid_to >= tx.today,
  );
  const isSigner = may('delegation.sign', viewer.roles);
  return {
    title: 'Delegations',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band: doneBand(query, done),
    lede: 'Decisions that the law gives the chief officer, and who may take them instead. Outside its days, or below its rank, nobody decides under an instrument.',
    parts: [
      ...withSpreadsheets([{ table: instrumentsTable(rows, name, tx.today) }, { table: powersTable }], at, {}),
      ...(isSigner ? [signForm(ask), ...revokeForm(ask, mine, name)] : []),
    ],
    form,
  };
}

async function personNamed(tx: Tx, number: string) {
  if (number === '') return null;
  const found = await personByNumber(tx, number);
  return isRefusal(found) ? refuse('field:number', found.words) : found.id;
}

/** What may be done on that page. */
export const delegationActs: Readonly<Record<string, DeskAct>> = {
  sign: async (tx, _viewer: Viewer, body) => {
    const toPerson = await personNamed(tx, typed(body, 'number'));
    if (isRefusal(toPerson)) return toPerson;
    const signed = await delegate(tx, {
      toPerson,
      toRole: typed(body, 'role') || null,
      powers: fieldsOf(body, 'powers'),
      rankFloor: typed(body, 'floor'),
      staffEquivalent: typed(body, 'equivalent'),
      from: typedDay(body, 'from'),
      to: typedDay(body, 'to'),
      words: typed(body, 'words'),
    });
    return isRefusal(signed) ? signed : 'signed';
  },
  revoke: async (tx, _viewer, body) => {
    const revoked = await revokeDelegation(tx, typed(body, 'instrument'), typed(body, 'revoke-words'));
    return isRefusal(revoked) ? revoked : 'revoked';
  },
};
