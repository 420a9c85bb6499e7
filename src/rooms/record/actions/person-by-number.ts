/** From a warrant or staff number to a person. A form never asks for a name: two people may share one. */
import { type Refusal, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { findPeople } from '../../people/index.ts';

/** The one person whose standing number this is. `hidden` are answered as if they were not there. */
export async function personByNumber(
  tx: Tx,
  number: string,
  hidden: readonly string[] = [],
): Promise<{ readonly id: string; readonly label: string } | Refusal> {
  const asked = number.trim();
  const found = (await findPeople(tx, asked, hidden, 50)).filter((person) =>
    person.identifiers.some((each) => !each.startsWith('sign-in ') && each.endsWith(` ${asked}`)),
  );
  if (asked === '' || found.length === 0) return refuse('nobody-has-number', 'Nobody here has this number');
  if (found.length > 1) return refuse('number-not-sure', 'More than one person has this number: find the person first');
  return { id: found[0]!.id, label: found[0]!.label };
}
