/** The only SQL on people's tables. Every change is a later row that replaces an earlier one. */

import type { PersonId } from '../../platform/ids.ts';
import { among, keep, keepMany, query, sql, type Tx, table } from '../../platform/transaction.ts';

export const peopleTables = {
  subject: table('people.subject'),
  name: table('people.name'),
  identifier: table('people.identifier'),
  service: table('people.service', { sealed: ['reason'] }),
  post: table('people.post'),
  unit: table('people.unit'),
  unitLink: table('people.unit_link'),
  line: table('people.line'),
  tie: table('people.tie', { sealed: ['evidence', 'mitigation'] }),
  characteristic: table('people.characteristic'),
  identityDecision: table('people.identity_decision', { sealed: ['rationale'] }),
  tieReturn: table('people.tie_return'),
  reconciliation: table('people.reconciliation', { json: ['differences'] }),
  completenessTarget: table('people.completeness_target'),
  undone: table('people.undone'),
} as const;

export type SubjectKind = 'person' | 'unit' | 'place' | 'group' | 'matter' | 'thing';
export type Category = 'officer' | 'staff' | 'special' | 'volunteer' | 'contractor' | 'applicant' | 'public';
export type ServiceStatus = 'applicant' | 'active' | 'career-break' | 'left' | 'transferred-out';
export type UnitKind = 'force' | 'command' | 'borough' | 'unit' | 'team' | 'place' | 'partner';
export type TieKind =
  | 'partner'
  | 'former-partner'
  | 'family'
  | 'friend'
  | 'business'
  | 'debt'
  | 'associate'
  | 'gift'
  | 'other';

/** Dates are `YYYY-MM-DD`; null is open. `replaces` names the row this one stands in for. */
export interface Dated {
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly replaces?: string;
  readonly source: string;
}
export interface NewName extends Dated {
  readonly person: string;
  readonly given?: string | null;
  readonly family?: string | null;
  readonly knownAs?: string | null;
}
export interface NewIdentifier extends Dated {
  readonly subject: string;
  readonly scheme: string;
  readonly value: string;
}
export interface NewService extends Dated {
  readonly person: string;
  readonly category: Category;
  readonly status: ServiceStatus;
  readonly previousForce?: string | null;
  readonly reason?: string | null;
  readonly startCheck?: string | null;
}
export interface NewPost extends Dated {
  /** Given where others in the same act already point at it. */
  readonly id?: string;
  readonly person: string;
  readonly unit: string;
  readonly rank?: string | null;
  readonly role?: string | null;
  readonly acting?: boolean;
  readonly fraction?: number | null;
}
export interface NewUnit extends Dated {
  readonly unit: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly parent?: string | null;
  readonly lead?: string | null;
}
export interface NewUnitLink extends Dated {
  readonly unit: string;
  readonly other: string;
  readonly kind: 'borough' | 'maps-to';
  readonly share?: number | null;
}
export interface NewLine extends Dated {
  readonly person: string;
  readonly supervisor: string;
}
export interface NewTie extends Dated {
  readonly person: string;
  readonly counterpart: string;
  readonly kind: TieKind;
  readonly declared: boolean;
  readonly evidence?: string | null;
  readonly powerGap?: boolean | null;
  readonly mitigation?: string | null;
  readonly reviewDue?: string | null;
}
export interface NewCharacteristic {
  readonly person: string;
  readonly characteristic: string;
  readonly basis: 'self' | 'perceived';
  readonly status: 'given' | 'prefer-not-to-say' | 'not-asked' | 'unknown';
  readonly value?: string | null;
  readonly codeFrame?: string | null;
  readonly askedOn?: string | null;
  readonly validFrom?: string | null;
  readonly replaces?: string;
  readonly source: string;
}
export interface NewSubject {
  /** Given where others in the same act already point at it. */
  readonly id?: string;
  readonly kind: SubjectKind;
  readonly thingKind?: string;
  readonly label?: string | null;
  readonly source: string;
}
export interface NewIdentityDecision {
  readonly kind: 'merge' | 'unmerge';
  readonly person: string;
  readonly intoPerson: string;
  readonly knownOn: string;
  readonly rationale: string;
  readonly undoes?: string;
  readonly secondPerson?: string | null;
  readonly source: string;
}

const stamp = (tx: Tx) => ({ id: tx.ids.next(), recorded_at: tx.at.toISOString(), recorded_by: tx.act.actor });
/** Of a fact that a file may bring. */
const brought = (tx: Tx) => ({ ...stamp(tx), batch: tx.batch });
const dated = (row: Dated) => ({
  valid_from: row.validFrom ?? null,
  valid_to: row.validTo ?? null,
  replaces: row.replaces ?? null,
  source: row.source,
});

const subjectRow = (tx: Tx, row: NewSubject) => ({
  ...brought(tx),
  ...(row.id ? { id: row.id } : {}),
  kind: row.kind,
  thing_kind: row.thingKind ?? null,
  label: row.label ?? null,
  source: row.source,
});
const nameRow = (tx: Tx, row: NewName) => ({
  ...brought(tx),
  ...dated(row),
  person: row.person,
  given: row.given ?? null,
  family: row.family ?? null,
  known_as: row.knownAs ?? null,
});
const identifierRow = (tx: Tx, row: NewIdentifier) => ({
  ...brought(tx),
  ...dated(row),
  subject: row.subject,
  scheme: row.scheme,
  value: row.value,
});
const serviceRow = (tx: Tx, row: NewService) => ({
  ...brought(tx),
  ...dated(row),
  person: row.person,
  category: row.category,
  status: row.status,
  previous_force: row.previousForce ?? null,
  reason: row.reason ?? null,
  start_check: row.startCheck ?? null,
});
const postRow = (tx: Tx, row: NewPost) => ({
  ...brought(tx),
  ...(row.id ? { id: row.id } : {}),
  ...dated(row),
  person: row.person,
  unit: row.unit,
  rank: row.rank ?? null,
  role: row.role ?? null,
  acting: row.acting ?? false,
  fraction: row.fraction ?? null,
});
const unitRow = (tx: Tx, row: NewUnit) => ({
  ...brought(tx),
  ...dated(row),
  unit: row.unit,
  name: row.name,
  kind: row.kind,
  parent: row.parent ?? null,
  lead: row.lead ?? null,
});
const unitLinkRow = (tx: Tx, row: NewUnitLink) => ({
  ...stamp(tx),
  ...dated(row),
  unit: row.unit,
  other: row.other,
  kind: row.kind,
  share: row.share ?? null,
});
const lineRow = (tx: Tx, row: NewLine) => ({
  ...brought(tx),
  ...dated(row),
  person: row.person,
  supervisor: row.supervisor,
});
const tieRow = (tx: Tx, row: NewTie) => ({
  ...stamp(tx),
  ...dated(row),
  person: row.person,
  counterpart: row.counterpart,
  kind: row.kind,
  declared: row.declared,
  evidence: row.evidence ?? null,
  power_gap: row.powerGap ?? null,
  mitigation: row.mitigation ?? null,
  review_due: row.reviewDue ?? null,
});
const characteristicRow = (tx: Tx, row: NewCharacteristic) => ({
  ...brought(tx),
  person: row.person,
  characteristic: row.characteristic,
  basis: row.basis,
  status: row.status,
  value: row.value ?? null,
  code_frame: row.codeFrame ?? null,
  asked_on: row.askedOn ?? null,
  valid_from: row.validFrom ?? null,
  replaces: row.replaces ?? null,
  source: row.source,
});

/** Writes the rows of one kind and gives their ids, in order. Many at once go in by COPY. */
function writer<New>(
  target: (typeof peopleTables)[keyof typeof peopleTables],
  act: string,
  rowOf: (tx: Tx, row: New) => { id: string },
) {
  return async (tx: Tx, rows: readonly New[]): Promise<string[]> => {
    const made = rows.map((row) => rowOf(tx, row));
    if (made.length > 20) await keepMany(tx, target, made, act);
    else for (const row of made) await keep(tx, target, row, act);
    return made.map((row) => row.id);
  };
}

export const insertSubjects = writer<NewSubject>(peopleTables.subject, 'subject.added', subjectRow);
export const insertNames = writer<NewName>(peopleTables.name, 'name.recorded', nameRow);
export const insertIdentifiers = writer<NewIdentifier>(peopleTables.identifier, 'identifier.recorded', identifierRow);
export const insertServices = writer<NewService>(peopleTables.service, 'service.recorded', serviceRow);
export const insertPosts = writer<NewPost>(peopleTables.post, 'post.recorded', postRow);
export const insertUnits = writer<NewUnit>(peopleTables.unit, 'unit.recorded', unitRow);
export const insertUnitLinks = writer<NewUnitLink>(peopleTables.unitLink, 'unit.linked', unitLinkRow);
export const insertLines = writer<NewLine>(peopleTables.line, 'line.recorded', lineRow);
export const insertTies = writer<NewTie>(peopleTables.tie, 'tie.recorded', tieRow);
export const insertCharacteristics = writer<NewCharacteristic>(
  peopleTables.characteristic,
  'characteristic.given',
  characteristicRow,
);
const writeIdentityDecisions = writer<NewIdentityDecision>(
  peopleTables.identityDecision,
  'identity.decided',
  (tx, row) => ({
    ...stamp(tx),
    kind: row.kind,
    person: row.person,
    into_person: row.intoPerson,
    known_on: row.knownOn,
    rationale: row.rationale,
    undoes: row.undoes ?? null,
    decided_by: tx.act.actor,
    second_person: row.secondPerson ?? null,
    source: row.source,
  }),
);

/** Writes decisions about identity. Both persons are touched: what is known about either is known about one from now on. */
export async function insertIdentityDecisions(tx: Tx, rows: readonly NewIdentityDecision[]): Promise<string[]> {
  for (const row of rows) {
    tx.touched.add(row.person);
    tx.touched.add(row.intoPerson);
  }
  return writeIdentityDecisions(tx, rows);
}

/** Ids that are the same person as `person` as known on the day, the person among them. */
export async function clusterOf(tx: Tx, person: string, day: string): Promise<string[]> {
  const [row] = await query(tx, sql<{ cluster: string[] }>`select people.cluster(${person}, ${day}) as cluster`);
  return row?.cluster ?? [person];
}

/** The id a merged person is shown under, for everyone in a standing merge on the day. */
export async function clusterRoots(tx: Tx, day: string): Promise<Map<string, string>> {
  const rows = await query(
    tx,
    sql<{ person: string; root: string }>`select person, root from people.cluster_roots(${day})`,
  );
  return new Map(rows.map((row) => [row.person, row.root]));
}

/** Subjects by identifier. Values nobody has are left out of the map. */
export async function subjectsByIdentifier(
  tx: Tx,
  scheme: string,
  values: readonly string[],
): Promise<Map<string, string>> {
  const rows = await query(
    tx,
    sql<{ value: string; subject: string }>`
      select distinct on (i.value) i.value, i.subject from people.identifier_standing i
      where i.scheme = ${scheme} and ${among('i.value', values)} order by i.value, i.recorded_at, i.id`,
  );
  return new Map(rows.map((row) => [row.value, row.subject]));
}

/** Units by exact name, without regard to case. */
export async function unitsByName(tx: Tx, names: readonly string[]): Promise<Map<string, string>> {
  const lower = names.map((name) => name.toLowerCase());
  const rows = await query(
    tx,
    sql<{
      name: string;
      unit: string;
    }>`select distinct on (lower(name)) lower(name) as name, unit from people.unit_standing where lower(name) = any(${lower}) order by lower(name), recorded_at`,
  );
  return new Map(rows.map((row) => [row.name, row.unit]));
}

export interface SubjectLabel {
  readonly id: string;
  readonly kind: SubjectKind;
  readonly label: string;
}

/** What to call each subject on a day: a person's name then, a unit's name then, a thing's label. */
export async function labelsOf(tx: Tx, ids: readonly string[], day: string): Promise<Map<string, SubjectLabel>> {
  if (ids.length === 0) return new Map();
  const rows = await query(
    tx,
    sql<SubjectLabel>`
      select s.id, s.kind, coalesce(
        n.known_as, nullif(concat_ws(' ', n.given, n.family), ''), u.name, s.label, i.scheme || ' ' || i.value, 'not named') as label
      from people.subject s
      left join lateral (select * from people.name_standing n where n.person = s.id and coalesce(n.valid_from, '-infinity') <= ${day}
        order by n.valid_from desc nulls last, n.recorded_at desc limit 1) n on s.kind = 'person'
      left join lateral (select * from people.unit_standing u where u.unit = s.id and coalesce(u.valid_from, '-infinity') <= ${day}
        order by u.valid_from desc nulls last, u.recorded_at desc limit 1) u on s.kind = 'unit'
      left join lateral (select * from people.identifier_standing i where i.subject = s.id order by i.recorded_at limit 1) i on true
      where ${among('s.id', ids)}`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface FoundPerson {
  readonly id: PersonId;
  readonly label: string;
  readonly identifiers: readonly string[];
  readonly post: string | null;
  readonly category: string | null;
}

/** Persons whose name begins with, or whose identifier is, the text. */
const namedBy = (text: string) => sql<{ person: string }>`
  select i.subject as person from people.identifier_standing i join people.subject s on s.id = i.subject and s.kind = 'person' where i.value = ${text.trim()}
  union
  select n.person from people.named_like(${text.trim().toLowerCase().split(/\s+/).filter(Boolean).slice(0, 4)}) n(person)
    where exists (select 1 from people.name k where k.person = n.person and not exists (select 1 from people.undone u where u.fact = k.id))`;

/** Whether a person would be found by the text. */
export async function isNamedBy(tx: Tx, text: string, person: string): Promise<boolean> {
  const [found] = await query(
    tx,
    sql<{
      is: boolean;
    }>`with hits as (${namedBy(text)}) select exists (select 1 from hits h where h.person = ${person}) as is`,
  );
  return found?.is === true;
}

/** Persons whose name begins with, or whose identifier is, the text. `hidden` are left out as if they were not there: those the reader is walled from. At most `limit`. */
export async function findPeople(
  tx: Tx,
  text: string,
  hidden: readonly string[],
  limit: number,
): Promise<FoundPerson[]> {
  const found = await query(
    tx,
    sql<{ person: string }>`
      with hits as (${namedBy(text)})
      select distinct h.person from hits h
      where not (h.person = any (${hidden as string[]}))
      limit ${limit}`,
  );
  return listPeople(
    tx,
    found.map((row) => row.person),
  );
}

/** A line each about the persons: name and post as of today, identifiers that stand. */
export async function listPeople(tx: Tx, ids: readonly string[]): Promise<FoundPerson[]> {
  const labels = await labelsOf(tx, ids, tx.today);
  const facts = await query(
    tx,
    sql<{ id: string; identifiers: string[]; post: string | null; category: string | null }>`
      select s.id,
        coalesce((select array_agg(i.scheme || ' ' || i.value order by i.scheme, i.value) from people.identifier_standing i where i.subject = s.id), '{}') as identifiers,
        (select concat_ws(', ', replace(p.rank, '-', ' '), replace(nullif(p.role, p.rank), '-', ' '), u.name) from people.post_standing p
          left join lateral (select u.name from people.unit_standing u where u.unit = p.unit order by u.valid_from desc nulls last, u.recorded_at desc limit 1) u on true
          where p.person = s.id and coalesce(p.valid_from, '-infinity') <= ${tx.today} and coalesce(p.valid_to, 'infinity') >= ${tx.today}
          order by p.valid_from desc nulls last, p.recorded_at desc limit 1) as post,
        (select v.category from people.service_standing v where v.person = s.id order by v.valid_from desc nulls last, v.recorded_at desc limit 1) as category
      from people.subject s where ${among('s.id', ids)} and s.kind = 'person'`,
  );
  return facts
    .map((row) => ({
      id: row.id as PersonId,
      label: labels.get(row.id)?.label ?? 'not named',
      identifiers: row.identifiers,
      post: row.post,
      category: row.category,
    }))
    .sort((a, b) => a.label.localeCompare(b.label) || (a.id < b.id ? -1 : 1));
}

export interface CareerRow {
  readonly kind: 'name' | 'identifier' | 'service' | 'post' | 'line';
  readonly id: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly text: string;
  readonly unit: string | null;
  readonly other: string | null;
  readonly source: string;
}

/** Everything dated about who somebody is, as valid on or before the day (`asAt`) and, if given, as recorded by an instant. */
export async function careerOf(
  tx: Tx,
  persons: readonly string[],
  asAt: string,
  recordedBy?: string,
): Promise<CareerRow[]> {
  const people = persons as string[];
  const by = recordedBy ?? 'infinity';
  return query(
    tx,
    sql<CareerRow>`
      select 'name' as kind, n.id, n.valid_from as "from", n.valid_to as "to", coalesce(n.known_as, concat_ws(' ', n.given, n.family)) as text, null::uuid as unit, null::uuid as other, n.source
        from people.name n where ${among('n.person', people)} and coalesce(n.valid_from, '-infinity') <= ${asAt} and n.recorded_at <= ${by}
        and not exists (select 1 from people.undone w where w.fact = n.id and w.recorded_at <= ${by})
        and not exists (select 1 from people.name r where r.replaces = n.id and r.recorded_at <= ${by}
          and not exists (select 1 from people.undone w where w.fact = r.id and w.recorded_at <= ${by}))
      union all
      select 'identifier', i.id, i.valid_from, i.valid_to, i.scheme || ' ' || i.value, null, null, i.source
        from people.identifier i where ${among('i.subject', people)} and coalesce(i.valid_from, '-infinity') <= ${asAt} and i.recorded_at <= ${by}
        and not exists (select 1 from people.undone w where w.fact = i.id and w.recorded_at <= ${by})
        and not exists (select 1 from people.identifier r where r.replaces = i.id and r.recorded_at <= ${by}
          and not exists (select 1 from people.undone w where w.fact = r.id and w.recorded_at <= ${by}))
      union all
      select 'service', s.id, s.valid_from, case when s.valid_to <= ${asAt} then s.valid_to end, concat_ws(', ', s.category, s.status, s.reason), null, null, s.source
        from people.service s where ${among('s.person', people)} and coalesce(s.valid_from, '-infinity') <= ${asAt} and s.recorded_at <= ${by}
        and not exists (select 1 from people.undone w where w.fact = s.id and w.recorded_at <= ${by})
        and not exists (select 1 from people.service r where r.replaces = s.id and r.recorded_at <= ${by}
          and not exists (select 1 from people.undone w where w.fact = r.id and w.recorded_at <= ${by}))
      union all
      select 'post', p.id, p.valid_from, case when p.valid_to <= ${asAt} then p.valid_to end, concat_ws(', ', p.rank, p.role, case when p.acting then 'acting' end), p.unit, null, p.source
        from people.post p where ${among('p.person', people)} and coalesce(p.valid_from, '-infinity') <= ${asAt} and p.recorded_at <= ${by}
        and not exists (select 1 from people.undone w where w.fact = p.id and w.recorded_at <= ${by})
        and not exists (select 1 from people.post r where r.replaces = p.id and r.recorded_at <= ${by}
          and not exists (select 1 from people.undone w where w.fact = r.id and w.recorded_at <= ${by}))
      union all
      select 'line', l.id, l.valid_from, case when l.valid_to <= ${asAt} then l.valid_to end, 'supervised by', null, l.supervisor, l.source
        from people.line l where ${among('l.person', people)} and coalesce(l.valid_from, '-infinity') <= ${asAt} and l.recorded_at <= ${by}
        and not exists (select 1 from people.undone w where w.fact = l.id and w.recorded_at <= ${by})
        and not exists (select 1 from people.line r where r.replaces = l.id and r.recorded_at <= ${by}
          and not exists (select 1 from people.undone w where w.fact = r.id and w.recorded_at <= ${by}))
      order by 3 nulls first, 1, 2`,
  );
}

export interface TieRow {
  readonly counterpart: string;
  readonly why: string;
}

/** Everybody the person is tied to on the day, declared, found and computed, with why. The person is there as `self`. */
export async function tiesOf(tx: Tx, person: string, day: string): Promise<TieRow[]> {
  return query(tx, sql<TieRow>`select counterpart, why from people.ties_of(${person}, ${day})`);
}

export interface ActivePersonGap {
  readonly person: string;
  readonly gap: 'unposted' | 'double-posted' | 'no-supervisor';
}

/** Active people without a post, with two at once, or without a supervisor on the day. */
export async function placementGaps(tx: Tx, day: string): Promise<ActivePersonGap[]> {
  return query(
    tx,
    sql<ActivePersonGap>`
      with active as (
        select s.person from people.serving(${day}) s
      ), posts as (
        select a.person, count(p.id) as n from active a left join people.post_standing p on p.person = a.person and not p.acting
          and coalesce(p.valid_from, '-infinity') <= ${day} and coalesce(p.valid_to, 'infinity') >= ${day} group by a.person
      )
      select person, 'unposted' as gap from posts where n = 0
      union all select person, 'double-posted' from posts where n > 1
      union all select a.person, 'no-supervisor' from active a where not exists (
        select 1 from people.line_standing l where l.person = a.person and coalesce(l.valid_from, '-infinity') <= ${day} and coalesce(l.valid_to, 'infinity') >= ${day})
      order by 2, 1`,
  );
}

/** How many standing merges join this person to another on the day: whoever reads is told that a page joins records. */
export async function identityDecisions(tx: Tx, persons: readonly string[], day: string) {
  return query(
    tx,
    sql<{
      id: string;
      kind: 'merge' | 'unmerge';
      person: string;
      into_person: string;
      known_on: string;
      rationale: string;
      decided_by: string | null;
      undoes: string | null;
      recorded_at: Date;
    }>`
      select id, kind, person, into_person, known_on, rationale, decided_by, undoes, recorded_at from people.identity_decision
      where (person = any(${persons as string[]}) or into_person = any(${persons as string[]})) and known_on <= ${day} order by recorded_at`,
  );
}

/** Whether a subject of this id exists, and what kind it is. */
export async function findSubject(tx: Tx, id: string): Promise<{ kind: SubjectKind; label: string | null } | null> {
  const [row] = await query(
    tx,
    sql<{ kind: SubjectKind; label: string | null }>`select kind, label from people.subject where id = ${id}`,
  );
  return row ?? null;
}

/** Every standing identifier of a scheme that few have, by value. */
export const subjectsOfScheme = (tx: Tx, scheme: string): Promise<{ subject: string; value: string }[]> =>
  query(
    tx,
    sql<{
      subject: string;
      value: string;
    }>`select subject, value from people.identifier_standing where scheme = ${scheme} order by value, id`,
  );
