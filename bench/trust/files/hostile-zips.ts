/** Files that are made to overwhelm, mislead or reach outside through the ZIP layer, and files that are not what they seem. */
import { makeOds, makeXlsx, odsParts, odsType, type SheetOf, xlsxParts } from './make-sheets.ts';
import { makeZip, partOf } from './make-zip.ts';

export interface Hostile {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  /** What the refusal says; or, where the file is read all the same, what its rows, as JSON, and its notes say. */
  readonly refused?: RegExp;
  readonly rows?: RegExp;
  readonly notes?: RegExp;
  /** Caps smaller than usual, so that a small file reaches them. */
  readonly caps?: Readonly<Record<string, number>>;
}

const rows: SheetOf['rows'] = [
  ['id', 'words'],
  [1, 'one'],
];
const sheets = [{ name: 'S', rows }];
const good = (): Buffer => makeXlsx({ sheets });
const goodOds = (): Buffer => makeOds({ sheets });
const parts = () => xlsxParts({ sheets });
const withPart = (name: string, more: object = {}) => makeZip([...parts(), partOf(name, 'x', more)]);
/** Bytes that do not pack, the same every time. */
export function noise(length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = 1;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    bytes[at] = state >> 16;
  }
  return bytes;
}
const named = (name: string): Hostile => ({
  name: `a part called ${JSON.stringify(name)}`,
  bytes: () => withPart(name),
  refused: /outside the file/,
});
const starting = (name: string, hex: string, refused: RegExp): Hostile => ({
  name,
  bytes: () => Buffer.concat([Buffer.from(hex, 'hex'), noise(2_000)]),
  refused,
});

export const hostileZips: readonly Hostile[] = [
  { name: 'cut in half', bytes: () => good().subarray(0, good().length / 2), refused: /damaged or cut short/ },
  { name: 'cut by one byte', bytes: () => good().subarray(0, good().length - 1), refused: /damaged or cut short/ },
  { name: 'four bytes of a ZIP file', bytes: () => good().subarray(0, 4), refused: /damaged or cut short/ },
  { name: 'an empty ZIP file', bytes: () => makeZip([partOf('a', 'a')]).subarray(-22), refused: /empty ZIP/ },
  { name: 'a piece of a split ZIP file', bytes: () => Buffer.from('PK\x07\x08 and more'), refused: /one piece/ },
  {
    name: 'a workbook in a ZIP file',
    bytes: () => makeZip([{ name: 'book.xlsx', bytes: good() }]),
    refused: /ZIP file and no spreadsheet/,
  },
  {
    name: 'ZIP files in each other, five deep',
    bytes: () => [1, 2, 3, 4, 5].reduce((inner) => makeZip([{ name: 'a.zip', bytes: inner }]), good()),
    refused: /ZIP file and no spreadsheet/,
  },
  {
    name: 'a text document as office files are',
    bytes: () => makeZip([partOf('[Content_Types].xml', '<Types/>'), partOf('word/document.xml', '<x/>')]),
    refused: /not a workbook/,
  },
  {
    name: 'a text document as open documents are',
    bytes: () => makeZip([partOf('mimetype', odsType.replace('spreadsheet', 'text'), { isStored: true })]),
    refused: /another kind/,
  },
  named('../../../../etc/cron.d/x'),
  named('/etc/passwd'),
  named('C:\\windows\\x.dll'),
  named('..\\..\\x'),
  named('xl/\0/x'),
  named(''),
  { name: 'two parts of one name', bytes: () => withPart('xl/workbook.xml'), refused: /there twice/ },
  { name: 'two parts but for case', bytes: () => withPart('XL/Workbook.xml'), refused: /there twice/ },
  {
    name: 'another name before the part than in the directory',
    bytes: () => withPart('a.xml', { localName: 'b.xml' }),
    refused: /two things about its part/,
  },
  {
    name: 'a part longer than it says',
    bytes: () => makeZip(parts().map((part) => (/sheet1/.test(part.name) ? { ...part, size: 10 } : part))),
    refused: /longer than it says/,
  },
  {
    name: 'a part shorter than it says',
    bytes: () => makeZip(parts().map((part) => (/sheet1/.test(part.name) ? { ...part, size: 9_000 } : part))),
    refused: /not what it was/,
  },
  {
    name: 'a part that its sum does not fit',
    bytes: () => makeZip(parts().map((part) => (/sheet1/.test(part.name) ? { ...part, crc: 1 } : part))),
    refused: /not what it was/,
  },
  { name: 'a part with a password', bytes: () => withPart('a.xml', { flags: 1 }), refused: /encrypted/ },
  { name: 'a part packed otherwise', bytes: () => withPart('a.xml', { method: 12 }), refused: /packed in a way/ },
  {
    name: 'one part listed fifty times',
    bytes: () => makeZip(parts(), { alias: Array.from({ length: 50 }, (_, at) => `copy${at}.xml`) }),
    refused: /two things about its part/,
  },
  {
    name: 'a part inside another, as in the bombs without nesting',
    bytes: () =>
      makeZip([partOf('cover.xml', '', { isStored: true }), ...parts()], {
        inside: partOf('hidden.xml', 'x'.repeat(100), { isStored: true }),
      }),
    refused: /lie over each other/,
  },
  {
    name: 'a bomb: 60 MB of one letter in a sheet',
    bytes: () =>
      makeZip([
        ...parts().filter(({ name }) => !/sheet1/.test(name)),
        partOf('xl/worksheets/sheet1.xml', ' '.repeat(60e6)),
      ]),
    refused: /400 times its size/,
  },
  {
    name: 'a bomb: a part that says it is 4 GB',
    bytes: () => withPart('a.xml', { size: 0xfffffff0 }),
    refused: /400 times its size/,
  },
  {
    name: 'a bomb: many parts that are not too large one by one',
    bytes: () => makeZip([...parts(), ...[1, 2].map((at) => ({ name: `${at}.bin`, bytes: noise(1e6), size: 300e6 }))]),
    refused: /inflate to more than 512 MB/,
  },
  {
    name: 'three thousand parts',
    bytes: () => makeZip(Array.from({ length: 3_000 }, (_, at) => partOf(`xl/${at}.xml`, 'x'))),
    refused: /more than 2000 parts/,
  },
  { name: 'ZIP64', bytes: () => makeZip(parts(), { count: 0xffff }), refused: /ZIP64/ },
  { name: 'more parts than are there', bytes: () => makeZip(parts(), { count: 99 }), refused: /directory is broken/ },
  {
    name: 'a workbook behind another file that begins as a ZIP file does',
    bytes: () => Buffer.concat([good().subarray(0, 200), good()]),
    refused: /Something stands before/,
  },
  {
    name: 'a workbook behind a shell script',
    bytes: () => Buffer.concat([Buffer.from('#!/bin/sh\nrm -rf /\n'), good()]),
    rows: /^\[\["rm -rf \/"\]\]$/,
  },
  {
    name: 'a workbook with something behind it',
    bytes: () => Buffer.concat([good(), noise(70_000)]),
    refused: /damaged/,
  },
  {
    name: 'a second end record in the comment of the first',
    bytes: () =>
      makeZip(parts(), {
        comment: makeZip([partOf('a', 'a')])
          .subarray(-22)
          .toString('latin1'),
      }),
    refused: /Something stands before|damaged/,
  },
  starting('a picture that is a ZIP file too', '474946383961', /picture/),
  starting('a PDF document', '255044462d312e37', /PDF/),
  starting('an encrypted workbook, or an old one', 'd0cf11e0a1b11ae1', /encrypted workbook or one of the old form/),
  starting('a program for one system', '4d5a9000', /program/),
  starting('a program for another system', '7f454c46', /program/),
  starting('xz', 'fd377a585a00', /xz/),
  starting('7-Zip', '377abcaf271c', /7-Zip/),
  starting('RAR', '526172211a07', /RAR/),
  starting('zstd', '28b52ffd', /zstd/),
  starting('RTF', '7b5c72746631', /RTF/),
  {
    name: 'a web page called a workbook',
    bytes: () => Buffer.from('<html><table><tr><td>1</td></tr></table><script>x()</script></html>'),
    refused: /web page/,
  },
  {
    name: 'a workbook as one XML file',
    bytes: () => Buffer.from('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    refused: /This is XML/,
  },
  {
    name: 'the binary form of workbooks',
    bytes: () =>
      makeZip([
        partOf('[Content_Types].xml', '<Types/>'),
        partOf(
          '_rels/.rels',
          '<Relationships><Relationship Id="a" Type="http://x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        ),
        partOf('xl/workbook.bin', 'x'),
      ]),
    refused: /binary form/,
  },
  {
    name: 'an open document without content',
    bytes: () => makeZip(odsParts({ sheets }).slice(0, 1)),
    refused: /no part "content.xml"/,
  },
  {
    name: 'an encrypted open document',
    bytes: () =>
      makeZip([
        ...odsParts({ sheets }).slice(0, 2),
        partOf(
          'META-INF/manifest.xml',
          '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
        ),
      ]),
    refused: /encrypted/,
  },
  { name: 'a good workbook, whatever it is called', bytes: good, rows: /^\[\["1","one"\]\]$/ },
  { name: 'a good open document, whatever it is called', bytes: goodOds, rows: /^\[\["1","one"\]\]$/ },
];
