/** The tables beside the entries: people, names, numbers, service, posts, lines, ties, characteristics, units. */
import type { Day } from '../../src/engines/history.ts';
import { CsvFile, iso } from './csv.ts';
import type { Dice } from './dice.ts';
import type { EthnicGroup, Person, Post, Service } from './model.ts';
import { lastDay, open } from './model.ts';
import { composeFamily, isBlockedName } from './names.ts';
import type { Tie } from './stage.ts';

const shut = (end: Day): Day | null => (end === open ? null : end - 1);

export const columns = {
  'units.csv': ['unit', 'kind', 'name', 'parent', 'from', 'to'],
  'unit_links.csv': ['unit', 'other', 'kind', 'share', 'from', 'to'],
  'people.csv': [
    'person',
    'category',
    'given',
    'family',
    'known_as',
    'joined',
    'left',
    'left_reason',
    'previous_force',
  ],
  'name_changes.csv': ['person', 'given', 'family', 'from'],
  'identifiers.csv': ['person', 'scheme', 'value', 'from', 'to'],
  'service.csv': ['person', 'category', 'from', 'to', 'reason'],
  'posts.csv': ['person', 'unit', 'rank', 'role', 'acting', 'from', 'to'],
  'lines.csv': ['person', 'supervisor', 'from', 'to'],
  'ties.csv': ['person', 'counterpart', 'kind', 'declared', 'from', 'to', 'evidence'],
  'characteristics.csv': ['person', 'characteristic', 'value', 'basis', 'status', 'asked_on'],
} as const;

export class Tables {
  readonly files: CsvFile[];
  private readonly folder: string;
  private readonly dice: Dice;
  private readonly people: CsvFile;
  private readonly characteristics: CsvFile;
  /** What members of the public have said about themselves, by index; absent where it is not known. */
  private readonly stated = new Map<number, EthnicGroup>();

  constructor(folder: string, dice: Dice) {
    this.folder = folder;
    this.dice = dice;
    this.files = [];
    this.people = this.file('people.csv');
    this.characteristics = this.file('characteristics.csv');
  }

  statedGroup(person: Person): EthnicGroup | null {
    return this.stated.get(person.index) ?? null;
  }

  /** A member of the public is written on first sight; 59% of those named have given their ethnicity. */
  citizen(person: Person, asked: Day): void {
    this.people.write([person.ref, 'public', person.given, person.family, person.knownAs, '', '', '', '']);
    const known = this.dice.chance(0.59);
    if (known) this.stated.set(person.index, person.group);
    const perceived = !known && this.dice.chance(0.12);
    this.characteristics.write([
      person.ref,
      'ethnicity',
      known || perceived ? person.ethnicity : '',
      perceived ? 'perceived' : 'self',
      known || perceived ? 'given' : this.dice.chance(0.7) ? 'not-asked' : 'prefer-not-to-say',
      known ? iso(asked) : '',
    ]);
  }

  write(service: Service, ties: readonly Tie[]): void {
    this.units(service);
    const names = this.file('name_changes.csv');
    const identifiers = this.file('identifiers.csv');
    const periods = this.file('service.csv');
    const posts = this.file('posts.csv');
    const lines = this.file('lines.csv');
    for (const person of service.people) {
      const last = person.periods.at(-1) as Person['periods'][number];
      const first = this.rename(person, service, names);
      this.people.write([
        person.ref,
        person.category,
        first.given,
        first.family,
        person.knownAs,
        iso(person.joined),
        iso(lastDay(person)),
        last.reason,
        person.previousForce,
      ]);
      this.numbers(person, identifiers);
      for (const period of person.periods)
        periods.write([person.ref, period.category, iso(period.from), iso(shut(period.end)), period.reason]);
      for (const post of person.posts) {
        posts.write([
          person.ref,
          post.unit.ref,
          post.rank,
          post.role,
          post.acting ? 'yes' : 'no',
          iso(post.from),
          iso(shut(post.end)),
        ]);
        writeLines(post, service.start, lines);
      }
      this.describe(person, service.start);
    }
    const tieFile = this.file('ties.csv');
    for (const tie of ties)
      tieFile.write([
        tie.person.ref,
        tie.counterpart.ref,
        tie.kind,
        tie.declared ? 'yes' : 'no',
        iso(tie.from),
        iso(tie.to),
        tie.evidence,
      ]);
  }

  close(): void {
    for (const file of this.files) file.close();
  }

  file(name: keyof typeof columns): CsvFile {
    const made = new CsvFile(this.folder, name, columns[name]);
    this.files.push(made);
    return made;
  }

  private units(service: Service): void {
    const units = this.file('units.csv');
    const links = this.file('unit_links.csv');
    for (const unit of service.units) {
      units.write([
        unit.ref,
        unit.kind,
        unit.name,
        unit.parents.at(-1)?.parent.ref ?? '',
        iso(unit.from),
        iso(shut(unit.end)),
      ]);
      for (const { parent, from, end } of unit.parents)
        links.write([unit.ref, parent.ref, 'parent', 1, iso(from), iso(shut(end))]);
      for (const { borough, share, from, end } of unit.boroughs)
        links.write([unit.ref, borough.ref, 'borough', share, iso(from), iso(shut(end))]);
    }
    for (const { unit, other, share, from } of service.links)
      links.write([unit.ref, other.ref, 'maps-to', share, iso(from), '']);
  }

  /** The people file holds the first name; each change is a dated row. */
  private rename(person: Person, service: Service, names: CsvFile): { given: string; family: string } {
    const { dice } = this;
    const last = lastDay(person) ?? service.until;
    if (person.reserved !== '' || !dice.chance(person.sex === 'female' ? 0.07 : 0.02) || last - person.joined < 500)
      return person;
    const before = composeFamily(dice);
    if (isBlockedName(person.given, before) || before === person.family) return person;
    names.write([person.ref, person.given, person.family, iso(dice.int(person.joined + 200, last))]);
    return { given: person.given, family: before };
  }

  private numbers(person: Person, identifiers: CsvFile): void {
    person.periods.forEach((period, index) => {
      const sworn = period.category === 'officer' || period.category === 'special';
      const number = String(100_000 + (person.index * 3 + index) * 2 + (person.index % 2));
      if (sworn || period.category === 'staff')
        identifiers.write([
          person.ref,
          sworn ? 'warrant' : 'staff-number',
          sworn ? `W${number}` : `S${number}`,
          iso(period.from),
          iso(shut(period.end)),
        ]);
      if (period.category !== 'volunteer')
        identifiers.write([
          person.ref,
          'payroll',
          `${7_000_000 + person.index * 4 + index}`,
          iso(period.from),
          iso(shut(period.end)),
        ]);
    });
  }

  private describe(person: Person, start: Day): void {
    const { dice } = this;
    const asked = iso(Math.max(person.joined, start));
    const write = (name: string, value: string, status: string): void =>
      this.characteristics.write([
        person.ref,
        name,
        status === 'given' ? value : '',
        'self',
        status,
        status === 'given' || status === 'prefer-not-to-say' ? asked : '',
      ]);
    write('sex', person.sex, dice.chance(0.995) ? 'given' : 'unknown');
    write(
      'ethnicity',
      person.ethnicity,
      person.group === 'Unknown' ? dice.pick(['prefer-not-to-say', 'not-asked', 'unknown']) : 'given',
    );
    const thin = (given: number, notAsked: number): string =>
      dice.weighted([
        ['given', given],
        ['not-asked', notAsked],
        ['prefer-not-to-say', (1 - given - notAsked) * 0.6],
        ['unknown', (1 - given - notAsked) * 0.4],
      ]);
    write('disability', dice.chance(0.07) ? 'yes' : 'no', thin(0.45, 0.3));
    write(
      'religion',
      dice.weighted([
        ['none', 46],
        ['christian', 40],
        ['muslim', 6],
        ['hindu', 2],
        ['sikh', 2],
        ['jewish', 1],
        ['buddhist', 1],
        ['other', 2],
      ]),
      thin(0.4, 0.35),
    );
    write(
      'orientation',
      dice.weighted([
        ['heterosexual', 92],
        ['gay-or-lesbian', 4],
        ['bisexual', 3],
        ['other', 1],
      ]),
      thin(0.15, 0.75),
    );
  }
}

/** Who supervised, from the first day of the period: the seat above and whoever sat in it meanwhile. */
function writeLines(post: Post, start: Day, lines: CsvFile): void {
  const above = post.seat === null ? [{ seat: post.boss, from: post.from, end: post.end }] : post.seat.bosses;
  for (const { seat, from, end } of above) {
    if (seat === null) continue;
    for (const sitting of seat.posts) {
      const first = Math.max(post.from, from, sitting.from, start);
      const stop = Math.min(post.end, end, sitting.end);
      if (first < stop && sitting.person !== post.person)
        lines.write([post.person.ref, sitting.person.ref, iso(first), iso(shut(stop))]);
    }
  }
}
