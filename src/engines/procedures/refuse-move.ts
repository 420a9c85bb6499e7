/** Why a move may not be made as it is put: not from here, not by you, not yet, without reasons, or without a second person. */

import type { Considered } from './considered.ts';
import { movesFor, secondFor } from './moves-for.ts';
import type { EventOf, Move, Refused, SecondPerson } from './types.ts';
import { refused } from './version-for.ts';

export function refuseMove({ definition, state, asking }: Considered, event: EventOf<'move'>): Refused | null {
  const move = definition.moves.find(({ code }) => code === event.move);
  if (!move) return refused('no-such-move', `${definition.name} has no move called ${event.move}.`);
  if (!move.from.includes(state.stage)) {
    const stage = definition.stages.find(({ code }) => code === state.stage);
    return refused(
      'not-from-here',
      `“${move.name}” cannot be made while the case stands at “${stage?.name}”.`,
      move.source,
    );
  }
  if (event.on < state.stageSince)
    return refused(
      'before-the-last',
      `The case came to this stage on ${state.stageSince}; a move from it cannot be earlier.`,
    );
  const against = movesFor(definition, state, asking).refused.find((each) => each.move === move.code);
  if (against) return against.because[0]!;
  if (event.by.person.trim() === '') return refused('decider-missing', 'A move needs somebody who makes it.');
  return refuseUnwritten(move, event) ?? refuseSecond(secondFor(move, asking.conditions), event);
}

function refuseUnwritten(move: Move, event: EventOf<'move'>): Refused | null {
  if (move.reasons && (event.reasons ?? '').trim() === '')
    return refused('reason-missing', `“${move.name}” needs written reasons.`, move.source);
  if (move.snapshot && !event.snapshot)
    return refused(
      'snapshot-missing',
      `“${move.name}” keeps what the decider saw; open the whole record first.`,
      move.source,
    );
  return null;
}

function refuseSecond(wanted: SecondPerson | null, { second, by }: EventOf<'move'>): Refused | null {
  if (!wanted) return null;
  if (!second) return refused('second-missing', `${wanted.words} Nobody has agreed yet.`);
  if (second.person === by.person) return refused('second-is-first', 'The second person has to be somebody else.');
  const inside = wanted.outside.filter((code) => !second.outside.includes(code));
  if (inside.length === 0) return null;
  return refused('second-not-outside', `${wanted.words} The one who agreed is not outside: ${inside.join(', ')}.`);
}
