/** Compares the numbered lines that docs/claimed.txt claims with the test titles that carry their ids. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listTestTitles } from '../tests/house/read-source.ts';
import { listTests } from './list-tests.mjs';
import { root } from './runtime.mjs';

const group = '(?:SPEAK|REC|SIG|CASE|STAND|RES|PROT|POW|FAIR|PROM|ACC|FIG)';
const ids = new RegExp(`\\b(?:${group}-\\d{2}(?:\\.\\d+)?|P-\\d{1,2})\\b`, 'g');
const isId = new RegExp(`^(?:${ids.source})$`);

/** Every claimed id in order, with what is wrong with the list itself. */
function readClaims(text) {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  const claimed = lines.filter(Boolean);
  const faults = claimed.filter((id) => !isId.test(id)).map((id) => `${id} is not an id such as REC-03.2 or P-11`);
  const twice = claimed.filter((id, index) => claimed.indexOf(id) !== index);
  return { claimed: [...new Set(claimed)], faults: [...faults, ...twice.map((id) => `${id} is claimed twice`)] };
}

/** Claims without a test, ids in titles that nobody claims, and the faults of the list. */
export function compareClaims() {
  const { claimed, faults } = readClaims(readFileSync(join(root, 'docs', 'claimed.txt'), 'utf8'));
  const proved = new Set();
  for (const path of listTests()) {
    if (path.startsWith('tests/house')) continue; // planted examples carry ids and prove none
    for (const title of listTestTitles(readFileSync(join(root, path), 'utf8'))) {
      for (const [id] of title.matchAll(ids)) proved.add(id);
    }
  }
  return {
    claimed,
    faults,
    unproved: claimed.filter((id) => !proved.has(id)),
    unclaimed: [...proved].filter((id) => !claimed.includes(id)).sort(),
  };
}
