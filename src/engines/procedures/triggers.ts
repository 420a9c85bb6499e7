/** What an event sets off, as keys that can be compared: `enter:investigation`, `served:notice-of-investigation`. */
import { type Day, isoToDay } from '../history.ts';
import { servedOn } from './calendar.ts';
import type { CaseEvent, EventOf, IsoDay, Move, ProcedureDefinition, Trigger } from './types.ts';

export function keyOf(trigger: Trigger): string {
  switch (trigger.on) {
    case 'opened':
    case 'binding':
    case 'ended':
      return trigger.on;
    case 'move':
      return `move:${trigger.move}`;
    case 'enter':
      return `enter:${trigger.stage}`;
    case 'fact':
      return `fact:${trigger.fact}`;
    default:
      return `${trigger.on}:${trigger.notice}`;
  }
}

export const keysOf = (triggers: readonly Trigger[] | undefined): string[] => (triggers ?? []).map(keyOf);

/** What one event set off and from which day each counts. */
export type SetOff = ReadonlyMap<string, Day>;

/** The day of service of a notice: proved, or deemed by the rule of its method; the day it was sent where there is none. */
export function serviceDay(definition: ProcedureDefinition, event: EventOf<'notice'>): IsoDay {
  if (event.servedOn !== undefined) return event.servedOn;
  const rule = definition.service.find(({ method }) => method === event.method);
  return rule ? servedOn(rule, event.on, definition.nation, event.sentTime) : event.on;
}

/** Keys that a move sets off beside its day. */
export function keysOfMove(definition: ProcedureDefinition, move: Move): string[] {
  const isEnd = definition.stages.find(({ code }) => code === move.to)?.isEnd === true;
  return [`move:${move.code}`, `enter:${move.to}`, ...(isEnd ? ['ended'] : [])];
}

export function setOffBy(definition: ProcedureDefinition, event: CaseEvent, move: Move | undefined): SetOff {
  const on = isoToDay(event.on);
  switch (event.kind) {
    case 'opened':
      return new Map([
        ['opened', on],
        ['binding', isoToDay(event.bindingOn)],
        [`enter:${definition.start}`, on],
      ]);
    case 'move':
      return new Map(move ? keysOfMove(definition, move).map((key) => [key, on]) : []);
    case 'fact':
      return new Map([[`fact:${event.fact}`, on]]);
    case 'notice':
      return new Map([
        [`sent:${event.notice}`, on],
        [`served:${event.notice}`, isoToDay(serviceDay(definition, event))],
      ]);
    default:
      return new Map();
  }
}

/** The day of the first of these triggers that an event set off, or null. */
export function firstOf(setOff: SetOff, triggers: readonly Trigger[] | undefined): Day | null {
  for (const key of keysOf(triggers)) {
    const day = setOff.get(key);
    if (day !== undefined) return day;
  }
  return null;
}
