/** Comparing a night with what the nights before left: by hand, and as laws over random nights. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Change, compareNight, type HeldRow, type Night, type NightRow } from './compare-night.ts';

const row = (ref: string, says: string, previousRef: string | null = null): NightRow => ({
  ref,
  previousRef,
  facts: { says },
});
const held = (ref: string, says: string, more: Partial<HeldRow> = {}): [string, HeldRow] => [
  ref,
  { ref, state: 'held', facts: { says }, target: `target of ${ref}`, digest: null, ...more },
];
const night = (rows: readonly NightRow[], more: Partial<Night<NightRow>> = {}): Night<NightRow> => ({
  isWhole: true,
  rows,
  rejected: [],
  deleted: [],
  ...more,
});
const said = (changes: readonly Change<NightRow>[]) => changes.map(({ change, ref }) => `${change} ${ref}`);

test('a whole night: new, changed, gone, and what is the same is nothing', () => {
  const found = compareNight(
    new Map([held('a', '1'), held('b', '1'), held('c', '1')]),
    night([row('a', '1'), row('b', '2'), row('d', '1')]),
  );
  assert.deepEqual(said(found.changes), ['changed b', 'new d', 'gone c']);
  assert.equal(found.unchanged, 1);
});

test('a delta deletes what it names and nothing else', () => {
  const before = new Map([held('a', '1'), held('b', '1'), held('c', '1')]);
  assert.deepEqual(said(compareNight(before, night([], { isWhole: false, deleted: ['b', 'x'] })).changes), ['gone b']);
});

test('a re-keyed row is the same row; where the old reference is still there, it is another', () => {
  const before = new Map([held('a', '1')]);
  assert.deepEqual(said(compareNight(before, night([row('z', '1', 'a')])).changes), ['moved z']);
  assert.deepEqual(said(compareNight(before, night([row('a', '1'), row('z', '1', 'a')])).changes), ['new z']);
  const delta = night([row('z', '1', 'a')], { isWhole: false, deleted: ['a'] });
  assert.deepEqual(said(compareNight(before, delta).changes), ['moved z']);
});

test('a row that was gone is back, and says in what it differs', () => {
  const [change] = compareNight(new Map([held('a', '1', { state: 'gone' })]), night([row('a', '2')])).changes;
  assert.equal(change?.change, 'back');
  assert.deepEqual(change?.change === 'back' && change.fields, ['says']);
});

test('copies of a row are one; two that differ under one reference are both refused and the earlier row stays', () => {
  const before = new Map([held('a', '1')]);
  const copies = compareNight(before, night([row('a', '1'), row('a', '1')]));
  assert.deepEqual([copies.changes.length, copies.copies], [0, 1]);
  const differ = compareNight(before, night([row('a', '2'), row('a', '3')]));
  assert.deepEqual(said(differ.changes), ['rejected a']);
});

test('a row refused again for the same reason is nothing new, and one that cannot be read is not gone', () => {
  const rejected = { ref: 'a', reason: 'no real day', digest: 'x' };
  const first = compareNight(new Map([held('a', '1')]), night([], { rejected: [rejected] }));
  assert.deepEqual(said(first.changes), ['rejected a']);
  const again = new Map([held('a', '1', { state: 'rejected', digest: 'x' })]);
  assert.deepEqual(compareNight(again, night([], { rejected: [rejected] })).changes, []);
  assert.deepEqual(said(compareNight(again, night([row('a', '1')])).changes), ['changed a']);
});

/** What the rows are after a night, as whoever keeps them would write it. */
function kept(before: ReadonlyMap<string, HeldRow>, changes: readonly Change<NightRow>[]): Map<string, HeldRow> {
  const after = new Map(before);
  for (const each of changes) {
    if (each.change === 'gone') after.set(each.ref, { ...each.held, state: 'gone' });
    else if (each.change === 'rejected')
      after.set(each.ref, {
        ...(each.held ?? { ref: each.ref, facts: null, target: null }),
        state: 'rejected',
        digest: each.row.digest,
      });
    else {
      const target = each.change === 'new' ? `target of ${each.ref}` : each.held.target;
      if (each.change === 'moved') after.set(each.from, { ...each.held, state: 'moved' });
      after.set(each.ref, { ref: each.ref, state: 'held', facts: each.row.facts, target, digest: null });
    }
  }
  return after;
}

const refs = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const anyRow = fc.record({
  ref: refs,
  previousRef: fc.option(refs, { nil: null, freq: 3 }),
  facts: fc.record({ says: fc.constantFrom('1', '2') }),
});
const anyNight = fc.record({
  isWhole: fc.constant(true),
  rows: fc.array(anyRow, { maxLength: 7 }),
  rejected: fc.array(fc.record({ ref: refs, reason: fc.constant('unreadable'), digest: fc.constantFrom('x', 'y') }), {
    maxLength: 1,
  }),
  deleted: fc.constant([]),
});

test('property: after any whole nights what is held is the last one’s rows, and the same night again is nothing', () => {
  fc.assert(
    fc.property(fc.array(anyNight, { minLength: 1, maxLength: 5 }), (nights) => {
      let rows = new Map<string, HeldRow>();
      for (const each of nights) {
        rows = kept(rows, compareNight(rows, each).changes);
        assert.deepEqual(compareNight(rows, each).changes, []);
        const unread = new Set(each.rejected.map(({ ref }) => ref));
        for (const { ref } of each.rows)
          if (new Set(each.rows.filter((row) => row.ref === ref).map((row) => JSON.stringify(row))).size > 1)
            unread.add(ref);
        const there = new Map(
          each.rows.filter(({ ref }) => !unread.has(ref)).map((row) => [row.ref, row.facts.says] as const),
        );
        const here = new Map(
          [...rows.values()].filter((row) => row.state === 'held').map((row) => [row.ref, row.facts?.says] as const),
        );
        assert.deepEqual(Object.fromEntries(here), Object.fromEntries(there));
        assert.deepEqual(
          [...rows.values()]
            .filter((row) => row.state === 'rejected')
            .map(({ ref }) => ref)
            .sort(),
          [...unread].sort(),
        );
      }
    }),
    { seed: 20260105, numRuns: 2000 },
  );
});

test('property: neither the order of rows nor of references decides anything', () => {
  fc.assert(
    fc.property(anyNight, anyNight, (first, second) => {
      const rows = kept(new Map(), compareNight(new Map(), first).changes);
      const turned = { ...second, rows: [...second.rows].reverse(), rejected: [...second.rejected].reverse() };
      const back = new Map([...rows].reverse());
      assert.deepEqual(said(compareNight(back, turned).changes), said(compareNight(rows, second).changes));
    }),
    { seed: 20260106, numRuns: 1000 },
  );
});
