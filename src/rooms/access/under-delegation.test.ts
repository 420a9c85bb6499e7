/** By hand: when an instrument holds, and what is said of the nearest one where it does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankPlace } from './rules/delegable.ts';
import { type Decider, type Instrument, underWhich } from './rules/under-delegation.ts';

const one: Instrument = {
  id: 'x',
  delegator: 'chief',
  to_person: 'p',
  to_role: null,
  powers: ['suspension'],
  rank_floor: 'chief inspector',
  staff_equivalent: null,
  valid_from: '2026-03-01',
  valid_to: '2026-03-31',
  revoked_on: null,
};
const who: Decider = {
  persons: ['p'],
  roles: ['assessor'],
  rank: 'Superintendent',
  today: '2026-03-15',
  delegators: ['chief'],
};

const said = (instrument: Partial<Instrument>, decider: Partial<Decider> = {}): string => {
  const found = underWhich([{ ...one, ...instrument }], 'suspension', { ...who, ...decider });
  return 'words' in found ? found.words.replace('You may not decide this for the chief officer: ', '') : found.id;
};

test('an instrument holds on its first and its last day, and on no other', () => {
  assert.equal(said({}), 'x');
  for (const today of ['2026-03-01', '2026-03-31']) assert.equal(said({}, { today }), 'x', today);
  assert.equal(said({}, { today: '2026-02-28' }), 'the instrument begins on 2026-03-01');
  assert.equal(said({}, { today: '2026-04-01' }), 'the instrument ended on 2026-03-31');
  assert.equal(said({ revoked_on: '2026-03-15' }), 'the instrument was revoked on 2026-03-15');
  assert.equal(said({ revoked_on: '2026-03-16' }), 'x', 'until the day it was taken back it holds');
});

test('rank, like seniority, whoever signed, and to whom', () => {
  assert.equal(said({}, { rank: 'detective chief inspector' }), 'x');
  assert.match(said({}, { rank: 'inspector' }), /an? inspector is below chief inspector/);
  assert.match(said({}, { rank: null }), /your rank is not known here/);
  assert.equal(said({ staff_equivalent: 'A director since 2019' }, { rank: null }), 'x');
  assert.match(said({}, { delegators: [] }), /no longer holds the power/);
  assert.match(said({}, { persons: ['q'] }), /no instrument delegates it to you/);
  assert.match(said({ powers: ['chair-hearing'] }), /no instrument delegates it to you/);
  assert.equal(said({ to_person: null, to_role: 'assessor' }), 'x');
  assert.deepEqual([rankPlace('commander'), rankPlace('Chief-Inspector'), rankPlace('analyst')], [6, 3, null]);
});
