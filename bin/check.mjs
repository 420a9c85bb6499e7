/** Everything that must hold before a change is taken, bar the tests themselves: one line a step, one summary. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { become, findNode, getNode, modules, root } from './runtime.mjs';

if (findNode() === process.execPath) await check();
else {
  getNode();
  become([join(root, 'bin', 'check.mjs'), ...process.argv.slice(2)], { cwd: root });
}

function tool(name, ...args) {
  const path = [join(modules, '.bin'), process.env.PATH].join(delimiter);
  const result = spawnSync(join(modules, '.bin', name), args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, PATH: path, NO_COLOR: '1' },
  });
  const words = [result.stdout, result.stderr, result.error?.message].filter(Boolean).join('\n').trim();
  return { ok: result.status === 0, words };
}

function houseTests() {
  const files = ['tests/house.test.ts', 'tests/house/rules.test.ts', 'tests/docs.test.ts'];
  const result = tool('node', '--test', '--test-isolation=none', '--test-reporter=dot', ...files);
  return { ...result, words: result.ok ? '' : result.words };
}

/** Files past the size at which we look again. A feel, so it warns. */
function longFiles() {
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name));
  const long = walk('src')
    .map((path) => ({ path: path.slice(root.length + 1), lines: readFileSync(path, 'utf8').split('\n').length }))
    .filter(({ lines }) => lines > 400);
  return { ok: true, words: long.map(({ path, lines }) => `look again: ${path} has ${lines} lines`).join('\n') };
}

async function pageStyles() {
  const { buildAssets } = await import('./build-assets.mjs');
  try {
    await buildAssets();
    return { ok: true };
  } catch (error) {
    return { ok: false, words: error.message };
  }
}

async function licences() {
  const { auditLicences } = await import('./licences.mjs');
  const { count, faults } = auditLicences();
  return { ok: faults.length === 0, note: `${count} packages`, words: faults.join('\n') };
}

async function claims() {
  const { compareClaims } = await import('./claims.mjs');
  const { claimed, faults, unproved, unclaimed } = compareClaims();
  const words = [
    ...faults,
    ...unproved.map((id) => `claimed without a test: ${id}`),
    unclaimed.length > 0 ? `tested but not in docs/claimed.txt: ${unclaimed.join(' ')}` : '',
  ].filter(Boolean);
  const note = `${claimed.length} claimed, ${claimed.length - unproved.length} proved`;
  return { ok: faults.length + unproved.length === 0, note, words: words.join('\n') };
}

async function check() {
  const steps = [
    ['format and lint', () => tool('biome', 'check', '--error-on-warnings', '--diagnostic-level=warn')],
    [
      'promises awaited',
      () => tool('oxlint', '--type-aware', '--deny-warnings', '-c', 'bin/oxlint.json', 'src', 'tests', 'demo', 'bench'),
    ],
    ['types', () => tool('tsc', '--noEmit')],
    ['nothing unused', () => tool('knip', '--no-progress', '--no-config-hints')],
    ['page styles', pageStyles],
    ['house and docs', houseTests],
    ['lockfile', () => tool('node', join(root, 'bin', 'complete-lock.mjs'), '--check')],
    ['licences', licences],
    ['size by feel', longFiles],
    ['claimed lines', claims],
  ];
  const only = process.argv.slice(2);
  const failed = [];
  for (const [name, run] of steps) {
    if (only.length > 0 && !only.includes(name)) continue;
    const start = performance.now();
    const { ok, note, words } = await run();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name.padEnd(18)} ${seconds.padStart(5)} s${note ? `  ${note}` : ''}`);
    const isWorthSaying = !ok || name === 'claimed lines' || name === 'size by feel';
    if (isWorthSaying && words) console.log(words.replace(/^/gm, '      '));
    if (!ok) failed.push(name);
  }
  console.log(failed.length === 0 ? 'check: all well' : `check: failed in ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
