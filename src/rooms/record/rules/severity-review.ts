/** When a low-level outcome makes somebody outside the line look at how grave it was (REC-06.3, P-20, P-23). */
import type { Feature, MatterType } from '../../../engines/vocabulary.ts';
import { familyOf, isGrave } from './low-level.ts';

export interface EndedLow {
  readonly type: MatterType;
  /** What whoever raised it called it, where that differs. */
  readonly said?: MatterType | undefined;
  readonly features?: readonly Feature[] | undefined;
}

const graveFeatures: Partial<Record<Feature, string>> = {
  sexual: 'sexual',
  racist: 'discrimination',
  sexist: 'discrimination',
  homophobic: 'discrimination',
  'discriminatory-words': 'discrimination',
};

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
const ordinal = (place: number): string => ordinals[place - 1] ?? `number ${place},`;

/** Why a severity review is owed, or null. `earlier` are this person's matters that ended at low level before, in any team. */
export function whySeverityReview(ended: EndedLow, earlier: readonly EndedLow[]): string | null {
  const words = [ended.type, ...(ended.said ? [ended.said] : [])];
  const grave = words.find(isGrave);
  if (grave) return `A ${familyOf(grave)} matter ended at low level.`;
  const feature = ended.features?.map((each) => graveFeatures[each]).find(Boolean);
  if (feature) return `A matter with a ${feature} circumstance ended at low level.`;
  const mine = new Set(words.map(familyOf));
  const alike = earlier.filter((each) =>
    [each.type, ...(each.said ? [each.said] : [])].some((word) => mine.has(familyOf(word))),
  ).length;
  if (alike === 0) return null;
  return `This is the ${ordinal(alike + 1)} low-level outcome of this kind (${familyOf(ended.type)}) about the same person.`;
}
