/** Importing, end to end: what a file ends up as, what it leaves alone, and what an interruption leaves behind. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { generate } from '../demo/generate/generate.ts';
import { commitment, leafHashOf, normaliseRow } from '../src/engines/ledger-leaf.ts';
import { isRefusal } from '../src/platform/refusal.ts';
import { type Ground, mustTransact, query, queryAsStored, sql, type Tx } from '../src/platform/transaction.ts';
import { type ImportResult, importFile, loadService, protectedList } from '../src/rooms/concerns/index.ts';
import { subjectsByIdentifier } from '../src/rooms/people/index.ts';
import { historyOf, listTray, recordTables, sourceStates } from '../src/rooms/record/index.ts';
import { type TestGround, testGround } from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-import-'));
const grounds: Ground[] = [];
after(async () => {
  for (const ground of grounds) await ground.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fresh(): Promise<TestGround> {
  const ground = await testGround();
  grounds.push(ground);
  return ground;
}

let made = 0;
function write(name: string, content: string | Buffer): string {
  const path = join(folder, `${++made}-${name}`);
  writeFileSync(path, content);
  return path;
}
const csv = (...lines: string[]): string => write('rows.csv', `${lines.join('\n')}\n`);
const mapFile = (map: object): string => write('map.json', JSON.stringify(map));

const clerk = { actor: null, face: 'clerk' } as const;
const within = <T>(ground: Ground, work: (tx: Tx) => Promise<T>) => mustTransact(ground, 'clerks', clerk, work);
const count = (ground: Ground, table: string): Promise<number> =>
  within(
    ground,
    async (tx) => (await query(tx, sql<{ n: number }>`select count(*) as n from ${sql.raw(table)}`))[0]!.n,
  );

async function imported(ground: Ground, file: string, map: string, cloak?: string): Promise<ImportResult> {
  const done = await importFile(ground, { file, map, progress: false, ...(cloak ? { cloak } : {}) });
  if (isRefusal(done)) throw new Error(done.words);
  return done;
}
const counts = ({ rows, accepted, duplicates, rejected }: ImportResult) => ({ rows, accepted, duplicates, rejected });

const complaints = {
  kind: 'entries',
  source: 'public-complaint',
  person: { id: 'officer', scheme: 'force-number', else: 'create' },
  matter: 'complaint',
  happened: { column: 'day', precision: 'day' },
  knownOn: { column: 'day' },
  type: { column: 'kind', vocabulary: { Force: 'excessive-force', Rude: 'incivility' } },
  step: 'receive',
  basis: 'account',
  detail: { column: 'kind' },
};
const header = 'officer,complaint,day,kind';

test('equal rows of a file are all kept, and the same file again adds nothing', async () => {
  const ground = await fresh();
  const file = csv(header, '007,c1,2020-01-02,Force', '007,c1,2020-01-02,Force', '008,c1,2020-01-02,Rude');
  const map = mapFile(complaints);
  const first = await imported(ground, file, map);
  assert.deepEqual(counts(first), { rows: 3, accepted: 3, duplicates: 0, rejected: 0 });
  assert.equal(first.rejectedFile, null);
  const leaves = await count(ground, 'record.entry');
  const again = await imported(ground, file, map);
  assert.deepEqual(counts(again), { rows: 3, accepted: 0, duplicates: 3, rejected: 0 });
  assert.equal(await count(ground, 'record.entry'), leaves);
  assert.equal(await count(ground, 'people.subject'), 2);
  assert.equal(await count(ground, 'record.batch'), 2);
  await within(ground, async (tx) => {
    const found = await subjectsByIdentifier(tx, 'force-number', ['007', '7']);
    assert.deepEqual([...found.keys()], ['007'], 'leading zeros are part of the number');
    const { history } = await historyOf(tx, { subject: found.get('007')!, asAt: '2020-01-02' });
    assert.equal(history.entries.length, 2);
    assert.equal(new Set(history.entries.map((entry) => entry.matter)).size, 1);
    const [reading] = await sourceStates(tx);
    assert.deepEqual(
      [reading!.source, reading!.connected, reading!.readUntil, reading!.rows],
      ['public-complaint', true, '2020-01-02', 3],
    );
  });
});

test('a matter number of a source is the same matter in every file of that source', async () => {
  const ground = await fresh();
  const map = mapFile(complaints);
  await imported(ground, csv(header, '1,c9,2020-01-02,Force'), map);
  await imported(ground, csv(header, '2,c9,2020-01-02,Rude'), map);
  const matters = await within(ground, (tx) =>
    query(tx, sql<{ matter: string }>`select distinct matter from record.entry`),
  );
  assert.equal(matters.length, 1);
});

test('rejected rows go to a file with the reason, formulas made harmless, and good rows stand', async () => {
  const ground = await fresh();
  const file = csv(
    header,
    '1,c1,2020-02-31,Force',
    '2,c1,2020-01-02,=cmd()',
    '3,c1,2020-01-02,Rude',
    '4,c1',
    '5,c1,2031-01-01,Rude',
  );
  const done = await imported(ground, file, mapFile(complaints));
  assert.deepEqual(counts(done), { rows: 5, accepted: 1, duplicates: 0, rejected: 4 });
  const lines = readFileSync(done.rejectedFile!, 'utf8').trim().split('\n');
  assert.equal(lines[0], `${header},reason`);
  assert.match(lines[1]!, /2020-02-31.*not a real day/);
  assert.match(lines[2]!, /^2,c1,2020-01-02,'=cmd\(\)/);
  assert.match(lines.find((line) => line.startsWith('5,'))!, /after today/);
  const mended = csv(header, '1,c1,2020-02-28,Force', '3,c1,2020-01-02,Rude');
  assert.deepEqual(counts(await imported(ground, mended, mapFile(complaints))), {
    rows: 2,
    accepted: 1,
    duplicates: 1,
    rejected: 0,
  });
});

test('an unknown identifier waits in the tray and is placed when the person joins', async () => {
  const ground = await fresh();
  const { else: _, ...person } = complaints.person;
  const done = await imported(ground, csv(header, '007,c1,2020-01-02,Force'), mapFile({ ...complaints, person }));
  assert.equal(done.accepted, 1);
  assert.equal(await count(ground, 'people.subject'), 0);
  const people = mapFile({
    kind: 'people',
    origin: 'staff-list',
    id: 'no',
    scheme: 'force-number',
    names: { given: 'given', family: 'family' },
    joined: 'joined',
  });
  const list = csv('no,given,family,joined', '007,Ama,Field,2015-03-01');
  assert.equal((await imported(ground, list, people)).accepted, 1);
  await within(ground, async (tx) => {
    assert.deepEqual(await listTray(tx), []);
    const id = (await subjectsByIdentifier(tx, 'force-number', ['007'])).get('007')!;
    const { history } = await historyOf(tx, { subject: id, asAt: '2020-01-02' });
    assert.deepEqual(
      history.entries.map((entry) => entry.roles),
      [['subject']],
    );
    const rebuilt = await query(
      tx,
      sql`(select subject, entry, role, known_on from record.rebuilt_involvement()) except (select subject, entry, role, known_on from record.involvement)`,
    );
    assert.deepEqual(rebuilt, []);
  });
  assert.deepEqual(counts(await imported(ground, list, people)), { rows: 1, accepted: 0, duplicates: 1, rejected: 0 });
});

test('people and allegations in either order make one person', async () => {
  const map = mapFile(complaints);
  const people = mapFile({
    kind: 'people',
    origin: 'staff-list',
    id: 'no',
    scheme: 'force-number',
    posts: { unit: 'unit', rank: 'rank' },
  });
  const rows = csv(header, '007,c1,2020-01-02,Force');
  const list = csv('no,unit,rank', '007,East,Constable', '008,east,Sergeant');
  for (const order of [
    [
      [rows, map],
      [list, people],
    ],
    [
      [list, people],
      [rows, map],
    ],
  ] as const) {
    const ground = await fresh();
    for (const [file, by] of order) await imported(ground, file, by);
    const kinds = await within(ground, (tx) =>
      query(tx, sql<{ kind: string; n: number }>`select kind, count(*) as n from people.subject group by 1 order by 1`),
    );
    assert.deepEqual(
      kinds.map(({ kind, n }) => [kind, n]),
      [
        ['person', 2],
        ['unit', 1],
      ],
    );
  }
});

test('REC-05.1 a matter with a bare name is refused, and one with an identifier that nobody has waits', async () => {
  const ground = await fresh();
  const base = { ...complaints, parties: { column: 'who' } };
  const map = { ...base, person: undefined };
  const bare = await imported(ground, csv(`${header},who`, ',c1,2020-01-02,Force,subject:John Smith'), mapFile(map));
  assert.deepEqual(counts(bare), { rows: 1, accepted: 0, duplicates: 0, rejected: 1 });
  assert.match(readFileSync(bare.rejectedFile!, 'utf8'), /a bare name cannot be met with anybody/);
  const nobody = await imported(ground, csv(`${header},who`, ',c1,2020-01-02,Force,'), mapFile(map));
  assert.match(readFileSync(nobody.rejectedFile!, 'utf8'), /names at least one person/);
  const keyed = await imported(
    ground,
    csv(`${header},who`, ',c1,2020-01-02,Force,subject:W1'),
    mapFile({ ...map, parties: { column: 'who', scheme: 'warrant' } }),
  );
  assert.equal(keyed.accepted, 1);
  const tray = await within(ground, (tx) => listTray(tx));
  assert.deepEqual(
    tray.map(({ role, scheme, value }) => [role, scheme, value]),
    [['subject', 'warrant', 'W1']],
  );
});

test('an import that is broken off leaves nothing behind', async () => {
  const ground = await fresh();
  const file = csv(
    header,
    ...Array.from({ length: 25_000 }, (_, index) => `${index % 900},c${index},2020-01-02,Force`),
  );
  let given = 0;
  const ids = {
    ...ground.ids,
    bytes: (length: number) => (++given > 4 ? assert.fail('power cut') : ground.ids.bytes(length)),
  };
  await assert.rejects(
    importFile({ ...ground, ids }, { file, map: mapFile(complaints), progress: false }),
    /power cut/,
  );
  for (const table of ['record.entry', 'record.involvement', 'record.batch', 'people.subject', 'ledger.leaf'])
    assert.equal(await count(ground, table), 0, table);
  assert.equal((await imported(ground, file, mapFile(complaints))).accepted, 25_000);
});

test('a compressed file that is cut short is refused whole', async () => {
  const ground = await fresh();
  const zipped = gzipSync(
    `${header}\n${Array.from({ length: 9_000 }, (_, index) => `${index},c${index},2020-01-02,Force`).join('\n')}\n`,
  );
  const cut = await importFile(ground, {
    file: write('cut.csv.gz', zipped.subarray(0, zipped.length - 900)),
    map: mapFile(complaints),
    progress: false,
  });
  assert.ok(isRefusal(cut));
  assert.match(cut.words, /damaged or cut short.*Nothing was imported/);
  assert.equal(await count(ground, 'record.entry'), 0);
  assert.equal((await imported(ground, write('whole.csv.gz', zipped), mapFile(complaints))).accepted, 9_000);
});

test('a row that its source has changed is told from the same row', async () => {
  const ground = await fresh();
  const map = mapFile({ ...complaints, key: ['complaint'] });
  await imported(ground, csv(header, '1,c1,2020-01-02,Force'), map);
  const second = await imported(ground, csv(header, '1,c1,2020-01-02,Rude', '1,c2,2020-01-02,Rude'), map);
  assert.deepEqual(counts(second), { rows: 2, accepted: 1, duplicates: 0, rejected: 1 });
  assert.match(readFileSync(second.rejectedFile!, 'utf8'), /source has changed this row/);
});

test('a finding that came later is an amendment with its own day, and one without a day is marked', async () => {
  const ground = await fresh();
  const found = { finding: { column: 'found' }, findingOn: { column: 'on' } };
  await imported(
    ground,
    csv(
      `${header},found,on`,
      '1,c1,2020-01-02,Force,upheld,2020-09-01',
      '2,c2,2020-01-02,Force,upheld,',
      '3,c3,2020-01-02,Force,eliminated,2020-09-01',
    ),
    mapFile({ ...complaints, ...found }),
  );
  await within(ground, async (tx) => {
    const ids = await subjectsByIdentifier(tx, 'force-number', ['1', '2', '3']);
    const on = async (who: string, asAt: string) =>
      (await historyOf(tx, { subject: ids.get(who)!, asAt })).history.entries.map(({ finding, findingOn }) => [
        finding,
        findingOn !== null,
      ]);
    assert.deepEqual(await on('1', '2020-08-31'), [['none', false]]);
    assert.deepEqual(await on('1', '2020-09-01'), [['upheld', true]]);
    assert.deepEqual(await on('2', '2026-01-01'), [['upheld', false]]);
    assert.deepEqual(await on('3', '2026-01-01'), [['eliminated', false]]);
  });
});

test('a protected identity is imported under a code, the same in every file', async () => {
  const ground = await fresh();
  const list = write('protected.csv', 'scheme,id\nforce-number,007\n');
  const rows = csv(header, '007,c1,2020-01-02,Force', '008,c1,2020-01-02,Force');
  const done = await imported(ground, rows, mapFile(complaints), list);
  assert.equal(done.accepted, 2);
  const people = mapFile({
    kind: 'people',
    origin: 'staff-list',
    id: 'no',
    scheme: 'force-number',
    names: { full: 'name' },
  });
  await imported(ground, csv('no,name', '007,Nora Secret'), people, list);
  await within(ground, async (tx) => {
    const values = await query(
      tx,
      sql<{ scheme: string; value: string }>`select scheme, value from people.identifier order by scheme, value`,
    );
    assert.equal(values.length, 2);
    assert.match(`${values[0]!.scheme} ${values[0]!.value}`, /^cloaked cloaked-\w{12}$/);
    assert.deepEqual(values[1], { scheme: 'force-number', value: '008' });
    assert.equal((await query(tx, sql`select 1 from people.name`)).length, 0);
  });
  assert.deepEqual(counts(await imported(ground, rows, mapFile(complaints), list)), {
    rows: 2,
    accepted: 0,
    duplicates: 2,
    rejected: 0,
  });
  assert.ok(protectedList(ground.server.place).endsWith('protected-identities.csv'));
});

test('covert rows are in no count that others read: not of the import, not of the source, not of the main log', async () => {
  const ground = await fresh();
  const known = { ...complaints, person: { id: 'officer', scheme: 'force-number' } };
  const map = mapFile({ ...known, class: { column: 'class', else: 'guarded' } });
  const file = csv(`${header},class`, '1,c1,2020-01-02,Force,covert', '2,c2,2020-01-03,Rude,');
  assert.equal((await imported(ground, file, map)).accepted, 2);
  assert.equal((await imported(ground, file, map)).duplicates, 2);
  await within(ground, async (tx) => {
    const batches = await query(
      tx,
      sql<{ rows: number; accepted: number; duplicates: number }>`
      select rows, accepted, duplicates from record.batch order by recorded_at`,
    );
    assert.deepEqual(batches, [
      { rows: 1, accepted: 1, duplicates: 0 },
      { rows: 1, accepted: 0, duplicates: 1 },
    ]);
    assert.equal((await sourceStates(tx))[0]!.rows, 1);
    const logs = await query(
      tx,
      sql<{ log: string; n: number }>`
      select log, count(*) as n from ledger.leaf where object_table = 'record.entry' group by 1 order by 1`,
    );
    assert.deepEqual(logs, [
      { log: 'covert', n: 1 },
      { log: 'main', n: 1 },
    ]);
  });
});

test('a map or a file that cannot be read is refused in one line, before any row', async () => {
  const ground = await fresh();
  const rows = csv(header, '1,c1,2020-01-02,Force');
  const words = async (file: string, map: string): Promise<string> => {
    const done = await importFile(ground, { file, map, progress: false });
    assert.ok(isRefusal(done));
    assert.ok(!done.words.includes('\n'), done.words);
    return done.words;
  };
  assert.match(await words(rows, mapFile({ ...complaints, name: 'x' })), /there is no field "name"/);
  assert.match(await words(rows, write('broken.json', '{')), /is not JSON/);
  assert.match(await words(rows, join(folder, 'none.json')), /cannot be read/);
  assert.match(await words(rows, mapFile({ ...complaints, detail: { column: 'colour' } })), /no column "colour"/);
  assert.match(await words(join(folder, 'none.csv'), mapFile(complaints)), /There is no file/);
  assert.match(
    await words(rows, mapFile({ kind: 'records', id: 'officer', compare: [{ column: 'day', as: 'date' }] })),
    /not imported/,
  );
  assert.match(
    await words(rows, mapFile({ ...complaints, cloak: 'everyone', key: ['nothing'] })),
    /no column "nothing"/,
  );
  assert.equal(await count(ground, 'record.batch'), 0);
});

test('rows written in bulk, and their leaves, are what the ledger says of each', async () => {
  const ground = await fresh();
  await imported(
    ground,
    csv(header, ...Array.from({ length: 300 }, (_, index) => `${index % 7},c${index},2020-01-02,Force`)),
    mapFile(complaints),
  );
  await within(ground, async (tx) => {
    const rows = await queryAsStored(
      tx,
      sql<{
        row: Record<string, unknown>;
        salt: Buffer;
        at: Date;
        act: string;
        commitment: Buffer;
        hash: Buffer;
        seq: number;
      }>`
      select to_jsonb(e) as row, e.salt, l.at, l.act, l.commitment, l.hash, l.seq from record.entry e join ledger.leaf l on l.object = e.id order by l.seq`,
    );
    assert.equal(rows.length, 300);
    for (const { row, salt, at, act, commitment: committed, hash } of rows) {
      const again = commitment('record.entry', normaliseRow('record.entry', row, recordTables.entry), salt);
      assert.deepEqual(again, committed);
      assert.deepEqual(
        leafHashOf({
          at: at.toISOString(),
          act,
          actor: null,
          table: 'record.entry',
          object: String(row.id),
          commitment: again,
        }),
        hash,
      );
    }
    const [gaps] = await query(
      tx,
      sql<{ n: number; top: number }>`select count(*) as n, max(seq) + 1 as top from ledger.leaf`,
    );
    assert.equal(gaps!.n, gaps!.top);
  });
});

test('the invented service is loaded whole, once, and its files are also imported through our own maps', async () => {
  const out = join(folder, 'service');
  mkdirSync(out);
  const written = await generate({ people: 500, years: 3, seed: 'import', until: '2026-03-01', out });
  const ground = await fresh();
  const loaded = await loadService(ground, out);
  assert.ok(!isRefusal(loaded));
  assert.deepEqual([loaded.people, loaded.public, loaded.entries], [written.people, written.public, written.entries]);
  assert.ok(loaded.named.some((person) => person.sub === 'assessor'));
  const again = await loadService(ground, out);
  assert.ok(isRefusal(again));
  assert.match(again.words, /already holds people/);
  const empty = await loadService(await fresh(), folder);
  assert.ok(isRefusal(empty));
  await within(ground, async (tx) => {
    const amiss = await query(
      tx,
      sql`(select subject, entry, role, known_on from record.rebuilt_involvement()) except (select subject, entry, role, known_on from record.involvement)`,
    );
    assert.deepEqual(amiss, []);
    assert.ok((await sourceStates(tx)).every((state) => state.readUntil !== null && state.readUntil <= '2026-03-01'));
  });

  const other = await fresh();
  for (const turn of [1, 2])
    for (const kind of ['units', 'people', 'posts', 'entries']) {
      const done = await imported(
        other,
        join(out, `${kind}.csv`),
        join(import.meta.dirname, `../maps/candour-${kind}.json`),
      );
      assert.equal(done.accepted + done.duplicates + done.rejected, done.rows);
      assert.equal(turn === 1 ? done.duplicates : done.accepted, 0, `${kind}, turn ${turn}`);
      const reasons = done.rejectedFile ? readFileSync(done.rejectedFile, 'utf8').trim().split('\n').slice(1) : [];
      assert.ok(
        reasons.every((line) => /no second decision-maker|neither in an earlier row/.test(line)),
        reasons[0],
      );
      assert.ok(done.rejected < 20, `${kind}: ${done.rejected} rejected`);
    }
  assert.deepEqual(
    readdirSync(out).filter((name) => /people\.rejected|posts\.rejected|units\.rejected/.test(name)),
    [],
  );
});

const publicFile = (name: string): string => join(import.meta.dirname, '../../shared/data/new-york', name);
const skip = existsSync(publicFile('allegations.csv.gz'))
  ? false
  : `SKIPPED: ${publicFile('')} is not here, so nothing was tested on real rows`;

test('the New York files: every row is in the record, exact copies kept, and nothing twice', { skip }, async () => {
  const ground = await fresh();
  const bring = (file: string, name: string) => {
    const copy = write(`${file}`, readFileSync(publicFile(file)));
    return imported(ground, copy, join(import.meta.dirname, `../maps/${name}.json`));
  };
  assert.equal((await bring('officers.csv.gz', 'new-york-officers')).accepted, 83_029);
  const first = await bring('allegations.csv.gz', 'new-york-allegations');
  assert.deepEqual(counts(first), { rows: 175_505, accepted: 175_505, duplicates: 0, rejected: 0 });
  assert.equal(await count(ground, 'record.entry'), 175_505);
  assert.equal(await count(ground, "people.subject where kind = 'person'"), 83_029);
  const second = await bring('allegations.csv.gz', 'new-york-allegations');
  assert.deepEqual(counts(second), { rows: 175_505, accepted: 0, duplicates: 175_505, rejected: 0 });
});
