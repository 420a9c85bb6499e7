/** How far a wall may be opened for one reader, and for what. Data, with the day from which each row holds. */
import { isoToDay } from '../../../engines/history.ts';
import { type Dated, inForce } from '../../../engines/patterns/windows.ts';
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Role } from './roles.ts';

interface OverrideLimits extends Dated {
  /** The longest an override stands. The database holds it to 92 days whatever is written here. */
  readonly mostDays: number;
  readonly purposes: Readonly<Record<string, string>>;
  /** Who may be asked to let somebody through, nearest first. Each must be outside both chains. */
  readonly askable: readonly Role[];
  readonly source: string;
}

const limits: readonly [OverrideLimits, ...OverrideLimits[]] = [
  {
    from: '2026-01-01',
    mostDays: 28,
    purposes: {
      risk: 'Somebody may come to harm if I do not read it now',
      nobody: 'Nobody without a tie here can do this work',
      handing: 'Handing over work that was mine before the tie was known',
      court: 'A court, a tribunal or an outside body asks me in person',
    },
    askable: ['head-of-standards', 'overseer', 'independent-investigator', 'local-policing-body'],
    source: 'P-21: an override has a name, a reason and an end. The number of days is an own default, to be agreed.',
  },
];

/** The row in force on a day. */
export const overrideLimitsOn = (day: string): OverrideLimits => inForce(limits, isoToDay(day));

/** Why an override until this day may not stand; null where it may. */
export function whyNotUntil(today: string, until: string): Refusal | null {
  const { mostDays } = overrideLimitsOn(today);
  if (until === '') return refuse('field:until', 'Give the day on which it ends');
  if (until < today) return refuse('field:until', 'The day on which it ends has passed');
  if (isoToDay(until) - isoToDay(today) > mostDays)
    return refuse('field:until', `It may stand for ${mostDays} days at most: ask again if it is still needed`, 'P-21');
  return null;
}
