/**
 * Bundles of the record for somebody who does not trust us: which rows concern a person or a period, and their proofs.
 *
 * Which rows are a person's follows from what columns are called, so that a room added later is covered without a list
 * here: a column that says whom a row is about decides; rows that say nothing of the kind follow what they point at.
 * Covert rows are left out without a word: no count of theirs is in the file. Sealed ones are left out and counted.
 */
import { type Bundle, type BundleRecord, formatBundle, HashTree, verifyBundle } from '../../engines/ledger-bundle.ts';
import { type StoredRow, verifierKeyOf, verifyCheckpoint } from '../../engines/ledger-leaf.ts';
import { hashLength } from '../../engines/merkle.ts';
import type { Server } from '../database.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import type { Table, Tx } from '../transaction.ts';
import { latestCheckpoint } from './checkpoint.ts';
import { holdsSignature, publishedKeys, trustIn } from './keys.ts';
import { eachLeaf, type StoredLeaf } from './leaf-stream.ts';
import { eachRow, rowOf, shapesOf, type TableShape } from './stored-rows.ts';

export interface BundleRequest {
  /** Everything about these, who are one person. */
  readonly persons?: readonly string[];
  /** Everything written from one day to another, both included, in the service's own time zone. */
  readonly span?: { readonly from: string; readonly to: string };
  /** A checkpoint kept elsewhere: the bundle then shows that the log grew from it. */
  readonly since?: string;
}

export interface BuiltBundle {
  readonly text: string;
  readonly records: number;
  readonly withheld: number;
  /** Leaves of the log that the bundle is proved against. */
  readonly size: number;
  /** Everybody and everything that its rows are about: whose reading this is. */
  readonly subjects: readonly string[];
}

/** Whom a row is about. */
const aboutNames = ['person', 'into_person', 'counterpart', 'supervisor', 'subject', 'about', 'involved'];
/** What a row belongs to. The first two are followed whomever the row is about. */
const partOfNames = ['acts_on', 'duty', 'entry', 'matter', 'unplaced', 'undoes', 'ends'];
const always = ['acts_on', 'duty'];
/** What a chosen row is nothing without, and the table it stands in. */
const restsOn: Readonly<Record<string, string>> = { unplaced: 'unplaced', entry: 'entry' };
/** Values that no case reader may see singly (REC-11): they stay behind as sealed rows do. */
const sealedTables = ['people.characteristic'];

const mostRecords = 200_000;
const idsAtOnce = 4000;

interface Place extends TableShape {
  /** uuid and uuid[] columns. */
  readonly ids: ReadonlyMap<string, 'one' | 'many'>;
}

interface FoundRow {
  readonly table: string;
  readonly id: string;
  readonly json: string;
  readonly salt: Buffer | null;
  readonly row: StoredRow | null;
}

type Hidden = 'covert' | 'sealed';

async function placesOf(tx: Tx, tables: readonly Table[]): Promise<Place[]> {
  const shapes = await shapesOf(tx.client, tables);
  const { rows } = await tx.client.query<{ table: string; name: string; type: string }>(
    `select n.nspname || '.' || c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where a.attnum > 0 and not a.attisdropped and n.nspname || '.' || c.relname = any ($1) and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)`,
    [[...shapes.keys()]],
  );
  return [...shapes.values()].map((shape) => {
    const own = rows.filter((row) => row.table === shape.name);
    return { ...shape, ids: new Map(own.map((row) => [row.name, row.type === 'uuid' ? 'one' : 'many'] as const)) };
  });
}

// ---- Choosing rows

/** SQL that finds any of the ids in a column. Ids are uuids that came out of the database or were checked at the door. */
function anyOf(place: Place, column: string, ids: readonly string[]): string {
  const list = `'{${ids.join(',')}}'::uuid[]`;
  return place.ids.get(column) === 'many' ? `t."${column}" && ${list}` : `t."${column}" = any (${list})`;
}

const isAboutNobody = (place: Place): string =>
  aboutNames
    .filter((name) => place.ids.has(name))
    .map((name) =>
      place.ids.get(name) === 'many' ? `cardinality(coalesce(t."${name}", '{}')) = 0` : `t."${name}" is null`,
    )
    .join(' and ') || 'true';

function inLots<T>(items: readonly T[]): T[][] {
  const lots: T[][] = [];
  for (let at = 0; at < items.length; at += idsAtOnce) lots.push(items.slice(at, at + idsAtOnce));
  return lots;
}

async function rowsWhere(tx: Tx, place: Place, where: string): Promise<FoundRow[]> {
  const found: FoundRow[] = [];
  await eachRow(
    tx.client,
    place,
    ({ id, salt, json }) => {
      const hex = id.toString('hex');
      const text = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
      const row = rowOf(place, json);
      found.push({ table: place.name, id: text, json, salt: salt === null ? null : Buffer.from(salt), row });
    },
    `where ${where}`,
  );
  return found;
}

/** Rows that are about these ids, or are the subjects themselves. */
const aboutWhere = (place: Place, ids: readonly string[]): string | null => {
  const columns = [...(place.ids.has('id') ? ['id'] : []), ...aboutNames.filter((name) => place.ids.has(name))];
  return columns.length === 0 ? null : columns.map((column) => anyOf(place, column, ids)).join(' or ');
};

/** Rows that belong to these rows. */
function belongingWhere(place: Place, ids: readonly string[]): string | null {
  const parts = partOfNames.filter((name) => place.ids.has(name));
  if (parts.length === 0) return null;
  const nobody = isAboutNobody(place);
  return parts
    .map((name) => (always.includes(name) ? anyOf(place, name, ids) : `(${anyOf(place, name, ids)} and ${nobody})`))
    .join(' or ');
}

const idsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((id) => typeof id === 'string');

/** What the rows rest on: the tray item of a placement, the entry of a tray item. */
function foundations(places: readonly Place[], rows: readonly FoundRow[]): Map<Place, string[]> {
  const wanted = new Map<Place, string[]>();
  for (const [column, last] of Object.entries(restsOn)) {
    const target = places.find((place) => place.name.endsWith(`.${last}`));
    const ids = rows.flatMap((row) => {
      const here = places.find((place) => place.name === row.table);
      const isOwn = column === 'entry' && aboutNames.some((name) => here?.ids.has(name));
      return isOwn ? [] : idsIn(row.row?.[column] ?? []);
    });
    if (target !== undefined && ids.length > 0) wanted.set(target, [...new Set(ids)]);
  }
  return wanted;
}

/** Adds rows that are new and not hidden; gives the new ones. */
async function takeIn(choice: Choice, rows: readonly FoundRow[]): Promise<FoundRow[]> {
  const { tx, places, kept, withheld } = choice;
  const fresh = rows.filter((row) => !kept.has(keyOf(row)) && !choice.seen.has(keyOf(row)));
  for (const row of fresh) choice.seen.add(keyOf(row));
  const hidden = await hiddenAmong(tx, places, fresh);
  const open = fresh.filter((row) => !hidden.has(row));
  for (const row of open) kept.set(keyOf(row), row);
  for (const [row, how] of hidden) if (how === 'sealed') withheld.add(keyOf(row));
  return open;
}

interface Choice {
  readonly tx: Tx;
  readonly places: readonly Place[];
  readonly kept: Map<string, FoundRow>;
  readonly seen: Set<string>;
  readonly withheld: Set<string>;
}

const keyOf = ({ table, id }: { table: string; id: string }): string => `${table}/${id}`;

/** Everything about the persons, and everything that belongs to it, until nothing is added. */
async function choosePersons(choice: Choice, persons: readonly string[]): Promise<void> {
  const { tx, places } = choice;
  let fresh: FoundRow[] = [];
  for (const place of places) {
    const where = aboutWhere(place, persons);
    if (where !== null) fresh.push(...(await takeIn(choice, await rowsWhere(tx, place, where))));
  }
  while (fresh.length > 0 && choice.kept.size <= mostRecords) {
    const next: FoundRow[] = [];
    for (const [place, ids] of foundations(places, fresh))
      for (const lot of inLots(ids))
        next.push(...(await takeIn(choice, await rowsWhere(tx, place, anyOf(place, 'id', lot)))));
    const ids = fresh.map((row) => row.id);
    for (const place of places)
      for (const lot of inLots(ids)) {
        const where = belongingWhere(place, lot);
        if (where !== null) next.push(...(await takeIn(choice, await rowsWhere(tx, place, where))));
      }
    fresh = next;
  }
}

// ---- What stays behind

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function hiddenItself({ table, row }: FoundRow): Hidden | null {
  if (row === null) return null;
  if (row.visibility === 'covert' || row.covert_list != null || row.list != null) return 'covert';
  return row.visibility === 'sealed' || sealedTables.includes(table) ? 'sealed' : null;
}

/** Which of the ids are those of rows that stay behind. */
async function hiddenIds(tx: Tx, places: readonly Place[], ids: readonly string[]): Promise<Map<string, Hidden>> {
  const hidden = new Map<string, Hidden>();
  for (const place of places) {
    if (!place.columns.includes('visibility')) continue;
    const covert = place.columns.includes('covert_list')
      ? "(visibility = 'covert' or covert_list is not null)"
      : "visibility = 'covert'";
    for (const lot of inLots(ids)) {
      const found = await tx.client.query<{ id: string; covert: boolean }>(
        `select id, ${covert} as covert from ${place.name} where id = any ($1) and (visibility = 'sealed' or ${covert})`,
        [lot],
      );
      for (const row of found.rows) hidden.set(row.id, row.covert ? 'covert' : 'sealed');
    }
  }
  return hidden;
}

/** Rows that are hidden, or that so much as mention one that is: a frozen page can hold what it showed. */
async function hiddenAmong(
  tx: Tx,
  places: readonly Place[],
  rows: readonly FoundRow[],
): Promise<Map<FoundRow, Hidden>> {
  const mentioned = new Map(rows.map((row) => [row, [...new Set(row.json.match(uuids) ?? [])]] as const));
  const ids = await hiddenIds(tx, places, [...new Set([...mentioned.values()].flat())]);
  const hidden = new Map<FoundRow, Hidden>();
  for (const row of rows) {
    const reasons = [hiddenItself(row), ...(mentioned.get(row) ?? []).map((id) => ids.get(id) ?? null)];
    const how = reasons.includes('covert') ? 'covert' : reasons.includes('sealed') ? 'sealed' : null;
    if (how !== null) hidden.set(row, how);
  }
  return hidden;
}

// ---- Leaves and proofs

/** Reads every leaf that is signed once: all their hashes, and those that `isWanted`. */
async function readLeaves(
  tx: Tx,
  size: number,
  isWanted: (leaf: StoredLeaf) => boolean,
): Promise<{ tree: HashTree; leaves: StoredLeaf[] }> {
  const hashes = Buffer.alloc(size * hashLength);
  const leaves: StoredLeaf[] = [];
  await eachLeaf(tx.client, { log: 'main', from: 0, to: size }, (leaf) => {
    leaf.hash.copy(hashes, leaf.seq * hashLength);
    if (isWanted(leaf))
      leaves.push({ ...leaf, commitment: Buffer.from(leaf.commitment), hash: Buffer.from(leaf.hash) });
  });
  return { tree: new HashTree(hashes), leaves };
}

async function boundsOf(tx: Tx, { from, to }: { from: string; to: string }): Promise<[number, number]> {
  const { rows } = await tx.client.query<{ first: Date; after: Date }>(
    `select $1::date::timestamp at time zone 'Europe/London' as first, ($2::date + 1)::timestamp at time zone 'Europe/London' as after`,
    [from, to],
  );
  const [row] = rows;
  return [row?.first.getTime() ?? 0, row?.after.getTime() ?? 0];
}

const recordOf = (tree: HashTree, leaf: StoredLeaf, found: FoundRow): BundleRecord | null =>
  found.row === null || found.salt === null
    ? null
    : {
        index: leaf.seq,
        leaf: {
          at: leaf.at,
          act: leaf.act,
          actor: leaf.actor,
          table: leaf.table,
          object: leaf.object,
          commitment: leaf.commitment,
        },
        path: tree.path(leaf.seq),
        salt: found.salt,
        row: found.row,
      };

interface Gathered {
  readonly records: readonly BundleRecord[];
  readonly withheld: number;
  readonly tree: HashTree;
}

async function gatherPersons(choice: Choice, persons: readonly string[], size: number): Promise<Gathered> {
  await choosePersons(choice, persons);
  const { tree, leaves } = await readLeaves(choice.tx, size, (leaf) => choice.kept.has(`${leaf.table}/${leaf.object}`));
  const records = leaves.flatMap((leaf) => {
    const found = choice.kept.get(`${leaf.table}/${leaf.object}`);
    return found === undefined ? [] : (recordOf(tree, leaf, found) ?? []);
  });
  return { records, withheld: choice.withheld.size, tree };
}

/** Of a period, everything of the main log that is not in the bundle is withheld: gaps in the numbering say no more than the count. */
async function gatherSpan(choice: Choice, span: { from: string; to: string }, size: number): Promise<Gathered> {
  const [first, after] = await boundsOf(choice.tx, span);
  const { tree, leaves } = await readLeaves(choice.tx, size, (leaf) => {
    const at = Date.parse(leaf.at);
    return at >= first && at < after;
  });
  if (leaves.length <= mostRecords)
    for (const place of choice.places) {
      const ids = leaves.filter((leaf) => leaf.table === place.name).map((leaf) => leaf.object);
      for (const lot of inLots(ids)) await takeIn(choice, await rowsWhere(choice.tx, place, anyOf(place, 'id', lot)));
    }
  const records = leaves.flatMap((leaf) => {
    const found = choice.kept.get(`${leaf.table}/${leaf.object}`);
    return found === undefined ? [] : (recordOf(tree, leaf, found) ?? []);
  });
  return { records, withheld: leaves.length - records.length, tree };
}

const subjectsOf = (records: readonly BundleRecord[]): string[] => [
  ...new Set(records.flatMap(({ row }) => aboutNames.flatMap((name) => idsIn(row[name] ?? [])))),
];

async function gather(tx: Tx, tables: readonly Table[], request: BundleRequest, size: number): Promise<Gathered> {
  // What the text of a row depends on, as the check of the ledger sets it.
  await tx.client.query(
    `select set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO, YMD', true), set_config('bytea_output', 'hex', true), set_config('extra_float_digits', '1', true)`,
  );
  const places = await placesOf(tx, tables);
  const choice: Choice = { tx, places, kept: new Map(), seen: new Set(), withheld: new Set() };
  if (request.persons !== undefined) return gatherPersons(choice, request.persons, size);
  if (request.span !== undefined) return gatherSpan(choice, request.span, size);
  return { records: [], withheld: 0, tree: (await readLeaves(tx, size, () => false)).tree };
}

/**
 * Builds a bundle against the latest checkpoint, for a login that may read rows and leaves (clerks). Hands out none that
 * would not hold. Whoever calls writes the read down in the same transaction.
 */
export async function buildBundle(
  tx: Tx,
  server: Server,
  tables: readonly Table[],
  request: BundleRequest,
): Promise<BuiltBundle | Refusal> {
  const head = await latestCheckpoint(tx);
  const keys = publishedKeys(server, 'main');
  const trust = trustIn(keys, 'main');
  if (head === null || trust === null) return refuse('not-signed-yet', 'Nothing of the record is signed here yet.');
  const first = request.since === undefined ? null : verifyCheckpoint(request.since, trust);
  if (first !== null && isRefusal(first)) return first;
  if (first !== null && (first.size < 1 || first.size > head.size))
    return refuse('wrong-checkpoint', `The checkpoint kept has ${first.size} leaves, and the log here ${head.size}.`);
  const { records, withheld, tree } = await gather(tx, tables, request, head.size);
  if (records.length > mostRecords || (request.span !== undefined && withheld > mostRecords))
    return refuse('too-many', `That is more than ${mostRecords} records: ask for a shorter period.`);
  const { persons, span, since } = request;
  const bundle: Bundle = {
    made: tx.at.toISOString(),
    about: persons !== undefined ? { persons } : (span ?? null),
    withheld,
    origin: trust.origin,
    keys: trust.keys.map(verifierKeyOf),
    checkpoint: head.note,
    since: first === null || since === undefined ? null : { checkpoint: since, path: tree.consistencyFrom(first.size) },
    records,
  };
  const text = formatBundle(bundle);
  const verdict = verifyBundle(text, { verify: holdsSignature });
  if (!verdict.ok) {
    const at = verdict.record === null ? undefined : records[verdict.record];
    const where = at === undefined ? '' : `${at.leaf.table} ${at.leaf.object}, leaf ${at.index}: `;
    return refuse('bundle-unproved', `The bundle would not hold: ${where}${verdict.words} Run candour verify.`);
  }
  return { text, records: records.length, withheld, size: head.size, subjects: subjectsOf(records) };
}
