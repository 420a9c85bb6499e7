import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  consistencyProof,
  consistencySpans,
  emptyRoot,
  Frontier,
  inclusionProof,
  inclusionSpans,
  leafHash,
  nodeHash,
  rootOf,
  rootOfSpan,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

interface Reference {
  readonly leaves: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; path: readonly string[] }[];
  readonly consistency: readonly { first: number; second: number; path: readonly string[] }[];
  readonly worked: {
    readonly size: number;
    readonly nodes: Readonly<Record<string, [number, number]>>;
    readonly inclusion: Readonly<Record<string, string>>;
    readonly consistency: Readonly<Record<string, string>>;
  };
}

const reference = JSON.parse(
  readFileSync(new URL('./vectors/rfc6962-reference.json', import.meta.url), 'utf8'),
) as Reference;
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const hex = (list: readonly Uint8Array[]): string[] => list.map((b) => Buffer.from(b).toString('hex'));
const referenceLeaves = reference.leaves.map((leaf) => leafHash(bytes(leaf)));
const referenceRoot = (size: number): Buffer => bytes(reference.roots[size] as string);

// ---- The oracle: RFC 9162 2.1.1, 2.1.3.1 and 2.1.4.1 word for word, recursive and slow. It shares nothing with the engine.

const oracleHash = (...parts: (Uint8Array | number)[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((p) => (typeof p === 'number' ? Buffer.of(p) : p))))
    .digest();
const powerBelow = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1);
const largest = 130;
const data = Array.from({ length: largest }, (_, i) => Buffer.from(`leaf ${i}`));
const leaves = data.map(leafHash);
const known = new Map<number, Buffer>();

function mth(from: number, to: number): Buffer {
  const key = from * 1000 + to;
  const found = known.get(key);
  if (found !== undefined) return found;
  const n = to - from;
  const k = powerBelow(n);
  const root =
    n === 0
      ? oracleHash()
      : n === 1
        ? oracleHash(0, data[from] as Buffer)
        : oracleHash(1, mth(from, from + k), mth(from + k, to));
  known.set(key, root);
  return root;
}

function pathOf(m: number, from: number, to: number): Buffer[] {
  const n = to - from;
  if (n === 1) return [];
  const k = powerBelow(n);
  return m < k
    ? [...pathOf(m, from, from + k), mth(from + k, to)]
    : [...pathOf(m - k, from + k, to), mth(from, from + k)];
}

function subproof(m: number, from: number, to: number, isWhole: boolean): Buffer[] {
  const n = to - from;
  if (m === n) return isWhole ? [] : [mth(from, to)];
  const k = powerBelow(n);
  return m <= k
    ? [...subproof(m, from, from + k, isWhole), mth(from + k, to)]
    : [...subproof(m - k, from + k, to, false), mth(from, from + k)];
}

test('the published roots of sizes 0 to 8, all at once and leaf by leaf', () => {
  assert.deepEqual(emptyRoot(), referenceRoot(0));
  const frontier = new Frontier();
  for (let size = 0; size <= 8; size += 1) {
    assert.deepEqual(rootOf(referenceLeaves.slice(0, size)), referenceRoot(size), `size ${size}`);
    assert.deepEqual(frontier.root(), referenceRoot(size));
    assert.equal(frontier.size, size);
    if (size < 8) frontier.append(referenceLeaves[size] as Buffer);
  }
});

test('the published inclusion and consistency paths', () => {
  for (const { index, size, path } of reference.inclusion) {
    assert.deepEqual(hex(inclusionProof(referenceLeaves, index, size)), path, `leaf ${index} of ${size}`);
    const claim = {
      index,
      size,
      leaf: referenceLeaves[index] as Buffer,
      path: path.map(bytes),
      root: referenceRoot(size),
    };
    assert.equal(verifyInclusion(claim), true);
  }
  for (const { first, second, path } of reference.consistency) {
    assert.deepEqual(hex(consistencyProof(referenceLeaves, first, second)), path, `${first} to ${second}`);
    const roots = { firstRoot: referenceRoot(first), secondRoot: referenceRoot(second) };
    assert.equal(verifyConsistency({ first, second, ...roots, path: path.map(bytes) }), true);
  }
});

test('the worked example of RFC 9162 2.1.5, node by node', () => {
  const { size, nodes, inclusion, consistency } = reference.worked;
  const named = (names: string) => names.split(' ').map((name) => nodes[name]);
  for (const [index, names] of Object.entries(inclusion))
    assert.deepEqual(inclusionSpans(Number(index), size), named(names));
  for (const [first, names] of Object.entries(consistency))
    assert.deepEqual(consistencySpans(Number(first), size), named(names));
});

test('every size from 0 to 130: the root of the oracle', () => {
  const frontier = new Frontier();
  for (let size = 0; size <= largest; size += 1) {
    assert.deepEqual(frontier.root(), mth(0, size), `size ${size}`);
    assert.deepEqual(rootOf(leaves.slice(0, size)), mth(0, size));
    if (size < largest) frontier.append(leaves[size] as Buffer);
  }
});

test('every leaf of every size up to 130: the path of the oracle, and it verifies', () => {
  let pairs = 0;
  for (let size = 1; size <= largest; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const path = inclusionProof(leaves, index, size);
      assert.deepEqual(path, pathOf(index, 0, size), `leaf ${index} of ${size}`);
      assert.equal(verifyInclusion({ index, size, leaf: leaves[index] as Buffer, path, root: mth(0, size) }), true);
      pairs += 1;
    }
  }
  assert.equal(pairs, 8515);
});

test('every pair of sizes up to 130: the proof of the oracle, and it verifies', () => {
  for (let second = 1; second <= largest; second += 1) {
    for (let first = 1; first <= second; first += 1) {
      const path = consistencyProof((i) => leaves[i] as Buffer, first, second);
      assert.deepEqual(path, subproof(first, 0, second, true), `${first} to ${second}`);
      const roots = { firstRoot: mth(0, first), secondRoot: mth(0, second) };
      assert.equal(verifyConsistency({ first, second, ...roots, path }), true, `${first} to ${second}`);
    }
  }
});

test('an empty tree proves nothing, and a later tree is never the earlier one', () => {
  const root = mth(0, 5);
  const ask = (first: number, second: number, path: Buffer[] = []) =>
    verifyConsistency({ first, second, firstRoot: root, secondRoot: root, path });
  assert.equal(ask(5, 5), true);
  assert.equal(ask(5, 5, [root]), false);
  assert.equal(ask(0, 0), false);
  assert.equal(ask(0, 5), false);
  assert.equal(ask(5, 4), false);
  assert.equal(ask(5, 6), false);
  for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    assert.equal(ask(5, size), false);
    assert.equal(ask(size, 5), false);
    assert.equal(verifyInclusion({ index: 0, size, leaf: root, path: [], root }), false);
    assert.equal(verifyInclusion({ index: size, size: 5, leaf: root, path: [], root }), false);
  }
  assert.equal(verifyInclusion({ index: 0, size: 1, leaf: root, path: [], root }), true);
  assert.equal(verifyInclusion({ index: 0, size: 1, leaf: root.subarray(1), path: [], root: root.subarray(1) }), false);
});

test('a wrong call is a bug, and thrown', () => {
  assert.throws(() => inclusionProof(leaves, 5, 5), RangeError);
  assert.throws(() => inclusionProof(leaves, -1, 5), RangeError);
  assert.throws(() => inclusionProof(leaves, 0, 131), /no leaf 130/);
  assert.throws(() => consistencyProof(leaves, 0, 5), RangeError);
  assert.throws(() => consistencyProof(leaves, 6, 5), RangeError);
  assert.throws(() => nodeHash(Buffer.alloc(31), Buffer.alloc(32)), RangeError);
  assert.throws(() => new Frontier().append(Buffer.alloc(33)), RangeError);
});

test('long leaves and short ones hash alike, in any order', () => {
  for (const length of [2000, 0, 1025, 1024, 1023, 5, 1024, 70_000]) {
    const leaf = Buffer.alloc(length, length);
    assert.deepEqual(leafHash(leaf), oracleHash(0, leaf), `${length} bytes`);
  }
});

test('a frontier survives being written down, at every size', () => {
  const frontier = new Frontier();
  for (let size = 0; size < largest; size += 1) {
    const written = frontier.toBytes();
    const back = Frontier.fromBytes(written);
    assert.deepEqual(back.root(), mth(0, size));
    back.append(leaves[size] as Buffer);
    frontier.append(leaves[size] as Buffer);
    assert.deepEqual(back.root(), mth(0, size + 1));
    assert.throws(() => Frontier.fromBytes(written.subarray(0, -1)), RangeError);
    assert.throws(() => Frontier.fromBytes(Buffer.concat([written, Buffer.alloc(32)])), RangeError);
  }
  assert.throws(() => Frontier.fromBytes(Buffer.alloc(40, 0xff)), RangeError);
});

test('a frontier keeps its own copy of what it is given', () => {
  const reused = Buffer.from(leaves[0] as Buffer);
  const frontier = new Frontier();
  frontier.append(reused);
  reused.fill(0);
  frontier.root().fill(0);
  assert.deepEqual(frontier.root(), mth(0, 1));
});

test('the root of a span is that of the subtree', () => {
  assert.deepEqual(rootOfSpan(leaves, [4, 7]), mth(4, 7));
  assert.deepEqual(rootOfSpan(leaves, [3, 3]), emptyRoot());
});
