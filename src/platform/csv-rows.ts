/**
 * Rows of a CSV file, plain or gzipped, in batches, as fast as the reader asks for them and no faster.
 *
 * Text is cut into blocks that end where a record ends. A block without a quotation mark needs no parser: its lines are
 * its records and its commas part its fields. Every other block goes through csv-parse, strict. Where that refuses a
 * block, the block is read again record by record, so that a malformed line costs itself and not its neighbours.
 *
 * What must stay true: memory does not grow with the file; a file cannot inflate past its cap; every line of the file
 * is in a row, blank, or reported as malformed with its number.
 */
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
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

export interface CsvBatch {
  readonly rows: readonly CsvRow[];
  readonly malformed: readonly MalformedLine[];
  /** Bytes of the file read so far, as they lie on disk; with `bytes` of the file it makes a progress bar. */
  readonly bytesRead: number;
  /** Why reading ended before the end of the file, in the last batch; null otherwise. What came before it stands. */
  readonly stopped: string | null;
}

export interface CsvFile {
  readonly ok: true;
  readonly header: readonly string[];
  readonly bytes: number;
  readonly isGzip: boolean;
  /** To be read once. Ending the loop early closes the file. */
  readonly batches: AsyncIterable<CsvBatch>;
}

export interface CsvCaps {
  /** Bytes of text, after inflating. */
  readonly textBytes: number;
  /** Characters in one record. */
  readonly recordCharacters: number;
  readonly columns: number;
}

const usual: CsvCaps = { textBytes: 4 * 1024 ** 3, recordCharacters: 1_000_000, columns: 1_000 };
const pieceBytes = 256 * 1024;

/** Opens a CSV file and reads its header. A file that cannot be read as one is refused in words. */
export async function openCsv(
  path: string,
  caps: Partial<CsvCaps> = {},
): Promise<CsvFile | { ok: false; reason: string }> {
  const limits = { ...usual, ...caps };
  const source = await openBytes(path);
  if (typeof source === 'string') return { ok: false, reason: source };
  const batches = readBatches(source, limits);
  const first = await batches.next();
  const head = first.done ? null : first.value;
  const refused = async (reason: string) => {
    await batches.return(undefined);
    return { ok: false as const, reason };
  };
  const names = head?.rows[0];
  if (!head || !names) return refused(head?.stopped ?? head?.malformed[0]?.reason ?? 'The file is empty.');
  if (head.malformed.some((line) => line.line <= names.line))
    return refused(`The header cannot be read: ${head.malformed[0]?.reason}`);
  if (names.values.length > limits.columns) return refused(`The file has more than ${limits.columns} columns.`);
  const header = names.values.map((name) => name.trim());
  const rest = { ...head, rows: head.rows.slice(1) };
  return { ok: true, header, bytes: source.bytes, isGzip: source.isGzip, batches: chain(rest, batches) };
}

async function* chain(first: CsvBatch, rest: AsyncGenerator<CsvBatch, void>): AsyncGenerator<CsvBatch, void> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

interface ByteSource {
  readonly bytes: number;
  readonly isGzip: boolean;
  readonly read: () => number;
  readonly stream: Readable;
  readonly close: () => void;
}

/** The bytes of the text, inflated if the file begins as gzip does, whatever it is called. */
async function openBytes(path: string): Promise<ByteSource | string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error)
    return file.code === 'ENOENT' ? `There is no file ${path}.` : `The file ${path} cannot be opened.`;
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    return `${path} is not a file.`;
  }
  const magic = Buffer.alloc(4);
  await file.read(magic, 0, 4, 0);
  if (magic.readUInt16BE(0) === 0xfffe || magic.readUInt16BE(0) === 0xfeff || magic.readUInt32BE(0) === 0x504b0304) {
    await file.close();
    return magic[0] === 0x50
      ? 'This is a spreadsheet or ZIP file; save it as CSV.'
      : 'The file is in UTF-16; save it as UTF-8.';
  }
  const raw = file.createReadStream({ start: 0, highWaterMark: pieceBytes });
  const isGzip = magic.readUInt16BE(0) === 0x1f8b;
  const stream = isGzip ? raw.pipe(createGunzip({ chunkSize: pieceBytes })) : raw;
  if (stream !== raw) raw.on('error', (error) => stream.destroy(error));
  const close = (): void => {
    stream.destroy();
    raw.destroy();
  };
  return { bytes: stat.size, isGzip, read: () => raw.bytesRead, stream, close };
}

async function* readBatches(source: ByteSource, caps: CsvCaps): AsyncGenerator<CsvBatch, void> {
  const decoder = new TextDecoder('utf-8');
  const blocks = new Blocks(caps.recordCharacters);
  let inflated = 0;
  const batch = (found: Found, stopped: string | null): CsvBatch => ({ ...found, bytesRead: source.read(), stopped });
  try {
    for await (const piece of source.stream as AsyncIterable<Uint8Array>) {
      inflated += piece.length;
      if (inflated > caps.textBytes) {
        yield batch(none, `The file holds more than ${caps.textBytes} bytes of text.`);
        return;
      }
      const found = blocks.add(decoder.decode(piece, { stream: true }));
      if (found.rows.length > 0 || found.malformed.length > 0) yield batch(found, null);
    }
    const found = blocks.end(decoder.decode());
    yield batch(found, null);
  } catch (error) {
    // Reading itself failed: what was whole has been given out already.
    const broken = source.isGzip
      ? 'The compressed file is damaged or cut short'
      : 'The file could not be read to its end';
    yield batch(none, `${broken} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  } finally {
    source.close();
  }
}

interface Found {
  readonly rows: readonly CsvRow[];
  readonly malformed: readonly MalformedLine[];
}
const none: Found = { rows: [], malformed: [] };
const quote = '"';

function countOf(text: string, mark: string): number {
  let count = 0;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) count++;
  return count;
}

/** Cuts text into blocks of whole records and reads them. */
class Blocks {
  #carry = '';
  #line = 1;
  readonly #cap: number;

  constructor(cap: number) {
    this.#cap = cap;
  }

  add(text: string): Found {
    const whole = this.#carry + text;
    const end = endOfRecords(whole);
    this.#carry = whole.slice(end);
    const found = end === 0 ? none : this.#read(whole.slice(0, end));
    return this.#carry.length > this.#cap ? both(found, this.#giveUp()) : found;
  }

  end(text: string): Found {
    const whole = this.#carry + text;
    this.#carry = '';
    return whole === '' ? none : this.#read(whole);
  }

  #read(block: string): Found {
    const found = readBlock(block, this.#line);
    this.#line += countOf(block, '\n');
    return found;
  }

  /** A record that never ends: most likely a stray quotation mark. Its first line is given up and the rest read again. */
  #giveUp(): Found {
    let found = none;
    while (this.#carry.length > this.#cap) {
      const cut = this.#carry.indexOf('\n') + 1;
      const first = cut === 0 ? this.#carry : this.#carry.slice(0, cut);
      const reason = cut === 0 ? 'The line is longer than is allowed.' : 'A quotation mark is opened and not closed.';
      found = both(found, { rows: [], malformed: [{ line: this.#line, text: firstOf(first), reason }] });
      this.#line += cut === 0 ? 0 : 1;
      const rest = cut === 0 ? '' : this.#carry.slice(cut);
      this.#carry = '';
      found = both(found, this.add(rest));
    }
    return found;
  }
}

const both = (a: Found, b: Found): Found => ({
  rows: a.rows.length === 0 ? b.rows : b.rows.length === 0 ? a.rows : [...a.rows, ...b.rows],
  malformed: a.malformed.length + b.malformed.length === 0 ? none.malformed : [...a.malformed, ...b.malformed],
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

function readBlock(block: string, line: number): Found {
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
  }) as string[][];
}

function readPlain(block: string, from: number): Found {
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

function readOneByOne(block: string, from: number): Found {
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
