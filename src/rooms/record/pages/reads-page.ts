/** Who looked at this record, when and for what purpose. */
import type { Tx } from '../../../platform/transaction.ts';
import { instantInWords } from '../../../web/plain-dates.ts';
import type { WhoLookedView } from '../../../web/views.ts';
import { listReads, type Role, roles, rolesOf } from '../../access/index.ts';
import { clusterOf, labelsOf, listPeople } from '../../people/index.ts';

const eventWords = (event: string): string => {
  const words = event.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The page for the head of standards, the overseer and the auditor. Row security leaves others an empty one. */
export async function readsPage(tx: Tx, person: string): Promise<WhoLookedView> {
  const cluster = await clusterOf(tx, person, tx.today);
  const reads = await listReads(tx, cluster);
  const actors = [...new Set(reads.flatMap((read) => (read.actor ? [read.actor] : [])))];
  const labels = await labelsOf(tx, [person, ...actors], tx.today);
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
