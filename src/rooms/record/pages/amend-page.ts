/** The four ways to add to an entry: a finding, another category, a withdrawal, a correction. Each is a later entry. */

import { isoToDay } from '../../../engines/history.ts';
import { type Feature, type Finding, findings, isMatterType, type MatterType } from '../../../engines/vocabulary.ts';
import { isRefusal, type Refusal } from '../../../platform/refusal.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, type FormState, fieldOf, fieldsOf, formWithErrors } from '../../../web/forms.ts';
import { asking, choices, dayParts, filledDay, type QuestionsView } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import { labelsOf } from '../../people/index.ts';
import { type Amend, correct, recordFinding, recordWithdrawal, relabel } from '../actions/amend.ts';
import { freezePage } from '../actions/freeze-page.ts';
import { whyMayNotClose } from '../actions/outcome-ledger.ts';
import { happenedSpan } from '../rules/happened-span.ts';
import { isLowLevel } from '../rules/low-level.ts';
import { circumstanceChoices, happenedQuestions, matterChoices, pastDay } from './entry-form-page.ts';
import { type OpenEntry, openEntry } from './entry-page.ts';
import { label } from './words.ts';

export const changes = ['finding', 'relabel', 'withdrawal', 'correction'] as const;
export type Change = (typeof changes)[number];
export const isChange = (word: string): word is Change => (changes as readonly string[]).includes(word);

const titles: Readonly<Record<Change, string>> = {
  finding: 'Record a finding',
  relabel: 'Give it another category',
  withdrawal: 'Record that it was withdrawn',
  correction: 'Set a day or circumstance right',
};
const ledes: Readonly<Record<Change, string>> = {
  finding:
    'What was decided, by whom it is to be known, and why. The page as you see it is frozen and kept with the decision.',
  relabel:
    'The words of whoever raised it stay beside the new category, with your name and your reason. It may not make it milder in the rules.',
  withdrawal: 'Withdrawing does not end the service’s own duty. The matter stays, untested.',
  correction: 'For what was written down wrongly. The first version stays readable.',
};

/** Findings that one person may record on an entry: everything but that it never happened, which takes two. */
const findingChoices = (Object.keys(findings) as Finding[])
  .filter((finding) => finding !== 'eliminated' && finding !== 'none')
  .map((value) => ({ value, text: label(value) }));

function questionsOf(change: Change, form: FormState) {
  const ask = asking(form);
  const known = ask.day(
    'known',
    'Since when is this known?',
    'The day on which the service can be held to have known of it.',
  );
  const reason = ask.words('reason', 'Why', 'A sentence or two. Name nobody.');
  if (change === 'finding') return [ask.select('finding', 'What was decided?', choices(findingChoices)), known, reason];
  if (change === 'relabel')
    return [ask.select('to', 'What should it be called?', choices(matterChoices)), known, reason];
  if (change === 'withdrawal') return [known, reason];
  return [
    ...happenedQuestions(ask),
    ask.checkboxes('features', 'Circumstances as they should be', circumstanceChoices),
    known,
    reason,
  ];
}

/** What a correction starts from: the entry as it reads today. */
const asItStands = ({ row }: OpenEntry): Fields => ({
  features: row.features ?? [],
  precision: row.happened_from === null ? 'not-known' : row.happened_from === row.happened_to ? 'day' : 'between',
  ...(row.happened_from ? filledDay('happened', row.happened_from) : {}),
  ...(row.happened_to && row.happened_to !== row.happened_from ? filledDay('happenedTo', row.happened_to) : {}),
});

export interface AmendRequest {
  readonly person: string;
  readonly entry: string;
  readonly change: Change;
}

/** The form, or null where the reader may not know of the entry. */
export async function amendPage(tx: Tx, request: AmendRequest, typed?: FormState): Promise<QuestionsView | null> {
  const open = await openEntry(tx, request.person, request.entry);
  if (!open || open.row.kind === 'amendment' || open.row.kind === 'signal') return null;
  const known = filledDay('known', tx.today);
  const form = typed ?? emptyForm(request.change === 'correction' ? { ...asItStands(open), ...known } : known);
  const name = (await labelsOf(tx, [request.person], tx.today)).get(request.person)?.label ?? 'not named';
  const at = `/people/${request.person}/entries/${request.entry}`;
  return {
    title: titles[request.change],
    overline: name,
    breadcrumbs: [
      { text: 'Timeline', href: `/people/${request.person}` },
      { text: 'The entry', href: at },
    ],
    lede: ledes[request.change],
    facts: [
      { label: 'The entry', value: label(open.type) },
      { label: 'How it stands', value: label(open.finding) },
      { label: 'In words', value: open.row.summary ?? 'none given' },
    ],
    links:
      request.change === 'finding'
        ? [
            { text: 'It did not happen, or was somebody else: put it forward', href: `${at}/elimination` },
            {
              text: 'It ends at low level: log the outcome',
              href: `/outcomes/new?person=${request.person}&entry=${request.entry}`,
            },
          ]
        : undefined,
    ask: {
      action: `${at}/${request.change}`,
      sections: [{ questions: questionsOf(request.change, form) }],
      button: 'Add it to the record',
    },
    form,
  };
}

interface Fault {
  readonly field: string;
  readonly text: string;
}

/** Puts a refusal of an action beside the question it belongs to. */
export const faultOf = (refusal: Refusal): Fault => ({
  field: refusal.code.startsWith('field:') ? refusal.code.slice('field:'.length) : 'main',
  text: refusal.words,
});

type Post = (tx: Tx, amend: Amend) => Promise<unknown>;

function readChange(change: Change, fields: Fields, today: string, faults: Fault[]): Post | null {
  if (change === 'finding') {
    const finding = fieldOf(fields, 'finding') ?? '';
    if (!findingChoices.some((each) => each.value === finding))
      faults.push({ field: 'finding', text: 'Choose what was decided' });
    return (tx, amend) => recordFinding(tx, { ...amend, finding: finding as Finding });
  }
  if (change === 'relabel') {
    const to = fieldOf(fields, 'to') ?? '';
    if (!isMatterType(to)) faults.push({ field: 'to', text: 'Choose what it should be called' });
    return (tx, amend) => relabel(tx, { ...amend, to: to as MatterType });
  }
  if (change === 'withdrawal') return recordWithdrawal;
  const typed = {
    precision: fieldOf(fields, 'precision'),
    from: dayParts(fields, 'happened'),
    to: dayParts(fields, 'happenedTo'),
  };
  const span = happenedSpan(typed, today);
  if ('text' in span) {
    faults.push(span);
    return null;
  }
  const days = span.from && span.to ? { happenedFrom: isoToDay(span.from), happenedTo: isoToDay(span.to) } : {};
  return (tx, amend) =>
    correct(tx, { ...amend, ...days, features: fieldsOf(fields, 'features') as readonly Feature[] });
}

export interface SendChange extends AmendRequest {
  readonly viewer: Viewer;
  readonly fields: Fields;
}

/** Records the change with the page frozen as it was seen. Gives the form again where something is to be put right. */
export async function sendChange(tx: Tx, sent: SendChange): Promise<'done' | 'not-found' | FormState | Refusal> {
  const open = await openEntry(tx, sent.person, sent.entry);
  if (!open || open.row.kind === 'amendment' || open.row.kind === 'signal') return 'not-found';
  const faults: Fault[] = [];
  const send = readChange(sent.change, sent.fields, tx.today, faults);
  const knownOn = pastDay(sent.fields, 'known', tx.today, faults);
  const reason = fieldOf(sent.fields, 'reason')?.trim() ?? '';
  if (reason.length < 10) faults.push({ field: 'reason', text: 'Say why, in a sentence' });
  const finding = fieldOf(sent.fields, 'finding') ?? '';
  if (sent.change === 'finding' && isLowLevel(finding)) {
    const no = await whyMayNotClose(tx, sent.entry, finding);
    if (no) faults.push(faultOf(no));
  }
  if (faults.length > 0 || !send) return formWithErrors(sent.fields, faults);
  const isClose = open.row.visibility === 'sealed' || open.row.visibility === 'covert';
  // A frozen copy has more readers than a sealed or covert entry may have: there, what was seen stays with the decision alone.
  const snapshot = isClose
    ? null
    : await freezePage(tx, { subject: sent.person, viewer: sent.viewer, purpose: titles[sent.change] });
  const answer = await send(tx, { entry: sent.entry, knownOn, reason, snapshot });
  return isRefusal(answer) ? answer : 'done';
}
