/** The record of a generated service. References become ids as rows pass; an entry stands after those it acts on. */
import type {
  Basis,
  EntryKind,
  Feature,
  Finding,
  MatterType,
  Missing,
  PartyRole,
  Source,
  Step,
  StepType,
  Visibility,
} from '../../../engines/vocabulary.ts';
import type { Tx } from '../../../platform/transaction.ts';
import { type NewEntry, type NewParty, postMany } from '../../record/index.ts';
import type { Refs } from './load-service.ts';
import { type TableRow, tableRows } from './service-folder.ts';

const columns = [
  'ref',
  'kind',
  'source',
  'source_ref',
  'type',
  'step',
  'matter',
  'happened_from',
  'happened_to',
  'known_on',
  'basis',
  'finding',
  'visibility',
  'unit',
  'parties',
  'acts_on',
  'features',
  'missing',
  'values',
  'label_said',
  'label_given',
  'declares',
  'summary',
];

export interface LoadedRecord {
  readonly entries: number;
  /** How far each source was read, covert entries left out. */
  readonly sources: ReadonlyMap<string, { rows: number; until: string }>;
  /** The list of the covert class, where there is anything in it. */
  readonly covertList: string | null;
}

const join = { how: 'reference' } as const;
/** Days as text sort as days. */
const latest = (...days: readonly string[]): string => [...days].sort().at(-1)!;

function partiesOf(row: TableRow, refs: Refs): NewParty[] {
  return row.list('parties').map((item) => {
    const colon = item.indexOf(':');
    return { role: item.slice(0, colon) as PartyRole, subject: refs.get(item.slice(colon + 1)), join };
  });
}

function valuesOf(row: TableRow): Record<string, number> | null {
  const pairs = row.list('values').map((item): [string, number] => {
    const [name = '', value = ''] = item.split('=');
    return [name, Number(value)];
  });
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}

function labelOf(row: TableRow): { said: string; given: string } | null {
  const [said, given] = [row.get('label_said'), row.get('label_given')];
  return said === null && given === null ? null : { said: said ?? '', given: given ?? '' };
}

/**
 * `eliminated` needs evidence and two deciders. Where the source had one, what it said is kept as a step on the matter,
 * and the matter goes on counting.
 */
function eliminationOf(row: TableRow, parties: readonly NewParty[]): Partial<NewEntry> {
  if (row.get('kind') !== 'amendment' || row.get('finding') !== 'eliminated') return {};
  const second = parties.filter((party) => party.role === 'decision-maker')[1];
  if (second) return { evidence: { shown: row.get('summary') ?? 'as the source says' }, secondPerson: second.subject };
  return { kind: 'step', finding: 'none', label: { said: 'eliminated', given: 'one decider only' } };
}

/** Loads entries.csv in batches. */
export async function loadEntries(tx: Tx, folder: string, refs: Refs): Promise<LoadedRecord> {
  const sources = new Map<string, { rows: number; until: string }>();
  const matters = new Map<string, string>();
  let covertList: string | null = null;
  let count = 0;
  const matterOf = (reference: string | null): string | null => {
    if (reference === null) return null;
    const known = matters.get(reference) ?? tx.ids.next();
    matters.set(reference, known);
    return known;
  };
  const entryOf = (row: TableRow): NewEntry => {
    const parties = partiesOf(row, refs);
    const visibility = (row.get('visibility') ?? 'guarded') as Visibility;
    if (visibility === 'covert') covertList ??= tx.ids.next();
    const id = refs.add(row.need('ref'), tx.ids.next());
    const isDeclaration = row.get('type') === 'self-declaration';
    return {
      id,
      kind: row.need('kind') as EntryKind,
      source: row.need('source') as Source,
      sourceRef: row.get('source_ref'),
      type: row.need('type') as MatterType | StepType,
      step: row.get('step') as Step | null,
      matter: matterOf(row.get('matter')),
      happenedFrom: row.get('happened_from'),
      happenedTo: row.get('happened_to'),
      knownOn: row.need('known_on'),
      basis: (row.get('basis') ?? 'record') as Basis,
      finding: (row.get('finding') ?? 'none') as Finding,
      visibility,
      covertList: visibility === 'covert' ? covertList : null,
      parties,
      actsOn: row.list('acts_on').map((ref) => refs.get(ref)),
      features: row.list('features') as Feature[],
      missing: row.list('missing') as Missing[],
      values: valuesOf(row),
      label: labelOf(row),
      declares: isDeclaration ? row.list('declares').map((ref) => refs.get(ref)) : null,
      unit: row.get('unit') === null ? null : refs.get(row.need('unit')),
      summary: row.get('summary'),
      ...eliminationOf(row, parties),
    };
  };
  for await (const rows of tableRows(folder, 'entries.csv', columns, 10_000)) {
    await postMany(tx, rows.map(entryOf));
    count += rows.length;
    for (const row of rows) {
      if (row.get('visibility') === 'covert') continue;
      const [source, known] = [row.need('source'), row.need('known_on')];
      const reading = sources.get(source) ?? { rows: 0, until: known };
      sources.set(source, { rows: reading.rows + 1, until: latest(known, reading.until) });
    }
  }
  return { entries: count, sources, covertList };
}
