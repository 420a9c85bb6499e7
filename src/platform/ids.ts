/** The only source of identifiers and dice: random 128-bit ids (uuid v4), branded by what they name. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };
export type PersonId = Id<'person'>;
export type SubjectId = Id<'subject'>;
export type EntryId = Id<'entry'>;
export type DutyId = Id<'duty'>;

export interface Ids {
  readonly next: () => string;
  readonly bytes: (length: number) => Buffer;
}

export const randomIds: Ids = { next: () => randomUUID(), bytes: (length) => randomBytes(length) };

/** The same ids again for the same seed: for tests that compare two worlds byte for byte. Never for a real service. */
export function seededIds(seed: string): Ids {
  let count = 0;
  const block = () => createHash('sha256').update(`${seed}/${count++}`).digest();
  return {
    next: () => {
      const bytes = block().subarray(0, 16);
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = bytes.toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
    bytes: (length) => {
      const parts: Buffer[] = [];
      for (let have = 0; have < length; have += 32) parts.push(block());
      return Buffer.concat(parts).subarray(0, length);
    },
  };
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
export const isId = (text: string): boolean => uuid.test(text);
