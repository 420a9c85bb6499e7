/** Workbooks made by code: the parts of small valid XLSX and ODS files, to be read, changed and broken. */
import { makeZip, partOf, type ZipMore, type ZipPart } from './make-zip.ts';

export type Cell = string | number | { readonly xml: string };
export interface SheetOf {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly state?: 'visible' | 'hidden' | 'veryHidden';
}

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

/** A sheet whose texts are shared where `shared` is given, and stand in their cells where it is not. */
function sheetXml(sheet: SheetOf, shared: string[] | null): string {
  const cell = (value: Cell, at: string): string => {
    if (typeof value === 'object') return value.xml.replace('<c', `<c r="${at}"`);
    if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
    if (value === '') return '';
    if (shared === null) return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
    if (!shared.includes(value)) shared.push(value);
    return `<c r="${at}" t="s"><v>${shared.indexOf(value)}</v></c>`;
  };
  const rows = sheet.rows.map(
    (row, index) =>
      `<row r="${index + 1}">${row.map((value, column) => cell(value, `${letters(column)}${index + 1}`)).join('')}</row>`,
  );
  return `${xml}<worksheet xmlns="${main}"><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

export interface XlsxOf {
  readonly sheets: readonly SheetOf[];
  readonly isShared?: boolean;
  readonly from1904?: boolean;
  /** Format codes of the styles 1, 2, ...: style 0 is the plain one. */
  readonly formats?: readonly string[];
  readonly more?: readonly ZipPart[];
}

export function xlsxParts({ sheets, isShared = true, from1904 = false, formats = [], more = [] }: XlsxOf): ZipPart[] {
  const shared: string[] | null = isShared ? [] : null;
  const pages = sheets.map((sheet, at) => partOf(`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet, shared)));
  const list = sheets.map(
    (sheet, at) =>
      `<sheet name="${escaped(sheet.name)}" sheetId="${at + 1}"${sheet.state ? ` state="${sheet.state}"` : ''} r:id="rId${at + 1}"/>`,
  );
  const links = sheets.map(
    (_sheet, at) =>
      `<Relationship Id="rId${at + 1}" Type="${office}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  const codes = formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${escaped(code)}"/>`);
  const styles = formats.map((_code, at) => `<xf numFmtId="${200 + at}" xfId="0"/>`);
  return [
    partOf(
      '[Content_Types].xml',
      `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ),
    partOf(
      '_rels/.rels',
      `${xml}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    partOf(
      'xl/workbook.xml',
      `${xml}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    ),
    partOf(
      'xl/_rels/workbook.xml.rels',
      `${xml}<Relationships xmlns="${relations}">${links.join('')}<Relationship Id="rS" Type="${office}/styles" Target="styles.xml"/><Relationship Id="rT" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    ),
    partOf(
      'xl/styles.xml',
      `${xml}<styleSheet xmlns="${main}"><numFmts count="${codes.length}">${codes.join('')}</numFmts><cellXfs count="${styles.length + 1}"><xf numFmtId="0" xfId="0"/>${styles.join('')}</cellXfs></styleSheet>`,
    ),
    ...(shared
      ? [
          partOf(
            'xl/sharedStrings.xml',
            `${xml}<sst xmlns="${main}" count="${shared.length}" uniqueCount="${shared.length}">${shared.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
          ),
        ]
      : []),
    ...pages,
    ...more,
  ];
}

export const makeXlsx = (book: XlsxOf, zip: ZipMore = {}): Buffer => makeZip(xlsxParts(book), zip);

const names = [
  'office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"',
  'table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"',
  'text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"',
  'style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"',
  'draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
  'calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
];
export const odsType = 'application/vnd.oasis.opendocument.spreadsheet';

function odsCell(value: Cell): string {
  if (typeof value === 'object') return value.xml;
  if (typeof value === 'number')
    return `<table:table-cell office:value-type="float" office:value="${value}"><text:p>${value}</text:p></table:table-cell>`;
  if (value === '') return '<table:table-cell/>';
  const lines = value.split('\n').map((line) => `<text:p>${escaped(line)}</text:p>`);
  return `<table:table-cell office:value-type="string">${lines.join('')}</table:table-cell>`;
}

export function contentXml(sheets: readonly SheetOf[]): string {
  const tables = sheets.map((sheet) => {
    const rows = sheet.rows.map((row) => `<table:table-row>${row.map(odsCell).join('')}</table:table-row>`);
    const style = sheet.state && sheet.state !== 'visible' ? 'ta2' : 'ta1';
    return `<table:table table:name="${escaped(sheet.name)}" table:style-name="${style}"><table:table-column table:number-columns-repeated="1024"/>${rows.join('')}</table:table>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document-content ${names.map((name) => `xmlns:${name}`).join(' ')}><office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>${tables.join('')}</office:spreadsheet></office:body></office:document-content>`;
}

export interface OdsOf {
  readonly sheets: readonly SheetOf[];
  readonly more?: readonly ZipPart[];
}

export const odsParts = ({ sheets, more = [] }: OdsOf): ZipPart[] => [
  partOf('mimetype', odsType, { isStored: true }),
  partOf('content.xml', contentXml(sheets)),
  partOf(
    'META-INF/manifest.xml',
    `<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${odsType}"/></manifest:manifest>`,
  ),
  ...more,
];

export const makeOds = (book: OdsOf, zip: ZipMore = {}): Buffer => makeZip(odsParts(book), zip);
