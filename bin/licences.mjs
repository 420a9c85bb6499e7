/** Licences of what a user gets: every production dependency, permissive ones only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime.mjs';

const permissive = new Set(
  [
    'MIT MIT-0 ISC 0BSD BSD BSD-2-Clause BSD-3-Clause Apache-2.0 BlueOak-1.0.0',
    'CC0-1.0 PostgreSQL Unlicense Python-2.0 Zlib WTFPL CC-BY-3.0 CC-BY-4.0',
  ].flatMap((line) => line.split(' ')),
);

/** Reads an SPDX expression: one permissive choice is enough for OR, AND needs all. */
function isPermissive(expression) {
  const text = expression.replace(/[()]/g, ' ').trim();
  return text.split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every((one) => permissive.has(one.trim())));
}

function licenceOf(manifest) {
  if (typeof manifest.license === 'string') return manifest.license;
  if (manifest.license?.type) return manifest.license.type;
  return (manifest.licenses ?? []).map((one) => one.type ?? one).join(' OR ') || 'none stated';
}

/** Production packages with a licence that is not permissive, and how many were read. */
export function auditLicences() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const faults = [];
  let count = 0;
  for (const [path, entry] of Object.entries(packages)) {
    const file = join(root, path, 'package.json');
    if (path === '' || entry.dev || entry.link) continue;
    // A package for another machine is not installed here: the lockfile states its licence.
    const licence = existsSync(file)
      ? licenceOf(JSON.parse(readFileSync(file, 'utf8')))
      : (entry.license ?? 'none stated');
    count++;
    if (!isPermissive(licence)) faults.push(`${path.replace(/^.*node_modules\//, '')}: ${licence}`);
  }
  return { count, faults };
}
