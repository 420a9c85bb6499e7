/**
 * What a browser gets, in .cache/assets: our Sass compiled over the GOV.UK and MoJ styles, their scripts and icons,
 * and our own static files. Content-hashed: does nothing when nothing changed.
 *
 * The service is not on GOV.UK, so GOV.UK's crown, fonts and logos are not copied.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modules, root } from './runtime.mjs';

const source = join(root, 'src', 'web', 'assets');
const target = join(root, '.cache', 'assets');
const stamp = join(target, '.stamp');

const govuk = join(modules, 'govuk-frontend');
const moj = join(modules, '@ministryofjustice', 'frontend');
const borrowed = [
  [join(govuk, 'dist', 'govuk', 'govuk-frontend.min.js'), 'govuk-frontend.min.js'],
  [join(moj, 'moj', 'moj-frontend.min.js'), 'moj-frontend.min.js'],
  [join(moj, 'moj', 'assets', 'images'), 'images'],
];
const isBranding = (file) => /crown|logotype|crest|opengraph|favicon/.test(basename(file));

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path) : [path];
    })
    .sort();
}

function fingerprint(files) {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const home of [govuk, moj, join(modules, 'sass')]) {
    const manifest = join(home, 'package.json');
    hash.update(existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'absent');
  }
  for (const file of files) hash.update(`\n${relative(source, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

async function compileStyles(files, folder) {
  const sheets = files.filter((file) => extname(file) === '.scss' && !basename(file).startsWith('_'));
  if (sheets.length === 0) return;
  const sass = await import('sass');
  for (const sheet of sheets) {
    const { css } = sass.compile(sheet, { loadPaths: [modules, source], quietDeps: true, style: 'compressed' });
    const out = join(folder, relative(source, sheet).replace(/\.scss$/, '.css'));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, css);
  }
}

function placeOf({ span }) {
  return span?.url ? `(${relative(root, fileURLToPath(span.url))}, line ${span.start.line + 1})` : '';
}

/** Builds if anything changed; says whether it did. Safe when two commands start at once: the folder is swapped whole. */
export async function buildAssets() {
  const files = existsSync(source) ? listFiles(source) : [];
  if (files.length === 0 || !existsSync(modules)) return false;
  const print = fingerprint(files);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return false;
  if (!existsSync(join(modules, 'sass'))) {
    // A production install has no compiler: it is given .cache/assets as built elsewhere.
    if (!existsSync(target)) console.error('the page styles are not built and sass is not installed');
    return false;
  }
  const fresh = `${target}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await compileStyles(files, fresh);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`the page styles do not compile: ${error.sassMessage ?? error.message} ${placeOf(error)}`);
  }
  for (const [from, name] of borrowed) {
    if (existsSync(from)) cpSync(from, join(fresh, name), { recursive: true, filter: (file) => !isBranding(file) });
  }
  for (const file of files) {
    if (!['.scss', '.ts', '.md'].includes(extname(file))) cpSync(file, join(fresh, relative(source, file)));
  }
  writeFileSync(join(fresh, '.stamp'), print);
  swap(fresh);
  return true;
}

function swap(fresh) {
  const old = `${fresh}.old`;
  try {
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error; // another build got there first
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.error((await buildAssets()) ? 'built the page styles' : 'the page styles are up to date');
}
