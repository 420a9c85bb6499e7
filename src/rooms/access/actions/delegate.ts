/** Signing a power away for a time, taking it back, and asking under which instrument somebody decides. */
import { addDays } from '../../../platform/clock.ts';
import { type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { clusterOf, postsOf } from '../../people/index.ts';
import { isPower, type PowerName, powers, rankPlace } from '../rules/delegable.ts';
import { may } from '../rules/permissions.ts';
import { roles } from '../rules/roles.ts';
import { type Instrument, underWhich } from '../rules/under-delegation.ts';
import { insertDelegation, listDelegations } from '../store/delegations.ts';
import { holdersOf, rolesOf } from '../store.ts';

const mostDays = 366;

export interface Delegate {
  readonly toPerson: string | null;
  readonly toRole: string | null;
  readonly powers: readonly string[];
  readonly rankFloor: string;
  readonly staffEquivalent: string;
  readonly from: string;
  readonly to: string;
  readonly words: string;
}

function faultIn(given: Delegate, today: string): Refusal | null {
  const chosen = given.powers.filter(isPower);
  if (chosen.length === 0 || chosen.length < given.powers.length)
    return refuse('field:powers', 'Choose what is delegated');
  if ((given.toPerson === null) === (given.toRole === null))
    return refuse('field:number', 'Give a person by number, or choose a role, not both');
  if (given.toRole !== null && !Object.hasOwn(roles, given.toRole)) return refuse('field:role', 'Choose a role');
  const floor = rankPlace(given.rankFloor);
  if (floor === null) return refuse('field:floor', 'Choose the lowest rank that may decide');
  const strictest = chosen.map((each) => powers[each]).find((power) => floor < rankPlace(power.floor)!);
  if (strictest) return refuse('field:floor', `Not below ${strictest.floor}`, strictest.source);
  if (given.from === '' || given.from < today) return refuse('field:from', 'Give the first day, today or later');
  if (given.to === '' || given.to < given.from) return refuse('field:to', 'Give the last day, not before the first');
  if (given.to > addDays(given.from, mostDays))
    return refuse('field:to', 'A year at most: sign it again if it goes on');
  if (given.words.trim().length < 15) return refuse('field:words', 'Say in a sentence why it is delegated');
  return null;
}

/** Signs an instrument in one's own name. Whoever only holds a power by delegation cannot pass it on. */
export async function delegate(tx: Tx, given: Delegate): Promise<string | Refusal> {
  const delegator = tx.act.actor;
  if (!delegator || !may('delegation.sign', await rolesOf(tx, delegator, tx.today)))
    throw new Refused(refuse('may-not-sign', 'Only whoever holds the power can delegate it.'));
  const fault = faultIn(given, tx.today);
  if (fault) return fault;
  if (given.toPerson && (await clusterOf(tx, delegator, tx.today)).includes(given.toPerson))
    return refuse('field:number', 'Nobody delegates to themselves');
  return insertDelegation(tx, {
    toPerson: given.toPerson,
    toRole: given.toRole,
    powers: [...new Set(given.powers)].sort(),
    rankFloor: given.rankFloor,
    staffEquivalent: given.staffEquivalent.trim() || null,
    source: given.powers.map((each) => powers[each as PowerName].source).join('; '),
    validFrom: given.from,
    validTo: given.to,
    words: given.words.trim(),
  });
}

/** Takes a power back from today. */
export async function revokeDelegation(tx: Tx, id: string, words: string): Promise<string | Refusal> {
  const standing = (await listDelegations(tx)).find((each) => each.id === id);
  if (!standing || standing.revoked_on !== null || standing.delegator !== tx.act.actor)
    return refuse('field:instrument', 'There is no such instrument of yours that stands');
  if (words.trim().length < 15) return refuse('field:revoke-words', 'Say in a sentence why it is taken back');
  return insertDelegation(tx, {
    toPerson: standing.to_person,
    toRole: standing.to_role,
    powers: standing.powers,
    rankFloor: standing.rank_floor,
    staffEquivalent: standing.staff_equivalent,
    source: standing.source,
    validFrom: tx.today,
    validTo: tx.today,
    words: words.trim(),
    revokes: id,
  });
}

/** Whose power it is: their own, somebody outside the chain's to review, delegated, or of a service that has signed none yet. */
export type Authority =
  | { readonly kind: 'own' | 'outside' | 'none-signed' }
  | { readonly kind: 'delegated'; readonly instrument: Instrument };

/**
 * By what right somebody takes a decision of the appropriate authority. From the first instrument on, whoever in the force has
 * none is refused; before that the service has not said, and the decision says so.
 */
export async function authorityFor(tx: Tx, person: string, power: PowerName): Promise<Authority | Refusal> {
  const held = await rolesOf(tx, person, tx.today);
  if (held.includes('chief-officer')) return { kind: 'own' };
  if (held.includes('overseer') || held.includes('independent-investigator')) return { kind: 'outside' };
  const instruments = (await listDelegations(tx)).filter((one) => one.powers.includes(power));
  if (instruments.length === 0) return { kind: 'none-signed' };
  const persons = await clusterOf(tx, person, tx.today);
  const posts = (await postsOf(tx, persons)).filter(
    (post) =>
      persons.includes(post.person) && (post.valid_from ?? '') <= tx.today && (post.valid_to ?? '9999') >= tx.today,
  );
  const places = posts.map((post) => post.rank).sort((a, b) => (rankPlace(b) ?? -1) - (rankPlace(a) ?? -1));
  const delegators = [
    ...(await holdersOf(tx, 'chief-officer', tx.today)),
    ...(await holdersOf(tx, 'local-policing-body', tx.today)),
  ];
  const found = underWhich(instruments, power, {
    persons,
    roles: held,
    rank: places[0] ?? null,
    today: tx.today,
    delegators,
  });
  return 'refused' in found ? found : { kind: 'delegated', instrument: found };
}
