/** What every author of entries leans on: the service, the record, members of the public, whoever decides. */
import type { Day } from '../../src/engines/history.ts';
import { dayToIso, isoToDay } from '../../src/engines/history.ts';
import type { Dice } from './dice.ts';
import type { Person, Post, Service, Unit } from './model.ts';
import { open, postAt, someoneIn } from './model.ts';
import type { PersonMaker } from './people.ts';
import type { Happened, RecordFile } from './record.ts';

export class World {
  readonly service: Service;
  readonly record: RecordFile;
  readonly dice: Dice;
  private readonly maker: PersonMaker;
  private readonly welcome: (citizen: Person) => void;
  private readonly recent: Person[] = [];
  private readonly standards: readonly Unit[];
  private readonly local: readonly Unit[];
  private readonly vetting: readonly Unit[];
  private readonly counters = new Map<string, number>();

  constructor(
    service: Service,
    record: RecordFile,
    maker: PersonMaker,
    dice: Dice,
    welcome: (citizen: Person) => void,
  ) {
    this.service = service;
    this.record = record;
    this.dice = dice;
    this.maker = maker;
    this.welcome = welcome;
    this.standards = service.teams.filter((team) => team.work.startsWith('standards-'));
    this.local = service.teams.filter((team) => team.work === 'response' || team.work === 'neighbourhood');
    this.vetting = service.teams.filter((team) => team.work === 'vetting');
  }

  get start(): Day {
    return this.service.start;
  }

  get until(): Day {
    return this.service.until;
  }

  /** A member of the public: mostly new, sometimes one who has been in touch before. */
  citizen(again = 0.12, mayReturn = true): Person {
    if (this.recent.length > 20 && this.dice.chance(again)) return this.dice.pick(this.recent);
    const made = this.maker.make('public', this.start, null);
    this.welcome(made);
    if (!mayReturn) return made;
    if (this.recent.length < 400) this.recent.push(made);
    else this.recent[this.dice.int(0, 399)] = made;
    return made;
  }

  /** A woman who is affected by a planted history. */
  woman(): Person {
    const made = this.maker.make('public', this.start, null, 'female');
    this.welcome(made);
    return made;
  }

  /** Somebody in professional standards on that day who is none of these people. */
  decider(day: Day, not: readonly Person[] = []): Person | null {
    return this.fromTeams(this.standards, day, not);
  }

  vettingOfficer(day: Day, not: readonly Person[] = []): Person | null {
    return this.fromTeams(this.vetting, day, not);
  }

  localTeam(): Unit {
    return this.dice.pick(this.local);
  }

  colleague(person: Person, day: Day): Person | null {
    const post = postAt(person, day);
    if (post === null) return null;
    return someoneIn(this.dice, post.unit, day, (other) => other.person !== person && other.person.reserved === '');
  }

  unitOf(person: Person, day: Day): Unit | null {
    return postAt(person, day)?.unit ?? null;
  }

  /** `mc-2019-00042`: a number as the system of that kind would give it. */
  number(prefix: string, day: Day): string {
    const key = `${prefix}-${dayToIso(day).slice(0, 4)}`;
    const next = (this.counters.get(key) ?? 0) + 1;
    this.counters.set(key, next);
    return `${key}-${String(next).padStart(5, '0')}`;
  }

  /** When it is said to have happened, some time before it was known, and how exactly that is known. */
  before(known: Day, meanLag: number, notBefore: Day): Happened {
    const { dice } = this;
    const day = Math.max(Math.min(notBefore, known), known - Math.floor(dice.exponential(meanLag)));
    const throwOf = dice.next();
    if (throwOf < 0.8) return { from: day, to: day, precision: 'day' };
    if (throwOf < 0.93) return monthOf(day, known);
    return throwOf < 0.98 ? yearOf(day, known) : { from: null, to: null, precision: 'unknown' };
  }

  private fromTeams(teams: readonly Unit[], day: Day, not: readonly Person[]): Person | null {
    const fits = (post: Post): boolean => !not.includes(post.person);
    for (let turn = 0; turn < 4; turn++) {
      const found = someoneIn(this.dice, this.dice.pick(teams), day, fits);
      if (found !== null) return found;
    }
    return null;
  }
}

/** A month or a year is the whole of it, cut at the day on which it became known. */
export function monthOf(day: Day, known: Day): Happened {
  const text = dayToIso(day);
  const from = isoToDay(`${text.slice(0, 7)}-01`);
  const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
  return { from, to: Math.min(isoToDay(next) - 1, known), precision: 'month' };
}

export function yearOf(day: Day, known: Day): Happened {
  const year = dayToIso(day).slice(0, 4);
  return { from: isoToDay(`${year}-01-01`), to: Math.min(isoToDay(`${year}-12-31`), known), precision: 'year' };
}

/** Days of service between two days. */
export function daysServed(person: Person, from: Day, end: Day): number {
  let days = 0;
  for (const period of person.periods) days += Math.max(0, Math.min(period.end, end) - Math.max(period.from, from));
  return days;
}

/** A day of service thrown evenly between two days; the person must have served on one of them. */
export function dayServed(dice: Dice, person: Person, from: Day, end: Day): Day {
  let left = Math.floor(dice.next() * daysServed(person, from, end));
  for (const period of person.periods) {
    const first = Math.max(period.from, from);
    const days = Math.max(0, Math.min(period.end, end) - first);
    if (left < days) return first + left;
    left -= days;
  }
  throw new RangeError(`${person.ref} did not serve`);
}

export const servingAtEnd = (person: Person): boolean => (person.periods.at(-1) as { end: Day }).end === open;
