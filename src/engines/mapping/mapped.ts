/** What a row becomes. Plain facts: nothing here knows a database, and every day is a `Day`. */
import type { Day } from '../history.ts';
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
} from '../vocabulary.ts';
import type { DatePrecision } from './dates.ts';

/** An identifier as a file writes it. Text: leading zeros stay. */
export interface PersonRef {
  readonly scheme: string;
  readonly id: string;
}

/**
 * A finding that was not yet made when the row became known. It is to be written as an amendment of its own, so that
 * a view as at an earlier day does not show it. `knownOn` null means that nobody can say when it was known: it may be
 * shown today, and must not be used by any test of what was known at a date.
 */
export interface LaterFinding {
  readonly finding: Finding;
  readonly findingOn: Day | null;
  readonly knownOn: Day | null;
  readonly findingKnown: 'on-its-day' | 'after-days' | 'never';
}

/** Somebody else in a row: by identity, or only by what kind of person it was. */
export interface MappedOther {
  readonly role: PartyRole;
  readonly person: PersonRef | null;
  readonly kind: string | null;
}

export interface MappedEntry {
  readonly kind: 'entry';
  readonly ref: string | null;
  /** The number that the source itself gave the record. */
  readonly sourceRef: string | null;
  readonly entryKind: EntryKind;
  readonly source: Source;
  readonly type: MatterType | StepType;
  readonly step: Step | null;
  /** Null for a row about nobody known yet. */
  readonly person: PersonRef | null;
  readonly matter: string | null;
  readonly happenedFrom: Day | null;
  readonly happenedTo: Day | null;
  readonly precision: DatePrecision | 'range' | 'unknown';
  readonly datesMadeUp: boolean;
  readonly knownOn: Day;
  readonly basis: Basis;
  readonly visibility: Visibility;
  /** What stands with the entry from `knownOn`; `none` where the finding came later or at an unknown day. */
  readonly finding: Finding;
  readonly findingOn: Day | null;
  readonly laterFinding: LaterFinding | null;
  readonly detail: string | null;
  readonly unit: string | null;
  readonly others: readonly MappedOther[];
  /** People, units and things by the file's own references; `scheme` where the map says what kind they are. */
  readonly parties: readonly { readonly role: PartyRole; readonly ref: string; readonly scheme: string | null }[];
  readonly actsOn: readonly string[];
  /** Null for anything but a self-declaration. */
  readonly declares: readonly string[] | null;
  readonly features: readonly Feature[];
  readonly missing: readonly Missing[];
  readonly values: Readonly<Record<string, number>>;
  readonly label: { readonly said: string; readonly given: string } | null;
}

export interface PostFacts {
  readonly unit: string | null;
  readonly rank: string | null;
  readonly role: string | null;
  /** Whether the rank was held only for a time; null where the file does not say. */
  readonly acting: boolean | null;
  readonly from: Day | null;
  readonly to: Day | null;
  /** Whether it was held when the file was made. Null where the file does not say; a file's day is not in the file. */
  readonly active: boolean | null;
}

export interface MappedPerson {
  readonly kind: 'person';
  readonly person: PersonRef;
  readonly also: readonly PersonRef[];
  readonly given: string | null;
  readonly family: string | null;
  readonly full: string | null;
  readonly born: Day | null;
  readonly category: string | null;
  readonly joined: Day | null;
  readonly left: Day | null;
  readonly posts: readonly PostFacts[];
  readonly characteristics: Readonly<Record<string, string>>;
}

export interface MappedPost extends PostFacts {
  readonly kind: 'post';
  readonly person: PersonRef | null;
  readonly supervisor: PersonRef | null;
}

export interface MappedUnit {
  readonly kind: 'unit';
  readonly ref: string;
  readonly name: string;
  readonly unitKind: string | null;
  readonly parent: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
}

export interface MappedStop {
  readonly kind: 'stop';
  readonly ref: string | null;
  readonly person: PersonRef | null;
  readonly happenedFrom: Day | null;
  readonly happenedTo: Day | null;
  /** Minutes after midnight as written; null where no time is given. */
  readonly minute: number | null;
  readonly force: string | null;
  readonly unit: string | null;
  readonly place: string | null;
  readonly stopType: string | null;
  readonly gender: string | null;
  readonly ageRange: string | null;
  readonly ethnicitySelf: string | null;
  readonly ethnicitySelfGroup: string | null;
  readonly ethnicityOfficer: string | null;
  readonly legislation: string | null;
  readonly object: string | null;
  readonly outcome: string | null;
  readonly outcomeLinked: boolean | null;
  readonly outerClothing: boolean | null;
  readonly operation: boolean | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}

/** A record to be joined: its values in the order of the map's `compare`, a readable date as yyyy-MM-dd. */
export interface MappedRecord {
  readonly kind: 'record';
  readonly id: string;
  readonly values: readonly string[];
}

export type Mapped = MappedEntry | MappedPerson | MappedPost | MappedUnit | MappedStop | MappedRecord;

/** A row taken, or refused with one plain sentence. */
export type RowResult<R> = { readonly ok: true; readonly record: R } | { readonly ok: false; readonly reason: string };
