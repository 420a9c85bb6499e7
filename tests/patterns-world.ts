/** A small service for the tests of signals: people with roles, and one entry at a time in a commit of its own. */

import type { Refusal } from '../src/platform/refusal.ts';
import { type Ground, inTransaction, mustTransact, type Tx } from '../src/platform/transaction.ts';
import type { Viewer } from '../src/platform/viewer.ts';
import { grantRole, type Role } from '../src/rooms/access/index.ts';
import type { Outcome } from '../src/rooms/patterns/index.ts';
import { type Answered, answerSignal, raiseSignals } from '../src/rooms/patterns/index.ts';
import { insertNames, insertSubjects } from '../src/rooms/people/index.ts';
import { type NewEntry, post } from '../src/rooms/record/index.ts';
import { type TestGround, testGround } from './database.ts';

export const clerk = { actor: null, face: 'clerk' } as const;

export interface World extends TestGround {
  readonly administrators: readonly [string, string];
}

/** A fresh service with the hook in place, as main.ts puts it. */
export async function patternsWorld(options: { today?: string; seed?: string } = {}): Promise<World> {
  const ground = await testGround(options);
  ground.beforeCommit.push(raiseSignals);
  const [one, two] = await addPeople(ground, ['Ada Minister', 'Bo Minister']);
  return { ...ground, administrators: [one!, two!] };
}

export const asClerk = <T>(ground: Ground, work: (tx: Tx) => Promise<T>): Promise<T> =>
  mustTransact(ground, 'clerks', clerk, work);

/** Persons by full name, in order. */
export const addPeople = (ground: Ground, names: readonly string[]): Promise<string[]> =>
  asClerk(ground, async (tx) => {
    const ids = await insertSubjects(
      tx,
      names.map(() => ({ kind: 'person' as const, source: 'hr' })),
    );
    await insertNames(
      tx,
      names.map((name, index) => {
        const [given, family] = name.split(' ');
        return { person: ids[index]!, given: given!, family: family!, source: 'hr' };
      }),
    );
    return ids;
  });

/** Gives somebody a role and the viewer that goes with it. */
export async function appoint(world: World, person: string, role: Role): Promise<Viewer> {
  const [actor, secondPerson] = world.administrators;
  await mustTransact(world, 'clerks', { actor, face: 'clerk' }, (tx) =>
    grantRole(tx, { person, role, reason: 'for this test only', secondPerson }),
  );
  return { id: person, person, name: role, role, roles: [role] };
}

export type Entry = Partial<NewEntry> & { readonly about: string };

/** One entry about somebody, posted by a clerk in a commit of its own; today unless it says otherwise. */
export const postOne = (world: Ground, entry: Entry): Promise<string> => {
  const { about, ...rest } = entry;
  return asClerk(world, (tx) =>
    post(tx, {
      kind: 'matter',
      source: 'public-complaint',
      type: 'incivility',
      step: 'raise',
      knownOn: tx.today,
      happenedFrom: rest.knownOn ?? tx.today,
      basis: 'account',
      finding: 'open',
      parties: [{ role: 'subject', subject: about }],
      ...rest,
    }),
  );
};

/** Something done by a signed-in person, through the staff login and its row security. */
export const asViewer = <T>(world: Ground, viewer: Viewer, work: (tx: Tx) => Promise<T>): Promise<T | Refusal> =>
  inTransaction(world, 'staff', { actor: viewer.person, face: 'staff' }, work);

export const goodReason =
  'Both reports were read against the duty roster and the custody footage, which shows the same handover twice.';

/** An answer that weighs everything cited with one cause. */
export const answer = (
  world: Ground,
  viewer: Viewer,
  firing: string,
  outcome: Outcome,
): Promise<Answered | Refusal> => {
  const cause = outcome === 'agree' ? 'bears-it-out' : outcome === 'dismiss' ? 'one-event' : 'no-time';
  return asViewer(world, viewer, (tx) =>
    answerSignal(tx, viewer, { firing, outcome, factors: [{ factor: 'whole', cause }], reason: goodReason }),
  );
};
