/** What docs/performance.md reports, measured here and now. Ratios are of one run on one machine. */
import { stopwatch, wallClock } from '../src/platform/clock.ts';
import { benchDetectors } from './detectors.ts';
import { benchImport } from './import.ts';
import { thisMachine } from './machine.ts';
import type { BenchRow, Say } from './scratch.ts';
import { benchSignals } from './signals.ts';
import { keepReport, reportFolder } from './trust/keep-report.ts';

const benches: Readonly<Record<string, (say: Say) => Promise<BenchRow[]>>> = {
  import: benchImport,
  detectors: benchDetectors,
  signals: benchSignals,
};

export interface BenchOptions {
  /** All of them in turn when left out. */
  readonly name: string | undefined;
  /** Whether the figures go into the trust report. */
  readonly keep: boolean;
  readonly say: Say;
}

/** Runs one bench, or all of them in turn. */
export async function runBench({ name, keep, say }: BenchOptions): Promise<BenchRow[]> {
  if (name !== undefined && !(name in benches))
    throw new Error(`There is no bench "${name}": there are ${Object.keys(benches).join(', ')}.`);
  const rows: BenchRow[] = [];
  for (const [each, measure] of Object.entries(benches)) {
    if (name !== undefined && name !== each) continue;
    const [on, machine, elapsed] = [wallClock().today(), thisMachine(), stopwatch()];
    const measured = await measure(say);
    rows.push(...measured);
    const run = { on, machine, seconds: elapsed(), rows: measured };
    if (keep) keepReport(reportFolder, (report) => ({ ...report, load: { ...report.load, [each]: run } }));
  }
  return rows;
}
