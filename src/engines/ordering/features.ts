/**
 * What the ordering looks at, person by person, as known before a day. Every column has a family, so that a reason
 * can be given in words. Nothing here knows age, sex, ethnicity, who complained, or anything undated such as today's
 * rank: a column that cannot be dated would tell the past about the future.
 */
import type { Day } from '../history.ts';
import type { Design } from '../statistics/regression.ts';
import { type Company, companyOf } from './company.ts';
import type { EventTable } from './events.ts';
import { type MatterTable, mattersKnownBefore } from './matters.ts';
import { type Places, placesOf } from './places.ts';

export type Family = 'recent' | 'allegations' | 'kinds' | 'time' | 'company' | 'place' | 'findings';

export interface Column {
  readonly name: string;
  readonly family: Family;
}

/** Half-lives of the decayed counts, in years: the fit decides how much each weighs. */
export const halfLives = [0.5, 1, 2, 4, 8] as const;
/** Half-life behind shares (of kinds, of company, of findings): long, because a share needs numbers. */
const shareHalfLife = 4;
const yearDays = 365.25;
/** A share is drawn towards everyone's share as strongly as two matters would. */
const shareWeight = 2;
const mostTypes = 6;

export interface Features extends Design {
  readonly asAt: Day;
  readonly names: readonly Column[];
  /** Person (index in the table) of each row: everyone with at least one countable matter known before the day. */
  readonly person: Int32Array;
  readonly matters: MatterTable;
}

const decay = (days: number, halfLifeYears: number): number => 2 ** (-days / (halfLifeYears * yearDays));

/** The types frequent enough to have a column each, most frequent first. */
export function frequentTypes(table: EventTable): number[] {
  const counts = new Float64Array(table.types.length);
  for (const type of table.type) counts[type]!++;
  return [...counts.keys()]
    .filter((type) => counts[type]! >= Math.max(50, table.type.length / 200))
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, mostTypes);
}

export function columnsOf(table: EventTable, types: readonly number[]): Column[] {
  const family = (name: Family, ...names: string[]): Column[] => names.map((n) => ({ name: n, family: name }));
  return [
    ...family('recent', ...halfLives.map((h) => `matters decayed over ${h} years`), 'matters ever'),
    ...family('allegations', 'allegations in a matter', 'allegations in a recent matter'),
    ...family('kinds', ...types.map((t) => `share: ${table.types[t]!}`), 'kinds', 'sources'),
    ...family(
      'time',
      'log years since the last matter',
      'years since the last matter',
      'log years since the first matter',
      'known under two years',
    ),
    ...family('company', 'share with colleagues', 'colleagues named together', 'load of those colleagues'),
    ...family('place', 'rate of the unit'),
    ...family('findings', 'upheld', 'share upheld of decided'),
  ];
}

/** Everyone's mean share, to draw a person's share towards. */
interface Norms {
  readonly typeShare: Float64Array;
  readonly allegations: number;
  readonly companyShare: number;
  readonly upheldShare: number;
}

interface Scene {
  readonly table: EventTable;
  readonly matters: MatterTable;
  readonly types: readonly number[];
  readonly company: Company;
  readonly places: Places;
  readonly norms: Norms;
  readonly marks: Marks;
}

function typeShares(table: EventTable, matters: MatterTable, types: readonly number[]): Float64Array {
  const shares = new Float64Array(types.length);
  const { slotOfType, rowSlot } = marksFor(table, matters, types);
  for (let e = 0; e < matters.rowOfEvent.length; e++) {
    const row = matters.rowOfEvent[e]!;
    const slot = slotOfType[table.type[e]!]!;
    if (row < 0 || slot < 0 || rowSlot[row * types.length + slot] === 1) continue;
    rowSlot[row * types.length + slot] = 1;
    shares[slot]! += 1 / matters.person.length;
  }
  return shares;
}

function normsOf(table: EventTable, matters: MatterTable, types: readonly number[]): Norms {
  const rows = matters.person.length;
  let [allegations, together, decided, upheld] = [0, 0, 0, 0];
  for (let r = 0; r < rows; r++) {
    const m = matters.matter[r]!;
    if (matters.memberStart[m + 1]! - matters.memberStart[m]! > 1) together++;
    allegations += matters.allegations[r]!;
    decided += matters.decided[r]!;
    upheld += matters.upheld[r]!;
  }
  return {
    typeShare: typeShares(table, matters, types),
    allegations: rows === 0 ? 1 : allegations / rows,
    companyShare: rows === 0 ? 0 : together / rows,
    upheldShare: (upheld + 1) / (decided + 10),
  };
}

/** Sums over the matters of one person. */
interface PersonSums {
  readonly decayed: Float64Array;
  long: number;
  count: number;
  allegationsLong: number;
  allegationsShort: number;
  together: number;
  upheld: number;
  decided: number;
  first: number;
  last: number;
}

function sumMatters(scene: Scene, person: number): PersonSums {
  const { matters } = scene;
  const asAt = matters.asAt;
  const sums: PersonSums = {
    decayed: new Float64Array(halfLives.length),
    long: 0,
    count: 0,
    allegationsLong: 0,
    allegationsShort: 0,
    together: 0,
    upheld: 0,
    decided: 0,
    first: asAt,
    last: Number.NEGATIVE_INFINITY,
  };
  for (let r = matters.start[person]!; r < matters.start[person + 1]!; r++) {
    const day = matters.day[r]!;
    const days = Math.max(0, asAt - day);
    for (let h = 0; h < halfLives.length; h++) sums.decayed[h]! += decay(days, halfLives[h]!);
    const long = decay(days, shareHalfLife);
    const m = matters.matter[r]!;
    sums.count++;
    sums.long += long;
    sums.allegationsLong += long * matters.allegations[r]!;
    sums.allegationsShort += decay(days, 1) * matters.allegations[r]!;
    if (matters.memberStart[m + 1]! - matters.memberStart[m]! > 1) sums.together += long;
    sums.upheld += long * matters.upheld[r]!;
    sums.decided += long * matters.decided[r]!;
    sums.first = Math.min(sums.first, day);
    sums.last = Math.max(sums.last, day);
  }
  return sums;
}

const drawn = (part: number, whole: number, norm: number): number =>
  (part + shareWeight * norm) / (whole + shareWeight);

/** Marks that save clearing: a place is marked for whoever wrote their number there last. */
interface Marks {
  /** Slot of each type among the frequent ones, −1 for the rest. */
  readonly slotOfType: Int32Array;
  readonly kind: Int32Array;
  readonly source: Int32Array;
  readonly rowSlot: Uint8Array;
}

function marksFor(table: EventTable, matters: MatterTable, types: readonly number[]): Marks {
  const slotOfType = new Int32Array(table.types.length).fill(-1);
  types.forEach((type, slot) => {
    slotOfType[type] = slot;
  });
  return {
    slotOfType,
    kind: new Int32Array(table.types.length).fill(-1),
    source: new Int32Array(table.sources.length).fill(-1),
    rowSlot: new Uint8Array(matters.person.length * types.length),
  };
}

/** Shares of kinds, and how many different kinds and sources have been named. */
function kindColumns(scene: Scene, person: number, long: number): number[] {
  const { table, matters, types, norms, marks } = scene;
  const shares = new Float64Array(types.length);
  let kinds = 0;
  let sources = 0;
  for (let e = table.start[person]!; e < table.start[person + 1]! && table.known[e]! < matters.asAt; e++) {
    const row = matters.rowOfEvent[e]!;
    if (row < 0) continue;
    const type = table.type[e]!;
    if (marks.kind[type] !== person) kinds++;
    marks.kind[type] = person;
    if (marks.source[table.source[e]!] !== person) sources++;
    marks.source[table.source[e]!] = person;
    const slot = marks.slotOfType[type]!;
    if (slot < 0 || marks.rowSlot[row * types.length + slot] === 1) continue;
    marks.rowSlot[row * types.length + slot] = 1;
    shares[slot]! += decay(Math.max(0, matters.asAt - matters.day[row]!), shareHalfLife);
  }
  return [
    ...Array.from(shares, (share, slot) => drawn(share, long, norms.typeShare[slot]!)),
    Math.log1p(kinds),
    Math.log1p(sources),
  ];
}

/** Rate per year behind a decayed count, on a log scale with a floor of one matter in ten years. */
const logRate = (decayed: number, halfLife: number): number => Math.log((decayed * Math.LN2) / halfLife + 0.1);

function rowOf(scene: Scene, person: number): number[] {
  const { norms, matters, company, places } = scene;
  const sums = sumMatters(scene, person);
  const sinceFirst = (matters.asAt - sums.first) / yearDays;
  const sinceLast = (matters.asAt - sums.last) / yearDays;
  const short = sums.decayed[1]!;
  return [
    ...halfLives.map((h, i) => logRate(sums.decayed[i]!, h)),
    Math.log1p(sums.count),
    Math.log((sums.allegationsLong + shareWeight * norms.allegations) / (sums.long + shareWeight)),
    Math.log((sums.allegationsShort + shareWeight * norms.allegations) / (short + shareWeight)),
    ...kindColumns(scene, person, sums.long),
    Math.log(0.25 + sinceLast),
    sinceLast,
    Math.log(0.5 + sinceFirst),
    sinceFirst < 2 ? 1 : 0,
    drawn(sums.together, sums.long, norms.companyShare),
    Math.log1p(company.colleagues[person]!),
    company.load[person]!,
    places.logRatio[person]!,
    Math.log1p(sums.upheld),
    Math.log(drawn(sums.upheld, sums.decided, norms.upheldShare) / norms.upheldShare),
  ];
}

/** The columns of everyone who has a countable matter known before `asAt`. */
export function featuresAsAt(table: EventTable, asAt: Day, types: readonly number[]): Features {
  const matters = mattersKnownBefore(table, asAt);
  const scene: Scene = {
    table,
    matters,
    types,
    company: companyOf(matters),
    places: placesOf(table, matters),
    norms: normsOf(table, matters, types),
    marks: marksFor(table, matters, types),
  };
  const names = columnsOf(table, types);
  const person: number[] = [];
  for (let p = 0; p < table.persons.length; p++) if (matters.start[p + 1]! > matters.start[p]!) person.push(p);
  const x = new Float64Array(person.length * names.length);
  person.forEach((p, i) => {
    x.set(rowOf(scene, p), i * names.length);
  });
  return { asAt, names, person: Int32Array.from(person), matters, x, rows: person.length, columns: names.length };
}
