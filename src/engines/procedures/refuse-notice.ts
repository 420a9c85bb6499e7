/** Why a notice may not go as it is: incomplete, out of order, or without a lawful reason for being out of order. */

import { type Considered, isRealDay } from './considered.ts';
import { serviceDay } from './triggers.ts';
import type { EventOf, Notice, OrderException, ProcedureDefinition, Refused } from './types.ts';
import { refused } from './version-for.ts';

export function refuseNotice(considered: Considered, event: EventOf<'notice'>): Refused | null {
  const { definition } = considered;
  const notice = definition.notices.find(({ code }) => code === event.notice);
  if (!notice) return refused('no-such-notice', `${definition.name} has no notice called ${event.notice}.`);
  if (event.by.person.trim() === '') return refused('sender-missing', 'A notice goes from a named person.');
  const missing = notice.contains.filter(({ code }) => !event.contains.includes(code));
  if (missing.length > 0)
    return refused(
      'incomplete',
      `It does not yet say: ${missing.map(({ words }) => words).join('; ')}.`,
      notice.source,
    );
  if (event.servedOn !== undefined && (!isRealDay(event.servedOn) || event.servedOn < event.on))
    return refused('served-before-sent', 'It cannot have been served before it was sent.');
  if (event.servedOn === undefined && !isDeemed(definition, event))
    return refused('service-unknown', 'No rule says when this method counts as served; give the day it was received.');
  return refuseOrder(considered, notice, event);
}

function isDeemed(definition: ProcedureDefinition, event: EventOf<'notice'>): boolean {
  if (!definition.service.some(({ method }) => method === event.method)) return false;
  try {
    return serviceDay(definition, event) >= event.on;
  } catch {
    return false; // a time of day that is none
  }
}

interface Wait {
  readonly notice: string;
  /** The last day of the order; null while this notice is not owed at all, when no order can lapse. */
  readonly until: string | null;
  readonly due: string | null;
}

/** What has to go first: while this is owed, and before it is owed too, unless the first has gone. */
function waitFor({ state }: Considered, { code, after }: Notice): Wait | null {
  if (!after) return null;
  const owed = state.notices.find((each) => each.code === code && each.sentOn === null);
  if (owed) return owed.waitsFor && { ...owed.waitsFor, due: owed.due };
  const hasFirstGone = state.notices.some((each) => each.code === after.notice && each.sentOn !== null);
  return hasFirstGone ? null : { notice: after.notice, until: null, due: null };
}

function refuseOrder(considered: Considered, notice: Notice, event: EventOf<'notice'>): Refused | null {
  const wait = waitFor(considered, notice);
  if (!wait) return null;
  const { exception } = event;
  if (!exception) return outOfOrder(considered.definition, notice, wait);
  const ground = notice.after?.exceptions.find(({ code }) => code === exception.ground);
  if (!ground) return refused('no-such-exception', 'That is no lawful reason to change the order.', notice.source);
  if (exception.authoriser.person.trim() === '' || exception.reason.trim() === '')
    return refused('exception-unreasoned', 'An exception to the order needs who authorised it and the reason.');
  if (isOpen(ground, wait, event.on)) return null;
  return refused('exception-not-open', `${ground.words}: that reason does not hold yet on ${event.on}.`, ground.source);
}

function outOfOrder(definition: ProcedureDefinition, notice: Notice, { notice: code, until }: Wait): Refused {
  const first = `“${definition.notices.find((each) => each.code === code)?.name ?? code}” goes first.`;
  const then =
    until === null
      ? 'It is not owed yet.'
      : `Until ${until} this waits for it; after that, or for another lawful reason, it goes with that reason recorded.`;
  return refused('out-of-order', `${first} ${then}`, notice.source);
}

function isOpen(ground: OrderException, wait: Wait, on: string): boolean {
  if (ground.opens === 'any-day') return true;
  if (ground.opens === 'when-order-lapses') return wait.until !== null && on > wait.until;
  return wait.due !== null && on >= wait.due;
}
