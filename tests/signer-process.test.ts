/** `candour serve` as an operator runs it: the signer is a process of its own, and its death stops nobody else. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { stopwatch, wallClock } from '../src/platform/clock.ts';
import { openServer, type Server } from '../src/platform/database.ts';
import { canEmbed } from '../src/platform/embedded.ts';
import { randomIds } from '../src/platform/ids.ts';
import { latestCheckpoint, waitingLeaves } from '../src/platform/ledger.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';
import { type Ground, makeGround, mustTransact } from '../src/platform/transaction.ts';
import { insertGrant } from '../src/rooms/access/index.ts';
import { insertSubjects } from '../src/rooms/people/index.ts';
import { root } from './house/walk.ts';

const folder = mkdtempSync(join(tmpdir(), 'candour-serve-'));
const clerk = { actor: null, face: 'clerk' } as const;
let server: Server;
let ground: Ground;
let serving: ChildProcess | null = null;
let printed = '';

before(async () => {
  if (!canEmbed()) return;
  server = openServer({ folder, databaseUrl: null }, { durable: false });
  await ensureDatabase(server);
  ground = makeGround(server, wallClock(), randomIds);
});
after(async () => {
  if (serving && serving.exitCode === null) {
    const gone = new Promise((done) => serving?.once('exit', done));
    serving.kill('SIGTERM');
    await gone;
  }
  await ground?.close();
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let n = 0; n < 3600; n += 1) {
    if (await holds()) return;
    await pause(50);
  }
  assert.fail(`it did not come about: ${printed}`);
}

/** The process that has this face among its words and this folder as its place. */
function processOf(face: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (words.includes(face) && words.includes(folder) && words.includes('--face')) return Number(pid);
    } catch {
      /* gone meanwhile */
    }
  return 0;
}

const sizeNow = async (): Promise<number> =>
  (await mustTransact(ground, 'auditor', clerk, (tx) => latestCheckpoint(tx)))?.size ?? 0;

test('REC-10.4 serve starts the signer as a process of its own; killed, others go on and nothing is lost', {
  skip: !canEmbed(),
}, async (t) => {
  const [person = '', secondPerson = '', actor = ''] = await mustTransact(ground, 'clerks', clerk, (tx) =>
    insertSubjects(tx, Array(3).fill({ kind: 'person', source: 'hr' })),
  );
  const decide = () =>
    mustTransact(ground, 'clerks', { actor, face: 'command' }, (tx) =>
      insertGrant(tx, { person, role: 'assessor', validFrom: tx.today, reason: 'for this test', secondPerson }),
    );
  serving = spawn(process.execPath, [join(root, 'bin', 'candour.mjs'), 'serve', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [serving.stdout, serving.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  await until(() => /Stop with Ctrl-C/.test(printed));
  assert.match(printed, /The signer runs beside it as the same user/);
  await until(async () => (await sizeNow()) === 3);
  await decide();
  // Within the minute that a routine act would wait: the signer saw that somebody decided something.
  await until(async () => (await sizeNow()) === 4);
  const signer = processOf('signer');
  assert.ok(signer > 0 && signer !== serving.pid);
  process.kill(signer, 'SIGKILL');
  await until(() => processOf('signer') === 0);
  await decide();
  assert.equal((await mustTransact(ground, 'public', { actor: null, face: 'public' }, waitingLeaves)).leaves, 1);
  const [, open = ''] = /The public page is at (\S+)/.exec(printed) ?? [];
  const page = await (await fetch(`${open}/proof`)).text();
  assert.match(page, /Written since<\/dt><dd>1 line, the first less than a minute ago/);
  // Told to stop, every process ends by itself: none has to be killed after ten seconds.
  const elapsed = stopwatch();
  const gone = new Promise((done) => serving?.once('exit', done));
  serving.kill('SIGTERM');
  await gone;
  t.diagnostic(`stopped in ${elapsed()} s`);
  assert.equal(['staff', 'public', 'clerks'].map(processOf).join(), '0,0,0');
});
