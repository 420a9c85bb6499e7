/** Logging a low-level outcome with what follows from it: the manager’s follow-up, and where it is grave or like another, a review of how grave. */
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { checkConflict, clusterOf, linesOf } from '../../people/index.ts';
import { type LoggedOutcome, type LogOutcome, postOutcome } from '../../record/index.ts';
import { insertDuty } from '../store.ts';
import { insertReachable } from './choose-second.ts';

export const followUpKind = 'follow-up:outcome';
export const severityKind = 'review:severity';

/** Roles that may log for anybody they are not tied to; a supervisor logs for their own line only. */
const mayLogForAnybody = ['assessor', 'head-of-standards'];

/** Whether the first stands somewhere above the second in the line of command today. */
export async function isInLineOf(tx: Tx, supervisor: string, person: string): Promise<boolean> {
  let reached = await clusterOf(tx, person, tx.today);
  const seen = new Set(reached);
  for (let depth = 0; depth < 12 && reached.length > 0; depth += 1) {
    const above: string[] = [];
    for (const row of await linesOf(tx, reached)) {
      const stands = (row.valid_from ?? '') <= tx.today && (row.valid_to ?? '9999') >= tx.today;
      if (!reached.includes(row.person) || !stands || seen.has(row.supervisor)) continue;
      if (row.supervisor === supervisor) return true;
      seen.add(row.supervisor);
      above.push(row.supervisor);
    }
    reached = above;
  }
  return false;
}

/** Whether this manager may log an outcome about the person. A no says nothing about whether there is such a person. */
export async function mayLogFor(tx: Tx, viewer: Viewer, person: string): Promise<boolean> {
  if (person === viewer.person) return false;
  if (viewer.roles.includes('supervisor') && (await isInLineOf(tx, viewer.person, person))) return true;
  if (!viewer.roles.some((role) => mayLogForAnybody.includes(role))) return false;
  return (await checkConflict(tx, viewer.person, [person])).length === 0;
}

export interface Followed extends LoggedOutcome {
  readonly followUp: DutyId;
  readonly severity: DutyId | null;
}

/** Logs it and raises the duties (REC-06.1, REC-06.3). A room whose own rules let somebody decide the matter says so by `mayLog`. */
export async function logOutcome(
  tx: Tx,
  viewer: Viewer,
  given: LogOutcome,
  mayLog: typeof mayLogFor = mayLogFor,
): Promise<Followed> {
  if (!(await mayLog(tx, viewer, given.person)))
    throw new Refused(refuse('field:number', 'Nobody in your line has this number'));
  const logged = await postOutcome(tx, given);
  const followUp = await insertDuty(tx, {
    kind: followUpKind,
    title: 'Follow up what was agreed: is it different now?',
    about: given.person,
    entry: logged.outcome,
    visibility: logged.visibility,
    ladder: [
      { person: viewer.person, from: tx.today, due: given.followUp },
      { role: 'head-of-standards', from: addDays(given.followUp, 1), due: addDays(given.followUp, 14) },
    ],
    consequence: 'Left undone, it goes to the head of standards, outside your line.',
    raisedOn: tx.today,
  });
  const severity = logged.review ? await askSeverity(tx, given.person, logged) : null;
  return { ...logged, followUp, severity };
}

/** Somebody outside the line looks at the whole record and says whether it should have ended so. */
const askSeverity = (tx: Tx, person: string, logged: LoggedOutcome): Promise<DutyId> =>
  insertReachable(tx, {
    kind: severityKind,
    title: `Review how grave it is, with the whole record in view. ${logged.review}`,
    about: person,
    entry: logged.outcome,
    visibility: logged.visibility,
    ladder: [
      { role: 'assessor', from: tx.today, due: addDays(tx.today, 10) },
      { role: 'head-of-standards', from: addDays(tx.today, 11), due: addDays(tx.today, 15) },
      { role: 'overseer', from: addDays(tx.today, 16), due: addDays(tx.today, 25) },
    ],
    consequence: 'Left unanswered, it climbs to the head of standards and then to the overseer.',
    raisedOn: tx.today,
  });
