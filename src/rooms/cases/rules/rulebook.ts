/** The rulebook that cases are bound to, and the one place where their codes meet what this room knows. */
import type { CaseEvent, Move, ProcedureDefinition } from '../../../engines/procedures/types.ts';
import { findVersion, versionFor } from '../../../engines/procedures/version-for.ts';
import { type Role, roles } from '../../access/index.ts';
import { rulebook } from '../procedures/rulebook.ts';
import type { ClosingFacts } from './closing-facts.ts';

export const outsideSchedule3 = 'complaint-outside-schedule-3';
export const insideSchedule3 = 'complaint-schedule-3';

/** Every version of one procedure. */
export const versionsOf = (code: string): readonly ProcedureDefinition[] =>
  rulebook.filter((each) => each.code === code);

/** The version that binds what came in on the day, or null where none that is held here was in force. */
export const versionOn = (code: string, day: string): ProcedureDefinition | null => versionFor(rulebook, code, day);

/** The version that a case is under after these events. Throws RangeError for one that is not held here. */
export function definitionOf(events: readonly CaseEvent[]): ProcedureDefinition {
  const bound = events.findLast((event) => event.kind === 'opened' || event.kind === 'rebound');
  const found =
    bound && (bound.kind === 'opened' || bound.kind === 'rebound')
      ? findVersion(rulebook, bound.procedure, bound.version)
      : null;
  if (!found) throw new RangeError('a case is bound to a version of a procedure that is not held here');
  return found;
}

/** What the case goes on in after this move, where the stage that it leads to says so. */
export const goesOnIn = (definition: ProcedureDefinition, move: Move): string | null =>
  definition.stages.find((stage) => stage.code === move.to)?.goesOnIn ?? null;

/** Whether the move ends the matter, so that words which never close anything are no reasons for it. */
export const isEnding = (definition: ProcedureDefinition, move: Move): boolean =>
  definition.stages.some((stage) => stage.code === move.to && stage.isEnd && !stage.goesOnIn);

const ofCase: ReadonlySet<string> = new Set(['case-owner', 'handler', 'case-investigator']);

/** The role of the house that a role of a definition is held by; null where it is whoever owns the case. */
export function roleOfHouse(code: string): Role | null {
  if (ofCase.has(code)) return null;
  return Object.hasOwn(roles, code) ? (code as Role) : 'head-of-standards';
}

/** Roles of a definition that somebody with these roles of the house holds: the head of standards stands for the authority. */
export const rolesOfDefinition = (held: readonly string[], isOwner: boolean): readonly string[] => [
  ...held,
  ...(held.includes('head-of-standards') || held.includes('chief-officer') ? ['appropriate-authority'] : []),
  ...(isOwner ? ['case-owner', 'handler', 'case-investigator'] : []),
];

/** What whoever makes a move says with it, and no row can show before: asked for on the page of the move. */
export const statable: ReadonlySet<string> = new Set([
  'recording-criterion',
  'withdrawal-in-writing',
  'own-duty-considered',
  'referral-tested',
  'referral-grounds',
  'mode-decision',
  'report-complete',
  'review-answered',
  'direction-followed',
]);

/** What a definition asks of the room before a move, by its codes. */
export function fulfilledIn(facts: ClosingFacts): ReadonlySet<string> {
  const met: readonly (readonly [string, boolean])[] = [
    ['words-kept', facts.hasWords],
    ['owner-named', facts.isNamed],
    ['recording-test-not-met', facts.criteria.length === 0],
    ['recording-criterion', facts.criteria.length > 0],
    ['every-allegation-decided', facts.isEveryAllegationDecided],
    ['pattern-noted', facts.isEveryPatternNoted],
    ['complainant-told', facts.isComplainantTold],
    ['systemic-cause-owned', facts.isEveryCauseOwned],
    ['investigator-appointed', facts.isNamed],
    ['no-indication', !facts.criteria.some((each) => each === 'conduct' || each === 'rights')],
    ['review-body-named', facts.isComplainantTold],
    ['review-time-over', facts.isReviewTimeOver],
    ['review-in-time', !facts.isReviewTimeOver],
  ];
  return new Set(met.flatMap(([code, isMet]) => (isMet ? [code] : [])));
}
