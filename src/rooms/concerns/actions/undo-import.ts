/** Undoing an import from the command line: asked for there, agreed to by somebody who has a name here. */
import { isId } from '../../../platform/ids.ts';
import { keyedIds } from '../../../platform/keyed-ids.ts';
import { isRefusal, type Refusal, refuse } from '../../../platform/refusal.ts';
import { type Ground, inTransaction } from '../../../platform/transaction.ts';
import { may, rolesOf } from '../../access/index.ts';
import { subjectsByIdentifier } from '../../people/index.ts';
import { agreeToUndo, askToUndo, type Undone, undoState } from '../../record/index.ts';

export interface UndoOrder {
  readonly batch: string;
  /** Asks, or where it was asked already, may be left out. */
  readonly reason?: string;
  /** What the second person's sign-in claims: who agrees. Without it the import waits for somebody to agree on its page. */
  readonly second?: string;
}

export type UndoOutcome = ({ readonly undone: true } & Undone) | { readonly undone: false; readonly waitsFor: string };

/** Who agrees, by what their sign-in claims. */
const personOf = (ground: Ground, claim: string): Promise<string | Refusal> =>
  inTransaction(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    const person = (await subjectsByIdentifier(tx, 'sign-in', [claim])).get(claim);
    if (!person || !may('import.undo', await rolesOf(tx, person, tx.today)))
      return refuse('second-person-unfit', `${claim} may not decide this.`, 'P-20');
    return person;
  });

/** Asks for an import to be undone and, with a second person, does it. */
export async function undoImport(ground: Ground, order: UndoOrder): Promise<UndoOutcome | Refusal> {
  if (!isId(order.batch)) return refuse('no-such-import', 'There is no import of this number.');
  const second = order.second === undefined ? null : await personOf(ground, order.second);
  if (isRefusal(second)) return second;
  const asked = await inTransaction(ground, 'clerks', { actor: null, face: 'command' }, async (tx) => {
    const state = await undoState(tx, order.batch);
    return second !== null && state?.asked && !state.done ? null : askToUndo(tx, order.batch, order.reason ?? '');
  });
  if (isRefusal(asked)) return asked;
  if (second === null)
    return { undone: false, waitsFor: `a second person, on the page /imports/${order.batch} or with --second` };
  const done = await inTransaction(ground, 'clerks', { actor: second, face: 'command' }, (tx) =>
    agreeToUndo(tx, order.batch, keyedIds(ground.server.place)),
  );
  return isRefusal(done) ? done : { undone: true, ...done };
}
