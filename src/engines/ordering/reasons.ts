/** Why somebody stands where they stand: the entries that move the score, in one plain sentence. Names nobody else. */
import { dayToIso } from '../history.ts';
import type { Family } from './features.ts';
import type { RiskOrder } from './order.ts';

const familyWords: Record<Family, string> = {
  recent: 'how many matters and how recent',
  allegations: 'allegations in each matter',
  kinds: 'the kinds of matter',
  time: 'time since the last and since the first',
  company: 'who is named with them',
  place: 'the unit at the time',
  findings: 'findings known so far',
};

const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** How many times the score of an otherwise average person each family makes it. */
export function movesOf(order: RiskOrder, row: number): Map<Family, number> {
  const { features, weights, means } = order;
  const moves = new Map<Family, number>();
  features.names.forEach(({ family }, j) => {
    const move = weights[j]! * (features.x[row * features.columns + j]! - means[j]!);
    moves.set(family, (moves.get(family) ?? 0) + move);
  });
  return moves;
}

function movesSentence(order: RiskOrder, row: number): string {
  if (order.target === 'none') return 'the score is their number, halved every two years';
  const moves = [...movesOf(order, row)]
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, 3)
    .filter(([, move]) => Math.abs(move) >= 0.05)
    .map(([family, move]) => `${familyWords[family]} ×${Math.exp(move).toFixed(2)}`);
  return moves.length === 0 ? 'nothing here differs from the average' : `against the average, ${moves.join(', ')}`;
}

interface Tally {
  readonly matters: number;
  readonly recent: number;
  readonly allegations: number;
  readonly upheld: number;
  readonly together: number;
  readonly last: number;
}

function tallyOf({ features, at }: RiskOrder, person: number): Tally {
  const { matters } = features;
  const tally = { matters: 0, recent: 0, allegations: 0, upheld: 0, together: 0, last: Number.NEGATIVE_INFINITY };
  for (let r = matters.start[person]!; r < matters.start[person + 1]!; r++) {
    const m = matters.matter[r]!;
    tally.matters++;
    if (at - matters.day[r]! <= 731) tally.recent++;
    tally.allegations += matters.allegations[r]!;
    tally.upheld += matters.upheld[r]!;
    if (matters.memberStart[m + 1]! - matters.memberStart[m]! > 1) tally.together++;
    tally.last = Math.max(tally.last, matters.day[r]!);
  }
  return tally;
}

/** The reason for one row of the ordering. A matter counted here is an accusation, and the sentence says no more. */
export function reasonFor(order: RiskOrder, row: number): string {
  const tally = tallyOf(order, order.person[row]!);
  const parts = [
    `Named in ${count(tally.matters, 'matter')} (${count(tally.allegations, 'allegation')}), ${tally.recent} in the last two years, the latest ${dayToIso(tally.last)}`,
    ...(tally.together > 0 ? [`${tally.together} together with others`] : []),
    ...(tally.upheld > 0 ? [`${tally.upheld} upheld so far`] : []),
    movesSentence(order, row),
    ...(tally.matters === 1 ? ['one matter is little to go on'] : []),
  ];
  return `${parts.join('; ')}.`;
}

/** Why somebody is not ordered. */
export const refusalReason =
  'Not ordered: nothing that counts was known about this person before the date, and an ordering would be a guess.';
