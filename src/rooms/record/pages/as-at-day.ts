/** The day as at which a page is shown: what was asked for, what is wrong with it, and the form to ask again. */
import { isoToDay } from '../../../engines/history.ts';
import { fieldOf } from '../../../web/forms.ts';
import { dayInWords } from '../../../web/plain-dates.ts';
import type { Fields } from '../../../web/route.ts';
import type { AsAtView } from '../../../web/views.ts';

const dayShape = /^\d{4}-\d{2}-\d{2}$/;

export interface Chosen {
  /** The day typed, or today where it was none. */
  readonly day: string;
  readonly asAt: string;
  readonly recordedBy: string | undefined;
  readonly basis: 'known' | 'recorded';
  readonly error: string | undefined;
}

/** The as-at date asked for. A date that is none, or is to come, is said so and today is shown. */
export function chosenDay(query: Fields, today: string): Chosen {
  const asked = fieldOf(query, 'as-at') ?? today;
  const basis = fieldOf(query, 'basis') === 'recorded' ? 'recorded' : 'known';
  let error: string | undefined;
  try {
    if (!dayShape.test(asked) || isoToDay(asked) > isoToDay(today))
      error = 'Give a day up to today, for example 31 3 2019';
  } catch {
    error = 'Give a real day, for example 31 3 2019';
  }
  const asAt = error ? today : asked;
  return {
    day: asAt,
    asAt: basis === 'recorded' ? today : asAt,
    recordedBy: basis === 'recorded' ? `${asAt}T23:59:59.999Z` : undefined,
    basis,
    error,
  };
}

/** The form for another day; `keep` are the filters that stay. */
export const asAtView = (
  person: string,
  chosen: Chosen,
  today: string,
  keep: readonly { readonly name: string; readonly value: string }[],
): AsAtView => ({
  action: `/people/${person}`,
  value: chosen.day,
  basis: chosen.basis,
  latest: today,
  said:
    chosen.basis === 'recorded'
      ? `As written in this system by the end of ${dayInWords(chosen.day)}`
      : `As known to the service on ${dayInWords(chosen.day)}`,
  error: chosen.error,
  today:
    chosen.day === today && chosen.basis === 'known' ? undefined : { text: 'Show today', href: `/people/${person}` },
  keep,
});
