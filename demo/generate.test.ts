/** The invented service: the same for the same arguments, whole in its refs, and true to the published figures. */
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import {
  bases,
  features,
  findings,
  gateCodes,
  isMatterType,
  isStepType,
  linkCodes,
  missings,
  partyRoles,
  signalCodes,
  sources,
  steps,
  visibilities,
} from '../src/engines/vocabulary.ts';
import { generate } from './generate/generate.ts';
import { isBlockedName } from './generate/names.ts';

type Row = Record<string, string>;

const scratch = mkdtempSync(join(tmpdir(), 'candour-invented-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const listOf = (cell: string | undefined): string[] => (cell === undefined || cell === '' ? [] : cell.split(';'));
const cell = (row: Row, name: string): string => row[name] ?? '';

function hashFolder(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.(csv|json)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

async function write(name: string, people: number, years: number, seed: string): Promise<string> {
  const out = join(scratch, name);
  await generate({ people, years, seed, out });
  return out;
}

describe('the invented service', () => {
  const seed = 'test-7';
  let out = '';
  const files = new Map<string, Row[]>();
  const table = (name: string): Row[] => {
    let rows = files.get(name);
    if (rows === undefined) {
      rows = parse(readFileSync(join(out, name)), { columns: true }) as Row[];
      files.set(name, rows);
    }
    return rows;
  };
  const refs = (name: string, column: string): Set<string> => new Set(table(name).map((row) => cell(row, column)));

  before(async () => {
    out = await write('one', 2000, 10, seed);
    console.log(`seed ${seed}`);
  });

  test('is the same to the byte for the same arguments, and another for another seed', async () => {
    const again = await write('two', 2000, 10, seed);
    const other = await write('three', 2000, 10, 'test-8');
    assert.equal(hashFolder(again), hashFolder(out));
    assert.notEqual(hashFolder(other), hashFolder(out));
  });

  test('holds as many people as asked, each ref once', () => {
    const people = table('people.csv');
    assert.equal(people.filter((row) => cell(row, 'category') !== 'public').length, 2000);
    assert.equal(refs('people.csv', 'person').size, people.length);
    assert.equal(refs('entries.csv', 'ref').size, table('entries.csv').length);
    const numbers = table('identifiers.csv').map((row) => `${cell(row, 'scheme')} ${cell(row, 'value')}`);
    assert.equal(new Set(numbers).size, numbers.length, 'a number is given once');
  });

  test('points only at people, units and entries that are there', () => {
    const people = refs('people.csv', 'person');
    const units = refs('units.csv', 'unit');
    for (const name of [
      'name_changes',
      'identifiers',
      'service',
      'posts',
      'lines',
      'ties',
      'characteristics',
      'truth/gaps',
      'truth/named',
    ])
      for (const row of table(`${name}.csv`))
        assert.ok(people.has(cell(row, 'person')), `${name}: ${cell(row, 'person')}`);
    for (const row of table('lines.csv')) assert.ok(people.has(cell(row, 'supervisor')));
    for (const row of table('ties.csv')) assert.ok(people.has(cell(row, 'counterpart')));
    for (const row of table('posts.csv')) assert.ok(units.has(cell(row, 'unit')));
    for (const row of table('units.csv')) assert.ok(cell(row, 'parent') === '' || units.has(cell(row, 'parent')));
    for (const row of table('unit_links.csv')) assert.ok(units.has(cell(row, 'unit')) && units.has(cell(row, 'other')));
    const seen = new Set<string>();
    for (const row of table('entries.csv')) {
      for (const party of listOf(row.parties)) {
        const ref = party.split(':')[1] ?? '';
        assert.ok(people.has(ref) || units.has(ref), party);
      }
      for (const ref of [...listOf(row.acts_on), ...listOf(row.declares)])
        assert.ok(seen.has(ref), `${ref} comes later`);
      assert.ok(cell(row, 'unit') === '' || units.has(cell(row, 'unit')));
      seen.add(cell(row, 'ref'));
    }
  });

  test('uses only words of the vocabulary', () => {
    const known = (list: readonly string[], value: string): void => assert.ok(list.includes(value), value);
    for (const row of table('entries.csv')) {
      known(['matter', 'step', 'amendment'], cell(row, 'kind'));
      assert.ok(cell(row, 'source') in sources);
      const type = cell(row, 'type');
      assert.ok(cell(row, 'kind') === 'matter' ? isMatterType(type) : isStepType(type), type);
      known(steps, cell(row, 'step'));
      assert.ok(cell(row, 'basis') in bases);
      assert.ok(cell(row, 'finding') in findings, cell(row, 'finding'));
      known(visibilities, cell(row, 'visibility'));
      for (const feature of listOf(row.features)) known(features, feature);
      for (const missing of listOf(row.missing)) known(missings, missing);
      for (const party of listOf(row.parties)) known(partyRoles, party.split(':')[0] ?? '');
      for (const label of [cell(row, 'label_said'), cell(row, 'label_given')])
        assert.ok(label === '' || isMatterType(label));
      for (const value of listOf(row.values)) assert.match(value, /^[a-z-]+=-?\d+(\.\d+)?$/);
    }
    for (const [file, column] of [
      ['truth/planted.csv', 'should_find'],
      ['truth/mustnot.csv', 'must_not'],
    ] as const)
      for (const row of table(file)) {
        const code = cell(row, column);
        assert.ok(code in signalCodes || code in gateCodes || code in linkCodes, code);
      }
  });

  test('keeps its dates in order', () => {
    const knownOn = new Map<string, string>();
    for (const row of table('entries.csv')) {
      const [from, to, known] = [cell(row, 'happened_from'), cell(row, 'happened_to'), cell(row, 'known_on')];
      assert.match(known, /^\d{4}-\d{2}-\d{2}$/);
      assert.ok(known <= '2026-06-30');
      assert.ok(from <= to && to <= known, `${cell(row, 'ref')}: ${from} ${to} ${known}`);
      assert.equal(from === '', cell(row, 'precision') === 'unknown');
      for (const target of listOf(row.acts_on))
        assert.ok(known >= (knownOn.get(target) ?? ''), `${cell(row, 'ref')} before ${target}`);
      knownOn.set(cell(row, 'ref'), known);
      if (cell(row, 'kind') === 'matter')
        assert.ok(['open', 'none'].includes(cell(row, 'finding')), 'findings come late');
    }
  });

  test('posts lie within service, and only those double-posted on purpose overlap', () => {
    const end = (row: Row): string => cell(row, 'to') || '9999-12-31';
    const periods = Map.groupBy(table('service.csv'), (row) => cell(row, 'person'));
    const twice = new Set(
      table('truth/gaps.csv')
        .filter((row) => row.kind === 'double-posted')
        .map((row) => cell(row, 'person')),
    );
    const unposted = new Set(
      table('truth/gaps.csv')
        .filter((row) => row.kind === 'unposted')
        .map((row) => cell(row, 'person')),
    );
    const days = (from: string, to: string): number =>
      (Date.parse(to || '2026-06-30') - Date.parse(from)) / 86_400_000 + 1;
    for (const [person, posts] of Map.groupBy(table('posts.csv'), (row) => cell(row, 'person'))) {
      const served = periods.get(person) ?? [];
      for (const post of posts) {
        assert.ok(cell(post, 'from') <= end(post), `${person} ${cell(post, 'from')} ${end(post)}`);
        assert.ok(
          served.some((period) => cell(period, 'from') <= cell(post, 'from') && end(post) <= end(period)),
          `${person} ${JSON.stringify(post)}`,
        );
      }
      // Service without a post is left only where it was meant.
      const covered = posts.reduce((sum, post) => sum + days(cell(post, 'from'), cell(post, 'to')), 0);
      const length = served.reduce((sum, period) => sum + days(cell(period, 'from'), cell(period, 'to')), 0);
      if (!twice.has(person)) assert.equal(covered < length, unposted.has(person), `${person} ${covered} of ${length}`);
      const overlaps = posts.some((post, index) => index > 0 && cell(post, 'from') <= end(posts[index - 1] as Row));
      assert.equal(overlaps, twice.has(person), person);
    }
  });

  test('every team has a leader on any day, and members a supervisor', () => {
    const { length: teams } = table('units.csv').filter((row) => cell(row, 'kind') === 'team');
    for (const day of ['2016-09-01', '2018-11-01', '2021-03-15', '2026-06-30']) {
      const on = (row: Row): boolean => cell(row, 'from') <= day && (cell(row, 'to') === '' || day <= cell(row, 'to'));
      const led = new Set(
        table('posts.csv')
          .filter((row) => on(row) && cell(row, 'role') === 'team-leader')
          .map((row) => cell(row, 'unit')),
      );
      assert.equal(led.size, teams, day);
      const posted = new Set(
        table('posts.csv')
          .filter(on)
          .map((row) => cell(row, 'person')),
      );
      const under = new Set(
        table('lines.csv')
          .filter(on)
          .map((row) => cell(row, 'person')),
      );
      const without = [...posted].filter((person) => !under.has(person));
      const meant = new Set(
        table('truth/gaps.csv')
          .filter((row) => row.kind === 'no-supervisor')
          .map((row) => cell(row, 'person')),
      );
      assert.ok(
        without.filter((person) => !meant.has(person)).length <= 1,
        `${day}: only the chief officer is under nobody`,
      );
    }
  });

  test('32 borough units become 12 commands on one day within the period', () => {
    const maps = table('unit_links.csv').filter((row) => row.kind === 'maps-to');
    assert.equal(maps.length, 32);
    assert.equal(new Set(maps.map((row) => row.other)).size, 12);
    assert.deepEqual([...new Set(maps.map((row) => row.from))], ['2018-11-01']);
    assert.equal(table('units.csv').filter((row) => row.kind === 'borough').length, 32);
  });

  test('planted truth is in the record, and what must not be cited is not asked for', () => {
    const entries = new Map(table('entries.csv').map((row) => [cell(row, 'ref'), row]));
    const kinds = new Set<string>();
    const asked = new Set<string>();
    for (const row of table('truth/planted.csv')) {
      kinds.add(cell(row, 'kind'));
      const list = listOf(row.entries);
      assert.ok(list.length > 0, cell(row, 'kind'));
      for (const ref of list) {
        assert.ok(entries.has(ref), ref);
        asked.add(`${cell(row, 'person')} ${cell(row, 'should_find')} ${ref}`);
      }
    }
    assert.ok(kinds.size >= 14, [...kinds].join(' '));
    const eliminated = new Set(
      table('entries.csv')
        .filter((row) => row.kind === 'amendment' && row.finding === 'eliminated')
        .flatMap((row) => listOf(row.acts_on)),
    );
    for (const row of table('truth/mustnot.csv'))
      for (const ref of listOf(row.entries))
        assert.ok(!asked.has(`${cell(row, 'person')} ${cell(row, 'must_not')} ${ref}`), ref);
    const repeat = table('truth/planted.csv').filter((row) => row.should_find === 'signal:repeat');
    for (const row of repeat)
      for (const ref of listOf(row.entries)) assert.ok(!eliminated.has(ref), 'an eliminated item counts for nothing');
    const anonymous = table('truth/mustnot.csv').filter((row) => row.kind === 'malicious-anonymous');
    for (const row of anonymous) for (const ref of listOf(row.entries)) assert.ok(eliminated.has(ref));
  });

  test('a history that must not fire has nothing else in it', () => {
    const quiet = new Set(
      table('truth/mustnot.csv')
        .filter((row) => row.entries === '')
        .map((row) => cell(row, 'person')),
    );
    const matters = new Map<string, number>();
    const gone = new Set(
      table('entries.csv')
        .filter((row) => row.kind === 'amendment' && row.finding === 'eliminated')
        .flatMap((row) => listOf(row.acts_on)),
    );
    for (const row of table('entries.csv'))
      if (row.kind === 'matter' && !gone.has(cell(row, 'ref')))
        for (const party of listOf(row.parties))
          if (party.startsWith('subject:')) matters.set(party.slice(8), (matters.get(party.slice(8)) ?? 0) + 1);
    for (const person of quiet) assert.ok((matters.get(person) ?? 0) <= 1, person);
  });

  test('named people stand in real posts, so that walls compute', () => {
    const named = new Map(table('truth/named.csv').map((row) => [cell(row, 'role'), cell(row, 'person')]));
    for (const role of [
      'assessor',
      'investigator',
      'vetting-officer',
      'firearms-authority',
      'supervisor',
      'guardian',
      'commander',
      'analyst',
    ])
      assert.ok(named.has(role), role);
    for (const role of [
      'overseer',
      'auditor',
      'administrator',
      'reviewer-outside-chain',
      'second-person',
      'covert-custodian',
      'complained-about',
      'friend',
    ])
      assert.ok(named.has(role), role);
    assert.equal(new Set(named.values()).size, named.size);
    const teamOf = (role: string): string | undefined =>
      table('posts.csv').findLast((row) => row.person === named.get(role))?.unit;
    assert.equal(teamOf('friend'), teamOf('complained-about'));
    assert.notEqual(teamOf('assessor'), teamOf('complained-about'));
    const line = table('lines.csv').find((row) => row.person === named.get('complained-about') && row.to === '');
    assert.equal(line?.supervisor, named.get('supervisor'));
    const tied = table('ties.csv').some((row) => [row.person, row.counterpart].includes(named.get('assessor') ?? ''));
    assert.equal(tied, false);
    const today = table('entries.csv').filter(
      (row) =>
        row.known_on === '2026-06-30' && cell(row, 'parties').includes(`subject:${named.get('complained-about')}`),
    );
    assert.equal(today.length, 1, 'a complaint came in today');
    assert.ok(cell(today[0] as Row, 'parties').includes(`reporter:${named.get('complainant')}`));
  });

  test('names nobody from the blocklist, and no name stands in a summary', () => {
    for (const row of table('people.csv')) assert.ok(!isBlockedName(cell(row, 'given'), cell(row, 'family')));
    const families = refs('people.csv', 'family');
    const summaries = refs('entries.csv', 'summary');
    for (const summary of summaries)
      for (const word of summary.split(/[^\p{L}-]+/u)) assert.ok(!families.has(word), summary);
  });

  test('small and short services hold together too', async () => {
    for (const [people, years] of [
      [500, 3],
      [700, 12],
    ] as const) {
      const made = await generate({
        people,
        years,
        seed: 1,
        until: '2024-02-29',
        out: join(scratch, `small-${people}`),
      });
      assert.equal(made.people, people);
      assert.ok(made.entries > people * 3);
    }
    await assert.rejects(generate({ people: 10, years: 3, seed: 1, out: scratch }), /500/);
  });
});

test('shares and times stay near the published ones', async () => {
  const seed = 'calibration-3';
  const out = await write('large', 12_000, 10, seed);
  console.log(`seed ${seed}`);
  const { figures } = JSON.parse(readFileSync(join(out, 'truth/calibration.json'), 'utf8')) as {
    figures: {
      id: string;
      text: string;
      unit: string;
      published: number | [number, number];
      here: number;
      base: number;
    }[];
  };
  assert.ok(figures.length > 30);
  for (const { id, text, unit, published, here, base } of figures) {
    const [low, high] = typeof published === 'number' ? [published, published] : published;
    const percent = unit.startsWith('%');
    // Two standard errors and a half on top of a tenth of the figure (a ratio's error grows with its smaller count).
    const slack = percent
      ? 1.5 + 250 * Math.sqrt(((high / 100) * (1 - Math.min(high, 99) / 100)) / base)
      : high * (0.06 + 3 / Math.sqrt(base));
    assert.ok(here >= low - slack && here <= high + slack, `${id} ${text}: ${here}, published ${published}`);
  }
  // Once more from the file itself, so that the tally is not its own witness.
  const entries = parse(readFileSync(join(out, 'entries.csv')), { columns: true }) as Row[];
  const cases = new Map<string, Set<string>>();
  for (const row of entries)
    if (row.kind === 'matter' && cell(row, 'matter').startsWith('mc-') && cell(row, 'known_on') >= '2016-07-01')
      for (const party of listOf(row.parties))
        if (party.startsWith('subject:')) cases.set(party, (cases.get(party) ?? new Set()).add(cell(row, 'matter')));
  const repeated = (100 * [...cases.values()].filter((set) => set.size > 1).length) / cases.size;
  const said = figures.find(({ text }) => text === 'people in the system with two or more cases');
  assert.ok(said !== undefined && Math.abs(said.here - repeated) < 0.3, `${said?.here} told, ${repeated} found`);
});
