/** Writes ZIP files as a spreadsheet program would, and, where told, as none would. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isStored?: boolean;
  /** Lies that the directory (and the header before the part) tells. */
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
  /** Another name in the header before the part. */
  readonly localName?: string;
}

export interface ZipMore {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: string;
  /** The directory lists the first part again under these names. */
  readonly alias?: readonly string[];
  /** A part that lies inside the first one, which has to be stored. */
  readonly inside?: ZipPart;
  /** How many parts the end record speaks of, if it lies. */
  readonly count?: number;
}

const header = (length: number, fields: readonly (readonly [number, number, 2 | 4])[]): Buffer => {
  const bytes = Buffer.alloc(length);
  for (const [at, value, width] of fields)
    if (width === 2) bytes.writeUInt16LE(value & 0xffff, at);
    else bytes.writeUInt32LE(value >>> 0, at);
  return bytes;
};

interface Written {
  readonly part: ZipPart;
  readonly packed: Buffer;
  readonly at: number;
}

function central({ part, packed, at }: Written, as = part.name): Buffer {
  const name = Buffer.from(as);
  const fixed = header(46, [
    [0, 0x02014b50, 4],
    [4, 20, 2],
    [6, 20, 2],
    [8, part.flags ?? 0, 2],
    [10, part.method ?? (part.isStored ? 0 : 8), 2],
    [16, part.crc ?? crc32(part.bytes), 4],
    [20, packed.length, 4],
    [24, part.size ?? part.bytes.length, 4],
    [28, name.length, 2],
    [42, at, 4],
  ]);
  return Buffer.concat([fixed, name]);
}

function local({ part, packed }: Omit<Written, 'at'>): Buffer {
  const name = Buffer.from(part.localName ?? part.name);
  const fixed = header(30, [
    [0, 0x04034b50, 4],
    [4, 20, 2],
    [6, part.flags ?? 0, 2],
    [8, part.method ?? (part.isStored ? 0 : 8), 2],
    [14, part.crc ?? crc32(part.bytes), 4],
    [18, packed.length, 4],
    [22, part.size ?? part.bytes.length, 4],
    [26, name.length, 2],
  ]);
  return Buffer.concat([fixed, name, packed]);
}

export function makeZip(parts: readonly ZipPart[], more: ZipMore = {}): Buffer {
  const pieces: Buffer[] = [Buffer.from(more.before ?? [])];
  const written: Written[] = [];
  let at = pieces[0]!.length;
  const inner = more.inside ? { part: more.inside, packed: Buffer.from(more.inside.bytes) } : null;
  for (const [index, given] of parts.entries()) {
    const part = inner && index === 0 ? { ...given, bytes: local(inner) } : given;
    const packed = part.isStored
      ? Buffer.from(part.bytes)
      : deflateRawSync(part.bytes, { level: part.bytes.length > 1e7 ? 6 : 9 });
    written.push({ part, packed, at });
    pieces.push(local({ part, packed }));
    at += pieces.at(-1)!.length;
  }
  const first = written[0]!;
  const entries = [...written.map((one) => central(one)), ...(more.alias ?? []).map((as) => central(first, as))];
  if (inner) entries.push(central({ ...inner, at: first.at + 30 + Buffer.byteLength(first.part.name) }));
  const directory = Buffer.concat(entries);
  const comment = Buffer.from(more.comment ?? '');
  const end = header(22, [
    [0, 0x06054b50, 4],
    [8, more.count ?? entries.length, 2],
    [10, more.count ?? entries.length, 2],
    [12, directory.length, 4],
    [16, at, 4],
    [20, comment.length, 2],
  ]);
  return Buffer.concat([...pieces, directory, end, comment, Buffer.from(more.after ?? [])]);
}

export const partOf = (name: string, text: string, more: Partial<ZipPart> = {}): ZipPart => ({
  name,
  bytes: Buffer.from(text),
  ...more,
});
