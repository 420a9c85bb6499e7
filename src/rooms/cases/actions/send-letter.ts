/**
 * Telling people: updates, the outcome, and only then the officer. What is sent is frozen as a version of its letter; the
 * sending is an event with its method and its day, put to the engine, which keeps the order (SPEAK-06.2 to .4, CASE-08.1).
 */

import { addLength } from '../../../engines/procedures/calendar.ts';
import { serviceDay } from '../../../engines/procedures/triggers.ts';
import type { CaseEvent, ServiceMethod } from '../../../engines/procedures/types.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { labelsOf } from '../../people/index.ts';
import { post } from '../../record/index.ts';
import { closingFacts } from '../rules/closing-facts.ts';
import {
  type LetterPart,
  lackingForOutcome,
  outcomeLetter,
  type Reachable,
  subjectLetter,
  updateLetter,
} from '../rules/compose-letter.ts';
import { type ReviewRight, reviewRight } from '../rules/review-right.ts';
import { insertLetter } from '../store/letters.ts';
import { append, at, caseLocked, deciderOf } from './append-event.ts';
import type { CaseFile } from './case-file.ts';
import { oweClocks } from './owe-clocks.ts';

const methodList = {
  telephone: { text: 'Told on the telephone', method: 'by-hand' },
  'by-hand': { text: 'Given to them in person', method: 'by-hand' },
  post: { text: 'Sent by post', method: 'post' },
  'e-mail': { text: 'Sent by e-mail', method: 'e-mail' },
} as const satisfies Readonly<Record<string, { readonly text: string; readonly method: ServiceMethod }>>;
export type Method = keyof typeof methodList;
/** How something may reach somebody, in words, and as the rules of service know it. */
export const methods: Readonly<Record<Method, { readonly text: string; readonly method: ServiceMethod }>> = methodList;
export const isMethod = (name: string): name is Method => Object.hasOwn(methodList, name);

const identifierList = {
  name: 'Their full name',
  reference: 'The number of the case',
  address: 'Their address or number as they gave it',
  birth: 'Their day of birth',
} as const;
/** What may be checked before anything goes to somebody. Two are needed. */
export const identifiers: Readonly<Record<string, string>> = identifierList;

/** Whom the complainant can reach, by name. */
export async function reachableIn(tx: Tx, file: CaseFile): Promise<Reachable | null> {
  if (!file.contact) return null;
  const labels = await labelsOf(tx, [file.contact.person, file.contact.deputy], tx.today);
  return {
    contact: labels.get(file.contact.person)?.label ?? 'not named',
    deputy: labels.get(file.contact.deputy)?.label ?? 'not named',
    reachedBy: file.contact.reached_by,
  };
}

/** Days on which an update was owed and none had gone by the end of them (SPEAK-06.2). */
export const missedUpdates = (file: CaseFile): string[] =>
  file.state.clocks
    .filter((clock) => clock.code === 'complainant-update' && clock.isOn)
    .flatMap((clock) => clock.periods)
    .filter((period) => period.overdueDays > 0 && period.endedOn === null)
    .map((period) => period.due);

export interface Sending {
  readonly case: string;
  readonly method: string;
  readonly identifiers: readonly string[];
  /** The day it was received, where that is proved or no rule says when it counts as received. */
  readonly servedOn: string | null;
}

interface Letter {
  readonly kind: 'update' | 'outcome' | 'subject-outcome';
  readonly notice: string;
  readonly contains: readonly string[];
  readonly parts: readonly LetterPart[];
  readonly decisions: readonly string[];
  readonly party: string;
  readonly exception?: { readonly ground: string; readonly reason: string };
}

function needTwoIdentifiers(sending: Sending): void {
  if (new Set(sending.identifiers.filter((each) => Object.hasOwn(identifierList, each))).size < 2)
    throw at('identifiers', 'Check two things about who it goes to before it goes, and tick them', 'SPEAK-06.6');
}

async function send(tx: Tx, viewer: Viewer, file: CaseFile, sending: Sending, letter: Letter): Promise<string> {
  if (!isMethod(sending.method)) throw at('method', 'Say how it reaches them');
  needTwoIdentifiers(sending);
  const version = file.letters.filter((each) => each.kind === letter.kind).length + 1;
  const id = await insertLetter(tx, {
    case_id: file.opened.id,
    kind: letter.kind,
    version,
    parts: letter.parts,
    decisions: letter.decisions,
  });
  const event: CaseEvent & { readonly kind: 'notice' } = {
    kind: 'notice',
    id: tx.ids.next(),
    on: tx.today,
    notice: letter.notice,
    by: deciderOf(file, viewer),
    contains: letter.contains,
    method: methodList[sending.method].method,
    sentTime: timeOf(tx.at),
    ...(sending.servedOn ? { servedOn: sending.servedOn } : {}),
    ...(letter.exception ? { exception: { ...letter.exception, authoriser: deciderOf(file, viewer) } } : {}),
  };
  await append(tx, viewer, {
    file,
    event,
    field: 'main',
    more: {
      party: letter.party,
      letter: id,
      sent_at: tx.at.toISOString(),
      served_on: serviceDay(file.definition, event),
    },
    kept: { how: sending.method, checked: sending.identifiers },
  });
  return id;
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
/** `HH:MM` by the clock on a wall in London. */
const timeOf = (at: Date): string => clock.format(at);

const complainantIn = (file: CaseFile): string => file.parties.find((party) => party.role === 'complainant')!.id;

export interface SendUpdate extends Sending {
  readonly done: string;
  readonly next: string;
}

/** The day by which the complainant hears again after an update that goes today: by the rule, never by a figure here. */
function nextUpdate(file: CaseFile, today: string): string | null {
  const repeats = file.definition.clocks.find((each) => each.code === 'complainant-update')?.repeats;
  return repeats ? addLength(today, repeats.every, file.definition.nation) : null;
}

/** Sends an update. It says what was done and what is next, and owns up to what was missed. */
export async function sendUpdate(tx: Tx, viewer: Viewer, given: SendUpdate): Promise<string> {
  const file = await caseLocked(tx, viewer, given.case);
  if (file.state.isEnded) throw at('main', 'The case is closed');
  if (given.done.trim().length < 15) throw at('done', 'Say what has been done since they last heard');
  if (given.next.trim().length < 15) throw at('next', 'Say what comes next');
  const contact = await reachableIn(tx, file);
  if (!contact) throw at('main', 'Name whom the complainant can reach first');
  const parts = updateLetter({
    done: given.done.trim(),
    next: given.next.trim(),
    nextOn: nextUpdate(file, tx.today),
    contact,
    missed: missedUpdates(file),
  });
  const id = await send(tx, viewer, file, given, {
    kind: 'update',
    notice: 'progress-update',
    contains: ['progress', 'next-step', 'contact'],
    parts,
    decisions: [],
    party: complainantIn(file),
  });
  await oweClocks(tx, given.case);
  return id;
}

/** The right that goes with an outcome told on this day. */
export const rightOf = (file: CaseFile, toldOn: string): ReviewRight =>
  reviewRight({ definition: file.definition, criteria: closingFacts(file).criteria, toldOn });

/** The outcome letter as it would go today, and what it still lacks. */
export async function draftOutcome(
  tx: Tx,
  file: CaseFile,
  next: string,
  toldOn: string,
): Promise<{ readonly lacking: readonly string[]; readonly parts: readonly LetterPart[] }> {
  const contact = await reachableIn(tx, file);
  const lacking = lackingForOutcome({ allegations: file.allegations, contact, next });
  const parts = contact
    ? outcomeLetter({
        allegations: file.allegations,
        contact,
        next,
        right: rightOf(file, toldOn),
        missed: missedUpdates(file),
      })
    : [];
  return { lacking, parts };
}

/** When what goes today by this method counts as received. */
function toldOn(file: CaseFile, sending: Sending, at: Date, today: string): string {
  if (sending.servedOn) return sending.servedOn;
  if (!isMethod(sending.method)) return today;
  return serviceDay(file.definition, {
    kind: 'notice',
    id: 'draft',
    on: today,
    notice: 'outcome-to-complainant',
    by: { person: '', roles: [] },
    contains: [],
    method: methodList[sending.method].method,
    sentTime: timeOf(at),
  });
}

export interface SendOutcome extends Sending {
  readonly next: string;
}

/** Sends the outcome to the complainant: refused until every allegation has its answer, its evidence and its reasons. */
export async function sendOutcome(tx: Tx, viewer: Viewer, given: SendOutcome): Promise<string> {
  const file = await caseLocked(tx, viewer, given.case);
  const { lacking, parts } = await draftOutcome(tx, file, given.next, toldOn(file, given, tx.at, tx.today));
  const [first] = lacking;
  if (first) throw at(first.startsWith('It does not say') ? 'next' : 'main', lacking.join(' '), 'CASE-08.1');
  const id = await send(tx, viewer, file, given, {
    kind: 'outcome',
    notice: 'outcome-to-complainant',
    contains: ['result-each', 'reasons-each', 'next-steps', file.isRecorded ? 'review-body' : 'right-to-record'],
    parts,
    decisions: file.allegations.map((each) => each.decision!.id),
    party: complainantIn(file),
  });
  await post(tx, {
    kind: 'step',
    source: 'public-complaint',
    type: 'reporter-contact',
    step: 'notify',
    matter: file.opened.id,
    knownOn: tx.today,
    happenedFrom: tx.today,
    basis: 'record',
    visibility: file.opened.visibility,
    parties: file.parties.flatMap((party) =>
      party.person && party.role !== 'representative'
        ? [{ role: party.role === 'subject' ? ('about' as const) : ('reporter' as const), subject: party.person }]
        : [],
    ),
    unknown: [],
    actsOn: file.allegations.map((each) => each.entry),
    summary: `The complainant was told the outcome of case ${file.opened.reference}.`,
  });
  await oweClocks(tx, given.case);
  return id;
}

export interface TellSubject extends Sending {
  readonly party: string;
  /** Why they hear first, where they do. */
  readonly ground: string;
  readonly reason: string;
}

/** Tells the officer. The complainant hears first: an order, with the exceptions that the definition names (P-01). */
export async function tellSubject(tx: Tx, viewer: Viewer, given: TellSubject): Promise<string> {
  const file = await caseLocked(tx, viewer, given.case);
  const party = file.parties.find((each) => each.id === given.party && each.role === 'subject' && each.person);
  if (!party) throw at('party', 'Choose which officer is told');
  const about = file.allegations.filter((each) => each.about.id === party.id);
  if (about.some((each) => each.decision === null)) throw at('main', 'Decide every allegation about them first');
  const id = await send(tx, viewer, file, given, {
    kind: 'subject-outcome',
    notice: 'outcome-to-officer',
    contains: ['result-each', 'reasons'],
    parts: subjectLetter(about),
    decisions: about.map((each) => each.decision!.id),
    party: party.id,
    ...(given.ground !== '' ? { exception: { ground: given.ground, reason: given.reason.trim() } } : {}),
  });
  await oweClocks(tx, given.case);
  return id;
}
