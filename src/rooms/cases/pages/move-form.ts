/** Making a move with its reasons, and the second person's answer to one. */
import type { Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldOf, fieldsOf } from '../../../web/forms.ts';
import { asking, choices, type QuestionsView, type QuestionView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { findDuty, owes, standingOf } from '../../duties/index.ts';
import { labelsOf } from '../../people/index.ts';
import { movesOpen } from '../actions/case-file.ts';
import { answerMove, makeMove, openProposal } from '../actions/make-move.ts';
import { criteria } from '../rules/recording-test.ts';
import { statable } from '../rules/rulebook.ts';
import type { FormAsk, Sent } from './form-routes.ts';
import { typed } from './intake-fields.ts';
import { addressOf, headOf, theirCase, wordsTable } from './of-case.ts';

type Params = Readonly<Record<string, string>>;

const criterionChoices = Object.entries(criteria).map(([value, text]) => ({ value, text }));

export async function moveForm({ tx, viewer, params, query, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  if (!file) return null;
  const state = Object.keys(form.values).length > 0 ? form : emptyForm({ move: fieldOf(query, 'move') ?? '' });
  const ask = asking(state);
  const open = movesOpen(file, viewer);
  const asked = fieldOf(state.values, 'move');
  const one = open.allowed.find((move) => move.move === asked);
  const offered = one ? [one] : open.allowed;
  const needs = [...new Set(offered.flatMap((move) => move.definition.needs.filter((code) => statable.has(code))))];
  const stated: QuestionView[] = needs.map((code) =>
    code === 'recording-criterion'
      ? ask.checkboxes('criteria', 'Under which criterion is it recorded?', choices(criterionChoices))
      : ask.words(
          `need-${code}`,
          upper(file.definition.requirements.find((each) => each.code === code)?.words ?? code),
          'In a sentence or two. Kept with the reasons.',
        ),
  );
  const stage = file.definition.stages.find((each) => each.code === file.state.stage);
  return {
    ...headOf(file, one ? one.name : 'What happens with this case'),
    lede: `It stands at “${stage?.name ?? file.state.stage}”. ${stage?.meaning ?? ''}`,
    facts: one
      ? [
          { label: 'It goes to', value: file.definition.stages.find((each) => each.code === one.to)?.name ?? one.to },
          { label: 'Rule', value: one.definition.source },
          ...(one.asks.second ? [{ label: 'Second person', value: one.asks.second.words }] : []),
          ...(one.asks.snapshot ? [{ label: 'Kept with it', value: 'The whole record as you see it today' }] : []),
        ]
      : [],
    ask:
      offered.length > 0
        ? {
            action: `${addressOf(file)}/move`,
            ...(one ? { hidden: [{ name: 'move', value: one.move }] } : {}),
            sections: [
              {
                questions: [
                  ...(one
                    ? []
                    : [
                        ask.radios(
                          'move',
                          'What do you do?',
                          choices(offered.map((move) => ({ value: move.move, text: move.name }))),
                        ),
                      ]),
                  ...stated,
                  ask.words('reasons', 'Your reasons', 'The complainant, the officer and a court may read them.'),
                ],
              },
            ],
            button: one?.asks.second ? 'Ask a second person to agree' : 'Do it',
          }
        : undefined,
    tables:
      open.refused.length > 0 && !one
        ? [
            {
              caption: 'What cannot be done yet, and why',
              columns: [{ text: 'Move' }, { text: 'Why not' }],
              rows: open.refused.map((move) => [
                { text: move.name },
                { text: move.because.map((each) => each.words).join(' ') },
              ]),
            },
          ]
        : [],
    form: state,
  };
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export async function sendMove(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  const stated = Object.fromEntries(
    [...statable].map((code) => [code, typed(body, `need-${code}`)]).filter(([, words]) => words !== ''),
  );
  const made = await makeMove(tx, viewer, {
    case: params.case!,
    move: typed(body, 'move'),
    reasons: typed(body, 'reasons'),
    stated,
    criteria: fieldsOf(body, 'criteria'),
  });
  return { to: `/cases/${params.case}?done=${made === 'done' ? 'moved' : 'waits'}` };
}

async function isAsked(tx: Tx, viewer: Viewer, duty: string): Promise<boolean> {
  const found = await findDuty(tx, duty);
  return found !== null && owes(standingOf(found.ladder, tx.today), viewer.person, viewer.roles);
}

export async function agreeForm({ tx, viewer, params, form }: FormAsk): Promise<QuestionsView | null> {
  const file = await theirCase(tx, viewer, params);
  const proposal = file ? await openProposal(tx, file.opened.id) : null;
  if (!file || !proposal || !(await isAsked(tx, viewer, proposal.duty))) return null;
  const ask = asking(form);
  const move = file.definition.moves.find((each) => each.code === proposal.move);
  const labels = await labelsOf(tx, [proposal.proposed_by], tx.today);
  return {
    ...headOf(file, `Agree or disagree: ${move?.name ?? proposal.move}`),
    lede: 'You stand outside every line in this case. Until you agree, nothing of it has happened.',
    facts: [
      { label: 'Put forward by', value: labels.get(proposal.proposed_by)?.label ?? 'not named' },
      { label: 'Reasons', value: proposal.reasons },
    ],
    tables: [
      wordsTable(file),
      {
        caption: 'What was decided',
        columns: [{ text: 'Allegation' }, { text: 'Decision' }, { text: 'Evidence' }, { text: 'Reasons' }],
        rows: file.allegations.flatMap((each) =>
          each.decision
            ? [
                [
                  { text: String(each.ordinal) },
                  { text: each.decision.result },
                  { text: each.decision.evidence },
                  { text: each.decision.reasons },
                ],
              ]
            : [],
        ),
        empty: { title: 'Nothing is decided yet', text: 'Decisions would stand here.' },
      },
    ],
    links: proposal.snapshot ? [{ text: 'What the first person saw', href: `/snapshots/${proposal.snapshot}` }] : [],
    ask: {
      action: `${addressOf(file)}/agree`,
      sections: [
        {
          questions: [
            ask.radios(
              'answer',
              'Do you agree?',
              choices([
                { value: 'agree', text: 'I agree' },
                { value: 'disagree', text: 'I do not agree' },
              ]),
            ),
            ask.words('reasons', 'What you weighed'),
          ],
        },
      ],
      button: 'Record my answer',
    },
    form,
  };
}

export async function sendAgree(tx: Tx, viewer: Viewer, params: Params, body: Fields): Promise<Sent | Refusal> {
  await answerMove(tx, viewer, {
    case: params.case!,
    answer: typed(body, 'answer'),
    reasons: typed(body, 'reasons'),
    isAsked: (duty) => isAsked(tx, viewer, duty),
  });
  return { to: `/cases/${params.case}?done=agreed` };
}
