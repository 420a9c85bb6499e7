/**
 * One node:test process over every test, so that its own summary is the last thing printed.
 * `--fast` leaves out the browser journeys. Files or folders narrow the run; every other option goes to Node:
 * `npm test -- src/engines --test-name-pattern=repeat`.
 */
import { join } from 'node:path';
import { listTests } from './list-tests.mjs';
import { become, findChromium, root } from './runtime.mjs';

const args = process.argv.slice(2);
const options = args.filter((arg) => arg.startsWith('-') && arg !== '--fast');
const only = args.filter((arg) => !arg.startsWith('-')).map((path) => path.replace(/^\.\//, '').replace(/\/$/, ''));
const isWanted = (file) =>
  (only.length === 0 || only.some((path) => file === path || file.startsWith(`${path}/`))) &&
  !(args.includes('--fast') && file.startsWith('tests/journeys/'));

const files = listTests().filter(isWanted);
if (files.length === 0) {
  // Node would go looking by itself and could end well without a test.
  console.error(`no test file matches ${only.join(' ') || 'anything'}`);
  process.exit(1);
}

const chromium = findChromium();
become(
  [
    '--test',
    '--test-isolation=none',
    '--test-concurrency=1',
    '--test-reporter=spec',
    '--test-timeout=900000',
    ...options,
    ...files.map((file) => join(root, file)),
  ],
  { cwd: root, env: chromium ? { ...process.env, CANDOUR_CHROMIUM: chromium } : process.env },
);
