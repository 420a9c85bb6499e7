/** Deciding one allegation, with the subject's earlier matters beside it. */
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldsOf } from '../../../web/forms.ts';
import { shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, type QuestionsView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import { findingTone, wordFor } from '../../record/index.ts';
import { decideAllegation } from '../actions/decide-allegation.ts';
import { earlierMatters } from '../actions/earlier-matters.ts';
import { actionWords, results, resultsFor } from '../rules/results.ts';
import { standards } from '../rules/standards.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { typed } from './intake-fields.ts';
import { addressOf, headOf, theirCase } from './of-case.ts';

export async function decideForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  const one = file?.allegations.find((each) => each.id === params.allegation);
  if (!file || !one || file.state.isEnded) return null;
  const { person } = one.about;
  const isDecider = file.ownership.person === viewer.person || viewer.roles.includes('head-of-standards');
  const all = person ? await earlierMatters(tx, viewer, file, { isDeciding: isDecider }) : [];
  const earlier = all.find((each) => each.person === person)?.matters ?? [];
  const labels = person ? await labelsOf(tx, [person], tx.today) : new Map<string, { label: string }>();
  const state =
    Object.keys(form.values).length > 0 || !one.decision
      ? form
      : emptyForm({
          result: one.decision.result,
          standard: one.decision.standard,
          actions: [...one.decision.actions],
          evidence: one.decision.evidence,
          reasons: one.decision.reasons,
          service: one.decision.service ?? '',
          pattern: one.decision.pattern ?? '',
        });
  const ask = asking(state);
  return {
    ...headOf(file, `Decide allegation ${one.ordinal}`),
    facts: [
      { label: 'In their own words', value: one.words },
      { label: 'What kind of thing', value: wordFor(one.category) },
      { label: 'About', value: person ? (labels.get(person)?.label ?? 'not named') : 'An officer not yet identified' },
    ],
    tables: person
      ? [
          {
            caption: 'Earlier matters about them, of every result',
            columns: [{ text: 'Known since' }, { text: 'What' }, { text: 'Recorded in' }, { text: 'Result' }],
            rows: earlier.map((each) => [
              { text: shortDay(each.knownOn), href: `/entries/${each.entry}` },
              { text: wordFor(each.type) },
              { text: wordFor(each.source) },
              { text: '', tag: { text: wordFor(each.finding), tone: findingTone(each.finding) } },
            ]),
            empty: { title: 'Nothing earlier is on the record', text: 'Matters of every result would stand here.' },
          },
        ]
      : [],
    ask: {
      action: `${addressOf(file)}/allegations/${one.id}`,
      sections: [
        {
          heading: 'Your decision',
          questions: [
            ask.radios(
              'result',
              'What do you decide?',
              choices(
                resultsFor(file.isRecorded).map((value) => ({
                  value,
                  text: results[value].text,
                  hint: results[value].meaning,
                })),
              ),
            ),
            ask.select(
              'standard',
              'Which standard of professional behaviour does it touch?',
              choices(Object.entries(standards).map(([value, text]) => ({ value, text }))),
            ),
            ask.words('evidence', 'What did you look at, and what does it show?'),
            ask.words(
              'reasons',
              'Why do you decide this?',
              'The complainant reads this. Banter, shortage, long service or a withdrawal alone is never a reason.',
            ),
            ...(earlier.length > 0
              ? [
                  ask.words(
                    'pattern',
                    'What do the earlier matters mean for this one?',
                    'Or why they mean nothing. Only those who may read them read this.',
                  ),
                ]
              : []),
            ask.words(
              'service',
              'Did the service itself lack something?',
              'Shortage, a practice, a missing check: answered apart from what anybody did. Leave empty if not.',
            ),
            ask.checkboxes(
              'actions',
              'What follows?',
              choices(Object.entries(actionWords).map(([value, text]) => ({ value, text }))),
            ),
          ],
        },
      ],
      button: 'Keep the decision',
      after:
        'What you see on the record today is kept with it. A later decision stands beside this one; this one stays.',
    },
    form: state,
  };
}

export async function sendDecide(
  tx: Tx,
  viewer: Viewer,
  params: Readonly<Record<string, string>>,
  body: Fields,
): Promise<Sent | Refusal> {
  await decideAllegation(tx, viewer, {
    case: params.case!,
    allegation: params.allegation!,
    result: typed(body, 'result'),
    standard: typed(body, 'standard'),
    actions: fieldsOf(body, 'actions'),
    evidence: typed(body, 'evidence'),
    reasons: typed(body, 'reasons'),
    service: typed(body, 'service'),
    pattern: typed(body, 'pattern'),
  });
  return { to: `/cases/${params.case}?done=decided` };
}
