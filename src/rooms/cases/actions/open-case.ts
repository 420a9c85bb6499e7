/**
 * Opening a case: who complains, in what words, about whom. In the same commit each allegation becomes an entry of the
 * record with both parties, so that questions are raised; the recording test is decided; and somebody is accountable.
 */
import type { Feature, MatterType } from '../../../engines/vocabulary.ts';
import { addDays } from '../../../platform/clock.ts';
import { isRefusal } from '../../../platform/refusal.ts';
import { lock, type Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { insertMatterParties } from '../../access/index.ts';
import { checkConflict, insertNames, insertSubjects, knowPerson } from '../../people/index.ts';
import { findEntry, type NewEntry, personByNumber, post } from '../../record/index.ts';
import { recordingTest } from '../rules/recording-test.ts';
import { insideSchedule3, outsideSchedule3, versionOn } from '../rules/rulebook.ts';
import { canRead } from '../rules/who-reads.ts';
import { insertContact } from '../store/letters.ts';
import { insertOwnership } from '../store/ownership.ts';
import {
  caseOfEntry,
  insertAllegation,
  insertEvent,
  insertOpened,
  insertParty,
  type NewParty,
  openedByForm,
  type ReceivedBy,
  type SafeContact,
} from '../store.ts';
import { at } from './append-event.ts';
import { makeMove } from './make-move.ts';
import { oweClocks, oweIdentifying } from './owe-clocks.ts';
import { takeCase } from './own-case.ts';

export type ComplainantGiven =
  | { readonly who: 'not-known'; readonly description: string }
  | {
      readonly who: 'named';
      readonly given: string;
      readonly family: string;
      readonly phone: string;
      readonly email: string;
    }
  | { readonly who: 'number'; readonly number: string };

export type SubjectGiven =
  | { readonly who: 'number'; readonly number: string }
  | {
      readonly who: 'not-known';
      readonly description: string;
      readonly place: string;
      readonly time: string;
      /** As far as the complainant can say. */
      readonly unit: string;
      readonly identifyBy: string;
    };

export interface AllegationGiven {
  readonly words: string;
  readonly category: MatterType;
  readonly features: readonly Feature[];
  /** Index into the subjects. */
  readonly about: number;
  readonly from: string | null;
  readonly to: string | null;
}

export interface OpenCase {
  /** Of the form sent: the same form twice opens one case. */
  readonly form: string;
  readonly route: ReceivedBy;
  readonly receivedOn: string;
  readonly complainant: ComplainantGiven;
  readonly representative: string;
  readonly safeContact: SafeContact;
  readonly subjects: readonly SubjectGiven[];
  readonly allegations: readonly AllegationGiven[];
  readonly criteria: readonly string[];
  readonly criterionReason: string;
  readonly original: string;
  readonly visibility: 'guarded' | 'restricted';
  /** Whom the complainant can reach, by number, and who stands in. Whoever opens it where nobody is named. */
  readonly contact: string;
  readonly deputy: string;
  readonly reachedBy: string;
  readonly owner: 'me' | 'later';
  readonly fromEntry?: string | null;
  /** Settled on the call: it is not logged for handling, but closed in the same act. */
  readonly isSettledNow?: boolean;
}

export interface OpenedCase {
  readonly id: string;
  readonly reference: string;
  readonly entries: readonly string[];
  readonly isRecorded: boolean;
  /** Whether whoever opened it may open it again: a tie to somebody in it shuts it. */
  readonly isShut: boolean;
}

const longestIdentifyDays = 28;

function needWhole(given: OpenCase, today: string): void {
  if (given.receivedOn > today) throw at('received', 'Give a day up to today');
  if (given.allegations.length === 0) throw at('words-1', 'Write down what they say, in their own words');
  for (const [index, allegation] of given.allegations.entries()) {
    if (allegation.words.trim().length < 10)
      throw at(`words-${index + 1}`, 'Write down what they say, in their own words');
    if (!given.subjects[allegation.about]) throw at(`about-${index + 1}`, 'Say which officer this is about');
  }
  for (const [index, subject] of given.subjects.entries()) {
    if (subject.who !== 'not-known') continue;
    if (subject.description.trim().length < 5)
      throw at(`description-${index + 1}`, 'Describe them as the complainant does');
    if (subject.place.trim().length < 2) throw at(`place-${index + 1}`, 'Say where it was');
    if (subject.time.trim().length < 2) throw at(`time-${index + 1}`, 'Say when it was, as nearly as is known');
    if (subject.identifyBy <= today || subject.identifyBy > addDays(today, longestIdentifyDays))
      throw at(
        `identify-${index + 1}`,
        `Give a day to identify them by, after today and within ${longestIdentifyDays} days`,
        'SPEAK-02.5',
      );
  }
}

async function byNumber(tx: Tx, field: string, number: string): Promise<string> {
  const found = await personByNumber(tx, number);
  if (isRefusal(found)) throw at(field, found.words);
  return found.id;
}

async function complainantOf(tx: Tx, given: ComplainantGiven): Promise<NewParty> {
  if (given.who === 'not-known') return { role: 'complainant', description: given.description.trim() || null };
  if (given.who === 'number')
    return { role: 'complainant', person: await byNumber(tx, 'complainant-number', given.number) };
  const [first, family] = [given.given.trim(), given.family.trim()];
  if (family.length < 2) throw at('complainant-family', 'Give their family name, or say that they are not known');
  const identifiers = [
    { scheme: 'phone', value: given.phone.replace(/\s+/g, '') },
    { scheme: 'e-mail', value: given.email.trim().toLowerCase() },
  ].filter((each) => each.value !== '');
  const source = 'public-complaint';
  if (identifiers.length > 0) {
    const { person } = await knowPerson(tx, { identifiers, given: first, family, source });
    return { role: 'complainant', person, name: `${first} ${family}`.trim() };
  }
  const [person] = await insertSubjects(tx, [{ kind: 'person', source }]);
  await insertNames(tx, [{ person: person!, given: first || null, family, source }]);
  return { role: 'complainant', person: person!, name: `${first} ${family}`.trim() };
}

async function subjectOf(tx: Tx, given: SubjectGiven, index: number): Promise<NewParty> {
  if (given.who === 'number')
    return { role: 'subject', person: await byNumber(tx, `number-${index + 1}`, given.number) };
  return {
    role: 'subject',
    description: given.description.trim(),
    at_place: given.place.trim(),
    at_time: given.time.trim(),
    unit: given.unit.trim() || null,
    identify_by: given.identifyBy,
  };
}

/** The entry of one allegation. Its summary names nobody: the words stay in the case. */
function entryOf(
  given: OpenCase,
  allegation: AllegationGiven,
  {
    id,
    reference,
    ordinal,
    subject,
    complainant,
  }: {
    readonly id: string;
    readonly reference: string;
    readonly ordinal: number;
    readonly subject: NewParty;
    readonly complainant: NewParty;
  },
): NewEntry {
  const described = [subject.description, subject.at_place, subject.at_time, subject.unit].filter(Boolean).join('; ');
  return {
    kind: 'matter',
    source: 'public-complaint',
    type: allegation.category,
    step: 'raise',
    sourceRef: reference,
    matter: id,
    happenedFrom: allegation.from,
    happenedTo: allegation.to,
    knownOn: given.receivedOn,
    basis: 'account',
    finding: 'open',
    visibility: given.visibility,
    features: allegation.features,
    parties: [
      ...(subject.person ? [{ role: 'subject' as const, subject: subject.person }] : []),
      ...(complainant.person ? [{ role: 'reporter' as const, subject: complainant.person }] : []),
    ],
    unknown: subject.person ? [] : [{ role: 'subject', description: described }],
    summary: `Allegation ${ordinal} of case ${reference}. The complainant’s own words are in the case.`,
  };
}

/** Short enough to say on the telephone, and no count of anything. */
const referenceOf = (id: string): string => `C-${id.slice(0, 4)}-${id.slice(4, 8)}-${id.slice(9, 13)}`.toUpperCase();

interface Bound {
  readonly isRecorded: boolean;
  readonly regime: string;
  readonly reasons: string;
}

/** Keeps which version binds the case, what the recording test said, and what follows from it. */
async function bind(tx: Tx, viewer: Viewer, id: string, given: OpenCase): Promise<Bound> {
  const test = recordingTest(given.allegations, given.criteria);
  if (given.criterionReason.trim().length < 15)
    throw at('criterion-reason', 'Say in a sentence how you decided whether it has to be recorded');
  const definition = versionOn(test.isRecorded ? insideSchedule3 : outsideSchedule3, given.receivedOn);
  if (!definition)
    throw at(
      'received',
      'No rules that are held here were in force on that day. The head of standards has to say which apply',
    );
  await insertEvent(tx, id, {
    id: tx.ids.next(),
    ordinal: 1,
    kind: 'opened',
    code: definition.code,
    on_day: tx.today,
    detail: {
      procedure: definition.code,
      version: definition.version,
      bindingOn: given.receivedOn,
      criteria: test.met,
      byContent: test.byContent,
    },
    reasons: given.criterionReason.trim(),
    decided_by: viewer.person,
  });
  return {
    isRecorded: test.isRecorded,
    reasons: given.criterionReason.trim(),
    regime: `${definition.code} ${definition.version}`,
  };
}

async function contactOf(tx: Tx, viewer: Viewer, given: OpenCase): Promise<{ person: string; deputy: string }> {
  const person = given.contact.trim() === '' ? viewer.person : await byNumber(tx, 'contact', given.contact);
  if (given.deputy.trim() === '') throw at('deputy', 'Name by number who stands in for the contact', 'SPEAK-06.1');
  const deputy = await byNumber(tx, 'deputy', given.deputy);
  if (deputy === person) throw at('deputy', 'Name somebody other than the contact');
  if (given.reachedBy.trim().length < 5) throw at('reached-by', 'Say how the complainant can reach them');
  return { person, deputy };
}

/** A case may take up an entry that stands on the record already; each entry once. */
async function needFreeEntry(tx: Tx, entry: string): Promise<void> {
  await lock(tx, 'case-entry', entry);
  if ((await findEntry(tx, entry))?.kind !== 'matter') throw at('main', 'There is no such entry');
  if ((await caseOfEntry(tx, entry)) !== null) throw at('main', 'A case has been opened from this entry already');
}

const mayLog = ['assessor', 'head-of-standards'];

/** What the recording test said is carried out at once where whoever applied it may. */
const logOrRecord = (tx: Tx, viewer: Viewer, id: string, bound: Bound): Promise<unknown> =>
  makeMove(tx, viewer, {
    case: id,
    move: bound.isRecorded ? 'record' : 'log',
    reasons: bound.reasons,
    stated: {},
    criteria: [],
  });

/** Opens it. Refuses with the field at fault. */
export async function openCase(
  tx: Tx,
  viewer: Viewer,
  given: OpenCase,
): Promise<OpenedCase | { readonly again: string }> {
  await lock(tx, 'case-form', given.form);
  const before = await openedByForm(tx, given.form);
  if (before) return { again: before };
  needWhole(given, tx.today);
  if (!canRead(given.visibility, viewer.roles))
    throw at(
      'visibility',
      'You may not read what is restricted: ask the head of standards to open it, or choose the other',
    );
  if (given.fromEntry) await needFreeEntry(tx, given.fromEntry);
  const id = tx.ids.next();
  const reference = referenceOf(id);
  const complainant = await complainantOf(tx, given.complainant);
  const subjects: NewParty[] = [];
  for (const [index, subject] of given.subjects.entries()) subjects.push(await subjectOf(tx, subject, index));
  const persons = [complainant, ...subjects].flatMap((party) => (party.person ? [party.person] : []));
  if (complainant.person && subjects.some((subject) => subject.person === complainant.person))
    throw at('complainant-number', 'The complainant and the officer cannot be one person');
  const contact = await contactOf(tx, viewer, given);
  for (const [field, who] of [
    ['contact', contact.person],
    ['deputy', contact.deputy],
  ] as const)
    if (who !== viewer.person && (await checkConflict(tx, who, persons)).length > 0)
      throw at(field, 'They are tied to somebody in it. Name somebody without a tie', 'P-21');
  const ties = await checkConflict(tx, viewer.person, persons, given.allegations[0]?.from ?? undefined);
  if (contact.person === viewer.person && ties.length > 0)
    throw at('contact', 'You are tied to somebody in it: name another contact by number', 'P-21');
  await insertSubjects(tx, [{ id, kind: 'matter', label: `Case ${reference}`, source: 'cases' }]);
  const bound = await bind(tx, viewer, id, given);
  await insertOpened(tx, {
    id,
    form: given.form,
    reference,
    route: given.route,
    received_on: given.receivedOn,
    regime: bound.regime,
    original: given.original.trim() || null,
    safe_contact: given.safeContact,
    from_entry: given.fromEntry ?? null,
    visibility: given.visibility,
  });
  await insertParty(tx, id, complainant);
  if (given.representative.trim() !== '')
    await insertParty(tx, id, { role: 'representative', name: given.representative.trim() });
  const parties: string[] = [];
  for (const subject of subjects) parties.push(await insertParty(tx, id, subject));
  const entries: string[] = [];
  for (const [index, allegation] of given.allegations.entries()) {
    const ordinal = index + 1;
    const subject = subjects[allegation.about]!;
    const entry =
      index === 0 && given.fromEntry
        ? given.fromEntry
        : await post(tx, entryOf(given, allegation, { id, reference, ordinal, subject, complainant }));
    entries.push(entry);
    await insertAllegation(tx, {
      id: tx.ids.next(),
      case_id: id,
      ordinal,
      words: allegation.words,
      category: allegation.category,
      features: allegation.features,
      party: parties[allegation.about]!,
      happened_from: allegation.from,
      happened_to: allegation.to,
      entry,
    });
  }
  await insertContact(tx, { case_id: id, ...contact, reached_by: given.reachedBy.trim() });
  const isShut = ties.length > 0;
  await insertOwnership(
    tx,
    isShut
      ? { case_id: id, kind: 'holds', person: null, role: 'head-of-standards' }
      : { case_id: id, kind: 'holds', person: viewer.person },
  );
  for (const [index, subject] of subjects.entries())
    if (subject.identify_by)
      await oweIdentifying(tx, {
        id,
        turn: index + 1,
        visibility: given.visibility,
        due: subject.identify_by,
        holder: isShut ? null : viewer.person,
      });
  await oweClocks(tx, id);
  // From here on whoever is tied to anybody in it finds nothing of it, whoever opened it among them.
  await insertMatterParties(tx, id, persons);
  if (!isShut) {
    if (given.owner === 'me') await takeCase(tx, viewer, id);
    if (!given.isSettledNow && mayLog.some((role) => viewer.roles.includes(role)))
      await logOrRecord(tx, viewer, id, bound);
  }
  return { id, reference, entries, isRecorded: bound.isRecorded, isShut };
}
