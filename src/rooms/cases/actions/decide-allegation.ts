/**
 * Deciding one allegation: result, evidence, reasons, and where there are earlier matters a note on the pattern. What the
 * decider saw is kept with it, and the record is told in the same commit (CASE-08.1, CASE-08.3, P-18, P-24).
 */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { logOutcome } from '../../duties/index.ts';
import {
  freezePage,
  insertSnapshot,
  isLowLevel,
  type LowLevel,
  recordFinding,
  sourceStates,
  whyNotAReason,
  wordFor,
} from '../../record/index.ts';
import { actionWords, isAction, isResult, results, resultsFor } from '../rules/results.ts';
import { isStandard } from '../rules/standards.ts';
import { insertDecision } from '../store/decisions.ts';
import { at, caseLocked } from './append-event.ts';
import type { CaseFile } from './case-file.ts';
import { type EarlierMatter, earlierMatters } from './earlier-matters.ts';

export interface DecideAllegation {
  readonly case: string;
  readonly allegation: string;
  readonly result: string;
  readonly standard: string;
  readonly actions: readonly string[];
  readonly evidence: string;
  readonly reasons: string;
  /** What shortage or fault of the service played a part: apart from what anybody did. */
  readonly service: string;
  readonly pattern: string;
}

/** `2 incivility, 1 excessive force`. */
function kindsOf(earlier: readonly EarlierMatter[]): string {
  const counts = new Map<string, number>();
  for (const { type } of earlier) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => `${count} ${wordFor(type).toLowerCase()}`).join(', ');
}

/** Whether the decision says all that one must. */
function needWhole(file: CaseFile, given: DecideAllegation, earlier: readonly EarlierMatter[]): void {
  if (!isResult(given.result) || !resultsFor(file.isRecorded).includes(given.result))
    throw at('result', 'Choose what you decide');
  if (!isStandard(given.standard)) throw at('standard', 'Choose which standard it touches, or that it touches none');
  if (given.actions.length === 0 || given.actions.some((action) => !isAction(action)))
    throw at('actions', 'Say what follows, or that nothing does');
  if (given.actions.includes('none') && given.actions.length > 1)
    throw at('actions', 'Either something follows or nothing does');
  if (given.evidence.trim().length < 15) throw at('evidence', 'Say what you looked at and what it shows', 'CASE-08.1');
  const no = whyNotAReason(given.reasons);
  if (no) throw at('reasons', no, 'P-24');
  if (earlier.length > 0 && given.pattern.trim().length < 15)
    throw at(
      'pattern',
      `Earlier matters about them are on the record (${kindsOf(earlier)}). Say what they mean for this one, or why they mean nothing`,
      'CASE-08.3',
    );
}

/** Its owner or the appropriate authority decides, and only while the case is open. */
function needDecider(file: CaseFile, viewer: Viewer): void {
  const isOwner = file.ownership.isNamed && file.ownership.person === viewer.person;
  if (!isOwner && !viewer.roles.includes('head-of-standards'))
    throw at('main', 'Only the owner of the case or the appropriate authority decides', 'CASE-01.2');
  if (file.state.isEnded) throw at('main', 'The case is closed');
}

async function seen(
  tx: Tx,
  viewer: Viewer,
  file: CaseFile,
  about: { readonly person: string | null; readonly earlier: readonly string[]; readonly allegation: string },
): Promise<string> {
  const purpose = `Deciding an allegation of case ${file.opened.reference}`;
  if (about.person) return freezePage(tx, { subject: about.person, viewer, purpose });
  return insertSnapshot(tx, {
    subject: file.opened.id,
    asAt: tx.today,
    purpose,
    content: { allegation: about.allegation, entries: [...about.earlier] },
    sources: await sourceStates(tx),
    rules: [{ procedure: file.definition.code, version: file.definition.version }],
  });
}

/** Days after which it is looked at whether what was settled has held: a rule of this house. */
const followUpDays = 28;

/** What ends at low level goes into the ledger of such outcomes, with its follow-up and, where it is grave, its review (REC-06.1, P-15). */
async function logInLedger(
  tx: Tx,
  viewer: Viewer,
  {
    given,
    allegation,
    person,
    outcome,
  }: {
    readonly given: DecideAllegation;
    readonly allegation: CaseFile['allegations'][number];
    readonly person: string;
    readonly outcome: LowLevel;
  },
): Promise<void> {
  const outcomeOf = {
    person,
    outcome,
    class: allegation.category,
    features: allegation.features,
    happened: { from: allegation.happened_from, to: allegation.happened_to },
    knownOn: tx.today,
    reason: given.reasons,
    action: `${given.actions.map((action) => (isAction(action) ? actionWords[action] : action)).join(', ')}. ${given.evidence.trim()}`,
    followUp: addDays(tx.today, followUpDays),
    concern: allegation.entry,
  };
  // Whoever may decide the allegation was asked for before.
  await logOutcome(tx, viewer, outcomeOf, async () => true);
}

/** Keeps the decision, and the finding on the record. A later decision stands in the place of an earlier one, which stays. */
export async function decideAllegation(tx: Tx, viewer: Viewer, given: DecideAllegation): Promise<string> {
  const file = await caseLocked(tx, viewer, given.case);
  const allegation = file.allegations.find((each) => each.id === given.allegation);
  if (!allegation) throw new Refused(refuse('no-such-allegation', 'There is no such allegation.'));
  needDecider(file, viewer);
  const { person } = allegation.about;
  const all = await earlierMatters(tx, viewer, file, { isDeciding: true });
  const matters = all.find((each) => each.person === person)?.matters ?? [];
  const earlier = matters.map((each) => each.entry);
  needWhole(file, given, matters);
  const snapshot = await seen(tx, viewer, file, { person, earlier, allegation: allegation.id });
  const id = await insertDecision(tx, {
    case_id: given.case,
    allegation: allegation.id,
    result: given.result,
    standard: given.standard,
    actions: given.actions,
    evidence: given.evidence.trim(),
    reasons: given.reasons.trim(),
    service: given.service.trim() || null,
    pattern: given.pattern.trim() || null,
    earlier,
    snapshot,
    replaces: allegation.decision?.id ?? null,
  });
  const { finding, text } = results[given.result as keyof typeof results];
  const wasSo = allegation.decision?.result === given.result;
  if (isLowLevel(finding) && person !== null && !wasSo) {
    await logInLedger(tx, viewer, { given, allegation, person, outcome: finding });
    return id;
  }
  await recordFinding(tx, {
    entry: allegation.entry,
    knownOn: tx.today,
    finding,
    reason: `Case ${file.opened.reference}, allegation ${allegation.ordinal}: ${text.toLowerCase()}. The reasons are in the case.`,
    snapshot,
  });
  return id;
}
