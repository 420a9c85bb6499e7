/**
 * Who is ever named in a matter, how often and when. Proneness is heterogeneous (gamma), but each group gets the number
 * of people that the calibrated rates give it, so that a disparity is planted and not left to luck.
 */
import type { Day } from '../../src/engines/history.ts';
import type { Dice, Share } from './dice.ts';
import { Deck } from './dice.ts';
import type { EthnicGroup, Person } from './model.ts';
import { postAt } from './model.ts';
import { dayServed, daysServed } from './world.ts';

export interface Involvement {
  readonly person: Person;
  day: Day;
}

export interface Quota {
  /** People named at least once, for each year of service of the whole force. */
  readonly peoplePerYear: number;
  /** Times the rate of White people, by group. */
  readonly ratios: Readonly<Record<EthnicGroup, number>>;
  /** Matters of one person, given at least one. */
  readonly counts: readonly Share<number>[];
}

export function drawInvolvements(
  people: readonly Person[],
  from: Day,
  end: Day,
  quota: Quota,
  dice: Dice,
): Involvement[] {
  const groups = new Map<EthnicGroup, { person: Person; years: number }[]>();
  let total = 0;
  let weighted = 0;
  for (const person of people) {
    const years = daysServed(person, from, end) / 365.25;
    if (years < 0.05) continue;
    total += years;
    weighted += years * quota.ratios[person.group];
    if (person.reserved !== '') continue;
    const list = groups.get(person.group) ?? [];
    list.push({ person, years });
    groups.set(person.group, list);
  }
  const perYear = (quota.peoplePerYear * total) / weighted;
  const involvements: Involvement[] = [];
  for (const group of [...groups.keys()].sort()) {
    const list = groups.get(group) ?? [];
    const years = list.reduce((sum, one) => sum + one.years, 0);
    const wanted = perYear * quota.ratios[group] * years;
    const scale = solve(list, wanted);
    const named: Person[] = [];
    // Carried over from person to person, so that the group's total is kept to within one.
    let carry = dice.next();
    for (const { person, years: served } of dice.shuffle(list)) {
      carry += 1 - Math.exp(-scale * served * person.frailty);
      if (carry < 1) continue;
      carry -= 1;
      named.push(person);
    }
    shareOut(named, quota.counts, dice, (person, count) => {
      for (let turn = 0; turn < count; turn++) involvements.push({ person, day: dayServed(dice, person, from, end) });
    });
  }
  return involvements;
}

/** The scale at which the chances of being named add up to the number wanted. */
function solve(list: readonly { person: Person; years: number }[], wanted: number): number {
  let low = 0;
  let high = 1000;
  const target = Math.min(wanted, list.length * 0.95);
  for (let turn = 0; turn < 50; turn++) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (const { person, years } of list) sum += 1 - Math.exp(-middle * years * person.frailty);
    if (sum < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Deals counts in blocks and gives the high ones to the prone: shares stay exact, and one source tells of another. */
function shareOut(
  named: Person[],
  counts: readonly Share<number>[],
  dice: Dice,
  give: (person: Person, count: number) => void,
): void {
  const deck = new Deck(dice, counts, 10);
  for (let first = 0; first < named.length; first += 25) {
    const block = named
      .slice(first, first + 25)
      .map((person) => ({ person, key: person.frailty * Math.exp(0.5 * dice.normal()) }));
    const dealt = block.map(() => deck.draw()).sort((a, b) => b - a);
    block.sort((a, b) => b.key - a.key || a.person.index - b.person.index);
    block.forEach(({ person }, place) => {
      give(person, dealt[place] as number);
    });
  }
}

export interface Case {
  readonly day: Day;
  readonly people: readonly Person[];
}

/** Joins involvements into cases until there are `perCase` people in one on average: first within a team. */
export function joinIntoCases(involvements: Involvement[], perCase: number, dice: Dice): Case[] {
  const budget = Math.round(involvements.length * (1 - 1 / perCase));
  const cases: { day: Day; people: Person[] }[] = [];
  let joined = 0;
  const teamOf = (one: Involvement): string => postAt(one.person, one.day)?.unit.ref ?? '';
  const keyed = involvements.map((one) => ({ one, team: teamOf(one) }));
  keyed.sort((a, b) =>
    a.team < b.team ? -1 : a.team > b.team ? 1 : a.one.day - b.one.day || a.one.person.index - b.one.person.index,
  );
  let last: { day: Day; people: Person[]; team: string } | null = null;
  for (const { one, team } of keyed) {
    const near = last !== null && last.team === team && one.day - last.day < 240 && last.people.length < 4;
    if (last !== null && near && joined < budget && !last.people.includes(one.person)) {
      last.people.push(one.person);
      joined++;
    } else {
      last = { day: one.day, people: [one.person], team };
      cases.push(last);
    }
  }
  // Whatever is still owed is joined across teams, by day.
  cases.sort((a, b) => a.day - b.day || (a.people[0] as Person).index - (b.people[0] as Person).index);
  const kept: Case[] = [];
  for (let index = 0; index < cases.length; index++) {
    const current = cases[index] as { day: Day; people: Person[] };
    const next = cases[index + 1];
    const owed = budget - joined;
    if (
      owed > 0 &&
      next !== undefined &&
      next.people.length === 1 &&
      !current.people.includes(next.people[0] as Person)
    ) {
      if (dice.chance(Math.min(1, (2.2 * owed) / (cases.length - index)))) {
        current.people.push(next.people[0] as Person);
        joined++;
        index++;
      }
    }
    kept.push(current);
  }
  return kept;
}
