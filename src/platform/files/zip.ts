/**
 * Parts of a ZIP file, read by its central directory and never written anywhere. Strict: whatever two readers of the
 * same bytes could understand differently is refused, and nothing is inflated before its size has been agreed to.
 */
import { crc32 } from 'node:zlib';
import { Inflate } from 'fflate';
import { type FileCaps, FileRefused, inWords, quotedName } from './caps.ts';

/** Bytes that are read where they lie: a file, or a buffer in tests. */
export interface Bytes {
  readonly size: number;
  readonly slice: (start: number, end: number) => Uint8Array;
}

interface Part {
  readonly name: string;
  readonly isPacked: boolean;
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  readonly at: number;
}

export interface ZipFile {
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
  /** The bytes of a part, a piece at a time; refuses when they are not what the directory says. */
  readonly read: (name: string) => Generator<Uint8Array>;
}

const damaged = (what: string): FileRefused =>
  new FileRefused(`The file is damaged or cut short (${what}). Save it again, or send it again.`);

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const endSize = 22;
/** A piece of deflated bytes inflates to at most 1,032 times its size: four megabytes. */
const pieceBytes = 4 * 1024;

/** Where the directory is. It must lie directly before its end record, and that at the very end of the file. */
function directoryOf(bytes: Bytes): { at: number; size: number; parts: number } {
  const reach = Math.min(bytes.size, endSize + 0xffff);
  const tail = bytes.slice(bytes.size - reach, bytes.size);
  const view_ = view(tail);
  for (let at = tail.length - endSize; at >= 0; at -= 1) {
    if (view_.getUint32(at, true) !== 0x06054b50) continue;
    if (at + endSize + view_.getUint16(at + 20, true) !== tail.length) continue;
    const parts = view_.getUint16(at + 10, true);
    const size = view_.getUint32(at + 12, true);
    const start = view_.getUint32(at + 16, true);
    if (parts === 0xffff || size === 0xffffffff || start === 0xffffffff)
      throw new FileRefused('The file is a ZIP64 file, which no spreadsheet of a size taken here has to be.');
    if (view_.getUint32(at + 4, true) !== 0) throw new FileRefused('The file is one piece of a ZIP file in several.');
    if (start + size !== bytes.size - reach + at)
      throw new FileRefused('Something stands before, between or behind the parts of the file. Save it again.');
    return { at: start, size, parts };
  }
  throw damaged('its directory is missing');
}

const isOutside = (name: string): boolean =>
  name === '' || /^[/\\]|^[a-z]:|\0/i.test(name) || name.split(/[/\\]/).includes('..');

function listParts(bytes: Bytes, caps: FileCaps): Part[] {
  const directory = directoryOf(bytes);
  if (directory.parts > caps.parts) throw new FileRefused(`The file has more than ${caps.parts} parts.`);
  const list = bytes.slice(directory.at, directory.at + directory.size);
  const view_ = view(list);
  const parts: Part[] = [];
  let at = 0;
  for (let index = 0; index < directory.parts; index += 1) {
    if (at + 46 > list.length || view_.getUint32(at, true) !== 0x02014b50) throw damaged('its directory is broken');
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view_.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameLength + extra + comment;
    if (next > list.length) throw damaged('its directory is broken');
    const name = new TextDecoder().decode(list.subarray(at + 46, at + 46 + nameLength));
    const method = view_.getUint16(at + 10, true);
    if (isOutside(name)) throw new FileRefused(`A part of the file is named ${quotedName(name)}, outside the file.`);
    if ((view_.getUint16(at + 8, true) & 0x2041) !== 0)
      throw new FileRefused('The file is encrypted. Save it without a password.');
    if (method !== 0 && method !== 8)
      throw new FileRefused(`The part ${quotedName(name)} is packed in a way that is not read here.`);
    parts.push({
      name,
      isPacked: method === 8,
      crc: view_.getUint32(at + 16, true),
      packed: view_.getUint32(at + 20, true),
      size: view_.getUint32(at + 24, true),
      at: view_.getUint32(at + 42, true),
    });
    at = next;
  }
  if (at !== list.length) throw damaged('its directory is broken');
  return parts.map((part) => ({ ...part, at: startOf(bytes, part, directory.at) }));
}

/** Where the bytes of a part begin. The header before them must say what the directory says. */
function startOf(bytes: Bytes, part: Part, end: number): number {
  if (part.at + 30 > end) throw damaged('a part is missing');
  const header = bytes.slice(part.at, part.at + 30);
  const view_ = view(header);
  if (view_.getUint32(0, true) !== 0x04034b50) throw damaged('a part is missing');
  const nameLength = view_.getUint16(26, true);
  const start = part.at + 30 + nameLength + view_.getUint16(28, true);
  const name = new TextDecoder().decode(bytes.slice(part.at + 30, part.at + 30 + nameLength));
  const method = view_.getUint16(8, true);
  if (name !== part.name || (method === 8) !== part.isPacked || start + part.packed > end)
    throw new FileRefused(`The file says two things about its part ${quotedName(part.name)}. Save it again.`);
  return start;
}

function checkSizes(parts: readonly Part[], caps: FileCaps): void {
  let total = 0;
  let end = 0;
  const names = new Set<string>();
  for (const part of [...parts].sort((a, b) => a.at - b.at)) {
    total += part.size;
    if (names.has(part.name.toLowerCase())) throw new FileRefused(`The part ${quotedName(part.name)} is there twice.`);
    names.add(part.name.toLowerCase());
    if (part.at < end) throw new FileRefused('Parts of the file lie over each other, as in a file made to overwhelm.');
    end = part.at + part.packed;
    if (!part.isPacked && part.packed !== part.size) throw damaged('a part has two sizes');
    if (part.size > 1024 ** 2 && part.size > part.packed * caps.ratio)
      throw new FileRefused(
        `The part ${quotedName(part.name)} would inflate to more than ${caps.ratio} times its size, as in a file made to overwhelm.`,
      );
  }
  if (total > caps.inflatedBytes)
    throw new FileRefused(`The file would inflate to more than ${inWords(caps.inflatedBytes)}.`);
}

function* stored(bytes: Bytes, part: Part): Generator<Uint8Array> {
  for (let at = part.at; at < part.at + part.packed; at += 16 * pieceBytes)
    yield bytes.slice(at, Math.min(at + 16 * pieceBytes, part.at + part.packed));
}

function* inflated(bytes: Bytes, part: Part): Generator<Uint8Array> {
  const found: Uint8Array[] = [];
  const inflate = new Inflate((piece) => {
    if (piece.length > 0) found.push(piece);
  });
  for (let at = part.at; at < part.at + part.packed; at += pieceBytes) {
    const end = Math.min(at + pieceBytes, part.at + part.packed);
    try {
      inflate.push(bytes.slice(at, end), end === part.at + part.packed);
    } catch {
      throw damaged(`${quotedName(part.name)} does not inflate`);
    }
    yield* found.splice(0);
  }
}

function* checked(pieces: Generator<Uint8Array>, part: Part): Generator<Uint8Array> {
  let [size, crc] = [0, 0];
  for (const piece of pieces) {
    size += piece.length;
    if (size > part.size) throw damaged(`${quotedName(part.name)} is longer than it says`);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== part.size || crc !== part.crc) throw damaged(`${quotedName(part.name)} is not what it was`);
}

/** Opens a ZIP file: looks at its directory, inflates nothing yet. */
export function openZip(bytes: Bytes, caps: FileCaps): ZipFile {
  if (bytes.size > caps.fileBytes) throw new FileRefused(`The file is larger than ${inWords(caps.fileBytes)}.`);
  const list = listParts(bytes, caps);
  checkSizes(list, caps);
  const parts = new Map(list.map((part) => [part.name, part]));
  return {
    names: [...parts.keys()],
    has: (name) => parts.has(name),
    read: (name) => {
      const part = parts.get(name);
      if (!part) throw damaged(`it has no part ${quotedName(name)}`);
      return checked(part.isPacked ? inflated(bytes, part) : stored(bytes, part), part);
    },
  };
}
