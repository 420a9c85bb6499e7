/**
 * One history: everything known about one subject on one day, in one shape.
 *
 * The record gives it out live (`historyOf`) and in bulk (`streamHistories`); detectors, gates, the timeline,
 * scenarios and evaluation take only this. What is in it is what the service could be held to know on `asAt`.
 */
import type {
  Basis,
  EntryKind,
  Feature,
  Finding,
  MatterType,
  Missing,
  PartyRole,
  Source,
  Step,
  StepType,
  Visibility,
} from './vocabulary.ts';

/** A calendar day as whole days since 1970-01-01. Cheap to compare; `dayToIso` and `isoToDay` convert. */
export type Day = number;

export interface Party {
  readonly role: PartyRole;
  /** Id of a person, unit, place, thing or matter. */
  readonly subject: string;
}

/** A later entry that changed how this one reads, already folded in; kept so that a page can show who and when. */
export interface AppliedAmendment {
  readonly entry: string;
  readonly step: 'finding' | 'relabel' | 'withdrawal' | 'correction';
  readonly knownOn: Day;
  readonly before: string;
  readonly after: string;
}

export interface HistoryEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly source: Source;
  /** As first recorded, then relabelled if an amendment known by `asAt` says so; the first word stays in `amendedBy`. */
  readonly type: MatterType | StepType;
  readonly step: Step | null;
  /** When it is said to have happened: an interval, since a year is 1 January to 31 December. Null when nobody says. */
  readonly happenedFrom: Day | null;
  readonly happenedTo: Day | null;
  /** True where the order of events was known but the date was not, and a rising day stands in for it. */
  readonly datesMadeUp: boolean;
  /** The day from which the service can be held to have known. */
  readonly knownOn: Day;
  /** Milliseconds since the epoch at which this system wrote it. */
  readonly recordedAt: number;
  /** Place among the entries written in the same act; with knownOn and recordedAt it makes the order total. */
  readonly ordinal: number;
  readonly basis: Basis;
  /** As folded: the latest finding known by `asAt`. */
  readonly finding: Finding;
  readonly findingOn: Day | null;
  /** The matter this belongs to where the source names one (a case number, a complaint number). */
  readonly matter: string | null;
  /** Entries this one acts on: a decision on, withdrawal of, repeat of, answer to. */
  readonly actsOn: readonly string[];
  readonly parties: readonly Party[];
  /** Parts that this history's own subject plays in the entry. */
  readonly roles: readonly PartyRole[];
  readonly features: readonly Feature[];
  readonly missing: readonly Missing[];
  /** Numbers with the unit in the name. */
  readonly values: Readonly<Record<string, number>>;
  readonly label: { readonly said: string; readonly given: string } | null;
  /** For a self-declaration: the entries that it did declare. Null for everything else. */
  readonly declares: readonly string[] | null;
  readonly unit: string | null;
  readonly visibility: Visibility;
  readonly amendedBy: readonly AppliedAmendment[];
}

export interface History {
  /** The person (the root of the identity cluster as known on `asAt`), unit, thing or matter. */
  readonly subject: string;
  readonly asAt: Day;
  /** In order of (knownOn, recordedAt, ordinal, id). Amendments are folded in and do not stand as items of their own. */
  readonly entries: readonly HistoryEntry[];
}

const msPerDay = 86_400_000;

/** `2019-03-31` → days since 1970-01-01. Throws RangeError for anything that is not a real calendar day. */
export function isoToDay(iso: string): Day {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (!match) throw new RangeError(`not a calendar day: ${iso}`);
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const day = ms / msPerDay;
  if (dayToIso(day) !== iso) throw new RangeError(`not a calendar day: ${iso}`);
  return day;
}

/** Days since 1970-01-01 → `2019-03-31`. */
export function dayToIso(day: Day): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** The total order of a history. Same-day entries stand in the order in which they were written. */
export function compareEntries(a: HistoryEntry, b: HistoryEntry): number {
  return (
    a.knownOn - b.knownOn ||
    a.recordedAt - b.recordedAt ||
    a.ordinal - b.ordinal ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
