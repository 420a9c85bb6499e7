/**
 * Invented records of invented people, with the truth beside them: several records a person, with slips of the keyboard,
 * short and foreign spellings, swapped fields, gaps, moves and marriages; households and twins among them. Shares no code
 * with the engine. Its own errors are made by other means than the engine looks for them.
 */
import { Dice } from '../../demo/generate/dice.ts';
import { composeName } from '../../demo/generate/names.ts';

export interface InventedFile {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Number of the person, a row. */
  readonly person: readonly number[];
}

export interface Recipe {
  readonly seed: string;
  readonly people: number;
  /** Records of one person, at most. */
  readonly most: number;
  /** 1 is a carefully kept file; 3 is a bad one. */
  readonly trouble: number;
  readonly twins?: number;
}

const split = (text: string) => text.trim().split(/\s+/);
const heads =
  split(`Ash Bar Bell Birk Black Brad Bran Brom Burn Cald Carl Chad Clif Cold Cran Crow Dal Darn Den Dun East
  Eld Fair Farn Gold Grim Hal Ham Har Hart Haw Hazel Hol Horn Kel Kirk Lan Lang Led Lin Long Mal Mar May Mel Mer Mid Mil
  Nor Oak Old Pem Pen Pres Rad Raven Red Rich Rock Rush Sand Sel Shel Sher Spar Stan Stock Sut Swan Tarn Thorn Thur Tol
  Wal War Wat Web West Whit Wick Wil Win Wood Wyn York`);
const tails = split(`acre berry bourne bridge bury by combe cote croft den field ford gate grave ham hill hurst land ley
  low man mere more ridge royd sall shaw side stead stone thorpe ton tree wall ward water well wick wood worth yard`);
const shorts =
  split(`Alexander/Alex Andrew/Andy Anthony/Tony Benjamin/Ben Catherine/Kate Charles/Charlie Christopher/Chris
  Daniel/Dan David/Dave Deborah/Debbie Edward/Ted Elizabeth/Liz Elizabeth/Beth Geoffrey/Geoff Gerald/Gerry Gillian/Jill
  James/Jim James/Jamie Jennifer/Jenny John/Jack Jonathan/Jon Joseph/Joe Joshua/Josh Katherine/Kathy Kenneth/Ken
  Lawrence/Larry Margaret/Peggy Margaret/Maggie Matthew/Matt Michael/Mike Nicholas/Nick Pamela/Pam Patricia/Trish
  Patrick/Paddy Peter/Pete Philip/Phil Rebecca/Becky Richard/Dick Robert/Bob Robert/Rob Ronald/Ron Samantha/Sam
  Samuel/Sam Stephen/Steve Stuart/Stu Susan/Sue Terence/Terry Theodore/Theo Thomas/Tom Timothy/Tim Victoria/Vicky
  William/Bill William/Will Zachary/Zac`);
const streets = split(
  'Acacia Baker Canal Castle Church Derby Elm Fern Green Grove High Ivy Lake Lime Manor Mill New Park Queen River School Station Temple Union Vale West Wharf',
);
const ways = split('Road Street Lane Avenue Close Drive Court Terrace Gardens Way');

interface Person {
  given: string;
  readonly middle: string;
  family: string;
  readonly born: string;
  home: Home;
  readonly warrant: string;
  readonly mail: string;
}
interface Home {
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
}

const towns = Array.from({ length: 60 }, (_, at) => heads[(at * 7) % heads.length]! + tails[(at * 11) % tails.length]!);
/** Ranks that fall off as names do. */
const rank = (dice: Dice, size: number): number => Math.floor(size * dice.next() ** 2.2);
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

function makeHome(dice: Dice): Home {
  const at = rank(dice, towns.length);
  const town = towns[at]!;
  const district = town.slice(0, 2).toUpperCase() + (1 + (at % 19));
  const inward = `${dice.int(1, 9)}${String.fromCharCode(65 + dice.int(0, 25))}${String.fromCharCode(65 + dice.int(0, 25))}`;
  return {
    street: `${dice.int(1, 250)} ${dice.pick(streets)} ${dice.pick(ways)}`,
    postcode: `${district} ${inward}`,
    town,
  };
}

function givenName(dice: Dice): string {
  if (dice.chance(0.45)) return dice.pick(shorts).split('/')[0]!;
  return composeName(dice, 'other').given;
}

const familyName = (dice: Dice): string => {
  const one = heads[rank(dice, heads.length)]! + tails[rank(dice, tails.length)]!;
  return dice.chance(0.04) ? `${one}-${heads[rank(dice, heads.length)]!}${tails[rank(dice, tails.length)]!}` : one;
};

function makePerson(dice: Dice, at: number): Person {
  const given = givenName(dice);
  const family = familyName(dice);
  const born = `${dice.int(1950, 2004)}-${pad(dice.int(1, 12))}-${pad(dice.int(1, 28))}`;
  const warrant = String(200_000 + Math.floor(dice.next() * 9_000_000)).padStart(7, '0');
  const mail = `${given[0]!.toLowerCase()}.${family.toLowerCase().replace('-', '')}${at % 90}@${dice.pick(towns).toLowerCase()}.example`;
  return { given, middle: dice.chance(0.6) ? givenName(dice) : '', family, born, home: makeHome(dice), warrant, mail };
}

/** People, some of whom share a home and a name, and some of those a day of birth. */
function makePeople(dice: Dice, { people, twins = 0 }: Recipe): Person[] {
  const made: Person[] = [];
  while (made.length < people) {
    const person = makePerson(dice, made.length);
    made.push(person);
    if (made.length < people && dice.chance(0.12))
      made.push({ ...makePerson(dice, made.length), family: person.family, home: person.home });
    else if (made.length < people && dice.chance(twins)) {
      const twin = { ...makePerson(dice, made.length), family: person.family, home: person.home, born: person.born };
      while (twin.given[0] === person.given[0]) twin.given = givenName(dice);
      made.push(twin);
    }
  }
  return made;
}

const keyboard = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '1234567890'];
function beside(dice: Dice, char: string): string {
  const row = keyboard.find((keys) => keys.includes(char.toLowerCase()));
  if (!row) return char;
  return row[Math.min(row.length - 1, Math.max(0, row.indexOf(char.toLowerCase()) + (dice.chance(0.5) ? 1 : -1)))]!;
}

/** One slip of the keyboard. */
export function slip(dice: Dice, text: string): string {
  if (text.length < 2) return text;
  const at = dice.int(0, text.length - 1);
  const kind = dice.int(0, 3);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1);
  if (kind === 1) return text.slice(0, at) + beside(dice, text[at]!) + text.slice(at);
  if (kind === 2) return text.slice(0, at) + beside(dice, text[at]!) + text.slice(at + 1);
  return at + 1 < text.length ? text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2) : text;
}

const spellings: readonly (readonly [string, string])[] = [
  ['ph', 'f'],
  ['c', 'k'],
  ['ei', 'ie'],
  ['ou', 'u'],
  ['oo', 'u'],
  ['ee', 'i'],
  ['y', 'i'],
  ['w', 'v'],
  ['kh', 'h'],
  ['ss', 's'],
  ['mm', 'm'],
  ['ll', 'l'],
  ['e', 'a'],
  ['o', 'u'],
]; // prettier-ignore
function respell(dice: Dice, text: string): string {
  const low = text.toLowerCase();
  const able = spellings.filter(([from]) => low.includes(from));
  if (able.length === 0) return slip(dice, text);
  const [from, to] = dice.pick(able);
  return low.replace(from, to);
}

function shortForm(dice: Dice, given: string): string {
  const forms = shorts.filter((pair) => pair.startsWith(`${given}/`));
  return forms.length > 0 ? dice.pick(forms).split('/')[1]! : given;
}

const slipIf = (dice: Dice, chance: number, text: string) => (dice.chance(chance) ? slip(dice, text) : text);
const gapIf = (dice: Dice, chance: number, text: string) => (dice.chance(chance) ? '' : text);

function wrongDay(dice: Dice, born: string): string {
  const [year, month, day] = born.split('-') as [string, string, string];
  if (dice.chance(0.3) && Number(day) <= 12) return `${year}-${day}-${month}`;
  if (dice.chance(0.5)) return `${year}-${month}-${pad(dice.int(1, 28))}`;
  if (dice.chance(0.5)) return `${Number(year) + dice.int(-1, 1)}-${month}-${day}`;
  return `${year}-${pad(dice.int(1, 12))}-${pad(dice.int(1, 28))}`;
}

interface Written {
  readonly given: string;
  readonly family: string;
  readonly middle: string;
  readonly born: string;
  readonly home: Home;
  readonly warrant: string;
  readonly mail: string;
}

/** A person as one clerk once wrote them down. */
function writeDown(dice: Dice, person: Person, trouble: number): Written {
  const t = trouble;
  let { given, family } = person;
  if (dice.chance(0.06 * t)) given = shortForm(dice, given);
  if (dice.chance(0.03 * t)) given = respell(dice, given);
  if (dice.chance(0.015 * t)) given = given[0]!;
  if (dice.chance(0.03 * t)) family = respell(dice, family);
  if (dice.chance(0.015 * t)) family = familyName(dice);
  if (dice.chance(0.01 * t)) family = `${family}-${familyName(dice)}`;
  given = slipIf(dice, 0.04 * t, given);
  family = slipIf(dice, 0.05 * t, family);
  if (dice.chance(0.015 * t)) [given, family] = [family, given];
  const home = dice.chance(0.05 * t) ? makeHome(dice) : person.home;
  return {
    given: gapIf(dice, 0.02 * t, given),
    family: gapIf(dice, 0.01 * t, family),
    middle: dice.chance(0.3 * t) ? '' : slipIf(dice, 0.04 * t, person.middle),
    born: gapIf(dice, 0.04 * t, dice.chance(0.05 * t) ? wrongDay(dice, person.born) : person.born),
    home: {
      street: gapIf(dice, 0.04 * t, slipIf(dice, 0.08 * t, home.street)),
      postcode: gapIf(dice, 0.04 * t, slipIf(dice, 0.04 * t, home.postcode)),
      town: gapIf(dice, 0.05 * t, slipIf(dice, 0.05 * t, home.town)),
    },
    warrant: gapIf(dice, 0.25, slipIf(dice, 0.03 * t, person.warrant)),
    mail: gapIf(dice, 0.3, slipIf(dice, 0.04 * t, person.mail)),
  };
}

type Layout = (written: Written, dice: Dice) => string[];

export const layouts: Readonly<Record<string, { readonly header: readonly string[]; readonly row: Layout }>> = {
  full: {
    header: ['given_name', 'surname', 'born', 'street', 'town', 'postcode', 'warrant', 'mail'],
    row: (w) => [w.given, w.family, w.born, w.home.street, w.home.town, w.home.postcode, w.warrant, w.mail],
  },
  plain: {
    header: ['given_name', 'surname', 'born', 'postcode'],
    row: (w) => [w.given, w.family, w.born, w.home.postcode],
  },
  namesOnly: {
    header: ['name'],
    row: (w, dice) => [
      dice.chance(0.15)
        ? `${w.family}, ${[w.given, w.middle].filter(Boolean).join(' ')}`
        : [w.given, w.middle, w.family].filter(Boolean).join(' '),
    ],
  },
};

/** One file. Rows stand in no order. */
export function inventFile(recipe: Recipe, layout: keyof typeof layouts): InventedFile {
  const dice = new Dice(recipe.seed);
  const people = makePeople(dice, recipe);
  const { header, row } = layouts[layout]!;
  const written = people.flatMap((person, at) =>
    Array.from({ length: 1 + Math.floor(recipe.most * dice.next() ** 1.6) }, (_, nth) => ({
      at,
      values: row(writeDown(dice, person, nth === 0 ? recipe.trouble * 0.3 : recipe.trouble), dice),
    })),
  );
  const shuffled = dice.shuffle(written);
  return { header, rows: shuffled.map((one) => one.values), person: shuffled.map((one) => one.at) };
}

/** Two files about overlapping people, neither of which holds anybody twice. */
export function inventTwoFiles(
  recipe: Recipe,
  layout: keyof typeof layouts,
): { left: InventedFile; right: InventedFile } {
  const dice = new Dice(recipe.seed);
  const people = makePeople(dice, recipe);
  const { header, row } = layouts[layout]!;
  const side = (share: number): InventedFile => {
    const chosen = dice.shuffle(people.map((person, at) => ({ person, at })).filter(() => dice.chance(share)));
    return {
      header,
      rows: chosen.map(({ person }) => row(writeDown(dice, person, recipe.trouble), dice)),
      person: chosen.map(({ at }) => at),
    };
  };
  return { left: side(0.7), right: side(0.6) };
}
