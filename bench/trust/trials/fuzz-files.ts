/**
 * The parsers of what others made, on inputs that nobody meant: a crash is anything but rows or a refusal in words.
 *
 * The cheapest dishonest ways to a clean count: change bytes that the ZIP layer turns away, so that nothing behind it is
 * tried; catch everything inside the parser and call it a refusal; leave the memory of the runs out. So most changes are
 * made inside the parts, whose sums are then right; how many inputs were read to their rows, how many refused there and how
 * many outside is in the notes, and the short form fails where any of them is none; every refusal must be a sentence; each
 * parser runs in a process of its own, whose whole memory is counted by the system; and a share goes through the reader's
 * own process as uploads do. The control gives the same inputs to the same libraries without our care.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createDice } from '../../../src/engines/statistics/random.ts';
import { openTable } from '../../../src/platform/files/open-table.ts';
import type { Say } from '../../scratch.ts';
import type { FuzzResult } from '../files/fuzz-run.ts';
import { fuzzedParsers } from '../files/fuzzed-parsers.ts';
import type { Count, Size, Trial } from '../trial.ts';

const runner = resolve(import.meta.dirname, '../files/fuzz-run.ts');
const inputsOf: Readonly<Record<Size, number>> = { short: 20_000, full: 1_000_000 };
const throughReader: Readonly<Record<Size, number>> = { short: 5, full: 500 };
const memoryBytes = 256 * 1024 ** 2;
/** An input that never ends is one that took more than a second. */
const silentMs = 120_000;

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const piece of stream) text += String(piece);
  return text;
}

function killWhenSilent(child: ChildProcess): void {
  let timer = setTimeout(() => child.kill('SIGKILL'), silentMs);
  child.stderr?.on('data', () => {
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), silentMs);
  });
  child.once('exit', () => clearTimeout(timer));
}

/** The parser with as much heap as the reader of uploads has. */
async function fuzz(name: string, count: number, seed: number): Promise<FuzzResult | string> {
  const heap = ['--no-warnings', '--max-old-space-size=128', '--max-semi-space-size=4'];
  const careless = Math.min(count, 2_000);
  const args = [...heap, runner, name, String(count), String(seed), String(careless)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  killWhenSilent(child);
  const [out] = await Promise.all([textOf(child.stdout), once(child, 'exit')]);
  return child.exitCode === 0 ? (JSON.parse(out) as FuzzResult) : `ended with ${child.exitCode ?? child.signalCode}`;
}

function countOf(name: string, result: FuzzResult, seed: number): Count {
  const { reached } = result;
  const tooBig = result.peakBytes > memoryBytes ? 1 : 0;
  const share = (what: keyof typeof reached) => `${reached[what].toLocaleString('en-GB')}`;
  return {
    promise: `Nothing that a ${name === 'map' ? 'map of columns' : name === 'date' ? 'date' : `${name.toUpperCase()} file`} can hold crashes its reader, takes a second or 256 MB.`,
    done: result.done,
    unit: `broken ${name} inputs`,
    broken: result.failed + result.slow + tooBig,
    control: {
      what: fuzzedParsers[name]!.withoutSafeguard,
      done: result.carelessDone,
      broken: result.carelessFailed,
    },
    notes: [
      `read to the rows ${share('read')}, refused in words ${share('refused')}, refused before that ${share('refused-outside')}`,
      `slowest ${result.slowestMs} ms, all in ${Math.round(result.peakBytes / 1024 ** 2)} MB, seed ${seed}`,
      ...result.failures,
    ].join('; '),
  };
}

const notHeld = (name: string, why: string, count: number): Count => ({
  promise: `Nothing that a ${name} input can hold crashes its reader.`,
  done: count,
  unit: `broken ${name} inputs`,
  broken: 1,
  control: null,
  notes: `the process that read them ${why}`,
});

/** As an upload: a file on disk, the reader's own process, an answer in words or rows. */
async function readAsUpload(path: string): Promise<string | null> {
  const table = await openTable(path);
  if (!table.ok) return table.reason;
  let stopped: string | null = null;
  for await (const batch of table.batches) stopped ??= batch.stopped;
  return stopped;
}

async function throughTheReader(count: number, seed: number): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-fuzz-'));
  let [done, broken] = [0, 0];
  const said: string[] = [];
  try {
    for (const name of ['csv', 'xlsx', 'ods'])
      for (let at = 0; at < count; at += 1) {
        const input = fuzzedParsers[name]!.make(createDice(seed * 1_000_003 + at));
        const path = join(folder, `${name}-${at}`);
        writeFileSync(path, Buffer.isBuffer(input) ? input : (input as { text: string }).text);
        const words = await readAsUpload(path);
        done += 1;
        if (words === null || !/its reader (failed|ended)|memory|standstill/.test(words)) continue;
        broken += 1;
        said.push(`${name} ${at}: ${words}`);
      }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    promise: 'A broken file that is uploaded gets rows or a refusal in words from the process that reads it.',
    done,
    unit: 'broken files through the reader of uploads',
    broken,
    control: null,
    notes: [`seed ${seed}`, ...said.slice(0, 5)].join('; '),
  };
}

async function hold(size: Size, seed: number, say: Say): Promise<readonly Count[]> {
  const counts: Count[] = [];
  for (const name of Object.keys(fuzzedParsers)) {
    const result = await fuzz(name, inputsOf[size], seed);
    counts.push(typeof result === 'string' ? notHeld(name, result, inputsOf[size]) : countOf(name, result, seed));
    say(`${name}: ${counts.at(-1)!.broken} broken of ${counts.at(-1)!.done}; ${counts.at(-1)!.notes}`);
  }
  counts.push(await throughTheReader(throughReader[size], seed));
  return counts;
}

export const trial: Trial = { name: 'fuzz-files', needs: () => null, hold };
