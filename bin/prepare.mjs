/**
 * Makes a fresh machine ready, and does next to nothing on a ready one: packages, PostgreSQL's links, the page styles
 * and, with `--browser`, a Chromium for the journeys. Runs on Node 20 before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildAssets } from './build-assets.mjs';
import { findChromium, findNode, linkPostgres, modules, root } from './runtime.mjs';

const say = (line) => console.error(`prepare: ${line}`);
const stamp = join(modules, '.candour-prepared');
const withoutDev = process.env.NODE_ENV === 'production' || /\bdev\b/.test(process.env.npm_config_omit ?? '');

/** True when what npm says it installed is what the lockfile asks for, whoever ran it. */
function isInstalled(lock) {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const have = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(JSON.parse(lock).packages).every(([path, wanted]) => {
    if (path === '' || wanted.link) return true;
    const found = have[path];
    if (!found) return isForOthers(wanted) || ((wanted.dev || wanted.devOptional) && withoutDev);
    return found.version === wanted.version && existsSync(join(root, path));
  });
}

/** Optional packages for another machine are in the lockfile and rightly not installed here. */
function isForOthers(wanted) {
  const isOurs =
    (!wanted.os || wanted.os.includes(process.platform)) && (!wanted.cpu || wanted.cpu.includes(process.arch));
  if (!isOurs || wanted.peer || wanted.extraneous) return true;
  return Boolean(wanted.optional) && (Boolean(wanted.libc) || (!wanted.os && !wanted.cpu));
}

/** Two commands started at once must not both replace node_modules. A turn whose owner has died is taken over. */
function waitForTurn() {
  const turn = join(root, '.cache', 'installing');
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(turn, String(process.pid), { flag: 'wx' });
      process.on('exit', () => rmSync(turn, { force: true }));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isOwned(turn)) rmSync(turn, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isOwned(turn) {
  try {
    const owner = Number(readFileSync(turn, 'utf8'));
    return owner === 0 || process.kill(owner, 0); // zero: made a moment ago, its owner not yet written
  } catch {
    return false;
  }
}

function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex');
  const isPrepared = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isPrepared()) return;
  waitForTurn();
  if (isPrepared()) return;
  if (!isInstalled(lock)) {
    say('installing packages (npm ci), about half a minute');
    // npm ci deletes the folder that our own Node may run from: let it use the one outside.
    const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
    const result = spawnSync('npm', ['ci', '--loglevel=error', '--no-progress'], {
      cwd: root,
      env: { ...process.env, PATH: path.join(delimiter) },
      stdio: ['ignore', 2, 2],
    });
    if (result.error || result.status !== 0) {
      say(`npm ci failed${result.error ? `: ${result.error.message}` : ''}; nothing can run without the packages`);
      process.exit(1);
    }
  }
  writeFileSync(stamp, hash);
}

/** Installs Chromium where that is ours to do. Without a browser the journeys are skipped, or fail under CI. */
function installChromium() {
  if (findChromium()) return;
  const isOurs = process.getuid?.() === 0 && existsSync('/etc/debian_version') && !process.env.CANDOUR_CHROMIUM;
  if (isOurs) {
    say('installing Chromium for the browser journeys (apt-get), about a minute');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...args) =>
      spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 2] }).status === 0;
    if (!apt('update')) say('apt-get update failed; trying with the package list there is');
    apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation');
  }
  if (!findChromium()) say('NO BROWSER: browser journeys cannot run. Install chromium or set CANDOUR_CHROMIUM.');
}

/** A fault in a style sheet is loud, but only CI stops for it: what does not concern pages can still be worked on. */
async function build() {
  try {
    if (await buildAssets()) say('built the page styles');
  } catch (error) {
    say(error.message.trim());
    if (process.env.CI === 'true') process.exit(1);
  }
}

install();
const links = linkPostgres();
if (links > 0) say(`linked ${links} PostgreSQL libraries`);
if (!findNode()) say(`no Node 24 for ${process.platform}-${process.arch} in the packages: install Node 24 yourself`);
await build();
if (process.argv.includes('--browser')) installChromium();
