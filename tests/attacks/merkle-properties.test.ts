/**
 * What somebody could try against the tree, and three cheaper designs that would not notice. Every control here must
 * let its attack through: if one day it does not, the test proves nothing.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type ConsistencyClaim,
  consistencyProof,
  type InclusionClaim,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../src/engines/merkle.ts';

const seed = Number(process.env.SEED ?? 9162);
const runs = { seed, numRuns: 1500 };
const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const leavesOf = (size: number): Buffer[] =>
  Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const all = leavesOf(300);
const roots = Array.from({ length: all.length + 1 }, (_, size) => rootOf(all.slice(0, size)));
const rootAt = (size: number): Buffer => roots[size] as Buffer;

const inclusionClaim = (index: number, size: number): InclusionClaim => ({
  index,
  size,
  leaf: all[index] as Buffer,
  path: inclusionProof(all, index, size),
  root: rootAt(size),
});
const consistencyClaim = (first: number, second: number): ConsistencyClaim => ({
  first,
  second,
  firstRoot: rootAt(first),
  secondRoot: rootAt(second),
  path: consistencyProof(all, first, second),
});

const anyInclusion = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.integer({ min: 0, max: size - 1 }).map((index) => inclusionClaim(index, size)));
const anyConsistency = fc
  .integer({ min: 2, max: 300 })
  .chain((second) => fc.integer({ min: 1, max: second - 1 }).map((first) => consistencyClaim(first, second)));

/** The same bytes with one bit turned over. */
function bitFlipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  copy[at] = (copy[at] as number) ^ (1 << (bit % 8));
  return copy;
}

const replaced = <T>(list: readonly T[], at: number, item: T): T[] => list.map((old, i) => (i === at ? item : old));
const without = <T>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);
const inserted = <T>(list: readonly T[], at: number, item: T): T[] => [...list.slice(0, at), item, ...list.slice(at)];
const bit = fc.integer({ min: 0, max: 255 });
const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 });

test(`any changed bit of an inclusion proof is refused (seed ${seed})`, () => {
  fc.assert(
    fc.property(anyInclusion, bit, fc.nat(), (claim, at, pick) => {
      assert.equal(verifyInclusion(claim), true);
      assert.equal(verifyInclusion({ ...claim, leaf: bitFlipped(claim.leaf, at) }), false);
      assert.equal(verifyInclusion({ ...claim, root: bitFlipped(claim.root, at) }), false);
      if (claim.path.length === 0) return;
      const i = pick % claim.path.length;
      const path = replaced(claim.path, i, bitFlipped(claim.path[i] as Buffer, at));
      assert.equal(verifyInclusion({ ...claim, path }), false);
    }),
    runs,
  );
});

test('an extra, missing, empty or exchanged element of an inclusion proof is refused', () => {
  fc.assert(
    fc.property(anyInclusion, fc.nat(), anyHash, (claim, pick, extra) => {
      const at = pick % (claim.path.length + 1);
      for (const item of [extra, claim.root, claim.leaf, new Uint8Array(0)])
        assert.equal(verifyInclusion({ ...claim, path: inserted(claim.path, at, item) }), false);
      if (claim.path.length === 0) return;
      assert.equal(verifyInclusion({ ...claim, path: without(claim.path, pick % claim.path.length) }), false);
      assert.equal(verifyInclusion({ ...claim, path: [] }), false);
      if (claim.path.length > 1) assert.equal(verifyInclusion({ ...claim, path: claim.path.toReversed() }), false);
    }),
    runs,
  );
});

test('another leaf, another place or another tree is refused', () => {
  fc.assert(
    fc.property(anyInclusion, fc.nat(299), fc.integer({ min: 1, max: 300 }), (claim, index, size) => {
      if (index !== claim.index) {
        assert.equal(verifyInclusion({ ...claim, leaf: all[index] as Buffer }), false);
        assert.equal(verifyInclusion({ ...claim, index }), false);
      }
      if (size !== claim.size) assert.equal(verifyInclusion({ ...claim, size, root: rootAt(size) }), false);
      assert.equal(verifyInclusion({ ...claim, size: claim.size * 2 }), false);
    }),
    runs,
  );
});

test('any changed bit of a consistency proof is refused', () => {
  fc.assert(
    fc.property(anyConsistency, bit, fc.nat(), (claim, at, pick) => {
      assert.equal(verifyConsistency(claim), true);
      assert.equal(verifyConsistency({ ...claim, firstRoot: bitFlipped(claim.firstRoot, at) }), false);
      assert.equal(verifyConsistency({ ...claim, secondRoot: bitFlipped(claim.secondRoot, at) }), false);
      const i = pick % claim.path.length;
      const path = replaced(claim.path, i, bitFlipped(claim.path[i] as Buffer, at));
      assert.equal(verifyConsistency({ ...claim, path }), false);
    }),
    runs,
  );
});

test('an extra, missing or exchanged element of a consistency proof is refused', () => {
  fc.assert(
    fc.property(anyConsistency, fc.nat(), anyHash, (claim, pick, extra) => {
      const at = pick % (claim.path.length + 1);
      for (const item of [extra, claim.firstRoot, claim.secondRoot, new Uint8Array(0)])
        assert.equal(verifyConsistency({ ...claim, path: inserted(claim.path, at, item) }), false);
      assert.equal(verifyConsistency({ ...claim, path: without(claim.path, pick % claim.path.length) }), false);
      assert.equal(verifyConsistency({ ...claim, path: [] }), false);
      const exchanged = { ...claim, firstRoot: claim.secondRoot, secondRoot: claim.firstRoot };
      assert.equal(verifyConsistency(exchanged), false);
    }),
    runs,
  );
});

test('a consistency proof is refused for the roots of other sizes', () => {
  fc.assert(
    fc.property(anyConsistency, fc.integer({ min: 1, max: 300 }), (claim, size) => {
      if (size !== claim.first)
        assert.equal(verifyConsistency({ ...claim, first: size, firstRoot: rootAt(size) }), false);
      if (size !== claim.second)
        assert.equal(verifyConsistency({ ...claim, second: size, secondRoot: rootAt(size) }), false);
    }),
    runs,
  );
});

test('a rewritten, reordered, shortened or backdated log is not consistent with a checkpoint kept outside', () => {
  const edits: Record<string, (log: readonly Buffer[], at: number) => Buffer[]> = {
    'one entry changed': (log, at) => replaced(log, at, leafHash(Buffer.from('changed'))),
    'one entry deleted': (log, at) => without(log, at),
    'one entry slipped in': (log, at) => inserted(log, at, leafHash(Buffer.from('backdated'))),
    'two entries exchanged': (log, at) => {
      const other = (at + 1) % log.length;
      return replaced(replaced(log, at, log[other] as Buffer), other, log[at] as Buffer);
    },
    'everything rewritten': (log) => log.map((_, i) => leafHash(Buffer.from(`new ${i}`))),
  };
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(20), (kept, pick, more) => {
      const at = pick % kept;
      for (const [name, edit] of Object.entries(edits)) {
        // The attacker goes on writing afterwards, and makes the best proof that the edited log can give.
        const log = [...edit(all.slice(0, kept), at), ...leavesOf(more + 2)];
        const claim = { first: kept, second: log.length, firstRoot: rootAt(kept), secondRoot: rootOf(log) };
        assert.equal(verifyConsistency({ ...claim, path: consistencyProof(log, kept, log.length) }), false, name);
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('a log whose tail was cut and grown again is not consistent with a checkpoint kept outside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 1, max: 20 }), (kept, cut) => {
      const short = all.slice(0, Math.max(1, kept - cut));
      const claim = { first: kept, second: short.length, firstRoot: rootAt(kept), secondRoot: rootOf(short), path: [] };
      assert.equal(verifyConsistency(claim), false);
      const regrown = [...short, ...Array.from({ length: cut + 3 }, (_, i) => leafHash(Buffer.from(`later ${i}`)))];
      const path = consistencyProof(regrown, kept, regrown.length);
      const again = { first: kept, second: regrown.length, firstRoot: rootAt(kept), secondRoot: rootOf(regrown), path };
      assert.equal(verifyConsistency(again), false);
    }),
    { seed, numRuns: 300 },
  );
});

test('no made-up path is ever believed', () => {
  fc.assert(
    fc.property(anyConsistency, fc.array(anyHash, { maxLength: 12 }), (claim, path) => {
      assert.equal(verifyConsistency({ ...claim, path }), false);
      const inclusion = inclusionClaim(claim.first, claim.second);
      assert.equal(verifyInclusion({ ...inclusion, path }), false);
    }),
    runs,
  );
});

test('a proof of a tall tree does not pass for one of a short tree', () => {
  // Each path goes on after it has reached the top of the tree it claims.
  const tall = { leaf: all[1] as Buffer, path: [all[0] as Buffer], root: rootAt(2) };
  assert.equal(verifyInclusion({ ...tall, index: 1, size: 2 }), true);
  assert.equal(verifyInclusion({ ...tall, index: 0, size: 1 }), false);
  const grown = consistencyClaim(7, 8);
  assert.equal(verifyConsistency(grown), true);
  assert.equal(verifyConsistency({ ...grown, first: 3, second: 4 }), false);
});

test('the corruptions of the reference suite, over the published proofs', () => {
  const reference = JSON.parse(
    readFileSync(new URL('../../src/engines/vectors/rfc6962-reference.json', import.meta.url), 'utf8'),
  ) as {
    leaves: string[];
    roots: string[];
    inclusion: { index: number; size: number; path: string[] }[];
    consistency: { first: number; second: number; path: string[] }[];
  };
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  const rootOfSize = (size: number) => bytes(reference.roots[size] as string);
  const some = bytes('abacaba000000000000000000000000000000000000000000060061e00123456');
  const short = Buffer.from('WrongLeaf');
  const noRoot = rootOfSize(0);
  for (const { index, size, path: published } of reference.inclusion) {
    const path = published.map(bytes);
    const claim = {
      index,
      size,
      path,
      root: rootOfSize(size),
      leaf: leafHash(bytes(reference.leaves[index] as string)),
    };
    assert.equal(verifyInclusion(claim), true);
    const wrong: Partial<InclusionClaim>[] = [
      { index: index - 1 },
      { index: index + 1 },
      { index: index ^ 2 },
      { size: size * 2 },
      { size: Math.floor(size / 2) },
      { leaf: short },
      { root: noRoot },
      { root: some },
      { root: Buffer.alloc(0) },
      { path: [...path, Buffer.alloc(0)] },
      { path: [...path, claim.root] },
      { path: [Buffer.alloc(0), ...path] },
      { path: [claim.root, ...path] },
      ...path.map((hash, i) => ({ path: replaced(path, i, bitFlipped(hash, 3)) })),
      ...(path.length > 0 ? [{ path: path.slice(0, -1) }, { path: inserted(path, 1, some) }] : []),
    ];
    for (const change of wrong) assert.equal(verifyInclusion({ ...claim, ...change }), false, JSON.stringify(change));
  }
  for (const { first, second, path: published } of reference.consistency) {
    if (published.length === 0) continue;
    const path = published.map(bytes);
    const claim = { first, second, path, firstRoot: rootOfSize(first), secondRoot: rootOfSize(second) };
    assert.equal(verifyConsistency(claim), true);
    const wrong: Partial<ConsistencyClaim>[] = [
      { first: first - 1 },
      { first: first + 1 },
      { first: first ^ 2 },
      { second: second * 2 },
      { second: Math.floor(second / 2) },
      { firstRoot: short },
      { secondRoot: short },
      { firstRoot: claim.secondRoot, secondRoot: claim.firstRoot },
      { path: [] },
      ...[Buffer.alloc(0), claim.firstRoot, claim.secondRoot, path[0] as Buffer].flatMap((extra) => [
        { path: [...path, extra] },
        { path: [extra, ...path] },
      ]),
      { path: path.slice(0, -1) },
      ...path.map((hash, i) => ({ path: replaced(path, i, bitFlipped(hash, 4)) })),
    ];
    for (const change of wrong) assert.equal(verifyConsistency({ ...claim, ...change }), false, JSON.stringify(change));
  }
});

// ---- Controls: each lets its attack through.

test('control: a plain hash chain still verifies after its tail is cut, and after a rewrite', () => {
  interface Link {
    readonly entry: string;
    readonly hash: Buffer;
  }
  const forge = (entries: readonly string[]): Link[] => {
    let previous: Buffer = Buffer.alloc(32);
    return entries.map((entry) => {
      previous = sha256(previous, Buffer.from(entry));
      return { entry, hash: previous };
    });
  };
  const isWhole = (chain: readonly Link[]): boolean =>
    chain.every(({ entry, hash }, i) =>
      sha256(chain[i - 1]?.hash ?? Buffer.alloc(32), Buffer.from(entry)).equals(hash),
    );

  const entries = ['reported', 'assessed', 'decision: proved', 'decision: sent on'];
  const chain = forge(entries);
  assert.equal(isWhole(chain), true);
  assert.equal(
    isWhole(replaced(chain, 1, { entry: 'dropped', hash: chain[1]?.hash as Buffer })),
    false,
    'a clumsy edit is seen',
  );
  assert.equal(isWhole(chain.slice(0, 2)), true, 'the cut tail is not');
  assert.equal(isWhole(forge(replaced(entries, 2, 'decision: not proved'))), true, 'nor is the rewrite');

  // The same two attacks against the tree, with one earlier root kept by somebody else.
  const log = entries.map((entry) => leafHash(Buffer.from(entry)));
  const kept = { first: 4, firstRoot: rootOf(log) };
  const cut = log.slice(0, 2);
  assert.equal(verifyConsistency({ ...kept, second: 2, secondRoot: rootOf(cut), path: [] }), false);
  const rewritten = replaced(log, 2, leafHash(Buffer.from('decision: not proved')));
  assert.equal(verifyConsistency({ ...kept, second: 4, secondRoot: rootOf(rewritten), path: [] }), false);
});

test('control: with no checkpoint outside, a rewritten tree agrees with itself', () => {
  const rewritten = Array.from({ length: 9 }, (_, i) => leafHash(Buffer.from(`new ${i}`)));
  const claim = { first: 5, firstRoot: rootOf(rewritten.slice(0, 5)), second: 9, secondRoot: rootOf(rewritten) };
  assert.equal(verifyConsistency({ ...claim, path: consistencyProof(rewritten, 5, 9) }), true);
});

test('control: a tree without the prefixes takes an inner node for a leaf', () => {
  const plainRoot = (hashes: readonly Buffer[]): Buffer =>
    hashes.length === 1
      ? (hashes[0] as Buffer)
      : plainRoot(hashes.flatMap((h, i) => (i % 2 === 0 ? [sha256(h, hashes[i + 1] as Buffer)] : [])));
  const entries = ['a', 'b', 'c', 'd'].map((text) => sha256(Buffer.from(text)));
  const invented = [0, 2].map((i) => Buffer.concat([entries[i] as Buffer, entries[i + 1] as Buffer]));
  assert.deepEqual(plainRoot(invented.map((entry) => sha256(entry))), plainRoot(entries));

  const log = ['a', 'b', 'c', 'd'].map((text) => leafHash(Buffer.from(text)));
  const pairs = [0, 2].map((i) => leafHash(Buffer.concat([log[i] as Buffer, log[i + 1] as Buffer])));
  assert.notDeepEqual(rootOf(pairs), rootOf(log));
});

test('control: a tree that doubles an odd leaf has one root for two logs', () => {
  const doubling = (hashes: readonly Buffer[]): Buffer =>
    hashes.length === 1
      ? (hashes[0] as Buffer)
      : doubling(hashes.flatMap((h, i) => (i % 2 === 0 ? [nodeHash(h, hashes[i + 1] ?? h)] : [])));
  const three = leavesOf(3);
  const four = [...three, three[2] as Buffer];
  assert.deepEqual(doubling(three), doubling(four));
  assert.notDeepEqual(rootOf(three), rootOf(four));
});

test('control: a proof alone does not fix the size, which is why a checkpoint signs size and root together', () => {
  const claim = inclusionClaim(0, 3);
  assert.equal(verifyInclusion({ ...claim, size: 4 }), true);
  assert.equal(verifyInclusion({ ...claim, size: 4, root: rootAt(4) }), false);
});
