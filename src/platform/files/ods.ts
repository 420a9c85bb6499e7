/** ODS spreadsheets (ODF 1.3): the stored values of one table as rows of text. Formulas, macros and links stay asleep. */
import { type FileCaps, FileRefused, quotedName, type Sheet, type SheetFacts, type TableRow } from './caps.ts';
import { numberText } from './cell-text.ts';
import { type Met, metNothing, sheetNotes } from './sheet-notes.ts';
import { TableRows } from './table-rows.ts';
import { type Attributes, readWholeXml, readXml, type XmlEvents } from './xml.ts';
import type { ZipFile } from './zip.ts';

export const odsType = 'application/vnd.oasis.opendocument.spreadsheet';

const timesOf = (attributes: Attributes, name: string): number => {
  const times = Number(attributes[name] ?? 1);
  return Number.isSafeInteger(times) && times > 0 ? times : 1;
};

const clock = /^PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S$/;

function valueText(attributes: Attributes, shown: string, met: Met): string {
  if (attributes['table:formula'] !== undefined) met.formulas += 1;
  if (attributes['calcext:value-type'] === 'error') {
    met.errors += 1;
    return shown;
  }
  switch (attributes['office:value-type']) {
    case 'float':
    case 'percentage':
    case 'currency': {
      const value = numberText(attributes['office:value'] ?? '');
      // A number that is shown with leading zeros is a number in name only.
      return /^0\d{1,30}$/.test(shown) && String(Number(shown)) === value ? shown : value;
    }
    case 'date':
      return (attributes['office:date-value'] ?? '').replace(/T00:00:00([.,]0*)?$/, '').replace('T', ' ');
    case 'time': {
      const time = clock.exec(attributes['office:time-value'] ?? '');
      return time
        ? time
            .slice(1)
            .map((part) => part.padStart(2, '0'))
            .join(':')
        : shown;
    }
    case 'boolean':
      return (attributes['office:boolean-value'] ?? '').toUpperCase();
    case 'string':
      return attributes['office:string-value'] ?? shown;
    default:
      return shown;
  }
}

interface Cell {
  readonly attributes: Attributes;
  readonly isCovered: boolean;
  paragraphs: number;
  text: string;
}

/** Walks content.xml: styles first, then tables, rows, cells and the words in them. */
class Walk implements XmlEvents {
  readonly sheets: { name: string; isHidden: boolean; isRead: boolean }[] = [];
  readonly met = metNothing();
  readonly rows: TableRows;
  readonly #caps: FileCaps;
  readonly #wanted: string | null;
  readonly #hiddenStyles = new Set<string>();
  #style = '';
  #tables = 0;
  #isReading = false;
  #isDone = false;
  #line = 1;
  #rowTimes = 1;
  #column = 0;
  #cell: Cell | null = null;
  #isInParagraph = false;
  /** Inside notes and drawings, whose words are not the cell's. */
  #aside = 0;

  constructor(wanted: string | null, caps: FileCaps) {
    this.#wanted = wanted;
    this.#caps = caps;
    this.rows = new TableRows(caps);
  }

  readonly open: XmlEvents['open'] = (name, attributes) => {
    if (this.#aside > 0 || name === 'office:annotation' || name.startsWith('draw:')) {
      this.#aside += 1;
      return;
    }
    if (name === 'style:style') this.#style = attributes['style:name'] ?? '';
    else if (name === 'style:table-properties') {
      if (attributes['table:display'] === 'false') this.#hiddenStyles.add(this.#style);
    } else if (name === 'table:table') this.#openTable(attributes);
    else if (this.#isReading && this.#tables === 1) this.#openInside(name, attributes);
  };

  #openTable(attributes: Attributes): void {
    this.#tables += 1;
    if (this.#tables > 1) return;
    if (this.sheets.length >= this.#caps.sheets)
      throw new FileRefused(`The file has more than ${this.#caps.sheets} sheets.`);
    const name = attributes['table:name'] ?? '';
    const isHidden = this.#hiddenStyles.has(attributes['table:style-name'] ?? '');
    this.#isReading = !this.#isDone && (this.#wanted === null ? !isHidden : name === this.#wanted);
    this.#isDone ||= this.#isReading;
    this.sheets.push({ name, isHidden, isRead: this.#isReading });
    this.#line = 1;
  }

  #openInside(name: string, attributes: Attributes): void {
    if (name === 'table:table-row') {
      this.#rowTimes = timesOf(attributes, 'table:number-rows-repeated');
      this.#column = 0;
      const shown = attributes['table:visibility'] ?? 'visible';
      if (shown !== 'visible' && this.#rowTimes <= 10_000) this.met.hiddenRows += this.#rowTimes;
    } else if (name === 'table:table-column') {
      if ((attributes['table:visibility'] ?? 'visible') !== 'visible') this.met.hiddenColumns += 1;
    } else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
      this.#cell = { attributes, isCovered: name !== 'table:table-cell', paragraphs: 0, text: '' };
      if (attributes['table:number-columns-spanned'] || attributes['table:number-rows-spanned'])
        this.#noteMerged(attributes);
    } else if (this.#cell) this.#openText(name, attributes, this.#cell);
  }

  #noteMerged(attributes: Attributes): void {
    if (timesOf(attributes, 'table:number-columns-spanned') * timesOf(attributes, 'table:number-rows-spanned') > 1)
      this.met.merged += 1;
  }

  #openText(name: string, attributes: Attributes, cell: Cell): void {
    if (name === 'text:p') {
      if (cell.paragraphs > 0) cell.text += '\n';
      cell.paragraphs += 1;
      this.#isInParagraph = true;
    } else if (name === 'text:s') cell.text += ' '.repeat(Math.min(timesOf(attributes, 'text:c'), 1_000));
    else if (name === 'text:tab') cell.text += '\t';
    else if (name === 'text:line-break') cell.text += '\n';
  }

  readonly text: XmlEvents['text'] = (piece) => {
    if (!this.#cell || this.#aside > 0 || !this.#isInParagraph) return;
    this.#cell.text += piece;
    if (this.#cell.text.length > this.#caps.recordCharacters)
      throw new FileRefused(`A cell holds more than ${this.#caps.recordCharacters} characters.`);
  };

  readonly close: XmlEvents['close'] = (name) => {
    if (this.#aside > 0) {
      this.#aside -= 1;
      return;
    }
    if (name === 'table:table') {
      this.#tables -= 1;
      if (this.#tables === 0) this.#isReading = false;
    } else if (this.#isReading && this.#tables === 1) this.#closeInside(name);
  };

  #closeInside(name: string): void {
    if (name === 'text:p') this.#isInParagraph = false;
    else if (name === 'table:table-row') {
      this.rows.end(this.#line, this.#rowTimes);
      this.#line += this.#rowTimes;
    } else if ((name === 'table:table-cell' || name === 'table:covered-table-cell') && this.#cell) {
      const times = timesOf(this.#cell.attributes, 'table:number-columns-repeated');
      const text = this.#cell.isCovered ? '' : valueText(this.#cell.attributes, this.#cell.text, this.met);
      this.rows.put(this.#column, text, times);
      this.#column += times;
      this.#cell = null;
    }
  }
}

function refuseEncrypted(zip: ZipFile, caps: FileCaps): void {
  const name = 'META-INF/manifest.xml';
  if (!zip.has(name)) return;
  const open: XmlEvents['open'] = (_name, _attributes, local) => {
    if (local === 'encryption-data') throw new FileRefused('The file is encrypted. Save it without a password.');
  };
  readWholeXml(name, zip.read(name), { open, close: () => {}, text: () => {} }, caps);
}

/** The rows of one sheet: the one named, or the first that is not hidden. */
export function* readOds(
  zip: ZipFile,
  wanted: string | null,
  caps: FileCaps,
): Generator<readonly TableRow[], SheetFacts> {
  refuseEncrypted(zip, caps);
  const walk = new Walk(wanted, caps);
  for (const _ of readXml('content.xml', zip.read('content.xml'), walk, caps)) yield walk.rows.take();
  yield walk.rows.take();
  if (!walk.sheets.some((sheet) => sheet.isRead)) {
    const names = walk.sheets.slice(0, 20).map((sheet) => quotedName(sheet.name));
    throw new FileRefused(
      wanted === null
        ? 'Every sheet of the file is hidden, or there is none. Name the one to be read.'
        : `The file has no sheet ${quotedName(wanted)}. It has ${names.join(', ')}.`,
    );
  }
  const sheets: Sheet[] = walk.sheets;
  return { sheets, notes: sheetNotes(zip.names, sheets, walk.met) };
}
