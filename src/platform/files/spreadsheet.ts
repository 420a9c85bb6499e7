/** Which kind of file some bytes are, whatever the file is called, and the reader of each kind of spreadsheet. */
import { type FileCaps, FileRefused, type SheetFacts, type TableRow } from './caps.ts';
import { odsType, readOds } from './ods.ts';
import { readXlsx } from './xlsx.ts';
import { type Bytes, openZip, type ZipFile } from './zip.ts';

export type Kind = 'csv' | 'xlsx' | 'ods';

/** What the first bytes say. What is no known kind of file is taken for text, and refused there if it is none. */
export function looksLike(head: Uint8Array): 'zip' | 'text' {
  const magic = Buffer.from(head.subarray(0, 8)).toString('hex');
  if (magic.startsWith('504b0304')) return 'zip';
  const known: readonly (readonly [string, string])[] = [
    [
      'd0cf11e0a1b11ae1',
      'This is an encrypted workbook or one of the old form (.xls). Save it without a password as .xlsx or as CSV.',
    ],
    ['504b0506', 'This is an empty ZIP file.'],
    ['504b0708', 'This is one piece of a ZIP file in several.'],
    ['25504446', 'This is a PDF document. Ask for the rows as CSV or as a spreadsheet.'],
    ['7b5c7274', 'This is an RTF document. Ask for the rows as CSV or as a spreadsheet.'],
    ['89504e47', 'This is a picture. Ask for the rows as CSV or as a spreadsheet.'],
    ['ffd8ff', 'This is a picture. Ask for the rows as CSV or as a spreadsheet.'],
    ['47494638', 'This is a picture. Ask for the rows as CSV or as a spreadsheet.'],
    ['7f454c46', 'This is a program.'],
    ['4d5a90', 'This is a program.'],
    ['fd377a585a00', 'This is packed with xz. Unpack it first; gzip is read as it is.'],
    ['425a68', 'This is packed with bzip2. Unpack it first; gzip is read as it is.'],
    ['28b52ffd', 'This is packed with zstd. Unpack it first; gzip is read as it is.'],
    ['377abcaf271c', 'This is packed with 7-Zip. Unpack it first; gzip is read as it is.'],
    ['526172211a07', 'This is packed with RAR. Unpack it first; gzip is read as it is.'],
  ];
  const found = known.find(([start]) => magic.startsWith(start));
  if (found) throw new FileRefused(found[1]);
  const text = Buffer.from(head.subarray(0, 200)).toString('latin1').trimStart().toLowerCase();
  if (/^(<!doctype html|<html|<head|<body|<table)/.test(text))
    throw new FileRefused('This is a web page, whatever it is called. Save it as .xlsx or as CSV.');
  if (/^<\?xml|^<(workbook|office:)/.test(text))
    throw new FileRefused('This is XML, whatever it is called. Save it as .xlsx or as CSV.');
  return 'text';
}

function kindOf(zip: ZipFile, typeOf: () => string): 'xlsx' | 'ods' {
  if (zip.has('mimetype')) {
    const type = typeOf();
    if (type === odsType || type === `${odsType}-template`) return 'ods';
    throw new FileRefused('This is a document of another kind. Save it as .ods, .xlsx or CSV.');
  }
  if (zip.has('[Content_Types].xml')) {
    if (zip.names.some((name) => name.startsWith('xl/'))) return 'xlsx';
    throw new FileRefused('This is an office document, not a workbook. Save its table as .xlsx or as CSV.');
  }
  throw new FileRefused('This is a ZIP file and no spreadsheet. Unpack it first.');
}

function firstWords(pieces: Iterable<Uint8Array>): string {
  let text = '';
  for (const piece of pieces) {
    text += Buffer.from(piece).toString('latin1');
    if (text.length > 200) break;
  }
  return text.trim();
}

export interface OpenSpreadsheet {
  readonly kind: 'xlsx' | 'ods';
  /** Rows as they are found, some batches empty; in the end what else was in the file. Throws FileRefused. */
  readonly rows: Generator<readonly TableRow[], SheetFacts>;
}

/** Opens a spreadsheet. `sheet` names the one to be read; null is the first that is not hidden. */
export function openSpreadsheet(bytes: Bytes, sheet: string | null, caps: FileCaps): OpenSpreadsheet {
  const zip = openZip(bytes, caps);
  const kind = kindOf(zip, () => firstWords(zip.read('mimetype')));
  return { kind, rows: kind === 'ods' ? readOds(zip, sheet, caps) : readXlsx(zip, sheet, caps) };
}
