/** Holds the trials of `trials/` in turn and keeps what came of them, each as soon as it is known. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stopwatch, wallClock } from '../../src/platform/clock.ts';
import { globalSetup, globalTeardown } from '../../tests/run.ts';
import { thisMachine } from '../machine.ts';
import type { Say } from '../scratch.ts';
import { keepReport, reportFolder } from './keep-report.ts';
import { faultsIn, type Held, type NotHeld, type TrustReport } from './report.ts';
import type { Size, Trial } from './trial.ts';

export interface TrustOptions {
  /** All of them when empty. */
  readonly names: readonly string[];
  readonly size: Size;
  readonly seed: number;
  readonly say: Say;
  /** Where the trials stand, and where the report goes. */
  readonly trials?: string;
  readonly report?: string;
}

export interface TrustResult {
  readonly held: number;
  /** Sentences: what broke, what proves nothing, what could not be brought to an end. */
  readonly faults: readonly string[];
  readonly notHeld: readonly string[];
}

const ownTrials = resolve(import.meta.dirname, 'trials');

/** Every trial there is, by name. */
export async function findTrials(folder: string = ownTrials): Promise<Trial[]> {
  const files = readdirSync(folder).filter((name) => /^[a-z0-9-]+\.ts$/.test(name));
  const trials: Trial[] = [];
  for (const file of files.sort()) {
    const { trial } = (await import(pathToFileURL(join(folder, file)).href)) as { trial?: Trial };
    if (trial === undefined) throw new Error(`${file} exports no trial.`);
    trials.push(trial);
  }
  const twice = trials.filter(({ name }, at) => trials.findIndex((other) => other.name === name) !== at);
  if (twice.length > 0) throw new Error(`Two trials are called ${twice[0]!.name}.`);
  return trials;
}

/** A short form says less than a full one and does not take its place, unless it found what the full one did not. */
const replaces = (next: Held | NotHeld, earlier: Held | NotHeld | undefined): boolean => {
  if (earlier === undefined || 'notHeld' in earlier) return true;
  if ('notHeld' in next) return false;
  return next.size === 'full' || earlier.size === 'short' || faultsIn('', next.counts).length > 0;
};

/** The report with one trial's outcome in it, and without trials that are no more. */
export const withOutcome =
  (name: string, outcome: Held | NotHeld, known: readonly string[]) =>
  (report: TrustReport): TrustReport => ({
    ...report,
    trials: Object.fromEntries(
      Object.entries({
        ...report.trials,
        ...(replaces(outcome, report.trials[name]) ? { [name]: outcome } : {}),
      }).filter(([each]) => known.includes(each)),
    ),
  });

const broke = (error: unknown): string =>
  `the trial itself broke off: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;

async function holdOne(trial: Trial, { size, seed, say }: TrustOptions): Promise<Held | NotHeld> {
  const on = wallClock().today();
  const needs = trial.needs();
  if (needs !== null) return { on, notHeld: needs };
  const machine = thisMachine();
  const elapsed = stopwatch();
  say(`${trial.name}: ${size} form, seed ${seed}`);
  const counts = await trial.hold(size, seed, (line) => say(`  ${line}`));
  return { on, seconds: elapsed(), machine, size, seed, counts };
}

/** Some trials work on databases as tests do: among the tests they have theirs already. */
async function withDatabases<T>(work: () => Promise<T>): Promise<T> {
  if (process.env.CANDOUR_TEST_RUN !== undefined) return work();
  await globalSetup();
  try {
    return await work();
  } finally {
    await globalTeardown();
  }
}

/** Holds trials in turn. One that breaks off does not stop the next. */
export const holdTrials = (options: TrustOptions): Promise<TrustResult> => withDatabases(() => holdInTurn(options));

async function holdInTurn(options: TrustOptions): Promise<TrustResult> {
  const { names, say } = options;
  const all = await findTrials(options.trials);
  const known = all.map(({ name }) => name);
  const strange = names.filter((name) => !known.includes(name));
  if (strange.length > 0)
    throw new Error(`There is no trial "${strange.join('", "')}": there are ${known.join(', ') || 'none'}.`);
  const faults: string[] = [];
  const notHeld: string[] = [];
  let held = 0;
  for (const trial of all.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const outcome = await holdOne(trial, options).catch((error: unknown) => {
      faults.push(`${trial.name}: ${broke(error)}`);
      return { on: wallClock().today(), notHeld: broke(error) };
    });
    if ('notHeld' in outcome) notHeld.push(`${trial.name}: ${outcome.notHeld}`);
    else {
      held += 1;
      const found = faultsIn(trial.name, outcome.counts);
      faults.push(...found);
      for (const { promise, done, unit, broken } of outcome.counts)
        say(`  ${broken} broken in ${done} ${unit}: ${promise}`);
    }
    keepReport(options.report ?? reportFolder, withOutcome(trial.name, outcome, known));
  }
  for (const line of [...notHeld.map((each) => `not held: ${each}`), ...faults]) say(line);
  return { held, faults, notHeld };
}
