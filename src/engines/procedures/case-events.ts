/** Events of a case, in the order in which they were recorded. */
import type { Code, IsoDay, ServiceMethod } from './words.ts';

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
