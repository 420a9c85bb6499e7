/**
 * A witness outside, as a body of its own would run it: one file, its own folder, over HTTP and by hand.
 * The cheapest dishonest way to pass is a witness that signs whatever it is shown: every refusal here has beside it the
 * honest form of the same request, which is signed, and the cut that is found with a witness goes unseen without one.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { addCheckpointRequest, parseWitnessKey, readAnswer, readCosignatures } from '../src/engines/cosignature.ts';
import { type NoteKey, verifierKeyOf } from '../src/engines/ledger-leaf.ts';
import { consistencyProof, Frontier, rootOf } from '../src/engines/merkle.ts';
import { openAdmin } from '../src/platform/database.ts';
import { holdsSignature, publishedKeys } from '../src/platform/ledger/keys.ts';
import { growthPath } from '../src/platform/ledger/submit.ts';
import {
  checkpointAs,
  knownWitnesses,
  latestWitnessed,
  type SignedHead,
  submitTo,
  takeCheckpoint,
  takeInCosignature,
  verifyLedger,
} from '../src/platform/ledger.ts';
import { isRefusal, type Refusal } from '../src/platform/refusal.ts';
import { type Ground, mustTransact } from '../src/platform/transaction.ts';
import { insertSubjects } from '../src/rooms/people/index.ts';
import { cutTail } from './attacks/mutations.ts';
import { allTables, clerk } from './attacks/world.ts';
import { type TestGround, testGround } from './database.ts';
import { root } from './house/walk.ts';

interface WitnessAtWork {
  readonly keyText: string;
  readonly addCheckpoint: (body: string) => { readonly line: string };
  readonly kept: (origin: string) => { readonly size: number } | null;
  readonly shown: (origin?: string) => string;
}
interface WitnessProgram {
  readonly newWitness: (folder: string, name: string) => WitnessAtWork;
  readonly openWitness: (folder: string, now?: () => number) => WitnessAtWork;
  readonly serveWitness: (witness: WitnessAtWork) => HttpServer;
}
const program = join(root, 'witness', 'candour-witness.mjs');
const { newWitness, openWitness, serveWitness } = (await import(pathToFileURL(program).href)) as WitnessProgram;

function well<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(result.words);
  return result;
}
const key = (text: string): NoteKey => well(parseWitnessKey(text) as NoteKey | Refusal);

let opened: TestGround;
let ground: Ground;
let admin: pg.Client;
let witness: WitnessAtWork;
let server: HttpServer;
let url: string;
const folder = mkdtempSync(join(tmpdir(), 'candour-witness-'));
const its = join(folder, 'witness');
const origin = () => publishedKeys(ground.server, 'main')[0]?.name ?? '';
const said: string[] = [];

/** Adds rows and signs them. */
async function grow(rows: number): Promise<SignedHead> {
  const people = Array.from({ length: rows }, () => ({ kind: 'person' as const, source: 'hr' }));
  if (rows > 0) await mustTransact(ground, 'clerks', clerk, (tx) => insertSubjects(tx, people));
  return well(await takeCheckpoint(ground)).main;
}
const requestFor = async (head: SignedHead, from: number): Promise<string> =>
  well(await checkpointAs(ground, head, { form: 'request', from })).text;

before(async () => {
  opened = await testGround();
  // A signer's folder of its own: which witnesses there are is not the business of other tests.
  const place = { ...opened.server.place, signer: join(folder, 'signer') };
  ground = { ...opened, server: { ...opened.server, place } };
  admin = await openAdmin(opened.server);
  await grow(5);
  witness = newWitness(its, 'authority.example/witness');
  server = serveWitness(witness);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server?.close();
  await admin?.end();
  await opened?.close();
  rmSync(folder, { recursive: true, force: true });
});

const send = async (body: string) => {
  const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
};
const run = (...args: string[]) => {
  const done = spawnSync(process.execPath, [program, ...args, '--folder', its], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, said: done.stderr };
};

test('a proof made from the frontier and the new leaves is the proof made from all leaves', () => {
  const leaves = Array.from({ length: 70 }, (_, n) => rootOf([Buffer.alloc(32, n)]));
  for (let first = 1; first <= 70; first += 1) {
    const earlier = new Frontier();
    for (const leaf of leaves.slice(0, first)) earlier.append(leaf);
    for (let second = first; second <= 70; second += 1)
      assert.deepEqual(growthPath(earlier, leaves.slice(first, second)), consistencyProof(leaves, first, second));
  }
});

test('REC-10.4 the witness signs what grew, answers as tlog-witness says, and keeps only the latest', async () => {
  const first = await grow(0);
  assert.equal((await send(await requestFor(first, 0))).status, 404, 'a log that nobody told it of');
  assert.equal(run('trust', verifierKeyOf(publishedKeys(ground.server, 'main')[0]!)).code, 0);
  const second = await grow(4);
  const keys = { keys: [key(witness.keyText)], verify: holdsSignature };
  const signed = await send(await requestFor(first, 0));
  assert.equal(signed.status, 200);
  assert.equal(well(readAnswer(first.note, signed.text, keys) as { line: string }[] | Refusal).length, 1);
  assert.ok(isRefusal(readAnswer(second.note, signed.text, keys)), 'control: over another checkpoint it does not hold');
  const grown = await requestFor(second, first.size);
  const other = grown.replace(/\n[^\n]+\n\n/, `\n${Buffer.alloc(32, 1).toString('base64')}\n\n`);
  const unsigned = grown.replace(/— (\S+) (.{20})../, (_, name, start) => `— ${name} ${start}AA`);
  assert.deepEqual(await send(await requestFor(second, 0)), { status: 409, text: '5\n', type: 'text/x.tlog.size' });
  assert.equal((await send(other)).status, 422, 'a proof that does not hold');
  assert.equal((await send(unsigned)).status, 403, 'a signature that does not hold');
  assert.equal((await send(grown.replace('old 5', 'old 05'))).status, 400);
  assert.equal((await send(grown.replace('old 5', 'old 10'))).status, 400, 'older than what is to come');
  assert.equal((await send('hello')).status, 400);
  assert.equal((await send('x'.repeat(70_000))).status, 413);
  assert.equal((await fetch(`${url}/add-checkpoint`)).status, 405);
  assert.equal(witness.kept(origin())?.size, 5, 'no refusal moved it');
  assert.equal((await send(grown)).status, 200);
  assert.equal((await send(grown)).status, 409, 'the same again is no longer where it stands');
  assert.equal((await send(await requestFor(second, 9))).status, 200, 'from where it stands it is');
  const kept = await (await fetch(`${url}/kept?origin=${encodeURIComponent(origin())}`)).text();
  assert.deepEqual(
    well(readCosignatures(kept, keys) as { witness: string }[] | Refusal).map((each) => each.witness),
    ['authority.example/witness'],
  );
  assert.equal(readdirSync(join(its, 'kept')).length, 1);
  assert.equal(openWitness(its).kept(origin())?.size, 9, 'it is on the disk before the answer');
});

test('REC-10.4 of two histories under one key the witness signs one, and keeps the other as evidence', async () => {
  const fork = await testGround();
  const evidence = () => readdirSync(join(its, 'refused')).length;
  const before = evidence();
  try {
    const same = { ...fork, server: { ...fork.server, place: ground.server.place } };
    // The same key and name, other leaves: what somebody does who has the signer's key.
    mkdirSync(join(folder, 'signer', fork.server.database), { recursive: true });
    const name = readFileSync(join(folder, 'signer', opened.server.database, 'main.vkey'));
    writeFileSync(join(folder, 'signer', fork.server.database, 'main.vkey'), name);
    await mustTransact(same, 'clerks', clerk, (tx) =>
      insertSubjects(
        tx,
        Array.from({ length: 9 }, () => ({ kind: 'person' as const, source: 'other' })),
      ),
    );
    const nine = well(await takeCheckpoint(same)).main;
    const asked = await send(addCheckpointRequest(9, [], nine.note));
    assert.deepEqual([asked.status, asked.text], [409, '9\n']);
    await mustTransact(same, 'clerks', clerk, (tx) => insertSubjects(tx, [{ kind: 'person', source: 'other' }]));
    const ten = well(await takeCheckpoint(same)).main;
    const body = well(await checkpointAs(same, ten, { form: 'request', from: 9 })).text;
    assert.equal((await send(body)).status, 422);
    assert.equal(evidence(), before + 2);
  } finally {
    await fork.close();
  }
});

test('by hand: a request, a checkpoint already kept, and one process at a time', async () => {
  const head = await grow(2);
  const file = join(folder, 'request');
  writeFileSync(file, await requestFor(head, 9));
  const line = run('check', file).out;
  assert.match(line, /^— authority\.example\/witness \S+\n$/);
  const early = await takeInCosignature(ground, line);
  assert.ok(isRefusal(early) && early.code === 'not-cosigned', 'of a witness that nobody named here');
  writeFileSync(join(folder, 'signer', 'witnesses'), `${witness.keyText}\n`);
  assert.deepEqual(await takeInCosignature(ground, line), { witness: 'authority.example/witness', size: 11 });
  const other = await takeInCosignature(ground, line.replace(/(.{30}).(.{4})\n$/, '$1A$2\n'));
  assert.ok(isRefusal(other) && other.code === 'not-cosigned', 'a line that was turned about');
  writeFileSync(file, head.note);
  assert.equal(run('check', file).code, 0, 'the same checkpoint again needs no proof');
  const next = await grow(1);
  writeFileSync(file, next.note);
  assert.match(run('check', file).said, /REFUSED: 11 leaves are kept: ask for the proof, .*--from 11/);
  writeFileSync(join(its, 'lock'), String(process.pid));
  assert.match(run('check', file).said, /REFUSED: this witness runs already/);
  rmSync(join(its, 'lock'));
  assert.equal(run('new', 'again').code, 1);
  assert.equal(run('dance').code, 2);
  const source = readFileSync(program, 'utf8');
  const imports = [...source.matchAll(/from '([^']+)'|import\(/g)].map((match) => match[1]);
  assert.ok(imports.length > 0 && imports.every((name) => name?.startsWith('node:')), imports.join());
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    if (await holds()) return;
    await pause(25);
  }
  assert.fail(`it did not come about: ${said.join('; ')}`);
}
const cosigned = async (): Promise<number> =>
  mustTransact(ground, 'public', { actor: null, face: 'public' }, async (tx) => {
    const [last] = await latestWitnessed(tx, knownWitnesses(ground.server.place));
    return last?.size ?? 0;
  });

test('REC-10.4 the signer shows each checkpoint to the witness by itself; one that is away is shown the newest later', async () => {
  writeFileSync(join(folder, 'signer', 'witnesses'), `# who keeps our checkpoint\n${url} ${witness.keyText}\n`);
  const submit = submitTo(ground, (line) => said.push(line));
  await submit(await grow(0));
  await until(async () => (await cosigned()) === 12);
  for (const rows of [1, 30, 2]) {
    const head = await grow(rows);
    await submit(head);
    await until(async () => (await cosigned()) === head.size);
  }
  const there = (server.address() as AddressInfo).port;
  await new Promise((done) => server.close(done));
  await submit(await grow(3));
  await until(async () => said.some((line) => /DID NOT COSIGN 48 leaves/.test(line)));
  await new Promise<void>((done) => server.listen(there, '127.0.0.1', done));
  const head = await grow(2);
  await submit(head);
  await until(async () => (await cosigned()) === head.size);
  // What the signer remembers of the witness is a help and no more: lost or spoilt, the witness says what it keeps.
  const [shown = ''] = readdirSync(join(folder, 'signer', opened.server.database)).filter((name) =>
    name.startsWith('wit'),
  );
  const memory = join(folder, 'signer', opened.server.database, shown);
  for (const spoil of [() => rmSync(memory), () => writeFileSync(memory, 'no tree'), () => otherTree(memory)]) {
    spoil();
    const next = await grow(1);
    await submitTo(ground, (line) => said.push(line))(next);
    await until(async () => (await cosigned()) === next.size);
  }
  const verified = await verifyLedger(ground, allTables);
  assert.deepEqual([verified.problems, verified.cosignatures], [[], 9]);
});

/** A tree of another log in the place of the one that was shown. */
function otherTree(file: string): void {
  const tree = new Frontier();
  for (let n = 0; n < 4; n += 1) tree.append(Buffer.alloc(32, n));
  writeFileSync(file, tree.toBytes());
}

/** Cuts the end off and everything inside that tells of it. The caller rolls it back. */
async function cutAll(size: number): Promise<void> {
  await admin.query('begin');
  await cutTail(admin, size);
  for (const table of ['ledger.checkpoint', 'ledger.cosignature']) {
    await admin.query(`alter table ${table} disable trigger user`);
    await admin.query(`delete from ${table} where log = 'main' and size > ${size}`);
    for (const trigger of ['append_only', 'append_only_whole'])
      await admin.query(`alter table ${table} enable always trigger ${trigger}`);
  }
}

test('REC-10.4 P-16 a cut tail goes unseen by everybody inside, and is found with what the witness keeps', async () => {
  const kept = witness.shown(origin());
  await cutAll(45);
  const logKeys = publishedKeys(ground.server, 'main').concat(publishedKeys(ground.server, 'covert'));
  // As an outsider meets it: the signer's memory was put back too.
  const outside: Ground = {
    ...ground,
    server: { ...ground.server, place: { ...ground.server.place, signer: '/nowhere' } },
  };
  const seen = { client: admin, keys: logKeys, witnesses: [key(witness.keyText)] };
  assert.deepEqual((await verifyLedger(outside, allTables, seen)).problems, [], 'the control must not see it');
  const found = await verifyLedger(outside, allTables, { ...seen, witnessed: kept });
  assert.deepEqual(
    found.problems.map((problem) => [problem.kind, problem.seq, problem.until]),
    [['log-cut', 45, 53]],
  );
  const strange = await verifyLedger(outside, allTables, { ...seen, witnesses: [], witnessed: kept });
  assert.deepEqual(
    strange.problems.map((problem) => problem.kind),
    ['cosignature-altered'],
    'a witness nobody knows',
  );
  await admin.query('rollback');
  const line = well(await checkpointAs(ground, await grow(0), { form: 'print', from: 0 })).text;
  assert.deepEqual((await verifyLedger(ground, allTables, { line, witnessed: kept })).problems, []);
  await cutAll(45);
  const printed = await verifyLedger(outside, allTables, { ...seen, line });
  assert.ok(printed.problems.some((problem) => problem.kind === 'log-cut' && /printed line of/.test(problem.words)));
  const mistyped = await verifyLedger(outside, allTables, { ...seen, line: line.replace(/root ./, 'root z') });
  assert.ok(mistyped.problems.some((problem) => /form|mistyped/.test(problem.words)));
  await admin.query('rollback');
});
