/** From a signed-in subject to a viewer: who they are and what they may do today. */

import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { labelsOf } from '../../people/index.ts';
import { type Role, roles } from '../rules/roles.ts';
import { listAccountStops } from '../store/account-stops.ts';
import { rolesOf } from '../store.ts';

/** The viewer for a person's id, or null when there is no such person here, or their account is stopped. */
export async function viewerOf(tx: Tx, person: string): Promise<Viewer | null> {
  const label = (await labelsOf(tx, [person], tx.today)).get(person);
  if (label?.kind !== 'person') return null;
  if ((await listAccountStops(tx, person)).length > 0) return null;
  const held = await rolesOf(tx, person, tx.today);
  const words = held.map((role) => roles[role as Role] ?? role).join(', ') || roles['staff-member'];
  return { id: person, person, name: label.label, role: words, roles: held };
}
