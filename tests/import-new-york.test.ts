/** The shipped maps over the real public files, where those are present beside the project. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type ImportMap, parseMap } from '../src/engines/mapping/map.ts';
import type { Mapped } from '../src/engines/mapping/mapped.ts';
import { rowReader } from '../src/engines/mapping/read-rows.ts';
import { openCsv } from '../src/platform/csv-rows.ts';

const root = new URL('../', import.meta.url);
const publicFile = (name: string): string => new URL(`../../shared/data/${name}`, import.meta.url).pathname;
const skip = (name: string) =>
  existsSync(publicFile(name))
    ? false
    : `SKIPPED: the public file ${publicFile(name)} is not here, so nothing was tested on real rows`;

function shipped(name: string): ImportMap {
  const read = parseMap(JSON.parse(readFileSync(new URL(`maps/${name}.json`, root), 'utf8')));
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.map;
}

async function importAll(mapName: string, file: string, each: (record: Mapped) => void = () => {}) {
  const csv = await openCsv(publicFile(file));
  assert.ok(csv.ok);
  const reader = rowReader(shipped(mapName), csv.header, null);
  if (!reader.ok) throw new Error(reader.reason);
  const counts = { rows: 0, accepted: 0, duplicate: 0, rejected: 0 };
  const keys: string[] = [];
  for await (const batch of csv.batches) {
    assert.equal(batch.stopped, null);
    assert.equal(batch.malformed.length, 0);
    for (const row of batch.rows) {
      const outcome = reader.read(row.values);
      counts.rows++;
      counts[outcome.verdict]++;
      if (outcome.verdict === 'accepted') {
        keys.push(outcome.key);
        each(outcome.record);
      }
    }
  }
  return { counts, keys };
}

const allegations = 'new-york/allegations.csv.gz';

test('the New York allegations: every row of the file, exact copies kept', { skip: skip(allegations) }, async () => {
  const seen = { undated: 0, used: 0, other: 0, early: 0 };
  const types = new Set<string>();
  const first = await importAll('new-york-allegations', allegations, (record) => {
    if (record.kind !== 'entry') return;
    types.add(record.type);
    if (record.happenedFrom === null) seen.undated++;
    else if (record.knownOn < record.happenedFrom) seen.early++;
    if (record.type === 'other') seen.other++;
    if (record.finding !== 'none' || (record.laterFinding && record.laterFinding.knownOn !== null)) seen.used++;
    assert.match(record.person?.id ?? '', /^\d{6}$/);
  });
  assert.deepEqual(first.counts, { rows: 175_505, accepted: 175_505, duplicate: 0, rejected: 0 });
  assert.equal(new Set(first.keys).size, 175_505);
  // No finding may be used by a test of what was known earlier: the file does not say when any was made.
  assert.deepEqual(seen, { undated: 86, used: 0, other: 0, early: 0 });
  assert.ok(types.size >= 15);
  const second = await importAll('new-york-allegations', allegations);
  assert.deepEqual(second.keys, first.keys);
});

test('the New York officers: every row is a person', { skip: skip('new-york/officers.csv.gz') }, async () => {
  const { counts, keys } = await importAll('new-york-officers', 'new-york/officers.csv.gz');
  assert.deepEqual(counts, { rows: 83_029, accepted: 83_029, duplicate: 0, rejected: 0 });
  assert.equal(new Set(keys).size, 83_029);
});

const stops = 'stops/metropolitan_7_months_2019-2021.csv.gz';

test('the Metropolitan stops: every row, with the groups of the census', { skip: skip(stops) }, async () => {
  const groups = new Map<string, number>();
  const { counts, keys } = await importAll('england-wales-stops', stops, (record) => {
    if (record.kind === 'stop')
      groups.set(record.ethnicitySelfGroup ?? '', (groups.get(record.ethnicitySelfGroup ?? '') ?? 0) + 1);
  });
  assert.deepEqual(counts, { rows: 117_629, accepted: 117_629, duplicate: 0, rejected: 0 });
  assert.equal(new Set(keys).size, 117_629);
  assert.deepEqual([...groups.keys()].sort(), ['Asian', 'Black', 'Mixed', 'Other', 'White', 'not-stated']);
});
