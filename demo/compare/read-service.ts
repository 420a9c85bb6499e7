/** Reads a generated service back from its files: nothing here knows what was meant, only what was written. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCsv } from '../../src/platform/csv-rows.ts';

/** One row by column name; blank where the cell is empty. */
export type Cells = (column: string) => string;

/** Calls `take` for each row of a file, holding one batch at a time. */
export async function eachRow(folder: string, name: string, take: (cell: Cells) => void): Promise<void> {
  const csv = await openCsv(join(folder, name), { textBytes: 32 * 1024 ** 3 });
  if (!csv.ok) throw new Error(csv.reason);
  const at = new Map(csv.header.map((column, index) => [column, index]));
  const place = (column: string): number => {
    const found = at.get(column);
    if (found === undefined) throw new Error(`${name} has no column ${column}`);
    return found;
  };
  for await (const batch of csv.batches) {
    const fault = batch.stopped ?? batch.malformed[0]?.reason;
    if (fault !== undefined && fault !== null) throw new Error(`${name}: ${fault}`);
    for (const { values } of batch.rows) take((column) => values[place(column)] ?? '');
  }
}

export type Group = 'White' | 'Black' | 'Asian' | 'Mixed' | 'Other' | 'Unknown';

export interface Someone {
  readonly category: string;
  readonly leftReason: string;
  group: Group;
  sex: string;
  /** Years served within the period, as whatever. */
  years: number;
  joinedAsOfficer: string;
  /** The post on the last day; blank where there is none. */
  rank: string;
  role: string;
  isLocal: boolean;
  isServing: boolean;
}

export interface ReadService {
  readonly from: string;
  readonly until: string;
  /** Years of the period. */
  readonly years: number;
  readonly people: ReadonlyMap<string, Someone>;
  /** Spells as an officer that ended, by reason and day. */
  readonly officersLeft: readonly { readonly reason: string; readonly on: string }[];
  /** Years served by officers within the period. */
  readonly officerYears: number;
  /** Boroughs that each command serves on the last day. */
  readonly boroughsOf: ReadonlyMap<string, number>;
  readonly boroughs: number;
}

const groups: Readonly<Record<string, Group>> = { W: 'White', B: 'Black', A: 'Asian', M: 'Mixed', O: 'Other' };
const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

interface Period {
  readonly from: string;
  readonly until: string;
}

const isOn = (cell: Cells, on: string): boolean =>
  (cell('from') === '' || cell('from') <= on) && (cell('to') === '' || cell('to') >= on);

/** Years that a row's dates have within the period. */
function yearsWithin(cell: Cells, { from, until }: Period): number {
  const start = Math.max(day(from), cell('from') === '' ? day(from) : day(cell('from')));
  const end = Math.min(day(until), cell('to') === '' ? day(until) : day(cell('to')));
  return Math.max(0, end - start + 1) / 365.25;
}

/** Teams that serve a borough on the last day, and how many boroughs each command serves. */
async function readStructure(folder: string, until: string) {
  const kinds = new Map<string, string>();
  await eachRow(folder, 'units.csv', (cell) => {
    if (isOn(cell, until)) kinds.set(cell('unit'), cell('kind'));
  });
  const parents = new Map<string, string>();
  const served: [string, string][] = [];
  await eachRow(folder, 'unit_links.csv', (cell) => {
    if (!isOn(cell, until)) return;
    if (cell('kind') === 'parent') parents.set(cell('unit'), cell('other'));
    if (cell('kind') === 'borough') served.push([cell('unit'), cell('other')]);
  });
  const commandOf = (unit: string): string | null => {
    for (let at: string | undefined = unit; at !== undefined; at = parents.get(at))
      if (kinds.get(at) === 'command') return at;
    return null;
  };
  const perCommand = new Map<string, Set<string>>();
  for (const [unit, borough] of served) {
    const command = commandOf(unit);
    if (command === null) continue;
    const found = perCommand.get(command) ?? new Set();
    perCommand.set(command, found.add(borough));
  }
  const isLocal = (unit: string): boolean => {
    const command = commandOf(unit);
    return command !== null && perCommand.has(command);
  };
  return { isLocal, boroughsOf: new Map([...perCommand].map(([command, set]) => [command, set.size])) };
}

async function readPeople(folder: string): Promise<Map<string, Someone>> {
  const people = new Map<string, Someone>();
  await eachRow(folder, 'people.csv', (cell) => {
    if (cell('category') === 'public') return;
    people.set(cell('person'), {
      ...{ category: cell('category'), leftReason: cell('left_reason'), group: 'Unknown', sex: '', years: 0 },
      ...{ joinedAsOfficer: '', rank: '', role: '', isLocal: false, isServing: false },
    });
  });
  await eachRow(folder, 'characteristics.csv', (cell) => {
    const one = people.get(cell('person'));
    if (one === undefined) return;
    if (cell('characteristic') === 'ethnicity') one.group = groups[cell('value').charAt(0)] ?? 'Unknown';
    if (cell('characteristic') === 'sex') one.sex = cell('value');
  });
  return people;
}

/** Everything but the entries, which are read once, in a stream. */
export async function readService(folder: string): Promise<ReadService> {
  const { from, until } = JSON.parse(readFileSync(join(folder, 'truth/calibration.json'), 'utf8')) as Period;
  const { isLocal, boroughsOf } = await readStructure(folder, until);
  const people = await readPeople(folder);
  const officersLeft: { reason: string; on: string }[] = [];
  let officerYears = 0;
  await eachRow(folder, 'service.csv', (cell) => {
    const one = people.get(cell('person'));
    if (one === undefined) return;
    one.years += yearsWithin(cell, { from, until });
    if (cell('category') !== 'officer') return;
    officerYears += yearsWithin(cell, { from, until });
    if (one.joinedAsOfficer === '' || cell('from') < one.joinedAsOfficer) one.joinedAsOfficer = cell('from');
    if (cell('to') >= from && cell('to') !== '') officersLeft.push({ reason: cell('reason'), on: cell('to') });
  });
  await eachRow(folder, 'posts.csv', (cell) => {
    const one = people.get(cell('person'));
    if (one === undefined || !isOn(cell, until)) return;
    one.isServing = true;
    if (one.rank !== '' && cell('acting') === 'yes') return;
    one.rank = cell('rank');
    one.role = cell('role');
    one.isLocal = isLocal(cell('unit'));
  });
  let boroughs = 0;
  await eachRow(folder, 'units.csv', (cell) => {
    if (cell('kind') === 'borough') boroughs += 1;
  });
  const years = (day(until) - day(from) + 1) / 365.25;
  return { from, until, years, people, officersLeft, officerYears, boroughsOf, boroughs };
}
