/**
 * Moving a case to another version of its rule while it runs, where the law says that the new one applies to it. What was
 * due keeps its old day and the reason beside the new one (PROM-10.4). Periods already closed stay as they were counted.
 */
import { refuseEvent } from './refuse-event.ts';
import { stateOf } from './state-of.ts';
import type { Asking, CaseEvent, EventOf, Rebinding, RebindOrder, Refused, Rulebook } from './types.ts';

const nobody: Asking = { roles: [], fulfilled: new Set(), conditions: new Set(), walls: new Set() };

/** The event to append and what it changes, or why the case cannot be moved. */
export function rebind(rulebook: Rulebook, events: readonly CaseEvent[], order: RebindOrder): Rebinding | Refused {
  const last = [order.on, ...events.map(({ on }) => on)].sort().at(-1)!;
  const before = stateOf(rulebook, events, last);
  const event: EventOf<'rebound'> = { kind: 'rebound', procedure: before.procedure, ...order };
  const no = refuseEvent(rulebook, events, event, nobody);
  if (no) return no;
  const after = stateOf(rulebook, [...events, event], last);
  const changes = before.clocks.flatMap((clock) => {
    if (!clock.open) return [];
    const { code, run, open } = clock;
    const now = after.clocks.find((each) => each.code === code && each.run === run)?.open ?? null;
    return [{ clock: code, run, ordinal: open.ordinal, dueBefore: open.due, due: now?.due ?? null }];
  });
  return { event, changes };
}
