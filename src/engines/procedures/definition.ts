/** A definition: the law of one procedure as dated data. Every code is unique within its list. */
import type { Code, Counting, DeemedService, IsoDay, Length, Nation, Sourced } from './words.ts';

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
  /** While it holds, what is owed in the case is owed to this party, but for rights and where a clock says otherwise. */
  readonly owedTo?: Code;
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
