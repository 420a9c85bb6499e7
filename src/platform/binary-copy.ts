/**
 * Reads `COPY ... TO STDOUT (FORMAT binary)` as a stream of rows. Fields are read in order, once each, from a cursor
 * that moves over the bytes as they came: nothing is copied but what is kept.
 */
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

const signatureLength = 11;
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function uuidAt(bytes: Buffer, at: number): string {
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-';
    text += hexPairs[bytes[at + index]!];
  }
  return text;
}

/** A cursor over one row's fields. Each method reads the next field; null stays null. */
export class BinaryRow {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;

  #length(): number {
    const length = this.bytes.readInt32BE(this.at);
    this.at += 4;
    return length;
  }

  uuid(): string | null {
    const length = this.#length();
    if (length < 0) return null;
    const text = uuidAt(this.bytes, this.at);
    this.at += length;
    return text;
  }

  text(): string | null {
    const length = this.#length();
    if (length < 0) return null;
    const text = this.bytes.toString('latin1', this.at, this.at + length);
    const ascii = !/[\u0080-\u00ff]/.test(text);
    const value = ascii ? text : this.bytes.toString('utf8', this.at, this.at + length);
    this.at += length;
    return value;
  }

  bool(): boolean | null {
    const length = this.#length();
    if (length < 0) return null;
    this.at += 1;
    return this.bytes[this.at - 1] === 1;
  }

  /** A 32-bit integer plus an offset: a date counts days from 2000-01-01. */
  int32(offset: number): number | null {
    const length = this.#length();
    if (length < 0) return null;
    this.at += 4;
    return this.bytes.readInt32BE(this.at - 4) + offset;
  }

  /** A timestamp (microseconds from 2000-01-01) as milliseconds from 1970. */
  microseconds(offsetMs: number): number | null {
    const length = this.#length();
    if (length < 0) return null;
    this.at += 8;
    const high = this.bytes.readInt32BE(this.at - 8);
    const low = this.bytes.readUInt32BE(this.at - 4);
    return Math.floor((high * 4_294_967_296 + low) / 1000) + offsetMs;
  }

  json<T>(): T | null {
    const length = this.#length();
    if (length < 0) return null;
    const text = this.bytes.toString('utf8', this.at + 1, this.at + length); // the first byte is jsonb's version
    this.at += length;
    return JSON.parse(text) as T;
  }

  #array<T>(read: (at: number, length: number) => T): T[] | null {
    const length = this.#length();
    if (length < 0) return null;
    const end = this.at + length;
    const dimensions = this.bytes.readInt32BE(this.at);
    const values: T[] = [];
    if (dimensions > 0) {
      const count = this.bytes.readInt32BE(this.at + 12);
      let at = this.at + 20;
      for (let index = 0; index < count; index += 1) {
        const size = this.bytes.readInt32BE(at);
        values.push(read(at + 4, size));
        at += 4 + Math.max(size, 0);
      }
    }
    this.at = end;
    return values;
  }

  uuids(): string[] | null {
    return this.#array((at) => uuidAt(this.bytes, at));
  }

  texts(intern: (text: string) => string | null): (string | null)[] | null {
    return this.#array((at, length) => intern(this.bytes.toString('utf8', at, at + length)));
  }
}

/** Where the row that begins at `at` ends, or -1 when its last bytes have not come yet, or -2 at the end of the copy. */
function rowEnd(bytes: Buffer, at: number): number {
  if (at + 2 > bytes.length) return -1;
  const fields = bytes.readInt16BE(at);
  if (fields < 0) return -2;
  let position = at + 2;
  for (let field = 0; field < fields; field += 1) {
    if (position + 4 > bytes.length) return -1;
    const length = bytes.readInt32BE(position);
    position += 4 + Math.max(length, 0);
    if (position > bytes.length) return -1;
  }
  return position;
}

export class BinaryRows {
  readonly #client: pg.PoolClient;
  readonly #statement: string;

  constructor(client: pg.PoolClient, statement: string) {
    this.#client = client;
    this.#statement = statement;
  }

  /** Batches of rows as they arrive. A batch is read to its end before the next one: all rows share one cursor. */
  async *batches(): AsyncGenerator<Iterable<BinaryRow>> {
    const stream = this.#client.query(copyTo(this.#statement));
    let rest: Buffer = Buffer.alloc(0);
    let started = false;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      if (!started) {
        if (bytes.length < signatureLength + 8) {
          rest = bytes;
          continue;
        }
        bytes = bytes.subarray(signatureLength + 8 + bytes.readInt32BE(signatureLength + 4));
        started = true;
      }
      const row = new BinaryRow();
      let position = 0;
      const complete = (function* () {
        for (;;) {
          const end = rowEnd(bytes, position);
          if (end < 0) return;
          row.bytes = bytes;
          row.at = position + 2;
          position = end;
          yield row;
        }
      })();
      yield complete;
      for (const _ of complete) throw new Error('a batch was left before its end');
      rest = Buffer.from(bytes.subarray(position));
    }
  }
}
