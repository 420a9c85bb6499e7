/** Why a clock may not be paused, resumed or extended: nobody decides, no reason, no end, no ground, too far, or a review. */
import { dayToIso, isoToDay } from '../history.ts';
import { endOf } from './calendar.ts';
import { type Considered, farthest, isRealDay, refuseUnreasoned } from './considered.ts';
import type { Clock, ClockState, EventOf, Refused } from './types.ts';
import { refused } from './version-for.ts';

const list = (words: readonly string[]): string => words.join(', ');

export function refusePause(considered: Considered, event: EventOf<'pause'>): Refused | null {
  const { definition, state } = considered;
  const unreasoned = refuseUnreasoned(event, 'A pause');
  if (unreasoned) return unreasoned;
  if (!isRealDay(event.until)) return refused('end-missing', 'A pause needs the day on which it ends.');
  if (event.until < event.on) return refused('ends-before', 'A pause cannot end before it begins.');
  if (event.until > farthest(event.on)) return refused('too-long', 'A pause of more than ten years is none.');
  const unknown =
    event.clocks === 'all' ? [] : event.clocks.filter((code) => !definition.clocks.some((c) => c.code === code));
  if (unknown.length > 0) return refused('no-such-clock', `There is no clock called ${list(unknown)}.`);
  const named = definition.clocks.filter(({ code }) => event.clocks === 'all' || event.clocks.includes(code));
  if (event.clocks !== 'all') {
    const review = named.find(({ isReview }) => isReview);
    if (review)
      return refused('review-goes-on', `“${review.name}” is a review: it goes on whatever is paused.`, review.source);
  }
  const open = named.filter(({ code }) => state.clocks.some((clock) => clock.code === code && clock.open));
  return refuseGround(open, event) ?? refusePauseRule(considered, open, event);
}

function refuseGround(open: readonly Clock[], event: EventOf<'pause'>): Refused | null {
  if (open.length === 0) return refused('nothing-runs', 'None of these clocks is running.');
  const lacking = open.filter(({ pauses }) => !pauses.some(({ code }) => code === event.ground));
  const isForAll = event.clocks === 'all';
  if (isForAll ? lacking.length < open.length : lacking.length === 0) return null;
  const words = `The rule does not allow ${event.ground} as a ground to pause ${list(lacking.map(({ name }) => `“${name}”`))}.`;
  return refused('no-such-ground', words, lacking[0]!.source);
}

function refusePauseRule(
  { definition, asking }: Considered,
  open: readonly Clock[],
  event: EventOf<'pause'>,
): Refused | null {
  for (const clock of open) {
    const ground = clock.pauses.find(({ code }) => code === event.ground);
    if (!ground) continue;
    if (!ground.by.some((role) => asking.roles.includes(role)))
      return refused(
        'not-yours',
        `A pause for this is decided by: ${list(ground.by.map((role) => definition.roles[role] ?? role))}.`,
      );
    if (!ground.most) continue;
    const last = dayToIso(endOf(isoToDay(event.on), ground.most, definition.nation, 'from-the-day'));
    if (event.until > last)
      return refused('too-long', `A pause for this ends by ${last} and is then decided again.`, ground.source);
  }
  return null;
}

export function refuseResume({ events }: Considered, event: EventOf<'resume'>): Refused | null {
  const paused = events.find((each) => each.kind === 'pause' && each.id === event.pause);
  if (paused?.kind !== 'pause') return refused('no-such-pause', 'There is no such pause in this case.');
  const unreasoned = refuseUnreasoned(event, 'Ending a pause');
  if (unreasoned) return unreasoned;
  if (event.on < paused.on) return refused('ends-before', 'A pause cannot end before it began.');
  const isOver = event.on > paused.until || events.some((each) => each.kind === 'resume' && each.pause === event.pause);
  return isOver ? refused('over-already', 'That pause is over.') : null;
}

export function refuseExtension(considered: Considered, event: EventOf<'extend'>): Refused | null {
  const { definition, state, asking } = considered;
  const unreasoned = refuseUnreasoned(event, 'An extension');
  if (unreasoned) return unreasoned;
  if (!isRealDay(event.until)) return refused('end-missing', 'An extension needs the day to which it goes.');
  const clock = state.clocks.findLast(({ code }) => code === event.clock);
  if (!clock?.open) return refused('nothing-runs', `No clock called ${event.clock} is running.`);
  if (!clock.isOn)
    return refused('clock-off', `“${clock.name}” is off until somebody confirms its rule.`, clock.definition.source);
  const rule = clock.definition.extension;
  if (!rule)
    return refused('not-extendable', `The rule does not let “${clock.name}” be extended.`, clock.definition.source);
  if (!rule.by.some((role) => asking.roles.includes(role)))
    return refused(
      'not-yours',
      `It is extended by: ${list(rule.by.map((role) => definition.roles[role] ?? role))}.`,
      rule.source,
    );
  return refuseReach(clock, event, definition.nation);
}

function refuseReach(clock: ClockState, event: EventOf<'extend'>, nation: Parameters<typeof endOf>[2]): Refused | null {
  const { due, extensions } = clock.open!;
  const { most, times, source } = clock.definition.extension!;
  if (event.until > farthest(event.on)) return refused('too-far', 'An extension of more than ten years is none.');
  if (event.until <= due) return refused('no-extension', `It is due on ${due} already; an extension goes beyond that.`);
  if (times !== undefined && extensions.length >= times)
    return refused(
      'extended-before',
      `The rule allows ${times === 1 ? 'one extension' : `${times} extensions`}.`,
      source,
    );
  if (!most) return null;
  const last = dayToIso(endOf(isoToDay(due), most, nation));
  return event.until > last ? refused('too-far', `It can be extended to ${last} at most.`, source) : null;
}
