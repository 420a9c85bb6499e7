/**
 * What is owed because of a case. Every clock of the procedure that runs is a duty of the duties room, with the owner and the
 * consequence that the definition gives; what the rows say is done is answered, and a changed day replaces the duty.
 */
import type { ClockPeriod, ClockState } from '../../../engines/procedures/types.ts';
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { findDuty, insertAnswer, insertDuty, listAnswers, type Rung } from '../../duties/index.ts';
import { roleOfHouse } from '../rules/rulebook.ts';
import { insertOwed, type OwedRow } from '../store/owed.ts';
import { type CaseFile, readCase } from './case-file.ts';

const climbDays = 5;

interface Holder {
  readonly person?: string;
  readonly role?: string;
}

/** Owner, then whoever it climbs to, then outside the chain: silence never ends with the one who is silent (P-22). */
function ladderFor(tx: Tx, owner: Holder, due: string, climbsTo: string): Rung[] {
  const from = due < tx.today ? due : tx.today;
  const rungs: Rung[] = [{ ...owner, from, due }];
  let last = due;
  for (const role of new Set([climbsTo, 'head-of-standards', 'overseer'])) {
    if (owner.role === role) continue;
    rungs.push({ role, from: addDays(last, 1), due: addDays(last, climbDays) });
    last = addDays(last, climbDays);
  }
  return rungs;
}

/** Who holds what the case's own people owe: its owner, or before there is one whoever holds it. */
const holderOf = (file: CaseFile): Holder =>
  file.ownership.person ? { person: file.ownership.person } : { role: file.ownership.role ?? 'head-of-standards' };

const holderFor = (file: CaseFile, code: string): Holder => {
  const role = roleOfHouse(code);
  return role === null ? holderOf(file) : { role };
};

interface Raise {
  readonly id: string;
  readonly code: string;
  readonly turn: number;
  readonly title: string;
  readonly visibility: string;
  readonly ladder: readonly Rung[];
  readonly consequence: string;
  readonly due: string;
  readonly replaces?: string;
}

async function raise(tx: Tx, given: Raise): Promise<void> {
  const duty = await insertDuty(tx, {
    kind: `case:${given.code}`,
    title: given.title,
    about: given.id,
    visibility: given.visibility,
    ladder: given.ladder,
    consequence: given.consequence,
    raisedOn: tx.today,
    replaces: given.replaces ?? null,
  });
  await insertOwed(tx, { case_id: given.id, code: given.code, turn: given.turn, duty, due: given.due });
}

/** Somebody whom nobody can name yet is to be identified by a day (SPEAK-02.5). */
export const oweIdentifying = (
  tx: Tx,
  given: {
    readonly id: string;
    readonly turn: number;
    readonly visibility: string;
    readonly due: string;
    readonly holder: string | null;
  },
): Promise<void> => {
  const holder: Holder = given.holder ? { person: given.holder } : { role: 'head-of-standards' };
  return raise(tx, {
    id: given.id,
    code: 'identify-subject',
    turn: given.turn,
    title: 'Find out who the officer is',
    visibility: given.visibility,
    ladder: ladderFor(tx, holder, given.due, 'head-of-standards'),
    consequence: 'Left undone, it goes to the head of standards: an allegation about nobody is weighed by nobody.',
    due: given.due,
  });
};

/** An offer is answered within five days; until then the sender owns the case. */
export const oweAnsweringOffer = (
  tx: Tx,
  given: { readonly id: string; readonly turn: number; readonly visibility: string; readonly receiver: string },
): Promise<void> => {
  const due = addDays(tx.today, climbDays);
  return raise(tx, {
    id: given.id,
    code: 'handover-accept',
    turn: given.turn,
    title: 'Accept a case that is offered to you, or send it back with a reason',
    visibility: given.visibility,
    ladder: ladderFor(tx, { person: given.receiver }, due, 'head-of-standards'),
    consequence: 'Until you accept, the sender owns it. A send-back is counted with its reason.',
    due,
  });
};

/** A case that changes hands a second time is somebody's question (CASE-01.6). */
export const oweLookingAtChanges = (
  tx: Tx,
  given: { readonly id: string; readonly changes: number; readonly visibility: string },
): Promise<void> => {
  const due = addDays(tx.today, 2);
  return raise(tx, {
    id: given.id,
    code: 'owner-changed-again',
    turn: given.changes,
    title: `Ask why a case has changed hands ${given.changes === 2 ? 'twice' : `${given.changes} times`}`,
    visibility: given.visibility,
    ladder: ladderFor(tx, { role: 'head-of-standards' }, due, 'head-of-standards'),
    consequence: 'Left unanswered, it goes to the overseer.',
    due,
  });
};

/** Whoever owned it has turned out to be tied to somebody in it: the work goes to somebody else. */
export const oweReallocating = (
  tx: Tx,
  given: { readonly id: string; readonly turn: number; readonly visibility: string },
): Promise<void> => {
  const due = addDays(tx.today, 1);
  return raise(tx, {
    id: given.id,
    code: 'reallocate',
    turn: given.turn,
    title: 'Give a case to somebody without a tie: its owner turned out to have one',
    visibility: given.visibility,
    ladder: ladderFor(tx, { role: 'head-of-standards' }, due, 'head-of-standards'),
    consequence: 'Until then nobody works on it. It goes to the overseer.',
    due,
  });
};

/** Answers what is owed under a code, if it is open. */
export async function settle(
  tx: Tx,
  owed: readonly OwedRow[],
  what: { readonly code: string; readonly turn?: number; readonly outcome: string; readonly reason: string },
): Promise<void> {
  for (const row of owed) {
    if (row.code !== what.code || (what.turn !== undefined && row.turn !== what.turn)) continue;
    if ((await listAnswers(tx, [row.duty])).length > 0) continue;
    await insertAnswer(tx, { duty: row.duty, outcome: what.outcome, reason: what.reason });
  }
}

const codeOf = (clock: ClockState): string => (clock.run === 1 ? clock.code : `${clock.code}/${clock.run}`);

async function oweOpen(tx: Tx, file: CaseFile, clock: ClockState, period: ClockPeriod): Promise<void> {
  const code = codeOf(clock);
  const before = file.owed.find((row) => row.code === code && row.turn === period.ordinal);
  const holder = holderFor(file, clock.owner);
  const standing = before ? await findDuty(tx, before.duty) : null;
  const [first] = standing?.raised_ladder ?? [];
  if (before && first && before.due === period.due && first.person === holder.person && first.role === holder.role)
    return;
  await raise(tx, {
    id: file.opened.id,
    code,
    turn: period.ordinal,
    title: clock.name,
    visibility: file.opened.visibility,
    ladder: ladderFor(tx, holder, period.due, roleOfHouse(clock.definition.late.climbsTo) ?? 'head-of-standards'),
    consequence: clock.definition.late.consequence,
    due: period.due,
    ...(before ? { replaces: before.duty } : {}),
  });
}

/** Brings the duties of a case to what its rows say today. Asked after everything that is done in it. */
export async function oweClocks(tx: Tx, id: string): Promise<void> {
  const file = await readCase(tx, id);
  if (!file) throw new Error('a case was changed that whoever changed it may not see');
  for (const clock of file.state.clocks) {
    // A time that the complainant has to ask in is nobody's duty here.
    if (!clock.isOn || clock.definition.isRight) continue;
    for (const period of clock.periods) {
      if (period.doneOn === null && period.endedOn === null) {
        await oweOpen(tx, file, clock, period);
        continue;
      }
      const late = period.overdueDays > 0 ? `, ${period.overdueDays} days late` : '';
      await settle(tx, file.owed, {
        code: codeOf(clock),
        turn: period.ordinal,
        outcome: period.doneOn ? 'done' : 'fell away',
        reason: period.doneOn
          ? `Done on ${period.doneOn}${late}.`
          : `Nothing is owed any more since ${period.endedOn}.`,
      });
    }
  }
}
