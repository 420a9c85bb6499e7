/** Where a force stands in moving in: the mode, and each present system with its last nights. For the command and the page. */
import { addDays } from '../../../platform/clock.ts';
import { type Ground, mustTransact, type Tx } from '../../../platform/transaction.ts';
import { type Mode, modeOn } from '../store/modes.ts';
import { listNights, type NightRow } from '../store.ts';

export interface SystemState {
  readonly system: string;
  readonly nights: readonly NightRow[];
  /** The last night taken; null where every one was refused. */
  readonly last: NightRow | null;
  /** Days up to yesterday for which nothing was taken, since the last one that was. */
  readonly missing: readonly string[];
}

/** Days between two nights, both left out. */
export function nightsBetween(earlier: string, next: string): string[] {
  const days: string[] = [];
  for (let day = addDays(earlier, 1); day < next && days.length < 400; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Each system that was ever read, with its nights, the latest first. */
export async function listSystems(tx: Tx): Promise<SystemState[]> {
  const nights = await listNights(tx);
  return [...new Set(nights.map((night) => night.system))].sort().map((system) => {
    const own = nights.filter((night) => night.system === system);
    const last = own.find((night) => night.outcome === 'taken') ?? null;
    return { system, nights: own, last, missing: last ? nightsBetween(last.night, tx.today) : [] };
  });
}

/** Totals of a night that the record does not meet. */
export const totalsApart = (night: Pick<NightRow, 'totals'>): number =>
  night.totals.filter((total) => Math.abs(total.source - total.here) > 1e-6).length;

export interface LegacyStatus {
  /** Null where no mode was ever set: the record stands by itself. */
  readonly mode: Mode | null;
  readonly systems: readonly {
    readonly system: string;
    readonly lastNight: string | null;
    readonly missing: readonly string[];
    readonly nights: readonly {
      readonly night: string;
      readonly kind: string;
      readonly outcome: string;
      readonly words: string | null;
      readonly totalsApart: number;
      readonly page: string;
    }[];
  }[];
}

/** What `candour legacy status` prints. */
export const legacyStatus = (ground: Ground): Promise<LegacyStatus> =>
  mustTransact(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => ({
    mode: await modeOn(tx, tx.today),
    systems: (await listSystems(tx)).map(({ system, nights, last, missing }) => ({
      system,
      lastNight: last?.night ?? null,
      missing,
      nights: nights.slice(0, 30).map((night) => ({
        night: night.night,
        kind: night.kind,
        outcome: night.outcome,
        words: night.words,
        totalsApart: totalsApart(night),
        page: `/systems/${night.id}`,
      })),
    })),
  }));
