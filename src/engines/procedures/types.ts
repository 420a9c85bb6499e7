/**
 * The words of the procedure engine: a definition (law as dated data), the events of one case, and what follows from
 * both on a day. Days are `YYYY-MM-DD`; every `code` is kebab-case and unique within its list of one definition.
 * Nothing here is an instant, a job or a row: given the same definitions, events and day the answer is the same.
 *
 * The functions, each in the file of its name:
 *
 *     calendar.ts     isWorkingDay(day, nation) · addWorkingDays(day, n, nation) · addLength(day, length, nation, counting?)
 *                     bankHolidays(year, nation): BankHoliday[] · servedOn(rule, sentOn, nation, sentTime?): IsoDay
 *     check-definition.ts   checkDefinition(definition): string[] · checkRulebook(definitions): string[] (empty: all well)
 *     version-for.ts  versionFor(definitions, code, bindingDay): ProcedureDefinition | null
 *                     withConfirmed(definition, confirmations, today): ProcedureDefinition
 *                     fingerprintOf(definition): string · refuseEdited(used, definitions): Refused | null
 *     state-of.ts     stateOf(rulebook, events, today): CaseState
 *     moves-for.ts    movesFor(definition, state, asking): Moves
 *     refuse-event.ts refuseEvent(rulebook, events, event, asking): Refused | null  (null: it may be appended)
 *     rebind.ts       rebind(rulebook, events, order): Rebinding | Refused
 *     to-markdown.ts  toMarkdown(definition): string
 */

export type IsoDay = string;
export type Code = string;
export type Nation = 'england-wales' | 'scotland' | 'northern-ireland';

/** An expected no in plain words. Rooms make it their own refusal value. */
export interface Refused {
  readonly refused: true;
  readonly code: string;
  readonly words: string;
  readonly citation?: string;
}

/** Where a thing comes from. What is not confirmed is shown as such, and a clock that is not confirmed is off. */
export interface Sourced {
  readonly source: string;
  readonly isConfirmed: boolean;
}

// ---- Time -----------------------------------------------------------------------------------------------------------

export type LengthUnit = 'working-days' | 'days' | 'weeks' | 'months';
export interface Length {
  readonly amount: number;
  readonly unit: LengthUnit;
}
/** Whether day one is the day after the event (for working days: the first working day after) or the day itself. */
export type Counting = 'from-day-after' | 'from-the-day';
export type ServiceMethod = 'by-hand' | 'post' | 'e-mail' | 'mailbox' | 'left-at-address';

/** When what was sent counts as served. Sent and served are always kept apart. */
export interface DeemedService extends Sourced {
  readonly method: ServiceMethod;
  readonly served:
    | 'that-day'
    | 'next-working-day'
    | 'second-working-day-after'
    /** That day if it is a working day and it went before `until`; otherwise the next working day. */
    | 'that-or-next-working-day';
  /** `16:30`, local time; without it the whole day counts. */
  readonly until?: string;
}

export interface BankHoliday {
  readonly day: IsoDay;
  readonly name: string;
  /** `rule`, or the proclamation that made or moved it. */
  readonly because: string;
}

// ---- A definition ---------------------------------------------------------------------------------------------------

/** What starts or ends something. `served` counts from the day of service, `binding` from the day the law binds by. */
export type Trigger =
  | { readonly on: 'opened' | 'binding' | 'ended' }
  | { readonly on: 'move'; readonly move: Code }
  | { readonly on: 'enter'; readonly stage: Code }
  | { readonly on: 'fact'; readonly fact: Code }
  | { readonly on: 'sent' | 'served'; readonly notice: Code };

export interface Stage extends Sourced {
  readonly code: Code;
  readonly name: string;
  /** Role that answers for the case while it stands here. */
  readonly accountable: Code;
  /** What it means, for somebody who has never read the rules. */
  readonly meaning: string;
  readonly isEnd?: true;
  /** The procedure that takes it up from here: an end of this one that is not an end of the matter. */
  readonly goesOnIn?: string;
}

/** Something that must be there before a move: asked of the room by its code, refused in these words. */
export interface Requirement {
  readonly code: Code;
  readonly words: string;
  readonly refusal: string;
}

/** Why somebody may not take part. One that stands `everywhere` refuses every move; the others those that name them. */
export interface Wall {
  readonly code: Code;
  readonly refusal: string;
  readonly isEverywhere: boolean;
}

export interface SecondPerson {
  /** Always, or only while one of these conditions holds of the case. */
  readonly when: 'always' | readonly Code[];
  /** Everything the second person must stand outside of, such as `unit`, `line`, `first-decision`. */
  readonly outside: readonly Code[];
  readonly words: string;
}

export interface Move extends Sourced {
  readonly code: Code;
  readonly name: string;
  readonly from: readonly Code[];
  readonly to: Code;
  /** Roles of which one is enough. */
  readonly by: readonly Code[];
  readonly needs: readonly Code[];
  readonly walls?: readonly Code[];
  /** Written reasons are kept with it. */
  readonly reasons: boolean;
  readonly second?: SecondPerson;
  /** Lighter than what stood before: softer is harder (P-20). */
  readonly isSoftening?: true;
  /** Exactly what the decider saw is kept with it. */
  readonly snapshot: boolean;
  /** Modes in which it is open; without it, in all. */
  readonly onlyInModes?: readonly Code[];
}

export interface PauseGround extends Sourced {
  readonly code: Code;
  readonly words: string;
  readonly by: readonly Code[];
  /** The longest one pause may be before it is decided again. */
  readonly most?: Length;
}

export interface ExtensionRule extends Sourced {
  readonly by: readonly Code[];
  /** How far beyond the day it was due; without it, as long as reasons carry. */
  readonly most?: Length;
  readonly times?: number;
}

export interface Clock extends Sourced {
  readonly code: Code;
  readonly name: string;
  /** The code of the shared vocabulary that a running clock satisfies, such as `clock:reporter-update`. */
  readonly vocabulary?: string;
  readonly starts: readonly Trigger[];
  /** Counted from the day of the binding event, whenever it was started. */
  readonly from?: 'binding';
  readonly length: Length;
  readonly counting?: Counting;
  /** What happens when the last day is no working day; without it, it stays. */
  readonly ifNotWorking?: 'next-working-day' | 'working-day-before';
  /** What does what is due. For a clock that repeats, each of these closes one period. */
  readonly done: readonly Trigger[];
  /** After which nothing more is due, done or not. */
  readonly ends: readonly Trigger[];
  /** Why nothing in this procedure does or ends it, when that is so. */
  readonly noStop?: string;
  /** A second start while it runs: the first counts, or it begins again. */
  readonly again: 'first-counts' | 'begins-again';
  /** `due`: on the calendar of the first (12 months, then 18, 24...). `done`: from when it was last done. */
  readonly repeats?: { readonly every: Length; readonly from: 'due' | 'done' };
  /** Time that somebody has, not something that is owed: when it has passed nobody is late. */
  readonly isRight?: true;
  /** A review goes on whatever is paused. */
  readonly isReview: boolean;
  readonly pauses: readonly PauseGround[];
  readonly extension?: ExtensionRule;
  /** Role that owes it, and the party or body to whom. */
  readonly owner: Code;
  readonly owedTo: Code;
  /** Who owes it to whom while an outside body owns the matter. */
  readonly inMode?: readonly { readonly mode: Code; readonly owner?: Code; readonly owedTo: Code }[];
  readonly late: { readonly consequence: string; readonly climbsTo: Code };
}

/** A lawful reason to tell the second party before the first. */
export interface OrderException extends Sourced {
  readonly code: Code;
  readonly words: string;
  /** `any-day`; only once the order has lapsed; or only on or after the day the notice itself is due. */
  readonly opens: 'any-day' | 'when-order-lapses' | 'when-due';
}

export interface Notice extends Sourced {
  readonly code: Code;
  readonly name: string;
  readonly to: Code;
  readonly vocabulary?: string;
  readonly owedOn: readonly Trigger[];
  /** After which it is not owed any more. */
  readonly ends?: readonly Trigger[];
  /** The clock by which it must go; null where the law gives no day. */
  readonly within: Code | null;
  readonly contains: readonly { readonly code: Code; readonly words: string }[];
  /** Reporter first: an order, never a veto. */
  readonly after?: { readonly notice: Code; readonly atMost: Length; readonly exceptions: readonly OrderException[] };
}

/** Who owns the matter: the service itself, or an outside body. */
export interface Mode extends Sourced {
  readonly code: Code;
  readonly name: string;
  readonly setOn: readonly Trigger[];
  readonly meaning: string;
}

export interface ProcedureDefinition extends Sourced {
  readonly code: Code;
  readonly version: number;
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly purpose: string;
  readonly nation: Nation;
  /** Area of law. */
  readonly area: string;
  /** The event by whose day a case is bound to a version. */
  readonly binding: { readonly event: Code; readonly words: string };
  /** First and last day on which the binding event chooses this version; null: still in force. */
  readonly from: IsoDay;
  readonly to: IsoDay | null;
  /** What carries over from the version before, in words. */
  readonly transitional?: string;
  readonly roles: Readonly<Record<Code, string>>;
  readonly parties: Readonly<Record<Code, string>>;
  /** What can happen to a case beside its moves and notices. */
  readonly facts: Readonly<Record<Code, string>>;
  /** What can hold of a case and changes who must agree. */
  readonly conditions: Readonly<Record<Code, string>>;
  readonly requirements: readonly Requirement[];
  readonly walls: readonly Wall[];
  readonly modes: readonly Mode[];
  readonly start: Code;
  readonly stages: readonly Stage[];
  readonly moves: readonly Move[];
  readonly clocks: readonly Clock[];
  readonly notices: readonly Notice[];
  readonly service: readonly DeemedService[];
}

/** One definition, or every version that a case may have been under. */
export type Rulebook = ProcedureDefinition | readonly ProcedureDefinition[];

/** Somebody has read the law and says that what was unconfirmed is so, from a day on. */
export interface Confirmation {
  readonly code: Code;
  readonly version: number;
  readonly clock: Code;
  readonly on: IsoDay;
}

// ---- Events of a case, in the order in which they were recorded -------------------------------------------------------

export interface Decider {
  readonly person: string;
  readonly roles: readonly Code[];
}

interface EventBase {
  readonly id: string;
  /** The day it happened: for a notice the day it was sent, for a pause the first day that does not count. */
  readonly on: IsoDay;
}

export type CaseEvent = EventBase &
  (
    | {
        readonly kind: 'opened';
        readonly procedure: Code;
        readonly version: number;
        /** Day of the binding event. */
        readonly bindingOn: IsoDay;
      }
    | {
        readonly kind: 'move';
        readonly move: Code;
        readonly by: Decider;
        readonly reasons?: string;
        readonly second?: Decider & { readonly outside: readonly Code[] };
        /** Id of the snapshot. */
        readonly snapshot?: string;
      }
    | { readonly kind: 'fact'; readonly fact: Code; readonly by?: Decider }
    | {
        readonly kind: 'notice';
        readonly notice: Code;
        readonly by: Decider;
        readonly contains: readonly Code[];
        readonly method: ServiceMethod;
        /** `HH:MM`, local. */
        readonly sentTime?: string;
        /** When proved; otherwise it is deemed by the rule of its method. */
        readonly servedOn?: IsoDay;
        readonly exception?: { readonly ground: Code; readonly authoriser: Decider; readonly reason: string };
      }
    | {
        readonly kind: 'pause';
        readonly clocks: readonly Code[] | 'all';
        readonly ground: Code;
        readonly decider: Decider;
        readonly reason: string;
        /** The last day that does not count. A pause ends by itself. */
        readonly until: IsoDay;
      }
    /** `on` is the first day that counts again. */
    | { readonly kind: 'resume'; readonly pause: string; readonly decider: Decider; readonly reason: string }
    | {
        readonly kind: 'extend';
        readonly clock: Code;
        readonly decider: Decider;
        readonly reason: string;
        readonly until: IsoDay;
      }
    /** Recorded in error: the event stays, and counts for nothing. */
    | { readonly kind: 'corrected'; readonly event: string; readonly decider: Decider; readonly reason: string }
    | {
        readonly kind: 'rebound';
        readonly procedure: Code;
        readonly version: number;
        readonly decider: Decider;
        readonly reason: string;
      }
  );
export type EventOf<Kind extends CaseEvent['kind']> = Extract<CaseEvent, { readonly kind: Kind }>;

// ---- What follows on a day --------------------------------------------------------------------------------------------

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

// ---- Who asks, and what they may do -------------------------------------------------------------------------------------

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
