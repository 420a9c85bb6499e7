/** The invented service in memory: who, where, under whom and when. Days are whole days; `end` is the first day after. */
import type { Day } from '../../src/engines/history.ts';
import type { Dice } from './dice.ts';

export type Category = 'officer' | 'staff' | 'special' | 'volunteer' | 'contractor' | 'public';
export type EthnicGroup = 'White' | 'Black' | 'Asian' | 'Mixed' | 'Other' | 'Unknown';
export type UnitKind = 'force' | 'command' | 'borough' | 'unit' | 'team' | 'place';
export type Sex = 'female' | 'male' | 'other';

export const open = Number.POSITIVE_INFINITY;

/** What a team does; it settles whom it takes and what its people are called. */
export type Work =
  | 'response'
  | 'neighbourhood'
  | 'investigation'
  | 'public-protection'
  | 'standards-assessment'
  | 'standards-investigation'
  | 'vetting'
  | 'firearms'
  | 'protection'
  | 'counter-threat'
  | 'major-crime'
  | 'custody'
  | 'roads'
  | 'training'
  | 'dispatch'
  | 'forensics'
  | 'people-services'
  | 'digital'
  | 'corporate'
  | 'lead';

export interface Unit {
  readonly ref: string;
  readonly kind: UnitKind;
  readonly name: string;
  readonly work: Work;
  /** True where staff, not officers, do the work and lead it. */
  readonly staffLed: boolean;
  readonly from: Day;
  readonly end: Day;
  readonly parents: { readonly parent: Unit; readonly from: Day; readonly end: Day }[];
  readonly boroughs: { readonly borough: Unit; readonly share: number; readonly from: Day; readonly end: Day }[];
  readonly seats: Seat[];
  /** Every post ever held here, in order of start. */
  readonly posts: Post[];
  readonly capacity: number;
  size: number;
}

/** A leader's place. It outlives its holders, so a line of supervision is a seat and whoever sat in it. */
export interface Seat {
  readonly unit: Unit;
  readonly rank: Rank;
  readonly role: string;
  readonly bosses: { readonly seat: Seat; readonly from: Day; readonly end: Day }[];
  readonly posts: Post[];
}

export const officerRanks = [
  'constable',
  'sergeant',
  'inspector',
  'chief-inspector',
  'superintendent',
  'chief-superintendent',
  'commander',
  'commissioner',
] as const;
export const staffRanks = ['staff', 'staff-supervisor', 'staff-manager'] as const;
export type Rank =
  | (typeof officerRanks)[number]
  | (typeof staffRanks)[number]
  | 'special-constable'
  | 'volunteer'
  | 'contractor';

export interface Post {
  readonly person: Person;
  readonly unit: Unit;
  readonly rank: Rank;
  readonly role: string;
  readonly acting: boolean;
  readonly from: Day;
  end: Day;
  /** For a member of a team, the seat that supervises; for a leader, null: the seat's own bosses count. */
  boss: Seat | null;
  readonly seat: Seat | null;
}

export interface Period {
  readonly category: Category;
  readonly from: Day;
  end: Day;
  reason: string;
}

export interface Person {
  readonly index: number;
  readonly ref: string;
  category: Category;
  given: string;
  family: string;
  readonly knownAs: string;
  readonly sex: Sex;
  readonly group: EthnicGroup;
  readonly ethnicity: string;
  readonly joined: Day;
  readonly previousForce: string;
  readonly periods: Period[];
  readonly posts: Post[];
  /** Latent proneness to matters, mean 1: what makes some people's counts high for good. */
  readonly frailty: number;
  leaveOn: Day;
  /** Kept out of every ordinary matter because a planted history or a named role needs a clean ground. */
  reserved: string;
}

export interface Service {
  readonly start: Day;
  readonly until: Day;
  readonly merger: Day | null;
  readonly force: Unit;
  readonly units: Unit[];
  readonly teams: Unit[];
  readonly links: { readonly unit: Unit; readonly other: Unit; readonly share: number; readonly from: Day }[];
  readonly boroughs: Unit[];
  readonly people: Person[];
}

export const inService = (person: Person, day: Day): boolean =>
  person.periods.some((period) => period.from <= day && day < period.end);

export const lastDay = (person: Person): Day | null => {
  const end = (person.periods.at(-1) as Period).end;
  return end === open ? null : end - 1;
};

export function postAt(person: Person, day: Day): Post | null {
  for (const post of person.posts) if (post.from <= day && day < post.end) return post;
  return null;
}

/** Somebody in a unit on a day who passes, or null: a few throws first, then a search, so that big teams stay cheap. */
export function someoneIn(dice: Dice, unit: Unit, day: Day, passes: (post: Post) => boolean): Person | null {
  const fits = (post: Post): boolean => post.from <= day && day < post.end && passes(post);
  if (unit.posts.length === 0) return null;
  for (let turn = 0; turn < 6; turn++) {
    const post = dice.pick(unit.posts);
    if (fits(post)) return post.person;
  }
  return unit.posts.find(fits)?.person ?? null;
}

export function supervisorOf(post: Post, day: Day): Person | null {
  const seats =
    post.seat === null ? [post.boss] : post.seat.bosses.filter((b) => b.from <= day && day < b.end).map((b) => b.seat);
  for (const seat of seats) {
    const sitting = seat?.posts.find((held) => held.from <= day && day < held.end);
    if (sitting !== undefined && sitting.person !== post.person) return sitting.person;
  }
  return null;
}
