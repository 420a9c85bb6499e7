/**
 * Rows as they are stored, in the form that is committed to. What a table's columns are is asked of the database and not
 * of our own declarations: a column added behind our back is part of the row.
 */
import type pg from 'pg';
import { commitment, normaliseRow, type RowShape, type StoredRow } from '../../engines/ledger-leaf.ts';
import { BinaryRows } from '../binary-copy.ts';
import type { Table } from '../transaction.ts';
import { nextBytes } from './leaf-stream.ts';

export interface TableShape extends RowShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** The type of each column, as the database calls it. */
  readonly types: ReadonlyMap<string, string>;
  /** Generated columns and the expression each is computed by. */
  readonly generated: ReadonlyMap<string, string>;
}

interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly expression: string | null;
}

/** What columns the tables have. A table that is not there is left out of the map. */
export async function shapesOf(client: pg.ClientBase, tables: readonly Table[]): Promise<Map<string, TableShape>> {
  const found = await client.query<ColumnRow>(
    `select n.nspname || '.' || c.relname as table, a.attname as name, format_type(a.atttypid, null) as type,
        case when a.attgenerated = 's' then pg_get_expr(d.adbin, d.adrelid) end as expression
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any ($1)
      order by 1, a.attnum`,
    [tables.map((each) => each.name)],
  );
  const shapes = new Map<string, TableShape>();
  for (const { name, derived } of tables) {
    const rows = found.rows.filter((row) => row.table === name);
    if (rows.length === 0) continue;
    shapes.set(name, {
      name,
      derived,
      columns: rows.map((row) => row.name),
      types: new Map(rows.map((row) => [row.name, row.type])),
      timestamps: rows.filter((row) => row.type === 'timestamp with time zone').map((row) => row.name),
      generated: new Map(rows.flatMap((row) => (row.expression === null ? [] : [[row.name, row.expression] as const]))),
    });
  }
  return shapes;
}

// ---- Numbers

const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;
const longest = 17;

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return (code >= 48 && code <= 57) || code === 46;
};

/** Whether any run of digits and points is longer than a JSON number keeps. Looks at every seventeenth place: no run that long slips between two. */
function hasLongDigits(text: string): boolean {
  for (let at = longest - 1; at < text.length; at += longest) {
    if (!isDigit(text, at)) continue;
    let from = at;
    let to = at + 1;
    while (isDigit(text, from - 1)) from -= 1;
    while (isDigit(text, to)) to += 1;
    if (to - from >= longest) return true;
  }
  return false;
}

/** A decimal as its digits and the place of its point, so that 2, 2.0 and 20e-1 are one. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}

/**
 * Whether JSON.parse keeps every number of this text. The database holds more digits than a JSON number: without this, a
 * change in the twentieth digit would go unseen.
 */
export function isExact(json: string): boolean {
  if (!hasLongDigits(json)) return true;
  for (const [token] of json.matchAll(tokens))
    if (token[0] !== '"' && decimalOf(token) !== decimalOf(String(Number(token)))) return false;
  return true;
}

// ---- Rows

/** A column's name as SQL takes it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A row as it came. Its commitment is worked out only when asked for. */
export interface RawStoredRow {
  /** Shared with the buffer it came in. */
  readonly id: Buffer;
  readonly salt: Buffer | null;
  readonly json: string;
}

/** The row in the form that is committed to, or null where it holds what no commitment of ours ever covered. */
export function rowOf(shape: TableShape, json: string): StoredRow | null {
  try {
    return isExact(json) ? normaliseRow(shape.name, JSON.parse(json) as StoredRow, shape) : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** What the row comes to with its own salt, or null where nothing can. */
export function commitmentOf(shape: TableShape, { salt, json }: RawStoredRow): Buffer | null {
  const row = rowOf(shape, json);
  if (row === null || salt === null) return null;
  try {
    return commitment(shape.name, row, salt);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}

/** Calls `take` for each row. `where` and `order` are SQL over `t`, never a stranger's words. */
export async function eachRow(
  client: pg.ClientBase,
  shape: TableShape,
  take: (row: RawStoredRow) => void,
  tail = '',
): Promise<void> {
  const kept = shape.columns.filter((column) => column !== 'salt' && !shape.generated.has(column));
  const list = kept.map((column) => `t.${quote(column)}`).join(', ');
  const rows = new BinaryRows(
    client as pg.PoolClient,
    `copy (select t.id, t.salt, row_to_json(r)::text from ${shape.name} t, lateral (select ${list}) r ${tail})
      to stdout (format binary)`,
  );
  for await (const batch of rows.batches())
    for (const row of batch)
      take({ id: nextBytes(row) ?? Buffer.alloc(0), salt: nextBytes(row), json: row.text() ?? '{}' });
}
