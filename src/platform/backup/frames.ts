/**
 * What a backup is made of, before it is packed and encrypted: frames of one letter, a length and bytes. Lengths are not
 * known when a table is begun, and a reader must notice a stream that was cut: hence an explicit end.
 */

/** Header, beginning of a table, rows of it, end of it, a small file, end of the backup. */
export type FrameKind = 'H' | 'T' | 'R' | 'E' | 'F' | 'Z';

export interface Frame {
  readonly kind: FrameKind;
  readonly bytes: Buffer;
}

/** The backup is not whole, or not one of ours. */
export class Damaged extends Error {}

const headLength = 5;
/** COPY hands over some 64 KiB at a time; headers and files are small. Anything longer is not ours. */
const longest = 64 * 1024 * 1024;

export function frame(kind: FrameKind, content: Buffer | object): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
  const head = Buffer.alloc(headLength);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** The frames of a stream, one at a time. */
export async function* readFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    while (pending.length >= headLength) {
      const length = pending.readUInt32BE(1);
      if (length > longest) throw new Damaged('it is not made of the parts that a backup is made of');
      if (pending.length < headLength + length) break;
      const kind = pending.toString('latin1', 0, 1) as FrameKind;
      yield { kind, bytes: pending.subarray(headLength, headLength + length) };
      pending = pending.subarray(headLength + length);
    }
  }
  if (pending.length > 0) throw new Damaged('it ends in the middle');
}

/** The next frame, which must be there and of this kind. */
export async function nextFrame(frames: AsyncGenerator<Frame, void>, kind: FrameKind): Promise<Buffer> {
  const next = await frames.next();
  if (next.done || next.value.kind !== kind) throw new Damaged('its parts are not in their order');
  return next.value.bytes;
}
