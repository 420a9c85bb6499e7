/**
 * How far two values agree, in a few steps. Step 0 says nothing (one of them is blank), step 1 is full agreement, and the
 * last in line is disagreement. Where a step has typical shares (`m`) they are only where learning begins.
 */
import type { Comparison } from '../mapping/map.ts';

export interface LevelSet {
  /** Words for each step, `blank` first. */
  readonly words: readonly string[];
  /** Typical share of each step among records of one person, blank left out: where learning starts, worth a few pairs. */
  readonly m: readonly number[];
}

export const blank = 0;
export const exact = 1;

/** Steps of a given name or surname. */
export const nameLevel = { form: 2, close: 3, like: 4, initial: 5, other: 6, swapped: 7 } as const;
const given: LevelSet = {
  words: [
    'blank',
    'the same',
    'another form of it',
    'nearly the same letters',
    'sounds or looks alike',
    'the same initial',
    'different',
    'swapped with the surname',
  ],
  m: [0, 0.76, 0.05, 0.09, 0.03, 0.01, 0.05, 0.01],
};
const surname: LevelSet = {
  words: [
    'blank',
    'the same',
    'a part of it',
    'nearly the same letters',
    'sounds or looks alike',
    'the same initial',
    'different',
    'swapped with the given name',
  ],
  m: [0, 0.79, 0.03, 0.09, 0.03, 0.005, 0.045, 0.01],
};
const date: LevelSet = {
  words: ['blank', 'the same', 'one slip or day and month swapped', 'two parts the same', 'near', 'different'],
  m: [0, 0.84, 0.07, 0.05, 0.01, 0.03],
};
const code: LevelSet = {
  words: ['blank', 'the same', 'one slip', 'two slips or the same beginning', 'different'],
  m: [0, 0.82, 0.07, 0.03, 0.08],
};
const identifier: LevelSet = {
  words: ['blank', 'the same', 'one slip', 'two slips', 'much alike', 'different'],
  m: [0, 0.86, 0.06, 0.02, 0.01, 0.05],
};
const text: LevelSet = {
  words: ['blank', 'the same', 'nearly the same letters', 'most words the same', 'some words the same', 'different'],
  m: [0, 0.72, 0.1, 0.05, 0.03, 0.1],
};
const category: LevelSet = {
  words: ['blank', 'the same', 'one slip', 'different'],
  m: [0, 0.93, 0.01, 0.06],
};
const number: LevelSet = {
  words: ['blank', 'the same', 'very near', 'near', 'different'],
  m: [0, 0.85, 0.05, 0.03, 0.07],
};

export const levelSets: Readonly<Record<Exclude<Comparison, 'fullname'>, LevelSet>> = {
  name: given,
  surname,
  date,
  year: number,
  code,
  identifier,
  text,
  category,
  number,
};
