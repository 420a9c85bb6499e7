/** Why a notice may not go as it is: incomplete, out of order, or without a lawful reason for being out of order. */

import { type Considered, isRealDay } from './considered.ts';
import { serviceDay } from './triggers.ts';
import type { EventOf, Notice, NoticeState, OrderException, ProcedureDefinition, Refused } from './types.ts';
import { refused } from './version-for.ts';

export function refuseNotice({ definition, state }: Considered, event: EventOf<'notice'>): Refused | null {
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
  const owed = state.notices.find((each) => each.code === notice.code && each.sentOn === null);
  return owed?.waitsFor ? refuseOrder(definition, notice, owed, event) : null;
}

function isDeemed(definition: ProcedureDefinition, event: EventOf<'notice'>): boolean {
  if (!definition.service.some(({ method }) => method === event.method)) return false;
  try {
    return serviceDay(definition, event) >= event.on;
  } catch {
    return false; // a time of day that is none
  }
}

function refuseOrder(
  definition: ProcedureDefinition,
  notice: Notice,
  owed: NoticeState,
  event: EventOf<'notice'>,
): Refused | null {
  const { notice: firstCode, until } = owed.waitsFor!;
  const first = definition.notices.find(({ code }) => code === firstCode);
  const { exception } = event;
  if (!exception) {
    const words = `“${first?.name}” goes first. Until ${until} this waits for it; after that, or for another lawful reason, it goes with that reason recorded.`;
    return refused('out-of-order', words, notice.source);
  }
  const ground = notice.after?.exceptions.find(({ code }) => code === exception.ground);
  if (!ground) return refused('no-such-exception', 'That is no lawful reason to change the order.', notice.source);
  if (exception.authoriser.person.trim() === '' || exception.reason.trim() === '')
    return refused('exception-unreasoned', 'An exception to the order needs who authorised it and the reason.');
  if (isOpen(ground, owed, event.on)) return null;
  return refused('exception-not-open', `${ground.words}: that reason does not hold yet on ${event.on}.`, ground.source);
}

function isOpen(ground: OrderException, owed: NoticeState, on: string): boolean {
  if (ground.opens === 'any-day') return true;
  if (ground.opens === 'when-order-lapses') return on > owed.waitsFor!.until;
  return owed.due !== null && on >= owed.due;
}
