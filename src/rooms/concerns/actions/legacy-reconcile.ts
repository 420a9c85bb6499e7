/** After a night: what stands here, read back from the record itself, against what the source says that it holds. */
import { standsAtSource } from '../../../engines/fold.ts';
import { dayToIso } from '../../../engines/history.ts';
import { claimedTotals } from '../../../engines/legacy/claimed-totals.ts';
import { type Manifest, type RowKind, rowKinds } from '../../../engines/legacy/manifest.ts';
import { allegationAdds, clockAdds, documentAdds, personAdds, plainAdds } from '../../../engines/legacy/read-export.ts';
import { type Adds, type RowDifference, reconcile } from '../../../engines/legacy/reconcile.ts';
import type { Finding } from '../../../engines/vocabulary.ts';
import { listOpenDuties } from '../../duties/index.ts';
import { postsOf, servicesOf } from '../../people/index.ts';
import { type FoldedEntry, foldedEntries } from '../../record/index.ts';
import { whyFindingIsKept } from '../rules/changes-to-make.ts';
import { currentRows, type NightTotal, type SourceRow } from '../store.ts';
import type { NightContext } from './legacy-keeper.ts';

export interface NightReconciled {
  readonly totals: readonly NightTotal[];
  readonly differences: readonly (RowDifference & { readonly kind: RowKind; readonly entry: string | null })[];
  /** Every difference between the record and the source's rows has its rows, and every row its reason. */
  readonly isExplained: boolean;
}

/** Of a row for which nothing accounts: a fault of ours, shown as such. */
export const unaccounted = 'Nothing here accounts for it. Tell whoever runs this.';

const addsOfFacts: Readonly<Record<RowKind, (facts: Readonly<Record<string, unknown>>) => Adds>> = {
  people: personAdds,
  posts: () => plainAdds,
  allegations: allegationAdds,
  documents: documentAdds,
  clocks: clockAdds,
};

const isThere = (row: SourceRow): boolean => row.state === 'held' || row.state === 'rejected';

/** What a row that the source holds adds to its totals: of a refused one, what could be told of it. */
const atSourceOf = (row: SourceRow): Adds =>
  row.state === 'rejected' || row.facts === null ? (row.adds ?? plainAdds) : addsOfFacts[row.kind](row.facts);

interface Here {
  readonly adds: ReadonlyMap<string, Adds>;
  /** Why a row reads otherwise here than at the source. */
  readonly reasonOf: (row: SourceRow) => string | null;
}

async function peopleHere({ tx, map }: NightContext, rows: readonly SourceRow[]): Promise<Here> {
  const persons = rows.flatMap((row) => (row.target ? [row.target] : []));
  const services = new Map(
    (await servicesOf(tx, persons)).flatMap((row) => (row.source === map.system ? [[row.person, row] as const] : [])),
  );
  const adds = rows.flatMap((row) => {
    const service = row.target ? services.get(row.target) : undefined;
    return service ? [[row.ref, personAdds({ category: service.category })] as const] : [];
  });
  return { adds: new Map(adds), reasonOf: () => null };
}

async function postsHere(
  { tx }: NightContext,
  rows: readonly SourceRow[],
  people: readonly SourceRow[],
): Promise<Here> {
  const persons = people.flatMap((row) => (row.target ? [row.target] : []));
  const standing = new Set((await postsOf(tx, persons)).map((post) => post.id));
  const adds = rows.flatMap((row) => (row.target && standing.has(row.target) ? [[row.ref, plainAdds] as const] : []));
  return { adds: new Map(adds), reasonOf: () => 'The post was changed here by hand.' };
}

const allegationHere = ({ entry }: FoldedEntry): Adds =>
  allegationAdds({
    type: entry.type,
    finding: entry.finding,
    knownOn: dayToIso(entry.knownOn),
    values: entry.values,
  });

function whyAllegation(row: SourceRow, folded: FoldedEntry | undefined): string | null {
  if (!folded) return null;
  const kept = whyFindingIsKept((row.facts?.finding ?? 'none') as Finding, folded.entry.finding);
  if (kept) return kept;
  const last = folded.byHand.at(-1);
  return last ? `It was amended here by hand, known on ${last.known_on}.` : null;
}

async function allegationsHere({ tx }: NightContext, rows: readonly SourceRow[]): Promise<Here> {
  const folded = await foldedEntries(
    tx,
    rows.flatMap((row) => (row.target ? [row.target] : [])),
  );
  const of = (row: SourceRow) => (row.target ? folded.get(row.target) : undefined);
  const adds = rows.flatMap((row) => {
    const found = of(row);
    return found && standsAtSource(found.entry) === 'held' ? [[row.ref, allegationHere(found)] as const] : [];
  });
  return { adds: new Map(adds), reasonOf: (row) => whyAllegation(row, of(row)) };
}

async function clocksHere({ tx }: NightContext, rows: readonly SourceRow[]): Promise<Here> {
  const open = new Map((await listOpenDuties(tx)).map((duty) => [duty.id, duty]));
  const adds = rows.flatMap((row) => {
    if (row.state !== 'held' && row.target === null) return [];
    const duty = row.target ? open.get(row.target) : undefined;
    const facts = row.facts ?? {};
    return [[row.ref, clockAdds({ due: duty?.ladder[0]?.due ?? facts.due, done: duty ? null : 'done' })] as const];
  });
  return { adds: new Map(adds), reasonOf: () => 'It was answered here; the source still holds it open.' };
}

const documentsHere = (rows: readonly SourceRow[]): Here => ({
  adds: new Map(rows.flatMap((row) => (row.target && row.facts ? [[row.ref, documentAdds(row.facts)] as const] : []))),
  reasonOf: () => null,
});

/** Reconciles every kind of rows. */
export async function reconcileNight(context: NightContext, manifest: Manifest): Promise<NightReconciled> {
  const all = (await currentRows(context.tx, context.map.system)).filter(isThere);
  const ofKind = (kind: RowKind) => all.filter((row) => row.kind === kind);
  const here: Record<RowKind, Here> = {
    people: await peopleHere(context, ofKind('people')),
    posts: await postsHere(context, ofKind('posts'), ofKind('people')),
    allegations: await allegationsHere(context, ofKind('allegations')),
    documents: documentsHere(ofKind('documents')),
    clocks: await clocksHere(context, ofKind('clocks')),
  };
  const totals: NightTotal[] = [];
  const differences: NightReconciled['differences'][number][] = [];
  let isExplained = true;
  for (const kind of rowKinds) {
    const rows = new Map(ofKind(kind).map((row) => [row.ref, row]));
    const result = reconcile({
      claimed: claimedTotals(context.map, manifest, kind),
      atSource: new Map([...rows].map(([ref, row]) => [ref, atSourceOf(row)])),
      here: here[kind].adds,
      reasonOf: (ref) => {
        const row = rows.get(ref)!;
        if (row.state === 'rejected') return row.reason ?? unaccounted;
        return here[kind].reasonOf(row) ?? unaccounted;
      },
    });
    isExplained &&= result.isExplained && result.differences.every((each) => each.reason !== unaccounted);
    const refused = [...rows.values()].filter((row) => row.state === 'rejected').map(atSourceOf);
    for (const { name, source, rows: sourceRows, here: own } of result.lines) {
      const by = name.split(':')[0]!;
      const untold = refused.filter((adds) => !Object.keys(adds).some((each) => each.split(':')[0] === by)).length;
      totals.push({ rows: kind, name, source, sourceRows, here: own, ...(untold > 0 ? { untold } : {}) });
    }
    for (const each of result.differences)
      differences.push({ ...each, kind, entry: rows.get(each.ref)?.entry ?? null });
  }
  return { totals, differences, isExplained };
}
