/** Ties a person declares about themselves: interests, relationships, associations, gifts, debts. Each walls at once. */
import { addDays } from '../../../platform/clock.ts';
import { Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { personsNamed, personsNumbered, servicesOf } from '../store/careers.ts';
import { findTie, insertTieReturn, type StoredTie } from '../store/ties.ts';
import { clusterOf, insertSubjects, insertTies, type TieKind } from '../store.ts';

/** A declaration is renewed every year. */
export const renewalDays = 365;

const tieWords = {
  partner: 'Partner or spouse',
  'former-partner': 'Former partner',
  family: 'Family',
  friend: 'Friend',
  associate: 'Associate or other contact',
  business: 'Business or second job',
  debt: 'Debt or loan',
  gift: 'Gift or hospitality',
  other: 'Something else',
} as const satisfies Record<TieKind, string>;

/** What a tie can be, in words. */
export const tieKinds: Readonly<Record<TieKind, string>> = tieWords;

export interface DeclareTie {
  /** A number, or a whole name, of somebody in the service; or words for somebody or something outside. */
  readonly who: string;
  readonly isOutside: boolean;
  readonly kind: TieKind;
  readonly from?: string | null;
  readonly evidence?: string | null;
  readonly mitigation?: string | null;
}

const notOne = () =>
  new Refused(
    refuse(
      'not-one-person',
      'That does not point to exactly one person in the service. Give their warrant or staff number.',
    ),
  );

/** Exactly one person in or once in service, by number or whole name. Says the same whether nobody or several were found. */
export async function counterpartCalled(tx: Tx, who: string): Promise<string> {
  const numbered = await personsNumbered(tx, who);
  const found = numbered.length > 0 ? numbered : await personsNamed(tx, who);
  const clusters = new Set<string>();
  for (const person of found) {
    const services = await servicesOf(tx, [person]);
    if (services.some((row) => row.category !== 'public' && row.category !== 'applicant'))
      clusters.add((await clusterOf(tx, person, tx.today))[0]!);
  }
  const [only, ...more] = clusters;
  if (!only || more.length > 0) throw notOne();
  return only;
}

/** Declares a tie of one's own. From the commit on neither can be given work on the other. */
export async function declareTie(tx: Tx, tie: DeclareTie): Promise<string> {
  const person = tx.act.actor;
  if (!person) throw new Refused(refuse('sign-in', 'Sign in first.'));
  const who = tie.who.trim();
  if (who.length < (tie.isOutside ? 2 : 1)) throw new Refused(refuse('who-needed', 'Say who or what the tie is to.'));
  if (tie.from && tie.from > tx.today) throw new Refused(refuse('in-future', 'The day it began is today or earlier.'));
  const counterpart = tie.isOutside
    ? (await insertSubjects(tx, [{ kind: 'thing', thingKind: 'outside-interest', label: who, source: 'declared' }]))[0]!
    : await counterpartCalled(tx, who);
  if ((await clusterOf(tx, person, tx.today)).includes(counterpart))
    throw new Refused(refuse('tie-to-self', 'That is your own number.'));
  const [id] = await insertTies(tx, [
    {
      person,
      counterpart,
      kind: tie.kind,
      declared: true,
      evidence: tie.evidence?.trim() || null,
      mitigation: tie.mitigation?.trim() || null,
      reviewDue: addDays(tx.today, renewalDays),
      validFrom: tie.from ?? tx.today,
      source: 'declared by the person',
    },
  ]);
  await insertTieReturn(tx, person, false);
  tx.touched.add(person);
  return id!;
}

async function ownTie(tx: Tx, id: string): Promise<StoredTie> {
  const tie = await findTie(tx, id);
  if (!tie || tie.person !== tx.act.actor || tie.valid_to !== null)
    throw new Refused(refuse('no-such-tie', 'There is no such open declaration of yours.'));
  return tie;
}

const again = (tie: StoredTie) => ({
  person: tie.person,
  counterpart: tie.counterpart,
  kind: tie.kind,
  declared: tie.declared,
  evidence: tie.evidence,
  validFrom: tie.valid_from,
  replaces: tie.id,
  source: tie.source,
});

/** Says that a tie of one's own has ended. It walls for three years more. */
export async function endTie(tx: Tx, id: string, on: string): Promise<string> {
  const tie = await ownTie(tx, id);
  if (on > tx.today || on < (tie.valid_from ?? ''))
    throw new Refused(refuse('dates-crossed', 'It ended between its first day and today.'));
  const [row] = await insertTies(tx, [{ ...again(tie), mitigation: tie.mitigation, reviewDue: null, validTo: on }]);
  await insertTieReturn(tx, tie.person, false);
  tx.touched.add(tie.person);
  return row!;
}

/** Confirms a tie of one's own for another year, with what is done about it now. */
export async function renewTie(tx: Tx, id: string, mitigation?: string | null): Promise<string> {
  const tie = await ownTie(tx, id);
  const [row] = await insertTies(tx, [
    { ...again(tie), mitigation: mitigation?.trim() || tie.mitigation, reviewDue: addDays(tx.today, renewalDays) },
  ]);
  await insertTieReturn(tx, tie.person, false);
  tx.touched.add(tie.person);
  return row!;
}

/** The yearly return of somebody who has nothing to declare. */
export async function returnNothing(tx: Tx): Promise<string> {
  if (!tx.act.actor) throw new Refused(refuse('sign-in', 'Sign in first.'));
  return insertTieReturn(tx, tx.act.actor, true);
}
