/** How a force moves in: one step forward at a time, and back to overlay from anywhere, since overlay flags nobody. */
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Mode } from '../store/modes.ts';

const steps: readonly Mode[] = ['overlay', 'parallel', 'primary'];

/** What each mode means, in a sentence. */
export const modeWords: Readonly<Record<Mode, string>> = {
  overlay:
    'The record reads the present system each night and reconciles. Nobody is flagged; signals are only counted.',
  parallel: 'Both run. The present system is still read each night, and signals ask their reviewers.',
  primary: 'This record is the first one. No other system is read over it.',
};

/** Where one may go from here. Where no mode was ever set the record stands by itself, as in primary. */
export const nextModes = (from: Mode | null): Mode[] => {
  const at = steps.indexOf(from ?? 'primary');
  return steps.filter((mode, index) => index === at + 1 || index === at - 1 || (mode === 'overlay' && at > 0));
};

export interface ModeChange {
  /** The mode in force on the day on which the new one is to begin. */
  readonly from: Mode | null;
  readonly to: Mode;
  readonly validFrom: string;
  readonly today: string;
  readonly reason: string;
}

/** Why the mode may not be changed so, or null. */
export function whyNotMode(change: ModeChange): Refusal | null {
  if (!nextModes(change.from).includes(change.to))
    return refuse(
      'field:mode',
      change.from === change.to
        ? `The mode is ${change.to} already`
        : `From ${change.from ?? 'primary'} the next step is ${nextModes(change.from).join(' or ')}`,
    );
  if (change.validFrom < change.today) return refuse('field:from', 'A mode begins today or later, never in the past');
  if (change.reason.trim().length < 15) return refuse('field:reason', 'Say in a sentence why the mode should change');
  return null;
}
