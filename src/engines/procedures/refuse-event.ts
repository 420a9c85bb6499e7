/** Whether an event may be appended to a case: null, or the first reason why not. A refused event changes nothing. */
import { type Considered, isRealDay, refuseUnreasoned } from './considered.ts';
import { refuseExtension, refusePause, refuseResume } from './refuse-clock-event.ts';
import { refuseMove } from './refuse-move.ts';
import { refuseNotice } from './refuse-notice.ts';
import { stateOf } from './state-of.ts';
import type { Asking, CaseEvent, EventOf, IsoDay, Refused, Rulebook } from './types.ts';
import { findVersion, refused, versionFor } from './version-for.ts';

/** The latest day that the case or the event speaks of. */
const dayOf = (events: readonly CaseEvent[], event: CaseEvent): IsoDay =>
  [event.on, ...events.map(({ on }) => on)].sort().at(-1)!;

/** Null: it may be appended. With `today`, what has not happened yet is refused; a pause alone may begin later. */
export function refuseEvent(
  rulebook: Rulebook,
  events: readonly CaseEvent[],
  event: CaseEvent,
  asking: Asking & { readonly today?: IsoDay },
): Refused | null {
  if (!isRealDay(event.on)) return refused('no-such-day', `${event.on} is not a day of the calendar.`);
  if (asking.today !== undefined && event.on > asking.today && event.kind !== 'pause')
    return refused('not-yet', `${event.on} is still to come; only what has happened is recorded.`);
  if (events.some(({ id }) => id === event.id)) return refused('recorded-twice', 'This is recorded already.');
  if (events.length === 0) return refuseOpening(rulebook, event);
  if (event.kind === 'opened') return refused('opened-already', 'The case is open already.');
  const state = stateOf(rulebook, events, dayOf(events, event));
  const definition = findVersion(rulebook, state.procedure, state.version)!;
  return refuseByKind(rulebook, { definition, state, events, asking }, event);
}

function refuseByKind(
  rulebook: Rulebook,
  considered: Considered,
  event: Exclude<CaseEvent, { readonly kind: 'opened' }>,
): Refused | null {
  switch (event.kind) {
    case 'move':
      return refuseMove(considered, event);
    case 'fact':
      return considered.definition.facts[event.fact] === undefined
        ? refused('no-such-fact', `${considered.definition.name} knows nothing called ${event.fact}.`)
        : null;
    case 'notice':
      return refuseNotice(considered, event);
    case 'pause':
      return refusePause(considered, event);
    case 'resume':
      return refuseResume(considered, event);
    case 'extend':
      return refuseExtension(considered, event);
    case 'corrected':
      return refuseCorrection(rulebook, considered, event);
    case 'rebound':
      return refuseRebinding(rulebook, considered, event);
  }
}

function refuseOpening(rulebook: Rulebook, event: CaseEvent): Refused | null {
  if (event.kind !== 'opened') return refused('not-open', 'The case has not been opened.');
  if (!isRealDay(event.bindingOn)) return refused('no-such-day', `${event.bindingOn} is not a day of the calendar.`);
  if (event.bindingOn > event.on)
    return refused('bound-before', 'A case cannot be opened before the event that binds it to its rule.');
  const version = versionFor(rulebook, event.procedure, event.bindingOn);
  if (!version) return refused('no-rule', `No version of ${event.procedure} was in force on ${event.bindingOn}.`);
  if (version.version === event.version) return null;
  const words = `${version.binding.words} on ${event.bindingOn} binds the case to version ${version.version}, not ${event.version}.`;
  return refused('other-version', words, version.source);
}

function refuseCorrection(
  rulebook: Rulebook,
  { events, state }: Considered,
  event: EventOf<'corrected'>,
): Refused | null {
  const target = events.find(({ id }) => id === event.event);
  if (!target) return refused('nothing-to-correct', 'There is no such event in this case.');
  if (target.kind === 'opened')
    return refused('opening-stays', 'The opening of a case cannot be set aside; close it with its reason.');
  if (events.some((each) => each.kind === 'corrected' && each.event === event.event))
    return refused('corrected-already', 'It has been set aside already.');
  const unreasoned = refuseUnreasoned(event, 'A correction');
  if (unreasoned) return unreasoned;
  const after = stateOf(rulebook, [...events, event], dayOf(events, event));
  const [problem] = after.problems.filter((each) => !state.problems.includes(each));
  return problem ? refused('others-rest-on-it', `Later steps rest on it: ${problem}`) : null;
}

function refuseRebinding(rulebook: Rulebook, { state }: Considered, event: EventOf<'rebound'>): Refused | null {
  const next = findVersion(rulebook, event.procedure, event.version);
  if (event.procedure !== state.procedure || !next)
    return refused('no-such-version', `There is no version ${event.version} of ${event.procedure}.`);
  if (event.version === state.version) return refused('same-version', 'The case is under that version already.');
  if (next.from > event.on)
    return refused(
      'not-in-force',
      `Version ${event.version} is in force from ${next.from}, not on ${event.on}.`,
      next.source,
    );
  if (!next.stages.some(({ code }) => code === state.stage))
    return refused('no-such-stage', `Version ${event.version} has no stage like the one in which the case stands.`);
  return refuseUnreasoned(event, 'A change of version');
}
