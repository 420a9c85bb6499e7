/** Workbooks whose XML is made to overwhelm, to reach outside, to run, or to be read as something else than it shows. */
import type { Hostile } from './hostile-zips.ts';
import { contentXml, makeOds, makeXlsx, odsParts, type SheetOf, type XlsxOf, xlsxParts } from './make-sheets.ts';
import { makeZip, partOf, type ZipPart } from './make-zip.ts';

const plain: SheetOf['rows'] = [
  ['id', 'words'],
  [1, 'one'],
];
const book: XlsxOf = { sheets: [{ name: 'S', rows: plain }] };

/** A workbook in which the text of one part is changed. */
function changed(part: RegExp, change: (text: string) => string, of: XlsxOf = book): Buffer {
  const edit = (one: ZipPart): ZipPart =>
    part.test(one.name) ? partOf(one.name, change(Buffer.from(one.bytes).toString('utf8'))) : one;
  return makeZip(xlsxParts(of).map(edit));
}
const content = (change: (text: string) => string): Buffer =>
  makeZip(
    odsParts({ sheets: book.sheets }).map((one) =>
      one.name === 'content.xml' ? partOf(one.name, change(contentXml(book.sheets))) : one,
    ),
  );
const cells = (...xml: readonly string[]): Buffer =>
  makeXlsx({ sheets: [{ name: 'S', rows: [['a', 'b', 'c'], xml.map((each) => ({ xml: each }))] }] });
const odsRow = (xml: string, row = '<table:table-row>'): Buffer =>
  content((text) => text.replace('</table:table-row>', `</table:table-row>${row}${xml}</table:table-row>`));
const doctype = (inside: string) => (text: string) => text.replace('?>\n', `?>\n<!DOCTYPE x [${inside}]>\n`);
const entity = '<!ENTITY x SYSTEM "file:///etc/passwd">';
const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
const noDoctype = /declares a document type/;

/** Texts that pack well but not absurdly. */
const manyTexts = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `<si><t>text ${at} ${'lorem ipsum dolor sit amet '.repeat(8)}</t></si>`,
  ).join('');

export const hostileSheets: readonly Hostile[] = [
  {
    name: 'a cell that names a file of this machine',
    bytes: () => changed(/shared/, (text) => doctype(entity)(text).replace('one<', '&x;<')),
    refused: noDoctype,
  },
  {
    name: 'a document type kept at an address',
    bytes: () =>
      changed(/sheet1/, (text) => text.replace('?>\n', '?>\n<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">')),
    refused: noDoctype,
  },
  {
    name: 'a billion laughs',
    bytes: () => changed(/shared/, (text) => doctype(`<!ENTITY l0 "ha">${laughs}`)(text).replace('one<', '&l9;<')),
    refused: noDoctype,
  },
  {
    name: 'a document type in the list of sheets',
    bytes: () => changed(/workbook.xml$/, doctype('<!ENTITY % p "x">%p;')),
    refused: noDoctype,
  },
  {
    name: 'a document type in the list of relations',
    bytes: () => changed(/workbook.xml.rels/, doctype(entity)),
    refused: noDoctype,
  },
  {
    name: 'a document type in an open document',
    bytes: () => content((text) => text.replace('?>\n', `?>\n<!DOCTYPE x [${entity}]>`).replace('one<', '&x;<')),
    refused: noDoctype,
  },
  {
    name: 'an entity that nobody declared',
    bytes: () => changed(/shared/, (text) => text.replace('one<', '&x;<')),
    refused: /not XML that can be read/,
  },
  {
    name: 'another file included',
    bytes: () =>
      changed(/sheet1/, (text) =>
        text.replace(
          '<sheetData>',
          '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><sheetData>',
        ),
      ),
    rows: /^\[\["1","one"\]\]$/,
  },
  {
    name: 'XML in UTF-16',
    bytes: () =>
      makeZip(
        xlsxParts(book).map((one) =>
          /sheet1/.test(one.name)
            ? { ...one, bytes: Buffer.from(`\uFEFF${Buffer.from(one.bytes).toString('utf8')}`, 'utf16le') }
            : one,
        ),
      ),
    refused: /not in UTF-8|not XML/,
  },
  {
    name: 'XML that says it is in another encoding',
    bytes: () => changed(/sheet1/, (text) => text.replace('UTF-8', 'ISO-8859-1')),
    refused: /not in UTF-8/,
  },
  {
    name: 'bytes that are no UTF-8',
    bytes: () =>
      makeZip(
        xlsxParts(book).map((one) =>
          /shared/.test(one.name)
            ? { ...one, bytes: Buffer.from(Buffer.from(one.bytes).toString('utf8').replace('one<', 'é<'), 'latin1') }
            : one,
        ),
      ),
    refused: /not in UTF-8/,
  },
  {
    name: 'XML a hundred thousand deep',
    bytes: () => changed(/sheet1/, (text) => text.replace('<sheetData>', `${'<a>'.repeat(1e5)}<sheetData>`)),
    refused: /nested more than 64 deep/,
  },
  {
    name: 'an attribute of three million letters',
    bytes: () => changed(/sheet1/, (text) => text.replace('<sheetData>', `<sheetData x="${'abc0'.repeat(750_000)}">`)),
    refused: /longer than 1000000 characters|400 times/,
  },
  {
    name: 'a name of three million letters',
    bytes: () => changed(/sheet1/, (text) => text.replace('<sheetData>', `<${'abcd'.repeat(750_000)}/><sheetData>`)),
    refused: /longer than 1000000 characters|400 times/,
  },
  {
    name: 'a hundred thousand attributes',
    bytes: () =>
      changed(/sheet1/, (text) =>
        text.replace('<sheetData>', `<sheetData ${Array.from({ length: 1e5 }, (_, at) => `a${at}=""`).join(' ')}>`),
      ),
    rows: /^\[\["1","one"\]\]$/,
    refused: /longer than 1000000 characters/,
  },
  {
    name: 'a cell of three million letters',
    bytes: () =>
      changed(/shared/, (text) =>
        text.replace('one<', `${Array.from({ length: 3e5 }, (_, at) => `w${at}`).join(' ')}<`),
      ),
    refused: /longer than 1000000 characters/,
  },
  {
    name: 'XML that ends in the middle',
    bytes: () => changed(/sheet1/, (text) => text.slice(0, -30)),
    refused: /not XML that can be read/,
  },
  {
    name: 'two roots',
    bytes: () => changed(/sheet1/, (text) => `${text}<worksheet/>`),
    refused: /not XML that can be read/,
  },
  {
    name: 'a text that is not there',
    bytes: () => cells('<c t="s"><v>99</v></c>'),
    refused: /a text that the workbook lacks/,
  },
  {
    name: 'a text before the first',
    bytes: () => cells('<c t="s"><v>-1</v></c>'),
    refused: /a text that the workbook lacks/,
  },
  {
    name: 'a text called constructor',
    bytes: () => cells('<c t="s"><v>constructor</v></c>'),
    refused: /workbook lacks/,
  },
  {
    name: 'a cell in the last column there is',
    bytes: () => changed(/sheet1/, (text) => text.replace('</row>', '<c r="XFD1"><v>1</v></c></row>')),
    refused: /more than 1000 columns/,
  },
  {
    name: 'a cell in a column that there is not',
    bytes: () => changed(/sheet1/, (text) => text.replace('</row>', '<c r="ZZZZZZ1"><v>1</v></c></row>')),
    refused: /more than 1000 columns/,
  },
  {
    name: 'fifteen hundred columns',
    bytes: () => makeXlsx({ sheets: [{ name: 'S', rows: [Array.from({ length: 1_500 }, (_, at) => `c${at}`)] }] }),
    refused: /more than 1000 columns/,
  },
  {
    name: 'a sheet that says it is as large as sheets can be',
    bytes: () =>
      changed(/sheet1/, (text) => text.replace('<sheetData>', '<dimension ref="A1:XFD1048576"/><sheetData>')),
    rows: /^\[\["1","one"\]\]$/,
  },
  {
    name: 'a row with a number beyond all rows',
    bytes: () => changed(/sheet1/, (text) => text.replace('<row r="2">', '<row r="4294967295">')),
    rows: /^\[\["1","one"\]\]$/,
  },
  {
    name: 'two cells in one place',
    bytes: () => changed(/sheet1/, (text) => text.replace('</row>', '<c r="A1"><v>5</v></c></row>')),
    refused: /stand in the same place/,
  },
  {
    name: 'more shared text than memory',
    bytes: () => changed(/shared/, (text) => text.replace('</sst>', `${manyTexts(30_000)}</sst>`)),
    caps: { sharedCharacters: 4_000_000 },
    refused: /more text than can be kept in memory/,
  },
  {
    name: 'one long text in very many cells',
    bytes: () => {
      const long = Array.from({ length: 20_000 }, (_, at) => `w${at}`).join(' ');
      return makeXlsx({ sheets: [{ name: 'S', rows: [['a'], ...Array.from({ length: 400 }, () => [long])] }] });
    },
    caps: { handedCharacters: 4_000_000 },
    refused: /same long texts so often/,
  },
  {
    name: 'more rows than a sheet can have',
    bytes: () => makeXlsx({ sheets: [{ name: 'S', rows: Array.from({ length: 200 }, () => ['x']) }] }),
    caps: { rows: 100 },
    refused: /more than 100 rows/,
  },
  {
    name: 'seventy thousand styles',
    bytes: () =>
      changed(/styles/, (text) => text.replace('</cellXfs>', `${'<xf numFmtId="1"/>'.repeat(70_000)}</cellXfs>`)),
    refused: /more styles than a workbook can have|400 times/,
  },
  {
    name: 'three hundred sheets',
    bytes: () => makeXlsx({ sheets: Array.from({ length: 300 }, (_, at) => ({ name: `S${at}`, rows: plain })) }),
    refused: /more than 255 sheets/,
  },
  {
    name: 'only hidden sheets',
    bytes: () => makeXlsx({ sheets: [{ name: 'S', rows: plain, state: 'veryHidden' }] }),
    refused: /Every sheet of the workbook is hidden/,
  },
  {
    name: 'a sheet that lies at an address',
    bytes: () =>
      changed(/workbook.xml.rels/, (text) =>
        text.replace('Target="worksheets/sheet1.xml"', 'TargetMode="External" Target="http://127.0.0.1:9/sheet1.xml"'),
      ),
    refused: /no sheet with cells/,
  },
  {
    name: 'a sheet that lies in another folder of this machine',
    bytes: () =>
      changed(/workbook.xml.rels/, (text) => text.replace('worksheets/sheet1.xml', '../../../../../etc/passwd')),
    refused: /no part "etc\/passwd"/,
  },
  {
    name: 'a sheet hidden behind one that is shown',
    bytes: () =>
      makeXlsx({
        sheets: [
          { name: 'Staff', rows: [['names']], state: 'hidden' },
          { name: 'Shown', rows: plain },
        ],
      }),
    rows: /^\[\["1","one"\]\]$/,
    notes: /Hidden sheets, which were not read: "Staff"/,
  },
  {
    name: 'macros',
    bytes: () => makeXlsx({ ...book, more: [partOf('xl/vbaProject.bin', 'Auto_Open')] }),
    rows: /^\[\["1","one"\]\]$/,
    notes: /macros\. They were neither read nor run/,
  },
  {
    name: 'links to other workbooks',
    bytes: () => makeXlsx({ ...book, more: [partOf('xl/externalLinks/externalLink1.xml', '<externalLink/>')] }),
    rows: /^\[\["1","one"\]\]$/,
    notes: /links to other files\. They were not followed/,
  },
  {
    name: 'an embedded object',
    bytes: () => makeXlsx({ ...book, more: [partOf('xl/embeddings/oleObject1.bin', 'MZ')] }),
    rows: /^\[\["1","one"\]\]$/,
    notes: /embedded objects\. They were not opened/,
  },
  {
    name: 'a formula that would start a program',
    bytes: () =>
      cells(`<c t="str"><f>cmd|'/c calc'!A0</f><v>harmless</v></c>`, '<c><f>WEBSERVICE("http://127.0.0.1:9")</f></c>'),
    rows: /^\[\["harmless","=WEBSERVICE\(\\"http:\/\/127\.0\.0\.1:9\\"\)"\]\]$/,
    notes: /2 cells hold formulas.*nothing was worked out/,
  },
  {
    name: 'characters that no text has',
    bytes: () => cells('<c t="inlineStr"><is><t>a_x0000_b_xD800_c_xFFFE_</t></is></c>'),
    rows: /a_x0000_b_xD800_c_xFFFE_/,
  },
  {
    name: 'an open document: one cell two thousand million times',
    bytes: () =>
      odsRow('<table:table-cell table:number-columns-repeated="2147483647"><text:p>x</text:p></table:table-cell>'),
    refused: /more than 1000 columns/,
  },
  {
    name: 'an open document: a row a million times',
    bytes: () =>
      odsRow(
        '<table:table-cell><text:p>x</text:p></table:table-cell>',
        '<table:table-row table:number-rows-repeated="1048576">',
      ),
    refused: /repeated 1048576 times/,
  },
  {
    name: 'an open document: blank cells and rows without end',
    bytes: () =>
      odsRow(
        '<table:table-cell table:number-columns-repeated="2147483647"/>',
        '<table:table-row table:number-rows-repeated="2147483647">',
      ),
    rows: /^\[\["1","one"\]\]$/,
  },
  {
    name: 'an open document: two thousand million spaces',
    bytes: () => odsRow('<table:table-cell><text:p>a<text:s text:c="2147483647"/>b</text:p></table:table-cell>'),
    rows: /"a {1000}b"/,
  },
  {
    name: 'an open document: tables in a table',
    bytes: () =>
      odsRow(`<table:table-cell>${'<table:table>'.repeat(80)}${'</table:table>'.repeat(80)}</table:table-cell>`),
    refused: /nested more than 64 deep/,
  },
  {
    name: 'an open document with macros and objects',
    bytes: () =>
      makeOds({
        ...book,
        more: [partOf('Basic/Standard/Module1.xml', '<x/>'), partOf('Object 1/content.xml', '<x/>')],
      }),
    rows: /^\[\["1","one"\]\]$/,
    notes: /macros\. They were neither.*embedded objects\. They were not opened/,
  },
];
