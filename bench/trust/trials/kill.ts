/**
 * Kills, always by SIGKILL: of the process that writes, of one process of PostgreSQL, of its postmaster, of all of it, of
 * everything; at named points of real work and at random moments.
 *
 * The cheapest dishonest ways to pass: to count as acknowledged only what is found afterwards (the writer says it to a
 * pipe once its commit has returned, before anybody looks); never to kill in the middle of a commit (the gate shuts at
 * the statement itself, and a point that is not reached ends the trial); and to look for half-done acts only where none
 * can be (a control writes its acts in two halves, and is found out).
 */
import { createDice } from '../../../src/engines/statistics/random.ts';
import type { Outcome } from '../crash/kill-cycle.ts';
import { type Plan, runControls, runKills } from '../crash/kill-run.ts';
import { type Point, points } from '../crash/points.ts';
import { type Victim, victims } from '../crash/strike.ts';
import { openWorld } from '../crash/world.ts';
import type { Task } from '../crash/writer.ts';
import type { Count, Size, Trial } from '../trial.ts';

/** Seconds until it takes writes again. In the short form only that it does: a test depends on no clock. */
const promisedBack: Readonly<Record<Size, number>> = { full: 10, short: 60 };

const pick = <T>(dice: () => number, list: readonly T[]): T => list[Math.floor(dice() * list.length)]!;

/** How long each kind of work may have run when a random kill comes, in milliseconds, and how often it is chosen. */
const spans: readonly (readonly [Task['kind'], number, number])[] = [
  ['acts', 900, 14],
  ['checkpoint', 900, 2],
  ['import', 1200, 2],
  ['backup', 700, 1],
  ['restore', 2500, 1],
  ['migrate', 1500, 1],
];
const weighted = spans.flatMap(([kind, longest, weight]) =>
  Array.from({ length: weight }, () => [kind, longest] as const),
);

/** Acts are at work before the kill, however slow the machine. */
const waitsFor = (kind: Task['kind']): number => (kind === 'acts' || kind === 'checkpoint' ? 3 : 0);

function atRandom(dice: () => number): Plan {
  const [kind, longest] = pick(dice, weighted);
  const again = dice() < 0.1 ? 150 + dice() * 500 : null;
  return {
    kind,
    point: null,
    victim: pick(dice, victims),
    acknowledged: waitsFor(kind),
    after: dice() * longest,
    again,
  };
}

const atPoint = (point: Point, victim: Victim): Plan => ({
  kind: point.task,
  point,
  victim,
  acknowledged: 0,
  after: 0,
  again: null,
});

const inShort: readonly string[] = [
  'acts: leaves in, before the commit',
  'acts: commit under way',
  'acts: committed, before the answer',
  'import: in the middle of a COPY',
  'import: committed, before its report',
  'checkpoint: signed and remembered, before the row',
  'checkpoint: committed, before it is remembered as kept',
  'migrate: in the middle of a file',
  'backup: in the middle of a table',
  'restore: checked, before it gets its name',
];
const pickInTurn = (n: number): Victim => victims[n % victims.length] ?? 'writer';

/** Full: each point with each victim, then random moments up to 500. Short: a spread of both. */
function planFor(size: Size, dice: () => number): Plan[] {
  if (size === 'full') {
    const named = points.flatMap((point) =>
      (['writer', 'backend', 'postmaster', 'everything'] as const).map((victim) => atPoint(point, victim)),
    );
    const random = Array.from({ length: 500 - named.length }, () => atRandom(dice));
    return [...named, ...random];
  }
  const chosen = inShort.flatMap((name) => points.filter((point) => point.name === name));
  const named = chosen.map((point, n) => atPoint(point, pickInTurn(n)));
  const random = Array.from({ length: 20 - named.length }, (_, n): Plan => {
    const after = dice() * 300;
    return { ...atRandom(dice), kind: 'acts', acknowledged: waitsFor('acts'), after, victim: pickInTurn(n) };
  });
  return [...named, ...random];
}

const broke = (outcomes: readonly Outcome[], of: 'lost' | 'halfApplied' | 'notBack'): number =>
  outcomes.filter(({ tally }) => tally[of].length > 0).length;

async function hold(size: Size, seed: number, say: (line: string) => void): Promise<Count[]> {
  const dice = createDice(seed).next;
  const world = await openWorld();
  try {
    const plans = planFor(size, dice);
    const outcomes = await runKills(world, plans, { dice, promised: promisedBack[size], say });
    const controlled = await runControls(world, size === 'full' ? 10 : 2, dice);
    const [early = [], unsynced = [], halves = []] = [...controlled.values()];
    const acknowledged = outcomes.reduce((total, { tally }) => total + tally.acknowledged, 0);
    const named = new Set(outcomes.flatMap(({ kill: { point } }) => (point === null ? [] : [point.name])));
    const short = outcomes.length < plans.length ? ` Interrupted: ${outcomes.length} of ${plans.length}.` : '';
    const backs = outcomes.map(({ back }) => back).sort((a, b) => a - b);
    const p95 = backs[Math.min(backs.length - 1, Math.ceil(backs.length * 0.95) - 1)]!;
    const among = `${acknowledged} acknowledged; ${named.size} named points of ${points.length}, the rest at random moments; killed: ${victims.join(', ')}.${short}`;
    return [
      {
        promise: 'Whatever was acknowledged is there after a kill.',
        done: outcomes.length,
        unit: 'kills',
        broken: broke(outcomes, 'lost'),
        control: {
          what: 'commits answered before they are on disk (synchronous_commit off), everything killed',
          done: unsynced.length,
          broken: broke(unsynced, 'lost'),
        },
        notes: `${among} A writer that answers before it commits lost acts in ${broke(early, 'lost')} of ${early.length}. What it cannot show: a disk that forgets, which is the power cut's to show.`,
      },
      {
        promise: 'An act, an import, a migration, a backup is there whole or not at all, and the ledger verifies.',
        done: outcomes.length,
        unit: 'kills',
        broken: broke(outcomes, 'halfApplied'),
        control: {
          what: 'each act written in two transactions',
          done: halves.length,
          broken: broke(halves, 'halfApplied'),
        },
        notes:
          'After each kill every act is compared with an undisturbed one, the whole ledger is checked, and unfinished work is done again.',
      },
      {
        promise: 'The service is back within ten seconds by itself.',
        done: outcomes.length,
        unit: 'kills',
        broken: broke(outcomes, 'notBack'),
        control: null,
        notes: `From the kill until another act was committed: median ${backs[backs.length >> 1]?.toFixed(2)} s, 95% within ${p95.toFixed(2)} s, longest ${backs.at(-1)?.toFixed(2)} s.`,
      },
    ];
  } finally {
    world.end();
  }
}

export const trial: Trial = { name: 'kill', needs: () => null, hold };
