/**
 * Cuts the text of a CSV file into blocks that end where a record ends, and reads each. A block without a quotation
 * mark needs no parser: its lines are its records and its commas part its fields. Every other block goes through
 * csv-parse, strict. Where that refuses a block, the block is read again record by record, so that a malformed line
 * costs itself and not its neighbours.
 */
import { parse } from 'csv-parse/sync';

export interface CsvRow {
  /** Line of the file on which the row begins, the header being line 1. */
  readonly line: number;
  readonly values: readonly string[];
}

export interface MalformedLine {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

/** What a stretch of text held. */
export interface FoundRows {
  readonly rows: readonly CsvRow[];
  readonly malformed: readonly MalformedLine[];
}
export const noRows: FoundRows = { rows: [], malformed: [] };
const quote = '"';

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count++;
  return count;
}

/** Cuts text into blocks of whole records and reads them. */
export class CsvBlocks {
  #carry = '';
  #line = 1;
  #isSkipping = false;
  readonly #cap: number;

  /** `cap`: characters in one record. */
  constructor(cap: number) {
    this.#cap = cap;
  }

  add(text: string): FoundRows {
    const whole = this.#carry + this.#afterSkipped(text);
    const end = endOfRecords(whole);
    this.#carry = whole.slice(end);
    let found = this.#read(whole.slice(0, end));
    while (this.#carry.length > this.#cap) found = both(found, this.#giveUp());
    return found;
  }

  end(text: string): FoundRows {
    const found = this.add(text);
    const rest = this.#carry;
    this.#carry = '';
    return both(found, this.#read(rest));
  }

  /** What is left of a text after the rest of a line that was given up. */
  #afterSkipped(text: string): string {
    if (!this.#isSkipping) return text;
    const cut = text.indexOf('\n');
    if (cut === -1) return '';
    this.#isSkipping = false;
    this.#line++;
    return text.slice(cut + 1);
  }

  #read(block: string): FoundRows {
    if (block === '') return noRows;
    const found = readBlock(block, this.#line);
    this.#line += countOf(block, '\n');
    return found;
  }

  /**
   * A record that never ends: most likely a stray quotation mark. Its first line is given up and the rest is read
   * again. Only the first line can have an odd number of marks here, so this is done at most three times in a row.
   */
  #giveUp(): FoundRows {
    const cut = this.#carry.indexOf('\n') + 1;
    const reason = cut === 0 ? 'The line is longer than is allowed.' : 'A quotation mark is opened and not closed.';
    const text = firstOf(cut === 0 ? this.#carry : this.#carry.slice(0, cut));
    const lost: FoundRows = { rows: [], malformed: [{ line: this.#line, text, reason }] };
    const rest = cut === 0 ? '' : this.#carry.slice(cut);
    this.#isSkipping = cut === 0;
    this.#line += cut === 0 ? 0 : 1;
    const end = endOfRecords(rest);
    this.#carry = rest.slice(end);
    return both(lost, this.#read(rest.slice(0, end)));
  }
}

const both = (a: FoundRows, b: FoundRows): FoundRows => ({
  rows: a.rows.length === 0 ? b.rows : b.rows.length === 0 ? a.rows : [...a.rows, ...b.rows],
  malformed: a.malformed.length + b.malformed.length === 0 ? noRows.malformed : [...a.malformed, ...b.malformed],
});

const firstOf = (line: string): string => line.replace(/\r?\n$/, '').slice(0, 2_000);

/** Where the last whole record ends: after the last line end that has an even number of quotation marks before it. */
function endOfRecords(text: string): number {
  let end = text.lastIndexOf('\n') + 1;
  if (end === 0) return 0;
  let marks = countOf(text.slice(0, end), quote);
  while (marks % 2 === 1 && end > 0) {
    const mark = text.lastIndexOf(quote, end - 1);
    marks--;
    end = text.lastIndexOf('\n', mark) + 1;
    if (end === 0) return 0;
    marks -= countOf(text.slice(end, mark), quote);
  }
  return end;
}

function readBlock(block: string, line: number): FoundRows {
  if (block.includes('\0') || block.includes('\uFFFD')) return readOneByOne(block, line);
  if (!block.includes(quote)) return readPlain(block, line);
  try {
    return { rows: numbered(strict(block), line), malformed: [] };
  } catch {
    return readOneByOne(block, line);
  }
}

/** Quotation marks, strictly: spaces round them are allowed, anything else beside them is an error. */
function strict(text: string): string[][] {
  return parse(text, {
    bom: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: false,
    columns: false,
    // Both, always: left to itself the parser takes the first line end it meets for the only one.
    record_delimiter: ['\r\n', '\n'],
  }) as string[][];
}

function readPlain(block: string, from: number): FoundRows {
  const rows: CsvRow[] = [];
  const text = block.charCodeAt(0) === 0xfeff ? block.slice(1) : block;
  let line = from;
  for (let start = 0; start < text.length; line++) {
    const cut = text.indexOf('\n', start);
    const stop = cut === -1 ? text.length : cut;
    const end = stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
    if (end > start) rows.push({ line, values: text.slice(start, end).split(',') });
    start = stop + 1;
  }
  return { rows, malformed: [] };
}

/** Gives each record the line on which it begins; a blank line is no record. */
function numbered(records: readonly string[][], from: number): CsvRow[] {
  const rows: CsvRow[] = [];
  let line = from;
  for (const values of records) {
    if (values.length > 1 || values[0] !== '') rows.push({ line, values });
    line++;
    for (const value of values) if (value.includes('\n')) line += countOf(value, '\n');
  }
  return rows;
}

const linesInOneRecord = 1_000;

function faultOf(text: string): string | null {
  if (text.includes('\0')) return 'The line holds a zero byte, which no text has.';
  if (text.includes('\uFFFD')) return 'The line is not in UTF-8; save the file as UTF-8.';
  return null;
}

function readOneByOne(block: string, from: number): FoundRows {
  const lines = block.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const rows: CsvRow[] = [];
  const malformed: MalformedLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const taken = linesOfRecord(lines, at);
    const text = lines.slice(at, at + taken).join('\n');
    const fault = faultOf(text);
    const read = fault === null ? tryStrict(text) : fault;
    if (typeof read === 'string') {
      const first = lines[at] as string;
      malformed.push({ line: from + at, text: firstOf(first), reason: read });
      at++;
    } else {
      rows.push(...numbered(read, from + at));
      at += taken;
    }
  }
  return { rows, malformed };
}

/** How many lines the record beginning here takes: until its quotation marks are even; one if they never are. */
function linesOfRecord(lines: readonly string[], at: number): number {
  let marks = 0;
  for (let taken = 1; taken <= linesInOneRecord && at + taken <= lines.length; taken++) {
    marks += countOf(lines[at + taken - 1] as string, quote);
    if (marks % 2 === 0) return taken;
  }
  return 1;
}

function tryStrict(text: string): string[][] | string {
  try {
    return strict(text);
  } catch {
    return 'The quotation marks of the line do not match.';
  }
}
