/** One case, for everybody allowed to see it: stage, owner, clock, both sides, history, next action (CASE-01.3). */
import { isoToDay } from '../../../engines/history.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { fieldOf } from '../../../web/forms.ts';
import { dayInWords, shortDay, spanInWords } from '../../../web/plain-dates.ts';
import type { Fields } from '../../../web/route.ts';
import type { WarningBandView } from '../../../web/views.ts';
import { may, type Role, roles } from '../../access/index.ts';
import { labelsOf } from '../../people/index.ts';
import { findingTone, wordFor } from '../../record/index.ts';
import { type CaseFile, movesOpen, personsIn, readCase } from '../actions/case-file.ts';
import { earlierMatters } from '../actions/earlier-matters.ts';
import { openProposal } from '../actions/make-move.ts';
import { clockStrip } from '../rules/clock-strip.ts';
import { closingFacts } from '../rules/closing-facts.ts';
import { counted } from '../rules/counted.ts';
import { criteria } from '../rules/recording-test.ts';
import { type ActionName, actionWords, isResult, results } from '../rules/results.ts';
import { standards } from '../rules/standards.ts';
import { isTheirs } from '../rules/who-reads.ts';
import { routeWords } from '../store.ts';
import { historyTable } from './case-history.ts';
import { causesTable, clocksTable, lettersTable, type Name, partiesTable, partyName } from './case-tables.ts';
import type { AllegationView, CaseView, TaskView } from './case-view.ts';
import { dueIn } from './queue-page.ts';

const dones: Readonly<Record<string, string>> = {
  opened: 'The case is open. Each allegation is on the record with both sides.',
  again: 'This form had opened a case already: here it is.',
  taken: 'You own this case.',
  offered: 'Offered. It stays with you until they accept.',
  accepted: 'You own this case. What the complainant said has come with it.',
  'sent-back': 'Sent back, with your reason.',
  moved: 'Done, with your reasons.',
  waits: 'Somebody else has to agree first. Nothing has changed until they do.',
  agreed: 'Your answer is recorded.',
  decided: 'The decision is kept, with what you saw.',
  clock: 'The clock is changed, with your reason and its end.',
  cause: 'The cause is kept.',
  sent: 'Sent, and kept as it went.',
};

function allegationView(
  file: CaseFile,
  one: CaseFile['allegations'][number],
  name: Name,
  canDecide: boolean,
): AllegationView {
  const { decision } = one;
  const result = decision && isResult(decision.result) ? results[decision.result] : null;
  const day = (iso: string | null) => (iso ? isoToDay(iso) : null);
  return {
    id: one.id,
    heading: `Allegation ${one.ordinal}`,
    category: wordFor(one.category),
    words: one.words,
    about: `About ${partyName(file, one.about.id, name)}`,
    when: `Said to have happened ${spanInWords(day(one.happened_from), day(one.happened_to))}`,
    entry: { text: 'Its entry on the record', href: `/entries/${one.entry}` },
    tag: result ? { text: result.text, tone: findingTone(result.finding) } : { text: 'Not decided', tone: 'open' },
    decided: decision
      ? [
          { label: 'Standard', value: standards[decision.standard] ?? decision.standard },
          { label: 'Evidence', value: decision.evidence },
          { label: 'Reasons', value: decision.reasons },
          ...(decision.service
            ? [{ label: 'What the service lacked, apart from what anybody did', value: decision.service }]
            : []),
          ...(decision.pattern ? [{ label: 'Earlier matters, and what they mean here', value: decision.pattern }] : []),
          {
            label: 'What follows',
            value: decision.actions.map((each) => actionWords[each as ActionName] ?? each).join(', '),
          },
          {
            label: 'Decided',
            value: `${name(decision.decided_by)}, ${dayInWords(decision.on_day)}`,
            ...(decision.snapshot && one.about.person ? { href: `/snapshots/${decision.snapshot}` } : {}),
          },
        ]
      : [],
    decide: canDecide
      ? {
          text: decision ? 'Decide it again' : 'Decide this allegation',
          href: `/cases/${file.opened.id}/allegations/${one.id}`,
        }
      : undefined,
  };
}

function tasksOf(file: CaseFile, isOwner: boolean): TaskView[] {
  const facts = closingFacts(file);
  const at = `/cases/${file.opened.id}`;
  const link = (path: string) => (isOwner ? `${at}${path}` : undefined);
  const undecided = file.allegations.filter((each) => !each.decision).length;
  const unknown = file.parties.filter((each) => each.role === 'subject' && !each.person).length;
  const waits = file.ownership.offer !== null;
  return [
    {
      text: 'Name an owner',
      state: facts.isNamed ? 'done' : waits ? 'waiting' : 'to-do',
      href: facts.isNamed ? undefined : `${at}/owner`,
    },
    ...(unknown > 0
      ? [
          {
            text: 'Find out who the officer is',
            hint: `${unknown} not yet identified: the tray places them`,
            state: 'to-do' as const,
            href: '/tray',
          },
        ]
      : []),
    {
      text: 'Decide every allegation',
      hint:
        undecided > 0
          ? `${undecided} of ${counted(file.allegations.length, 'allegation')} without a decision`
          : undefined,
      state: facts.isEveryAllegationDecided ? 'done' : 'to-do',
    },
    {
      text: 'Give each cause an owner',
      state: facts.isEveryCauseOwned ? 'done' : 'to-do',
      href: link('/causes'),
      hint: file.causes.length === 0 ? 'No cause has been named' : undefined,
    },
    {
      text: 'Tell the complainant the outcome',
      state: facts.isComplainantTold ? 'done' : 'to-do',
      href: facts.isEveryAllegationDecided ? link('/outcome') : undefined,
      hint: facts.isEveryAllegationDecided ? undefined : 'once every allegation is decided',
    },
    {
      text: 'Tell the officer',
      state: file.letters.some((each) => each.kind === 'subject-outcome') ? 'done' : 'to-do',
      href: facts.isComplainantTold ? link('/told') : undefined,
      hint: facts.isComplainantTold ? undefined : 'after the complainant',
    },
  ];
}

function nextOf(file: CaseFile, viewer: Viewer, waits: boolean): CaseView['next'] {
  const at = `/cases/${file.opened.id}`;
  const { ownership } = file;
  if (file.state.isEnded) return { text: 'Nothing: the case is closed.' };
  if (ownership.offer?.person === viewer.person)
    return {
      text: 'It is offered to you. Read what was said, then accept it or send it back.',
      link: { text: 'Answer the offer', href: `${at}/owner` },
    };
  if (ownership.offer)
    return { text: 'It waits for whoever it was offered to. Until they accept, it stays where it is.' };
  if (!ownership.isNamed)
    return { text: 'Name an owner within 24 hours.', link: { text: 'Own it, or offer it', href: `${at}/owner` } };
  if (waits) return { text: 'A move waits for a second person to agree.' };
  const undecided = file.allegations.find((each) => !each.decision);
  if (file.state.stage === 'decided' && !closingFacts(file).isComplainantTold)
    return { text: 'Tell the complainant the outcome.', link: { text: 'The outcome letter', href: `${at}/outcome` } };
  if (['handling', 'otherwise', 'determination'].includes(file.state.stage) && undecided)
    return {
      text: `Decide allegation ${undecided.ordinal}.`,
      link: { text: 'Decide it', href: `${at}/allegations/${undecided.id}` },
    };
  const stage = file.definition.stages.find((each) => each.code === file.state.stage);
  return { text: stage?.meaning ?? 'Make the next move.' };
}

function bandFor(file: CaseFile, query: Fields): WarningBandView | undefined {
  const done = dones[fieldOf(query, 'done') ?? ''];
  if (done) return { tone: 'done', text: done };
  const late = dueIn(file).filter((due) => due.lateDays > 0);
  if (late.length > 0)
    return {
      tone: 'warn',
      text: `Overdue: ${late.map((due) => due.name.toLowerCase()).join(', ')}. It is a breach, and has climbed to the head of professional standards.`,
    };
  return undefined;
}

async function earlierViews(tx: Tx, viewer: Viewer, file: CaseFile, name: Name): Promise<CaseView['earlier']> {
  const found = await earlierMatters(tx, viewer, file);
  return found.map(({ person, matters }) => {
    const heading = `Earlier matters about ${name(person)}`;
    if (matters === null) return { heading, note: 'They are shown to whoever owns the case, for as long as they do.' };
    return {
      heading,
      note: 'Every result, not proved and withdrawn ones too. What each means for this one is said in the decision. What is kept more closely than this case stands on the whole record only. Unit: matters on the record.',
      table: {
        caption: heading,
        columns: [{ text: 'Known since' }, { text: 'What' }, { text: 'Recorded in' }, { text: 'Result' }],
        rows: matters.map((each) => [
          { text: shortDay(each.knownOn), href: `/entries/${each.entry}` },
          { text: wordFor(each.type) },
          { text: wordFor(each.source) },
          { text: '', tag: { text: wordFor(each.finding), tone: findingTone(each.finding) } },
        ]),
        empty: { title: 'Nothing earlier is on the record', text: 'Matters of every result would stand here.' },
      },
    };
  });
}

/** The page, or null where the reader may not know of the case. */
export async function casePage(tx: Tx, viewer: Viewer, id: string, query: Fields): Promise<CaseView | null> {
  const file = await readCase(tx, id);
  if (!file || !isTheirs(file, viewer)) return null;
  const { ownership, opened, state, definition } = file;
  const deciders = file.allegations.flatMap((each) => (each.decision ? [each.decision.decided_by] : []));
  const ids = [
    ...personsIn(file),
    ...deciders,
    ...file.lines.flatMap((line) => (line.person ? [line.person] : [])),
    ...file.rows.flatMap((row) => [row.decided_by, row.second_person].flatMap((each) => (each ? [each] : []))),
    ...file.causes.flatMap((cause) => (cause.owner ? [cause.owner] : [])),
    ...(file.contact ? [file.contact.person, file.contact.deputy] : []),
    ...(opened.recorded_by ? [opened.recorded_by] : []),
  ];
  const labels = await labelsOf(tx, [...new Set(ids)], tx.today);
  const name: Name = (each) =>
    each ? (labels.get(each)?.label ?? 'not named') : (roles[(ownership.role ?? 'head-of-standards') as Role] ?? '');
  const isOwner = ownership.person === viewer.person && may('case.work', viewer.roles);
  const isAuthority = viewer.roles.includes('head-of-standards');
  const proposal = await openProposal(tx, id);
  const moves = may('case.work', viewer.roles) ? movesOpen(file, viewer) : { allowed: [], refused: [] };
  const stage = definition.stages.find((each) => each.code === state.stage);
  const met = closingFacts(file).criteria;
  const kinds = [...new Set(file.allegations.map((each) => wordFor(each.category)))];
  const strip = state.isEnded ? undefined : clockStrip(opened.received_on, tx.today, dueIn(file));
  const at = `/cases/${id}`;
  return {
    title: `${kinds.slice(0, 2).join(', ')}${kinds.length > 2 ? ' and more' : ''}`,
    breadcrumbs: [{ text: 'Cases', href: '/cases' }],
    band: bandFor(file, query),
    overline: `Case ${opened.reference} · ${definition.name}`,
    strip,
    facts: [
      { label: 'Stage', value: `${stage?.name ?? state.stage}, since ${dayInWords(state.stageSince)}` },
      {
        label: 'Owner',
        value: ownership.isNamed
          ? `${name(ownership.person)}, since ${dayInWords(ownership.since)}${ownership.offer ? `; offered to ${name(ownership.offer.person)}, who has not answered` : ''}`
          : `${name(ownership.person)} holds it until an owner is named`,
      },
      {
        label: 'Changed hands',
        value: `${ownership.changes === 0 ? 'Never' : ownership.changes === 1 ? 'Once' : `${ownership.changes} times`}${ownership.sentBack.length > 0 ? `; sent back ${ownership.sentBack.length === 1 ? 'once' : `${ownership.sentBack.length} times`}` : ''}`,
      },
      { label: 'Received', value: `${dayInWords(opened.received_on)}. ${routeWords[opened.route]}` },
      {
        label: 'Rules',
        value: `${definition.name}, version ${definition.version}: in force when it was received (${definition.source})`,
      },
      {
        label: 'Has to be recorded',
        value:
          met.length > 0
            ? `Yes. ${met.map((each) => criteria[each as keyof typeof criteria] ?? each).join('. ')}`
            : 'No criterion is met',
      },
      {
        label: 'Reaching them safely',
        value: [
          opened.safe_contact.channel,
          opened.safe_contact.hours,
          opened.safe_contact.caller ? `call as: ${opened.safe_contact.caller}` : '',
        ]
          .filter(Boolean)
          .join('; '),
      },
      ...(file.contact
        ? [
            {
              label: 'Their contact',
              value: `${name(file.contact.person)}; ${name(file.contact.deputy)} stands in. ${file.contact.reached_by}`,
            },
          ]
        : []),
    ],
    next: nextOf(file, viewer, proposal !== null),
    tasks: tasksOf(file, isOwner),
    counts: `${counted(file.allegations.length, 'allegation')} in ${counted(1, 'case')}, about ${counted(file.parties.filter((each) => each.role === 'subject').length, 'person')}. The words are the complainant’s own: nothing alters them.`,
    allegations: file.allegations.map((one) =>
      allegationView(file, one, name, !state.isEnded && (isOwner || isAuthority)),
    ),
    earlier: await earlierViews(tx, viewer, file, name),
    parties: partiesTable(file, name, may('person.read', viewer.roles)),
    clocks: clocksTable(file, name, tx.today),
    letters: lettersTable(file, name),
    causes: causesTable(file, name),
    history: historyTable(file, name),
    moves: moves.allowed.map((move) => ({
      text: move.name,
      href: `${at}/move?move=${move.move}`,
      hint: move.asks.second ? 'A second person has to agree' : undefined,
    })),
    refused: moves.refused.map((move) => ({ name: move.name, why: move.because.map((each) => each.words).join(' ') })),
    ways: [
      ...(may('case.work', viewer.roles) && !state.isEnded ? [{ text: 'Who owns it', href: `${at}/owner` }] : []),
      ...(isOwner && !state.isEnded
        ? [
            { text: 'Update the complainant', href: `${at}/update` },
            { text: 'Pause or extend a clock', href: `${at}/clocks` },
            { text: 'Name a cause', href: `${at}/causes` },
          ]
        : []),
      ...(may('person.read', viewer.roles)
        ? file.parties.flatMap((party) =>
            party.role === 'subject' && party.person
              ? [{ text: `The whole record of ${name(party.person)}`, href: `/people/${party.person}` }]
              : [],
          )
        : []),
    ],
  };
}
