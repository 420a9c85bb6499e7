/**
 * Bank and public holidays of the three jurisdictions, by rule, with what was proclaimed otherwise as data. Sources:
 * Banking and Financial Dealings Act 1971 (section 1, Schedule 1), the common-law holidays of Good Friday and Christmas
 * Day, St Andrew's Day Bank Holiday (Scotland) Act 2007, the yearly proclamations, and the list at gov.uk/bank-holidays.
 *
 * The rule looks ahead without end; a proclamation does not. A day proclaimed later is a line added to `proclaimed`.
 */
import { type Day, dayToIso, isoToDay } from '../history.ts';
import type { BankHoliday, IsoDay, Nation } from './types.ts';

/** Before this the yearly proclamations are not held here; after it Easter by this rule is not promised. */
const firstYear = 1990;
const lastYear = 2199;

interface Proclaimed {
  readonly day: IsoDay;
  readonly name: string;
  readonly because: string;
  /** The rule's own holiday that moved here; without it the day is extra. */
  readonly instead?: string;
  readonly in: readonly Nation[];
}

const everywhere: readonly Nation[] = ['england-wales', 'scotland', 'northern-ireland'];
const earlyMay = 'Early May bank holiday';
const spring = 'Spring bank holiday';

const proclaimed: readonly Proclaimed[] = [
  { day: '1995-05-08', name: earlyMay, because: '50 years since VE Day', instead: earlyMay, in: everywhere },
  { day: '1999-12-31', name: 'Millennium', because: 'extra bank holiday', in: everywhere },
  { day: '2002-06-03', name: 'Golden Jubilee', because: 'extra bank holiday', in: everywhere },
  { day: '2002-06-04', name: spring, because: 'moved for the Golden Jubilee', instead: spring, in: everywhere },
  { day: '2011-04-29', name: 'Royal wedding', because: 'extra bank holiday', in: everywhere },
  { day: '2012-06-04', name: spring, because: 'moved for the Diamond Jubilee', instead: spring, in: everywhere },
  { day: '2012-06-05', name: 'Diamond Jubilee', because: 'extra bank holiday', in: everywhere },
  { day: '2020-05-08', name: earlyMay, because: '75 years since VE Day', instead: earlyMay, in: everywhere },
  { day: '2022-06-02', name: spring, because: 'moved for the Platinum Jubilee', instead: spring, in: everywhere },
  { day: '2022-06-03', name: 'Platinum Jubilee', because: 'extra bank holiday', in: everywhere },
  { day: '2022-09-19', name: 'State Funeral', because: 'proclaimed on 10 September 2022', in: everywhere },
  { day: '2023-05-08', name: 'Coronation', because: 'extra bank holiday', in: everywhere },
  { day: '2026-06-15', name: 'World Cup', because: 'proclaimed on 3 February 2026', in: ['scotland'] },
];

/** 0 is Sunday. 1 January 1970 was a Thursday. */
export const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7;
const isWeekend = (day: Day): boolean => weekday(day) === 0 || weekday(day) === 6;
const dayOf = (year: number, month: number, date: number): Day => Date.UTC(year, month - 1, date) / 86_400_000;

/** Easter Sunday of the Gregorian calendar ("anonymous" computus; Meeus, Astronomical Algorithms, chapter 8). */
export function easterSunday(year: number): Day {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayOf(year, Math.floor(n / 31), (n % 31) + 1);
}

const firstMonday = (year: number, month: number): Day => {
  const first = dayOf(year, month, 1);
  return first + ((8 - weekday(first)) % 7);
};
const lastMonday = (year: number, month: number): Day => {
  const last = dayOf(year, month + 1, 0);
  return last - ((weekday(last) + 6) % 7);
};

type Named = readonly [name: string, day: Day];

/** Days with a fixed date: each that falls on a weekend moves to the next weekday that is not taken, the earlier first. */
function withSubstitutes(fixed: readonly Named[]): BankHoliday[] {
  const taken = new Set(fixed.filter(([, day]) => !isWeekend(day)).map(([, day]) => day));
  return fixed.map(([name, day]) => {
    if (!isWeekend(day)) return { day: dayToIso(day), name, because: 'rule' };
    let substitute = day + 1;
    while (isWeekend(substitute) || taken.has(substitute)) substitute += 1;
    taken.add(substitute);
    return { day: dayToIso(substitute), name, because: `substitute for ${dayToIso(day)}` };
  });
}

function fixedDays(year: number, nation: Nation): BankHoliday[] {
  const newYear: Named[] = [["New Year's Day", dayOf(year, 1, 1)]];
  if (nation === 'scotland') newYear.push(['2nd January', dayOf(year, 1, 2)]);
  const christmas: Named[] = [
    ['Christmas Day', dayOf(year, 12, 25)],
    ['Boxing Day', dayOf(year, 12, 26)],
  ];
  const own: Named[] = [];
  if (nation === 'scotland' && year >= 2007) own.push(["St Andrew's Day", dayOf(year, 11, 30)]);
  if (nation === 'northern-ireland') {
    own.push(["St Patrick's Day", dayOf(year, 3, 17)], ['Battle of the Boyne', dayOf(year, 7, 12)]);
  }
  return [...withSubstitutes(newYear), ...withSubstitutes(own), ...withSubstitutes(christmas)];
}

function movingDays(year: number, nation: Nation): BankHoliday[] {
  const easter = easterSunday(year);
  const named: Named[] = [
    ['Good Friday', easter - 2],
    [earlyMay, firstMonday(year, 5)],
    [spring, lastMonday(year, 5)],
    ['Summer bank holiday', nation === 'scotland' ? firstMonday(year, 8) : lastMonday(year, 8)],
  ];
  if (nation !== 'scotland') named.push(['Easter Monday', easter + 1]);
  return named.map(([name, day]) => ({ day: dayToIso(day), name, because: 'rule' }));
}

/** Every bank and public holiday of a year that is not a weekend day, in order. Throws RangeError outside 1990 to 2199. */
export function bankHolidays(year: number, nation: Nation): BankHoliday[] {
  if (!Number.isInteger(year) || year < firstYear || year > lastYear)
    throw new RangeError(`bank holidays are known from ${firstYear} to ${lastYear}, not for ${year}`);
  const exceptions = proclaimed.filter((each) => each.in.includes(nation) && each.day.startsWith(`${year}-`));
  const moved = new Set(exceptions.map((each) => each.instead));
  const byRule = [...fixedDays(year, nation), ...movingDays(year, nation)].filter(({ name }) => !moved.has(name));
  const extra = exceptions.map(({ day, name, because }) => ({ day, name, because }));
  return [...byRule, ...extra].sort((a, b) => (a.day < b.day ? -1 : 1));
}

const known = new Map<string, ReadonlySet<Day>>();

function holidaysOf(year: number, nation: Nation): ReadonlySet<Day> {
  const key = `${nation} ${year}`;
  const found = known.get(key);
  if (found) return found;
  const days = new Set(bankHolidays(year, nation).map(({ day }) => isoToDay(day)));
  known.set(key, days);
  return days;
}

/** Neither a weekend nor a bank or public holiday there. */
export function isWorking(day: Day, nation: Nation): boolean {
  return !isWeekend(day) && !holidaysOf(new Date(day * 86_400_000).getUTCFullYear(), nation).has(day);
}
