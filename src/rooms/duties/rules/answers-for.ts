/** The answers that a kind of duty takes. None for a kind that has a page of its own. */
export interface AnswerChoice {
  readonly value: string;
  readonly text: string;
  readonly hint?: string;
}

const done: readonly AnswerChoice[] = [
  { value: 'done', text: 'Done: it is different now' },
  {
    value: 'done-not-different',
    text: 'Done: it is not different',
    hint: 'Say what follows; log it if it happened again.',
  },
  { value: 'not-possible', text: 'It cannot be done', hint: 'They left, or moved and were handed over.' },
];
const gravity: readonly AnswerChoice[] = [
  { value: 'stands', text: 'Low level was right, on the whole record' },
  { value: 'graver', text: 'It is graver: it goes to formal assessment' },
  { value: 'unsafe', text: 'It cannot be told from what is there', hint: 'Say what is missing and who is to find it.' },
];
const ties: readonly AnswerChoice[] = [
  { value: 'genuine', text: 'The ties are what they seem', hint: 'Say how that is known.' },
  {
    value: 'not-shown',
    text: 'They are not shown to be',
    hint: 'Say what was asked for, and who works on it meanwhile.',
  },
  {
    value: 'passed-on',
    text: 'Passed on as a concern',
    hint: 'A tie declared to stop a reader is a matter of its own.',
  },
];
const work: readonly AnswerChoice[] = [
  {
    value: 'given',
    text: 'Somebody without a tie has the work',
    hint: 'Say from where: another force, an independent investigator.',
  },
  { value: 'referred', text: 'Referred to an outside body', hint: 'Say to whom.' },
];
const alert: readonly AnswerChoice[] = [
  { value: 'explained', text: 'Explained' },
  { value: 'passed-on', text: 'Passed on as a concern' },
];

/** Empty where the duty is answered elsewhere or not at all. */
export function answersFor(kind: string): readonly AnswerChoice[] {
  if (kind.startsWith('follow-up:')) return done;
  if (kind === 'review:severity') return gravity;
  if (kind === 'review:ties') return ties;
  if (kind === 'review:no-assessor') return work;
  if (kind.startsWith('alert:')) return alert;
  return [];
}
