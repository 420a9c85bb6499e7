/** What must hold of any days, any pauses, and any sequence of right and wrong events in any procedure of the rulebook. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { dayToIso, isoToDay } from '../../src/engines/history.ts';
import { bankHolidays, easterSunday } from '../../src/engines/procedures/bank-holidays.ts';
import { addLength, isWorkingDay } from '../../src/engines/procedures/calendar.ts';
import { movesFor } from '../../src/engines/procedures/moves-for.ts';
import { rebind } from '../../src/engines/procedures/rebind.ts';
import { refuseEvent } from '../../src/engines/procedures/refuse-event.ts';
import { stateOf } from '../../src/engines/procedures/state-of.ts';
import type {
  Asking,
  CaseEvent,
  CaseState,
  EventOf,
  Length,
  Move,
  Nation,
  ProcedureDefinition,
} from '../../src/engines/procedures/types.ts';
import { findVersion } from '../../src/engines/procedures/version-for.ts';
import { rulebook } from '../../src/rooms/cases/procedures/rulebook.ts';
import { clockOf, decider, fact, opened, paused, procedure } from './invented.ts';
import { secondCount } from './second-count.ts';

const seed = Number(process.env.SEED ?? 13072026);
const runs = { seed, numRuns: 2000 };
const nation = fc.constantFrom<Nation>('england-wales', 'scotland', 'northern-ireland');
const dayBetween = (from: string, to: string) => fc.integer({ min: isoToDay(from), max: isoToDay(to) }).map(dayToIso);
const length = fc.oneof(
  fc.record({ amount: fc.integer({ min: 1, max: 120 }), unit: fc.constantFrom('working-days', 'days') }),
  fc.record({ amount: fc.integer({ min: 1, max: 30 }), unit: fc.constantFrom('weeks', 'months') }),
) as fc.Arbitrary<Length>;

describe('the calendar', () => {
  test('a later start is never due earlier, and a longer period never sooner', () => {
    fc.assert(
      fc.property(
        dayBetween('1991-01-01', '2090-01-01'),
        fc.integer({ min: 0, max: 60 }),
        length,
        nation,
        (start, gap, given, where) => {
          const due = addLength(start, given, where);
          const later = dayToIso(isoToDay(start) + gap);
          assert.ok(addLength(later, given, where) >= due);
          assert.ok(addLength(start, { ...given, amount: given.amount + 1 }, where) > due || given.unit === 'months');
          assert.ok(due > start);
        },
      ),
      runs,
    );
  });
  test('so many working days after a day there are so many working days up to the last, which is one', () => {
    fc.assert(
      fc.property(
        dayBetween('1991-01-01', '2090-01-01'),
        fc.integer({ min: 1, max: 60 }),
        nation,
        (start, amount, where) => {
          const due = addLength(start, { amount, unit: 'working-days' }, where);
          let counted = 0;
          for (let day = isoToDay(start) + 1; day <= isoToDay(due); day += 1)
            if (isWorkingDay(dayToIso(day), where)) counted += 1;
          assert.equal(counted, amount);
          assert.ok(isWorkingDay(due, where));
        },
      ),
      runs,
    );
  });
  test('with pauses anywhere the engine and the second count agree, and a pause never brings a day forward', () => {
    const span = fc.tuple(dayBetween('2019-03-01', '2026-12-01'), fc.integer({ min: 0, max: 40 }));
    fc.assert(
      fc.property(
        dayBetween('2019-02-01', '2025-12-01'),
        length,
        nation,
        fc.array(span, { maxLength: 4 }),
        (start, given, where, spans) => {
          fc.pre(given.unit !== 'months' || given.amount <= 12);
          const pauses = spans.map(([from, days]) => [from, dayToIso(isoToDay(from) + days)] as [string, string]);
          const definition = procedure([clockOf({ length: given })], where);
          const due = (events: CaseEvent[]) =>
            stateOf(definition, [opened('2019-01-02'), fact(start, 'begun'), ...events], '2028-12-31').clocks[0]!.open!
              .due;
          const pausedDue = due(pauses.map(([from, until]) => paused(from, until)));
          assert.ok(pausedDue >= due([]));
          assert.equal(pausedDue, secondCount({ start, length: given, nation: where, pauses }));
        },
      ),
      runs,
    );
  });
  test('Easter is a Sunday between 22 March and 25 April, and known ones are right', () => {
    for (let year = 1990; year <= 2199; year += 1) {
      const day = easterSunday(year);
      assert.equal(new Date(day * 86_400_000).getUTCDay(), 0);
      const date = dayToIso(day).slice(5);
      assert.ok(date >= '03-22' && date <= '04-25', `${year}-${date}`);
    }
    // Dates of Easter Day as the Book of Common Prayer and the almanacs print them.
    const printed = [
      '2000-04-23',
      '2008-03-23',
      '2011-04-24',
      '2016-03-27',
      '2019-04-21',
      '2024-03-31',
      '2026-04-05',
      '2035-03-25',
      '2038-04-25',
      '2049-04-18',
    ];
    assert.deepEqual(
      printed.map((day) => dayToIso(easterSunday(Number(day.slice(0, 4))))),
      printed,
    );
  });
  test('no two holidays share a day and none is a weekend', () => {
    for (let year = 1990; year <= 2199; year += 1)
      for (const where of ['england-wales', 'scotland', 'northern-ireland'] as const) {
        const days = bankHolidays(year, where).map(({ day }) => day);
        assert.equal(new Set(days).size, days.length, `${where} ${year}`);
        assert.ok(
          days.every((day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())),
          `${where} ${year}`,
        );
      }
  });
});

/** A small generator whose whole run follows from its seed. */
function dice(start: number) {
  let state = start >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(roll() * bound);
  return {
    below,
    isLucky: (share: number): boolean => roll() < share,
    pick: <Item>(items: readonly Item[]): Item => items[below(items.length)]!,
    some: <Item>(items: readonly Item[], share: number): Item[] => items.filter(() => roll() < share),
  };
}
type Dice = ReturnType<typeof dice>;

const plus = (day: string, days: number): string => dayToIso(isoToDay(day) + days);

function anyAsking(definition: ProcedureDefinition, luck: Dice): Asking {
  const isWilling = luck.isLucky(0.7);
  return {
    roles: isWilling ? Object.keys(definition.roles) : luck.some(Object.keys(definition.roles), 0.4),
    fulfilled: new Set(
      luck.some(
        definition.requirements.map(({ code }) => code),
        isWilling ? 0.97 : 0.5,
      ),
    ),
    conditions: new Set(luck.some(Object.keys(definition.conditions), 0.3)),
    walls: new Set(
      luck.some(
        definition.walls.map(({ code }) => code),
        0.03,
      ),
    ),
  };
}

let made = 0;
function anyEvent(
  definition: ProcedureDefinition,
  events: readonly CaseEvent[],
  state: CaseState,
  luck: Dice,
): CaseEvent {
  made += 1;
  const base = { id: `random-${made}`, on: plus(state.today, luck.isLucky(0.1) ? -luck.below(30) : luck.below(25)) };
  const who = luck.isLucky(0.95) ? decider : { person: '', roles: [] };
  const reason = luck.isLucky(0.9) ? 'Because.' : '';
  const clock = luck.pick([...definition.clocks.map(({ code }) => code), 'unheard-of']);
  const roll = luck.below(20);
  if (roll < 9) {
    const here = definition.moves.filter(({ from }) => from.includes(state.stage));
    const move = luck.isLucky(0.75) && here.length > 0 ? luck.pick(here) : luck.pick(definition.moves);
    const second = luck.isLucky(0.7)
      ? {
          person: luck.isLucky(0.9) ? 'second' : 'decider',
          roles: [],
          outside: luck.some(move.second?.outside ?? [], 0.9),
        }
      : undefined;
    return {
      ...base,
      kind: 'move',
      move: move.code,
      by: who,
      reasons: reason,
      ...(second && { second }),
      ...(luck.isLucky(0.9) && { snapshot: 'snapshot' }),
    };
  }
  if (roll < 12) return { ...base, kind: 'fact', fact: luck.pick([...Object.keys(definition.facts), 'unheard-of']) };
  if (roll < 15) {
    const notice = luck.pick(definition.notices);
    const exception =
      notice.after && luck.isLucky(0.4)
        ? { exception: { ground: luck.pick(notice.after.exceptions).code, authoriser: who, reason } }
        : {};
    return {
      ...base,
      kind: 'notice',
      notice: notice.code,
      by: who,
      contains: luck.some(
        notice.contains.map(({ code }) => code),
        0.97,
      ),
      method: luck.pick(['by-hand', 'post', 'mailbox', 'e-mail']),
      ...exception,
    };
  }
  if (roll < 17) {
    const grounds = definition.clocks.flatMap(({ pauses }) => pauses.map(({ code }) => code));
    return {
      ...base,
      kind: 'pause',
      clocks: luck.isLucky(0.6) ? 'all' : [clock],
      ground: luck.pick([...grounds, 'unheard-of']),
      decider: who,
      reason,
      until: plus(base.on, luck.below(60) - 5),
    };
  }
  if (roll === 17)
    return { ...base, kind: 'extend', clock, decider: who, reason, until: plus(base.on, luck.below(60)) };
  const target = luck.pick(events);
  if (roll === 18) return { ...base, kind: 'corrected', event: target.id, decider: who, reason };
  return { ...base, kind: 'resume', pause: target.id, decider: who, reason };
}

/** The rule for a move said once more and differently: what has to be true for it to be taken. */
function mayMove(
  move: Move,
  state: CaseState,
  event: EventOf<'move'>,
  who: Asking,
  definition: ProcedureDefinition,
): boolean {
  const stopping = definition.walls.filter(
    (wall) => who.walls.has(wall.code) && (wall.isEverywhere || (move.walls ?? []).includes(wall.code)),
  );
  const wanted =
    move.second !== undefined &&
    (move.second.when === 'always' || move.second.when.some((code) => who.conditions.has(code)));
  const agreed =
    event.second !== undefined &&
    event.second.person !== event.by.person &&
    (move.second?.outside ?? []).every((code) => event.second!.outside.includes(code));
  return [
    move.from.includes(state.stage),
    event.on >= state.stageSince,
    stopping.length === 0,
    move.by.some((role) => who.roles.includes(role)),
    move.needs.every((code) => who.fulfilled.has(code)),
    move.onlyInModes === undefined || move.onlyInModes.includes(state.mode ?? ''),
    event.by.person !== '',
    !move.reasons || event.reasons !== '',
    !move.snapshot || event.snapshot !== undefined,
    !wanted || agreed,
  ].every(Boolean);
}

function checkState(definition: ProcedureDefinition, state: CaseState): void {
  assert.deepEqual(state.problems, []);
  const open = state.clocks.filter((clock) => clock.open !== null).map(({ code }) => code);
  assert.equal(new Set(open).size, open.length, 'one open run of a clock at a time');
  for (const clock of state.clocks) {
    assert.deepEqual(
      clock.periods.map(({ ordinal }) => ordinal),
      clock.periods.map((_, index) => index + 1),
    );
    if (clock.definition.isReview)
      assert.ok(clock.pauses.length === 0 && clock.periods.every(({ pausedDays }) => pausedDays === 0));
    if (!clock.definition.isConfirmed) assert.deepEqual([clock.state, clock.climbsTo], ['off', null]);
    for (const period of clock.periods) assert.ok(period.due >= period.dueAtFirst, 'nothing shortens a period');
    if (clock.state === 'overdue') assert.ok(clock.open!.due < state.today && clock.climbsTo !== null);
    if (clock.state === 'running' || clock.state === 'paused') assert.ok(clock.open!.due >= state.today);
    if (state.isEnded && clock.definition.ends.some(({ on }) => on === 'ended')) assert.equal(clock.open, null);
  }
  for (const later of state.notices) {
    const first = later.definition.after && state.notices.find(({ code }) => code === later.definition.after!.notice);
    if (later.sentOn === null || !first || first.sentOn !== null || later.owedSince > first.owedSince) continue;
    if (first.owedSince <= later.sentOn)
      assert.ok(later.exception, 'the second is told before the first only for a recorded reason');
  }
  assert.ok(definition.stages.some(({ code }) => code === state.stage));
}

interface Tally {
  moves: number;
  refused: number;
  ended: number;
}

/** One case of random right and wrong events; every answer is compared with the definition. */
function walk(definition: ProcedureDefinition, luck: Dice, tally: Tally): void {
  const span = isoToDay(definition.to ?? '2027-06-01') - isoToDay(definition.from);
  const bindingOn = plus(definition.from, luck.below(span));
  const openedOn = plus(bindingOn, luck.below(5));
  const opening = opened(openedOn, bindingOn, definition.code, definition.version);
  assert.equal(refuseEvent(rulebook, [], opening, anyAsking(definition, luck)), null);
  let events: readonly CaseEvent[] = [opening];
  let state = stateOf(rulebook, events, openedOn);
  for (let step = 0; step < 14; step += 1) {
    const event = anyEvent(definition, events, state, luck);
    const who = anyAsking(definition, luck);
    const today = [event.on, state.today].sort()[1]!;
    const before = stateOf(rulebook, events, today);
    const no = refuseEvent(rulebook, events, event, who);
    if (event.kind === 'move') {
      const move = definition.moves.find(({ code }) => code === event.move)!;
      assert.equal(no === null, mayMove(move, before, event, who, definition), `${move.code}: ${no?.words}`);
      const offered = movesFor(definition, before, who).allowed.some((each) => each.move === move.code);
      if (no === null) assert.ok(offered, 'what is taken was offered');
      tally[no === null ? 'moves' : 'refused'] += 1;
    }
    if (no) {
      assert.ok(no.words.length > 10 && no.words.endsWith('.'), `${no.code} says why in a sentence: ${no.words}`);
      // Put in all the same, a move from elsewhere is named as a problem and changes nothing.
      if (event.kind === 'move' && no.code === 'not-from-here') {
        const forced = stateOf(rulebook, [...events, event], today);
        assert.deepEqual({ ...forced, problems: [] }, before);
        assert.equal(forced.problems.length, 1);
      }
      continue;
    }
    const after = stateOf(rulebook, [...events, event], today);
    if (event.kind === 'move') assert.equal(after.stage, definition.moves.find(({ code }) => code === event.move)!.to);
    else if (event.kind !== 'corrected') assert.equal(after.stage, before.stage);
    if (event.kind === 'pause' || event.kind === 'extend') checkLater(before, after, event);
    events = [...events, event];
    state = after;
    checkState(definition, state);
  }
  // Asked about an earlier day, what came later counts for nothing; asked twice, the answer is the same.
  const midway = plus(openedOn, luck.below(120));
  assert.deepEqual(
    stateOf(rulebook, events, midway),
    stateOf(
      rulebook,
      events.filter(({ on }) => on <= midway),
      midway,
    ),
  );
  if (state.isEnded) tally.ended += 1;
  checkRebinding(definition, events, luck);
}

/** Moved to the next version of its rule, what is closed stays, the old day stays in sight and nobody becomes late by it. */
function checkRebinding(definition: ProcedureDefinition, events: readonly CaseEvent[], luck: Dice): void {
  const next = findVersion(rulebook, definition.code, definition.version + 1);
  if (!next) return;
  const on = [next.from, ...events.map((event) => event.on)].sort().at(-1)!;
  const order = { id: 'rebinding', on: plus(on, luck.below(40)), version: next.version, decider, reason: 'Because.' };
  const rebinding = rebind(rulebook, events, order);
  assert.ok('event' in rebinding, 'every stage of one version is in the next');
  const before = stateOf(rulebook, events, order.on);
  const after = stateOf(rulebook, [...events, rebinding.event], order.on);
  assert.deepEqual([after.problems, after.stage, after.version], [[], before.stage, next.version]);
  before.clocks.forEach((was, index) => {
    const is = after.clocks[index]!;
    if (!was.open) assert.deepEqual(is, was);
    else
      assert.deepEqual(is.periods.at(-1)!.before.at(-1), {
        version: was.version,
        due: was.open.due,
        on: order.on,
        reason: order.reason,
      });
    if (was.state !== 'overdue') assert.notEqual(is.state, 'overdue');
  });
}

function checkLater(before: CaseState, after: CaseState, event: EventOf<'pause'> | EventOf<'extend'>): void {
  before.clocks.forEach((clock, index) => {
    const [was, is] = [clock.open?.due, after.clocks[index]!.open?.due];
    if (was === undefined || is === undefined) return;
    assert.ok(is >= was, `${event.kind} never shortens ${clock.code}`);
    if (event.kind === 'extend') assert.equal(is > was, clock.code === event.clock && clock.open !== null);
    else if (clock.definition.isReview) assert.equal(is, was);
  });
}

describe('random cases with wrong moves', () => {
  const each = Number(process.env.SEQUENCES ?? 5400) / rulebook.length;
  for (const definition of rulebook) {
    test(`${definition.code} version ${definition.version}: refused moves change nothing, allowed ones lead where it says`, (t) => {
      const tally = { moves: 0, refused: 0, ended: 0 };
      for (let index = 0; index < each; index += 1) walk(definition, dice(seed + index), tally);
      t.diagnostic(
        `seed ${seed}: ${Math.ceil(each)} cases, ${tally.moves} moves, ${tally.refused} refused, ${tally.ended} ended`,
      );
      assert.ok(tally.moves > each && tally.refused > each, 'both ways are tried');
      assert.ok(findVersion(rulebook, definition.code, definition.version));
    });
  }
});
