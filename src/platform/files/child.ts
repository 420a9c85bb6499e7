/**
 * Runs in a process of its own, with nothing but one open file and one pipe: no disk, no network, no other program, a
 * heap of its own size. Reads the file and says in frames what is in it.
 */
import { once } from 'node:events';
import { fstatSync, readSync } from 'node:fs';
import { openCsvFrom } from '../csv-rows.ts';
import { type FileCaps, FileRefused, type TableRow } from './caps.ts';
import { type Frame, frameBytes, type RowsFrame } from './frames.ts';
import { looksLike, openSpreadsheet } from './spreadsheet.ts';
import type { Bytes } from './zip.ts';

interface Order {
  readonly fd: number;
  readonly sheet: string | null;
  readonly caps: FileCaps;
}

const rowsAtOnce = 1_000;
const charactersAtOnce = 512 * 1024;

async function say(frame: Frame): Promise<void> {
  if (!process.stdout.write(frameBytes(frame))) await once(process.stdout, 'drain');
}

function bytesOfFile(fd: number): Bytes {
  const size = fstatSync(fd).size;
  return {
    size,
    slice: (start, end) => {
      const piece = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start));
      for (let at = 0; at < piece.length; ) {
        const read = readSync(fd, piece, at, piece.length - at, start + at);
        if (read === 0) throw new FileRefused('The file became shorter while it was read.');
        at += read;
      }
      return piece;
    },
  };
}

const rowsFrame = (rows: readonly TableRow[], more: Partial<RowsFrame>): Frame => ({
  is: 'rows',
  rows: rows.map((row) => row.values),
  lines: rows.map((row) => row.line),
  malformed: [],
  bytesRead: 0,
  stopped: null,
  ...more,
});

/** Cuts rows into frames of a size that a pipe likes. */
function* framed(rows: readonly TableRow[], more: Partial<RowsFrame>): Generator<Frame> {
  let [from, characters] = [0, 0];
  for (const [at, { values }] of rows.entries()) {
    for (const value of values) characters += value.length;
    if (characters < charactersAtOnce && at - from < rowsAtOnce) continue;
    yield rowsFrame(rows.slice(from, at + 1), { bytesRead: more.bytesRead ?? 0 });
    [from, characters] = [at + 1, 0];
  }
  if (from < rows.length || more.stopped || (more.malformed ?? []).length > 0) yield rowsFrame(rows.slice(from), more);
}

async function readSpreadsheet({ fd, sheet, caps }: Order): Promise<void> {
  const bytes = bytesOfFile(fd);
  const { kind, rows } = openSpreadsheet(bytes, sheet, caps);
  let header: readonly string[] | null = null;
  let silent = 0;
  for (let step = rows.next(); ; step = rows.next()) {
    if (step.done) {
      if (header === null) throw new FileRefused('The sheet is empty.');
      return say({ is: 'end', ...step.value });
    }
    let found = step.value;
    if (header === null && found[0]) {
      header = found[0].values.map((name) => name.trim());
      await say({ is: 'head', kind, isGzip: false, header });
      found = found.slice(1);
    }
    silent = found.length > 0 ? 0 : silent + 1;
    if (silent > 0 && silent % 16 === 0) await say({ is: 'going-on' });
    for (const frame of framed(found, { bytesRead: 0 })) await say(frame);
  }
}

async function readCsv({ fd, caps }: Order): Promise<void> {
  const csv = await openCsvFrom(fd, {
    textBytes: caps.inflatedBytes * 8,
    recordCharacters: caps.recordCharacters,
    columns: caps.columns,
  });
  if (!csv.ok) throw new FileRefused(csv.reason);
  await say({ is: 'head', kind: 'csv', isGzip: csv.isGzip, header: csv.header });
  for await (const { rows, malformed, bytesRead, stopped } of csv.batches)
    for (const frame of framed(rows, { malformed, bytesRead, stopped })) await say(frame);
  await say({ is: 'end', sheets: [], notes: [] });
}

async function read(order: Order): Promise<void> {
  const head = Buffer.alloc(256);
  const length = readSync(order.fd, head, 0, head.length, 0);
  if (length === 0) throw new FileRefused('The file is empty.');
  return looksLike(head.subarray(0, length)) === 'zip' ? readSpreadsheet(order) : readCsv(order);
}

try {
  await read(JSON.parse(process.argv[2] ?? '') as Order);
} catch (error) {
  if (error instanceof FileRefused) await say({ is: 'refused', words: error.message });
  else await say({ is: 'failed', words: error instanceof Error ? error.message.slice(0, 500) : 'unknown' });
}
