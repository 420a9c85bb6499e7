import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { leafHasher } from './leaf-hasher.ts';
import { leafHashOf } from './ledger-leaf.ts';

test('the quick hasher gives what the plain one gives, whatever leaf came before', () => {
  const hashOf = leafHasher();
  const pick = <T>(list: readonly T[], turn: number): T => list[turn % list.length] as T;
  for (let turn = 0; turn < 2000; turn += 1) {
    const digest = createHash('sha256').update(String(turn)).digest();
    const hex = digest.toString('hex');
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
    const leaf = {
      at: pick(['2026-03-06T09:00:00.001Z', '2026-03-06T09:00:00.123456Z'], turn),
      act: pick(['entry.posted', 'a "quoted" act', 'act\u2028é'], turn * 7),
      actor: pick([null, id], turn >> 2),
      table: pick(['record.entry', 'people.post', 't"'], turn >> 3),
      object: pick([id, 'not an id', id.toUpperCase()], turn >> 4),
      commitment: digest,
    };
    assert.deepEqual(hashOf(leaf), leafHashOf(leaf));
  }
});

test('the quick hasher refuses what the plain one refuses', () => {
  const id = '00000000-0000-4000-8000-000000000000';
  const leaf = { act: 'a', actor: null, table: 't', object: id, commitment: Buffer.alloc(32) };
  const hashOf = leafHasher();
  assert.throws(() => hashOf({ ...leaf, at: '2026-03-06T09:00:00+00:00' }), TypeError);
  assert.throws(() => hashOf({ ...leaf, at: '2026-03-06T09:00:00.000Z', commitment: Buffer.alloc(31) }), TypeError);
});
