/** What happens in the invented present system from one night to the next. */
import { addDays } from '../../src/platform/clock.ts';
import type { Dice, Share } from './dice.ts';
import type { Allegation, Person, State, StatusWord, TypeWord } from './legacy.ts';
import { circumstanceWords, clockWords, family, given, ranks, statusWords, typeWords, units } from './legacy-words.ts';

const keysOf = <K extends string>(list: Readonly<Record<K, unknown>>): K[] => Object.keys(list) as K[];
const types: readonly TypeWord[] = keysOf(typeWords);
const circumstances = keysOf(circumstanceWords);
const clockKinds = keysOf(clockWords);
/** A withdrawal is made while nothing is decided; after a result the present system keeps the result, as ours does. */
const results = keysOf(statusWords).filter((word) => word !== 'In hand' && word !== 'Withdrawn by complainant');

export interface Turn {
  readonly night: string;
  readonly people: number;
  readonly allegations: number;
  readonly changes: number;
}

type Change = (state: State, dice: Dice, night: string) => void;

const number = (state: State): number => {
  state.next += 1;
  return state.next;
};

const addPerson: Change = (state, dice, night) => {
  const person: Person = {
    number: String(1000 + number(state)).padStart(6, '0'),
    previous: null,
    forename: dice.pick(given),
    surname: dice.pick(family),
    isStaff: dice.chance(0.2),
    joined: addDays(night, -dice.int(200, 6000)),
    left: null,
  };
  state.people.push(person);
  if (dice.chance(0.85)) addPost(state, dice, night, person);
};

function addPost(state: State, dice: Dice, night: string, person = dice.pick(state.people)): void {
  state.posts.push({
    ref: `P${number(state)}`,
    person,
    unit: dice.pick(units),
    rank: dice.pick(ranks),
    from: addDays(night, -dice.int(0, 190)),
    to: null,
  });
}

const daysBefore = (dice: Dice, night: string, most: number): string => addDays(night, -dice.int(1, most));

function addAllegation(state: State, dice: Dice, night: string): void {
  const count = dice.chance(0.25) ? 2 : 1;
  const received = daysBefore(dice, night, 900);
  const caseNo = `CM/${received.slice(0, 4)}/${String(number(state)).padStart(5, '0')}`;
  for (let each = 1; each <= count; each += 1) {
    const from = daysBefore(dice, received, 400);
    const isOpen = dice.chance(0.5);
    const allegation: Allegation = {
      ref: `${caseNo}-${each}`,
      previous: null,
      case: caseNo,
      mergedInto: null,
      person: dice.pick(state.people),
      received,
      from,
      to: dice.chance(0.7) ? from : [addDays(from, dice.int(1, 40)), received].sort()[0]!,
      type: dice.pick(types),
      status: isOpen ? 'In hand' : dice.pick(results),
      resultOn: isOpen ? null : dateAfter(dice, received, night),
      circumstance: dice.chance(0.4) ? dice.pick(circumstances) : null,
      workingDays: dice.int(0, 90),
      unit: dice.pick(units),
      words: `Told at the front counter, note ${number(state)}, "as it was said"`,
      isSpoiled: dice.chance(0.04),
    };
    state.allegations.push(allegation);
    if (dice.chance(0.6)) addPaper(state, dice, night, allegation);
    if (isOpen && dice.chance(0.7)) addClock(state, dice, night, allegation);
  }
}

const dateAfter = (dice: Dice, day: string, latest: string): string =>
  [addDays(day, dice.int(0, 300)), latest].sort()[0]!;

function addPaper(state: State, dice: Dice, night: string, of = dice.pick(state.allegations)): void {
  state.documents.push({
    ref: `D${number(state)}`,
    of,
    name: `Statement ${number(state)}.pdf`,
    hash: Array.from({ length: 16 }, () => dice.int(16, 255).toString(16)).join(''),
    added: daysBefore(dice, night, 30),
  });
}

function addClock(state: State, dice: Dice, night: string, of = dice.pick(state.allegations)): void {
  state.clocks.push({
    ref: `K${number(state)}`,
    of,
    what: dice.pick(clockKinds),
    due: addDays(night, dice.int(-20, 60)),
    done: null,
    owner: dice.pick(state.people),
  });
}

/** One of the list, if there is any. */
const some = <T>(dice: Dice, list: readonly T[], change: (one: T) => void): void => {
  if (list.length > 0) change(dice.pick(list));
};

function take<T>(list: T[], one: T): T {
  list.splice(list.indexOf(one), 1);
  return one;
}

function decide(one: Allegation, dice: Dice, night: string): void {
  if (one.isSpoiled) return;
  const next: StatusWord =
    one.status === 'In hand'
      ? dice.pick([...results, 'Withdrawn by complainant'])
      : dice.chance(0.3)
        ? 'In hand'
        : dice.pick(results);
  one.status = next;
  one.resultOn = next === 'In hand' ? null : dateAfter(dice, one.received, night);
}

function rekeyCase(state: State, one: Allegation): void {
  const was = one.case;
  const now = `PSD/${String(number(state)).padStart(6, '0')}`;
  const all = [...state.allegations, ...state.gone.allegations.map(({ row }) => row)];
  for (const each of all) {
    if (each.mergedInto === was) each.mergedInto = now;
    if (each.case !== was) continue;
    each.previous = each.ref;
    each.case = now;
    each.ref = `${now}-${each.ref.split('-').at(-1)}`;
  }
}

function remove(state: State, one: Allegation): void {
  take(state.allegations, one);
  const own = <T extends { of: Allegation }>(list: T[]): T[] => {
    const found = list.filter((each) => each.of === one);
    for (const each of found) take(list, each);
    return found;
  };
  own(state.gone.documents);
  own(state.gone.clocks);
  state.gone.allegations.push({ row: one, documents: own(state.documents), clocks: own(state.clocks) });
}

function bringBack(state: State, dice: Dice): void {
  some(dice, state.gone.allegations, (gone) => {
    take(state.gone.allegations, gone);
    state.allegations.push(gone.row);
    state.documents.push(...gone.documents);
    state.clocks.push(...gone.clocks);
  });
}

const inAllegation =
  (change: (one: Allegation, dice: Dice, state: State, night: string) => void): Change =>
  (state, dice, night) =>
    some(dice, state.allegations, (one) => change(one, dice, state, night));

function mergeOrPart(one: Allegation, dice: Dice, state: State): void {
  if (one.mergedInto !== null) {
    for (const each of state.allegations) if (each.case === one.case) each.mergedInto = null;
    return;
  }
  const others = state.allegations.filter((each) => each.case !== one.case && each.mergedInto === null);
  some(dice, others, (other) => {
    for (const each of state.allegations) if (each.case === one.case) each.mergedInto = other.case;
  });
}

const changes: readonly Share<Change>[] = [
  [addPerson, 2],
  [
    (state, dice) =>
      some(dice, state.people, (one) => {
        one.surname = dice.pick(family);
      }),
    1,
  ],
  [
    (state, dice, night) =>
      some(dice, state.people, (one) => {
        one.left = one.left === null ? daysBefore(dice, night, 20) : null;
      }),
    0.5,
  ],
  [
    (state, dice) =>
      some(dice, state.people, (one) => {
        one.previous = one.number;
        one.number = `9${String(number(state)).padStart(5, '0')}`;
      }),
    0.5,
  ],
  [(state, dice, night) => addPost(state, dice, night), 1],
  [
    (state, dice, night) =>
      some(dice, state.posts, (one) => {
        if (one.to === null) one.to = [one.from, night].sort()[1]!;
        else one.unit = dice.pick(units);
      }),
    1,
  ],
  [(state, dice) => some(dice, state.posts, (one) => state.gone.posts.push(take(state.posts, one))), 0.5],
  [(state, dice) => some(dice, state.gone.posts, (one) => state.posts.push(take(state.gone.posts, one))), 0.5],
  [addAllegation, 3],
  [inAllegation((one, dice, _, night) => decide(one, dice, night)), 6],
  [
    inAllegation((one, dice) => {
      one.type = dice.pick(types);
    }),
    2,
  ],
  [
    inAllegation((one, dice) => {
      one.to = one.from = daysBefore(dice, one.received, 400);
    }),
    1,
  ],
  [
    inAllegation((one, dice) => {
      one.circumstance = dice.chance(0.3) ? null : dice.pick(circumstances);
    }),
    1.5,
  ],
  [
    inAllegation((one, dice) => {
      one.workingDays += dice.int(1, 9);
    }),
    2,
  ],
  [
    inAllegation((one, dice) => {
      one.unit = dice.pick(units);
    }),
    1,
  ],
  [
    inAllegation((one, _, state) => {
      one.words = `Told again, note ${number(state)}`;
    }),
    1,
  ],
  [
    inAllegation((one, dice) => {
      one.received = daysBefore(dice, one.received, 20);
    }),
    0.7,
  ],
  [
    inAllegation((one, dice, state) => {
      one.person = dice.pick(state.people);
    }),
    0.7,
  ],
  [inAllegation((one, _, state) => rekeyCase(state, one)), 1],
  [inAllegation((one, dice, state) => mergeOrPart(one, dice, state)), 1],
  [inAllegation((one, _, state) => remove(state, one)), 1.2],
  [(state, dice) => bringBack(state, dice), 0.8],
  [
    inAllegation((one) => {
      one.isSpoiled = !one.isSpoiled;
    }),
    0.4,
  ],
  [
    (state) => {
      for (const one of state.allegations) one.isSpoiled = false;
    },
    0.4,
  ],
  [
    (state, dice, night) => {
      if (state.allegations.length > 0) addPaper(state, dice, night);
    },
    1,
  ],
  [
    (state, dice) =>
      some(dice, state.documents, (one) => {
        one.name = `Statement ${number(state)}.docx`;
      }),
    0.7,
  ],
  [(state, dice) => some(dice, state.documents, (one) => state.gone.documents.push(take(state.documents, one))), 0.7],
  [
    (state, dice) => some(dice, state.gone.documents, (one) => state.documents.push(take(state.gone.documents, one))),
    0.5,
  ],
  [
    (state, dice, night) => {
      if (state.allegations.length > 0) addClock(state, dice, night);
    },
    1,
  ],
  [
    (state, dice, night) =>
      some(dice, state.clocks, (one) => {
        one.due = addDays(night, dice.int(1, 60));
      }),
    1,
  ],
  [
    (state, dice) =>
      some(dice, state.clocks, (one) => {
        one.owner = dice.pick(state.people);
      }),
    0.7,
  ],
  [
    (state, dice, night) =>
      some(dice, state.clocks, (one) => {
        one.done = one.done === null ? night : null;
      }),
    2,
  ],
  [(state, dice) => some(dice, state.clocks, (one) => state.gone.clocks.push(take(state.clocks, one))), 0.5],
  [(state, dice) => some(dice, state.gone.clocks, (one) => state.clocks.push(take(state.gone.clocks, one))), 0.5],
];

/** One day in the life of the system. A status changes at most once between two exports. */
export function changeState(state: State, dice: Dice, turn: Turn): void {
  for (let count = 0; count < turn.people; count += 1) addPerson(state, dice, turn.night);
  for (let count = 0; count < turn.allegations; count += 1) addAllegation(state, dice, turn.night);
  const statuses = new Map(
    [...state.allegations, ...state.gone.allegations.map(({ row }) => row)].map((one) => [one, one.status]),
  );
  for (let count = 0; count < turn.changes; count += 1) dice.weighted(changes)(state, dice, turn.night);
  for (const one of state.allegations) {
    const was = statuses.get(one);
    // Decided this morning and withdrawn this afternoon reads, from one night to the next, as a result withdrawn.
    if (one.status !== 'Withdrawn by complainant' || was === undefined || was === 'In hand' || was === one.status)
      continue;
    one.status = was;
    one.resultOn = one.resultOn ?? turn.night;
  }
}
