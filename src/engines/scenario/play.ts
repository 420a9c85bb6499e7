/**
 * What a room offers to a played history: its plays, from (source, type, step) to one of its actions, and what it shows.
 * Neither knows the history, its names or its words; the player alone knows which entry an event became.
 */
import type { Basis, Feature, Finding, MatterType, Missing, PartyRole, Source, Step, StepType } from '../vocabulary.ts';

/** An event with its names resolved to ids and its dates to days: what an action is given. */
export interface Told {
  readonly kind: 'matter' | 'step';
  readonly source: Source;
  readonly type: MatterType | StepType;
  readonly step: Step | null;
  readonly matter: string | null;
  readonly happenedFrom: string;
  readonly happenedTo: string;
  readonly datesMadeUp: boolean;
  readonly knownOn: string;
  readonly basis: Basis;
  readonly finding: Finding;
  readonly visibility: 'guarded';
  readonly parties: readonly {
    readonly role: PartyRole;
    readonly subject: string;
    readonly join: { readonly how: 'reference' };
  }[];
  /** Somebody is told of and nobody is named. */
  readonly unknown: readonly { readonly role: PartyRole; readonly description: string }[];
  readonly actsOn: readonly string[];
  readonly features: readonly Feature[];
  readonly missing: readonly Missing[];
  readonly values: Readonly<Record<string, number>> | null;
  readonly label: { readonly said: string; readonly given: string } | null;
  readonly declares: readonly string[] | null;
  readonly unit: string | null;
  readonly summary: string | null;
  /** Set only when the first attempt was refused and the history goes on because it so happened. */
  readonly evidence: { readonly shown: string } | null;
  readonly secondPerson: string | null;
}

/** A way in. What is left out of `takes` may be anything. */
export interface Play<Tx> {
  /** Room and action: `record.recordFinding`. */
  readonly name: string;
  readonly takes: {
    readonly sources?: readonly Source[];
    readonly types?: readonly (MatterType | StepType)[];
    readonly steps?: readonly Step[];
  };
  /** The door for what no room plays yet. */
  readonly isLastDoor?: true;
  /** Ids of the entries it posted, the event's own first. None where it changed something beside the record: the next play is asked. */
  readonly play: (tx: Tx, told: Told) => Promise<readonly string[]>;
}

/** Whether the play takes what is told. */
export const takes = <Tx>(play: Play<Tx>, told: Told): boolean =>
  (play.takes.sources?.includes(told.source) ?? true) &&
  (play.takes.types?.includes(told.type) ?? true) &&
  (play.takes.steps === undefined || (told.step !== null && play.takes.steps.includes(told.step)));

/** An open item about a subject, citing entries. */
export interface Shown {
  readonly rule: string;
  readonly why: string;
  readonly cites: readonly string[];
}

/** What a room shows a reader: for each of its codes, the items that are there for a subject now. */
export interface Shows<Tx> {
  readonly room: string;
  readonly codes: readonly string[];
  readonly show: (tx: Tx, code: string, subject: string) => Promise<readonly Shown[]>;
}
