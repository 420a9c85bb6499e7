/** Being away, with somebody who stands in. Never why: that is nobody's business here. */
import { addDays } from '../../../platform/clock.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { clusterOf } from '../../people/index.ts';
import { personByNumber } from '../../record/index.ts';
import { absencesFrom, insertAbsence, isAbove } from '../store/absences.ts';

const mostDays = 366;

export interface RecordAbsence {
  /** Empty for oneself; otherwise the number of somebody in one's line. */
  readonly number: string;
  /** Empty where nobody is named: then it goes up the line. */
  readonly deputy: string;
  readonly from: string;
  readonly to: string;
}

async function whoIsAway(tx: Tx, number: string): Promise<string | Refusal> {
  const actor = tx.act.actor;
  if (!actor) throw new Refused(refuse('sign-in', 'Sign in first.'));
  if (number.trim() === '') return actor;
  const found = await personByNumber(tx, number);
  if (!isRefusal(found) && (found.id === actor || (await isAbove(tx, actor, found.id)))) return found.id;
  return refuse('field:number', 'Nobody in your line has this number');
}

function faultIn({ from, to }: RecordAbsence, today: string): Refusal | null {
  if (from === '') return refuse('field:from', 'Give the first day away');
  if (to === '' || to < from) return refuse('field:to', 'Give the last day away, not before the first');
  if (to < today) return refuse('field:to', 'That is over already');
  if (to > addDays(from, mostDays)) return refuse('field:to', 'A year at most: say it again if it goes on');
  return null;
}

/** Records it. From the first day to the last, what they owe by name is held by whoever stands in. */
export async function recordAbsence(tx: Tx, given: RecordAbsence): Promise<string | Refusal> {
  const person = await whoIsAway(tx, given.number);
  if (isRefusal(person)) return person;
  const fault = faultIn(given, tx.today);
  if (fault) return fault;
  let deputy: string | null = null;
  if (given.deputy.trim() !== '') {
    const named = await personByNumber(tx, given.deputy);
    if (isRefusal(named)) return refuse('field:deputy', named.words);
    if ((await clusterOf(tx, person as string, tx.today)).includes(named.id))
      return refuse('field:deputy', 'Nobody stands in for themselves');
    deputy = named.id;
  }
  const overlaps = (await absencesFrom(tx, given.from)).some(
    (each) => each.person === person && each.absent_from <= given.to,
  );
  if (overlaps)
    return refuse('field:from', 'An absence is recorded for some of these days already: end that one first');
  return insertAbsence(tx, { person: person as string, deputy, from: given.from, to: given.to });
}

/** Somebody is back, or never went: what they owe is theirs from today. */
export async function endAbsence(tx: Tx, id: string): Promise<string | Refusal> {
  const absence = (await absencesFrom(tx, tx.today)).find((each) => each.id === id);
  const actor = tx.act.actor;
  if (!absence || !actor || (absence.person !== actor && !(await isAbove(tx, actor, absence.person))))
    return refuse('field:absence', 'There is no such absence of yours or in your line');
  return insertAbsence(tx, {
    person: absence.person,
    deputy: null,
    from: [absence.absent_from, tx.today].sort().at(-1)!,
    to: absence.absent_to,
    ends: id,
  });
}
