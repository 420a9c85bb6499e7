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

type Timeline = PersonView['timeline'];

/** A long stream is read in parts; a frozen one is whole. */
const goesOn = (timeline: Timeline): boolean =>
  'pages' in timeline && (timeline.pages as { readonly after?: unknown } | undefined)?.after !== undefined;

type Year = Timeline['years'][number];
const together = (had: Year, more: Year): Year => {
  const items = [...had.items, ...more.items];
  return { ...had, items, count: `${items.length} items` };
};

function joined(first: Timeline, rest: readonly Timeline[]): Timeline {
  const years = new Map(first.years.map((year) => [year.year, year]));
  for (const year of rest.flatMap((each) => each.years)) {
    const had = years.get(year.year);
    years.set(year.year, had ? together(had, year) : year);
  }
  return { ...first, years: [...years.values()], ...('pages' in first ? { pages: undefined } : {}) };
}

async function wholePage(tx: Tx, { subject, viewer, query = {} }: FreezePage): Promise<PersonView> {
  const part = (number: number) =>
    personPage(tx, {
      person: subject,
      viewer,
      query: { ...query, at: undefined, page: number === 1 ? undefined : String(number) },
      url: `/people/${subject}`,
      today: tx.today,
    });
  const first = await part(1);
  const rest: Timeline[] = [];
  for (let last = first.timeline; goesOn(last); last = rest.at(-1)!) rest.push((await part(rest.length + 2)).timeline);
  return rest.length === 0 ? first : { ...first, timeline: joined(first.timeline, rest) };
}

/** Keeps the page, the sources connected and missing, and the rule versions applied. Gives the snapshot's id. */
export async function freezePage(tx: Tx, wanted: FreezePage): Promise<string> {
  const { subject, purpose } = wanted;
  const page = await wholePage(tx, wanted);
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
