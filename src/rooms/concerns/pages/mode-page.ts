/** Putting a change of mode forward, and the chief officer's page: what it means, how the nights went, the signature. */
import type { Tx } from '../../../platform/transaction.ts';
import type { FormState } from '../../../web/forms.ts';
import { dayInWords, shortDay } from '../../../web/plain-dates.ts';
import { asking, choices, type FactView, type QuestionsView } from '../../../web/questions.ts';
import { labelsOf } from '../../people/index.ts';
import { lastModeProposal, type OpenModeProposal } from '../actions/change-mode.ts';
import { listSystems, totalsApart } from '../actions/legacy-status.ts';
import { modeWords, nextModes } from '../rules/may-change-mode.ts';
import { modeOn } from '../store/modes.ts';

const crumbs = [{ text: 'Present systems', href: '/systems' }];
const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** How the last nights of each system went: what a change of mode rests on. */
async function nightFacts(tx: Tx): Promise<FactView[]> {
  const mode = await modeOn(tx, tx.today);
  const facts: FactView[] = [
    { label: 'Mode today', value: mode ? `${upper(mode)}. ${modeWords[mode]}` : 'None: the record stands by itself' },
  ];
  for (const { system, nights, missing } of await listSystems(tx)) {
    const last = nights.slice(0, 14);
    const refused = last.filter((night) => night.outcome === 'refused').length;
    const met = last.filter((night) => night.outcome === 'taken' && totalsApart(night) === 0).length;
    facts.push({
      label: `${upper(system)}, the last ${last.length} nights`,
      value: `${met} met every total, ${last.length - met - refused} differed, ${refused} refused; ${missing.length} not come since`,
    });
  }
  return facts;
}

/** For whoever may put one forward. */
export async function proposeModePage(tx: Tx, form: FormState): Promise<QuestionsView> {
  const open = await lastModeProposal(tx);
  const facts = await nightFacts(tx);
  const base = { title: 'Put a change of mode forward', breadcrumbs: crumbs, facts, form };
  if (open && !open.isAnswered)
    return {
      ...base,
      lede: `Going to ${open.proposal.mode} on ${dayInWords(open.proposal.valid_from)} was put forward on ${dayInWords(open.proposal.recorded_at.toISOString().slice(0, 10))}. It waits for a chief officer’s signature; until then nothing changes.`,
    };
  const { radios, words, day } = asking(form);
  return {
    ...base,
    lede: 'A mode decides whether anybody is flagged and which record is the first one. You put the change forward; a chief officer signs it or refuses it. Every change can be taken back.',
    ask: {
      action: '/systems/mode',
      sections: [
        {
          questions: [
            radios(
              'mode',
              'Which mode should it be?',
              choices(
                nextModes(await modeOn(tx, tx.today)).map((mode) => ({
                  value: mode,
                  text: upper(mode),
                  hint: modeWords[mode],
                })),
              ),
            ),
            day('from', 'From which day?', 'Today or later, for example 1 4 2026'),
            words('reason', 'Why?', 'What the nights showed, who has been told, what was tried'),
          ],
        },
      ],
      button: 'Put it forward',
      after: 'Nothing changes until a chief officer signs.',
    },
  };
}

/** For the chief officer: the same facts, who put it forward and why, and the signature. */
export async function signModePage(
  tx: Tx,
  open: OpenModeProposal,
  { form, maySign }: { form: FormState; maySign: boolean },
): Promise<QuestionsView> {
  const { proposal } = open;
  const labels = await labelsOf(tx, [proposal.proposed_by], tx.today);
  const { radios, words } = asking(form);
  return {
    title: `Go to ${proposal.mode} on ${dayInWords(proposal.valid_from)}`,
    breadcrumbs: [{ text: 'My duties', href: '/' }, ...crumbs],
    ...(open.isAnswered ? { band: { tone: 'done' as const, text: 'This has been answered.' } } : {}),
    lede: modeWords[proposal.mode],
    facts: [
      {
        label: 'Put forward by',
        value: `${labels.get(proposal.proposed_by)?.label ?? 'The head of standards'}, ${shortDay(proposal.recorded_at.toISOString().slice(0, 10))}`,
      },
      { label: 'Why', value: proposal.reason },
      ...(await nightFacts(tx)),
    ],
    ...(maySign && !open.isAnswered
      ? {
          ask: {
            action: `/systems/mode/${proposal.duty}`,
            sections: [
              {
                questions: [
                  radios(
                    'answer',
                    'Your decision',
                    choices([
                      { value: 'sign', text: 'Sign it', hint: `The mode is ${proposal.mode} from that day` },
                      { value: 'refuse', text: 'Refuse it', hint: 'The mode stays as it is; your reason goes back' },
                    ]),
                  ),
                  words('reason', 'What you read, and why you decide so'),
                ],
              },
            ],
            button: 'Record my decision',
            after: 'Both names are kept with the mode.',
          },
        }
      : {}),
    form,
  };
}
