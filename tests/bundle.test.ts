/** Bundles that an outsider can check: what is in them, what is not, and that two verifiers written apart agree. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { canonicalJson } from '../src/engines/canonical-json.ts';
import { witnessKeyText } from '../src/engines/cosignature.ts';
import { HashTree, verifyBundle } from '../src/engines/ledger-bundle.ts';
import { type NoteKey, parseReceipt, verifierKeyOf, verifyReceipt } from '../src/engines/ledger-leaf.ts';
import { consistencyProof, inclusionProof } from '../src/engines/merkle.ts';
import { bundleHouse, type House } from '../src/main.ts';
import { openAdmin } from '../src/platform/database.ts';
import { holdsSignature, publishedKeys } from '../src/platform/ledger/keys.ts';
import { checkpointAs, receiptFor, takeCheckpoint } from '../src/platform/ledger.ts';
import { isRefusal, type Refusal } from '../src/platform/refusal.ts';
import { inTransaction, mustTransact } from '../src/platform/transaction.ts';
import { insertNames } from '../src/rooms/people/index.ts';
import { post } from '../src/rooms/record/index.ts';
import {
  dice,
  flip,
  harms,
  isUnprovedChange,
  type Json,
  type Log,
  logFrom,
  pick,
  unproved,
  withHash,
} from './attacks/bundles.ts';
import { buildWorld, clerk, cosign, type World, witness } from './attacks/world.ts';
import { root } from './house/walk.ts';

interface Judged {
  readonly ok: boolean;
  readonly record?: number | null;
  readonly words?: string;
}
interface Brought {
  readonly keys?: string;
  readonly kept?: string;
  readonly proof?: string;
  readonly line?: string;
  readonly witnessed?: string;
  readonly witnessKeys?: string;
}
type Judge = (text: string, options?: Brought) => Judged;
const verifier = join(root, 'verifier', 'verify.mjs');
const { judge } = (await import(pathToFileURL(verifier).href)) as { judge: Judge };

function well<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(result.words);
  return result;
}
const both = (text: string, keys?: readonly NoteKey[]) => ({
  ours: verifyBundle(text, { verify: holdsSignature, ...(keys ? { keys } : {}) }),
  theirs: judge(text, keys ? { keys: keys.map(verifierKeyOf).join('\n') } : {}),
});

// ---- The house

let world: World;
let house: House;
let sealed: string;
let mine: string;
let about: string;
const folder = mkdtempSync(join(tmpdir(), 'candour-bundle-'));
before(async () => {
  world = await buildWorld('bundle');
  const { ground, persons } = world;
  house = { place: ground.server.place, ground, close: ground.close };
  about = persons[1]!;
  const entry = { kind: 'matter', source: 'public-complaint', type: 'incivility', step: 'raise' } as const;
  const said = { knownOn: '2026-03-01', basis: 'account', finding: 'open' } as const;
  const parties = [{ role: 'subject', subject: about }] as const;
  [mine, sealed] = await mustTransact(ground, 'clerks', clerk, async (tx) => [
    await post(tx, { ...entry, ...said, parties, summary: 'Rude at the counter' }),
    await post(tx, { ...entry, ...said, parties, visibility: 'sealed', summary: 'Told in confidence' }),
  ]);
});
after(async () => {
  await world?.ground.close();
  rmSync(folder, { recursive: true, force: true });
});

const recordsOf = (text: string) =>
  (JSON.parse(text) as { records: { leaf: { table: string; object: string }; row: Record<string, unknown> }[] })
    .records;
const idsOf = (text: string, table: string): string[] =>
  recordsOf(text).flatMap(({ leaf }) => (leaf.table === table ? [leaf.object] : []));

async function column<T>(statement: string, values: unknown[] = []): Promise<T[]> {
  const client = await openAdmin(world.ground.server);
  try {
    return (await client.query<{ value: T }>(statement, values)).rows.map((row) => row.value);
  } finally {
    await client.end();
  }
}

test('REC-10.5 a bundle of one person holds what is about them, and a stranger can check every row of it', async () => {
  const built = well(await bundleHouse(house, { person: about }));
  assert.deepEqual([both(built.text).ours.ok, both(built.text).theirs.ok], [true, true]);
  const found = idsOf(built.text, 'record.entry');
  const expected = await column<string>(
    `select id as value from record.entry e where e.visibility <> 'sealed' and covert_list is null and (e.involved && array[$1::uuid]
      or e.acts_on && (select array_agg(id) from record.entry f where f.involved && array[$1::uuid]))`,
    [about],
  );
  assert.deepEqual(found.sort(), expected.sort());
  assert.ok(found.includes(mine));
  // Their name and number, the line above them, the duty about them and its answer, the page that was frozen.
  for (const table of ['people.subject', 'people.name', 'people.identifier', 'people.line', 'access.assignment'])
    assert.ok(idsOf(built.text, table).length > 0, table);
  for (const table of ['duties.duty', 'duties.answer', 'record.snapshot', 'patterns.firing'])
    assert.ok(idsOf(built.text, table).length > 0, table);
  assert.deepEqual(
    idsOf(built.text, 'people.name'),
    await column(`select id as value from people.name where person = $1`, [about]),
  );
  // Nothing is there because they happened to write it, or share an import with it.
  for (const table of ['record.batch', 'people.unit', 'patterns.baseline', 'access.role_grant'])
    assert.deepEqual(idsOf(built.text, table), [], table);
  const others = await column<string>(`select id as value from people.name where person <> $1`, [about]);
  for (const id of others) assert.ok(!built.text.includes(id));
});

test('REC-10.5 a party found through the tray brings the entry with it', async () => {
  const built = well(await bundleHouse(house, { person: world.persons[9]! }));
  const [entry] = await column<string>(
    `select u.entry as value from record.placement p join record.unplaced u on u.id = p.unplaced where p.person = $1`,
    [world.persons[9]],
  );
  assert.ok(idsOf(built.text, 'record.entry').includes(entry!));
  assert.equal(idsOf(built.text, 'record.unplaced').length, 1);
  assert.equal(idsOf(built.text, 'record.placement').length, 1);
});

test('REC-10.5 sealed rows are left out and counted, covert ones are left out without a trace', async () => {
  const built = well(await bundleHouse(house, { person: about }));
  assert.equal(built.withheld, 1);
  assert.ok(!built.text.includes(sealed) && !built.text.includes('Told in confidence'));
  // The control: the same row is there when it is not sealed.
  assert.ok(built.text.includes(mine) && built.words.includes('Rude at the counter'));
  // Words go beside what is proved, never of what is withheld.
  assert.ok(!built.text.includes('Rude at the counter') && !built.words.includes('Told in confidence'));
  const characteristic = well(await bundleHouse(house, { person: world.persons[4]! }));
  assert.equal(characteristic.withheld, 1, 'a protected characteristic stays behind too');
  assert.deepEqual(idsOf(characteristic.text, 'people.characteristic'), []);
  const covert = await column<string>(`select id as value from record.entry where covert_list is not null`);
  assert.ok(covert.length > 0);
  const person = well(await bundleHouse(house, { person: world.persons[10]! }));
  const period = well(await bundleHouse(house, { span: { from: '2026-01-01', to: '2030-01-01' } }));
  assert.equal(person.withheld, 0, 'not even in the count');
  for (const id of covert) assert.ok(!person.text.includes(id) && !period.text.includes(id), id);
  assert.ok(!person.text.includes(world.persons[23]!), 'nor the list');
  // Of a period, gaps in the numbering are exactly the count: a gap tells of nothing but something sealed.
  assert.equal(recordsOf(period.text).length + period.withheld, period.size);
  assert.equal(period.withheld, 2, 'the sealed entry and the characteristic');
});

test('REC-10.5 a period is whole days in the service’s own time zone', async () => {
  const { ground, persons } = world;
  const nameOn = (day: string) => {
    ground.clock.setDay(day);
    return mustTransact(ground, 'clerks', clerk, (tx) =>
      insertNames(tx, [{ person: persons[3]!, given: day, source: 'hr' }]),
    );
  };
  for (const day of ['2026-06-01', '2026-06-02', '2026-06-03']) await nameOn(day);
  const built = well(await bundleHouse(house, { span: { from: '2026-06-02', to: '2026-06-02' } }));
  assert.deepEqual(
    recordsOf(built.text).map(({ row }) => row.given),
    ['2026-06-02'],
  );
  assert.deepEqual(JSON.parse(built.text).about, { from: '2026-06-02', to: '2026-06-02' });
  assert.deepEqual(built.subjects, [persons[3]]);
});

test('REC-10.5 the read is in the read log, for everybody whose rows went out', async () => {
  const reads = () =>
    column<{ subject: string; records: number }>(
      `select jsonb_build_object('subject', subject, 'records', detail -> 'records') as value from access.read_log where event = 'COMMAND_BUNDLE_READ' order by at`,
    );
  const before = (await reads()).length;
  const built = well(await bundleHouse(house, { person: about }));
  assert.deepEqual((await reads()).slice(before), [{ subject: about, records: built.records }]);
  const period = well(await bundleHouse(house, { span: { from: '2026-03-06', to: '2026-03-06' } }));
  assert.deepEqual(
    (await reads())
      .slice(before + 1)
      .map((read) => read.subject)
      .sort(),
    [...period.subjects].sort(),
  );
  assert.ok(period.subjects.includes(about));
  const nobody = await bundleHouse(house, { person: world.persons[0]!.replace(/^./, 'z') });
  assert.ok(isRefusal(nobody) && nobody.code === 'nobody');
  assert.equal((await reads()).length, before + 1 + period.subjects.length);
});

test('P-16 a bundle shows growth from a checkpoint that was kept, and none from one of another history', async () => {
  const kept = well(await takeCheckpoint(world.ground)).main.note;
  await mustTransact(world.ground, 'clerks', clerk, (tx) =>
    insertNames(tx, [{ person: world.persons[3]!, given: 'Grown', source: 'hr' }]),
  );
  const file = join(folder, 'kept.txt');
  writeFileSync(file, kept);
  const built = well(await bundleHouse(house, { since: file }));
  assert.equal(built.records, 0);
  assert.deepEqual([both(built.text).ours.ok, both(built.text).theirs.ok], [true, true]);
  assert.equal(judge(built.text, { kept }).ok, true);
  const older = well(await bundleHouse(house, { person: about }));
  assert.match(judge(older.text, { kept }).words ?? '', /--since/, 'without the proof it says what is lacking');
  const proof = (JSON.parse(built.text).since.path as string[]).join('\n');
  const keys = publishedKeys(world.ground.server, 'main').map(verifierKeyOf).join('\n');
  const newest = JSON.parse(built.text).checkpoint as string;
  assert.equal(judge(newest, { keys, kept, proof }).ok, true, 'two bare checkpoints and a proof');
  assert.equal(judge(newest, { keys, kept }).ok, false);
  assert.equal(judge(newest, {}).ok, false, 'a bare checkpoint without a key proves nothing');
  assert.equal(judge(kept, { keys, kept: newest }).ok, false, 'a log that became shorter');
});

test('REC-10.4 P-16 the second verifier finds a cut tail by what a witness keeps and by a printed line, and not without', async () => {
  const { ground } = world;
  const before = well(await takeCheckpoint(ground)).main;
  await mustTransact(ground, 'clerks', clerk, (tx) =>
    insertNames(tx, [{ person: world.persons[3]!, given: 'Cut', source: 'hr' }]),
  );
  const { main: later } = well(await takeCheckpoint(ground));
  const kept = `${later.note}${cosign(later.note)}\n`;
  const line = well(await checkpointAs(ground, later, { form: 'print', from: 0 })).text;
  const keys = publishedKeys(ground.server, 'main').map(verifierKeyOf).join('\n');
  const witnessKeys = witnessKeyText(witness);
  // What is shown after the cut is what was signed before it: by itself it is a log like any other.
  assert.equal(judge(before.note, { keys }).ok, true, 'the control must not see it');
  for (const brought of [{ witnessed: kept, witnessKeys }, { line }])
    assert.match(judge(before.note, { keys, ...brought }).words ?? '', /its end was cut off/);
  for (const brought of [{ witnessed: kept, witnessKeys }, { line }, { line: line.toUpperCase() }])
    assert.equal(judge(later.note, { keys, ...brought }).ok, true);
  const file = join(folder, 'before.txt');
  writeFileSync(file, before.note);
  const proof = (JSON.parse(well(await bundleHouse(house, { since: file })).text).since.path as string[]).join('\n');
  assert.equal(judge(before.note, { keys, witnessed: kept, witnessKeys, proof }).ok, true, 'older, and shown to be');
  // None but a witness that is believed, over just this note, will do.
  const other = witnessKeyText({ ...witness, name: 'another.example' });
  const words = (witnessed: string, by = witnessKeys) => judge(later.note, { keys, witnessed, witnessKeys: by }).words;
  assert.match(words(later.note) ?? '', /no witness that is believed/);
  assert.match(words(kept, other) ?? '', /no witness that is believed/);
  assert.match(words(`${later.note}${cosign(before.note)}\n`) ?? '', /does not hold/);
  assert.match(words(kept, verifierKeyOf(witness)) ?? '', /not an Ed25519 key of its kind/);
  assert.match(judge(later.note, { keys, line: line.replace(/root ./, 'root x') }).words ?? '', /form|mistyped/);
  assert.match(judge(later.note, { keys, line: line.replace(/on 2/, 'on 3') }).words ?? '', /mistyped/);
});

test('P-16 no bundle is handed out of a row that was changed; the control: its receipt, which has no content, still holds', async () => {
  const { ground } = world;
  const admin = await openAdmin(ground.server);
  const rude = (summary: string) => admin.query('update record.entry set summary = $2 where id = $1', [mine, summary]);
  await admin.query('alter table record.entry disable trigger append_only');
  const [asStored] = await column<string>('select summary as value from record.entry where id = $1', [mine]);
  await rude('Polite at the counter');
  const refused = await bundleHouse(house, { person: about });
  assert.ok(isRefusal(refused) && refused.code === 'bundle-unproved');
  assert.match(refused.words, new RegExp(`record.entry ${mine}`));
  const receipt = well(await inTransaction(ground, 'auditor', clerk, (tx) => receiptFor(tx, 'record.entry', mine)));
  const keys = publishedKeys(ground.server, 'main').map(verifierKeyOf).join('\n');
  assert.equal(judge(receipt, { keys }).ok, true);
  await rude(asStored!);
  await admin.query('alter table record.entry enable always trigger append_only');
  await admin.end();
  well(await bundleHouse(house, { person: about }));
});

test('the verifier runs by itself: one file, Node’s own modules, no more', async () => {
  const source = readFileSync(verifier, 'utf8');
  const imports = [...source.matchAll(/from '([^']+)'|import\(/g)].map((match) => match[1]);
  assert.ok(imports.length > 0 && imports.every((name) => name?.startsWith('node:')), imports.join());
  const copy = join(folder, 'verify.mjs');
  writeFileSync(copy, source);
  const { text } = well(await bundleHouse(house, { person: about }));
  const key = join(folder, 'key');
  writeFileSync(key, publishedKeys(world.ground.server, 'main').map(verifierKeyOf).join('\n'));
  const run = (content: string, ...args: string[]) => {
    writeFileSync(join(folder, 'bundle.json'), content);
    const done = spawnSync(process.execPath, [copy, join(folder, 'bundle.json'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return `${done.status} ${done.stdout}${done.stderr}`;
  };
  assert.match(run(text), /^0 OK: bundle, \d+ proved, 1 said to be left out[\s\S]*--key/);
  assert.match(run(text, '--key', key), /^0 OK[^\n]*\n$/);
  assert.match(run(text.replace('~s1t~', '~s1t~A')), /^1 BAD: record \d+: its row is not what its leaf commits to\n$/);
  assert.match(run('hello'), /^1 BAD/);
  assert.match(run(text, 'more'), /^2 /);
});

// ---- Two verifiers, one verdict

test('the tree that makes many paths makes the same ones as the one that makes one', () => {
  for (let size = 1; size <= 70; size += 1) {
    const leaves = Array.from({ length: size }, (_, n) => createHash('sha256').update(`${n}`).digest());
    const tree = new HashTree(Buffer.concat(leaves));
    for (let n = 0; n < size; n += 1) {
      assert.deepEqual(tree.path(n), inclusionProof(leaves, n, size));
      assert.deepEqual(tree.consistencyFrom(n + 1), consistencyProof(leaves, n + 1, size));
    }
  }
});

test('REC-10.5 both verifiers say the same of 900 good and bad bundles, and name the same first bad record', (t) => {
  const seed = 'bundles-1';
  const roll = dice(seed);
  const tally = { good: 0, bad: 0 };
  const compare = (text: string, what: string, keys?: readonly NoteKey[]) => {
    const { ours, theirs } = both(text, keys);
    assert.equal(theirs.ok, ours.ok, `${what}: ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`);
    if (!ours.ok) assert.equal(theirs.record, ours.record, `${what}: ${ours.words} / ${theirs.words}`);
    tally[ours.ok ? 'good' : 'bad'] += 1;
    return ours.ok;
  };
  const names = Object.keys(harms);
  for (let n = 0; n < 300; n += 1) {
    const size = 1 + roll(40);
    const [log, fork] = [logFrom('one', `history ${n % 7}`, size), logFrom('one', 'another history', size)];
    const chosen = Array.from({ length: size }, (_, at) => at).filter(() => roll(3) > 0);
    if (chosen.length === 0) chosen.push(size - 1);
    const since = roll(2) ? 1 + roll(size) : null;
    const good = log.bundle(size, chosen, since);
    const bad = fork.bundle(size, chosen, since);
    assert.ok(compare(good, 'as made'));
    const what = names[n % names.length] as string;
    const harmed = JSON.parse(good) as Json;
    harms[what]?.(harmed, roll, JSON.parse(bad) as Json);
    const text = canonicalJson(harmed);
    const brought = n % 5 === 0 ? [log.key] : undefined;
    const holds = compare(text, what, brought);
    // Keys that the reader brings stand in place of those in the file.
    const isProved = !unproved.includes(what) && !(brought && what === 'another key');
    if (text !== good && isProved) assert.ok(!holds, `${what} went unseen (seed ${seed}, ${n})`);
    const raw = pick(
      [
        () => flip(good, roll),
        () => good.slice(0, roll(good.length)),
        () => ` ${good}`,
        () => `${good}\n`,
        () => JSON.stringify(JSON.parse(good), null, 1),
        () => good.replace('"act"', '"act" '),
      ],
      roll,
    )();
    assert.ok(
      raw === good || !compare(raw, 'raw') || !/"records"/.test(raw) || isUnprovedChange(good, raw),
      `raw change unseen (${n})`,
    );
  }
  t.diagnostic(`seed ${seed}: ${tally.good} held, ${tally.bad} did not`);
  assert.ok(tally.good > 250 && tally.bad > 400, JSON.stringify(tally));
});

test('both verifiers say the same of 600 good and bad receipts', (t) => {
  const seed = 'receipts-1';
  const roll = dice(seed);
  const tally = { good: 0, bad: 0 };
  const compare = (text: string, log: Log) => {
    const receipt = parseReceipt(text);
    const trust = { origin: log.key.name, keys: [log.key], verify: holdsSignature };
    const ours = !isRefusal(receipt) && !isRefusal(verifyReceipt(receipt, trust));
    assert.equal(judge(text, { keys: verifierKeyOf(log.key) }).ok, ours, text);
    tally[ours ? 'good' : 'bad'] += 1;
    return ours;
  };
  for (let n = 0; n < 200; n += 1) {
    const size = 1 + roll(33);
    const log = logFrom('one', `history ${n % 5}`, size);
    const good = log.receipt(size, roll(size));
    assert.ok(compare(good, log));
    const harmed = JSON.parse(good) as Json;
    const other = JSON.parse(logFrom('one', 'another history', size).receipt(size, roll(size))) as Json;
    pick(
      [
        () => withHash(harmed.path, roll),
        () => (harmed.index = pick([-1, 0, 1, 2, 1.5, '0', size], roll)),
        () => (harmed.leaf = other.leaf),
        () => ((harmed.leaf as Json).actor = 'x'),
        () => (harmed.checkpoint = other.checkpoint),
        () => (harmed.checkpoint = flip(harmed.checkpoint as string, roll)),
        () => (harmed.origin = 'elsewhere'),
        () => (harmed.more = 1),
        () => delete harmed[pick(Object.keys(harmed), roll)],
      ],
      roll,
    )();
    compare(JSON.stringify(harmed), log);
    const raw = pick(
      [flip(good, roll), good.slice(0, roll(good.length)), `\n ${good}\n`, `\ufeff${good}`, good.replace('{', '{ ')],
      roll,
    );
    compare(raw, log);
  }
  t.diagnostic(`seed ${seed}: ${tally.good} held, ${tally.bad} did not`);
  assert.ok(tally.good > 200 && tally.bad > 250, JSON.stringify(tally));
});
