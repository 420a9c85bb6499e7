/**
 * The signer: a process of its own, with its own folder and its own login. It signs both logs each minute, and a log in
 * which somebody decided something within about a second of the commit.
 *
 * It looks and is never called: nothing of a decision waits for it, nobody needs a way to reach it, and a wake that others
 * could hear would tell of covert work. While it is down nothing is lost; the next checkpoint covers what came meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isRefusal } from '../refusal.ts';
import type { Ground, Log } from '../transaction.ts';
import { logs, type SignedHead, signLog } from './checkpoint.ts';
import { findRefusal, signedAgain, writeRefusal } from './refusals.ts';

export interface SignerOptions {
  /** Acts that take in or prepare and decide nothing about anybody: they wait for the minute. Any other act of a person does not. */
  readonly routine: readonly string[];
  readonly say: (line: string) => void;
  /** Called with each checkpoint of the main log, new or not. */
  readonly onSigned?: (head: SignedHead) => Promise<void>;
  /** Between two looks. */
  readonly lookMs?: number;
  /** Between two checkpoints of a log that grows without a decision, by the ground's clock. */
  readonly everyMs?: number;
}

export interface RunningSigner {
  readonly stop: () => Promise<void>;
}

const minute = 60_000;
/** A refusal that stands is said again, so that it is not lost in a log that nobody scrolled up. */
const againAfter = 10 * minute;

interface Watch {
  readonly ground: Ground;
  readonly options: SignerOptions;
  /** Leaves looked at, by log. */
  readonly seen: Record<Log, number>;
  readonly said: Map<string, number>;
}

/** Whether somebody decided something in this log since the last look. */
async function hasDecision({ ground, options, seen }: Watch, log: Log): Promise<boolean> {
  const { rows } = await ground.pool('signer').query<{ size: number; decided: boolean | null }>(
    `select coalesce(max(seq) + 1, $2) as size, bool_or(actor is not null and act <> all ($3::text[])) as decided
      from ledger.leaf where log = $1 and seq >= $2`,
    [log, seen[log], options.routine],
  );
  seen[log] = rows[0]?.size ?? seen[log];
  return rows[0]?.decided === true;
}

/** Says a line once, and again after a while. */
function sayOnce({ ground, options, said }: Watch, line: string): void {
  const now = ground.clock.now().getTime();
  const last = said.get(line);
  if (last !== undefined && now - last < againAfter) return;
  said.set(line, now);
  options.say(line);
}

async function sign(watch: Watch, log: Log, full: boolean): Promise<void> {
  const { ground, options } = watch;
  const head = await signLog(ground, log, full);
  const at = ground.clock.now().toISOString();
  if (!isRefusal(head)) {
    if (findRefusal(ground.server, log) !== null) writeRefusal(ground.server, log, `${at} ${signedAgain}`);
    if (log === 'main') await options.onSigned?.(head);
    return;
  }
  if (findRefusal(ground.server, log)?.words !== head.words) writeRefusal(ground.server, log, `${at} ${head.words}`);
  sayOnce(watch, `THE SIGNER REFUSED: ${head.words}`);
}

interface Plan {
  /** When the next minute is full, by the ground's clock. */
  due: number;
  /** The day on which every leaf was last read again. */
  fullOn: string;
}

async function look(watch: Watch, plan: Plan): Promise<void> {
  const { ground, options } = watch;
  const now = ground.clock.now().getTime();
  const isDue = now >= plan.due;
  const full = isDue && ground.clock.today() !== plan.fullOn;
  for (const log of logs) {
    const decided = await hasDecision(watch, log);
    if (isDue || decided) await sign(watch, log, full);
  }
  if (isDue) plan.due = now + (options.everyMs ?? minute);
  if (full) plan.fullOn = ground.clock.today();
}

/** Starts signing, at once and then as above, until stopped. */
export function startSigner(ground: Ground, options: SignerOptions): RunningSigner {
  const watch: Watch = { ground, options, seen: { main: 0, covert: 0 }, said: new Map() };
  const plan: Plan = { due: 0, fullOn: ground.clock.today() };
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      // The database may be away for a while. A fault in what is signed is a refusal and was said above.
      await look(watch, plan).catch((error: Error) => {
        plan.due = 0;
        sayOnce(watch, `The signer cannot sign: ${error.message}`);
      });
      await pause(options.lookMs ?? 1000, null, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
