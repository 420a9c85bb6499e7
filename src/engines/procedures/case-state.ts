/** What follows on a day from a definition and the events of a case, and who may do what next. */

import type { Decider, EventOf } from './case-events.ts';
import type { Clock, Move, Notice, SecondPerson } from './definition.ts';
import type { Code, IsoDay, Refused } from './words.ts';

export interface PauseState {
  readonly event: string;
  readonly ground: Code;
  readonly decider: Decider;
  readonly reason: string;
  /** First and last day that do not count, as it turned out. */
  readonly from: IsoDay;
  readonly until: IsoDay;
}

export interface ExtensionState {
  readonly event: string;
  readonly decider: Decider;
  readonly reason: string;
  readonly dueBefore: IsoDay;
  readonly until: IsoDay;
}

/** One thing due once: the whole run of a plain clock, one round of a repeating one. */
export interface ClockPeriod {
  /** 1 for the first. With the clock's code and run it names the duty. */
  readonly ordinal: number;
  readonly startedOn: IsoDay;
  /** With pauses and extensions. */
  readonly due: IsoDay;
  /** As it would be without either. */
  readonly dueAtFirst: IsoDay;
  readonly doneOn: IsoDay | null;
  /** It fell away: what ended the clock came first. */
  readonly endedOn: IsoDay | null;
  /** Days past due on the day asked, or on the day it was done. */
  readonly overdueDays: number;
  /** Days that did not count, in the clock's own kind of day. Never mixed into how long it took. */
  readonly pausedDays: number;
  readonly extensions: readonly ExtensionState[];
  /** Due dates under earlier versions of the rule, and why they changed (PROM-10.4). */
  readonly before: readonly {
    readonly version: number;
    readonly due: IsoDay;
    readonly on: IsoDay;
    readonly reason: string;
  }[];
}

export interface ClockState {
  readonly code: Code;
  readonly name: string;
  readonly definition: Clock;
  readonly procedure: Code;
  /** Version of the rule that counts it. */
  readonly version: number;
  /** 1 for the first time this clock was started in the case. */
  readonly run: number;
  readonly startedOn: IsoDay;
  readonly startedBy: string;
  /** False while its rule is unconfirmed: shown with its dates, and nobody owes it. */
  readonly isOn: boolean;
  readonly state: 'off' | 'running' | 'paused' | 'overdue' | 'passed' | 'done' | 'ended';
  readonly periods: readonly ClockPeriod[];
  /** The period still open, if any. */
  readonly open: ClockPeriod | null;
  readonly pauses: readonly PauseState[];
  readonly owner: Code;
  readonly owedTo: Code;
  /** Set while it is overdue. */
  readonly climbsTo: Code | null;
}

export interface NoticeState {
  readonly code: Code;
  readonly name: string;
  readonly definition: Notice;
  readonly to: Code;
  readonly owedSince: IsoDay;
  /** Of its clock; null where the law gives none or the clock is off. */
  readonly due: IsoDay | null;
  /** What must go first, and the day after which that order has lapsed. */
  readonly waitsFor: { readonly notice: Code; readonly until: IsoDay } | null;
  readonly sentOn: IsoDay | null;
  readonly servedOn: IsoDay | null;
  readonly exception: Code | null;
}

export interface CaseState {
  readonly procedure: Code;
  readonly version: number;
  readonly bindingOn: IsoDay;
  readonly today: IsoDay;
  readonly stage: Code;
  readonly stageSince: IsoDay;
  readonly isEnded: boolean;
  readonly mode: Code | null;
  /** Every stage it stood in, in order. */
  readonly stood: readonly { readonly stage: Code; readonly from: IsoDay; readonly by: string }[];
  /** The first day of each fact. */
  readonly facts: Readonly<Record<Code, IsoDay>>;
  readonly clocks: readonly ClockState[];
  readonly notices: readonly NoticeState[];
  readonly rebound: readonly {
    readonly from: number;
    readonly to: number;
    readonly on: IsoDay;
    readonly reason: string;
  }[];
  /** Events that did not fit and changed nothing, in plain sentences. Empty when each was put to refuseEvent first. */
  readonly problems: readonly string[];
}

export interface Asking {
  /** Roles in the service and in the case (`case-owner`, `handler`...), as the definition names them. */
  readonly roles: readonly Code[];
  /** Requirements that are met. */
  readonly fulfilled: ReadonlySet<Code>;
  /** Conditions that hold of the case. */
  readonly conditions: ReadonlySet<Code>;
  /** Walls that stand between the person and the case. */
  readonly walls: ReadonlySet<Code>;
}

export interface AllowedMove {
  readonly move: Code;
  readonly name: string;
  readonly to: Code;
  readonly definition: Move;
  /** What will be asked for when it is made. */
  readonly asks: { readonly reasons: boolean; readonly snapshot: boolean; readonly second: SecondPerson | null };
  readonly owes: readonly Code[];
  readonly starts: readonly Code[];
  readonly ends: readonly Code[];
}

export interface RefusedMove {
  readonly move: Code;
  readonly name: string;
  readonly because: readonly Refused[];
}

export interface Moves {
  readonly allowed: readonly AllowedMove[];
  readonly refused: readonly RefusedMove[];
}

export interface RebindOrder {
  readonly id: string;
  readonly on: IsoDay;
  readonly version: number;
  readonly decider: Decider;
  readonly reason: string;
}

export interface Rebinding {
  readonly event: EventOf<'rebound'>;
  readonly changes: readonly {
    readonly clock: Code;
    readonly run: number;
    readonly ordinal: number;
    readonly dueBefore: IsoDay;
    /** Null where the new version has no such clock. */
    readonly due: IsoDay | null;
  }[];
}
