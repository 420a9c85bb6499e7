/**
 * What a detector is and what it says. One file a detector in `rooms/patterns/detectors/`; the sums they share are
 * in `engines/patterns/`. A detection is a question to a named human, never a verdict.
 */
import type { Day, History } from './history.ts';
import type { LinkCode, SignalCode } from './vocabulary.ts';

export type DetectionCode = SignalCode | LinkCode;

/** An entry that stood in the window and was not counted, and why: eliminated, a stage of the same matter, paired and unread. */
export interface SetAside {
  readonly entry: string;
  readonly reason: string;
}

export interface Detection {
  readonly code: DetectionCode;
  readonly subject: string;
  /** `repeat@1`: the rule and its version. */
  readonly rule: string;
  /** The first day on which the rule would have fired on what was then known. */
  readonly since: Day;
  /** Every counted entry, oldest first. Never an eliminated one. */
  readonly cites: readonly string[];
  readonly setAside: readonly SetAside[];
  /** Need, for ordering a queue. Comparable between detections; not a probability. */
  readonly score: number;
  /** One plain sentence. Names no reporter and nobody affected. */
  readonly why: string;
  /** Ordinary explanations that the reviewer should rule out first. */
  readonly innocent: readonly string[];
  /** Facts for the page: grades in order, shared feature, windows. Plain JSON. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Dated peer rates written by a sweep; live and as-at runs use the latest before their day. */
export interface Baselines {
  readonly asAt: Day | null;
  readonly shareWithTwoOrMore: number | null;
}

export interface Detector {
  /** Kebab-case, the file's name: `repeat`. */
  readonly name: string;
  readonly code: DetectionCode;
  readonly version: number;
  readonly effectiveFrom: string;
  /** Where the rule comes from: regulation, guidance, published review. */
  readonly legalSource: string;
  readonly meaning: string;
  /** What an honest reader should know about its faults. */
  readonly knownWeaknesses: readonly string[];
  /** Default days a named human has to answer. */
  readonly answerWithinDays: number;
  readonly detect: (history: History, baselines: Baselines) => Detection | null;
}
