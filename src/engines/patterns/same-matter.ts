/**
 * Is a later entry a further stage of an earlier matter, or a matter of its own?
 *
 * `actsOn` says both: a report made fully the second time, a case opened on a complaint, but also a repeat. What tells
 * them apart is who acts (the subject, again, or someone reporting), whether the kind of conduct is the same, and the
 * features that compare with earlier events (repeat-of-earlier, same-victim, similar-manner). Order never decides.
 */
import type { HistoryEntry } from '../history.ts';
import type { PartyRole, Source, Step } from '../vocabulary.ts';

/** Verbs by which something said to have happened is told or written down. */
const tellingVerbs: ReadonlySet<Step> = new Set<Step>([
  'raise',
  'receive',
  'send',
  'record',
  'ask',
  'object',
  'chase',
  'find-again',
]);

/** Verbs of a procedure. They move a matter on and add none. */
const procedureVerbs: ReadonlySet<Step> = new Set<Step>([
  'start',
  'extend',
  'close',
  'lapse',
  'grant',
  'withdraw',
  'place',
  'lift',
  'review',
  'hand-over',
  'accept',
  'question',
  'assess',
  'downgrade',
  'send-back',
  'relabel',
  'decide',
  'notify',
  'answer',
  'charge',
  'convict',
  'correct',
  'preserve',
  'complete',
  'recommend',
]);

/** Places where a matter goes on, as against those where one arrives. */
const procedureSources: ReadonlySet<Source> = new Set<Source>([
  'conduct-system',
  'independent-investigator',
  'court',
  'tribunal',
]);

/** Conduct that answers an earlier matter. Never a stage of the matter that it answers. */
const answeringTypes: ReadonlySet<string> = new Set(['retaliation', 'breach-of-confidence']);

/** Conduct that grows round a matter: another kind of it is another matter. */
const followingTypes: ReadonlySet<string> = new Set([
  'retaliation',
  'breach-of-confidence',
  'dishonesty',
  'evidence-mishandling',
  'mishandled-report',
  'failure-to-report',
  'failure-of-supervision',
  'conflict-of-interest',
  'misuse-of-systems',
]);

const opensOrCarries: ReadonlySet<string> = new Set([
  'arrest',
  'charge',
  'referral-step',
  'grievance-step',
  'tribunal-step',
  'severity-step',
]);

const isTelling = (entry: HistoryEntry): boolean => entry.step === null || tellingVerbs.has(entry.step);
const isProcedure = (entry: HistoryEntry): boolean => entry.step !== null && procedureVerbs.has(entry.step);

/** The subject is the one who takes the step: the entry is the act itself, not word of it. */
const isOwnAct = (entry: HistoryEntry): boolean => entry.roles.includes('actor') && !isProcedure(entry);

const comparesWithEarlier = (entry: HistoryEntry): boolean =>
  entry.features.includes('same-victim') ||
  entry.features.includes('same-people') ||
  entry.features.includes('similar-manner');

/** True where both name someone in the role and they share nobody. */
export function namesOthers(a: HistoryEntry, b: HistoryEntry, role: PartyRole): boolean {
  let named = false;
  for (const party of b.parties) {
    if (party.role !== role) continue;
    named = true;
    if (a.parties.some((other) => other.role === role && other.subject === party.subject)) return false;
  }
  return named && a.parties.some((party) => party.role === role);
}

/** True only where both days are real and no reading of them lets the two fall together. */
export function certainlyApart(a: HistoryEntry, b: HistoryEntry): boolean {
  if (a.datesMadeUp || b.datesMadeUp) return false;
  if (a.happenedFrom === null || a.happenedTo === null || b.happenedFrom === null || b.happenedTo === null)
    return false;
  return a.happenedFrom > b.happenedTo || b.happenedFrom > a.happenedTo;
}

/** Conduct that says it acts on an earlier entry about the same subject: is it the same matter? */
export function continues(later: HistoryEntry, earlier: HistoryEntry, earlierIsConduct: boolean): boolean {
  if (later.features.includes('repeat-of-earlier') || isOwnAct(later)) return false;
  if (answeringTypes.has(later.type) && later.type !== earlier.type) return false;
  if (isProcedure(later)) return true;
  if (!earlierIsConduct)
    return isTelling(later) && opensOrCarries.has(earlier.type) && !namesOthers(later, earlier, 'affected');
  const sameType = later.type === earlier.type;
  if (procedureSources.has(later.source)) return sameType || !followingTypes.has(later.type);
  if (later.matter !== null && earlier.matter !== null && later.matter !== earlier.matter) return false;
  if (comparesWithEarlier(later) || namesOthers(later, earlier, 'affected')) return false;
  if (!isTelling(later)) return sameType && later.step === earlier.step && !certainlyApart(later, earlier);
  return sameType || (!isTelling(earlier) && !namesReporter(earlier));
}

const namesReporter = (entry: HistoryEntry): boolean => entry.parties.some((party) => party.role === 'reporter');

/** Two entries that a source puts under one number: one matter, unless they plainly tell of two. */
export function sharesNumber(entry: HistoryEntry, anchor: HistoryEntry): boolean {
  if (entry.features.includes('repeat-of-earlier')) return false;
  if (answeringTypes.has(entry.type) && entry.type !== anchor.type && entry.knownOn > anchor.knownOn) return false;
  if (!certainlyApart(entry, anchor)) return true;
  return !namesOthers(entry, anchor, 'reporter') && !namesOthers(entry, anchor, 'affected');
}

/** A coercive step that says it acts on an earlier entry about the same subject. */
export const carriesOn = (later: HistoryEntry, earlier: HistoryEntry): boolean =>
  !later.features.includes('repeat-of-earlier') && !namesOthers(later, earlier, 'affected');
