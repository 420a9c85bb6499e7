/**
 * The rows that an import could not take, beside the file they came from: the original columns and a reason, for the
 * data officer to mend and import again. It holds what the file held about people, so only its owner may read it.
 */
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

/** `a.csv` and `a.csv.gz` → `a.rejected.csv`. */
export const rejectedPath = (path: string): string => `${path.replace(/(\.csv)?(\.gz)?$/i, '')}.rejected.csv`;

const plainNumber = /^[+-]?\d+(\.\d+)?$/;

/**
 * A cell that a spreadsheet would run as a formula gets a quotation mark before it (OWASP, CSV Injection). A plain
 * number is none, and a longitude must come back as it was.
 */
export function harmless(cell: string): string {
  const first = cell.charCodeAt(0);
  const isRisky = first === 61 || first === 43 || first === 45 || first === 64 || first === 9 || first === 13;
  return isRisky && !plainNumber.test(cell) ? `'${cell}` : cell;
}

/** One line of CSV as RFC 4180 has it, with formulas made harmless. */
export function csvLine(cells: readonly string[]): string {
  return cells
    .map((cell) => {
      const safe = harmless(cell);
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    })
    .join(',');
}

export interface RejectedRows {
  readonly count: () => number;
  /** Resolves when there is room for the next row. Short rows are filled up; cells past the header stand in the last. */
  readonly write: (values: readonly string[], reason: string) => Promise<void>;
  /** Closes the file. Where nothing was rejected there is none, and one from an earlier import is taken away. */
  readonly close: () => Promise<void>;
}

/** Opens the file of rejected rows when the first row is rejected. */
export function openRejected(path: string, header: readonly string[]): RejectedRows {
  let stream: WriteStream | null = null;
  let rows = 0;
  let trouble: Error | null = null;
  const start = (): WriteStream => {
    const opened = createWriteStream(path, { mode: 0o600 });
    opened.on('error', (error) => {
      trouble = error;
    });
    opened.write(`${csvLine([...header, 'reason'])}\n`);
    return opened;
  };
  return {
    count: () => rows,
    write: async (values, reason) => {
      if (trouble) throw trouble;
      stream ??= start();
      rows++;
      const kept = values.slice(0, header.length);
      if (values.length > header.length && header.length > 0)
        kept[header.length - 1] = values.slice(header.length - 1).join(',');
      while (kept.length < header.length) kept.push('');
      const hasRoom = stream.write(`${csvLine([...kept, reason])}\n`);
      if (!hasRoom) await drained(stream);
    },
    close: async () => {
      if (!stream) {
        await rm(path, { force: true });
        return;
      }
      stream.end();
      await finished(stream);
    },
  };
}

const drained = (stream: WriteStream): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (): void => {
      stream.off('drain', done).off('error', failed);
      resolve();
    };
    const failed = (error: Error): void => {
      stream.off('drain', done).off('error', failed);
      reject(error);
    };
    stream.on('drain', done).on('error', failed);
  });
