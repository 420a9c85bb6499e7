/**
 * Asking to be let through a wall (P-21). Whoever asks cannot see what lies behind it: they name the person by number and
 * say why, and a second person outside both chains is asked. Nothing is open until that person agrees.
 */
import { addDays } from '../../../platform/clock.ts';
import type { DutyId } from '../../../platform/ids.ts';
import { isRefusal, type Refusal, Refused, refuse } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { findOverride, listOverrides, overrideLimitsOn, whyNotUntil } from '../../access/index.ts';
import { checkConflict, clusterOf } from '../../people/index.ts';
import { personByNumber } from '../../record/index.ts';
import { insertOverrideAsk, myAsks } from '../store/override-asks.ts';
import { askSecond } from './choose-second.ts';

export const overrideKind = 'wall:override';
const answerWithinDays = 3;

export interface AskOverride {
  readonly number: string;
  readonly reach: 'record' | 'matter';
  readonly matter: string;
  readonly purpose: string;
  readonly reason: string;
  readonly until: string;
}

/** The same words whether nobody has the number, no wall stands there, or it is their own: a form is no way to find out. */
const noWall = refuse(
  'field:number',
  'No wall keeps you from anybody with this number. Look for them in the usual way',
);
/** Their own number. The words are the same; whoever calls tells two people in different chains. */
export const ownNumber: Refusal = { ...noWall, citation: 'P-02' };

async function wallTo(tx: Tx, asker: string, number: string): Promise<string | Refusal> {
  const found = await personByNumber(tx, number);
  if (isRefusal(found)) return noWall;
  if ((await clusterOf(tx, asker, tx.today)).includes(found.id)) return ownNumber;
  return (await checkConflict(tx, asker, [found.id])).length > 0 ? found.id : noWall;
}

function faultIn(given: AskOverride, today: string): Refusal | null {
  if (given.reach !== 'record' && given.reach !== 'matter')
    return refuse('field:reach', 'Say how much of the record you need');
  if (given.reach === 'matter' && given.matter.trim().length < 10)
    return refuse('field:matter', 'Say which matter: its reference, or when and what about');
  if (!Object.hasOwn(overrideLimitsOn(today).purposes, given.purpose))
    return refuse('field:purpose', 'Say what you need it for');
  if (given.reason.trim().length < 15) return refuse('field:reason', 'Say why in a sentence or two');
  return whyNotUntil(today, given.until);
}

/** Puts the request to a second person, chosen by the house. */
export async function askOverride(tx: Tx, given: AskOverride): Promise<DutyId | Refusal> {
  const asker = tx.act.actor;
  if (!asker) throw new Refused(refuse('sign-in', 'Sign in first.'));
  const fault = faultIn(given, tx.today);
  if (fault) return fault;
  const subject = await wallTo(tx, asker, given.number);
  if (typeof subject !== 'string') return subject;
  const cluster = await clusterOf(tx, subject, tx.today);
  if (await findOverride(tx, cluster))
    return refuse('field:number', 'You have been let through to this record already');
  if ((await myAsks(tx)).some((ask) => ask.outcome === null && cluster.includes(ask.subject)))
    return refuse('field:number', 'You have asked for this already: wait for the answer');
  const { askable } = overrideLimitsOn(tx.today);
  const duty = await askSecond(
    tx,
    { visibility: 'guarded', people: [subject], roles: askable },
    {
      kind: overrideKind,
      title: 'Agree or refuse: a colleague asks to be let through a wall',
      about: subject,
      visibility: 'guarded',
      owedToPerson: asker,
      consequence: 'Until you agree, the record stays shut to them.',
      due: addDays(tx.today, answerWithinDays),
    },
  );
  await insertOverrideAsk(tx, {
    duty,
    person: asker,
    subject,
    reach: given.reach,
    matter: given.reach === 'matter' ? given.matter.trim() : null,
    purpose: given.purpose,
    reason: given.reason.trim(),
    until: given.until,
  });
  return duty;
}

/** The override of this id that the reader may know of and that still stands. */
export async function openOverride(tx: Tx, id: string) {
  const found = (await listOverrides(tx)).find((each) => each.id === id);
  return found && found.ended_on === null && found.valid_to >= tx.today ? found : null;
}
