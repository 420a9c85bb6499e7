/** Everything that a reviewer must have in sight before answering a question (P-18, P-19). */
import type { HistoryEntry } from '../../../engines/history.ts';
import type { Detector } from '../../../engines/signals.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { type AnswerRow, type DutyRow, findDuty, listAnswers, type Standing, standingOf } from '../../duties/index.ts';
import { clusterOf } from '../../people/index.ts';
import { historyOf, type SourceState, sourceStates } from '../../record/index.ts';
import { detectors } from '../detectors/all.ts';
import { type FalseFlags, falseFlagsOf, type HitRate, hitRateOf } from '../rules/sizing.ts';
import { baselinesBefore, type FiringRow, findFiring, listFirings } from '../store.ts';
import { hiddenFrom, mayAnswer } from './queue.ts';
import { hitRatesByCode } from './sweep.ts';

export interface CitedEntry {
  readonly entry: HistoryEntry;
  /** The safe summary of the stored row: no names. */
  readonly summary: string | null;
  readonly sourceRef: string | null;
  readonly isFresh: boolean;
}

export interface SignalView {
  readonly firing: FiringRow & { readonly latest: boolean };
  /** Oldest first, each with its basis and the finding as it stands today. */
  readonly cited: readonly CitedEntry[];
  /** Cited entries of a class that the viewer may not read: only ever on a covert question. */
  readonly unseen: number;
  readonly setAside: readonly (CitedEntry & { readonly reason: string })[];
  readonly detector: Omit<Detector, 'detect'> | null;
  /** The peer share at the firing's own day is in `firing.detail`; this is today's. */
  readonly peers: { readonly shareWithTwoOrMore: number | null; readonly asAt: number | null };
  readonly measured: HitRate;
  readonly falseFlags: FalseFlags & { readonly outOf: number };
  readonly duty: DutyRow | null;
  readonly standing: Standing | null;
  readonly answers: readonly AnswerRow[];
  readonly isOpen: boolean;
  readonly mayAnswer: boolean;
  /** Firings of the same question before this one, newest first, with what changed in their `detail.asked`. */
  readonly earlier: readonly FiringRow[];
  readonly sources: readonly SourceState[];
}

/** False flags are shown out of this many, so that no reader has to work out a share. */
const outOf = 100;

/** One question, or null where there is none or the viewer is walled from anyone in it: the two look the same. */
export async function getSignal(tx: Tx, viewer: Viewer, firingId: string): Promise<SignalView | null> {
  const firing = await findFiring(tx, firingId);
  if (firing === null || (await hiddenFrom(tx, viewer)).has(firing.subject)) return null;
  const found = await historyOf(tx, { subject: firing.subject, asAt: tx.today });
  const duty = firing.duty === null ? null : await findDuty(tx, firing.duty);
  const cluster = await clusterOf(tx, firing.subject, tx.today);
  const firings = await listFirings(tx, cluster, firing.code);
  const duties = [...new Set(firings.flatMap((row) => (row.duty === null ? [] : [row.duty])))];
  const answers = await listAnswers(tx, duties);
  const measured = (await hitRatesByCode(tx)).get(firing.code) ?? hitRateOf({});
  const baselines = await baselinesBefore(tx, tx.today);
  const entries = new Map(found.history.entries.map((entry) => [entry.id, entry]));
  const cited = (id: string): CitedEntry[] => {
    const entry = entries.get(id);
    const row = found.rows.get(id);
    if (!entry) return [];
    const isFresh = firing.detail.asked.fresh.includes(id);
    return [{ entry, summary: row?.summary ?? null, sourceRef: row?.source_ref ?? null, isFresh }];
  };
  const isOpen = duty !== null && !answers.some((answer) => answer.duty === duty.id);
  return {
    firing,
    cited: firing.cites.flatMap(cited),
    unseen: firing.cites.filter((id) => !entries.has(id)).length,
    setAside: firing.set_aside.flatMap(({ entry, reason }) => cited(entry).map((one) => ({ ...one, reason }))),
    detector: cardOf(firing.rule),
    peers: { shareWithTwoOrMore: baselines.shareWithTwoOrMore, asAt: baselines.asAt },
    measured,
    falseFlags: { ...falseFlagsOf(outOf, measured), outOf },
    duty,
    standing: duty === null ? null : standingOf(duty.ladder, tx.today),
    answers,
    isOpen,
    mayAnswer: isOpen && firing.latest && mayAnswer(duty, viewer, tx.today),
    earlier: firings.filter((row) => row.id !== firing.id && row.recorded_at <= firing.recorded_at),
    sources: await sourceStates(tx),
  };
}

/** The detector behind a rule: what it means, where it comes from, what it gets wrong. */
export function cardOf(rule: string): Omit<Detector, 'detect'> | null {
  const found = detectors.find((detector) => detector.name === rule.split('@')[0]);
  if (!found) return null;
  const { detect: _detect, ...card } = found;
  return card;
}
