import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { toMarkdown, toPages } from '../../../engines/procedures/to-markdown.ts';
import { roles as granted } from '../../access/index.ts';
import { roles } from './england-wales.ts';
import { rulebook } from './rulebook.ts';

const folder = new URL('../../../../docs/procedures/', import.meta.url);

test('docs/procedures is what the definitions say: run npm run procedures', () => {
  const pages = toPages(rulebook);
  assert.deepEqual(readdirSync(folder).sort(), [...pages.keys()].sort());
  for (const [name, text] of pages) assert.equal(readFileSync(new URL(name, folder), 'utf8'), text, name);
});

test('a page draws every stage and move, and says of every clock whether it is on', () => {
  for (const definition of rulebook) {
    const page = toMarkdown(definition);
    for (const { code } of definition.stages) assert.ok(page.includes(`  ${code.replaceAll('-', '_')}`), code);
    for (const { name } of definition.moves) assert.ok(page.includes(`-->|"${name}"|`), name);
    const off = definition.clocks.filter(({ isConfirmed }) => !isConfirmed).length;
    assert.equal(page.split('| off until confirmed |').length - 1, off, definition.code);
  }
});

/** Roles that somebody holds in one case and that no grant gives. */
const inOneCase = [
  'case-owner',
  'handler',
  'case-investigator',
  'appropriate-authority',
  'meeting-chair',
  'appeal-manager',
];

test('every role is one that can be granted or is held in one case', () => {
  const named = new Set(rulebook.flatMap((each) => Object.keys(each.roles)));
  assert.ok(Object.keys(roles).every((code) => named.has(code)));
  assert.deepEqual([...named].filter((code) => !(code in granted)).sort(), inOneCase.sort());
});

test('what the guide marks to be verified is unconfirmed here, each clock by name', () => {
  const off = rulebook.flatMap(({ code, version, clocks }) =>
    clocks.filter(({ isConfirmed }) => !isConfirmed).map((clock) => `${code} ${version} ${clock.code}`),
  );
  const ofConduct = (version: number) =>
    ['referral', 'representations', 'interview-other-date', 'meeting', 'meeting-report', 'meeting-appeal'].map(
      (clock) => `officer-conduct ${version} ${clock}`,
    );
  assert.deepEqual(off, [
    'complaint-schedule-3 1 referral',
    'complaint-schedule-3 2 referral',
    'referral-alone 1 referral',
    ...ofConduct(1),
    ...ofConduct(2),
    'suspension 2 listed-charge',
  ]);
});

test('reviews and updates are never paused, in any version', () => {
  const reviews = [
    'complainant-update',
    'reporter-update',
    'long-running-report',
    'suspension-review',
    'restriction-review',
  ];
  const clocks = rulebook.flatMap((each) => each.clocks).filter(({ code }) => reviews.includes(code));
  assert.equal(new Set(clocks.map(({ code }) => code)).size, reviews.length);
  assert.ok(
    clocks.every(({ isReview, pauses, extension }) => isReview && pauses.length === 0 && extension === undefined),
  );
});
