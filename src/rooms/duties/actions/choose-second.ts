/** Who is asked to agree: somebody cleared for it who stands outside every line in it, chosen by the house and not by the first decider (P-20, P-21). */
import type { Visibility } from '../../../engines/vocabulary.ts';
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { covertReaders, holdersOf, type Role } from '../../access/index.ts';
import { checkConflict, tiesOf } from '../../people/index.ts';
import { insertOutsideAsk } from '../store/outside.ts';
import { insertDuty, listOpenDuties, type NewDuty, type Rung } from '../store.ts';

/** Roles that may be asked, nearest first, by the class of what they would have to read. */
const askable: Readonly<Record<Exclude<Visibility, 'covert'>, readonly Role[]>> = {
  open: ['assessor', 'head-of-standards', 'overseer'],
  guarded: ['assessor', 'head-of-standards', 'overseer'],
  restricted: ['head-of-standards', 'overseer'],
  sealed: ['custodian', 'guardian'],
};

interface Matter {
  readonly visibility: Visibility;
  readonly covertList?: string | null;
  /** Everybody in it: those it is about, who reported it, who is affected, who saw it. */
  readonly people: readonly string[];
  /** Who may be asked, nearest first, where it is not a matter of reading the class. */
  readonly roles?: readonly Role[];
  /** Who put it, where that is not who is at the keyboard; and who was asked before. */
  readonly asker?: string | null;
  readonly asked?: readonly string[];
}

export const secondPersonKind = 'review:second-reviewer';

async function candidates(tx: Tx, matter: Matter): Promise<string[][]> {
  if (matter.visibility === 'covert') return [matter.covertList ? await covertReaders(tx, matter.covertList) : []];
  const groups: string[][] = [];
  for (const role of matter.roles ?? askable[matter.visibility]) groups.push(await holdersOf(tx, role, tx.today));
  return groups;
}

/** The one with the fewest such questions open, of those without a tie; null where there is nobody. */
async function chooseSecond(tx: Tx, matter: Matter): Promise<string | null> {
  const first = matter.asker ?? tx.act.actor;
  const open = new Map<string, number>();
  for (const duty of await listOpenDuties(tx))
    if (duty.kind === secondPersonKind)
      for (const rung of duty.ladder) if (rung.person) open.set(rung.person, (open.get(rung.person) ?? 0) + 1);
  const concerned = [...matter.people, ...(first ? [first] : [])];
  for (const group of await candidates(tx, matter)) {
    const inOrder = [...group].sort((a, b) => (open.get(a) ?? 0) - (open.get(b) ?? 0) || (a < b ? -1 : 1));
    for (const person of inOrder)
      if (
        person !== first &&
        !matter.asked?.includes(person) &&
        (await checkConflict(tx, person, concerned)).length === 0
      )
        return person;
  }
  return null;
}

/** What somebody outside must be able to read, in words that name nobody. */
const needsFor: Readonly<Record<Visibility, string>> = {
  open: 'anybody who holds a role here and is tied to nobody in it',
  guarded: 'somebody who may read guarded records: an independent investigator or an assessor from another force',
  restricted:
    'somebody who may read restricted records: an independent investigator or a head of standards from another force',
  sealed: 'somebody who may open sealed records: a custodian or guardian from another force',
  covert: 'somebody on the list',
};

/** Puts a duty to the second person whom the house chooses, or where everybody here is tied, to somebody named from outside. */
export async function askSecond(
  tx: Tx,
  matter: Matter,
  duty: Omit<NewDuty, 'ladder' | 'raisedOn'> & { readonly due: string },
): Promise<DutyId> {
  const { due, ...rest } = duty;
  const second = await chooseSecond(tx, matter);
  if (second) return insertDuty(tx, { ...rest, ladder: [{ person: second, from: tx.today, due }], raisedOn: tx.today });
  if (matter.visibility === 'covert')
    throw new Refused(
      refuse(
        'nobody-outside',
        'Nobody else on this list stands outside both lines. A custodian has to add somebody from outside to it.',
        'P-21',
      ),
    );
  if (!(await hasOutsideBody(tx)))
    throw new Refused(
      refuse(
        'nobody-outside',
        'Nobody here stands outside both lines. Have the local policing body given an account here: they name somebody from another force.',
        'P-21',
      ),
    );
  return waitForOutside(tx, { ...rest, ladder: [{ role: outsideBody, from: tx.today, due }], raisedOn: tx.today });
}

/** Whether anybody could be asked to name somebody from outside. */
async function hasOutsideBody(tx: Tx): Promise<boolean> {
  for (const role of [outsideBody, 'overseer']) if ((await holdersOf(tx, role, tx.today)).length > 0) return true;
  return false;
}

const outsideBody: Role = 'local-policing-body';
export const outsideKind = 'outside:name-somebody';
const nameWithinDays = 5;

/** Keeps a duty that nobody here can see, and asks the body outside to name who decides it. */
async function waitForOutside(tx: Tx, duty: NewDuty): Promise<DutyId> {
  const waits = await insertDuty(tx, duty);
  const due = addDays(tx.today, nameWithinDays);
  const asks = await insertDuty(tx, {
    kind: outsideKind,
    title: 'Name somebody from outside: something waits that nobody here may decide',
    visibility: 'open',
    owedToRole: outsideBody,
    ladder: [
      { role: outsideBody, from: tx.today, due },
      { role: 'overseer', from: addDays(due, 1), due: addDays(due, 5) },
    ],
    consequence: 'Until somebody is named, it waits. You name a person and read nothing of it.',
    raisedOn: tx.today,
  });
  await insertOutsideAsk(tx, { duty: asks, waits, needs: needsFor[duty.visibility as Visibility] });
  return waits;
}

/**
 * Raises a duty about somebody that roles owe, past every role whose holders are all tied to them: a rung that nobody can
 * see is no rung. Where none is left it waits for somebody named from outside.
 */
export async function insertReachable(tx: Tx, duty: NewDuty): Promise<DutyId> {
  if (!duty.about || duty.covertList) return insertDuty(tx, duty);
  const tied = new Set((await tiesOf(tx, duty.about, tx.today)).map((tie) => tie.counterpart));
  const kept: Rung[] = [];
  for (const rung of duty.ladder) {
    const holders = rung.role ? await holdersOf(tx, rung.role, tx.today) : [];
    const isReachable = rung.person !== undefined || holders.some((person) => !tied.has(person));
    // A role that nobody holds yet may be filled by the time it is reached; it never comes first.
    if (isReachable || (kept.length > 0 && holders.length === 0)) kept.push(rung);
  }
  const [first] = duty.ladder;
  const [next] = kept;
  if (!first || !next) return (await hasOutsideBody(tx)) ? waitForOutside(tx, duty) : insertDuty(tx, duty);
  // Whoever comes first now has the days that the first had.
  return insertDuty(tx, {
    ...duty,
    ladder: next === first ? kept : [{ ...next, from: first.from, due: first.due }, ...kept.slice(1)],
  });
}
