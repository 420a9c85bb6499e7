/** What a sweep would cost and how often it would be wrong, worked out before it names anyone (P-27). */

import { isoToDay } from '../../../engines/history.ts';
import { type Dated, inForce } from '../../../engines/patterns/windows.ts';
import { wilsonInterval } from '../../../engines/statistics/intervals.ts';

interface MinutesRow extends Dated {
  readonly source: string;
  readonly byCode: Readonly<Record<string, number>>;
  readonly otherwise: number;
}

const minutes: readonly [MinutesRow, ...MinutesRow[]] = [
  {
    from: '2026-12-01',
    source: 'Declared before use, not measured: to be replaced by the time reviewers really take',
    byCode: {
      'signal:repeat': 30,
      'signal:escalation': 45,
      'signal:same-victim-type': 30,
      'link:other-force': 10,
      'link:same-person': 10,
    },
    otherwise: 30,
  },
];

/** Minutes of a reviewer that one signal of the code is declared to take. */
export function minutesFor(code: string, today: string): number {
  const row = inForce(minutes, isoToDay(today));
  return row.byCode[code] ?? row.otherwise;
}

/** How a detector has done so far: of the questions that a human answered, how many they agreed with. */
export interface HitRate {
  readonly asked: number;
  readonly agreed: number;
  readonly dismissed: number;
  readonly notReached: number;
  /** agreed / (agreed + dismissed); null before the first answer. */
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
}

/** The hit rate with its Wilson interval. What was not reached is in neither number. */
export function hitRateOf(counts: Readonly<Record<string, number>>): HitRate {
  const agreed = counts.agree ?? 0;
  const dismissed = counts.dismiss ?? 0;
  const answered = agreed + dismissed;
  const [low, high] = wilsonInterval(agreed, answered);
  const notReached = counts['not-reached'] ?? 0;
  return {
    asked: answered + notReached,
    agreed,
    dismissed,
    notReached,
    rate: answered === 0 ? null : agreed / answered,
    low,
    high,
  };
}

export interface FalseFlags {
  /** Null: unknown, since nobody has answered one yet. */
  readonly likely: number | null;
  readonly atBest: number;
  readonly atWorst: number;
  readonly how: string;
}

/** How many of so many flags to expect to be false. Where nothing was measured it says so and gives the worst case. */
export function falseFlagsOf(flags: number, measured: HitRate): FalseFlags {
  if (measured.rate === null)
    return {
      likely: null,
      atBest: 0,
      atWorst: flags,
      how: 'Unknown: nobody has answered one of these yet. At worst all of them.',
    };
  const answered = measured.agreed + measured.dismissed;
  return {
    likely: Math.round(flags * (1 - measured.rate)),
    atBest: Math.floor(flags * (1 - measured.high)),
    atWorst: Math.ceil(flags * (1 - measured.low)),
    how: `Of ${answered} answered so far reviewers agreed with ${measured.agreed}; the range is the 95% Wilson interval of that share.`,
  };
}

export interface CodeCount {
  readonly code: string;
  readonly rule: string;
  /** Subjects about whom the rule holds. */
  readonly holds: number;
  readonly diff: { readonly new: number; readonly renewed: number; readonly stands: number; readonly gone: number };
  /** Flags that somebody would have to read. */
  readonly toRead: number;
}

export interface CodeSize extends CodeCount {
  readonly minutesEach: number;
  readonly hours: number;
  readonly measured: HitRate;
  readonly falseFlags: FalseFlags;
}

export interface Sizing {
  readonly asAt: string;
  readonly people: number;
  /** Units, things and places looked at beside the people. */
  readonly otherSubjects: number;
  readonly entries: number;
  /** People about whom at least one rule holds. */
  readonly peopleNamed: number;
  /** People about whom somebody would be asked something new. */
  readonly peopleToRead: number;
  readonly byCode: readonly CodeSize[];
  readonly hours: number;
  readonly capacityHours: number | null;
  /** hours / capacityHours; null where no capacity was declared. */
  readonly load: number | null;
  readonly falseFlags: FalseFlags;
  readonly minutesSource: string;
}

export interface Looked {
  readonly asAt: string;
  readonly today: string;
  readonly people: number;
  readonly otherSubjects: number;
  readonly entries: number;
  readonly peopleNamed: number;
  readonly peopleToRead: number;
  readonly byCode: readonly CodeCount[];
  readonly hitRates: ReadonlyMap<string, HitRate>;
  readonly capacityHours: number | null;
}

const tenths = (hours: number): number => Math.round(hours * 10) / 10;

/** The sizing page, as numbers. Names nobody. */
export function sizingOf(looked: Looked): Sizing {
  const byCode = looked.byCode.map((count): CodeSize => {
    const minutesEach = minutesFor(count.code, looked.today);
    const measured = looked.hitRates.get(count.code) ?? hitRateOf({});
    const hours = tenths((count.toRead * minutesEach) / 60);
    return { ...count, minutesEach, hours, measured, falseFlags: falseFlagsOf(count.toRead, measured) };
  });
  const hours = tenths(byCode.reduce((sum, size) => sum + (size.toRead * size.minutesEach) / 60, 0));
  return {
    asAt: looked.asAt,
    people: looked.people,
    otherSubjects: looked.otherSubjects,
    entries: looked.entries,
    peopleNamed: looked.peopleNamed,
    peopleToRead: looked.peopleToRead,
    byCode,
    hours,
    capacityHours: looked.capacityHours,
    load: looked.capacityHours === null ? null : tenths(hours / looked.capacityHours),
    falseFlags: totalOf(byCode),
    minutesSource: inForce(minutes, isoToDay(looked.today)).source,
  };
}

function totalOf(byCode: readonly CodeSize[]): FalseFlags {
  const sum = (of: (flags: FalseFlags) => number) => byCode.reduce((total, size) => total + of(size.falseFlags), 0);
  const unknown = byCode.filter((size) => size.toRead > 0 && size.falseFlags.likely === null).map((size) => size.code);
  return {
    likely: unknown.length > 0 ? null : sum((flags) => flags.likely ?? 0),
    atBest: sum((flags) => flags.atBest),
    atWorst: sum((flags) => flags.atWorst),
    how:
      unknown.length === 0
        ? 'The sum over the codes, each from its own measured hit rate.'
        : `Unknown for ${unknown.join(', ')}: not measured yet, counted as none at best and as all at worst.`,
  };
}
