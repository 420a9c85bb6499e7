/** What allowed it, beyond the people in it: a cause with an owner who stays with it after the case (CASE-01.5, CASE-05.4). */
import { isRefusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { personByNumber } from '../../record/index.ts';
import { insertCause } from '../store/decisions.ts';
import { at, caseLocked } from './append-event.ts';

export interface NameCause {
  readonly case: string;
  /** The cause, where it is named already and gets its owner. */
  readonly cause: string;
  readonly words: string;
  /** Whose it is, by number; empty where nobody has it yet. */
  readonly number: string;
}

/** Names a cause, with its owner or without, or gives one its owner. */
export async function nameCause(tx: Tx, viewer: Viewer, given: NameCause): Promise<void> {
  const file = await caseLocked(tx, viewer, given.case);
  if (file.state.isEnded) throw at('main', 'The case is closed');
  const before = given.cause === '' ? null : file.causes.find((each) => each.id === given.cause);
  if (before === undefined) throw at('cause', 'Choose which cause this is');
  if (!before && given.words.trim().length < 15) throw at('words', 'Say in a sentence what allowed it');
  if (before && given.number.trim() === '') throw at('number', 'Give the number of whoever owns it');
  let owner: string | null = null;
  if (given.number.trim() !== '') {
    const found = await personByNumber(tx, given.number);
    if (isRefusal(found)) throw at('number', found.words);
    owner = found.id;
  }
  await insertCause(tx, {
    case_id: given.case,
    words: before?.words ?? given.words.trim(),
    owner,
    replaces: before?.id ?? null,
  });
}
