/** What docs/performance.md reports, measured here and now. Ratios are of one run on one machine. */
import { benchDetectors } from './detectors.ts';
import { benchImport } from './import.ts';
import type { BenchRow, Say } from './scratch.ts';
import { benchSignals } from './signals.ts';

const benches: Readonly<Record<string, (say: Say) => Promise<BenchRow[]>>> = {
  import: benchImport,
  detectors: benchDetectors,
  signals: benchSignals,
};

/** Runs one bench, or all of them in turn. */
export async function runBench(name: string | undefined, say: Say): Promise<BenchRow[]> {
  if (name !== undefined && !(name in benches))
    throw new Error(`There is no bench "${name}": there are ${Object.keys(benches).join(', ')}.`);
  const rows: BenchRow[] = [];
  for (const [each, run] of Object.entries(benches))
    if (name === undefined || name === each) rows.push(...(await run(say)));
  return rows;
}
