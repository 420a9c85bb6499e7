/** What a generated service can say of the published figures: each with where its target stands and how it is counted here. */
import published from './published.json' with { type: 'json' };
import { financialYear, type Matters, type Sums } from './read-matters.ts';
import type { Group, ReadService, Someone } from './read-service.ts';

export interface Figure {
  readonly id: string;
  readonly text: string;
  readonly unit: string;
  /** One value, or the two ends of a range. */
  readonly target: number | readonly [number, number];
  readonly here: number;
  /** How many it rests on. */
  readonly base: number;
}

const entries: ReadonlyMap<string, { readonly name: string; readonly value: unknown }> = new Map(
  published.map((each) => [each.id, each]),
);

/** A published value by its id and the way into it: never typed here. */
function target(id: string, ...way: readonly (string | number)[]): number {
  let value: unknown = entries.get(id)?.value;
  for (const step of way) value = (value as Record<string | number, unknown> | undefined)?.[step];
  if (typeof value !== 'number') throw new Error(`${id} has no number at ${way.join('.') || 'its root'}`);
  return value;
}
const range = (id: string): [number, number] => [target(id, 0), target(id, 1)];

const part = (some: number, all: number): number => (100 * some) / all;
const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
const minority: ReadonlySet<Group> = new Set(['Black', 'Asian', 'Mixed', 'Other']);
const isMinority = ({ group }: Someone): boolean => minority.has(group);
const isWoman = ({ sex }: Someone): boolean => sex === 'female';
const officerRanks = ['chief-inspector', 'superintendent', 'chief-superintendent', 'commander', 'commissioner'];
/** The people, on average, of the force that the published counts are of. */
const heads = 46_800;
const publishedYears = 9;

function workforce(service: ReadService): Figure[] {
  const serving = [...service.people.values()].filter((one) => one.isServing);
  const officers = serving.filter((one) => one.category === 'officer');
  const figures: Figure[] = [];
  const share = (
    id: string,
    text: string,
    wanted: Figure['target'],
    among: readonly Someone[],
    is: (one: Someone) => boolean,
  ) =>
    figures.push({
      id,
      text,
      unit: '%',
      target: wanted,
      here: part(among.filter(is).length, among.length),
      base: among.length,
    });
  const all = target('CAL-headcount-03');
  const ranked =
    (...ranks: readonly string[]) =>
    (one: Someone): boolean =>
      ranks.includes(one.rank);
  share(
    'CAL-headcount-02',
    'officers, of everyone',
    part(target('CAL-headcount-02'), all),
    serving,
    (one) => one.category === 'officer',
  );
  share(
    'CAL-headcount-05',
    'staff without community support officers, of everyone',
    part(target('CAL-headcount-05', '2022-23'), all),
    serving,
    (one) => one.category === 'staff' && one.role !== 'community-support-officer',
  );
  share(
    'CAL-headcount-06',
    'community support officers, of everyone',
    part(target('CAL-headcount-06', '2022-23'), all),
    serving,
    (one) => one.role === 'community-support-officer',
  );
  share(
    'CAL-headcount-07',
    'special constables, of everyone',
    part(target('CAL-headcount-07', '2022-23'), all),
    serving,
    (one) => one.category === 'special',
  );
  share(
    'CAL-headcount-11',
    'officers and staff in local commands, of everyone',
    part(target('CAL-headcount-11'), all),
    serving,
    (one) => one.isLocal && (one.category === 'officer' || one.category === 'staff'),
  );
  share('CAL-rank-01', 'constables, of officers', target('CAL-rank-01', '2022-23'), officers, ranked('constable'));
  share(
    'CAL-rank-02',
    'sergeants and inspectors, of officers',
    target('CAL-rank-02', '2022-23'),
    officers,
    ranked('sergeant', 'inspector'),
  );
  const highest = Math.max(...officerRanks.map((rank) => part(officers.filter(ranked(rank)).length, officers.length)));
  figures.push({
    id: 'CAL-rank-03',
    text: 'the largest rank above inspector, of officers',
    unit: '%',
    target: [0, target('CAL-rank-03')],
    here: highest,
    base: officers.length,
  });
  share('CAL-sex-01', 'women, of officers', target('CAL-sex-01', '2022-12'), officers, isWoman);
  share(
    'CAL-sex-03',
    'women, of officers and staff in local commands',
    target('CAL-sex-03', 'bcu'),
    serving.filter((one) => one.isLocal),
    isWoman,
  );
  share(
    'CAL-sex-04',
    'women, of firearms officers',
    target('CAL-sex-04', 'firearms'),
    officers.filter((one) => one.role === 'firearms-officer'),
    isWoman,
  );
  share(
    'CAL-sex-04',
    'women, of protection officers',
    target('CAL-sex-04', 'protection'),
    officers.filter((one) => one.role === 'protection-officer'),
    isWoman,
  );
  share('CAL-sex-05', 'women, of everyone', target('CAL-sex-05'), serving, isWoman);
  share('CAL-ethnicity-01', 'minority, of officers', target('CAL-ethnicity-01', '2022'), officers, isMinority);
  for (const group of ['Asian', 'Black', 'Mixed', 'Other', 'Unknown', 'White'] as const)
    share(
      'CAL-ethnicity-04',
      `${group}, of everyone`,
      target('CAL-ethnicity-04', group),
      serving,
      (one) => one.group === group,
    );
  for (const group of ['Asian', 'Black'] as const)
    for (const [sex, word] of [
      ['male', 'men'],
      ['female', 'women'],
    ] as const)
      share(
        'CAL-ethnicity-05',
        `${group} ${word}, of everyone`,
        target('CAL-ethnicity-05', `${group}_${word}`),
        serving,
        (one) => one.group === group && one.sex === sex,
      );
  share(
    'CAL-ethnicity-05',
    'minority women, of everyone',
    target('CAL-ethnicity-05', 'minority_women'),
    serving,
    (one) => isMinority(one) && isWoman(one),
  );
  share(
    'CAL-ethnicity-06',
    'minority, of officers and staff in local commands',
    target('CAL-ethnicity-06', 'bcu'),
    serving.filter((one) => one.isLocal),
    isMinority,
  );
  share(
    'CAL-ethnicity-06',
    'minority, of officers and staff elsewhere',
    target('CAL-ethnicity-06', 'other'),
    serving.filter((one) => !one.isLocal),
    isMinority,
  );
  share(
    'CAL-ethnicity-07',
    'White, of firearms officers',
    target('CAL-ethnicity-07'),
    officers.filter((one) => one.role === 'firearms-officer'),
    (one) => one.group === 'White',
  );
  const recruits = [...service.people.values()].filter(
    (one) => one.joinedAsOfficer !== '' && financialYear(one.joinedAsOfficer) === '2021-22',
  );
  share('CAL-flow-01', 'women, of officers who joined in 2021-22', target('CAL-flow-01', '2021-22'), recruits, isWoman);
  share(
    'CAL-flow-02',
    'minority, of officers who joined in 2021-22',
    target('CAL-flow-02', '2021-22'),
    recruits,
    isMinority,
  );
  return [...figures, ...leaving(service), ...structure(service)];
}

function leaving({ officersLeft, officerYears }: ReadService): Figure[] {
  const resigned = officersLeft.filter(({ reason }) => reason === 'resigned').length;
  return [
    {
      id: 'CAL-flow-04',
      text: 'officers who resign in a year',
      unit: '%',
      target: part(target('CAL-flow-04', '2022-23'), target('CAL-headcount-02')),
      here: part(resigned, officerYears),
      base: resigned,
    },
    {
      id: 'CAL-flow-05',
      text: 'officers who leave in a year, for whatever reason',
      unit: '%',
      target: range('CAL-flow-05'),
      here: part(officersLeft.length, officerYears),
      base: officersLeft.length,
    },
  ];
}

function structure({ boroughs, boroughsOf }: ReadService): Figure[] {
  const serving = (many: number): number => [...boroughsOf.values()].filter((count) => count === many).length;
  const commands = boroughsOf.size;
  const of = (text: string, unit: string, wanted: number, here: number): Figure => ({
    id: 'CAL-structure-02',
    text,
    unit,
    target: wanted,
    here,
    base: commands,
  });
  return [
    {
      id: 'CAL-structure-01',
      text: 'boroughs',
      unit: 'count',
      target: target('CAL-structure-01', 'boroughs'),
      here: boroughs,
      base: boroughs,
    },
    {
      id: 'CAL-structure-01',
      text: 'local commands',
      unit: 'count',
      target: target('CAL-structure-01', 'bcus'),
      here: commands,
      base: commands,
    },
    of('local commands of two boroughs', 'count', target('CAL-structure-02', 'two'), serving(2)),
    of('local commands of three boroughs', 'count', target('CAL-structure-02', 'three'), serving(3)),
    of('local commands of four boroughs', 'count', target('CAL-structure-02', 'four'), serving(4)),
  ];
}

const finals = (sums: Sums, ...names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (sums.finals.get(name) ?? 0), 0);

/** Times the rate of White people for each year served. */
function times(service: ReadService, count: (group: Group) => number, group: Group): number {
  const years = (wanted: Group): number =>
    [...service.people.values()].reduce((sum, one) => sum + (one.group === wanted ? one.years : 0), 0);
  return count(group) / years(group) / (count('White') / years('White'));
}

function breach(sums: Sums, is: (type: string) => boolean): { share: number; base: number } {
  const rows = [...sums.types].filter(([type]) => is(type)).map(([, row]) => row);
  const finalised = rows.reduce((sum, row) => sum + row.finalised, 0);
  return {
    share: part(
      rows.reduce((sum, row) => sum + row.answered, 0),
      finalised,
    ),
    base: finalised,
  };
}

function misconduct(service: ReadService, { mc, rg }: Matters): Figure[] {
  const people = mc.perPerson.size;
  const often = [...mc.perPerson].filter(([, cases]) => cases > 1).map(([ref]) => ref);
  const dismissed = often.filter((ref) => service.people.get(ref)?.leftReason === 'dismissed').length;
  const served = [...service.people.values()].reduce((sum, one) => sum + one.years, 0);
  const ofAll = (...names: readonly string[]): number => part(finals(mc, ...names), mc.finalised);
  const noCase = ofAll('no-case-to-answer');
  const answered = part(mc.answered, mc.finalised);
  const group = (name: Group) => mc.byGroup.get(name) ?? { cases: 0, allegations: 0, finalised: 0, answered: 0 };
  const answerRate = (name: Group): number => group(name).answered / group(name).finalised;
  const domestic = mc.domestic.get('2021-22') ?? { of: 0, all: 0 };
  const by = (
    id: string,
    text: string,
    unit: string,
    wanted: Figure['target'],
    here: number,
    base: number,
  ): Figure => ({ id, text, unit, target: wanted, here, base });
  const sexual = breach(mc, (type) => type.startsWith('sexual-'));
  const equality = breach(mc, (type) => type.startsWith('discrimination-'));
  const home = breach(mc, (type) => type === 'domestic-abuse');
  return [
    by(
      'CAL-misconduct-02',
      'misconduct involvements a year for each 1,000 people',
      'rate',
      (1000 * target('CAL-misconduct-02', 'involvements')) / heads,
      (1000 * mc.involvements) / served,
      mc.involvements,
    ),
    by(
      'CAL-misconduct-03',
      'allegations for each misconduct case',
      'ratio',
      target('CAL-misconduct-03', 'allegations_per_case'),
      mc.allegations / mc.cases,
      mc.cases,
    ),
    by(
      'CAL-misconduct-03',
      'people for each misconduct case',
      'ratio',
      target('CAL-misconduct-03', 'people_per_case'),
      mc.involvements / mc.cases,
      mc.cases,
    ),
    by(
      'CAL-misconduct-03',
      'involvements for each person',
      'ratio',
      target('CAL-misconduct-03', 'involvements_per_person'),
      mc.involvements / people,
      people,
    ),
    by(
      'CAL-misconduct-04',
      'people with two or more cases, of those with any',
      '%',
      target('CAL-misconduct-04'),
      part(often.length, people),
      people,
    ),
    by(
      'CAL-misconduct-05',
      'dismissed, of people with two or more cases',
      '%',
      [0, target('CAL-misconduct-05')],
      part(dismissed, often.length),
      often.length,
    ),
    by(
      'CAL-misconduct-06',
      'mean days to finalise a misconduct case',
      'days',
      target('CAL-misconduct-06'),
      mean(mc.caseDays),
      mc.caseDays.length,
    ),
    by(
      'CAL-misconduct-07',
      'no case to answer, of finalised allegations',
      '%',
      range('CAL-misconduct-07'),
      noCase,
      mc.finalised,
    ),
    by(
      'CAL-misconduct-09',
      'case to answer, of finalised allegations',
      '%',
      target('CAL-misconduct-09', 'all'),
      answered,
      mc.finalised,
    ),
    by(
      'CAL-misconduct-09',
      'case to answer, sexual misconduct',
      '%',
      target('CAL-misconduct-09', 'sexual_misconduct'),
      sexual.share,
      sexual.base,
    ),
    by(
      'CAL-misconduct-09',
      'case to answer, equality and diversity',
      '%',
      target('CAL-misconduct-09', 'equality_and_diversity'),
      equality.share,
      equality.base,
    ),
    by(
      'CAL-misconduct-09',
      'case to answer, domestic abuse',
      '%',
      target('CAL-misconduct-09', 'domestic_abuse'),
      home.share,
      home.base,
    ),
    by(
      'CAL-misconduct-10',
      'any other result, of finalised allegations',
      '%',
      range('CAL-misconduct-10'),
      100 - noCase - answered,
      mc.finalised,
    ),
    by(
      'CAL-misconduct-11',
      'domestic abuse, of misconduct cases opened in 2021-22',
      '%',
      target('CAL-misconduct-11', '2021-22'),
      part(domestic.of, domestic.all),
      domestic.all,
    ),
    ...(['Black', 'Asian'] as const).flatMap((name) => [
      by(
        'CAL-misconduct-13',
        `misconduct allegations, ${name} against White, for each year served`,
        'times',
        target('CAL-misconduct-13', name),
        times(service, (each) => group(each).allegations, name),
        group(name).allegations,
      ),
      by(
        'CAL-misconduct-14',
        `case to answer, ${name} against White`,
        'times',
        target('CAL-misconduct-14', name),
        answerRate(name) / answerRate('White'),
        group(name).finalised,
      ),
    ]),
    ...(['Black', 'Asian', 'Mixed'] as const).map((name) =>
      by(
        'CAL-regulation13-03',
        `dismissal in probation looked at, ${name} against White`,
        'times',
        target('CAL-regulation13-03', name),
        times(service, (each) => rg.byGroup.get(each)?.cases ?? 0, name),
        rg.byGroup.get(name)?.cases ?? 0,
      ),
    ),
  ];
}

function complaints(service: ReadService, { pc }: Matters): Figure[] {
  const served = [...service.people.values()].reduce((sum, one) => sum + one.years, 0);
  const ofAll = (...names: readonly string[]): number => part(finals(pc, ...names), pc.finalised);
  const days = pc.allegationDays;
  const within = (is: (each: number) => boolean): number => part(days.filter(is).length, days.length);
  const by = (
    id: string,
    text: string,
    unit: string,
    wanted: Figure['target'],
    here: number,
    base: number,
  ): Figure => ({ id, text, unit, target: wanted, here, base });
  const managed = ['management-action', 'reflective-practice', 'words-of-advice'];
  const formal = ['written-warning', 'proven', 'dismissed'];
  const without = ['not-upheld', 'no-action', 'local-resolution', 'no-case-to-answer', 'withdrawn', 'eliminated'];
  return [
    by(
      'CAL-complaint-03',
      'complaint allegations a year for each 1,000 people',
      'rate',
      (1000 * target('CAL-complaint-01', 'allegations')) / publishedYears / heads,
      (1000 * pc.allegations) / served,
      pc.allegations,
    ),
    by(
      'CAL-complaint-04',
      'allegations for each complaint',
      'ratio',
      target('CAL-complaint-04', 'allegations_per_case'),
      pc.allegations / pc.cases,
      pc.cases,
    ),
    by(
      'CAL-complaint-04',
      'involvements for each person',
      'ratio',
      target('CAL-complaint-04', 'involvements_per_person'),
      pc.involvements / pc.perPerson.size,
      pc.perPerson.size,
    ),
    by(
      'CAL-complaint-04',
      'involvements for each complaint',
      'ratio',
      target('CAL-complaint-04', 'involvements_per_case'),
      pc.involvements / pc.cases,
      pc.cases,
    ),
    by(
      'CAL-complaint-05',
      'complaint allegations finalised under 100 days',
      '%',
      target('CAL-complaint-05', 'under_100_days'),
      within((each) => each < 100),
      days.length,
    ),
    by(
      'CAL-complaint-05',
      'from 100 to 300 days',
      '%',
      target('CAL-complaint-05', 'from_100_to_300'),
      within((each) => each >= 100 && each <= 300),
      days.length,
    ),
    by(
      'CAL-complaint-05',
      'over 300 days',
      '%',
      target('CAL-complaint-05', 'over_300'),
      within((each) => each > 300),
      days.length,
    ),
    by(
      'CAL-complaint-06',
      'complaints without action',
      '%',
      target('CAL-complaint-06', 'no_action'),
      ofAll(...without),
      pc.finalised,
    ),
    by(
      'CAL-complaint-06',
      'complaints ended with management action',
      '%',
      target('CAL-complaint-06', 'management_action'),
      ofAll(...managed),
      pc.finalised,
    ),
    by(
      'CAL-complaint-06',
      'complaints ended with formal action',
      '%',
      [0, target('CAL-complaint-06', 'formal_action_less_than')],
      ofAll(...formal),
      pc.finalised,
    ),
    by(
      'CAL-complaint-07',
      'case to answer, of finalised complaint allegations',
      '%',
      target('CAL-complaint-07', 'all'),
      part(pc.answered, pc.finalised),
      pc.finalised,
    ),
    by(
      'CAL-complaint-08',
      'sexual allegations in complaints, a year for each 1,000 people',
      'rate',
      (1000 * target('CAL-complaint-08')) / heads,
      (1000 * [...pc.types].reduce((sum, [type, row]) => sum + (type.startsWith('sexual-') ? row.all : 0), 0)) / served,
      pc.types.get('sexual-misconduct')?.all ?? 0,
    ),
    by(
      'CAL-complaint-09',
      'complainants who are Black, where known',
      '%',
      target('CAL-complaint-09'),
      part(pc.complainantBlack, pc.complainantKnown),
      pc.complainantKnown,
    ),
    by(
      'CAL-complaint-10',
      'complaint allegations without the ethnicity of the complainant',
      '%',
      target('CAL-complaint-10'),
      100 - part(pc.complainantKnown, pc.allegations),
      pc.allegations,
    ),
  ];
}

function grievances(service: ReadService, { gr, et }: Matters): Figure[] {
  const served = [...service.people.values()].reduce((sum, one) => sum + one.years, 0);
  const by = (id: string, text: string, unit: string, wanted: number, here: number, base: number): Figure => ({
    id,
    text,
    unit,
    target: wanted,
    here,
    base,
  });
  const groups = ['Black', 'Asian', 'Mixed', 'Other', 'Unknown'] as const;
  return [
    by(
      'CAL-grievance-01',
      'grievance allegations for each grievance',
      'ratio',
      target('CAL-grievance-01', 'allegations') / target('CAL-grievance-01', 'cases'),
      gr.allegations / gr.cases,
      gr.cases,
    ),
    by(
      'CAL-grievance-02',
      'grievance allegations for each grievance, over more years',
      'ratio',
      target('CAL-grievance-02', 'allegations') / target('CAL-grievance-02', 'cases'),
      gr.allegations / gr.cases,
      gr.cases,
    ),
    ...groups.flatMap((group) => [
      by(
        'CAL-grievance-04',
        `grievances, ${group} against White, for each year served`,
        'times',
        target('CAL-grievance-04', group),
        times(service, (each) => gr.byGroup.get(each)?.cases ?? 0, group),
        gr.byGroup.get(group)?.cases ?? 0,
      ),
      by(
        'CAL-grievance-05',
        `grievance allegations, ${group} against White, for each year served`,
        'times',
        target('CAL-grievance-05', group),
        times(service, (each) => gr.byGroup.get(each)?.allegations ?? 0, group),
        gr.byGroup.get(group)?.allegations ?? 0,
      ),
    ]),
    by(
      'CAL-tribunal-01',
      'tribunal claims a year for each 1,000 people',
      'rate',
      (1000 * target('CAL-tribunal-01', '2021-22')) / heads,
      (1000 * et.cases) / served,
      et.cases,
    ),
  ];
}

/** Every figure that the files of a service can be held to, in the order of the published ones. */
export function figuresOf(service: ReadService, matters: Matters): Figure[] {
  const all = [
    ...workforce(service),
    ...misconduct(service, matters),
    ...complaints(service, matters),
    ...grievances(service, matters),
  ];
  const order = [...entries.keys()];
  return all.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

/** Published entries that no figure speaks of. */
export const unsaid = (figures: readonly Figure[]): { id: string; name: string }[] =>
  [...entries].filter(([id]) => !figures.some((figure) => figure.id === id)).map(([id, { name }]) => ({ id, name }));
