/** What a case still lacks before it may end: asked of the rows alone (CASE-01.5, CASE-08.1). */

export interface ClosingFacts {
  readonly hasWords: boolean;
  /** Criteria for recording that were found to be met. */
  readonly criteria: readonly string[];
  readonly isNamed: boolean;
  readonly isEveryAllegationDecided: boolean;
  readonly isComplainantTold: boolean;
  readonly isEveryCauseOwned: boolean;
  readonly isEveryPatternNoted: boolean;
  readonly isReviewTimeOver: boolean;
}

interface Lacking {
  readonly ownership: { readonly isNamed: boolean };
  readonly allegations: readonly {
    readonly id: string;
    readonly words: string;
    readonly decision: {
      readonly id: string;
      readonly earlier: readonly string[];
      readonly pattern: string | null;
    } | null;
  }[];
  readonly causes: readonly { readonly owner: string | null }[];
  readonly letters: readonly { readonly id: string; readonly kind: string; readonly decisions: readonly string[] }[];
  readonly rows: readonly {
    readonly kind: string;
    readonly letter: string | null;
    readonly detail: Readonly<Record<string, unknown>>;
  }[];
  readonly state: {
    readonly today: string;
    readonly clocks: readonly { readonly code: string; readonly open: { readonly due: string } | null }[];
  };
}

/** Whether the complainant was sent a letter that answers every allegation with the decision that stands. */
function isTold(file: Lacking): boolean {
  const sent = new Set(file.rows.flatMap((row) => (row.kind === 'notice' && row.letter ? [row.letter] : [])));
  const standing = file.allegations.map((each) => each.decision?.id);
  return file.letters.some(
    (letter) =>
      letter.kind === 'outcome' &&
      sent.has(letter.id) &&
      standing.every((decision) => decision !== undefined && letter.decisions.includes(decision)),
  );
}

/** Every criterion that opening the case or a later move named. */
const criteriaIn = (file: Lacking): string[] =>
  file.rows.flatMap(({ detail }) => (Array.isArray(detail.criteria) ? (detail.criteria as string[]) : []));

export const closingFacts = (file: Lacking): ClosingFacts => ({
  isNamed: file.ownership.isNamed,
  isEveryAllegationDecided: file.allegations.length > 0 && file.allegations.every((each) => each.decision !== null),
  isComplainantTold: isTold(file),
  isEveryCauseOwned: file.causes.every((cause) => cause.owner !== null),
  isEveryPatternNoted: file.allegations.every(
    ({ decision }) => decision !== null && (decision.earlier.length === 0 || decision.pattern !== null),
  ),
  isReviewTimeOver: file.state.clocks.every(
    ({ code, open }) => code !== 'review-application' || open === null || open.due < file.state.today,
  ),
  hasWords: file.allegations.length > 0 && file.allegations.every((each) => each.words.trim() !== ''),
  criteria: criteriaIn(file),
});
