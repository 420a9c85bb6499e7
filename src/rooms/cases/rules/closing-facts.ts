/** What a case still lacks before it may end: asked of the rows alone (CASE-01.5, CASE-08.1). */

export interface ClosingFacts {
  readonly isNamed: boolean;
  readonly isEveryAllegationDecided: boolean;
  readonly isComplainantTold: boolean;
  readonly isEveryCauseOwned: boolean;
  readonly isEverySubjectIdentified: boolean;
  readonly hasContact: boolean;
}

interface Lacking {
  readonly ownership: { readonly isNamed: boolean };
  readonly allegations: readonly {
    readonly id: string;
    readonly decision: { readonly id: string } | null;
    readonly about: { readonly person: string | null };
  }[];
  readonly causes: readonly { readonly owner: string | null }[];
  readonly letters: readonly { readonly id: string; readonly kind: string; readonly decisions: readonly string[] }[];
  readonly rows: readonly { readonly kind: string; readonly letter: string | null }[];
  readonly contact: unknown;
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

export const closingFacts = (file: Lacking): ClosingFacts => ({
  isNamed: file.ownership.isNamed,
  isEveryAllegationDecided: file.allegations.length > 0 && file.allegations.every((each) => each.decision !== null),
  isComplainantTold: isTold(file),
  isEveryCauseOwned: file.causes.every((cause) => cause.owner !== null),
  isEverySubjectIdentified: file.allegations.every((each) => each.about.person !== null),
  hasContact: file.contact !== null,
});
