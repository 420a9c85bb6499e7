/** One parser, many inputs, in a process of its own, so that its memory can be told: prints one line of JSON. */
import { createDice } from '../../../src/engines/statistics/random.ts';
import { fuzzedParsers, type Reached } from './fuzzed-parsers.ts';

export interface FuzzResult {
  readonly done: number;
  readonly reached: Readonly<Record<Reached, number>>;
  readonly failed: number;
  /** The first few, to be tried again: number of the input and what was thrown. */
  readonly failures: readonly string[];
  /** Inputs that took more than a second. */
  readonly slow: number;
  readonly slowestMs: number;
  readonly peakBytes: number;
  readonly carelessDone: number;
  readonly carelessFailed: number;
}

const [name = '', count = '0', seed = '1', carelessCount = '0'] = process.argv.slice(2);
const parser = fuzzedParsers[name];
if (!parser) throw new Error(`no parser ${name}`);

const reached = { read: 0, refused: 0, 'refused-outside': 0 };
const failures: string[] = [];
let [failed, slow, slowestMs, carelessFailed] = [0, 0, 0, 0];
for (let at = 0; at < Number(count); at += 1) {
  // Each input has dice of its own: the number of a failure is enough to make it again.
  const input = parser.make(createDice(Number(seed) * 1_000_003 + at));
  const start = performance.now();
  const cpu = process.cpuUsage();
  try {
    reached[parser.run(input)] += 1;
  } catch (error) {
    failed += 1;
    if (failures.length < 10)
      failures.push(`${at}: ${error instanceof Error ? (error.stack ?? '').slice(0, 400) : error}`);
  }
  const took = performance.now() - start;
  slowestMs = Math.max(slowestMs, took);
  // On a machine that others use, time may pass that is not the parser's.
  const { user, system } = process.cpuUsage(cpu);
  if (took > 1_000 && user + system > 1_000_000) slow += 1;
  if (at % 5_000 === 0) process.stderr.write('.');
}
const peakBytes = process.resourceUsage().maxRSS * 1024;
for (let at = 0; at < Number(carelessCount); at += 1) {
  try {
    parser.careless(parser.make(createDice(Number(seed) * 1_000_003 + at)));
  } catch {
    carelessFailed += 1;
  }
}
const result: FuzzResult = {
  done: Number(count),
  reached,
  failed,
  failures,
  slow,
  slowestMs: Math.round(slowestMs),
  peakBytes,
  carelessDone: Number(carelessCount),
  carelessFailed,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
