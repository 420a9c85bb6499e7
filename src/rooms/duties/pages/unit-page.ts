/**
 * A unit over time: who was in it on a day, its line, what is late, and its matters as counts. A reader of records gets links
 * to people whom no wall keeps from them; a supervisor or commander gets their own units, and counts that single out nobody.
 */
import { isoToDay } from '../../../engines/history.ts';
import { addDays } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import { emptyForm, fieldOf } from '../../../web/forms.ts';
import { dueInWords, shortDay, spellInWords } from '../../../web/plain-dates.ts';
import { asking, dayParts, filledDay, realDay } from '../../../web/questions.ts';
import type { Fields } from '../../../web/route.ts';
import type { DataTableView } from '../../../web/views.ts';
import { may, myWalls } from '../../access/index.ts';
import {
  clusterOf,
  flattened,
  labelsOf,
  leaversOfUnits,
  peopleOfUnits,
  postsOf,
  storedTies,
  structureAt,
  type UnitOfDay,
  type UnitPersonRow,
} from '../../people/index.ts';
import {
  countInWords,
  historyForFinders,
  masked,
  type Part,
  type RegisterView,
  withSpreadsheets,
  wordFor,
} from '../../record/index.ts';
import { standingOf } from '../rules/ladder.ts';
import {
  type CountedMatter,
  countedUpTo,
  countMatters,
  type MatterCounts,
  unitsFor,
  unitsToList,
  withUnder,
} from '../rules/unit-views.ts';
import { listOpenDutiesAbout } from '../store.ts';

export interface UnitAsk {
  readonly tx: Tx;
  readonly viewer: Viewer;
  readonly query: Fields;
}

/** More people than this are counted in the units under it. */
const mostCounted = 400;
const countedMonths = 365;

const dayAsked = (query: Fields, today: string): string => {
  const asked = realDay(dayParts(query, 'as-at'));
  return asked && asked <= today ? asked : today;
};

async function unitsOpenTo({ tx, viewer }: UnitAsk, day: string): Promise<{ all: UnitOfDay[]; open: Set<string> }> {
  const all = flattened(await structureAt(tx, day)).map(({ at }) => at);
  const persons = await clusterOf(tx, viewer.person, tx.today);
  const postedTo = (await postsOf(tx, persons))
    .filter((post) => (post.valid_from ?? '') <= tx.today && (post.valid_to ?? '9999') >= tx.today)
    .map((post) => post.unit);
  return { all, open: unitsFor(all, { persons, roles: viewer.roles, postedTo }) };
}

const onWhichDay = (day: string) => asking(emptyForm(filledDay('as-at', day))).day('as-at', 'On which day?');

/** The units whose page this viewer may open. */
export async function unitsPage(ask: UnitAsk): Promise<RegisterView> {
  const day = dayAsked(ask.query, ask.tx.today);
  const { all, open } = await unitsOpenTo(ask, day);
  const typed = fieldOf(ask.query, 'name') ?? '';
  const shown = unitsToList(all, open, typed);
  const nameOf = new Map(all.map((unit) => [unit.unit, unit.name]));
  const labels = await labelsOf(
    ask.tx,
    shown.flatMap((unit) => (unit.lead ? [unit.lead] : [])),
    ask.tx.today,
  );
  const days = day === ask.tx.today ? '' : `?${searchOf(day)}`;
  return {
    title: 'Units',
    breadcrumbs: [{ text: 'My duties', href: '/' }],
    lede: `As they stood on ${shortDay(day)}.${shown.length < open.size ? ` ${shown.length} of ${open.size} that you may open: the others are found by name, or on the page of the unit above them.` : ''}`,
    ask: {
      action: '/units',
      questions: [asking(emptyForm({ name: typed })).text('name', 'Part of its name'), onWhichDay(day)],
      button: 'Show',
    },
    parts: withSpreadsheets(
      [
        {
          table: {
            caption: 'Units you may open',
            columns: [
              { text: 'Unit' },
              { text: 'Kind' },
              { text: 'Answers to' },
              { text: 'Lead' },
              { text: 'People posted', isNumber: true },
            ],
            rows: shown.map((unit) => [
              { text: unit.name, href: `/units/${unit.unit}${days}` },
              { text: unit.kind },
              { text: (unit.parent && nameOf.get(unit.parent)) || 'no unit above it' },
              { text: unit.lead ? (labels.get(unit.lead)?.label ?? 'not named') : 'nobody named' },
              { text: String(unit.people) },
            ]),
            empty: typed
              ? { title: 'None of that name', text: 'Try fewer letters, or another day.' }
              : { title: 'None', text: 'Units that you are posted to or lead, and those under them, appear here.' },
          },
        },
      ],
      '/units',
      ask.query,
    ),
    form: emptyForm(),
  };
}

const searchOf = (day: string): string =>
  new URLSearchParams(filledDay('as-at', day) as Record<string, string>).toString();

interface Gathered {
  readonly at: UnitOfDay;
  readonly under: readonly UnitOfDay[];
  readonly above: readonly UnitOfDay[];
  readonly people: readonly UnitPersonRow[];
  readonly day: string;
}

function aboveOf(all: readonly UnitOfDay[], at: UnitOfDay): UnitOfDay[] {
  const chain: UnitOfDay[] = [];
  let next = all.find((unit) => unit.unit === at.parent);
  while (next && !chain.includes(next)) {
    chain.unshift(next);
    const { parent } = next;
    next = all.find((unit) => unit.unit === parent);
  }
  return chain;
}

/** What stands against the people of the unit, without anything sealed or covert, and nothing that touches the viewer. */
async function mattersOf(tx: Tx, viewer: Viewer, { people, day }: Gathered): Promise<MatterCounts | null> {
  const persons = [...new Set(people.map((each) => each.person))];
  if (persons.length > mostCounted) return null;
  const mine = await clusterOf(tx, viewer.person, tx.today);
  const ties = await storedTies(tx, mine);
  const hidden = new Set([...mine, ...ties.flatMap((tie) => [tie.person, tie.counterpart])]);
  const isReader = may('person.read', viewer.roles);
  const upTo = isReader ? day : countedUpTo(day);
  const since = isoToDay(addDays(upTo, -countedMonths));
  const found: CountedMatter[] = [];
  for (const subject of persons) {
    if (hidden.has(subject)) continue;
    const { entries } = await historyForFinders(tx, { subject, asAt: upTo });
    for (const entry of entries) {
      const counts =
        entry.kind === 'matter' &&
        entry.roles.includes('subject') &&
        entry.finding !== 'eliminated' &&
        entry.visibility !== 'sealed' &&
        entry.visibility !== 'covert' &&
        (entry.knownOn > since || entry.finding === 'open');
      if (!counts || entry.parties.some((party) => hidden.has(party.subject))) continue;
      found.push({ id: entry.matter ?? entry.id, type: entry.type, subject, isOpen: entry.finding === 'open' });
    }
  }
  return countMatters(found);
}

function peopleTable(
  gathered: Gathered,
  link: (person: string) => string | undefined,
  name: (id: string | null) => string,
): DataTableView {
  const units = new Map([gathered.at, ...gathered.under].map((unit) => [unit.unit, unit.name]));
  return {
    caption: 'People on that day',
    columns: [
      { text: 'Who' },
      { text: 'Rank and role' },
      { text: 'Unit' },
      { text: 'There for' },
      { text: 'Supervised by' },
    ],
    rows: [...gathered.people]
      .sort((a, b) => name(a.person).localeCompare(name(b.person)))
      .map((each) => [
        { text: name(each.person), href: link(each.person) },
        { text: [each.rank, each.role, each.acting ? 'acting' : null].filter(Boolean).join(', ') || 'not stated' },
        { text: units.get(each.unit) ?? '' },
        { text: each.since ? spellInWords(each.since, gathered.day) : 'not stated' },
        { text: each.supervisor ? name(each.supervisor) : 'nobody named' },
      ]),
    empty: { title: 'Nobody was posted here that day', text: 'Choose another day, or a unit under it.' },
  };
}

const clusterTable = (counts: MatterCounts): DataTableView => ({
  caption: 'Kinds of matter that several people here share',
  columns: [{ text: 'Kind' }, { text: 'Matters', isNumber: true }, { text: 'People', isNumber: true }],
  rows: counts.clusters.map((each) => [
    { text: wordFor(each.type) },
    { text: countInWords(masked(each.matters)) },
    { text: countInWords(masked(each.people)) },
  ]),
  empty: { title: 'None', text: 'Three matters of one kind about two people or more within a year would stand here.' },
});

async function lateTable(tx: Tx, { people }: Gathered, name: (id: string | null) => string): Promise<DataTableView> {
  const duties = await listOpenDutiesAbout(tx, [...new Set(people.map((each) => each.person))]);
  const late = duties.filter((duty) => standingOf(duty.ladder, tx.today).overdue);
  return {
    caption: 'Late today, of what you may know of',
    columns: [{ text: 'Duty' }, { text: 'About' }, { text: 'Late' }],
    rows: late.map((duty) => [
      { text: duty.title, href: `/duties/${duty.id}` },
      { text: name(duty.about) },
      { text: dueInWords(standingOf(duty.ladder, tx.today).firstDue, tx.today) },
    ]),
    empty: {
      title: 'Nothing is late',
      text: 'Duties about the people here that you may see appear once their day has passed.',
    },
  };
}

const statsOf = (gathered: Gathered, leavers: number, counts: MatterCounts | null) => [
  { value: String(new Set(gathered.people.map((each) => each.person)).size), label: 'people posted' },
  { value: countInWords(masked(leavers)), label: 'left in the year before' },
  {
    value: counts ? countInWords(masked(counts.open)) : 'not counted',
    label: 'open matters',
    note: counts
      ? 'unit: matters; fewer than 5 are not shown'
      : `more than ${mostCounted} people: open a unit under it`,
  },
  {
    value: counts ? countInWords(masked(counts.matters)) : 'not counted',
    label: 'matters in a year, or open',
    note: 'ruled out ones do not count',
  },
];

/** The page of one unit on a day; null where it did not stand, or is not this viewer's to open. */
export async function unitPage(ask: UnitAsk, unit: string): Promise<RegisterView | null> {
  const { tx, viewer, query } = ask;
  const day = dayAsked(query, tx.today);
  const { all, open } = await unitsOpenTo(ask, day);
  const at = all.find((each) => each.unit === unit);
  if (!at || !open.has(unit)) return null;
  const ids = withUnder(all, unit);
  const under = all.filter((each) => each.unit !== unit && ids.includes(each.unit));
  const gathered: Gathered = { at, under, above: aboveOf(all, at), people: await peopleOfUnits(tx, ids, day), day };
  const names = gathered.people.flatMap((each) => [each.person, ...(each.supervisor ? [each.supervisor] : [])]);
  const labels = await labelsOf(tx, [...new Set([...names, ...(at.lead ? [at.lead] : [])])], tx.today);
  const name = (id: string | null) => (id ? (labels.get(id)?.label ?? 'not named') : '');
  const walls = new Set(await myWalls(tx));
  const link = (person: string) =>
    may('person.read', viewer.roles) && !walls.has(person) ? `/people/${person}` : undefined;
  const counts = await mattersOf(tx, viewer, gathered);
  const leavers = await leaversOfUnits(tx, ids, { after: addDays(day, -countedMonths), by: day });
  const upTo = may('person.read', viewer.roles) ? day : countedUpTo(day);
  const parts: Part[] = [
    { table: peopleTable(gathered, link, name) },
    ...(counts ? [{ table: clusterTable(counts) }] : []),
    { table: await lateTable(tx, gathered, name) },
    { table: underTable(gathered, fieldOf(query, 'as-at-day') ? `?${searchOf(day)}` : '') },
  ];
  return {
    title: at.name,
    breadcrumbs: [
      { text: 'My duties', href: '/' },
      { text: 'Units', href: '/units' },
      ...gathered.above
        .filter((each) => open.has(each.unit))
        .map((each) => ({ text: each.name, href: `/units/${each.unit}` })),
    ],
    lede: `${at.kind.charAt(0).toUpperCase()}${at.kind.slice(1)}, as it stood on ${shortDay(day)}. Led by ${at.lead ? name(at.lead) : 'nobody named'}. Matters are counted up to ${shortDay(upTo)}, without sealed ones and without anything that touches you.`,
    ask: { action: `/units/${unit}`, questions: [onWhichDay(day)], button: 'Show that day' },
    stats: statsOf(gathered, leavers, counts),
    parts: withSpreadsheets(parts, `/units/${unit}/table`, query),
    form: emptyForm(),
  };
}

const underTable = ({ at, under }: Gathered, search: string): DataTableView => ({
  caption: 'Units under it',
  columns: [{ text: 'Unit' }, { text: 'Kind' }, { text: 'People posted', isNumber: true }],
  rows: under
    .filter((each) => each.parent === at.unit)
    .map((each) => [
      { text: each.name, href: `/units/${each.unit}${search}` },
      { text: each.kind },
      { text: String(each.people) },
    ]),
  empty: { title: 'None', text: 'Units that answer to this one appear here.' },
});
