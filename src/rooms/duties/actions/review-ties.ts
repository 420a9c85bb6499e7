/**
 * Ties as a weapon: somebody could declare ties to wall off whoever would read their record. The wall stands at once, as it
 * must; somebody outside looks at it, is told how many readers it stopped, and where no assessor is left, who does the work
 * is asked outside. Raised in the commit that declares them.
 */
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { whyLookAtTies } from '../rules/tie-alarms.ts';
import { tieAlarm } from '../store/outside.ts';
import { insertReachable } from './choose-second.ts';

const tieReviewKind = 'review:ties';
const noAssessorKind = 'review:no-assessor';

/** Raises what follows from ties declared in this act by any of the persons. */
export async function oweTieReviews(tx: Tx, persons: readonly string[]): Promise<void> {
  for (const person of persons) {
    const alarm = await tieAlarm(tx, person);
    if (alarm.declared_now === 0) continue;
    const why = whyLookAtTies(alarm);
    const walled = `${alarm.readers_walled} of ${alarm.readers} who could read the record are walled from it.`;
    if (why)
      await insertReachable(tx, {
        kind: tieReviewKind,
        title: `Look at ties that somebody declared. ${why} ${walled}`,
        about: person,
        visibility: 'restricted',
        owedToRole: 'overseer',
        ladder: climbing(tx.today, ['vetting-officer', 'head-of-standards', 'overseer']),
        consequence: 'The wall stands meanwhile. Left undone, it climbs out of the chain of command.',
        raisedOn: tx.today,
      });
    if (alarm.assessors_left === 0 && alarm.asked_already === 0)
      await insertReachable(tx, {
        kind: noAssessorKind,
        title: `No assessor is left who is not tied to somebody. Say who does the work. ${walled}`,
        about: person,
        visibility: 'restricted',
        owedToRole: 'overseer',
        ladder: climbing(tx.today, ['overseer']),
        consequence: 'Until somebody from outside is given the work, nobody can do it.',
        raisedOn: tx.today,
      });
  }
}

const eachHasDays = 7;
function climbing(today: string, roles: readonly string[]) {
  return roles.map((role, index) => ({
    role,
    from: addDays(today, index * (eachHasDays + 1)),
    due: addDays(today, index * (eachHasDays + 1) + eachHasDays),
  }));
}
