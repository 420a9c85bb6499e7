/** Giving a role: two people, none of them the one it is given to, and never two roles that undo each other's check. */
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { incompatible, type Role, roles } from '../rules/roles.ts';
import { insertGrant, rolesOf } from '../store.ts';

export interface GrantRole {
  readonly person: string;
  readonly role: Role;
  readonly reason: string;
  readonly secondPerson: string;
  readonly validTo?: string;
}

/** Grants a role from today. Refuses unknown roles, a second person who is the first or the person, and incompatible roles. */
export async function grantRole(tx: Tx, grant: GrantRole): Promise<string> {
  if (!(grant.role in roles)) throw new Refused(refuse('unknown-role', `"${grant.role}" is not a role.`));
  if (grant.reason.trim().length < 10) throw new Refused(refuse('reason-needed', 'Say why, in a sentence.'));
  const people = [tx.act.actor, grant.secondPerson, grant.person];
  if (new Set(people).size < 3)
    throw new Refused(
      refuse(
        'two-people-needed',
        'A role is given by one person and confirmed by another, and neither is the one it is given to.',
      ),
    );
  const held = await rolesOf(tx, grant.person, tx.today);
  for (const [one, other, why] of incompatible) {
    if ((grant.role === one && held.includes(other)) || (grant.role === other && held.includes(one)))
      throw new Refused(refuse('roles-conflict', why));
  }
  return insertGrant(tx, {
    person: grant.person,
    role: grant.role,
    validFrom: tx.today,
    validTo: grant.validTo ?? null,
    secondPerson: grant.secondPerson,
    reason: grant.reason,
  });
}
