/** The only SQL on access's tables. */
import { among, keep, query, queryOne, sql, type Tx, table } from '../../platform/transaction.ts';
import { accountStopTable } from './store/account-stops.ts';
import { delegationTable } from './store/delegations.ts';
import { matterPartyTable } from './store/matter-parties.ts';
import { wallOverrideTable } from './store/overrides.ts';

export const accessTables = {
  roleGrant: table('access.role_grant', { sealed: ['reason'] }),
  assignment: table('access.assignment', { sealed: ['reason'] }),
  covertReader: table('access.covert_reader'),
  wallOverride: wallOverrideTable,
  delegation: delegationTable,
  accountStop: accountStopTable,
  matterParty: matterPartyTable,
  readRoot: table('access.read_root', { timestamps: ['hour', 'recorded_at'] }),
} as const;

export interface NewGrant {
  readonly person: string;
  readonly role: string;
  readonly unit?: string | null;
  readonly validFrom: string;
  readonly validTo?: string | null;
  readonly ends?: string;
  readonly secondPerson?: string | null;
  readonly reason: string;
}

const stamp = (tx: Tx) => ({ id: tx.ids.next(), recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor });

/** Gives (or, with `ends`, takes back) a role. */
export async function insertGrant(tx: Tx, grant: NewGrant): Promise<string> {
  const row = {
    ...stamp(tx),
    person: grant.person,
    role: grant.role,
    unit: grant.unit ?? null,
    valid_from: grant.validFrom,
    valid_to: grant.validTo ?? null,
    ends: grant.ends ?? null,
    granted_by: tx.act.actor,
    second_person: grant.secondPerson ?? null,
    reason: grant.reason,
  };
  await keep(tx, accessTables.roleGrant, row, grant.ends ? 'role.ended' : 'role.granted');
  return row.id;
}

/** The roles a person holds on the day. */
export async function rolesOf(tx: Tx, person: string, day: string): Promise<string[]> {
  const rows = await query(
    tx,
    sql<{
      role: string;
    }>`select distinct role from access.role_standing where person = ${person} and valid_from <= ${day} and coalesce(valid_to, 'infinity') >= ${day} order by role`,
  );
  return rows.map((row) => row.role);
}

/** Everybody who holds a role on the day. */
export async function holdersOf(tx: Tx, role: string, day: string): Promise<string[]> {
  const rows = await query(
    tx,
    sql<{
      person: string;
    }>`select distinct person from access.role_standing where role = ${role} and valid_from <= ${day} and coalesce(valid_to, 'infinity') >= ${day} order by person`,
  );
  return rows.map((row) => row.person);
}

export interface NewAssignment {
  readonly person: string;
  readonly subject: string;
  readonly purpose: string;
  readonly reason?: string | null;
  readonly validFrom: string;
  readonly validTo?: string | null;
}

/** Gives somebody a task that is the purpose of their reading about a subject. */
export async function insertAssignment(tx: Tx, assignment: NewAssignment): Promise<string> {
  const row = {
    ...stamp(tx),
    person: assignment.person,
    subject: assignment.subject,
    purpose: assignment.purpose,
    reason: assignment.reason ?? null,
    valid_from: assignment.validFrom,
    valid_to: assignment.validTo ?? null,
    ends: null,
    given_by: tx.act.actor,
  };
  await keep(tx, accessTables.assignment, row, 'assignment.given');
  return row.id;
}

/** Takes a task away: what it gave access to is shut from now on. */
export async function endAssignment(
  tx: Tx,
  task: { readonly id: string; readonly person: string; readonly subject: string; readonly purpose: string },
): Promise<void> {
  const row = {
    ...stamp(tx),
    person: task.person,
    subject: task.subject,
    purpose: task.purpose,
    reason: null,
    valid_from: tx.today,
    valid_to: tx.today,
    ends: task.id,
    given_by: tx.act.actor,
  };
  await keep(tx, accessTables.assignment, row, 'assignment.ended');
}

export interface StandingAssignment {
  readonly id: string;
  readonly purpose: string;
  readonly reason: string | null;
}

/** The task that lets a person read about any of the subjects today. */
export async function findAssignment(
  tx: Tx,
  person: string,
  subjects: readonly string[],
): Promise<StandingAssignment | null> {
  const [row] = await query(
    tx,
    sql<StandingAssignment>`
      select a.id, a.purpose, a.reason from access.assignment a
      where a.person = ${person} and ${among('a.subject', subjects)} and a.ends is null
        and not exists (select 1 from access.assignment e where e.ends = a.id)
        and a.valid_from <= ${tx.today} and coalesce(a.valid_to, 'infinity') >= ${tx.today}
      order by a.recorded_at desc, a.id limit 1`,
  );
  return row ?? null;
}

/** Puts a person on the named list of a covert matter. */
export async function insertCovertReader(
  tx: Tx,
  reader: { list: string; person: string; validFrom: string; validTo?: string | null },
): Promise<void> {
  await keep(
    tx,
    accessTables.covertReader,
    {
      ...stamp(tx),
      list: reader.list,
      person: reader.person,
      valid_from: reader.validFrom,
      valid_to: reader.validTo ?? null,
      ends: null,
    },
    'covert.reader',
  );
}

/** Members of a covert list. For clerks. */
export async function covertReaders(tx: Tx, list: string): Promise<string[]> {
  const rows = await query(
    tx,
    sql<{
      person: string;
    }>`select distinct person from access.covert_reader where list = ${list} and ends is null order by person`,
  );
  return rows.map((row) => row.person);
}

export interface Read {
  readonly event: string;
  readonly purpose?: string | null;
  readonly assignment?: string | null;
  readonly subject?: string | null;
  readonly outcome: 'shown' | 'refused' | 'not-found' | 'changed' | 'searched';
  readonly detail?: Readonly<Record<string, unknown>> | null;
}

/** Writes who looked at what and why. Its hourly root goes into the ledger. */
export async function insertRead(tx: Tx, read: Read): Promise<void> {
  await query(
    tx,
    sql`insert into access.read_log (id, at, actor, face, event, purpose, assignment, subject, outcome, detail, salt)
        values (${tx.ids.next()}, ${tx.at.toISOString()}, ${tx.act.actor}, ${tx.act.face}, ${read.event}, ${read.purpose ?? null}, ${read.assignment ?? null},
          ${read.subject ?? null}, ${read.outcome}, ${read.detail ? JSON.stringify(read.detail) : null}::jsonb, ${tx.ids.bytes(16)})`,
  );
}

export interface ReadRow {
  readonly id: string;
  readonly at: Date;
  readonly actor: string | null;
  readonly event: string;
  readonly purpose: string | null;
  readonly subject: string | null;
  readonly outcome: string;
  readonly detail: Record<string, unknown> | null;
}

/** Who looked at the subjects, newest first. Row security decides who may ask. */
export const listReads = (tx: Tx, subjects: readonly string[], limit = 200): Promise<ReadRow[]> =>
  query(
    tx,
    sql<ReadRow>`select id, at, actor, event, purpose, subject, outcome, detail from access.read_log where subject = any(${subjects as string[]}) order by at desc, id limit ${limit}`,
  );

/** Ids of everybody the person at the keyboard is walled from today, themselves among them. */
export async function myWalls(tx: Tx): Promise<string[]> {
  return (await queryOne(tx, sql<{ walls: string[] }>`select access.my_walls() as walls`)).walls;
}
