/**
 * The Merkle tree of RFC 9162 (Certificate Transparency v2), section 2.1: hashes, roots, inclusion and consistency proofs.
 *
 * A root commits to every leaf and to their order. An inclusion proof shows that one leaf stands at one place; a
 * consistency proof shows that a later tree still begins with the whole of an earlier one. Sizes are whole numbers up to
 * 2^53 - 1. Generating throws RangeError on a wrong call; verifying takes whatever a stranger hands in and answers false.
 */
import { createHash, hash } from 'node:crypto';

/** Bytes in a hash, a root and an element of a proof. */
export const hashLength = 32;

/** Hashes of the leaves: all of them, or a way to ask for the one at an index. */
export type LeafHashes = readonly Uint8Array[] | ((index: number) => Uint8Array);

/** Leaves from `from` up to but not including `to`. */
export type Span = readonly [from: number, to: number];

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

export interface ConsistencyClaim {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

// One-shot hashing into a string and back is over twice as fast as asking for a Buffer, and these two buffers spare an
// allocation for each hash. Nothing here is asynchronous, so they are never in use twice.
const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'binary');
const shortLeaf = 1024;
const leafRoom = Buffer.alloc(1 + shortLeaf);
const leafViews: Buffer[] = [];
const nodeRoom = Buffer.alloc(1 + 2 * hashLength, 1);

/** RFC 9162 2.1.1: HASH(0x00 || data). */
export function leafHash(data: Uint8Array): Buffer {
  const length = data.length;
  if (length > shortLeaf) return createHash('sha256').update('\0').update(data).digest();
  let view = leafViews[length];
  if (view === undefined) {
    view = leafRoom.subarray(0, 1 + length);
    leafViews[length] = view;
  }
  leafRoom.set(data, 1);
  return sha256(view);
}

/** RFC 9162 2.1.1: HASH(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== hashLength || right.length !== hashLength)
    throw new RangeError('a node joins two 32-byte hashes');
  nodeRoom.set(left, 1);
  nodeRoom.set(right, 1 + hashLength);
  return sha256(nodeRoom);
}

/** The root of a tree without leaves: the hash of nothing. */
export const emptyRoot = (): Buffer => sha256(new Uint8Array(0));

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;

/** The right edge of a growing tree: all that is needed to append to it and to know its root. One hash for each set bit of its size. */
export class Frontier {
  #size = 0;
  #peaks: Buffer[] = [];

  get size(): number {
    return this.#size;
  }

  append(leaf: Uint8Array): void {
    if (leaf.length !== hashLength) throw new RangeError('a leaf hash has 32 bytes');
    let node: Buffer | null = null;
    for (let rest = this.#size; isOdd(rest); rest = half(rest))
      node = nodeHash(this.#peaks.pop() as Buffer, node ?? leaf);
    // Copied, so that a caller who reads leaves into one reused buffer does not rewrite the tree.
    this.#peaks.push(node ?? Buffer.from(leaf));
    this.#size += 1;
  }

  root(): Buffer {
    let root = this.#peaks.at(-1);
    if (root === undefined) return emptyRoot();
    for (let i = this.#peaks.length - 2; i >= 0; i -= 1) root = nodeHash(this.#peaks[i] as Buffer, root);
    return Buffer.from(root);
  }

  /** Size as eight bytes, big end first, then the peaks from left to right. */
  toBytes(): Buffer {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(this.#size));
    return Buffer.concat([size, ...this.#peaks]);
  }

  /** Throws RangeError for anything that `toBytes` does not write. A wrong peak shows only as a wrong root. */
  static fromBytes(bytes: Uint8Array): Frontier {
    const copy = Buffer.from(bytes);
    const size = copy.length < 8 ? Number.NaN : Number(copy.readBigUInt64BE(0));
    if (!isSize(size)) throw new RangeError('a frontier begins with its size');
    let peaks = 0;
    for (let rest = size; rest > 0; rest = half(rest)) peaks += rest % 2;
    if (copy.length !== 8 + peaks * hashLength)
      throw new RangeError('a frontier has one hash for each set bit of its size');
    const frontier = new Frontier();
    frontier.#size = size;
    for (let at = 8; at < copy.length; at += hashLength) frontier.#peaks.push(copy.subarray(at, at + hashLength));
    return frontier;
  }
}

/** The root over leaf hashes read once, in order, holding only the frontier. */
export function rootOf(leaves: Iterable<Uint8Array>): Buffer {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

/** The root of the subtree over one span of the leaves. */
export function rootOfSpan(leaves: LeafHashes, [from, to]: Span): Buffer {
  const frontier = new Frontier();
  for (let i = from; i < to; i += 1) frontier.append(leafAt(leaves, i));
  return frontier.root();
}

function leafAt(leaves: LeafHashes, index: number): Uint8Array {
  const leaf = typeof leaves === 'function' ? leaves(index) : leaves[index];
  if (leaf === undefined) throw new RangeError(`there is no leaf ${index}`);
  return leaf;
}

/** The largest power of two smaller than n, for n > 1: where RFC 9162 2.1.1 splits a tree. */
function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The subtrees whose roots make up an inclusion proof, from the leaf upwards. A store that keeps subtree roots needs only this. */
export function inclusionSpans(index: number, size: number): Span[] {
  if (!isSize(index) || !isSize(size) || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const spans: Span[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      spans.push([middle, to]);
      to = middle;
    } else {
      spans.push([from, middle]);
      from = middle;
    }
  }
  return spans.reverse();
}

/** RFC 9162 2.1.3.1, PATH(index, D[size]). */
export const inclusionProof = (leaves: LeafHashes, index: number, size: number): Buffer[] =>
  inclusionSpans(index, size).map((span) => rootOfSpan(leaves, span));

/** The subtrees whose roots make up a consistency proof, in its order. */
export function consistencySpans(first: number, second: number): Span[] {
  if (!isSize(first) || !isSize(second) || first < 1 || first > second)
    throw new RangeError(`no consistency proof from ${first} to ${second}`);
  const spans: Span[] = [];
  let from = 0;
  let to = second;
  while (first !== to) {
    const middle = from + splitOf(to - from);
    if (first <= middle) {
      spans.push([middle, to]);
      to = middle;
    } else {
      spans.push([from, middle]);
      from = middle;
    }
  }
  // At the left edge this subtree is the whole earlier tree, whose root the verifier already holds.
  if (from > 0) spans.push([from, to]);
  return spans.reverse();
}

/** RFC 9162 2.1.4.1, PROOF(first, D[second]). Empty for equal sizes; from an empty tree there is none. */
export const consistencyProof = (leaves: LeafHashes, first: number, second: number): Buffer[] =>
  consistencySpans(first, second).map((span) => rootOfSpan(leaves, span));

const isHash = (bytes: Uint8Array): boolean => bytes.length === hashLength;
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** RFC 9162 2.1.3.2. */
export function verifyInclusion({ index, size, leaf, path, root }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  if (!isHash(leaf) || !isHash(root) || !path.every(isHash)) return false;
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      r = nodeHash(p, r);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      r = nodeHash(r, p);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && isSame(r, root);
}

/** RFC 9162 2.1.4.2. Nothing follows from an empty tree, so a first size of 0 is refused: the first sight of a log is not a proof. */
export function verifyConsistency({ first, second, firstRoot, secondRoot, path }: ConsistencyClaim): boolean {
  if (!isSize(first) || !isSize(second) || first < 1 || first > second) return false;
  if (!isHash(firstRoot) || !isHash(secondRoot) || !path.every(isHash)) return false;
  if (first === second) return path.length === 0 && isSame(firstRoot, secondRoot);
  if (path.length === 0) return false;
  let fn = first - 1;
  let sn = second - 1;
  while (isOdd(fn)) {
    fn = half(fn);
    sn = half(sn);
  }
  // fn is 0 here only when `first` is a power of two: then the earlier root is itself the subtree to start from.
  const [start, ...rest] = fn === 0 ? [firstRoot, ...path] : path;
  let fr = start as Uint8Array;
  let sr = fr;
  for (const c of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else {
      sr = nodeHash(sr, c);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && isSame(fr, firstRoot) && isSame(sr, secondRoot);
}
