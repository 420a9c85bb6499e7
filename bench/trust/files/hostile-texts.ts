/** Text files that are no text, never end, or are made to run in whatever opens them next. */
import { gzipSync } from 'node:zlib';
import { type Hostile, noise } from './hostile-zips.ts';

const csv = 'id,words\n1,one\n';
const buffer = (text: string) => (): Buffer => Buffer.from(text);

export const hostileTexts: readonly Hostile[] = [
  { name: 'nothing', bytes: buffer(''), refused: /The file is empty/ },
  { name: 'a byte order mark and nothing', bytes: buffer('\uFEFF'), refused: /The file is empty/ },
  { name: 'blank lines', bytes: buffer('\n\n\r\n\n'), refused: /The file is empty/ },
  {
    name: 'UTF-16 with a mark',
    bytes: () => Buffer.from(`\uFEFF${csv}`, 'utf16le'),
    refused: /UTF-16; save it as UTF-8/,
  },
  { name: 'UTF-16 without one', bytes: () => Buffer.from(csv, 'utf16le'), refused: /zero byte/ },
  {
    name: 'Latin-1 in a row',
    bytes: () => Buffer.from('id,words\n1,caf\u00e9\n2,two\n', 'latin1'),
    rows: /^\[\["2","two"\]\]$/,
  },
  {
    name: 'Latin-1 in the header',
    bytes: () => Buffer.from('id,caf\u00e9\n1,one\n', 'latin1'),
    refused: /not in UTF-8/,
  },
  { name: 'a zero byte in a row', bytes: buffer('id,words\n1,o\0ne\n2,two\n'), rows: /^\[\["2","two"\]\]$/ },
  { name: 'zero bytes only', bytes: () => Buffer.alloc(100_000), refused: /zero byte/ },
  { name: 'noise', bytes: () => noise(200_000), refused: /UTF-8|zero byte|more than 1000 columns|quotation/ },
  {
    name: 'a quotation mark that is never closed',
    bytes: buffer(`id,words\n1,"one\n${'2,two\n'.repeat(300)}`),
    rows: /\["2","two"\]/,
  },
  {
    name: 'a million quotation marks',
    bytes: () => Buffer.from(`id,words\n${'"'.repeat(1_000_001)}\n2,two\n`),
    rows: /^\[(\["2","two"\])?\]$/,
  },
  { name: 'quotation marks in a header', bytes: buffer('"id,words\n1,one\n'), refused: /quotation|header/ },
  {
    name: 'a line of three million letters',
    bytes: () => Buffer.from(`id,words\n${'x'.repeat(3e6)}\n2,two\n`),
    rows: /^\[\["2","two"\]\]$/,
  },
  { name: 'a header of three million letters', bytes: () => Buffer.alloc(3e6, 'x'), refused: /longer than is allowed/ },
  {
    name: 'five thousand columns',
    bytes: () => Buffer.from(`${'a,'.repeat(5_000)}\n1\n`),
    refused: /more than 1000 columns/,
  },
  {
    name: 'a row of a million cells',
    bytes: () => Buffer.from(`id,words\n${','.repeat(400_000)}\n2,two\n`),
    rows: /\["2","two"\]/,
  },
  {
    name: 'lines that end as they did long ago',
    bytes: buffer('id,words\r1,one\r2,two\r'),
    refused: /do not end as they should/,
  },
  {
    name: 'a bomb in gzip',
    bytes: () => gzipSync(Buffer.alloc(40e6, '1,one\n')),
    caps: { inflatedBytes: 1e6 },
    refused: /holds more than 8000000 bytes of text/,
  },
  {
    name: 'gzip that is cut short',
    bytes: () => gzipSync(csv.repeat(9_999)).subarray(0, 60),
    refused: /damaged or cut short/,
  },
  {
    name: 'gzip with a wrong sum',
    bytes: () => {
      const packed = gzipSync(csv);
      packed[packed.length - 6]! ^= 1;
      return packed;
    },
    refused: /damaged or cut short/,
  },
  { name: 'gzip in gzip', bytes: () => gzipSync(gzipSync(csv)), refused: /UTF-8|zero byte/ },
  {
    name: 'cells that a spreadsheet would run',
    bytes: buffer(`id,words\n1,=cmd|'/c calc'!A0\n2,@SUM(1)\n3,+1+1\n`),
    rows: /=cmd\|'\/c calc'!A0.*@SUM\(1\).*\+1\+1/,
  },
  { name: 'names that are no names', bytes: buffer('__proto__,constructor\n1,2\n'), rows: /^\[\["1","2"\]\]$/ },
  { name: 'letters that turn the line round', bytes: buffer('id,words\n1,\u202Etxt.exe\n'), rows: /\u202Etxt\.exe/ },
];
