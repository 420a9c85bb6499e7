/** What takes two people: putting it forward, and the second person’s page. */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState } from '../../../web/forms.ts';
import { dayInWords, dueInWords } from '../../../web/plain-dates.ts';
import { asking, choices, type FactView, type QuestionsView } from '../../../web/questions.ts';
import type { WarningBandView } from '../../../web/views.ts';
import { labelsOf } from '../../people/index.ts';
import { openEntry, type RawEntry, wordFor } from '../../record/index.ts';
import { type OpenProposal, openProposal } from '../actions/answer-proposal.ts';
import { standingOf } from '../rules/ladder.ts';
import { type DutyRow, listAnswers } from '../store.ts';

const factsOf = (entry: RawEntry): FactView[] => [
  { label: 'The entry', value: wordFor(entry.type) },
  { label: 'Source', value: wordFor(entry.source) },
  { label: 'Known since', value: dayInWords(entry.known_on) },
  { label: 'In words', value: entry.summary ?? 'none given' },
];

/** The form to put forward that a matter did not happen; null where the reader may not know of it. */
export async function eliminationPage(
  tx: Tx,
  {
    person,
    entry,
    form = emptyForm(),
  }: { readonly person: string; readonly entry: string; readonly form?: FormState | undefined },
): Promise<QuestionsView | null> {
  const open = await openEntry(tx, person, entry);
  if (!open || open.row.kind === 'amendment' || open.row.kind === 'signal') return null;
  const ask = asking(form);
  const at = `/people/${person}/entries/${entry}`;
  return {
    title: 'It did not happen, or was somebody else',
    breadcrumbs: [
      { text: 'Timeline', href: `/people/${person}` },
      { text: 'The entry', href: at },
    ],
    lede: 'Ruled out, an entry stays visible and counts for nothing anywhere. That takes evidence, and somebody outside both lines who agrees. The house chooses whom to ask.',
    facts: factsOf(open.row),
    ask: {
      action: `${at}/elimination`,
      sections: [
        {
          questions: [
            ask.words(
              'evidence',
              'What shows it?',
              'What you read or saw that shows that it did not happen or was somebody else. That nobody else saw it shows neither.',
            ),
            ask.words('reason', 'Why', 'A sentence or two for whoever is asked to agree. Name nobody.'),
          ],
        },
      ],
      button: 'Ask a second person to agree',
      after: 'How often each decider does this is shown in the register of matters ruled out.',
    },
    form,
  };
}

function whatIsPut({ proposal, of }: OpenProposal, nameOf: (id: string) => string): FactView[] {
  if (proposal.proposes === 'eliminated')
    return [
      { label: 'Put forward', value: 'That it did not happen, or was somebody else' },
      { label: 'Evidence', value: proposal.shown },
      ...(proposal.snapshot
        ? [{ label: 'What they saw', value: 'The frozen page', href: `/snapshots/${proposal.snapshot}` }]
        : []),
    ];
  return [
    {
      label: 'Put forward',
      value: `That this ${wordFor(of.type).toLowerCase()} is about ${nameOf(proposal.person)}`,
      href: `/people/${proposal.person}`,
    },
  ];
}

/** What the page about a duty for two begins with: who is who in it, what was answered, and until when it waits. */
export async function whereItStands(tx: Tx, duty: DutyRow, persons: readonly (string | null)[]) {
  const [answer] = await listAnswers(tx, [duty.id]);
  const named = [...persons, answer?.answered_by ?? null].filter((id) => id !== null);
  const labels = await labelsOf(tx, named, tx.today);
  const name = (id: string | null): string => (id ? (labels.get(id)?.label ?? 'not named') : 'nobody');
  const { firstDue, overdue } = standingOf(duty.ladder, tx.today);
  const band: WarningBandView = answer
    ? { tone: 'done', title: `${name(answer.answered_by)}: ${answer.outcome}.`, text: answer.reason }
    : { tone: 'note', text: dueInWords(firstDue, tx.today) };
  return { answer, name, band, isLate: !answer && overdue };
}

/** For whoever is asked and cannot answer: the house asks the next, so that nothing waits for them. */
export const passing = {
  value: 'pass',
  text: 'I cannot answer this',
  hint: 'You are tied to somebody in it, or away: the house asks somebody else, and no reason is needed',
};

/** For whoever put it, once it is late. */
export const askAnother = (action: string) => ({
  action,
  hidden: [{ name: 'answer', value: 'pass' }],
  sections: [],
  button: 'It is late: ask somebody else',
});

/** The second person’s page; for whoever put it, the same without the questions. */
export async function agreementPage(
  tx: Tx,
  viewer: Viewer,
  duty: string,
  form: FormState = emptyForm(),
): Promise<QuestionsView | null> {
  const open = await openProposal(tx, viewer, duty);
  if (!open) return null;
  const placed = open.proposal.proposes === 'placement' ? open.proposal.person : null;
  const stands = await whereItStands(tx, open.duty, [placed, open.put.posted_by, open.duty.about]);
  const { answer, name: nameOf, band, isLate } = stands;
  const ask = asking(form);
  const isMine = open.put.posted_by !== viewer.person;
  return {
    title: isMine ? 'Do you agree?' : 'Waiting for a second person',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    band,
    lede: 'You were chosen because you stand outside every line in it. Read the whole record before you answer; until you agree, nothing changes.',
    facts: [
      ...factsOf(open.of),
      { label: 'Put forward by', value: nameOf(open.put.posted_by) },
      ...whatIsPut(open, nameOf),
      { label: 'Their reason', value: open.put.summary ?? '' },
    ],
    links: open.duty.about
      ? [{ text: `The whole record of ${nameOf(open.duty.about)}`, href: `/people/${open.duty.about}` }]
      : undefined,
    ask:
      answer || !isMine
        ? isLate
          ? askAnother(`/agreements/${duty}`)
          : undefined
        : {
            action: `/agreements/${duty}`,
            sections: [
              {
                questions: [
                  ask.radios(
                    'answer',
                    'Your answer',
                    choices([
                      { value: 'agree', text: 'I agree', hint: 'It takes effect now, with both names' },
                      { value: 'disagree', text: 'I do not agree', hint: 'Nothing changes; your reasons are kept' },
                      passing,
                    ]),
                  ),
                  ask.words('reason', 'What you read, and why you decide so'),
                ],
              },
            ],
            button: 'Record my answer',
            after: 'It cannot be changed afterwards, only added to.',
          },
    form,
  };
}
