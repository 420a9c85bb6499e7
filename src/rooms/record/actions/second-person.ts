/** A second person: somebody else, who may decide such things, with no tie to those decided about. */
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { may, type Permission, rolesOf } from '../../access/index.ts';
import { checkConflict, clusterOf, findSubject } from '../../people/index.ts';

/** Refuses a decider who is tied to any of those decided about, themselves among them. */
export async function needUntied(tx: Tx, decider: string | null, about: readonly string[]): Promise<void> {
  if (!decider) throw new Refused(refuse('sign-in', 'Sign in first.'));
  if ((await checkConflict(tx, decider, about)).length > 0)
    throw new Refused(
      refuse('tied', 'You are tied to somebody concerned. Somebody without a tie has to decide this.', 'CASE-07.1'),
    );
}

/** Refuses a second person who is missing, is the first, may not decide such things, or is tied to those concerned. */
export async function needSecondPerson(
  tx: Tx,
  second: string | null | undefined,
  about: readonly string[],
  permission: Permission,
): Promise<string> {
  const actor = tx.act.actor;
  if (!second || second === actor)
    throw new Refused(refuse('second-person-needed', 'A second person has to agree before this takes effect.', 'P-20'));
  const sameAsActor = actor !== null && (await clusterOf(tx, second, tx.today)).includes(actor);
  const roles = await rolesOf(tx, second, tx.today);
  if ((await findSubject(tx, second))?.kind !== 'person' || sameAsActor || !may(permission, roles))
    throw new Refused(
      refuse(
        'second-person-unfit',
        'The second person named may not decide this. Where nobody here is left, name an independent investigator from another force.',
        'P-20',
      ),
    );
  if ((await checkConflict(tx, second, about)).length > 0)
    throw new Refused(
      refuse(
        'second-person-tied',
        'The second person is tied to somebody concerned. Name somebody else, from another force where nobody here is left.',
        'P-21',
      ),
    );
  return second;
}
