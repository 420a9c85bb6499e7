/**
 * Ids that follow from what they name: the same reference gives the same id in every file, without a look-up, and
 * nobody without the installation's key can tell which reference an id stands for. Shaped as uuid v4, like all others.
 */
import { createHmac } from 'node:crypto';
import { keyFile, type Place } from './config.ts';

/** An id for what these words name, in this order. */
export type KeyedIds = (kind: string, ...words: readonly string[]) => string;

/** Keyed ids of this installation. Who restores the database elsewhere must bring the key folder, or later files meet nothing. */
export function keyedIds(place: Place): KeyedIds {
  const key = keyFile(place, 'references');
  return (kind, ...words) => {
    const bytes = createHmac('sha256', key)
      .update(JSON.stringify([kind, ...words]))
      .digest()
      .subarray(0, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
