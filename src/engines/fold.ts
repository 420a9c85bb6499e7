/**
 * Folds stored entries into a history: amendments known by the day change how the entries they act on read, in the
 * order in which they became known. Pure; the same for one person live and for everyone in a sweep.
 */
import type { AppliedAmendment, Day, History, HistoryEntry, Party } from './history.ts';
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
import { isMatterType } from './vocabulary.ts';

/** An entry as stored, dates as days. `placed` are parties found later through the tray, with the day that was known. */
export interface StoredEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly source: Source;
  readonly type: MatterType | StepType;
  readonly step: Step | null;
  readonly matter: string | null;
  readonly happenedFrom: Day | null;
  readonly happenedTo: Day | null;
  readonly datesMadeUp: boolean;
  readonly knownOn: Day;
  readonly recordedAt: number;
  readonly ordinal: number;
  readonly basis: Basis;
  readonly finding: Finding;
  readonly findingNeverKnown: boolean;
  readonly visibility: Visibility;
  readonly parties: readonly Party[];
  readonly actsOn: readonly string[];
  readonly features: readonly Feature[];
  readonly missing: readonly Missing[];
  readonly values: Readonly<Record<string, number>>;
  readonly label: { readonly said: string; readonly given: string } | null;
  readonly declares: readonly string[] | null;
  readonly unit: string | null;
  /** Of a correction: the fields it sets right. */
  readonly corrects: {
    readonly features?: readonly Feature[];
    readonly missing?: readonly Missing[];
    readonly values?: Readonly<Record<string, number>>;
    readonly happenedFrom?: Day | null;
    readonly happenedTo?: Day | null;
    readonly matter?: string | null;
    readonly unit?: string | null;
    /** What its source says of the row itself: held again, held no more, or stated anew as another entry. */
    readonly atSource?: 'held' | 'gone' | 'restated';
  } | null;
}

/** Which day's knowledge: what was known on `asAt`; with `recordedBy`, only what this system had written by then (ms). */
export interface AsAt {
  readonly asAt: Day;
  readonly recordedBy?: number;
}

const none: readonly never[] = [];

function amendmentStep(entry: StoredEntry): AppliedAmendment['step'] {
  if (entry.step === 'relabel') return 'relabel';
  if (entry.step === 'correct') return 'correction';
  return entry.type === 'withdrawal' || entry.step === 'withdraw' ? 'withdrawal' : 'finding';
}

type Draft = { -readonly [Key in keyof HistoryEntry]: HistoryEntry[Key] };

function rolesOf(parties: readonly Party[], cluster: ReadonlySet<string>): PartyRole[] {
  const roles: PartyRole[] = [];
  for (const party of parties) if (cluster.has(party.subject) && !roles.includes(party.role)) roles.push(party.role);
  return roles;
}

function draftOf(entry: StoredEntry, cluster: ReadonlySet<string>): Draft {
  return {
    id: entry.id,
    kind: entry.kind,
    source: entry.source,
    type: entry.type,
    step: entry.step,
    happenedFrom: entry.happenedFrom,
    happenedTo: entry.happenedTo,
    datesMadeUp: entry.datesMadeUp,
    knownOn: entry.knownOn,
    recordedAt: entry.recordedAt,
    ordinal: entry.ordinal,
    basis: entry.basis,
    finding: entry.finding,
    findingOn: entry.findingNeverKnown || entry.finding === 'none' ? null : entry.knownOn,
    matter: entry.matter,
    actsOn: entry.actsOn,
    parties: entry.parties,
    roles: rolesOf(entry.parties, cluster),
    features: entry.features,
    missing: entry.missing,
    values: entry.values,
    label: entry.label,
    declares: entry.declares,
    unit: entry.unit,
    visibility: entry.visibility,
    amendedBy: none,
  };
}

/** Findings that a withdrawal may replace: nothing had been decided. */
const undecided: ReadonlySet<Finding> = new Set(['none', 'open', 'not-recorded', 'withdrawn']);

/** A row that its source no longer holds is still what it was: the mark says so, and nothing else moves. */
const sourceWords: Readonly<Record<'held' | 'gone' | 'restated', readonly [string, string]>> = {
  held: ['not held by its source', 'held by its source again'],
  gone: ['held by its source', 'no longer held by its source'],
  restated: ['as its source first stated it', 'stated anew by its source, as another entry'],
};

/** Whether the source of an entry still holds it, as the amendments folded in say. */
export function standsAtSource(entry: Pick<HistoryEntry, 'amendedBy'>): 'held' | 'gone' | 'restated' {
  const last = entry.amendedBy.findLast((each) => Object.values(sourceWords).some(([, after]) => after === each.after));
  if (last?.after === sourceWords.gone[1]) return 'gone';
  return last?.after === sourceWords.restated[1] ? 'restated' : 'held';
}

function setRight(target: Draft, corrects: NonNullable<StoredEntry['corrects']>): void {
  if (corrects.features) target.features = corrects.features;
  if (corrects.missing) target.missing = corrects.missing;
  if (corrects.values) target.values = corrects.values;
  if (corrects.happenedFrom !== undefined) target.happenedFrom = corrects.happenedFrom;
  if (corrects.happenedTo !== undefined) target.happenedTo = corrects.happenedTo;
  if (corrects.matter !== undefined) target.matter = corrects.matter;
  if (corrects.unit !== undefined) target.unit = corrects.unit;
}

function apply(target: Draft, amendment: StoredEntry): void {
  const step = amendmentStep(amendment);
  const note = (before: string, after: string) => {
    target.amendedBy = [...target.amendedBy, { entry: amendment.id, step, knownOn: amendment.knownOn, before, after }];
  };
  if (step === 'relabel' && amendment.label) {
    note(target.type, amendment.label.given);
    // A word outside the list does not make a matter milder in the sums: the page shows it, the rules keep the first type.
    if (isMatterType(amendment.label.given)) target.type = amendment.label.given;
  } else if (step === 'correction') {
    const { corrects } = amendment;
    const [was, is] = corrects?.atSource ? sourceWords[corrects.atSource] : ['as first recorded', 'corrected'];
    note(was, is);
    if (corrects) setRight(target, corrects);
  } else if (step === 'withdrawal' && !undecided.has(target.finding)) {
    // It is on the page; a result that stands, an elimination above all, is not undone by it.
    note(target.finding, target.finding);
  } else {
    note(target.finding, amendment.finding);
    target.finding = amendment.finding;
    target.findingOn = amendment.knownOn;
  }
}

const inOrder = (entries: readonly StoredEntry[]): boolean => {
  for (let i = 1; i < entries.length; i += 1) if (order(entries[i - 1]!, entries[i]!) > 0) return false;
  return true;
};

const order = (a: StoredEntry, b: StoredEntry): number =>
  a.knownOn - b.knownOn ||
  a.recordedAt - b.recordedAt ||
  a.ordinal - b.ordinal ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/**
 * The history of one subject. `stored` holds every entry in which the subject plays a part, amendments among them;
 * `cluster` the ids that are this subject as known on the day (itself alone for anything that is not a person).
 */
export function foldHistory(
  subject: string,
  stored: readonly StoredEntry[],
  cluster: ReadonlySet<string>,
  when: AsAt,
): History {
  const sorted = inOrder(stored) ? stored : [...stored].sort(order);
  const drafts: Draft[] = [];
  let byId: Map<string, Draft> | null = null;
  let amendments = 0;
  for (const entry of sorted) {
    if (entry.knownOn > when.asAt || (when.recordedBy !== undefined && entry.recordedAt > when.recordedBy)) continue;
    if (entry.kind === 'amendment') amendments += 1;
    else drafts.push(draftOf(entry, cluster));
  }
  if (amendments > 0) {
    byId = new Map(drafts.map((draft) => [draft.id, draft]));
    for (const entry of sorted) {
      if (
        entry.kind !== 'amendment' ||
        entry.knownOn > when.asAt ||
        (when.recordedBy !== undefined && entry.recordedAt > when.recordedBy)
      )
        continue;
      for (const id of entry.actsOn) {
        const target = byId.get(id);
        if (target) apply(target, entry);
      }
    }
  }
  return { subject, asAt: when.asAt, entries: drafts };
}
