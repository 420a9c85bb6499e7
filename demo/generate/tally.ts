/**
 * Counts what is written, entry by entry, so that the calibration file says what the output holds and not what was
 * meant. One matter's entries are written together, so one open matter is all that has to be remembered.
 */
import type { Day } from '../../src/engines/history.ts';
import { formal, managed, noAction } from './complaints.ts';
import type { Breach } from './conduct.ts';
import { breachOf } from './conduct.ts';
import type { EthnicGroup, Person } from './model.ts';
import type { Entry } from './record.ts';

interface OpenMatter {
  readonly number: string;
  readonly day: Day;
  readonly people: Set<Person>;
  readonly allegations: Map<string, { breach: Breach; answered: boolean; final: string; day: Day }>;
}

export class Tally {
  readonly conduct = new Counts();
  readonly complaints = new Counts();
  readonly byGroup = new Map<EthnicGroup, number>();
  readonly grievancesByGroup = new Map<EthnicGroup, number>();
  complainantKnown = 0;
  complainantBlack = 0;
  grievances = 0;
  private current: OpenMatter | null = null;
  private readonly start: Day;
  private readonly matureBefore: Day;
  private readonly statedGroup: (person: Person) => EthnicGroup | null;

  constructor(start: Day, until: Day, statedGroup: (person: Person) => EthnicGroup | null) {
    this.start = start;
    // Cases that nearly all have had time to end: what is still open would pull the mean down.
    this.matureBefore = until - Math.min(1600, Math.floor((until - start) * 0.6));
    this.statedGroup = statedGroup;
  }

  hear(ref: string, entry: Entry): void {
    const number = entry.matter ?? '';
    if (entry.kind === 'matter' && entry.source === 'grievance' && entry.knownOn >= this.start)
      this.hearGrievance(entry);
    if (!number.startsWith('mc-') && !number.startsWith('pc-')) return;
    if (this.current?.number !== number) {
      this.settle();
      this.current = { number, day: entry.knownOn, people: new Set(), allegations: new Map() };
    }
    const { current } = this;
    if (current === null || current.day < this.start) return;
    if (entry.kind === 'matter') this.hearAllegation(ref, entry, current);
    else if (entry.kind === 'amendment' && entry.finding !== undefined && entry.finding !== 'open')
      for (const target of entry.actsOn ?? []) {
        const allegation = current.allegations.get(target);
        if (allegation === undefined) continue;
        if (entry.finding === 'case-to-answer') allegation.answered = true;
        allegation.final = entry.finding;
        allegation.day = entry.knownOn;
      }
  }

  settle(): void {
    const { current } = this;
    this.current = null;
    if (current === null || current.day < this.start) return;
    const counts = current.number.startsWith('mc-') ? this.conduct : this.complaints;
    counts.settle(current.people, [...current.allegations.values()], current.day, current.day < this.matureBefore);
  }

  private hearAllegation(ref: string, entry: Entry, current: OpenMatter): void {
    const conduct = current.number.startsWith('mc-');
    current.allegations.set(ref, { breach: breachOf(entry.type), answered: false, final: '', day: current.day });
    for (const [role, who] of entry.parties) {
      if (who === null || who === undefined || !('group' in who)) continue;
      if (role === 'subject') {
        current.people.add(who);
        if (conduct) this.byGroup.set(who.group, (this.byGroup.get(who.group) ?? 0) + 1);
      } else if (role === 'reporter' && !conduct) {
        const group = this.statedGroup(who);
        if (group !== null) this.complainantKnown++;
        if (group === 'Black') this.complainantBlack++;
      }
    }
  }

  private hearGrievance(entry: Entry): void {
    this.grievances++;
    for (const [role, who] of entry.parties)
      if (role === 'reporter' && who && 'group' in who)
        this.grievancesByGroup.set(who.group, (this.grievancesByGroup.get(who.group) ?? 0) + 1);
  }
}

/** Sums over one kind of matter. */
export class Counts {
  cases = 0;
  allegations = 0;
  involvements = 0;
  readonly perPerson = new Map<Person, number>();
  /** Days to the last decision of the case (conduct), for cases old enough to have ended. */
  readonly caseDays: number[] = [];
  /** Days to the decision of each allegation, same cases. */
  readonly allegationDays: number[] = [];
  finalised = 0;
  answered = 0;
  readonly breaches = new Map<Breach, { finalised: number; answered: number }>();
  readonly results = { none: 0, managed: 0, formal: 0, other: 0, noCase: 0, eliminated: 0 };

  settle(
    people: ReadonlySet<Person>,
    allegations: readonly { breach: Breach; answered: boolean; final: string; day: Day }[],
    opened: Day,
    mature: boolean,
  ): void {
    if (allegations.length === 0) return;
    this.cases++;
    this.allegations += allegations.length;
    this.involvements += people.size;
    for (const person of people) this.perPerson.set(person, (this.perPerson.get(person) ?? 0) + 1);
    let last = -1;
    for (const { breach, answered, final, day } of allegations) {
      if (final === '') continue;
      this.finalised++;
      if (answered) this.answered++;
      const row = this.breaches.get(breach) ?? { finalised: 0, answered: 0 };
      row.finalised++;
      if (answered) row.answered++;
      this.breaches.set(breach, row);
      this.count(final);
      if (mature) this.allegationDays.push(day - opened);
      last = Math.max(last, day - opened);
    }
    if (mature && last >= 0 && allegations.every(({ final }) => final !== '')) this.caseDays.push(last);
  }

  private count(final: string): void {
    const is = (list: readonly string[]): boolean => list.includes(final);
    if (is(noAction)) this.results.none++;
    else if (is(managed)) this.results.managed++;
    else if (is(formal)) this.results.formal++;
    else this.results.other++;
    if (final === 'no-case-to-answer') this.results.noCase++;
    if (final === 'eliminated') this.results.eliminated++;
  }
}
