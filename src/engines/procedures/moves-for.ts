/** Which moves are open from where a case stands, for the one who asks, and in plain words why the others are not. */
import { keysOf, keysOfMove } from './triggers.ts';
import type {
  AllowedMove,
  Asking,
  CaseState,
  Code,
  Move,
  Moves,
  ProcedureDefinition,
  Refused,
  RefusedMove,
  SecondPerson,
} from './types.ts';
import { refused } from './version-for.ts';

/** The moves of the stage in the order of the definition, each allowed or refused with every reason there is. */
export function movesFor(definition: ProcedureDefinition, state: CaseState, asking: Asking): Moves {
  const here = definition.moves.filter(({ from }) => from.includes(state.stage));
  const allowed: AllowedMove[] = [];
  const refusals: RefusedMove[] = [];
  for (const move of here) {
    const because = reasonsAgainst(definition, state, move, asking);
    if (because.length === 0) allowed.push(allowedMove(definition, state, move, asking));
    else refusals.push({ move: move.code, name: move.name, because });
  }
  return { allowed, refused: refusals };
}

/** Walls first: whoever may not take part is told that and no more. */
function reasonsAgainst(definition: ProcedureDefinition, state: CaseState, move: Move, asking: Asking): Refused[] {
  const walls = definition.walls
    .filter((wall) => wall.isEverywhere || move.walls?.includes(wall.code))
    .filter((wall) => asking.walls.has(wall.code))
    .map((wall) => refused(`wall:${wall.code}`, wall.refusal));
  if (walls.length > 0) return walls;
  const against: Refused[] = [];
  if (!move.by.some((role) => asking.roles.includes(role))) against.push(notYours(definition, move));
  if (move.onlyInModes && !move.onlyInModes.includes(state.mode ?? ''))
    against.push(otherMode(definition, state, move));
  for (const code of move.needs) {
    if (asking.fulfilled.has(code)) continue;
    const requirement = definition.requirements.find((each) => each.code === code);
    against.push(refused(`needs:${code}`, requirement?.refusal ?? `${code} is missing.`, move.source));
  }
  return against;
}

const listOr = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

function notYours(definition: ProcedureDefinition, move: Move): Refused {
  const who = listOr(move.by.map((role) => definition.roles[role] ?? role));
  return refused('not-yours', `“${move.name}” is for: ${who}.`, move.source);
}

function otherMode(definition: ProcedureDefinition, state: CaseState, move: Move): Refused {
  const nameOf = (code: Code) => definition.modes.find((mode) => mode.code === code)?.name ?? code;
  const open = listOr((move.onlyInModes ?? []).map(nameOf));
  const now = state.mode === null ? 'No mode has been set yet' : `The mode is now ${nameOf(state.mode)}`;
  return refused('other-mode', `“${move.name}” is open only in the mode: ${open}. ${now}.`, move.source);
}

/** Who has to agree to this move as things stand; null where nobody does. */
export function secondFor(move: Move, conditions: ReadonlySet<Code>): SecondPerson | null {
  const { second } = move;
  if (!second) return null;
  return second.when === 'always' || second.when.some((code) => conditions.has(code)) ? second : null;
}

function allowedMove(definition: ProcedureDefinition, state: CaseState, move: Move, asking: Asking): AllowedMove {
  const keys = new Set(keysOfMove(definition, move));
  const isSetOff = (triggers: Parameters<typeof keysOf>[0]) => keysOf(triggers).some((key) => keys.has(key));
  const running = new Set(state.clocks.filter(({ open }) => open !== null).map(({ code }) => code));
  return {
    move: move.code,
    name: move.name,
    to: move.to,
    definition: move,
    asks: { reasons: move.reasons, snapshot: move.snapshot, second: secondFor(move, asking.conditions) },
    owes: definition.notices.filter(({ owedOn }) => isSetOff(owedOn)).map(({ code }) => code),
    starts: definition.clocks.filter(({ starts }) => isSetOff(starts)).map(({ code }) => code),
    ends: definition.clocks
      .filter(({ code, done, ends }) => running.has(code) && (isSetOff(done) || isSetOff(ends)))
      .map(({ code }) => code),
  };
}
