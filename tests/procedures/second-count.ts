/**
 * A second way to count, sharing nothing with the engine: a literal list of published holidays (gov.uk/bank-holidays) and
 * one step a day over written dates. A slip on either side shows where the two disagree.
 */
import type { Length, Nation } from '../../src/engines/procedures/types.ts';

const englandAndWales = `
2012 01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26
2019 01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26
2020 01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28
2021 01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28
2022 01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27
2023 01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26
2024 01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26
2025 01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26
2026 01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28
2027 01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28
2028 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26`;

const scotland = `
2012 01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26
2019 01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26
2020 01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28
2021 01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28
2022 01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27
2023 01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26
2024 01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26
2025 01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26
2026 01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28
2027 01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28
2028 01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26`;

/** Beside those of England and Wales. */
const northernIrelandOwn = `
2012 03-19 07-12
2019 03-18 07-12
2020 03-17 07-13
2021 03-17 07-12
2022 03-17 07-12
2023 03-17 07-12
2024 03-18 07-12
2025 03-17 07-14
2026 03-17 07-13
2027 03-17 07-12
2028 03-17 07-12`;

const read = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [year, ...days] = line.split(' ');
      return days.map((day) => `${year}-${day}`);
    });

export const published: Readonly<Record<Nation, readonly string[]>> = {
  'england-wales': read(englandAndWales),
  scotland: read(scotland),
  'northern-ireland': [...read(englandAndWales), ...read(northernIrelandOwn)].sort(),
};
export const publishedYears = [2012, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027, 2028];

const next = (day: string): string => {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
};
const isWorkday = (day: string, nation: Nation): boolean => {
  if (!publishedYears.includes(Number(day.slice(0, 4)))) throw new Error(`no published list for ${day}`);
  const weekday = new Date(`${day}T12:00:00Z`).toUTCString().slice(0, 3);
  return weekday !== 'Sat' && weekday !== 'Sun' && !published[nation].includes(day);
};

function sameDateLater(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const total = year * 12 + (month - 1) + months;
  const [y, m] = [Math.floor(total / 12), (total % 12) + 1];
  const leap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1]!;
  return `${y}-${String(m).padStart(2, '0')}-${String(Math.min(date, last)).padStart(2, '0')}`;
}

export interface Reckoning {
  readonly start: string;
  readonly length: Length;
  readonly nation?: Nation;
  readonly fromTheDay?: boolean;
  /** First and last day that do not count. */
  readonly pauses?: readonly (readonly [string, string])[];
}

/** Walks the calendar: of the days that count, the one on which the last is used up. */
export function secondCount({ start, length, nation = 'england-wales', fromTheDay, pauses = [] }: Reckoning): string {
  const isPaused = (day: string) => pauses.some(([from, until]) => from <= day && day <= until);
  const isWorking = length.unit === 'working-days';
  let left = length.unit === 'weeks' ? length.amount * 7 : length.amount;
  if (length.unit === 'months') {
    left = 0;
    const end = sameDateLater(start, length.amount);
    for (let day = start; day !== end; day = next(day)) left += 1;
    if (fromTheDay) left -= 1;
  } else if (fromTheDay) {
    const counts = (!isWorking || isWorkday(start, nation)) && !isPaused(start);
    if (counts) left -= 1;
  }
  let day = start;
  while (left > 0) {
    day = next(day);
    if ((!isWorking || isWorkday(day, nation)) && !isPaused(day)) left -= 1;
  }
  return day;
}
