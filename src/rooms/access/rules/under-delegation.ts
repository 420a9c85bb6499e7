/** Whether an instrument lets somebody decide on a day, or why not, in words. Pure. */
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import { type PowerName, powers, rankPlace } from './delegable.ts';

export interface Instrument {
  readonly id: string;
  readonly delegator: string;
  readonly to_person: string | null;
  readonly to_role: string | null;
  readonly powers: readonly string[];
  readonly rank_floor: string;
  readonly staff_equivalent: string | null;
  readonly valid_from: string;
  readonly valid_to: string;
  readonly revoked_on: string | null;
}

export interface Decider {
  readonly persons: readonly string[];
  readonly roles: readonly string[];
  readonly rank: string | null;
  readonly today: string;
  /** Who holds the power itself today: an instrument of somebody who no longer does is void. */
  readonly delegators: readonly string[];
}

const isFor = (one: Instrument, who: Decider): boolean =>
  one.to_person !== null ? who.persons.includes(one.to_person) : who.roles.includes(one.to_role ?? '');

function whyNot(one: Instrument, who: Decider): string | null {
  if (one.revoked_on !== null && one.revoked_on <= who.today) return `the instrument was revoked on ${one.revoked_on}`;
  if (who.today < one.valid_from) return `the instrument begins on ${one.valid_from}`;
  if (who.today > one.valid_to) return `the instrument ended on ${one.valid_to}`;
  if (!who.delegators.includes(one.delegator)) return 'whoever signed the instrument no longer holds the power';
  const place = rankPlace(who.rank);
  if (place === null)
    return one.staff_equivalent
      ? null
      : `your rank is not known here, and the instrument says nothing of like seniority to a ${one.rank_floor}`;
  return place < rankPlace(one.rank_floor)!
    ? `a ${who.rank} is below ${one.rank_floor}, the rank that the instrument asks for`
    : null;
}

/** The instrument under which they decide, or a refusal that says what is wrong with the nearest one. */
export function underWhich(instruments: readonly Instrument[], power: PowerName, who: Decider): Instrument | Refusal {
  const theirs = instruments.filter((one) => one.powers.includes(power) && isFor(one, who));
  const stands = theirs.find((one) => whyNot(one, who) === null);
  if (stands) return stands;
  const [nearest] = theirs;
  const why = nearest ? whyNot(nearest, who) : 'no instrument delegates it to you';
  return refuse('field:outcome', `You may not decide this for the chief officer: ${why}`, powers[power].source);
}
