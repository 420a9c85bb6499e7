/**
 * Run after every change of dependencies. Some registries do not carry the binaries for other machines; npm then leaves
 * them out of package-lock.json, and `npm ci` refuses the lockfile that npm itself wrote. This adds the missing
 * optional entries (version, machine) as a full registry would have, without a checksum, since nobody here saw them.
 * With `--check` it only says whether anything is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './runtime.mjs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** `@oxlint/binding-linux-x64-musl` says which machine it is for; null where a name does not. */
function machineOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.find((one) => words.includes(one));
  const cpu = processors.find((one) => words.includes(one));
  if (!os || !cpu) return null;
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') && os === 'linux' ? 'glibc' : null;
  return { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) };
}

/** Optional dependencies for other machines that the lockfile names and does not describe. */
function listMissing(packages) {
  const have = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
  return Object.values(packages).flatMap((owner) =>
    Object.entries(owner.optionalDependencies ?? {})
      .filter(([name]) => !have.has(name))
      .map(([name, version]) => ({ name, version, isDev: Boolean(owner.dev) })),
  );
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = listMissing(lock.packages);
  if (process.argv.includes('--check')) {
    if (missing.length > 0)
      console.error(`package-lock.json lacks ${missing.length} entries: run node bin/complete-lock.mjs`);
    process.exit(missing.length > 0 ? 1 : 0);
  }
  for (const { name, version, isDev } of missing) {
    const machine = machineOf(name);
    if (!machine || !/^\d/.test(version)) {
      console.error(`cannot tell which machine ${name}@${version} is for: add it by hand`);
      process.exitCode = 1;
      continue;
    }
    lock.packages[`node_modules/${name}`] = { version, ...machine, ...(isDev && { dev: true }), optional: true };
  }
  const [top, ...rest] = Object.keys(lock.packages);
  lock.packages = Object.fromEntries([top, ...rest.sort()].map((path) => [path, lock.packages[path]]));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} entries to package-lock.json`);
}
