/**
 * A small service in which every role stands in every relation to somebody: no tie, a task, a declared tie, a shared
 * team, the line of command, and themselves. Used by the access grid and by the covert comparison.
 */
import { fit, startStaff } from '../../src/main.ts';
import { keyFile } from '../../src/platform/config.ts';
import { keep, mustTransact, query, sql, type Tx } from '../../src/platform/transaction.ts';
import type { Viewer } from '../../src/platform/viewer.ts';
import {
  insertAssignment,
  insertDelegation,
  insertGrant,
  insertOverride,
  type Role,
  roles,
} from '../../src/rooms/access/index.ts';
import { openCase } from '../../src/rooms/cases/actions/open-case.ts';
import { sendUpdate } from '../../src/rooms/cases/actions/send-letter.ts';
import { concernTables } from '../../src/rooms/concerns/index.ts';
import { insertDuty } from '../../src/rooms/duties/index.ts';
import { insertAbsence } from '../../src/rooms/duties/store/absences.ts';
import {
  insertIdentifiers,
  insertLines,
  insertNames,
  insertPosts,
  insertServices,
  insertSubjects,
  insertTies,
  insertUnits,
} from '../../src/rooms/people/index.ts';
import { insertSnapshot, insertSourceRead, type NewEntry, post } from '../../src/rooms/record/index.ts';
import { sealerFor } from '../../src/web/sealed.ts';
import type { RunningFace } from '../../src/web/server.ts';
import { sessionCookie } from '../../src/web/sign-in.ts';
import { type TestGround, testGround } from '../database.ts';

/** `deputy`: a duty about them is held for somebody who is away. `override`: tied, and let through today; `override-over`: tied, and let through until last month. */
export const relations = [
  'unrelated',
  'assigned',
  'tied',
  'teammate',
  'line',
  'override',
  'override-over',
  'deputy',
  'self',
] as const;
export type Relation = (typeof relations)[number];
export const roleNames = Object.keys(roles) as Role[];

const letThrough = [
  ['override', '2026-03-01', '2026-03-20'],
  ['override-over', '2026-02-01', '2026-02-20'],
] as const;

/** What an address may name, for one target: the ids of things about that person. */
export type Ids = Readonly<Record<string, string>>;

export interface AccessWorld {
  readonly ground: TestGround;
  readonly staff: RunningFace;
  /** The person who holds a role. */
  readonly holder: ReadonlyMap<Role, string>;
  /** Ids about the person who stands in the relation to every holder; `self` is the holder. */
  readonly idsFor: (role: Role, relation: Relation) => Ids;
  readonly cookieOf: (subject: string) => string;
  readonly close: () => Promise<void>;
}

const clerk = { actor: null, face: 'clerk' } as const;

export async function addPerson(tx: Tx, family: string, number: string): Promise<string> {
  const [person] = (await insertSubjects(tx, [{ kind: 'person', source: 'hr' }])) as [string];
  await insertNames(tx, [{ person, given: 'Given', family, source: 'hr', validFrom: '2010-01-01' }]);
  await insertIdentifiers(tx, [
    { subject: person, scheme: 'warrant', value: number, source: 'hr' },
    { subject: person, scheme: 'sign-in', value: `sign-in-${number}`, source: 'hr' },
  ]);
  await insertServices(tx, [{ person, category: 'officer', status: 'active', validFrom: '2010-01-01', source: 'hr' }]);
  return person;
}

export async function addUnit(tx: Tx, name: string): Promise<string> {
  const [unit] = (await insertSubjects(tx, [{ kind: 'unit', label: name, source: 'hr' }])) as [string];
  await insertUnits(tx, [{ unit, name, kind: 'team', validFrom: '2010-01-01', source: 'hr' }]);
  return unit;
}

export const complaint = (subject: string, knownOn: string, more: Partial<NewEntry> = {}): NewEntry => ({
  kind: 'matter',
  source: 'public-complaint',
  type: 'incivility',
  step: 'raise',
  happenedFrom: knownOn,
  happenedTo: knownOn,
  knownOn,
  basis: 'account',
  finding: 'no-action',
  parties: [{ role: 'subject', subject }],
  summary: 'A member of the public says that the officer was rude.',
  ...more,
});

async function aboutTarget(tx: Tx, person: string): Promise<void> {
  await post(tx, complaint(person, '2024-01-10'));
  await post(tx, complaint(person, '2024-05-10', { source: 'internal-report', type: 'bullying', finding: 'open' }));
  await post(
    tx,
    complaint(person, '2024-09-10', {
      source: 'crime-report',
      type: 'violence',
      unknown: [{ role: 'witness', given: 'Not', family: 'Known' }],
    }),
  );
  await insertSnapshot(tx, { subject: person, asAt: tx.today, purpose: 'test', content: {}, sources: {}, rules: {} });
}

/** Who takes complaints in: tied to nobody, and in none of the roles that the grid asks as. */
interface Intake {
  readonly person: string;
  readonly deputy: string;
}

/** A case about somebody, with an update that went. */
async function caseAbout(tx: Tx, person: string, { person: intake, deputy }: Intake): Promise<void> {
  const viewer: Viewer = { id: intake, person: intake, name: 'Intake', role: 'Assessor', roles: ['assessor'] };
  const number = async (id: string) =>
    (
      await query(
        tx,
        sql<{ value: string }>`select value from people.identifier where subject = ${id} and scheme = 'warrant'`,
      )
    )[0]!.value;
  const opened = await openCase(tx, viewer, {
    form: tx.ids.next(),
    route: 'phone',
    receivedOn: tx.today,
    complainant: { who: 'named', given: 'Cora', family: 'Plain', phone: '', email: '' },
    representative: '',
    safeContact: { channel: 'the telephone', hours: '', caller: '' },
    subjects: [{ who: 'number', number: await number(person) }],
    allegations: [
      { words: 'He was rude to me at the desk.', category: 'incivility', features: [], about: 0, from: null, to: null },
    ],
    criteria: [],
    criterionReason: 'Rude words only, and nothing that would be a crime.',
    original: '',
    visibility: 'guarded',
    contact: '',
    deputy: await number(deputy),
    reachedBy: 'telephone 101',
    owner: 'me',
  });
  if (!('reference' in opened)) throw new Error('a case of this world was opened twice');
  await sendUpdate(tx, viewer, {
    case: opened.id,
    method: 'telephone',
    identifiers: ['name', 'reference'],
    servedOn: null,
    done: 'We have asked the officer.',
    next: 'We hear what he has to say.',
  });
}

async function idsAbout(tx: Tx, person: string): Promise<Ids> {
  const one = async (statement: ReturnType<typeof sql<{ id: string }>>) =>
    (await query(tx, statement))[0]?.id ?? '00000000-0000-4000-8000-000000000000';
  return {
    person,
    signal: await one(
      sql<{
        id: string;
      }>`select id from patterns.firing where subject = ${person} and duty is not null order by recorded_at desc, id limit 1`,
    ),
    duty: await one(
      sql<{ id: string }>`select id from duties.duty where about = ${person} order by recorded_at, id limit 1`,
    ),
    entry: await one(
      sql<{
        id: string;
      }>`select e.id from record.entry e join record.involvement i on i.entry = e.id where i.subject = ${person} and e.kind = 'matter' order by e.known_on limit 1`,
    ),
    item: await one(
      sql<{
        id: string;
      }>`select u.id from record.unplaced u join record.involvement i on i.entry = u.entry where i.subject = ${person} limit 1`,
    ),
    snapshot: await one(sql<{ id: string }>`select id from record.snapshot where subject = ${person} limit 1`),
    case: await one(
      sql<{ id: string }>`select case_id as id from cases.party where person = ${person} and role = 'subject' limit 1`,
    ),
    allegation: await one(
      sql<{
        id: string;
      }>`select a.id from cases.allegation a join cases.party p on p.id = a.party where p.person = ${person} limit 1`,
    ),
    letter: await one(
      sql<{
        id: string;
      }>`select l.id from cases.letter l join cases.party p on p.case_id = l.case_id where p.person = ${person} limit 1`,
    ),
    batch: '00000000-0000-4000-8000-000000000001',
    upload: '00000000-0000-4000-8000-000000000002',
    night: await one(sql<{ id: string }>`select id from concerns.night limit 1`),
  };
}

/** Somebody is away, and what they owe about a person is held by the deputy. */
async function heldForSomebodyAway(
  tx: Tx,
  { deputy, about, number }: { readonly deputy: string; readonly about: string; readonly number: string },
): Promise<string> {
  const away = await addPerson(tx, 'Away', number);
  await insertAbsence(tx, { person: away, deputy, from: '2026-03-01', to: '2026-03-20' });
  return insertDuty(tx, {
    kind: 'follow-up:outcome',
    title: 'Follow up what was agreed',
    about,
    visibility: 'guarded',
    ladder: [{ person: away, from: '2026-03-01', due: '2026-04-01' }],
    consequence: 'It climbs.',
    raisedOn: '2026-03-01',
  });
}

/** Builds the world and starts the real staff face on it. `more` adds to it before the face starts. */
export async function accessWorld(
  options: { seed?: string; more?: (tx: Tx, target: ReadonlyMap<Relation, string>) => Promise<void> } = {},
): Promise<AccessWorld> {
  const ground = await testGround({ today: '2026-03-06', seed: options.seed ?? 'access' });
  fit(ground);
  const holder = new Map<Role, string>();
  const target = new Map<Relation, string>();
  const office = new Map<Role, string>();
  const heldFor = new Map<Role, string>();
  let elsewhere = '';
  let intake: Intake = { person: '', deputy: '' };
  await mustTransact(ground, 'clerks', clerk, async (tx) => {
    let last = 1000;
    const nextNumber = (): string => {
      last += 1;
      return String(last);
    };
    for (const relation of relations)
      if (relation !== 'self') target.set(relation, await addPerson(tx, `Target-${relation}`, nextNumber()));
    elsewhere = await addUnit(tx, 'Elsewhere');
    for (const role of roleNames) {
      const person = await addPerson(tx, `Holder-${role}`, nextNumber());
      const unit = await addUnit(tx, `Office of ${role}`);
      holder.set(role, person);
      office.set(role, unit);
      await insertPosts(tx, [{ person, unit, validFrom: '2020-01-01', source: 'hr' }]);
      await insertPosts(tx, [{ person: target.get('teammate')!, unit, validFrom: '2025-01-01', source: 'hr' }]);
      await insertLines(tx, [
        { person: target.get('line')!, supervisor: person, validFrom: '2025-01-01', source: 'hr' },
      ]);
      await insertTies(
        tx,
        (['tied', 'override', 'override-over'] as const).map((relation) => ({
          person,
          counterpart: target.get(relation)!,
          kind: 'friend' as const,
          declared: true,
          validFrom: '2020-01-01',
          source: 'declaration',
        })),
      );
      for (const [relation, validFrom, validTo] of letThrough)
        await insertOverride(tx, {
          person,
          subject: target.get(relation)!,
          purpose: 'handing',
          reason: 'Handing over work from before the tie was known',
          validFrom,
          validTo,
          decidedBy: target.get('unrelated')!,
        });
      heldFor.set(
        role,
        await heldForSomebodyAway(tx, { deputy: person, about: target.get('deputy')!, number: nextNumber() }),
      );
      // Every holder has an instrument too: it opens no record and no page.
      await insertDelegation(tx, {
        toPerson: person,
        toRole: null,
        powers: ['severity-assessment'],
        rankFloor: 'chief inspector',
        staffEquivalent: null,
        source: 'test',
        validFrom: '2026-01-01',
        validTo: '2026-12-31',
        words: 'Given to everybody in this world',
        delegator: target.get('unrelated')!,
      });
      await insertGrant(tx, { person, role, validFrom: '2020-01-01', reason: 'test world' });
      await insertAssignment(tx, {
        person,
        subject: target.get('assigned')!,
        purpose: 'Test task',
        validFrom: '2026-01-01',
      });
    }
    intake = {
      person: await addPerson(tx, 'Intake', nextNumber()),
      deputy: await addPerson(tx, 'Intake-deputy', nextNumber()),
    };
    await insertSourceRead(tx, { source: 'public-complaint', connected: true, readUntil: '2026-03-01', rows: 10 });
    const night = {
      system: 'casework',
      night: '2026-03-05',
      kind: 'whole',
      outcome: 'refused',
      words: 'It was cut short',
    };
    const kept = { ...night, export_digest: '', counts: {}, totals: [], recorded_at: tx.at.toISOString() };
    await keep(tx, concernTables.night, { id: tx.ids.next(), ...kept }, 'night.refused');
  });
  for (const person of [...target.values(), ...holder.values()])
    await mustTransact(ground, 'clerks', clerk, (tx) => aboutTarget(tx, person));
  for (const person of [...target.values(), ...holder.values()])
    await mustTransact(ground, 'clerks', { actor: intake.person, face: 'clerk' }, (tx) =>
      caseAbout(tx, person, intake),
    );
  if (options.more) await mustTransact(ground, 'clerks', clerk, (tx) => options.more!(tx, target));
  const about = new Map<string, Ids>();
  await mustTransact(ground, 'clerks', clerk, async (tx) => {
    for (const person of [...target.values(), ...holder.values()]) about.set(person, await idsAbout(tx, person));
  });
  const house = { place: ground.server.place, ground, close: ground.close };
  const staff = await startStaff(house, { port: 0 });
  const sealer = sealerFor(keyFile(ground.server.place, 'sessions'), 'session/staff', ground.ids.bytes);
  return {
    ground,
    staff,
    holder,
    idsFor: (role, relation) => ({
      ...about.get(relation === 'self' ? holder.get(role)! : target.get(relation)!)!,
      ...(relation === 'deputy' ? { duty: heldFor.get(role)! } : {}),
      unit: relation === 'self' || relation === 'teammate' ? office.get(role)! : elsewhere,
    }),
    cookieOf: (subject) =>
      `${sessionCookie('staff')}=${sealer.seal({ subject, id: `session-${subject}`, issuedAt: ground.clock.now().getTime() })}`,
    close: async () => {
      await staff.close();
      await ground.close();
    },
  };
}

/** The sign-in claim of a person in this world, by their number. */
export async function claimOf(ground: TestGround, person: string): Promise<string> {
  const [row] = await mustTransact(ground, 'clerks', clerk, (tx) =>
    query(
      tx,
      sql<{ value: string }>`select value from people.identifier where subject = ${person} and scheme = 'sign-in'`,
    ),
  );
  return row!.value;
}
