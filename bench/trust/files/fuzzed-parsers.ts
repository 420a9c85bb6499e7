/** The parsers that meet what others made: for each, seeds, what is changed in them, and what counts as broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { isoToDay } from '../../../src/engines/history.ts';
import { compileMap } from '../../../src/engines/mapping/compile.ts';
import { dateParser, formatFault } from '../../../src/engines/mapping/dates.ts';
import { type ImportMap, parseMap } from '../../../src/engines/mapping/map.ts';
import { rowReader } from '../../../src/engines/mapping/read-rows.ts';
import type { Dice } from '../../../src/engines/statistics/random.ts';
import { CsvBlocks } from '../../../src/platform/csv-blocks.ts';
import { FileRefused, usualCaps } from '../../../src/platform/files/caps.ts';
import { looksLike, openSpreadsheet } from '../../../src/platform/files/spreadsheet.ts';
import { odsParts, type SheetOf, xlsxParts } from './make-sheets.ts';
import { makeZip, type ZipPart } from './make-zip.ts';
import { mutateBytes, mutateJson, mutateText, pick } from './mutate.ts';

/** How deep an input got: to the rows, or to a refusal in words, and of which layer. */
export type Reached = 'read' | 'refused' | 'refused-outside';

export interface Fuzzed<Input = unknown> {
  readonly make: (dice: Dice) => Input;
  /** Throws where the parser failed on the input: anything but a refusal in words. */
  readonly run: (input: Input) => Reached;
  /** The same with the safeguard off; may throw. */
  readonly careless: (input: Input) => void;
  readonly withoutSafeguard: string;
}

const fuzzed = <Input>(parser: Fuzzed<Input>): Fuzzed => parser as unknown as Fuzzed;

const plain: SheetOf['rows'] = [
  ['officer_id', 'incident_date', 'allegation', 'board_disposition'],
  [17, '2019-03-04', 'Word & more', 'Substantiated'],
  ['00042', { xml: '<c s="1"><v>43891.5</v></c>' }, { xml: '<c t="str"><f>A1&amp;"x"</f><v>x</v></c>' }, 'Unfounded'],
  [
    { xml: '<c t="e"><v>#N/A</v></c>' },
    { xml: '<c t="b"><v>1</v></c>' },
    { xml: '<c t="inlineStr"><is><r><t>a</t></r></is></c>' },
    '',
  ],
];
const hidden: SheetOf = { name: 'Hidden', rows: [['a'], ['b']], state: 'hidden' };
const words: SheetOf['rows'] = [
  ['a', 'b', 'c'],
  ['x', 'two\nlines', '_x000D_ =1+1'],
  ['', '', 'z'],
];
const books: readonly (readonly ZipPart[])[] = [
  xlsxParts({ sheets: [{ name: 'List', rows: plain }, hidden], formats: ['dd/mm/yyyy', '00000'] }),
  xlsxParts({ sheets: [{ name: 'List', rows: words }], isShared: false, from1904: true }),
];
const cell = (attributes: string, text: string) => ({
  xml: `<table:table-cell ${attributes}><text:p>${text}</text:p></table:table-cell>`,
});
const odsBooks: readonly (readonly ZipPart[])[] = [
  odsParts({
    sheets: [
      {
        name: 'List',
        rows: [
          ['a', 'b', 'c'],
          [
            cell('office:value-type="date" office:date-value="2020-03-01"', '1 March'),
            cell('office:value-type="float" office:value="7" table:number-columns-repeated="3"', '007'),
            cell('office:value-type="time" office:time-value="PT09H05M00S"', '9:05'),
          ],
          [cell('office:value-type="string" table:formula="of:=1"', 'x<text:s text:c="2"/><text:tab/>y')],
        ],
      },
      hidden,
    ],
  }),
  odsParts({ sheets: [{ name: 'Other', rows: words }] }),
];

/** Most changes are inside a part, whose new sums are then right: so the parsers behind the ZIP layer are what is tried. */
function makeBook(dice: Dice, seeds: readonly (readonly ZipPart[])[]): Buffer {
  const parts = pick(dice, seeds).map((part) => ({ ...part, isStored: true }));
  if (dice.below(8) === 0) return mutateBytes(dice, makeZip(parts));
  const content = parts.filter((part) => /sheet\d|shared|styles|workbook|content/.test(part.name));
  const target = dice.below(5) === 0 ? pick(dice, parts) : pick(dice, content);
  const changed =
    dice.below(12) === 0
      ? mutateBytes(dice, target.bytes)
      : Buffer.from(mutateText(dice, Buffer.from(target.bytes).toString('utf8')));
  const all = parts.map((part) => (part === target ? { ...part, bytes: changed } : part));
  return makeZip(dice.below(30) === 0 ? all.filter((part) => part !== target) : all);
}

const outside = /damaged|ZIP|part|Something stands|encrypted|no spreadsheet|another kind|not a workbook|larger/;

function readBook(bytes: Buffer): Reached {
  try {
    if (looksLike(bytes) === 'text') return 'refused-outside';
    const { rows } = openSpreadsheet(
      { size: bytes.length, slice: (from, to) => bytes.subarray(from, to) },
      null,
      usualCaps,
    );
    for (let step = rows.next(); ; step = rows.next()) {
      if (step.done) {
        if (!Array.isArray(step.value.notes)) throw new Error('no notes');
        return 'read';
      }
      for (const row of step.value)
        if (row.values.length > usualCaps.columns || row.values.some((value) => typeof value !== 'string'))
          throw new Error('a row is not a list of texts');
    }
  } catch (error) {
    if (error instanceof FileRefused && error.message.length > 15)
      return outside.test(error.message) ? 'refused-outside' : 'refused';
    throw error;
  }
}

function carelessBook(bytes: Buffer): void {
  for (const [name, part] of Object.entries(unzipSync(bytes))) {
    if (!name.endsWith('.xml')) continue;
    const parser = new SaxesParser();
    parser.write(Buffer.from(part).toString('utf8')).close();
  }
}

const csvSeeds = [
  'officer_id,incident_date,allegation\r\n00017,2019-03-04,"Word, more"\r\n42,2020-01-01,"two\nlines"\r\n',
  '\uFEFFa,b,c\n1,2,3\n"4","5 ""x""",6\n\n7,8,9',
  'a\n"b\n',
];

function readCsv(input: { readonly text: string; readonly cuts: readonly number[] }): Reached {
  const blocks = new CsvBlocks(5_000);
  let [rows, malformed, from] = [0, 0, 0];
  const take = (found: ReturnType<CsvBlocks['add']>) => {
    rows += found.rows.length;
    malformed += found.malformed.length;
    if (found.rows.some(({ values }) => values.some((value) => typeof value !== 'string'))) throw new Error('no text');
    if (found.malformed.some(({ reason }) => reason.length < 15)) throw new Error('no reason');
  };
  for (const cut of input.cuts) {
    take(blocks.add(input.text.slice(from, cut)));
    from = cut;
  }
  take(blocks.end(input.text.slice(from)));
  return malformed > 0 ? 'refused' : rows > 0 || input.text.trim() === '' ? 'read' : 'refused';
}

const mapsFolder = resolve(import.meta.dirname, '../../../maps');
const mapSeeds: readonly unknown[] = readdirSync(mapsFolder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(mapsFolder, name), 'utf8')) as unknown);

function textsIn(value: unknown, into: Set<string>): Set<string> {
  if (typeof value === 'string') into.add(value);
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value)) {
      into.add(key);
      textsIn(each, into);
    }
  return into;
}
const mapKeys = [...textsIn(mapSeeds, new Set())];
const mapValues = [
  '',
  '2019-03-04',
  '31/02/2020',
  'a'.repeat(5_000),
  'Substantiated (Charges)',
  '17',
  '=1+1',
  '\0',
  'x;y=1',
];

function readMap({ map, rows }: { readonly map: unknown; readonly rows: readonly (readonly string[])[] }): Reached {
  const read = parseMap(map);
  if (!read.ok) {
    if (read.problems.length === 0 || read.problems.some((words) => words.length < 5)) throw new Error('no words');
    return 'refused';
  }
  const header = [...textsIn(map, new Set())].slice(0, 60);
  const reader = rowReader(read.map, header, { identities: [], secret: Buffer.alloc(32) });
  if (!reader.ok) return 'refused';
  for (const values of rows) reader.read(values);
  return 'read';
}

const formats = [
  'yyyy-MM-dd',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'yyyyMMdd',
  'yyyy-MM',
  'yyyy',
  'd MMM yyyy',
  'yyyy-MM-dd HH:mm:ss',
  'EEE d MMMM yyyy',
  'iso',
];
/** In the order of the formats. */
const dates = [
  '2019-03-04',
  '04/03/2019',
  '20190304',
  '2019-03',
  '2019',
  '4 Sept. 2019',
  '2019-03-04 12:30:00',
  'Mon 4 March 2019',
  '2019-03-04T23:30:00+02:00',
  '2020-02-30',
];

function readDate({ format, value }: { readonly format: string | string[]; readonly value: string }): Reached {
  const fault = formatFault(format);
  if (fault !== null) return 'refused-outside';
  const found = dateParser(format)(value);
  if (typeof found === 'string') return 'refused';
  const isReal = Number.isSafeInteger(found.from) && found.from <= found.to && found.to - found.from < 366;
  if (!isReal || found.from < -25_567 || found.to > 47_847) throw new Error('a date that is none');
  return 'read';
}

export const fuzzedParsers: Readonly<Record<string, Fuzzed>> = {
  csv: fuzzed({
    make: (dice) => {
      const text = mutateText(dice, pick(dice, csvSeeds));
      const cuts = Array.from({ length: dice.below(4) }, () => dice.below(text.length + 1)).sort((a, b) => a - b);
      return { text, cuts };
    },
    run: readCsv,
    careless: ({ text }) => void parse(text, { bom: true, relax_column_count: true }),
    withoutSafeguard: 'the strict parser alone, which throws at the first malformed line',
  }),
  xlsx: fuzzed({
    make: (dice) => makeBook(dice, books),
    run: readBook,
    careless: carelessBook,
    withoutSafeguard: 'unpacked and parsed by the two libraries alone',
  }),
  ods: fuzzed({
    make: (dice) => makeBook(dice, odsBooks),
    run: readBook,
    careless: carelessBook,
    withoutSafeguard: 'unpacked and parsed by the two libraries alone',
  }),
  map: fuzzed({
    make: (dice) => {
      let map: unknown = pick(dice, mapSeeds);
      for (let left = 1 + dice.below(2); left > 0; left -= 1) map = mutateJson(dice, map, mapKeys);
      const rows = [0, 1].map(() => Array.from({ length: 60 }, () => pick(dice, mapValues)));
      return { map, rows };
    },
    run: readMap,
    careless: ({ map }) => void compileMap(map as ImportMap, ['a']),
    withoutSafeguard: 'compiled without having been checked first',
  }),
  date: fuzzed({
    make: (dice) => {
      const at = dice.below(formats.length);
      const one = () => (dice.below(4) === 0 ? mutateText(dice, formats[at]!) : formats[at]!);
      const format = dice.below(4) === 0 ? [one(), pick(dice, formats)] : one();
      return { format, value: dice.below(2) === 0 ? pick(dice, dates) : mutateText(dice, dates[at]!) };
    },
    run: readDate,
    careless: ({ value }) => void isoToDay(value),
    withoutSafeguard: 'a day taken as one without looking',
  }),
};
