/** What docs/performance.md reports, measured here and now. Ratios are of one run on one machine. */
import { stopwatch, wallClock } from '../src/platform/clock.ts';
import { benchAppend } from './append.ts';
import { benchDetectors } from './detectors.ts';
import { benchImport } from './import.ts';
import { benchLinkage } from './linkage.ts';
import { thisMachine } from './machine.ts';
import { benchPages } from './pages.ts';
import { benchScale } from './scale.ts';
import type { BenchRow, Say } from './scratch.ts';
import { type LoadedService, millionPeople, openService } from './service.ts';
import { benchSignals } from './signals.ts';
import { keepReport, reportFolder } from './trust/keep-report.ts';
import { benchVerify } from './verify.ts';

interface Bench {
  readonly measure: (say: Say, million: () => Promise<LoadedService>) => Promise<BenchRow[]>;
}

const onMillion = (measure: (service: LoadedService, say: Say) => Promise<BenchRow[]>): Bench => ({
  measure: async (say, million) => measure(await million(), say),
});

const benches: Readonly<Record<string, Bench>> = {
  import: { measure: benchImport },
  detectors: { measure: benchDetectors },
  append: { measure: (say) => benchAppend(say) },
  scale: { measure: (say) => benchScale(say) },
  verify: onMillion(benchVerify),
  signals: onMillion(benchSignals),
  pages: onMillion(benchPages),
  linkage: { measure: benchLinkage },
};

export interface BenchOptions {
  /** All of them when empty, in the order in which they stand here. */
  readonly names: readonly string[];
  /** Whether the figures go into the trust report. */
  readonly keep: boolean;
  /** A folder in which the loaded service of a million entries stays, to be used again. */
  readonly service: string | null;
  readonly say: Say;
}

/** Runs benches in turn. Those that need a million entries share one loaded service. */
export async function runBench({ names, keep, service, say }: BenchOptions): Promise<BenchRow[]> {
  const strange = names.find((name) => !(name in benches));
  if (strange !== undefined)
    throw new Error(`There is no bench "${strange}": there are ${Object.keys(benches).join(', ')}.`);
  const rows: BenchRow[] = [];
  let opened: LoadedService | null = null;
  const million = async (): Promise<LoadedService> => {
    opened ??= await openService(millionPeople, service, say);
    return opened;
  };
  try {
    for (const [each, { measure }] of Object.entries(benches)) {
      if (names.length > 0 && !names.includes(each)) continue;
      const [on, machine, elapsed] = [wallClock().today(), thisMachine(), stopwatch()];
      const measured = await measure(say, million);
      rows.push(...measured);
      const run = { on, machine, seconds: elapsed(), rows: measured };
      if (keep) keepReport(reportFolder, (report) => ({ ...report, load: { ...report.load, [each]: run } }));
    }
    return rows;
  } finally {
    await (opened as LoadedService | null)?.end();
  }
}
