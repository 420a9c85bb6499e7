/** COPY in and out. In: through a staging table, because COPY is refused on a table with row security. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Table } from './transaction.ts';

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeText = (text: string): string =>
  /[\\\n\r\t]/.test(text) ? text.replace(/[\\\n\r\t]/g, (found) => escapes[found]!) : text;

/** A PostgreSQL array literal of text, uuid or number values. */
function arrayLiteral(values: readonly unknown[]): string {
  const parts = values.map((value) =>
    value === null || value === undefined ? 'NULL' : `"${String(value).replace(/["\\]/g, (found) => `\\${found}`)}"`,
  );
  return `{${parts.join(',')}}`;
}

function copyText(value: unknown, json: boolean): string {
  if (value === null || value === undefined) return '\\N';
  if (json) return escapeText(JSON.stringify(value));
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  if (Array.isArray(value)) return escapeText(arrayLiteral(value));
  throw new TypeError(`no COPY form for a ${typeof value}`);
}

const rowsAChunk = 500;

function* copyLines(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly string[],
  json: readonly boolean[],
  salts: Buffer | null,
): Generator<Buffer> {
  for (let from = 0; from < rows.length; from += rowsAChunk) {
    let text = '';
    const until = Math.min(from + rowsAChunk, rows.length);
    for (let index = from; index < until; index += 1) {
      const row = rows[index]!;
      for (let column = 0; column < columns.length; column += 1) {
        text += (column === 0 ? '' : '\t') + copyText(row[columns[column]!], json[column]!);
      }
      text += salts ? `\t\\\\x${salts.toString('hex', index * 16, index * 16 + 16)}\n` : '\n';
    }
    yield Buffer.from(text);
  }
}

/** Columns that any of the rows has, in a fixed order: the same for every batch of rows of one making. */
export function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const seen = new Set<string>();
  for (const row of rows) for (const key in row) if (row[key] !== undefined) seen.add(key);
  return [...seen].sort();
}

const staged = new WeakMap<pg.PoolClient, Map<string, string>>();

/** The staging table of the transaction for these columns, made anew where an earlier one has others. */
async function stagingFor(client: pg.PoolClient, into: string, names: string): Promise<string> {
  const staging = `staging_${into.replace('.', '_')}`;
  const known = staged.get(client) ?? new Map<string, string>();
  staged.set(client, known);
  const have = await client.query<{ made: boolean }>('select to_regclass($1) is not null as made', [
    `pg_temp.${staging}`,
  ]);
  if (have.rows[0]?.made && known.get(staging) === names) return staging;
  if (have.rows[0]?.made) await client.query(`drop table pg_temp.${staging}`);
  await client.query(`create temporary table ${staging} on commit drop as select ${names} from ${into} with no data`);
  known.set(staging, names);
  return staging;
}

/** Copies rows into a staging table of the transaction, then inserts them into `into` under its own row security. */
export async function copyRows(
  client: pg.PoolClient,
  into: Pick<Table, 'name' | 'json'>,
  rows: readonly Readonly<Record<string, unknown>>[],
  salts: Buffer | null = null,
): Promise<void> {
  const columns = columnsOf(rows);
  const names = [...columns, ...(salts ? ['salt'] : [])].map((column) => `"${column}"`).join(', ');
  const staging = await stagingFor(client, into.name, names);
  const json = columns.map((column) => into.json.includes(column));
  await pipeline(
    Readable.from(copyLines(rows, columns, json, salts)),
    client.query(copyFrom(`copy pg_temp.${staging} (${names}) from stdin`)),
  );
  await client.query(`insert into ${into.name} (${names}) select ${names} from pg_temp.${staging}`);
  await client.query(`truncate pg_temp.${staging}`);
}
