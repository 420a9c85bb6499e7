/** Break glass: the page that asks why somebody without a task needs a record. */
import { emptyForm, type FormState } from '../../../web/forms.ts';
import type { GiveReasonView } from '../../../web/views.ts';

const reasons = [
  { value: 'new-matter', text: 'A new matter about this person has come in' },
  { value: 'check', text: 'A check that my role makes: vetting, firearms, posting' },
  { value: 'supervision', text: 'I am asked to review or oversee work on it' },
  { value: 'other', text: 'Something else' },
];

/** The words of a choice, or null for one that is not on the page. */
export const reasonInWords = (value: string): string | null =>
  reasons.find((reason) => reason.value === value)?.text ?? null;

/** The page, with what was typed where it is shown again. */
export const reasonView = (person: string, back: string, form: FormState = emptyForm()): GiveReasonView => ({
  title: 'Why do you need this record?',
  lede: 'You have no open task about this person. You can go on if you say why.',
  consequences: [
    'Your reason is kept with your name and the time, and cannot be changed.',
    'Somebody outside your unit reads it.',
    'It lets you read this record for seven days.',
  ],
  reason: { action: `/people/${person}/reason`, back, reasons, form },
});
