/**
 * An invented police service, the same for the same arguments to the last byte: people, units, posts, ties and a
 * record of matters as CSV files, with the truth beside them. See `docs/invented-service.md`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayToIso, isoToDay } from '../../src/engines/history.ts';
import { assumptions, calibrate } from './calibration.ts';
import { Careers } from './careers.ts';
import { ComplaintAuthor } from './complaints.ts';
import { ConductAuthor } from './conduct.ts';
import { CsvFile, iso } from './csv.ts';
import { Dice } from './dice.ts';
import { ElsewhereAuthor } from './elsewhere.ts';
import { EverydayAuthor } from './everyday.ts';
import type { Gap } from './gaps.ts';
import { leaveGaps } from './gaps.ts';
import { inService } from './model.ts';
import type { Named } from './named.ts';
import { castNamed } from './named.ts';
import { PersonMaker } from './people.ts';
import { longQuietRepeat, plantTheRest, reviewerTie } from './planted.ts';
import { drawInvolvements, joinIntoCases } from './quotas.ts';
import { RecordFile } from './record.ts';
import type { Planted } from './stage.ts';
import { Stage } from './stage.ts';
import { draftStructure } from './structure.ts';
import { Tables } from './tables.ts';
import { Tally } from './tally.ts';
import { dayServed, World } from './world.ts';

export interface GenerateOptions {
  /** People of the service who serve on any day of the period; members of the public come on top. At least 500, 2,000 beyond 12 years. */
  readonly people: number;
  readonly years: number;
  readonly seed: string | number;
  /** Last day of the record, `YYYY-MM-DD`. */
  readonly until?: string;
  readonly out: string;
}

export interface Generated {
  readonly files: readonly string[];
  readonly people: number;
  readonly public: number;
  readonly entries: number;
  readonly planted: number;
}

export const defaultUntil = '2026-06-30';

/** Writes the invented service into a folder. */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const { people, years, out } = options;
  if (!Number.isInteger(people) || people < 500 || people > 300_000) throw new RangeError('people: 500 to 300,000');
  if (years > 12 && people < 2000) throw new RangeError('people: at least 2,000 for more than 12 years');
  if (!Number.isFinite(years) || years < 3 || years > 25) throw new RangeError('years: 3 to 25');
  const until = isoToDay(options.until ?? defaultUntil);
  const start = until - Math.round(years * 365.25) + 1;
  const dice = new Dice(`candour/${options.seed}`);
  mkdirSync(join(out, 'truth'), { recursive: true });

  const headcount = Math.round(people / (1 + years * 0.074));
  const draft = draftStructure(dice.fork('structure'), headcount, start, until, years);
  const { service } = draft;
  const maker = new PersonMaker(dice.fork('people'));
  new Careers(draft, maker, dice.fork('careers')).run(people, headcount);

  const tables = new Tables(out, dice.fork('tables'));
  const tally = new Tally(start, until, (person) => tables.statedGroup(person));
  const record = new RecordFile(out, until, (ref, entry) => tally.hear(ref, entry));
  let citizens = 0;
  const world = new World(service, record, maker, dice.fork('world'), (citizen) => {
    citizens++;
    tables.citizen(citizen, start);
  });

  const stage = new Stage(world, dice.fork('planted'));
  const first = longQuietRepeat(stage, true);
  const named = castNamed(stage, first.subject, first.complainant);
  reviewerTie(stage, first.subject, first.latest);
  plantTheRest(stage, Math.max(1, Math.min(40, Math.round(people / 1500))));
  const gaps = leaveGaps(service, dice.fork('gaps'));
  writeMatters(world, dice);
  const everyday = new EverydayAuthor(world, dice.fork('everyday'));
  for (const person of service.people) everyday.write(person);
  tally.settle();
  writeTies(stage, dice.fork('ties'));
  tables.write(service, stage.ties);
  tables.close();
  record.close();

  const truth = writeTruth(out, stage, named, gaps);
  const calibration = {
    people,
    years,
    seed: String(options.seed),
    from: dayToIso(start),
    until: dayToIso(until),
    figures: calibrate(service, tally),
    assumptions,
  };
  writeFileSync(join(out, 'truth/calibration.json'), `${JSON.stringify(calibration, null, 1)}\n`);
  return {
    files: [...tables.files.map((file) => file.name), record.name, ...truth, 'truth/calibration.json'].sort(),
    people,
    public: citizens,
    entries: record.rows,
    planted: stage.planted.length,
  };
}

const equal = { White: 1, Black: 1, Asian: 1, Mixed: 1, Other: 1, Unknown: 1 } as const;
/** CAL-misconduct-13; Mixed and Other are not published and are assumed between. */
const conductRatios = { White: 1, Black: 1.81, Asian: 1.55, Mixed: 1.3, Other: 1.3, Unknown: 1 } as const;
/** CAL-grievance-05, allegations. */
const grievanceRatios = { White: 1, Black: 3.9, Asian: 2.73, Mixed: 1.89, Other: 4.11, Unknown: 1.35 } as const;
/** CAL-regulation13-03. */
const probationRatios = { White: 1, Black: 2.26, Asian: 2.23, Mixed: 1.5, Other: 1.5, Unknown: 1 } as const;

/** One in five has two or more, 1.44 on average (CAL-misconduct-04); the tail is assumed. */
const conductCounts = [
  [1, 80],
  [2, 9],
  [3, 5],
  [4, 3],
  [5, 1.5],
  [6, 0.8],
  [8, 0.7],
] as const;
/** 1.81 on average (CAL-complaint-04). */
const complaintCounts = [
  [1, 62],
  [2, 19],
  [3, 8.5],
  [4, 5],
  [5, 2.5],
  [6, 1.5],
  [8, 1.1],
  [10, 0.4],
] as const;

function writeMatters(world: World, dice: Dice): void {
  const { service, start, until } = world;
  const end = until + 1;
  const perYear = (total: number): number => total / (9 * 46_800);
  const draw = (
    label: string,
    peoplePerYear: number,
    counts: readonly (readonly [number, number])[],
    ratios: typeof equal | typeof conductRatios | typeof grievanceRatios | typeof probationRatios,
    from = start,
    to = end,
  ) => drawInvolvements(service.people, from, to, { peoplePerYear, counts, ratios }, dice.fork(label));

  const conduct = new ConductAuthor(world, dice.fork('conduct'));
  const complaints = new ComplaintAuthor(world, dice.fork('complaints'));
  const elsewhere = new ElsewhereAuthor(world, dice.fork('elsewhere'));
  const older = start - 3652;
  const survives = 0.25;
  for (const one of joinIntoCases(
    draw('old-conduct', perYear(8917) * survives, conductCounts, conductRatios, older, start),
    1.25,
    dice.fork('a'),
  ))
    conduct.write(one);
  for (const one of joinIntoCases(
    draw('old-complaints', perYear(32_129) * survives, complaintCounts, equal, older, start),
    1.2,
    dice.fork('b'),
  ))
    complaints.write(one);
  conduct.writeAll(joinIntoCases(draw('conduct', perYear(8917), conductCounts, conductRatios), 1.25, dice.fork('c')));

  const named = joinIntoCases(draw('complaints', perYear(32_129), complaintCounts, equal), 1.2, dice.fork('d'));
  for (const one of named) complaints.write(one);
  // 0.57 involvements a case at 1.2 people a case: just over half of all cases name nobody.
  const nobody = dice.fork('nobody');
  for (let turn = Math.round(named.length * (1.2 / 0.57 - 1)); turn > 0; turn--)
    complaints.write({ day: nobody.int(start, until), people: [] });

  const singles = [
    [1, 85],
    [2, 12],
    [3, 3],
  ] as const;
  for (const { person, day } of draw('off-duty', 0.0042, singles, equal, start - 3652, end))
    elsewhere.offDutyRecord(person, day);
  for (const { person, day } of draw('grievances', 0.0042, singles, grievanceRatios)) elsewhere.grievance(person, day);
  for (const { person, day } of draw('probation', 0.0025, [[1, 1]], probationRatios)) {
    const first = Math.max(person.joined + 60, start);
    const on = first + ((day - start) % 600);
    if (person.category === 'officer' && person.joined > start - 365 && on <= until && inService(person, on))
      elsewhere.probationConcern(person, on);
  }
}

/** Declared ties between ordinary colleagues, so that a tie is nothing rare. */
function writeTies(stage: Stage, dice: Dice): void {
  const { service, until } = stage.world;
  for (const person of service.people) {
    if (person.reserved !== '' || !dice.chance(0.02) || !inService(person, until)) continue;
    const from = dayServed(dice, person, Math.max(person.joined, service.start), until);
    const other = stage.world.colleague(person, from);
    if (other === null || !inService(other, from)) continue;
    const kind = dice.pick(['partner', 'family', 'friend', 'business', 'associate'] as const);
    stage.ties.push({
      person,
      counterpart: other,
      kind,
      declared: true,
      from,
      to: null,
      evidence: 'yearly return of interests',
    });
  }
}

function writeTruth(out: string, stage: Stage, named: readonly Named[], gaps: readonly Gap[]): string[] {
  const written: string[] = [];
  const write = (name: string, columns: readonly string[], rows: readonly (readonly string[])[]): void => {
    const file = new CsvFile(out, name, columns);
    for (const row of rows) file.write(row);
    file.close();
    written.push(name);
  };
  const planted = (row: Planted): string[] => [row.person, row.kind, row.code, row.entries.join(';'), row.why];
  write('truth/planted.csv', ['person', 'kind', 'should_find', 'entries', 'why'], stage.planted.map(planted));
  write('truth/mustnot.csv', ['person', 'kind', 'must_not', 'entries', 'why'], stage.mustNot.map(planted));
  write(
    'truth/named.csv',
    ['role', 'person', 'given', 'family', 'why'],
    named.map(({ role, person, why }) => [role, person.ref, person.given, person.family, why]),
  );
  write(
    'truth/gaps.csv',
    ['person', 'kind', 'from'],
    gaps.map(({ person, kind, from }) => [person.ref, kind, iso(from)]),
  );
  return written;
}
