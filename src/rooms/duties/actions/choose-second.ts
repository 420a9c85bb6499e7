/** Who is asked to agree: somebody cleared for it who stands outside every line in it, chosen by the house and not by the first decider (P-20, P-21). */
import type { Visibility } from '../../../engines/vocabulary.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { covertReaders, holdersOf, type Role } from '../../access/index.ts';
import { checkConflict } from '../../people/index.ts';
import { listOpenDuties } from '../store.ts';

/** Roles that may be asked, nearest first, by the class of what they would have to read. */
const askable: Readonly<Record<Exclude<Visibility, 'covert'>, readonly Role[]>> = {
  open: ['assessor', 'head-of-standards', 'overseer'],
  guarded: ['assessor', 'head-of-standards', 'overseer'],
  restricted: ['head-of-standards', 'overseer'],
  sealed: ['custodian', 'guardian'],
};

export interface Matter {
  readonly visibility: Visibility;
  readonly covertList?: string | null;
  /** Everybody in it: those it is about, who reported it, who is affected, who saw it. */
  readonly people: readonly string[];
  /** Who may be asked, nearest first, where it is not a matter of reading the class. */
  readonly roles?: readonly Role[];
}

export const secondPersonKind = 'review:second-reviewer';

async function candidates(tx: Tx, matter: Matter): Promise<string[][]> {
  if (matter.visibility === 'covert') return [matter.covertList ? await covertReaders(tx, matter.covertList) : []];
  const groups: string[][] = [];
  for (const role of matter.roles ?? askable[matter.visibility]) groups.push(await holdersOf(tx, role, tx.today));
  return groups;
}

/** The one with the fewest such questions open, of those without a tie. Refuses where there is nobody. */
export async function chooseSecond(tx: Tx, matter: Matter): Promise<string> {
  const first = tx.act.actor;
  const open = new Map<string, number>();
  for (const duty of await listOpenDuties(tx))
    if (duty.kind === secondPersonKind)
      for (const rung of duty.ladder) if (rung.person) open.set(rung.person, (open.get(rung.person) ?? 0) + 1);
  const concerned = [...matter.people, ...(first ? [first] : [])];
  for (const group of await candidates(tx, matter)) {
    const inOrder = [...group].sort((a, b) => (open.get(a) ?? 0) - (open.get(b) ?? 0) || (a < b ? -1 : 1));
    for (const person of inOrder)
      if (person !== first && (await checkConflict(tx, person, concerned)).length === 0) return person;
  }
  throw new Refused(
    refuse(
      'nobody-outside',
      'Nobody here stands outside both lines and may decide this. Ask the overseer to name somebody.',
      'P-21',
    ),
  );
}
