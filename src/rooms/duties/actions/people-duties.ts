/**
 * What is owed because of what happened to people: checks after each event in a career, lines to end between tied people,
 * differences with payroll to put right. Raised in the commit that records the event.
 */
import { addDays } from '../../../platform/clock.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import { type Ground, inTransaction, type Tx } from '../../../platform/transaction.ts';
import {
  addWorkingDays,
  type ControlledTie,
  clusterOf,
  controlledTies,
  lifeEventsOfThisAct,
  type PayrollFile,
  type Reconciliation,
  reconcilePayroll,
} from '../../people/index.ts';
import { type AnswersAbout, arrestsOfThisAct, type LifeChecks } from '../../record/index.ts';
import { standingOf } from '../rules/ladder.ts';
import { checksAfter, type LifeEventName } from '../rules/life-event-checks.ts';
import { answersBetween } from '../store/answers-between.ts';
import { insertAnswer, insertDuty, listOpenDutiesAbout } from '../store.ts';
import { oweTieReviews } from './review-ties.ts';

/** Working days within which a line between two tied people ends. */
const removalDays = 5;
const checkKind = 'check:';
const removalKind = 'people:line-removal';
const eventWords: Readonly<Record<LifeEventName, string>> = {
  join: 'joined',
  move: 'moved',
  promotion: 'was given another rank',
  arrest: 'was arrested',
  exit: 'left',
};

interface Happened {
  readonly person: string;
  readonly event: LifeEventName;
  readonly on: string;
  readonly entry?: string;
  readonly visibility?: string;
}

/** Raises the checks that an event in somebody's career asks for, each with its holder and its day. */
async function oweLifeEventChecks(tx: Tx, happened: Happened): Promise<void> {
  for (const check of checksAfter[happened.event]) {
    const due = addDays(tx.today, check.days);
    await insertDuty(tx, {
      kind: `${checkKind}${happened.event}`,
      title: `${check.name} (${eventWords[happened.event]} on ${happened.on})`,
      about: happened.person,
      entry: happened.entry ?? null,
      visibility: happened.visibility ?? 'guarded',
      owedToRole: 'head-of-standards',
      ladder: [
        { role: check.role, from: tx.today, due },
        ...(check.role === 'head-of-standards'
          ? [{ role: 'overseer', from: addDays(due, 1), due: addDays(due, 5) }]
          : [{ role: 'head-of-standards', from: addDays(due, 1), due: addDays(due, 5) }]),
      ],
      consequence: check.consequence,
      raisedOn: tx.today,
    });
  }
}

async function oweRemoval(tx: Tx, tie: ControlledTie): Promise<void> {
  const due = addWorkingDays(tie.known_on, removalDays);
  await insertDuty(tx, {
    kind: removalKind,
    title: 'End the line of supervision between two people who are tied',
    about: tie.person,
    visibility: 'restricted',
    owedToRole: 'head-of-standards',
    ladder: [
      { role: 'vetting-officer', from: tx.today, due },
      { role: 'head-of-standards', from: addDays(due, 1), due: addWorkingDays(due, 2) },
    ],
    consequence: 'Until it ends, what either decided about the other is open to challenge.',
    raisedOn: tx.today,
  });
}

async function confirmRemoval(tx: Tx, tie: ControlledTie): Promise<void> {
  for (const duty of await listOpenDutiesAbout(tx, [tie.person]))
    if (duty.kind === removalKind)
      await insertAnswer(tx, {
        duty: duty.id,
        outcome: 'line-ended',
        reason: `The line of supervision ended on ${tie.line_to}.`,
      });
}

/** The hook of every commit that changed somebody's record: main.ts puts it into `ground.beforeCommit`. */
export async function owePeopleDuties(tx: Tx): Promise<void> {
  const persons = [...tx.touched].sort();
  for (const event of await lifeEventsOfThisAct(tx, persons)) await oweLifeEventChecks(tx, event);
  for (const arrest of await arrestsOfThisAct(tx, persons))
    await oweLifeEventChecks(tx, {
      person: arrest.subject,
      event: 'arrest',
      on: arrest.known_on,
      entry: arrest.entry,
      visibility: arrest.visibility,
    });
  for (const tie of await controlledTies(tx, persons)) {
    if (tie.just_ended) await confirmRemoval(tx, tie);
    else if (tie.is_new && (tie.line_to === null || tie.line_to >= tx.today)) await oweRemoval(tx, tie);
  }
  // Ties come from a person at a page; a file of many people is looked at by its own checks.
  if (tx.act.actor !== null) await oweTieReviews(tx, persons);
}

/** The checks owed about somebody, and the record that one ran: for the desk of a career, which stands below. */
export const lifeChecks: LifeChecks = {
  open: async (tx, person) => {
    const duties = await listOpenDutiesAbout(tx, await clusterOf(tx, person, tx.today));
    return duties
      .filter((duty) => duty.kind.startsWith(checkKind))
      .map((duty) => ({ id: duty.id, title: duty.title, due: standingOf(duty.ladder, tx.today).firstDue }));
  },
  ran: async (tx, { duty, outcome, reason }) => {
    await insertAnswer(tx, { duty, outcome, reason });
  },
};

/** Answers given about a joined record: for the page on whose record it is. */
export const answersAbout: AnswersAbout = answersBetween;

/** Raises one duty for each role that owns differences. */
export async function oweDifferences(tx: Tx, found: Reconciliation): Promise<void> {
  const owners = [...new Set(found.differences.map((each) => each.owner))].sort();
  for (const role of owners) {
    const count = found.differences.filter((each) => each.owner === role).length;
    const due = addDays(tx.today, 14);
    await insertDuty(tx, {
      kind: 'people:reconciliation',
      title: `Put right ${count} ${count === 1 ? 'difference' : 'differences'} with ${found.file_name}`,
      visibility: 'guarded',
      owedToRole: 'head-of-standards',
      ladder: [
        { role, from: tx.today, due },
        {
          role: role === 'head-of-standards' ? 'overseer' : 'head-of-standards',
          from: addDays(due, 1),
          due: addDays(due, 7),
        },
      ],
      consequence: 'People paid and not known here are people nobody checked.',
      raisedOn: tx.today,
    });
  }
}

/** Compares the register with a payroll or personnel file, keeps every difference, and says who owes putting it right. */
export const reconcilePeople = (ground: Ground, file: PayrollFile): Promise<Reconciliation | Refusal> =>
  inTransaction(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    const found = await reconcilePayroll(tx, file);
    await oweDifferences(tx, found);
    return found;
  });
