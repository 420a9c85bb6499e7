/**
 * A table in a file of unknown origin, read in a process of its own that can do nothing but read it. This side watches
 * its memory and its progress and ends it when either is not as agreed. What comes of it is rows or a refusal in words.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { stopwatch } from '../clock.ts';
import type { CsvBatch } from '../csv-rows.ts';
import { type FileCaps, inWords, type Sheet, usualCaps } from './caps.ts';
import { type Frame, FrameReader } from './frames.ts';
import type { Kind } from './spreadsheet.ts';

export interface TableLimits {
  /** Resident memory of the reader, all of it. */
  readonly memoryBytes: number;
  /** Its heap; the rest is the runtime itself and buffers. */
  readonly heapMegabytes: number;
  /** Seconds in which nothing comes although it is waited for. */
  readonly silentSeconds: number;
  /** Seconds in all. */
  readonly seconds: number;
  readonly caps: FileCaps;
}

export const usualLimits: TableLimits = {
  memoryBytes: 256 * 1024 ** 2,
  heapMegabytes: 128,
  silentSeconds: 20,
  seconds: 1_800,
  caps: usualCaps,
};

/** What only shows once the file has been read to its end. */
export interface TableEnd {
  readonly sheets: readonly Sheet[];
  /** For people: what was left out, not run, not followed. */
  readonly notes: readonly string[];
}

export interface TableFile {
  readonly ok: true;
  readonly kind: Kind;
  readonly header: readonly string[];
  readonly bytes: number;
  /** To be read once. Ending the loop early ends the reader. */
  readonly batches: AsyncIterable<CsvBatch>;
  /** After the last batch. */
  readonly end: () => TableEnd;
  /** The most memory that the reader was seen to hold, in bytes. */
  readonly peakBytes: () => number;
}

export interface TableRequest {
  /** Name of the sheet; without it the first that is not hidden. */
  readonly sheet?: string | null;
  readonly limits?: Partial<TableLimits>;
}

export interface TableRefused {
  readonly ok: false;
  readonly reason: string;
  readonly peakBytes: number;
}

const refused = (reason: string, peakBytes = 0): TableRefused => ({ ok: false, reason, peakBytes });

const root = resolve(import.meta.dirname, '../../..');
const reader = join(import.meta.dirname, 'child.ts');
const pageBytes = 4096;
const lookEveryMs = 20;

/** How a process without any network is started here, or nothing where this machine has no way to. */
let closing: readonly string[] | null = null;
export function withoutNetwork(): readonly string[] {
  closing ??=
    [
      ['unshare', '-n'],
      ['unshare', '-r', '-n'],
      ['bwrap', '--dev-bind', '/', '/', '--unshare-net', '--die-with-parent'],
    ].find(([name = '', ...args]) => spawnSync(name, [...args, 'true'], { stdio: 'ignore' }).status === 0) ?? [];
  return closing;
}

const openNetworkNote =
  'This machine has no means (unshare or bubblewrap) to close the network to the reader of the file. It asks for nothing there.';

const packages = join(root, 'node_modules');
const own = ['package.json', 'src/engines', 'src/platform'].map((path) => join(root, path));

/**
 * The packages that the reader is made of, and nothing else on this disk. Where all packages are kept elsewhere and linked, the
 * link itself has to be read, which cannot be allowed apart from what it leads to: then any package may be.
 */
function readable(): readonly string[] {
  const real = realpathSync(packages);
  if (real !== packages) return [...own, packages, real];
  return [...own, ...['fflate', 'saxes', 'xmlchars', 'csv-parse'].map((name) => join(packages, name))];
}

/** How a process is started that may read its own packages and what it is handed open, and nothing else. */
export function confined(heapMegabytes: number): readonly string[] {
  return [
    ...withoutNetwork(),
    process.execPath,
    '--no-warnings',
    '--permission',
    ...readable().map((path) => `--allow-fs-read=${path}`),
    `--max-old-space-size=${heapMegabytes}`,
    '--max-semi-space-size=4',
  ];
}

function startReader(fd: number, request: TableRequest, limits: TableLimits): ChildProcess {
  const [command = '', ...flags] = confined(limits.heapMegabytes);
  const order = JSON.stringify({ fd: 3, sheet: request.sheet ?? null, caps: limits.caps });
  return spawn(command, [...flags, reader, order], { env: {}, cwd: root, stdio: ['ignore', 'pipe', 'ignore', fd] });
}

/** Resident memory of a process in bytes; 0 once it has ended, or where the system does not say. */
function memoryOf(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}

/** The reader's process with somebody at its side. */
class Watched {
  readonly child: ChildProcess;
  readonly #limits: TableLimits;
  readonly #clock = stopwatch();
  readonly #timer: NodeJS.Timeout;
  #waitingSince: number | null = null;
  peak = 0;
  /** Why it was ended from here. */
  why: string | null = null;

  constructor(child: ChildProcess, limits: TableLimits) {
    this.child = child;
    this.#limits = limits;
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
    child.once('exit', () => clearInterval(this.#timer));
    child.once('error', () => clearInterval(this.#timer));
  }

  /** Between asking for something and getting it the reader has to get on. */
  waits(isWaiting: boolean): void {
    this.#waitingSince = isWaiting ? this.#clock() : null;
  }

  #look(): void {
    const held = memoryOf(this.child.pid);
    this.peak = Math.max(this.peak, held);
    const { memoryBytes, silentSeconds, seconds } = this.#limits;
    if (held > memoryBytes)
      this.stop(`Reading the file took more than the ${inWords(memoryBytes)} of memory that are allowed.`);
    else if (this.#waitingSince !== null && this.#clock() - this.#waitingSince > silentSeconds)
      this.stop(`Reading the file came to a standstill for ${silentSeconds} seconds.`);
    else if (this.#clock() > seconds) this.stop(`Reading the file took more than ${seconds} seconds.`);
  }

  stop(why: string): void {
    this.why ??= why;
    this.child.kill('SIGKILL');
  }

  async ended(): Promise<void> {
    clearInterval(this.#timer);
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
  }

  /** What to say of a reader that ended without a last word. */
  lastWords(): string {
    if (this.why !== null) return this.why;
    const isHeap = this.child.signalCode === 'SIGABRT' || this.child.signalCode === 'SIGTRAP';
    return isHeap || this.child.exitCode === 134
      ? 'Reading the file took more memory than is allowed.'
      : 'The file could not be read: its reader ended without a word.';
  }
}

async function* framesOf(watched: Watched): AsyncGenerator<Frame> {
  const frames = new FrameReader();
  watched.waits(true);
  for await (const piece of watched.child.stdout as Readable as AsyncIterable<Uint8Array>)
    for (const frame of frames.add(piece)) {
      watched.waits(false);
      yield frame;
      watched.waits(true);
    }
  watched.waits(false);
}

const isFinal = (frame: Frame): boolean => frame.is === 'end' || frame.is === 'refused' || frame.is === 'failed';

/** Opens the table in a file and reads its header. What cannot be read is refused in words, here or in the last batch. */
export async function openTable(path: string, request: TableRequest = {}): Promise<TableFile | TableRefused> {
  const limits = { ...usualLimits, ...request.limits };
  let fd: number;
  try {
    // A pipe without a writer would hold up whoever opens it.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return refused(isMissing ? `There is no file ${path}.` : `The file ${path} cannot be opened.`);
  }
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    return refused(`${path} is not a file.`);
  }
  const watched = new Watched(startReader(fd, request, limits), limits);
  closeSync(fd);
  const frames = framesOf(watched);
  const first = await nextFrame(frames, watched);
  if (first.is === 'head') return tableOf(first, frames, { watched, bytes: stat.size });
  await watched.ended();
  return refused(first.is === 'refused' ? first.words : watched.lastWords(), watched.peak);
}

async function nextFrame(frames: AsyncGenerator<Frame>, watched: Watched): Promise<Frame> {
  for (;;) {
    const next = await frames.next();
    if (next.done) {
      if (watched.child.exitCode === null && watched.child.signalCode === null) await once(watched.child, 'exit');
      return { is: 'refused', words: watched.lastWords() };
    }
    if (next.value.is === 'failed')
      return { is: 'refused', words: `The file could not be read: its reader failed (${next.value.words}).` };
    if (next.value.is !== 'going-on') return next.value;
  }
}

function tableOf(
  head: Extract<Frame, { is: 'head' }>,
  frames: AsyncGenerator<Frame>,
  of: { readonly watched: Watched; readonly bytes: number },
): TableFile {
  const { watched, bytes } = of;
  let end: TableEnd | null = null;
  async function* batches(): AsyncGenerator<CsvBatch, void> {
    try {
      for (;;) {
        const frame = await nextFrame(frames, watched);
        if (frame.is === 'rows') {
          const rows = frame.rows.map((values, at) => ({ line: frame.lines[at] ?? 0, values }));
          yield { rows, malformed: frame.malformed, bytesRead: frame.bytesRead, stopped: frame.stopped };
          if (frame.stopped !== null) return;
        } else if (isFinal(frame)) {
          if (frame.is === 'end') end = endOf(frame);
          else
            yield {
              rows: [],
              malformed: [],
              bytesRead: bytes,
              stopped: frame.is === 'refused' ? frame.words : watched.lastWords(),
            };
          return;
        }
      }
    } finally {
      await watched.ended();
    }
  }
  return {
    ok: true,
    kind: head.kind,
    header: head.header,
    bytes,
    batches: batches(),
    end: () => {
      if (end === null) throw new Error('the table has not been read to its end');
      return end;
    },
    peakBytes: () => watched.peak,
  };
}

const endOf = ({ sheets, notes }: TableEnd): TableEnd => ({
  sheets,
  notes: withoutNetwork().length > 0 ? notes : [...notes, openNetworkNote],
});
