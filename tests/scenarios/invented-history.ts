/** Small invented histories, written in as few words as a test needs. Everyone in them is a letter. */
import { type Day, type History, type HistoryEntry, isoToDay, type Party } from '../../src/engines/history.ts';
import type {
  Feature,
  Finding,
  MatterType,
  Missing,
  PartyRole,
  Source,
  Step,
  StepType,
} from '../../src/engines/vocabulary.ts';
import { isMatterType } from '../../src/engines/vocabulary.ts';

export interface Told {
  readonly id: string;
  readonly type: MatterType | StepType;
  readonly source?: Source;
  readonly step?: Step;
  readonly on?: string;
  /** Last day, where the day is not exact. */
  readonly to?: string;
  readonly knownOn?: string;
  readonly madeUp?: boolean;
  readonly subject?: string;
  readonly reporter?: string;
  readonly affected?: readonly string[];
  readonly actor?: string;
  readonly about?: readonly string[];
  readonly unit?: string;
  readonly of?: readonly string[];
  readonly matter?: string;
  readonly finding?: Finding;
  readonly features?: readonly Feature[];
  readonly missing?: readonly Missing[];
  readonly values?: Readonly<Record<string, number>>;
  readonly label?: { readonly said: string; readonly given: string };
  readonly eliminatedOn?: string;
}

const partiesOf = (told: Told): Party[] => {
  const one = (role: PartyRole, subject: string | undefined): Party[] =>
    subject === undefined ? [] : [{ role, subject }];
  return [
    ...one('subject', told.subject ?? 's'),
    ...one('reporter', told.reporter),
    ...(told.affected ?? []).flatMap((subject) => one('affected', subject)),
    ...one('actor', told.actor),
    ...one('unit', told.unit),
    ...(told.about ?? []).flatMap((subject) => one('about', subject)),
  ];
};

/** One entry as it stands in the history of `subject`. Days not given follow one another, made up. */
export function entryOf(told: Told, place: number, subject: string): HistoryEntry {
  const parties = partiesOf(told);
  const on: Day = told.on === undefined ? isoToDay('1990-01-01') + place : isoToDay(told.on);
  const knownOn = told.knownOn === undefined ? on : isoToDay(told.knownOn);
  const finding = told.finding ?? 'none';
  const out = told.eliminatedOn === undefined ? null : isoToDay(told.eliminatedOn);
  return {
    id: told.id,
    kind: isMatterType(told.type) ? 'matter' : 'step',
    source: told.source ?? 'internal-report',
    type: told.type,
    step: told.step ?? (isMatterType(told.type) ? 'raise' : 'record'),
    happenedFrom: on,
    happenedTo: told.to === undefined ? on : isoToDay(told.to),
    datesMadeUp: told.madeUp ?? told.on === undefined,
    knownOn,
    recordedAt: knownOn * 86_400_000,
    ordinal: place,
    basis: 'record',
    finding: out === null ? finding : 'eliminated',
    findingOn: out,
    matter: told.matter ?? null,
    actsOn: told.of ?? [],
    parties,
    roles: [...new Set(parties.flatMap((party) => (party.subject === subject ? [party.role] : [])))],
    features: told.features ?? [],
    missing: told.missing ?? [],
    values: told.values ?? {},
    label: told.label ?? null,
    declares: null,
    unit: told.unit ?? null,
    visibility: 'open',
    amendedBy:
      out === null
        ? []
        : [{ entry: `${told.id}-out`, step: 'finding', knownOn: out, before: finding, after: 'eliminated' }],
  };
}

/** The history of one subject (`s` unless told otherwise), as known today. */
export function historyOf(told: readonly Told[], subject = 's'): History {
  const entries = told.map((one, place) => entryOf(one, place, subject)).filter((entry) => entry.roles.length > 0);
  return { subject, asAt: isoToDay('2030-01-01'), entries: entries.sort((a, b) => a.knownOn - b.knownOn) };
}
