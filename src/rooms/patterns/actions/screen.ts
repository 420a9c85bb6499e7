/** Every detector over everyone as known on a day, in order of need. Reads only: nobody is asked anything by it. */
import { dayToIso } from '../../../engines/history.ts';
import type { DetectionCode } from '../../../engines/signals.ts';
import { stopwatch } from '../../../platform/clock.ts';
import { type Ground, mustTransact, type Tx } from '../../../platform/transaction.ts';
import { isOverlay } from '../../concerns/index.ts';
import { type Sizing, sizingOf } from '../rules/sizing.ts';
import { baselinesBefore } from '../store.ts';
import { lookAtEveryone } from './look-at-everyone.ts';
import type { Found } from './settle.ts';
import { hitRatesByCode, Tally } from './sweep.ts';

export interface ScreenSignal {
  readonly person: string;
  readonly code: DetectionCode;
  readonly score: number;
  readonly since: string;
  readonly cites: readonly string[];
  readonly why: string;
}

export interface Screened {
  readonly asAt: string;
  readonly people: number;
  readonly entries: number;
  readonly seconds: number;
  readonly signals: readonly ScreenSignal[];
  readonly sizing: Sizing;
}

const byNeed = (a: ScreenSignal, b: ScreenSignal): number =>
  b.score - a.score ||
  (a.since < b.since ? -1 : a.since > b.since ? 1 : 0) ||
  (a.person < b.person ? -1 : a.person > b.person ? 1 : 0) ||
  (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);

const asSignal = (person: string, { detection }: Found): ScreenSignal => ({
  person,
  code: detection.code,
  score: detection.score,
  since: dayToIso(detection.since),
  cites: detection.cites,
  why: detection.why,
});

/** People by need on a day: score, then since, then id. All of them, or the first `top` signals. */
export async function screen(tx: Tx, request: { asAt: string; top?: number | null }): Promise<Screened> {
  const elapsed = stopwatch();
  const baselines = await baselinesBefore(tx, request.asAt);
  const tally = new Tally();
  const signals: ScreenSignal[] = [];
  const none = new Map();
  const count = await lookAtEveryone(tx, request.asAt, baselines, ({ subject }, isPerson, found) => {
    if (!isPerson) return;
    tally.add(true, found, none);
    for (const one of found.values()) signals.push(asSignal(subject, one));
  });
  const sizing = sizingOf({
    ...count,
    asAt: request.asAt,
    today: tx.today,
    peopleNamed: tally.named,
    peopleToRead: tally.toRead,
    byCode: tally.counts(),
    hitRates: await hitRatesByCode(tx),
    capacityHours: null,
  });
  signals.sort(byNeed);
  return {
    asAt: request.asAt,
    people: count.people,
    entries: count.entries,
    seconds: elapsed(),
    signals: request.top == null ? signals : signals.slice(0, request.top),
    sizing,
  };
}

/** Lines of the sizing, for a terminal. Said before any name is. */
export function sizingLines(sizing: Sizing): string[] {
  const worst = sizing.falseFlags;
  return [
    `${sizing.people} people and ${sizing.entries} entries as known on ${sizing.asAt}; a rule holds for ${sizing.peopleNamed} people.`,
    ...sizing.byCode.map(
      (size) => `  ${size.code}: ${size.holds}, ${size.minutesEach} minutes each, ${size.hours} hours`,
    ),
    `Reading them all takes ${sizing.hours} reviewer hours (${sizing.minutesSource}).`,
    `False flags to expect: ${worst.likely ?? 'unknown'}, at best ${worst.atBest}, at worst ${worst.atWorst}. ${worst.how}`,
    'Each is a question to a human, never a verdict.',
  ];
}

/** The screen command: says the sizing first, then gives the list. */
export async function screenForCommand(
  ground: Ground,
  request: { asAt?: string | null | undefined; top?: number | null; say: (line: string) => void },
): Promise<Screened> {
  const asAt = request.asAt ?? ground.clock.today();
  const found = await mustTransact(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    const all = await screen(tx, { asAt, top: request.top ?? null });
    if (!(await isOverlay(tx))) return all;
    request.say('The record is in overlay: counts only, and nobody is named.');
    return { ...all, signals: [] };
  });
  for (const line of sizingLines(found.sizing)) request.say(line);
  return found;
}
