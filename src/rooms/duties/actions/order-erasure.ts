/** Ordering that something is erased, and holding it back. Ordering erases nothing: a second person outside every line decides. */

import { dayToIso, isoToDay } from '../../../engines/history.ts';
import { addMonths } from '../../../engines/patterns/windows.ts';
import type { Visibility } from '../../../engines/vocabulary.ts';
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { checkConflict, clusterOf, findSubject, servicesOf } from '../../people/index.ts';
import { findEntry } from '../../record/index.ts';
import { type RetentionRule, retentionRulesOn } from '../definitions/retention.ts';
import {
  type ErasureScope,
  findHold,
  holdsOn,
  insertHold,
  insertOrder,
  listOrders,
  openAbout,
} from '../store/erasures.ts';
import { askSecond } from './choose-second.ts';
import { peopleIn } from './propose.ts';

export const erasureKind = 'review:erasure';
const answerWithinDays = 10;
/** Who may be asked to agree: outside the chain of command first. */
const askable = ['overseer', 'independent-investigator', 'local-policing-body'] as const;

export interface Target {
  readonly scope: ErasureScope;
  readonly target: string;
  /** The person it is about, for walls. */
  readonly about: string | null;
  readonly people: readonly string[];
  readonly visibility: Visibility;
  readonly covertList: string | null;
  readonly knownOn: string | null;
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const nothing = refuse(
  'field:what',
  'Give the address of the page of the entry or of the person, as it stands in the browser',
);

/** What the address of a page points at, if the person at the keyboard may see it. */
export async function targetOf(tx: Tx, address: string): Promise<Target | Refusal> {
  const entry = new RegExp(`/entries/(${uuid})`).exec(address)?.[1];
  if (entry !== undefined) {
    const row = await findEntry(tx, entry);
    if (row?.kind !== 'matter') return nothing;
    const people = peopleIn(row);
    return {
      scope: 'record',
      target: row.id,
      about: row.parties.find((party) => party.role === 'subject')?.subject ?? null,
      people,
      visibility: row.visibility,
      covertList: (row as { covert_list?: string | null }).covert_list ?? null,
      knownOn: row.known_on,
    };
  }
  const person = new RegExp(`/people/(${uuid})`).exec(address)?.[1];
  if (person === undefined || (await findSubject(tx, person))?.kind !== 'person') return nothing;
  const actor = tx.act.actor;
  if (actor && (await checkConflict(tx, actor, [person])).length > 0) return nothing;
  return {
    scope: 'person',
    target: person,
    about: person,
    people: [person],
    visibility: 'guarded',
    covertList: null,
    knownOn: null,
  };
}

/** The day from which the rule's period has gone by; null where it has none, a refusal while the period runs. */
async function whyTooEarly(tx: Tx, rule: RetentionRule, of: Target): Promise<Refusal | null> {
  if (rule.years === null) return null;
  let since = of.knownOn;
  if (of.scope === 'person') {
    const services = await servicesOf(tx, await clusterOf(tx, of.target, tx.today));
    const left = services.filter((row) => row.status === 'left').map((row) => row.valid_from ?? tx.today);
    if (services.some((row) => row.status === 'active' && (row.valid_to ?? '9999') >= tx.today) || left.length === 0)
      return refuse(
        'field:rule',
        'They serve, or nothing says when they left: under this rule nothing is erased',
        rule.source,
      );
    since = left.sort().at(-1)!;
  }
  const until = dayToIso(addMonths(isoToDay(since!), rule.years * 12));
  return until <= tx.today
    ? null
    : refuse('field:rule', `Under this rule it is kept for ${rule.years} years, until ${until}`, rule.source);
}

/** Why it may not be erased today, whoever agrees: somebody holds it, or something about it is not finished. */
export async function whyHeld(tx: Tx, scope: ErasureScope, target: string): Promise<Refusal | null> {
  const [hold] = await holdsOn(tx, scope, target);
  if (hold)
    return refuse(
      'held',
      `A legal hold stands on it, to be reviewed on ${hold.review_on}. A hold beats erasure.`,
      'legal hold',
    );
  const open = await openAbout(tx, scope, target);
  return open > 0
    ? refuse(
        'still-open',
        `${open === 1 ? 'A duty' : `${open} duties`} about it ${open === 1 ? 'is' : 'are'} not answered yet: it is not finished.`,
      )
    : null;
}

export interface OrderErasure {
  readonly what: string;
  readonly rule: string;
  readonly authority: string;
  readonly reason: string;
}

/** Orders it, and puts the order to a second person whom the house chooses. */
export async function orderErasure(tx: Tx, given: OrderErasure): Promise<DutyId | Refusal> {
  const of = await targetOf(tx, given.what);
  if (isRefusal(of)) return of;
  const rule = retentionRulesOn(tx.today).find((each) => each.code === given.rule);
  if (!rule) return refuse('field:rule', 'Choose the rule under which it is erased');
  if (rule.scope !== of.scope)
    return refuse(
      'field:rule',
      of.scope === 'record'
        ? 'This rule is about a person, and the page is of an entry'
        : 'This rule is about a record, and the page is of a person',
    );
  if (given.authority.trim().length < 3) return refuse('field:authority', 'Give the reference of what it rests on');
  if (given.reason.trim().length < 15) return refuse('field:reason', 'Say why in a sentence or two');
  const no = (await whyHeld(tx, of.scope, of.target)) ?? (await whyTooEarly(tx, rule, of));
  if (no) return no.code.startsWith('field:') ? no : { ...no, code: 'field:what' };
  if (
    (await listOrders(tx)).some(
      (order) =>
        order.target === of.target && (order.outcome === null || (order.outcome === 'agreed' && order.erased === 0)),
    )
  )
    return refuse('field:what', 'This has been ordered already');
  const { visibility, covertList, people } = of;
  // No entry and nobody stands on the duty: it must not be reached by what it decides.
  const duty = await askSecond(
    tx,
    { visibility, covertList, people, roles: askable },
    {
      kind: erasureKind,
      title: 'Agree or refuse: a colleague orders that something is erased',
      visibility,
      covertList,
      owedToPerson: tx.act.actor,
      due: addDays(tx.today, answerWithinDays),
      consequence: 'Until you agree, nothing is erased.',
    },
  );
  const { scope, target, about } = of;
  await insertOrder(tx, {
    ...{ scope, target, about, visibility, covert_list: covertList, rule: rule.code, duty },
    ...{ authority: given.authority.trim(), reason: given.reason.trim() },
  });
  return duty;
}

/** Holds something back. Whoever places it owns it and looks at it again on the day. */
export async function placeHold(
  tx: Tx,
  given: { readonly what: string; readonly reason: string; readonly reviewOn: string },
): Promise<string | Refusal> {
  const of = await targetOf(tx, given.what);
  if (isRefusal(of)) return { ...of, code: 'field:hold-what' };
  if (given.reason.trim().length < 15) return refuse('field:hold-reason', 'Say why in a sentence or two');
  if (given.reviewOn <= tx.today) return refuse('field:review', 'Give a day to come on which it is looked at again');
  const owner = tx.act.actor;
  if (!owner) throw new Refused(refuse('sign-in', 'Sign in first.'));
  const { scope, target, about, visibility, covertList } = of;
  return insertHold(tx, {
    ...{ scope, target, about, visibility, covertList, owner },
    ...{ reason: given.reason.trim(), reviewOn: given.reviewOn },
  });
}

/** Lets a held thing go: from then on it may be erased, by two people, like anything else. */
export async function endHold(tx: Tx, id: string, reason: string): Promise<'done' | Refusal> {
  const hold = await findHold(tx, id);
  if (!hold) return refuse('field:hold', 'There is no such hold that still stands');
  if (reason.trim().length < 15) return refuse('field:end-reason', 'Say in a sentence why it ends');
  await insertHold(tx, { ...hold, reason: reason.trim(), ends: id });
  return 'done';
}
