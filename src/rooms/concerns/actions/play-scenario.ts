/**
 * Plays a history into an empty house, event by event, through the rooms' own actions, and looks after each event at what
 * the rooms show. It knows no room by name: the plays and shows are handed to it. It never reads the words of an event.
 */
import { dayToIso } from '../../../engines/history.ts';
import { daysOf } from '../../../engines/scenario/days-of.ts';
import {
  checkExpectation,
  checkProhibition,
  type Met,
  type ShownEvents,
  type Violation,
} from '../../../engines/scenario/expectations.ts';
import { type Play, type Shows, type Told, takes } from '../../../engines/scenario/play.ts';
import type { Scenario } from '../../../engines/scenario/read-scenario.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { type Act, type Ground, inTransaction, mustTransact, type Tx } from '../../../platform/transaction.ts';
import { type Settled, settle } from './settle.ts';
import { tell } from './tell.ts';

/** An empty house whose clock can be set: opened for one history and thrown away after. */
export interface EmptyWorld {
  readonly ground: Ground;
  readonly setDay: (day: string) => void;
  readonly close: () => Promise<void>;
}

/** The rooms' plays, asked in this order, and what the rooms show. */
export interface Cast {
  readonly plays: readonly Play<Tx>[];
  readonly shows: readonly Shows<Tx>[];
  /** Called after each event, with the number of the event behind an entry: for those who check more than the file asks. */
  readonly watch?: (tx: Tx, n: number, eventOf: ReadonlyMap<string, number>) => Promise<void>;
}

export interface ScenarioReport {
  readonly id: string;
  readonly passed: boolean;
  readonly expectations: readonly Met[];
  readonly violations: readonly Violation[];
  /** Which action took each event; `not yet` where it came in by the last door. */
  readonly played: readonly { readonly n: number; readonly by: string; readonly overridden?: string }[];
}

const clerk: Act = { actor: null, face: 'clerk' };

interface Playing {
  readonly world: EmptyWorld;
  readonly cast: Cast;
  readonly settled: Settled;
  /** The entry that each event became, and the event behind each entry. Held here and nowhere in the house. */
  readonly entries: Map<number, string>;
  readonly eventOf: Map<string, number>;
  readonly played: Map<number, { by: string; overridden?: string }>;
}

interface Entered {
  readonly by: string;
  readonly ids: readonly string[];
}

async function enter(tx: Tx, plays: readonly Play<Tx>[], told: Told): Promise<Entered> {
  for (const play of plays) {
    if (!takes(play, told)) continue;
    const ids = await play.play(tx, told);
    if (ids.length > 0) return { by: play.isLastDoor ? `${play.name} (not yet)` : play.name, ids };
  }
  throw new Error(`no play takes ${told.source}, ${told.type}, ${told.step}: the last door must be among the plays`);
}

const asItHappened = 'It so happened: the history tells of it as done.';

/** Enters an event as an attempt. What is refused is overridden, with a second person, because it so happened. */
async function playEvent(playing: Playing, n: number, told: Told): Promise<void> {
  const { ground } = playing.world;
  const { plays } = playing.cast;
  const attempt = (as: Told) => inTransaction(ground, 'clerks', clerk, (tx) => enter(tx, plays, as));
  let entered = await attempt(told);
  let overridden: string | null = null;
  if (isRefusal(entered)) {
    overridden = entered.words;
    const { secondPerson } = playing.settled;
    entered = await attempt({ ...told, evidence: { shown: asItHappened }, secondPerson });
  }
  if (isRefusal(entered)) throw new Error(`event ${n} is refused: ${entered.words}`);
  playing.entries.set(n, entered.ids[0]!);
  for (const id of entered.ids) playing.eventOf.set(id, n);
  playing.played.set(n, { by: entered.by, ...(overridden === null ? {} : { overridden }) });
}

/** What the rooms show of a code for a subject now, citing events. Null where no room shows the code at all. */
async function look(tx: Tx, playing: Playing, code: string, ref: string): Promise<ShownEvents[] | null> {
  const rooms = playing.cast.shows.filter((room) => room.codes.includes(code));
  if (rooms.length === 0) return null;
  const items: ShownEvents[] = [];
  for (const room of rooms) {
    for (const { rule, why, cites } of await room.show(tx, code, playing.settled.ids.get(ref)!)) {
      const events = cites.flatMap((id) => playing.eventOf.get(id) ?? []);
      items.push({ room: room.room, rule, why, cites: [...new Set(events)] });
    }
  }
  return items;
}

interface Seen {
  readonly expectations: Map<Scenario['expect'][number], Met>;
  readonly violations: Map<Scenario['mustNot'][number], Violation>;
}

async function lookAfter(tx: Tx, playing: Playing, scenario: Scenario, n: number, seen: Seen): Promise<void> {
  const found = new Map<string, ShownEvents[] | null>();
  const lookOnce = async (code: string, ref: string) => {
    const key = `${code} ${ref}`;
    if (!found.has(key)) found.set(key, await look(tx, playing, code, ref));
    return found.get(key)!;
  };
  const by = playing.played.get(n)?.by;
  for (const wanted of scenario.expect) {
    if (wanted.after !== n) continue;
    const items = await lookOnce(wanted.code, wanted.subject);
    seen.expectations.set(wanted, checkExpectation(wanted, items, `; event ${n} was entered by ${by}`));
  }
  for (const ban of scenario.mustNot) {
    if (seen.violations.has(ban) || (ban.until != null && n > ban.until && ban.excludes == null)) continue;
    const violation = checkProhibition(ban, n, (await lookOnce(ban.code, ban.subject)) ?? []);
    if (violation) seen.violations.set(ban, violation);
  }
  await playing.cast.watch?.(tx, n, playing.eventOf);
}

/** Plays one history into the world and reports what was met and what was broken. */
export async function playScenario(world: EmptyWorld, scenario: Scenario, cast: Cast): Promise<ScenarioReport> {
  const days = daysOf(scenario.events);
  const first = scenario.events[0];
  if (first) world.setDay(dayToIso(days.get(first.n)!.knownOn));
  const settled = await mustTransact(world.ground, 'clerks', clerk, (tx) => settle(tx, scenario));
  const playing: Playing = { world, cast, settled, entries: new Map(), eventOf: new Map(), played: new Map() };
  const seen: Seen = { expectations: new Map(), violations: new Map() };
  for (const event of scenario.events) {
    const when = days.get(event.n)!;
    world.setDay(dayToIso(when.knownOn));
    await playEvent(playing, event.n, tell(event, when, settled, playing.entries));
    await mustTransact(world.ground, 'clerks', clerk, (tx) => lookAfter(tx, playing, scenario, event.n, seen));
  }
  const expectations = scenario.expect.map((wanted) => seen.expectations.get(wanted)!);
  const violations = [...seen.violations.values()];
  return {
    id: scenario.id,
    passed: violations.length === 0 && expectations.every(({ ok, severity }) => ok || severity === 'should'),
    expectations,
    violations,
    played: [...playing.played].map(([n, how]) => ({ n, ...how })),
  };
}
