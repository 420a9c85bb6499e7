/** What a planted history is written with: people cast for it, matters in short words, and the truth kept beside. */
import type { Day } from '../../src/engines/history.ts';
import type { Code, Feature, Finding, MatterType, Source, Visibility } from '../../src/engines/vocabulary.ts';
import { matterTypes } from '../../src/engines/vocabulary.ts';
import type { Dice } from './dice.ts';
import type { Person, Post } from './model.ts';
import { postAt, someoneIn } from './model.ts';
import type { World } from './world.ts';
import { monthOf, servingAtEnd, yearOf } from './world.ts';

export interface Planted {
  readonly person: string;
  readonly kind: string;
  readonly code: Code;
  readonly entries: readonly string[];
  readonly why: string;
}

export interface Tie {
  readonly person: Person;
  readonly counterpart: Person;
  readonly kind: 'partner' | 'family' | 'friend' | 'business' | 'former-partner' | 'associate';
  readonly declared: boolean;
  readonly from: Day;
  readonly to: Day | null;
  readonly evidence: string;
}

export interface Raised {
  readonly ref: string;
  readonly matter: string;
  readonly day: Day;
  readonly source: Source;
  readonly subject: Person;
  readonly visibility: Visibility;
}

export interface Told {
  readonly features?: readonly Feature[];
  readonly affected?: Person | null;
  readonly reporter?: Person | null;
  readonly witness?: Person | null;
  readonly about?: Person | null;
  readonly actor?: Person | null;
  readonly precision?: 'day' | 'month' | 'year';
  /** Days between what happened and its being known. */
  readonly lag?: number;
  readonly label?: { readonly said: MatterType; readonly given: MatterType };
  readonly actsOn?: readonly string[];
}

const prefixes: Readonly<Partial<Record<Source, string>>> = {
  'public-complaint': 'pc',
  'crime-report': 'cr',
  'non-crime-incident': 'in',
  'other-force-record': 'of',
  grievance: 'gr',
};

export class Stage {
  readonly world: World;
  readonly dice: Dice;
  readonly planted: Planted[] = [];
  readonly mustNot: Planted[] = [];
  readonly ties: Tie[] = [];
  private readonly order: readonly Person[];

  constructor(world: World, dice: Dice) {
    this.world = world;
    this.dice = dice;
    this.order = dice.shuffle(world.service.people.slice());
  }

  /** The first free person who fits, from then on kept out of ordinary matters. */
  cast(kind: string, fits: (person: Person, post: Post) => boolean): Person {
    const found = this.tryCast(kind, fits);
    if (found === null) throw new RangeError(`the service is too small to cast: ${kind}`);
    return found;
  }

  tryCast(kind: string, fits: (person: Person, post: Post) => boolean): Person | null {
    const { until } = this.world;
    const found = this.order.find((person) => {
      if (person.reserved !== '' || !servingAtEnd(person) || person.periods.length > 1) return false;
      const post = postAt(person, until);
      return post !== null && fits(person, post);
    });
    if (found === undefined) return null;
    found.reserved = kind;
    return found;
  }

  /** A constable of a team, in service for so many years. */
  constable(kind: string, years: number): Person {
    const before = this.world.until - Math.round(years * 365.25);
    return this.cast(
      kind,
      (person, post) =>
        person.joined < before && post.rank === 'constable' && post.unit.kind === 'team' && post.seat === null,
    );
  }

  teammate(kind: string, person: Person, day: Day, years = 2): Person | null {
    const post = postAt(person, day);
    if (post === null) return null;
    const before = this.world.until - Math.round(years * 365.25);
    const found = someoneIn(
      this.dice,
      post.unit,
      day,
      (other) =>
        other.person !== person &&
        other.person.reserved === '' &&
        other.seat === null &&
        other.person.joined < before &&
        servingAtEnd(other.person),
    );
    if (found !== null) found.reserved = kind;
    return found;
  }

  raise(subject: Person, day: Day, source: Source, type: MatterType, told: Told = {}): Raised {
    const { world } = this;
    const matter = world.number(prefixes[source] ?? 'mc', day);
    const happened = Math.max(subject.joined, day - (told.lag ?? 3));
    const grave = type.startsWith('sexual') || type === 'domestic-abuse';
    const visibility: Visibility = grave ? 'restricted' : source === 'public-complaint' ? 'open' : 'guarded';
    const ref = world.record.post({
      kind: 'matter',
      source,
      sourceRef: `${matter}/1`,
      type,
      step:
        source === 'crime-report' || source === 'non-crime-incident' || source === 'other-force-record'
          ? 'record'
          : 'raise',
      matter,
      happened:
        told.precision === 'month'
          ? monthOf(happened, day)
          : told.precision === 'year'
            ? yearOf(happened, day)
            : { from: happened, to: happened, precision: 'day' },
      knownOn: day,
      basis: source.endsWith('-record') || source === 'crime-report' ? 'record' : 'account',
      finding: 'open',
      visibility,
      unit: world.unitOf(subject, day),
      parties: [
        ['subject', subject],
        ['reporter', told.reporter],
        ['affected', told.affected],
        ['witness', told.witness],
        ['about', told.about],
        ['actor', told.actor],
      ],
      actsOn: told.actsOn ?? [],
      features: told.features ?? [],
      ...(told.label === undefined ? {} : { label: told.label }),
      summary: `${summaryStart(source)}: ${matterTypes[type]}`,
    });
    return { ref, matter, day, source, subject, visibility };
  }

  close(raised: Raised, after: number, finding: Finding): string | null {
    const { world } = this;
    const on = raised.day + after;
    if (on > world.until) return null;
    const decider = world.decider(on, [raised.subject]);
    const gone = finding === 'eliminated';
    return world.record.post({
      kind: 'amendment',
      source: raised.source === 'public-complaint' ? 'public-complaint' : 'conduct-system',
      type: finding === 'withdrawn' ? 'withdrawal' : 'decision-step',
      step: finding === 'withdrawn' ? 'withdraw' : 'decide',
      matter: raised.matter,
      knownOn: on,
      basis: gone ? 'finding' : 'record',
      finding,
      visibility: raised.visibility,
      parties: [
        ['subject', raised.subject],
        ['decision-maker', decider],
        ['decision-maker', gone ? world.decider(on, decider ? [raised.subject, decider] : [raised.subject]) : null],
      ],
      actsOn: [raised.ref],
      values: { 'days-open': after },
      summary: gone
        ? 'Records show that it was somebody else or did not happen'
        : `Ended: ${finding.replaceAll('-', ' ')}`,
    });
  }

  find(person: Person | { ref: string }, kind: string, code: Code, entries: readonly string[], why: string): void {
    this.planted.push({ person: person.ref, kind, code, entries, why });
  }

  /** With entries: the code must not cite them. Without: the code must not fire for this person at all. */
  never(person: Person, kind: string, code: Code, entries: readonly string[], why: string): void {
    this.mustNot.push({ person: person.ref, kind, code, entries, why });
  }
}

const summaryStart = (source: Source): string => {
  const words = source.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};
