/**
 * Copies of entries inside what is frozen. Each is sealed under the key of the entry that it copies, so that a copy can
 * never outlive what it was made from: destroying that key reaches every frozen page. Part of the store: it holds SQL.
 */
import { isId } from '../../../platform/ids.ts';
import { query, sql, type Tx } from '../../../platform/transaction.ts';

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

const isFields = (value: Json): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entry that a part of a page shows: its own id, or the id of the entry it speaks of. */
function entryOf(part: Fields): string | null {
  const named = isFields(part.entry) ? part.entry.id : (part.entry ?? part.id);
  return typeof named === 'string' && isId(named) ? named : null;
}

function* namedIn(value: Json): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  const named = isFields(value) ? entryOf(value) : null;
  if (named !== null) yield named;
  for (const inner of Object.values(value)) yield* namedIn(inner);
}

interface Original {
  readonly id: string;
  readonly covertList: string | null;
}

async function originals(tx: Tx, ids: readonly string[]): Promise<Map<string, Original>> {
  const rows = await query(
    tx,
    sql<{
      id: string;
      covert_list: string | null;
    }>`select id, covert_list from record.entry where id = any(${ids as string[]})`,
  );
  return new Map(rows.map((row) => [row.id, { id: row.id, covertList: row.covert_list }]));
}

async function sealed(tx: Tx, value: Json, of: ReadonlyMap<string, Original>): Promise<Json> {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const parts: Json[] = [];
    for (const each of value) {
      const inner = await sealed(tx, each, of);
      const original = isFields(each) ? of.get(entryOf(each) ?? '') : undefined;
      parts.push(original === undefined ? inner : await tx.seals.under(original, inner));
    }
    return parts;
  }
  const fields: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value)) fields[name] = await sealed(tx, inner, of);
  return fields;
}

/** The content with every list item that copies an entry sealed under that entry's key. */
export async function sealCopies(tx: Tx, content: Json): Promise<Json> {
  const named = [...new Set(namedIn(content))];
  if (named.length === 0) return content;
  const of = await originals(tx, named);
  await tx.seals.load([...of.keys()]);
  return sealed(tx, content, of);
}
