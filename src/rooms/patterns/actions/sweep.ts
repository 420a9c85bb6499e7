/**
 * A run over everyone, in three stages: sizing says how many and at what cost, shadow gives counts and differences,
 * live asks. Only a live one names anybody, and only what changed since (P-27).
 */
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import { type Act, type Ground, inTransaction, type Tx } from '../../../platform/transaction.ts';
import { isOverlay } from '../../concerns/index.ts';
import { detectors } from '../detectors/all.ts';
import { type Assessment, whyNotLive } from '../rules/may-go-live.ts';
import { type CodeCount, type HitRate, hitRateOf, type Sizing, sizingOf } from '../rules/sizing.ts';
import { type Change, whatChanged } from '../rules/what-changed.ts';
import { type Asking, askingOf, withinCapacity } from '../rules/within-capacity.ts';
import {
  answerCounts,
  baselinesBefore,
  everyStandingFiring,
  type FiringRow,
  insertBaseline,
  insertSweep,
  latestSweep,
  reviewerLoad,
  type SweepRow,
} from '../store.ts';
import { type Changes, keyOf } from './find-signals.ts';
import { type EveryoneCount, lookAtEveryone } from './look-at-everyone.ts';
import { asFinder, lockClusters, raiseFor } from './raise.ts';
import type { Found, Run } from './settle.ts';

export interface SweepRequest {
  readonly asAt: string;
  readonly stage: SweepRow['stage'];
  /** Hours that reviewers have for it. */
  readonly capacityHours?: number | null;
  readonly assessment?: Assessment | null;
  readonly approvedBy?: string | null;
  readonly secondPerson?: string | null;
  /** Who starts it; a clerk where absent. */
  readonly by?: string | null;
}

export interface Swept {
  readonly sweep: string;
  readonly stage: SweepRow['stage'];
  readonly sizing: Sizing;
  /** What a live sweep wrote: all zero for the others. */
  readonly written: Changes;
}

/** The rules that run, by name and version: a shadow sweep speaks only for exactly these. */
export const rulesNow = (): string[] => detectors.map((detector) => `${detector.name}@${detector.version}`).sort();

const peopleAtATime = 100;

/** Runs one stage. A live one is written in small commits, each complete for the people in it. */
export async function sweep(ground: Ground, request: SweepRequest): Promise<Swept | Refusal> {
  const act: Act = { actor: request.by ?? null, face: 'clerk' };
  const first = await inTransaction(ground, 'clerks', act, (tx) => begin(tx, request));
  if (isRefusal(first)) return first;
  const { changed, ...done } = first;
  const written: Changes = { new: 0, renewed: 0, stands: 0, gone: 0 };
  if (request.stage !== 'live') return { ...done, written };
  for (let from = 0; from < changed.length; from += peopleAtATime) {
    const some = changed.slice(from, from + peopleAtATime);
    const part = await inTransaction(ground, 'clerks', act, (tx) => nameSome(tx, some, done.sweep));
    if (isRefusal(part)) return part;
    for (const change of ['new', 'renewed', 'stands', 'gone'] as const) written[change] += part[change];
  }
  return { ...done, written };
}

type Begun = Omit<Swept, 'written'> & { readonly changed: readonly string[] };

/** In overlay the record reads a present system and flags nobody, whoever approved what before. */
export const overlayAsksNobody: Refusal = refuse(
  'overlay',
  'The record is in overlay: it reads the present system and names nobody. Sizing and shadow runs give counts.',
);

async function begin(tx: Tx, request: SweepRequest): Promise<Begun | Refusal> {
  const rules = rulesNow();
  const shadow = await latestSweep(tx, 'shadow', rules);
  if (request.stage === 'live') {
    if (await isOverlay(tx)) return overlayAsksNobody;
    const no = whyNotLive({
      assessment: request.assessment ?? null,
      approvedBy: request.approvedBy ?? null,
      secondPerson: request.secondPerson ?? null,
      hasShadow: shadow !== null,
      asAt: request.asAt,
      today: tx.today,
    });
    if (no) return no;
  }
  const seen = await compare(tx, request);
  const live = request.stage === 'live';
  const reach = withinCapacity(seen.asked, seen.changed, request.capacityHours ?? null);
  const sweepId = await insertSweep(tx, {
    as_at: request.asAt,
    stage: request.stage,
    follows: live ? shadow!.id : null,
    people: seen.sizing.people,
    entries: seen.sizing.entries,
    counts: { rules, ...seen.sizing, notReached: live ? reach.notReached : null },
    capacity_hours: request.capacityHours ?? null,
    assessment: live ? { ...request.assessment } : null,
    approved_by: live ? request.approvedBy! : null,
    second_person: live ? request.secondPerson! : null,
  });
  if (live) await setBaselines(tx, request.asAt, sweepId, seen.share);
  return { sweep: sweepId, stage: request.stage, sizing: seen.sizing, changed: reach.named };
}

/** Dated peer rates. Nobody is in them, and a rate over nobody is not a rate. */
async function setBaselines(tx: Tx, asAt: string, sweepId: string, share: EveryoneCount['share']): Promise<void> {
  if (share.base === 0) return;
  await insertBaseline(tx, {
    asAt,
    name: 'share-with-two-or-more',
    value: share.withTwoOrMore / share.base,
    base: share.base,
    sweep: sweepId,
  });
}

async function nameSome(tx: Tx, roots: readonly string[], sweepId: string): Promise<Changes> {
  const finder = asFinder(tx);
  const run: Run = {
    mode: 'sweep',
    sweep: sweepId,
    baselines: await baselinesBefore(finder, tx.today),
    load: await reviewerLoad(finder),
  };
  const written: Changes = { new: 0, renewed: 0, stands: 0, gone: 0 };
  for (const cluster of await lockClusters(finder, [...roots].sort())) {
    const part = await raiseFor(finder, cluster, run);
    for (const change of ['new', 'renewed', 'stands', 'gone'] as const) written[change] += part[change];
  }
  return written;
}

interface Seen {
  readonly sizing: Sizing;
  readonly share: EveryoneCount['share'];
  /** Who would be newly asked about, how strongly and at what cost in minutes. Kept in memory only. */
  readonly asked: ReadonlyMap<string, Asking>;
  /** People whose signals are not what stands. Kept in memory only, and used by a live sweep only. */
  readonly changed: readonly string[];
}

/** Everyone once, against what stands. What stood about ids since joined to others is gone under them. */
async function compare(tx: Tx, request: SweepRequest): Promise<Seen> {
  const baselines = await baselinesBefore(tx, request.asAt);
  const standing = bySubject(await everyStandingFiring(tx));
  const tally = new Tally();
  const changed = new Set<string>();
  const asked = new Map<string, Asking>();
  const count = await lookAtEveryone(tx, request.asAt, baselines, ({ subject: root }, isPerson, found) => {
    const stood = standing.get(root);
    standing.delete(root);
    if (tally.add(isPerson, found, stood ?? new Map())) {
      changed.add(root);
      const asking = askingOf(found, stood ?? new Map(), tx.today);
      if (asking.minutes > 0) asked.set(root, asking);
    }
  });
  for (const [subject, stood] of standing)
    if (tally.add(false, new Map(), stood)) changed.add(count.roots.get(subject) ?? subject);
  const hitRates = await hitRatesByCode(tx);
  const sizing = sizingOf({
    ...count,
    asAt: request.asAt,
    today: tx.today,
    peopleNamed: tally.named,
    peopleToRead: tally.toRead,
    byCode: tally.counts(),
    hitRates,
    capacityHours: request.capacityHours ?? null,
  });
  return { sizing, share: count.share, asked, changed: [...changed].sort() };
}

function bySubject(rows: readonly FiringRow[]): Map<string, Map<string, FiringRow>> {
  const map = new Map<string, Map<string, FiringRow>>();
  for (const row of rows) {
    const own = map.get(row.subject) ?? new Map<string, FiringRow>();
    map.set(row.subject, own.set(keyOf(row), row));
  }
  return map;
}

/** The measured hit rate of each code, from the answers so far. */
export async function hitRatesByCode(tx: Tx): Promise<Map<string, HitRate>> {
  const counts = new Map<string, Record<string, number>>();
  for (const row of await answerCounts(tx)) {
    const own = counts.get(row.code) ?? {};
    own[row.outcome] = (own[row.outcome] ?? 0) + row.answers;
    counts.set(row.code, own);
  }
  return new Map([...counts].map(([code, own]) => [code, hitRateOf(own)]));
}

type Counting = { holds: number; diff: Record<Exclude<Change, 'nothing'>, number> };

/** Counts by code what is new, renewed, stands or gone. Holds no ids. */
export class Tally {
  named = 0;
  toRead = 0;
  readonly #byRule = new Map<string, Counting>();

  constructor() {
    for (const detector of detectors) this.#of(`${detector.code}/${detector.name}`);
  }

  #of(key: string): Counting {
    const known = this.#byRule.get(key);
    if (known) return known;
    const made: Counting = { holds: 0, diff: { new: 0, renewed: 0, stands: 0, gone: 0 } };
    this.#byRule.set(key, made);
    return made;
  }

  /** Adds one subject. True where anything about it is not as it stands. */
  add(isPerson: boolean, found: ReadonlyMap<string, Found>, stood: ReadonlyMap<string, FiringRow>): boolean {
    let differs = false;
    let asks = false;
    for (const key of new Set([...found.keys(), ...stood.keys()])) {
      const change = whatChanged(found.get(key)?.detection ?? null, stood.get(key) ?? null);
      if (change === 'nothing') continue;
      const own = this.#of(key);
      if (change !== 'gone') own.holds += 1;
      own.diff[change] += 1;
      differs ||= change !== 'stands';
      asks ||= change === 'new' || change === 'renewed';
    }
    if (isPerson && found.size > 0) this.named += 1;
    if (isPerson && asks) this.toRead += 1;
    return differs;
  }

  counts(): CodeCount[] {
    return [...this.#byRule].map(([key, own]) => {
      const at = key.lastIndexOf('/');
      const detector = detectors.find((each) => each.name === key.slice(at + 1));
      const rule = `${key.slice(at + 1)}@${detector?.version ?? 0}`;
      return {
        code: key.slice(0, at),
        rule,
        holds: own.holds,
        diff: own.diff,
        toRead: own.diff.new + own.diff.renewed,
      };
    });
  }
}
