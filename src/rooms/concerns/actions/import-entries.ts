/**
 * Entries from a file. Each is what its source says: the finding it came with, or later as an amendment with its own day
 * of knowing, or at a day that nobody can tell. Nobody is flagged by it: a sweep follows, with its own approval.
 */
import { type Day, dayToIso } from '../../../engines/history.ts';
import type { EntriesMap } from '../../../engines/mapping/map.ts';
import type { MappedEntry, PersonRef } from '../../../engines/mapping/mapped.ts';
import { sources } from '../../../engines/vocabulary.ts';
import {
  entryStates,
  knownRows,
  type NewEntry,
  type NewParty,
  postMany,
  type RowBefore,
  sourcesWithRows,
  type UnknownParty,
  undoneCount,
  whyNotPostable,
} from '../../record/index.ts';
import type {
  BatchOutcome,
  CovertRows,
  ImportContext,
  Importer,
  RefusedRow,
  SourceReading,
  TakenRow,
} from './import-batch.ts';
import { ImportReferences } from './import-references.ts';

type Row = TakenRow<MappedEntry>;

/** A row that is not here, and how often it was in imports that were undone. */
interface FreshRow {
  readonly row: Row;
  readonly again: number;
}

/** Days repeat; writing one is slow. */
function dayWriter(): (day: Day | null) => string | null {
  const written = new Map<Day, string>();
  return (day) => {
    if (day === null) return null;
    const known = written.get(day);
    if (known !== undefined) return known;
    const iso = dayToIso(day);
    written.set(day, iso);
    return iso;
  };
}

/** Refuses one row from inside its making. */
class RowRefused extends Error {}

const identifier = { how: 'identifier' } as const;

/** The entries of one file. */
class EntriesImport {
  readonly #context: ImportContext;
  readonly #map: EntriesMap;
  readonly #references: ImportReferences;
  readonly #iso = dayWriter();
  readonly #readings = new Map<string, { rows: number; until: string | null }>();
  readonly #matters = new Map<string, string>();
  readonly #covert = { accepted: 0, duplicates: 0, rejected: 0 };
  /** Sources that held rows of files before this one. */
  #before: readonly string[] | null = null;
  /** How many imports are undone: so many times at most may a reference have stood for another entry. */
  #undone = 0;
  /** What the references of the batch at hand stand for. */
  #ids = new Map<string, string>();

  constructor(context: ImportContext, map: EntriesMap) {
    this.#context = context;
    this.#map = map;
    this.#references = new ImportReferences(context.tx, context.origin, context.origin);
  }

  get covertRows(): CovertRows {
    return this.#covert;
  }

  get readings(): SourceReading[] {
    return [...this.#readings].map(([source, { rows, until }]) => ({ source, readUntil: until, rows }));
  }

  /** An entry keeps its id when it is undone: the reference then stands for another one. */
  #candidates(ref: string): string[] {
    const { keyed, origin } = this.#context;
    const later = Array.from({ length: this.#undone }, (_, at) => keyed('entry', origin, ref, String(at + 1)));
    return [keyed('entry', origin, ref), ...later];
  }

  #entryId(ref: string): string {
    return this.#ids.get(ref) ?? this.#candidates(ref)[0]!;
  }

  #matterId(source: string, reference: string): string {
    const name = `${source}\0${reference}`;
    const known = this.#matters.get(name);
    if (known) return known;
    if (this.#matters.size > 100_000) this.#matters.clear();
    const id = this.#context.keyed('matter', source, reference);
    this.#matters.set(name, id);
    return id;
  }

  /** Counts a row among the covert ones, by what became of it. Others pass. */
  #noteCovert({ record }: Row, outcome: keyof CovertRows): void {
    if (record.visibility === 'covert') this.#covert[outcome] += 1;
  }

  #noteReading({ record }: Row): void {
    if (record.visibility === 'covert') return;
    const known = this.#iso(record.knownOn)!;
    const reading = this.#readings.get(record.source) ?? { rows: 0, until: null };
    reading.rows += 1;
    if (known <= this.#context.tx.today && (reading.until === null || known > reading.until)) reading.until = known;
    this.#readings.set(record.source, reading);
  }

  #partiesOf(record: MappedEntry): { parties: NewParty[]; unknown: UnknownParty[] } {
    const parties: NewParty[] = [];
    const unknown: UnknownParty[] = [];
    const meet = (role: NewParty['role'], ref: PersonRef, makes: boolean) => {
      const found = this.#references.find(ref) ?? (makes ? this.#references.makePerson(ref) : null);
      if (found) parties.push({ role, subject: found, join: identifier });
      else unknown.push({ role, scheme: ref.scheme, value: ref.id });
    };
    if (record.person) meet('subject', record.person, this.#map.person?.else === 'create');
    else if (this.#map.person) unknown.push({ role: 'subject', description: 'nobody named by the source' });
    for (const { role, person, kind } of record.others) {
      if (person) meet(role, person, false);
      else if (kind !== null) unknown.push({ role, description: kind });
    }
    for (const { role, ref, scheme } of record.parties) {
      const unit = role === 'unit' ? this.#references.findUnit(ref) : null;
      if (unit) parties.push({ role, subject: unit, join: identifier });
      else if (role === 'unit') parties.push({ role, subject: this.#references.unit(ref), join: identifier });
      else if (scheme !== null) meet(role, { scheme, id: ref }, false);
      else
        throw new RowRefused(
          `"${ref.slice(0, 60)}" is named without saying what kind of identifier that is: a bare name cannot be met with anybody.`,
        );
    }
    return { parties, unknown };
  }

  /** An eliminated finding that changes an earlier entry needs evidence and two deciders, wherever it comes from (P-09). */
  #eliminationOf(record: MappedEntry, parties: readonly NewParty[]): Partial<NewEntry> {
    if (record.entryKind !== 'amendment' || record.finding !== 'eliminated') return {};
    const second = parties.filter((party) => party.role === 'decision-maker')[1];
    if (!second)
      throw new RowRefused('It eliminates an earlier entry, and no second decision-maker stands behind it (P-09).');
    return { evidence: { shown: record.detail ?? 'as the source says' }, secondPerson: second.subject };
  }

  #pointed(column: string, refs: readonly string[], standing: ReadonlySet<string>): string[] {
    return refs.map((ref) => {
      const id = this.#entryId(ref);
      if (!standing.has(id))
        throw new RowRefused(
          `Column "${column}" points at "${ref.slice(0, 60)}", which is neither in an earlier row nor here.`,
        );
      return id;
    });
  }

  #entryOf({ row: { record, key, content }, again }: FreshRow, standing: ReadonlySet<string>): NewEntry {
    const { parties, unknown } = this.#partiesOf(record);
    const later = record.laterFinding;
    // Where nobody can say when the finding was known it stays with its row, marked so; so does an `eliminated` that
    // would have to be an amendment without a second person behind it.
    const stays = later !== null && (later.knownOn === null || later.finding === 'eliminated');
    return {
      id: record.ref === null ? this.#context.tx.ids.next() : this.#entryId(record.ref),
      kind: record.entryKind,
      source: record.source,
      type: record.type,
      step: record.step,
      sourceRef: record.sourceRef,
      sourceKey: key,
      sourceContent: this.#map.key ? content : null,
      again: again > 0 ? again : null,
      batch:
        record.visibility === 'covert' ? this.#context.keyed('covert-batch', this.#context.batch) : this.#context.batch,
      matter: record.matter === null ? null : this.#matterId(record.source, record.matter),
      happenedFrom: this.#iso(record.happenedFrom),
      happenedTo: this.#iso(record.happenedTo),
      datesMadeUp: record.datesMadeUp,
      knownOn: this.#iso(record.knownOn)!,
      basis: record.basis,
      finding: stays ? later.finding : record.finding,
      findingNeverKnown: stays,
      visibility: record.visibility,
      covertList: record.visibility === 'covert' ? this.#context.keyed('covert-list', this.#context.origin) : null,
      parties,
      unknown,
      actsOn: this.#pointed(this.#map.actsOn?.column ?? '', record.actsOn, standing),
      features: record.features,
      missing: record.missing,
      values: Object.keys(record.values).length > 0 ? record.values : null,
      label: record.label,
      declares: record.declares && this.#pointed(this.#map.declares?.column ?? '', record.declares, standing),
      unit: record.unit === null ? null : this.#references.unit(record.unit),
      summary: record.detail,
      ...this.#eliminationOf(record, parties),
    };
  }

  /** The finding that came after its entry. One whose day is still to come is in the file, so it is known today. */
  #amendmentOf(entry: NewEntry, { record, key }: Row): NewEntry | null {
    const later = record.laterFinding;
    if (!later || later.knownOn === null || later.finding === 'eliminated') return null;
    const known = this.#iso(later.knownOn)!;
    return {
      kind: 'amendment',
      source: entry.source,
      type: 'decision-step',
      step: 'decide',
      sourceKey: `${key}/finding`,
      again: entry.again ?? null,
      batch: entry.batch ?? null,
      matter: entry.matter ?? null,
      happenedFrom: this.#iso(later.findingOn),
      knownOn: [known, this.#context.tx.today].sort()[0]!,
      basis: entry.basis === 'account' ? 'record' : entry.basis,
      finding: later.finding,
      visibility: entry.visibility ?? 'guarded',
      covertList: entry.covertList ?? null,
      parties: entry.parties,
      unknown: entry.unknown ?? [],
      actsOn: [entry.id!],
      unit: entry.unit ?? null,
    };
  }

  async #learn(rows: readonly Row[]): Promise<void> {
    const refs: PersonRef[] = [];
    const units: string[] = [];
    for (const { record } of rows) {
      if (record.person) refs.push(record.person);
      for (const other of record.others) if (other.person) refs.push(other.person);
      for (const party of record.parties) {
        if (party.scheme !== null) refs.push({ scheme: party.scheme, id: party.ref });
        if (party.role === 'unit') units.push(party.ref);
      }
      if (record.unit !== null) units.push(record.unit);
    }
    await this.#references.learn(refs);
    await this.#references.learnUnits(units);
  }

  /** Finds what the references of the rows stand for, and gives the entries among them that are there. */
  async #standingTargets(rows: readonly FreshRow[]): Promise<Set<string>> {
    const refs = new Set<string>();
    for (const { record } of rows.map(({ row }) => row)) {
      for (const ref of [...record.actsOn, ...(record.declares ?? [])]) refs.add(ref);
      if (record.ref !== null) refs.add(record.ref);
    }
    this.#ids = new Map();
    if (refs.size === 0) return new Set();
    const candidates = new Map([...refs].map((ref) => [ref, this.#candidates(ref)]));
    const states = await entryStates(this.#context.tx, [...candidates.values()].flat());
    for (const [ref, ids] of candidates) {
      const standing = ids.find((id) => states.get(id) === 'standing');
      this.#ids.set(ref, standing ?? ids.find((id) => !states.has(id)) ?? ids[0]!);
    }
    return new Set([...states].flatMap(([id, state]) => (state === 'standing' ? [id] : [])));
  }

  /** Tells rows that are here from rows that are not. */
  #sort(rows: readonly Row[], known: ReadonlyMap<string, RowBefore>) {
    const refused: RefusedRow[] = [];
    const fresh: FreshRow[] = [];
    let duplicates = 0;
    for (const row of rows) {
      const before = known.get(row.key);
      const stored = before?.standing;
      if (!stored) fresh.push({ row, again: before?.undone ?? 0 });
      else if (stored.content === null || stored.content === row.content) {
        duplicates += 1;
        this.#noteCovert(row, 'duplicates');
      } else {
        refused.push({
          values: row.values,
          reason: 'Its source has changed this row since it was imported: the key is the same and the content is not.',
        });
        this.#noteCovert(row, 'rejected');
      }
      this.#noteReading(row);
    }
    return { refused, fresh, duplicates };
  }

  async take(rows: readonly Row[]): Promise<BatchOutcome> {
    const { tx } = this.#context;
    // Rows of this file all differ by key, so what stood before the file is all there is to be met again.
    if (this.#before === null) {
      this.#before = await sourcesWithRows(tx, Object.keys(sources));
      this.#undone = await undoneCount(tx);
    }
    const keys = rows.map((row) => row.key);
    const { refused, fresh, duplicates } = this.#sort(rows, await knownRows(tx, this.#before, keys));
    if (fresh.length === 0) return { accepted: 0, duplicates, refused };
    await this.#learn(fresh.map(({ row }) => row));
    const standing = await this.#standingTargets(fresh);
    const entries: NewEntry[] = [];
    let accepted = 0;
    for (const one of fresh) {
      const made = this.#attempt(one, standing);
      if (typeof made === 'string') {
        refused.push({ values: one.row.values, reason: made });
        this.#noteCovert(one.row, 'rejected');
        continue;
      }
      entries.push(...made);
      accepted += 1;
      this.#noteCovert(one.row, 'accepted');
      if (one.row.record.ref !== null) standing.add(made[0]!.id!);
    }
    await this.#references.write();
    await postMany(tx, entries);
    return { accepted, duplicates, refused };
  }

  /** The entries of a row, or why it is refused. */
  #attempt(one: FreshRow, standing: ReadonlySet<string>): NewEntry[] | string {
    const { ref } = one.row.record;
    if (ref !== null && standing.has(this.#entryId(ref)))
      return `The reference "${ref.slice(0, 60)}" is already that of another row.`;
    try {
      const entry = this.#entryOf(one, standing);
      const no = whyNotPostable(entry, this.#context.tx.today);
      if (no) return no.words;
      const amendment = this.#amendmentOf(entry, one.row);
      return amendment ? [entry, amendment] : [entry];
    } catch (error) {
      if (error instanceof RowRefused) return error.message;
      throw error;
    }
  }
}

/** Takes entries. */
export function entriesImporter(context: ImportContext, map: EntriesMap): Importer<MappedEntry> {
  const entries = new EntriesImport(context, map);
  return {
    take: (rows) => entries.take(rows),
    readings: () => entries.readings,
    covertRows: () => entries.covertRows,
  };
}
