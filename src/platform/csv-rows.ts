/**
 * Rows of a CSV file, plain or gzipped, in batches, as fast as the reader asks for them and no faster.
 *
 * What must stay true: memory does not grow with the file; a file cannot inflate past its cap; every line of the file
 * is in a row, blank, or reported as malformed with its number.
 */
import { createReadStream, fstatSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvBlocks, type CsvRow, type FoundRows, type MalformedLine, noRows } from './csv-blocks.ts';

export type { CsvRow, MalformedLine } from './csv-blocks.ts';

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

type Opened = CsvFile | { readonly ok: false; readonly reason: string };

/** Opens a CSV file and reads its header. A file that cannot be read as one is refused in words. */
export async function openCsv(path: string, caps: Partial<CsvCaps> = {}): Promise<Opened> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => error);
  if (file instanceof Error) {
    const isMissing = file.code === 'ENOENT';
    return { ok: false, reason: isMissing ? `There is no file ${path}.` : `The file ${path} cannot be opened.` };
  }
  if (!(await file.stat()).isFile()) {
    await file.close();
    return { ok: false, reason: `${path} is not a file.` };
  }
  const magic = Buffer.alloc(4);
  await file.read(magic, 0, 4, 0);
  const fault = magicFault(magic);
  if (fault !== null) {
    await file.close();
    return { ok: false, reason: fault };
  }
  const { size } = await file.stat();
  return openRows(bytesFrom(file.createReadStream({ start: 0, highWaterMark: pieceBytes }), magic, size), caps);
}

/** The same for a file that somebody else has opened. It is closed when it has been read. */
export async function openCsvFrom(fd: number, caps: Partial<CsvCaps> = {}): Promise<Opened> {
  const magic = Buffer.alloc(4);
  readSync(fd, magic, 0, 4, 0);
  const fault = magicFault(magic);
  if (fault !== null) return { ok: false, reason: fault };
  const raw = createReadStream('', { fd, start: 0, highWaterMark: pieceBytes });
  return openRows(bytesFrom(raw, magic, fstatSync(fd).size), caps);
}

async function openRows(source: ByteSource, caps: Partial<CsvCaps>): Promise<Opened> {
  const limits = { ...usual, ...caps };
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
  if (names.values.some((name) => name.includes('\r')))
    return refused('The lines of the file do not end as they should; save it again as CSV.');
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

function magicFault(magic: Buffer): string | null {
  const start = magic.readUInt16BE(0);
  if (start === 0xfffe || start === 0xfeff) return 'The file is in UTF-16; save it as UTF-8.';
  return magic.readUInt32BE(0) === 0x504b0304 ? 'This is a spreadsheet or ZIP file; save it as CSV.' : null;
}

/** The bytes of the text, inflated if the file begins as gzip does, whatever it is called. */
function bytesFrom(raw: Readable & { readonly bytesRead: number }, magic: Buffer, bytes: number): ByteSource {
  const isGzip = magic.readUInt16BE(0) === 0x1f8b;
  const stream = isGzip ? raw.pipe(createGunzip({ chunkSize: pieceBytes })) : raw;
  if (stream !== raw) raw.on('error', (error) => stream.destroy(error));
  const close = (): void => {
    stream.destroy();
    raw.destroy();
  };
  return { bytes, isGzip, read: () => raw.bytesRead, stream, close };
}

async function* readBatches(source: ByteSource, caps: CsvCaps): AsyncGenerator<CsvBatch, void> {
  const decoder = new TextDecoder('utf-8');
  const blocks = new CsvBlocks(caps.recordCharacters);
  let inflated = 0;
  const batch = (found: FoundRows, stopped: string | null): CsvBatch => ({
    ...found,
    bytesRead: source.read(),
    stopped,
  });
  try {
    for await (const piece of source.stream as AsyncIterable<Uint8Array>) {
      inflated += piece.length;
      if (inflated > caps.textBytes) {
        yield batch(noRows, `The file holds more than ${caps.textBytes} bytes of text.`);
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
    yield batch(noRows, `${broken} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  } finally {
    source.close();
  }
}
