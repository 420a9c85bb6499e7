/** What the output reproduces of the published figures, how closely, and what was assumed where nothing is published. */
import type { EthnicGroup, Service } from './model.ts';
import { officerRanks, postAt } from './model.ts';
import type { Tally } from './tally.ts';
import { daysServed } from './world.ts';

export interface Calibrated {
  readonly id: string;
  readonly text: string;
  readonly unit: string;
  readonly published: number | readonly [number, number];
  readonly here: number | null;
  /** How many cases, people or allegations the figure here rests on. */
  readonly base: number;
}

export function calibrate(service: Service, tally: Tally): Calibrated[] {
  const { conduct, complaints } = tally;
  const rows: Calibrated[] = [];
  const add = (
    id: string,
    text: string,
    unit: string,
    published: Calibrated['published'],
    here: number,
    base: number,
  ): void => {
    rows.push({
      id,
      text,
      unit,
      published,
      here: base > 0 && Number.isFinite(here) ? Math.round(here * 1000) / 1000 : null,
      base,
    });
  };
  const years = new Map<EthnicGroup, number>();
  let allYears = 0;
  for (const person of service.people) {
    const served = daysServed(person, service.start, service.until + 1) / 365.25;
    years.set(person.group, (years.get(person.group) ?? 0) + served);
    allYears += served;
  }
  const people = conduct.perPerson.size;
  const twoOrMore = [...conduct.perPerson.values()].filter((count) => count > 1).length;
  add(
    'CHK-1',
    'misconduct involvements for each person in the system',
    'ratio',
    1.44,
    conduct.involvements / people,
    people,
  );
  add('CHK-1', 'people in the system with two or more cases', '%', 20, (100 * twoOrMore) / people, people);
  add(
    'CAL-misconduct-03',
    'allegations for each case',
    'ratio',
    1.81,
    conduct.allegations / conduct.cases,
    conduct.cases,
  );
  add('CAL-misconduct-03', 'people for each case', 'ratio', 1.25, conduct.involvements / conduct.cases, conduct.cases);
  add(
    'CAL-misconduct-02',
    'involvements for each 1,000 people a year',
    'rate',
    30.5,
    (1000 * conduct.involvements) / allYears,
    conduct.involvements,
  );
  add(
    'CHK-2',
    'mean days to finalise a case, cases old enough to have ended',
    'days',
    400,
    mean(conduct.caseDays),
    conduct.caseDays.length,
  );
  add(
    'CHK-4',
    'case to answer, all',
    '% of finalised allegations',
    33,
    share(conduct.answered, conduct.finalised),
    conduct.finalised,
  );
  for (const [breach, published] of [
    ['sexual', 29],
    ['equality', 20],
    ['domestic', 14],
  ] as const) {
    const row = conduct.breaches.get(breach) ?? { finalised: 0, answered: 0 };
    add(
      'CHK-4',
      `case to answer, ${breach}`,
      '% of finalised allegations',
      published,
      share(row.answered, row.finalised),
      row.finalised,
    );
  }
  add(
    'CAL-misconduct-07',
    'no case to answer',
    '% of finalised allegations',
    [55, 60],
    share(conduct.results.noCase, conduct.finalised),
    conduct.finalised,
  );
  const rate = (group: EthnicGroup): number => (tally.byGroup.get(group) ?? 0) / (years.get(group) ?? 0);
  add(
    'CHK-5',
    'misconduct allegations, Black against White, for each year served',
    'times',
    1.81,
    rate('Black') / rate('White'),
    tally.byGroup.get('Black') ?? 0,
  );
  add(
    'CHK-5',
    'misconduct allegations, Asian against White, for each year served',
    'times',
    1.55,
    rate('Asian') / rate('White'),
    tally.byGroup.get('Asian') ?? 0,
  );
  const grievances = (group: EthnicGroup): number =>
    (tally.grievancesByGroup.get(group) ?? 0) / (years.get(group) ?? 0);
  for (const [group, published] of [
    ['Black', 3.9],
    ['Asian', 2.73],
  ] as const)
    add(
      'CHK-10',
      `grievance allegations, ${group} against White, for each year served`,
      'times',
      published,
      grievances(group) / grievances('White'),
      tally.grievancesByGroup.get(group) ?? 0,
    );
  add(
    'CAL-complaint-03',
    'complaint allegations for each 1,000 people a year',
    'rate',
    418,
    (1000 * complaints.allegations) / allYears,
    complaints.allegations,
  );
  add(
    'CAL-complaint-04',
    'complaint allegations for each case',
    'ratio',
    1.72,
    complaints.allegations / complaints.cases,
    complaints.cases,
  );
  add(
    'CAL-complaint-04',
    'involvements for each case',
    'ratio',
    0.57,
    complaints.involvements / complaints.cases,
    complaints.cases,
  );
  add(
    'CAL-complaint-04',
    'involvements for each person',
    'ratio',
    1.81,
    complaints.involvements / complaints.perPerson.size,
    complaints.perPerson.size,
  );
  const days = complaints.allegationDays;
  add(
    'CHK-3',
    'complaints finalised under 100 days',
    '% of allegations',
    33,
    share(days.filter((day) => day < 100).length, days.length),
    days.length,
  );
  add(
    'CHK-3',
    'complaints finalised after 300 days',
    '% of allegations',
    30,
    share(days.filter((day) => day > 300).length, days.length),
    days.length,
  );
  add(
    'CHK-6',
    'complaints ended with no action',
    '% of finalised allegations',
    90,
    share(complaints.results.none, complaints.finalised),
    complaints.finalised,
  );
  add(
    'CHK-6',
    'complaints ended with management action',
    '% of finalised allegations',
    6,
    share(complaints.results.managed, complaints.finalised),
    complaints.finalised,
  );
  add(
    'CHK-6',
    'complaints ended with formal action',
    '% of finalised allegations',
    [0, 1],
    share(complaints.results.formal, complaints.finalised),
    complaints.finalised,
  );
  add(
    'CHK-7',
    'complaint allegations without the ethnicity of the complainant',
    '% of allegations',
    50,
    100 - share(tally.complainantKnown, complaints.allegations),
    complaints.allegations,
  );
  add(
    'CHK-7',
    'complainants who are Black, where known',
    '% of allegations',
    26,
    share(tally.complainantBlack, tally.complainantKnown),
    tally.complainantKnown,
  );
  addWorkforce(service, add);
  return rows;
}

function addWorkforce(
  service: Service,
  add: (id: string, text: string, unit: string, published: Calibrated['published'], here: number, base: number) => void,
): void {
  const now = service.people.filter((person) => postAt(person, service.until) !== null);
  const officers = now.filter((person) => person.category === 'officer');
  const women = (list: typeof now): number =>
    share(list.filter((person) => person.sex === 'female').length, list.length);
  const ranked = (from: number, to: number): number =>
    share(
      officers.filter((person) => {
        const rank = officerRanks.indexOf(postAt(person, service.until)?.rank as (typeof officerRanks)[number]);
        return rank >= from && rank <= to;
      }).length,
      officers.length,
    );
  add('CAL-sex-01', 'women among officers on the last day', '%', 31, women(officers), officers.length);
  add('CAL-sex-05', 'women among everyone on the last day', '%', 35, women(now), now.length);
  add('CAL-rank-01', 'constables among officers on the last day', '%', 80, ranked(0, 0), officers.length);
  add('CAL-rank-02', 'sergeants and inspectors among officers', '%', 18, ranked(1, 2), officers.length);
  for (const [group, published] of [
    ['Asian', 7],
    ['Black', 5],
    ['Mixed', 3],
    ['Other', 2],
    ['Unknown', 3],
    ['White', 80],
  ] as const)
    add(
      'CAL-ethnicity-04',
      `${group} among everyone on the last day`,
      '%',
      published,
      share(now.filter((person) => person.group === group).length, now.length),
      now.length,
    );
}

const share = (part: number, whole: number): number => (100 * part) / whole;
const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

/** Where the sources give no value, what was taken instead. */
export const assumptions: readonly string[] = [
  'The rates are those of a force of 47,000 (CAL-headcount-03) a year and a head; totals scale with years served, not to the printed totals.',
  'Misconduct cases last as a lognormal with mean 400 days and sigma 0.8; the mean here is over cases opened in the first 60% of the period or 1,600 days before its end, whichever is later.',
  'Complaint times inside the three published bands are even up to 300 days and a long tail after.',
  'The mix of kinds of allegation, of outcomes after a case to answer and of results inside the 90% without action is not published.',
  'Proneness to matters is gamma with shape 0.9 and the same for every source; numbers of matters given one are dealt to the published means.',
  'Disparity is the same in every year; complaints carry no disparity by ethnicity, since none is published.',
  'Older records, up to ten years before the period, survive at a quarter of the rate.',
  'Crime and incident records about off-duty conduct: 5 for each 1,000 people a year; ends, charges and referrals assumed.',
  'Grievances upheld 17% (not published); a quarter of grievances lead to a tribunal claim.',
  'Women are 55% of staff, fitted so that they are 35% of all.',
  'Disability, faith and orientation are thin: given by 45%, 40% and 15%; orientation was not asked by the force.',
  'One clearance renewal in eight is late; the backlog is not published.',
  'A name says nothing about ethnicity, faith or origin.',
  'A small service (under about 5,000 people) is heavy in inspectors and above, since 12 commands and 32 boroughs each have a leader.',
  'Stops and uses of force are not part of this output; published open data serve there.',
  'Probationers by command (CHK-8) and the stop ratio (CHK-9) are not reproduced.',
];
