/** What kind of machine a figure was measured on: its class, never its name. */
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { embeddedVersion } from '../src/platform/embedded.ts';
import { median } from './scratch.ts';

export interface Machine {
  readonly cores: number;
  readonly memoryGb: number;
  readonly disk: string;
  readonly postgres: string;
  readonly node: string;
  /** What else it was doing: the mean number of runnable tasks over the last minute. */
  readonly load: number;
}

const gb = (bytes: number): number => Math.round(bytes / 2 ** 30);

/** The file system that a folder lies on: of the mounts that hold it, the one with the longest path. */
function fileSystemOf(folder: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const [longest] = mounts
    .map((line) => line.split(' '))
    .filter(([, at]) => at !== undefined && (folder === at || folder.startsWith(at.endsWith('/') ? at : `${at}/`)))
    .sort(([, one = ''], [, other = '']) => other.length - one.length);
  return longest?.[2] ?? 'unknown';
}

/** Milliseconds that making 8 kB durable takes here, median of twenty: what a commit waits for at the least. */
function syncMs(folder: string): number {
  const path = join(folder, `candour-sync-${process.pid}`);
  const file = openSync(path, 'w');
  const page = Buffer.alloc(8192, 1);
  try {
    const taken = Array.from({ length: 20 }, () => {
      const start = performance.now();
      writeSync(file, page);
      fsyncSync(file);
      return performance.now() - start;
    });
    return Math.round(median(taken) * 10) / 10;
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

/** This machine, as it stands. */
export function thisMachine(): Machine {
  const folder = tmpdir();
  const { bsize, blocks } = statfsSync(folder);
  return {
    cores: cpus().length,
    memoryGb: gb(totalmem()),
    disk: `${fileSystemOf(folder)}, ${gb(bsize * blocks)} GB, 8 kB made durable in ${syncMs(folder)} ms`,
    postgres: embeddedVersion(),
    node: process.versions.node,
    load: Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]),
  };
}
