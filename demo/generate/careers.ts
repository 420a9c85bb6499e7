/**
 * Careers, day by day: people join, move every two to five years, are promoted into seats that fall empty, leave, and
 * some come back. A seat is filled on the day after it falls empty, so a unit always has a leader and a line of
 * supervision is whoever sat there.
 */
import type { Day } from '../../src/engines/history.ts';
import type { Dice, Share } from './dice.ts';
import { Deck } from './dice.ts';
import type { Category, Person, Post, Rank, Seat, Unit } from './model.ts';
import { officerRanks, open } from './model.ts';
import type { PersonMaker } from './people.ts';
import type { Draft } from './structure.ts';
import { officerRole, staffRole } from './structure.ts';

const year = 365.25;

/** CAL-headcount-01, -05 to -07 in the later year; volunteers and contractors are assumed. */
const categoryShares: readonly Share<Category>[] = [
  ['officer', 72],
  ['staff', 22.5],
  ['special', 3.5],
  ['volunteer', 0.8],
  ['contractor', 1.2],
];

/** What will happen on a day, in the order written. */
type Event = { readonly kind: 'join' | 'leave' | 'move' | 'confirm' | 'rejoin'; readonly person: Person | null };

const rankOrder = (rank: Rank): number => officerRanks.indexOf(rank as (typeof officerRanks)[number]);
const currentPost = (person: Person): Post => person.posts.at(-1) as Post;

export class Careers {
  private readonly draft: Draft;
  private readonly dice: Dice;
  private readonly maker: PersonMaker;
  private readonly events: Event[][];
  private readonly officerTeams: readonly Unit[];
  private readonly staffTeams: readonly Unit[];
  private readonly localTeams: readonly Unit[];
  private readonly categories: Deck<Category>;

  constructor(draft: Draft, maker: PersonMaker, dice: Dice) {
    this.draft = draft;
    this.dice = dice;
    this.maker = maker;
    const { start, until, teams } = draft.service;
    this.events = Array.from({ length: until - start + 1 }, () => []);
    this.officerTeams = teams.filter((team) => !team.staffLed);
    this.staffTeams = teams.filter((team) => team.staffLed);
    this.localTeams = teams.filter((team) => team.work === 'response' || team.work === 'neighbourhood');
    this.categories = new Deck(dice.fork('categories'), categoryShares);
  }

  /** Fills the service with exactly `total` people, `headcount` of them serving on the first day. */
  run(total: number, headcount: number): void {
    const { start, until, merger, people } = this.draft.service;
    for (let turn = 0; turn < headcount; turn++) people.push(this.veteran());
    this.seatVeterans(people.slice());
    for (let turn = headcount; turn < total; turn++)
      this.schedule(start + this.joinOffset(until - start), 'join', null);
    for (let day = start; day <= until; day++) {
      if (day === merger) this.merge(day);
      // The list grows while it is read: what happens today may cause more today.
      const today = this.events[day - start] as Event[];
      for (let index = 0; index < today.length; index++) this.play(today[index] as Event, day);
      this.events[day - start] = [];
    }
  }

  private play(event: Event, day: Day): void {
    const { person } = event;
    if (event.kind === 'join') this.join(day);
    else if (person === null) throw new Error(`nobody to ${event.kind}`);
    else if (event.kind === 'leave') this.leave(person, day);
    else if (event.kind === 'rejoin') this.rejoin(person, day);
    else if (event.kind === 'confirm') this.confirm(person, day);
    else this.move(person, day);
  }

  private schedule(day: Day, kind: Event['kind'], person: Person | null): void {
    const { start, until } = this.draft.service;
    if (day >= start && day <= until) this.events[day - start]?.push({ kind, person });
  }

  /** Recruiting swells in the middle of the period, as in the uplift (CAL-flow-08). */
  private joinOffset(days: number): number {
    for (;;) {
      const place = this.dice.next();
      if (place > 0.35 && place < 0.75 ? true : this.dice.chance(0.62)) return Math.floor(place * (days + 1));
    }
  }

  private veteran(): Person {
    const { dice } = this;
    const { start } = this.draft.service;
    const category = this.categories.draw();
    const served = category === 'officer' ? 28.5 * dice.next() ** 1.1 : 18 * dice.next() ** 1.5;
    const person = this.maker.make(category, start - 30 - Math.floor(served * year), null);
    this.setLeaving(person, start);
    return person;
  }

  private setLeaving(person: Person, from: Day): void {
    const { dice } = this;
    const since = (person.periods.at(-1) as { from: Day }).from;
    const minority = person.group === 'White' || person.group === 'Unknown' ? 1 : 1.12;
    for (let day = from; ; day += 91) {
      const hazard = leavingRate(person.category, (day - since) / year) * minority;
      if (dice.chance(hazard / 4)) {
        person.leaveOn = Math.max(from + 20, day + dice.int(1, 90));
        break;
      }
      if (day > this.draft.service.until) break;
    }
    this.schedule(person.leaveOn, 'leave', person);
  }

  private seatVeterans(everyone: Person[]): void {
    const { dice } = this;
    const { start, units, merger } = this.draft.service;
    const later = new Set(merger === null ? [] : units.filter((unit) => unit.from === merger));
    const seats = units.filter((unit) => !later.has(unit)).flatMap((unit) => unit.seats);
    const lead = (seat: Seat): number =>
      seat.unit.staffLed ? (seat.rank === 'staff-manager' ? 2 : 1) : rankOrder(seat.rank);
    const bySeniority = (category: Category): Person[] =>
      everyone
        .filter((person) => person.category === category)
        .map((person) => ({ person, key: Math.min(start - person.joined, 22 * year) * (0.35 + dice.next()) }))
        .sort((a, b) => b.key - a.key || a.person.index - b.person.index)
        .map(({ person }) => person);
    const pools = { officer: bySeniority('officer'), staff: bySeniority('staff') };
    for (const seat of [...seats].sort((a, b) => lead(b) - lead(a))) {
      const pool = seat.rank.startsWith('staff') ? pools.staff : pools.officer;
      const person = pool.shift() ?? pools.officer.shift();
      if (person === undefined) throw new RangeError('too few people for the seats of this service');
      this.earlier(person, seat.unit);
      this.sit(person, seat, this.sinceWhen(person, 900), false);
    }
    const seated = new Set(seats.flatMap((seat) => seat.posts.map((post) => post.person)));
    for (const person of everyone) {
      if (seated.has(person)) continue;
      const team = this.pickTeam(person, null);
      this.earlier(person, team);
      this.enter(person, team, this.sinceWhen(person, 1100));
    }
    for (const person of everyone) this.scheduleMove(person, start + dice.int(30, 1500));
  }

  /** Posts before the period are kept as places and dates only; who supervised then is not on record. */
  private earlier(person: Person, now: Unit): void {
    const { dice } = this;
    const { start, officerTeams, staffTeams } = { ...this.draft.service, ...this };
    let from = person.joined;
    while (from < start - 1200) {
      const end = Math.min(from + dice.int(700, 1900), start - 1150);
      if (end - from < 200) break;
      const teams = person.category === 'staff' || person.category === 'contractor' ? staffTeams : officerTeams;
      const unit = dice.pick(teams.length > 0 ? teams : [now]);
      this.record(person, {
        unit,
        rank: firstRank(person.category),
        role: roleIn(unit, person),
        from,
        boss: null,
        seat: null,
      });
      currentPost(person).end = end;
      from = end;
    }
  }

  /** When the post held on the first day began: right after the one before, or on joining. */
  private sinceWhen(person: Person, days: number): Day {
    const before = person.posts.at(-1);
    if (before === undefined) return person.joined;
    before.end = this.draft.service.start - this.dice.int(0, days);
    return before.end;
  }

  private record(
    person: Person,
    post: Pick<Post, 'unit' | 'rank' | 'role' | 'from' | 'boss' | 'seat'> & { acting?: boolean },
  ): Post {
    const made: Post = { person, acting: false, end: open, ...post };
    person.posts.push(made);
    made.unit.posts.push(made);
    return made;
  }

  /** Takes a place in a team, under one of its leaders. */
  private enter(person: Person, team: Unit, day: Day): void {
    const before = person.posts.at(-1);
    if (before !== undefined && before.end === open) this.quit(person, day);
    const boss = team.seats[team.size % team.seats.length] ?? null;
    const kept = before?.rank;
    const rank = kept === undefined || !sameKind(kept, person.category) ? firstRank(person.category) : kept;
    this.record(person, { unit: team, rank, role: roleIn(team, person), from: day, boss, seat: null });
    team.size++;
  }

  private sit(person: Person, seat: Seat, day: Day, acting: boolean): void {
    const before = person.posts.at(-1);
    const held = before !== undefined && rankOrder(before.rank) > rankOrder(seat.rank) ? before.rank : seat.rank;
    if (before !== undefined && before.end === open) this.quit(person, day);
    const post = this.record(person, {
      unit: seat.unit,
      rank: held,
      role: seat.role,
      acting,
      from: day,
      boss: null,
      seat,
    });
    seat.posts.push(post);
    seat.unit.size++;
    if (acting) this.schedule(day + this.dice.int(80, 200), 'confirm', person);
  }

  private quit(person: Person, day: Day): void {
    const post = currentPost(person);
    post.end = day;
    post.unit.size--;
  }

  private scheduleMove(person: Person, day: Day): void {
    this.schedule(day, 'move', person);
  }

  private join(day: Day): void {
    const { start, until, people } = this.draft.service;
    const person = this.maker.make(this.categories.draw(), day, (day - start) / (until - start));
    people.push(person);
    this.enter(person, this.pickTeam(person, null), day);
    this.setLeaving(person, day);
    this.scheduleMove(person, day + this.dice.int(540, 1500));
  }

  private leave(person: Person, day: Day): void {
    const { dice } = this;
    const period = person.periods.at(-1) as { from: Day; end: Day; reason: string };
    if (period.end !== open) return;
    if (currentPost(person).from >= day) {
      person.leaveOn = day + 5;
      this.schedule(day + 5, 'leave', person);
      return;
    }
    const served = (day - period.from) / year;
    period.end = day + 1;
    period.reason =
      person.category === 'contractor'
        ? 'contract-ended'
        : served > 24 || (person.category === 'staff' && served > 16)
          ? 'retired'
          : person.category === 'officer' && served > 3 && dice.chance(0.16)
            ? 'transferred-out'
            : dice.chance(0.02)
              ? 'died'
              : 'resigned';
    const { seat } = currentPost(person);
    this.quit(person, day + 1);
    if (seat !== null) this.fill(seat, day + 1);
    if (period.reason === 'resigned' && dice.chance(0.09)) this.schedule(day + dice.int(200, 1100), 'rejoin', person);
  }

  private rejoin(person: Person, day: Day): void {
    if (day + 60 > this.draft.service.until) return;
    const { dice } = this;
    if (person.category === 'officer' && dice.chance(0.3)) person.category = dice.chance(0.6) ? 'staff' : 'contractor';
    person.periods.push({ category: person.category, from: day, end: open, reason: '' });
    person.leaveOn = open;
    this.enter(person, this.pickTeam(person, null), day);
    this.setLeaving(person, day);
    this.scheduleMove(person, day + dice.int(700, 1500));
  }

  private move(person: Person, day: Day): void {
    const { dice } = this;
    const post = currentPost(person);
    if (post.end !== open) return;
    if (post.from > day - 200 || post.acting) {
      this.scheduleMove(person, day + 250);
      return;
    }
    if (post.seat === null) {
      const team = this.pickTeam(person, post.unit);
      if (team !== post.unit) this.enter(person, team, day);
    } else this.swap(post.seat, day);
    this.scheduleMove(person, day + dice.int(760, 1830));
  }

  /** Two leaders of one rank change places on one day. */
  private swap(seat: Seat, day: Day): void {
    const { dice } = this;
    const mine = seat.posts.at(-1) as Post;
    for (let turn = 0; turn < 8; turn++) {
      const unit =
        seat.unit.kind === 'team' ? dice.pick(this.draft.service.teams) : dice.pick(this.draft.service.units);
      const other = unit.seats.find((found) => found.rank === seat.rank && found !== seat);
      const theirs = other?.posts.at(-1);
      if (other === undefined || theirs === undefined || theirs.end !== open || theirs.acting) continue;
      if (theirs.from > day - 200 || theirs.person === mine.person) continue;
      this.sit(mine.person, other, day, false);
      this.sit(theirs.person, seat, day, false);
      return;
    }
  }

  private confirm(person: Person, day: Day): void {
    const post = currentPost(person);
    if (post.end !== open || !post.acting || post.seat === null || post.from >= day) return;
    this.sit(person, post.seat, day, false);
  }

  private fill(seat: Seat, day: Day): void {
    if (day > this.draft.service.until || day >= seat.unit.end) return;
    const found = this.candidate(seat, day);
    if (found === null) throw new RangeError(`nobody left to lead ${seat.unit.name}`);
    const { seat: left } = currentPost(found);
    this.sit(found, seat, day, this.dice.chance(0.25) && seat.rank === 'sergeant');
    if (left !== null) this.fill(left, day);
  }

  /** From the rank below: first in the same unit, then in units under it, then anywhere. */
  private candidate(seat: Seat, day: Day): Person | null {
    const staff = seat.rank.startsWith('staff');
    const below = staff ? 0 : rankOrder(seat.rank) - 1;
    const fits = (post: Post | undefined, loose: boolean): boolean => {
      if (post === undefined || post.end !== open || post.from >= day - (loose ? 0 : 60)) return false;
      const { person } = post;
      if (person.leaveOn < day + 90) return false;
      if (staff)
        return (
          person.category === 'staff' &&
          (post.seat === null || seat.rank === 'staff-manager') &&
          post.seat?.rank !== 'staff-manager'
        );
      if (person.category !== 'officer' || rankOrder(post.rank) >= rankOrder(seat.rank)) return false;
      if (post.seat !== null && rankOrder(post.seat.rank) >= rankOrder(seat.rank)) return false;
      return loose || (rankOrder(post.rank) >= below && day - person.joined > 4 * year);
    };
    const near = (units: readonly Unit[], loose: boolean): Person | null => {
      const found = units.flatMap((unit) => unit.posts.filter((post) => fits(post, loose)));
      return found.length > 0 ? this.dice.pick(found).person : null;
    };
    const { teams, units } = this.draft.service;
    const own = near([seat.unit], false);
    if (own !== null) return own;
    if (seat.unit.kind !== 'team') {
      const children = units.filter((unit) =>
        unit.parents.some((link) => link.parent === seat.unit && link.from <= day && day < link.end),
      );
      const found = near(children, false);
      if (found !== null) return found;
    }
    for (let turn = 0; turn < 12; turn++) {
      const unit = below > 2 ? this.dice.pick(units) : this.dice.pick(teams);
      const found = near([unit], turn > 8);
      if (found !== null) return found;
    }
    return near(units, false) ?? near(units, true);
  }

  /** The neediest of a few teams that take this kind of person. Armed commands stay mostly White men (CAL-sex-04). */
  private pickTeam(person: Person, not: Unit | null): Unit {
    const { dice } = this;
    const fresh =
      person.posts.length === 0 && person.category === 'officer' && person.joined >= this.draft.service.start;
    const list =
      fresh || person.category === 'special' || person.category === 'volunteer'
        ? this.localTeams
        : person.category === 'officer'
          ? this.officerTeams
          : dice.chance(0.62) || person.category === 'contractor'
            ? this.staffTeams
            : this.officerTeams;
    let best: Unit | null = null;
    for (let turn = 0; turn < 9; turn++) {
      const team = dice.pick(list.length > 0 ? list : this.officerTeams);
      if (team === not) continue;
      const armed = team.work === 'firearms' || team.work === 'protection';
      if (armed && (person.sex !== 'male' ? dice.chance(0.75) : person.group !== 'White' && dice.chance(0.5))) continue;
      if (best === null || team.capacity - team.size > best.capacity - best.size) best = team;
    }
    return best ?? not ?? dice.pick(this.localTeams);
  }

  /** The borough units end: their leaders take the seats of the new commands in order of rank. */
  private merge(day: Day): void {
    const { units } = this.draft.service;
    const { dice } = this;
    for (const [command, olds] of this.draft.oldUnits) {
      const leaders = olds.flatMap((old) => old.seats.map((seat) => (seat.posts.at(-1) as Post).person));
      const under = units.filter(
        (unit) => unit.kind === 'unit' && unit.from === day && unit.parents.some((link) => link.parent === command),
      );
      const seats = [command, ...under]
        .flatMap((unit) => unit.seats)
        .sort((a, b) => rankOrder(b.rank) - rankOrder(a.rank));
      leaders.sort((a, b) => rankOrder(currentPost(b).rank) - rankOrder(currentPost(a).rank) || a.index - b.index);
      const empty: Seat[] = [];
      for (const seat of seats) {
        const next = leaders.shift();
        if (next === undefined) empty.push(seat);
        else this.sit(next, seat, day, false);
      }
      // More leaders than seats: they stay in the command, each in a place made for them and kept afterwards.
      for (const spare of leaders) {
        const { rank } = currentPost(spare);
        const above = command.seats[0] as Seat;
        const made: Seat = {
          unit: command,
          rank,
          role: 'deputy-leader',
          bosses: [{ seat: above, from: day, end: open }],
          posts: [],
        };
        command.seats.push(made);
        this.sit(spare, made, day, false);
      }
      for (const seat of dice.shuffle(empty)) this.fill(seat, day);
    }
  }
}

function leavingRate(category: Category, served: number): number {
  if (category === 'contractor') return 0.28;
  if (category === 'special' || category === 'volunteer') return 0.14;
  if (category === 'staff') return served > 22 ? 0.2 : 0.065;
  if (served < 2) return 0.08;
  if (served < 25) return 0.043;
  return served < 30 ? 0.15 : 0.6;
}

const firstRank = (category: Category): Rank =>
  category === 'officer'
    ? 'constable'
    : category === 'special'
      ? 'special-constable'
      : category === 'volunteer' || category === 'contractor'
        ? category
        : 'staff';

const sameKind = (rank: Rank, category: Category): boolean =>
  category === 'officer'
    ? rankOrder(rank) >= 0
    : category === 'staff'
      ? rank.startsWith('staff')
      : rank === firstRank(category);

const roleIn = (unit: Unit, person: Person): string =>
  person.category === 'officer' || person.category === 'special'
    ? officerRole[unit.work]
    : person.category === 'staff'
      ? (staffRole[unit.work] ?? 'support-officer')
      : person.category;
