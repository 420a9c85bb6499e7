/**
 * Kinds of affected person and relationship that the features of an entry state, as bits of one number so that a
 * sweep compares matters without allocating. A kind never names anyone.
 */
import type { HistoryEntry } from '../history.ts';
import type { Feature, MatterType } from '../vocabulary.ts';

interface KindRule {
  readonly kind: string;
  readonly words: string;
  readonly features: readonly Feature[];
  readonly types: readonly MatterType[];
  /** The feature could as well describe the subject: it is read as the affected person's only where there is one. */
  readonly needsSomeone: boolean;
}

const rule = (
  kind: string,
  words: string,
  features: readonly Feature[],
  more: { types?: readonly MatterType[]; needsSomeone?: boolean } = {},
): KindRule => ({ kind, words, features, types: more.types ?? [], needsSomeone: more.needsSomeone ?? false });

/** In the order of the bits. A new kind is added at the end. */
export const kindRules: readonly KindRule[] = [
  rule('partner-or-family', 'partners or family', ['partner', 'former-partner', 'family'], {
    types: ['domestic-abuse'],
  }),
  rule('woman', 'women', ['woman'], { needsSomeone: true }),
  rule('man', 'men', ['man'], { needsSomeone: true }),
  rule('child', 'children', ['child']),
  rule('detainee', 'people detained', ['detainee', 'in-custody'], { types: ['custody-care'] }),
  rule('victim-of-crime', 'victims of crime', ['victim-of-crime']),
  rule('vulnerable', 'vulnerable people', ['vulnerable']),
  rule('lives-alone', 'people who live alone', ['lives-alone']),
  rule('junior', 'juniors', ['junior', 'probationer', 'trainee'], { needsSomeone: true }),
  rule('colleague', 'colleagues', ['colleague', 'same-team'], { needsSomeone: true }),
  rule('race', 'people of a race or nationality', ['racist'], { types: ['discrimination-race'] }),
  rule('sex', 'people for their sex', ['sexist'], { types: ['discrimination-sex'] }),
  rule('orientation', 'people for orientation or gender identity', ['homophobic'], {
    types: ['discrimination-orientation'],
  }),
  rule('disability', 'people with a disability', ['disability'], { types: ['discrimination-disability'] }),
  rule('faith', 'people of a faith', ['faith'], { types: ['discrimination-religion'] }),
  rule('minority', 'people of a minority', ['minority', 'sole-of-group'], { needsSomeone: true }),
  rule('patient', 'people in hospital', ['in-hospital']),
];

const bitsOfFeature = new Map<string, number>();
const bitsOfType = new Map<string, number>();
let bitsNeedingSomeone = 0;
kindRules.forEach((kind, index) => {
  for (const feature of kind.features) bitsOfFeature.set(feature, (bitsOfFeature.get(feature) ?? 0) | (1 << index));
  for (const type of kind.types) bitsOfType.set(type, (bitsOfType.get(type) ?? 0) | (1 << index));
  if (kind.needsSomeone) bitsNeedingSomeone |= 1 << index;
});

/** The kinds that one entry, in which the subject is not the one affected, states about those who are. */
export function kindsOf(entry: HistoryEntry): number {
  let bits = bitsOfType.get(entry.type) ?? 0;
  for (const feature of entry.features) bits |= bitsOfFeature.get(feature) ?? 0;
  return (bits & bitsNeedingSomeone) !== 0 && !concernsSomeone(entry) ? bits & ~bitsNeedingSomeone : bits;
}

/** Somebody other than the subject is affected or reports. Asked by role, since one person may stand under several ids. */
function concernsSomeone(entry: HistoryEntry): boolean {
  const isReporter = entry.roles.includes('reporter');
  return entry.parties.some((party) => party.role === 'affected' || (party.role === 'reporter' && !isReporter));
}
