/** Changes while serving: name, number, post and rank, supervisor. Each closes what stood and begins what comes. */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { linesOf, namesOf, postsOf, servicesOf } from '../store/careers.ts';
import { unitRows } from '../store/structure.ts';
import {
  clusterOf,
  findSubject,
  insertIdentifiers,
  insertLines,
  insertNames,
  insertPosts,
  subjectsByIdentifier,
} from '../store.ts';
import { careerUnderLock, spellOn } from './join.ts';

interface Change {
  readonly person: string;
  /** First day on which it is so. */
  readonly from: string;
  readonly source: string;
}
type Spell = { readonly valid_from: string | null; readonly valid_to: string | null };

const runsOn = (day: string) => (row: Spell) => (row.valid_from ?? '') < day && (row.valid_to ?? '9999') >= day;

/** A new name from a day. The earlier one stays, with the day it ended. */
export async function changeName(
  tx: Tx,
  change: Change & { given?: string | null; family?: string | null; knownAs?: string | null },
): Promise<string> {
  if (![change.given, change.family, change.knownAs].some((part) => part?.trim()))
    throw new Refused(refuse('name-needed', 'Give the new name.'));
  await careerUnderLock(tx, change.person);
  for (const row of (await namesOf(tx, [change.person])).filter(runsOn(change.from)))
    await insertNames(tx, [
      {
        person: row.person,
        given: row.given,
        family: row.family,
        knownAs: row.known_as,
        validFrom: row.valid_from,
        validTo: addDays(change.from, -1),
        replaces: row.id,
        source: row.source,
      },
    ]);
  const [id] = await insertNames(tx, [
    {
      person: change.person,
      given: change.given ?? null,
      family: change.family ?? null,
      knownAs: change.knownAs ?? null,
      validFrom: change.from,
      source: change.source,
    },
  ]);
  tx.touched.add(change.person);
  return id!;
}

/** A further number from a day. Refused when it is somebody else's. */
export async function giveNumber(tx: Tx, change: Change & { scheme: string; value: string }): Promise<string> {
  const [holder] = (await subjectsByIdentifier(tx, change.scheme, [change.value.trim()])).values();
  const cluster = await clusterOf(tx, change.person, tx.today);
  if (holder && !cluster.includes(holder))
    throw new Refused(
      refuse('number-taken', 'This number belongs to another record. Decide first whether they are one person.'),
    );
  const [id] = await insertIdentifiers(tx, [
    {
      subject: change.person,
      scheme: change.scheme,
      value: change.value.trim(),
      validFrom: change.from,
      source: change.source,
    },
  ]);
  tx.touched.add(change.person);
  return id!;
}

export interface ChangePost extends Change {
  readonly unit: string;
  readonly rank?: string | null;
  readonly role?: string | null;
  readonly acting?: boolean;
  readonly fraction?: number | null;
  /** Stands beside the post they hold instead of ending it. */
  readonly isSecond?: boolean;
}

/** A move, a promotion or a change of role. Refused for a unit that does not stand that day and for somebody not serving. */
export async function changePost(tx: Tx, change: ChangePost): Promise<string> {
  const services = await careerUnderLock(tx, change.person);
  if (spellOn(services, change.from)?.status !== 'active')
    throw new Refused(refuse('not-serving', 'They are not in service on that day.'));
  const stands = (await unitRows(tx, change.unit)).some(
    (row) => (row.valid_from ?? '') <= change.from && (row.valid_to ?? '9999') >= change.from,
  );
  if (!stands) throw new Refused(refuse('no-such-unit', 'That unit does not stand on that day.'));
  const cluster = await clusterOf(tx, change.person, tx.today);
  const ends = change.acting || change.isSecond ? [] : (await postsOf(tx, cluster)).filter(runsOn(change.from));
  for (const row of ends)
    await insertPosts(tx, [
      {
        person: row.person,
        unit: row.unit,
        rank: row.rank,
        role: row.role,
        acting: row.acting,
        fraction: row.fraction,
        validFrom: row.valid_from,
        validTo: addDays(change.from, -1),
        replaces: row.id,
        source: row.source,
      },
    ]);
  const [id] = await insertPosts(tx, [
    {
      person: change.person,
      unit: change.unit,
      rank: change.rank ?? null,
      role: change.role ?? null,
      acting: change.acting ?? false,
      fraction: change.fraction ?? null,
      validFrom: change.from,
      source: change.source,
    },
  ]);
  tx.touched.add(change.person);
  return id!;
}

/** A new supervisor from a day, or none: the line that stood ends the day before. */
export async function changeLine(tx: Tx, change: Change & { supervisor: string | null }): Promise<string | null> {
  await careerUnderLock(tx, change.person);
  const cluster = await clusterOf(tx, change.person, tx.today);
  if (change.supervisor) {
    if (cluster.includes(change.supervisor))
      throw new Refused(refuse('own-supervisor', 'Nobody supervises themselves.'));
    const isServing = spellOn(await servicesOf(tx, [change.supervisor]), change.from)?.status === 'active';
    if ((await findSubject(tx, change.supervisor))?.kind !== 'person' || !isServing)
      throw new Refused(refuse('no-such-supervisor', 'The supervisor is not in service on that day.'));
  }
  const mine = (await linesOf(tx, cluster)).filter((row) => cluster.includes(row.person));
  for (const row of mine.filter(runsOn(change.from)))
    await insertLines(tx, [
      {
        person: row.person,
        supervisor: row.supervisor,
        validFrom: row.valid_from,
        validTo: addDays(change.from, -1),
        replaces: row.id,
        source: row.source,
      },
    ]);
  tx.touched.add(change.person);
  if (!change.supervisor) return null;
  const [id] = await insertLines(tx, [
    { person: change.person, supervisor: change.supervisor, validFrom: change.from, source: change.source },
  ]);
  return id!;
}
