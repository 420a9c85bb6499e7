/** Days, lengths, sources and refusals: the words that everything else here is made of. */

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
