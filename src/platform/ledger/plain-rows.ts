/**
 * Commitments of rows by the million. PostgreSQL writes each row's canonical text as far as it can, and we hash it. What it
 * writes never loses anything of the row, so a hash that equals the leaf's commitment is the row's own. One that differs
 * says nothing yet (a number may be written in another way): that row is then read and judged in the plain way.
 */
import { hash } from 'node:crypto';
import type pg from 'pg';
import { canonicalJson } from '../../engines/canonical-json.ts';
import { BinaryRows } from '../binary-copy.ts';
import { nextBytes } from './leaf-stream.ts';
import { quote, type TableShape } from './stored-rows.ts';

const isJson = (type: string | undefined): boolean => type === 'jsonb' || type === 'json';
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Types whose text needs no escaping: quoted, or as it stands. */
const quoted = new Set(['uuid', 'date']);
const bare = new Set(['boolean', 'smallint', 'integer', 'bigint', 'jsonb', 'json']);

/** Instants that `to_char` writes without loss: years of four figures, whole milliseconds. */
const isPlainInstant = (column: string): string =>
  `(${column} is null or (${column} >= '0001-01-01Z' and ${column} < '10000-01-01Z' and date_trunc('milliseconds', ${column}) = ${column}))`;

function valueSql(column: string, type: string | undefined): string {
  if (type === 'timestamp with time zone')
    return `'"' || to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`;
  if (type !== undefined && quoted.has(type)) return `'"' || ${column}::text || '"'`;
  return type !== undefined && bare.has(type) ? `${column}::text` : `to_json(${column})::text`;
}

/** SQL for the canonical text of a row `t`, or null where it cannot be had. Nulls are left out, as in a commitment. */
export function canonicalTextSql(shape: TableShape): string {
  const kept = shape.columns.filter(
    (column) => column !== 'salt' && !shape.generated.has(column) && shape.derived?.includes(column) !== true,
  );
  // Without a comparer, sort orders by UTF-16 code units, as RFC 8785 3.2.3 asks.
  const parts = [...kept]
    .sort()
    .map(
      (column) =>
        `${literal(`${canonicalJson(column)}:`)} || ${valueSql(`t.${quote(column)}`, shape.types.get(column))}`,
    );
  const guards = shape.timestamps
    ?.filter((column) => kept.includes(column))
    .map((column) => isPlainInstant(`t.${quote(column)}`));
  const text = `'{"row":{' || concat_ws(',', ${parts.join(', ')}) || ${literal(`},"table":${canonicalJson(shape.name)}}`)}`;
  return guards === undefined || guards.length === 0 ? text : `case when ${guards.join(' and ')} then ${text} end`;
}

const [space, quoteMark, backslash] = [0x20, 0x22, 0x5c];

/** Copies JSON without the spaces that PostgreSQL puts between its parts. Gives where it ended. */
function copyCompact(from: Buffer, into: Buffer, at: number): number {
  let to = at;
  let isInside = false;
  for (let place = 0; place < from.length; place += 1) {
    const byte = from[place] as number;
    if (byte === space && !isInside) continue;
    into[to] = byte;
    to += 1;
    if (byte === quoteMark) isInside = !isInside;
    else if (byte === backslash) {
      place += 1;
      into[to] = from[place] as number;
      to += 1;
    }
  }
  return to;
}

const saltBytes = [16, 32];

/** Hashes salts and texts through one buffer that grows as needed. */
function hasher(isCompact: boolean): (salt: Buffer, text: Buffer) => Buffer {
  let room = Buffer.alloc(16 * 1024);
  return (salt, text) => {
    const most = salt.length + text.length;
    if (room.length < most) room = Buffer.alloc(most * 2);
    salt.copy(room, 0);
    const end = isCompact ? most : copyCompact(text, room, salt.length);
    if (isCompact) text.copy(room, salt.length);
    return hash('sha256', room.subarray(0, end), 'buffer');
  };
}

/** Calls `take` with each row's id and the commitment that its text comes to; null where it has none. The id shares its buffer. */
export async function eachPlainRow(
  client: pg.ClientBase,
  shape: TableShape,
  take: (id: Buffer, commitment: Buffer | null) => void,
): Promise<void> {
  const commit = hasher(![...shape.types.values()].some(isJson));
  const rows = new BinaryRows(
    client as pg.PoolClient,
    `copy (select t.id, t.salt, ${canonicalTextSql(shape)} from ${shape.name} t) to stdout (format binary)`,
  );
  for await (const batch of rows.batches())
    for (const row of batch) {
      const id = nextBytes(row) ?? Buffer.alloc(0);
      const [salt, text] = [nextBytes(row), nextBytes(row)];
      take(id, salt !== null && text !== null && saltBytes.includes(salt.length) ? commit(salt, text) : null);
    }
}
