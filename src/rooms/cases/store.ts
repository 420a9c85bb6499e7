/** The only SQL on the tables of cases, with the files of store/. Where a case stands is folded from these rows. */
import type { CaseEvent } from '../../engines/procedures/types.ts';
import type { Feature, MatterType } from '../../engines/vocabulary.ts';
import { keep, query, sql, type Tx, table } from '../../platform/transaction.ts';
import { causeTable, decisionTable, proposalTable } from './store/decisions.ts';
import { contactTable, letterTable } from './store/letters.ts';
import { owedTable } from './store/owed.ts';
import { ownershipTable, taskTable } from './store/ownership.ts';

export const caseTables = {
  opened: table('cases.opened', {
    json: ['safe_contact'],
    sealed: ['original', 'safe_contact.channel', 'safe_contact.hours', 'safe_contact.caller'],
  }),
  party: table('cases.party', { sealed: ['name', 'description', 'at_place', 'at_time'] }),
  allegation: table('cases.allegation', { sealed: ['words'] }),
  event: table('cases.event', { json: ['detail'], timestamps: ['recorded_at', 'sent_at'], sealed: ['reasons'] }),
  ownership: ownershipTable,
  task: taskTable,
  decision: decisionTable,
  proposal: proposalTable,
  cause: causeTable,
  letter: letterTable,
  contact: contactTable,
  owed: owedTable,
} as const;

const routes = {
  phone: 'Taken down on the telephone',
  'in-person': 'Taken down at a desk',
  post: 'On paper, by post',
  email: 'By e-mail',
  web: 'By the public form',
  import: 'From another system',
  entry: 'From an entry of the record',
} as const;
export type ReceivedBy = keyof typeof routes;
/** How a complaint came in, in words. */
export const routeWords: Readonly<Record<ReceivedBy, string>> = routes;

export interface SafeContact {
  /** How to reach them safely, and when; who the caller says they are. */
  readonly channel: string;
  readonly hours: string;
  readonly caller: string;
}

export interface OpenedRow {
  readonly id: string;
  readonly reference: string;
  readonly route: ReceivedBy;
  readonly received_on: string;
  readonly regime: string;
  readonly original: string | null;
  readonly safe_contact: SafeContact;
  readonly from_entry: string | null;
  readonly visibility: 'guarded' | 'restricted';
  readonly opened_on: string;
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}

const stamp = (tx: Tx) => ({ recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor });

/** Keeps the case itself. `form` is the form that opened it: a second row with it is refused by the database. */
export async function insertOpened(
  tx: Tx,
  row: Omit<OpenedRow, 'recorded_at' | 'recorded_by' | 'opened_on'> & { readonly form: string },
): Promise<void> {
  const { form, ...rest } = row;
  await keep(tx, caseTables.opened, { ...rest, asked_by_form: form, opened_on: tx.today, ...stamp(tx) }, 'case.opened');
}

/** The case that this form opened before, if it did. */
export async function openedByForm(tx: Tx, form: string): Promise<string | null> {
  const [row] = await query(tx, sql<{ id: string }>`select id from cases.opened where asked_by_form = ${form}`);
  return row?.id ?? null;
}

export interface PartyRow {
  readonly id: string;
  readonly case_id: string;
  readonly role: 'complainant' | 'representative' | 'subject';
  readonly person: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly at_place: string | null;
  readonly at_time: string | null;
  readonly unit: string | null;
  readonly identify_by: string | null;
  readonly replaces: string | null;
  readonly recorded_at: Date;
}
export type NewParty = Pick<PartyRow, 'role'> & Partial<Omit<PartyRow, 'id' | 'case_id' | 'role' | 'recorded_at'>>;

/** Adds a party. One that replaces another says who the placeholder was. */
export async function insertParty(tx: Tx, caseId: string, party: NewParty): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    caseTables.party,
    {
      id,
      case_id: caseId,
      role: party.role,
      person: party.person ?? null,
      name: party.name ?? null,
      description: party.description ?? null,
      at_place: party.at_place ?? null,
      at_time: party.at_time ?? null,
      unit: party.unit ?? null,
      identify_by: party.identify_by ?? null,
      replaces: party.replaces ?? null,
      ...stamp(tx),
    },
    party.replaces ? 'case.subject-identified' : 'case.party',
  );
  return id;
}

export interface AllegationRow {
  readonly id: string;
  readonly case_id: string;
  readonly ordinal: number;
  readonly words: string;
  readonly category: MatterType;
  readonly features: readonly Feature[];
  readonly party: string;
  readonly happened_from: string | null;
  readonly happened_to: string | null;
  readonly entry: string;
}

/** Keeps an allegation in the complainant's own words. */
export async function insertAllegation(tx: Tx, row: AllegationRow): Promise<void> {
  await keep(tx, caseTables.allegation, { ...row, ...stamp(tx) }, 'case.allegation');
}

export interface EventRow {
  readonly id: string;
  readonly case_id: string;
  readonly ordinal: number;
  readonly kind: CaseEvent['kind'];
  readonly code: string;
  readonly on_day: string;
  readonly until: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly party: string | null;
  readonly letter: string | null;
  readonly sent_at: Date | null;
  readonly served_on: string | null;
  readonly reasons: string | null;
  readonly decided_by: string | null;
  readonly second_person: string | null;
  readonly snapshot: string | null;
  readonly recorded_at: Date;
  readonly recorded_by: string | null;
}
export type NewEvent = Pick<EventRow, 'id' | 'ordinal' | 'kind' | 'code' | 'on_day' | 'detail'> &
  Partial<
    Pick<EventRow, 'until' | 'party' | 'letter' | 'served_on' | 'reasons' | 'decided_by' | 'second_person' | 'snapshot'>
  > & { readonly sent_at?: string | null };

/** Appends what was done. The caller holds the lock of the case. */
export async function insertEvent(tx: Tx, caseId: string, event: NewEvent): Promise<void> {
  await keep(
    tx,
    caseTables.event,
    {
      id: event.id,
      case_id: caseId,
      ordinal: event.ordinal,
      kind: event.kind,
      code: event.code,
      on_day: event.on_day,
      until: event.until ?? null,
      detail: event.detail,
      party: event.party ?? null,
      letter: event.letter ?? null,
      sent_at: event.sent_at ?? null,
      served_on: event.served_on ?? null,
      reasons: event.reasons ?? null,
      decided_by: event.decided_by ?? null,
      second_person: event.second_person ?? null,
      snapshot: event.snapshot ?? null,
      ...stamp(tx),
    },
    `case.${event.kind}`,
  );
}

/** One case, if the reader may know of it. */
export async function findOpened(tx: Tx, id: string): Promise<OpenedRow | null> {
  const [row] = await query(tx, sql<OpenedRow>`select * from cases.opened where id = ${id}`);
  return row ?? null;
}

export const partiesOf = (tx: Tx, cases: readonly string[]): Promise<PartyRow[]> =>
  query(
    tx,
    sql<PartyRow>`select * from cases.party where case_id = any(${cases as string[]}) order by recorded_at, id`,
  );

export const allegationsOf = (tx: Tx, cases: readonly string[]): Promise<AllegationRow[]> =>
  query(
    tx,
    sql<AllegationRow>`select * from cases.allegation where case_id = any(${cases as string[]}) order by case_id, ordinal`,
  );

export const eventsOf = (tx: Tx, cases: readonly string[]): Promise<EventRow[]> =>
  query(
    tx,
    sql<EventRow>`select * from cases.event where case_id = any(${cases as string[]}) order by case_id, ordinal`,
  );

/** Open or closed cases that the reader may know of, the newest first, at most so many. */
export const listOpened = (tx: Tx, isClosed: boolean, most: number): Promise<OpenedRow[]> =>
  query(
    tx,
    sql<OpenedRow>`select * from cases.opened o
      where exists (select 1 from cases.event e where e.case_id = o.id and e.kind = 'move' and e.detail ? 'ends') = ${isClosed}
      order by received_on desc, recorded_at desc, id limit ${most}`,
  );

/** Placeholders of these entries whose person is known now: who was meant, by the tray of the record. */
export const openPlaceholders = (
  tx: Tx,
  entries: readonly string[],
): Promise<{ case_id: string; party: string; entry: string }[]> =>
  query(
    tx,
    sql<{ case_id: string; party: string; entry: string }>`
      select a.case_id, a.party, a.entry from cases.allegation a join cases.party p on p.id = a.party
      where a.entry = any(${entries as string[]}) and p.person is null
        and not exists (select 1 from cases.party r where r.replaces = p.id)`,
  );

/** The case that an entry belongs to, if the reader may know of it. */
export async function caseOfEntry(tx: Tx, entry: string): Promise<string | null> {
  const [row] = await query(
    tx,
    sql<{ case_id: string }>`select case_id from cases.allegation where entry = ${entry} limit 1`,
  );
  return row?.case_id ?? null;
}
