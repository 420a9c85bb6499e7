/** The tasks of access that come with a case: given after the wall was asked, and taken away when the work stops (CASE-07.1). */
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { endAssignment, insertRead } from '../../access/index.ts';
import { type Conflict, checkConflict } from '../../people/index.ts';
import { assignWithCheck } from '../../record/index.ts';
import { insertTask, tasksOf } from '../store/ownership.ts';
import { type CaseFile, personsIn } from './case-file.ts';

/** Not done because of a tie. A value, so that the line about the attempt is kept. */
export interface Blocked {
  readonly kind: 'blocked';
  readonly words: string;
}
/** What became of an offer or of taking a case. */
export type Owned = { readonly kind: 'done' } | Blocked;
export const done: Owned = { kind: 'done' };

const purposeOf = (file: CaseFile): string => `Case ${file.opened.reference}`;

/** The first day that any allegation is about: whose line or team somebody was in then counts as well. */
const eventDayOf = (file: CaseFile): string | undefined =>
  file.allegations.map((each) => each.happened_from).find((each) => each !== null) ?? undefined;

/** Ties between somebody and anybody in the case, on the day of what is alleged too. */
export const tiesIn = (tx: Tx, file: CaseFile, person: string): Promise<Conflict[]> =>
  checkConflict(tx, person, personsIn(file), eventDayOf(file));

/** Keeps the line about the attempt, and says why. */
export async function blocked(tx: Tx, file: CaseFile, person: string, ties: readonly Conflict[]): Promise<Blocked> {
  await insertRead(tx, {
    event: 'ASSIGNMENT_BLOCKED',
    subject: file.opened.id,
    purpose: purposeOf(file),
    outcome: 'refused',
    detail: { person, ties: ties.map((tie) => tie.why) },
  });
  return {
    kind: 'blocked',
    words: `Not given: ${[...new Set(ties.map((tie) => tie.why))].join(', ')}. Choose somebody without a tie to anybody in it.`,
  };
}

/** The case and the records of those it is about, for as long as the work is theirs. */
export async function giveTasks(tx: Tx, file: CaseFile, person: string): Promise<void> {
  const subjects = file.parties.flatMap((party) => (party.role === 'subject' && party.person ? [party.person] : []));
  const eventDay = eventDayOf(file);
  for (const subject of [file.opened.id, ...new Set(subjects)]) {
    const given = await assignWithCheck(tx, {
      person,
      subject,
      purpose: purposeOf(file),
      parties: personsIn(file),
      ...(eventDay ? { eventDay } : {}),
    });
    if (given.kind === 'blocked') throw new Refused(refuse('field:main', given.words, 'CASE-07.1'));
    await insertTask(tx, {
      case_id: file.opened.id,
      person,
      subject,
      assignment: given.assignment,
      role: 'owner',
      ends: null,
    });
  }
}

/** Takes away what the case gave somebody to open. */
export async function endTasks(tx: Tx, file: CaseFile, person?: string): Promise<void> {
  for (const task of await tasksOf(tx, file.opened.id)) {
    if (person !== undefined && task.person !== person) continue;
    await endAssignment(tx, {
      id: task.assignment,
      person: task.person,
      subject: task.subject,
      purpose: purposeOf(file),
    });
    await insertTask(tx, {
      case_id: task.case_id,
      person: task.person,
      subject: task.subject,
      assignment: task.assignment,
      role: task.role,
      ends: task.id,
    });
  }
}
