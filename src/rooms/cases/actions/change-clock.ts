/** Pausing and extending clocks: never without decider, reason and end, and never a review (CASE-06.3). */
import type { CaseEvent, ClockState } from '../../../engines/procedures/types.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { append, at, caseLocked, deciderOf } from './append-event.ts';
import type { CaseFile } from './case-file.ts';
import { oweClocks } from './owe-clocks.ts';

export interface ChangeClock {
  readonly case: string;
  readonly change: string;
  readonly clock: string;
  readonly ground: string;
  readonly until: string;
  readonly reason: string;
}

function clockIn(file: CaseFile, code: string): ClockState {
  const clock = file.state.clocks.findLast((each) => each.code === code && each.open !== null);
  if (!clock) throw at('clock', 'Choose a clock that is running');
  return clock;
}

/** Stops a clock until a day, or moves the day on which it is due. */
export async function changeClock(tx: Tx, viewer: Viewer, given: ChangeClock): Promise<void> {
  const file = await caseLocked(tx, viewer, given.case);
  if (given.change !== 'pause' && given.change !== 'extend') throw at('change', 'Say what you do with it');
  const clock = clockIn(file, given.clock);
  if (given.reason.trim().length < 15) throw at('reason', 'Give the reason in a sentence or two', 'CASE-06.3');
  if (given.until <= tx.today) throw at('until', 'Give the day on which it ends, after today', 'CASE-06.3');
  const both = {
    id: tx.ids.next(),
    on: tx.today,
    decider: deciderOf(file, viewer),
    reason: given.reason.trim(),
    until: given.until,
  };
  const event: CaseEvent =
    given.change === 'pause'
      ? { ...both, kind: 'pause', clocks: [clock.code], ground: given.ground }
      : { ...both, kind: 'extend', clock: clock.code };
  await append(tx, viewer, {
    file,
    event,
    field: given.change === 'pause' ? 'ground' : 'clock',
    more: { until: given.until },
  });
  await oweClocks(tx, given.case);
}
