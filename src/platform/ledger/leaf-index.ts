/**
 * Which leaf speaks of which record: some 70 bytes a leaf in flat arrays, so that a million fit where objects would not.
 */

import type { Log } from '../transaction.ts';
import type { StoredLeaf } from './leaf-stream.ts';

const idBytes = 16;
const hashBytes = 32;
const first = 1 << 12;

/** A uuid as its sixteen bytes, written into a buffer. */
function writeId(text: string, into: Buffer, at: number): void {
  into.write(text.replaceAll('-', ''), at, idBytes, 'hex');
}

function readId(from: Buffer, at: number): string {
  const hex = from.toString('hex', at, at + idBytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const mix = (ids: Buffer, at: number, table: number): number =>
  (ids.readInt32LE(at) ^ Math.imul(ids.readInt32LE(at + 12), 0x9e3779b1) ^ Math.imul(table + 1, 0x85ebca6b)) >>> 0;

export interface IndexedLeaf {
  readonly log: Log;
  readonly seq: number;
  readonly table: string;
  readonly object: string;
}

export class LeafIndex {
  #count = 0;
  #ids = Buffer.alloc(first * idBytes);
  #commitments = Buffer.alloc(first * hashBytes);
  #tables = new Uint32Array(first);
  #seqs = new Float64Array(first);
  /** Bit 0: covert. Bit 1: the record was seen. */
  #flags = new Uint8Array(first);
  #slots = new Int32Array(first * 2).fill(-1);
  readonly #tableNames: string[] = [];
  readonly #tableNumbers = new Map<string, number>();
  readonly #wanted = Buffer.alloc(idBytes);

  get size(): number {
    return this.#count;
  }

  /** Names of tables that any leaf speaks of. */
  get tables(): readonly string[] {
    return this.#tableNames;
  }

  #numberOf(table: string): number {
    let number = this.#tableNumbers.get(table);
    if (number === undefined) {
      number = this.#tableNames.length;
      this.#tableNames.push(table);
      this.#tableNumbers.set(table, number);
    }
    return number;
  }

  #grow(): void {
    const capacity = this.#tables.length * 2;
    const wider = <T extends Uint32Array | Float64Array | Uint8Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.#ids = Buffer.concat([this.#ids, Buffer.alloc(this.#ids.length)]);
    this.#commitments = Buffer.concat([this.#commitments, Buffer.alloc(this.#commitments.length)]);
    this.#tables = wider(new Uint32Array(capacity), this.#tables);
    this.#seqs = wider(new Float64Array(capacity), this.#seqs);
    this.#flags = wider(new Uint8Array(capacity), this.#flags);
    this.#slots = new Int32Array(capacity * 2).fill(-1);
    for (let entry = 0; entry < this.#count; entry += 1) {
      const at = entry * idBytes;
      this.#slots[this.#slotOf(this.#ids, at, this.#tables[entry] as number)] = entry;
    }
  }

  /** The slot that holds this table and id, or the free one where it belongs. */
  #slotOf(ids: Buffer, at: number, table: number): number {
    const mask = this.#slots.length - 1;
    let slot = mix(ids, at, table) & mask;
    for (;;) {
      const entry = this.#slots[slot] as number;
      if (entry < 0) return slot;
      const here = entry * idBytes;
      if (this.#tables[entry] === table && ids.compare(this.#ids, here, here + idBytes, at, at + idBytes) === 0)
        return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Takes a leaf in; gives the earlier leaf of the same record where there is one. */
  add(leaf: StoredLeaf, log: Log): IndexedLeaf | null {
    if (this.#count === this.#tables.length) this.#grow();
    const table = this.#numberOf(leaf.table);
    writeId(leaf.object, this.#wanted, 0);
    const slot = this.#slotOf(this.#wanted, 0, table);
    const held = this.#slots[slot] as number;
    if (held >= 0) return this.leaf(held);
    const entry = this.#count;
    this.#wanted.copy(this.#ids, entry * idBytes);
    this.#commitments.set(leaf.commitment.subarray(0, hashBytes), entry * hashBytes);
    this.#tables[entry] = table;
    this.#seqs[entry] = leaf.seq;
    this.#flags[entry] = log === 'covert' ? 1 : 0;
    this.#slots[slot] = entry;
    this.#count += 1;
    return null;
  }

  /** The entry for a record, or -1. Marks it as seen. */
  see(table: string, id: Buffer): number {
    const number = this.#tableNumbers.get(table);
    if (number === undefined || id.length !== idBytes) return -1;
    const entry = this.#slots[this.#slotOf(id, 0, number)] as number;
    if (entry >= 0) this.#flags[entry] = (this.#flags[entry] as number) | 2;
    return entry;
  }

  /** Whether the leaf of an entry holds this commitment. */
  commitsTo(entry: number, commitment: Buffer): boolean {
    const at = entry * hashBytes;
    return commitment.compare(this.#commitments, at, at + hashBytes) === 0;
  }

  leaf(entry: number): IndexedLeaf {
    return {
      log: ((this.#flags[entry] as number) & 1) === 1 ? 'covert' : 'main',
      seq: this.#seqs[entry] as number,
      table: this.#tableNames[this.#tables[entry] as number] as string,
      object: readId(this.#ids, entry * idBytes),
    };
  }

  /** Leaves whose record was never seen. */
  *unseen(): Generator<IndexedLeaf> {
    for (let entry = 0; entry < this.#count; entry += 1)
      if (((this.#flags[entry] as number) & 2) === 0) yield this.leaf(entry);
  }
}
