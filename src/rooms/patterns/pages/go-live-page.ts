/** Putting a live sweep forward, and the second person's page: what it rests on, what it would cost, and the decision. */
import type { Tx } from '../../../platform/transaction.ts';
import type { FormState } from '../../../web/forms.ts';
import { dayInWords, shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, type FactView, type QuestionsView } from '../../../web/questions.ts';
import { labelsOf } from '../../people/index.ts';
import { lastProposal, type OpenProposal } from '../actions/propose-live.ts';
import { rulesNow } from '../actions/sweep.ts';
import { type Assessment, assessmentParts } from '../rules/may-go-live.ts';
import type { Sizing } from '../rules/sizing.ts';
import { latestSweep } from '../store.ts';

const count = (value: number): string => value.toLocaleString('en-GB');
const crumbs = [{ text: 'Sweeps', href: '/sweeps' }];

/** What the shadow run found, as facts: nobody is named. */
async function sizeFacts(tx: Tx): Promise<FactView[]> {
  const shadow = await latestSweep(tx, 'shadow', rulesNow());
  if (!shadow) return [];
  const sizing = shadow.counts as unknown as Sizing;
  return [
    { label: 'Shadow run', value: `${dayInWords(shadow.as_at)}, of the rules that run now` },
    { label: 'People a rule holds for', value: `${count(sizing.peopleNamed)} of ${count(sizing.people)}` },
    { label: 'People somebody would newly read', value: count(sizing.peopleToRead) },
    { label: 'Hours to read them all', value: String(sizing.hours) },
    {
      label: 'False flags to expect',
      value:
        sizing.falseFlags.likely === null
          ? `not known; at worst ${count(sizing.falseFlags.atWorst)}`
          : `about ${count(sizing.falseFlags.likely)}`,
    },
  ];
}

const assessmentFacts = (assessment: Assessment): FactView[] =>
  (Object.keys(assessmentParts) as (keyof typeof assessmentParts)[]).map((part) => ({
    label: assessmentParts[part].replace(/^./, (first) => first.toUpperCase()),
    value: assessment[part],
  }));

/** For whoever may put one forward. */
export async function proposePage(tx: Tx, form: FormState): Promise<QuestionsView> {
  const last = await lastProposal(tx);
  const facts = await sizeFacts(tx);
  const base = { title: 'Put a live sweep forward', breadcrumbs: crumbs, form };
  if (facts.length === 0)
    return {
      ...base,
      lede: 'These rules have not run in shadow. Run them so first, and look at the counts: then a live sweep can be put forward.',
      links: [{ text: 'Back to sweeps', href: '/sweeps' }],
    };
  if (last && !last.isAnswered)
    return {
      ...base,
      lede: `A live sweep was put forward on ${dayInWords(last.proposal.proposed_on)}. It waits for the overseer to confirm or refuse it; until then nobody is named.`,
      facts: [...facts, ...assessmentFacts(last.proposal.assessment)],
    };
  const { words, text } = asking(form);
  return {
    ...base,
    lede: 'A live sweep names people and asks about them. You put it forward with its assessment; the overseer, who stands outside the chain of command, confirms it or refuses it.',
    facts,
    ask: {
      action: '/sweeps/live',
      sections: [
        {
          heading: 'What it rests on',
          text: 'A reference to each document, or its conclusion in a sentence. All of it is shown to the overseer and kept.',
          questions: [
            words('dpia', 'Data protection assessment', 'Data Protection Act 2018, section 64'),
            words('equality', 'Equality assessment', 'Equality Act 2010, section 149'),
            words('legalBasis', 'Legal basis'),
            words('publishedRecord', 'Where the public can read that this is done'),
            text(
              'capacity',
              'Hours that reviewers have for it',
              'Those in greatest need are asked about first; the rest are recorded as not reached',
            ),
          ],
        },
      ],
      button: 'Put it forward',
      after: 'Nothing runs until a second person confirms it.',
    },
  };
}

/** For the second person: the same facts, who put it forward, and the decision. */
export async function confirmPage(
  tx: Tx,
  open: OpenProposal,
  { form, mayAnswer }: { form: FormState; mayAnswer: boolean },
): Promise<QuestionsView> {
  const { proposal } = open;
  const labels = await labelsOf(tx, [proposal.proposed_by], tx.today);
  const { radios, words } = asking(form);
  return {
    title: 'Confirm or refuse a live sweep',
    breadcrumbs: [{ text: 'My duties', href: '/' }, ...crumbs],
    ...(open.isAnswered ? { band: { tone: 'done' as const, text: 'This has been answered.' } } : {}),
    lede: `${labels.get(proposal.proposed_by)?.label ?? 'The head of standards'} put it forward on ${shortDay(proposal.proposed_on)}. Confirming it runs the rules over everyone now and asks named reviewers about the people they hold for.`,
    facts: [
      ...(await sizeFacts(tx)),
      { label: 'Hours that reviewers have', value: String(proposal.capacity_hours) },
      ...assessmentFacts(proposal.assessment),
    ],
    ...(mayAnswer && !open.isAnswered
      ? {
          ask: {
            action: `/sweeps/live/${proposal.duty}`,
            sections: [
              {
                ...(open.isCurrent
                  ? {}
                  : { warning: 'The rules have changed since the shadow run: it can only be refused.' }),
                questions: [
                  radios(
                    'answer',
                    'Your decision',
                    choices([
                      {
                        value: 'confirm',
                        text: 'Confirm: run it now',
                        hint: 'People are named to their reviewers within the hours there are',
                      },
                      { value: 'refuse', text: 'Refuse', hint: 'Nothing runs; your reason goes back' },
                    ]),
                  ),
                  words('reason', 'What you read, and why you decide so'),
                ],
              },
            ],
            button: 'Record my decision',
            after: 'Both names are kept with the sweep.',
          },
        }
      : {}),
    form,
  };
}
