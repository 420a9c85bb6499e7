/** One run of a clock in a case: its periods, what moved their last day, and what is true of it on a day. */
import { type Day, dayToIso, isoToDay } from '../history.ts';
import { countsFor, endOf, pausedBetween, pushedEnd, type Span, settled } from './calendar.ts';
import type {
  Clock,
  ClockPeriod,
  ClockState,
  EventOf,
  ExtensionState,
  Length,
  Mode,
  Nation,
  PauseState,
} from './types.ts';

/** A pause as it was decided, with where in the case's events it stands and how it turned out. */
export interface Pause extends Span {
  readonly at: number;
  readonly event: EventOf<'pause'>;
}

interface Extension {
  readonly at: number;
  readonly event: EventOf<'extend'>;
}

export interface Period {
  readonly ordinal: number;
  readonly startedOn: Day;
  /** The rule that counts it: a rebinding changes that of the open period only. */
  clock: Clock;
  version: number;
  doneOn: Day | null;
  endedOn: Day | null;
  readonly extensions: Extension[];
  readonly before: { version: number; due: Day; on: Day; reason: string }[];
  /** Where the day of a new rule had already gone by when it was applied, the old day stands. */
  floor: Day | null;
}

export interface Run {
  readonly code: string;
  readonly ordinal: number;
  readonly startedOn: Day;
  readonly startedBy: string;
  clock: Clock;
  version: number;
  readonly periods: Period[];
}

export interface Reckoned {
  readonly atFirst: Day;
  readonly due: Day;
  readonly extensions: readonly ExtensionState[];
}

export const openPeriod = (run: Run): Period | null => {
  const last = run.periods.at(-1);
  return last && last.doneOn === null && last.endedOn === null ? last : null;
};

/** Pauses that stop a clock: on a ground that it lists, for all or for it by name. A review is never stopped. */
export function pausesOf(clock: Clock, pauses: readonly Pause[]): readonly Pause[] {
  if (clock.isReview || pauses.length === 0) return [];
  return pauses.filter(
    ({ event }) =>
      clock.pauses.some(({ code }) => code === event.ground) &&
      (event.clocks === 'all' || event.clocks.includes(clock.code)),
  );
}

/** Length of the period and the day that it counts from. What repeats on a calendar counts from the first start. */
function reachOf(run: Run, period: Period): { start: Day; length: Length } {
  const { length, repeats } = period.clock;
  if (period.ordinal === 1 || !repeats) return { start: period.startedOn, length };
  if (repeats.from === 'done') return { start: period.startedOn, length: repeats.every };
  const rounds = period.ordinal - 1;
  if (length.unit === repeats.every.unit)
    return { start: run.startedOn, length: { ...length, amount: length.amount + rounds * repeats.every.amount } };
  return { start: period.startedOn, length: repeats.every };
}

/** The last day of a period, as it was at first and as pauses, extensions and rebindings left it. */
export function reckon(run: Run, period: Period, pauses: readonly Pause[], nation: Nation): Reckoned {
  const { clock } = period;
  const { start, length } = reachOf(run, period);
  const end = endOf(start, length, nation, clock.counting);
  const counts = countsFor(length.unit, nation);
  const own = pausesOf(clock, pauses);
  const dayZero = clock.counting === 'from-the-day' ? start - 1 : start;
  const settle = (day: Day): Day => settled(day, clock.ifNotWorking, nation);
  let due = Math.max(settle(pushedEnd(dayZero, end, own, counts)), period.floor ?? Number.NEGATIVE_INFINITY);
  const extensions = period.extensions.map(({ at, event }) => {
    const { id, decider, reason, until } = event;
    const dueBefore = dayToIso(due);
    const later = own.filter((pause) => pause.at > at);
    due = Math.max(due, pushedEnd(isoToDay(event.on), isoToDay(until), later, counts));
    return { event: id, decider, reason, dueBefore, until };
  });
  return { atFirst: settle(end), due, extensions };
}

export function startRun(clock: Clock, version: number, ordinal: number, day: Day, event: string): Run {
  const run = { code: clock.code, ordinal, startedOn: day, startedBy: event, clock, version, periods: [] as Period[] };
  openNext(run, day);
  return run;
}

function openNext(run: Run, startedOn: Day): void {
  const { clock, version } = run;
  const ordinal = run.periods.length + 1;
  run.periods.push({
    ...{ ordinal, startedOn, clock, version, extensions: [], before: [] },
    ...{ doneOn: null, endedOn: null, floor: null },
  });
}

/** What was due is done. A repeating clock opens the next period, from the day it was done or from the day it was due. */
export function doPeriod(run: Run, day: Day, pauses: readonly Pause[], nation: Nation): void {
  const period = openPeriod(run);
  if (!period) return;
  period.doneOn = day;
  const { repeats } = run.clock;
  if (repeats) openNext(run, repeats.from === 'done' ? day : reckon(run, period, pauses, nation).due);
}

/** Nothing more is due. What was done by the same event stays done. */
export function endRun(run: Run, day: Day, isDoneToo: boolean): void {
  const period = openPeriod(run);
  if (!period) return;
  if (isDoneToo) period.doneOn = day;
  else period.endedOn = day;
}

function periodState(
  run: Run,
  period: Period,
  pauses: readonly Pause[],
  at: { nation: Nation; today: Day },
): ClockPeriod {
  const { atFirst, due, extensions } = reckon(run, period, pauses, at.nation);
  const last = Math.min(at.today, period.doneOn ?? period.endedOn ?? at.today);
  const counts = countsFor(period.clock.length.unit, at.nation);
  return {
    ordinal: period.ordinal,
    startedOn: dayToIso(period.startedOn),
    due: dayToIso(due),
    dueAtFirst: dayToIso(atFirst),
    doneOn: period.doneOn === null ? null : dayToIso(period.doneOn),
    endedOn: period.endedOn === null ? null : dayToIso(period.endedOn),
    overdueDays: Math.max(0, last - due),
    pausedDays: pausedBetween(period.startedOn + 1, last, pausesOf(period.clock, pauses), counts),
    extensions,
    before: period.before.map(({ version, due: old, on, reason }) => {
      return { version, due: dayToIso(old), on: dayToIso(on), reason };
    }),
  };
}

const pauseState = ({ event, from, until }: Pause): PauseState => {
  const { id, ground, decider, reason } = event;
  return { event: id, ground, decider, reason, from: dayToIso(from), until: dayToIso(until) };
};

/** Everything about a run on a day. `mode` is who owns the matter. */
export function clockState(
  run: Run,
  pauses: readonly Pause[],
  at: { nation: Nation; today: Day; procedure: string; mode: Mode | null },
): ClockState {
  const { clock } = run;
  const periods = run.periods.map((period) => periodState(run, period, pauses, at));
  const own = pausesOf(clock, pauses);
  const open = openPeriod(run) ? periods.at(-1)! : null;
  const isPaused = own.some(({ from, until }) => from <= at.today && at.today <= until);
  const state = stateWord(run, open, isPaused);
  const inMode = clock.inMode?.find(({ mode }) => mode === at.mode?.code);
  return {
    code: clock.code,
    name: clock.name,
    definition: clock,
    procedure: at.procedure,
    version: run.version,
    run: run.ordinal,
    startedOn: dayToIso(run.startedOn),
    startedBy: run.startedBy,
    isOn: clock.isConfirmed,
    state,
    periods,
    open,
    pauses: own.filter(({ until }) => until >= run.startedOn).map(pauseState),
    owner: inMode?.owner ?? clock.owner,
    owedTo: inMode?.owedTo ?? (clock.isRight ? undefined : at.mode?.owedTo) ?? clock.owedTo,
    climbsTo: state === 'overdue' ? clock.late.climbsTo : null,
  };
}

function stateWord(run: Run, open: ClockPeriod | null, isPaused: boolean): ClockState['state'] {
  if (!run.clock.isConfirmed) return 'off';
  if (!open) return run.periods.at(-1)?.doneOn != null ? 'done' : 'ended';
  if (open.overdueDays > 0) return run.clock.isRight ? 'passed' : 'overdue';
  return isPaused ? 'paused' : 'running';
}
