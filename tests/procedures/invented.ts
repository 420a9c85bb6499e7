/** An invented procedure to try the engine on, with each part small enough to reason about. */
import type {
  Asking,
  CaseEvent,
  Clock,
  Decider,
  EventOf,
  Nation,
  ProcedureDefinition,
} from '../../src/engines/procedures/types.ts';

export const invented = { source: 'Invented', isConfirmed: true } as const;
export const decider: Decider = { person: 'decider', roles: ['decider'] };

export const ground = { code: 'elsewhere', words: 'It is before another body', by: ['decider'], ...invented } as const;

/** A clock of the work stage; what matters in a test is given. */
export const clockOf = (rest: Partial<Clock> & Pick<Clock, 'length'>): Clock => ({
  code: 'work',
  name: 'Work done',
  starts: [{ on: 'fact', fact: 'begun' }],
  done: [{ on: 'fact', fact: 'done' }],
  ends: [{ on: 'ended' }],
  again: 'first-counts',
  isReview: false,
  pauses: [ground],
  extension: { by: ['decider'], ...invented },
  owner: 'worker',
  owedTo: 'asker',
  late: { consequence: 'The decider is told.', climbsTo: 'decider' },
  ...invented,
  ...rest,
});

export const notice = (code: string, to: string) =>
  ({
    ...{ code, name: `Notice ${code}`, to, within: null },
    owedOn: [{ on: 'enter', stage: 'settled' }] as const,
    contains: [{ code: 'result', words: 'the result' }],
    ...invented,
  }) as const;

export function procedure(clocks: readonly Clock[], nation: Nation = 'england-wales'): ProcedureDefinition {
  return {
    code: 'invented',
    version: 1,
    name: 'Invented procedure',
    purpose: 'To try the engine on.',
    nation,
    area: 'invention',
    binding: { event: 'arrived', words: 'Arrival' },
    from: '2012-01-01',
    to: null,
    ...invented,
    roles: { worker: 'the worker', decider: 'the decider' },
    parties: { asker: 'whoever asks', other: 'the other side' },
    facts: { arrived: 'it arrived', begun: 'work began', done: 'work was done', taken: 'somebody outside took it' },
    conditions: { grave: 'it is grave' },
    requirements: [{ code: 'read', words: 'the file read', refusal: 'Read the file first.' }],
    walls: [
      { code: 'tied', refusal: 'You are tied.', isEverywhere: true },
      { code: 'worked', refusal: 'You worked on it.', isEverywhere: false },
    ],
    modes: [
      { code: 'outside', name: 'outside', setOn: [{ on: 'fact', fact: 'taken' }], meaning: 'Not ours.', ...invented },
    ],
    start: 'open',
    stages: [
      { code: 'open', name: 'Open', accountable: 'worker', meaning: 'It has come.', ...invented },
      { code: 'settled', name: 'Settled', accountable: 'decider', meaning: 'It is decided.', ...invented },
      { code: 'closed', name: 'Closed', accountable: 'decider', meaning: 'It is over.', isEnd: true, ...invented },
    ],
    moves: [
      {
        code: 'settle',
        name: 'Settle',
        from: ['open'],
        to: 'settled',
        by: ['decider'],
        needs: ['read'],
        walls: ['worked'],
        reasons: true,
        snapshot: true,
        second: { when: ['grave'], outside: ['unit'], words: 'Somebody outside has to agree.' },
        ...invented,
      },
      {
        code: 'soften',
        name: 'Soften',
        from: ['settled'],
        to: 'open',
        by: ['decider'],
        needs: [],
        reasons: true,
        isSoftening: true,
        second: { when: 'always', outside: ['unit', 'line'], words: 'Somebody outside has to agree.' },
        snapshot: false,
        ...invented,
      },
      {
        code: 'close',
        name: 'Close',
        from: ['settled'],
        to: 'closed',
        by: ['decider', 'worker'],
        needs: [],
        reasons: false,
        snapshot: false,
        ...invented,
      },
      {
        code: 'give-up',
        name: 'Give up',
        from: ['open'],
        to: 'closed',
        by: ['decider'],
        needs: [],
        reasons: true,
        snapshot: false,
        onlyInModes: ['outside'],
        ...invented,
      },
    ],
    clocks,
    notices: [
      notice('to-asker', 'asker'),
      {
        ...notice('to-other', 'other'),
        after: {
          notice: 'to-asker',
          atMost: { amount: 1, unit: 'working-days' },
          exceptions: [
            { code: 'unreachable', words: 'The asker could not be reached', opens: 'when-order-lapses', ...invented },
            { code: 'danger', words: 'It would put somebody at risk', opens: 'any-day', ...invented },
          ],
        },
      },
    ],
    service: [
      { method: 'by-hand', served: 'that-day', ...invented },
      { method: 'post', served: 'second-working-day-after', ...invented },
      { method: 'e-mail', served: 'that-or-next-working-day', until: '16:30', ...invented },
    ],
  };
}

let made = 0;
const id = (): string => {
  made += 1;
  return `event-${made}`;
};

export const opened = (on: string, bindingOn = on, procedureCode = 'invented', version = 1): EventOf<'opened'> => ({
  ...{ id: id(), kind: 'opened', on, bindingOn, procedure: procedureCode, version },
});
export const fact = (on: string, code: string): EventOf<'fact'> => ({ id: id(), kind: 'fact', on, fact: code });
export const moved = (on: string, move: string, rest: Partial<EventOf<'move'>> = {}): EventOf<'move'> => ({
  ...{ id: id(), kind: 'move', on, move, by: decider, reasons: 'Because.', snapshot: 'snapshot' },
  ...rest,
});
export const paused = (on: string, until: string, rest: Partial<EventOf<'pause'>> = {}): EventOf<'pause'> => ({
  ...{ id: id(), kind: 'pause', on, until, clocks: 'all', ground: 'elsewhere', decider, reason: 'Because.' },
  ...rest,
});
export const resumed = (on: string, pause: CaseEvent): EventOf<'resume'> => ({
  ...{ id: id(), kind: 'resume', on, pause: pause.id, decider, reason: 'Because.' },
});
export const extended = (on: string, clock: string, until: string): EventOf<'extend'> => ({
  ...{ id: id(), kind: 'extend', on, clock, until, decider, reason: 'Because.' },
});
export const corrected = (on: string, event: CaseEvent): EventOf<'corrected'> => ({
  ...{ id: id(), kind: 'corrected', on, event: event.id, decider, reason: 'Recorded by mistake.' },
});
export const sent = (on: string, code: string, rest: Partial<EventOf<'notice'>> = {}): EventOf<'notice'> => ({
  ...{ id: id(), kind: 'notice', on, notice: code, by: decider, contains: ['result'], method: 'by-hand' },
  ...rest,
});

export const asking = (
  rest: { roles?: string[]; fulfilled?: string[]; conditions?: string[]; walls?: string[] } = {},
): Asking => ({
  roles: rest.roles ?? ['decider'],
  fulfilled: new Set(rest.fulfilled ?? ['read']),
  conditions: new Set(rest.conditions ?? []),
  walls: new Set(rest.walls ?? []),
});
