/** The rows of one night's files: what each says as plain facts, and what it adds to the totals. */
import { hash } from 'node:crypto';
import { type Day, dayToIso, isoToDay } from '../history.ts';
import type { Cloak } from '../mapping/cloak.ts';
import { Columns, type Take } from '../mapping/columns.ts';
import { compileMap, type RecordOf } from '../mapping/compile.ts';
import type { EntriesMap, ImportMap } from '../mapping/map.ts';
import type { Mapped, MappedEntry, MappedPost, PersonRef } from '../mapping/mapped.ts';
import { dateReader, maybeWordReader, numberReader, wordReader } from '../mapping/read-values.ts';
import { type ClockCode, clockCodes, findings, matterTypes } from '../vocabulary.ts';
import type { Facts, NightRow, RejectedRow } from './compare-night.ts';
import type { ClocksSection, DocumentsSection } from './legacy-map.ts';
import type { Adds } from './reconcile.ts';

export interface RecordRow<R> extends NightRow {
  readonly record: R;
}

export interface DocumentRecord {
  readonly allegation: string;
  readonly name: string;
  readonly hash: string | null;
  readonly dated: string | null;
}

export interface ClockRecord {
  readonly allegation: string;
  readonly kind: ClockCode;
  readonly due: string;
  readonly done: string | null;
  readonly owner: PersonRef | null;
}

/** One row read: taken, or refused under the reference it carries. */
export type RowRead<R> =
  | { readonly ok: true; readonly row: RecordRow<R>; readonly adds: Adds }
  | { readonly ok: false; readonly rejected: RejectedRow; readonly adds: Adds };

export type Reader<R> =
  | { readonly ok: true; readonly read: (values: readonly string[]) => RowRead<R> }
  | { readonly ok: false; readonly reason: string };

const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, 32);
const iso = (day: Day | null): string | null => (day === null ? null : dayToIso(day));
const named = (ref: PersonRef | null): string | null => (ref === null ? null : `${ref.scheme} ${ref.id}`);
/** Words for people to read: told apart, and kept nowhere but where they belong. */
const words = (text: string | null): string | null => (text === null ? null : digest(text));

/** The finding as the source has it today, whenever it came. */
export const findingOf = (record: MappedEntry): Pick<MappedEntry, 'finding' | 'findingOn'> =>
  record.laterFinding
    ? { finding: record.laterFinding.finding, findingOn: record.laterFinding.findingOn }
    : { finding: record.finding, findingOn: record.findingOn };

function allegationFacts(record: MappedEntry, matter: string | null): Facts {
  const { finding, findingOn } = findingOf(record);
  return {
    person: named(record.person),
    others: record.others.map((other) => [other.role, named(other.person), other.kind]),
    parties: record.parties.map((party) => [party.role, party.scheme, party.ref]),
    source: record.source,
    type: record.type,
    step: record.step,
    matter,
    number: record.sourceRef,
    happenedFrom: iso(record.happenedFrom),
    happenedTo: iso(record.happenedTo),
    knownOn: iso(record.knownOn),
    basis: record.basis,
    class: record.visibility,
    finding,
    findingOn: iso(findingOn),
    features: [...record.features].sort(),
    missing: [...record.missing].sort(),
    values: record.values,
    label: record.label && words(JSON.stringify(record.label)),
    unit: record.unit,
    words: words(record.detail),
  };
}

const factsOf = (record: Mapped): Facts => {
  if (record.kind === 'person')
    return {
      person: named(record.person),
      also: record.also.map(named),
      called: words(JSON.stringify([record.given, record.family, record.full])),
      category: record.category,
      joined: iso(record.joined),
      left: iso(record.left),
    };
  if (record.kind === 'post')
    return {
      person: named(record.person),
      unit: record.unit,
      rank: record.rank,
      role: record.role,
      acting: record.acting ?? false,
      from: iso(record.from),
      to: iso(record.to),
    };
  throw new TypeError(`no facts are kept of a row of the kind ${record.kind}`);
};

/** What an allegation adds to each total, from its facts. */
export const allegationAdds = (facts: Facts): Adds => ({
  all: 1,
  [`type:${String(facts.type)}`]: 1,
  [`status:${String(facts.finding)}`]: 1,
  [`year:${String(facts.knownOn).slice(0, 4)}`]: 1,
  ...Object.fromEntries(
    Object.entries((facts.values ?? {}) as Record<string, number>).map(([name, value]) => [`sum:${name}`, value]),
  ),
});
const yearAdds = (day: string | null): Adds => ({
  all: 1,
  ...(day === null ? {} : { [`year:${day.slice(0, 4)}`]: 1 }),
});
export const documentAdds = (facts: Facts): Adds => yearAdds(facts.dated as string | null);
export const clockAdds = (facts: Facts): Adds => ({
  ...yearAdds(facts.due as string | null),
  [facts.done === null ? 'status:open' : 'status:done']: 1,
});
export const personAdds = (facts: Facts): Adds => ({ all: 1, [`type:${String(facts.category ?? 'officer')}`]: 1 });
export const plainAdds: Adds = { all: 1 };

interface Section {
  readonly ref: string;
  readonly previousRef?: string | undefined;
}

/** The two references of a row. A row without its own cannot be told from another on the next night. */
function references(columns: Columns, section: Section) {
  const ref = columns.text(section.ref);
  const previous = section.previousRef === undefined ? () => '' : columns.text(section.previousRef, true);
  return (values: readonly string[]) => ({ ref: ref(values), previousRef: previous(values) || null });
}

const noRef = (values: readonly string[], column: string): RejectedRow => ({
  ref: `(none) ${digest(values.join('\u001f'))}`,
  reason: `Column "${column}" is blank: the row cannot be told from another on the next night.`,
  digest: digest(values.join('\u001f')),
});

interface Reading<R> {
  readonly section: Section;
  readonly header: readonly string[];
  /** The record of a row and its facts, or why it is refused. */
  readonly take: (values: readonly string[]) => { readonly record: R; readonly facts: Facts } | string;
  readonly addsOf: (facts: Facts) => Adds;
  /** What can be told of the totals from a row that is refused. */
  readonly addsOfRefused?: (values: readonly string[]) => Adds;
}

function readerOf<R>({ section, header, take, addsOf, addsOfRefused }: Reading<R>): Reader<R> {
  const columns = new Columns(header);
  const refs = references(columns, section);
  const fault = columns.fault();
  if (fault !== null) return { ok: false, reason: fault };
  return {
    ok: true,
    read: (values) => {
      const { ref, previousRef } = refs(values);
      const refused = (rejected: RejectedRow): RowRead<R> => ({
        ok: false,
        rejected,
        adds: addsOfRefused?.(values) ?? plainAdds,
      });
      if (ref === '') return refused(noRef(values, section.ref));
      const taken = take(values);
      if (typeof taken === 'string') return refused({ ref, reason: taken, digest: digest(values.join('\u001f')) });
      return { ok: true, row: { ref, previousRef, ...taken }, adds: addsOf(taken.facts) };
    },
  };
}

function mappedReader<M extends ImportMap>(
  of: {
    readonly section: Section & { readonly map: M };
    readonly header: readonly string[];
    readonly cloak: Cloak | null;
  },
  more: {
    readonly facts: (record: RecordOf<M>, values: readonly string[]) => Facts | string;
    readonly addsOf: (facts: Facts) => Adds;
    readonly addsOfRefused?: (values: readonly string[]) => Adds;
  },
): Reader<RecordOf<M>> {
  const { section, header, cloak } = of;
  const compiled = compileMap(section.map, header);
  if (!compiled.ok) return compiled;
  return readerOf<RecordOf<M>>({
    section,
    header,
    addsOf: more.addsOf,
    ...(more.addsOfRefused ? { addsOfRefused: more.addsOfRefused } : {}),
    take: (values) => {
      const result = compiled.row(values);
      if (!result.ok) return result.reason;
      const record = cloak ? cloak.record(result.record as Mapped).record : result.record;
      const facts = more.facts(record as RecordOf<M>, values);
      return typeof facts === 'string' ? facts : { record: record as RecordOf<M>, facts };
    },
  });
}

/** What a refused row of allegations still says of the totals, each where it can be read by itself. */
function readableAdds(map: EntriesMap, header: readonly string[]): (values: readonly string[]) => Adds {
  const columns = new Columns(header);
  const type = wordReader(columns, map.type, matterTypes);
  const finding = maybeWordReader(columns, map.finding, findings);
  const known = map.knownOn.column === undefined ? () => null : dateReader(columns, map.knownOn as { column: string });
  const values = Object.entries(map.values ?? {}).map(([name, rule]) => [name, numberReader(columns, rule)] as const);
  const alone = <T>(take: Take<T>, values: readonly string[]): T | null => {
    columns.reason = null;
    const found = take(values);
    return columns.reason === null ? found : null;
  };
  return (row) => {
    if (row.length !== header.length) return plainAdds;
    const day = alone(known, row);
    const word = alone(type, row);
    const status = alone(finding, row) ?? 'none';
    return {
      ...plainAdds,
      ...(word === null ? {} : { [`type:${word}`]: 1 }),
      [`status:${status}`]: 1,
      ...(day === null ? {} : { [`year:${dayToIso(day.from).slice(0, 4)}`]: 1 }),
      ...Object.fromEntries(values.map(([name, take]) => [`sum:${name}`, alone(take, row) ?? 0])),
    };
  };
}

export type AllegationsSection = Section & { readonly map: EntriesMap; readonly mergedInto?: string | undefined };

/** Reads allegations. A case that was merged into another is one matter with it. */
export function allegationReader(
  section: AllegationsSection,
  header: readonly string[],
  cloak: Cloak | null,
): Reader<MappedEntry> {
  const columns = new Columns(header);
  const merged = section.mergedInto === undefined ? () => '' : columns.text(section.mergedInto, true);
  return mappedReader(
    { section, header, cloak },
    {
      facts: (record, values) =>
        record.type in matterTypes && record.entryKind === 'matter'
          ? allegationFacts(record, merged(values) || record.matter)
          : `"${record.type}" is no type of allegation: steps do not come in by a nightly export.`,
      addsOf: allegationAdds,
      addsOfRefused: readableAdds(section.map, header),
    },
  );
}

/** Reads people or posts. */
export const careerReader = <M extends Extract<ImportMap, { kind: 'people' | 'posts' }>>(
  section: Section & { readonly map: M },
  header: readonly string[],
  cloak: Cloak | null,
): Reader<RecordOf<M>> =>
  mappedReader(
    { section, header, cloak },
    {
      facts: (record) => factsOf(record as Mapped),
      addsOf: section.map.kind === 'people' ? personAdds : () => plainAdds,
    },
  );

/** Reads documents: name, digest and day. Their content never leaves the source. */
export function documentReader(section: DocumentsSection, header: readonly string[]): Reader<DocumentRecord> {
  const columns = new Columns(header);
  const allegation = columns.text(section.allegation);
  const name = columns.short(section.name, 300);
  const digestOf = section.hash === undefined ? () => null : columns.short(section.hash, 200, true);
  const dated = dateReader(columns, section.dated);
  const fault = columns.fault();
  if (fault !== null) return { ok: false, reason: fault };
  return readerOf<DocumentRecord>({
    section,
    header,
    addsOf: documentAdds,
    take: (values) => {
      columns.reason = null;
      const day = dated(values);
      const record = {
        allegation: allegation(values),
        name: name(values) ?? '',
        hash: digestOf(values),
        dated: iso(day?.from ?? null),
      };
      if (columns.reason !== null) return columns.reason;
      if (record.allegation === '') return `Column "${section.allegation}" is blank.`;
      return { record, facts: { ...record } };
    },
  });
}

/** Reads clocks: what is owed about an allegation, by whom and by when, as the source says. */
export function clockReader(section: ClocksSection, header: readonly string[]): Reader<ClockRecord> {
  const columns = new Columns(header);
  const allegation = columns.text(section.allegation);
  const kind = wordReader(columns, section.kind, clockCodes);
  const due = dateReader(columns, section.due);
  const done = section.done === undefined ? () => null : dateReader(columns, section.done);
  const owner = columns.text(section.owner);
  const fault = columns.fault();
  if (fault !== null) return { ok: false, reason: fault };
  return readerOf<ClockRecord>({
    section,
    header,
    addsOf: clockAdds,
    take: (values) => {
      columns.reason = null;
      const by = due(values);
      const id = owner(values);
      const record = {
        allegation: allegation(values),
        kind: kind(values),
        due: iso(by?.to ?? null) ?? '',
        done: iso(done(values)?.from ?? null),
        owner: id === '' ? null : { scheme: section.ownerScheme, id },
      };
      if (columns.reason !== null) return columns.reason;
      if (record.allegation === '') return `Column "${section.allegation}" is blank.`;
      if (record.due === '') return 'The clock has no day by which it is due.';
      return { record, facts: { ...record, owner: named(record.owner) } };
    },
  });
}

const refOf = (text: unknown): PersonRef | null => {
  if (typeof text !== 'string') return null;
  const at = text.indexOf(' ');
  return { scheme: text.slice(0, at), id: text.slice(at + 1) };
};
const dayOf = (text: unknown): Day | null => (typeof text === 'string' ? isoToDay(text) : null);

/** Rows that waited for another row are read again from what they said: a delta does not send them twice. */
export const documentAgain = (facts: Facts): DocumentRecord => facts as unknown as DocumentRecord;
export const clockAgain = (facts: Facts): ClockRecord =>
  ({ ...facts, owner: refOf(facts.owner) }) as unknown as ClockRecord;
export const postAgain = (facts: Facts): MappedPost =>
  ({
    ...facts,
    kind: 'post',
    person: refOf(facts.person),
    supervisor: null,
    active: null,
    from: dayOf(facts.from),
    to: dayOf(facts.to),
  }) as unknown as MappedPost;
