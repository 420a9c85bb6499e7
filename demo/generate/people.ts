/** Making one invented person: group, sex, name, proneness. Shares are calibrated; see `calibration.ts` for which. */
import type { Day } from '../../src/engines/history.ts';
import type { Dice, Share } from './dice.ts';
import { Deck } from './dice.ts';
import type { Category, EthnicGroup, Person, Sex } from './model.ts';
import { open } from './model.ts';
import { composeName } from './names.ts';

/** Ethnicity as the person gives it, 18 codes of the 2011 and later censuses; the nineteenth is `not stated`. */
export const ethnicCodes: Readonly<Record<EthnicGroup, readonly Share<string>[]>> = {
  White: [
    ['W1', 84],
    ['W2', 4],
    ['W3', 0.3],
    ['W9', 11.7],
  ],
  Mixed: [
    ['M1', 35],
    ['M2', 12],
    ['M3', 28],
    ['M9', 25],
  ],
  Asian: [
    ['A1', 38],
    ['A2', 26],
    ['A3', 16],
    ['A4', 6],
    ['A9', 14],
  ],
  Black: [
    ['B1', 52],
    ['B2', 40],
    ['B9', 8],
  ],
  Other: [
    ['O2', 25],
    ['O9', 75],
  ],
  Unknown: [['NS', 1]],
};

/** CAL-ethnicity-04 is the whole workforce; who was there at the start is whiter than who joins (CAL-flow-02). */
const stockGroups: readonly Share<EthnicGroup>[] = [
  ['White', 83],
  ['Asian', 5.6],
  ['Black', 4.3],
  ['Mixed', 2.5],
  ['Other', 1.6],
  ['Unknown', 3],
];
const joinerGroups: readonly Share<EthnicGroup>[] = [
  ['White', 76],
  ['Asian', 9],
  ['Black', 6],
  ['Mixed', 3.6],
  ['Other', 2.4],
  ['Unknown', 3],
];
/** CAL-complaint-09: 26% of complainants Black where known; the rest by CAL-ethnicity-08. */
const publicGroups: readonly Share<EthnicGroup>[] = [
  ['White', 46],
  ['Asian', 17.5],
  ['Black', 26],
  ['Mixed', 5.5],
  ['Other', 5],
];

export class PersonMaker {
  private readonly dice: Dice;
  private readonly stock: Deck<EthnicGroup>;
  private readonly joiners: Deck<EthnicGroup>;
  private readonly publicDeck: Deck<EthnicGroup>;
  private made = 0;

  constructor(dice: Dice) {
    this.dice = dice;
    this.stock = new Deck(dice.fork('stock'), stockGroups);
    this.joiners = new Deck(dice.fork('joiners'), joinerGroups);
    this.publicDeck = new Deck(dice.fork('public'), publicGroups);
  }

  /** `progress` is null for those already serving at the start, else how far into the period they join (0 to 1). */
  make(category: Category, joined: Day, progress: number | null, known?: Sex): Person {
    const { dice } = this;
    const isPublic = category === 'public';
    const group = (isPublic ? this.publicDeck : progress === null ? this.stock : this.joiners).draw();
    const sex = known ?? this.sexOf(category, progress);
    const name = composeName(dice, sex);
    const index = this.made++;
    return {
      index,
      ref: `p-${String(index + 1).padStart(6, '0')}`,
      category,
      ...name,
      sex,
      group,
      ethnicity: dice.weighted(ethnicCodes[group]),
      joined,
      previousForce: category === 'officer' && dice.chance(0.05) ? dice.pick(otherForces) : '',
      periods: isPublic ? [] : [{ category, from: joined, end: open, reason: '' }],
      posts: [],
      frailty: isPublic ? 0 : dice.gamma(0.9) / 0.9,
      leaveOn: open,
      reserved: '',
    };
  }

  /** CAL-sex-01 and CAL-flow-01 for officers; staff fitted so that women are about 35% of all (CAL-sex-05). */
  private sexOf(category: Category, progress: number | null): Sex {
    if (this.dice.chance(0.002)) return 'other';
    const women =
      category === 'public'
        ? 0.48
        : category === 'officer'
          ? progress === null
            ? 0.265
            : 0.29 + 0.1 * progress
          : category === 'staff'
            ? 0.55
            : 0.33;
    return this.dice.chance(women) ? 'female' : 'male';
  }
}

export const otherForces: readonly string[] = [
  'Northmarch Police',
  'Westmarch Constabulary',
  'Southmarch Police',
  'Fenland Border Constabulary',
  'Coastal Counties Police',
];
