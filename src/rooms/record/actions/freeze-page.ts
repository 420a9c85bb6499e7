/** Freezes the timeline exactly as the decider saw it, whenever it is used for a decision (REC-03.6, P-18). */
import type { Tx } from '../../../platform/transaction.ts';
import type { Viewer } from '../../../platform/viewer.ts';
import type { Fields } from '../../../web/route.ts';
import type { PersonView } from '../../../web/views.ts';
import { personPage } from '../pages/person-page.ts';
import { insertSnapshot, listEntries, sourceStates } from '../store.ts';

export interface FreezePage {
  readonly subject: string;
  readonly viewer: Viewer;
  /** What it was used for, in words. */
  readonly purpose: string;
  /** As the page was asked for: its as-at day and filters. Today's whole page where nothing is given. */
  readonly query?: Fields;
}

export interface FrozenPage {
  readonly page: PersonView;
  /** Every entry on it: somebody else may open the copy only if they may see all of them. */
  readonly entries: readonly string[];
}

type Shown = PersonView['timeline']['years'][number]['items'][number];

/** Ids of the entries that an item shows: one matter may hold several. */
const entriesIn = (item: Shown): string[] => {
  if ('items' in item) return (item.items as readonly Shown[]).flatMap(entriesIn);
  return item.type === 'item' && item.kind === 'career' ? [] : [item.id];
};

const entriesOn = (page: PersonView): string[] => [
  ...new Set(page.timeline.years.flatMap((year) => year.items.flatMap(entriesIn))),
];

/** Keeps the page, the sources connected and missing, and the rule versions applied. Gives the snapshot's id. */
export async function freezePage(tx: Tx, { subject, viewer, purpose, query = {} }: FreezePage): Promise<string> {
  const page = await personPage(tx, { person: subject, viewer, query, url: `/people/${subject}`, today: tx.today });
  const entries = entriesOn(page);
  const rows = await listEntries(tx, entries);
  const rules = rows.flatMap((row) =>
    row.kind === 'signal' ? [{ signal: row.id, rule: row.evidence?.rule ?? row.type }] : [],
  );
  // Kept as it will be read back: JSON has no undefined.
  const content = JSON.parse(JSON.stringify({ page, entries } satisfies FrozenPage)) as FrozenPage;
  const asAt = page.asAt.basis === 'known' ? page.asAt.value : tx.today;
  return insertSnapshot(tx, { subject, asAt, purpose, content, sources: await sourceStates(tx), rules });
}
