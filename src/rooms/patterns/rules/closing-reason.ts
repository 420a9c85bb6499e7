/**
 * What may close a question. "Banter", "unaware", "word against word" and "lawful" alone are never reasons (P-24): they
 * restate what was said and answer nothing. Length is asked for too, but length is not enough.
 */
import { type Refusal, refuse } from '../../../platform/refusal.ts';

/** Outcomes of a review. Not reached is never counted as dismissed. */
export const outcomes = {
  agree: 'The question stands: it needs an act, and the reason says which',
  dismiss: 'An ordinary explanation holds for every entry cited',
  'not-reached': 'Nobody got to it in time: it goes to the next who owes it',
} as const;
export type Outcome = keyof typeof outcomes;

/** Why a factor weighs as it does. One for each factor. */
export const causes = {
  'bears-it-out': 'What is cited bears the question out',
  'one-event': 'Several reports tell of one event',
  'work-explains': 'The work done explains it: peers in it have the same',
  'one-reporter': 'One dispute or one reporter stands behind them',
  'wrong-person': 'It concerns somebody else: the join is wrong',
  'already-in-hand': 'An open matter already answers it',
  'not-enough-known': 'Too little is known to say; the reason says what was asked for',
  'no-time': 'There was no time',
} as const;
export type Cause = keyof typeof causes;

/** One thing weighed: a cited entry by its id, or a named factor, with its cause. */
export interface Factor {
  readonly factor: string;
  readonly cause: Cause;
  readonly words?: string;
}

const neverAlone: readonly RegExp[] = [
  /\b(just |only |mere |harmless |workplace |office )?banter(ing)?\b/g,
  /\b(a )?jok(e|es|ing)\b/g,
  /\b(was |were |is |are )?(un|not )aware\b( of (it|this|that|them))?/g,
  /\b(did not|didn't|does not|doesn't) know\b/g,
  /\b(one )?(person's |his |her |their )?word against (another's |his |her |their |another )?(words?|person's)?\b/g,
  /\b(he|she|they) said,? (he|she|they) said\b/g,
  /\b(it |this |that )?(was |is |were |are )?(perfectly |entirely |all )?(lawful(ly)?|legal(ly)?|within the law)\b/g,
];

/** Words that carry no ground of their own. */
const filler: ReadonlySet<string> = new Set(
  (
    'a about again all also an and any are as at be because been but by can could did do does else entirely evidence for from ' +
    'further had has have he her here him his i in is it its just matter more mere merely no none nor not nothing of officer on only ' +
    'or other our proof purely said says see seen she simply so such than that the their them then there they this to us very was we ' +
    'were what which who will with would you case closed closing complaint conduct done event everything fine happened ' +
    'incident ok okay person reason signal subject thing witness'
  ).split(' '),
);

/** The words of a reason that say something. */
function groundsIn(reason: string): string[] {
  let text = reason.toLowerCase().replaceAll('’', "'");
  for (const phrase of neverAlone) text = text.replace(phrase, ' ');
  return (text.match(/[a-z0-9']{2,}/g) ?? []).filter((word) => !filler.has(word));
}

/** Why a reason closes nothing, or null where it may. */
export function whyReasonFails(reason: string): Refusal | null {
  if (reason.trim().length < 10) return refuse('reason-needed', 'Say why, in a sentence.', 'P-18');
  if (new Set(groundsIn(reason)).size < 3)
    return refuse(
      'reason-not-enough',
      'That something was banter, lawful, unknown to someone or one word against another does not answer the question. Say what you looked at and what it showed.',
      'P-24',
    );
  return null;
}

/** Entries that a review weighs one by one; more are weighed together. */
export const weighedOneByOne = 12;

/** Why the factors given do not carry the outcome, or null. */
export function whyFactorsFail(outcome: Outcome, factors: readonly Factor[], cites: readonly string[]): Refusal | null {
  const odd = factors.find((factor) => !(factor.cause in causes));
  if (odd) return refuse('unknown-cause', `"${odd.cause}" is not a cause that the review knows.`);
  if (outcome === 'not-reached') return null;
  if (factors.length === 0) return refuse('factors-needed', 'Say what you weighed, each with its cause.', 'SIG-01.4');
  if (outcome === 'agree') return null;
  if (factors.some((factor) => factor.cause === 'no-time'))
    return refuse('not-reached-is-not-an-answer', 'What there was no time for is recorded as not reached.', 'P-27');
  if (factors.some((factor) => factor.cause === 'bears-it-out'))
    return refuse('borne-out', 'An entry that bears the question out does not go with dismissing it.', 'SIG-01.4');
  const weighed = new Set(factors.map((factor) => factor.factor));
  const weighedCites = cites.filter((id) => weighed.has(id)).length;
  if (weighed.has('whole') || weighedCites >= Math.min(cites.length, weighedOneByOne)) return null;
  return refuse('each-entry-needed', 'To dismiss it, say for each entry cited what explains it.', 'SIG-01.4');
}
