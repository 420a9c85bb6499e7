/** What the reader in the child says to its parent: JSON behind its length, so that no frame is begun that is too long. */
import type { MalformedLine } from '../csv-blocks.ts';
import type { Sheet } from './caps.ts';
import type { Kind } from './spreadsheet.ts';

export interface RowsFrame {
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly malformed: readonly MalformedLine[];
  readonly bytesRead: number;
  /** Why reading ended before the end of the file; null otherwise. */
  readonly stopped: string | null;
}

export type Frame =
  | { readonly is: 'head'; readonly kind: Kind; readonly isGzip: boolean; readonly header: readonly string[] }
  | ({ readonly is: 'rows' } & RowsFrame)
  | { readonly is: 'going-on' }
  | { readonly is: 'end'; readonly sheets: readonly Sheet[]; readonly notes: readonly string[] }
  | { readonly is: 'refused'; readonly words: string }
  /** The reader itself failed: a bug of ours. */
  | { readonly is: 'failed'; readonly words: string };

/** A batch of rows may hold records of a million characters, each escaped sixfold; nothing holds more. */
const mostBytes = 64 * 1024 ** 2;

export function frameBytes(frame: Frame): Buffer {
  const text = JSON.stringify(frame);
  const bytes = Buffer.allocUnsafe(4 + Buffer.byteLength(text));
  bytes.writeUInt32BE(bytes.length - 4, 0);
  bytes.write(text, 4);
  return bytes;
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #held = 0;

  *add(piece: Uint8Array): Generator<Frame> {
    this.#pieces.push(piece);
    this.#held += piece.length;
    for (let frame = this.#next(); frame !== null; frame = this.#next()) yield frame;
  }

  #next(): Frame | null {
    if (this.#held < 4) return null;
    if (this.#pieces[0]!.length < 4) this.#join();
    const first = this.#pieces[0]!;
    const length = new DataView(first.buffer, first.byteOffset, 4).getUint32(0);
    if (length > mostBytes) throw new Error('the reader of a file said more at once than was agreed');
    if (this.#held < 4 + length) return null;
    this.#join();
    const all = this.#pieces[0]!;
    const text = Buffer.from(all.buffer, all.byteOffset + 4, length).toString('utf8');
    this.#pieces = all.length > 4 + length ? [all.subarray(4 + length)] : [];
    this.#held -= 4 + length;
    return JSON.parse(text) as Frame;
  }

  #join(): void {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
  }
}
