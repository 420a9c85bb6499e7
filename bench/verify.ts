/** Checking the whole ledger of a loaded service. */
import { ledgeredTables } from '../src/main.ts';
import { verifyLedger } from '../src/platform/ledger.ts';
import type { Ground } from '../src/platform/transaction.ts';
import { against, type BenchRow, median, promised, type Say } from './scratch.ts';
import type { LoadedService } from './service.ts';

/** Seconds that one check of everything takes. A check that finds a fault measures nothing. */
export async function verifyOnce(ground: Ground): Promise<number> {
  const verified = await verifyLedger(ground, ledgeredTables);
  if (!verified.ok) throw new Error(`verify found faults: ${verified.problems[0]?.words}`);
  return verified.seconds;
}

/** `verify` at a million entries. */
export async function benchVerify({ ground, entries }: LoadedService, say: Say): Promise<BenchRow[]> {
  say(`verify: every leaf, row and projection of ${entries} entries, three times`);
  const taken: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    taken.push(await verifyOnce(ground));
    say(`  ${taken.at(-1)} s`);
  }
  return [promised(1, against(`verify of a record of ${entries} entries (at most 60 s)`, 's', median(taken), 60))];
}
