/**
 * The first people of a new installation: somebody at the command line names who may sign in and in which roles. From
 * then on an administrator and a second person give roles in the usual way.
 */
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, mustTransact } from '../../../platform/transaction.ts';
import {
  insertIdentifiers,
  insertNames,
  insertServices,
  insertSubjects,
  labelsOf,
  subjectsByIdentifier,
  subjectsOfScheme,
} from '../../people/index.ts';
import { incompatible, type Role, roles } from '../rules/roles.ts';
import { insertGrant, rolesOf } from '../store.ts';

/** The identifier scheme that ties a sign-in claim to a person. */
export const signInScheme = 'sign-in';

export interface Appointment {
  readonly name: string;
  /** The claim that the sign-in service gives for this person. */
  readonly signIn: string;
  readonly roles: readonly string[];
}

const operator = { actor: null, face: 'command' } as const;

function whyNot(wanted: Appointment): Refusal | null {
  if (wanted.name.trim().length < 2) return refuse('name-needed', 'Give a name.');
  if (wanted.signIn.trim().length < 2)
    return refuse('claim-needed', 'Give the claim that the sign-in service gives for this person.');
  if (wanted.roles.length === 0)
    return refuse('role-needed', `Give at least one role: ${Object.keys(roles).join(', ')}.`);
  const odd = wanted.roles.find((role) => !(role in roles));
  if (odd) return refuse('unknown-role', `"${odd}" is not a role. The roles are ${Object.keys(roles).join(', ')}.`);
  for (const [one, other, why] of incompatible)
    if (wanted.roles.includes(one) && wanted.roles.includes(other)) return refuse('roles-conflict', why);
  return null;
}

/** Adds somebody who may sign in, with roles from today. Refuses a claim that somebody has, and roles that undo each other's check. */
export const appoint = (ground: Ground, wanted: Appointment): Promise<{ person: string } | Refusal> =>
  inTransaction(ground, 'clerks', operator, async (tx) => {
    const no = whyNot(wanted);
    if (no) return no;
    const signIn = wanted.signIn.trim();
    if ((await subjectsByIdentifier(tx, signInScheme, [signIn])).size > 0)
      return refuse('claim-taken', `Somebody signs in as ${signIn} already.`);
    const [person] = (await insertSubjects(tx, [{ kind: 'person', source: 'hr' }])) as [string];
    await insertNames(tx, [{ person, knownAs: wanted.name.trim(), validFrom: tx.today, source: 'hr' }]);
    await insertIdentifiers(tx, [
      { subject: person, scheme: signInScheme, value: signIn, validFrom: tx.today, source: 'hr' },
    ]);
    await insertServices(tx, [
      {
        person,
        category: 'staff',
        status: 'active',
        validFrom: tx.today,
        reason: 'appointed at the command line',
        source: 'hr',
      },
    ]);
    for (const role of wanted.roles)
      await insertGrant(tx, {
        person,
        role,
        validFrom: tx.today,
        reason: 'Appointed at the command line when the installation was set up',
      });
    return { person };
  });

export interface SignInPerson {
  readonly person: string;
  readonly sub: string;
  readonly name: string;
  readonly role: string;
}

/** Everybody who may sign in, with their roles in words: for the sign-in service that development runs. */
export const peopleWhoSignIn = (ground: Ground): Promise<readonly SignInPerson[]> =>
  mustTransact(ground, 'clerks', operator, async (tx) => {
    const found = await subjectsOfScheme(tx, signInScheme);
    const labels = await labelsOf(
      tx,
      found.map((each) => each.subject),
      tx.today,
    );
    const people: SignInPerson[] = [];
    for (const { subject, value } of found) {
      const held = await rolesOf(tx, subject, tx.today);
      people.push({
        person: subject,
        sub: value,
        name: labels.get(subject)?.label ?? 'not named',
        role: held.map((role) => roles[role as Role] ?? role).join(', ') || roles['staff-member'],
      });
    }
    return people;
  });
