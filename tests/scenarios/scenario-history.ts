/**
 * A test-only reader: the events of a shared scenario as the histories of everyone and everything in it. One event is
 * one entry. It reads structured fields alone; the words of an event are for people.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Day, type History, type HistoryEntry, isoToDay, type Party } from '../../src/engines/history.ts';
import { addMonths } from '../../src/engines/patterns/windows.ts';
import {
  type Basis,
  type Feature,
  type Finding,
  isMatterType,
  type MatterType,
  type Missing,
  type PartyRole,
  type Source,
  type Step,
  type StepType,
} from '../../src/engines/vocabulary.ts';

interface Event {
  readonly n: number;
  readonly date: string | null;
  readonly dateTo?: string;
  readonly knownOn?: string;
  readonly source: Source;
  readonly type: MatterType | StepType;
  readonly step?: Step;
  readonly subject: string;
  readonly reporter?: string | null;
  readonly affected?: readonly string[];
  readonly actor?: string | null;
  readonly unit: string | null;
  readonly about?: readonly string[];
  readonly of?: readonly number[];
  readonly features?: readonly Feature[];
  readonly missing?: readonly Missing[];
  readonly values?: Readonly<Record<string, number>>;
  readonly label?: { readonly said: string; readonly given: string };
  readonly declares?: readonly number[];
  readonly finding: Finding;
  readonly basis: Basis;
}

export interface Scenario {
  readonly id: string;
  readonly people: readonly { readonly ref: string }[];
  readonly things: readonly { readonly ref: string; readonly kind: string }[];
  readonly events: readonly Event[];
  readonly expect: readonly {
    after: number;
    code: string;
    subject: string;
    cites: readonly number[];
    severity: string;
  }[];
  readonly mustNot?: readonly { code: string; subject: string; until?: number; excludes?: readonly number[] }[];
}

const folder = fileURLToPath(new URL('../../../shared/mission/scenarios/', import.meta.url));

/** The shared scenarios, or none where they do not lie beside the repository. */
export function readScenarios(): Scenario[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^SC-\d+\.json$/.test(name))
    .sort()
    .map((name) => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as Scenario);
}

const firstDay = (date: string): Day => isoToDay(`${date}-01-01`.slice(0, 10));

function lastDay(date: string): Day {
  if (date.length === 10) return isoToDay(date);
  return addMonths(firstDay(date), date.length === 7 ? 1 : 12) - 1;
}

/** Ids of entries are the numbers of events, so that cites and expectations compare. */
export function entriesOfScenario(scenario: Scenario): HistoryEntry[] {
  const kinds = new Map(scenario.things.map((thing) => [thing.ref, thing.kind]));
  let lastKnown = isoToDay('1990-01-01');
  return scenario.events.map((event) => {
    const known = event.knownOn ?? event.date;
    const knownOn = known === null ? lastKnown + 1 : Math.max(lastKnown, firstDay(known));
    lastKnown = knownOn;
    return entryOf(event, knownOn, (event.about ?? []).find((ref) => kinds.get(ref) === 'case') ?? null);
  });
}

function entryOf(event: Event, knownOn: Day, matter: string | null): HistoryEntry {
  const date = event.date;
  return {
    id: String(event.n),
    kind: isMatterType(event.type) ? 'matter' : 'step',
    source: event.source,
    type: event.type,
    step: event.step ?? null,
    happenedFrom: date === null ? knownOn : firstDay(date),
    happenedTo: date === null ? knownOn : lastDay(event.dateTo ?? date),
    datesMadeUp: date === null,
    knownOn,
    recordedAt: event.n,
    ordinal: 0,
    basis: event.basis,
    finding: event.finding,
    findingOn: event.finding === 'none' ? null : knownOn,
    matter,
    actsOn: (event.of ?? []).map(String),
    parties: partiesOf(event),
    roles: [],
    features: event.features ?? [],
    missing: event.missing ?? [],
    values: event.values ?? {},
    label: event.label ?? null,
    declares: event.declares?.map(String) ?? null,
    unit: event.unit,
    visibility: 'open',
    amendedBy: [],
  };
}

function partiesOf(event: Event): Party[] {
  const party = (role: PartyRole, subject: string | null | undefined): Party[] => (subject ? [{ role, subject }] : []);
  return [
    ...party('subject', event.subject),
    ...party('reporter', event.reporter),
    ...(event.affected ?? []).flatMap((subject) => party('affected', subject)),
    ...party('actor', event.actor),
    ...party('unit', event.unit),
    ...(event.about ?? []).flatMap((subject) => party('about', subject)),
  ];
}

/** What one subject's record holds once event `upTo` is on it. */
export function historyIn(entries: readonly HistoryEntry[], subject: string, upTo: number): History {
  const own = entries
    .slice(0, upTo)
    .filter((entry) => entry.parties.some((party) => party.subject === subject))
    .map((entry) => ({
      ...entry,
      roles: [...new Set(entry.parties.flatMap((party) => (party.subject === subject ? [party.role] : [])))],
    }));
  return { subject, asAt: entries[upTo - 1]?.knownOn ?? 0, entries: own };
}
