/** A complaint settled on the first call, on one page. */
import { addDays } from '../../../platform/clock.ts';
import { isId } from '../../../platform/ids.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldOf, fieldsOf, formWithErrors } from '../../../web/forms.ts';
import { asking, choices, filledDay, type QuestionsView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { matterChoices } from '../../record/index.ts';
import { identifiers } from '../actions/send-letter.ts';
import { settleCase } from '../actions/settle-case.ts';
import { criteria } from '../rules/recording-test.ts';
import { standards } from '../rules/standards.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { type Fault, readAllegation, readComplainant, readSubject, typed } from './intake-fields.ts';
import { complainantSections, subjectSections } from './open-case-page.ts';

export async function settlePage({ tx, form }: FormAsk): Promise<QuestionsView | null> {
  const isTyped = Object.keys(form.values).length > 0;
  const state = isTyped
    ? form
    : emptyForm({
        'complainant-who': 'named',
        'subject-1': 'number',
        ...filledDay('identify-1', addDays(tx.today, 14)),
        form: tx.ids.next(),
      });
  const ask = asking(state);
  return {
    title: 'Settle a complaint on the first call',
    breadcrumbs: [{ text: 'Cases', href: '/cases' }],
    lede: 'For what the complainant calls settled when you put the telephone down, and nothing that has to be recorded. It is still a case: it is on the record and counts.',
    links: [{ text: 'Not settled, or more to it? Open a case', href: '/cases/new' }],
    ask: {
      action: '/cases/settle',
      hidden: [{ name: 'form', value: fieldOf(state.values, 'form') ?? '' }],
      sections: [
        ...complainantSections(ask),
        {
          heading: 'What they said',
          questions: [
            ask.words('words-1', 'In their own words'),
            ask.select('category-1', 'What kind of thing is it?', choices(matterChoices)),
          ],
        },
        ...subjectSections(ask, 1),
        {
          heading: 'What you did',
          questions: [
            ask.select(
              'standard',
              'Which standard of professional behaviour does it touch?',
              choices(Object.entries(standards).map(([value, text]) => ({ value, text }))),
            ),
            ask.words('done', 'What did you look at or find out?'),
            ask.words('reasons', 'Why does that settle it?'),
            ask.words(
              'pattern',
              'Is there anything earlier about the officer?',
              'Leave empty. If there is, you are told what, and say here what it means for this.',
            ),
            ask.words('next', 'What happens next?', 'What you promised, or that nothing more follows.'),
            ask.checkboxes(
              'content',
              'Did they say so?',
              choices([{ value: 'yes', text: 'The complainant said that this settles it' }]),
            ),
          ],
        },
        {
          heading: 'Before you close it',
          questions: [
            ask.checkboxes(
              'criteria',
              'Does any of these hold?',
              choices(Object.entries(criteria).map(([value, text]) => ({ value, text }))),
              'If one does, it has to be recorded: open a case.',
            ),
            ask.checkboxes(
              'identifiers',
              'Which two things did you check about them?',
              choices(Object.entries(identifiers).map(([value, text]) => ({ value, text }))),
            ),
            ask.text('deputy', 'Who stands in when you are away, by number'),
            ask.text('reached-by', 'How they can reach you'),
          ],
        },
      ],
      button: 'Settle and close it',
    },
    form: state,
  };
}

export async function sendSettle(tx: Tx, viewer: Viewer, body: Fields): Promise<Sent | Refusal> {
  const faults: Fault[] = [];
  const complainant = readComplainant(body, faults);
  const allegation = readAllegation(body, 1, { officers: 1, today: tx.today, faults });
  const subject = readSubject(body, 1, faults);
  if (typed(body, 'done').length < 15) faults.push({ field: 'done', text: 'Say what you looked at or found out' });
  if (!isId(typed(body, 'form')))
    faults.push({ field: 'main', text: 'This page was changed on its way. Open it again' });
  if (faults.length > 0) return { again: formWithErrors(body, faults) };
  await settleCase(tx, viewer, {
    form: typed(body, 'form'),
    route: 'phone',
    receivedOn: tx.today,
    complainant,
    representative: '',
    safeContact: { channel: 'the telephone that they called from', hours: '', caller: '' },
    subjects: [subject],
    allegations: [allegation],
    criteria: fieldsOf(body, 'criteria'),
    criterionReason: 'No criterion holds: it was settled on the call.',
    original: '',
    visibility: 'guarded',
    contact: '',
    deputy: typed(body, 'deputy'),
    reachedBy: typed(body, 'reached-by'),
    owner: 'me',
    done: typed(body, 'done'),
    standard: typed(body, 'standard'),
    reasons: typed(body, 'reasons'),
    next: typed(body, 'next'),
    pattern: typed(body, 'pattern'),
    identifiers: fieldsOf(body, 'identifiers'),
    isContent: typed(body, 'content') === 'yes',
  });
  return { to: '/cases?whose=closed&done=settled' };
}
