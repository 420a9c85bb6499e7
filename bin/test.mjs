/**
 * Every test under one node:test, so that its own summary is the last thing printed: each file a process of its own, two
 * at a time, all on one scratch PostgreSQL (tests/run.ts).
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
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') };
if (chromium) env.CANDOUR_CHROMIUM = chromium;
// A run that a test starts is a run of its own.
delete env.NODE_TEST_CONTEXT;
become(
  [
    '--test',
    '--test-concurrency=2',
    `--test-global-setup=${join(root, 'tests/run.ts')}`,
    '--test-reporter=spec',
    '--test-timeout=900000',
    ...options,
    ...files.map((file) => join(root, file)),
  ],
  { cwd: root, env },
);
