/** Who looked at this record, when and for what purpose. */
import type { Tx } from '../../../platform/transaction.ts';
import { instantInWords, shortDay } from '../../../web/plain-dates.ts';
import type { DataTableView, WhoLookedView } from '../../../web/views.ts';
import {
  isOpenOn,
  listReads,
  type OverrideRow,
  overridesAbout,
  type Role,
  roles,
  rolesOf,
} from '../../access/index.ts';
import { clusterOf, labelsOf, listPeople } from '../../people/index.ts';

const eventWords = (event: string): string => {
  const words = event.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const throughTable = (rows: readonly OverrideRow[], name: (id: string) => string, today: string): DataTableView => ({
  caption: 'Let through the wall around this record',
  columns: [
    { text: 'Who' },
    { text: 'How much' },
    { text: 'Why' },
    { text: 'By' },
    { text: 'From' },
    { text: 'State' },
  ],
  rows: rows.map((each) => [
    { text: name(each.person) },
    each.entry ? { text: 'One matter', href: `/entries/${each.entry}` } : { text: 'The whole record' },
    { text: each.reason },
    { text: name(each.decided_by) },
    { text: shortDay(each.valid_from) },
    {
      text: each.ended_on
        ? `Ended early on ${shortDay(each.ended_on)}`
        : isOpenOn(each, today)
          ? `Open until ${shortDay(each.valid_to)}`
          : `Ended on ${shortDay(each.valid_to)}`,
    },
  ]),
  empty: {
    title: 'Nobody',
    text: 'Whoever is let through a wall to read this record stands here, with who agreed and until when.',
  },
});

/** The page for the head of standards, the overseer and the auditor. Row security leaves others an empty one. */
export async function readsPage(tx: Tx, person: string): Promise<WhoLookedView> {
  const cluster = await clusterOf(tx, person, tx.today);
  const reads = await listReads(tx, cluster);
  const through = await overridesAbout(tx, cluster);
  const actors = [...new Set(reads.flatMap((read) => (read.actor ? [read.actor] : [])))];
  const labels = await labelsOf(
    tx,
    [person, ...actors, ...through.flatMap((each) => [each.person, each.decided_by])],
    tx.today,
  );
  const held = new Map<string, string>();
  for (const actor of actors)
    held.set(actor, (await rolesOf(tx, actor, tx.today)).map((role) => roles[role as Role] ?? role).join(', '));
  const [card] = await listPeople(tx, [person]);
  const name = labels.get(person)?.label ?? 'not named';
  return {
    title: `Who looked at the record of ${name}`,
    breadcrumbs: [
      { text: 'Find a person', href: '/people' },
      { text: name, href: `/people/${person}` },
    ],
    person: { name, rank: card?.post ?? undefined, facts: [], badges: [] },
    lede: `${reads.length === 1 ? 'One read' : `${reads.length} reads`}, newest first. Each hour of this log is sealed into the ledger, so that none can be taken out afterwards.`,
    through: throughTable(through, (id) => labels.get(id)?.label ?? 'not named', tx.today),
    table: {
      caption: 'Reads of this record',
      columns: [{ text: 'When' }, { text: 'Who' }, { text: 'What' }, { text: 'Purpose' }, { text: 'Outcome' }],
      rows: reads.map((read) => [
        { text: instantInWords(read.at.getTime()) },
        {
          text: read.actor ? (labels.get(read.actor)?.label ?? 'not named') : 'An operator at the command line',
          under: read.actor ? held.get(read.actor) || 'Member of staff' : undefined,
        },
        { text: eventWords(read.event) },
        { text: read.purpose ?? 'none stated' },
        { text: eventWords(read.outcome) },
      ]),
      empty: { title: 'Nobody has looked', text: 'Every time this record is opened, a line is added here.' },
    },
  };
}
