/** Reads every import in the house and fails with a sentence. The rules are in house/rules.ts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSource } from './house/read-source.ts';
import type { SidewaysDoor } from './house/rules.ts';
import { codeFaults, importFaults, migrationFaults, nameFaults, placeOf, sqlFaults } from './house/rules.ts';
import { listFiles, root } from './house/walk.ts';

/** Sideways looks between rooms of one floor, each with its reason. Five is the ceiling; the first is already a cost. */
const sidewaysDoors: readonly SidewaysDoor[] = [];
const ceiling = 5;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = listFiles('src').filter((path) => path.endsWith('.ts'));
const collect = (paths: readonly string[], faultsOf: (path: string) => readonly string[]): string =>
  paths.flatMap((path) => faultsOf(path).map((sentence) => `${path} ${sentence}`)).join('\n');

test('the house: rooms look down only, through doors', () => {
  assert.equal(
    collect(sources, (path) => importFaults(path, readSource(read(path)).imports, sidewaysDoors)),
    '',
  );
});

test('the house: only platform/clock reads the time and only platform/ids throws dice', () => {
  assert.equal(
    collect(sources, (path) => codeFaults(path, readSource(read(path)).code)),
    '',
  );
});

test("the house: a room's tables are touched by its own store only, and SQL reads no clock", () => {
  assert.equal(
    collect(sources, (path) => sqlFaults(path, readSource(read(path)))),
    '',
  );
  const migrations = listFiles('migrations').filter((path) => path.endsWith('.sql'));
  assert.equal(
    collect(migrations, (path) => migrationFaults(path, read(path))),
    '',
  );
});

test('the house: migrations are numbered once each', () => {
  const numbers = listFiles('migrations').map((path) => path.slice('migrations/'.length, 'migrations/'.length + 4));
  assert.deepEqual(numbers, [...new Set(numbers)]);
});

test('the house: every file has a name and a place', () => {
  const files = ['src', 'tests', 'demo', 'bench', 'bin']
    .flatMap(listFiles)
    .filter((path) => /\.(ts|mjs|md)$/.test(path));
  assert.equal(collect(files, nameFaults), '');
});

test('the house: every room has a door and a README', () => {
  const rooms = new Set(sources.flatMap((path) => (placeOf(path).kind === 'room' ? [path.split('/')[2]!] : [])));
  const missing = [...rooms].flatMap((room) =>
    ['README.md', 'index.ts']
      .filter((file) => !existsSync(join(root, 'src/rooms', room, file)))
      .map((file) => `src/rooms/${room} lacks ${file}`),
  );
  assert.equal(missing.join('\n'), '');
});

test('the house: at most five sideways doors, each explained and each used', () => {
  assert.ok(sidewaysDoors.length <= ceiling, `${sidewaysDoors.length} sideways doors: five is the ceiling`);
  for (const door of sidewaysDoors) {
    assert.ok(door.reason.length > 20, `the door from ${door.from} to ${door.to} needs its reason`);
    const others = sidewaysDoors.filter((other) => other !== door);
    const isUsed = sources.some((path) => importFaults(path, readSource(read(path)).imports, others).length > 0);
    assert.ok(isUsed, `nobody uses the door from ${door.from} to ${door.to}: take the line out`);
  }
});
