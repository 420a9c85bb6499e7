/** From what was typed about a complaint to what is opened: shared by the whole form and by the one for the first call. */
import { type Feature, features, isMatterType, type MatterType } from '../../../engines/vocabulary.ts';
import { fieldOf, fieldsOf } from '../../../web/forms.ts';
import { dayParts, realDay } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { happenedSpan } from '../../record/index.ts';
import type { AllegationGiven, ComplainantGiven, SubjectGiven } from '../actions/open-case.ts';

export interface Fault {
  readonly field: string;
  readonly text: string;
}

/** A field as typed, without the spaces around it. */
export const typed = (body: Fields, name: string): string => fieldOf(body, name)?.trim() ?? '';

/** How many blocks of a kind the form holds. */
export const blocks = (body: Fields, name: string, most: number): number => {
  const asked = Number(fieldOf(body, name) ?? '1');
  return Number.isInteger(asked) && asked >= 1 ? Math.min(asked, most) : 1;
};

/** A day that may be given as a month or a year, or not at all. */
function spanOf(
  body: Fields,
  name: string,
  today: string,
  faults: Fault[],
): { from: string | null; to: string | null } {
  const from = dayParts(body, name);
  if (from.day === '' && from.month === '' && from.year === '') return { from: null, to: null };
  const precision = from.day !== '' ? 'day' : from.month !== '' ? 'month' : 'year';
  const span = happenedSpan({ precision, from, to: { day: '', month: '', year: '' } }, today);
  if ('text' in span) {
    faults.push({ field: name, text: span.text });
    return { from: null, to: null };
  }
  return span;
}

export function readComplainant(body: Fields, faults: Fault[]): ComplainantGiven {
  const who = typed(body, 'complainant-who');
  if (who === 'named') {
    if (typed(body, 'complainant-family').length < 2)
      faults.push({ field: 'complainant-family', text: 'Give their family name, or say that they are not known' });
    return {
      who,
      given: typed(body, 'complainant-given'),
      family: typed(body, 'complainant-family'),
      phone: typed(body, 'complainant-phone'),
      email: typed(body, 'complainant-email'),
    };
  }
  if (who === 'number') return { who, number: typed(body, 'complainant-number') };
  if (who !== 'not-known') faults.push({ field: 'complainant-who', text: 'Say who complains' });
  return { who: 'not-known', description: typed(body, 'complainant-description') };
}

export function readSubject(body: Fields, n: number, faults: Fault[]): SubjectGiven {
  const who = typed(body, `subject-${n}`);
  if (who === 'number') {
    if (typed(body, `number-${n}`) === '') faults.push({ field: `number-${n}`, text: 'Give their number' });
    return { who, number: typed(body, `number-${n}`) };
  }
  if (who !== 'not-known') faults.push({ field: `subject-${n}`, text: 'Say whom it is about' });
  const identifyBy = realDay(dayParts(body, `identify-${n}`));
  return {
    who: 'not-known',
    description: typed(body, `description-${n}`),
    place: typed(body, `place-${n}`),
    time: typed(body, `time-${n}`),
    unit: typed(body, `unit-${n}`),
    identifyBy: identifyBy ?? '',
  };
}

export function readAllegation(
  body: Fields,
  n: number,
  { officers, today, faults }: { readonly officers: number; readonly today: string; readonly faults: Fault[] },
): AllegationGiven {
  // As typed, to the letter: these are the complainant's own words.
  const words = fieldOf(body, `words-${n}`) ?? '';
  const category = typed(body, `category-${n}`);
  if (words.trim().length < 10)
    faults.push({ field: `words-${n}`, text: 'Write down what they say, in their own words' });
  if (!isMatterType(category)) faults.push({ field: `category-${n}`, text: 'Choose what kind of thing it is' });
  const about = officers === 1 ? 1 : Number(typed(body, `about-${n}`));
  if (!(about >= 1 && about <= officers)) faults.push({ field: `about-${n}`, text: 'Say which officer this is about' });
  const known: readonly string[] = features;
  return {
    words,
    category: category as MatterType,
    features: fieldsOf(body, `features-${n}`).filter((each): each is Feature => known.includes(each)),
    about: about - 1,
    ...spanOf(body, `happened-${n}`, today, faults),
  };
}
