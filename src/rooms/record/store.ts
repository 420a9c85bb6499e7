/** The only SQL on the record's tables. Entries are appended; what they mean later is folded, never rewritten. */
import type { StoredEntry } from '../../engines/fold.ts';
import { isoToDay, type Party } from '../../engines/history.ts';
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
} from '../../engines/vocabulary.ts';
import { copyRows } from '../../platform/copy.ts';
import type { EntryId } from '../../platform/ids.ts';
import {
  among,
  keep,
  keepMany,
  query,
  queryAsStored,
  queryOne,
  type Row,
  sql,
  type Tx,
  table,
} from '../../platform/transaction.ts';
import { sealCopies } from './store/copies.ts';
import { indexEntry } from './store/words.ts';

export const recordTables = {
  entry: table('record.entry', {
    json: ['parties', 'values', 'label', 'evidence'],
    derived: ['involved'],
    sealed: [
      'summary',
      ...['shown', 'seen', 'outcome.reason', 'outcome.action', 'outcome.delay.reason'].map(
        (path) => `evidence.${path}`,
      ),
    ],
  }),
  unplaced: table('record.unplaced', { sealed: ['description'] }),
  placement: table('record.placement', { sealed: ['reason'] }),
  sourceRead: table('record.source_read'),
  batch: table('record.batch'),
  batchUndo: table('record.batch_undo'),
  snapshot: table('record.snapshot', { json: ['content', 'sources', 'rules'], sealed: ['content.kept'] }),
} as const;

/** How a party came to be this subject: by an identifier the source gave, or by a person who looked. */
export interface Join {
  readonly how: 'identifier' | 'review' | 'reference';
  readonly by?: string | null;
}
export interface NewParty extends Party {
  readonly join?: Join;
}
/** A party whom nobody here knows yet: goes to the tray. */
export interface UnknownParty {
  readonly role: PartyRole;
  readonly scheme?: string;
  readonly value?: string;
  readonly given?: string;
  readonly family?: string;
  readonly description?: string;
}

/** What a source says happened. Dates are `YYYY-MM-DD`; a year is its first and last day. */
export interface NewEntry {
  /** Given by an import whose rows point at each other; otherwise a new one is made. */
  readonly id?: string;
  readonly kind: EntryKind;
  readonly source: Source;
  readonly type: MatterType | StepType;
  readonly step?: Step | null;
  readonly sourceRef?: string | null;
  /** The row's identity in its source: the same key is never entered twice. */
  readonly sourceKey?: string | null;
  /** Digest of the whole row, where its key is only part of it. */
  readonly sourceContent?: string | null;
  /** How often the row came before, in imports that were undone. */
  readonly again?: number | null;
  readonly batch?: string | null;
  readonly matter?: string | null;
  readonly happenedFrom?: string | null;
  readonly happenedTo?: string | null;
  readonly datesMadeUp?: boolean;
  readonly knownOn: string;
  readonly basis: Basis;
  readonly finding?: Finding;
  /** The file does not say when the finding became known. */
  readonly findingNeverKnown?: boolean;
  readonly visibility?: Visibility;
  readonly covertList?: string | null;
  readonly parties: readonly NewParty[];
  readonly unknown?: readonly UnknownParty[];
  readonly actsOn?: readonly string[];
  readonly features?: readonly Feature[];
  readonly missing?: readonly Missing[];
  readonly values?: Readonly<Record<string, number>> | null;
  readonly label?: { readonly said: string; readonly given: string } | null;
  readonly declares?: readonly string[] | null;
  readonly unit?: string | null;
  readonly evidence?: Readonly<Record<string, unknown>> | null;
  readonly summary?: string | null;
  readonly secondPerson?: string | null;
}

const orNull = <T>(list: readonly T[] | undefined | null): readonly T[] | null =>
  list && list.length > 0 ? list : null;

function entryRow(tx: Tx, entry: NewEntry, id: string): Row {
  tx.ordinal += 1;
  return {
    id,
    kind: entry.kind,
    source: entry.source,
    source_ref: entry.sourceRef ?? null,
    source_key: entry.sourceKey ?? null,
    source_content: entry.sourceContent ?? null,
    again: entry.again ?? null,
    batch: entry.batch ?? null,
    type: entry.type,
    step: entry.step ?? null,
    matter: entry.matter ?? null,
    happened_from: entry.happenedFrom ?? null,
    happened_to: entry.happenedTo ?? entry.happenedFrom ?? null,
    dates_made_up: entry.datesMadeUp ?? false,
    known_on: entry.knownOn,
    recorded_at: tx.at.toISOString(),
    ordinal: tx.ordinal,
    basis: entry.basis,
    finding: entry.finding ?? 'none',
    finding_when: entry.findingNeverKnown ? 'never-known' : 'with-entry',
    visibility: entry.visibility ?? 'guarded',
    covert_list: entry.covertList ?? null,
    parties: entry.parties,
    acts_on: orNull(entry.actsOn),
    features: orNull(entry.features),
    missing: orNull(entry.missing),
    values: entry.values ?? null,
    label: entry.label ?? null,
    declares: entry.declares ?? null,
    unit: entry.unit ?? null,
    evidence: entry.evidence ?? null,
    summary: entry.summary ?? null,
    posted_by: tx.act.actor,
    second_person: entry.secondPerson ?? null,
  };
}

function involvements(entry: NewEntry, id: string) {
  const seen = new Set<string>();
  const rows: {
    subject: string;
    entry: string;
    role: string;
    known_on: string;
    visibility: string;
    covert_list: string | null;
  }[] = [];
  for (const party of entry.parties) {
    const key = `${party.subject}/${party.role}`;
    if (seen.has(key)) continue;
    seen.add(key);
    rows.push({
      subject: party.subject,
      entry: id,
      role: party.role,
      known_on: entry.knownOn,
      visibility: entry.visibility ?? 'guarded',
      covert_list: entry.covertList ?? null,
    });
  }
  return rows;
}

const unplacedRow = (tx: Tx, party: UnknownParty, entry: { id: string; covertList: string | null }): Row => ({
  id: tx.ids.next(),
  entry: entry.id,
  covert_list: entry.covertList,
  role: party.role,
  scheme: party.scheme ?? null,
  value: party.value ?? null,
  given: party.given ?? null,
  family: party.family ?? null,
  description: party.description ?? null,
  recorded_at: tx.at.toISOString(),
  recorded_by: tx.act.actor,
});

/** Appends one entry, its projection and its tray items. Marks its subjects as touched. */
export async function insertEntry(tx: Tx, entry: NewEntry): Promise<EntryId> {
  const id = (entry.id ?? tx.ids.next()) as EntryId;
  await keep(tx, recordTables.entry, entryRow(tx, entry, id), `entry.${entry.kind}`);
  if (entry.kind !== 'signal')
    await indexEntry(tx, { id, visibility: entry.visibility ?? 'guarded', words: entry.summary ?? null });
  for (const row of involvements(entry, id)) {
    await query(
      tx,
      sql`insert into record.involvement (subject, entry, role, known_on, visibility, covert_list)
          values (${row.subject}, ${row.entry}, ${row.role}, ${row.known_on}, ${row.visibility}, ${row.covert_list})`,
    );
  }
  for (const party of entry.unknown ?? [])
    await keep(
      tx,
      recordTables.unplaced,
      unplacedRow(tx, party, { id, covertList: entry.covertList ?? null }),
      'tray.added',
    );
  return id;
}

/** Appends many entries by COPY. Their words are indexed by a clerk afterwards. Signals are not recomputed here: a sweep follows a bulk import. */
export async function insertEntries(tx: Tx, entries: readonly NewEntry[]): Promise<EntryId[]> {
  const ids = entries.map((entry) => (entry.id ?? tx.ids.next()) as EntryId);
  await keepMany(
    tx,
    recordTables.entry,
    entries.map((entry, index) => entryRow(tx, entry, ids[index]!)),
    'entry.imported',
  );
  const rows = entries.flatMap((entry, index) => involvements(entry, ids[index]!));
  if (rows.length > 0) await copyRows(tx.client, { name: 'record.involvement', json: [] }, rows);
  const tray = entries.flatMap((entry, index) =>
    (entry.unknown ?? []).map((party) =>
      unplacedRow(tx, party, { id: ids[index]!, covertList: entry.covertList ?? null }),
    ),
  );
  await keepMany(tx, recordTables.unplaced, tray, 'tray.added');
  return ids;
}

/** Which of the keys the source has already entered. */
export async function knownSourceKeys(tx: Tx, source: string, keys: readonly string[]): Promise<Set<string>> {
  const rows = await query(
    tx,
    sql<{
      source_key: string;
    }>`select source_key from record.entry where source = ${source} and source_key = any(${keys as string[]})`,
  );
  return new Set(rows.map((row) => row.source_key));
}

/** Columns of an entry that a history is made of, as text that survives every client. */
export interface RawEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly source: Source;
  readonly source_ref: string | null;
  readonly type: MatterType | StepType;
  readonly step: Step | null;
  readonly matter: string | null;
  readonly happened_from: string | null;
  readonly happened_to: string | null;
  readonly dates_made_up: boolean;
  readonly known_on: string;
  readonly recorded_at: Date;
  readonly ordinal: number;
  readonly basis: Basis;
  readonly finding: Finding;
  readonly finding_when: string;
  readonly visibility: Visibility;
  readonly parties: readonly NewParty[];
  readonly acts_on: string[] | null;
  readonly features: Feature[] | null;
  readonly missing: Missing[] | null;
  readonly values: Record<string, number> | null;
  readonly label: { said: string; given: string } | null;
  readonly declares: string[] | null;
  readonly unit: string | null;
  readonly evidence: Record<string, unknown> | null;
  readonly summary: string | null;
  readonly posted_by: string | null;
  readonly second_person: string | null;
}

const none: readonly never[] = [];
const noValues = {};

/** A row as the fold takes it. */
export function storedEntry(row: RawEntry): StoredEntry {
  return {
    id: row.id,
    kind: row.kind,
    source: row.source,
    type: row.type,
    step: row.step,
    matter: row.matter,
    happenedFrom: row.happened_from === null ? null : isoToDay(row.happened_from),
    happenedTo: row.happened_to === null ? null : isoToDay(row.happened_to),
    datesMadeUp: row.dates_made_up,
    knownOn: isoToDay(row.known_on),
    recordedAt: row.recorded_at.getTime(),
    ordinal: row.ordinal,
    basis: row.basis,
    finding: row.finding,
    findingNeverKnown: row.finding_when === 'never-known',
    visibility: row.visibility,
    parties: row.parties,
    actsOn: row.acts_on ?? none,
    features: row.features ?? none,
    missing: row.missing ?? none,
    values: row.values ?? noValues,
    label: row.label,
    declares: row.declares,
    unit: row.unit,
    corrects: (row.evidence?.corrects as StoredEntry['corrects']) ?? null,
  };
}

/**
 * Entries in which any of the subjects plays a part, as the reader may see them: class and wall are the database's. As
 * recorded by an instant, those of imports that were undone only later are among them.
 */
export async function entriesFor(tx: Tx, subjects: readonly string[], recordedBy?: string): Promise<RawEntry[]> {
  const of = subjects as string[];
  const sinceUndone =
    recordedBy === undefined
      ? sql``
      : sql`or e.batch in (select u.batch from record.batch_undo u where u.agrees_to is not null and u.recorded_at > ${recordedBy})
          and (exists (select 1 from jsonb_array_elements(e.parties) p where (p ->> 'subject')::uuid = any(${of}))
            or e.id in (select t.entry from record.unplaced t join record.placement p on p.unplaced = t.id where p.person = any(${of})))`;
  return query(
    tx,
    sql<RawEntry>`select e.* from record.entry e where e.id in (select i.entry from record.involvement i where ${among('i.subject', of)}) ${sinceUndone}`,
  );
}

/** The same for finders, who are clerks and read no words: everything but covert entries, and those of one covert list where one is named. */
export async function entriesForFinders(
  tx: Tx,
  subjects: readonly string[],
  covertList: string | null,
): Promise<RawEntry[]> {
  return queryAsStored(
    tx,
    sql<RawEntry>`select * from record.rows_for_finders(${subjects as string[]}, ${covertList}::uuid)`,
  );
}

/** Parties placed through the tray by the day, by entry. The entry itself is read under the reader's own rights. */
export async function placedParties(
  tx: Tx,
  subjects: readonly string[],
  day: string,
): Promise<Map<string, NewParty[]>> {
  const rows = await query(
    tx,
    sql<{ entry: string; role: PartyRole; person: string; how: 'identifier' | 'review'; decided_by: string | null }>`
      select entry, role, person, how, decided_by from record.placed_for_finders(${subjects as string[]}, ${day})`,
  );
  const map = new Map<string, NewParty[]>();
  for (const row of rows) {
    const party: NewParty = { role: row.role, subject: row.person, join: { how: row.how, by: row.decided_by } };
    map.set(row.entry, [...(map.get(row.entry) ?? []), party]);
  }
  return map;
}

/** One entry if the reader may see it. */
export async function findEntry(tx: Tx, id: string): Promise<RawEntry | null> {
  const [row] = await query(tx, sql<RawEntry>`select * from record.entry where id = ${id}`);
  return row ?? null;
}

/** Several entries that the reader may see, in no order. */
export async function listEntries(tx: Tx, ids: readonly string[]): Promise<RawEntry[]> {
  return query(tx, sql<RawEntry>`select * from record.entry where id = any(${ids as string[]})`);
}

/** How many sealed entries exist about the subjects, told only to those cleared and unwalled. */
export async function sealedCount(tx: Tx, subjects: readonly string[], day: string): Promise<number> {
  return (await queryOne(tx, sql<{ n: number }>`select record.sealed_count(${subjects as string[]}, ${day}) as n`)).n;
}

/** Covert lists that hold anything about the subjects: for the hook inside a commit, never for a page. */
export async function covertListsAbout(tx: Tx, subjects: readonly string[]): Promise<string[]> {
  return (
    await queryOne(tx, sql<{ lists: string[] }>`select record.covert_lists_about(${subjects as string[]}) as lists`)
  ).lists;
}

export interface SourceState {
  readonly source: string;
  readonly connected: boolean;
  readonly readUntil: string | null;
  readonly rows: number;
  readonly recordedAt: string;
}

/** The last reading of each source ever read, as recorded by the instant. Sources not in it were never connected. */
export async function sourceStates(tx: Tx, recordedBy = 'infinity'): Promise<SourceState[]> {
  const rows = await query(
    tx,
    sql<{ source: string; connected: boolean; read_until: string | null; rows: number; recorded_at: Date }>`
      select distinct on (source) source, connected, read_until, rows, recorded_at from record.source_read
      where recorded_at <= ${recordedBy} order by source, recorded_at desc, id`,
  );
  return rows.map((row) => ({
    source: row.source,
    connected: row.connected,
    readUntil: row.read_until,
    rows: row.rows,
    recordedAt: row.recorded_at.toISOString(),
  }));
}

/** Notes that a source was read. */
export async function insertSourceRead(
  tx: Tx,
  read: { source: string; connected: boolean; readUntil: string | null; rows: number; note?: string },
): Promise<void> {
  await keep(
    tx,
    recordTables.sourceRead,
    {
      id: tx.ids.next(),
      source: read.source,
      connected: read.connected,
      read_until: read.readUntil,
      rows: read.rows,
      note: read.note ?? null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'source.read',
  );
}

export interface NewBatch {
  readonly id: string;
  readonly fileName: string;
  readonly fileHash: Buffer;
  readonly mapHash: Buffer;
  readonly kind: string;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Whoever brought the file; the operator of the command line has no name here. */
  readonly by?: string | null;
}

/** Records one import with its counts. */
export async function insertBatch(tx: Tx, batch: NewBatch): Promise<void> {
  await keep(
    tx,
    recordTables.batch,
    {
      id: batch.id,
      file_name: batch.fileName,
      file_hash: batch.fileHash,
      map_hash: batch.mapHash,
      kind: batch.kind,
      rows: batch.rows,
      accepted: batch.accepted,
      duplicates: batch.duplicates,
      rejected: batch.rejected,
      recorded_at: tx.at.toISOString(),
      recorded_by: batch.by ?? tx.act.actor,
    },
    'import.finished',
  );
}

export interface BatchRow {
  readonly id: string;
  readonly file_name: string;
  readonly kind: string;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly recorded_at: Date;
}

/** Imports, newest first. */
export const listBatches = (tx: Tx, limit = 50): Promise<BatchRow[]> =>
  query(
    tx,
    sql<BatchRow>`select id, file_name, kind, rows, accepted, duplicates, rejected, recorded_at from record.batch order by recorded_at desc limit ${limit}`,
  );

export interface NewSnapshot {
  readonly subject: string;
  readonly asAt: string;
  readonly purpose: string;
  readonly content: unknown;
  readonly sources: unknown;
  readonly rules: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** Row security asks which entries a copy shows, by id: those stay as they are. Everything else of it is words. */
async function contentAsStored(tx: Tx, content: unknown): Promise<Fields> {
  const { entries, ...rest } = content as Fields;
  const isIds = Array.isArray(entries) && entries.every((each) => typeof each === 'string');
  const kept = await sealCopies(tx, isIds ? rest : content);
  return { ...(isIds ? { entries } : {}), kept };
}

/** As it was given. A copy from before words were sealed is as it was written. */
export const contentAsGiven = (content: unknown): unknown => {
  const { kept, ...rest } = content as Fields;
  return kept === undefined ? content : { ...rest, ...(kept as Fields) };
};

/** Freezes exactly what a decider saw. Gives the snapshot's id, which the decision stores. */
export async function insertSnapshot(tx: Tx, snapshot: NewSnapshot): Promise<string> {
  const id = tx.ids.next();
  await keep(
    tx,
    recordTables.snapshot,
    {
      id,
      subject: snapshot.subject,
      as_at: snapshot.asAt,
      viewer: tx.act.actor,
      purpose: snapshot.purpose,
      content: await contentAsStored(tx, snapshot.content),
      sources: snapshot.sources,
      rules: snapshot.rules,
      recorded_at: tx.at.toISOString(),
    },
    'snapshot.frozen',
  );
  return id;
}

export interface SnapshotRow {
  readonly id: string;
  readonly subject: string;
  readonly as_at: string;
  readonly viewer: string | null;
  readonly purpose: string;
  readonly content: unknown;
  readonly sources: unknown;
  readonly rules: unknown;
  readonly recorded_at: Date;
}

/** One snapshot, if the reader may see it. */
export async function findSnapshot(tx: Tx, id: string): Promise<SnapshotRow | null> {
  const [row] = await query(
    tx,
    sql<SnapshotRow>`select id, subject, as_at, viewer, purpose, content, sources, rules, recorded_at from record.snapshot where id = ${id}`,
  );
  return row ? { ...row, content: contentAsGiven(row.content) } : null;
}

export interface TrayItem {
  readonly id: string;
  readonly entry: string;
  readonly role: PartyRole;
  readonly scheme: string | null;
  readonly value: string | null;
  readonly given: string | null;
  readonly family: string | null;
  readonly description: string | null;
  readonly recorded_at: Date;
}

/** Tray items that nobody has been found for, oldest first. */
export const listTray = (tx: Tx, limit = 200): Promise<TrayItem[]> =>
  query(
    tx,
    sql<TrayItem>`
      select u.id, u.entry, u.role, u.scheme, u.value, u.given, u.family, u.description, u.recorded_at from record.open_unplaced() u
      order by u.recorded_at, u.id limit ${limit}`,
  );

/** Tray items that carry exactly this identifier and are still open. */
export const trayByIdentifier = (tx: Tx, scheme: string, values: readonly string[]): Promise<TrayItem[]> =>
  query(
    tx,
    sql<TrayItem>`
      select u.id, u.entry, u.role, u.scheme, u.value, u.given, u.family, u.description, u.recorded_at from record.open_unplaced() u
      where u.scheme = ${scheme} and u.value = any(${values as string[]})
      order by u.recorded_at, u.id`,
  );

export interface NewPlacement {
  readonly unplaced: string;
  readonly person: string;
  readonly how: 'identifier' | 'review';
  readonly reason: string;
  readonly knownOn: string;
  readonly secondPerson?: string | null;
}

/** The list of a covert tray item: whatever is decided about it is of that list too. */
export async function covertListOfItem(tx: Tx, item: string): Promise<string | null> {
  const [row] = await query(
    tx,
    sql<{ covert_list: string | null }>`select covert_list from record.unplaced where id = ${item}`,
  );
  return row?.covert_list ?? null;
}

/** Places a tray item with a person, and carries it into the projection. */
export async function insertPlacement(tx: Tx, placement: NewPlacement): Promise<string> {
  const id = tx.ids.next();
  const covertList = await covertListOfItem(tx, placement.unplaced);
  await keep(
    tx,
    recordTables.placement,
    {
      id,
      unplaced: placement.unplaced,
      covert_list: covertList,
      person: placement.person,
      undoes: null,
      how: placement.how,
      reason: placement.reason,
      known_on: placement.knownOn,
      decided_by: tx.act.actor,
      second_person: placement.secondPerson ?? null,
      recorded_at: tx.at.toISOString(),
      recorded_by: tx.act.actor,
    },
    'tray.placed',
  );
  await query(tx, sql`select record.project_placement(${id}::uuid)`);
  tx.touched.add(placement.person);
  return id;
}
