/** An expected no: a value with a stable code, plain words and, where there is one, the rule it rests on. */
export interface Refusal {
  readonly refused: true;
  readonly code: string;
  readonly words: string;
  readonly citation?: string;
}

export const refuse = (code: string, words: string, citation?: string): Refusal =>
  citation === undefined ? { refused: true, code, words } : { refused: true, code, words, citation };

export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;

/** Carries a refusal out of a transaction so that everything in it is rolled back; `inTransaction` gives it back as a value. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.words);
    this.refusal = refusal;
  }
}
