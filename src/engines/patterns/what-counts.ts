/**
 * Which entries can be, or can open, a matter about the subject. A training record, a posting or a head count is no
 * conduct; an arrest is, even where no report of it was ever made.
 */
import type { HistoryEntry } from '../history.ts';
import { matterTypes, type Source, type StepType } from '../vocabulary.ts';

/** The part an entry can play in the sum. */
export type Standing =
  /** Somebody is said to have done something. */
  | 'conduct'
  /** A coercive step that presupposes an allegation: arrest, charge, conviction. */
  | 'crime'
  /** A dispute or notice raised about the subject by someone else: grievance, tribunal claim, referral. */
  | 'claim'
  /** A stage of something: severity, decision, leaving. Opens a matter only where the matter itself was never seen. */
  | 'stage'
  /** A review that finds that a group of records repeats. */
  | 'review'
  /** Says that something came before and was not passed on. Shown beside the matters, never one of them. */
  | 'cloud';

const byType = new Map<string, Standing>(Object.keys(matterTypes).map((type) => [type, 'conduct']));
const steps: readonly (readonly [StepType, Standing])[] = [
  ['arrest', 'crime'],
  ['charge', 'crime'],
  ['court-result', 'crime'],
  ['grievance-step', 'claim'],
  ['tribunal-step', 'claim'],
  ['referral-step', 'claim'],
  ['severity-step', 'stage'],
  ['decision-step', 'stage'],
  ['exit-step', 'stage'],
  ['inspection-finding', 'review'],
  ['posting-step', 'cloud'],
];
for (const [type, standing] of steps) byType.set(type, standing);

/** Sources in which a decision or a severity step about someone can only be about conduct. */
const conductSources: ReadonlySet<Source> = new Set<Source>([
  'conduct-system',
  'independent-investigator',
  'public-complaint',
  'internal-report',
  'anonymous-report',
  'crime-report',
  'non-crime-incident',
  'other-force-record',
  'other-force-referral',
  'partner-referral',
  'court',
]);

/** What the entry can be in this sum, by its type alone; undefined for everything that is no conduct and no stage of it. */
export const standingOf = (entry: HistoryEntry): Standing | undefined =>
  entry.kind === 'matter' || entry.kind === 'step' ? byType.get(entry.type) : undefined;

/**
 * True where the entry is about what the subject did. A person who is also the one harmed is not the one who did it;
 * a unit answers for the things that it keeps, not (here) for what each of its people did: that is a cluster.
 */
export function isAboutSubject(entry: HistoryEntry): boolean {
  const roles = entry.roles;
  if (roles.length === 1 && roles[0] === 'subject') return true;
  if (roles.includes('subject')) return !roles.includes('affected');
  return roles.includes('unit') && (entry.source === 'property-store' || entry.step === 'lose');
}

/** True where the entry may open a matter though no allegation stands on the record. */
export function mayOpen(entry: HistoryEntry, standing: Standing): boolean {
  if (standing === 'conduct') return true;
  if (entry.finding === 'granted' || entry.finding === 'refused') return false;
  if (standing === 'crime') return entry.type !== 'court-result' || isConviction(entry);
  if (standing === 'claim') return mayClaim(entry);
  if (standing === 'stage') {
    return entry.type === 'exit-step' ? leftBeforeResult(entry) : conductSources.has(entry.source);
  }
  return false;
}

const isConviction = (entry: HistoryEntry): boolean =>
  entry.finding === 'convicted' || entry.finding === 'charged' || entry.step === 'convict' || entry.step === 'charge';

const leftBeforeResult = (entry: HistoryEntry): boolean =>
  entry.matter !== null && (entry.finding === 'resigned' || entry.finding === 'retired' || entry.finding === 'barred');

/** A grievance counts against the one it names, never against the one who raised it; a referral must tell of conduct. */
function mayClaim(entry: HistoryEntry): boolean {
  if (entry.roles.includes('reporter')) return false;
  if (entry.type === 'referral-step') {
    const opens =
      entry.step === 'send' || entry.step === 'raise' || entry.step === 'receive' || entry.step === 'record';
    const fromForce = entry.source === 'other-force-referral' || entry.source === 'other-force-record';
    return opens && fromForce && !asksForHelp(entry);
  }
  return entry.step === 'raise' && entry.parties.some((party) => party.role === 'reporter');
}

const asksForHelp = (entry: HistoryEntry): boolean =>
  entry.features.includes('child') ||
  entry.features.includes('vulnerable') ||
  entry.features.includes('victim-of-crime');

/** A move that brings someone without the record of what came before. */
export const arrivesWithoutRecord = (entry: HistoryEntry): boolean =>
  entry.type === 'posting-step' && entry.missing.includes('record');

/** A review of a group of records which says that they repeat and that their history was not weighed. */
export const findsRepetition = (entry: HistoryEntry): boolean =>
  entry.features.includes('repeat-of-earlier') && entry.missing.includes('history-check');

const units: ReadonlySet<string> = new Set([
  'calls',
  'reports',
  'complaints',
  'incidents',
  'investigations',
  'occasions',
  'offences',
  'matters',
]);
const qualifiers: ReadonlySet<string> = new Set([
  'related',
  'earlier',
  'repeat',
  'repeated',
  'separate',
  'similar',
  'linked',
  'at',
  'least',
  'more',
  'than',
  'over',
  'or',
  'total',
  'number',
  'of',
]);

/** Names already read, since sources use few. A name is several matters when it is only a unit of matters and qualifiers. */
const namesRead = new Map<string, boolean>();

function namesMatters(name: string): boolean {
  const known = namesRead.get(name);
  if (known !== undefined) return known;
  const words = name.split('_');
  const answer =
    words.some((word) => units.has(word)) && words.every((word) => units.has(word) || qualifiers.has(word));
  if (namesRead.size < 10_000) namesRead.set(name, answer);
  return answer;
}

/** True where the numbers of one entry say that it stands for two or more calls, reports, incidents or the like. */
export function statesSeveral(values: HistoryEntry['values']): boolean {
  for (const name in values) {
    if ((values[name] ?? 0) >= 2 && namesMatters(name)) return true;
  }
  return false;
}
