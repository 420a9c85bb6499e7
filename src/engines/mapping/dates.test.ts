import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayToIso, isoToDay } from '../history.ts';
import { dateParser, formatFault, precisionOf, widen } from './dates.ts';

const read = (format: string | string[], value: string): string => {
  const found = dateParser(format)(value);
  return typeof found === 'string' ? found : `${dayToIso(found.from)} ${dayToIso(found.to)} ${found.precision}`;
};

test('dates are read as they are written', () => {
  const table: readonly [string, string, string][] = [
    ['yyyy-MM-dd', '2020-02-29', '2020-02-29 2020-02-29 day'],
    ['dd/MM/yyyy', '03/04/2019', '2019-04-03 2019-04-03 day'],
    ['MM/dd/yyyy', '03/04/2019', '2019-03-04 2019-03-04 day'],
    ['yyyyMMdd', '19081209', '1908-12-09 1908-12-09 day'],
    ['yyyy-MM', '2019-02', '2019-02-01 2019-02-28 month'],
    ['yyyy', '2019', '2019-01-01 2019-12-31 year'],
    ['d MMM yyyy', '7 Sept 2021', '2021-09-07 2021-09-07 day'],
    ['d MMM yyyy', '17 march 2021', '2021-03-17 2021-03-17 day'],
    ['EEEE, d MMMM, yyyy', 'Wednesday, 21 April, 2021', '2021-04-21 2021-04-21 day'],
    ['d/M/yyyy', '3/4/2019', '2019-04-03 2019-04-03 day'],
    ['yyyy-MM-dd HH:mm:ss', '2021-06-25 00:00:00', '2021-06-25 2021-06-25 day'],
    ['iso', '2019-01-01', '2019-01-01 2019-01-01 day'],
    ['iso', '2019-06-30T23:30:00+00:00', '2019-06-30 2019-06-30 day'],
    ['iso', '2019-06-30T00:30:00.123Z', '2019-06-30 2019-06-30 day'],
  ];
  for (const [format, value, expected] of table) assert.equal(read(format, value), expected, `${value} as ${format}`);
});

test('what is no day is refused in words', () => {
  assert.equal(read('dd/MM/yyyy', '31/02/2020'), 'is not a real day');
  assert.equal(read('yyyy-MM-dd', '1900-02-29'), 'is not a real day');
  assert.equal(read('yyyy-MM-dd', '2019-00-10'), 'is not a real day');
  assert.equal(read('yyyy-MM-dd', '2019-10-00'), 'is not a real day');
  assert.equal(read('yyyy-MM-dd', '1899-12-31'), 'lies outside the years 1900 to 2100');
  assert.equal(read('yyyy', '2101'), 'lies outside the years 1900 to 2100');
  assert.equal(read('yyyy-MM-dd', '2019-1-1'), 'is not written as yyyy-MM-dd');
  assert.equal(read('yyyy-MM-dd', '2019-01-01x'), 'is not written as yyyy-MM-dd');
  assert.equal(read('yyyy-MM-dd', '٢٠١٩-01-01'), 'is not written as yyyy-MM-dd');
  assert.equal(read('iso', '2019-06-30T23'), 'is not an ISO 8601 day or instant');
  assert.equal(read(['yyyy-MM-dd', 'yyyy'], 'last year'), 'is not written as yyyy-MM-dd or yyyy');
  assert.equal(read(['yyyy-MM-dd', 'yyyy'], '2019-13-01'), 'is not a real day');
});

test('a format that says nothing, or two that cannot be told apart, are refused', () => {
  assert.equal(formatFault('yyyy-MM-dd'), null);
  assert.equal(formatFault(['yyyy-MM-dd', 'yyyy-MM', 'yyyy']), null);
  assert.match(formatFault('dd/MM') ?? '', /no year/);
  assert.match(formatFault('yyyy-dd') ?? '', /a day and no month/);
  assert.match(formatFault('yyyy-MM-DD') ?? '', /"DD", which means nothing/);
  assert.match(formatFault(['dd/MM/yyyy', 'MM/dd/yyyy']) ?? '', /cannot be told apart/);
});

test('a period is never made finer than it is believed', () => {
  const day = dateParser('yyyy-MM-dd')('2020-02-14');
  assert.ok(typeof day !== 'string');
  assert.deepEqual(widen(day, 'month'), {
    from: isoToDay('2020-02-01'),
    to: isoToDay('2020-02-29'),
    precision: 'month',
  });
  assert.equal(widen(day, 'year').to, isoToDay('2020-12-31'));
  assert.equal(precisionOf(isoToDay('2020-01-01'), isoToDay('2020-12-31')), 'year');
  assert.equal(precisionOf(isoToDay('2020-02-01'), isoToDay('2020-02-29')), 'month');
  assert.equal(precisionOf(isoToDay('2020-02-01'), isoToDay('2020-03-01')), 'range');
});

test('every day from 1900 to 2100 comes back as itself, in every format of a day', () => {
  const parse = dateParser('yyyy-MM-dd');
  for (let day = isoToDay('1900-01-01'); day <= isoToDay('2100-12-31'); day++) {
    const found = parse(dayToIso(day));
    if (typeof found === 'string' || found.from !== day || found.to !== day) assert.fail(dayToIso(day));
  }
});

test('no value makes a parser throw', () => {
  const formats = fc.constantFrom(
    'yyyy-MM-dd',
    'dd/MM/yyyy',
    'yyyyMMdd',
    'yyyy',
    'd MMM yyyy',
    'iso',
    'EEE d MMMM yyyy HH:mm',
  );
  const value = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom(...'0123456789-/T:Z jan') }),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(formats, value, (format, text) => {
      const found = dateParser(format)(text);
      return typeof found === 'string' ? found.length > 0 : found.from <= found.to;
    }),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."yMdHmsET-/ 'x") }), value, (format, text) => {
      const fault = formatFault(format);
      return fault !== null || dateParser(format)(text) !== undefined;
    }),
    { numRuns: 2_000 },
  );
});
