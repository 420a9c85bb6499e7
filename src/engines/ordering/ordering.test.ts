import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoToDay } from '../history.ts';
import { createDice, type Dice } from '../statistics/random.ts';
import { orderByScore, rankFigures } from '../statistics/ranking.ts';
import { assess } from './assess.ts';
import { baselineScores } from './baselines.ts';
import { estimateDelay, shareKnownWithin, shareOfWindowKnown } from './delay.ts';
import { eventsKnownBefore, type OrderingEvent } from './events.ts';
import { featuresAsAt, frequentTypes } from './features.ts';
import { classOfFinding } from './from-mapped.ts';
import { flagShares, groupFigures } from './groups.ts';
import { mattersKnownBefore } from './matters.ts';
import { orderByRisk } from './order.ts';
import { movesOf, reasonFor } from './reasons.ts';

const seed = 41;
const at = isoToDay('2012-01-01');
const begin = isoToDay('2002-01-01');
const end = isoToDay('2014-01-01');

interface Planted {
  readonly events: OrderingEvent[];
  /** Yearly rate of each person: the truth the ordering should recover. */
  readonly rate: Map<string, number>;
  /** Somebody with an upheld matter that happened in the two years from `at`. */
  readonly outcome: Set<string>;
}

function event(part: Partial<OrderingEvent> & { person: string; known: number }): OrderingEvent {
  return {
    matter: null,
    happened: part.known,
    type: 'incivility',
    source: 'public-complaint',
    finding: 'none',
    findingKnown: null,
    unit: null,
    ...part,
  };
}

const waitFor = (dice: Dice, yearly: number): number => Math.ceil((-Math.log(1 - dice.next()) / yearly) * 365);

/** Days from which a person is on the street (even places) and at a desk (odd places), five years each on average. */
function turnsOf(dice: Dice): number[] {
  const turns = [begin - waitFor(dice, 0.2)];
  while (turns.at(-1)! < end) turns.push(turns.at(-1)! + waitFor(dice, 0.2));
  return dice.next() < 0.5 ? turns : [begin - 9999, ...turns];
}

const atDesk = (turns: readonly number[], day: number): boolean => turns.filter((turn) => turn <= day).length % 2 === 0;

/** Careers with a hazard of their own, a fifteenth of it while at a desk; a fifth of matters is upheld. */
function plant(dice: Dice, people: number, findingDelay: number): Planted {
  const events: OrderingEvent[] = [];
  const rate = new Map<string, number>();
  const outcome = new Set<string>();
  for (let p = 0; p < people; p++) {
    const person = `P${String(p).padStart(5, '0')}`;
    const yearly = 0.5 * Math.exp(0.9 * dice.normal());
    const turns = turnsOf(dice);
    rate.set(person, atDesk(turns, at) ? yearly / 15 : yearly);
    for (let day = begin + waitFor(dice, yearly); day < end; day += waitFor(dice, yearly)) {
      if (atDesk(turns, day) && dice.next() > 1 / 15) continue;
      const upheld = dice.next() < 0.2;
      if (upheld && day >= at) outcome.add(person);
      const known = day + dice.below(60);
      const type = dice.next() < 0.4 ? 'excessive-force' : 'incivility';
      const finding = upheld ? 'upheld' : 'decided';
      const matter = `${person}-${day}`;
      events.push(event({ person, matter, known, happened: day, type, finding, findingKnown: known + findingDelay }));
    }
  }
  return { events, rate, outcome };
}

const planted = plant(createDice(seed), 5000, 400);

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (v: readonly number[]): number => v.reduce((x, y) => x + y, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (f: (i: number) => number): number => a.reduce((total, _, i) => total + f(i), 0);
  const cov = sum((i) => (a[i]! - ma) * (b[i]! - mb));
  return cov / Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2));
}

test('SIG-08 a planted hazard is recovered, better than by counting, and the chances come true', () => {
  const table = eventsKnownBefore(planted.events, at);
  const order = orderByRisk(table);
  assert.equal(order.target, 'upheld');
  const people = Array.from(order.person, (p) => table.persons[p]!);
  const counts = baselineScores(table).count5y;
  const truth = people.map((person) => Math.log(planted.rate.get(person)!));
  const found = correlation(truth, Array.from(order.rate, Math.log));
  const counted = correlation(
    truth,
    Array.from(order.person, (p) => Math.log(0.5 + counts[p]!)),
  );
  assert.ok(found > 0.55 && found > counted + 0.05, `with the planted rate: model ${found}, count ${counted}`);
  const positive = Uint8Array.from(people, (person) => (planted.outcome.has(person) ? 1 : 0));
  const figures = assess({
    positive,
    model: order.score,
    chances: order.score,
    rules: { count5y: Float64Array.from(order.person, (p) => counts[p]!) },
    top: [5, 10],
    draws: 300,
    seed,
  });
  assert.ok(figures.differences.count5y!.intervals.auc[0] > 0, JSON.stringify(figures.differences.count5y));
  const oracle = rankFigures(orderByScore(truth), positive, [0.05]).auc;
  assert.ok(figures.model.auc > oracle - 0.1, `AUC ${figures.model.auc}, knowing the rate itself ${oracle}`);
  assert.ok(figures.model.slope > 0.75 && figures.model.slope < 1.3, `slope ${figures.model.slope}`);
  const level = figures.model.observedOverExpected;
  assert.ok(level > 0.7 && level < 1.4, `came over foretold ${level}`);
  const [recall, chance] = [figures.model.recallAt['10']!, figures.chance.recallAt['10']!];
  assert.ok(recall > 1.8 * chance, `recall at ten per cent ${recall}, by lot ${chance}`);
});

test('SIG-08 where no finding has a day none is used, and the score says what it is instead', () => {
  const blind = planted.events.map((e) => ({ ...e, findingKnown: null }));
  const order = orderByRisk(eventsKnownBefore(blind, at));
  assert.equal(order.target, 'allegations');
  assert.match(order.targetWords, /none was used, not even to learn from/);
  const swapped = blind.map((e, i) => ({ ...e, finding: i % 3 === 0 ? ('upheld' as const) : ('decided' as const) }));
  assert.deepEqual(orderByRisk(eventsKnownBefore(swapped, at)).score, order.score);
});

const report = (events: readonly OrderingEvent[], day: number): string => {
  const table = eventsKnownBefore(events, day);
  const order = orderByRisk(table);
  return Array.from(order.person, (p, row) => `${table.persons[p]},${order.score[row]},${reasonFor(order, row)}`).join(
    '\n',
  );
};

test('SIG-08 nothing known on or after the day moves a byte of the scores', () => {
  const honest = report(planted.events, at);
  const dice = createDice(seed + 1);
  const tampered = planted.events.flatMap((e): OrderingEvent[] => {
    if (e.known >= at)
      return dice.next() < 0.5 ? [] : [{ ...e, type: 'new', finding: 'upheld', findingKnown: at, unit: 'X' }];
    return e.findingKnown !== null && e.findingKnown >= at ? [{ ...e, finding: 'eliminated', findingKnown: at }] : [e];
  });
  const later = Array.from({ length: 500 }, (_, i) =>
    event({ person: `P${String(i).padStart(5, '0')}`, known: at, happened: at - 400, matter: `late-${i % 9}` }),
  );
  assert.equal(report([...tampered, ...later], at), honest);
  assert.notEqual(report([...planted.events, ...later.map((e) => ({ ...e, known: at - 1 }))], at), honest);
});

test('SIG-08 the order of the rows does not matter', () => {
  const dice = createDice(seed + 2);
  const shuffled = planted.events
    .map((e) => ({ e, key: dice.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ e }) => e);
  assert.equal(report(shuffled, at), report(planted.events, at));
});

test('SIG-08 with the outcomes dealt out at random nothing is found', () => {
  const order = orderByRisk(eventsKnownBefore(planted.events, at));
  const dice = createDice(seed + 3);
  const aucs = Array.from({ length: 40 }, () => {
    const positive = Uint8Array.from(order.person, () => (dice.next() < 0.15 ? 1 : 0));
    return rankFigures(orderByScore(order.score), positive, [0.05]).auc;
  });
  const mean = aucs.reduce((a, b) => a + b, 0) / aucs.length;
  assert.ok(Math.abs(mean - 0.5) < 0.01, `mean AUC ${mean}`);
});

test('too little to learn from is said, and a plain count stands in', () => {
  const few = planted.events.filter((e) => e.person < 'P00004');
  const order = orderByRisk(eventsKnownBefore(few, at));
  assert.equal(order.target, 'none');
  assert.match(order.targetWords, /too little past to learn from/);
  assert.ok(order.score.every((score) => score >= 0));
  const nobody = orderByRisk(eventsKnownBefore([], at));
  assert.equal(nobody.person.length, 0);
});

test('an item shown not to have happened counts for nothing, from the day that is known', () => {
  const day = isoToDay('2010-05-01');
  const cleared = event({ person: 'A', known: day, finding: 'eliminated', findingKnown: day + 100 });
  const table = eventsKnownBefore([cleared], at);
  assert.equal(mattersKnownBefore(table, day + 100).person.length, 1);
  assert.equal(mattersKnownBefore(table, day + 101).person.length, 0);
  assert.equal(orderByRisk(table).person.length, 0, 'nobody is ordered on an eliminated item alone');
  assert.equal(classOfFinding('eliminated'), 'eliminated');
  assert.equal(classOfFinding('no-case-to-answer'), 'decided');
  assert.equal(classOfFinding('open'), 'none');
});

test('five allegations in one complaint are one matter; a colleague named with someone busy carries the load', () => {
  const day = at - 200;
  const many = Array.from({ length: 5 }, (_, i) => event({ person: 'A', known: day, matter: 'M1', type: `t${i % 2}` }));
  const busy = Array.from({ length: 9 }, (_, i) => event({ person: 'B', known: day - 30 * i, matter: `B${i}` }));
  const quiet = [event({ person: 'C', known: day, matter: 'M2' }), event({ person: 'D', known: day, matter: 'M2' })];
  const table = eventsKnownBefore([...many, ...busy, event({ person: 'B', known: day, matter: 'M1' }), ...quiet], at);
  const features = featuresAsAt(table, at, frequentTypes(table));
  const value = (person: string, name: string): number => {
    const row = features.person.indexOf(table.persons.indexOf(person));
    return features.x[row * features.columns + features.names.findIndex((column) => column.name === name)]!;
  };
  assert.equal(value('A', 'matters ever'), Math.log1p(1));
  assert.equal(value('B', 'matters ever'), Math.log1p(10));
  assert.equal(value('A', 'colleagues named together'), Math.log1p(1));
  assert.ok(value('A', 'load of those colleagues') > value('C', 'load of those colleagues'));
  assert.ok(value('A', 'allegations in a matter') > value('C', 'allegations in a matter'));
});

test('a delay is recovered from what is known so far, and a half-known window is half an exposure', () => {
  const dice = createDice(seed + 4);
  const now = 10_000;
  const arrivals = Array.from({ length: 20_000 }, () => {
    const happened = now - dice.below(2000);
    return { happened, known: happened + dice.below(400) };
  }).filter((arrival) => arrival.known < now);
  const delay = estimateDelay(arrivals, now);
  assert.ok(Math.abs(shareKnownWithin(delay, 200) - 0.5) < 0.03, `${shareKnownWithin(delay, 200)}`);
  assert.ok(shareKnownWithin(delay, 400) > 0.99);
  const fixed = estimateDelay(
    Array.from({ length: 500 }, (_, i) => ({ happened: i, known: i + 540 })),
    now,
  );
  assert.equal(shareKnownWithin(fixed, 539), 0);
  assert.equal(shareKnownWithin(fixed, 540), 1);
  // Of 730 days from 1000 days back, those at least 541 days old are known: 1000 − 540 = 460.
  assert.equal(shareOfWindowKnown(fixed, { from: now - 1000, length: 730 }, now), 460 / 730);
});

test('a reason counts what it stands on, and the moves of the families make up the score', () => {
  const table = eventsKnownBefore(planted.events, at);
  const order = orderByRisk(table);
  const first = orderByScore(order.score).order[0]!;
  const person = order.person[first]!;
  const matters = order.features.matters.start[person + 1]! - order.features.matters.start[person]!;
  assert.match(reasonFor(order, first), new RegExp(`^Named in ${matters} matters? \\(`));
  const sum = (row: number): number => [...movesOf(order, row).values()].reduce((a, b) => a + b, 0);
  const last = orderByScore(order.score).order.at(-1)!;
  const between = Math.log(order.rate[first]! / order.rate[last]!);
  assert.ok(Math.abs(sum(first) - sum(last) - between) < 1e-6);
});

test('groups: who is flagged wrongly, a tie at the limit by its share, small groups together', () => {
  const flags = flagShares(orderByScore([3, 2, 2, 1]), 2);
  assert.deepEqual([...flags], [1, 0.5, 0.5, 0]);
  const people = 200;
  const figures = groupFigures({
    positive: Uint8Array.from({ length: people }, (_, i) => (i % 10 === 0 ? 1 : 0)),
    chances: new Float64Array(people).fill(0.1),
    flags: Float64Array.from({ length: people }, (_, i) => (i < 20 ? 1 : 0)),
    divisions: [
      { by: 'unit', labels: Array.from({ length: people }, (_, i) => (i < 100 ? 'A' : i < 190 ? 'B' : `small ${i}`)) },
    ],
  });
  const a = figures.find((row) => row.group === 'A')!;
  assert.equal(a.flagged, 0.2);
  assert.equal(a.flaggedWrongly, 18 / 90);
  assert.equal(a.recall, 2 / 10);
  assert.equal(figures.find((row) => row.group === 'B')!.flaggedWrongly, 0);
  assert.equal(figures.find((row) => row.group === 'groups under 50 people')!.people, 10);
});
