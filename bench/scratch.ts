/** Scratch databases for measuring, as durable as a real one: fsync is on. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallClock } from '../src/platform/clock.ts';
import { openServer, type Server } from '../src/platform/database.ts';
import { randomIds } from '../src/platform/ids.ts';
import { ensureDatabase } from '../src/platform/migrate.ts';
import { type Ground, makeGround } from '../src/platform/transaction.ts';
import type { NewEntry } from '../src/rooms/record/index.ts';

export interface BenchRow {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** What it is held against, in the same unit, measured in the same run. */
  readonly reference: number | null;
  readonly ratio: number | null;
  /** What the ratio is to stay within, where that is promised. */
  readonly atMost?: number;
}

export type Say = (line: string) => void;

export interface Scratch {
  readonly folder: string;
  /** A fresh, migrated, empty database. */
  readonly database: (name: string) => Promise<Ground>;
  readonly end: () => Promise<void>;
}

/** One cluster in a temporary folder; everything in it goes when it ends. */
export function openScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'candour-bench-'));
  const base = openServer({ folder, databaseUrl: null });
  const grounds: Ground[] = [];
  return {
    folder,
    database: async (name) => {
      const server: Server = { ...base, database: `bench_${name}`, stop: () => {} };
      await ensureDatabase(server);
      const ground = makeGround(server, wallClock(), randomIds);
      grounds.push(ground);
      return ground;
    },
    end: async () => {
      for (const ground of grounds) await ground.close();
      base.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;
/** The value that the share of values does not pass. */
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)]!;

export const round = (value: number, places = 3): number => Math.round(value * 10 ** places) / 10 ** places;

export const against = (name: string, unit: string, value: number, reference: number | null): BenchRow => ({
  name,
  unit,
  value: round(value),
  reference: reference === null ? null : round(reference),
  ratio: reference === null ? null : round(value / reference),
});

/** A row whose ratio is promised. */
export const promised = (atMost: number, row: BenchRow): BenchRow => ({ ...row, atMost });

/** CPU seconds that this process has used. */
export const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** CPU seconds that a process on this machine has used, by /proc: clock ticks are hundredths. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The commonest act of the service: a complaint about one person. */
export const complaintAbout = (person: string, today: string): NewEntry => ({
  kind: 'matter',
  source: 'public-complaint',
  type: 'incivility',
  step: 'raise',
  happenedFrom: today,
  knownOn: today,
  basis: 'account',
  finding: 'open',
  parties: [{ role: 'subject', subject: person }],
});
