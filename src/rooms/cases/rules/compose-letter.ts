/**
 * What is written to a complainant: an update, and the outcome that answers every allegation. Composed from what was decided,
 * in plain words; refused until it is whole (CASE-08.1, CASE-08.4, SPEAK-06.4). Pure.
 */
import { dayInWords } from '../../../web/plain-dates.ts';
import { type ActionName, actionWords, type ResultName, results } from './results.ts';
import type { ReviewRight } from './review-right.ts';

export interface LetterPart {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

interface Decided {
  readonly result: string;
  readonly actions: readonly string[];
  readonly evidence: string;
  readonly reasons: string;
  readonly service: string | null;
}
export interface Answered {
  readonly ordinal: number;
  readonly words: string;
  readonly decision: Decided | null;
}
export interface Reachable {
  readonly contact: string;
  readonly deputy: string;
  readonly reachedBy: string;
}

/** What keeps an outcome letter from going, each in a sentence. Empty where it is whole. */
export function lackingForOutcome(letter: {
  readonly allegations: readonly Answered[];
  readonly contact: Reachable | null;
  readonly next: string;
}): string[] {
  const lacking = letter.allegations
    .filter((each) => each.decision === null)
    .map((each) => `Allegation ${each.ordinal} has no answer yet.`);
  for (const { ordinal, decision } of letter.allegations) {
    if (decision && decision.reasons.trim() === '') lacking.push(`Allegation ${ordinal} has no reasons.`);
    if (decision && decision.evidence.trim() === '') lacking.push(`Allegation ${ordinal} has no evidence.`);
  }
  if (letter.allegations.length === 0) lacking.push('It answers no allegation.');
  if (!letter.contact) lacking.push('It names nobody whom the complainant can reach.');
  if (letter.next.trim().length < 15) lacking.push('It does not say what happens next.');
  return lacking;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

function follows(actions: readonly string[]): string {
  if (actions.length === 0 || actions.includes('none')) return 'Nothing further follows from this.';
  const words = actions.map((action) => actionWords[action as ActionName] ?? action);
  return `What follows: ${listed(words.map((word) => word.charAt(0).toLowerCase() + word.slice(1)))}.`;
}

/** One allegation and its answer. What anybody did and what the service lacked are answered apart. */
function answerTo({ ordinal, words, decision }: Answered): LetterPart {
  if (!decision) return { heading: `Allegation ${ordinal}`, paragraphs: [`You said: “${words}”`, 'Not answered yet.'] };
  const result = results[decision.result as ResultName];
  return {
    heading: `Allegation ${ordinal}: ${result.text.toLowerCase()}`,
    paragraphs: [
      `You said: “${words}”`,
      result.meaning,
      `What we looked at: ${decision.evidence}`,
      `Why we decided this: ${decision.reasons}`,
      ...(decision.service ? [`What our service lacked, apart from what anybody did: ${decision.service}`] : []),
      follows(decision.actions),
    ],
  };
}

const toReach = ({ contact, deputy, reachedBy }: Reachable): LetterPart => ({
  heading: 'Whom you can ask',
  paragraphs: [
    `${contact} is your contact. When they are away, ${deputy} stands in. You can reach them: ${reachedBy}.`,
  ],
});

/** How the outcome can be challenged, and until when. */
function challenge(right: ReviewRight): LetterPart {
  const until = right.until ? `Your application has to arrive by ${dayInWords(right.until)}. ` : '';
  return {
    heading: 'If you disagree',
    paragraphs: [right.body ? `${until}You can ask ${right.body} to review this outcome. ${right.how}` : right.how],
  };
}

export interface Outcome {
  readonly allegations: readonly Answered[];
  readonly contact: Reachable;
  readonly next: string;
  readonly right: ReviewRight;
  /** Days on which an update was owed and none was sent. */
  readonly missed: readonly string[];
}

const owning = (missed: readonly string[]): LetterPart[] =>
  missed.length === 0
    ? []
    : [
        {
          heading: 'What we owed you and did not send',
          paragraphs: [
            `We had to update you by ${listed(missed.map((day) => dayInWords(day)))} and did not. That is recorded as a breach; your contact, the owner of the case and the head of professional standards see it.`,
          ],
        },
      ];

/** The outcome, part by part. */
export const outcomeLetter = (outcome: Outcome): LetterPart[] => [
  ...outcome.allegations.map(answerTo),
  ...owning(outcome.missed),
  { heading: 'What happens next', paragraphs: [outcome.next] },
  challenge(outcome.right),
  toReach(outcome.contact),
];

export interface Update {
  readonly done: string;
  readonly next: string;
  readonly nextOn: string | null;
  readonly contact: Reachable;
  readonly missed: readonly string[];
}

/** An update: what was done, what is next, and when they hear again. */
export const updateLetter = (update: Update): LetterPart[] => [
  { heading: 'What we have done', paragraphs: [update.done] },
  {
    heading: 'What is next',
    paragraphs: [update.next, ...(update.nextOn ? [`You hear from us again by ${dayInWords(update.nextOn)}.`] : [])],
  },
  ...owning(update.missed),
  toReach(update.contact),
];

/** What the officer is told: results and reasons of what is about them, and nothing of who complained. */
export const subjectLetter = (about: readonly Answered[]): LetterPart[] =>
  about.map(({ ordinal, decision }) => ({
    heading: `Allegation ${ordinal}: ${decision ? results[decision.result as ResultName].text.toLowerCase() : 'not decided'}`,
    paragraphs: decision ? [`Why: ${decision.reasons}`, follows(decision.actions)] : [],
  }));
